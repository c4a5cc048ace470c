"""The life of an embedded server: who needs it first starts it, who leaves last stops it."""

from __future__ import annotations

import errno
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from reelworks.domain.errors import BadInput, Busy, DatabaseUnavailable, DiskFull
from reelworks.ops.postgres import binaries, cluster, locks, postmaster
from reelworks.ops.postgres.place import Place, locate, locks_folder
from reelworks.ops.postgres.postmaster import Answer

_PATIENCE_S = 60.0  # a loaded laptop that recovers from a crash
_STOP_S = 30.0
_PAUSE_S = 0.02


class Server:
    """One user of the server of a home. The server runs at least until it is closed."""

    def __init__(self, home: Path) -> None:
        with _translated(home):
            folder = locks_folder(home)
            self._home = home
            with locks.alone(folder / "start.lock", timeout_s=_PATIENCE_S):
                self._place = locate(folder)
                self._use = locks.shared(self._place.users)
                try:
                    self._sockets = _running(self._place)
                except BaseException:
                    os.close(self._use)
                    raise

    @property
    def dsn(self) -> str:
        """For the product: its role, its database."""
        return self.dsn_for(cluster.ROLE, cluster.DATABASE)

    @property
    def superuser_dsn(self) -> str:
        """For setup and tests only; refused to all but the account that owns the server."""
        return self.dsn_for(cluster.SUPERUSER, cluster.SUPERUSER)

    def dsn_for(self, role: str, database: str) -> str:
        host = quote(str(self._sockets), safe="")
        return f"postgresql://{role}@/{database}?host={host}&port=5432"  # whatever PGPORT says

    def ensure(self) -> str:
        """Start the server again if it died; the DSN to use from now on."""
        with _translated(self._home), locks.alone(self._place.starting, timeout_s=_PATIENCE_S):
            self._sockets = _running(self._place)
        return self.dsn

    def close(self) -> None:
        """Leave. Whoever leaves last stops the server."""
        if self._use < 0:
            return
        with locks.alone(self._place.starting, timeout_s=_PATIENCE_S):
            os.close(self._use)
            self._use = -1
            if not locks.is_held(self._place.users):
                postmaster.stop(self._place, timeout_s=_STOP_S)
                with suppress(OSError):  # only tidy: the next start makes it again
                    self._sockets.rmdir()


@contextmanager
def server(home: Path) -> Iterator[Server]:
    """Use the embedded server of a home. Blocks while it starts: under 0.5 s, the first time 5 s.

    Raises DatabaseUnavailable, DiskFull, BadInput, MachineError (data of another version), Busy.
    """
    user = Server(home)
    try:
        yield user
    finally:
        user.close()


def remove(home: Path) -> None:
    """Delete the database of a home. Busy while somebody uses it."""
    if not (home.expanduser() / "postgres").exists():
        return
    with _translated(home):
        folder = locks_folder(home)
        with locks.alone(folder / "start.lock", timeout_s=_PATIENCE_S):
            place = locate(folder)
            users = locks.opened(place.users)
            try:
                _remove(place, unused=locks.taken(users))
            finally:
                os.close(users)


def _remove(place: Place, *, unused: bool) -> None:
    if not unused or not postmaster.stop(place, timeout_s=_STOP_S):
        raise Busy(
            f"The database in {place.data} is in use.",
            remedy="End the commands that use it, then try again.",
        )
    shutil.rmtree(place.data, ignore_errors=True)
    for leftover in (place.log, place.locks / "cluster"):
        leftover.unlink(missing_ok=True)
    if place.cluster != place.locks:  # the lock files stay: somebody may be waiting for them
        shutil.rmtree(place.cluster)


def _running(place: Place) -> Path:
    """Adopt the living server or start one; returns the folder of its socket once it answers."""
    postmaster.trim(place.log)
    deadline = time.monotonic() + _PATIENCE_S
    launched: int | None = None
    while time.monotonic() < deadline:
        if not postmaster.lives(place):
            if launched is not None:
                raise postmaster.failure(place, launched)
            launched = _start(place)
        noted = postmaster.noted(place)
        if noted is not None and noted.accepts:
            match postmaster.probe(noted):
                case Answer.YES:
                    return noted.sockets
                case Answer.OUT_OF_REACH:
                    _give_up_on(place, deadline)
                case Answer.NOT_YET:
                    pass
        time.sleep(_PAUSE_S)
    raise DatabaseUnavailable(
        f"PostgreSQL in {place.data} has not answered for {_PATIENCE_S:g} s.",
        remedy=f"Look at {place.log}. Is the same home in use from another container?",
    )


def _start(place: Place) -> int:
    programs = binaries.usable_by(place.account)
    cluster.ensure(place, programs)
    return postmaster.start(place, programs)


def _give_up_on(place: Place, deadline: float) -> None:
    """It should accept and does not: its socket was cleaned away, or it is gone but for its heirs.

    Those end by themselves when they notice; a living one is stopped, to start again in reach.
    """
    postmaster.stop(place, timeout_s=max(deadline - time.monotonic(), 0))


@contextmanager
def _translated(home: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise _meaning(error, home) from error


def _meaning(error: OSError, home: Path) -> BadInput | DiskFull | DatabaseUnavailable:
    where = error.filename or home
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return DiskFull(
                f"No space left on the disk for the database ({where}).",
                remedy="Free some space and run the same command again; nothing finished is lost.",
            )
        case errno.ENOTDIR | errno.EEXIST:
            return BadInput(
                f"The home folder {home} cannot be used: {where} is a file.",
                remedy="Choose a folder with REELWORKS_HOME.",
            )
        case _:
            return DatabaseUnavailable(
                f"The database of {home} cannot be kept: {error.strerror} ({where}).",
                remedy="Choose a folder that you can write to with REELWORKS_HOME, "
                "or set DATABASE_URL.",
            )
