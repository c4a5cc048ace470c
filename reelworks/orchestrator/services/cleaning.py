"""Cleaning: the files of a video whose work ended long ago go, as far as that is safe."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from reelworks.domain.steps import Stored
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.database import transaction
from reelworks.orchestrator.engine.events import record
from reelworks.orchestrator.models import tables
from reelworks.orchestrator.models.record import Record
from reelworks.orchestrator.services import films
from reelworks.storage import leftovers

Named = tuple[str, Stored]


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A video whose files went, or would: each with its readable name."""

    name: str
    results: frozenset[int]
    files: frozenset[Named]
    film_stays: bool


async def due(context: Context, limit: int) -> list[int]:
    """Videos that ended long enough ago and have not been cleaned since, the oldest first."""
    age = context.retention.workspace
    if age is None:
        return []
    t = tables.tasks.c
    query = (
        select(t.id)
        .where(t.finished_at.is_not(None), t.finished_at < func.clock_timestamp() - age)
        .where(or_(t.cleaned_at.is_(None), t.cleaned_at < t.finished_at))
        .order_by(t.finished_at)
        .limit(limit)
    )
    async with transaction(context.database) as tx:
        return [*await tx.scalars(query)]


async def clean(context: Context, task_id: int, *, dry_run: bool = False) -> Cleaned | None:
    """Clean one video; None when it is being worked on (again), or by somebody else.

    First its results go on record as not to be used again, so that whatever happens next, nobody
    counts on files that are about to go. Killed anywhere, it is done again from the beginning.
    """
    safe = await films.safe_elsewhere(context, task_id)
    async with transaction(context.database) as tx:
        task = await _over(context, tx, task_id)
        if task is None:
            return None
        film = {row.id for row in await films.of(tx, task_id)}
        going = await _going(tx, task_id, film - safe)
        ids = frozenset(row.id for row in going)
        cleaned = Cleaned(task.name, ids, _files(going), film_stays=bool(film - safe))
        if dry_run:
            return cleaned
        await _mark(tx, ids)
    await _unlink(context, task_id)
    return cleaned


async def _over(context: Context, tx: AsyncConnection, task_id: int) -> Record | None:
    """The task, locked, if it still is over and old enough."""
    t = tables.tasks.c
    age = context.retention.workspace or timedelta()
    query = (
        select(tables.tasks)
        .where(t.id == task_id, t.finished_at < func.clock_timestamp() - age)
        .with_for_update(skip_locked=True, key_share=True)
    )
    row: Record | None = (await tx.execute(query)).one_or_none()
    return row


async def _going(tx: AsyncConnection, task_id: int, staying: Collection[int]) -> list[Record]:
    r = tables.results.c
    query = select(r.id, r.files).where(r.task_id == task_id, r.files_removed_at.is_(None))
    return [*await tx.execute(query.where(r.id.not_in(staying)))]


async def _mark(tx: AsyncConnection, result_ids: Collection[int]) -> None:
    r = tables.results.c
    await tx.execute(
        update(tables.results)
        .where(r.id.in_(result_ids))
        .values(files_removed_at=func.clock_timestamp())
    )


async def _unlink(context: Context, task_id: int) -> None:
    """Take the readable names away, and say that it is done. Nobody links under this lock."""
    async with transaction(context.database) as tx:
        t = tables.tasks.c
        task = (
            await tx.execute(
                select(tables.tasks).where(t.id == task_id).with_for_update(key_share=True)
            )
        ).one()
        if task.finished_at is None:
            return
        gone, stay = await _names(tx, task_id)
        for name, stored in sorted(gone, key=str):
            if name not in {kept for kept, _ in stay}:
                leftovers.unlink(context.store, task.channel_id, task.name, name, stored)
        older_than = time.time() - context.retention.grace.total_seconds()
        leftovers.tidy(context.store, task.channel_id, task.name, older_than=older_than)
        await tx.execute(
            update(tables.tasks).where(t.id == task_id).values(cleaned_at=func.clock_timestamp())
        )
        facts = {"files": len(gone), "film_stays": bool(stay)}
        await record(tx, (task.tenant_id, task.channel_id), task_id, "files_cleaned", facts)


async def _names(tx: AsyncConnection, task_id: int) -> tuple[frozenset[Named], frozenset[Named]]:
    """Readable names of results that were cleaned away, and of those that are there."""
    r = tables.results.c
    query = select(r.files, r.files_removed_at).where(r.task_id == task_id)
    rows = [*await tx.execute(query)]
    gone = _files([row for row in rows if row.files_removed_at is not None])
    return gone, _files([row for row in rows if row.files_removed_at is None])


def _files(rows: Sequence[Record]) -> frozenset[Named]:
    return frozenset(
        (file["path"], Stored(file["sha256"], file["suffix"]))
        for row in rows
        for file in row.files.values()
    )
