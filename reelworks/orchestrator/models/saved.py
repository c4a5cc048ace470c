"""Tables as data: copied out at one moment, and copied in again; never as SQL that somebody wrote.

Workers, sessions and repeats are of the moment, chores of the machine: none of them is carried.
PgQueuer's tables are not either, for what a carrier has lost is found again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import asyncpg
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from reelworks.orchestrator.engine.pgqueuer_schema import SCHEMA, pgqueuer_settings
from reelworks.orchestrator.models.tables import metadata

LEFT_OUT = frozenset({"workers", "chores", "sessions", "repeats"})
_QUEUE = f"{SCHEMA}.{pgqueuer_settings().queue_table}"

_COLUMNS = text(
    """
    select table_name, array_agg(column_name::text order by ordinal_position) as columns
    from information_schema.columns
    where table_schema = 'public' and is_generated = 'NEVER' and table_name = any (:names)
    group by table_name
    """
)

_SEQUENCES = text(
    """
    select table_name, column_name from information_schema.columns
    where table_schema = 'public' and is_identity = 'YES' and table_name = any (:names)
    """
)


@dataclass(frozen=True, slots=True)
class Copied:
    """A table in a file, with its columns in the file's order."""

    table: str
    columns: tuple[str, ...]
    rows: int
    path: Path


async def raw(tx: AsyncConnection) -> asyncpg.Connection:
    """The driver's own connection, inside the transaction that is open."""
    await tx.execute(text("select 1"))  # only the first statement begins it
    return (await tx.get_raw_connection()).driver_connection


def names() -> list[str]:
    """The tables that are carried, those that others refer to first."""
    return [table.name for table in metadata.sorted_tables if table.name not in LEFT_OUT]


async def columns(tx: AsyncConnection) -> Mapping[str, tuple[str, ...]]:
    """The carried tables that this database has, and their columns."""
    rows = [*await tx.execute(_COLUMNS, {"names": names()})]
    found = {row.table_name: tuple(row.columns) for row in rows}
    return {name: found[name] for name in names() if name in found}


async def copy_out(tx: AsyncConnection, folder: Path) -> list[Copied]:
    """Write every table to a file below `folder`, as this transaction sees it."""
    connection = await raw(tx)
    copied = []
    for name, its in (await columns(tx)).items():
        path = folder / f"{name}.copy"
        said = await connection.copy_from_table(name, columns=its, output=path)
        copied.append(Copied(name, its, int(said.rpartition(" ")[2]), path))
    return copied


async def copy_in(tx: AsyncConnection, copied: Sequence[Copied]) -> None:
    """These rows in place of all there are, and of all deliveries."""
    # cascade: who was logged in is not any more
    await tx.execute(text(f"truncate {', '.join(await columns(tx))}, {_QUEUE} cascade"))
    connection = await raw(tx)
    by_name = {table.table: table for table in copied}
    for name in names():  # whatever refers to something finds it there
        if name in by_name:
            table = by_name[name]
            await connection.copy_to_table(name, columns=table.columns, source=table.path)
    await _number_on(tx)


async def _number_on(tx: AsyncConnection) -> None:
    """New rows get numbers after those that were copied in."""
    for row in [*await tx.execute(_SEQUENCES, {"names": names()})]:
        table, column = metadata.tables[row.table_name].name, row.column_name
        await tx.execute(
            text(
                f"select setval(pg_get_serial_sequence('{table}', '{column}'), "  # noqa: S608
                f"coalesce(max({column}), 1), max({column}) is not null) from {table}"
            )
        )


async def counts(tx: AsyncConnection) -> int:
    """How many videos there are."""
    return int(await tx.scalar(text("select count(*) from tasks")) or 0)
