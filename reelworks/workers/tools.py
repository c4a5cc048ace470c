"""The one place that starts scripts: each a process of its own, forked from a warm parent."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Self

from reelworks.domain.errors import ReelworksError, ScriptBroken, ScriptLost, TimedOut
from reelworks.domain.money import Usd
from reelworks.workers import warm
from reelworks.workers.conversation import (
    Ended,
    Intent,
    Made,
    MadeFile,
    Progress,
    ScriptEvent,
    Submitted,
    TokenAsked,
    Violation,
    broken,
    judge,
    parse,
)
from reelworks.workers.process import TAIL, Process, too_much
from reelworks.workers.warm import LAUNCH_SIZE, RECORD, Order, Report

__all__ = [
    "Briefing",
    "Intent",
    "MadeFile",
    "Progress",
    "ScriptEvent",
    "ScriptResult",
    "Scripts",
    "Submitted",
    "TokenAsked",
]

OnEvent = Callable[[ScriptEvent], Awaitable[str | None]]

OUTPUT_LIMIT = 64 * 2**20  # bytes a script may write to standard output, and to standard error

_COMMAND = (sys.executable, "-P", "-X", "utf8", "-m", warm.__name__)
_WARM_UP_S = 120.0  # for its imports, on a machine that has other things to do
_CLOSE_S = 5.0
_KNOWN_TO_PARENT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR")  # and no secret


@dataclass(frozen=True, slots=True)
class Briefing:
    """What a script is told before it begins: a vendor's job to resume, if any.

    `unsure`: an earlier attempt may have bought this; ask the vendor before buying it again.
    """

    resume: str | None = None
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class ScriptResult:
    """What a script made. Every file lies in its working folder and has the size it says."""

    files: tuple[MadeFile, ...]
    facts: Mapping[str, object]
    cost: Usd
    request_id: str | None
    cpu_s: float  # used by the script and its children


class Scripts:
    """Runs scripts, any number at once; they and the warm parent end with this context."""

    def __init__(self, package: str = "reelworks.scripts") -> None:
        self._package = package
        self._parent: _Parent | None = None
        self._starting = asyncio.Lock()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._parent is not None:
            await self._parent.close()

    async def run(
        self,
        script: str,
        argv: Sequence[str],
        *,
        cwd: Path,
        env: Mapping[str, str],
        briefing: Briefing,
        on_event: OnEvent,
        timeout_s: float,
        output_limit_bytes: int = OUTPUT_LIMIT,
    ) -> ScriptResult:
        """Run one script to its end. When this returns or raises, nothing of it is left running.

        `env` is the script's whole environment. `on_event` is awaited for every event; an intent or
        a job id is answered with `go` only after it has returned, a token with the line that it
        returns, and when it raises, the script is killed. Raises what the script reported,
        ScriptBroken when it broke its protocol, TimedOut, and ScriptLost when something else ended
        it.
        """
        launch = _launch(script, argv, cwd, env, briefing)
        process = await self._start(launch, output_limit_bytes)
        try:
            async with _limited(script, timeout_s):
                said, end = await _converse(process, on_event, cwd, output_limit_bytes)
        except Violation as violation:
            raise broken(script, str(violation), process.errors.text()) from violation
        finally:
            await process.stop()
        if end is None:
            raise ScriptLost(f"The process of {script} was lost.", remedy="It is tried again.")
        made = judge(script, said, end, process.errors.text())
        _check_files(script, made, cwd)
        return ScriptResult(made.files, made.facts, made.cost, made.request_id, end.cpu_s)

    async def _start(self, launch: bytes, limit: int) -> Process:
        with contextlib.suppress(ScriptLost):  # it may have died since it was last used
            return await (await self._living_parent()).start(launch, limit)
        return await (await self._living_parent()).start(launch, limit)

    async def _living_parent(self) -> _Parent:
        async with self._starting:
            if self._parent is None or self._parent.lost:
                self._parent = _Parent(self._package)
            await self._parent.warmed_up()
            return self._parent


class _Parent:
    """The worker's hold on one warm parent."""

    def __init__(self, package: str) -> None:
        self.lost = False
        self._loop = asyncio.get_running_loop()
        self._ready = self._loop.create_future()
        self._processes: dict[int, Process] = {}
        self._numbers = count(1)
        self._log = tempfile.TemporaryFile()  # noqa: SIM115  (its last words, if it cannot start)
        self._socket, theirs = socket.socketpair()
        self._socket.setblocking(False)
        with theirs:
            self._process = subprocess.Popen(
                [*_COMMAND, str(theirs.fileno()), package],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._log,
                env=_parent_environment(),
                pass_fds=[theirs.fileno()],
                start_new_session=True,  # a Ctrl-C in the terminal is for the worker to hear
            )
        self._loop.add_reader(self._socket, self._hear)

    async def warmed_up(self) -> None:
        """Return when it takes orders. Raises ScriptBroken when it cannot."""
        await asyncio.wait({self._ready}, timeout=_WARM_UP_S)
        if not self._ready.done():
            self.kill()
        if not self._ready.result():
            self._log.seek(0)
            words = self._log.read().decode(errors="replace").strip()[-TAIL:]
            raise broken("The warm parent of the scripts", "it did not start", words)

    async def start(self, launch: bytes, limit: int) -> Process:
        """Have a script forked and tell it what to do. Raises ScriptLost when it did not begin."""
        number = next(self._numbers)
        process = Process(self, number, limit)
        with contextlib.ExitStack() as closing:
            try:
                theirs = await process.open(closing)
                await self._order(Order.START, number, 0, theirs)
            except OSError as error:
                process.close()
                raise _not_started(error.errno) from error
            except BaseException:  # no order was given
                process.close()
                raise
            self._processes[number] = process
            process.stdin.write(launch)
            try:
                await asyncio.wait({process.started})
            except asyncio.CancelledError:
                await process.stop()
                raise
        if reason := process.started.result():
            process.close()
            raise _not_started(reason)
        return process

    async def signal(self, number: int, what: int) -> None:
        """Send a signal to everything of one script; nothing happens when it is gone."""
        with contextlib.suppress(ScriptLost):
            await self._order(Order.SIGNAL, number, what)

    async def _order(
        self, order: Order, run: int, number: int, streams: Sequence[int] = ()
    ) -> None:
        record = RECORD.pack(order, run, number, 0)
        while not self.lost:
            try:
                socket.send_fds(self._socket, [record], streams)
            except BlockingIOError:  # hundreds of orders at once: it is reading them
                await asyncio.sleep(0.005)
            except OSError:
                self.kill()
            else:
                return
        raise _not_started(errno.EPIPE)

    def _hear(self) -> None:
        try:
            while len(data := self._socket.recv(RECORD.size)) == RECORD.size:
                self._take(*RECORD.unpack(data))
        except BlockingIOError:
            return
        except OSError:
            pass
        self.kill()

    def _take(self, report: int, run: int, number: int, seconds: float) -> None:
        process = self._processes.get(run)
        match Report(report):
            case Report.READY:
                self._ready.set_result(True)
            case Report.STARTED if process is not None:
                process.pid = number
                process.started.set_result(0)
            case Report.NOT_STARTED if process is not None:
                process.lose(number)
                del self._processes[run]
            case Report.ENDED if process is not None:
                process.ended.set_result(Ended(number, seconds))
                del self._processes[run]

    def kill(self) -> None:
        """End it and every script that it forked, at once; they count as lost."""
        if self.lost:
            return
        self.lost = True
        self._loop.remove_reader(self._socket)
        self._socket.close()
        self._process.kill()
        self._process.wait()
        if not self._ready.done():
            self._ready.set_result(False)
        for process in self._processes.values():
            process.lose(errno.EPIPE)
        self._processes.clear()

    async def close(self) -> None:
        """Let it end by itself, its scripts with it; kill it when it does not."""
        if not self.lost:
            self._socket.shutdown(socket.SHUT_WR)
            with contextlib.suppress(subprocess.TimeoutExpired):
                await asyncio.to_thread(self._process.wait, _CLOSE_S)
        self.kill()
        self._log.close()


