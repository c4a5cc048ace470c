"""Figures come off a flat ground whole, and nothing of the ground stays on them."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from reelworks.media import chroma
from reelworks.media.layers import Pixels
from reelworks.providers.local.painter.characters import character
from reelworks.providers.local.painter.wishes import read

GREEN, MAGENTA = (0, 255, 0), (255, 0, 255)


def figure() -> Pixels:
    return character(read("Dusk. a woman in a red coat", "", 3), 3, 960, 540)


def over(pixels: Pixels, ground: tuple[int, int, int], quality: int = 85) -> Pixels:
    """The figure on a ground, as a vendor would send it: with the losses of JPEG."""
    alpha = pixels[..., 3:].astype(np.float32) / 255
    flat = pixels[..., :3] * alpha + np.array(ground, np.float32) * (1 - alpha)
    done, data = cv2.imencode(
        ".jpg", cv2.cvtColor(flat.astype(np.uint8), cv2.COLOR_RGB2BGR), [1, quality]
    )
    assert done
    found = cv2.cvtColor(cv2.imdecode(data, cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)
    return found.astype(np.uint8)


@pytest.mark.parametrize("ground", [GREEN, MAGENTA, (20, 200, 60), (0, 177, 64), (210, 30, 190)])
def test_a_figure_is_freed_whole(ground: tuple[int, int, int]) -> None:
    true = figure()
    made = chroma.keyed(over(true, ground))
    assert made is not None
    truth, found = true[..., 3] > 127, made[..., 3] > 127
    assert (truth & found).sum() / (truth | found).sum() > 0.97


@pytest.mark.parametrize("ground", [GREEN, MAGENTA])
def test_nothing_of_the_ground_shines_on_the_figure(ground: tuple[int, int, int]) -> None:
    true = figure()
    made = chroma.keyed(over(true, ground))
    assert made is not None
    shown = made[..., 3] > 12
    key = np.array(ground, np.float32)
    near = np.linalg.norm(made[..., :3].astype(np.float32) - key, axis=2) < 110
    assert (near & shown).sum() / shown.sum() < 0.002
    inside = cv2.erode((true[..., 3] > 250).astype(np.uint8), np.ones((25, 25))) > 0
    off = np.abs(made[..., :3].astype(int) - true[..., :3].astype(int))[inside]
    assert np.percentile(off, 95) < 14  # what is not near the outline stays as it was


def test_a_hole_in_a_figure_is_clear() -> None:
    picture = np.zeros((400, 400, 3), np.uint8)
    picture[:] = GREEN
    cv2.circle(picture, (200, 200), 120, (180, 60, 40), 40)
    made = chroma.keyed(picture)
    assert made is not None
    assert made[200, 200, 3] == 0
    assert made[200, 80, 3] == 255


def plain(colour: tuple[int, int, int]) -> Pixels:
    picture = np.zeros((300, 400, 3), np.uint8)
    picture[:] = colour
    return picture


def noise() -> Pixels:
    return np.random.default_rng(1).integers(0, 255, (300, 400, 3), np.uint8)


@pytest.mark.parametrize(
    "picture",
    [plain(GREEN), plain((255, 255, 255)), noise(), over(figure(), (250, 250, 250))],
    ids=["nothing on it", "white", "no ground at all", "a figure on white"],
)
def test_where_there_is_no_figure_on_a_coloured_ground_none_is_found(picture: Pixels) -> None:
    assert chroma.keyed(picture) is None
