"""Hub: one reading of the events for all who listen, each of whom misses none."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator

import structlog

from reelworks.domain.errors import DatabaseUnavailable
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.schemas.pages import Fact
from reelworks.orchestrator.services import feed
from reelworks.orchestrator.services.feed import Feed

log = structlog.get_logger("hub")

_LOOK_S = 0.4
_BACK = 1_000  # so many are kept for those who come a little late
_PART = 500
_MOST_LISTENERS = 1_000


class Hub:
    """Reads while anybody listens; who asks for older events is given them from the database."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._feed: Feed | None = None
        self._recent: deque[Fact] = deque(maxlen=_BACK)
        self._changed = asyncio.Condition()
        self._listeners = 0
        self._closed = False

    @property
    def full(self) -> bool:
        return self._listeners >= _MOST_LISTENERS

    async def run(self, stop: asyncio.Event) -> None:
        """Read on until told to stop; a database that is away is asked again."""
        while not (stop.is_set() or self._closed):
            if self._listeners:
                try:
                    await self._read()
                except DatabaseUnavailable as error:
                    log.warning("hub_read_failed", reason=str(error))
            await _until(stop, _LOOK_S)
        await self.close()

    async def close(self) -> None:
        """Let everybody go who listens; they come back and go on where they were."""
        self._closed = True
        async with self._changed:
            self._changed.notify_all()

    async def listen(self, after: int | None) -> AsyncIterator[tuple[Fact, ...]]:
        """The events after this one, then those that come; empty when nothing came for a while."""
        self._listeners += 1
        try:
            await self._read()
            assert self._feed is not None  # noqa: S101  (it was just read)
            cursor = self._feed.after if after is None else min(after, self._feed.after)
            while not self._closed:
                facts, cursor = await self._since(cursor)
                yield facts
                await self._wait(cursor)
        finally:
            self._listeners -= 1

    async def _wait(self, cursor: int) -> None:
        """Until there is more, or it is time for a sign of life."""
        async with self._changed:
            try:
                async with asyncio.timeout(_SIGN_OF_LIFE_S):
                    await self._changed.wait_for(lambda: self._closed or self._head > cursor)
            except TimeoutError:
                return

    @property
    def _head(self) -> int:
        return 0 if self._feed is None else self._feed.after

    async def _since(self, cursor: int) -> tuple[tuple[Fact, ...], int]:
        """What is there after the cursor, never beyond what is sure, and where to go on."""
        head = self._head
        if cursor >= head:
            return (), cursor
        if self._recent and self._recent[0].id <= cursor + 1:
            return tuple(fact for fact in self._recent if cursor < fact.id <= head), head
        found = await feed.page(self._context, after=cursor, limit=_PART)
        sure = tuple(fact for fact in found if fact.id <= head)
        return sure, sure[-1].id if len(sure) == _PART else head

    async def _read(self) -> None:
        async with self._changed:
            if self._feed is None or await self._is_far_behind():
                newest = await feed.newest(self._context)
                self._feed = Feed(max(0, newest - _BACK))
                self._recent.clear()
            while facts := await self._feed.more(self._context):
                self._recent.extend(facts)
            self._changed.notify_all()

    async def _is_far_behind(self) -> bool:
        """Nobody has listened for long: what came meanwhile need not be read one by one."""
        if self._listeners > 1:
            return False
        return await feed.newest(self._context) > self._head + 10 * _BACK


_SIGN_OF_LIFE_S = 15.0


async def _until(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return
