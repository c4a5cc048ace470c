"""How a script speaks: JSON lines out, a briefing and go-aheads in, sysexits codes at the end.

By hand nothing is read from standard input. Supervised (REELWORKS_SUPERVISED=1) the first line in
is the briefing `{"resume": job or null}`; every `intent` and `submitted` then waits for a line
`go`; and when standard input closes, the worker is gone and the script dies with it.
"""

from __future__ import annotations

import argparse
import errno
import json
import os
import queue
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn, TextIO

from reelworks.domain.errors import (
    BadInput,
    DiskFull,
    FailureKind,
    ReelworksError,
    ScriptBroken,
)
from reelworks.domain.money import Usd
from reelworks.ops.files import sha256_of
from reelworks.ports.spend import Spend

OK, USAGE, BAD_INPUT, UNAVAILABLE, BUG, TRY_LATER, NOT_PERMITTED = 0, 64, 65, 69, 70, 75, 77

Facts = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Result:
    """What a script made: files by role, facts for the database, and what it cost."""

    files: Mapping[str, Path]
    facts: Facts = field(default_factory=dict)
    spend: Spend = field(default_factory=Spend)


class Session:
    """The script's side of the conversation; the handshake that providers are given."""

    def __init__(self, out: TextIO, supervised: bool) -> None:
        self._out = out
        self._supervised = supervised
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._resume: str | None = None
        if supervised:
            threading.Thread(target=self._listen, args=(sys.stdin,), daemon=True).start()
            self._resume = json.loads(self._lines.get())["resume"]

    @property
    def resume(self) -> str | None:
        return self._resume

    def intent(self, service: str, estimate: Usd) -> None:
        self._say("intent", service=service, estimate_usd=str(estimate))
        self._wait_for_go()

    def submitted(self, job: str) -> None:
        self._say("submitted", job=job)
        self._wait_for_go()

    def progress(self, done: float, note: str = "") -> None:
        self._say("progress", done=round(min(max(done, 0.0), 1.0), 4), note=note)

    def result(self, result: Result) -> None:
        files = [
            {
                "role": role,
                "path": str(path),
                "sha256": sha256_of(path),
                "bytes": path.stat().st_size,
            }
            for role, path in result.files.items()
        ]
        spend = result.spend
        self._say(
            "result",
            files=files,
            facts=dict(result.facts),
            cost_usd=str(spend.cost),
            request_id=spend.request_id,
        )

    def failed(self, error: ReelworksError) -> None:
        self._say(
            "result",
            error={
                "code": error.code,
                "kind": error.kind.value,
                "message": error.message,
                "remedy": error.remedy,
            },
        )

    def _say(self, event: str, **facts: object) -> None:
        print(json.dumps({"event": event, **facts}, ensure_ascii=False), file=self._out, flush=True)

    def _wait_for_go(self) -> None:
        if self._supervised and (answer := self._lines.get()) != "go":
            raise BadInput(f"The worker answered {answer!r}, not go; nothing was sent.")

    def _listen(self, stdin: TextIO) -> None:
        for line in stdin:
            self._lines.put(line.strip())
        os.killpg(os.getpgrp(), signal.SIGKILL)  # the worker is gone: so are we, children and all


class Parser(argparse.ArgumentParser):
    """argparse with our exit code for a wrong command line and examples kept as written."""

    def __init__(self, *, description: str, example: str) -> None:
        super().__init__(
            description=description,
            epilog=f"example:\n  {example}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(USAGE, f"{self.prog}: {message}\n")


Work = Callable[[argparse.Namespace, Session], Result]


def run(parser: Parser, work: Work, argv: Sequence[str] | None = None) -> int:
    """Parse, work, say the one result; returns the exit code. Every script's `main` is this."""
    args = parser.parse_args(argv)
    out = sys.stdout
    sys.stdout = sys.stderr  # a library that prints must not break the protocol
    session = Session(out, supervised=os.environ.get("REELWORKS_SUPERVISED") == "1")
    try:
        session.result(work(args, session))
    except ReelworksError as error:
        session.failed(error)
        return _exit_code(error)
    except OSError as error:
        translated = _from_os(error)
        session.failed(translated)
        return _exit_code(translated)
    except Exception as error:  # the border: whatever is left is a bug of ours, told with its trace
        traceback.print_exc()
        session.failed(ScriptBroken(f"{type(error).__name__}: {error}"))
        return BUG
    return OK


def _from_os(error: OSError) -> ReelworksError:
    if error.errno == errno.ENOSPC:
        return DiskFull(
            f"No space left on the disk for {error.filename or 'the output'}.",
            remedy="Free some space and run the same command again; nothing finished is lost.",
        )
    return BadInput(f"{error.strerror or error}: {error.filename or ''}".strip(": "))


def _exit_code(error: ReelworksError) -> int:
    match error.kind:
        case FailureKind.TRANSIENT | FailureKind.EXHAUSTED:
            return TRY_LATER
        case FailureKind.UNKNOWN:
            return UNAVAILABLE
        case FailureKind.REFUSED:
            return NOT_PERMITTED
        case FailureKind.PERMANENT:
            return BUG if isinstance(error, ScriptBroken) else BAD_INPUT


def size(text: str) -> tuple[int, int]:
    """The argparse type of `--size 1920x1080`: even numbers of pixels from 64 to 4096."""
    width, _, height = text.partition("x")
    if not (width.isdecimal() and height.isdecimal()):
        raise argparse.ArgumentTypeError(f"{text!r} is no size; write it as 1920x1080")
    pixels = (int(width), int(height))
    if any(side % 2 or not 64 <= side <= 4096 for side in pixels):
        raise argparse.ArgumentTypeError(f"{text!r}: both sides must be even, from 64 to 4096")
    return pixels
