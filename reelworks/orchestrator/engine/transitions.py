"""The one place where a task changes: load it, `advance` it, write what changed, release."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from reelworks.domain.channels import Gate
from reelworks.domain.errors import NotFound
from reelworks.domain.pipelines import Opening, Plan
from reelworks.domain.stages import Stage
from reelworks.domain.steps import StepSpec, StepStatus, Stored
from reelworks.domain.tasks import (
    Effect,
    Event,
    Finish,
    HurryUp,
    OpenGate,
    Planned,
    PlanRest,
    Step,
    Task,
    advance,
)
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.engine import codec
from reelworks.orchestrator.engine.events import record
from reelworks.orchestrator.engine.release import release
from reelworks.orchestrator.models import tables
from reelworks.orchestrator.models.record import Record


@dataclass(slots=True)
class _Loaded:
    """A task as the database has it, locked until the transaction ends."""

    row: Record
    task: Task
    ids: dict[str, int]
    services: dict[str, str]

    @property
    def owner(self) -> tuple[str, str]:
        return self.row.tenant_id, self.row.channel_id


async def change(
    context: Context, tx: AsyncConnection, task_id: int, *events: Event, serve: str | None = None
) -> Task:
    """Apply events to a task in this transaction; returns it as it is now.

    `serve` names a service of which a slot has just become free.
    """
    loaded = await _load(context, tx, task_id)
    before = loaded.task
    due = {serve} if serve else set()
    pending = list(events)
    while pending:
        done = advance(loaded.task, pending.pop(0))
        await _write(tx, loaded, done.task)
        loaded.task = done.task
        for effect in done.effects:
            pending += await _effect(context, tx, loaded, effect)
            if isinstance(effect, HurryUp):
                due |= {loaded.services[key] for key in effect.keys}
    await _write_task(tx, loaded, before)
    due |= {loaded.services[key] for key in _ready(loaded.task) - _ready(before)}
    await release(context, tx, due)
    return loaded.task


async def lock(tx: AsyncConnection, task_id: int) -> None:
    """Take the task's lock before any of its steps': the order that every transaction keeps."""
    await tx.execute(
        select(tables.tasks.c.id).where(tables.tasks.c.id == task_id).with_for_update()
    )


async def read(context: Context, tx: AsyncConnection, task_id: int) -> Task:
    """The task as it is, without locking it."""
    return (await _load(context, tx, task_id, locked=False)).task


def _ready(task: Task) -> set[str]:
    return {key for key, step in task.steps.items() if step.status is StepStatus.READY}


async def _load(
    context: Context, tx: AsyncConnection, task_id: int, *, locked: bool = True
) -> _Loaded:
    query = select(tables.tasks).where(tables.tasks.c.id == task_id)
    row = (await tx.execute(query.with_for_update() if locked else query)).one_or_none()
    if row is None:
        raise NotFound(f"There is no video with the id {task_id}.")
    steps = await _steps(tx, task_id)
    gates = await _gates(tx, task_id)
    task = Task(
        stages=context.pipelines[row.pipeline].stages(),
        gates={Stage(gate.stage): Gate(gate.mode) for gate in gates},
        steps={step.key: _step(step) for step in steps},
        planned=frozenset(Stage(stage) for stage in row.planned),
        passed=frozenset(Stage(gate.stage) for gate in gates if gate.passed_at is not None),
        cancelled=row.cancelled,
    )
    ids = {step.key: step.id for step in steps}
    return _Loaded(row, task, ids, {step.key: step.service for step in steps})


async def _steps(tx: AsyncConnection, task_id: int) -> list[Record]:
    t = tables.steps.c
    approved = func.coalesce(t.approved_id == t.result_id, False).label("approved")
    query = select(t.id, t.key, t.stage, t.service, t.status, t.needs, t.take, t.note, approved)
    return [*await tx.execute(query.where(t.task_id == task_id).order_by(t.id))]


async def _gates(tx: AsyncConnection, task_id: int) -> list[Record]:
    g = tables.gates.c
    query = select(g.stage, g.mode, g.passed_at).where(g.task_id == task_id)
    return [*await tx.execute(query)]


def _step(row: Record) -> Step:
    return Step(
        key=row.key,
        stage=Stage(row.stage),
        status=StepStatus(row.status),
        needs=frozenset(row.needs),
        take=row.take,
        note=row.note,
        approved=row.approved,
    )


async def _write(tx: AsyncConnection, loaded: _Loaded, after: Task) -> None:
    """Write the steps that changed; a step that no longer runs loses its lease."""
    for key, step in after.steps.items():
        old = loaded.task.steps.get(key, Step(key, step.stage, needs=step.needs))
        if step != old and key in loaded.ids:
            await tx.execute(
                update(tables.steps)
                .where(tables.steps.c.id == loaded.ids[key])
                .values(_changes(old, step))
            )
    if after.cancelled and not loaded.task.cancelled:
        await tx.execute(
            update(tables.tasks).where(tables.tasks.c.id == loaded.row.id).values(cancelled=True)
        )


def _changes(old: Step, new: Step) -> dict[str, object]:
    values: dict[str, object] = {"status": new.status.value}
    if new.take != old.take:
        values |= {"take": new.take, "note": new.note, "attempt": 0, "vendor_job": None}
        values |= {"intent_at": None, "approved_id": None, "next_at": func.clock_timestamp()}
    if new.approved and not old.approved and new.status is old.status:
        values["approved_id"] = tables.steps.c.result_id
    if new.status is not StepStatus.RUNNING:
        values |= {"lease": None, "worker_id": None}
    if new.status in (StepStatus.WAITING, StepStatus.READY):
        values["progress"] = 0.0
    return values


async def _effect(
    context: Context, tx: AsyncConnection, loaded: _Loaded, effect: Effect
) -> list[Event]:
    """Do what `advance` asked for; what follows from it comes back as events."""
    match effect:
        case PlanRest():
            return [await _plan_rest(context, tx, loaded)]
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


async def _hurry(tx: AsyncConnection, loaded: _Loaded, keys: frozenset[str]) -> None:
    t = tables.steps.c
    await tx.execute(
        update(tables.steps)
        .where(t.id.in_([loaded.ids[key] for key in keys]))
        .values(next_at=func.clock_timestamp(), attempt=0, error=None, intent_at=None)
    )


async def _plan_rest(context: Context, tx: AsyncConnection, loaded: _Loaded) -> Planned:
    """State the steps that the story asks for, and write them down."""
    t = tables.steps.c
    facts = await tx.scalar(
        select(tables.results.c.facts)
        .join(tables.steps, t.result_id == tables.results.c.id)
        .where(t.task_id == loaded.row.id, t.key == "script/story")
    )
    told = (facts or {}).get("story")
    story = codec.story_from_json(told)
    await tx.execute(
        update(tables.tasks)
        .where(tables.tasks.c.id == loaded.row.id)
        .values(story=told, title=story.title, finished_at=None)
    )
    pipeline = context.pipelines[loaded.row.pipeline]
    specs = pipeline.plan_rest(Plan(opening(loaded.row), story))
    return await write_specs(tx, loaded, specs, frozenset(pipeline.rest))


def opening(row: Record) -> Opening:
    """What a task's first stages are planned from, as it was when the task was made."""
    branding = {
        use: Stored(sha256, suffix) for use, (sha256, suffix) in row.settings["branding"].items()
    }
    channel = codec.channel_from_json(row.settings["channel"])
    return Opening(codec.brief_from_json(row.brief), channel, branding)


