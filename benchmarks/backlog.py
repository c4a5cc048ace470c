"""A studio with a long history and a long queue, loaded in bulk: what a year of work looks like."""

from __future__ import annotations

import json
from dataclasses import dataclass
from dataclasses import replace as changed
from pathlib import Path

import asyncpg

from benchmarks.overhead import CPU, FLAT, STEPS
from reelworks.domain.briefs import Brief, SourceKind
from reelworks.domain.channels import Channel
from reelworks.domain.money import FREE
from reelworks.domain.stages import Label, Stage
from reelworks.domain.steps import StepSpec, Stored
from reelworks.orchestrator import database
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.engine import codec
from reelworks.orchestrator.engine.pgqueuer_carrier import PgQueuerCarrier
from reelworks.orchestrator.engine.settle import Outcome
from reelworks.storage.local import LocalStore

CHANNELS = 50
TENANT = "default"
VERSIONS = {"noop": "1"}

NOTHING = Outcome({}, {}, FREE, None, 0.0)  # what comes of a step that does nothing

_WORDS = "A lighthouse at dusk, waves against the rocks, seen from the sea. " * 4
_SPEC = StepSpec("research/0", Stage.RESEARCH, "noop", CPU, {"text": _WORDS}, ())

_CHANNELS = """
insert into channels (tenant_id, channel_id, settings)
select $1, 'channel-' || n, $2::jsonb from generate_series(0, $3::int - 1) n
on conflict do nothing
"""

_TASKS = """
insert into tasks (tenant_id, channel_id, name, title, pipeline, brief, brief_hash, settings,
                   planned, label, created_at, finished_at)
select $1, 'channel-' || n % $3, $4 || n, $4 || n, $5, $6::jsonb, $4 || n, $7::jsonb,
       array['research'], $8, clock_timestamp() - interval '30 days',
       case when $9 then clock_timestamp() - interval '20 days' end
from generate_series(0, $2::int - 1) n
returning id
"""

_STEPS = """
insert into steps (tenant_id, channel_id, task_id, key, stage, service, spec, status, attempt,
                   releases, fingerprint, next_at, released_at, started_at, settled_at, progress)
select t.tenant_id, t.channel_id, t.id, 'research/' || n, 'research', $2,
       $3::jsonb || jsonb_build_object('key', 'research/' || n), $4, $5::int, $5::int,
       case when $5 = 1 then md5(t.id || '/' || n) end, t.created_at,
       t.finished_at, t.finished_at, t.finished_at, $5::int
from unnest($1::bigint[]) task_id join tasks t on t.id = task_id
cross join generate_series(0, $6::int - 1) n
"""

# What finished steps leave behind.
_HISTORY = (
    """
insert into results (tenant_id, channel_id, task_id, step_id, take, fingerprint, files, facts,
                     sha256, note, cost_usd, seconds, made_at)
select tenant_id, channel_id, task_id, id, 1, fingerprint, '{}', '{}', fingerprint, '', 0, 1,
       settled_at
from steps where status = 'done'
""",
    """
insert into attempts (tenant_id, channel_id, task_id, step_id, service, take, attempt, outcome,
                      started_at, at)
select tenant_id, channel_id, task_id, id, service, 1, 1, 'done', started_at, settled_at
from steps where status = 'done'
""",
    """
insert into events (tenant_id, channel_id, task_id, step_id, kind, facts, at)
select tenant_id, channel_id, task_id, id, 'step_settled', '{"take": 1}', settled_at
from steps where status = 'done'
""",
)


@dataclass(frozen=True)
class Size:
    """How many steps wait, how many are finished."""

    waiting: int
    finished: int


def context(dsn: str, folder: Path, size: int = 5) -> Context:
    """As the product's own, with our pipeline and our script."""
    return Context(
        database=database.engine(dsn, size=size),
        carrier=PgQueuerCarrier(lambda: database.raw_connect(dsn)),
        store=LocalStore(folder / "workspaces"),
        pipelines={FLAT.name: FLAT},
        channels={},
        branding={},
        versions=VERSIONS,
        lease_s=3600.0,  # nobody is taken for dead on a slow machine
    )


async def load(connection: asyncpg.Connection, size: Size) -> None:
    """Fill the tables with videos as large as films, spread over the channels; analyse them."""
    await connection.execute("insert into tenants (tenant_id, name) values ($1, $1)", TENANT)
    await connection.execute(_CHANNELS, TENANT, _channel(), CHANNELS)
    done = await _tasks(connection, "finished-", size.finished // STEPS, done=True)
    await _steps(connection, done, CPU, STEPS, done=True)
    for statement in _HISTORY:
        await connection.execute(statement, timeout=1800)
    waiting = await _tasks(connection, "waiting-", size.waiting // STEPS, done=False)
    await _steps(connection, waiting, CPU, STEPS, done=False)
    await connection.execute("vacuum (analyze)", timeout=1800)
    await connection.execute("analyze", timeout=1800)


async def add(connection: asyncpg.Connection, name: str, service: str, steps: int) -> None:
    """One more video, of steps of that service that are ready."""
    await _steps(connection, await _tasks(connection, name, 1, done=False), service, steps)


async def _tasks(connection: asyncpg.Connection, name: str, count: int, *, done: bool) -> list[int]:
    brief = Brief("channel-0", Stored("0" * 64, ".md"), SourceKind.NOTES, name, shots=STEPS)
    settings = {"channel": json.loads(_channel()), "branding": {}}
    label = Label.APPROVED if done else Label.RESEARCHING
    briefed, set_ = json.dumps(codec.brief_to_json(brief)), json.dumps(settings)
    facts = (TENANT, count, CHANNELS, name, FLAT.name, briefed, set_, label.value, done)
    return [row["id"] for row in await connection.fetch(_TASKS, *facts)]


async def _steps(
    connection: asyncpg.Connection,
    tasks: list[int],
    service: str,
    count: int,
    *,
    done: bool = False,
) -> None:
    spec = json.dumps(codec.spec_to_json(changed(_SPEC, service=service)))
    status = "done" if done else "ready"
    facts = (tasks, service, spec, status, int(done), count)
    await connection.execute(_STEPS, *facts, timeout=1800)


def _channel() -> str:
    return json.dumps(codec.channel_to_json(Channel("channel-0", "Channel")))
