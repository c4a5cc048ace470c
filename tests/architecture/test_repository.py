"""What is committed: nothing of one machine, nothing that names a registry, pins that agree."""

from __future__ import annotations

import re
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, name, tracked

LOCKS = re.compile(
    r"((uv|poetry|pdm|Pipfile)\.lock|pylock\..*toml|(package-lock|pnpm-lock).*|yarn\.lock)"
)
REGISTRIES = re.compile(
    rb"pypi\.org|pythonhosted\.org|registry\.npmjs\.org|deb\.debian\.org|--(extra-)?index-url|"
    rb"--find-links[ =]|--trusted-host[ =]"
)
LARGEST = 1_000_000

PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==(\S+) \\$", re.MULTILINE)
REQUIREMENTS = ("build", "runtime", "dev", "moviepy")


def contents() -> dict[str, bytes]:
    return {name(path): path.read_bytes() for path in tracked()}


def test_no_lock_file_is_committed() -> None:
    assert [name(path) for path in tracked() if LOCKS.fullmatch(path.name)] == []


def test_no_registry_is_named() -> None:
    found = [where for where, content in contents().items() if REGISTRIES.search(content)]
    assert found == []


def test_no_path_of_this_machine_is_named() -> None:
    own = (f"{ROOT}/".encode(), f"{Path.home()}/.".encode())
    found = [where for where, content in contents().items() if any(path in content for path in own)]
    assert found == []


def test_no_file_is_large() -> None:
    assert {name(path) for path in tracked() if path.stat().st_size > LARGEST} == set()


def pins(requirements: str) -> dict[str, str]:
    text = (ROOT / "requirements" / f"{requirements}.txt").read_text(encoding="utf-8")
    return {normal(found[1]): found[2] for found in PIN.finditer(text)}


def normal(package: str) -> str:
    return re.sub(r"[-_.]+", "-", package).lower()


@pytest.mark.parametrize("requirements", REQUIREMENTS)
def test_every_pin_has_a_hash(requirements: str) -> None:
    text = (ROOT / "requirements" / f"{requirements}.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    named = [line for line in lines if not line.startswith("    --hash=sha256:")]
    assert len(named) == len(pins(requirements))
    assert all(
        after.startswith("    --hash=sha256:") for line, after in pairwise(lines) if line in named
    )


def test_pins_agree_with_each_other() -> None:
    runtime, dev = pins("runtime"), pins("dev")
    assert runtime == {package: dev.get(package) for package in runtime}
    build = pins("build")
    assert {package: dev.get(package, version) for package, version in build.items()} == build


def test_what_pyproject_asks_for_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = {
        "runtime": project["dependencies"],
        "dev": project["optional-dependencies"]["dev"],
    }
    missing = {
        requirement
        for requirements, wanted in asked.items()
        for requirement in wanted
        if normal(re.split(r"[\[<>=!~; ]", requirement)[0]) not in pins(requirements)
    }
    assert missing == set(), "Run: make lock"


LINK = re.compile(r"\]\((?!https?://|#|mailto:)([^)#\s]+)")


def test_links_between_pages_lead_somewhere() -> None:
    pages = [path for path in tracked() if path.suffix == ".md" and "notes" not in path.parts]
    lost = {
        f"{name(page)} -> {target}"
        for page in pages
        for target in LINK.findall(page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    }
    assert lost == set()
