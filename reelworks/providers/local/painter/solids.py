"""Walls, floors and boxes in perspective: patterned, lit by sun and lamps, veiled by air."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from reelworks.providers.local.painter.arrays import Floats, polygons, resized, vec
from reelworks.providers.local.painter.noise import Noise
from reelworks.providers.local.painter.painting import Painting, Sheet
from reelworks.providers.local.painter.terrain import Lens

_NEAR = 0.25  # metres; what is closer than this is cut off
_STEP = 8  # light changes slowly: it is found for every eighth pixel
_TINY = 120  # pixels of a face below which no pattern could be seen
Point3 = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Lamp:
    """A light in the room; its strength is halved at `reach` metres."""

    at: Point3
    colour: Floats
    reach: float


@dataclass(frozen=True, slots=True)
class Lighting:
    """All light of a place. `toward` points to the sun; the air hides half at `clear` metres."""

    ambient: Floats
    sun: Floats
    toward: Floats
    haze: Floats
    clear: float
    lamps: tuple[Lamp, ...] = ()

    def on(self, points: Floats, normal: Floats) -> Floats:
        """The light on points (..., 3) of a surface; `normal` is one for all, or one for each."""
        facing = np.maximum(normal @ self.toward, 0)[..., None]
        sky = 0.84 + 0.16 * normal[..., 1:2]
        light = np.zeros_like(points) + self.ambient * sky + self.sun * facing
        for lamp in self.lamps:
            away = vec(*lamp.at) - points
            squared = (away**2).sum(axis=-1)
            slant = (away * normal).sum(axis=-1) / np.sqrt(squared + np.float32(0.01))
            strength = np.clip(0.3 + 0.7 * slant, 0, 1) / (1 + squared / np.float32(lamp.reach**2))
            light = light + lamp.colour * strength[..., None]
        out: Floats = light.astype(np.float32)
        return out

    def around(self, at: Point3) -> Floats:
        """The light at a place, from all sides: what falls on a thing that stands there."""
        place = vec(*at)[None, :]
        sides = (vec(0, 1, 0), vec(0, 0, -1), vec(1, 0, 0), vec(-1, 0, 0))
        out: Floats = np.mean([self.on(place, side)[0] for side in sides], axis=0)
        return out


@dataclass(frozen=True, slots=True)
class Studio:
    """Where faces are painted: the picture, the eye and the light."""

    painting: Painting
    lens: Lens
    lighting: Lighting


@dataclass(frozen=True, slots=True)
class Face:
    """A flat rectangle in space: a corner and two edges in metres (x right, y up, z away)."""

    corner: Floats
    right: Floats
    up: Floats

    @property
    def size(self) -> tuple[float, float]:
        return float(np.linalg.norm(self.right)), float(np.linalg.norm(self.up))

    def at(self, u: Floats, v: Floats) -> Floats:
        """Points of the face, `u` metres along its right edge and `v` along the other."""
        wide, tall = self.size
        out: Floats = (
            self.corner + u[..., None] * (self.right / wide) + v[..., None] * (self.up / tall)
        ).astype(np.float32)
        return out


@dataclass(frozen=True, slots=True)
class Patch:
    """The visible part of a face: metres along it by pixel, and how many metres a pixel covers."""

    u: Floats
    v: Floats
    fine_u: Floats
    fine_v: Floats
    size: tuple[float, float]
    salt: float
    noise: Noise


Pattern = Callable[[Patch], Floats]  # (height, width) or (height, width, 3): times the own colour
Outline = Sequence[tuple[float, float]] | Floats  # of (u, v)


@dataclass(frozen=True, slots=True)
class Material:
    """A surface of the palette with its pattern, `shift` metres along; `lights` shine themselves.

    A face that is a part of something round is bent by `bend` radians.
    """

    surface: str
    pattern: Pattern | None = None
    lights: Pattern | None = None
    salt: float = 0.0
    shift: float = 0.0
    bend: float = 0.0


def face(corner: Point3, right: Point3, up: Point3) -> Face:
    return Face(vec(*corner), vec(*right), vec(*up))


def wall(x0: float, z0: float, x1: float, z1: float, *, low: float, high: float) -> Face:
    """An upright face over the line from (x0, z0) to (x1, z1)."""
    return face((x0, low, z0), (x1 - x0, 0, z1 - z0), (0, high - low, 0))


def floor(x0: float, z0: float, x1: float, z1: float, *, y: float) -> Face:
    """A level face."""
    return face((x0, y, z0), (x1 - x0, 0, 0), (0, 0, z1 - z0))


def oblong(u0: float, v0: float, u1: float, v1: float) -> tuple[tuple[float, float], ...]:
    """The outline of an upright rectangle on a face."""
    return (u0, v0), (u1, v0), (u1, v1), (u0, v1)


def paint(
    studio: Studio,
    sheet: Sheet,
    flat: Face,
    material: Material,
    *,
    outline: Outline | None = None,
    holes: Sequence[Outline] = (),
    shade: float = 1.0,
    corners: float = 0.0,
) -> None:
    """Paint a face over the sheet. `corners` is how dark its edges get (0 to 1)."""
    wide, tall = flat.size
    edge: Outline = ((0, 0), (wide, 0), (wide, tall), (0, tall)) if outline is None else outline
    contours = [projected(studio.lens, flat, line) for line in (edge, *holes)]
    window = _window(contours[0], sheet)
    if window is None:
        return
    x, y, width, height = window
    mask = polygons([line for line in contours if len(line) > 2], x, y, width, height)
    if float(mask.max()) < 1 / 255:
        return
    if width * height < _TINY:
        material = replace(material, pattern=None, lights=None)
    rgb = _coloured(studio, flat, material, window, shade=shade, corners=corners)
    sheet.over(rgb * mask[..., None], mask, x, y)


def projected(lens: Lens, flat: Face, outline: Outline) -> Floats:
    """The pixels of a line of (u, v) on a face, cut off at what the lens can see."""
    uv = np.asarray(outline, np.float32).reshape(-1, 2)
    return seen(lens, flat.at(uv[:, 0], uv[:, 1]))


def seen(lens: Lens, points: Floats) -> Floats:
    """The pixels of a closed line of points in space, cut off at what the lens can see."""
    margin = 40.0
    half, under = lens.width / 2 + margin, lens.height + margin - lens.horizon
    over = lens.horizon + margin
    planes = np.array(
        [
            [0, 0, 1, -_NEAR],
            [lens.focal, 0, half, 0],
            [-lens.focal, 0, half, 0],
            [0, lens.focal, under, 0],
            [0, -lens.focal, over, 0],
        ]
    )
    line = points.astype(np.float64) - np.array([0, lens.eye, 0])
    for plane in planes:
        line = _cut(line, line @ plane[:3] + plane[3])
        if not len(line):
            return np.zeros((0, 2), np.float32)
    columns = lens.width / 2 + lens.focal * line[:, 0] / line[:, 2]
    rows = lens.horizon - lens.focal * line[:, 1] / line[:, 2]
    return np.stack([columns, rows], axis=1).astype(np.float32)


def _cut(line: Floats, inside: Floats) -> Floats:
    """The part of a closed line where `inside` is not negative."""
    out = []
    for i in range(len(line)):
        a, b, near, far = line[i - 1], line[i], inside[i - 1], inside[i]
        if (near >= 0) != (far >= 0):
            out.append(a + (b - a) * (near / (near - far)))
        if far >= 0:
            out.append(b)
    return np.array(out).reshape(-1, 3)


def _window(contour: Floats, sheet: Sheet) -> tuple[int, int, int, int] | None:
    """The part of the sheet that a contour touches: corner, width, height."""
    if len(contour) < 3:
        return None
    height, width = sheet.alpha.shape
    low = np.maximum(np.floor(contour.min(axis=0)).astype(int) - 1, 0)
    high = np.minimum(np.ceil(contour.max(axis=0)).astype(int) + 2, (width, height))
    if (high <= low).any():
        return None
    return int(low[0]), int(low[1]), int(high[0] - low[0]), int(high[1] - low[1])


def _coloured(
    studio: Studio,
    flat: Face,
    material: Material,
    window: tuple[int, int, int, int],
    *,
    shade: float,
    corners: float,
) -> Floats:
    """The face's colours in the window, as seen."""
    x, y, width, height = window
    back = _backward(studio.lens, flat, x, y)
    rows, columns = -(-height // _STEP), -(-width // _STEP)
    u, v = _places(back, rows, columns, _STEP, flat.size)
    points = flat.at(u, v)
    normal = _bent(flat, _normal(flat, studio.lens), u, material.bend)
    light = studio.lighting.on(points, normal) * np.float32(shade)
    if corners > 0:
        light *= _hollow(u, v, flat.size, corners)[..., None]
    own: Floats = studio.painting.palette.surfaces[material.surface] * _whole(light, window)
    if material.pattern is not None or material.lights is not None:
        fine = _whole(_spread(u), window), _whole(_spread(v), window)
        wide, tall = _places(back, height, width, 1, flat.size)
        wide += np.float32(material.shift)
        patch = Patch(wide, tall, *fine, flat.size, material.salt, studio.painting.noise)
        own = _patterned(studio, material, patch, own)
    np.clip(own, 0, 1, out=own)
    away = np.linalg.norm(points - vec(0, studio.lens.eye, 0), axis=-1)
    air = 1 - np.exp2(-away / np.float32(studio.lighting.clear))
    own += (studio.lighting.haze - own) * _whole(air.astype(np.float32), window)[..., None]
    return own


def _whole(coarse: Floats, window: tuple[int, int, int, int]) -> Floats:
    """What was found for every `_STEP`th pixel of the window, for every pixel."""
    rows, columns = coarse.shape[:2]
    out: Floats = resized(coarse, rows * _STEP, columns * _STEP)[: window[3], : window[2]]
    return out


def _patterned(studio: Studio, material: Material, patch: Patch, own: Floats) -> Floats:
    if material.pattern is not None:
        tone = material.pattern(patch)
        own = own * (tone if tone.ndim == 3 else tone[..., None])
    if material.lights is not None:
        lamp, shine = studio.painting.palette.lamp, material.lights(patch)[..., None]
        own = own + (lamp * 1.05 - own) * np.clip(shine, 0, 1)
    out: Floats = own.astype(np.float32, copy=False)
    return out


def _backward(lens: Lens, flat: Face, x: int, y: int) -> Floats:
    """The matrix from window pixels to metres on the face (in homogeneous coordinates)."""
    wide, tall = flat.size
    camera = np.array(
        [[lens.focal, 0, lens.width / 2 - x], [0, -lens.focal, lens.horizon - y], [0, 0, 1]]
    )
    corner = flat.corner.astype(np.float64) - np.array([0, lens.eye, 0])
    forward = camera @ np.stack([flat.right / wide, flat.up / tall, corner], axis=1)
    size = np.linalg.norm(forward)
    if abs(np.linalg.det(forward / size)) < 1e-12:
        forward = forward + np.eye(3) * size * 1e-4  # a face seen exactly from its edge
    return np.asarray(np.linalg.inv(forward))


def _places(
    back: Floats, rows: int, columns: int, step: int, size: tuple[float, float]
) -> tuple[Floats, Floats]:
    """Metres along the face at every `step`th pixel."""
    b = back / np.abs(back[2]).max()
    b = b.astype(np.float32)
    r = ((np.arange(rows, dtype=np.float32) + np.float32(0.5)) * step)[:, None]
    c = ((np.arange(columns, dtype=np.float32) + np.float32(0.5)) * step)[None, :]
    below = b[2, 0] * c + (b[2, 1] * r + b[2, 2])
    below = np.where(np.abs(below) < 1e-9, np.float32(1e-9), below)
    u = (b[0, 0] * c + (b[0, 1] * r + b[0, 2])) / below
    v = (b[1, 0] * c + (b[1, 1] * r + b[1, 2])) / below
    return np.clip(u, -2, size[0] + 2), np.clip(v, -2, size[1] + 2)


def _normal(flat: Face, lens: Lens) -> Floats:
    normal = np.cross(flat.right, flat.up)
    normal = normal / max(float(np.linalg.norm(normal)), 1e-9)
    toward = vec(0, lens.eye, 0) - (flat.corner + flat.right / 2 + flat.up / 2)
    out: Floats = normal if float(normal @ toward) >= 0 else -normal
    return out


def _bent(flat: Face, normal: Floats, u: Floats, bend: float) -> Floats:
    """The normals of a face that stands for a part of something round."""
    if bend == 0:
        return normal
    wide = flat.size[0]
    aside = (u / np.float32(wide) - 0.5) * np.float32(2 * np.tan(bend / 2))
    turned = normal + aside[..., None] * (flat.right / wide)
    out: Floats = (turned / np.linalg.norm(turned, axis=-1, keepdims=True)).astype(np.float32)
    return out


def _hollow(u: Floats, v: Floats, size: tuple[float, float], dark: float) -> Floats:
    """Less light reaches the edges where walls meet."""
    reach = np.float32(0.34 * min(size))
    shares = [1 - np.exp(-np.maximum(d, 0) / reach) for d in (u, size[0] - u, v, size[1] - v)]
    open_sky = np.minimum.reduce(shares)
    out: Floats = (1 - np.float32(dark) * (1 - open_sky) ** 1.5).astype(np.float32)
    return out


def _spread(values: Floats) -> Floats:
    """How much a value changes from one pixel to the next."""
    spread: Floats = np.full_like(values, 1e-4)
    for axis in (0, 1):
        if values.shape[axis] > 1:
            spread = spread + np.abs(np.gradient(values, axis=axis)) / np.float32(_STEP)
    return spread
