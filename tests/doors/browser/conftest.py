"""A real browser before a real server, with a worker that makes real films."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright

from reelworks.domain.access import Role
from reelworks.domain.channels import Channel, Gate
from reelworks.domain.scripts import VERSIONS
from reelworks.domain.stages import Stage
from reelworks.doors.api import server
from reelworks.doors.api.site import Site, addresses
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.services.access import Person
from reelworks.pipelines.documentary import PIPELINES
from reelworks.wiring import previews
from reelworks.workers.worker import Worker
from tests.orchestrator.conftest import context as plain_context

__all__ = ["plain_context"]

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
    """The dashboard at an address, and the context behind it."""

    context: Context
    url: str
    browser: Browser

    @asynccontextmanager
    async def page(self, *, phone: bool = False, script: bool = True) -> AsyncIterator[Page]:
        """A page in a window of its own; whatever its console complains of fails the test."""
        size: Any = PHONE if phone else WIDE
        window = await self.browser.new_context(
            viewport=size,
            is_mobile=phone,
            has_touch=phone,
            java_script_enabled=script,
            base_url=self.url,
            accept_downloads=True,
        )
        page = await window.new_page()
        page.set_default_timeout(60_000)
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda said: complaints.append(said.text) if said.type == "error" else None,
        )
        yield page
        await window.close()
        assert complaints == []


@pytest.fixture
def context(plain_context: Context) -> Context:
    plain = Channel("plain", "Plain")
    stops = {**plain.gates, Stage.ASSETS: Gate.HUMAN, Stage.FINAL: Gate.HUMAN}
    channels = (plain, Channel("careful", "Careful", gates=stops))
    return replace(
        plain_context,
        pipelines=PIPELINES,
        versions=VERSIONS,
        channels={channel.id: channel for channel in channels},
    )


@pytest_asyncio.fixture
async def shown(context: Context) -> AsyncIterator[Shown]:
    program = chromium()
    stop, done = asyncio.Event(), asyncio.Event()
    async with AsyncExitStack() as stack:
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


def notes() -> str:
    path = Path(__file__).parents[3] / "examples" / "notes" / "lighthouse.md"
    return path.read_text("utf-8")
