"""A backup on disk: a folder or a .tar with a list of all that is in it, checked on the way back.

What is read from a backup is untrusted: names must be ones that we give, only plain files count,
sizes and hashes must be those of the list, and the list is the last thing written, so that a
backup without one is not whole.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import stat
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Protocol

from pydantic import TypeAdapter, ValidationError

from reelworks.domain.errors import BadBackup, BadInput
from reelworks.ops.files import sha256_of, whole, write_whole

LIST = "reelworks-backup.json"
FORMAT = 1
_CHUNK = 1 << 20
_LARGEST_LIST = 1 << 30
_NAME = re.compile(
    r"database/[0-9]{20}/[a-z_]{1,60}\.copy"
    r"|store/(?P<shelf>[0-9a-f]{2})/(?P=shelf)[0-9a-f]{62}(\.[a-z0-9]{1,8}){0,2}"
    r"|channels/channels\.yaml"
    r"|channels/channels/[a-z0-9][a-z0-9_-]{0,63}(/[^/\\\x00-\x1f]{1,200}){1,8}"
)
_OURS = re.compile(r"(database|store|channels)(/|$)")


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a backup."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Saved:
    """A table, and in which order its columns are in its file."""

    table: str
    columns: tuple[str, ...]
    rows: int
    file: str


@dataclass(frozen=True, slots=True)
class Contents:
    """What a backup says that it holds. `schema`: the migration that its tables are of."""

    format: int
    program: str
    made_at: str
    schema: str
    videos: int
    tables: tuple[Saved, ...]
    files: tuple[Entry, ...]
    missing: tuple[str, ...]  # files that were lost already when the backup was made


_CONTENTS = TypeAdapter(Contents)


def is_tar(path: Path) -> bool:
    return path.suffix == ".tar"


class Writer(Protocol):
    """Where a backup goes."""

    def add(self, name: str, source: Path) -> Entry:
        """Copy a file into the backup; says what was really read."""

    def finish(self, contents: Contents) -> None:
        """Write the list: only then is there a backup."""


@contextmanager
def written(target: Path) -> Iterator[Writer]:
    """A backup that is whole or, if the block fails, is not there; an older one stays until then.

    Raises BadInput when there is something else at `target`.
    """
    if is_tar(target):
        if target.is_dir():
            raise BadInput(f"{target} is a folder.", remedy="Give a name that is free.")
        with whole(target) as partial, partial.open("wb") as file:
            with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
                yield _Tar(tar)
            file.flush()
            os.fsync(file.fileno())
        return
    _check_folder(target)
    target.mkdir(parents=True, exist_ok=True)
    yield _Folder(target)


def _check_folder(target: Path) -> None:
    """New, empty, or a backup of ours, which then becomes the newer one."""
    if not target.exists():
        return
    if not target.is_dir():
        raise BadInput(f"{target} is a file.", remedy="Give a folder, or a name that ends in .tar.")
    others = [p.name for p in target.iterdir() if p.name != LIST and not _OURS.match(p.name)]
    others = [name for name in others if not name.startswith(".")]
    if others:
        raise BadInput(
            f"{target} has other things in it: {', '.join(sorted(others)[:3])}.",
            remedy="Give a folder of its own to the backup.",
        )


class _Tar:
    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar

    def add(self, name: str, source: Path) -> Entry:
        with source.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            reading = _Hashing(file)
            self._tar.addfile(_header(name, size), reading)
        return Entry(name, size, reading.sha256.hexdigest())

    def finish(self, contents: Contents) -> None:
        listed = _listed(contents)
        self._tar.addfile(_header(LIST, len(listed)), io.BytesIO(listed))


class _Folder:
    """Files that an older backup in the same folder has already are not written again."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def add(self, name: str, source: Path) -> Entry:
        target = self._root / name
        size = source.stat().st_size
        if name.startswith("store/") and _is_copy(target, size):
            return Entry(name, size, sha256_of(target))
        with source.open("rb") as file, whole(target) as partial, partial.open("wb") as copy:
            reading = _Hashing(file)
            while chunk := reading.read(_CHUNK):
                copy.write(chunk)
            copy.flush()
            os.fsync(copy.fileno())
        return Entry(name, size, reading.sha256.hexdigest())

    def finish(self, contents: Contents) -> None:
        """The newer list takes the place of the older; then what only that one named goes."""
        write_whole(self._root / LIST, _listed(contents))
        named = {entry.name for entry in contents.files}
        for top in ("database", "store", "channels"):
            for path in sorted((self._root / top).rglob("*"), reverse=True):
                if path.is_dir() and not path.is_symlink():
                    with suppress(OSError):  # not empty
                        path.rmdir()
                elif path.relative_to(self._root).as_posix() not in named:
                    path.unlink()


def _is_copy(path: Path, size: int) -> bool:
    """A file of an older backup that still has the bytes that its name says."""
    plain = path.is_file() and not path.is_symlink() and path.stat().st_size == size
    return plain and sha256_of(path) == path.name[:64]


