"""Migrations lead to what the models say, from any start, by any number of callers at once."""

from __future__ import annotations

import asyncio
import os
import sys
import tomllib
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine

from reelworks.domain.errors import DatabaseUnavailable, MachineError
from reelworks.orchestrator import database, migrations
from reelworks.orchestrator.engine.pgqueuer_schema import (
    CHANNEL,
    SCHEMA,
    pgqueuer_queries,
    pgqueuer_settings,
)
from reelworks.orchestrator.migrations import HEAD, migrate
from reelworks.orchestrator.models.tables import metadata

_COLUMNS = """
    select table_name, row_number() over (partition by table_name order by ordinal_position),
           column_name, data_type, udt_name, is_nullable,
           column_default, is_identity, numeric_precision, numeric_scale
    from information_schema.columns where table_schema = 'public' and table_name <> $1"""
_CONSTRAINTS = """
    select conrelid::regclass::text, conname, pg_get_constraintdef(oid)
    from pg_constraint where connamespace = 'public'::regnamespace
    and conrelid::regclass::text <> $1"""
_INDEXES = "select indexname, indexdef from pg_indexes where schemaname='public' and tablename<>$1"


@pytest_asyncio.fixture
async def connection(dsn: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await database.raw_connect(dsn)
    yield connection
    await connection.close()


async def _catalog(dsn: str) -> list[set[tuple[object, ...]]]:
    connection = await database.raw_connect(dsn)
    found = [
        {tuple(row.values()) for row in await connection.fetch(sql, "alembic_version")}
        for sql in (_COLUMNS, _CONSTRAINTS, _INDEXES)
    ]
    await connection.close()
    return found


def test_head_is_the_newest_migration() -> None:
    scripts = ScriptDirectory(str(Path(migrations.__file__).parent))
    assert scripts.get_current_head() == HEAD


async def test_alembic_sees_no_difference_to_the_models(engine: AsyncEngine) -> None:
    def differences(connection: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))

    async with engine.connect() as connection:
        found = await connection.run_sync(differences)
    assert found == []


async def test_the_catalog_is_what_the_models_would_make(dsn: str, empty_dsn: str) -> None:
    """Alembic does not compare checks, defaults and orders of columns; the catalog has them."""
    pool = database.engine(empty_dsn)
    async with database.transaction(pool) as tx:
        await tx.run_sync(metadata.create_all)
    await pool.dispose()
    assert await _catalog(dsn) == await _catalog(empty_dsn)


def test_every_table_has_tenant_and_channel() -> None:
    owners = {"tenant_id", "channel_id"}
    assert [table.name for table in metadata.sorted_tables if not owners <= {*table.c.keys()}] == []


async def test_migrating_again_changes_nothing(dsn: str) -> None:
    before = await _catalog(dsn)
    await migrate(dsn)
    assert await _catalog(dsn) == before


async def test_several_at_once_migrate_an_empty_database_once(empty_dsn: str) -> None:
    script = (
        "import asyncio, sys; from reelworks.orchestrator.migrations import migrate;"
        "asyncio.run(migrate(sys.argv[1]))"
    )
    processes = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-c", script, empty_dsn, stderr=asyncio.subprocess.PIPE
        )
        for _ in range(3)
    ]
    for process in processes:
        _, said = await process.communicate()
        assert process.returncode == 0, said.decode()
    connection = await database.raw_connect(empty_dsn)
    assert await connection.fetch("select version_num from alembic_version") == [(HEAD,)]
    await connection.close()


async def test_one_waits_for_the_other_that_migrates(empty_dsn: str) -> None:
    other = await database.raw_connect(empty_dsn)
    await other.execute("select pg_advisory_lock($1)", migrations.LOCK)
    waiting = asyncio.create_task(migrate(empty_dsn))
    done, _ = await asyncio.wait([waiting], timeout=0.5)
    assert not done
    await other.close()
    await asyncio.wait_for(waiting, timeout=30)


async def test_a_migration_that_fails_leaves_nothing_behind(empty_dsn: str) -> None:
    connection = await database.raw_connect(empty_dsn)
    await connection.execute("create table workers (id int)")
    with pytest.raises(Exception, match="already exists"):
        await migrate(empty_dsn)
    tables = await connection.fetch("select tablename from pg_tables where schemaname = 'public'")
    assert tables == [("workers",)]
    await connection.execute("drop table workers")
    await migrate(empty_dsn)
    await connection.close()


async def test_a_database_of_a_newer_reelworks_is_refused(
    dsn: str, connection: asyncpg.Connection
) -> None:
    await connection.execute("update alembic_version set version_num = '9999'")
    with pytest.raises(MachineError, match="newer Reelworks"):
        await migrate(dsn)


async def test_a_server_that_is_not_there_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnavailable):
        await migrate(f"postgresql://me@/reels?host={tmp_path}")


def test_the_package_carries_all_that_migrations_read() -> None:
    root = Path(__file__).parents[2]
    patterns = tomllib.loads((root / "pyproject.toml").read_text())["tool"]["setuptools"]
    carried = set(patterns["package-data"]["reelworks"])
    suffixes = {p.suffix for p in Path(migrations.__file__).parent.rglob("*.*") if p.is_file()}
    assert {f"**/*{suffix}" for suffix in suffixes - {".py", ".pyc"}} <= carried


async def test_pgqueuer_finds_its_newest_schema(connection: asyncpg.Connection) -> None:
    """Fails when an update of PgQueuer brings changes: write a migration that makes them."""
    queries = pgqueuer_queries(AsyncpgDriver(connection))
    assert await queries.schema_is_installed()
    assert not (await queries.plan_upgrade()).statements


async def test_pgqueuer_carries_a_job_in_its_own_schema(connection: asyncpg.Connection) -> None:
    queries = pgqueuer_queries(AsyncpgDriver(connection))
    heard = asyncio.Event()
    await connection.add_listener(CHANNEL, lambda *_: heard.set())
    await queries.enqueue("cpu", b"42", 0)
    assert SCHEMA == "engine"
    assert await connection.fetchval("select payload from engine.pgqueuer") == b"42"
    await asyncio.wait_for(heard.wait(), timeout=5)


async def test_pgqueuers_tables_survive_a_crash(connection: asyncpg.Connection) -> None:
    kinds = await connection.fetch(
        "select distinct relpersistence::text from pg_class where relnamespace = $1::regnamespace",
        SCHEMA,
    )
    assert kinds == [("p",)]


@pytest.mark.parametrize("name", ["PGQUEUER_SCHEMA", "PGQUEUER_PREFIX", "QUEUE_TABLE", "CHANNEL"])
def test_the_environment_does_not_rename_pgqueuers_tables(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = pgqueuer_settings()
    monkeypatch.setitem(os.environ, name, "other")
    assert pgqueuer_settings() == before
