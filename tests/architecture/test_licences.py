"""docs/licences.md names every part that a user installs, with the licence it declares."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import metadata, packages_distributions

import pytest

from tests.architecture.source import ROOT, modules
from tests.architecture.test_repository import normal, pins

PAGE = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8")
LIBRARIES = PAGE.partition("## Libraries")[2].partition("\n## ")[0]
ROWS = dict(re.findall(r"^\| ([a-z0-9-]+) \| (.+?) \| .+ \|$", LIBRARIES, re.MULTILINE)[1:])


def declared(package: str) -> str:
    """The licence that a package declares, in its newest way of saying it first."""
    about = metadata(package)
    if short := about.get("License-Expression") or (about.get("License") or "").split("\n")[0]:
        return short
    named = [name for name in about.get_all("Classifier", []) if name.startswith("License ::")]
    return named[0].rpartition(" :: ")[2]


def test_the_page_lists_exactly_what_is_installed() -> None:
    assert set(ROWS) == set(pins("runtime"))


@pytest.mark.parametrize("package", ROWS)
def test_the_licence_is_the_declared_one(package: str) -> None:
    assert ROWS[package] == declared(package)


def test_every_dependency_we_ask_for_is_used() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = {normal(re.split(r"[\[<>=!~; ]", line)[0]) for line in project["dependencies"]}
    brings: dict[str, set[str]] = {}
    for module, packages in packages_distributions().items():
        for package in packages:
            brings.setdefault(normal(package), set()).add(module)
    code = "\n".join(path.read_text(encoding="utf-8") for path in modules())
    unused = {
        package
        for package in asked
        if not any(re.search(rf"(import |from |\"){module}\b", code) for module in brings[package])
    }
    assert unused == set()
