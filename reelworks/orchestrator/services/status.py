"""Status: how a video stands, in views that every door shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from reelworks.domain.budgets import Hold
from reelworks.domain.errors import DiskFull
from reelworks.domain.money import FREE, Usd
from reelworks.domain.stages import Stage
from reelworks.domain.steps import StepStatus
from reelworks.domain.tasks import Task
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.database import snapshot
from reelworks.orchestrator.engine.loading import read
from reelworks.orchestrator.models import tables
from reelworks.orchestrator.models.record import Record
from reelworks.orchestrator.schemas.views import (
    ErrorView,
    EventView,
    StageView,
    StepView,
    TaskView,
)
from reelworks.orchestrator.services import insight
from reelworks.orchestrator.services.reasons import moving, reasons
from reelworks.orchestrator.services.reviews import files_of
from reelworks.orchestrator.services.tasks import find

_AT_WORK = (StepStatus.RELEASED, StepStatus.RUNNING)


async def status(context: Context, ref: str) -> TaskView:
    """A video as it stands now."""
    async with snapshot(context.database) as tx:
        return await _view(context, tx, await find(context, tx, ref))


async def followed(
    context: Context, ref: str, after: int
) -> tuple[TaskView, tuple[EventView, ...]]:
    """A video as it stands now, and what has happened to it after that event: of one moment."""
    async with snapshot(context.database) as tx:
        row = await find(context, tx, ref)
        return await _view(context, tx, row), await _events(tx, row.id, after)


async def _view(context: Context, tx: AsyncConnection, row: Record) -> TaskView:
    task = await read(context, tx, row.id)
    steps = await steps_of(tx, row.id)
    lanes = await insight.lanes(tx, row.tenant_id, row.channel_id)
    services = await insight.services(context, tx)
    why, now = reasons(task, steps, services, lanes), moving(steps, services, lanes)
    at_work = any(step.status in _AT_WORK for step in steps)
    return TaskView(
        id=row.id,
        name=row.name,
        channel=row.channel_id,
        title=row.title,
        label=row.label,
        stages=tuple(_stage(task, stage) for stage in task.stages),
        steps=steps,
        created_at=row.created_at,
        finished_at=row.finished_at,
        cancelled=row.cancelled,
        cost_usd=await _cost(tx, row.id),
        waits_for="" if at_work else _waits_for(steps, now or why),
        why=why,
        stands=not (at_work or now or task.finished()),
        folder=context.store.task_folder(row.channel_id, row.name),
        files=await _film(context, tx, row.id),
        cleaned_at=row.cleaned_at,
        url=await _url(tx, row.id),
    )


async def _cost(tx: AsyncConnection, task_id: int) -> Usd:
    """What was paid, as far as anybody knows; what is only set aside is not."""
    c = tables.costs.c
    paid = select(func.sum(c.usd)).where(c.task_id == task_id, c.state != "reserved")
    return Usd(await tx.scalar(paid) or FREE)


def _stage(task: Task, stage: Stage) -> StageView:
    steps = task.of(stage)
    done = sum(step.status is StepStatus.DONE for step in steps)
    return StageView(stage, task.phase(stage), task.gates.get(stage), done, len(steps))


async def steps_of(tx: AsyncConnection, task_id: int) -> tuple[StepView, ...]:
    """Every step of a task as it stands, in the order of the plan."""
    s, r = tables.steps.c, tables.results.c
    columns = [c for c in tables.steps.columns if c.name != "spec"]  # long, and not shown
    provider = s.spec["provider"].astext.label("provider")
    query = (
        select(*columns, provider, r.seconds, r.cost_usd)
        .outerjoin(tables.results, r.id == s.result_id)
        .where(s.task_id == task_id, s.dropped.is_(False))
        .order_by(s.id)
    )
    return tuple(_step(row) for row in await tx.execute(query))


def _step(row: Record) -> StepView:
    return StepView(
        key=row.key,
        stage=Stage(row.stage),
        status=StepStatus(row.status),
        service=row.service,
        provider=row.provider,
        take=row.take,
        attempt=row.attempt,
        progress=row.progress,
        approved=row.approved_id is not None and row.approved_id == row.result_id,
        seconds=row.seconds,
        cost_usd=Usd(row.cost_usd or FREE),
        note=row.note,
        error=None if row.error is None else error_of(row.error),
        hold=row.hold,
        next_at=row.next_at if row.hold == Hold.TIME.value else None,
    )


def error_of(facts: Mapping[str, str]) -> ErrorView:
    """A step's error, as it is on record."""
    next_at = facts["next_at"]
    return ErrorView(
        code=facts["code"],
        kind=facts["kind"],
        message=facts["message"],
        remedy=facts["remedy"],
        details=facts["details"],
        attempt=int(facts["attempt"]),
        at=datetime.fromisoformat(facts["at"]),
        next_at=None if next_at is None else datetime.fromisoformat(next_at),
    )


def _waits_for(steps: tuple[StepView, ...], why: Sequence[str]) -> str:
    """Why nothing happens, in words; "" when nothing is left to do."""
    if any(_lacks_space(step) for step in steps):
        return "waits for space on the disk"
    return why[0] if why else ""


def _lacks_space(step: StepView) -> bool:
    return (
        step.status is StepStatus.READY
        and step.error is not None
        and step.error.code == DiskFull.code
    )


async def _film(context: Context, tx: AsyncConnection, task_id: int) -> dict[str, Path]:
    s, r = tables.steps.c, tables.results.c
    files = await tx.scalar(
        select(r.files)
        .join(tables.steps, s.result_id == r.id)
        .where(
            s.task_id == task_id,
            s.dropped.is_(False),
            s.stage == Stage.FINAL.value,
            s.status == StepStatus.DONE.value,
            r.files_removed_at.is_(None),
        )
    )
    return files_of(context, files or {})


async def _url(tx: AsyncConnection, task_id: int) -> str | None:
    """Where it was published last."""
    s, r = tables.steps.c, tables.results.c
    url = r.facts["url"].astext
    query = (
        select(url)
        .join(tables.steps, s.result_id == r.id)
        .where(s.task_id == task_id, s.stage == Stage.PUBLISH.value, url.is_not(None))
        .where(s.undo.is_(False))
        .order_by(r.id.desc())
        .limit(1)
    )
    found: str | None = await tx.scalar(query)
    return found


async def events(context: Context, ref: str, after: int = 0) -> tuple[EventView, ...]:
    """What has happened to a video after the event with this id, oldest first."""
    async with snapshot(context.database) as tx:
        return await _events(tx, (await find(context, tx, ref)).id, after)


async def _events(tx: AsyncConnection, task_id: int, after: int) -> tuple[EventView, ...]:
    e = tables.events.c
    query = (
        select(e.id, e.at, e.kind, tables.steps.c.key.label("step"), e.facts)
        .outerjoin(tables.steps, tables.steps.c.id == e.step_id)
        .where(e.task_id == task_id, e.id > after)
        .order_by(e.id)
    )
    return tuple(EventView(**found) for found in (await tx.execute(query)).mappings())
