"""Undoing: a cancelled video's steps take back what was begun outside, the last thing first."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from reelworks.domain.advancing import CancelAsked
from reelworks.domain.stages import Stage
from reelworks.domain.steps import Document, StepSpec, StepStatus
from reelworks.domain.tasks import Step
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.engine import codec
from reelworks.orchestrator.engine.loading import Loaded, load
from reelworks.orchestrator.engine.planning import let_go, row_of
from reelworks.orchestrator.models import tables
from reelworks.orchestrator.models.record import Record


async def cancellation(context: Context, tx: AsyncConnection, task_id: int) -> CancelAsked:
    """The event that cancels a task: with a step for each thing that must be undone outside.

    Money set aside for steps that will not run is free again; what may have been paid counts.
    """
    loaded = await load(context, tx, task_id)
    if loaded.task.cancelled:
        return CancelAsked()
    rows = await _begun(tx, task_id)
    undone = [row for row in rows if _reaches_out(row)]
    ended = [row.id for row in rows if row.status != StepStatus.DONE.value and row not in undone]
    await let_go(tx, ended)
    return CancelAsked(await _write(tx, loaded, undone))


async def _begun(tx: AsyncConnection, task_id: int) -> Sequence[Record]:
    """What was ever started, the newest first."""
    s, r = tables.steps.c, tables.results.c
    query = (
        select(s.id, s.key, s.status, s.spec, s.vendor_job, r.facts)
        .outerjoin(tables.results, r.id == s.result_id)
        .where(s.task_id == task_id, s.dropped.is_(False))
        .order_by(s.started_at.desc().nulls_last(), s.id.desc())
    )
    return [*await tx.execute(query)]


def _reaches_out(row: Record) -> bool:
    """A vendor works on it now, or the world can see it."""
    published = row.status == StepStatus.DONE.value and row.spec["stage"] == Stage.PUBLISH.value
    return bool(row.spec.get("undo")) and (row.vendor_job is not None or published)


async def _write(tx: AsyncConnection, loaded: Loaded, undone: Sequence[Record]) -> tuple[Step, ...]:
    """Write the undoing steps, each after the one of what was begun later."""
    steps: list[Step] = []
    for row in undone:
        spec = _spec(codec.spec_from_json(row.spec), row, tuple(step.key for step in steps[-1:]))
        written = {**row_of(loaded, spec), "vendor_job": row.vendor_job, "undo": True}
        await tx.execute(insert(tables.steps).values(written))
        steps.append(Step(spec.key, spec.stage, needs=frozenset(spec.needs()), undo=True))
    return tuple(steps)


def _spec(spec: StepSpec, row: Record, after: tuple[str, ...]) -> StepSpec:
    """The step that undoes this one; the vendor's job is handed over as what to resume."""
    return StepSpec(
        key=f"undo/{spec.key}",
        stage=spec.stage,
        script=spec.undo,
        service=spec.service,
        args={"provider": spec.provider, "made": Document(dict(row.facts or {}))},
        outputs=(),
        provider=spec.provider,
        model=spec.model,
        after=after,
    )
