"""The small film that many tests look at: made once in a test run, undisturbed."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests import sharing
from tests.acceptance.homes import Event, Home
from tests.acceptance.probing import Expected, Film, stream_hash

NOTES = """\
---
title: The Bridge
---

# The Bridge

## The river

For centuries a wide river kept two villages apart. People crossed it by boat, and in winter
nobody crossed at all.

## The builders

A young engineer drew a bridge of stone with seven arches. Forty masons worked on it through
three long summers.

## The crossing

On the first morning a farmer walked across with his sheep. The boats stayed on the shore that
day, and the villages have shared one market ever since.
"""
SHOTS, SIZE, SEED = 3, "640x360", 7
EXPECTED = Expected(640, 360, SHOTS)


@dataclass(frozen=True)
class Undisturbed:
    """The film, what happened while it was made, and how long that took."""

    film: Film
    home: Home
    events: list[Event]
    out: str
    seconds: float
    hash: str


def wish(home: Home, *more: str) -> list[str]:
    """The command that makes this film in a home."""
    notes = home.desk / "bridge.md"
    notes.write_text(NOTES, "utf-8")
    given = ["--shots", str(SHOTS), "--size", SIZE, "--seed", str(SEED)]
    return ["make", str(notes), *given, *more]


@pytest.fixture(scope="session")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Undisturbed]:
    """Made by one command in a fresh home, as the first thing that ever happens there."""
    with sharing.made_once(tmp_path_factory, "undisturbed", _make, _remove) as folder:
        told = json.loads((folder / "told.json").read_text("utf-8"))
        home = Home(folder)
        path = home.desk / "out" / "bridge.mp4"
        film = Film(path, home.task)
        yield Undisturbed(film, home, told["events"], told["out"], told["s"], stream_hash(path))


def _make(folder: Path) -> None:
    home = Home(folder)
    began = time.monotonic()
    made = home.run(*wish(home, "--output", "out/bridge.mp4"))
    seconds = time.monotonic() - began
    assert home.film_of(made).is_file()
    events = home.run(*wish(home, "--json")).events()
    told = {"events": events, "out": made.out, "s": seconds}
    (folder / "told.json").write_text(json.dumps(told), "utf-8")


def _remove(folder: Path) -> None:
    Home(folder).remove()
