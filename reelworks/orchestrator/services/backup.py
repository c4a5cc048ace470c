"""Backup: the database as it is at one moment, then every file that it may need."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from reelworks.domain.steps import Stored
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.database import snapshot, unlimited
from reelworks.orchestrator.models import saved
from reelworks.orchestrator.models.saved import Copied
from reelworks.orchestrator.schemas.views import BackupView
from reelworks.orchestrator.services import housekeeping
from reelworks.storage import archive, leftovers
from reelworks.storage.archive import Contents, Entry, Saved, Writer

# Every file that some video needs; notes, branding and what a person gave for shots as well.
NEEDED = text(
    """
    select distinct f.value ->> 'sha256' as sha256, f.value ->> 'suffix' as suffix
    from results r, jsonb_each(r.files) f where r.files_removed_at is null
    union
    select brief #>> '{source,sha256}', brief #>> '{source,suffix}' from tasks
    union
    select b.value ->> 0, b.value ->> 1 from tasks, jsonb_each(settings -> 'branding') b
    union
    select own ->> 'sha256', own ->> 'suffix'
    from tasks, jsonb_path_query(story, '$.shots[*].* ? (exists (@.sha256))') own
    """
)


@dataclass(slots=True)
class _Made:
    """What has been written so far."""

    entries: list[Entry] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


async def backup(context: Context, target: Path, belongings: Mapping[str, Path]) -> BackupView:
    """Back everything up, while work goes on; `belongings`: files of the person's, by name.

    Files of the store never change and none is removed meanwhile, so all that the database named
    at its moment is still there afterwards. Raises BadInput, Busy, DiskFull.
    """
    now = datetime.now(UTC)
    async with housekeeping.alone(context):
        with archive.written(target) as writer, _beside(target) as folder:
            async with _tables(context, Path(folder)) as (schema, videos, copied, needed):
                made = _Made()
                tables = await asyncio.to_thread(_add_tables, writer, made, copied, now)
                await asyncio.to_thread(_add_files, context, writer, made, needed)
                await asyncio.to_thread(_add_belongings, writer, made, belongings)
            contents = Contents(
                format=archive.FORMAT,
                program=version("reelworks"),
                made_at=now.isoformat(),
                schema=schema,
                videos=videos,
                tables=tables,
                files=tuple(made.entries),
                missing=tuple(sorted(made.missing)),
            )
            writer.finish(contents)
    return view(target, contents)


def _beside(target: Path) -> tempfile.TemporaryDirectory[str]:
    """Room for the tables, closed to others, where there is room for the backup."""
    return tempfile.TemporaryDirectory(prefix=".reelworks-", dir=target.absolute().parent)


def view(place: Path, contents: Contents, kept: tuple[Path, ...] = ()) -> BackupView:
    """What there is to say about a backup."""
    size = sum(entry.bytes for entry in contents.files)
    about = (contents.made_at, contents.videos, len(contents.files), size)
    return BackupView(place, *about, contents.missing, kept)


@asynccontextmanager
async def _tables(
    context: Context, folder: Path
) -> AsyncIterator[tuple[str, int, list[Copied], list[Stored]]]:
    """Everything that the database says, at one moment."""
    async with snapshot(context.database) as tx:
        await unlimited(tx)
        schema = str(await tx.scalar(text("select version_num from alembic_version")))
        copied = await saved.copy_out(tx, folder)
        found = schema, await saved.counts(tx), copied, await needed_files(tx)
    yield found


async def needed_files(tx: AsyncConnection) -> list[Stored]:
    """Every file of the store that the database names, in order."""
    rows = [*await tx.execute(NEEDED)]
    return sorted((Stored(row.sha256, row.suffix) for row in rows), key=lambda s: s.sha256)


def _add_tables(
    writer: Writer, made: _Made, copied: list[Copied], now: datetime
) -> tuple[Saved, ...]:
    tables = []
    for table in copied:
        name = f"database/{now:%Y%m%d%H%M%S%f}/{table.table}.copy"
        made.entries.append(writer.add(name, table.path))
        tables.append(Saved(table.table, table.columns, table.rows, name))
    return tuple(tables)


def _add_files(context: Context, writer: Writer, made: _Made, needed: list[Stored]) -> None:
    """A file whose bytes are not those of its name any more counts as lost."""
    for stored in needed:
        name = f"store/{stored.sha256[:2]}/{stored.sha256}{stored.suffix}"
        kept = next(leftovers.kept(context.store, [stored]), None)
        entry = None if kept is None else writer.add(name, kept.path)
        if entry is None or entry.sha256 != stored.sha256:
            made.missing.append(name)
        else:
            made.entries.append(entry)


def _add_belongings(writer: Writer, made: _Made, belongings: Mapping[str, Path]) -> None:
    for name, path in sorted(belongings.items()):
        made.entries.append(writer.add(name, path))
