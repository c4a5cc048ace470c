"""One film has one light: its pictures share their palette, another film's do not."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest

from reelworks.domain.story import AssetKind
from reelworks.media import pictures
from reelworks.ports.image import ImageRequest
from reelworks.providers.local.painter import Painter
from reelworks.providers.local.painter.colour import lch, mix, oklab, ramp, toned
from reelworks.providers.local.painter.lexicon import Hour
from reelworks.providers.local.painter.palette import palette
from reelworks.providers.local.painter.wishes import read
from reelworks.scripts.protocol import Session

FILMS = (
    "Painterly illustration, warm and lively mood, sunset, palette of teal and honey",
    "Painterly illustration, grave and quiet mood, sunset, palette of indigo and rose",
    "Painterly illustration, vivid mood, sunset, palette of azure and gold",
)
PLACES = ("the sea", "mountains", "fields with trees", "a desert")


def mean_colour(folder: Path, prompt: str) -> np.ndarray[tuple[int, ...], np.dtype[np.floating]]:
    """The mean of a picture's upper half, where the light is."""
    image = folder / "picture.png"
    request = ImageRequest(prompt, AssetKind.ENVIRONMENT, 160, 90, 3)
    Painter().make(request, image, None, Session(io.StringIO(), supervised=False))
    sky = pictures.load(image)[:40].reshape(-1, 3).mean(axis=0) / 255
    return oklab(sky.astype(np.float32))


def test_pictures_of_a_film_are_nearer_to_each_other_than_to_other_films(tmp_path: Path) -> None:
    seen = [[mean_colour(tmp_path, f"{film}. {place}") for place in PLACES] for film in FILMS]
    middles = [np.mean(colours, axis=0) for colours in seen]
    within = np.mean(
        [np.linalg.norm(c - m) for cs, m in zip(seen, middles, strict=True) for c in cs]
    )
    between = np.mean([np.linalg.norm(a - b) for i, a in enumerate(middles) for b in middles[:i]])
    assert between > 1.5 * within


def test_all_pictures_of_a_film_are_lit_from_one_side() -> None:
    prompts = [f"{FILMS[0]}. {place}" for place in (*PLACES, "a forest at night", "dawn in a city")]
    assert len({palette(read(prompt)).side for prompt in prompts}) == 1


def test_named_colours_make_the_palette() -> None:
    def hue(prompt: str) -> float:
        zenith = oklab(palette(read(prompt)).zenith)
        return float(np.degrees(np.arctan2(zenith[2], zenith[1]))) % 360

    assert abs(hue("Sunset, palette of indigo and gold. the sea") - 276) < 25
    assert abs(hue("Sunset, palette of teal and gold. the sea") - 195) < 25


def test_hours_order_by_their_light() -> None:
    light = {
        hour: float(palette(read(f"Calm. the sea at {hour.value}")).ambient.mean()) for hour in Hour
    }
    assert light[Hour.NIGHT] < light[Hour.DUSK] < light[Hour.GOLDEN] < light[Hour.DAY]


@pytest.mark.parametrize("hue", range(0, 360, 30))
def test_colours_stay_in_range_whatever_is_asked(hue: int) -> None:
    strong = lch(0.7, 0.4, hue)
    assert strong.min() >= 0
    assert strong.max() <= 1
    assert oklab(strong)[0] == pytest.approx(0.7, abs=0.03)


def test_mixing_goes_from_one_colour_to_the_other() -> None:
    first, second = lch(0.3, 0.1, 250), lch(0.8, 0.1, 60)
    assert np.allclose(mix(first, second, 0), first, atol=0.01)
    assert np.allclose(mix(first, second, 1), second, atol=0.01)
    ends = ramp(((0.0, first), (1.0, second)), np.array([-1.0, 2.0], np.float32))
    assert np.allclose(ends, [first, second], atol=0.01)


def test_toning_down_darkens_and_greys() -> None:
    before = lch(0.7, 0.12, 40)
    after = oklab(toned(before, light=0.5, chroma=0.5))
    assert after[0] == pytest.approx(0.35, abs=0.02)
    assert np.hypot(*after[1:]) == pytest.approx(0.06, abs=0.02)
