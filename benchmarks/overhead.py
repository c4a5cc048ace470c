"""What a step costs beside its work, from its release to its settlement, and what a script costs.

A flat pipeline of steps that do nothing runs on a real worker and a real database, tasks as large
as a film of 18 shots. `python -m benchmarks.overhead [--tasks 3]`; last line: one JSON object.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import psutil
from sqlalchemy import func, select, update

from benchmarks import scripts
from reelworks.domain.pipelines import Opening, Pipeline
from reelworks.domain.stages import Stage
from reelworks.domain.steps import Arg, Output, StepSpec, StepStatus
from reelworks.ops import logging, postgres, settings
from reelworks.ops.postgres import postmaster as server
from reelworks.ops.postgres.place import locate, locks_folder
from reelworks.ops.settings import LogLevel
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.database import transaction
from reelworks.orchestrator.engine import capacity
from reelworks.orchestrator.engine.release import release
from reelworks.orchestrator.models import tables
from reelworks.orchestrator.services.tasks import Wish, brief, create
from reelworks.wiring import studio
from reelworks.workers.tools import Scripts
from reelworks.workers.worker import Worker

STEPS = 120  # of a film of 18 shots
CPU = "cpu"
_PAUSE_S = 0.1


@dataclass(frozen=True)
class Figures:
    """Milliseconds a step. `wall` from release to settlement; CPU of each who takes part."""

    wall: float
    every: float  # from one settlement to the next
    worker: float
    scripts: float  # the warm parent, and the scripts that it forks
    postgres: float

    @property
    def cpu(self) -> float:
        return self.worker + self.scripts + self.postgres


def steps(opening: Opening) -> tuple[StepSpec, ...]:
    """As many as there are shots; `file` in the title has each of them write a small one."""
    return tuple(_step(opening, number) for number in range(opening.brief.shots))


def _step(opening: Opening, number: int) -> StepSpec:
    args: dict[str, Arg] = {"text": f"{opening.brief.title} {number}"}
    writes = "file" in opening.brief.title
    made = (Output("text", "output", f"{number}.txt"),) if writes else ()
    return StepSpec(f"research/{number}", Stage.RESEARCH, "noop", CPU, args, made)


FLAT = Pipeline("documentary", opening={Stage.RESEARCH: steps}, rest={})


@asynccontextmanager
async def opened(home: Path) -> AsyncIterator[Context]:
    """The usual studio, with our pipeline and our script."""
    async with studio.opened(settings.read(home=home, database_url=None)) as context:
        yield replace(context, pipelines={FLAT.name: FLAT}, versions={"noop": "1"})


@asynccontextmanager
async def working(context: Context, slots: int) -> AsyncIterator[None]:
    worker = Worker(context, {CPU: slots}, dict(os.environ), package="benchmarks")
    stop = asyncio.Event()
    running = asyncio.create_task(worker.run(stop))
    try:
        yield
    finally:
        stop.set()
        await running


async def measure(
    context: Context, database: psutil.Process, slots: int, tasks: int, kind: str = "nothing"
) -> Figures:
    """Run that many tasks on so many slots; the worker is warm when the clock starts."""
    async with working(context, slots):
        await make(context, f"{kind} warm-up {slots}", 20)
        await finished(context)
        async with paused(context):
            for number in range(tasks):
                await make(context, f"{kind} {slots} {number}", STEPS)
        started, before = time.perf_counter(), used(database)
        async with transaction(context.database) as tx:
            await release(context, tx, [CPU])
        await finished(context)
        spent, elapsed = used(database), time.perf_counter() - started
    count = tasks * STEPS
    per_step = [(b - a) * 1000 / count for a, b in zip(before, spent, strict=True)]
    wall = await release_to_settled(context, f"{kind} {slots} %")
    return Figures(wall, elapsed * 1000 / count, *per_step)


async def make(context: Context, title: str, count: int) -> None:
    with tempfile.NamedTemporaryFile("w", suffix=".md") as notes:
        notes.write("Nothing.")
        notes.flush()
        asked = brief(context, Wish("demo", Path(notes.name), title=title, shots=1))
        await create(context, replace(asked, shots=count), "benchmark")


@asynccontextmanager
async def paused(context: Context) -> AsyncIterator[None]:
    """Nothing is released meanwhile."""
    async with transaction(context.database) as tx:
        await capacity.add(tx, CPU)
        await tx.execute(update(tables.services).values(paused_at=func.now()))
    yield
    async with transaction(context.database) as tx:
        await tx.execute(update(tables.services).values(paused_at=None))


async def finished(context: Context) -> None:
    s = tables.steps.c
    query = select(func.count()).where(s.status != StepStatus.DONE.value)
    while True:
        async with transaction(context.database) as tx:
            if not await tx.scalar(query):
                return
        await asyncio.sleep(_PAUSE_S)


async def release_to_settled(context: Context, titles: str) -> float:
    """Milliseconds, on average, by the database's clock."""
    s, t = tables.steps.c, tables.tasks.c
    seconds = func.avg(func.extract("epoch", s.settled_at - s.released_at))
    query = select(seconds).join(tables.tasks, t.id == s.task_id).where(t.title.like(titles))
    async with transaction(context.database) as tx:
        return float(await tx.scalar(query) or 0) * 1000


