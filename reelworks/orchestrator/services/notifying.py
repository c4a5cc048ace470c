"""Notifying: alerts on record are gathered into notices and sent, by whatever worker comes first.

A notice is on record before it is sent, and only one worker at a time sends it. When that worker
is lost between the sending and the record of it, nobody can know whether it got through: it is
sent once more and says so (and by e-mail under the same Message-ID, which mail programs show once).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID, uuid4

import structlog
from sqlalchemy import ColumnElement, func, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from reelworks.domain.errors import BadInput, OutcomeUnknown, ReelworksError, VendorUnavailable
from reelworks.domain.notices import Notice, Pace, Told
from reelworks.ops.sinks import Sink
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.database import snapshot, transaction
from reelworks.orchestrator.models import tables
from reelworks.orchestrator.models.notifying import notices, told
from reelworks.orchestrator.models.record import Record
from reelworks.orchestrator.schemas.views import AlertView

log = structlog.get_logger("notifying")

_MOST = 10_000  # alerts of one notice
AT_ONCE = Pace(gather=timedelta(), apart=timedelta())  # for a person who waits for it


@dataclass(frozen=True, slots=True)
class Desk:
    """Where alerts are told, how fast, and where the dashboard is ("": there is none)."""

    sinks: Mapping[str, Sink]
    dashboard: str = ""
    pace: Pace = field(default_factory=Pace)


@dataclass(frozen=True, slots=True)
class _Taken:
    """A notice in hand."""

    notice: Notice
    lease: UUID
    attempts: int


# Alerts that a sink has not been told of; the index by time bounds the look.
_UNTOLD = """
    select a.id from alerts a
    where a.at > clock_timestamp() - cast(:old as interval)
      and not exists (select from told t where t.alert_id = a.id and t.sink = :sink)
"""
_ANY_UNTOLD = text(f"select exists ({_UNTOLD})")
_ALONE = text("select pg_advisory_xact_lock(hashtextextended('notices:' || :sink, 0))")
# The one that nobody has begun to send still takes new alerts in.
_OPEN = text(
    """
    select id from notices where sink = :sink and sent_at is null and begun_at is null
    order by id limit 1 for no key update skip locked
    """
)
_ADD = text(
    """
    insert into notices (sink, next_at) values (:sink, greatest(
      clock_timestamp() + cast(:gather as interval),
      (select max(sent_at) from notices where sink = :sink and sent_at is not null)
        + cast(:apart as interval)))
    returning id
    """
)
_TELL = text(
    f"""
    insert into told (alert_id, sink, notice_id)
    select id, :sink, :notice from ({_UNTOLD} order by a.id limit {_MOST}) untold
    on conflict do nothing
    """  # noqa: S608  (constants)
)


async def run(context: Context, desk: Desk) -> int:
    """Gather what is to be told and send what is due; how many notices were sent.

    Safe to call from many workers at once, and to kill at any point. Raises DatabaseUnavailable.
    """
    sent = 0
    for name, sink in desk.sinks.items():
        await _gather(context, name, desk.pace)
        taken = await _take(context, name, desk)
        if taken is not None:
            sent += await _send(context, sink, taken, name, desk.pace)
    return sent


async def _gather(context: Context, sink: str, pace: Pace) -> None:
    """Put every untold alert into the notice that is next to go."""
    about = {"sink": sink, "old": pace.old}
    async with transaction(context.database) as tx:
        if not await tx.scalar(_ANY_UNTOLD, about):
            return
        await tx.execute(_ALONE, {"sink": sink})
        if not await tx.scalar(_ANY_UNTOLD, about):
            return
        notice = await tx.scalar(_OPEN, {"sink": sink})
        if notice is None:
            times = {"gather": pace.gather, "apart": pace.apart}
            notice = await tx.scalar(_ADD, {"sink": sink, **times})
        await tx.execute(_TELL, {**about, "notice": notice})


async def _take(context: Context, sink: str, desk: Desk) -> _Taken | None:
    """Take a notice that is due, and put on record that its sending begins."""
    n, lease = notices.c, uuid4()
    due = (
        select(n.id, n.begun_at)
        .where(n.sink == sink, n.sent_at.is_(None), n.next_at <= func.clock_timestamp(), _free())
        .order_by(n.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    async with transaction(context.database) as tx:
        row = (await tx.execute(due)).one_or_none()
        if row is None:
            return None
        begun = {
            "lease": lease,
            "leased_until": func.clock_timestamp() + desk.pace.hold,
            "begun_at": func.clock_timestamp(),
            "attempts": n.attempts + 1,
        }
        taken = update(notices).where(n.id == row.id).values(**begun).returning(n.attempts)
        attempts = (await tx.execute(taken)).scalar_one()
        alerts = await _alerts(tx, row.id, desk.dashboard)
    return _Taken(Notice(row.id, alerts, repeat=row.begun_at is not None), lease, attempts)


def _free() -> ColumnElement[bool]:
    n = notices.c
    free: ColumnElement[bool] = n.leased_until < func.clock_timestamp()
    return n.leased_until.is_(None) | free


async def _alerts(tx: AsyncConnection, notice: int, dashboard: str) -> tuple[Told, ...]:
    a, t = tables.alerts.c, tables.tasks.c
    query = (
        select(a.kind, a.message, a.at, a.channel_id, t.title, t.name)
        .join(told, told.c.alert_id == a.id)
        .outerjoin(tables.tasks, t.id == a.task_id)
        .where(told.c.notice_id == notice)
        .order_by(a.id)
    )
    return tuple(_told(row, dashboard) for row in await tx.execute(query))


def _told(row: Record, dashboard: str) -> Told:
    channel = "" if row.channel_id == tables.ANY else row.channel_id
    return Told(row.kind, row.message, row.at, channel, row.title or "", _link(row.name, dashboard))


def _link(task: str | None, dashboard: str) -> str:
    """Where a person sees more: the dashboard's page, or what to type."""
    if dashboard:
        page = dashboard.rstrip("/")
        return f"{page}/videos/{task}" if task else page
    return f"(`reelworks why {task}`)" if task else "(`reelworks status --watch`)"


