"""A disk that is too small: the command says so and ends; with more space it goes on."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance import homes
from tests.acceptance.homes import Home

pytestmark = pytest.mark.slow


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own with one megabyte."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if os.geteuid() != 0 or not mounted(folder, "size=1m"):
        pytest.skip("only root may mount a small disk, and not in every container")
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True, timeout=30)


def mounted(folder: Path, options: str) -> bool:
    command = ["mount", "-t", "tmpfs", "-o", options, "reelworks-test", folder]
    return subprocess.run(command, check=False, capture_output=True, timeout=30).returncode == 0


def test_a_full_disk_is_told_and_with_space_it_goes_on(disk: Path, tmp_path: Path) -> None:
    with homes.home_in(tmp_path, REELWORKS_HOME=str(disk / "home")) as home:
        home.path = disk / "home"
        words = wish(home)
        full = home.run(*words)
        assert "No space left on the disk" in full.refusal
        assert "Free some space and run the same command again; nothing finished is" in full.err
        assert mounted(disk, "remount,size=200m")
        made = home.run(*words, "--json")
        assert home.film_of(made).is_file()
        assert homes.ran_again(made.events()) == []
        assert home.left_behind() == []


def wish(home: Home) -> list[str]:
    notes = home.desk / "sea.md"
    notes.write_text("The sea is wide and cold. Ships cross it in every season.\n", "utf-8")
    return ["make", str(notes), "--shots", "2", "--size", "320x180"]
