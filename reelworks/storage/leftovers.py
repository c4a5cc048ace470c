"""What may be removed from a store, and how, so that nobody who needs a file ever loses it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from reelworks.domain.steps import Stored
from reelworks.ops.files import sha256_of
from reelworks.storage.local import LocalStore

_KEPT = re.compile(r"(?P<sha256>[0-9a-f]{64})(?P<suffix>(\.[a-z0-9]{1,8}){0,2})")
_ASIDE = ".aside-"  # about to be removed, unless somebody counts on it
_SHELF = re.compile(r"[0-9a-f]{2}")
_PARTIAL = re.compile(r"\..+\.partial(\.[a-z0-9]{1,8})?")
_REVIEW = re.compile(r"[a-z]+(\.seen)?\.(jpg|json)")


@dataclass(frozen=True, slots=True)
class Kept:
    """A file of the store, perhaps put aside; `changed` in seconds since 1970."""

    path: Path
    stored: Stored
    bytes: int
    changed: float


def shelves(store: LocalStore) -> list[str]:
    """The folders of the store, in order."""
    root = store.root / ".store"
    if not root.is_dir():
        return []
    return sorted(folder.name for folder in root.iterdir() if _SHELF.fullmatch(folder.name))


def shelf(store: LocalStore, name: str) -> Iterator[Kept]:
    """The files of one folder of the store, without those that are half written."""
    for path in sorted((store.root / ".store" / name).iterdir()):
        found = _KEPT.fullmatch(path.name.removeprefix(_ASIDE))
        if found is not None and (kept := _kept(path, Stored(found[1], found[2]))):
            yield kept


def kept(store: LocalStore, files: Collection[Stored]) -> Iterator[Kept]:
    """Those of these files that are there."""
    for stored in files:
        path = store.root / ".store" / stored.sha256[:2] / f"{stored.sha256}{stored.suffix}"
        if found := _kept(path, stored):
            yield found


def _kept(path: Path, stored: Stored) -> Kept | None:
    try:
        about = path.lstat()
    except FileNotFoundError:
        return None
    return Kept(path, stored, about.st_size, about.st_mtime)


def remove(file: Kept, *, older_than: float) -> bool:
    """Remove a file of the store that nobody needs, unless somebody counts on it since then.

    First it is put aside, where nobody finds it. Who came before has left a younger time on it,
    and it goes back; who comes after finds nothing and keeps the bytes anew.
    """
    aside = file.path.with_name(f"{_ASIDE}{file.path.name.removeprefix(_ASIDE)}")
    with suppress(FileNotFoundError):  # somebody else is cleaning as well
        if file.path.stat().st_mtime >= older_than:
            return False
        file.path.rename(aside)
        if aside.stat().st_mtime < older_than:
            aside.unlink()
            return True
        put_back(file)
    return False


def put_back(file: Kept) -> None:
    """A file that was put aside is needed after all."""
    aside = file.path.with_name(f"{_ASIDE}{file.path.name.removeprefix(_ASIDE)}")
    with suppress(FileNotFoundError):
        aside.rename(file.path.with_name(file.path.name.removeprefix(_ASIDE)))


def half_written(store: LocalStore, name: str, *, older_than: float) -> list[Path]:
    """Copies in one folder of the store that were broken off."""
    names = re.compile(r"\.[0-9a-f]{32}")
    folder = store.root / ".store" / name
    return [p for p in folder.iterdir() if names.fullmatch(p.name) and _is_old(p, older_than)]


def task_folders(store: LocalStore) -> list[tuple[str, str]]:
    """Channel and name of every video that has a folder."""
    return sorted((f.parent.name, f.name) for f in store.root.glob("[a-z0-9]*/*") if f.is_dir())


def unlink(store: LocalStore, channel: str, task: str, name: str, stored: Stored) -> None:
    """Take a readable name away, if it still stands for these bytes: never a file of a person's."""
    path = store.task_folder(channel, task) / name
    if path.is_symlink() or not path.is_file():
        return
    store.inside(path.parent, store.task_folder(channel, task))
    if _stands_for(path, next(kept(store, [stored]), None), stored):
        path.unlink()
        _drop_empty(path.parent, store.task_folder(channel, task))


def _stands_for(path: Path, source: Kept | None, stored: Stored) -> bool:
    same = source is not None and path.samefile(source.path)
    return same or sha256_of(path) == stored.sha256


def _drop_empty(folder: Path, top: Path) -> None:
    while folder != top:
        try:
            folder.rmdir()
        except OSError:  # something is in it
            return
        folder = folder.parent


def tidy(store: LocalStore, channel: str, task: str, *, older_than: float) -> None:
    """Remove what only the making of a video needed: review sheets, writing that was broken off."""
    folder = store.task_folder(channel, task)
    review = folder / "review"
    if review.is_dir() and not review.is_symlink():
        for path in review.iterdir():
            if _REVIEW.fullmatch(path.name) and _is_old(path, older_than):
                path.unlink(missing_ok=True)
        _drop_empty(review, folder)
    for path in broken_off(folder, older_than=older_than):
        path.unlink(missing_ok=True)
    with suppress(OSError):  # a script is at work
        (folder / ".work").rmdir()


def broken_off(folder: Path, *, older_than: float) -> list[Path]:
    """Temporary names of writing that was interrupted, below a video's folder."""
    found = [path for path in folder.rglob(".*.partial*") if _PARTIAL.fullmatch(path.name)]
    return [p for p in found if ".work" not in p.parts and _is_old(p, older_than)]


def remove_work(folder: Path) -> None:
    """Remove the working folder of a script that is gone."""
    shutil.rmtree(folder, ignore_errors=True)


def size_of(folder: Path) -> tuple[int, int]:
    """How many files there are below a folder, and their bytes."""
    sizes = []
    for path in folder.rglob("*"):
        with suppress(FileNotFoundError):
            if path.is_file():
                sizes.append(path.lstat().st_size)
    return len(sizes), sum(sizes)


def _is_old(path: Path, older_than: float) -> bool:
    try:
        return path.lstat().st_mtime < older_than
    except FileNotFoundError:
        return False


def work_is_old(folder: Path, *, older_than: float) -> bool:
    """Nothing was begun in this working folder for so long."""
    return _is_old(folder, older_than)
