"""How soon a status is on the board in Notion while 20 videos run and their pictures are uploaded.

A sandbox of its own stands in for Notion, at its real pace, in another thread; statuses change at
random among the videos. `python -m benchmarks.board [--seconds 60] [--per-second 0.8]`; last line:
one JSON object. `late`: from the change in the database to the row that says so, or what is newer.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from PIL import Image
from sqlalchemy import text, update

from reelworks.domain.channels import Channel
from reelworks.domain.stages import Label
from reelworks.doors.notion import running, setup
from reelworks.doors.notion.client import Account, Line
from reelworks.doors.notion.desk import NoPreviews
from reelworks.ops import postgres
from reelworks.orchestrator import database
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.engine.events import record
from reelworks.orchestrator.engine.pgqueuer_carrier import PgQueuerCarrier
from reelworks.orchestrator.migrations import migrate
from reelworks.orchestrator.models import tables
from reelworks.orchestrator.services.tasks import find
from reelworks.pipelines.documentary import PIPELINES
from reelworks.sandbox import server
from reelworks.sandbox.server import Sandbox
from reelworks.storage.local import LocalStore

VIDEOS, PICTURES = 20, 20
BUSY = [label.value for label in Label if label.value.startswith(("Generating", "Assembl", "Up"))]
_SHOWN = text(
    """
    with s as (insert into steps (tenant_id, channel_id, task_id, key, stage, service, spec, status)
      select tenant_id, channel_id, id, 'assets/picture-' || n, 'assets', 'gemini',
        '{"args": {}, "provider": "local", "stage": "assets"}', 'done'
      from tasks, generate_series(1, cast(:pictures as int)) n
      returning id, tenant_id, channel_id, task_id),
    r as (insert into results (tenant_id, channel_id, task_id, step_id, take, fingerprint, files,
        facts, sha256, note, cost_usd, seconds)
      select tenant_id, channel_id, task_id, id, 1, id::text, cast(:files as jsonb), '{}',
        cast(:sha as text), '', 0, 1 from s returning id, step_id)
    select id, step_id from r
    """
)


@dataclass
class Seen:
    """`changes`: when a video's status became another one; `shown`: when its row first said so."""

    changes: list[tuple[str, int, float]] = field(default_factory=list)
    shown: dict[tuple[str, int], float] = field(default_factory=dict)

    def late(self) -> list[float]:
        """Of each change, in seconds; what a newer one has overtaken counts with that."""
        found = []
        for page, number, at in self.changes:
            times = [t for (its, n), t in self.shown.items() if its == page and n >= number]
            found.append(min(times, default=float("inf")) - at)
        return sorted(found)


@asynccontextmanager
async def studio(home: Path) -> AsyncIterator[Context]:
    with postgres.server(home) as own:
        await migrate(own.dsn)
        pool = database.engine(own.dsn, recover=own.ensure, size=12)
        yield Context(
            database=pool,
            carrier=PgQueuerCarrier(lambda: database.raw_connect(own.dsn)),
            store=LocalStore(home / "workspaces"),
            pipelines=PIPELINES,
            channels={"demo": Channel("demo", "Demo", shots=2)},
            branding={},
        )
        await pool.dispose()


