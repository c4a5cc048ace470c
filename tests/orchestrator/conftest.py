"""An orchestrator on a real database, and one worker to run real scripts."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy.ext.asyncio import AsyncEngine

from reelworks.domain.channels import Channel, Gate
from reelworks.domain.stages import Stage
from reelworks.orchestrator import database
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.engine.pgqueuer_carrier import PgQueuerCarrier
from reelworks.orchestrator.schemas.views import EventView, TaskView
from reelworks.orchestrator.services import status, tasks
from reelworks.storage.local import LocalStore
from reelworks.workers.worker import Worker
from tests.tiny.pipeline import PACKAGE, TINY, VERSIONS

PATIENCE_S = 60.0


class Studio:
    """What a test works with: a context, and a worker whenever it wants one."""

    def __init__(self, context: Context, source: Path) -> None:
        self.context = context
        self.source = source

    async def make(self, title: str = "", *, channel: str = "plain", seed: int = 1) -> str:
        wish = tasks.Wish(channel, self.source, title=title, shots=2, seed=seed)
        return await tasks.create(self.context, tasks.brief(self.context, wish), "tester")

    async def status(self, name: str) -> TaskView:
        return await status.status(self.context, name)

    async def events(self, name: str) -> tuple[EventView, ...]:
        return await status.events(self.context, name)

    async def kinds(self, name: str, *, step: str | None = None) -> list[str]:
        found = await self.events(name)
        return [event.kind for event in found if step is None or event.step == step]

    def worker(self, slots: int = 2) -> Worker:
        return Worker(self.context, {"cpu": slots}, script_env=dict(os.environ), package=PACKAGE)

    @asynccontextmanager
    async def working(self) -> AsyncIterator[Worker]:
        worker, stop = self.worker(), asyncio.Event()
        running = asyncio.create_task(worker.run(stop))
        try:
            yield worker
        finally:
            stop.set()
            await running

    async def until(self, name: str, reached: Callable[[TaskView], bool]) -> TaskView:
        async with asyncio.timeout(PATIENCE_S):
            while not reached(view := await self.status(name)):
                await asyncio.sleep(0.05)
        return view

    async def run(self, name: str) -> TaskView:
        """Work until the video is finished or waits for something."""
        async with self.working():
            return await self.until(name, _stands)


def _stands(view: TaskView) -> bool:
    return view.finished_at is not None or view.stands


@pytest.fixture
def context(dsn: str, engine: AsyncEngine, tmp_path: Path) -> Context:
    plain = Channel("plain", "Plain")
    gated = {**plain.gates, Stage.ASSETS: Gate.HUMAN, Stage.FINAL: Gate.HUMAN}
    channels = [plain, Channel("gated", "Gated", gates=gated)]
    return Context(
        database=engine,
        carrier=PgQueuerCarrier(lambda: database.raw_connect(dsn)),
        store=LocalStore(tmp_path / "workspaces"),
        pipelines={TINY.name: TINY},
        channels={channel.id: channel for channel in channels},
        branding={},
        versions=VERSIONS,
        lease_s=5.0,
    )


@pytest_asyncio.fixture
async def studio(context: Context, tmp_path: Path) -> Studio:
    source = tmp_path / "notes.md"
    source.write_text("# Notes\nSome words.")
    return Studio(context, source)
