"""What a runbook says to type can be typed: every command and option of ours exists."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.core import TyperGroup

from reelworks.doors.cli.main import app
from reelworks.ops.settings import Settings
from tests.architecture.source import ROOT

RUNBOOKS = sorted((ROOT / "docs" / "runbooks").glob("*.md"))
TYPED = re.compile(
    r"^ *((?:[A-Z_]+=\S+ )*reelworks .*?)(?: +#.*)?$|`((?:[A-Z_]+=\S+ )*reelworks [^`]+)`"
)
LINK = re.compile(r"\]\(([a-z-]+\.md)\)")


def typed(path: Path) -> list[str]:
    found = [TYPED.findall(line) for line in path.read_text("utf-8").splitlines()]
    return [block or inline for line in found for block, inline in line]


def fault(line: str) -> str:
    """What is wrong with a command line; "" if nothing is."""
    words = shlex.split(line)
    while "=" in words[0]:
        variable = words.pop(0).partition("=")[0]
        if variable.removeprefix("REELWORKS_").lower() not in Settings.model_fields:
            return f"no such variable: {variable}"
    command = typer.main.get_command(app)
    chosen: Any = command
    while isinstance(chosen, TyperGroup):
        name = words.pop(1)
        if name not in chosen.commands:
            return f"no such command: {name}"
        chosen = chosen.commands[name]
    known = {option for parameter in chosen.params for option in parameter.opts}
    wrong = [word for word in words[1:] if word.startswith("-") and word not in known]
    return f"no such option: {wrong[0]}" if wrong else ""


@pytest.mark.parametrize("path", RUNBOOKS, ids=lambda path: path.stem)
def test_what_it_says_to_type_can_be_typed(path: Path) -> None:
    lines = typed(path)
    assert lines
    assert {line: fault(line) for line in lines if fault(line)} == {}


@pytest.mark.parametrize("path", RUNBOOKS, ids=lambda path: path.stem)
def test_the_runbooks_that_it_names_are_there(path: Path) -> None:
    named = LINK.findall(path.read_text("utf-8"))
    assert [name for name in named if not (path.parent / name).is_file()] == []


def test_a_wrong_command_line_would_be_found() -> None:
    assert fault("reelworks tidy") == "no such command: tidy"
    assert fault("reelworks clean --hard") == "no such option: --hard"
    assert fault("REELWORKS_RETENTION=1 reelworks clean").startswith("no such variable")
    assert fault("REELWORKS_RETENTION_DAYS=1 reelworks clean --dry-run") == ""
