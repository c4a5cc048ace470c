"""Notion's webhook under load: 200 tellings a second for a minute, each checked and put down.

A real `reelworks serve` in a process of its own, on the embedded PostgreSQL as it comes (fsync
on). The load is open: each request has its moment, and its time counts from that moment, however
late it is sent. Then forgeries of every kind by turns, to see whether their times tell them apart.
`python -m benchmarks.webhook [--quick]`; last line: one JSON object.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import psutil
from sqlalchemy import text

from benchmarks.pages import context, percentile
from reelworks.ops import postgres, sealing
from reelworks.orchestrator import database
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.services import notion_inbox
from reelworks.sandbox.notion.hooks import signed

PER_SECOND = 200
FULL_S, QUICK_S = 60, 10
FORGERIES = {False: 400, True: 100}  # of each kind
TOKEN = "secret_" + "b" * 43
GOAL_MS = 20
_PATIENCE_S = 60.0
_LATE_S = 10.0  # what is not answered by then is lost
_AGAIN, _FORGED = 20, 20  # every so many are told again, or are not Notion's


@dataclass(frozen=True)
class Call:
    """A request as bytes; `id`: of the event that must be on record, "" for none."""

    raw: bytes
    id: str = ""


@dataclass
class Line:
    """A connection that is kept."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def ask(self, call: Call) -> int:
        """The status of the answer, once all of it has come."""
        self.writer.write(call.raw)
        head = await self.reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
        await self.reader.readexactly(int(length[1]) if length else 0)
        return int(head.split(b" ", 2)[1])


@dataclass
class Lines:
    """Connections to one port: a free one, or else another."""

    port: int
    free: list[Line] = field(default_factory=list)
    opened: int = 0

    async def ask(self, call: Call) -> int:
        while self.free and self.free[-1].reader.at_eof():  # the server has closed it
            self.free.pop()
        line = self.free.pop() if self.free else await self._open()
        status = await line.ask(call)
        self.free.append(line)
        return status

    async def _open(self) -> Line:
        self.opened += 1
        return Line(*await asyncio.open_connection("127.0.0.1", self.port))


@dataclass
class Heard:
    """How the load was answered: milliseconds from each one's moment, by status."""

    took: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    taken: set[str] = field(default_factory=set)  # events that were answered with 2xx
    unanswered: int = 0
    cpu_ms: float = 0.0  # of the server, for each


def worked(process: psutil.Process) -> float:
    """Seconds of a processor that it has used."""
    spent = process.cpu_times()
    return float(spent.user + spent.system)


def event(**more: object) -> dict[str, object]:
    """An event as Notion tells it."""
    people = [{"id": str(uuid4()), "type": "person"} for _ in range(3)]
    parent = {"id": str(uuid4()), "type": "database", "data_source_id": str(uuid4())}
    return {
        "id": str(uuid4()),
        "timestamp": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "workspace_id": str(uuid4()),
        "workspace_name": "Studio",
        "subscription_id": str(uuid4()),
        "integration_id": str(uuid4()),
        "authors": people[:1],
        "accessible_by": people,
        "attempt_number": 1,
        "api_version": "2026-03-11",
        "type": "page.properties_updated",
        "entity": {"id": str(uuid4()), "type": "page"},
        "data": {"parent": parent, "updated_properties": ["a%3Ab", "title"]},
        **more,
    }


def call(body: bytes, signature: str | None, id_: str = "") -> Call:
    lines = [
        "POST /webhook/notion HTTP/1.1",
        "Host: studio.example.com",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
    ]
    lines += [] if signature is None else [f"X-Notion-Signature: {signature}"]
    return Call("\r\n".join(lines).encode() + b"\r\n\r\n" + body, id_)


def load(count: int) -> list[Call]:
    """Events; some of them told again, some of them forged."""
    calls: list[Call] = []
    for number in range(count):
        if number % _AGAIN == _AGAIN - 1:
            calls.append(calls[number - 3])
            continue
        told = event()
        body = json.dumps(told).encode()
        if number % _FORGED == _FORGED // 2:
            calls.append(call(body, signed("secret_other", body)))
        else:
            calls.append(call(body, signed(TOKEN, body), str(told["id"])))
    return calls


async def offered(lines: Lines, calls: Sequence[Call]) -> Heard:
    """Every call at its moment, whatever has become of those before it."""
    heard, loop = Heard(), asyncio.get_running_loop()
    began = loop.time() + 0.2

    async def one(place: int, asked: Call) -> None:
        moment = began + place / PER_SECOND
        await asyncio.sleep(max(0.0, moment - loop.time()))
        try:
            async with asyncio.timeout(_LATE_S):
                status = await lines.ask(asked)
        except (OSError, TimeoutError, asyncio.IncompleteReadError):
            heard.unanswered += 1
            return
        heard.took.append((loop.time() - moment) * 1000)
        heard.statuses[status] += 1
        if status < 300:
            heard.taken.add(asked.id)

    async with asyncio.TaskGroup() as group:
        for place, asked in enumerate(calls):
            group.create_task(one(place, asked))
    return heard


