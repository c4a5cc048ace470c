"""How the workers of a test run share it out: module by module, the long ones first."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from xdist.scheduler import LoadScopeScheduling

# Folders and files whose tests take long. What is not here comes after, in the order of names.
LONG = (
    "tests/chaos",
    "tests/acceptance/test_interruptions.py",
    "tests/borders",
    "tests/doors",
    "tests/acceptance",
    "tests/ops",
    "tests/orchestrator",
    "tests/workers",
    "tests/scripts",
    "tests/providers",
)
# A run of these takes as long as many a module, and none needs what another one has made.
_ONE_BY_ONE = ("tests/chaos", "tests/acceptance/test_interruptions.py")


class Sharing(LoadScopeScheduling):
    """A module goes to one worker, for its tests share what they made."""

    def _split_scope(self, nodeid: str) -> str:
        return nodeid if nodeid.startswith(_ONE_BY_ONE) else nodeid.partition("::")[0]


def in_order(items: list[pytest.Item]) -> None:
    """Long modules first, so that no worker is left alone with one at the end."""
    items.sort(key=lambda item: _rank(item.nodeid))


def _rank(nodeid: str) -> int:
    return next((n for n, long in enumerate(LONG) if nodeid.startswith(long)), len(LONG))


@contextmanager
def made_once(
    temporary: pytest.TempPathFactory,
    name: str,
    make: Callable[[Path], None],
    remove: Callable[[Path], None],
) -> Iterator[Path]:
    """A folder that the first worker fills, all of them may read, and the last one removes."""
    shared = temporary.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    folder, done = shared / name, shared / f"{name}.done"
    with (shared / f"{name}.lock").open("a") as making, (shared / f"{name}.use").open("a") as use:
        fcntl.flock(making, fcntl.LOCK_EX)
        fcntl.flock(use, fcntl.LOCK_SH)
        try:
            if not done.exists():
                make(folder)
                done.touch()
            fcntl.flock(making, fcntl.LOCK_UN)
            yield folder
        finally:
            fcntl.flock(making, fcntl.LOCK_EX)
            with suppress(BlockingIOError):  # others still read
                fcntl.flock(use, fcntl.LOCK_EX | fcntl.LOCK_NB)
                done.unlink(missing_ok=True)
                remove(folder)
