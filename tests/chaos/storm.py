"""A studio in a storm: real worker processes, a vendor, a database, and what can befall them."""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from time import monotonic

from sqlalchemy import text

from reelworks.domain.briefs import Brief, SourceKind
from reelworks.domain.errors import NotAllowed
from reelworks.domain.steps import Stored
from reelworks.ops.files import sha256_of
from reelworks.ops.postgres import postmaster
from reelworks.ops.postgres.place import locate, locks_folder
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.database import transaction
from reelworks.orchestrator.services import tasks
from reelworks.workers.patience import patiently
from tests.chaos.vendor import CAPS

ROOT = Path(__file__).parents[2]
_PATIENCE_S = 60.0
_WAKES_S = 3.0  # from SIGCONT until a worker has stopped what is not its own any more


@dataclass
class Faults:
    """What must not have happened, each with its evidence."""

    found: dict[str, list[str]] = field(default_factory=dict)

    def add(self, kind: str, evidence: list[str]) -> None:
        if evidence:
            self.found.setdefault(kind, []).extend(evidence)


class VendorLine:
    """The storm's own line to the vendor."""

    def __init__(self, failing: float, seed: int) -> None:
        command = [sys.executable, "-m", "tests.chaos.vendor", str(failing), str(seed)]
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        self.address = f"127.0.0.1:{self.process.stdout.readline().strip()}"

    def ask(self, path: str, **told: str) -> dict[str, dict[str, int]]:
        connection = http.client.HTTPConnection(self.address, timeout=_PATIENCE_S)
        connection.request("POST", path, json.dumps(told))
        found: dict[str, dict[str, int]] = json.loads(connection.getresponse().read())
        connection.close()
        return found

    def close(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait()


class Storm:
    """`home` is the studio's; every worker is a process of its own."""

    def __init__(self, context: Context, home: Path, vendor: VendorLine, seed: int = 1) -> None:
        self.context, self.home, self.vendor = context, home, vendor
        self.chance = Random(seed)
        self.workers: dict[str, subprocess.Popen[bytes]] = {}
        self.incidents: Counter[str] = Counter()
        self.names: list[str] = []
        self._started = 0
        self._frozen: set[str] = set()
        self._thawing: set[asyncio.Task[None]] = set()

    def start(self, slots: Mapping[str, int], plant: str = "") -> str:
        """Start one more worker; returns its name."""
        self._started += 1
        name = f"worker-{self._started}"
        told = {"home": str(self.home), "vendor": self.vendor.address, "name": name, "plant": plant}
        command = [sys.executable, "-m", "tests.chaos.worker_process", json.dumps(told)]
        log = (self.home / f"{name}.log").open("wb")
        with log:
            self.workers[name] = subprocess.Popen(
                [*command, json.dumps(slots)], cwd=ROOT, stdout=log, stderr=log
            )
        return name

    async def make(self, channel: str, title: str, shots: int) -> str:
        brief = Brief(
            channel, Stored("0" * 64, ".md"), SourceKind.NOTES, name=title, title=title, shots=shots
        )
        name = await tasks.create(self.context, brief, "storm")
        self.names.append(name)
        return name

    # What can befall it.

    async def kill(self, name: str, slots: Mapping[str, int], plant: str = "") -> None:
        """A worker dies without a word; another one comes."""
        self.incidents["kill"] += 1
        self.vendor.ask("/frozen", worker=name)
        process = self.workers.pop(name)
        process.kill()
        process.wait()
        self.start(slots, plant)

    async def freeze(self, name: str, until: Awaitable[object]) -> None:
        """A worker stands still until then, and goes on as if nothing was."""
        self.incidents["freeze"] += 1
        self._frozen.add(name)
        self.vendor.ask("/frozen", worker=name)
        self.workers[name].send_signal(signal.SIGSTOP)
        try:
            await until
        finally:
            self.workers[name].send_signal(signal.SIGCONT)
        await asyncio.sleep(_WAKES_S)
        self.vendor.ask("/thawed", worker=name)
        self._frozen.discard(name)

    def freeze_meanwhile(self, name: str, seconds: float) -> None:
        task = asyncio.create_task(self.freeze(name, asyncio.sleep(seconds)))
        self._thawing.add(task)
        task.add_done_callback(self._thawing.discard)

    async def stop_database(self) -> None:
        """PostgreSQL is stopped at once, with everything in flight; whoever needs it starts it."""
        self.incidents["database"] += 1
        noted = postmaster.noted(locate(locks_folder(self.home)))
        if noted is not None:
            with suppress(ProcessLookupError):
                os.kill(noted.pid, signal.SIGQUIT)

    async def empty_carrier(self) -> None:
        """All messages are lost."""
        self.incidents["carrier"] += 1
        await self.change("delete from engine.pgqueuer")

    async def outage(self, service: str, seconds: float) -> None:
        """A vendor fails for everyone."""
        self.incidents["outage"] += 1
        self.vendor.ask("/outage", service=service, seconds=str(seconds))

    async def fill_disk(self, seconds: float) -> None:
        """No space is left in the workspaces for a while."""
        self.incidents["disk full"] += 1
        filler = self.home / "workspaces" / "filler"
        with suppress(OSError), filler.open("wb") as file:
            while True:
                file.write(bytes(65536))
                file.flush()
        await asyncio.sleep(seconds)
        filler.unlink()

    async def living(self) -> list[str]:
        """The workers that are on record and not frozen: who only just starts is left in peace."""

        async def enlisted() -> set[int]:
            async with transaction(self.context.database) as tx:
                return set(await tx.scalars(text("select pid from workers")))

        pids = await patiently(enlisted, for_s=_PATIENCE_S)
        there = {name for name, process in self.workers.items() if process.pid in pids}
        return sorted(there - self._frozen)

    async def until_living(self, number: int) -> list[str]:
        """The workers at work as soon as there are so many."""
        deadline = monotonic() + 2 * _PATIENCE_S
        while len(found := await self.living()) < number:
            if monotonic() > deadline:
                raise TimeoutError(f"only {found} are at work:\n{self.told()}")
            await asyncio.sleep(0.1)
        return found

    def told(self) -> str:
        """How every worker fares, and its last words."""
        return "\n".join(
            f"{name}: {'runs' if process.poll() is None else process.returncode} "
            f"{(self.home / f'{name}.log').read_text(errors='replace')[-1500:]}"
            for name, process in self.workers.items()
        )

    # What time and people do meanwhile.

    async def change(self, sql: str, **values: object) -> None:
        async def changed() -> None:
            async with transaction(self.context.database) as tx:
                await tx.execute(text(sql), values)

        await patiently(changed, for_s=_PATIENCE_S)

    async def value(self, sql: str) -> int:
        async def found() -> int:
            async with transaction(self.context.database) as tx:
                return int(await tx.scalar(text(sql)) or 0)

        return await patiently(found, for_s=_PATIENCE_S)

    async def hurry(self) -> None:
        """A minute passes in a second: what waits for its time is due, breakers try again."""
        await self.change(
            "update steps set next_at = clock_timestamp() "
            "where status = 'ready' and hold = 'time' and next_at > clock_timestamp()"
        )
        await self.change(
            "update attempts set at = at - interval '1 minute', "
            "started_at = started_at - interval '1 minute' where vendor_fault"
        )

    async def help(self) -> None:
        """A willing person tries again whatever has failed."""
        query = "select t.name from tasks t join steps s on s.task_id = t.id where s.status = "

        async def stuck() -> list[str]:
            async with transaction(self.context.database) as tx:
                return list(await tx.scalars(text(f"{query}'failed' group by t.name")))

        for name in await patiently(stuck, for_s=_PATIENCE_S):
            with suppress(NotAllowed):
                await patiently(self._retry(name), for_s=_PATIENCE_S)

    def _retry(self, name: str) -> Callable[[], Awaitable[None]]:
        return lambda: tasks.retry(self.context, name, [], "a willing person")

    async def unfinished(self) -> int:
        return await self.value("select count(*) from tasks where finished_at is null")

    async def until_calm(self, within_s: float) -> None:
        """Wait until every film is made. Raises TimeoutError with what is left."""
        deadline = monotonic() + within_s
        while left := await self.unfinished():
            if monotonic() > deadline:
                raise TimeoutError(f"{left} videos are not finished:\n{await self.left()}")
            await self.hurry()
            await self.help()
            await asyncio.sleep(1)

    async def left(self) -> str:
        async with transaction(self.context.database) as tx:
            rows = await tx.execute(
                text("select service, status, hold, count(*), min(error ->> 'message') from steps "
                     "where status <> 'done' group by 1, 2, 3 order by 1, 2, 3")
            )  # fmt: skip
            return "\n".join(str(tuple(row)) for row in rows)

    async def close(self) -> None:
        """End every worker, by its id, in good order."""
        await asyncio.gather(*self._thawing, return_exceptions=True)
        for process in self.workers.values():
            process.send_signal(signal.SIGTERM)
        for process in self.workers.values():
            try:
                await asyncio.to_thread(process.wait, 20)
            except subprocess.TimeoutExpired:
                process.kill()

    # What must hold afterwards.

    async def faults(self) -> Faults:
        """What was lost, bought or published twice, overwritten, or done beyond a limit."""
        faults = Faults()
        report = self.vendor.ask("/report")
        orders: Mapping[str, list[str]] = report["orders"]  # type: ignore[assignment]
        twice = {ref: ids for ref, ids in orders.items() if len(ids) > 1}
        published = [f"{ref}: {ids}" for ref, ids in twice.items() if "/publish/" in ref]
        faults.add("published twice", published)
        faults.add("bought twice", [f"{r}: {i}" for r, i in twice.items() if "/publish/" not in r])
        beyond = [f"{s}: {n}" for s, n in report["most"].items() if n > CAPS.get(s, n)]
        faults.add("beyond a limit", beyond)
        async with transaction(self.context.database) as tx:
            for kind, query in WRONG.items():
                rows = [*await tx.execute(text(query))]
                faults.add(kind, [str(tuple(row)) for row in rows])
            files = [*await tx.execute(text(FILES))]
        faults.add("overwritten", [str(row) for row in files if not self._as_recorded(*row)])
        return faults

    def _as_recorded(self, channel: str, task: str, path: str, sha256: str) -> bool:
        link = self.home / "workspaces" / channel / task / path
        return link.is_file() and sha256_of(link) == sha256


WRONG = {
    "lost": "select t.name, s.key, s.status from steps s join tasks t on t.id = s.task_id "
    "where s.status <> 'done' and not s.dropped",
    "settled twice": "select step_id, count(*) from events where kind = 'step_settled' "
    "group by step_id having count(*) > 1",
    "settled by a late worker": "select e.step_id, e.facts from events e "
    "where e.kind = 'step_settled' and e.facts -> 'attempt' <> (select s.facts -> 'attempt' "
    "from events s where s.step_id = e.step_id and s.kind = 'step_started' and s.id < e.id "
    "order by s.id desc limit 1)",
    "more than one result": "select step_id, count(*) from results group by step_id, take "
    "having count(*) > 1",
    "money left aside": "select step_id, state from costs where state = 'reserved'",
    "not booked": "select r.step_id, r.cost_usd from results r where r.cost_usd > 0 and "
    "(select coalesce(sum(actual_usd), 0) from costs c where c.step_id = r.step_id "
    "and c.state = 'settled') <> r.cost_usd",
}

FILES = (
    "select t.channel_id, t.name, f.value ->> 'path', f.value ->> 'sha256' "
    "from steps s join tasks t on t.id = s.task_id join results r on r.id = s.result_id, "
    "jsonb_each(r.files) f where s.status = 'done'"
)


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[bool]:
    """A disk of its own for a folder, which can be filled; False where one may not have it."""
    folder.mkdir(parents=True, exist_ok=True)
    if os.geteuid() != 0:
        yield False
        return
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "reelworks-storm", str(folder)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        yield False
        return
    try:
        yield True
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False)
