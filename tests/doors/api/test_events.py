"""Events over HTTP: nobody who listens misses one, however often the server restarts."""

from __future__ import annotations

import asyncio
import json
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from reelworks.doors.api import server
from reelworks.doors.api.site import addresses
from reelworks.orchestrator.engine.events import record
from reelworks.orchestrator.models import tables
from reelworks.orchestrator.services import feed
from reelworks.orchestrator.services.feed import Feed

if TYPE_CHECKING:
    from reelworks.orchestrator.context import Context
    from tests.doors.api.conftest import Asked

LISTENERS = 200
VIDEOS = 20
OWNER = ("default", "plain")


async def all_ids(context: Context, after: int = 0) -> list[int]:
    e = tables.events.c
    async with context.database.connect() as tx:
        return [*await tx.scalars(select(e.id).where(e.id > after).order_by(e.id))]


async def test_an_event_that_is_committed_late_is_told_in_its_place(context: Context) -> None:
    reader = Feed(0)
    async with AsyncExitStack() as stack:
        late = await stack.enter_async_context(context.database.connect())
        await record(late, OWNER, None, "first", {})
        async with context.database.begin() as tx:
            await record(tx, OWNER, None, "second", {})
        for _ in range(3):
            assert await reader.more(context) == ()
        await late.commit()
    assert [fact.kind for fact in await reader.more(context)] == ["first", "second"]


async def test_an_event_that_was_rolled_back_is_not_waited_for(context: Context) -> None:
    async with context.database.connect() as tx:
        await record(tx, OWNER, None, "never", {})
        await tx.rollback()
    async with context.database.begin() as tx:
        await record(tx, OWNER, None, "second", {})
    reader = Feed(0)
    assert await reader.more(context) == ()  # it may have been written at this very moment
    assert [fact.kind for fact in await reader.more(context)] == ["second"]
    assert [fact.kind for fact in await feed.page(context)] == ["second"]


class Served:
    """The site on a real socket, until it is stopped."""

    def __init__(self, asked: Asked) -> None:
        self.asked, self.stop = asked, asyncio.Event()
        self._keep = AsyncExitStack()

    async def __aenter__(self) -> Served:
        self.socket = self._keep.enter_context(server.listening("127.0.0.1", 0))
        self.port = int(self.socket.getsockname()[1])
        site = self.asked.site
        site.hosts, site.origins = addresses("127.0.0.1", self.port, "")
        self.running = asyncio.create_task(server.answer(site, self.socket, self.stop))
        return self

    async def __aexit__(self, *_: object) -> None:
        self.stop.set()
        await self.running
        await self._keep.aclose()


async def listen(where: dict[str, int], heard: list[int]) -> None:
    """Listen until cancelled; come back after every break, where it was."""
    while True:
        try:
            await _hear(where["port"], heard)
        except OSError:
            await asyncio.sleep(0.05)


async def _hear(port: int, heard: list[int]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    last = heard[-1] if heard else 0
    asks = f"GET /api/events/stream HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nLast-Event-ID: {last}"
    writer.write(f"{asks}\r\n\r\n".encode())
    try:
        while line := await reader.readline():
            if line.startswith(b"data: "):
                heard.append(json.loads(line[6:])["id"])
    finally:
        writer.close()


@pytest.mark.slow
async def test_two_hundred_listeners_miss_nothing_over_a_restart(asked: Asked) -> None:
    where: dict[str, int] = {}
    heard: list[list[int]] = [[] for _ in range(LISTENERS)]
    names = [await asked.make(seed=n) for n in range(VIDEOS)]
    async with Served(asked) as first:
        where["port"] = first.port
        listeners = [asyncio.create_task(listen(where, mine)) for mine in heard]
        async with asked.studio.working():
            await asked.studio.until(names[0], lambda view: view.finished_at is not None)
            first.stop.set()
            await first.running
            async with Served(asked) as second:
                where["port"] = second.port
                for name in names:
                    await asked.studio.until(name, lambda view: view.finished_at is not None)
                expected = await all_ids(asked.context)
                async with asyncio.timeout(60):
                    while not all(mine and mine[-1] >= expected[-1] for mine in heard):
                        await asyncio.sleep(0.1)
    for task in listeners:
        task.cancel()
    await asyncio.gather(*listeners, return_exceptions=True)
    assert {tuple(mine[: len(expected)]) for mine in heard} == {tuple(expected)}
