"""A real browser before a real server, with a worker that makes real films; once for a module."""

from __future__ import annotations

import asyncio
import os
import shutil
import uuid
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright

from reelworks.domain.access import Role
from reelworks.domain.channels import PROFILES, Budget, Channel, Gate
from reelworks.domain.money import usd
from reelworks.domain.scripts import VERSIONS
from reelworks.domain.stages import Stage
from reelworks.doors.api import server
from reelworks.doors.api.site import Site, addresses
from reelworks.ops import prices
from reelworks.orchestrator import database
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.engine.pgqueuer_carrier import PgQueuerCarrier
from reelworks.orchestrator.services.access import Person
from reelworks.orchestrator.services.tasks import keep_channel
from reelworks.pipelines.documentary import PIPELINES
from reelworks.storage.local import LocalStore
from reelworks.wiring import previews
from reelworks.workers.worker import Worker
from tests.doors.browser.hands import PATIENCE_S

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
HOW = "These tests need a Chromium: apt-get install chromium (or brew install chromium)."
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


def chromium() -> str:
    """Where it is; without one these tests are left out, but never where CI would believe them."""
    found = next((path for name in PROGRAMS if (path := shutil.which(name))), None)
    if found is None:
        assert not os.environ.get("CI"), HOW
        pytest.skip(HOW)
    return found


@dataclass
class Shown:
    """The dashboard at an address, and the context behind it.

    `films`: names of finished videos that a test has made, for others to look at.
    """

    context: Context
    url: str
    browser: Browser
    films: list[str] = field(default_factory=list)

    @asynccontextmanager
    async def page(
        self, *, phone: bool = False, script: bool = True, excused: str = "nothing"
    ) -> AsyncIterator[Page]:
        """A page in a window of its own; whatever its console complains of fails the test."""
        size: Any = PHONE if phone else WIDE
        window = await self.browser.new_context(
            viewport=size,
            is_mobile=phone,
            has_touch=phone,
            device_scale_factor=2 if phone else 1,
            java_script_enabled=script,
            base_url=self.url,
            accept_downloads=True,
        )
        page = await window.new_page()
        page.set_default_timeout(PATIENCE_S * 1_000)
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda said: complaints.append(said.text) if said.type == "error" else None,
        )
        try:
            yield page
        except BaseException:
            if shots := os.environ.get("REELWORKS_SHOTS"):  # how it looked then
                await page.screenshot(path=f"{shots}/failed.png")
            raise
        finally:
            await window.close()
        assert [said for said in complaints if excused not in said] == []


def channels() -> dict[str, Channel]:
    """One that stops for a person, one that does not, one that would buy what it needs."""
    lights = Channel("lights", "Lights and Tides", brand="calm, painterly, soft light", shots=12)
    stops = {**lights.gates, Stage.ASSETS: Gate.HUMAN, Stage.FINAL: Gate.HUMAN}
    kitchen = Channel("kitchen", "Kitchen Stories", brand="warm, close, unhurried")
    budget = Budget(per_video=usd("4.00"), per_day=usd("20.00"))
    harbour = Channel(
        "harbour",
        "Harbour Tales",
        profile="production",
        providers=PROFILES["production"],
        budget=budget,
        gates=dict.fromkeys(lights.gates, Gate.HUMAN),
    )
    stopping = Channel("lights", lights.name, brand=lights.brand, shots=12, gates=stops)
    return {channel.id: channel for channel in (stopping, kitchen, harbour)}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def module_dsn(databases: Any) -> AsyncIterator[str]:
    """A fresh database for all tests of a module."""
    name = f"test_{uuid.uuid4().hex[:16]}"
    await databases.create(name, template=databases.template)
    yield databases.dsn(name)
    await databases.drop(name)


@asynccontextmanager
async def context_on(dsn: str, home: Path) -> AsyncIterator[Context]:
    pool = database.engine(dsn, size=8)
    context = Context(
        database=pool,
        carrier=PgQueuerCarrier(lambda: database.raw_connect(dsn)),
        store=LocalStore(home / "workspaces"),
        pipelines=PIPELINES,
        channels=channels(),
        branding={},
        warnings={"harbour": ("The watermark of channel harbour is missing.",)},
        versions=VERSIONS,
        prices=prices.table(home),
    )
    async with database.transaction(pool) as tx:
        for channel in context.channels.values():
            await keep_channel(context, tx, channel)
    yield context
    await pool.dispose()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shown(module_dsn: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Shown]:
    program = chromium()
    stop, done = asyncio.Event(), asyncio.Event()
    async with AsyncExitStack() as stack:
        home = tmp_path_factory.mktemp("home")
        context = await stack.enter_async_context(context_on(module_dsn, home))
        made = await stack.enter_async_context(previews.opened(context))
        listener = stack.enter_context(server.listening("127.0.0.1", 0))
        port = listener.getsockname()[1]
        hosts, origins = addresses("127.0.0.1", port, "")
        local = Person("mara", Role.ADMIN)
        site = Site(context, b"k" * 32, hosts, origins, local, version="test", previews=made)
        answering = asyncio.create_task(server.answer(site, listener, stop))
        worker = Worker(context, {"cpu": 2}, script_env={"PATH": os.environ["PATH"]})
        working = asyncio.create_task(worker.run(done))
        driver = await stack.enter_async_context(async_playwright())
        browser = await driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield Shown(context, f"http://127.0.0.1:{port}", browser)
        await browser.close()
        stop.set()
        done.set()
        await asyncio.gather(answering, working)
