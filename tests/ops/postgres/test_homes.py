"""Which database belongs to which home, and how it is removed."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.ops.postgres.machine import Machine


def test_a_moved_home_keeps_its_database(as_root: Machine) -> None:
    user = as_root.use()
    user.ask("ask create table kept as select 42 as answer")
    user.leave()
    moved = as_root.home.rename(as_root.folder / "moved")
    user = as_root.use(moved)
    assert user.ask("ask select answer from kept") == 42
    user.leave()


def test_a_copied_home_gets_a_database_of_its_own(as_root: Machine) -> None:
    user = as_root.use()
    copy = Path(shutil.copytree(as_root.home, as_root.folder / "copy"))
    other = as_root.use(copy)
    assert other.first["dsn"] != user.first["dsn"]
    user.leave()
    other.leave()


def test_a_new_home_at_the_path_of_an_old_one_begins_empty(as_root: Machine) -> None:
    user = as_root.use()
    user.ask("ask create table old (id int)")
    user.leave()
    old = as_root.cluster()
    shutil.rmtree(as_root.home)
    user = as_root.use()
    assert user.ask("ask select to_regclass('old')::text") is None
    user.leave()
    shutil.rmtree(old)


def test_removing_leaves_nothing_and_waits_for_nobody(machine: Machine) -> None:
    user = machine.use()
    cluster = machine.cluster()
    assert machine.refused(None, "remove")["error"] == "Busy"
    assert user.ask("ask select 1") == 1
    user.leave()
    machine.removed()
    assert not (cluster / "data").exists()
    machine.removed()
    machine.removed(machine.folder / "never")
    machine.use().leave()
