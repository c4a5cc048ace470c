"""docs/licences.md names every part that a user installs, with the licence it declares."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Sequence
from importlib.metadata import metadata, packages_distributions
from pathlib import Path

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


PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def asked_for(lines: Sequence[str]) -> set[str]:
    return {normal(re.split(r"[\[<>=!~; ]", line)[0]) for line in lines}


def test_whatever_is_imported_is_installed_with_us() -> None:
    """What only developers have would be missing where people make films."""
    extras = [lines for name, lines in PROJECT["optional-dependencies"].items() if name != "dev"]
    ours = set(pins("runtime")) | asked_for([line for lines in extras for line in lines])
    brought_by = packages_distributions()
    missing = {
        (path.relative_to(ROOT).as_posix(), module)
        for path in modules()
        for module in imported(path)
        if module not in sys.stdlib_module_names
        and module != "reelworks"
        and not ours & {normal(package) for package in brought_by.get(module, [])}
    }
    assert missing == set()


def imported(path: Path) -> set[str]:
    """The packages that a module imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name.partition(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found


def test_every_dependency_we_ask_for_is_used() -> None:
    asked = asked_for(PROJECT["dependencies"])
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
