"""Rows of Assets: which results are shown on the board, and what of them could be seen when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, text, update

from reelworks.domain.stages import Stage
from reelworks.domain.steps import Stored
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.database import snapshot, transaction
from reelworks.orchestrator.models import tables
from reelworks.orchestrator.models.notion_board import notion_assets
from reelworks.orchestrator.models.record import Record
from reelworks.orchestrator.services.notion_rows import Values
from reelworks.orchestrator.services.reviews import words_of
from reelworks.orchestrator.services.rooms import stored_of
from reelworks.orchestrator.services.tasks import find

Json = Any

SHOWN = (Stage.SCRIPT, Stage.ASSETS, Stage.COMPOSITES, Stage.VIDEO, Stage.AUDIO, Stage.FINAL)
_LADDER = [timedelta(seconds=s) for s in (2, 5, 15, 60, 300)]
_A = notion_assets.c


@dataclass(frozen=True, slots=True)
class Asset:
    """A result and its row. `verdict`: what the row should say; `video`: the page of its video."""

    id: int
    page_id: str
    video: str
    task: str
    title: str
    stage: Stage
    key: str
    take: int
    sha256: str
    result_id: int
    files: Mapping[str, Stored]
    words: str
    note: str
    verdict: str
    known: Values
    answer: str
    upload: Mapping[str, Json]
    begun: bool
    shown: bool
    attempts: int
    story: Json = None


# Results of videos that are on the board, which have no row yet.
_DISCOVER = text(
    """
    insert into notion_assets (tenant_id, channel_id, task_id, step_id, result_id, sha256)
    select s.tenant_id, s.channel_id, s.task_id, s.id, r.id, r.sha256
    from notion_pages p join tasks t on t.id = p.task_id
      join steps s on s.task_id = t.id join results r on r.step_id = s.id
    where p.tenant_id = :tenant and p.gone_at is null
      and not s.undo and s.stage = any (:stages) and r.files_removed_at is null
      and (t.finished_at is null or t.finished_at > clock_timestamp() - interval '1 day')
      and not exists (select from notion_assets a where a.result_id = r.id)
    order by r.id on conflict do nothing
    """
)

_SELECT = """
    select a.*, p.page_id as video, t.name, t.title, s.stage, s.key, r.take, r.files, r.note,
      r.files_removed_at, s.spec, case when s.stage = 'script' then t.story end as story,
      case
        when s.status = 'done' and s.result_id = a.result_id and not s.dropped
          then case when s.approved_id = a.result_id then 'Approved' else '' end
        when exists (select from reviews v where v.result_id = a.result_id
                     and v.verdict = 'rejected') then 'Rejected'
        else 'Replaced' end as verdict
    from notion_assets a join tasks t on t.id = a.task_id join steps s on s.id = a.step_id
      join results r on r.id = a.result_id
      join notion_pages p on p.task_id = a.task_id and p.gone_at is null
    where a.tenant_id = :tenant
