"""How a script speaks: JSON lines out, a briefing and go-aheads in, sysexits codes at the end.

By hand nothing is read from standard input. Supervised (REELWORKS_SUPERVISED=1) the first line in
is the briefing `{"resume": job or null, "unsure": bool}`; every `intent` and `submitted` then waits
for a line `go`, a `token` for a line `{"token": ...}`; and when standard input closes, the worker
is gone and the script dies with it.
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
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout
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
from reelworks.ops.redaction import BORDER
from reelworks.ops.secrets import Secrets
from reelworks.ports.spend import Spend

OK, USAGE, BAD_INPUT, UNAVAILABLE, BUG, TRY_LATER, NOT_PERMITTED = 0, 64, 65, 69, 70, 75, 77

_PROGRESS_STEP = 0.01
_LONGEST_WAIT_S = 604_800.0  # a worker takes no longer one for a word of a vendor's
_INTERRUPTED = 130  # what a shell says for Ctrl-C

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
        self._unsure = False
        self._told = (-1.0, "")  # the progress last said
        if supervised:
            threading.Thread(target=self._listen, args=(sys.stdin,), daemon=True).start()

    def briefed(self) -> None:
        """Take the briefing, which a supervised script is given first."""
        if not self._supervised:
            return
        line = self._lines.get()
        try:
            said = json.loads(line)
            self._resume, self._unsure = said["resume"], bool(said.get("unsure", False))
        except (ValueError, LookupError, TypeError) as error:
            raise ScriptBroken(f"The worker's briefing is {line!r}, not a resume.") from error

    @property
    def resume(self) -> str | None:
        return self._resume

    @property
    def unsure(self) -> bool:
        return self._unsure

    def intent(self, service: str, estimate: Usd) -> None:
        self._say("intent", service=service, estimate_usd=str(estimate))
        self._wait_for_go()

    def submitted(self, job: str, *, secret: bool = False) -> None:
        """`secret`: whoever knows it may do what we may, so it is kept sealed."""
        self._say("submitted", job=job, **({"secret": True} if secret else {}))
        self._wait_for_go()

    def token(self, service: str, *, refused: bool = False) -> str | None:
        """An access token of the channel's account, from the worker; None by hand.

        `refused`: the service took the last one no more.
        """
        if not self._supervised:
            return None
        self._say("token", service=service, refused=refused)
        line = self._lines.get()
        try:
            return str(json.loads(line)["token"])
        except (ValueError, LookupError, TypeError) as error:
            raise ScriptBroken("The worker's answer is no token.") from error

    def progress(self, done: float, note: str = "") -> None:
        done = min(max(done, 0.0), 1.0)
        if note == self._told[1] and done - self._told[0] < _PROGRESS_STEP and done < 1:
            return  # a line for each of two hundred frames would cost more than it tells
        self._told = (done, note)
        self._say("progress", done=round(done, 4), note=note)

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
        error = BORDER.error(error)
        told: dict[str, object] = {
            "code": error.code,
            "kind": error.kind.value,
            "message": error.message,
            "remedy": error.remedy,
        }
        if error.retry_after_s is not None:
            told["retry_after_s"] = min(max(error.retry_after_s, 0.0), _LONGEST_WAIT_S)
        self._say("result", error=told, cost_usd=str(error.spent))

    def _say(self, event: str, **facts: object) -> None:
        line = json.dumps({"event": event, **facts}, ensure_ascii=False, allow_nan=False)
        print(line, file=self._out, flush=True)

    def _wait_for_go(self) -> None:
        if self._supervised and (answer := self._lines.get()) != "go":
            raise BadInput(f"The worker answered {answer!r}, not go; nothing was sent.")

    def _listen(self, stdin: TextIO) -> None:
        for line in stdin:
            self._lines.put(line.strip())
        _die()  # the worker is gone: so are we, children and all


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
    BORDER.know(Secrets(os.environ).hidden())
    with _own_output() as out:
        session = Session(out, supervised=os.environ.get("REELWORKS_SUPERVISED") == "1")
        try:
            session.briefed()
            session.result(work(args, session))
        except ReelworksError as error:
            return _fail(session, error)
        except OSError as error:
            return _fail(session, _from_os(error))
        except KeyboardInterrupt:
            return _INTERRUPTED
        except Exception as error:  # the border: what is left is a bug of ours, with its trace
            sys.stderr.write(BORDER.text(traceback.format_exc()))
            return _fail(session, ScriptBroken(f"{type(error).__name__}: {error}"))
    return OK


def _fail(session: Session, error: ReelworksError) -> int:
    session.failed(error)
    return _exit_code(error)


@contextmanager
def _own_output() -> Iterator[TextIO]:
    """Standard output for the protocol alone: what libraries and children print goes to the log."""
    printed = sys.stdout
    try:
        own = printed.fileno() == 1
    except (OSError, ValueError):  # a caller in the same process put something else there
        own = False
    with redirect_stdout(sys.stderr):
        if not own:
            yield printed
            return
        printed.flush()
        with open(os.dup(1), "w", encoding="utf-8", errors="replace") as out:  # noqa: PTH123
            os.dup2(2, 1)
            try:
                yield out
            finally:
                os.dup2(out.fileno(), 1)


def _die() -> NoReturn:
    """The end, at once, for the script's whole group; for the script alone where it leads none."""
    if os.getpgrp() == os.getpid():
        os.killpg(os.getpgrp(), signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGKILL)
    raise SystemExit(BUG)  # not reached


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
