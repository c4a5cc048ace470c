"""Callbacks: a vendor said something of a job, so whoever waits for it may look at once."""

from __future__ import annotations

from sqlalchemy import select

from reelworks.domain.steps import StepStatus
from reelworks.ops import hints
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.database import snapshot
from reelworks.orchestrator.models import tables


async def look_now(context: Context, job: str) -> bool:
    """Leave a hint for the step that waits for this job; whether there is one.

    What the vendor said of the job is not believed: the step asks.
    """
    s, t = tables.steps.c, tables.tasks.c
    at_work = s.status == StepStatus.RUNNING.value
    query = (
        select(t.channel_id, t.name, s.lease)
        .join(tables.tasks, t.id == s.task_id)
        .where(at_work, s.vendor_job == job, t.tenant_id == context.tenant)
    )
    async with snapshot(context.database) as tx:
        found = [*await tx.execute(query)]
    store = context.store
    folders = [
        store.task_folder(row.channel_id, row.name) / ".work" / str(row.lease) for row in found
    ]
    return sum(hints.leave(folder) for folder in folders) > 0
