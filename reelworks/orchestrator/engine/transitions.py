"""The one place where a task changes: load it, `advance` it, write what changed, release."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from reelworks.domain.advancing import (
    Effect,
    Event,
    Finish,
    HurryUp,
    OpenGate,
    PlanRest,
    Recalled,
    advance,
)
from reelworks.domain.steps import StepStatus
from reelworks.domain.tasks import Step, Task
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.engine import money
from reelworks.orchestrator.engine.events import record
from reelworks.orchestrator.engine.loading import Loaded, load
from reelworks.orchestrator.engine.planning import let_go, plan_opening, plan_rest
from reelworks.orchestrator.engine.release import release
from reelworks.orchestrator.models import tables


async def change(
    context: Context, tx: AsyncConnection, task_id: int, *events: Event, serve: str | None = None
) -> Task:
    """Apply events to a task in this transaction; returns it as it is now.

    `serve` names a service of which a slot has just become free.
    """
    loaded = await load(context, tx, task_id)
    before = loaded.task
    due = {serve} if serve else set()
    pending = list(events)
    while pending:
        event = pending.pop(0)
        done = advance(loaded.task, event)
        await let_go(tx, _begun_anew(loaded, event, done.task))
        await _write(tx, loaded, done.task)
        loaded.task = done.task
        for effect in done.effects:
            pending += await _effect(context, tx, loaded, effect)
            if isinstance(effect, HurryUp):
                due |= {loaded.services[key] for key in effect.keys}
    await _write_task(tx, loaded)
    due |= {loaded.services[key] for key in _ready(loaded.task) - _ready(before)}
    await release(context, tx, due)
    return loaded.task


def _ready(task: Task) -> set[str]:
    return {key for key, step in task.steps.items() if step.status is StepStatus.READY}


async def _write(tx: AsyncConnection, loaded: Loaded, after: Task) -> None:
    """Write the steps that changed; a step that no longer runs loses its lease."""
    for values, ids in _alike(loaded, after):
        its = update(tables.steps).where(tables.steps.c.id.in_(ids))
        await tx.execute(its.values(values))
    if after.cancelled and not loaded.task.cancelled:
        await tx.execute(
            update(tables.tasks).where(tables.tasks.c.id == loaded.row.id).values(cancelled=True)
        )


def _begun_anew(loaded: Loaded, event: Event, after: Task) -> list[int]:
    """Steps that wait again because what they began with has changed; recalled files have not.

    And those that failed, of which a person wants another take: what was begun is given up.
    """
    if isinstance(event, Recalled):
        return []
    before = loaded.task.steps
    return [
        loaded.ids[key]
        for key, step in after.steps.items()
        if key in before and _begins_anew(before[key], step)
    ]


def _begins_anew(before: Step, after: Step) -> bool:
    waits = after.status is StepStatus.WAITING and before.status is not StepStatus.WAITING
    return waits or (before.status is StepStatus.FAILED and after.take != before.take)


def _alike(loaded: Loaded, after: Task) -> Iterable[tuple[dict[str, object], list[int]]]:
    """What is to be written, each with the ids of all steps that change in the same way."""
    found: dict[tuple[object, ...], tuple[dict[str, object], list[int]]] = {}
    for key, step in after.steps.items():
        old = loaded.task.steps.get(key, Step(key, step.stage, needs=step.needs))
        if step != old and key in loaded.ids:
            anew = (step.take, step.note) if step.take != old.take else None
            approved = step.approved and not old.approved and step.status is old.status
            way = (step.status, anew, approved)
            found.setdefault(way, (_changes(old, step), []))[1].append(loaded.ids[key])
    return found.values()


def _changes(old: Step, new: Step) -> dict[str, object]:
    values: dict[str, object] = {"status": new.status.value}
    if new.take != old.take:
        values |= {"take": new.take, "note": new.note, "attempt": 0, "vendor_job": None}
        values |= {"intent_at": None, "approved_id": None, "next_at": func.clock_timestamp()}
        values |= {"hold": None}
    if new.approved and not old.approved and new.status is old.status:
        values["approved_id"] = tables.steps.c.result_id
    if new.status is not StepStatus.RUNNING:
        values |= {"lease": None, "worker_id": None}
    if new.status in (StepStatus.WAITING, StepStatus.READY):
        values["progress"] = 0.0
    if new.status is not StepStatus.READY:
        values["hold"] = None
    return values


async def _effect(
    context: Context, tx: AsyncConnection, loaded: Loaded, effect: Effect
) -> list[Event]:
    """Do what `advance` asked for; what follows from it comes back as events."""
    match effect:
        case PlanRest():
            return [await plan_rest(context, tx, loaded)]
        case OpenGate(stage):
            gate = tables.gates.c
            await tx.execute(
                update(tables.gates)
                .where(gate.task_id == loaded.row.id, gate.stage == stage.value)
                .values(passed_at=func.clock_timestamp())
            )
            await record(tx, loaded.owner, loaded.row.id, "gate_opened", {"stage": stage.value})
        case HurryUp(keys):
            await _hurry(tx, loaded, keys)
        case Finish():
            await tx.execute(
                update(tables.tasks)
                .where(tables.tasks.c.id == loaded.row.id)
                .values(finished_at=func.clock_timestamp())
            )
            kind = "task_cancelled" if loaded.task.cancelled else "task_finished"
            await record(tx, loaded.owner, loaded.row.id, kind, {})
        case _:
            assert_never(effect)
    return []


async def _hurry(tx: AsyncConnection, loaded: Loaded, keys: frozenset[str]) -> None:
    """These are due now. A person who has what may be bought bought again knows what that costs."""
    t = tables.steps.c
    chosen = t.id.in_([loaded.ids[key] for key in keys])
    unsure = chosen & t.intent_at.is_not(None) & t.vendor_job.is_(None)
    blind = unsure & ~t.spec["askable"].as_boolean()
    for step_id in [*await tx.scalars(select(t.id).where(blind))]:
        await money.doubt(tx, step_id)
        await tx.execute(update(tables.steps).where(t.id == step_id).values(intent_at=None))
    due = {"next_at": func.clock_timestamp(), "attempt": 0, "error": None, "hold": None}
    await tx.execute(update(tables.steps).where(chosen).values(due))


async def begin(context: Context, tx: AsyncConnection, task_id: int) -> Task:
    """Plan the first stages of a new task and set it going."""
    planned = await plan_opening(context, tx, await load(context, tx, task_id))
    return await change(context, tx, task_id, planned)


async def _write_task(tx: AsyncConnection, loaded: Loaded) -> None:
    """What is said of the task as a whole: its label, and that it is not finished any more."""
    values: dict[str, object] = {}
    label = loaded.task.label().value
    if label != loaded.row.label:
        values["label"] = label
        await record(tx, loaded.owner, loaded.row.id, "label_changed", {"label": label})
    if loaded.row.finished_at is not None and not loaded.task.finished():
        values["finished_at"] = None
    if values:
        task = tables.tasks.c.id == loaded.row.id
        await tx.execute(update(tables.tasks).where(task).values(values))
