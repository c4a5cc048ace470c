"""Reconcile: what was lost is found again, by any worker, every few seconds."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

import psutil
from sqlalchemy import ColumnElement, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from reelworks.domain.steps import StepStatus
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.database import transaction
from reelworks.orchestrator.engine.alerts import alert
from reelworks.orchestrator.engine.failing import Lost, lose
from reelworks.orchestrator.engine.release import release
from reelworks.orchestrator.engine.waking import wake
from reelworks.orchestrator.models import tables
from reelworks.orchestrator.models.record import Record

_GRACE_S = 10.0  # how long a delivery may be under way before the carrier is asked about it


async def enlist(context: Context, worker: UUID, pid: int, slots: Mapping[str, int]) -> None:
    """Put a worker on record with the slots it offers, and release work for them.

    Safe to repeat.
    """
    async with transaction(context.database) as tx:
        about = {
            "host": socket.gethostname(),
            "pid": pid,
            "process_started": psutil.Process(pid).create_time(),
            "slots": dict(slots),
        }
        await tx.execute(insert(tables.workers).values(id=worker, **about).on_conflict_do_nothing())
        await release(context, tx, slots)


async def dismiss(context: Context, worker: UUID) -> None:
    """Take a worker that stops off the record."""
    async with transaction(context.database) as tx:
        await tx.execute(delete(tables.workers).where(tables.workers.c.id == worker))


async def beat(context: Context, worker: UUID) -> frozenset[UUID] | None:
    """Say that a worker is alive, and with it its steps; returns the leases that it still holds.

    None: it was taken for dead and is off the record; it must enlist again.
    """
    async with transaction(context.database) as tx:
        now = func.clock_timestamp()
        w, t = tables.workers.c, tables.steps.c
        known = update(tables.workers).where(w.id == worker).values(heartbeat_at=now)
        if (await tx.execute(known)).rowcount == 0:
            return None
        held = select(t.lease).where(t.worker_id == worker, t.status == StepStatus.RUNNING.value)
        return frozenset(await tx.scalars(held))


async def let_go(context: Context, lease: UUID) -> None:
    """End a lease that its worker knows nothing of: the answer to its claim was lost."""
    async with transaction(context.database) as tx:
        lost = await _found(tx, tables.steps.c.lease == lease)
    for found in lost:
        await lose(context, found)


async def reconcile(context: Context) -> None:
    """Dismiss dead workers, end their leases, find lost deliveries, release what is due."""
    async with transaction(context.database) as tx:
        await _dismiss_dead(context, tx)
    async with transaction(context.database) as tx:
        lost = [*await _lost_leases(tx), *await _lost_deliveries(context, tx)]
    for found in lost:
        await lose(context, found)
    async with transaction(context.database) as tx:
        woken = await wake(tx)
        await release(context, tx, woken | await _services_due(tx))


async def _dismiss_dead(context: Context, tx: AsyncConnection) -> None:
    """Workers without a sign of life; on this host their process tells at once."""
    w = tables.workers.c
    dead = set(await tx.scalars(select(w.id).where(_silent(w.heartbeat_at, context.lease_s))))
    here = await tx.execute(select(tables.workers).where(w.host == socket.gethostname()))
    dead |= {row.id for row in here if not _alive(row.pid, row.process_started)}
    for worker in dead:
        gone = delete(tables.workers).where(w.id == worker).returning(tables.workers)
        row = (await tx.execute(gone)).one_or_none()
        if row is not None:
            await _tell(tx, row)


async def _tell(tx: AsyncConnection, worker: Record) -> None:
    """A worker that was idle is not missed; work that was lost is told."""
    s = tables.steps.c
    held = select(func.count()).where(
        s.worker_id == worker.id, s.status == StepStatus.RUNNING.value
    )
    if steps := await tx.scalar(held):
        said = (
            f"The worker {worker.pid} on {worker.host} is gone, its last sign of life was at "
            f"{worker.heartbeat_at:%F %H:%M:%S %Z}; its {steps} steps are taken over."
        )
        await alert(tx, "worker_lost", str(worker.id), said)


def _silent(heartbeat_at: ColumnElement[datetime], seconds: float) -> ColumnElement[bool]:
    return heartbeat_at < func.clock_timestamp() - timedelta(seconds=seconds)


def _alive(pid: int, started: float) -> bool:
    try:
        return abs(psutil.Process(pid).create_time() - started) < 1.0
    except psutil.NoSuchProcess:
        return False


async def _lost_leases(tx: AsyncConnection) -> list[Lost]:
    """Steps whose worker is not on record any more."""
    t = tables.steps.c
    living = select(tables.workers.c.id)
    orphaned = t.worker_id.not_in(living)
    return await _found(tx, t.status == StepStatus.RUNNING.value, orphaned)


async def _lost_deliveries(context: Context, tx: AsyncConnection) -> list[Lost]:
    """Released a while ago, not claimed, and the carrier knows nothing of it."""
    t = tables.steps.c
    silent = _silent(t.released_at, _GRACE_S)
    waiting = await _found(tx, t.status == StepStatus.RELEASED.value, silent)
    if not waiting:
        return []
    known = await context.carrier.outstanding(tx, [found.step_id for found in waiting])
    return [found for found in waiting if found.step_id not in known]


async def _found(tx: AsyncConnection, *where: ColumnElement[bool]) -> list[Lost]:
    t = tables.steps.c
    query = select(t.id, t.status, t.releases).where(*where)
    return [Lost(*row) for row in await tx.execute(query)]


# The services that have something to release: one look into the index for each.
_DUE = text(
    """
    with recursive due as (
      (select service from steps where status = 'ready' and hold is null order by service limit 1)
      union all
      select next.service from due d cross join lateral (
        select service from steps where status = 'ready' and hold is null and service > d.service
        order by service limit 1) next
    )
    select service from due
    """
)


async def _services_due(tx: AsyncConnection) -> set[str]:
    return set(await tx.scalars(_DUE))


async def start_over(context: Context) -> None:
    """What a start after a crash begins with: with no worker alive, every delivery is lost."""
    await reconcile(context)
    await _sweep(context)
    async with transaction(context.database) as tx:
        if await tx.scalar(select(func.count()).select_from(tables.workers)):
            return
        stale = await _found(tx, tables.steps.c.status == StepStatus.RELEASED.value)
    for found in stale:
        await lose(context, found)


async def _sweep(context: Context) -> None:
    """Remove the working folders of workers that were killed."""
    found = context.store.work_folders()  # before the leases, so that none of them is younger
    t = tables.steps.c
    async with transaction(context.database) as tx:
        held = set(await tx.scalars(select(t.lease).where(t.lease.is_not(None))))
    names = {str(lease) for lease in held}
    for folder in found:
        if folder.name not in names:
            shutil.rmtree(folder, ignore_errors=True)
