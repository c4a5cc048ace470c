"""No statement that runs all the time reads a table whole, however long its history has become."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
import pytest_asyncio
from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncEngine

from reelworks.domain.budgets import Hold
from reelworks.domain.money import FREE
from reelworks.domain.stages import Stage
from reelworks.domain.steps import StepSpec
from reelworks.orchestrator import database
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.database import transaction
from reelworks.orchestrator.engine import capacity, codec, money, reconcile, waking
from reelworks.orchestrator.engine import release as releasing
from reelworks.orchestrator.engine.claim import claim
from reelworks.orchestrator.engine.settle import Outcome, settle
from reelworks.orchestrator.services import tasks

LARGE = frozenset({"steps", "results", "attempts", "events", "costs"})
_STEP = StepSpec("assets/1", Stage.ASSETS, "write", "kling", {"text": "words " * 40}, ())
_SPEC = json.dumps(codec.spec_to_json(_STEP))

# 200 videos of 60 steps in 20 channels; one in twenty is not finished.
_FILL = (
    "insert into tenants (tenant_id, name) values ('default', 'default')",
    """
insert into channels (tenant_id, channel_id, settings)
select 'default', 'channel-' || n, '{}' from generate_series(0, 19) n
""",
    """
insert into tasks (tenant_id, channel_id, name, title, pipeline, brief, brief_hash, settings, label,
                   finished_at)
select 'default', 'channel-' || n % 20, 'film-' || n, 'Film', 'documentary', '{}',
       n::text, '{"channel": {}}', 'Approved', case when n % 20 > 0 then now() end
from generate_series(0, 199) n
""",
    """
insert into steps (tenant_id, channel_id, task_id, key, stage, service, spec, status, hold,
                   released_at, started_at, settled_at, lease, worker_id, price_usd)
select t.tenant_id, t.channel_id, t.id, 'assets/' || n, 'assets',
       (array['cpu', 'kling'])[n % 2 + 1],
       $1::jsonb, s.status,
       case when s.status = 'ready' and n % 9 = 0 then 'time'
            when s.status = 'ready' and n % 7 = 0 then 'video' end,
       now() - interval '1 hour', now(), now(),
       case when s.status = 'running' then gen_random_uuid() end,
       case when s.status = 'running' then gen_random_uuid() end, 0.1
from tasks t cross join generate_series(1, 60) n
cross join lateral (select case when t.finished_at is not null then 'done'
                                when n = 1 then 'running' when n = 2 then 'released'
                                else 'ready' end as status) s
""",
    """
insert into results (tenant_id, channel_id, task_id, step_id, take, fingerprint, files, facts,
                     sha256, note, cost_usd, seconds)
select tenant_id, channel_id, task_id, id, 1, 'f', '{}', '{}', 's', '', 0.1, 1
from steps where status = 'done'
""",
    """
insert into attempts (tenant_id, channel_id, task_id, step_id, service, take, attempt, outcome,
                      vendor_fault, asleep_until, started_at, at)
select tenant_id, channel_id, task_id, id, service, 1, 1,
       case when id % 50 = 0 then 'transient' else 'done' end, id % 50 = 0,
       case when id % 500 = 0 then now() - interval '1 day' end, now(), now()
from steps where status = 'done'
""",
    """
insert into events (tenant_id, channel_id, task_id, step_id, kind, facts)
select tenant_id, channel_id, task_id, id, 'step_settled', '{}' from steps where status = 'done'
""",
    """
insert into costs (tenant_id, channel_id, task_id, step_id, service, attempt, estimated_usd,
                   actual_usd, state, at)
select tenant_id, channel_id, task_id, id, service, 1, 0.1, 0.1, 'settled',
       now() - interval '3 days'
