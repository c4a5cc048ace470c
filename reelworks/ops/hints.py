"""Hints: a word to a script that waits for a vendor, to look now rather than at its next time.

It is a file in the script's working folder: whoever hears something of the vendor's leaves one,
and the script takes it. Nothing depends on it; a hint that is lost costs a few seconds.
"""

from __future__ import annotations

import time
from pathlib import Path

_NAME = ".look-now"
_SLICE_S = 0.2


def leave(folder: Path) -> bool:
    """Leave a hint for the script that works there; False when none does any more."""
    try:
        (folder / _NAME).touch()
    except OSError:
        return False
    return True


def wait(seconds: float, folder: Path | None = None) -> bool:
    """Wait so long, or until there is a hint in the folder (where the process is, if left out).

    True when there was one; it is taken.
    """
    hint = (folder or Path()) / _NAME
    end = time.monotonic() + seconds
    while not _taken(hint):
        left = end - time.monotonic()
        if left <= 0:
            return False
        time.sleep(min(left, _SLICE_S))
    return True


def _taken(hint: Path) -> bool:
    try:
        hint.unlink()
    except OSError:
        return False
    return True
