"""The one place that runs other people's programs: FFmpeg, the voice, PostgreSQL's tools."""

from __future__ import annotations

import errno
import fcntl
import os
import signal
import subprocess
import tempfile
import threading
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from reelworks.domain.errors import DiskFull, ProgramFailed, TimedOut
from reelworks.ops import secrets
from reelworks.ops.redaction import BORDER

Finished = subprocess.CompletedProcess[bytes]

_TAIL = 2_000  # characters of a program's last words that an error carries
_PIPE_BYTES = 1 << 20  # a frame of video in a few writes, not in fifty


@dataclass(frozen=True, slots=True)
class Account:
    """Whose rights a program runs with. Only root may run one with another's."""

    uid: int
    gid: int


def run(
    argv: Sequence[str | Path],
    *,
    timeout_s: float,
    stdin: bytes | None = None,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    account: Account | None = None,
) -> Finished:
    """Run a program to its end; it is killed when it takes longer than `timeout_s`.

    Without an `env` of its own it gets ours, but for keys and passwords.

    Raises ProgramFailed (exit code and last words), DiskFull, TimedOut.
    """
    words = [str(word) for word in argv]
    with subprocess.Popen(
        words,
        stdin=subprocess.DEVNULL if stdin is None else subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=cwd,
        env=secrets.without(os.environ) if env is None else dict(env),
        user=None if account is None else account.uid,
        group=None if account is None else account.gid,
        extra_groups=None if account is None else [],
    ) as process:
        try:
            out, err = process.communicate(stdin, timeout=timeout_s)
        except subprocess.TimeoutExpired as late:
            process.kill()
            raise _late(words[0], timeout_s) from late
    if process.returncode:
        raise failure(words[0], process.returncode, err)
    return subprocess.CompletedProcess(words, process.returncode, out, err)


def feed(
    argv: Sequence[str | Path], chunks: Iterable[bytes | memoryview], *, timeout_s: float
) -> None:
    """Run a program to its end, writing `chunks` into its standard input as fast as it reads.

    Raises what `run` raises, and whatever `chunks` raises (the program is killed then).
    """
    words = [str(word) for word in argv]
    late = threading.Event()

    def stop() -> None:
        late.set()
        process.kill()

    with tempfile.TemporaryFile() as err:
        with _fed(words, err) as process:
            clock = threading.Timer(timeout_s, stop)
            clock.start()
            try:
                _pour(process, chunks)
                process.wait()
            except BaseException:
                process.kill()
                raise
            finally:
                clock.cancel()
        err.seek(0)
        if late.is_set():
            raise _late(words[0], timeout_s)
        if process.returncode:
            raise failure(words[0], process.returncode, err.read())


def _fed(words: Sequence[str], err: IO[bytes]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        words,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=err,
        env=secrets.without(os.environ),
    )


def _pour(process: subprocess.Popen[bytes], chunks: Iterable[bytes | memoryview]) -> None:
    """Write until there is nothing left or nobody reads; its exit code says why it stopped."""
    pipe = process.stdin
    assert pipe is not None  # noqa: S101  (asked for above)
    if hasattr(fcntl, "F_SETPIPE_SZ"):
        with suppress(OSError):  # above the user's limit: slower, nothing else
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
    with suppress(BrokenPipeError):
        for chunk in chunks:
            pipe.write(chunk)
    with suppress(BrokenPipeError):
        pipe.close()


def _late(program: str, timeout_s: float) -> TimedOut:
    return TimedOut(
        f"{Path(program).name} took longer than {timeout_s:g} s and was stopped.",
        remedy="It is tried again; a loaded machine may need a higher limit.",
    )


def launch(
    argv: Sequence[str | Path],
    *,
    log: Path,
    keep: Sequence[int],
    cwd: Path,
    env: Mapping[str, str],
    account: Account | None = None,
) -> None:
    """Start a program that outlives us: a session of its own, its words appended to `log`.

    It inherits the file descriptors `keep`, and nothing else. The shell starts it in the
    background and ends, so it is never our child: no zombie stays when it ends before us.
    """
    with log.open("ab") as words:
        subprocess.run(
            ["/bin/sh", "-c", '"$@" &', "sh", *(str(word) for word in argv)],
            check=True,
            timeout=30,
            stdin=subprocess.DEVNULL,
            stdout=words,
            stderr=words,
            cwd=cwd,
            env=dict(env),
            pass_fds=keep,
            start_new_session=True,
            user=None if account is None else account.uid,
            group=None if account is None else account.gid,
            extra_groups=None if account is None else [],
        )


def failure(program: str, returncode: int, stderr: bytes) -> ProgramFailed | DiskFull:
    """The error that a program's end stands for."""
    words = BORDER.text(stderr.decode(errors="replace").strip()[-_TAIL:])
    if os.strerror(errno.ENOSPC) in words:
        return DiskFull(
            f"No space left on the disk while running {Path(program).name}.",
            remedy="Free some space and run the same command again; nothing finished is lost.",
        )
    how = signal.Signals(-returncode).name if returncode < 0 else f"exit code {returncode}"
    return ProgramFailed(f"{Path(program).name} failed ({how}): {words or 'it said nothing'}")
