"""Restore: a backup becomes a home again; work that was in flight goes on."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Iterable
from contextlib import AbstractAsyncContextManager, nullcontext
from datetime import timedelta
from pathlib import Path

import asyncpg
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from reelworks.domain.errors import BadBackup, Busy, DiskFull, NotAllowed
from reelworks.domain.steps import StepStatus, Stored
from reelworks.ops.files import free_bytes, whole
from reelworks.orchestrator import migrations
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.database import transaction, unlimited
from reelworks.orchestrator.models import saved, tables
from reelworks.orchestrator.models.saved import Copied
from reelworks.orchestrator.schemas.views import BackupView
from reelworks.orchestrator.services import housekeeping
from reelworks.orchestrator.services.backup import view
from reelworks.storage import archive, leftovers
from reelworks.storage.archive import Entry, Reader

_SPARE_BYTES = 64 << 20
_UNPACKED = ".restore-"

# Rows say where files lie and what is run. The backup of a stranger must not lead out of the
# workspace by them, nor run what is no step.
_STRANGE = text(
    r"""
    select count(*) from (
      select 1 from results r, jsonb_each(r.files) f
      where (f.value ->> 'sha256' ~ '^[0-9a-f]{64}$'
             and f.value ->> 'suffix' ~ '^(\.[a-z0-9]{1,8}){0,2}$'
             and f.value ->> 'path' ~ '^[^/]'
             and '..' <> all (string_to_array(f.value ->> 'path', '/'))) is not true
      union all
      select 1 from tasks
      where (name ~ '^[a-z0-9][a-z0-9_-]{0,79}$'
             and channel_id ~ '^[a-z0-9][a-z0-9_-]{0,79}$'
             and brief #>> '{source,sha256}' ~ '^[0-9a-f]{64}$'
             and brief #>> '{source,suffix}' ~ '^(\.[a-z0-9]{1,8}){0,2}$') is not true
      union all
      select 1 from tasks t, jsonb_each(t.settings -> 'branding') b
      where (b.value ->> 0 ~ '^[0-9a-f]{64}$'
             and b.value ->> 1 ~ '^(\.[a-z0-9]{1,8}){0,2}$') is not true
      union all
      select 1 from tasks, jsonb_path_query(story, '$.**.sha256 ? (@.type() != "null")') own
      where (own #>> '{}' ~ '^[0-9a-f]{64}$') is not true
      union all
      select 1 from tasks, jsonb_path_query(story, '$.**.suffix ? (@.type() != "null")') own
      where (own #>> '{}' ~ '^(\\.[a-z0-9]{1,8}){0,2}$') is not true
      union all
      select 1 from steps where (spec ->> 'script' = any (:scripts)) is not true
      union all
      select 1 from steps s, jsonb_path_query(s.spec, '$.**."$stored"') f
      where (f ->> 0 ~ '^[0-9a-f]{64}$'
             and f ->> 1 ~ '^(\.[a-z0-9]{1,8}){0,2}$') is not true
    ) strange
    """
)


async def restore(context: Context, source: Path, home: Path, *, replace: bool) -> BackupView:
    """Bring a backup back into this home; `replace`: even over the videos that are there.

    Lengths and list are checked before anything is changed. The files come first, which harms
    nobody; the rows then change from those there are to those of the backup in one transaction.
    Only an older backup first makes the tables of its time, empty. Broken off, run it again.
    Raises BadBackup, NotAllowed, Busy, DiskFull.
    """
    with archive.opened(source) as reader:
        _check_age(source, reader)
        async with housekeeping.alone(context):
            await _check_home(context, replace=replace)
            _check_space(context, reader)
            for left in context.store.root.glob(f"{_UNPACKED}*"):  # by one that was killed
                shutil.rmtree(left, ignore_errors=True)
            with tempfile.TemporaryDirectory(dir=context.store.root, prefix=_UNPACKED) as name:
                copied = await asyncio.to_thread(_tables, reader, Path(name))
                await asyncio.to_thread(_files, context, reader)
                await _fill(context, source, reader.contents.schema, copied)
            kept = await asyncio.to_thread(_belongings, reader, home)
        return view(home, reader.contents, kept)


def _check_age(source: Path, reader: Reader) -> None:
    schema = reader.contents.schema
    if not migrations.knows(schema):
        raise BadBackup(
            f"The backup {source} was made by a newer Reelworks ({reader.contents.program}, "
            f"tables {schema}; ours are {migrations.HEAD}).",
            remedy="Install that one and restore with it.",
        )


async def _check_home(context: Context, *, replace: bool) -> None:
    """Nobody works here, and nothing is lost that a person did not give up."""
    async with transaction(context.database) as tx:
        videos = await saved.counts(tx)
        w = tables.workers.c
        fresh = func.clock_timestamp() - timedelta(seconds=context.lease_s)
        working = await tx.scalar(select(w.host).where(w.heartbeat_at > fresh).limit(1))
    if videos and not replace:
        raise NotAllowed(
            f"This home has videos ({videos}): {context.store.root.parent}.",
            remedy="Restore into an empty one (REELWORKS_HOME, DATABASE_URL), or give these up "
            "for the backup's with --replace.",
        )
    if working is not None:
        raise Busy(
            f"A worker is at work here, on {working}.",
            remedy="Stop all workers and try again.",
        )


def _check_space(context: Context, reader: Reader) -> None:
    coming = sum(e.bytes for e in reader.contents.files if not _is_here(context, e))
    free = free_bytes(context.store.root)
    if coming + _SPARE_BYTES > free:
        raise DiskFull(
            f"The backup needs {coming:,} bytes, and {free:,} are free at {context.store.root}.",
            remedy="Free some space, or choose another place with REELWORKS_HOME.",
        )


def _is_here(context: Context, entry: Entry) -> bool:
    stored = _stored(entry)
    return stored is not None and any(leftovers.kept(context.store, [stored]))


def _stored(entry: Entry) -> Stored | None:
    """The file of the store that this is; None: it is another kind of file."""
    if not entry.name.startswith("store/"):
        return None
    name = entry.name.rpartition("/")[2]
    return Stored(name[:64], name[64:])


def _tables(reader: Reader, folder: Path) -> list[Copied]:
    """The tables, unpacked and found to be what was written."""
    entries = {entry.name: entry for entry in reader.contents.files}
    copied: list[Copied] = []
    for table in reader.contents.tables:
        path = folder / f"{len(copied)}.copy"
        entry = entries.get(table.file)
        if entry is None:
            raise BadBackup(f"The backup has no rows of {table.table}.", remedy="Use another one.")
        _write(path, reader.chunks(entry))
        copied.append(Copied(table.table, table.columns, table.rows, path))
    return copied


def _files(context: Context, reader: Reader) -> None:
    for entry in reader.contents.files:
        stored = _stored(entry)
        if stored is not None:
            context.store.receive(stored, reader.chunks(entry))


def _write(path: Path, chunks: Iterable[bytes]) -> None:
    with path.open("wb") as file:
        file.writelines(chunks)


async def _fill(context: Context, source: Path, schema: str, copied: list[Copied]) -> None:
    """The rows, all or none; of an older backup in the tables of its time, brought up to date."""
    about: AbstractAsyncContextManager[None] = nullcontext()
    if schema != migrations.HEAD:
        about = migrations.rebuilt(context.database, schema)
    async with about:
        try:
            async with transaction(context.database) as tx:
                await unlimited(tx)
                await _check_columns(tx, source, copied)
                await saved.copy_in(tx, copied)
                await _check_rows(context, tx, source)
                await _link(context, tx)
        except asyncpg.PostgresError as error:
            raise BadBackup(
                f"The rows of the backup {source} cannot be used: {error}.",
                remedy="Use another backup.",
            ) from error


async def _check_columns(tx: AsyncConnection, source: Path, copied: list[Copied]) -> None:
    ours = {name: frozenset(its) for name, its in (await saved.columns(tx)).items()}
    theirs = {table.table: frozenset(table.columns) for table in copied}
    if ours != theirs or len(copied) != len(theirs):
        wrong = sorted(name for name in {*ours, *theirs} if ours.get(name) != theirs.get(name))
        raise BadBackup(
            f"The backup {source} has other tables than it says: {', '.join(wrong)[:200]}.",
            remedy="Use another backup.",
        )


async def _check_rows(context: Context, tx: AsyncConnection, source: Path) -> None:
    strange = await tx.scalar(_STRANGE, {"scripts": sorted(context.versions)})
    if strange:
        raise BadBackup(
            f"{strange} rows of the backup {source} name files or scripts that no video has.",
            remedy="Do not use it: it was not made by Reelworks, or by a newer one.",
        )


async def _link(context: Context, tx: AsyncConnection) -> None:
    """Readable names for what is there; readers look at the database, people at these."""
    t, r, v = tables.steps.c, tables.results.c, tables.tasks.c
    query = (
        select(v.channel_id, v.name, r.files)
        .join(tables.steps, t.task_id == v.id)
        .join(tables.results, r.id == t.result_id)
        .where(t.status != StepStatus.CANCELLED.value)
    )
    for row in [*await tx.execute(query)]:
        for file in row.files.values():
            stored = Stored(file["sha256"], file["suffix"])
            if any(leftovers.kept(context.store, [stored])):
                context.store.link(stored, row.channel_id, row.name, file["path"])


def _belongings(reader: Reader, home: Path) -> tuple[Path, ...]:
    """channels.yaml and what it names, below the home; what is there already stays as it is."""
    kept = []
    for entry in reader.contents.files:
        top, _, rest = entry.name.partition("/")
        target = home / rest
        if top != "channels":
            continue
        if target.exists() or not target.parent.resolve().is_relative_to(home.resolve()):
            kept.append(target)
            continue
        with whole(target) as partial:
            _write(partial, reader.chunks(entry))
    return tuple(kept)
