"""Connections: every form of address, and what their errors mean."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from reelworks.domain.errors import BadInput, DatabaseUnavailable, DiskFull, MachineError
from reelworks.orchestrator import database
from reelworks.orchestrator.database import transaction

_INSERT = text("insert into tenants (tenant_id, name) values (:id, :id)")
_COUNT = text("select count(*) from tenants where tenant_id = :id")


async def _insert(pool: AsyncEngine, tenant: str, *, then: Exception | None = None) -> None:
    async with transaction(pool) as tx:
        await tx.execute(_INSERT, {"id": tenant})
        if then is not None:
            raise then


async def _count(pool: AsyncEngine, tenant: str) -> int:
    async with transaction(pool) as tx:
        return int((await tx.execute(_COUNT, {"id": tenant})).scalar_one())


@pytest.mark.parametrize(
    ("given", "understood"),
    [
        ("postgresql+asyncpg://u@h/d", "postgresql://u@h/d"),
        ("postgres://u:p@h:5433/d", "postgres://u:p@h:5433/d"),
        ("postgresql://u@/d?host=%2Ftmp%2Fa%20b", "postgresql://u@/d?host=%2Ftmp%2Fa+b"),
        ("postgresql://u@h/d?sslmode=require&channel_binding=require",
         "postgresql://u@h/d?sslmode=require"),
        ("postgresql://u@h/d?connect_timeout=3&keepalives=1", "postgresql://u@h/d"),
    ],
)  # fmt: skip
def test_addresses_are_brought_into_a_form_that_the_driver_understands(
    given: str, understood: str
) -> None:
    assert database.plain(given) == understood


@pytest.mark.parametrize(
    ("dsn", "words"),
    [
        ("postgresql://me:hunter22@db.example:5433/reels", "db.example:5433/reels"),
        ("postgresql://me@/reels?host=%2Frun%2Fpg", "/run/pg/reels"),
    ],
)
def test_an_address_is_shown_without_its_password(dsn: str, words: str) -> None:
    assert database.shown(dsn) == words


async def test_a_socket_folder_with_a_space_is_reached(tmp_path: Path, dsn: str) -> None:
    if "host=" not in dsn:
        pytest.skip("DATABASE_URL names no socket")
    folder = database.shown(dsn).rpartition("/")[0]
    link = tmp_path / "a b"
    link.symlink_to(folder)
    head = dsn.partition("?")[0]
    connection = await database.raw_connect(f"{head}?host={str(link).replace(' ', '%20')}")
    assert await connection.fetchval("select 1") == 1
    await connection.close()


async def test_options_in_the_address_become_settings_of_the_session(dsn: str) -> None:
    separator = "&" if "?" in dsn else "?"
    connection = await database.raw_connect(f"{dsn}{separator}statement_timeout=4321")
    assert await connection.fetchval("show statement_timeout") == "4321ms"
    assert await connection.fetchval("show application_name") == "reelworks"
    await connection.close()


async def test_a_transaction_is_kept_when_its_block_ends_and_lost_when_it_raises(
    engine: AsyncEngine,
) -> None:
    await _insert(engine, "kept")
    with pytest.raises(KeyError):
        await _insert(engine, "lost", then=KeyError())
    assert await _count(engine, "kept") == 1
    assert await _count(engine, "lost") == 0


async def test_errors_that_are_about_the_data_pass_unchanged(engine: AsyncEngine) -> None:
    await _insert(engine, "twice")
    with pytest.raises(IntegrityError):
        await _insert(engine, "twice")


async def test_a_value_of_the_wrong_type_is_no_lost_connection(engine: AsyncEngine) -> None:
    with pytest.raises(DBAPIError, match="expected str"):
        async with transaction(engine) as tx:
            await tx.execute(_INSERT, {"id": 42})


async def test_a_connection_cut_in_a_transaction_is_told_and_the_next_one_works(
    engine: AsyncEngine, dsn: str
) -> None:
    async def cut() -> None:
        async with transaction(engine) as tx:
            await tx.execute(_INSERT, {"id": "cut"})
            pid = (await tx.execute(text("select pg_backend_pid()"))).scalar_one()
            other = await database.raw_connect(dsn)
            await other.execute("select pg_terminate_backend($1, 5000)", pid)
            await other.close()
            await tx.execute(_COUNT, {"id": "cut"})

    with pytest.raises(DatabaseUnavailable):
        await cut()
    assert await _count(engine, "cut") == 0


async def test_idle_connections_that_were_cut_are_replaced_unseen(
    engine: AsyncEngine, dsn: str
) -> None:
    assert await _count(engine, "x") == 0
    other = await database.raw_connect(dsn)
    await other.execute(
        "select pg_terminate_backend(pid, 5000) from pg_stat_activity"
        " where datname = current_database() and pid <> pg_backend_pid()"
    )
    await other.close()
    assert await _count(engine, "x") == 0


@pytest.mark.parametrize(
    ("sqlstate", "meaning"), [("53100", DiskFull), ("57P01", DatabaseUnavailable)]
)
async def test_what_the_server_reports_becomes_an_error_of_ours(
    sqlstate: str, meaning: type[Exception], engine: AsyncEngine
) -> None:
    raising = f"do $$ begin raise exception 'no more' using errcode = '{sqlstate}'; end $$"
    with pytest.raises(meaning, match="no more"):
        async with transaction(engine) as tx:
            await tx.execute(text(raising))


async def test_a_missing_right_is_told_with_what_to_do(engine: AsyncEngine) -> None:
    with pytest.raises(MachineError, match="OWNER TO"):
        async with transaction(engine) as tx:
            await tx.execute(text("delete from pg_catalog.pg_class"))


async def test_a_server_that_is_not_there_is_unavailable(tmp_path: Path) -> None:
    dsn = f"postgresql://me:hunter22@/reels?host={tmp_path}"
    with pytest.raises(DatabaseUnavailable) as raised:
        await database.raw_connect(dsn)
    assert "hunter22" not in str(raised.value)
    pool = database.engine(dsn)
    with pytest.raises(DatabaseUnavailable):
        await _count(pool, "x")


async def test_a_database_that_is_not_there_is_unavailable(dsn: str) -> None:
    head, _, query = dsn.partition("?")
    with pytest.raises(DatabaseUnavailable, match="DATABASE_URL"):
        await database.raw_connect(f"{head}_nowhere?{query}")


@pytest.mark.parametrize(
    "dsn", ["mysql://h/d", "postgresql://h:port/d", "postgresql://h/d?sslmode=maybe"]
)
async def test_an_address_that_makes_no_sense_is_bad_input(dsn: str) -> None:
    with pytest.raises(BadInput, match="DATABASE_URL"):
        await database.raw_connect(dsn)


@pytest.mark.parametrize("dsn", ["postgresql://u:hun/ter@h/d", "postgresql://u:hun?ter@h/d"])
async def test_a_password_that_was_not_escaped_is_not_shown(dsn: str) -> None:
    with pytest.raises((BadInput, DatabaseUnavailable)) as raised:
        await database.raw_connect(dsn)
    assert "hun" not in str(raised.value)


async def test_a_lost_server_is_recovered_once_and_looked_for_where_it_is_now(
    tmp_path: Path, dsn: str
) -> None:
    asked = []

    def recover() -> str:
        asked.append(dsn)
        return dsn

    pool = database.engine(f"postgresql://me@/reels?host={tmp_path}", recover=recover)
    assert await _count(pool, "x") == 0
    assert len(asked) == 1
    await pool.dispose()


async def test_who_sleeps_in_a_transaction_is_cut_off_so_that_nobody_waits_for_it(
    engine: AsyncEngine, dsn: str
) -> None:
    async def sleep_in_it() -> None:
        async with transaction(engine) as tx:
            await tx.execute(text("set local idle_in_transaction_session_timeout = '200ms'"))
            await tx.execute(_INSERT, {"id": "slept"})
            await _until_gone(dsn, (await tx.execute(text("select pg_backend_pid()"))).scalar_one())
            await tx.execute(_COUNT, {"id": "slept"})

    with pytest.raises(DatabaseUnavailable):
        await sleep_in_it()
    assert await _count(engine, "slept") == 0


async def test_nobody_may_sleep_in_a_transaction_for_as_long_as_a_lost_worker_is_waited_for(
    engine: AsyncEngine,
) -> None:
    async with transaction(engine) as tx:
        shown = text("select current_setting('idle_in_transaction_session_timeout')::interval")
        allowed = (await tx.execute(shown)).scalar_one()
    assert timedelta(0) < allowed < timedelta(seconds=20)


async def test_who_stops_between_the_two_messages_of_a_statement_is_cut_off_too(
    engine: AsyncEngine, dsn: str
) -> None:
    """The server takes it for active: it waits for what belongs to what has come."""

    async def stop_halfway() -> None:
        async with transaction(engine) as tx:
            await tx.execute(text("set local transaction_timeout = '500ms'"))
            await tx.execute(_INSERT, {"id": "stopped"})
            pid = (await tx.execute(text("select pg_backend_pid()"))).scalar_one()
            driver = (await tx.get_raw_connection()).driver_connection
            assert driver is not None
            await driver.prepare("select 'for the first time'")
            assert await _state(dsn, pid) == "active"
            await _until_gone(dsn, pid)
            await tx.execute(_COUNT, {"id": "stopped"})

    with pytest.raises(DatabaseUnavailable):
        await stop_halfway()
    assert await _count(engine, "stopped") == 0


async def test_no_transaction_lasts_as_long_as_a_lost_worker_is_waited_for_unless_it_must(
    engine: AsyncEngine,
) -> None:
    shown = text("select current_setting('transaction_timeout')::interval")
    async with transaction(engine) as tx:
        assert timedelta(0) < await tx.scalar(shown) <= timedelta(seconds=20)
        await database.unlimited(tx)
        assert await tx.scalar(shown) == timedelta(0)
    async with transaction(engine) as tx:
        assert await tx.scalar(shown) > timedelta(0)


async def _state(dsn: str, pid: int) -> str:
    other = await database.raw_connect(dsn)
    try:
        query = "select state from pg_stat_activity where pid = $1"
        return str(await other.fetchval(query, pid))
    finally:
        await other.close()


async def _until_gone(dsn: str, pid: int) -> None:
    other = await database.raw_connect(dsn)
    try:
        async with asyncio.timeout(30):
            while await other.fetchval("select count(*) from pg_stat_activity where pid = $1", pid):
                await asyncio.sleep(0.05)
    finally:
        await other.close()
