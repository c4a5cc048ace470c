"""What other people's programs are told of us: no key, no token, no password."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import imageio_ffmpeg
import pytest

from reelworks.ops import ffmpeg, programs

SECRETS = ("KIE_API_KEY", "YOUTUBE_CLIENT_SECRET", "CATBOX_USERHASH", "DATABASE_URL")
TELL = "import json, os, sys; sys.stdin.read(); {how}(json.dumps(dict(os.environ)))"


@pytest.fixture(autouse=True)
def _secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SECRETS:
        monkeypatch.setenv(name, f"marked-{name}")
    monkeypatch.setenv("REELWORKS_HOME", "/somewhere")


def test_a_program_is_told_no_secret() -> None:
    said = programs.run([sys.executable, "-c", TELL.format(how="print")], timeout_s=30, stdin=b"")
    _told(json.loads(said.stdout))


def test_a_program_that_is_fed_is_told_no_secret(tmp_path: Path) -> None:
    found = tmp_path / "found.json"
    how = f"open({str(found)!r}, 'w').write"
    programs.feed([sys.executable, "-c", TELL.format(how=how)], [b""], timeout_s=30)
    _told(json.loads(found.read_text()))


def test_a_program_with_an_environment_of_its_own_has_that() -> None:
    argv = [sys.executable, "-c", TELL.format(how="print")]
    said = programs.run(argv, timeout_s=30, stdin=b"", env={"KIE_API_KEY": "meant"})
    assert json.loads(said.stdout)["KIE_API_KEY"] == "meant"


def test_ffmpeg_is_found_without_being_started(monkeypatch: pytest.MonkeyPatch) -> None:
    """What looks whether it runs would tell it everything."""
    expected = imageio_ffmpeg.get_ffmpeg_exe()

    def started(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.delenv("IMAGEIO_FFMPEG_EXE", raising=False)
    monkeypatch.setattr(subprocess, "Popen", started)
    monkeypatch.setattr("imageio_ffmpeg.get_ffmpeg_exe", started)
    ffmpeg.executable.cache_clear()
    assert str(ffmpeg.executable()) == expected


def test_an_ffmpeg_of_ones_own_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", "/somewhere/ffmpeg")
    ffmpeg.executable.cache_clear()
    assert str(ffmpeg.executable()) == "/somewhere/ffmpeg"
    ffmpeg.executable.cache_clear()


def _told(env: dict[str, str]) -> None:
    assert env["REELWORKS_HOME"] == "/somewhere"
    assert not set(SECRETS) & set(env)
    assert "marked-" not in "".join(env.values())
