"""Loading: a task as the database has it, for `advance`; locked where it is to be changed."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from reelworks.domain.channels import Gate
from reelworks.domain.errors import NotFound
from reelworks.domain.stages import Stage
from reelworks.domain.steps import StepStatus
from reelworks.domain.tasks import Step, Task
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.models import tables
from reelworks.orchestrator.models.record import Record


@dataclass(slots=True)
class Loaded:
    """A task as the database has it, locked until the transaction ends."""

    row: Record
    task: Task
    ids: dict[str, int]
    services: dict[str, str]

    @property
    def owner(self) -> tuple[str, str]:
        return self.row.tenant_id, self.row.channel_id


async def lock(tx: AsyncConnection, task_id: int) -> None:
    """Take the task's lock before any of its steps': the order that every transaction keeps.

    Rows that only refer to the task, such as costs of its steps, may still be added by others.
    """
    its = select(tables.tasks.c.id).where(tables.tasks.c.id == task_id)
    await tx.execute(its.with_for_update(key_share=True))


async def lock_of_step(tx: AsyncConnection, step_id: int) -> int | None:
    """Lock the task that a step belongs to; returns its id, None when there is no such step."""
    s = tables.steps.c
    of_step = select(s.task_id).where(s.id == step_id).scalar_subquery()
    its = select(tables.tasks.c.id).where(tables.tasks.c.id == of_step)
    task_id: int | None = await tx.scalar(its.with_for_update(key_share=True))
    return task_id


async def undone_by(tx: AsyncConnection, row: Record) -> int:
    """The id of the step that an `undo/...` step undoes."""
    s = tables.steps.c
    query = select(s.id).where(s.task_id == row.task_id, s.key == row.key.removeprefix("undo/"))
    step_id: int = (await tx.execute(query)).scalar_one()
    return step_id


async def read(context: Context, tx: AsyncConnection, task_id: int) -> Task:
    """The task as it is, without locking it."""
    return (await load(context, tx, task_id, locked=False)).task


async def load(
    context: Context, tx: AsyncConnection, task_id: int, *, locked: bool = True
) -> Loaded:
    """The task with its steps and gates; raises NotFound."""
    query = select(tables.tasks).where(tables.tasks.c.id == task_id)
    row = (
        await tx.execute(query.with_for_update(key_share=True) if locked else query)
    ).one_or_none()
    if row is None:
        raise NotFound(f"There is no video with the id {task_id}.")
    steps = await _steps(tx, task_id)
    gates = await _gates(tx, task_id)
    task = Task(
        stages=context.pipelines[row.pipeline].stages(publishes=_publishes(row)),
        gates={Stage(gate.stage): Gate(gate.mode) for gate in gates},
        steps={step.key: _step(step) for step in steps},
        planned=frozenset(Stage(stage) for stage in row.planned),
        passed=frozenset(Stage(gate.stage) for gate in gates if gate.passed_at is not None),
        cancelled=row.cancelled,
    )
    ids = {step.key: step.id for step in steps}
    return Loaded(row, task, ids, {step.key: step.service for step in steps})


def _publishes(row: Record) -> bool:
    """Whether the channel did when the task was made."""
    return row.settings["channel"].get("youtube") is not None


async def _steps(tx: AsyncConnection, task_id: int) -> list[Record]:
    t = tables.steps.c
    approved = func.coalesce(t.approved_id == t.result_id, False).label("approved")
    query = select(
        t.id, t.key, t.stage, t.service, t.status, t.needs, t.take, t.note, t.undo, approved
    )
    its = query.where(t.task_id == task_id, t.dropped.is_(False))
    return [*await tx.execute(its.order_by(t.id))]


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
        undo=row.undo,
    )
