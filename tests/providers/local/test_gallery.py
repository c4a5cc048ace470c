"""The gallery: six different films, no two shots of one alike, small enough for a page."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from examples.gallery import FILMS, NOTES, PAGE, PICTURES

_MOST_BYTES = 400_000
_SHEET, _TILE, _GAP, _LABEL = 2496, 480, 16, 58  # of a sheet of five columns, in its own pixels
each_film = pytest.mark.parametrize("name", FILMS)


def sheet(name: str) -> Path:
    return PICTURES / f"{name}.jpg"


def tiles(name: str) -> list[NDArray[np.float32]]:
    """The 18 pictures of a sheet, each 32 pixels wide."""
    with Image.open(sheet(name)) as picture:
        scale = picture.width / _SHEET
        found = []
        for at in range(18):
            row, column = divmod(at, 5)
            x = _GAP + column * (_TILE + _GAP)
            y = _LABEL + _GAP + row * (_TILE * 9 / 16 + _LABEL + _GAP)
            box = [round(side * scale) for side in (x, y, x + _TILE, y + _TILE * 9 / 16)]
            small = picture.convert("RGB").crop(tuple(box)).resize((32, 18))  # type: ignore[arg-type]
            found.append(np.asarray(small, np.float32))
    return found


@each_film
def test_a_film_has_notes_a_sheet_and_a_place_on_the_page(name: str) -> None:
    assert (NOTES / f"{name}.md").is_file()
    assert sheet(name).stat().st_size < _MOST_BYTES
    assert f"pictures/{name}.jpg" in PAGE.read_text("utf-8")


@each_film
def test_no_two_shots_of_a_film_could_be_mistaken_for_each_other(name: str) -> None:
    pairs = combinations(enumerate(tiles(name), start=1), 2)
    apart = {(a, b): float(np.abs(one - two).mean()) for (a, one), (b, two) in pairs}
    assert min(apart.values()) > 5, min(apart, key=lambda pair: apart[pair])


def test_films_differ_in_their_colours() -> None:
    means = {
        name: np.mean([tile.mean(axis=(0, 1)) for tile in tiles(name)], axis=0) for name in FILMS
    }
    for one, other in combinations(FILMS, 2):
        assert float(np.abs(means[one] - means[other]).max()) > 4, (one, other)
