"""The store keeps bytes once, and no path of it leads out."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from reelworks.domain.errors import BadInput, NotFound, UnsafePath
from reelworks.domain.steps import Stored
from reelworks.storage.local import LocalStore


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    return LocalStore(tmp_path / "workspaces")


def made(tmp_path: Path, content: bytes = b"bytes", name: str = "a.PNG") -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


def test_the_same_bytes_are_kept_once_whoever_brings_them(
    store: LocalStore, tmp_path: Path
) -> None:
    source = made(tmp_path)
    stored = [*[store.put(source)] * 2]
    threads = [threading.Thread(target=store.put, args=(source,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    stored.append(store.move_in(source))
    assert len(set(stored)) == 1
    assert not source.exists()
    kept = [path for path in (store.root / ".store").rglob("*") if path.is_file()]
    assert kept == [store.path(stored[0])]
    assert kept[0].suffix == ".png"
    assert not os.access(kept[0], os.W_OK) or os.geteuid() == 0
    assert kept[0].stat().st_mode & 0o222 == 0


def test_a_link_takes_the_place_of_the_one_before(store: LocalStore, tmp_path: Path) -> None:
    one = store.put(made(tmp_path, b"one"))
    two = store.put(made(tmp_path, b"two"))
    store.link(one, "demo", "film", "videos/shot-01.png")
    store.link(two, "demo", "film", "videos/shot-01.png")
    assert (store.root / "demo/film/videos/shot-01.png").read_bytes() == b"two"
    assert store.path(one).read_bytes() == b"one"


@pytest.mark.parametrize("name", ["..", "a/b", "", "/etc", "A", "-x", "a\n", ".store", "x" * 90])
def test_no_folder_has_a_name_that_leads_elsewhere(store: LocalStore, name: str) -> None:
    with pytest.raises(UnsafePath):
        store.task_folder("demo", name)
    with pytest.raises(UnsafePath):
        store.task_folder(name, "film")


def test_a_link_in_the_workspace_leads_nowhere(store: LocalStore, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (store.task_folder("demo", "film") / "videos").symlink_to(outside)
    stored = store.put(made(tmp_path))
    with pytest.raises(UnsafePath):
        store.link(stored, "demo", "film", "videos/a.png")
    with pytest.raises(UnsafePath):
        store.link(stored, "demo", "film", "../../../a.png")
    assert not any(outside.iterdir())


def test_missing_bytes_are_told(store: LocalStore) -> None:
    with pytest.raises(NotFound, match="0000"):
        store.path(Stored("0" * 64, ".png"))


def test_a_workspace_that_is_a_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="a file is in its way"):
        LocalStore(made(tmp_path, name="workspaces"))