from steps where status = 'done'
""",
    "vacuum analyze steps",
    "analyze",
)

_NOW = datetime(2026, 11, 26, tzinfo=UTC)
_IDS = [1, 2, 3]
HOT: Mapping[str, tuple[Any, Mapping[str, object]]] = {
    "OFFER": (releasing.OFFER, {"service": "kling", "free": 8, "per_channel": None}),
    "TAKE": (releasing.TAKE, {"ids": _IDS}),
    "RELEASE": (releasing.RELEASE, {"ids": _IDS}),
    "HOLD": (releasing.HOLD, {"ids": _IDS, "hold": Hold.TIME.value, "until": _NOW}),
    "READ": (capacity.READ, {"name": "kling", "lease_s": 60.0}),
    "FAILURES": (capacity.FAILURES, {"name": "kling", "cleared_at": _NOW}),
    "DUE": (waking.DUE, {}),
    "WAITING": (waking.WAITING, {"holds": ["video", "channel"]}),
    "AFFORDED": (waking.AFFORDED, {"task": 1, "holds": ["video"], "room": 1}),
    "RECOVERED": (waking.RECOVERED, {"name": "kling", "told": ["x"], "failures": 5}),
    "ROOMS": (money.ROOMS, {"tasks": _IDS}),
    "services due": (reconcile._DUE, {}),
}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def old(databases: Any) -> AsyncIterator[str]:
    """A database with a history, for all tests of this module."""
    name = "plans"
    await databases.create(name, template=databases.template)
    connection: asyncpg.Connection = await database.raw_connect(databases.dsn(name))
    for statement in _FILL:
        await connection.execute(statement, *([_SPEC] if "$1" in statement else []))
    await connection.close()
    yield databases.dsn(name)
    await databases.drop(name)


@pytest_asyncio.fixture
async def pool(old: str) -> AsyncIterator[AsyncEngine]:
    found = database.engine(old)
    yield found
    await found.dispose()


@pytest.mark.parametrize("generic", [False, True], ids=["for these values", "for all values"])
@pytest.mark.parametrize("name", HOT)
async def test_statement_reads_no_table_whole(pool: AsyncEngine, name: str, generic: bool) -> None:
    statement, values = HOT[name]
    mode = "force_generic_plan" if generic else "force_custom_plan"
    async with pool.connect() as tx:
        await tx.execute(text(f"set plan_cache_mode = {mode}"))
        its = getattr(statement, "element", statement)  # without the names of its columns
        explained = text(f"explain (format json) {its.text}")
        explained = explained.bindparams(*its._bindparams.values())
        plan = await tx.scalar(explained, dict(values))
        await tx.rollback()
    assert _whole(_plan(plan)) == set()


def _plan(found: object) -> dict[str, Any]:
    plan: dict[str, Any] = (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]
    return plan


def _whole(plan: dict[str, Any]) -> set[str]:
    """The large tables that a plan reads from end to end."""
    return {
        node["Relation Name"]
        for node in _nodes(plan)
        if node["Node Type"] == "Seq Scan" and node["Relation Name"] in LARGE
    }


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from _nodes(part)


async def test_a_service_that_never_did_well_is_looked_at_for_nothing(pool: AsyncEngine) -> None:
    """The newest success of one that has none: nobody reads the attempts of all the others."""
    async with pool.connect() as tx:
        await tx.execute(text("set local plan_cache_mode = force_generic_plan"))
        await tx.execute(text("insert into services (name) values ('never')"))
        await tx.execute(text(_NEVER_WELL))
        looking = (capacity.READ, capacity.READ_ALL, capacity.FAILURES, waking.RECOVERED)
        for statement in looking:
            explained = text(f"explain (analyze, format json) {statement.text}")
            its = statement.compile().params
            asked = {
                "name": "never",
                "lease_s": 60.0,
                "cleared_at": None,
                "told": ["x"],
                "failures": 5,
            }
            known = explained.bindparams(*statement._bindparams.values())
            plan = await tx.scalar(known, {name: asked[name] for name in its})
            passed_over = [node.get("Rows Removed by Filter", 0) for node in _nodes(_plan(plan))]
            assert sum(passed_over) < 50, statement.text
        row = (await tx.execute(capacity.READ, {"name": "never", "lease_s": 60.0})).one()
        assert row.failing
        await tx.rollback()


_NEVER_WELL = """
insert into attempts (tenant_id, channel_id, task_id, step_id, service, take, attempt, outcome,
  vendor_fault, started_at)
select tenant_id, channel_id, task_id, id, 'never', 1, 1, 'transient', true, now()
from steps order by id limit 1
"""


async def _asked(pool: AsyncEngine, doing: Any) -> set[str]:
    """The large tables that are read whole by any statement of what is done."""
    plans: list[tuple[str, Any]] = []

    def note(conn: Any, cursor: Any, statement: str, parameters: Any, *_: object) -> None:
        if statement.lstrip().lower().startswith(("select", "update", "with", "insert", "delete")):
            plans.append((statement, parameters))

    event.listen(pool.sync_engine, "before_cursor_execute", note)
    try:
        await doing()
    finally:
        event.remove(pool.sync_engine, "before_cursor_execute", note)
    found: set[str] = set()
    for statement, parameters in plans:
        async with pool.connect() as tx:
            rows = await tx.exec_driver_sql(f"explain (format json) {statement}", parameters)
            found |= {f"{table}: {statement}" for table in _whole(_plan(rows.scalar_one()))}
            await tx.rollback()
    assert plans
    return found


async def test_reconcile_reads_no_table_whole(pool: AsyncEngine, context: Context) -> None:
    async def look() -> None:
        async with transaction(pool) as tx:
            await reconcile._lost_leases(tx)
            await reconcile._lost_deliveries(replace(context, database=pool), tx)

    assert await _asked(pool, look) == set()


async def test_claim_and_settlement_read_no_table_whole(
    pool: AsyncEngine, context: Context
) -> None:
    here = replace(context, database=pool)
    query = "select id from steps where status = 'released' order by id limit 1"
    async with transaction(pool) as tx:
        step_id = int((await tx.execute(text(query))).scalar_one())

    async def work() -> None:
        claimed = await claim(here, step_id, uuid4(), uuid4())
        assert claimed is not None
        assert await settle(here, claimed, Outcome({}, {}, FREE, None, 1.0), {})

    assert await _asked(pool, work) == set()


async def test_the_list_of_videos_reads_no_steps(pool: AsyncEngine, context: Context) -> None:
    async def look() -> None:
        assert len(await tasks.lines(replace(context, database=pool))) == 50

    assert await _asked(pool, look) == set()


async def test_a_scan_is_seen(pool: AsyncEngine) -> None:
    async def look() -> None:
        async with transaction(pool) as tx:
            await tx.execute(text("select count(*) from steps where note = 'x'"))

    assert len(await _asked(pool, look)) == 1
