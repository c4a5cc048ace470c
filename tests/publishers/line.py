"""A line to a server on loopback that goes dead after so many bytes, as often as it is told."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
import threading
from collections import deque
from collections.abc import Iterator
from urllib.parse import urlsplit

_NO_LINGER = struct.pack("ii", 1, 0)


class Line:
    """`cuts`: after how many bytes to the server the next connections are reset, one after another.

    Connections that carry less do not use one up.
    """

    def __init__(self, server: str) -> None:
        self.cuts: deque[int] = deque()
        self.cut = 0  # how often it was
        self._port = urlsplit(server).port
        self.url = ""

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        theirs, ours = await asyncio.open_connection("127.0.0.1", self._port)
        back = asyncio.create_task(_copy(theirs, writer))
        carried = 0
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(65536):
                if self.cuts and carried + len(data) > self.cuts[0]:
                    ours.write(data[: self.cuts.popleft() - carried])
                    await ours.drain()
                    self.cut += 1
                    _reset(writer)
                    break
                carried += len(data)
                ours.write(data)
                await ours.drain()
        ours.close()
        with contextlib.suppress(ConnectionError):
            await back
        writer.close()


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()  # who hangs up on one side has hung up on both


def _reset(writer: asyncio.StreamWriter) -> None:
    line = writer.get_extra_info("socket")
    with contextlib.suppress(OSError):
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
    writer.transport.abort()


@contextlib.contextmanager
def laid(server: str) -> Iterator[Line]:
    """A line that carries, in a thread of its own."""
    line, loop, up = Line(server), asyncio.new_event_loop(), threading.Event()

    async def begin() -> None:
        listening = await asyncio.start_server(line.carry, "127.0.0.1", 0)
        line.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
        up.set()

    def work() -> None:
        loop.create_task(begin())
        loop.run_forever()

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    assert up.wait(20)
    try:
        yield line
    finally:
        asyncio.run_coroutine_threadsafe(_end(), loop).result(20)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(20)
        loop.close()


async def _end() -> None:
    """End what is still carried."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
