"""Priorities: which videos go first, whatever their channel."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import select, update

from reelworks.domain.steps import StepStatus
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.database import transaction
from reelworks.orchestrator.engine.events import record
from reelworks.orchestrator.engine.loading import lock
from reelworks.orchestrator.engine.release import release
from reelworks.orchestrator.models import tables
from reelworks.orchestrator.services.tasks import find


class Priority(StrEnum):
    """First in, first out within one."""

    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"


_WEIGHTS = {Priority.HIGH: 1, Priority.NORMAL: 0, Priority.LOW: -1}


async def prioritise(context: Context, ref: str, priority: Priority, actor: str) -> str:
    """Let a video's steps go before those of lower priority, from now on. Returns its name."""
    weight = _WEIGHTS[priority]
    s, t = tables.steps.c, tables.tasks.c
    async with transaction(context.database) as tx:
        row = await find(context, tx, ref)
        await lock(tx, row.id)
        await tx.execute(update(tables.tasks).where(t.id == row.id).values(priority=weight))
        waiting = (s.task_id == row.id, s.status != StepStatus.DONE.value)
        await tx.execute(update(tables.steps).where(*waiting).values(priority=weight))
        facts = {"actor": actor, "priority": priority.value}
        await record(tx, (row.tenant_id, row.channel_id), row.id, "priority_changed", facts)
        ready = select(s.service).where(*waiting, s.status == StepStatus.READY.value).distinct()
        await release(context, tx, [*await tx.scalars(ready)])
        name: str = row.name
        return name
