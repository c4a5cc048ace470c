"""Recall: files that were cleaned away and are needed again are made again, by the same steps."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from reelworks.domain.advancing import Recalled
from reelworks.domain.stages import Stage
from reelworks.domain.steps import StepStatus, refs
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.engine import money
from reelworks.orchestrator.engine.events import record
from reelworks.orchestrator.engine.transitions import change
from reelworks.orchestrator.models import tables
from reelworks.orchestrator.models.record import Record

if TYPE_CHECKING:
    from reelworks.orchestrator.engine.claim import Claim


async def recall(context: Context, tx: AsyncConnection, claimed: Claim) -> bool:
    """Have the files made again that a claimed step needs and are gone; True: it waits for them.

    It waits as well for what is being made again for another step already. Files that are missing
    and were not cleaned away are no matter of this: a disk that is not mounted must not buy
    everything again.
    """
    needed = {ref.step for ref in refs(claimed.spec.args)}
    gone = await _gone(tx, claimed.task_id, needed) if needed else ()
    if not gone:
        return False
    t = tables.steps.c
    await tx.execute(
        update(tables.steps)
        .where(t.id == claimed.step_id)
        .values(attempt=t.attempt - 1, next_at=func.clock_timestamp())
    )
    if claimed.vendor_job is None and not claimed.unsure:
        await money.free(tx, claimed.step_id)
    due = [row for row in gone if row.status == StepStatus.DONE.value]
    for row in due:
        facts = {"key": row.key, "take": row.take, "for": claimed.spec.key}
        await record(tx, claimed.owner, claimed.task_id, "step_recalled", facts, step_id=row.id)
    event = Recalled(frozenset(row.key for row in due), by=claimed.spec.key)
    await change(context, tx, claimed.task_id, event, serve=claimed.spec.service)
    return True


async def recall_film(context: Context, tx: AsyncConnection, task_id: int, actor: str) -> bool:
    """Have a finished video's film made again that was cleaned away; False: it is there."""
    locked = (
        select(tables.tasks).where(tables.tasks.c.id == task_id).with_for_update(key_share=True)
    )
    task = (await tx.execute(locked)).one()
    if task.finished_at is None or task.cancelled:
        return False
    t = tables.steps.c
    final = select(t.key).where(t.task_id == task_id, t.stage == Stage.FINAL.value)
    gone = await _gone(tx, task_id, [*await tx.scalars(final)])
    for row in gone:
        facts = {"key": row.key, "take": row.take, "actor": actor}
        owner = (task.tenant_id, task.channel_id)
        await record(tx, owner, task_id, "step_recalled", facts, step_id=row.id)
    if gone:
        await change(context, tx, task_id, Recalled(frozenset(row.key for row in gone)))
    return bool(gone)


async def _gone(tx: AsyncConnection, task_id: int, keys: Collection[str]) -> list[Record]:
    """Those of these steps whose result's files were cleaned away, and that still may be made."""
    t, r = tables.steps.c, tables.results.c
    query = (
        select(t.id, t.key, t.take, t.status)
        .join(tables.results, r.id == t.result_id)
        .where(t.task_id == task_id, t.key.in_(keys), t.status != StepStatus.CANCELLED.value)
        .where(r.files_removed_at.is_not(None))
        .order_by(t.id)
    )
    return [*await tx.execute(query)]


async def keep_approval(tx: AsyncConnection, step_id: int, result_id: int) -> None:
    """A take that was approved and has come out the same, byte for byte, still is approved."""
    t, old, new = tables.steps.c, tables.results.alias("old"), tables.results.alias("new")
    await tx.execute(
        update(tables.steps)
        .where(t.id == step_id, old.c.id == t.approved_id, new.c.id == result_id)
        .where(old.c.sha256 == new.c.sha256, old.c.take == new.c.take)
        .values(approved_id=result_id)
    )
