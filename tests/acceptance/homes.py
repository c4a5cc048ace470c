"""A home of its own for commands of the real program, and the end of everything they start."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import psutil

from reelworks.ops import postgres

PATIENCE_S = 300.0  # for a small film, on a machine that has other things to do
_INHERITED = ("PATH", "PYTHONPATH", "LANG", "LC_ALL", "TMPDIR")
_DEATH_S = 30.0

Event = Mapping[str, Any]


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()

    @property
    def refusal(self) -> str:
        """What it said was wrong: no trace, and an exit code that says so too."""
        assert self.code not in (0, 70), self
        assert "Traceback" not in self.out + self.err, self.err
        assert self.err.strip(), self
        return self.err

    def events(self) -> list[Event]:
        """What was printed, as JSON lines."""
        return [json.loads(line) for line in self.lines]


class Home:
    """`desk` is where commands run; everything lies below `folder`, but for root's database."""

    def __init__(self, folder: Path, **env: str) -> None:
        self.folder, self.path, self.desk = folder, folder / "home", folder / "desk"
        self.desk.mkdir(parents=True, exist_ok=True)
        self.commands = count(1)
        kept = {name: os.environ[name] for name in _INHERITED if name in os.environ}
        own = {"HOME": str(folder), "REELWORKS_HOME": str(self.path)}
        self.env: dict[str, str] = {**kept, **own, **env}

    def run(self, *words: str | Path, env: Mapping[str, str] | None = None) -> Ended:
        """Run a command to its end."""
        return self.start(*words, env=env).ended()

    def start(self, *words: str | Path, env: Mapping[str, str] | None = None) -> Command:
        return Command(self, words, {**self.env, **(env or {})})

    def film_of(self, ended: Ended) -> Path:
        """The path that a successful `make` prints last, as a line or in JSON."""
        assert ended.code == 0, ended.err
        last = ended.lines[-1]
        return self.desk / (json.loads(last)["path"] if last.startswith("{") else last)

    @property
    def task(self) -> Path:
        """The folder of the only video."""
        (folder,) = (f for f in self.path.glob("workspaces/[a-z]*/*") if f.is_dir())
        return folder

    def left_behind(self) -> list[Path]:
        """What still lies in working folders of scripts."""
        return [*self.path.glob("workspaces/*/*/.work/*")]

    def processes(self) -> list[psutil.Process]:
        """Everything alive that was started for this home: what works below it, and theirs."""
        places = [self.folder.resolve(), *self._clusters()]
        alive = [p for p in psutil.process_iter(["ppid", "cwd", "status"]) if _is_other(p)]
        found = {p for p in alive if _is_in(p.info["cwd"], places)}
        while more := {p for p in alive if p.info["ppid"] in {f.pid for f in found}} - found:
            found |= more  # PostgreSQL begins at the root folder
        return sorted(found, key=lambda process: process.pid)

    def kill(self, chance: Random | None = None) -> int:
        """SIGKILL for all of them as if at one moment, in any order; how many there were."""
        killed, deadline = 0, time.monotonic() + _DEATH_S
        while found := self.processes():
            assert time.monotonic() < deadline, f"{found} do not die"
            _each(found, psutil.Process.suspend)  # nobody sees another one die
            if chance is not None:
                chance.shuffle(found)
            killed += _each(found, psutil.Process.kill)
            psutil.wait_procs(found, timeout=1)
        return killed

    def remove(self) -> None:
        """End and remove everything that was made, root's database included."""
        self.kill()
        if self.path.is_dir():
            postgres.remove(self.path)
            shutil.rmtree(self.path)

    def _clusters(self) -> list[Path]:
        """Root's database lies elsewhere; a note in the home says where."""
        note = self.path / "postgres" / "cluster"
        return [Path("/var/lib/reelworks") / note.read_text()] if note.is_file() else []


class Command:
    """A command that runs. What it prints goes to files, so that it never waits for a reader."""

    def __init__(self, home: Home, words: Sequence[str | Path], env: Mapping[str, str]) -> None:
        number = next(home.commands)
        self._out, self._err = (home.folder / f"{number:02}.{kind}" for kind in ("out", "err"))
        with self._out.open("wb") as out, self._err.open("wb") as err:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "reelworks", *map(str, words)],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                cwd=home.desk,
                env=env,
                start_new_session=True,
            )

    def ended(self, timeout_s: float = PATIENCE_S) -> Ended:
        """Wait for the end."""
        code = self.process.wait(timeout_s)
        return Ended(code, self.out, self._err.read_text("utf-8"))

    @property
    def out(self) -> str:
        """What it has printed so far."""
        return self._out.read_text("utf-8")

    def until_it_says(self, words: str, timeout_s: float = PATIENCE_S) -> None:
        """Wait until it has printed this, or fail with what it printed instead."""
        deadline = time.monotonic() + timeout_s
        while words not in self.out:
            said = f"{self.out}\n{self._err.read_text('utf-8')}"
            assert self.process.poll() is None, f"It ended before it said {words!r}: {said}"
            assert time.monotonic() < deadline, f"It never said {words!r}: {said}"
            time.sleep(0.05)


@contextmanager
def home_in(folder: Path, **env: str) -> Iterator[Home]:
    """A home, gone again at the end with all that was started for it."""
    home = Home(folder, **env)
    try:
        yield home
    finally:
        home.remove()


@contextmanager
def served(home: Home) -> Iterator[Home]:
    """Keep the home's database up between commands: each is quicker by its start and stop."""
    with postgres.server(home.path):
        yield home


def started(events: Iterable[Event]) -> list[str]:
    """The steps that were started, in order."""
    return [event["step"] for event in events if event["event"] == "step_started"]


def ran_again(events: Iterable[Event]) -> list[Event]:
    """Starts of a step whose same take had been settled before."""
    settled: set[tuple[str, int]] = set()
    again: list[Event] = []
    for event in events:
        if event["event"] == "step_settled":
            settled.add((event["step"], event["take"]))
        elif event["event"] == "step_started" and (event["step"], event["take"]) in settled:
            again.append(event)
    return again


def _each(found: Sequence[psutil.Process], act: Callable[[psutil.Process], None]) -> int:
    """Do this to all that still are there; how many those were."""
    met = 0
    for process in found:
        with suppress(psutil.NoSuchProcess):
            act(process)
            met += 1
    return met


def _is_other(process: psutil.Process) -> bool:
    return process.pid != os.getpid() and process.info["status"] != psutil.STATUS_ZOMBIE


def _is_in(where: str | None, places: Sequence[Path]) -> bool:
    return where is not None and any(Path(where).is_relative_to(place) for place in places)
