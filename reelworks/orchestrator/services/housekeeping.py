"""Housekeeping: what nobody needs any more goes, by the policy; any worker may ask at any time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from reelworks.domain.errors import Busy
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.database import transaction
from reelworks.orchestrator.models import keeping
from reelworks.orchestrator.schemas.views import CleanView
from reelworks.orchestrator.services import cleaning, needs, notion_inbox, pruning, sweeping
from reelworks.orchestrator.services.sweeping import Swept
from reelworks.storage import leftovers

_CHORE = "housekeeping"
_VIDEOS, _FILES, _LINES = 4, 4_000, 20_000  # of one run; if there is more, the next is due at once
_ALL = 1 << 62
_PAUSE_S = 0.2


async def run(context: Context) -> CleanView | None:
    """A bounded part of all that is due, once in each period, or at once while there is more.

    None: it is not due, or somebody else is at it. Safe to call from many workers at once, and to
    kill at any point. Raises DatabaseUnavailable.
    """
    if not await _due(context):
        return None
    async with _alone(context) as got:
        if not got or not await _due(context):
            return None
        next_from = await _begun(context)
        if note := await _stranger(context):
            view, swept = CleanView(notes=(note,)), Swept()
        else:
            view, swept = await _files(context, videos=_VIDEOS, files=_FILES, next_from=next_from)
        view = await _lines(context, view, most=_LINES)
        more = len(view.videos) == _VIDEOS or swept.next_from or view.events >= _LINES
        await _next_from(context, swept.next_from, at_once=bool(more or view.log_lines >= _LINES))
        return view


async def clean(context: Context, *, dry_run: bool = False) -> CleanView:
    """Everything that is due, now; `dry_run`: only say what would go. Raises Busy."""
    if dry_run:
        return await _would_go(context)
    async with alone(context):
        if note := await _stranger(context):
            view = CleanView(notes=(note,))
        else:
            view, _ = await _files(context, videos=_ALL, files=None, next_from="")
        return await _lines(context, view, most=_ALL)


@asynccontextmanager
async def alone(context: Context, *, patience_s: float = 120.0) -> AsyncIterator[None]:
    """Nothing is cleaned by anybody else meanwhile. Raises Busy when that does not come true."""
    deadline = monotonic() + patience_s
    while True:
        async with _alone(context) as got:
            if got:
                yield
                return
        if monotonic() > deadline:
            raise Busy(
                "Somebody else has been cleaning, backing up or restoring for a while.",
                remedy="Wait for it to end and try again.",
            )
        await asyncio.sleep(_PAUSE_S)


@asynccontextmanager
async def _alone(context: Context) -> AsyncIterator[bool]:
    """Try to hold the lock of all that removes files; it ends with its session, however that ends.

    The connection does nothing else, so that no transaction stays open over the work.
    """
    async with context.database.connect() as connection:
        key = func.hashtextextended(_CHORE, 0)
        got = bool(await connection.scalar(select(func.pg_try_advisory_lock(key))))
        await connection.commit()
        try:
            yield got
        finally:
            if got:
                await connection.invalidate()


async def _due(context: Context) -> bool:
    c = keeping.chores.c
    recent = c.begun_at > func.clock_timestamp() - context.retention.period
    async with transaction(context.database) as tx:
        return await tx.scalar(select(c.name).where(c.name == _CHORE, recent)) is None


async def _begun(context: Context) -> str:
    """Put on record that it is done now, so that even if it fails nobody tries again at once."""
    added = upsert(keeping.chores).values(name=_CHORE)
    again = added.on_conflict_do_update(
        index_elements=["name"], set_={"begun_at": func.clock_timestamp()}
    )
    async with transaction(context.database) as tx:
        return str(await tx.scalar(again.returning(keeping.chores.c.next_from)))


async def _next_from(context: Context, where: str, *, at_once: bool) -> None:
    chore = update(keeping.chores).where(keeping.chores.c.name == _CHORE)
    values: dict[str, object] = {"next_from": where}
    if at_once:
        values["begun_at"] = func.clock_timestamp() - context.retention.period
    async with transaction(context.database) as tx:
        await tx.execute(chore.values(values))


async def _stranger(context: Context) -> str:
    """Why no file may go: there are videos in the workspace that this database does not know."""
    folders = await asyncio.to_thread(leftovers.task_folders, context.store)
    async with transaction(context.database) as tx:
        found = await needs.stranger(tx, folders)
    if found is None:
        return ""
    return (
        f"No file is removed: this database knows nothing of {context.store.root / found}. "
        "Is it the right database (DATABASE_URL)? If nobody needs that folder, remove it."
    )


async def _files(
    context: Context, *, videos: int, files: int | None, next_from: str
) -> tuple[CleanView, Swept]:
    cleaned, swept = [], Swept()
    for task_id in await cleaning.due(context, videos):
        if one := await cleaning.clean(context, task_id):
            cleaned.append(one)
            swept += await sweeping.files(context, {stored for _, stored in one.files})
    swept += await sweeping.work(context)
    swept += await sweeping.shelves(context, next_from=next_from, most=files)
    names = tuple(one.name for one in cleaned)
    notes = tuple(_film_stays(one.name) for one in cleaned if one.film_stays)
    return CleanView(names, swept.files, swept.bytes, notes=notes), swept


def _film_stays(name: str) -> str:
    return (
        f"The film of {name} stays: nobody has put it elsewhere yet (`reelworks make ... --output`"
        f" does), or said so (`reelworks clean --safe {name}`)."
    )


async def _lines(context: Context, view: CleanView, *, most: int) -> CleanView:
    events = await pruning.events(context, most=most)
    log_lines = await pruning.carrier_log(context, most=most)
    await pruning.alerts(context)
    await notion_inbox.prune(context)
    return CleanView(view.videos, view.files, view.bytes, events, log_lines, view.notes)


async def _would_go(context: Context) -> CleanView:
    events = await pruning.passing_events(context)
    lines = await pruning.old_log_lines(context)
    if note := await _stranger(context):
        return CleanView(events=events, log_lines=lines, notes=(note,))
    found = [
        one
        for task_id in await cleaning.due(context, _ALL)
        if (one := await cleaning.clean(context, task_id, dry_run=True))
    ]
    results = {result for one in found for result in one.results}
    swept = await sweeping.work(context, dry_run=True)
    swept += await sweeping.shelves(context, but_for=results, dry_run=True)
    names = tuple(one.name for one in found)
    notes = tuple(_film_stays(one.name) for one in found if one.film_stays)
    return CleanView(names, swept.files, swept.bytes, events, lines, notes)