async def write_specs(
    tx: AsyncConnection,
    loaded: _Loaded,
    specs: tuple[StepSpec, ...],
    stages: frozenset[Stage],
) -> Planned:
    """Write the planned steps: new ones are added, known ones restated, the rest of theirs gone."""
    await _drop_unstated(tx, loaded, {spec.key for spec in specs}, stages)
    t = tables.steps.c
    for spec in (spec for spec in specs if spec.key in loaded.ids):
        await tx.execute(
            update(tables.steps)
            .where(t.id == loaded.ids[spec.key])
            .values(spec=codec.spec_to_json(spec), needs=list(spec.needs()), service=spec.service)
        )
    await _insert_specs(tx, loaded, [spec for spec in specs if spec.key not in loaded.ids])
    loaded.services |= {spec.key: spec.service for spec in specs}
    planned = [*loaded.row.planned, *(stage.value for stage in sorted(stages))]
    await tx.execute(
        update(tables.tasks)
        .where(tables.tasks.c.id == loaded.row.id)
        .values(planned=sorted(set(planned)))
    )
    await record(tx, loaded.owner, loaded.row.id, "steps_planned", {"steps": len(specs)})
    steps = tuple(Step(spec.key, spec.stage, needs=frozenset(spec.needs())) for spec in specs)
    return Planned(stages, steps)


async def _drop_unstated(
    tx: AsyncConnection, loaded: _Loaded, stated: set[str], stages: frozenset[Stage]
) -> None:
    gone = [
        loaded.ids.pop(key)
        for key, step in loaded.task.steps.items()
        if step.stage in stages and key not in stated
    ]
    if gone:
        await tx.execute(delete(tables.steps).where(tables.steps.c.id.in_(gone)))


async def _insert_specs(tx: AsyncConnection, loaded: _Loaded, specs: list[StepSpec]) -> None:
    if not specs:
        return
    rows = [
        {
            "tenant_id": loaded.row.tenant_id,
            "channel_id": loaded.row.channel_id,
            "task_id": loaded.row.id,
            "key": spec.key,
            "stage": spec.stage.value,
            "service": spec.service,
            "spec": codec.spec_to_json(spec),
            "needs": list(spec.needs()),
            "priority": loaded.row.priority,
            "status": StepStatus.WAITING.value,
        }
        for spec in specs
    ]
    added = await tx.execute(
        insert(tables.steps).returning(tables.steps.c.key, tables.steps.c.id), rows
    )
    loaded.ids |= {row.key: row.id for row in added}


async def begin(context: Context, tx: AsyncConnection, task_id: int) -> Task:
    """Plan the first stages of a new task and set it going."""
    loaded = await _load(context, tx, task_id)
    pipeline = context.pipelines[loaded.row.pipeline]
    specs = pipeline.plan_opening(opening(loaded.row))
    planned = await write_specs(tx, loaded, specs, frozenset(pipeline.opening))
    return await change(context, tx, task_id, planned)


async def _write_task(tx: AsyncConnection, loaded: _Loaded, before: Task) -> None:
    """What is said of the task as a whole: its label, and that it is not finished any more."""
    values: dict[str, object] = {}
    label = loaded.task.label().value
    if label != loaded.row.label:
        values["label"] = label
        await record(tx, loaded.owner, loaded.row.id, "label_changed", {"label": label})
    if before.finished() and not loaded.task.finished():
        values["finished_at"] = None
    if values:
        task = tables.tasks.c.id == loaded.row.id
        await tx.execute(update(tables.tasks).where(task).values(values))
