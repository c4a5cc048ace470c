"""Every page and list beside 10,000 videos and a million events, in the embedded PostgreSQL.

The time is the server's: from a request in this process to the end of its answer, templates and
statements included. `python -m benchmarks.pages [--quick]`; last line: one JSON object.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

import httpx
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from reelworks.domain.access import Role
from reelworks.domain.channels import Channel, Gate
from reelworks.domain.stages import Stage
from reelworks.domain.story import Asset, AssetKind, Shot, Story
from reelworks.doors.api import app, guard
from reelworks.doors.api.limits import Rate
from reelworks.doors.api.site import Site
from reelworks.ops import postgres
from reelworks.orchestrator import database
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.engine import codec
from reelworks.orchestrator.engine.pgqueuer_carrier import PgQueuerCarrier
from reelworks.orchestrator.migrations import migrate
from reelworks.orchestrator.services.access import Person
from reelworks.orchestrator.services.tasks import keep_channel
from reelworks.pipelines.documentary import PIPELINES
from reelworks.storage.local import LocalStore

HOST = "localhost:8420"
CHANNELS = 10
OPEN = 60  # videos under way, of 18 shots each
STEPS = 120
FULL, QUICK = (10_000, 1_000_000), (1_000, 50_000)
OFTEN = Rate(burst=1e9, per_second=1e9)

# A history as a year leaves it: finished videos with a film each, and OPEN that are under way.
_TASKS = """
with asked as (select cast(:finished as int) as finished, cast(:open as int) as open)
insert into tasks (tenant_id, channel_id, name, title, pipeline, brief, brief_hash, settings,
  planned, label, created_at, finished_at)
select 'default', 'channel-' || (n % cast(:channels as int)), 'video-' || n, 'Video number ' || n,
  'documentary', '{}', n::text, cast(cast(:settings as text) as jsonb), cast(:planned as text[]),
  case when n <= finished then 'Approved' else 'Assets Ready' end,
  now() - (finished - n) * interval '1 hour',
  case when n <= finished then now() - (finished - n) * interval '1 hour' end
from asked cross join lateral generate_series(1, finished + open) n
"""
_STEPS = """
insert into steps (tenant_id, channel_id, task_id, key, stage, service, spec, status, settled_at,
  started_at)
select t.tenant_id, t.channel_id, t.id, s.stage || '/shot-' || lpad(s.n::text, 2, '0'), s.stage,
  'cpu', '{"provider": "local", "args": {"prompt": "A lighthouse at dusk"}}',
  case when t.finished_at is not null or s.stage in ('research', 'script', 'assets') then 'done'
    else 'waiting' end, coalesce(t.finished_at, now()), coalesce(t.finished_at, now())
from tasks t cross join lateral (
  select stage, n from unnest(cast(:planned as text[])) stage
    cross join generate_series(1, case when t.finished_at is null then 13 else 1 end) n) s
"""
_RESULTS = """
with made as (
  insert into results (tenant_id, channel_id, task_id, step_id, fingerprint, take, files, facts,
    sha256, note, cost_usd, seconds)
  select tenant_id, channel_id, task_id, id, 'f' || id, 1,
    jsonb_build_object('image',
      jsonb_build_object('sha256', cast(:sha256 as text), 'suffix', '.png')),
    '{}', repeat('0', 64), '', 0, 1
  from steps where status = 'done' returning id, step_id)
update steps set result_id = made.id from made where steps.id = made.step_id
"""
# What the slate and the reasons are read from: how every attempt ended, services, stories.
_ATTEMPTS = """
insert into attempts (tenant_id, channel_id, task_id, step_id, service, take, attempt, outcome,
  started_at, at)
select tenant_id, channel_id, task_id, id, case when stage = 'video' then 'kling' else 'cpu' end,
  1, n, case when n = 2 or id % 50 > 0 then 'done' else 'transient' end, started_at, settled_at
from steps cross join generate_series(1, 2) n
where status = 'done' and (n = 1 or id % 50 = 0) order by id, n
"""
_SERVICES = """
insert into services (name, concurrency)
select name, 8 from unnest(array['cpu', 'openai', 'gemini', 'kling', 'elevenlabs', 'youtube']) name
on conflict do nothing
"""
_STORIES = "update tasks set story = cast(:story as jsonb) where finished_at is null"
_EVENTS = """
insert into events (tenant_id, channel_id, task_id, kind, facts, at)
select 'default', 'channel-0', 1 + n % cast(:tasks as int), 'step_settled',
  '{"take": 1, "seconds": 1.5}',
  now() - (cast(:events as int) - n) * interval '30 seconds'
