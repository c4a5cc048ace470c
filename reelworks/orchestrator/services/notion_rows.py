"""Rows of Videos: which video each has become, what it said last, what it must still say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Interval, bindparam, cast, func, select, text, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql import insert as upsert

from reelworks.domain.briefs import Brief
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.database import snapshot, transaction
from reelworks.orchestrator.engine import codec
from reelworks.orchestrator.models import tables
from reelworks.orchestrator.models.notion_board import notion_pages
from reelworks.orchestrator.models.record import Record
from reelworks.orchestrator.services.tasks import find

Json = Any
Values = Mapping[str, str | float | None]

_LOOK = timedelta(seconds=4)  # so often a row is brought up to date whose status has not changed
_LADDER = [timedelta(seconds=s) for s in (1, 2, 5, 15, 30, 60)]
_P, _T = notion_pages.c, tables.tasks.c


@dataclass(frozen=True, slots=True)
class Row:
    """`known`: what the row said last; `accepted`: what of it is in force; `sent`: what may have
    arrived without our knowing. `event`: the newest of its video's, `label` as it stands.
    """

    page_id: str
    task: str | None = None
    channel: str = ""
    label: str = ""
    priority: int = 0
    event: int = 0
    finished_at: datetime | None = None
    intended: bool = False
    accepted: Values = field(default_factory=dict)
    known: Values = field(default_factory=dict)
    sent: tuple[str, ...] = ()
    answer: str = ""
    seen_until: datetime | None = None
    attempts: int = 0
    gone: bool = False


_SELECT = """
    select p.*, t.name, t.channel_id as channel, t.label, t.priority, t.finished_at,
      coalesce(e.event, 0) as event
    from notion_pages p left join tasks t on t.id = p.task_id
    left join lateral (select max(id) as event from events where task_id = t.id) e on true
    where p.tenant_id = :tenant
"""
_ONE = text(f"{_SELECT} and p.page_id = :page")
# What is not as it should be: first those whose status is out of date, the longest first.
_DUE = text(
    f"""
    select * from ({_SELECT} and p.gone_at is null and p.next_at <= clock_timestamp()) r
    where r.dirty_since is not null
      or ((r.finished_at is null or r.settled_at is distinct from r.finished_at)
          and r.event > r.shown_event
          and (r.label is distinct from r.known ->> 'Status' or r.looked_at is null
               or r.looked_at < clock_timestamp() - :look))
      or exists (select from notion_assets a
                 where a.task_id = r.task_id and a.shown_at > r.looked_at)
    order by r.label is distinct from r.known ->> 'Status' desc,
      coalesce(r.dirty_since, r.looked_at), r.page_id
    limit :most
    """  # noqa: S608  (constants)
).bindparams(bindparam("look", type_=Interval))


async def find_row(context: Context, page_id: str) -> Row | None:
    """A row that we know."""
    async with snapshot(context.database) as tx:
        asked = {"tenant": context.tenant, "page": page_id}
        found = (await tx.execute(_ONE, asked)).one_or_none()
    return None if found is None else _row(found)


async def due(context: Context, most: int = 50) -> Sequence[Row]:
    """Rows that may not say what is true; they count as out of step from now on."""
    asked = {"tenant": context.tenant, "look": _LOOK, "most": most}
    async with transaction(context.database) as tx:
        rows = [*await tx.execute(_DUE, asked)]
        late = [row.page_id for row in rows if row.label != row.known.get("Status")]
        if late:
            its = update(notion_pages).where(*_mine(context), _P.page_id.in_(late))
            now = func.coalesce(_P.dirty_since, func.clock_timestamp())
            await tx.execute(its.values(dirty_since=now))
    return [_row(row) for row in rows]


def _row(found: Record) -> Row:
    return Row(
        page_id=found.page_id,
        task=found.name,
        channel=found.channel or "",
        label=found.label or "",
        priority=found.priority or 0,
        event=found.event,
        finished_at=found.finished_at,
        intended=found.brief is not None,
        accepted=found.accepted,
        known=found.known,
        sent=tuple(found.sent),
        answer=found.answer,
        seen_until=found.seen_until,
        attempts=found.attempts,
        gone=found.gone_at is not None,
    )


def _mine(context: Context) -> tuple[Any, ...]:
    return (_P.tenant_id == context.tenant,)


async def remember(
    context: Context,
    page_id: str,
    known: Values,
    answer: str,
    *,
    age: timedelta,
    accepted: Values | None = None,
) -> None:
    """What a row said so long ago has been acted upon; the row is to be looked at again."""
    now = func.clock_timestamp()
    values: dict[str, object] = {"known": dict(known), "answer": answer, "gone_at": None}
    if accepted is not None:
        values["accepted"] = dict(accepted)
    values |= {"dirty_since": now, "next_at": now, "seen_until": now - age}
    saved = upsert(notion_pages).values(tenant_id=context.tenant, page_id=page_id, **values)
    kept = {**values, "dirty_since": func.coalesce(_P.dirty_since, now)}
    async with transaction(context.database) as tx:
        await tx.execute(
            saved.on_conflict_do_update(index_elements=["tenant_id", "page_id"], set_=kept)
        )


async def unchanged(context: Context, page_id: str, age: timedelta) -> None:
    """So long ago the row said what we knew: a change is younger than what was shown by then."""
    await _set(context, page_id, seen_until=func.clock_timestamp() - age, gone_at=None)


async def intend(context: Context, page_id: str, asked: Brief) -> Brief:
    """The brief that this row stands for, however often we try: the one that was put down first."""
    value = codec.brief_to_json(asked)
    new = upsert(notion_pages).values(tenant_id=context.tenant, page_id=page_id, brief=value)
    first = new.on_conflict_do_update(
        index_elements=["tenant_id", "page_id"],
        set_={"brief": func.coalesce(_P.brief, new.excluded.brief)},
    )
    async with transaction(context.database) as tx:
        return codec.brief_from_json((await tx.execute(first.returning(_P.brief))).scalar_one())


async def think_again(context: Context, page_id: str) -> None:
    """What the row stood for cannot be: the next brief is another one."""
    await _set(context, page_id, brief=None)


async def link(context: Context, page_id: str, task: str) -> str:
    """Tie a row to its video; returns "", or the page of the row that has that video already."""
    async with transaction(context.database) as tx:
        its = await find(context, tx, task)
        await tx.execute(select(_T.id).where(_T.id == its.id).with_for_update())
        other = select(_P.page_id).where(*_mine(context), _P.task_id == its.id)
        page: str | None = await tx.scalar(other.where(_P.page_id != page_id))
        if page is not None:
            return page
        mine = update(notion_pages).where(*_mine(context), _P.page_id == page_id)
        await tx.execute(mine.values(task_id=its.id, channel_id=its.channel_id))
        return ""


async def sending(context: Context, page_id: str, status: str) -> None:
    """This status is about to be sent: found on the row later, it is nobody's wish."""
    await _set(context, page_id, sent=_P.sent.op("||")(cast([status], JSONB)))