def used(database: psutil.Process) -> tuple[float, float, float]:
    """CPU seconds so far: of this process, of its children, of PostgreSQL."""
    children = sum(_with_children(child) for child in psutil.Process().children())
    return time.process_time(), children, _with_children(database)


def _with_children(process: psutil.Process) -> float:
    """Of a process, of those it has buried, and of those that live."""
    times = process.cpu_times()
    own = times.user + times.system + times.children_user + times.children_system
    return float(own + sum(_with_children(child) for child in process.children()))


def postmaster(home: Path) -> psutil.Process:
    """The embedded server of this home, which runs."""
    noted = server.noted(locate(locks_folder(home)))
    assert noted is not None
    return psutil.Process(noted.pid)


async def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tasks", type=int, default=3, help="of 120 steps each, for each figure")
    tasks = parser.parse_args().tasks
    logging.configure(level=LogLevel.ERROR)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        async with opened(home) as context:
            database = postmaster(home)
            one = await measure(context, database, 1, tasks)
            two = await measure(context, database, 2, tasks)
            files = await measure(context, database, 1, tasks, kind="a file")
        postgres.remove(home)
    cpu = await script_cpu()
    show({"1 slot": one, "2 slots": two, "1 slot, with a file": files}, cpu)


def show(found: dict[str, Figures], script_cpu_ms: float) -> None:
    print(f"{'ms a step':22}{'wall':>8}{'every':>8}{'CPU':>8}   worker  scripts  postgres")
    for name, f in found.items():
        parts = f"{f.worker:9.1f}{f.scripts:9.1f}{f.postgres:10.1f}"
        print(f"{name:22}{f.wall:8.1f}{f.every:8.1f}{f.cpu:8.1f}{parts}")
    one, two = found["1 slot"], found["2 slots"]
    figures = {
        "step_wall_ms": one.wall,
        "step_cpu_ms": one.cpu,
        "script_cpu_ms": script_cpu_ms,
        "step_cpu_ms_2_slots": two.cpu,
        "step_every_ms_2_slots": two.every,
        "load": os.getloadavg()[0],
    }
    print(json.dumps({name: round(value, 2) for name, value in figures.items()}))


async def script_cpu(runs: int = 100) -> float:
    """CPU milliseconds of one script that does nothing, forked from a warm parent."""
    with tempfile.TemporaryDirectory() as folder:
        async with Scripts("benchmarks") as started:
            await scripts.no_operation(started, Path(folder))
            return (await scripts.measured(started, Path(folder), runs, at_once=1)).cpu


if __name__ == "__main__":
    asyncio.run(main())
