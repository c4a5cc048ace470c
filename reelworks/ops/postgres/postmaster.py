"""The server's process: start it, find it, know whether it lives, stop it.

It inherits a locked descriptor, and so does everything that it forks. As long as anything of it
lives the lock is held; the kernel frees it with the last of them. No process id is ever trusted
to say that a server lives: ids are used again, and mean nothing across containers.
"""

from __future__ import annotations

import os
import signal
import socket
import struct
import time
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

import psutil

from reelworks.domain.errors import BadInput, DatabaseUnavailable, DiskFull
from reelworks.ops import programs
from reelworks.ops.files import free_bytes
from reelworks.ops.postgres import locks
from reelworks.ops.postgres.binaries import ENVIRONMENT, Binaries
from reelworks.ops.postgres.place import SOCKET, Place, socket_folder

_LOG_LIMIT, _LOG_KEPT = 8 << 20, 1 << 20  # bytes
_SSL_REQUEST = struct.pack("!II", 8, 80877103)
_ANSWER_S = 2.0
_LEAST_FREE = 32 << 20  # bytes: two segments of its write-ahead log

# For one machine that has other work. Durability is PostgreSQL's default: fsync on.
_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "port": "5432",
    "max_connections": "100",
    "shared_buffers": "64MB",
    "max_wal_size": "256MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "io_method": "sync",  # no pool of helper processes
    "max_parallel_workers_per_gather": "0",  # our queries are short, /dev/shm may be small
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "warning",
    "log_checkpoints": "off",
    "log_line_prefix": "%m [%p] ",
    "logging_collector": "off",  # its words go to our file, which `trim` keeps small
}


class Answer(Enum):
    YES = auto()
    NOT_YET = auto()
    OUT_OF_REACH = auto()


@dataclass(frozen=True, slots=True)
class Postmaster:
    """What postmaster.pid says. It is a claim: the lock says whether it is still true."""

    pid: int
    sockets: Path
    status: str

    @property
    def accepts(self) -> bool:
        return self.status == "ready"


def noted(place: Place) -> Postmaster | None:
    """The contents of postmaster.pid; None when it is missing or still being written."""
    try:
        lines = (place.data / "postmaster.pid").read_bytes().splitlines()
        status = lines[7].strip().decode()
        return Postmaster(int(lines[0]), Path(os.fsdecode(lines[4])), status)
    except (FileNotFoundError, IndexError, ValueError):
        return None


def lives(place: Place) -> bool:
    """Whether any process of this server is still there."""
    return locks.is_held(place.running)


def probe(postmaster: Postmaster) -> Answer:
    """Ask the server something: whether it does SSL. It says no at once, without a login."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        client.settimeout(_ANSWER_S)
        try:
            client.connect(os.fsencode(postmaster.sockets / SOCKET))
            client.sendall(_SSL_REQUEST)
            return Answer.YES if client.recv(1) else Answer.NOT_YET
        except (FileNotFoundError, ConnectionRefusedError):
            return Answer.OUT_OF_REACH
        except OSError:  # slow, or ending just now
            return Answer.NOT_YET


def start(place: Place, binaries: Binaries) -> int:
    """Launch the server and return at once: how long its log was before.

    Only with the start lock held and nothing of the old server alive, so whatever it left behind
    (a process id, perhaps somebody else's by now; a socket) is stale.
    """
    sockets = socket_folder(place)
    for stale in (place.data / "postmaster.pid", *sockets.glob(f"{SOCKET}*")):
        stale.unlink(missing_ok=True)
    place.log.touch(mode=0o600)
    length = place.log.stat().st_size
    lock = locks.opened(place.running)
    try:
        if not locks.taken(lock):
            raise DatabaseUnavailable(f"A server already runs in {place.data}.")
        programs.launch(
            [binaries.folder / "postgres", "-D", place.data, *_options(place, sockets)],
            log=place.log,
            keep=[lock],
            cwd=Path("/"),
            env=ENVIRONMENT,
            account=place.account,
        )
    finally:
        os.close(lock)
    return length


def _options(place: Place, sockets: Path) -> list[str]:
    settings = {
        **_SETTINGS,
        "unix_socket_directories": str(sockets),
        "hba_file": str(place.cluster / "pg_hba.conf"),
        "ident_file": str(place.cluster / "pg_ident.conf"),
    }
    return [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]


def failure(place: Place, since: int) -> DatabaseUnavailable | DiskFull | BadInput:
    """Why the server ended: the words it logged after its log was `since` bytes long."""
    with place.log.open("rb") as log:
        log.seek(since)
        words = log.read()
    if free_bytes(place.cluster) < _LEAST_FREE or b"No space left on device" in words:
        return DiskFull(
            f"PostgreSQL needs space on the disk of {place.data}.",
            remedy="Free some space and run the same command again; nothing finished is lost.",
        )
    said = words.decode(errors="replace").strip()[-2_000:] or "It said nothing."
    return DatabaseUnavailable(
        f"PostgreSQL did not start in {place.data}. {said}",
        remedy=f"Its whole log is {place.log}.",
    )


def stop(place: Place, *, timeout_s: float) -> bool:
    """Fast shutdown: clients are cut off, everything is written. True when nothing is left."""
    postmaster = noted(place)
    if postmaster is not None and lives(place) and _is_ours(postmaster.pid, place):
        os.kill(postmaster.pid, signal.SIGINT)
    return gone(place, timeout_s=timeout_s)


def gone(place: Place, *, timeout_s: float) -> bool:
    """Wait until nothing of the server lives."""
    deadline = time.monotonic() + timeout_s
    while lives(place):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def _is_ours(pid: int, place: Place) -> bool:
    """Root signals nothing that merely claims to be its server."""
    try:
        process = psutil.Process(pid)
        account = os.geteuid() if place.account is None else place.account.uid
        return process.uids().real == account and str(place.data) in process.cmdline()
    except psutil.Error:
        return False


def trim(log: Path) -> None:
    """Keep only the end of a log that has grown too long, even while a server appends to it."""
    if not log.exists() or log.stat().st_size <= _LOG_LIMIT:
        return
    with log.open("rb") as file:
        file.seek(-_LOG_KEPT, os.SEEK_END)
        end = file.read()
    with log.open("r+b") as file:
        file.truncate(0)
    with log.open("ab") as file:
        file.write(end)