from generate_series(1, cast(:events as int)) n
"""
_COSTS = """
insert into costs (tenant_id, channel_id, task_id, step_id, service, attempt, estimated_usd,
  actual_usd, state, at)
select tenant_id, channel_id, task_id, id, 'kling', 1, 0.2, 0.2, 'settled',
  now() - (id % 300) * interval '1 hour' from steps where status = 'done' and stage = 'video'
"""
STAGES = [stage.value for stage in PIPELINES["documentary"].stages() if stage is not Stage.PUBLISH]


async def fill(pool: AsyncEngine, made: Context, videos: int, events: int) -> None:
    """Put the history in place."""
    async with database.transaction(pool) as tx:
        await database.unlimited(tx)
        for channel in made.channels.values():
            await keep_channel(made, tx, channel)
        asked = {"channels": CHANNELS, "finished": videos - OPEN, "open": OPEN, "planned": STAGES}
        channel = codec.channel_to_json(made.channels["channel-0"])
        settings = json.dumps({"channel": channel, "branding": {}})
        await tx.execute(text(_TASKS), {**asked, "settings": settings})
        await tx.execute(text(_STEPS), {"planned": STAGES})
        picture = Path(made.store.root) / "picture.png"
        picture.write_bytes(b"\x89PNG")
        await tx.execute(text(_RESULTS), {"sha256": made.store.put(picture).sha256})
        await tx.execute(text(_EVENTS), {"tasks": videos, "events": events})
        for statement in (_COSTS, _ATTEMPTS, _SERVICES):
            await tx.execute(text(statement))
        await tx.execute(text(_STORIES), {"story": json.dumps(codec.story_to_json(story()))})
        await tx.execute(
            text(
                "insert into gates (task_id, tenant_id, channel_id, stage, mode) "
                "select id, tenant_id, channel_id, 'assets', 'human' from tasks"
            )
        )
    async with pool.connect() as connection:
        at_once = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await at_once.execute(text("vacuum analyze"))


def story() -> Story:
    """Of thirteen shots, each in a place of its own."""
    numbers = range(1, 14)
    return Story(
        title="Lights on the coast",
        description="What it took to build them.",
        language="en",
        atmosphere="at dusk",
        music="calm",
        assets=tuple(
            Asset(f"shot-{n:02}", AssetKind.ENVIRONMENT, f"A lighthouse, {n}") for n in numbers
        ),
        shots=tuple(
            Shot(n, f"Sentence number {n} of the story.", f"shot-{n:02}", "slow push in", "waves")
            for n in numbers
        ),
    )


def context(dsn: str, pool: AsyncEngine, home: Path) -> Context:
    plain = Channel("plain", "Plain")
    stops = {**plain.gates, Stage.ASSETS: Gate.HUMAN}
    names = [f"channel-{n}" for n in range(CHANNELS)]
    return Context(
        database=pool,
        carrier=PgQueuerCarrier(lambda: database.raw_connect(dsn)),
        store=LocalStore(home / "workspaces"),
        pipelines=PIPELINES,
        channels={name: Channel(name, name, gates=stops) for name in names},
        branding={},
    )


def asked_for(videos: int) -> Mapping[str, str]:
    """Every page and every list, by name."""
    old, new = "video-1", f"video-{videos}"
    return {
        "board": "/",
        "board of a channel": "/?channel=channel-3",
        "board, words": "/?q=number%2099",
        "finished": "/videos?state=finished",
        "finished, far back": f"/videos?state=finished&before={videos // 2}",
        "video, finished": f"/videos/{old}",
        "video, under way": f"/videos/{new}",
        "review room": f"/videos/{new}/room?stage=assets",
        "slate": "/slate",
        "channels": "/channels",
        "new": "/new",
        "people": "/people",
        "api tasks": "/api/tasks",
        "api tasks for you": "/api/tasks?state=for_you&limit=200",
        "api task": f"/api/tasks/{new}",
        "api steps": f"/api/tasks/{new}/steps",
        "api events": "/api/events?after=500000",
        "api events of a task": f"/api/tasks/{old}/events",
        "api review": f"/api/tasks/{new}/review?stage=assets",
        "api slate": "/api/slate",
        "api costs": "/api/costs?days=30",
    }


async def measure(made: FastAPI, where: Mapping[str, str], times: int) -> dict[str, list[float]]:
    """Milliseconds of each, asked one after the other."""
    found: dict[str, list[float]] = {}
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(made), base_url=f"http://{HOST}", timeout=60
    ) as client:
        for name, path in where.items():
            found[name] = []
            for _ in range(times + 2):
                began = time.perf_counter()
                answer = await client.get(path, headers={"Accept": "text/html"})
                found[name].append((time.perf_counter() - began) * 1000)
                assert answer.status_code == 200, (path, answer.text[:300])
            del found[name][:2]  # until every statement is known to the server
    return found


def bare() -> FastAPI:
    """What says hello and does nothing else, to compare with."""
    made = FastAPI()

    @made.get("/")
    async def say() -> dict[str, str]:
        return {"hello": "world"}

    return made


async def rate(made: FastAPI, path: str, seconds: float) -> float:
    """Requests answered in a second, eight of them under way at any time."""
    end, answered = time.perf_counter() + seconds, 0
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(made), base_url=f"http://{HOST}", timeout=60
    ) as client:

        async def ask() -> None:
            nonlocal answered
            while time.perf_counter() < end:
                answer = await client.get(path)
                assert answer.status_code == 200, (path, answer.text[:300])
                answered += 1

        began = time.perf_counter()
        await asyncio.gather(*(ask() for _ in range(8)))
        return answered / (time.perf_counter() - began)


async def rates(made: FastAPI, videos: int, *, quick: bool) -> dict[str, float]:
    """Requests per second of a few calls, and of a bare hello in the same way, by turns."""
    asked = {"board": "/", "api tasks": "/api/tasks", "api task": f"/api/tasks/video-{videos}"}
    asked |= {"api events": "/api/events?after=1", "media": _media(made)}
    seconds = 1.0 if quick else 4.0
    found = {"hello": await rate(bare(), "/", seconds)}
    return {**found, **{name: await rate(made, path, seconds) for name, path in asked.items()}}


def _media(made: FastAPI) -> str:
    file = next(
        path for path in made.state.site.context.store.root.rglob("*.png") if len(path.stem) == 64
    )
    return f"/media/{file.name}"


async def run(*, quick: bool) -> None:
    videos, events = QUICK if quick else FULL
    times = 15 if quick else 40
    guard.READS = OFTEN
    with tempfile.TemporaryDirectory() as name, postgres.server(Path(name)) as server:
        await migrate(server.dsn)
        pool = database.engine(server.dsn, size=6)
        made = context(server.dsn, pool, Path(name))
        await fill(pool, made, videos, events)
        origin = f"http://{HOST}"
        local = Person("bench", Role.ADMIN)
        hosts, origins = frozenset({HOST}), frozenset({origin})
        site = Site(made, b"k" * 32, hosts, origins, local, version="bench")
        answering = app.create(site)
        app.settle()
        found = await measure(answering, asked_for(videos), times)
        often = await rates(answering, videos, quick=quick)
        await pool.dispose()
    tell(found, often, videos, events)
    postgres.remove(Path(name))


def tell(
    found: Mapping[str, list[float]], often: Mapping[str, float], videos: int, events: int
) -> None:
    for name, took in found.items():
        middle, worst = sorted(took)[len(took) // 2], percentile(took)
        print(f"{name:24} {middle:7.1f} ms   p99 {worst:7.1f} ms")
    everything = [one for took in found.values() for one in took]
    facts = {
        "videos": videos,
        "events": events,
        "p50_ms": round(sorted(everything)[len(everything) // 2], 1),
        "p99_ms": round(percentile(everything), 1),
        "slowest": max(found, key=lambda name: percentile(found[name])),
        "requests_per_s": {name: round(rate) for name, rate in often.items()},
    }
    print(json.dumps(facts))


def percentile(took: list[float]) -> float:
    return sorted(took)[min(len(took) - 1, int(len(took) * 0.99))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of it")
    asyncio.run(run(quick=parser.parse_args().quick))


if __name__ == "__main__":
    main()