async def confirmed(
    context: Context,
    row: Row,
    known: Values,
    *,
    age: timedelta,
    looked: timedelta,
    settled: bool,
) -> None:
    """The row says this, by Notion's own answer to what was sent so long ago (`age`).

    `looked`: so long ago it was worked out; what has come since is still to be said.
    """
    now = func.clock_timestamp()
    values: dict[str, object] = {"known": dict(known), "sent": [], "seen_until": now - age}
    values |= {"shown_event": row.event, "looked_at": now - looked, "gone_at": None}
    values |= {"dirty_since": None}
    values |= {"attempts": 0, "error": "", "next_at": now}
    if settled:
        values["settled_at"] = row.finished_at
    await _set(context, row.page_id, **values)


async def looked(context: Context, row: Row, *, age: timedelta, settled: bool) -> None:
    """There was nothing to write, so long ago."""
    values: dict[str, object] = {"shown_event": row.event}
    values |= {"looked_at": func.clock_timestamp() - age}
    values |= {"dirty_since": None, "attempts": 0, "error": ""}
    if settled:
        values["settled_at"] = row.finished_at
    await _set(context, row.page_id, **values)


async def failed(context: Context, row: Row, words: str) -> None:
    """It could not be written now: tried again soon, and less often the longer it lasts."""
    now = func.clock_timestamp()
    wait = _LADDER[min(row.attempts, len(_LADDER) - 1)]
    await _set(
        context,
        row.page_id,
        attempts=_P.attempts + 1,
        next_at=now + wait,
        error=words,
        dirty_since=func.coalesce(_P.dirty_since, now),
    )


async def gone(context: Context, page_id: str) -> None:
    """The row was deleted, or is not shared with us any more; its video goes on."""
    await _set(
        context, page_id, gone_at=func.clock_timestamp(), dirty_since=None, error="", answer=""
    )


async def all_dirty(context: Context) -> int:
    """Have every row read and written again; how many."""
    async with transaction(context.database) as tx:
        its = update(notion_pages).where(*_mine(context), _P.gone_at.is_(None))
        now = func.clock_timestamp()
        done = await tx.execute(its.values(dirty_since=now, next_at=now))
        return int(done.rowcount)


async def _set(context: Context, page_id: str, **values: object) -> None:
    its = update(notion_pages).where(*_mine(context), _P.page_id == page_id)
    async with transaction(context.database) as tx:
        await tx.execute(its.values(**values))
