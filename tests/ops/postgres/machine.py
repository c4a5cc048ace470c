"""Commands that use embedded servers, as root or as a normal user, in homes of their own."""

from __future__ import annotations

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
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest

from reelworks.ops import postgres
from reelworks.ops.postgres import locks, place

AS_ROOT = os.geteuid() == 0
ACCOUNTS = ["root", "user"] if AS_ROOT else ["user"]
_PROGRAM = Path(__file__).with_name("user.py")


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

    def launch(self, home: Path | None = None, *words: str) -> User:
        uid, gid = self.account.pw_uid, self.account.pw_gid
        other = uid != os.geteuid()
        process = subprocess.Popen(
            [*self.python, str(_PROGRAM), str(home or self.home), *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd="/",
            env=environment(),
            user=uid if other else None,
            group=gid if other else None,
            extra_groups=[] if other else None,
            start_new_session=True,
        )
        self.users.append(User(process))
        return self.users[-1]

    def use(self, home: Path | None = None) -> User:
        return self.launch(home).started()

    def removed(self, home: Path | None = None) -> None:
        user = self.launch(home, "remove")
        assert user.heard() == {"answer": "removed"}
        user.leave()

    def refused(self, home: Path | None = None, *words: str) -> dict[str, str]:
        user = self.launch(home, *words)
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


def environment() -> dict[str, str]:
    known = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "PGPORT": "6543", "PGDATA": "/nowhere"}
    folders = [Path(postgres.__file__).parents[3], Path(psutil.__file__).parents[1]]
    return {**known, "PYTHONPATH": os.pathsep.join(map(str, folders))}


def python_for(account: pwd.struct_passwd) -> list[str]:
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
                env=environment(),
                cwd="/",
                check=True,
                capture_output=True,
            )
        except (OSError, subprocess.CalledProcessError):
            continue
        return [candidate]
    pytest.skip(f"{account.pw_name} can run no Python {sys.version_info[:2]} with our packages")


def machines(name: str) -> Iterator[Machine]:
    other = AS_ROOT and name == "user"
    account = pwd.getpwnam("nobody") if other else pwd.getpwuid(os.geteuid())
    folder = Path(tempfile.mkdtemp(prefix="reelworks test ", dir="/tmp"))
    machine = Machine(account, python_for(account), folder)
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


def as_nobody() -> pwd.struct_passwd:
    return pwd.getpwnam("nobody")
