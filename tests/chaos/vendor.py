"""The vendor that the storm's scripts buy from: a process of its own that counts at the far side.

Real HTTP on loopback. It fails a part of the calls, keeps outages, holds answers back on demand,
and remembers every order, every publication, and who was there at the same time.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from time import monotonic
from urllib.parse import parse_qs, urlsplit

LATENCY_S = {"gemini": 0.3, "kling": 1.5, "elevenlabs": 0.2, "youtube": 0.4, "cpu": 0.0}
CAPS = {"gemini": 12, "kling": 8, "elevenlabs": 6, "youtube": 4}
_CALM = ("cpu",)  # our own work does not fail

Told = Mapping[str, str]


@dataclass
class Presence:
    """A script that is there. `zombie`: its worker was frozen or killed while it was."""

    service: str
    ref: str
    worker: str
    zombie: bool


@dataclass
class Vendor:
    failing: float
    chance: Random
    orders: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    returned: set[str] = field(default_factory=set)  # job ids that reached a script
    done_at: dict[str, float] = field(default_factory=dict)
    cancelled: set[str] = field(default_factory=set)
    calls: Counter[str] = field(default_factory=Counter)
    failed: int = 0
    outages: dict[str, float] = field(default_factory=dict)
    here: set[int] = field(default_factory=set)
    presences: dict[int, Presence] = field(default_factory=dict)
    frozen: set[str] = field(default_factory=set)
    most: Counter[str] = field(default_factory=Counter)
    most_with_zombies: Counter[str] = field(default_factory=Counter)
    hold_s: float = 0.0

    def fails(self, service: str) -> bool:
        out = monotonic() < self.outages.get(service, 0)
        if service not in _CALM and (out or self.chance.random() < self.failing):
            self.failed += 1
            return True
        return False

    async def answer(self, path: str, told: Told) -> dict[str, object] | None:
        """The body to send; None: 503."""
        match path:
            case "/call":
                return await self._call(told)
            case "/order":
                return await self._order(told)
            case "/job":
                return {"done": monotonic() >= self.done_at[told["id"]]}
            case "/find":
                return {"job": next(iter(self.orders.get(told["ref"], [])), None)}
            case "/cancel":
                self.cancelled.add(told["job"])
                return {}
            case "/report":
                return self.report()
            case _:
                return self._ordered_about(path, told)

    async def _call(self, told: Told) -> dict[str, object] | None:
        await asyncio.sleep(LATENCY_S[told["service"]] + self.hold_s)
        if self.fails(told["service"]):
            return None
        self.calls[told["ref"]] += 1
        return {}

    async def _order(self, told: Told) -> dict[str, object] | None:
        if self.fails(told["service"]):
            return None
        number = f"job-{sum(map(len, self.orders.values())) + 1}"
        self.orders[told["ref"]].append(number)
        self.done_at[number] = monotonic() + LATENCY_S[told["service"]] * self.chance.uniform(1, 2)
        await asyncio.sleep(self.hold_s)
        return {"job": number}

    def _ordered_about(self, path: str, told: Told) -> dict[str, object]:
        """What the storm tells it."""
        match path:
            case "/outage":
                self.outages[told["service"]] = monotonic() + float(told["seconds"])
            case "/hold":
                self.hold_s = float(told["seconds"])
            case "/frozen":
                self.frozen.add(told["worker"])
                for presence in self.presences.values():
                    presence.zombie |= presence.worker == told["worker"]
            case "/thawed":
                self.frozen.discard(told["worker"])
            case _:
                raise ValueError(path)
        return {}

    def enters(self, number: int, told: Told) -> None:
        zombie = told["worker"] in self.frozen
        self.presences[number] = Presence(told["service"], told["ref"], told["worker"], zombie)
        service = told["service"]
        there = [p for p in self.presences.values() if p.service == service]
        living = sum(not p.zombie for p in there)
        self.most[service] = max(self.most[service], living)
        self.most_with_zombies[service] = max(self.most_with_zombies[service], len(there))

    def report(self) -> dict[str, object]:
        return {
            "orders": dict(self.orders),
            "calls": dict(self.calls),
            "returned": sorted(self.returned),
            "cancelled": sorted(self.cancelled),
            "failed": self.failed,
            "most": dict(self.most),
            "most_with_zombies": dict(self.most_with_zombies),
            "there": {presence.ref: presence.worker for presence in self.presences.values()},
        }


class Server:
    """As much of HTTP/1.1 as http.client asks for: one request for each connection."""

    def __init__(self, vendor: Vendor) -> None:
        self.vendor = vendor
        self._number = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._number += 1
        number = self._number
        try:
            path, told = await _request(reader)
            if path == "/here":
                self.vendor.enters(number, told)
                await reader.read()  # until it is gone
                return
            body = await self.vendor.answer(path, told)
            await _respond(writer, body)
            if body and "job" in body and path == "/order":
                self.vendor.returned.add(str(body["job"]))
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self.vendor.presences.pop(number, None)
            writer.close()


async def _request(reader: asyncio.StreamReader) -> tuple[str, Told]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    target = urlsplit(head[0].split(" ")[1])
    sizes = [line.split(":")[1] for line in head if line.lower().startswith("content-length:")]
    body = await reader.readexactly(int(sizes[0])) if sizes else b""
    query = {name: values[0] for name, values in parse_qs(target.query).items()}
    return target.path, {**query, **(json.loads(body) if body else {})}


async def _respond(writer: asyncio.StreamWriter, body: dict[str, object] | None) -> None:
    said = json.dumps(body or {}).encode()
    status = "503 Service Unavailable" if body is None else "200 OK"
    head = f"HTTP/1.1 {status}\r\nContent-Length: {len(said)}\r\nConnection: close\r\n\r\n"
    writer.write(head.encode() + said)
    await writer.drain()


async def main(failing: float, seed: int) -> None:
    server = Server(Vendor(failing, Random(seed)))
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    sys.stdout.write(f"{listening.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)  # until we are alone


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1]), int(sys.argv[2])))
