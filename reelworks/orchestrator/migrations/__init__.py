"""How the database came to be as it is, one change after the other; `migrate` applies them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from reelworks.domain.errors import MachineError
from reelworks.orchestrator import database
from reelworks.orchestrator.engine.pgqueuer_schema import SCHEMA
from reelworks.orchestrator.models.tables import metadata

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0010"  # the newest migration; a test compares it with the files
LOCK = 0x7265656C  # "reel"

_TRY_LOCK = text(f"select pg_try_advisory_lock({LOCK})")
_PAUSE_S = 0.1


async def migrate(dsn: str) -> None:
    """Bring the database up to date. Nothing happens when it is; several may call it at once.

    Raises DatabaseUnavailable; MachineError when it was migrated by a newer Reelworks, or when
    the user may not make tables in it.
    """
    if await _version(dsn) == HEAD:
        return
    pool = database.engine(dsn, size=1)
    try:
        with database.translated():
            async with pool.connect() as connection:
                await _alone(connection)
                await connection.run_sync(_upgrade)
    finally:
        await pool.dispose()  # ends the session, and with it the lock


async def _version(dsn: str) -> str | None:
    """Asked directly, so that the daily case does not import Alembic."""
    connection = await database.raw_connect(dsn)
    try:
        value = await connection.fetchval("select version_num from alembic_version")
        return None if value is None else str(value)
    except asyncpg.UndefinedTableError:
        return None
    finally:
        await connection.close()


async def _alone(connection: AsyncConnection) -> None:
    """Wait until nobody else migrates; then never hold up a live system behind a long query.

    Asked again and again: an index that is built beside the work waits for every statement that
    runs, and would wait for one that waits for this lock.
    """
    while not await connection.scalar(_TRY_LOCK):
        await connection.commit()
        await asyncio.sleep(_PAUSE_S)
    await connection.exec_driver_sql("set lock_timeout = '15s'")
    await database.unlimited(connection, local=False)
    await connection.commit()


def knows(revision: str) -> bool:
    """Whether tables of this revision can be made and brought up to date."""
    from alembic.script import ScriptDirectory  # noqa: PLC0415  (the same)

    script = ScriptDirectory(str(Path(__file__).parent))
    return revision in {found.revision for found in script.walk_revisions()}


@asynccontextmanager
async def rebuilt(pool: AsyncEngine, revision: str) -> AsyncIterator[None]:
    """Every table made anew and empty, as of this revision; after the block, up to date.

    Whatever was in them is gone. Nobody else migrates meanwhile.
    """
    with database.translated():
        async with pool.connect() as connection:
            await _alone(connection)
            try:
                await connection.run_sync(_drop)
                await connection.run_sync(_upgrade, revision)
                await pool.dispose()  # other connections remember the old tables
                yield
                await connection.run_sync(_upgrade)
                await pool.dispose()
            finally:
                await connection.invalidate()  # ends the session, and with it the lock


def _drop(connection: Connection) -> None:
    metadata.drop_all(connection)
    connection.exec_driver_sql(f"drop schema if exists {SCHEMA} cascade")
    connection.exec_driver_sql("drop table if exists alembic_version")
    connection.commit()


def _upgrade(connection: Connection, revision: str = "head") -> None:
    from alembic import command  # noqa: PLC0415  (the same)
    from alembic.util import CommandError  # noqa: PLC0415

    try:
        command.upgrade(config(connection), revision)
    except CommandError as error:
        raise MachineError(
            f"The database cannot be brought up to date: {error}",
            remedy="It may have been used by a newer Reelworks: install that one.",
        ) from error
    connection.commit()


def config(connection: Connection) -> Config:
    """Alembic's configuration: everything lies beside this file, wherever it is installed."""
    from alembic.config import Config  # noqa: PLC0415  (takes 0.4 s, rarely needed)

    found = Config()
    found.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    found.set_main_option("path_separator", "os")
    found.attributes["connection"] = connection
    return found
