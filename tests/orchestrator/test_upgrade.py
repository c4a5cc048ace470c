"""An upgrade of the database while work is in flight loses nothing of it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace

import asyncpg
import pytest_asyncio
from alembic import command
from sqlalchemy import Connection

from reelworks.domain.errors import BadInput, VendorUnavailable
from reelworks.orchestrator import database, migrations
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.engine import settle
from reelworks.orchestrator.engine.pgqueuer_carrier import PgQueuerCarrier
from reelworks.orchestrator.migrations import migrate
from reelworks.orchestrator.services import reviews, tasks
from tests.orchestrator.engine.hand import Hand

FIRST = "0001"
BUSY = "select name from tasks where not cancelled"
TABLES = ("tenants", "channels", "tasks", "gates", "steps", "results", "reviews", "events", "costs")


@pytest_asyncio.fixture
async def first_dsn(empty_dsn: str) -> str:
    """A database as the first Reelworks made it."""
    pool = database.engine(empty_dsn, size=1)

    def upgrade(connection: Connection) -> None:
        command.upgrade(migrations.config(connection), FIRST)
        connection.commit()

    async with pool.connect() as connection:
        await connection.run_sync(upgrade)
    await pool.dispose()
    return empty_dsn


@pytest_asyncio.fixture
async def upgraded(context: Context, first_dsn: str) -> AsyncIterator[Hand]:
    """The same studio on the other database."""
    pool = database.engine(first_dsn)
    carrier = PgQueuerCarrier(lambda: database.raw_connect(first_dsn))
    yield Hand(replace(context, database=pool, carrier=carrier))
    await pool.dispose()


async def in_flight(hand: Hand) -> None:
    """Work of every kind: bought and running, released, late, failed, waiting, done, cancelled."""
    await hand.limit("elevenlabs", concurrency=2)
    name = await hand.planned("busy", shots=3)
    await hand.finish(await hand.claim("assets/1", name))
    await hand.finish(await hand.claim("composites/1", name))
    clip = await hand.claim("video/1", name)
    await hand.intend(clip)
    await settle.submitted(hand.context, clip, "job-1")
    await hand.fail(await hand.claim("assets/2", name), VendorUnavailable("Busy."))
    await hand.fail(await hand.claim("audio/1", name), BadInput("No."))
    await reviews.reject(hand.context, name, "assets/1", "closer", "mara")
    await hand.finish(await hand.claim("assets/1", name))
    await hand.finish(await hand.claim("composites/1", name))
    clip = await hand.claim("video/1", name)
    await hand.intend(clip)
    await settle.submitted(hand.context, clip, "job-2")
    other = await hand.planned("ended")
    await tasks.cancel(hand.context, other, "mara")


async def copy(old: str, new: str) -> None:
    """All rows, as far as the older database has their columns."""
    source, target = await database.raw_connect(new), await database.raw_connect(old)
    for table in TABLES:
        known = await target.fetch(
            "select column_name from information_schema.columns where table_schema = 'public' "
            "and table_name = $1 and is_generated = 'NEVER'",
            table,
        )
        has = await source.fetch(
            "select column_name from information_schema.columns where table_schema = 'public' "
            "and table_name = $1",
            table,
        )
        columns = sorted({row[0] for row in known} & {row[0] for row in has})
        await _copy_table(source, target, table, columns)
    await source.close()
    await target.close()


async def _copy_table(
    source: asyncpg.Connection, target: asyncpg.Connection, table: str, columns: list[str]
) -> None:
    names = ", ".join(columns)
    rows = await source.fetch(f"select {names} from {table}")  # noqa: S608
    marks = ", ".join(f"${n}" for n in range(1, len(columns) + 1))
    insert = f"insert into {table} ({names}) overriding system value values ({marks})"  # noqa: S608
    await target.executemany(insert, [tuple(row.values()) for row in rows])
    if "id" in columns:
        newest = max((row["id"] for row in rows), default=1)
        await target.execute("select setval(pg_get_serial_sequence($1, 'id'), $2)", table, newest)


async def test_an_upgrade_with_work_in_flight_loses_nothing(
    context: Context, dsn: str, first_dsn: str, upgraded: Hand
) -> None:
    before = Hand(context)
    await before.enlist()
    await in_flight(before)
    kinds = {str(row.status) for row in await before.steps()}
    assert kinds == {"done", "running", "released", "ready", "failed", "waiting", "cancelled"}
    await copy(first_dsn, dsn)
    await migrate(first_dsn)
    assert await _told(upgraded) == await _told(before)
    await upgraded.enlist()
    await upgraded.lose_all()
    resumed = await upgraded.claim("video/1", str(await upgraded.value(BUSY)))
    assert resumed.vendor_job == "job-2"
    await upgraded.finish(resumed)
    await _work_to_the_end(upgraded)
    assert await upgraded.value("select count(*) from tasks where finished_at is null") == 0


async def test_two_payments_that_were_set_aside_for_one_step_both_count(
    context: Context, dsn: str, first_dsn: str, upgraded: Hand
) -> None:
    """The first Reelworks set money aside at every attempt of a person's."""
    before = Hand(context)
    await before.enlist()
    await before.intend(await before.claim("assets/1", await before.planned("a")))
    await copy(first_dsn, dsn)
    old = await database.raw_connect(first_dsn)
    await old.execute(
        "insert into costs (tenant_id, channel_id, task_id, step_id, service, attempt, "
        "estimated_usd, state) select tenant_id, channel_id, task_id, step_id, service, 2, "
        "estimated_usd, state from costs where service = 'gemini'"
    )
    await old.close()
    await migrate(first_dsn)
    states = await upgraded.column("select state from costs where service = 'gemini' order by id")
    assert states == ["unknown", "reserved"]


async def _told(hand: Hand) -> object:
    """Everything about steps and money that both of them know."""
    return json.loads(str(await hand.value(
        "select jsonb_build_array("
        "(select jsonb_agg(jsonb_build_array(id, key, status, take, attempt, vendor_job, "
        " result_id, approved_id, error, lease, needs, next_at) order by id) from steps),"
        "(select jsonb_agg(jsonb_build_array(id, step_id, state, estimated_usd, actual_usd) "
        " order by id) from costs),"
        "(select jsonb_agg(jsonb_build_array(id, step_id, take, fingerprint, sha256) order by id) "
        " from results))::text"
    )))  # fmt: skip


async def _work_to_the_end(hand: Hand) -> None:
    name = str(await hand.value(BUSY))
    await tasks.retry(hand.context, name, [], "mara")
    for _ in range(40):
        for row in await hand.steps("released"):
            claimed = await hand.take(row.id)
            if claimed is not None:
                await hand.finish(claimed)
