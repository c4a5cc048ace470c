"""Small things in the air before a scene: snow, rain, dust, embers, bubbles.

Each is a soft dot of a few pixels, placed to a part of a pixel and drawn with all others at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reelworks.media.layers import Pixels
from reelworks.providers.local.camera.moves import Path
from reelworks.providers.local.camera.words import Weather

_TALL = 1080  # lengths and speeds below are pixels of a picture this high
_SPARE = 60  # beyond the picture's sides, where things turn back to the other side
_SPREAD = 2.6  # standard deviations to where a dot ends
_FAINTEST = 0.004  # one level of 255
_SMALLEST = 0.45  # pixels: a smaller dot would flicker
_SWAYS = 0.17  # a second
_LIGHTER, _BRIGHTEST = 100, 228  # luma of snow over the picture's own, at most
_EMBER = (196, 62, 176)

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Room:
    """The picture that a flock is put into; `luma` is how bright it is."""

    width: int
    height: int
    fps: int
    luma: int


@dataclass(frozen=True, slots=True)
class Kind:
    """What a flock is: `size` is a dot's standard deviation, `long` times that along its fall."""

    count: int
    size: tuple[float, float]
    fall: tuple[float, float]  # pixels a second downwards
    wind: tuple[float, float]  # pixels a second to the right
    sway: float  # pixels to both sides
    cover: tuple[float, float]
    long: float = 1.0
    twinkle: float = 0.0  # how often a second it lights up; 0 is steady
    glows: bool = False


KINDS: Mapping[Weather, tuple[Kind, ...]] = {
    Weather.SNOW: (
        Kind(260, (1.0, 1.6), (90, 150), (10, 50), 10, (0.35, 0.6)),
        Kind(60, (2.2, 3.6), (200, 300), (20, 90), 20, (0.5, 0.8)),
    ),
    Weather.RAIN: (
        Kind(220, (0.7, 1.0), (1500, 2000), (150, 190), 0, (0.12, 0.25), long=18),
        Kind(50, (1.0, 1.4), (2200, 2600), (220, 260), 0, (0.15, 0.3), long=22),
    ),
    Weather.DUST: (
        Kind(90, (1.0, 1.8), (-14, 10), (-10, 18), 14, (0.3, 0.6), twinkle=0.15),
        Kind(14, (2.6, 4.4), (-18, 8), (-24, 24), 20, (0.12, 0.25), twinkle=0.1),
    ),
    Weather.EMBERS: (
        Kind(50, (0.9, 1.8), (-190, -70), (-20, 40), 26, (0.6, 0.95), twinkle=1.3, glows=True),
    ),
    Weather.BUBBLES: (Kind(40, (1.2, 2.6), (-110, -50), (-8, 8), 8, (0.15, 0.35)),),
}


class Flock:
    """One kind, scattered by chance; it drifts past as the nearest layer would."""

    def __init__(self, kind: Kind, path: Path, room: Room, rng: np.random.Generator) -> None:
        self._kind, self._fps = kind, room.fps
        self._unit = room.height / _TALL
        self._field = np.array((room.width, room.height)) + 2 * _SPARE * self._unit
        self._start = rng.random((2, kind.count)) * self._field[:, None]
        nearer = rng.random(kind.count)  # what is nearer is larger, faster and clearer
        wind = _between(kind.wind, rng.random(kind.count))
        self._speed = np.stack((wind, _between(kind.fall, nearer)))
        self._size = np.maximum(_between(kind.size, nearer) * self._unit, _SMALLEST)
        self._cover = _between(kind.cover, nearer)
        self._phase = rng.uniform(0, 2 * np.pi, (2, kind.count))
        self._colour = _EMBER if kind.glows else (min(room.luma + _LIGHTER, _BRIGHTEST), 128, 128)
        way = np.stack(path.shift(1.0)) * path.zoom(1.0) * np.array(((room.width,), (room.height,)))
        self._camera = way - way[:, :1]
        lean = float(np.mean(kind.wind) / np.mean(kind.fall)) if kind.long > 1 else 0.0
        self._lean = (kind.long, lean)
        spread = _SPREAD * float(self._size.max())
        self._reach = (int(np.ceil(spread)), int(np.ceil(spread * kind.long)))

    def draw(self, number: int, y: Pixels, u: Pixels, v: Pixels) -> None:
        """Put the flock of this frame onto a picture's planes."""
        dots = self._at(number / self._fps, self._camera[:, number])
        luma, cb, cr = self._colour
        _blend(y, luma, dots, self._reach)
        if self._kind.glows:
            half = _Dots(dots.x / 2, dots.y / 2 - 0.25, self._size / 2, dots.cover, dots.lean)
            reach = (self._reach[0] // 2 + 1, self._reach[1] // 2 + 1)
            _blend(u, cb, half, reach)
            _blend(v, cr, half, reach)

    def _at(self, seconds: float, camera: NDArray[np.float64]) -> _Dots:
        moved = self._start + self._speed * (seconds * self._unit) - camera[:, None]
        x, y = np.mod(moved, self._field[:, None]) - _SPARE * self._unit
        swing = np.sin(2 * np.pi * _SWAYS * seconds + self._phase[0])
        light = np.sin(2 * np.pi * self._kind.twinkle * seconds + self._phase[1])
        cover = self._cover * (0.55 + 0.45 * light) if self._kind.twinkle else self._cover
        return _Dots(x + swing * self._kind.sway * self._unit, y, self._size, cover, self._lean)


@dataclass(frozen=True, slots=True)
class _Dots:
    """`lean` is (how long, how far to the side a pixel further down)."""

    x: Values
    y: Values
    size: Values
    cover: Values
    lean: tuple[float, float]


def _blend(plane: Pixels, value: int, dots: _Dots, reach: tuple[int, int]) -> None:
    """Blend soft dots of one value into a plane; `reach` is how far one spreads to each side."""
    long, lean = dots.lean
    rows = np.floor(dots.y).astype(np.int32)[:, None] + np.arange(-reach[1], reach[1] + 1)
    down = rows - dots.y[:, None]
    middle = dots.x[:, None] + lean * down
    first = np.floor(middle).astype(np.int32)
    columns = first[:, :, None] + np.arange(-reach[0], reach[0] + 1)
    across = (columns - middle[:, :, None]).astype(np.float32)
    far = across**2 + ((down / long) ** 2).astype(np.float32)[:, :, None]
    light = np.exp(-far / (2 * dots.size**2).astype(np.float32)[:, None, None])
    light *= dots.cover.astype(np.float32)[:, None, None]
    height, length = plane.shape
    seen = (light > _FAINTEST) & (columns >= 0) & (columns < length)
    seen &= ((rows >= 0) & (rows < height))[:, :, None]
    places = (rows[:, :, None] * length + columns)[seen]
    flat = plane.reshape(-1)
    below = flat[places].astype(np.float32)
    flat[places] = np.rint(below + (value - below) * light[seen]).astype(np.uint8)


def _between(span: tuple[float, float], part: Values) -> Values:
    return span[0] + (span[1] - span[0]) * part
