"""The small film that many tests look at: made once in a session, undisturbed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.acceptance import homes
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
    with homes.home_in(tmp_path_factory.mktemp("undisturbed")) as home:
        began = time.monotonic()
        made = home.run(*wish(home, "--output", "out/bridge.mp4"))
        seconds = time.monotonic() - began
        path = home.film_of(made)
        events = home.run(*wish(home, "--json")).events()
        yield Undisturbed(Film(path, home.task), home, events, made.out, seconds, stream_hash(path))
