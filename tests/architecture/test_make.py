"""The make targets that people meet first."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.architecture.source import ROOT

TOOLS = ("make", "sh", "awk", "mkdir", "touch", "rm", "date", "find")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of what make needs, in a folder with a space and a quote in its name."""
    folder = tmp_path / "it's my films"
    shutil.copytree(ROOT / "requirements", folder / "requirements")
    shutil.copy(ROOT / "Makefile", folder)
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def make(checkout: Path, *words: str, path: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [path / "make", *words],
        cwd=checkout,
        env={"PATH": str(path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """A PATH with nothing on it but what make needs."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for tool in TOOLS:
        found = shutil.which(tool)
        assert found, tool
        (folder / tool).symlink_to(found)
    return folder


def test_help_tells_of_every_target(checkout: Path, tools: Path) -> None:
    said = make(checkout, path=tools).stdout
    phony = re.search(r"^\.PHONY: (.+)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert phony
    assert re.findall(r"^make (\w+)", said, re.MULTILINE) == phony[1].split()


def test_without_a_python_make_says_what_to_do(checkout: Path, tools: Path) -> None:
    demo = make(checkout, "demo", path=tools)
    assert demo.returncode != 0
    assert "needs Python 3.11 or newer" in demo.stderr
    assert "make PYTHON=" in demo.stderr


def test_an_old_python_is_passed_over(checkout: Path, tools: Path) -> None:
    (tools / "python3").write_text("#!/bin/sh\nexit 1\n")  # what ours asks of it: too old
    (tools / "python3").chmod(0o755)
    assert "needs Python 3.11 or newer" in make(checkout, "demo", path=tools).stderr


def test_clean_keeps_the_environment(checkout: Path, tools: Path) -> None:
    for made in (".venv/kept", "build/demo/film.mp4", ".reelworks/x", "a/__pycache__/b.pyc"):
        (checkout / made).parent.mkdir(parents=True)
        (checkout / made).touch()
    assert make(checkout, "clean", path=tools).returncode == 0
    left = {path.name for path in checkout.iterdir()}
    assert left == {".venv", "Makefile", "pyproject.toml", "requirements", "a"}
    assert not (checkout / "a" / "__pycache__").exists()
