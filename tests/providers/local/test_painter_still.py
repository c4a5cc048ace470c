"""Still lifes: the thing that the words name stands large on a table, its place behind it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from reelworks.media import layers
from reelworks.providers.local.painter.cast import CAST
from reelworks.providers.local.painter.lexicon import Scene
from reelworks.providers.local.painter.wishes import read
from reelworks.providers.local.writer.places import PLACES
from reelworks.providers.local.writer.props import PROPS, still_life, things_in
from tests.providers.local.test_painter import apart, paint, painted

FILM = "Painterly illustration, calm mood, palette of sea blue and warm amber, low sun"


def _prompt(view: str, light: str = "plain daylight") -> str:
    return f"{FILM}. Close view of {view}, {light}"


@pytest.mark.parametrize("name", PROPS)
def test_painter_finds_the_thing_in_what_the_writer_says(name: str) -> None:
    wishes = read(_prompt(still_life((name,), "room")))
    assert wishes.scene is Scene.STILL
    assert wishes.things[0] in CAST
    if name in CAST:
        assert wishes.things[0] == name


@pytest.mark.parametrize("place", ["room", "kitchen", "library", "city", "desert", "forest"])
def test_what_is_behind_a_still_life_is_its_place(place: str) -> None:
    behind = read(_prompt(still_life(("bread", "knife"), place))).behind
    assert behind.value in (place, "street")


def test_the_thing_is_large_and_near(tmp_path: Path) -> None:
    _, layered = paint(tmp_path, _prompt(still_life(("bread",), "kitchen")), size=(640, 360))
    stack = layers.read(layered)
    bread = next(layer for layer in stack.layers if layer.name == "bread")
    assert bread.pixels.shape[0] > 0.25 * stack.height
    middle = (bread.x + bread.pixels.shape[1] / 2) / stack.width
    assert 0.3 < middle < 0.7
    assert bread.depth > next(layer for layer in stack.layers if layer.name == "table").depth


def test_the_place_behind_is_out_of_focus(tmp_path: Path) -> None:
    def fine(prompt: str) -> float:
        top = painted(tmp_path, prompt, size=(640, 360))[:120].astype(np.float32).mean(axis=2)
        return float(np.abs(np.diff(top, axis=1)).mean())

    sharp = fine(f"{FILM}. Close view of a library with tall shelves of books, plain daylight")
    assert fine(_prompt(still_life(("cup",), "library"))) < 0.6 * sharp


def test_two_things_are_two_pictures(tmp_path: Path) -> None:
    one = painted(tmp_path, _prompt(still_life(("chess",), "room")))
    assert apart(one, painted(tmp_path, _prompt(still_life(("letters",), "room")))) > 4


def test_hints_are_told_from_names() -> None:
    assert things_in("He signed the letter.") == (["letters"], ["quill"])
    assert things_in("Nothing is on the table.") == ([], [])


@pytest.mark.parametrize(
    ("deed", "thing"),
    [
        ("It rose about 100 meters above the water.", "A rose stood on the table."),
        ("The water rose.", "Nobody knew who had sent her roses."),
        ("Its blocks were cut to lock together.", "Nobody could open the lock."),
        ("He coined a new word.", "He found a coin."),
        ("She would win again.", "They drank wine."),
    ],
)
def test_what_is_done_is_no_thing(deed: str, thing: str) -> None:
    assert things_in(deed)[0] == []
    assert things_in(thing) != ([], [])


@pytest.mark.parametrize("place", PLACES)
def test_every_place_can_stand_behind_a_still_life(place: str) -> None:
    assert read(_prompt(still_life(("cup",), place))).scene is Scene.STILL
