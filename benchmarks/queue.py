"""The engine beside a long queue and a long history, and what carriers alone do on the same server.

100,000 steps wait in 50 channels beside 1,000,000 finished ones, in the embedded PostgreSQL as it
comes (fsync on). `python -m benchmarks.queue [--quick]`; last line: one JSON object.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
from sqlalchemy import select, text

from benchmarks import backlog, other_queues
from benchmarks.backlog import NOTHING, Size, context
from benchmarks.fleet import SLOTS as FLEET_SLOTS
from benchmarks.fleet import rate
from benchmarks.overhead import CPU
from benchmarks.server_time import Meter, Spent, logged, p50
from reelworks.ops import logging, postgres
from reelworks.ops.postgres import Server
from reelworks.ops.settings import LogLevel
from reelworks.orchestrator import database
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.database import transaction
from reelworks.orchestrator.engine import reconcile
from reelworks.orchestrator.engine.claim import claim
from reelworks.orchestrator.engine.release import release
from reelworks.orchestrator.engine.settle import settle
from reelworks.orchestrator.migrations import migrate
from reelworks.orchestrator.models import tables

FULL = Size(waiting=100_000, finished=1_000_000)
QUICK = Size(waiting=12_000, finished=60_000)
WORKERS = (1, 2, 4, 8)
WORKERS_THAT_WAIT = (1, 2, 4, 8, 10)
NAP_S = 2.0  # of a step that waits for something, which is what most of a video's steps do
SLOTS = 8
FAST = "fast"  # a service with nothing else to do


@asynccontextmanager
async def metered(server: Server, home: Path) -> AsyncIterator[tuple[Context, Meter, int]]:
    """A context of one connection whose statements the server logs."""
    alone = context(server.dsn, home, size=1)
    async with logged(server, alone.database) as pid:
        meter = Meter(home)
        yield alone, meter, pid
    await alone.database.dispose()


async def claims(server: Server, home: Path, times: int) -> dict[str, list[Spent]]:
    """What a claim costs the server, a settlement (with the release of the next), a release."""
    async with metered(server, home) as (alone, meter, pid):
        worker = uuid4()
        await reconcile.enlist(alone, worker, os.getpid(), {CPU: SLOTS})
        for _ in range(20):  # until every statement is known to the server
            await _one(alone, worker)
        meter.spent(pid)
        found: dict[str, list[Spent]] = {"claim": [], "settle": [], "release": []}
        for _ in range(times):
            await _one(alone, worker)
            _, claimed, settled = meter.spent(pid)
            found["claim"].append(claimed)
            found["settle"].append(settled)
        for _ in range(times):
            await _free_a_slot(alone)
            meter.spent(pid)
            async with transaction(alone.database) as tx:
                await release(alone, tx, [CPU])
            found["release"] += meter.spent(pid)
        await _forget(alone, worker)
    return found


async def _one(context: Context, worker: UUID) -> None:
    """Claim and settle one of the released steps."""
    s = tables.steps.c
    async with transaction(context.database) as tx:
        query = select(s.id).where(s.service == CPU, s.status == "released").limit(1)
        step_id = (await tx.execute(query)).scalar_one()
    claimed = await claim(context, step_id, uuid4(), worker)
    assert claimed is not None
    assert await settle(context, claimed, NOTHING, {})


_ONE_DONE = """
update steps set status = 'done', settled_at = clock_timestamp()
where id = (select id from steps where service = 'cpu' and status = 'released' limit 1)
"""


async def _free_a_slot(context: Context) -> None:
    async with transaction(context.database) as tx:
        await tx.execute(text(_ONE_DONE))


async def _forget(context: Context, worker: UUID) -> None:
    """Nobody has anything in hand any more."""
    await reconcile.dismiss(context, worker)
    async with transaction(context.database) as tx:
        await tx.execute(text("truncate engine.pgqueuer"))
        put_back = "update steps set status = 'ready', released_at = null where status = 'released'"
        await tx.execute(text(put_back))


async def starts(dsn: str, home: Path, times: int) -> list[float]:
    """Milliseconds from the release of a step to its start, on a worker that has a free slot."""
    ours, worker, stop = context(dsn, home), uuid4(), asyncio.Event()
    connection = await database.raw_connect(dsn)
    await connection.execute("select 1")
    await backlog.add(connection, f"fast-{uuid4().hex}-", FAST, times)
    await connection.execute("update steps set hold = 'time' where service = $1", FAST)
    await reconcile.enlist(ours, worker, os.getpid(), {FAST: 2})

    async def handle(step_id: int) -> None:
        claimed = await claim(ours, step_id, uuid4(), worker)
        assert claimed is not None
        await settle(ours, claimed, NOTHING, {})

    running = asyncio.create_task(ours.carrier.run({FAST: 2}, handle, stop))
    for row in await connection.fetch("select id from steps where service = $1 order by id", FAST):
        await asyncio.sleep(0.1)
        async with transaction(ours.database) as tx:
            await tx.execute(text("update steps set hold = null where id = :id"), dict(row))
            await release(ours, tx, [FAST])
    found = await _started(connection, times)
    stop.set()
    await running
    await reconcile.dismiss(ours, worker)
    await connection.close()
    await ours.database.dispose()
    return found


async def naps(dsn: str, home: Path, workers: Sequence[int], seconds: float) -> dict[int, float]:
    """Steps a second when each takes about `NAP_S`, for so many workers."""
    found = {n: await rate(dsn, home, n, seconds, NAP_S) for n in workers}
    most = {n: n * FLEET_SLOTS / NAP_S for n in workers}
    told = ", ".join(f"{n}: {found[n]:.1f} of {most[n]:.0f}" for n in workers)
    print(f"steps of {NAP_S:.0f} s a second, of as many as the slots allow, by workers: {told}")
    return found


def in_line(rates: dict[int, float]) -> float:
    """What each of the most workers gets through, beside what one does by itself."""
    least, most = min(rates), max(rates)
    return rates[most] / most / (rates[least] / least)


async def _started(connection: asyncpg.Connection, times: int) -> list[float]:
    query = """select extract(epoch from started_at - released_at)::float8 * 1000 as ms from steps
               where service = $1 and settled_at is not null"""
    while len(rows := await connection.fetch(query, FAST)) < times:
        await asyncio.sleep(0.1)
    return [row["ms"] for row in rows]


async def main() -> None:
    """Load, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the queue, in two minutes")
    parser.add_argument("--only", choices=["engine"], help="leave the others out")
    asked = parser.parse_args()
    logging.configure(level=LogLevel.ERROR)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        with postgres.server(home) as server:
            figures = await measure(server, home, QUICK if asked.quick else FULL, asked)
        postgres.remove(home)
    print(json.dumps(figures))


