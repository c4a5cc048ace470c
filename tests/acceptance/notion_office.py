"""The office: server, keeper of the board and worker in one process, to be killed by a test.

The product's own parts on a pipeline without film making; `serving` starts one and ends it.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from reelworks.domain.access import Role
from reelworks.domain.channels import Channel, Gate
from reelworks.domain.pipelines import Opening, Pipeline, Plan
from reelworks.domain.stages import Stage
from reelworks.domain.steps import Arg, Document, Ref, StepSpec
from reelworks.doors.api import server
from reelworks.doors.api.site import Site
from reelworks.doors.notion import running
from reelworks.doors.notion.client import Account
from reelworks.doors.notion.desk import NoPreviews
from reelworks.ops import logging
from reelworks.ops.sealing import Keys, Seal
from reelworks.ops.settings import LogLevel
from reelworks.orchestrator import database
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.engine.pgqueuer_carrier import PgQueuerCarrier
from reelworks.orchestrator.services.access import Person
from reelworks.storage.local import LocalStore
from reelworks.workers.worker import Worker
from tests.tiny.pipeline import PACKAGE, STORY, VERSIONS, step

LINK = "https://youtu.be/"
ONE = {**STORY, "assets": STORY["assets"][:1], "shots": STORY["shots"][:1]}
_POLL_S = 3.0


def script(opening: Opening) -> tuple[StepSpec, ...]:
    source, title = opening.brief.source, opening.brief.title
    story = json.dumps({**ONE, "title": title})
    return (step(opening, Stage.SCRIPT, "story", source=source, story=story),)


def assets(plan: Plan) -> tuple[StepSpec, ...]:
    return tuple(step(plan.opening, Stage.ASSETS, asset.key) for asset in plan.story.assets)


def final(plan: Plan) -> tuple[StepSpec, ...]:
    parts: list[Arg] = [Ref(f"assets/{asset.key}", "text") for asset in plan.story.assets]
    manifest = Document({"parts": parts})
    return (step(plan.opening, Stage.FINAL, "film", manifest=manifest, text=plan.story.title),)


def publish(plan: Plan) -> tuple[StepSpec, ...]:
    """Nothing leaves the machine; the address is what a publisher would have found."""
    slug = plan.story.title.lower().replace(" ", "-")
    film: list[Arg] = [Ref("final/film", "text")]
    return (step(plan.opening, Stage.PUBLISH, "put", source=film, url=f"{LINK}{slug}"),)


DAY = Pipeline(
    "documentary",
    opening={Stage.SCRIPT: script},
    rest={Stage.ASSETS: assets, Stage.FINAL: final, Stage.PUBLISH: publish},
)


def channels() -> dict[str, Channel]:
    """Four: two where people look at images and films, two where they look at films alone."""
    found = [Channel(name, name.title()) for name in ("coast", "rails", "stars", "bread")]
    both = {Stage.ASSETS: Gate.HUMAN, Stage.FINAL: Gate.HUMAN}
    gates = [both, both, {Stage.FINAL: Gate.HUMAN}, {Stage.FINAL: Gate.HUMAN}]
    return {
        one.id: Channel(one.id, one.name, gates={**one.gates, **its})
        for one, its in zip(found, gates, strict=True)
    }


def context(dsn: str, pool: AsyncEngine, home: Path) -> Context:
    return Context(
        database=pool,
        carrier=PgQueuerCarrier(lambda: database.raw_connect(dsn)),
        store=LocalStore(home / "workspaces"),
        pipelines={DAY.name: DAY},
        channels=channels(),
        branding={},
        versions=VERSIONS,
        lease_s=5.0,
    )


def seal(told: Mapping[str, str]) -> Seal:
    return Seal(Keys((told["key"],), Path(os.devnull)))


async def main(told: Mapping[str, str]) -> None:
    """Serve, keep and work until killed or told to stop."""
    logging.configure(level=LogLevel.WARNING)
    stop, port = asyncio.Event(), int(told["port"])
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    pool = database.engine(told["dsn"], size=10)
    made = context(told["dsn"], pool, Path(told["home"]))
    hosts = frozenset({f"127.0.0.1:{port}"})
    person = Person("office", Role.ADMIN)
    site = Site(made, b"k" * 32, hosts, frozenset(), person, seal(told), version="day")
    account = Account(told["token"], told["base_url"], poll_s=_POLL_S)
    worker = Worker(made, {"cpu": 2}, script_env=dict(os.environ), package=PACKAGE)
    with server.listening("127.0.0.1", port) as listener:
        async with asyncio.TaskGroup() as group:
            group.create_task(server.answer(site, listener, stop))
            group.create_task(running.keep(made, _no_pictures, "", stop, lambda: account))
            group.create_task(worker.run(stop))
    await pool.dispose()


@asynccontextmanager
async def _no_pictures() -> AsyncIterator[NoPreviews]:
    yield NoPreviews()


class Office:
    """A process that may be killed and opened again. `said`: where its log goes."""

    def __init__(self, told: Mapping[str, str], said: Path) -> None:
        self.told, self.said = told, said
        self._process: subprocess.Popen[bytes] | None = None

    def open(self) -> None:
        command = [sys.executable, "-m", "tests.acceptance.notion_office", json.dumps(self.told)]
        with self.said.open("ab") as log:
            self._process = subprocess.Popen(
                command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True
            )

    def kill(self) -> None:
        """At once, and everything that it has started."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None


if __name__ == "__main__":
    asyncio.run(main(json.loads(sys.argv[1])))