class _Hashing(io.RawIOBase):
    """A file that is read, and what was read of it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.sha256 = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        chunk = self._file.read(size)
        self.sha256.update(chunk)
        return chunk


def _header(name: str, size: int) -> tarfile.TarInfo:
    header = tarfile.TarInfo(name)
    header.size = size
    header.mode = 0o600
    return header


def _listed(contents: Contents) -> bytes:
    """The list, with a hash of its own."""
    facts = asdict(contents)
    return json.dumps({**facts, "sha256": _hash_of(facts)}, indent=1).encode()


def _hash_of(facts: Mapping[str, object]) -> str:
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


class Reader:
    """A backup whose list is sound, and which has every file of it in its full length."""

    def __init__(self, path: Path, tar: tarfile.TarFile | None) -> None:
        self._path, self._tar = path, tar
        self._members = {} if tar is None else _members(path, tar)
        self.contents = self._contents()
        self._check()

    def chunks(self, entry: Entry) -> Iterator[bytes]:
        """A file's bytes; raises BadBackup at its end when they are not those of the list."""
        found = hashlib.sha256()
        with self._open(entry.name) as file:
            while chunk := file.read(_CHUNK):
                found.update(chunk)
                yield chunk
        if found.hexdigest() != entry.sha256:
            raise _damaged(self._path, f"{entry.name} is not what it was")

    def _contents(self) -> Contents:
        if not self._is_there(LIST):
            raise BadBackup(
                f"{self._path} is no backup, or not a whole one: its list is missing.",
                remedy="Was making it broken off? Use another backup.",
            )
        with self._open(LIST) as file:
            text = file.read(_LARGEST_LIST)
        try:
            facts = json.loads(text)
            said = facts.pop("sha256")
        except (ValueError, AttributeError, KeyError, TypeError) as error:
            raise _damaged(self._path, "its list cannot be read") from error
        if facts.get("format") != FORMAT:
            raise BadBackup(
                f"{self._path} is of another kind (format {facts.get('format')!r}).",
                remedy="Restore it with the Reelworks that made it, or a newer one.",
            )
        if said != _hash_of(facts):
            raise _damaged(self._path, "its list is not what it was")
        try:
            return _CONTENTS.validate_python(facts)
        except ValidationError as error:
            raise _damaged(self._path, "its list says nothing sensible") from error

    def _check(self) -> None:
        names = [entry.name for entry in self.contents.files]
        if wrong := [name for name in names if not _is_ours(name)]:
            raise BadBackup(
                f"{self._path} wants to write where no backup writes: {wrong[0][:200]!r}.",
                remedy="Do not use it: it was not made by Reelworks.",
            )
        if len(set(names)) != len(names):
            raise _damaged(self._path, "it names a file twice")
        for entry in self.contents.files:
            if not self._is_there(entry.name) or self._size(entry.name) != entry.bytes:
                raise _damaged(self._path, f"{entry.name} is missing or cut off")
            if entry.name.startswith("store/") and entry.sha256 not in entry.name:
                raise _damaged(self._path, f"{entry.name} is not what its name says")

    def _is_there(self, name: str) -> bool:
        if self._tar is not None:
            return name in self._members
        return _is_plain(self._path, name)

    def _size(self, name: str) -> int:
        if self._tar is not None:
            return self._members[name].size
        return (self._path / name).stat().st_size

    def _open(self, name: str) -> IO[bytes]:
        if self._tar is None:
            return os.fdopen(os.open(self._path / name, os.O_RDONLY | os.O_NOFOLLOW), "rb")
        file = self._tar.extractfile(self._members[name])
        if file is None:
            raise _damaged(self._path, f"{name} is no file")
        return file


def _is_ours(name: str) -> bool:
    parts = name.split("/")
    return _NAME.fullmatch(name) is not None and not {".", ".."} & set(parts)


def _is_plain(root: Path, name: str) -> bool:
    """A plain file, and no link on the way to it."""
    path = root
    for part in name.split("/"):
        path = path / part
        if not path.exists() or path.is_symlink():
            return False
    return stat.S_ISREG(path.lstat().st_mode)


def _members(path: Path, tar: tarfile.TarFile) -> dict[str, tarfile.TarInfo]:
    """The plain files of an archive; whatever else is in it does not exist for us."""
    try:
        plain = [m for m in tar.getmembers() if m.isreg() and not m.issparse()]
        return {member.name: member for member in plain}
    except (tarfile.TarError, EOFError) as error:
        raise _damaged(path, "it is cut off") from error


def _damaged(path: Path, how: str) -> BadBackup:
    return BadBackup(f"The backup {path} is damaged: {how}.", remedy="Use another backup.")


@contextmanager
def opened(path: Path) -> Iterator[Reader]:
    """Open a backup and check all of it but the contents of its files. Raises BadBackup."""
    if path.is_dir():
        yield Reader(path, None)
        return
    if not path.is_file():
        raise BadBackup(f"There is no backup {path}.", remedy="Give a folder or a .tar file.")
    try:
        tar = tarfile.open(path, "r:")  # noqa: SIM115  (closed below)
    except (tarfile.TarError, EOFError, OSError) as error:
        raise BadBackup(
            f"{path} is no backup, or its beginning is damaged: {error}.",
            remedy="Give the folder or the .tar that `reelworks backup` made.",
        ) from error
    with tar:
        yield Reader(path, tar)