async def measure(
    server: Server, home: Path, size: Size, asked: argparse.Namespace
) -> dict[str, object]:
    await migrate(server.dsn)
    began = time.perf_counter()
    connection = await database.raw_connect(server.dsn)
    await backlog.load(connection, size)
    await connection.close()
    took = time.perf_counter() - began
    print(f"{size.waiting:,} steps wait beside {size.finished:,} finished ones ({took:.0f} s)")
    spent = await claims(server, home, 100 if asked.quick else 300)
    for name, found in spent.items():
        show(name, found)
    started = await starts(server.dsn, home, 30 if asked.quick else 60)
    print(f"queued to started: {p50(started):.1f} ms, the slowest {max(started):.1f} ms")
    seconds = 4.0 if asked.quick else 8.0
    workers: Sequence[int] = (1, 2) if asked.quick else WORKERS
    waiting: Sequence[int] = (1, 2) if asked.quick else WORKERS_THAT_WAIT
    rates = {"engine": {n: await rate(server.dsn, home, n, seconds) for n in workers}}
    napping = await naps(server.dsn, home, waiting, 10.0 if asked.quick else 30.0)
    if asked.only is None:
        rates |= await other_queues.rates(server, home, workers, seconds)
    show_rates(rates)
    return {
        **{
            f"{name}_db_ms_p50": round(p50([s.ms for s in found]), 3)
            for name, found in spent.items()
        },
        "commit_ms_p50": round(p50([s.commit_ms for s in spent["claim"]]), 3),
        "start_ms_p50": round(p50(started), 1),
        "steps_per_s": {str(n): round(found) for n, found in rates.pop("engine").items()},
        "napping_per_s": {str(n): round(found, 1) for n, found in napping.items()},
        "growth": round(in_line(napping), 3),
        "others_per_s": {
            name: {str(n): round(found) for n, found in each.items()}
            for name, each in rates.items()
        },
        "waiting": size.waiting,
        "finished": size.finished,
        "load": round(os.getloadavg()[0], 1),
    }


def show(name: str, found: Sequence[Spent]) -> None:
    """The median of a transaction, and its dearest statements."""
    print(f"\n{name}: {p50([s.ms for s in found]):.3f} ms, {len(found)} times; statements:")
    by: dict[str, list[float]] = {}
    for spent in found:
        for sql, ms in spent.statements:
            by.setdefault(sql[:90], []).append(ms)
    dear = sorted(by.items(), key=lambda item: -sum(item[1]))
    for sql, times in dear[:12]:
        print(f"  {sum(times) / len(found):7.3f} ms  {len(times) / len(found):4.1f} x  {sql}")


def show_rates(rates: dict[str, dict[int, float]]) -> None:
    print(f"\n{'steps a second, no work':32}" + "".join(f"{n:>8}" for n in rates["engine"]))
    for name, found in rates.items():
        print(f"{name:32}" + "".join(f"{value:8.0f}" for value in found.values()))


if __name__ == "__main__":
    asyncio.run(main())
