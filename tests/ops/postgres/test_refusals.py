"""What makes a server impossible is told, with what to do."""

from __future__ import annotations

import hashlib
import os
import subprocess
from pathlib import Path

import pytest

from reelworks.domain.errors import BadInput, DatabaseUnavailable
from reelworks.ops import postgres
from tests.ops.postgres.machine import AS_ROOT, Machine, as_nobody


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
