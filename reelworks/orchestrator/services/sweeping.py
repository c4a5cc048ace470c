"""Sweeping: files that no video needs leave the store, and working folders of the dead go too."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import select

from reelworks.domain.steps import Stored
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.database import transaction
from reelworks.orchestrator.models import tables
from reelworks.orchestrator.services.needs import needed
from reelworks.storage import leftovers
from reelworks.storage.leftovers import Kept

_BATCH = 500  # files asked about at once


@dataclass(frozen=True, slots=True)
class Swept:
    """Files that went, or would, and their bytes; `next_from`: where to go on, "" at the end."""

    files: int = 0
    bytes: int = 0
    next_from: str = ""

    def __add__(self, other: Swept) -> Swept:
        return Swept(self.files + other.files, self.bytes + other.bytes, other.next_from)


async def shelves(
    context: Context,
    *,
    next_from: str = "",
    most: int | None = None,
    but_for: Collection[int] = (),
    dry_run: bool = False,
) -> Swept:
    """Sweep the store folder by folder from `next_from` on, until `most` files were looked at.

    `but_for`: results that count as cleaned away, for a dry run.
    """
    total, looked = Swept(), 0
    for name in leftovers.shelves(context.store):
        if name < next_from:
            continue
        if most is not None and looked >= most:
            return total + Swept(next_from=name)
        found = [*leftovers.shelf(context.store, name)]
        looked += len(found)
        total += await _kept(context, found, but_for=but_for, dry_run=dry_run)
        for path in leftovers.half_written(context.store, name, older_than=_old(context)):
            total += Swept(1, path.lstat().st_size)
            if not dry_run:
                path.unlink(missing_ok=True)
    return total


async def files(context: Context, these: Collection[Stored]) -> Swept:
    """Sweep just these files."""
    return await _kept(context, leftovers.kept(context.store, these))


async def _kept(
    context: Context,
    found: Iterable[Kept],
    *,
    but_for: Collection[int] = (),
    dry_run: bool = False,
) -> Swept:
    total, older_than = Swept(), _old(context)
    for batch in _batches(found):
        async with transaction(context.database) as tx:
            keep = await needed(tx, {file.stored.sha256 for file in batch}, but_for=but_for)
        for file in batch:
            if file.stored.sha256 in keep or file.changed >= older_than:
                if not dry_run:
                    leftovers.put_back(file)
            elif dry_run or leftovers.remove(file, older_than=older_than):
                total += Swept(1, file.bytes)
    return total


def _batches(found: Iterable[Kept]) -> Iterator[list[Kept]]:
    rest = iter(found)
    while batch := [*islice(rest, _BATCH)]:
        yield batch


def _old(context: Context) -> float:
    return time.time() - context.retention.grace.total_seconds()


async def work(context: Context, *, dry_run: bool = False) -> Swept:
    """Remove the working folders of leases that nobody holds."""
    old = [
        folder
        for folder in context.store.work_folders()  # before the leases: none of them is younger
        if leftovers.work_is_old(folder, older_than=_old(context))
    ]
    async with transaction(context.database) as tx:
        lease = tables.steps.c.lease
        held = {str(found) for found in await tx.scalars(select(lease).where(lease.is_not(None)))}
    total = Swept()
    for folder in old:
        if folder.name not in held:
            total += Swept(*leftovers.size_of(folder))
            if not dry_run:
                leftovers.remove_work(folder)
    return total
