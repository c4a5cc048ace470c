"""Finished films of channels that keep them in a bucket go there, and that goes on record."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from time import monotonic

import structlog
from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from reelworks.domain.channels import S3
from reelworks.domain.errors import FailureKind, NotFound, ReelworksError
from reelworks.domain.steps import Stored
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.database import transaction
from reelworks.orchestrator.engine.alerts import alert
from reelworks.orchestrator.models import tables
from reelworks.orchestrator.models.record import Record
from reelworks.orchestrator.services import films
from reelworks.orchestrator.services.tasks import find
from reelworks.storage.s3 import Bucket

log = structlog.get_logger("storing")

_PERIOD_S = 60.0
_AT_ONCE = 4  # videos of one run
_LINK_S = 86_400.0


def chore(context: Context) -> Callable[[], Awaitable[None]]:
    """Store what is due once a minute; what cannot be stored now is tried again then."""
    due_at = 0.0

    async def store() -> None:
        nonlocal due_at
        if context.bucket is None or monotonic() < due_at:
            return
        due_at = monotonic() + _PERIOD_S
        await run(context)

    return store


async def run(context: Context, most: int = _AT_ONCE) -> int:
    """Put finished films that are not in the bucket yet there; how many videos are now.

    Safe to repeat, to call from many workers at once, and to kill anywhere: what is in the bucket
    is not sent again.
    """
    if context.bucket is None:
        return 0
    stored = 0
    for task in await _due(context, most):
        try:
            await _store(context, context.bucket, task)
        except ReelworksError as error:
            log.warning("storing_film_failed", task=task.name, code=error.code, reason=str(error))
            await _tell(context, task, error)
        else:
            stored += 1
    return stored


async def _due(context: Context, most: int) -> list[Record]:
    channels = [channel.id for channel in context.channels.values() if channel.storage == S3]
    t, e = tables.tasks.c, tables.events.c
    kind = e.kind == films.STORED  # of the film as it is now: one that was edited is stored again
    known = exists().where(e.task_id == t.id, kind, e.at >= t.finished_at)
    query = (
        select(tables.tasks)
        .where(t.channel_id.in_(channels), t.finished_at.is_not(None), ~t.cancelled, ~known)
        .order_by(t.finished_at.desc())
        .limit(most)
    )
    async with transaction(context.database) as tx:
        return [*await tx.execute(query)]


async def _store(context: Context, bucket: Bucket, task: Record) -> None:
    async with transaction(context.database) as tx:
        found = await films.of(tx, task.id)
    for film in found:
        names = {role: _name(task, file) for role, file in film.files.items()}
        for role, file in film.files.items():
            path = context.store.path(Stored(file["sha256"], file["suffix"]))
            await asyncio.to_thread(bucket.put, path, names[role])
        async with transaction(context.database) as tx:
            await films.stored(tx, task, film, names)


def _name(task: Record, file: Mapping[str, str]) -> str:
    """Where a file of the film lies in the bucket: as in the workspace."""
    return f"{task.channel_id}/{task.name}/{file['path']}"


async def _tell(context: Context, task: Record, error: ReelworksError) -> None:
    """A person hears of what does not mend itself, once for each video."""
    if error.kind is FailureKind.TRANSIENT:
        return
    async with transaction(context.database) as tx:
        said = f"The film of {task.name} cannot be stored: {error}"
        owner = (task.tenant_id, task.channel_id)
        await alert(tx, "film_not_stored", task.name, said, owner=owner, task_id=task.id)


async def links(context: Context, ref: str) -> Mapping[str, str]:
    """Links to a video's stored files by role, good for a day. Raises NotFound without any."""
    async with transaction(context.database) as tx:
        task = await find(context, tx, ref)
        names = await _stored(tx, task.id)
    if not names or context.bucket is None:
        raise NotFound(
            f"{task.name} is in no bucket.",
            remedy="Set `storage: s3` for its channel; a finished film is stored within a minute.",
        )
    bucket = context.bucket
    return {role: bucket.signed(name, _LINK_S) for role, name in names.items()}


async def _stored(tx: AsyncConnection, task_id: int) -> Mapping[str, str]:
    """The names of a video's files in the bucket, as put there last."""
    e = tables.events.c
    query = (
        select(e.facts)
        .where(e.task_id == task_id, e.kind == films.STORED)
        .order_by(e.id.desc())
        .limit(1)
    )
    facts = await tx.scalar(query)
    return {} if facts is None else facts["files"]
