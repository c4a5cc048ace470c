"""The program says what it is."""

from __future__ import annotations

from importlib import metadata

from typer.testing import CliRunner

from reelworks.doors.cli.main import app


def test_it_says_its_version() -> None:
    told = CliRunner().invoke(app, ["--version"])
    assert told.exit_code == 0
    assert told.output == f"Reelworks {metadata.version('reelworks')}\n"


def test_every_command_says_what_it_does() -> None:
    told = CliRunner().invoke(app, ["--help"]).output
    commands = told.partition("Commands:")[2].strip().splitlines()
    assert len(commands) > 30
    assert all(len(line.split()) > 3 for line in commands)
