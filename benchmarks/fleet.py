"""Workers of our engine without scripts: how many steps a second they get through together.

Each is a process of its own that takes deliveries, claims, and settles with nothing in between, or
with a nap as if it waited for a vendor.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import numpy as np

from benchmarks.backlog import NOTHING, context
from benchmarks.overhead import CPU
from benchmarks.server_time import ticks
from reelworks.ops import logging
from reelworks.ops.settings import LogLevel
from reelworks.orchestrator import database
from reelworks.orchestrator.engine import reconcile
from reelworks.orchestrator.engine.claim import claim
from reelworks.orchestrator.engine.settle import settle

SLOTS = 4  # of each worker
_WARM_S = 2.0


async def rate(dsn: str, home: Path, workers: int, seconds: float, nap_s: float = 0) -> float:
    """Steps a second of so many workers; each step lasts `nap_s` in the middle."""
    connection = await database.raw_connect(dsn)
    try:
        command = ["benchmarks.fleet", dsn, str(home), str(nap_s)]
        async with running([command] * workers):
            return await counted(lambda: ticks(connection), seconds)
    finally:
        await connection.close()


async def counted(count: Callable[[], Awaitable[int]], seconds: float) -> float:
    """How much a count grows in a second, once it grows."""
    loop, first = asyncio.get_running_loop(), await count()
    async with asyncio.timeout(60):
        while await count() == first:
            await asyncio.sleep(0.1)
    await asyncio.sleep(_WARM_S)
    began, before = loop.time(), await count()
    await asyncio.sleep(seconds)
    return (await count() - before) / (loop.time() - began)


@asynccontextmanager
async def running(commands: Sequence[Sequence[str]]) -> AsyncIterator[None]:
    """Modules that run as programs until their standard input is closed; all have begun."""
    pipes = {"stdin": asyncio.subprocess.PIPE, "stdout": asyncio.subprocess.PIPE}
    started = [
        await asyncio.create_subprocess_exec(sys.executable, "-m", *command, **pipes)
        for command in commands
    ]
    try:
        for process in started:
            assert process.stdout is not None
            await process.stdout.readline()
        yield
    finally:
        for process in started:
            assert process.stdin is not None
            process.stdin.close()
        for process in started:
            await process.wait()


async def until_told(stop: asyncio.Event) -> None:
    """Say that we begin; set `stop` when standard input is closed."""
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    stop.set()


async def main() -> None:
    """Work until standard input is closed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dsn")
    parser.add_argument("home", type=Path)
    parser.add_argument("nap_s", type=float, help="in the middle; half to one and a half of it")
    asked = parser.parse_args()
    logging.configure(level=LogLevel.ERROR)
    ours, worker, stop = context(asked.dsn, asked.home, SLOTS + 1), uuid4(), asyncio.Event()
    rng = np.random.default_rng()
    await reconcile.enlist(ours, worker, os.getpid(), {CPU: SLOTS})
    telling = asyncio.create_task(until_told(stop))

    async def handle(step_id: int) -> None:
        claimed = await claim(ours, step_id, uuid4(), worker)
        if claimed is not None:
            await asyncio.sleep(asked.nap_s * rng.uniform(0.5, 1.5))
            await settle(ours, claimed, NOTHING, {})

    await ours.carrier.run({CPU: SLOTS}, handle, stop)
    await reconcile.dismiss(ours, worker)
    await telling


if __name__ == "__main__":
    asyncio.run(main())
