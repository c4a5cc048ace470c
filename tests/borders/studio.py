"""A studio whose videos are made by worker processes, beside a sandbox in this one."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from time import monotonic

import pytest
from sqlalchemy import text

from reelworks.domain.connections import SCOPES, Bundle
from reelworks.ops import oauth
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.database import transaction
from reelworks.orchestrator.services import connections, status, tasks
from reelworks.sandbox import server
from reelworks.sandbox.faults import Fault
from reelworks.sandbox.server import Sandbox
from reelworks.sandbox.youtube import consent
from tests.borders import worker_process
from tests.borders.pipeline import CHANNELS
from tests.providers.writers import NOTES
from tests.publishers.studio import CHANNEL, allowed

ROOT = Path(__file__).parents[2]
PATIENCE_S, SPEED = 90.0, 20.0
ACCEPTED = "after the vendor accepted"


@contextmanager
def quick_sandbox() -> Iterator[Sandbox]:
    """All vendors, who make small things quickly."""
    with server.running(speed=SPEED) as sandbox:
        sandbox.desks["kie"].dials.update(widest=256, clip_s=4, grace_s=0)
        sandbox.desks["gemini"].dials.update(widest=512, answer_s=1)
        sandbox.desks["openai"].dials.update(answer_s=1)
        sandbox.desks["elevenlabs"].dials.update(speech_s=1)
        sandbox.desks["youtube"].dials.update(processing_seconds=1)
        yield sandbox


class Studio:
    """A video that is made by workers that are killed."""

    def __init__(self, context: Context, dsn: str, folder: Path, sandbox: Sandbox) -> None:
        self.context, self.dsn, self.folder, self.sandbox = context, dsn, folder, sandbox
        self.name = ""

    def start(self, slots: Mapping[str, int], border: str = "") -> subprocess.Popen[bytes]:
        told = {"dsn": self.dsn, "folder": str(self.folder), "border": border}
        command = [sys.executable, "-m", "tests.borders.worker_process", json.dumps(told)]
        env = {**os.environ, "REELWORKS_SANDBOX_URL": self.sandbox.url}
        env |= {"REELWORKS_HOME": str(self.folder / "home"), "YOUTUBE_CHUNK_BYTES": "524288"}
        log = (self.folder / "workers.log").open("ab")
        with log:
            return subprocess.Popen(
                [*command, json.dumps(slots)], cwd=ROOT, env=env, stdout=log, stderr=log
            )

    async def killed(self, service: str, border: str, *, vendor: str, slow: str) -> None:
        """A worker that serves this alone, until it is dead at this border."""
        faults, before = self.sandbox.desks[vendor].faults, self.paid(vendor)
        outside = border not in worker_process.PLANTS
        if outside:
            faults.order(Fault.SLOW, slow)
        process = self.start({service: 1}, border)
        try:
            if outside:
                await self._until(lambda: not faults.ordered)
                if border == ACCEPTED and vendor != "youtube":
                    await self._until(lambda: self.paid(vendor) > before)
                process.kill()
            await asyncio.to_thread(process.wait, PATIENCE_S)
        finally:
            process.kill()
        assert process.returncode == -signal.SIGKILL, self.log()

    def paid(self, vendor: str) -> int:
        """How many things this vendor has charged for."""
        return sum(c.vendor == vendor and c.usd > 0 for c in self.sandbox.ledger.charges)

    async def make(self, seed: int = 1) -> str:
        wish = tasks.Wish(next(iter(CHANNELS)), self.folder / "notes.md", shots=2, seed=seed)
        brief = tasks.brief(self.context, wish)
        self.name = await tasks.create(self.context, brief, "tester")
        return self.name

    async def worked(
        self, slots: Mapping[str, int], reached: Callable[[], Awaitable[bool]]
    ) -> None:
        """A worker that lives, until this has been reached."""
        process = self.start(slots)
        try:
            async with asyncio.timeout(PATIENCE_S):
                while not await reached():
                    await asyncio.sleep(0.05)
        except TimeoutError:
            view = await status.status(self.context, self.name)
            pytest.fail(f"{view.label}: {view.why}\n{self.log()}")
        finally:
            process.send_signal(signal.SIGTERM)
            await asyncio.to_thread(process.wait, PATIENCE_S)

    def done(self, prefix: str, count: int) -> Callable[[], Awaitable[bool]]:
        """Whether so many steps of this kind are done."""

        async def are_done() -> bool:
            return await self.number("status = 'done'", prefix) >= count

        return are_done

    async def put_off(self, key: str, *, days: int) -> None:
        """This step is not due before so many days have passed."""
        later = text(
            "update steps set hold = 'time', "
            "next_at = clock_timestamp() + make_interval(days => :days) "
            "where key = :key and status = 'ready'"
        )
        async with transaction(self.context.database) as tx:
            assert (await tx.execute(later, {"key": key, "days": days})).rowcount == 1

    async def number(self, where: str, prefix: str) -> int:
        query = f"select count(*) from steps where {where} and key like :prefix"  # noqa: S608
        return await self.value(query, prefix=f"{prefix}%")

    async def value(self, sql: str, **values: object) -> int:
        async with transaction(self.context.database) as tx:
            return int(await tx.scalar(text(sql), values) or 0)

    async def finished(self) -> bool:
        return (await status.status(self.context, self.name)).finished_at is not None

    async def over(self, name: str) -> bool:
        """It is finished, or has stopped for a person."""
        view = await status.status(self.context, name)
        return view.finished_at is not None or (view.stands and view.label.endswith("Error"))

    def log(self) -> str:
        return (self.folder / "workers.log").read_text(errors="replace")[-3000:]

    @staticmethod
    async def _until(happened: Callable[[], bool]) -> None:
        deadline = monotonic() + PATIENCE_S
        while not happened():
            assert monotonic() < deadline, "it never happened"
            await asyncio.sleep(0.01)


@asynccontextmanager
async def opened(dsn: str, folder: Path, sandbox: Sandbox) -> AsyncIterator[Studio]:
    """A studio whose channel is connected."""
    (folder / "home").mkdir()
    (folder / "notes.md").write_text(NOTES, "utf-8")
    context = worker_process.context(dsn, folder)
    studio = Studio(context, dsn, folder, sandbox)
    await _connect(studio)
    yield studio
    await context.database.dispose()


async def _connect(studio: Studio) -> None:
    desk = studio.sandbox.desks["youtube"]
    client = oauth.Client(consent.CLIENT, desk.key, desk.url)
    desk.dials["token_seconds"] = 3_600.0 * SPEED
    grant = allowed(desk, client)
    assert grant.refresh_token is not None
    bundle = Bundle(
        service="youtube",
        account_id=CHANNEL,
        account_name="Borders",
        client_id=client.id,
        client_secret=client.secret,
        refresh_token=grant.refresh_token,
        access_token=grant.access_token,
        expires_at=grant.expires_at,
        scopes=SCOPES,
        token_url=client.url,
    )
    seal = worker_process.seal(studio.folder)
    await connections.connect(studio.context, seal, "borders", bundle, "ines")
