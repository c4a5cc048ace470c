"""Skies: the gradient, the light in it, clouds, stars and the moon."""

from __future__ import annotations

import cv2
import numpy as np

from reelworks.providers.local.painter.arrays import Floats, grid, resized
from reelworks.providers.local.painter.colour import mix, ramp
from reelworks.providers.local.painter.lexicon import Hour, Weather
from reelworks.providers.local.painter.noise import fractal, smoothstep
from reelworks.providers.local.painter.painting import Painting, Sheet

_COARSE = 4  # soft things are painted at a quarter of the size
_DARK = (Hour.NIGHT, Hour.DUSK)


def sky(
    painting: Painting, horizon: float, *, sun: bool = True, clouds: float | None = None
) -> Sheet:
    """The whole canvas as sky above `horizon` (row in thousandths), the light on its side.

    `clouds` is how much of the sky they cover, 0 to 1; None leaves it to the weather.
    """
    height, width = painting.height // _COARSE, painting.width // _COARSE
    rows, columns = grid(height, width)
    edge = horizon / 1000 * height
    light = place(painting, horizon)
    rgb = _gradient(painting, rows, edge, width)
    near = _nearness(rows, columns, light[0] / _COARSE, light[1] / _COARSE, height)
    rgb = _glowing(painting, rgb, near)
    cover = _cover(painting) if clouds is None else clouds
    if cover > 0:
        rgb = _clouded(painting, rgb, near, edge, cover)
    rgb = resized(rgb, painting.height, painting.width, how=cv2.INTER_CUBIC)
    sheet = Sheet(np.clip(rgb, 0, 1), np.ones(rgb.shape[:2], np.float32))
    if painting.palette.hour in _DARK and not painting.wishes.weather & {
        Weather.STORM,
        Weather.RAIN,
    }:
        _stars(painting, sheet, edge * _COARSE, cover)
    if sun and not painting.wishes.weather & {Weather.STORM, Weather.RAIN, Weather.SNOWFALL}:
        _disc(painting, sheet, light)
    return sheet


def place(painting: Painting, horizon: float) -> tuple[float, float]:
    """Where the sun or the moon stands, in pixels of the canvas: x, y."""
    palette, rng = painting.palette, painting.rng("sun")
    x = 0.5 + palette.side * float(rng.uniform(0.12, 0.34))
    height = min(palette.height * float(rng.uniform(0.75, 1.25)), 0.8)
    y = horizon / 1000 * (1 - height)
    return x * painting.width, y * painting.height


def _gradient(painting: Painting, rows: Floats, edge: float, width: int) -> Floats:
    p = painting.palette
    up = np.clip(1 - rows[:, 0] / max(edge, 1), 0, 1)
    stops = ((0.0, p.horizon), (0.16, p.lower), (0.46, p.upper), (1.0, p.zenith))
    column = ramp(stops, up)
    return np.repeat(column[:, None, :], width, axis=1)


def _nearness(rows: Floats, columns: Floats, x: float, y: float, height: int) -> Floats:
    """How near the light each point is: 1 at it, falling over about a picture's height."""
    squared = ((columns - x) / 1.5) ** 2 + (rows - y) ** 2
    out: Floats = np.sqrt(squared) / np.float32(height)
    return out


def _glowing(painting: Painting, rgb: Floats, near: Floats) -> Floats:
    p = painting.palette
    strength = {Hour.DAY: 0.5, Hour.NIGHT: 0.5}.get(p.hour, 0.9)
    if painting.wishes.weather & {Weather.STORM, Weather.RAIN, Weather.SNOWFALL}:
        strength *= 0.5
    wide = np.exp(-((near / 0.42) ** 2)) * np.float32(0.75 * strength)
    tight = np.exp(-near / np.float32(0.07)) * np.float32(0.75 * strength)
    rgb = rgb + (p.glow - rgb) * wide[..., None]
    out: Floats = rgb + (p.sun - rgb) * tight[..., None]
    return out


def _cover(painting: Painting) -> float:
    weather, rng = painting.wishes.weather, painting.rng("cover")
    if weather & {Weather.STORM, Weather.RAIN}:
        return float(rng.uniform(0.8, 0.95))
    if weather & {Weather.FOG, Weather.SNOWFALL}:
        return float(rng.uniform(0.3, 0.6))
    if Weather.CLEAR in weather:
        return float(rng.uniform(0.0, 0.16))
    if Weather.CLOUDS in weather:
        return float(rng.uniform(0.42, 0.68))
    return float(rng.uniform(0.12, 0.4))


