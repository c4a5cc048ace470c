"""Marked keys: where one of them is found that nobody should find it."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
from sqlalchemy import text

from examples.rehearsal import far_side
from examples.rehearsal.place import Place
from reelworks.domain.channels import SANDBOX
from reelworks.ops.secrets import VARIABLES
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.database import snapshot
from reelworks.wiring import studio

_LOOK_S = 0.5
_PROVIDER_OF = {"kie": "kling", "catbox": "kling"}  # catbox hosts stills for KIE, where wanted
_WORKER_KNOWS = "slack"  # the worker itself tells Slack; its scripts do not


class Watch:
    """Looks at command lines and environments of the product's processes while they run."""

    def __init__(self, place: Place) -> None:
        self.place, self.looks, self.found = place, 0, set[str]()
        self._over = threading.Event()

    def run(self) -> None:
        while not self._over.wait(_LOOK_S):
            self.looks += 1
            for worker in list(self.place.workers):
                with suppress(psutil.NoSuchProcess):
                    self._look(psutil.Process(worker.pid))

    def end(self) -> None:
        self._over.set()

    def _look(self, worker: psutil.Process) -> None:
        for process in (worker, *worker.children(recursive=True)):
            with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
                told = " ".join(process.cmdline())
                self.found |= {f"command line: {v}" for v in self._in(told.encode())}
                env = " ".join(process.environ().values()).encode()
                self.found |= {f"environment: {v}" for v in self._in(env) if v != _WORKER_KNOWS}

    def _in(self, content: bytes) -> list[str]:
        return [v for v, key in self.place.keys.items() if key.encode() in content]


@contextmanager
def watching(place: Place) -> Iterator[Watch]:
    watch = Watch(place)
    thread = threading.Thread(target=watch.run, daemon=True)
    thread.start()
    try:
        yield watch
    finally:
        watch.end()
        thread.join()


async def found(place: Place, context: Context, watch: Watch) -> list[str]:
    """Every place where a key is that does not belong there; [] is as it should be."""
    places: dict[str, bytes] = {
        f"database: {name}": b for name, b in (await _rows(context)).items()
    }
    first, repeated = await far_side.messages(place)
    places["messages"] = "\n".join([*first, *repeated]).encode()
    places |= {str(path): path.read_bytes() for path in _files(place)}
    spoken = [f"{v} in {where}" for where, b in places.items() for v in _in(place.keys, b)]
    return [*sorted(watch.found), *spoken, *_strangers(place)]


def _files(place: Place) -> Iterator[Path]:
    """Logs, workspaces and everything else that was written, the database's own files too."""
    return (path for path in place.folder.rglob("*") if path.is_file())


async def _rows(context: Context) -> Mapping[str, bytes]:
    """All rows of all tables, as text."""
    named = text("select tablename from pg_tables where schemaname = current_schema()")
    async with snapshot(context.database) as tx:
        tables = (await tx.scalars(named)).all()
        return {
            table: "\n".join(
                str(row)
                for row in await tx.execute(text(f'select * from "{table}"'))  # noqa: S608
            ).encode()
            for table in tables
        }


def _in(keys: Mapping[str, str], content: bytes) -> list[str]:
    return [vendor for vendor, key in keys.items() if key.encode() in content]


def _strangers(place: Place) -> list[str]:
    """Keys that the scripts of another vendor are told."""
    wrong = []
    for provider in VARIABLES:
        told = " ".join(studio.vendor_env(f"{SANDBOX}-{provider}").values()).encode()
        wrong += [
            f"{vendor}'s key in the environment of {provider}"
            for vendor in _in(place.keys, told)
            if _PROVIDER_OF.get(vendor, vendor) != _own(provider)
        ]
    return wrong


def _own(provider: str) -> str:
    return "kling" if provider == "kling-official" else provider
