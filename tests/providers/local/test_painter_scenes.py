"""Every scene that people built or that lies beyond the land is whole, lit and in layers."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from reelworks.media.layers import canvas_size
from reelworks.providers.local.painter.lexicon import Hour, Scene
from reelworks.providers.local.painter.manmade import MANMADE
from reelworks.providers.local.painter.painting import Painting
from reelworks.providers.local.painter.scenes import environment
from reelworks.providers.local.painter.wishes import read

_ATMOSPHERE = "Painterly illustration, calm mood, palette of sea blue and warm amber"
_SIZE = (320, 180)
_FRAMINGS = ("wide", "low", "above", "close", "distant", "eye")
_SLOWER_THAN_THE_SEA = 60  # times; the sea is two layers, and small pictures are all overhead


def _painted(scene: Scene, seed: int, size: tuple[int, int] = _SIZE, **wanted: object) -> Painting:
    wishes = replace(read(f"{_ATMOSPHERE}. A place", "", seed), scene=scene, **wanted)  # type: ignore[arg-type]
    return environment(wishes, seed, *size)


@cache
def _example(scene: Scene, seed: int) -> Painting:
    """One painting for several tests."""
    return _painted(scene, seed)


@pytest.mark.parametrize("scene", MANMADE, ids=str)
@pytest.mark.parametrize("seed", [1, 2])
def test_a_scene_has_its_size_and_layers_on_an_opaque_ground(scene: Scene, seed: int) -> None:
    painting = _example(scene, seed)
    stack, picture = painting.stack(), painting.picture()
    assert picture.shape == (_SIZE[1], _SIZE[0], 3)
    assert (stack.width, stack.height) == canvas_size(*_SIZE)
    assert len(stack.layers) >= 3
    far = stack.layers[0]
    assert far.depth == 0.0
    assert far.pixels.shape[:2] == (stack.height, stack.width)
    assert int(far.pixels[..., 3].min()) == 255
    depths = [layer.depth for layer in stack.layers]
    assert max(depths) > 0.5
    assert all(0 <= depth <= 1 for depth in depths)


@pytest.mark.parametrize("scene", MANMADE, ids=str)
def test_a_scene_shows_something(scene: Scene) -> None:
    picture = _example(scene, 1).picture().astype(np.float32)
    light = picture.mean(axis=2)
    assert float(light.std()) > 8
    assert 12 < float(light.mean()) < 235
    assert float(np.abs(np.diff(light, axis=1)).mean()) > 0.3


@pytest.mark.parametrize("scene", MANMADE, ids=str)
def test_a_scene_is_the_same_again_and_another_with_another_seed(scene: Scene) -> None:
    first, again, other = _example(scene, 1), _painted(scene, 1), _example(scene, 2)
    for one, two in zip(first.stack().layers, again.stack().layers, strict=True):
        assert (one.name, one.depth, one.x, one.y) == (two.name, two.depth, two.x, two.y)
        assert np.array_equal(one.pixels, two.pixels)
    changed = np.abs(first.picture().astype(int) - other.picture().astype(int)).max(axis=2) > 6
    assert float(changed.mean()) > 0.1


@pytest.mark.parametrize("framing", _FRAMINGS)
@pytest.mark.parametrize("scene", [Scene.WORKSHOP, Scene.CASTLE, Scene.CITY, Scene.TEMPLE], ids=str)
def test_a_scene_can_be_seen_from_everywhere(scene: Scene, framing: str) -> None:
    picture = _painted(scene, 3, (160, 90), framing=framing).picture()
    assert float(picture.astype(np.float32).mean(axis=2).std()) > 6


def test_framings_give_different_pictures() -> None:
    wide = _painted(Scene.WORKSHOP, 3, framing="wide").picture().astype(int)
    low = _painted(Scene.WORKSHOP, 3, framing="low").picture().astype(int)
    assert float((np.abs(wide - low).max(axis=2) > 12).mean()) > 0.4


@pytest.mark.parametrize("scene", [Scene.CITY, Scene.STREET, Scene.VILLAGE, Scene.CASTLE], ids=str)
def test_windows_are_lit_at_night(scene: Scene) -> None:
    day = _painted(scene, 5, hour=Hour.DAY).picture().astype(int)
    night = _painted(scene, 5, hour=Hour.NIGHT).picture().astype(int)
    assert night.mean() < 0.75 * day.mean()
    warm = (night[..., 0] > 120) & (night[..., 0] > night[..., 2] + 25)
    assert int(warm.sum()) > 4


@pytest.mark.parametrize("size", [(90, 160), (200, 200), (333, 111), (64, 36)])
@pytest.mark.parametrize(
    "scene", [Scene.FACTORY, Scene.BRIDGE, Scene.SPACE, Scene.NETWORK], ids=str
)
def test_a_scene_fits_any_size(scene: Scene, size: tuple[int, int]) -> None:
    painting = _painted(scene, 4, size)
    assert painting.picture().shape == (size[1], size[0], 3)
    assert painting.stack().layers[0].pixels.shape[1::-1] == canvas_size(*size)


def test_no_scene_costs_many_times_the_sea() -> None:
    def cost(scene: Scene) -> float:
        start = time.process_time()
        _painted(scene, 6)
        return time.process_time() - start

    cost(Scene.SEA)
    sea = max(cost(Scene.SEA), 0.01)
    assert {scene for scene in MANMADE if cost(scene) > _SLOWER_THAN_THE_SEA * sea} == set()