def _parent_environment() -> dict[str, str]:
    path = os.pathsep.join(entry for entry in sys.path if entry)
    kept = {name: os.environ[name] for name in _KNOWN_TO_PARENT if name in os.environ}
    return {**kept, **warm.ENVIRONMENT, "PYTHONPATH": path}


def _launch(
    script: str, argv: Sequence[str], cwd: Path, env: Mapping[str, str], briefing: Briefing
) -> bytes:
    """What goes to a script's standard input before anything else: how to be it, its briefing."""
    if not script.isidentifier():
        raise ScriptBroken(f"{script!r} is no script's name.")
    launch = {
        "script": script,
        "argv": list(argv),
        "cwd": str(cwd),
        "env": {**env, "REELWORKS_SUPERVISED": "1"},
    }
    text = json.dumps(launch).encode()
    return (
        LAUNCH_SIZE.pack(len(text))
        + text
        + json.dumps({"resume": briefing.resume, "unsure": briefing.unsure}).encode()
        + b"\n"
    )


@contextlib.asynccontextmanager
async def _limited(script: str, seconds: float) -> AsyncIterator[None]:
    """Raise TimedOut when the block takes longer; a time-out from inside it passes as it is."""
    try:
        async with asyncio.timeout(seconds) as limit:
            yield
    except TimeoutError as late:
        if not limit.expired():
            raise  # another one's: `on_event` gave up
        raise TimedOut(
            f"{script} took longer than {seconds:g} s and was stopped.",
            remedy="It is tried again; a loaded machine may need a higher limit.",
        ) from late