def _clouded(painting: Painting, rgb: Floats, near: Floats, edge: float, cover: float) -> Floats:
    """Clouds as a sheet seen from below: small and flat at the horizon, wide overhead."""
    p, noise, rng = painting.palette, painting.noise, painting.rng("clouds")
    height, width = near.shape
    rows, columns = grid(height, width)
    up = np.maximum((edge - rows) / max(edge, 1), 0.004)
    far = 1 / (up + 0.13)
    u = (columns / width - 0.5) * far * np.float32(1.5) + np.float32(rng.uniform(0, 99))
    v = far * np.float32(rng.uniform(0.9, 1.5)) + np.float32(rng.uniform(0, 99)) + 0 * u
    stretch = float(rng.uniform(0.35, 0.8))
    warp = noise.at(u * 0.7, v * 0.7, 2)
    field = noise.at(u * stretch + warp * 0.35, v + warp * 0.2, 6, 0.52)
    toward = noise.at(u * stretch + warp * 0.35 + 0.10 * p.side, v + warp * 0.2 + 0.10, 3, 0.52)
    threshold = np.float32(0.95 - 1.55 * cover)
    density = smoothstep(0, 0.75, field - threshold)
    density *= smoothstep(0.0, 0.07, up)
    lit = np.clip(0.55 + 0.9 * (field - toward) - 0.32 * density, 0, 1)
    lit = np.clip(lit + 0.55 * np.exp(-near / 0.22) * (1 - density), 0, 1)
    colour = p.cloud_shade + (p.cloud - p.cloud_shade) * lit[..., None]
    if painting.wishes.weather & {Weather.STORM, Weather.RAIN}:
        dark = mix(p.cloud_shade, p.deep, 0.45)
        colour = colour + (dark - colour) * (density * 0.75)[..., None]
    shown = density * np.float32(0.92)
    haze = np.exp(-up / 0.1)[..., None]
    colour = colour + (rgb - colour) * haze * np.float32(0.7)
    out: Floats = rgb + (colour - rgb) * shown[..., None]
    return out


def _stars(painting: Painting, sheet: Sheet, edge: float, cover: float) -> None:
    rng = painting.rng("stars")
    night = painting.palette.night
    misty = 0.2 if Weather.FOG in painting.wishes.weather else 1.0
    count = int((900 if night else 140) * (1 - 0.75 * cover) * misty)
    x, y = rng.random(count) * painting.width, rng.random(count) ** 1.2 * edge * 0.9
    size = rng.pareto(2.6, count) + 0.35
    fade = np.clip(1 - y / max(edge, 1), 0.1, 1) * (1 if night else 0.6)
    for left, top, big, shine in zip(x, y, np.minimum(size, 3.2), fade, strict=True):
        radius = painting.px(0.55 + 0.5 * float(big))
        colour = painting.palette.sun
        dot(sheet, float(left), float(top), radius=radius, colour=colour, light=float(shine))


def dot(sheet: Sheet, x: float, y: float, *, radius: float, colour: Floats, light: float) -> None:
    """A soft point of light."""
    reach = max(int(radius * 2.5), 1)
    left, top = int(x) - reach, int(y) - reach
    rows, columns = grid(2 * reach + 1, 2 * reach + 1)
    squared = (rows + top - y) ** 2 + (columns + left - x) ** 2
    sheet.glow(colour, np.exp(-squared / np.float32(radius**2)) * np.float32(light), left, top)


def _disc(painting: Painting, sheet: Sheet, light: tuple[float, float]) -> None:
    p, rng = painting.palette, painting.rng("disc")
    radius = painting.px(
        float(rng.uniform(24, 46)) * (0.8 if p.night or p.hour is Hour.DAY else 1.25)
    )
    reach = int(radius) + 3
    left, top = int(light[0]) - reach, int(light[1]) - reach
    rows, columns = grid(2 * reach + 1, 2 * reach + 1)
    distance = np.sqrt((rows + top - light[1]) ** 2 + (columns + left - light[0]) ** 2)
    alpha = np.clip(radius - distance + 0.5, 0, 1)
    colour = np.broadcast_to(p.sun, (*alpha.shape, 3))
    if p.night:
        seas = fractal(rng, alpha.shape[0], alpha.shape[1], radius * 0.8, 4)
        colour = colour * (1 - 0.14 * smoothstep(-0.1, 0.5, seas))[..., None]
    soft = alpha * np.float32(0.96 if Weather.FOG not in painting.wishes.weather else 0.5)
    sheet.over((colour * soft[..., None]).astype(np.float32), soft, left, top)
