"""What starting a script costs beside its work: forked from the warm parent, and by hand.

python -m benchmarks.scripts; the last line is one JSON object.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from reelworks.workers.tools import Briefing, ScriptEvent, Scripts

WARM_RUNS, PLAIN_RUNS, AT_ONCE = 100, 10, 20


@dataclass(frozen=True)
class Cost:
    """Per script, in milliseconds; `cpu` is that of everybody who took part."""

    wall: float
    cpu: float


async def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        async with Scripts("benchmarks") as scripts:
            started = time.perf_counter()
            await no_operation(scripts, Path(folder))
            first = (time.perf_counter() - started) * 1000
            one = await measured(scripts, Path(folder), WARM_RUNS, at_once=1)
            many = await measured(scripts, Path(folder), WARM_RUNS, at_once=AT_ONCE)
    plain = by_hand()
    print(f"first script, warm parent's start included  {first:7.1f} ms")
    for name, cost in (("warm", one), (f"warm, {AT_ONCE} at once", many), ("by hand", plain)):
        print(f"{name:18}  {cost.wall:7.1f} ms wall  {cost.cpu:7.1f} ms CPU")
    facts = {
        "script_wall_ms": one.wall,
        "script_cpu_ms": one.cpu,
        "script_cpu_ms_crowded": many.cpu,
        "plain_wall_ms": plain.wall,
        "plain_cpu_ms": plain.cpu,
        "first_script_ms": first,
    }
    print(json.dumps({name: round(value, 2) for name, value in facts.items()}))


async def measured(scripts: Scripts, folder: Path, runs: int, *, at_once: int) -> Cost:
    """The cost of one of `runs` scripts, so many at a time."""
    wall, cpu = time.perf_counter(), cpu_s()

    async def some() -> None:
        for _ in range(runs // at_once):
            await no_operation(scripts, folder)

    await asyncio.gather(*(some() for _ in range(at_once)))
    return cost(time.perf_counter() - wall, cpu_s() - cpu, runs)


async def no_operation(scripts: Scripts, folder: Path) -> None:
    """One script that does nothing, run as a worker runs it."""
    env = {"PATH": os.environ["PATH"]}
    argv: Sequence[str] = ()
    await scripts.run(
        "noop", argv, cwd=folder, env=env, briefing=Briefing(), on_event=ignore, timeout_s=60
    )


async def ignore(event: ScriptEvent) -> None:
    """Nobody wants to know."""


def cpu_s() -> float:
    """CPU seconds of this process, of its living children, and of all that those have buried."""
    used = time.process_time()
    for child in psutil.Process().children():
        times = child.cpu_times()
        used += times.user + times.system + times.children_user + times.children_system
    return used


def by_hand() -> Cost:
    """The same script in an interpreter of its own."""
    before, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    for _ in range(PLAIN_RUNS):
        command = [sys.executable, "-m", "benchmarks.noop"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cost(time.perf_counter() - wall, used, PLAIN_RUNS)


def cost(wall_s: float, cpu: float, runs: int) -> Cost:
    """Totals as milliseconds per run."""
    return Cost(wall_s * 1000 / runs, cpu * 1000 / runs)


if __name__ == "__main__":
    asyncio.run(main())
