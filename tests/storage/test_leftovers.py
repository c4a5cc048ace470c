"""A file goes from the store only when nobody can come to count on it meanwhile."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import pytest

from reelworks.domain.steps import Stored
from reelworks.storage import leftovers
from reelworks.storage.local import LocalStore


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    return LocalStore(tmp_path / "workspaces")


def old(store: LocalStore, tmp_path: Path, content: bytes = b"old") -> Stored:
    """A file that was put into the store long ago."""
    source = tmp_path / "a.png"
    source.write_bytes(content)
    stored = store.put(source)
    os.utime(store.path(stored), (1, 1))
    return stored


def everything(store: LocalStore) -> list[leftovers.Kept]:
    return [kept for name in leftovers.shelves(store) for kept in leftovers.shelf(store, name)]


def test_an_old_file_goes_and_a_young_one_stays(store: LocalStore, tmp_path: Path) -> None:
    one, two = old(store, tmp_path), old(store, tmp_path, b"two")
    os.utime(store.path(two))
    gone = [leftovers.remove(file, older_than=time.time() - 60) for file in everything(store)]
    assert sorted(gone) == [False, True]
    assert [file.stored for file in everything(store)] == [two]
    assert not [*leftovers.kept(store, [one])]


@pytest.mark.parametrize("bring", ["put", "move_in"])
def test_who_brings_the_same_bytes_again_saves_them(
    store: LocalStore, tmp_path: Path, bring: str
) -> None:
    old(store, tmp_path)
    (file,) = everything(store)
    assert getattr(store, bring)(tmp_path / "a.png") == file.stored
    assert not leftovers.remove(file, older_than=time.time() - 60)
    assert store.path(file.stored).read_bytes() == b"old"


def test_a_file_that_was_put_aside_and_forgotten_is_found_again(
    store: LocalStore, tmp_path: Path
) -> None:
    """Whoever was cleaning was killed: the next one decides."""
    stored = old(store, tmp_path)
    path = store.path(stored)
    path.rename(path.with_name(f".aside-{path.name}"))
    (file,) = everything(store)
    assert file.stored == stored
    leftovers.put_back(file)
    assert store.path(stored) == path
    path.rename(path.with_name(f".aside-{path.name}"))
    (file,) = everything(store)
    assert leftovers.remove(file, older_than=time.time())
    assert everything(store) == []


def test_cleaning_and_bringing_at_once_loses_nothing(store: LocalStore, tmp_path: Path) -> None:
    """Many rounds: whatever the order, who was told that the bytes are kept finds them."""
    lost, ready = [], threading.Barrier(2)

    def cleaner() -> None:
        for _ in range(300):
            ready.wait()
            for file in everything(store):
                leftovers.remove(file, older_than=time.time() - 60)
            ready.wait()

    thread = threading.Thread(target=cleaner)
    thread.start()
    source = tmp_path / "b.png"
    source.write_bytes(b"bytes")
    for _ in range(300):
        stored = store.put(source)
        os.utime(store.path(stored), (1, 1))
        ready.wait()
        stored = store.put(source)
        ready.wait()
        lost += [] if store.path(stored).read_bytes() == b"bytes" else [stored]
    thread.join()
    assert lost == []


def test_only_our_own_readable_names_are_taken_away(store: LocalStore, tmp_path: Path) -> None:
    stored = old(store, tmp_path)
    folder = store.task_folder("demo", "film")
    store.link(stored, "demo", "film", "videos/a.png")
    leftovers.unlink(store, "demo", "film", "videos/a.png", stored)
    assert [*folder.iterdir()] == []
    (folder / "a.png").write_bytes(b"drawn by hand")
    (folder / "b.png").symlink_to(tmp_path / "a.png")
    for name in ("a.png", "b.png", "c.png"):
        leftovers.unlink(store, "demo", "film", name, stored)
    assert sorted(path.name for path in folder.iterdir()) == ["a.png", "b.png"]


def test_a_copy_with_a_readable_name_is_taken_away_too(store: LocalStore, tmp_path: Path) -> None:
    """Where files cannot be linked they are copied."""
    stored = old(store, tmp_path)
    folder = store.task_folder("demo", "film")
    (folder / "a.png").write_bytes(b"old")
    leftovers.unlink(store, "demo", "film", "a.png", stored)
    assert [*folder.iterdir()] == []


def test_what_is_no_file_of_the_store_is_not_looked_at(store: LocalStore, tmp_path: Path) -> None:
    old(store, tmp_path)
    (shelf,) = leftovers.shelves(store)
    for name in (f".{'a' * 32}", "notes.txt", ".hidden"):
        (store.root / ".store" / shelf / name).write_bytes(b"")
    (store.root / ".store" / "readme").mkdir()
    assert len(everything(store)) == 1
    assert [p.name for p in leftovers.half_written(store, shelf, older_than=time.time() + 60)] == [
        f".{'a' * 32}"
    ]
