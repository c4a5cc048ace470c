"""Films that have left the house: where they went, whether they are safe there, called back."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Mapping, Sequence
from pathlib import Path

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from reelworks.domain.errors import NotAllowed, ReelworksError
from reelworks.domain.stages import Stage
from reelworks.domain.steps import StepStatus
from reelworks.ops.files import sha256_of
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.database import transaction
from reelworks.orchestrator.engine.events import record
from reelworks.orchestrator.engine.recall import recall_film
from reelworks.orchestrator.models import tables
from reelworks.orchestrator.models.record import Record
from reelworks.orchestrator.services.tasks import find
from reelworks.storage.s3 import Bucket

DELIVERED, SAFE, STORED = "film_delivered", "film_safe", "film_stored"


async def delivered(context: Context, ref: str, copies: Mapping[str, Path], actor: str) -> None:
    """Put on record where the film's files were copied to, by role. Safe to repeat."""
    places = {role: str(path.absolute()) for role, path in copies.items()}
    async with transaction(context.database) as tx:
        task = await find(context, tx, ref)
        for film in await of(tx, task.id):
            facts = {"film": film.sha256, "files": places, "host": socket.gethostname()}
            await _told(tx, task, film, DELIVERED, {**facts, "actor": actor})


async def said_safe(context: Context, ref: str, actor: str) -> str:
    """A person has the film elsewhere: its files here may go. Returns the video's name."""
    async with transaction(context.database) as tx:
        task = await find(context, tx, ref)
        films = await of(tx, task.id)
        if not films or task.finished_at is None:
            raise NotAllowed(
                f"{task.name} is not finished: there is no film to be safe.",
                remedy=f"`reelworks status {task.name}` says how it stands.",
            )
        for film in films:
            await _told(tx, task, film, SAFE, {"film": film.sha256, "actor": actor})
        name: str = task.name
        return name


async def stored(tx: AsyncConnection, task: Record, film: Record, names: Mapping[str, str]) -> None:
    """Put on record under which names the film's files are in the bucket, by role."""
    await _told(tx, task, film, STORED, {"film": film.sha256, "files": dict(names)})


async def called_back(context: Context, ref: str, actor: str) -> bool:
    """Have a finished film made again whose files were cleaned away; False: it is there."""
    async with transaction(context.database) as tx:
        return await recall_film(context, tx, (await find(context, tx, ref)).id, actor)


async def of(tx: AsyncConnection, task_id: int) -> list[Record]:
    """The results that are the film: those of the final stage, as they are now."""
    t, r = tables.steps.c, tables.results.c
    query = (
        select(r.id, r.step_id, r.sha256, r.files)
        .join(tables.steps, t.result_id == r.id)
        .where(t.task_id == task_id, t.stage == Stage.FINAL.value)
        .where(t.status == StepStatus.DONE.value)
        .order_by(t.id)
    )
    return [*await tx.execute(query)]


async def _told(
    tx: AsyncConnection, task: Record, film: Record, kind: str, facts: Mapping[str, object]
) -> None:
    """Record it once; the next cleaning looks at the video again."""
    e = tables.events.c
    known = select(e.id).where(e.task_id == task.id, e.kind == kind, e.facts == dict(facts))
    if await tx.scalar(known) is not None:
        return
    owner = (task.tenant_id, task.channel_id)
    await record(tx, owner, task.id, kind, facts, step_id=film.step_id)
    await tx.execute(
        update(tables.tasks).where(tables.tasks.c.id == task.id).values(cleaned_at=None)
    )


async def safe_elsewhere(context: Context, task_id: int) -> frozenset[int]:
    """The results among the film's that need not stay here, by id.

    Published; or a person said so; or all of its files were copied out or stored, and are still
    where they were put, on this machine or in the bucket, byte for byte.
    """
    async with transaction(context.database) as tx:
        films = await of(tx, task_id)
        published = await _is_published(tx, task_id)
        words = await _words(tx, task_id)
    bucket = context.bucket
    return frozenset(
        [film.id for film in films if published or await _is_safe(film, words, bucket)]
    )


async def _is_published(tx: AsyncConnection, task_id: int) -> bool:
    t = tables.steps.c
    query = select(t.status).where(t.task_id == task_id, t.stage == Stage.PUBLISH.value)
    statuses = set(await tx.scalars(query))
    return statuses == {StepStatus.DONE.value}


async def _words(tx: AsyncConnection, task_id: int) -> list[Record]:
    e = tables.events.c
    query = select(e.kind, e.facts).where(
        e.task_id == task_id, e.kind.in_([DELIVERED, SAFE, STORED])
    )
    return [*await tx.execute(query)]


async def _is_safe(film: Record, words: Sequence[Record], bucket: Bucket | None) -> bool:
    about = [word for word in words if word.facts["film"] == film.sha256]
    if any(word.kind == SAFE for word in about):
        return True
    for word in about:
        if word.kind == STORED and bucket is not None:
            names = word.facts["files"]
            if await asyncio.to_thread(_is_stored, bucket, film.files, names):
                return True
    here = [word.facts for word in about if word.facts.get("host") == socket.gethostname()]
    return any([await asyncio.to_thread(_is_whole, film.files, facts["files"]) for facts in here])


def _is_stored(
    bucket: Bucket, files: Mapping[str, Mapping[str, str]], names: Mapping[str, str]
) -> bool:
    """Every file of the film is in the bucket, and it is the same still."""
    try:
        kept = {role: bucket.find(name) for role, name in names.items()}
    except ReelworksError:  # not now: nothing is removed on a guess
        return False
    there = {role: found.sha256 for role, found in kept.items() if found is not None}
    return all(there.get(role) == file["sha256"] for role, file in files.items())


def _is_whole(files: Mapping[str, Mapping[str, str]], copies: Mapping[str, str]) -> bool:
    """Every file of the film has a copy, and it is the same still."""
    try:
        return all(
            role in copies and sha256_of(Path(copies[role])) == file["sha256"]
            for role, file in files.items()
        )
    except OSError:
        return False
