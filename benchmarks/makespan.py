"""How close 20 videos of 10 channels come to what their vendors' limits allow at best.

Real workers, real scripts that sleep as long as the vendors take (Gemini 8 s, Kling 120 to 300 s,
ElevenLabs 3 s), time compressed. `python -m benchmarks.makespan [--quick] [--factor 20]`, eight
minutes in full; last line: one JSON object. `makespan_over_bound` is what all took over
`benchmarks.bound`; `utilisation` is the vendor's time in use while Kling has work that is ready;
`jain` how evenly ten channels are served when one of them queues ten times as much.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

import asyncpg

from benchmarks.bound import Work, bound
from benchmarks.fleet import running, until_told
from reelworks.domain.channels import Channel, Gate
from reelworks.domain.pipelines import Opening, Pipeline
from reelworks.domain.stages import Stage
from reelworks.domain.steps import StepSpec
from reelworks.ops import logging, postgres
from reelworks.ops.settings import LogLevel
from reelworks.orchestrator import database
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.engine.pgqueuer_carrier import PgQueuerCarrier
from reelworks.orchestrator.migrations import migrate
from reelworks.orchestrator.services.tasks import Wish, brief, create
from reelworks.storage.local import LocalStore
from reelworks.workers.worker import Worker

CHANNELS, VIDEOS, WORKERS = 10, 20, 2
SLOTS = {"gemini": 12, "kling": 8, "elevenlabs": 6, "cpu": 4}  # of all workers together
SHARE = 20  # grants of each channel in a window
GRANTS = 2 * SHARE  # that the modest channels queue


@dataclass(frozen=True)
class Film:
    """What the title of a video's brief says: which it is, how many shots, how fast time goes."""

    number: int
    shots: int
    factor: float

    @classmethod
    def read(cls, title: str) -> Film:
        number, shots, factor = title.split()[-3:]
        return cls(int(number), int(shots), float(factor))

    def works(self) -> list[Work]:
        """Its steps, each after what it needs: images, clips of them, voices, sounds, a cut."""
        chance = random.Random(self.number)  # noqa: S311
        found = [self._work(f"assets/{n}", "gemini", 8) for n in range(self.shots + 4)]
        for n in range(self.shots):
            needs = (f"assets/{n}",)
            found.append(self._work(f"video/{n}", "kling", chance.uniform(120, 300), needs))
            found.append(self._work(f"audio/voice-{n}", "elevenlabs", 3))
            found.append(self._work(f"audio/sound-{n}", "elevenlabs", 3, (f"video/{n}",)))
        found.append(self._work("final/film", "cpu", 6, tuple(work.key for work in found)))
        return found

    def seconds(self, key: str) -> float:
        """How long one of its steps takes."""
        return next(work.seconds for work in self.works() if work.key == key)

    def _work(self, key: str, service: str, seconds: float, needs: tuple[str, ...] = ()) -> Work:
        return Work(key, service, seconds / self.factor, needs)


@dataclass(frozen=True)
class Clips(Film):
    """Only clips, as many as there are shots, with nothing to wait for: to see who is served."""

    def works(self) -> list[Work]:
        return [self._work(f"video/{n}", "kling", 3) for n in range(self.shots)]


def film(title: str) -> Film:
    return (Clips if title.startswith("Clips") else Film).read(title)


def _planner(stage: Stage) -> Callable[[Opening], tuple[StepSpec, ...]]:
    def plan(opening: Opening) -> tuple[StepSpec, ...]:
        its = film(opening.brief.title).works()
        return tuple(_spec(work, stage) for work in its if work.key.startswith(f"{stage.value}/"))

    return plan


def _spec(work: Work, stage: Stage) -> StepSpec:
    args = {"seconds": round(work.seconds, 3)}
    return StepSpec(work.key, stage, "nap", work.service, args, (), after=work.needs)


_STAGES = (Stage.ASSETS, Stage.VIDEO, Stage.AUDIO, Stage.FINAL)
FILMS = Pipeline(
    "documentary",
    opening={stage: _planner(stage) for stage in _STAGES},
    rest={},
)


def context(dsn: str, home: Path, size: int) -> Context:
    channels = [Channel(f"channel-{n}", f"Channel {n}") for n in range(CHANNELS)]
    automatic = dict.fromkeys(_STAGES, Gate.AUTOMATIC)
    return Context(
        database=database.engine(dsn, size=size),
        carrier=PgQueuerCarrier(lambda: database.raw_connect(dsn)),
        store=LocalStore(home / "workspaces"),
        pipelines={FILMS.name: FILMS},
        channels={channel.id: replace(channel, gates=automatic) for channel in channels},
        branding={},
        versions={"nap": "1"},
    )


async def make(ours: Context, home: Path, films: Sequence[Film]) -> None:
    notes = home / "notes.md"
    notes.write_text("Nothing.", encoding="utf-8")
    for one in films:
        title = f"{type(one).__name__} {one.number} {one.shots} {one.factor}"
        channel = f"channel-{one.number % CHANNELS}"
        await create(ours, brief(ours, Wish(channel, notes, title=title, shots=1)), "benchmark")


