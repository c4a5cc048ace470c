"""Land in perspective: a height field seen through a lens, shaded, hazed and cut into sheets.

The land is sampled on slices at growing distances; for every pixel the first slice that hides the
ones behind it is found at once for the whole picture, so a landscape costs a fraction of a second.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from reelworks.providers.local.painter.arrays import Floats, resized, sampled, spread
from reelworks.providers.local.painter.noise import smoothstep
from reelworks.providers.local.painter.painting import Painting, Sheet

Heights = Callable[[Floats, Floats], Floats]  # (x, z) in metres to metres above the water
_STEEPEST = 1.6  # a crest between slices is not guessed from steeper slopes than this
_WALL = np.float32(5)  # pixels from one slice to the next from which on it is a wall
_HIDDEN = 130  # thousandths that a sheet goes on behind the nearer one, for the camera's parallax


@dataclass(frozen=True, slots=True)
class Lens:
    """How the world meets the canvas. `eye` is metres above the water, `focal` pixels."""

    width: int
    height: int
    horizon: float
    focal: float
    eye: float

    def row(self, height: Floats | float, z: Floats | float) -> Floats:
        """The row where a point this high and this far is seen."""
        return np.asarray(self.horizon + self.focal * (self.eye - height) / z, np.float32)

    def x(self, column: Floats | float, z: Floats | float) -> Floats:
        """Metres to the right of the middle."""
        return np.asarray((column - self.width / 2) * z / self.focal, np.float32)

    def column(self, x: float, z: float) -> float:
        return self.width / 2 + x * self.focal / z


@dataclass(slots=True)
class Land:
    """A height field on slices from the nearest to the farthest: arrays (slices, columns)."""

    lens: Lens
    z: Floats
    x: Floats
    heights: Floats
    rows: Floats
    slope_x: Floats
    slope_z: Floats
    light: Floats

    @property
    def depth(self) -> Floats:
        return self.z[:, None]


def lens(painting: Painting, horizon: float, eye: float, spread: float = 1.15) -> Lens:
    """A lens with its horizon in thousandths of the height; `spread` is width over focal length."""
    focal = painting.width / spread * painting.wishes.zoom
    return Lens(painting.width, painting.height, painting.px(horizon), focal, eye)


def survey(
    painting: Painting,
    view: Lens,
    heights: Heights,
    *,
    near: float,
    far: float,
    slices: int = 230,
    even: float = 0.0,
) -> Land:
    """Sample the land between two distances and let the light fall on it.

    Slices grow with their distance; `even` (0 to 1) moves more of them to the far land, whose
    ridges would show their gaps.
    """
    share = np.linspace(0, 1, slices, dtype=np.float32)
    growing, steady = near * (far / near) ** share, near + (far - near) * share**1.6
    z = ((1 - even) * growing + even * steady).astype(np.float32)
    columns = np.arange(view.width, dtype=np.float32)[None, :]
    x = view.x(columns, z[:, None])
    high = heights(x, np.broadcast_to(z[:, None], x.shape).astype(np.float32))
    slope_x = np.gradient(high, axis=1) / (x[:, 1:2] - x[:, 0:1])
    slope_z = np.gradient(high, axis=0) / np.gradient(z)[:, None]
    light = _light(painting, x, high, slope_x, slope_z)
    rows = view.row(_with_crests(high, z), z[:, None])
    return Land(view, z, x, high, rows, slope_x, slope_z, light)


def _with_crests(high: Floats, z: Floats) -> Floats:
    """Heights raised to the crests that lie between slices, where the slopes on both sides meet.

    Without this a ridge that runs towards the eye has teeth: it would be seen only on slices.
    """
    out = high.copy()
    step = np.diff(z)[:, None]
    slope = np.diff(high, axis=0) / step
    up, down = np.minimum(slope[:-2], _STEEPEST), np.maximum(slope[2:], -_STEEPEST)
    gap = step[1:-1]
    meets = (up > 0) & (down < 0)
    along = (high[2:-1] - down * gap - high[1:-2]) / np.where(meets, up - down, 1)
    crests = high[1:-2] + up * np.clip(along, 0, gap)
    inner = out[1:-2]
    np.maximum(inner, np.where(meets, crests, inner), out=inner)
    return out


def _light(painting: Painting, x: Floats, high: Floats, slope_x: Floats, slope_z: Floats) -> Floats:
    """How much sun falls on each point, 0 to 1: its slope to the light, and shadows cast."""
    p = painting.palette
    rise = 0.3 + 0.42 * p.height
    side, toward = np.float32(p.side * 0.86), np.float32(-0.34)
    length = np.sqrt(1 + slope_x**2 + slope_z**2)
    facing = (-slope_x * side + rise - slope_z * toward) / length / np.float32(np.hypot(1, rise))
    lit = smoothstep(0.02, 0.86, facing)
    climb = high - x * np.float32(p.side * rise / 0.86)
    order = climb[:, ::-1] if p.side > 0 else climb
    crest = np.maximum.accumulate(order, axis=1)
    crest = crest[:, ::-1] if p.side > 0 else crest
    fall = np.maximum(np.abs(x[:, 1:2] - x[:, 0:1]) * 14, 1e-3)
    out: Floats = lit * (1 - 0.8 * smoothstep(0, 1, (crest - climb) / fall))
    return out


def hazed(
    painting: Painting,
    land: Land,
    rgb: Floats,
    reach: float,
    *,
    low: float = 0.0,
    most: float = 0.97,
) -> Floats:
    """The colours as seen through the air, which hides half of what is `reach` metres off.

    `low` is how much mist lies on the lowest ground, 0 to 1.
    """
    p = painting.palette
    air = 1 - np.exp2(-((land.depth / np.float32(reach)) ** np.float32(1.1)))
    if low > 0:
        span = max(float(land.heights.max() - land.heights.min()), 1e-3)
        sunk = np.exp(-(land.heights - land.heights.min()) / np.float32(span * 0.16))
        air = air + (1 - air) * sunk * np.float32(low) * smoothstep(0.0, 0.5, air)
    air = np.minimum(air, most)
    share = np.linspace(0, 1, land.lens.width, dtype=np.float32)[None, :]
    middle = 0.5 + 0.22 * p.side
    warm = np.exp(-(((share - middle) / 0.3) ** 2)) * smoothstep(0.2, 1.0, air) * np.float32(0.55)
    colour = p.haze + (p.horizon - p.haze) * warm[..., None]
    out: Floats = rgb + (colour - rgb) * air[..., None]
    return out


@dataclass(frozen=True, slots=True)
class Look:
    """How a sheet of land is finished; arrays are over all slices and columns.

    `rough`: where bare rock shows (0 to 1), which is given cracks and ledges. `ends`: the land
    ends at the water line, its steep sides straight down to it. `foam`: surf beyond that line.
    """

    rough: Floats | None = None
    ends: bool = False
    foam: Floats | None = None


def render(
    painting: Painting,
    land: Land,
    rgb: Floats,
    part: slice,
    *,
    floor: Floats | None = None,
    look: Look | None = None,
) -> Sheet:
    """Some slices as one sheet; below the rows of `floor` nearer land hides it."""
    sheet, look = painting.sheet(), look or Look()
    rows = land.rows[part]
    shown = np.minimum.accumulate(rows, axis=0)
    top = max(int(np.floor(shown[-1].min())), 0)
    bottom = land.lens.height
    if floor is not None:
        bottom = min(bottom, int(floor.max() + painting.px(_HIDDEN)))
    if bottom <= top:
        return sheet
    place = _places(rows, shown, top, bottom, steep=look.ends)
    columns = np.arange(land.lens.width, dtype=np.float32)[None, :]
    seen = sampled(rgb[part], columns, place)
    edge = np.arange(top, bottom, dtype=np.float32)[:, None] + 1 - shown[-1][None, :]
    alpha: Floats = np.clip(edge, 0, 1)
    if look.rough is not None:
        seen = _roughened(painting, seen, sampled(look.rough[part], columns, place), top)
    if look.ends:
        alpha, seen = _ended(painting, land, look, part, made=(alpha, seen, place), top=top)
    sheet.rgb[top:bottom] = seen * spread(alpha)
    sheet.alpha[top:bottom] = alpha
    return sheet


def _ended(
    painting: Painting,
    land: Land,
    look: Look,
    part: slice,
    *,
    made: tuple[Floats, Floats, Floats],
    top: int,
) -> tuple[Floats, Floats]:
    """Land cut off at the water, wet and foaming where it meets it."""
    alpha, seen, place = made
    owner = np.ceil(place).astype(np.int32)
    per_metre = (land.lens.focal / land.z[part]).astype(np.float32)[owner]
    pixel = np.arange(top, top + len(alpha), dtype=np.float32)[:, None] + np.float32(0.5)
    above = np.float32(land.lens.horizon) + per_metre * np.float32(land.lens.eye) - pixel
    solid = np.clip(above - 0.5, 0, 1)
    columns = np.arange(land.lens.width, dtype=np.float32)[None, :]
    if look.foam is not None:
        surf = sampled(look.foam[part], columns, place)
        metres = above / per_metre
        torn = painting.noise.at(columns / painting.px(16), pixel / painting.px(9), 3, 0.6)
        splash = np.exp(-np.maximum(metres, 0) / 0.9) * smoothstep(-0.5, 0.6, torn)
        shine = np.maximum(surf, splash * np.float32(0.8) * (per_metre > 1))
        seen = seen + (painting.palette.lit("snow", 0.55) - seen) * spread(shine)
        solid = np.maximum(solid, surf * np.float32(0.85))
    inside = pixel < land.rows[part][0] + 1
    return alpha * solid * inside, seen


def _roughened(painting: Painting, rgb: Floats, rough: Floats, top: int) -> Floats:
    """Cracks and ledges on bare rock, in the plane of the picture."""
    height, width = rough.shape
    step = 2
    rows = (np.arange(0, height, step, dtype=np.float32)[:, None] + top) / painting.px(26)
    columns = np.arange(0, width, step, dtype=np.float32)[None, :] / painting.px(44)
    bend = painting.noise.at(columns * 0.4, rows * 0.4, 2) * 0.8
    cracks = painting.noise.at(columns + bend, rows * 1.6 + bend, 4, 0.6)
    cracks = np.clip(cracks * 0.9, -1, 0.8)
    relief = resized(cracks, height, width) * rough * np.float32(0.3)
    return rgb * spread(1 + relief)


def _places(rows: Floats, shown: Floats, top: int, bottom: int, *, steep: bool = False) -> Floats:
    """Which slice, and how far towards the next nearer one, each pixel of the rows shows.

    Where land falls away it looks like a slope between two slices; with `steep`, like a wall.
    """
    slices, width = rows.shape
    count = bottom - top
    starts = np.clip(np.ceil(shown - 0.5).astype(np.int32) - top, 0, count)
    flat = starts * width + np.arange(width, dtype=np.int32)[None, :]
    reached = np.bincount(flat.ravel(), minlength=(count + 1) * width)[: count * width]
    passed = np.cumsum(reached.reshape(count, width), axis=0, dtype=np.int32)
    index = np.minimum(slices - passed, slices - 1)
    pixel = np.arange(top, bottom, dtype=np.float32)[:, None] + np.float32(0.5)
    nearer = np.maximum(index - 1, 0)
    here = np.take_along_axis(shown, index, axis=0)
    there = np.take_along_axis(rows, nearer, axis=0)
    fall = np.maximum(there - here, np.float32(0.25))
    share = (pixel - here) / fall
    if steep:
        share = np.where(fall > _WALL, (share - 1) * fall / _WALL + 1, share)
    out: Floats = np.maximum(index - np.clip(share, 0, 1), 0).astype(np.float32)
    return out


def crest(land: Land, first: int, last: int) -> Floats:
    """The row of the skyline of these slices, for every column."""
    out: Floats = land.rows[first:last].min(axis=0)
    return out


def visible(land: Land) -> NDArray[np.bool_]:
    """Which points of the land nothing nearer hides."""
    shown = np.minimum.accumulate(land.rows, axis=0)
    out: NDArray[np.bool_] = land.rows <= shown + 0.5
    return out


def at(land: Land, metres: float) -> int:
    """The first slice at least this far away."""
    return int(np.searchsorted(land.z, metres))


def enlarged(picture: Floats, height: int, width: int) -> Floats:
    """A soft picture at full size."""
    return resized(picture, height, width, how=cv2.INTER_CUBIC)