async def _converse(
    process: Process, on_event: OnEvent, cwd: Path, limit: int
) -> tuple[Made | ReelworksError | None, Ended | None]:
    said = await _listen(process, on_event, cwd, limit)
    end = await asyncio.shield(process.ended)
    await process.errors.drained()
    return said, end


async def _listen(
    process: Process, on_event: OnEvent, cwd: Path, limit: int
) -> Made | ReelworksError | None:
    """Hear a script out and answer it; what it said its result was. Raises Violation."""
    said: Made | ReelworksError | None = None
    async for line in _lines(process.out, limit):
        if said is not None:
            raise Violation("it went on after its result")
        match parse(line, cwd):
            case Progress() as event:
                await on_event(event)
            case Intent() | Submitted() as event:
                await on_event(event)
                process.stdin.write(b"go\n")
            case TokenAsked() as event:
                process.stdin.write(f"{await on_event(event) or 'none'}\n".encode())
            case outcome:
                said = outcome
    return said


async def _lines(out: asyncio.StreamReader, limit: int) -> AsyncIterator[bytes]:
    """Whole lines; a last one that was cut off is left out. Raises Violation beyond the limit."""
    size = 0
    while True:
        try:
            line = await out.readline()
        except ValueError as error:
            raise too_much(limit) from error
        size += len(line)
        if size > limit:
            raise too_much(limit)
        if not line.endswith(b"\n"):
            return
        yield line


def _check_files(script: str, made: Made, cwd: Path) -> None:
    root = cwd.resolve()
    for file in made.files:
        if not file.path.resolve().is_relative_to(root):
            raise broken(script, f"{file.path} lies outside its folder {cwd}", "")
        if not file.path.is_file() or file.path.stat().st_size != file.bytes:
            raise broken(script, f"{file.path} is not the file it says it wrote", "")


def _not_started(reason: int | None) -> ScriptLost:
    return ScriptLost(
        f"No script can be started: {os.strerror(reason or errno.EPIPE)}.",
        remedy="It is tried again; if that does not help, see what else runs on this machine.",
    )
