"""What lives in a still: weather where words ask for it, and water wherever there is some."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from reelworks.media.layers import Layer, Stack, canvas_size
from reelworks.ports.clip import ClipRequest
from reelworks.providers.local.camera import maker, planes, words
from reelworks.providers.local.camera.words import Weather

SIZE = (640, 360)
GREY = 110


def stack(*layers: Layer) -> Stack:
    width, height = canvas_size(*SIZE)
    ground = np.full((height, width, 4), (GREY, GREY, GREY, 255), np.uint8)
    return Stack(width, height, (Layer("wall", 0.0, ground), *layers))


def striped(name: str) -> Layer:
    """Grey stripes over the lower half, as waves might be painted."""
    width, height = canvas_size(*SIZE)
    rows = np.arange(height // 2)[:, None]
    shade = np.broadcast_to(GREY + 40 * np.sin(rows / 3), (height // 2, width))
    pixels = np.dstack([shade, shade, shade, np.full_like(shade, 255)]).astype(np.uint8)
    return Layer(name, 0.3, pixels, 0, height - height // 2)


def frames(what: Stack, motion: str, count: int = 12, note: str = "") -> list[NDArray[np.uint8]]:
    request = ClipRequest(Path(__file__), None, motion, count / 30, *SIZE, 30, seed=4, note=note)
    drawn = maker.renderer(request, planes.scene(what, 3), count).frames()
    return [np.frombuffer(frame, np.uint8).copy() for frame in drawn]


def luma(frame: NDArray[np.uint8]) -> NDArray[np.int64]:
    return frame[: SIZE[0] * SIZE[1]].reshape(SIZE[::-1]).astype(np.int64)


@pytest.mark.parametrize("kind", list(Weather))
def test_weather_is_in_every_frame_and_never_still(kind: Weather) -> None:
    plain = luma(frames(stack(), "static", 1)[0])
    seen = frames(stack(), f"{kind.value} in the air; static")
    for one, other in pairwise(seen):
        assert np.abs(luma(one) - luma(other)).mean() > 0.002
        assert np.abs(luma(one) - plain).max() >= 10


@pytest.mark.parametrize("kind", [Weather.SNOW, Weather.RAIN, Weather.DUST, Weather.EMBERS])
def test_particles_leave_most_of_the_picture_as_it_is(kind: Weather) -> None:
    changed = [
        np.mean(np.abs(luma(frame) - np.median(luma(frame))) > 2)
        for frame in frames(stack(), f"{kind.value}; static", 4)
    ]
    assert 0.0005 < min(changed) <= max(changed) < 0.2


def test_a_wall_without_weather_is_a_wall() -> None:
    assert all(np.ptp(luma(frame)) <= 1 for frame in frames(stack(), "static", 3))


def test_snow_falls() -> None:
    first, later = (luma(frame) for frame in frames(stack(), "snow; static", 2))
    fallen = [np.mean(first[: -shift or None] * later[shift:]) for shift in range(9)]
    assert 1 <= int(np.argmax(fallen)) <= 4


def test_same_seed_gives_the_same_weather() -> None:
    one, other = (frames(stack(), "snow, rain and mist; push in", 5) for _ in range(2))
    assert all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


def test_long_after_the_start_the_weather_goes_on() -> None:
    last = luma(frames(stack(), "dust, rain; static", 2000)[-1])
    assert np.mean(np.abs(last - np.median(last)) > 2) > 0.0005


def test_water_moves_toward_us_even_where_no_word_asks_for_it() -> None:
    seen = [luma(frame) for frame in frames(stack(striped("sea")), "static", 6)]
    near, sky = np.s_[280:, :], np.s_[:170, :]
    for one, other in pairwise(seen):
        assert np.abs(one[near] - other[near]).mean() > 0.5
        assert np.abs(one[sky] - other[sky]).max() == 0


def test_what_is_not_water_keeps_still() -> None:
    wet = luma(frames(stack(striped("lake")), "static", 6)[-1])
    dry = luma(frames(stack(striped("fields")), "static", 6)[-1])
    assert np.abs(wet - dry)[280:].mean() > 1
    assert np.abs(wet - dry)[:200].max() == 0


def test_what_stands_in_the_water_keeps_still() -> None:
    width, height = canvas_size(*SIZE)
    rock = np.full((height, width // 3, 4), (30, 30, 30, 255), np.uint8)
    seen = frames(stack(striped("sea"), Layer("rock", 0.3, rock, width // 3, 0)), "static", 6)
    inner = np.s_[200:, SIZE[0] // 2 - 60 : SIZE[0] // 2 + 60]
    assert np.ptp([luma(frame)[inner] for frame in seen]) <= 2


@pytest.mark.parametrize(
    ("motion", "note", "expected"),
    [
        ("snow blows across the ground; static", "", {Weather.SNOW}),
        (
            "sparks leap from the bench while dust hangs in the light",
            "",
            {Weather.DUST, Weather.EMBERS},
        ),
        ("chimney smoke climbs above the roofs", "", {Weather.MIST}),
        ("small bubbles climb", "", {Weather.BUBBLES}),
        ("waves roll in; slow push in", "", set()),
        ("snow falls", "no snow please", set()),
        ("static", "let it rain", {Weather.RAIN}),
        ("the train brings a dustbin", "", set()),
    ],
)
def test_weather_words_are_understood(motion: str, note: str, expected: set[Weather]) -> None:
    assert set(words.weather(motion, note)) == expected
