"""Files that are whole or not there, and what they hash to."""

from __future__ import annotations

import hashlib
import os
from codecs import BOM_UTF8
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_DOCUMENTS = {
    b"%PDF-": "a PDF",
    b"{\\rtf": "an RTF document",
    b"%!PS": "a PostScript document",
    b"PK\x03\x04": "a packed document",  # .docx, .odt, .pages
    b"\xd0\xcf\x11\xe0": "an old Word document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"<?xml": "an XML document",
    b"<svg": "a picture",
}


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


def document_kind(content: bytes) -> str | None:
    """What a document is that looks like text to a program and is none to a person."""
    begins = content.removeprefix(BOM_UTF8).lstrip()[:16]
    found = (kind for sign, kind in _DOCUMENTS.items() if begins.startswith(sign))
    return next(found, None)


def free_bytes(folder: Path) -> int:
    """Space left for us on the disk that holds `folder`."""
    stats = os.statvfs(folder)
    return stats.f_bavail * stats.f_frsize
