"""Drawings turned into paint: every part rounded and lit from the palette's side."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from reelworks.providers.local.painter.arrays import (
    Floats,
    blurred,
    grid,
    polygons,
    resized,
    shifted,
    vec,
)
from reelworks.providers.local.painter.colour import shouldered
from reelworks.providers.local.painter.drawing import Drawing, Part, Point
from reelworks.providers.local.painter.noise import smoothstep
from reelworks.providers.local.painter.palette import Palette

_ROUNDED_FROM = 70  # pixels of height below which roundness could not be seen


@dataclass(frozen=True, slots=True)
class Stamp:
    """A drawing in pixels: premultiplied paint and where in it the drawing's origin lies."""

    rgb: Floats
    alpha: Floats
    foot_x: int
    foot_y: int


@dataclass(frozen=True, slots=True)
class Air:
    """What lies between a figure and the eye: the haze's colour and share."""

    colour: Floats
    share: float


def stamped(
    drawing: Drawing,
    palette: Palette,
    size: float,
    *,
    mirrored: bool = False,
    air: Air | None = None,
) -> Stamp:
    """The drawing with one unit `size` pixels high."""
    left, bottom, right, top = drawing.bounds()
    if mirrored:
        left, right = -right, -left
    margin = 3 + int(max((radius for _, _, radius in drawing.halos), default=0) * size)
    width = int((right - left) * size) + 2 * margin
    height = int((top - bottom) * size) + 2 * margin
    origin = (margin - left * size, margin + top * size)
    stamp = Stamp(
        np.zeros((height, width, 3), np.float32),
        np.zeros((height, width), np.float32),
        round(origin[0]),
        round(origin[1]),
    )
    turn, corner = vec(-size if mirrored else size, -size), vec(*origin)
    for part in drawing.parts:
        _paint(stamp, part, [contour * turn + corner for contour in part.contours], palette, size)
    if size >= _ROUNDED_FROM:
        _rim(stamp, palette, size)
    if air is not None and air.share > 0:
        cover = stamp.alpha[..., None]
        stamp.rgb[...] += (air.colour * cover - stamp.rgb) * np.float32(air.share)
    for x, y, radius in drawing.halos:
        spot = (origin[0] + float(turn[0]) * x, origin[1] - size * y)
        _shine(stamp, palette, spot, radius * size)
    return stamp


def _paint(stamp: Stamp, part: Part, contours: list[Floats], palette: Palette, size: float) -> None:
    points = np.concatenate(contours)
    height, width = stamp.alpha.shape
    x0, y0 = (int(v) for v in np.maximum(np.floor(points.min(axis=0)) - 2, 0))
    x1 = min(int(np.ceil(points[:, 0].max())) + 3, width)
    y1 = min(int(np.ceil(points[:, 1].max())) + 3, height)
    if x1 <= x0 or y1 <= y0:
        return
    mask = polygons(contours, x0, y0, x1 - x0, y1 - y0) * np.float32(part.cover)
    colour = _colour(part, mask, palette, size)
    rgb, alpha = stamp.rgb[y0:y1, x0:x1], stamp.alpha[y0:y1, x0:x1]
    rgb += (colour - rgb) * mask[..., None]
    alpha += (1 - alpha) * mask


def _colour(part: Part, mask: Floats, palette: Palette, size: float) -> Floats:
    own = palette.surfaces[part.surface]
    if part.glow:
        out: Floats = np.clip(own + 0.12, 0, 1)
        return out
    if size < _ROUNDED_FROM or part.soft == 0:
        return palette.lit(part.surface, part.light)
    light = _roundness(mask, palette.side, part.soft) * np.float32(0.85)
    light = np.clip(light + np.float32(part.light - 0.28), 0, 1.15)[..., None]
    return shouldered(own * (palette.ambient + palette.sunlight * light))


def _roundness(mask: Floats, side: int, soft: float) -> Floats:
    """Light on a pillow of this outline, 0.5 where it faces us."""
    height, width = mask.shape
    reach = max(min(height, width) * 0.16 * (0.4 + soft), 1.0)
    step = max(int(reach / 3), 1)
    low = resized(mask, max(height // step, 2), max(width // step, 2), how=cv2.INTER_AREA)
    dome = blurred(low, max(reach / step, 0.8))
    down, across = np.gradient(dome, axis=0), np.gradient(dome, axis=1)
    steep = np.float32(reach / step * 4.4 * soft)
    light: Floats = np.asarray(0.5 + (down * 0.55 - across * side * 0.85) * steep)
    return resized(light, height, width)


def _rim(stamp: Stamp, palette: Palette, size: float) -> None:
    """A thin edge of the light behind the figure."""
    reach = float(np.clip(size * 0.006, 1.0, 5.0))
    moved = shifted(stamp.alpha, -palette.side * reach, reach * 0.7)
    edge = blurred(np.clip(stamp.alpha - moved, 0, 1), max(reach * 0.4, 0.5))
    light = np.minimum(palette.sun * (0.3 + palette.sunlight), 1)
    lift = (light * stamp.alpha[..., None] - stamp.rgb) * (edge * np.float32(0.62))[..., None]
    stamp.rgb[...] += lift


def _shine(stamp: Stamp, palette: Palette, spot: Point, radius: float) -> None:
    rows, columns = grid(*stamp.alpha.shape)
    away = np.hypot(rows - spot[1], columns - spot[0]) / np.float32(max(radius, 1))
    light = np.exp(-away * 3.2) * smoothstep(1.0, 0.6, away) * np.float32(0.85)
    stamp.rgb[...] += (palette.lamp - stamp.rgb) * light[..., None]
    stamp.alpha[...] += (1 - stamp.alpha) * light