def forgeries() -> Mapping[str, Call]:
    """What does not come from Notion, each wrong in its own way."""
    body = json.dumps(event()).encode()
    right = signed(TOKEN, body)
    flipped = "0" if right[-1] != "0" else "1"
    first = "0" if right[7] != "0" else "1"
    token = json.dumps({"verification_token": TOKEN}).encode()
    return {
        "no signature": call(body, None),
        "another key": call(body, signed("secret_other", body)),
        "the last digit": call(body, right[:-1] + flipped),
        "the first digit": call(body, f"sha256={first}{right[8:]}"),
        "too short": call(body, right[:-8]),
        "no prefix": call(body, right.removeprefix("sha256=")),
        "no hex": call(body, "sha256=" + "z" * 64),
        "no JSON": call(b"x" * len(body), right),
        "a token": call(token + b" " * (len(body) - len(token)), None),
    }


async def refused(lines: Lines, times: int) -> dict[str, float]:
    """The middle time of each kind in ms, asked by turns so that no moment favours one."""
    calls = forgeries()
    took: dict[str, list[float]] = {name: [] for name in calls}
    for turn in range(times):
        names = list(calls)
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            began = time.perf_counter()
            status = await lines.ask(calls[name])
            took[name].append((time.perf_counter() - began) * 1000)
            assert status == 403, (name, status)
    return {name: statistics.median(found) for name, found in took.items()}


@asynccontextmanager
async def serving(dsn: str, home: Path, key: str) -> AsyncIterator[tuple[int, psutil.Process]]:
    """`reelworks serve` on this database: its port, and the process."""
    known = {name: value for name, value in os.environ.items() if "REELWORKS" not in name}
    own = {"REELWORKS_HOME": str(home), "DATABASE_URL": dsn, "REELWORKS_SECRET_KEY": key}
    command = [sys.executable, "-m", "reelworks", "serve", "--port", "0"]
    process = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE, env={**known, **own}, cwd=home
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(_PATIENCE_S):
            while not (found := re.search(rb"http://\S+:(\d+)", await process.stdout.readline())):
                assert process.returncode is None, "the server did not start"
        yield int(found[1]), psutil.Process(process.pid)
    finally:
        process.terminate()
        await process.wait()


async def greeted(made: Context, lines: Lines) -> None:
    """A person arms it, and Notion sends its token."""
    await notion_inbox.arm(made, "bench")
    status = await lines.ask(call(json.dumps({"verification_token": TOKEN}).encode(), None))
    assert status == 200, status


async def on_record(made: Context) -> set[str]:
    async with database.transaction(made.database) as tx:
        return {*await tx.scalars(text("select event_id from notion_deliveries"))}


async def run(*, quick: bool) -> None:
    seconds = QUICK_S if quick else FULL_S
    with tempfile.TemporaryDirectory() as name, postgres.server(Path(name)) as server:
        home, key = Path(name) / "served", sealing.new_key()
        home.mkdir()
        pool = database.engine(server.dsn, size=1)
        made = context(server.dsn, pool, Path(name))
        async with serving(server.dsn, home, key) as (port, process):
            lines = Lines(port)
            await greeted(made, lines)
            await offered(lines, load(PER_SECOND))  # until everything is imported and compiled
            calls = load(PER_SECOND * seconds)
            before = worked(process)
            heard = await offered(lines, calls)
            heard.cpu_ms = (worked(process) - before) * 1000 / len(calls)
            kinds = await refused(lines, FORGERIES[quick])
        found = await on_record(made)
        await pool.dispose()
    postgres.remove(Path(name))
    tell(heard, calls, found, kinds, seconds)


def tell(
    heard: Heard,
    calls: Sequence[Call],
    found: set[str],
    kinds: Mapping[str, float],
    seconds: int,
) -> None:
    wanted = {one.id for one in calls if one.id}
    for name, middle in kinds.items():
        print(f"refused, {name:16} {middle:7.3f} ms")
    print(f"answered: {dict(heard.statuses)}, not at all: {heard.unanswered}")
    facts = {
        "per_second": PER_SECOND,
        "seconds": seconds,
        "told": len(calls),
        "p50_ms": round(statistics.median(heard.took), 2),
        "p99_ms": round(percentile(heard.took), 2),
        "max_ms": round(max(heard.took), 1),
        "goal_p99_ms": GOAL_MS,
        "server_cpu_ms": round(heard.cpu_ms, 2),
        "lost": len(wanted - found),
        "acknowledged_and_lost": len(heard.taken - found - {""}),
        "refused_ms": round(statistics.median(kinds.values()), 3),
        "refused_spread_ms": round(max(kinds.values()) - min(kinds.values()), 3),
        "load": round(os.getloadavg()[0], 1),
    }
    print(json.dumps(facts))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="ten seconds of it")
    asyncio.run(run(quick=parser.parse_args().quick))


if __name__ == "__main__":
    main()
