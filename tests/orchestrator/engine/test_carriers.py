"""What every carrier does, whichever it is."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from statistics import median
from time import monotonic

import pytest
import pytest_asyncio
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from reelworks.domain.errors import DatabaseUnavailable
from reelworks.ops import postgres
from reelworks.ops.postgres import postmaster
from reelworks.ops.postgres.place import locate, locks_folder
from reelworks.orchestrator import database
from reelworks.orchestrator.database import transaction
from reelworks.orchestrator.engine.carrier import Carrier, Delivery
from reelworks.orchestrator.engine.pgqueuer_carrier import PgQueuerCarrier
from reelworks.orchestrator.engine.pgqueuer_schema import SCHEMA
from reelworks.orchestrator.migrations import migrate

Make = Callable[[str, database.Recover | None], Carrier]
PATIENCE_S = 60.0


def _pgqueuer(dsn: str, recover: database.Recover | None) -> Carrier:
    return PgQueuerCarrier(lambda: database.raw_connect(dsn, recover=recover))


CARRIERS: dict[str, Make] = {"pgqueuer": _pgqueuer}
TABLES = {"pgqueuer": f"{SCHEMA}.pgqueuer"}  # where a carrier keeps deliveries in our database


class Depot:
    """A carrier and what came of it: who was delivered, when it began, when it ended."""

    def __init__(self, carrier: Carrier, pool: AsyncEngine) -> None:
        self.carrier, self.pool = carrier, pool
        self.began: list[tuple[int, float]] = []
        self.ended: list[tuple[int, float]] = []
        self.most: dict[str, int] = {}

    async def submit(self, *steps: int, service: str = "cpu", release: int = 1) -> None:
        async with transaction(self.pool) as tx:
            await self.carrier.submit(tx, [Delivery(s, release, service, 0) for s in steps])

    async def outstanding(self, *steps: int) -> frozenset[int]:
        async with transaction(self.pool) as tx:
            return await self.carrier.outstanding(tx, steps)

    @asynccontextmanager
    async def working(
        self, slots: dict[str, int], last: Callable[[int], float] = lambda _: 0.0
    ) -> AsyncIterator[asyncio.Event]:
        """A worker with these slots; `last`: how many seconds the handling of a step takes."""
        stop, now = asyncio.Event(), 0

        async def handle(step: int) -> None:
            nonlocal now
            now += 1
            self.most["all"] = max(self.most.get("all", 0), now)
            self.began.append((step, monotonic()))
            try:
                await asyncio.sleep(last(step))
            finally:
                now -= 1
                self.ended.append((step, monotonic()))

        running = asyncio.create_task(self.carrier.run(slots, handle, stop))
        try:
            yield stop
        finally:
            stop.set()
            await running

    def begun_steps(self) -> list[int]:
        return [step for step, _ in self.began]

    def ended_steps(self) -> list[int]:
        return [step for step, _ in self.ended]

    async def until_begun(self, *steps: int) -> None:
        await _until(lambda: set(steps) <= set(self.begun_steps()))

    async def until_ended(self, *steps: int) -> None:
        await _until(lambda: set(steps) <= set(self.ended_steps()))

    async def looks(self, seconds: float) -> int:
        """How often others ask this database something in that time; a few may be missed."""
        await asyncio.sleep(1.0)  # what just ended is put away first
        deadline, seen = monotonic() + seconds, await self._statements()
        before = len(seen)
        while monotonic() < deadline:
            seen |= await self._statements()
            await asyncio.sleep(0.02)
        return len(seen) - before

    async def _statements(self) -> set[tuple[int, datetime]]:
        """Which connection began its newest statement when."""
        query = (
            "select pid, query_start from pg_stat_activity where query_start is not null "
            "and datname = current_database() and pid <> pg_backend_pid()"
        )
        async with transaction(self.pool) as tx:
            return {(row.pid, row.query_start) for row in await tx.execute(text(query))}

    async def cut_off(self) -> None:
        """End every connection to this database but the one that asks."""
        async with transaction(self.pool) as tx:
            await tx.execute(
                text(
                    "select pg_terminate_backend(pid) from pg_stat_activity "
                    "where datname = current_database() and pid <> pg_backend_pid()"
                )
            )


async def _until(reached: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not reached():
            await asyncio.sleep(0.01)


@pytest.fixture(params=CARRIERS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest_asyncio.fixture
async def depot(kind: str, dsn: str, engine: AsyncEngine) -> Depot:
    return Depot(CARRIERS[kind](dsn, None), engine)


async def test_a_submission_is_rolled_back_with_its_transaction(depot: Depot) -> None:
    async with depot.pool.connect() as tx, tx.begin() as begun:
        await depot.carrier.submit(tx, [Delivery(1, 1, "cpu", 0)])
        await begun.rollback()
    await depot.submit(2)
    async with depot.working({"cpu": 2}):
        await depot.until_ended(2)
        await asyncio.sleep(0.3)
    assert depot.begun_steps() == [2]


async def test_every_delivery_arrives(depot: Depot) -> None:
    await depot.submit(*range(10))
    async with depot.working({"cpu": 3, "kling": 2}):
        await depot.submit(*range(10, 20), service="kling")
        await depot.submit(*range(20, 30))
        await depot.until_ended(*range(30))


async def test_a_service_that_is_not_offered_here_is_left_to_others(depot: Depot) -> None:
    await depot.submit(1, service="kling")
    await depot.submit(2, service="cpu")
    async with depot.working({"cpu": 1}):
        await depot.until_ended(2)
        await asyncio.sleep(0.3)
        assert depot.begun_steps() == [2]
        assert await depot.outstanding(1) == {1}


async def test_never_more_at_once_than_slots(depot: Depot) -> None:
    await depot.submit(*range(12))
    async with depot.working({"cpu": 3}, last=lambda _: 0.1):
        await depot.until_ended(*range(12))
    assert depot.most["all"] == 3


async def test_a_worker_takes_no_more_than_it_can_begin(depot: Depot) -> None:
    """What a full worker took would wait behind its long work while another one idles."""
    async with depot.working({"cpu": 1}, last=lambda step: 8.0 if step == 1 else 0.0):
        await depot.submit(1)
        await depot.until_begun(1)
        await depot.submit(2)
        await asyncio.sleep(0.3)  # time enough to take it, if it would
        async with depot.working({"cpu": 1}):
            await depot.until_ended(2)
            assert depot.ended_steps() == [2]


async def test_two_full_workers_share_what_waits(depot: Depot) -> None:
    await depot.submit(*range(8))
    started = monotonic()
    async with (
        depot.working({"cpu": 1}, last=lambda _: 0.5),
        depot.working({"cpu": 1}, last=lambda _: 0.5),
    ):
        await depot.until_ended(*range(8))
    assert monotonic() - started < 8 * 0.5  # one alone would take longer


async def test_a_free_slot_is_filled_at_once(depot: Depot) -> None:
    """Well before anybody would look by himself (ten times a second)."""
    await depot.submit(*range(30))
    async with depot.working({"cpu": 1}, last=lambda _: 0.01):
        await depot.until_ended(*range(30))
    began = [at for _, at in depot.began]
    assert median(after - before for before, after in pairwise(began)) < 0.09


async def test_a_handler_that_fails_frees_its_slot(depot: Depot) -> None:
    handled: list[int] = []

    async def handle(step: int) -> None:
        handled.append(step)
        if step == 1:
            raise RuntimeError("A planted bug.")

    stop = asyncio.Event()
    running = asyncio.create_task(depot.carrier.run({"cpu": 1}, handle, stop))
    await depot.submit(1, 2)
    await _until(lambda: set(handled) == {1, 2})
    stop.set()
    await running


async def test_stop_waits_for_what_is_in_hand_and_no_longer(depot: Depot) -> None:
    async with depot.working({"cpu": 1}, last=lambda _: 0.5) as stop:
        await depot.submit(1, 2)
        await depot.until_begun(1)
        stop.set()
        told = monotonic()
    assert monotonic() - told < 3.0
    assert depot.ended_steps() == [1]


async def test_an_idle_worker_stops_soon(depot: Depot) -> None:
    async with depot.working({"cpu": 1}) as stop:
        await depot.submit(1)
        await depot.until_ended(1)
        stop.set()
        told = monotonic()
    assert monotonic() - told < 2.0


async def test_what_is_in_hand_when_the_run_is_cancelled_is_cancelled(depot: Depot) -> None:
    ended = asyncio.Event()

    async def handle(_: int) -> None:
        try:
            await asyncio.sleep(60)
        finally:
            ended.set()

    running = asyncio.create_task(depot.carrier.run({"cpu": 1}, handle, asyncio.Event()))
    await depot.submit(1)
    await asyncio.sleep(0.5)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert ended.is_set()


async def test_a_lost_connection_hinders_nobody(depot: Depot) -> None:
    """What is in hand goes on, and free slots are filled meanwhile."""
    handled, go_on, stop = [], asyncio.Event(), asyncio.Event()

    async def handle(step: int) -> None:
        if step == 1:
            await go_on.wait()
        handled.append(step)

    running = asyncio.create_task(depot.carrier.run({"cpu": 2}, handle, stop))
    await depot.submit(1)
    await asyncio.sleep(1.0)
    await depot.cut_off()
    await depot.submit(2)
    await _until(lambda: handled == [2])
    go_on.set()
    await _until(lambda: handled == [2, 1])
    stop.set()
    await running


@pytest.mark.slow
async def test_a_database_restart_is_ridden_out(kind: str, tmp_path: Path) -> None:
    home = tmp_path / "home"
    with postgres.server(home) as server:
        await migrate(server.dsn)
        pool = database.engine(server.dsn, recover=server.ensure)
        depot = Depot(CARRIERS[kind](server.dsn, server.ensure), pool)
        async with depot.working({"cpu": 2}):
            await depot.submit(1)
            await depot.until_ended(1)
            await depot.submit(2, service="kling")
            _kill(home)
            await _patiently(lambda: depot.submit(3))
            await depot.until_ended(3)
            assert await depot.outstanding(2) == {2}
        await pool.dispose()
    postgres.remove(home)


async def _patiently(doing: Callable[[], Awaitable[None]]) -> None:
    """As everybody does: again, when the server was on its way out."""
    try:
        await doing()
    except DatabaseUnavailable:
        await asyncio.sleep(1.0)
        await doing()


def _kill(home: Path) -> None:
    noted = postmaster.noted(locate(locks_folder(home)))
    assert noted is not None
    os.kill(noted.pid, signal.SIGQUIT)  # an immediate shutdown: as in a crash


async def test_outstanding_is_what_waits_and_what_is_in_hand(depot: Depot) -> None:
    await depot.submit(1, service="kling")
    async with depot.working({"cpu": 1}, last=lambda step: 1.0):
        await depot.submit(2)
        await depot.until_begun(2)
        assert await depot.outstanding(1, 2, 3) == {1, 2}
        await depot.until_ended(2)
    assert await depot.outstanding(1, 2, 3) == {1}


async def test_emptied_tables_are_seen_and_survived(kind: str, depot: Depot) -> None:
    async with depot.working({"cpu": 2}, last=lambda step: 1.0 if step == 1 else 0.0):
        await depot.submit(1)
        await depot.until_begun(1)
        await depot.submit(2, service="kling")
        async with transaction(depot.pool) as tx:
            await tx.execute(text(f"truncate {TABLES[kind]}"))
        assert await depot.outstanding(1, 2) == frozenset()
        await depot.submit(2, release=2)
        await depot.until_ended(1, 2)


async def test_an_old_delivery_blocks_no_new_one(depot: Depot) -> None:
    await depot.submit(1, release=1)
    await depot.submit(1, release=1)
    await depot.submit(1, release=2)
    async with depot.working({"cpu": 1}):
        await _until(lambda: len(depot.ended) >= 2)
    assert await depot.outstanding(1) == frozenset()


async def test_health_says_what_is_wrong(kind: str, depot: Depot) -> None:
    async with transaction(depot.pool) as tx:
        assert await depot.carrier.health(tx) is None
        await tx.execute(text(f"alter table {TABLES[kind]} rename to gone"))
        said = await depot.carrier.health(tx)
        assert said is not None
        assert "missing" in said
        await tx.execute(text(f"alter table {SCHEMA}.gone rename to {kind}"))


async def test_an_idle_fleet_hardly_looks(depot: Depot) -> None:
    async with depot.working({"cpu": 1}), depot.working({"cpu": 1}), depot.working({"cpu": 1}):
        await depot.submit(1)
        await depot.until_ended(1)
        assert await depot.looks(4.0) < 4 * 3  # less than one a second each


async def test_a_full_worker_does_not_look_for_what_it_cannot_take(depot: Depot) -> None:
    async with depot.working({"cpu": 1}, last=lambda _: 8.0) as stop:
        await depot.submit(1, 2, 3)
        await depot.until_begun(1)
        assert await depot.looks(4.0) < 4 * 2
        stop.set()
