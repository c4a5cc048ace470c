"""What a person types or pastes while something else goes on."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator


def lines() -> Iterator[str]:
    """Lines of standard input as they come; none where there is none.

    Read past Python's own buffer: whoever waits in it when the program ends brings it down.
    """
    try:
        source = sys.stdin.fileno()
    except (AttributeError, OSError, ValueError):
        return
    rest = b""
    while part := _read(source):
        *whole, rest = (rest + part).split(b"\n")
        yield from (line.decode(errors="replace").strip() for line in whole)
    if rest:
        yield rest.decode(errors="replace").strip()


def _read(source: int) -> bytes:
    try:
        return os.read(source, 65_536)
    except OSError:
        return b""
