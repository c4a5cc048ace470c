"""Files on a local disk: a store by content hash, and the readable tree of each task."""

from __future__ import annotations

import errno
import os
import re
import shutil
from collections.abc import Iterable
from pathlib import Path
from uuid import uuid4

from reelworks.domain.errors import BadInput, NotFound, UnsafePath
from reelworks.domain.steps import Stored
from reelworks.ops.files import sha256_of, whole

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")
_SUFFIX = re.compile(r"(\.[a-z0-9]{1,8}){0,2}")
_CANNOT_LINK = {errno.EPERM, errno.EXDEV, errno.EMLINK, errno.ENOTSUP}


class LocalStore:
    """`root` is the workspaces folder. Every path is built here and stays below it."""

    def __init__(self, root: Path) -> None:
        try:
            root.mkdir(parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError) as error:
            raise BadInput(
                f"The workspace {root} cannot be a folder: a file is in its way.",
                remedy="Move that file, or choose another place with REELWORKS_HOME.",
            ) from error
        except OSError as error:
            raise BadInput(
                f"The workspace {root} cannot be made: {error.strerror}.",
                remedy="Choose a place you may write to with REELWORKS_HOME.",
            ) from error
        self.root = root.resolve()

    def put(self, path: Path) -> Stored:
        """Keep a copy of a file's bytes for good, once; safe to repeat, by any number at a time."""
        stored = Stored(sha256_of(path), _suffix(path))
        target = self._path(stored)
        if not _still_wanted(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            partial = target.with_name(f".{uuid4().hex}")
            try:
                shutil.copyfile(path, partial)
                _seal(partial, target)
            finally:
                partial.unlink(missing_ok=True)
        return stored

    def move_in(self, path: Path) -> Stored:
        """Keep the file itself: it moves into the store, which must be on the same disk."""
        stored = Stored(sha256_of(path), _suffix(path))
        target = self._path(stored)
        if _still_wanted(target):
            path.unlink()
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            _seal(path, target)
        return stored

    def receive(self, stored: Stored, chunks: Iterable[bytes]) -> None:
        """Keep bytes that come from elsewhere; `chunks` raises when they are not these."""
        target = self._path(stored)
        if _still_wanted(target):
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_name(f".{uuid4().hex}")
        try:
            with partial.open("wb") as file:
                file.writelines(chunks)
            _seal(partial, target)
        finally:
            partial.unlink(missing_ok=True)

    def path(self, stored: Stored) -> Path:
        """Where the bytes are. Raises NotFound when they are gone."""
        path = self._path(stored)
        if not path.is_file():
            raise NotFound(
                f"The file {stored.sha256[:12]}{stored.suffix} is missing from the workspace.",
                remedy="Restore the workspace from a backup, or reject what needs it to have it "
                "made again.",
            )
        return path

    def task_folder(self, channel: str, task: str) -> Path:
        """The task's folder, made when it is not there."""
        for name in (channel, task):
            if not _NAME.fullmatch(name):
                raise UnsafePath(f"{name!r} cannot name a folder.")
        folder = self.root / channel / task
        folder.mkdir(parents=True, exist_ok=True)
        return self.inside(folder, self.root)

    def work_folder(self, channel: str, task: str, lease: str) -> Path:
        """A fresh folder that only the holder of this lease writes to."""
        folder = self.task_folder(channel, task) / ".work" / lease
        folder.mkdir(parents=True, exist_ok=False)
        return folder

    def work_folders(self) -> list[Path]:
        """Every working folder of every task; each has the name of its lease."""
        return [*self.root.glob("[a-z0-9]*/*/.work/*")]

    def link(self, stored: Stored, channel: str, task: str, name: str) -> None:
        """Give the bytes a readable name below the task's folder, in place of what had it."""
        folder = self.task_folder(channel, task)
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        self.inside(target.parent, folder)
        source = self.path(stored)
        with whole(target) as partial:
            partial.unlink(missing_ok=True)
            try:
                partial.hardlink_to(source)
            except OSError as error:
                if error.errno not in _CANNOT_LINK:
                    raise
                shutil.copyfile(source, partial)

    def _path(self, stored: Stored) -> Path:
        return self.root / ".store" / stored.sha256[:2] / f"{stored.sha256}{stored.suffix}"

    @staticmethod
    def inside(path: Path, folder: Path) -> Path:
        resolved = path.resolve()
        if not resolved.is_relative_to(folder.resolve()):
            raise UnsafePath(f"{path} leads out of {folder}.", remedy="Remove the link there.")
        return resolved


def _still_wanted(path: Path) -> bool:
    """Whether the bytes are there; says in the same breath that somebody counts on them.

    Who removes what is not needed looks at this time again when nobody can find the file any more
    (`storage.leftovers`): of the two one always learns of the other.
    """
    try:
        os.utime(path)
    except FileNotFoundError:
        return False
    except PermissionError:  # another account's file: it is there, that is all we can do
        return path.exists()
    return True


def _seal(path: Path, target: Path) -> None:
    """On the disk for good before anything on record points at it."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
    path.chmod(0o444)
    path.replace(target)


def _suffix(path: Path) -> str:
    suffix = path.suffix.lower()
    return suffix if _SUFFIX.fullmatch(suffix) else ""
