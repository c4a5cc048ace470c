"""Locks that the kernel lets go of when their holder dies, however it dies."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from reelworks.domain.errors import Busy

_PAUSE_S = 0.02


def opened(path: Path) -> int:
    """A descriptor to lock with; not inherited by other programs unless it is handed to them."""
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)


def shared(path: Path) -> int:
    """Hold a lock together with others, until the descriptor is closed."""
    descriptor = opened(path)
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    return descriptor


def taken(descriptor: int) -> bool:
    """Try once to hold the lock alone."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def is_held(path: Path) -> bool:
    """Whether anybody holds this lock now."""
    descriptor = opened(path)
    try:
        return not taken(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def alone(path: Path, *, timeout_s: float) -> Iterator[None]:
    """Hold a lock that no two hold at once; Busy when it does not become free in time."""
    descriptor = opened(path)
    try:
        deadline = time.monotonic() + timeout_s
        while not taken(descriptor):
            if time.monotonic() > deadline:
                raise Busy(
                    f"Another command has been starting or stopping the database for over "
                    f"{timeout_s:g} s ({path}).",
                    remedy="Wait for it to end, or end it, and try again.",
                )
            time.sleep(_PAUSE_S)
        yield
    finally:
        os.close(descriptor)