async def measured(seconds: float, per_second: float) -> dict[str, object]:
    seen = Seen()
    with tempfile.TemporaryDirectory() as home, server.running(["notion"], speed=1.0) as sandbox:
        sandbox.desks["notion"].dials["coarse_times"] = 1
        async with studio(Path(home)) as context:
            known = sandbox.environment
            us = Account(known["NOTION_TOKEN"], known["NOTION_BASE_URL"])
            people = httpx.AsyncClient(base_url=f"{sandbox.url}/notion", timeout=30)
            page = (await people.get("/pages")).json()[0]["id"]
            await setup.setup(Line(context, us), page, "benchmark")
            stop = asyncio.Event()
            keeping = asyncio.create_task(running.keep(context, _no_pictures, "", stop, lambda: us))
            rows = await _queued(people)
            await _with_pictures(context, Path(home))
            watching = asyncio.create_task(_watch(sandbox, seen, rows))
            await _drive(context, seen, rows, seconds, per_second)
            await asyncio.sleep(10)  # what is still on its way
            watching.cancel()
            shown = (await people.get("/rows?source=Assets")).json()
            pace = (await people.get("/pace")).json()
            stop.set()
            await keeping
    late = seen.late()
    return {
        "videos": VIDEOS,
        "changes": len(late),
        "late_p50_s": round(late[len(late) // 2], 2),
        "late_p95_s": round(late[int(len(late) * 0.95)], 2),
        "late_max_s": round(late[-1], 2),
        "pictures_shown": len(shown),
        **pace,
    }


@asynccontextmanager
async def _no_pictures() -> AsyncIterator[NoPreviews]:
    yield NoPreviews()


async def _queued(people: httpx.AsyncClient) -> dict[str, str]:
    """Rows set to Queued at once, each with its video when it has one."""
    for n in range(VIDEOS):
        cells = {"Title": f"Video {n}", "Channel": "demo", "Status": "Queued"}
        await people.post("/rows", json={"source": "Videos", "cells": cells})
    while True:
        rows = (await people.get("/rows?source=Videos")).json()
        found = {row["id"]: row["cells"]["Video"] for row in rows}
        if all(found.values()):
            return found
        await asyncio.sleep(0.2)


async def _with_pictures(context: Context, home: Path) -> None:
    """Every video has pictures that nobody has seen yet."""
    picture = home / "picture.png"
    Image.effect_noise((320, 180), 64).save(picture)
    stored = context.store.put(picture)
    files = {"image": {"sha256": stored.sha256, "suffix": stored.suffix}}
    asked: dict[str, Any] = {"pictures": PICTURES, "files": json.dumps(files)}
    async with database.transaction(context.database) as tx:
        made = [*await tx.execute(_SHOWN, {**asked, "sha": stored.sha256})]
        for row in made:
            its = update(tables.steps).where(tables.steps.c.id == row.step_id)
            await tx.execute(its.values(result_id=row.id))


async def _drive(
    context: Context, seen: Seen, rows: dict[str, str], seconds: float, per_second: float
) -> None:
    """Let the status of some video become another one, again and again, at random times."""
    chance, number, ends = random.Random(1), 0, time.monotonic() + seconds  # noqa: S311
    while time.monotonic() < ends:
        page = chance.choice([*rows])
        number += 1
        label = BUSY[number % len(BUSY)]
        async with database.transaction(context.database) as tx:
            task = await find(context, tx, rows[page])
            its = update(tables.tasks).where(tables.tasks.c.id == task.id)
            await tx.execute(its.values(label=label))
            facts = {"label": label}
            owner = (task.tenant_id, task.channel_id)
            await record(tx, owner, task.id, "label_changed", facts)
        seen.changes.append((page, number, time.monotonic()))
        await asyncio.sleep(chance.expovariate(per_second))


async def _watch(sandbox: Sandbox, seen: Seen, rows: dict[str, str]) -> None:
    """What the rows say, looked at every 50 ms, by the people's own door."""
    async with httpx.AsyncClient(base_url=f"{sandbox.url}/notion", timeout=30) as people:
        while True:
            found = (await people.get("/rows?source=Videos")).json()
            now = time.monotonic()
            for row in found:
                newest = [n for page, n, _ in seen.changes if page == row["id"]]
                for number in reversed(newest):
                    if BUSY[number % len(BUSY)] == row["cells"]["Status"]:
                        seen.shown.setdefault((row["id"], number), now)
                        break
            await asyncio.sleep(0.05)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--per-second", type=float, default=0.8)
    given = parser.parse_args()
    print(json.dumps(asyncio.run(measured(given.seconds, given.per_second))))


if __name__ == "__main__":
    main()
