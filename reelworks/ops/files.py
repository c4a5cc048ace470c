"""Files that are whole or not there, and what they hash to."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A temporary name beside `path` (same suffix), renamed to it when the block succeeds."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.stem}.partial{path.suffix}")
    try:
        yield partial
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def write_whole(path: Path, content: bytes) -> None:
    """Write a small file so that nobody ever sees half of it."""
    with whole(path) as partial:
        partial.write_bytes(content)


def sha256_of(path: Path) -> str:
    """The content hash, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def free_bytes(folder: Path) -> int:
    """Space left for us on the disk that holds `folder`."""
    stats = os.statvfs(folder)
    return stats.f_bavail * stats.f_frsize
