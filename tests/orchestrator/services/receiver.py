"""A receiver of webhooks on loopback: remembers what it was sent, answers as it is told."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Receiver:
    """`answers` are given in their order (status, headers); then 200. `held`: no answer yet."""

    port: int = 0
    bodies: list[dict[str, Any]] = field(default_factory=list)
    answers: list[tuple[int, str]] = field(default_factory=list)
    held: asyncio.Event | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/services/T000/B000/marked-secret-9f1c"

    def texts(self) -> list[str]:
        return [body["text"] for body in self.bodies]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
            size = next(int(x.split(":")[1]) for x in head.split("\r\n") if "content-length" in x)
            self.bodies.append(json.loads(await reader.readexactly(size)))
            if self.held is not None:
                await self.held.wait()
            status, headers = self.answers.pop(0) if self.answers else (200, "")
            told = f"HTTP/1.1 {status} Said\r\nContent-Length: 2\r\nConnection: close\r\n{headers}"
            writer.write(f"{told}\r\nok".encode())
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    server = await asyncio.start_server(receiver.serve, "127.0.0.1", 0)
    receiver.port = server.sockets[0].getsockname()[1]
    try:
        yield receiver
    finally:
        if receiver.held is not None:
            receiver.held.set()
        server.close()