async def _send(context: Context, sink: Sink, taken: _Taken, name: str, pace: Pace) -> int:
    """Send a notice and put on record what came of it. 1: it was sent."""
    known = {"sink": name, "notice": taken.notice.id, "attempt": taken.attempts}
    try:
        await sink.send(taken.notice)
    except (VendorUnavailable, OutcomeUnknown, BadInput) as error:
        log.warning("notifying_send_failed", **known, reason=str(error))
        await _later(context, taken, error, pace)
        return 0
    await _record(context, taken, sent_at=func.clock_timestamp(), error="")
    log.info("notifying_send_done", **known, alerts=len(taken.notice.alerts))
    return 1


async def _later(context: Context, taken: _Taken, error: ReelworksError, pace: Pace) -> None:
    """Due again later; certain not to have arrived, it takes new alerts in until then."""
    wait: timedelta = pace.wait(taken.attempts, error.retry_after_s)
    values: dict[str, object] = {"error": str(error), "next_at": func.clock_timestamp() + wait}
    if error.outcome_known and not taken.notice.repeat:
        values["begun_at"] = None
    await _record(context, taken, **values)


async def _record(context: Context, taken: _Taken, **values: object) -> None:
    n, a = notices.c, tables.alerts.c
    mine = update(notices).where(n.id == taken.notice.id, n.lease == taken.lease)
    async with transaction(context.database) as tx:
        done = await tx.execute(mine.values(**values, lease=None, leased_until=None))
        if done.rowcount and "sent_at" in values:
            its = select(told.c.alert_id).where(told.c.notice_id == taken.notice.id)
            sent = update(tables.alerts).where(a.id.in_(its), a.sent_at.is_(None))
            await tx.execute(sent.values(sent_at=func.clock_timestamp()))


async def announce(context: Context, message: str) -> None:
    """Put an alert on record that says only that alerts arrive."""
    row = {"tenant_id": tables.ANY, "channel_id": tables.ANY, "kind": "test"}
    async with transaction(context.database) as tx:
        new = insert(tables.alerts).values(**row, subject=str(uuid4()), message=message)
        await tx.execute(new)


async def recent(context: Context, limit: int = 20) -> tuple[AlertView, ...]:
    """The newest alerts first, with what became of telling them."""
    a, t = tables.alerts.c, tables.tasks.c
    why = (
        select(func.string_agg(notices.c.sink + ": " + notices.c.error, "; "))
        .join(told, told.c.notice_id == notices.c.id)
        .where(told.c.alert_id == a.id, notices.c.sent_at.is_(None), notices.c.error != "")
        .scalar_subquery()
    )
    query = (
        select(a.at, a.kind, a.message, t.name.label("task"), a.channel_id, a.sent_at, why)
        .outerjoin(tables.tasks, t.id == a.task_id)
        .order_by(a.id.desc())
        .limit(limit)
    )
    async with snapshot(context.database) as tx:
        return tuple(AlertView(*row) for row in await tx.execute(query))
