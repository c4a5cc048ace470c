"""A token server on loopback: counts renewals, and refuses as it is told."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qs


@dataclass
class TokenServer:
    """`says` are (status, body) answers given first; then a new token each time. `held`: waits."""

    url: str = ""
    asked: list[dict[str, str]] = field(default_factory=list)
    says: list[tuple[int, object]] = field(default_factory=list)
    held: asyncio.Event | None = None
    lasts: int = 3599

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
            size = next(int(x.split(":")[1]) for x in head.split("\r\n") if "content-length" in x)
            form = parse_qs((await reader.readexactly(size)).decode())
            self.asked.append({name: values[0] for name, values in form.items()})
            number = len(self.asked)
            if self.held is not None:
                await self.held.wait()
            fresh = {"access_token": f"ya29.fresh-{number}", "expires_in": self.lasts}
            status, body = self.says.pop(0) if self.says else (200, {**fresh, "scope": "a b"})
            said = json.dumps(body).encode()
            told = (
                f"HTTP/1.1 {status} x\r\nContent-Length: {len(said)}\r\nConnection: close\r\n\r\n"
            )
            writer.write(told.encode() + said)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def serving() -> AsyncIterator[TokenServer]:
    found = TokenServer()
    server = await asyncio.start_server(found.serve, "127.0.0.1", 0)
    found.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield found
    finally:
        if found.held is not None:
            found.held.set()
        server.close()
