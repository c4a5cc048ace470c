"""Reconcile: what was lost is found again, by any worker, every few seconds."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

import psutil
from sqlalchemy import ColumnElement, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from reelworks.domain.steps import StepStatus
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.database import transaction
from reelworks.orchestrator.engine.release import release
from reelworks.orchestrator.engine.settle import lose
from reelworks.orchestrator.models import tables

_GRACE_S = 10.0  # how long a delivery may be under way before the carrier is asked about it


async def enlist(context: Context, worker: UUID, pid: int, slots: Mapping[str, int]) -> None:
    """Put a worker on record with the slots it offers, and release work for them."""
    async with transaction(context.database) as tx:
        about = {
            "host": socket.gethostname(),
            "pid": pid,
            "process_started": psutil.Process(pid).create_time(),
            "slots": dict(slots),
        }
        await tx.execute(insert(tables.workers).values(id=worker, **about))
        await release(context, tx, slots)


async def dismiss(context: Context, worker: UUID) -> None:
    """Take a worker that stops off the record."""
    async with transaction(context.database) as tx:
        await tx.execute(delete(tables.workers).where(tables.workers.c.id == worker))


async def beat(context: Context, worker: UUID) -> frozenset[UUID] | None:
    """Say that a worker and all its steps are alive; returns the leases that it still holds.

    None: it was taken for dead and is off the record; it must enlist again.
    """
    async with transaction(context.database) as tx:
        now = func.clock_timestamp()
        w, t = tables.workers.c, tables.steps.c
        known = update(tables.workers).where(w.id == worker).values(heartbeat_at=now)
        if (await tx.execute(known)).rowcount == 0:
            return None
        held = await tx.execute(
            update(tables.steps)
            .where(t.worker_id == worker, t.status == StepStatus.RUNNING.value)
            .values(heartbeat_at=now)
            .returning(t.lease)
        )
        return frozenset(held.scalars())


async def reconcile(context: Context) -> None:
    """Dismiss dead workers, end their leases, find lost deliveries, release what is due."""
    async with transaction(context.database) as tx:
        await _dismiss_dead(context, tx)
    async with transaction(context.database) as tx:
        lost = [*await _lost_leases(context, tx), *await _lost_deliveries(context, tx)]
    for step_id in lost:
        await lose(context, step_id)
    async with transaction(context.database) as tx:
        await release(context, tx, await _services_due(tx))


async def _dismiss_dead(context: Context, tx: AsyncConnection) -> None:
    """Workers without a sign of life; on this host their process tells at once."""
    w = tables.workers.c
    dead = set(await tx.scalars(select(w.id).where(_silent(w.heartbeat_at, context.lease_s))))
    here = await tx.execute(select(tables.workers).where(w.host == socket.gethostname()))
    dead |= {row.id for row in here if not _alive(row.pid, row.process_started)}
    if dead:
        await tx.execute(delete(tables.workers).where(w.id.in_(dead)))


def _silent(heartbeat_at: ColumnElement[datetime], seconds: float) -> ColumnElement[bool]:
    return heartbeat_at < func.clock_timestamp() - timedelta(seconds=seconds)


def _alive(pid: int, started: float) -> bool:
    try:
        return abs(psutil.Process(pid).create_time() - started) < 1.0
    except psutil.NoSuchProcess:
        return False


async def _lost_leases(context: Context, tx: AsyncConnection) -> list[int]:
    t = tables.steps.c
    living = select(tables.workers.c.id)
    rows = await tx.scalars(
        select(t.id).where(
            t.status == StepStatus.RUNNING.value,
            or_(_silent(t.heartbeat_at, context.lease_s), t.worker_id.not_in(living)),
        )
    )
    return list(rows)


async def _lost_deliveries(context: Context, tx: AsyncConnection) -> list[int]:
    """Released a while ago, not claimed, and the carrier knows nothing of it."""
    t = tables.steps.c
    waiting = list(
        await tx.scalars(
            select(t.id).where(
                t.status == StepStatus.RELEASED.value, _silent(t.released_at, _GRACE_S)
            )
        )
    )
    known = await context.carrier.outstanding(tx, waiting) if waiting else frozenset()
    return [step_id for step_id in waiting if step_id not in known]


async def _services_due(tx: AsyncConnection) -> list[str]:
    t = tables.steps.c
    rows = await tx.scalars(
        select(t.service)
        .where(t.status == StepStatus.READY.value, t.next_at <= func.clock_timestamp())
        .distinct()
    )
    return list(rows)


async def start_over(context: Context) -> None:
    """What a start after a crash begins with: with no worker alive, every delivery is lost."""
    await reconcile(context)
    await _sweep(context)
    async with transaction(context.database) as tx:
        if await tx.scalar(select(func.count()).select_from(tables.workers)):
            return
        t = tables.steps.c
        stale = list(await tx.scalars(select(t.id).where(t.status == StepStatus.RELEASED.value)))
    for step_id in stale:
        await lose(context, step_id)


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
