"""Whatever is killed, nothing is lost and nothing stuck."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import time
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from reelworks.domain.errors import DatabaseUnavailable
from reelworks.ops import postgres
from reelworks.ops.postgres import postmaster
from reelworks.orchestrator import database
from tests.ops.postgres.machine import Machine

pytestmark = pytest.mark.chaos


def test_a_server_outlives_its_killed_starter_and_is_adopted(machine: Machine) -> None:
    starter = machine.use()
    pid = machine.postmaster()
    starter.kill()
    assert machine.running()
    heir = machine.use()
    assert machine.postmaster() == pid
    heir.leave()
    assert not machine.running()


def test_a_killed_user_does_not_keep_the_server_from_stopping(machine: Machine) -> None:
    users = [machine.use() for _ in range(3)]
    users[0].kill()
    users[2].leave()
    assert machine.running()
    users[1].leave()
    assert not machine.running()


def test_a_starter_killed_anywhere_leaves_nothing_stuck(machine: Machine) -> None:
    for wait_s in (0.15, 0.3, 0.45, 0.6, 0.75, 0.9):
        starter = machine.launch()
        time.sleep(wait_s)
        starter.kill()
    user = machine.use()
    assert user.ask("ask select 1") == 1
    user.leave()
    assert not machine.running()
    time.sleep(1)  # a half-made database may still be written to by what the killed one started
    machine.use().leave()
    assert list(machine.cluster().glob("data.new-*")) == []


def test_a_killed_server_is_started_again_for_those_who_use_it(machine: Machine) -> None:
    user = machine.use()
    user.ask("ask create table kept as select 42 as answer")
    os.kill(machine.postmaster(), signal.SIGKILL)
    assert user.ask("ensure") == user.first["dsn"]
    assert user.ask("ask select answer from kept") == 42
    user.leave()
    assert not machine.running()


def test_after_a_crash_of_everything_it_recovers(machine: Machine) -> None:
    user = machine.use()
    user.ask("ask create table kept as select 42 as answer")
    user.kill()
    os.kill(machine.postmaster(), signal.SIGKILL)
    user = machine.use()
    assert user.ask("ask select answer from kept") == 42
    user.leave()


def test_a_stale_process_id_that_is_somebody_elses_now_is_not_believed(machine: Machine) -> None:
    user = machine.use()
    sockets = Path(database.shown(user.first["dsn"]).removesuffix("/reelworks"))
    note = machine.cluster() / "data" / "postmaster.pid"
    words = note.read_text()
    user.leave()
    stranger = machine.use(machine.folder / "stranger")  # alive, and of the server's account
    stale = words.replace(words.split()[0], str(machine.postmaster(machine.folder / "stranger")), 1)
    owner = (machine.cluster() / "data").stat()
    sockets.mkdir(mode=0o700, exist_ok=True)
    os.chown(sockets, owner.st_uid, owner.st_gid)
    for path in (note, sockets / ".s.PGSQL.5432.lock"):
        path.write_text(stale)
        os.chown(path, owner.st_uid, owner.st_gid)
    user = machine.use()
    assert user.ask("ask select 1") == 1
    user.leave()
    assert stranger.ask("ask select 1") == 1
    stranger.leave()


def test_a_server_whose_socket_was_cleaned_away_is_brought_back_in_reach(machine: Machine) -> None:
    user = machine.use()
    sockets = Path(database.shown(user.first["dsn"]).removesuffix("/reelworks"))
    shutil.rmtree(sockets)
    assert user.ask("ensure") == user.first["dsn"]
    assert user.ask("ask select 1") == 1
    user.leave()
    assert not machine.running()


def _runs(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


async def _answer(pool: AsyncEngine) -> object:
    async with database.transaction(pool) as tx:
        return (await tx.execute(text("select answer from kept"))).scalar_one()


async def test_a_pool_heals_itself_when_the_server_is_killed(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with postgres.server(home) as server:
        pool = database.engine(server.dsn, recover=server.ensure)
        async with database.transaction(pool) as tx:
            await tx.execute(text("create table kept as select 42 as answer"))
            backend = int((await tx.execute(text("select pg_backend_pid()"))).scalar_one())
        claim = postmaster.noted(server._place)
        assert claim is not None
        os.kill(claim.pid, signal.SIGKILL)
        while _runs(backend):  # a connection may outlive the server for a moment
            await asyncio.sleep(0.01)
        with suppress(DatabaseUnavailable):
            await _answer(pool)
        assert await _answer(pool) == 42
        await pool.dispose()
    postgres.remove(home)
