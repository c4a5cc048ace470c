"""Planning: the steps that a brief or a story asks for, written down; what was there is kept."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, case, false, func, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from reelworks.domain.advancing import Planned
from reelworks.domain.pipelines import Opening, Plan
from reelworks.domain.stages import Stage
from reelworks.domain.steps import StepSpec, StepStatus, Stored
from reelworks.domain.story import Story
from reelworks.domain.tasks import Step
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.engine import codec
from reelworks.orchestrator.engine.events import record
from reelworks.orchestrator.engine.loading import Loaded
from reelworks.orchestrator.models import tables
from reelworks.orchestrator.models.record import Record


async def plan_opening(context: Context, tx: AsyncConnection, loaded: Loaded) -> Planned:
    """State the steps of the first stages, which the brief asks for."""
    pipeline = context.pipelines[loaded.row.pipeline]
    specs = pipeline.plan_opening(opening(context, loaded.row))
    return await _write(tx, loaded, specs, frozenset(pipeline.opening))


async def plan_rest(context: Context, tx: AsyncConnection, loaded: Loaded) -> Planned:
    """State the steps that the newly written story asks for."""
    t = tables.steps.c
    facts = await tx.scalar(
        select(tables.results.c.facts)
        .join(tables.steps, t.result_id == tables.results.c.id)
        .where(t.task_id == loaded.row.id, t.key == "script/story")
    )
    return await plan_story(context, tx, loaded, codec.story_from_json((facts or {}).get("story")))


async def plan_story(
    context: Context, tx: AsyncConnection, loaded: Loaded, story: Story
) -> Planned:
    """Make this the task's story and state the steps that it asks for."""
    await tx.execute(
        update(tables.tasks)
        .where(tables.tasks.c.id == loaded.row.id)
        .values(story=codec.story_to_json(story), title=story.title)
    )
    pipeline = context.pipelines[loaded.row.pipeline]
    specs = pipeline.plan_rest(Plan(opening(context, loaded.row), story))
    return await _write(tx, loaded, specs, frozenset(pipeline.rest))


def opening(context: Context, row: Record) -> Opening:
    """What a task's first stages are planned from, as it was when the task was made."""
    branding = {
        use: Stored(sha256, suffix) for use, (sha256, suffix) in row.settings["branding"].items()
    }
    channel = codec.channel_from_json(row.settings["channel"])
    brief = codec.brief_from_json(row.brief)
    return Opening(brief, channel, branding, context.prices, context.prompts)


async def _write(
    tx: AsyncConnection, loaded: Loaded, specs: Sequence[StepSpec], stages: frozenset[Stage]
) -> Planned:
    """Write the planned steps; the rest of these stages' steps are dropped, not deleted."""
    kept = await _unchanged(tx, loaded, specs)
    stated = {spec.key for spec in specs}
    gone = {k for k, s in loaded.task.steps.items() if s.stage in stages and k not in stated}
    changed = [spec for spec in specs if spec.key not in kept]
    await let_go(tx, [loaded.ids[spec.key] for spec in changed if spec.key in loaded.ids])
    await _drop(tx, [loaded.ids.pop(key) for key in gone])
    written = await _upsert(tx, loaded, changed)
    loaded.services |= {spec.key: spec.service for spec in specs}
    planned = {*loaded.row.planned, *(stage.value for stage in stages)}
    task = update(tables.tasks).where(tables.tasks.c.id == loaded.row.id)
    await tx.execute(task.values(planned=sorted(planned)))
    facts = {"steps": len(specs), "changed": len(changed), "dropped": len(gone)}
    await record(tx, loaded.owner, loaded.row.id, "steps_planned", facts)
    steps = tuple(written.get(spec.key, _step(spec)) for spec in specs)
    return Planned(stages, steps, frozenset(kept))


def _step(spec: StepSpec) -> Step:
    return Step(spec.key, spec.stage, needs=frozenset(spec.needs()))


async def _unchanged(
    tx: AsyncConnection, loaded: Loaded, specs: Sequence[StepSpec]
) -> Collection[str]:
    """The keys of the steps that come out exactly as they are written down."""
    s = tables.steps.c
    query = select(s.key, s.spec).where(s.task_id == loaded.row.id, s.dropped.is_(False))
    before = {row.key: codec.spec_from_json(row.spec) for row in await tx.execute(query)}
    return {spec.key for spec in specs if before.get(spec.key) == spec}


async def let_go(tx: AsyncConnection, ids: Sequence[int]) -> None:
    """What was under way for a step as it used to be is no use to it: it begins anew.

    What may have been paid for that counts as paid.
    """
    if not ids:
        return
    s, c = tables.steps.c, tables.costs.c
    paid = select(s.id).where(s.id == c.step_id, s.intent_at.is_not(None)).exists()
    await tx.execute(
        update(tables.costs)
        .where(c.step_id.in_(ids), c.state == "reserved")
        .values(state=case((paid, "unknown"), else_="released"))
    )
    anew = {"vendor_job": None, "intent_at": None, "attempt": 0, "error": None, "hold": None}
    steps = update(tables.steps).where(s.id.in_(ids))
    await tx.execute(steps.values(**anew, next_at=func.clock_timestamp()))


async def _drop(tx: AsyncConnection, ids: Sequence[int]) -> None:
    """The plan has these no more; what they made and cost stays on record."""
    await let_go(tx, ids)
    if ids:
        ended = {"status": StepStatus.CANCELLED.value, "lease": None, "worker_id": None}
        dropped = update(tables.steps).where(tables.steps.c.id.in_(ids))
        await tx.execute(dropped.values(**ended, dropped=True))


async def _upsert(
    tx: AsyncConnection, loaded: Loaded, specs: Sequence[StepSpec]
) -> Mapping[str, Step]:
    """Add new steps, restate known ones, take dropped ones up again with the takes they had."""
    s = tables.steps.c
    written: dict[str, Step] = {}
    for start in range(0, len(specs), _AT_ONCE):
        part = specs[start : start + _AT_ONCE]
        added = upsert(tables.steps).values([row_of(loaded, spec) for spec in part])
        restated: dict[str, ColumnElement[Any]] = {n: added.excluded[n] for n in _RESTATED}
        restated["status"] = case((s.dropped, added.excluded.status), else_=s.status)
        restated["dropped"] = false()
        saved = added.on_conflict_do_update(index_elements=["task_id", "key"], set_=restated)
        rows = [*await tx.execute(saved.returning(s.key, s.id, s.take, s.note))]
        loaded.ids |= {row.key: row.id for row in rows}
        takes = {row.key: row for row in rows}
        written |= {
            spec.key: replace(_step(spec), take=takes[spec.key].take, note=takes[spec.key].note)
            for spec in part
        }
    return written


_AT_ONCE = 500  # rows of a statement: the protocol counts its parameters in 16 bits
_RESTATED = ("spec", "needs", "service", "stage", "price_usd", "units", "undo")


def row_of(loaded: Loaded, spec: StepSpec) -> dict[str, object]:
    """A planned step as a row, waiting for what it needs."""
    return {
        "tenant_id": loaded.row.tenant_id,
        "channel_id": loaded.row.channel_id,
        "task_id": loaded.row.id,
        "key": spec.key,
        "stage": spec.stage.value,
        "service": spec.service,
        "spec": codec.spec_to_json(spec),
        "needs": list(spec.needs()),
        "priority": loaded.row.priority,
        "price_usd": spec.price,
        "units": spec.units,
        "status": StepStatus.WAITING.value,
        "undo": False,
    }
