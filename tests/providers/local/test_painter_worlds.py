"""Named worlds, ideas and canals look like themselves; ships float, whales stay under water."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from reelworks.media.layers import Pixels
from reelworks.providers.local.painter.worlds import WORLDS, named
from reelworks.providers.local.writer.cast import fits
from reelworks.providers.local.writer.scenes import stage
from tests.providers.local.test_painter import apart, painted

FILM = "Painterly illustration, vast mood, palette of indigo and pale gold"


def world(folder: Path, words: str) -> Pixels:
    return painted(folder, f"{FILM}. Wide view of {words} in space", size=(480, 270))


def tint(picture: Pixels) -> np.ndarray:
    """The mean colour of what is bright in the picture."""
    light = picture[..., :3].astype(float)
    return light[light.mean(axis=2) > 90].mean(axis=0)


def test_worlds_are_told_apart_by_their_colours(tmp_path: Path) -> None:
    mars, neptune = (
        tint(world(tmp_path, "the red planet Mars")),
        tint(world(tmp_path, "the blue planet Neptune")),
    )
    assert mars[0] > mars[2] + 30
    assert neptune[2] > neptune[0] + 30


def test_the_moon_of_a_planet_is_not_our_own() -> None:
    assert named(("moon", "io"))[0] == "io"  # type: ignore[index]
    assert named(("grey", "moon"))[0] == "moon"  # type: ignore[index]
    assert named(("sea",)) is None


@pytest.mark.parametrize("name", WORLDS)
def test_every_world_is_seen(tmp_path: Path, name: str) -> None:
    assert float(world(tmp_path, f"the world {name}")[..., :3].mean(axis=2).max()) > 120


def test_ideas_are_drawn_in_several_ways(tmp_path: Path) -> None:
    figures = (
        *("a spiral of light", "circles that overlap", "stacked cubes of light", "patterns"),
        *("rising bars of light", "branches of light", "rings with beads of light"),
    )
    views = [f"{FILM}. Wide view of abstract geometry of {figure}" for figure in figures]
    pictures = [painted(tmp_path, view) for view in views]
    assert min(apart(a, b) for i, a in enumerate(pictures) for b in pictures[:i]) > 4


def test_a_city_in_a_lagoon_has_canals(tmp_path: Path) -> None:
    told = stage(["The city is old."] * 6, "Venice is a city in a lagoon, built in 1300.", 1, "")
    assert any("canal street" in scene.view for scene in told)
    street = painted(tmp_path, f"{FILM}. Wide view of a narrow street in an old city, clear day")
    canal = painted(
        tmp_path, f"{FILM}. Wide view of a narrow canal street in an old city, clear day"
    )
    assert apart(street, canal) > 4


def test_an_old_city_has_no_skyline() -> None:
    told = stage(["The city grew."] * 9, "The city grew in 1400 and in 1512.", 1, "")
    assert not any("skyline" in scene.view for scene in told)


def test_films_do_not_all_go_from_dawn_to_night() -> None:
    first = {stage(["The fields are wide."] * 6, f"fields {n}", n, "")[0].light for n in range(12)}
    assert len(first) > 1


def test_whales_are_not_seen_above_the_sea() -> None:
    assert fits("whale", "underwater")
    assert not fits("whale", "sea")
