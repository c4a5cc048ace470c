"""A script that runs, as its worker sees it: three streams and an end."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import Coroutine
from typing import Protocol

from reelworks.workers.conversation import Ended, Violation

TAIL = 2_000  # bytes of standard error that an error carries
_TERM_GRACE_S = 0.5  # between asking a script to end and killing it
_KILL_S = 10.0  # after that the warm parent itself is taken for dead


class Parent(Protocol):
    """Who forked it."""

    async def signal(self, number: int, what: int) -> None:
        """Send a signal to everything of one script; nothing happens when it is gone."""

    def kill(self) -> None:
        """End the parent and every script that it forked, at once; they count as lost."""


class Process:
    """A script that runs, as the worker sees it."""

    def __init__(self, parent: Parent, number: int, limit: int) -> None:
        loop = asyncio.get_running_loop()
        self.pid: int | None = None
        self.started: asyncio.Future[int] = loop.create_future()  # 0, or why not: an errno
        self.ended: asyncio.Future[Ended | None] = loop.create_future()  # None: lost
        self.stdin: asyncio.WriteTransport
        self.out = asyncio.StreamReader(limit=limit)
        self.errors = Errors(self.out, limit)
        self._transports: list[asyncio.BaseTransport] = []
        self._parent = parent
        self._number = number

    async def open(self, closing: contextlib.ExitStack) -> list[int]:
        """Open our ends of the streams; returns the script's own, which `closing` closes."""
        loop = asyncio.get_running_loop()
        hearers = {1: lambda: asyncio.StreamReaderProtocol(self.out), 2: lambda: self.errors}
        theirs: list[int] = []
        for stream in range(3):
            read, write = os.pipe()
            mine, yours = (write, read) if stream == 0 else (read, write)
            closing.callback(os.close, yours)
            theirs.append(yours)
            pipe = os.fdopen(mine, "wb" if stream == 0 else "rb", buffering=0)
            if stream == 0:
                self.stdin, _ = await loop.connect_write_pipe(asyncio.BaseProtocol, pipe)
                self._transports.append(self.stdin)
            else:
                transport, _ = await loop.connect_read_pipe(hearers[stream], pipe)
                self._transports.append(transport)
        return theirs

    async def stop(self) -> None:
        """Leave nothing of it running: ask, wait a moment, kill, wait. Safe to repeat."""
        if not self.ended.done():
            await _certainly(self._kill())
        self.close()

    def close(self) -> None:
        """Let go of the streams."""
        for transport in self._transports:
            transport.close()

    async def _kill(self) -> None:
        for what, patience_s in ((signal.SIGTERM, _TERM_GRACE_S), (signal.SIGKILL, _KILL_S)):
            await self._parent.signal(self._number, what)
            await asyncio.wait({self.ended}, timeout=patience_s)
            if self.ended.done():
                return
        self._parent.kill()  # it does not do as it is told

    def lose(self, reason: int) -> None:
        """Nobody can say any more how it ends: see to it that it does."""
        if self.pid is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.pid, signal.SIGKILL)
        if not self.started.done():
            self.started.set_result(reason)
        if not self.ended.done():
            self.ended.set_result(None)


class Errors(asyncio.Protocol):
    """A script's standard error: its tail is kept, its amount limited."""

    def __init__(self, out: asyncio.StreamReader, limit: int) -> None:
        self._out = out
        self._limit = limit
        self._seen = 0
        self._tail = b""
        self._closed = asyncio.Event()

    def data_received(self, data: bytes) -> None:
        self._seen += len(data)
        self._tail = (self._tail + data)[-TAIL:]
        if self._seen > self._limit:
            self._out.set_exception(too_much(self._limit))

    def connection_lost(self, exc: Exception | None) -> None:
        self._closed.set()

    async def drained(self) -> None:
        """Wait for the last words; something that left the group could hold them back for ever."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._closed.wait(), 1)

    def text(self) -> str:
        return self._tail.decode(errors="replace").strip()


async def _certainly(work: Coroutine[None, None, None]) -> None:
    """Wait for this to its end, however often we are cancelled meanwhile; then say that we were."""
    task = asyncio.ensure_future(work)
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError as error:
            cancelled = error
    task.result()
    if cancelled is not None:
        raise cancelled


def too_much(limit: int) -> Violation:
    """The violation of a script that does not stop writing."""
    return Violation(f"it wrote more than {limit:,} bytes")