"""
# First words for a person, then what a person waits for, then the rest as it was made.
_DUE = text(
    f"""
    select * from ({_SELECT} and a.gone_at is null and a.next_at <= clock_timestamp()
      and (t.finished_at is null or a.shown_at is null
           or t.finished_at > clock_timestamp() - interval '1 day')) a
    where a.page_id is null
      or (a.page_id is not null and (a.verdict <> coalesce(a.known ->> 'Verdict', '')
          or a.answer <> coalesce(a.known ->> 'Answer', '')))
    order by a.page_id is not null and a.answer <> coalesce(a.known ->> 'Answer', '') desc,
      a.page_id is not null, a.verdict in ('Rejected', 'Replaced'),
      not exists (select from gates g where g.task_id = a.task_id and g.stage = a.stage
                  and g.mode = 'human' and g.passed_at is null),
      a.result_id
    limit :most
    """  # noqa: S608  (constants)
)
_BY_PAGE = text(f"{_SELECT} and a.page_id = :page")


async def discover(context: Context) -> int:
    """Put new results down, to be shown; how many."""
    asked = {"tenant": context.tenant, "stages": [stage.value for stage in SHOWN]}
    async with transaction(context.database) as tx:
        return (await tx.execute(_DISCOVER, asked)).rowcount


async def due(context: Context, most: int = 8) -> Sequence[Asset]:
    """Rows to make or to bring up to date, the most wanted first."""
    async with snapshot(context.database) as tx:
        rows = await tx.execute(_DUE, {"tenant": context.tenant, "most": most})
        return [_asset(row) for row in rows]


async def find_asset(context: Context, page_id: str) -> Asset | None:
    """The result that a row of Assets shows."""
    async with snapshot(context.database) as tx:
        asked = {"tenant": context.tenant, "page": page_id}
        found = (await tx.execute(_BY_PAGE, asked)).one_or_none()
    return None if found is None else _asset(found)


def _asset(row: Record) -> Asset:
    return Asset(
        id=row.id,
        page_id=row.page_id or "",
        video=row.video,
        task=row.name,
        title=row.title,
        stage=Stage(row.stage),
        key=row.key,
        take=row.take,
        sha256=row.sha256,
        result_id=row.result_id,
        files={} if row.files_removed_at else stored_of(row.files),
        words=words_of(row.spec["args"]),
        note=row.note,
        verdict=row.verdict,
        known=row.known,
        answer=row.answer,
        upload=row.upload,
        begun=row.begun_at is not None,
        shown=row.shown_at is not None,
        attempts=row.attempts,
        story=row.story,
    )


async def seen(context: Context, ref: str, until: datetime | None) -> Mapping[str, str]:
    """The hashes of results that were on the board by then, by step."""
    if until is None:
        return {}
    s = tables.steps.c
    async with snapshot(context.database) as tx:
        task = await find(context, tx, ref)
        query = (
            select(s.key, _A.sha256)
            .join(tables.steps, s.id == _A.step_id)
            .where(_A.task_id == task.id, _A.result_id == s.result_id)
            .where(_A.shown_at <= until, _A.gone_at.is_(None))
        )
        return {row.key: row.sha256 for row in await tx.execute(query)}


async def counts(context: Context, ref: str, stage: Stage) -> int:
    """How many of a stage's current results are on the board."""
    s = tables.steps.c
    async with snapshot(context.database) as tx:
        task = await find(context, tx, ref)
        query = (
            select(func.count())
            .join(tables.steps, s.id == _A.step_id)
            .where(_A.task_id == task.id, s.stage == stage.value, _A.result_id == s.result_id)
            .where(_A.shown_at.is_not(None), _A.gone_at.is_(None), s.status == "done")
        )
        return int(await tx.scalar(query) or 0)


async def begin(context: Context, asset: Asset) -> None:
    """A row for it is about to be made: found missing later, Notion is asked for it first."""
    await _set(context, asset.id, begun_at=func.clock_timestamp())


async def uploaded(context: Context, asset: Asset, upload: Mapping[str, Json]) -> None:
    """How far its file is."""
    await _set(context, asset.id, upload=dict(upload))


async def shown(context: Context, asset: Asset, page_id: str, known: Values, why: str) -> None:
    """Its row is there, by Notion's own answer; with `why`, without anything to see."""
    now = func.clock_timestamp()
    values: dict[str, object] = {"page_id": page_id, "known": dict(known), "attempts": 0}
    values |= {"error": why, "shown_at": None if why else now, "next_at": now}
    await _set(context, asset.id, **values)


async def confirmed(context: Context, asset: Asset, known: Values) -> None:
    """Its row says this now."""
    now = func.clock_timestamp()
    await _set(context, asset.id, known=dict(known), attempts=0, next_at=now, gone_at=None)


async def answered(context: Context, asset: Asset, known: Values, answer: str) -> None:
    """What the row said has been acted upon, and this is what the person is told."""
    now = func.clock_timestamp()
    values: dict[str, object] = {"known": dict(known), "answer": answer, "next_at": now}
    await _set(context, asset.id, **values, gone_at=None)


async def failed(context: Context, asset: Asset, words: str) -> None:
    """Not now: tried again later."""
    wait = _LADDER[min(asset.attempts, len(_LADDER) - 1)]
    later = func.clock_timestamp() + wait
    await _set(context, asset.id, attempts=_A.attempts + 1, next_at=later, error=words)


async def gone(context: Context, asset: Asset) -> None:
    """Its row was deleted: it is not shown any more, and not made again."""
    await _set(context, asset.id, gone_at=func.clock_timestamp())


async def _set(context: Context, asset_id: int, **values: object) -> None:
    its = update(notion_assets).where(_A.id == asset_id)
    async with transaction(context.database) as tx:
        await tx.execute(its.values(**values))
