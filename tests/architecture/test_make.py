"""The make targets that people meet first."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import venv
import zipfile
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


def wheel(folder: Path, package: str, version: str, *needs: str) -> str:
    """The smallest wheel there can be; its name with its pin, as make lock writes them."""
    file = folder / f"{package}-{version}-py3-none-any.whl"
    facts = f"{package}-{version}.dist-info"
    asked = "".join(f"Requires-Dist: {need}\n" for need in needs)
    with zipfile.ZipFile(file, "w") as packed:
        about = f"Metadata-Version: 2.1\nName: {package}\nVersion: {version}\n"
        packed.writestr(f"{facts}/METADATA", f"{about}Provides-Extra: more\n{asked}")
        packed.writestr(
            f"{facts}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        packed.writestr(f"{facts}/RECORD", "")
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    return f"{package}=={version} --hash=sha256:{digest}\n"


def test_a_newer_version_on_the_index_changes_nothing(checkout: Path, tmp_path: Path) -> None:
    """Python's own pip, resolving again, takes `part[more]` for another thing than `part`."""
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    pinned = wheel(shelf, "needs_part", "1.0", "part[more]>=1") + wheel(shelf, "part", "1.0")
    wheel(shelf, "part", "2.0")
    (checkout / "requirements" / "dev.txt").write_text(pinned, encoding="utf-8")
    venv.create(checkout / ".venv", with_pip=True)
    made = subprocess.run(
        ["make", "-o", ".venv/.runtime", ".venv/.dev"],
        cwd=checkout,
        env={
            "PATH": "/usr/bin:/bin",
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": shelf.as_uri(),
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    found = {path.name for path in (checkout / ".venv").rglob("*part-*.dist-info")}
    assert found == {"needs_part-1.0.dist-info", "part-1.0.dist-info"}