async def run(dsn: str, home: Path, films: Sequence[Film], until: str) -> list[asyncpg.Record]:
    """Make these videos with real workers, until the query says so; the steps as they ended."""
    ours = context(dsn, home, 3)
    await make(ours, home, films)
    connection = await database.raw_connect(dsn)
    async with running([["benchmarks.makespan", "--worker", dsn, str(home)]] * WORKERS):
        while not await connection.fetchval(until):
            await asyncio.sleep(0.5)
    rows = await connection.fetch(
        """select s.*, t.title from steps s join tasks t on t.id = s.task_id
           where released_at is not null order by released_at, s.id"""
    )
    await connection.execute("truncate tasks cascade")
    await connection.execute("truncate engine.pgqueuer")
    await connection.close()
    await ours.database.dispose()
    return list(rows)


async def work(dsn: str, home: Path) -> None:
    """One of the workers, until standard input is closed."""
    slots = {service: count // WORKERS for service, count in SLOTS.items()}
    ours = context(dsn, home, 8)
    stop = asyncio.Event()
    telling = asyncio.create_task(until_told(stop))
    await Worker(ours, slots, dict(os.environ), package="benchmarks").run(stop)
    await telling


async def makespan(dsn: str, home: Path, shots: int, factor: float) -> dict[str, float]:
    """All videos at once, from the first release to the last settlement."""
    films = [Film(number, shots, factor) for number in range(VIDEOS)]
    least = bound([one.works() for one in films], SLOTS)
    print(f"time goes {factor:g} times as fast; at least, in seconds of ours:")
    for why, seconds in least.items():
        print(f"  {seconds:7.1f}  {why}")
    all_done = "select not exists (select from steps where status <> 'done')"
    rows = await run(dsn, home, films, all_done)
    ended = max(row["settled_at"] for row in rows)
    took = (ended - min(row["released_at"] for row in rows)).total_seconds()
    print(f"  {took:7.1f}  it took, for {len(rows)} steps of {VIDEOS} videos")
    return {
        "makespan_over_bound": took / max(least.values()),
        "utilisation": utilisation(rows, max(least, key=lambda why: least[why])),
    }


def utilisation(rows: Sequence[asyncpg.Record], service: str) -> float:
    """The time that the vendor works, of the time of its slots while steps wait for one."""
    done = {(row["task_id"], row["key"]): row["settled_at"].timestamp() for row in rows}
    first = min(row["released_at"].timestamp() for row in rows)
    its = [row for row in rows if row["service"] == service]
    waits = [
        (
            max((done[row["task_id"], key] for key in row["needs"]), default=first),
            row["started_at"].timestamp(),
        )
        for row in its
    ]
    wanted = _merged(waits)
    used = 0.0
    for row in its:
        end = row["settled_at"].timestamp()
        start = end - film(row["title"]).seconds(row["key"])
        used += sum(max(0.0, min(end, b) - max(start, a)) for a, b in wanted)
    return used / (SLOTS[service] * sum(b - a for a, b in wanted))


def _merged(spans: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    merged: list[tuple[float, float]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


_MODEST_ARE_SERVED = """select not exists (select from steps
  where channel_id <> 'channel-0' and status in ('waiting', 'ready'))"""


async def fairness(dsn: str, home: Path, factor: float) -> float:
    """The least even window of grants while every channel has work that waits."""
    films = [Clips(number, GRANTS if number else 10 * GRANTS, factor) for number in range(CHANNELS)]
    rows = await run(dsn, home, films, _MODEST_ARE_SERVED)
    window = SHARE * CHANNELS
    grants = [row["channel_id"] for row in rows]
    windows = [grants[i : i + window] for i in range(0, GRANTS * CHANNELS, window)]
    for one in windows:
        counts = {channel: len(list(its)) for channel, its in groupby(sorted(one))}
        print(f"grants of {len(one)} in a row: {' '.join(str(n) for n in counts.values())}")
    return min(jain([one.count(f"channel-{n}") for n in range(CHANNELS)]) for one in windows)


def jain(counts: Sequence[int]) -> float:
    """Jain's index: 1 when all have the same, 1/n when one has everything."""
    return sum(counts) ** 2 / (len(counts) * sum(count**2 for count in counts))


async def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="videos of 4 shots, not of 18")
    parser.add_argument(
        "--factor", type=float, default=20.0, help="how many times as fast time goes; at most 60"
    )
    parser.add_argument("--worker", nargs=2, metavar=("DSN", "HOME"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    logging.configure(level=LogLevel.ERROR)
    if asked.worker:
        await work(asked.worker[0], Path(asked.worker[1]))
        return
    factor = min(asked.factor, 60.0)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        with postgres.server(home) as server:
            await migrate(server.dsn)
            found = await makespan(server.dsn, home, 4 if asked.quick else 18, factor)
            found["jain"] = await fairness(server.dsn, home, factor)
        postgres.remove(home)
    figures = {name: round(value, 4) for name, value in found.items()}
    print(json.dumps({**figures, "factor": factor, "load": round(os.getloadavg()[0], 1)}))


if __name__ == "__main__":
    asyncio.run(main())
