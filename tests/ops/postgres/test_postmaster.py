"""The server's log stays small."""

from __future__ import annotations

from pathlib import Path

from reelworks.ops.postgres import postmaster


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
