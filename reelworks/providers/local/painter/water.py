"""Water in perspective: what lies behind it mirrored in its waves, its own depth, and glitter."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from reelworks.providers.local.painter.arrays import Floats, resized, sampled
from reelworks.providers.local.painter.colour import mix
from reelworks.providers.local.painter.lexicon import Weather
from reelworks.providers.local.painter.noise import smoothstep
from reelworks.providers.local.painter.painting import Painting, Sheet
from reelworks.providers.local.painter.terrain import Lens

_HIDES_SUN = frozenset({Weather.STORM, Weather.RAIN, Weather.SNOWFALL})


@dataclass(frozen=True, slots=True)
class Waves:
    """`swell` is how rough it is (0 a mirror, 1 a storm), `length` metres from crest to crest."""

    swell: float
    length: float
    foam: float = 0.0


@dataclass(frozen=True, slots=True)
class _Surface:
    """The water point by point: where on the canvas and in the world, and how it lies there.

    `down` is 0 at the horizon and 1 at the bottom; `tilt_z` is the slope away from the eye.
    """

    view: Lens
    waves: Waves
    edge: float
    rows: Floats
    columns: Floats
    x: Floats
    z: Floats
    down: Floats
    tilt_x: Floats
    tilt_z: Floats
    crest: Floats


def water(
    painting: Painting,
    view: Lens,
    waves: Waves,
    light: tuple[float, float],
    *,
    shore: float | None = None,
) -> Sheet:
    """A sheet of water down to the bottom; `light` is where the sun stands.

    It begins at the horizon, or at the row of its far `shore`, about which it mirrors.
    """
    sheet = painting.sheet()
    edge = view.horizon if shore is None else shore
    top = max(int(np.ceil(edge)), 0)
    if view.height - top < 2:
        return sheet
    surface = _surface(painting, view, waves, edge)
    rgb = _deepened(painting, surface, _mirrored(painting, surface))
    if not painting.wishes.weather & _HIDES_SUN:
        rgb = _glittering(painting, surface, rgb, light)
    if waves.foam > 0:
        rgb = _foaming(painting, surface, rgb)
    rgb = _aired(painting, surface, rgb)
    sheet.rgb[top:] = np.clip(resized(rgb, view.height - top, view.width), 0, 1)
    sheet.alpha[top:] = 1
    return sheet


def _surface(painting: Painting, view: Lens, waves: Waves, edge: float) -> _Surface:
    rows = np.arange(max(int(np.ceil(edge)), 0), view.height, dtype=np.float32)[
        :, None
    ] + np.float32(0.5)
    columns = np.arange(view.width // 2, dtype=np.float32)[None, :] * 2 + 1
    z = view.focal * view.eye / np.maximum(rows - np.float32(view.horizon), 0.35)
    x = (columns - view.width / 2) * z / view.focal
    z = z + 0 * x
    noise, long = painting.noise, np.float32(waves.length)
    u, v = x / (long * 2.4), z / long
    crest = noise.at(u, v, 3, 0.55)
    behind = noise.at(u, v + 0.09, 3, 0.55)
    fine = noise.at(u * 5.3, v * 4.1 + 7, 3, 0.6)
    far = 1 / (1 + (z / (long * 90)) ** 2)
    rough = np.float32(0.12 + 0.88 * waves.swell) * (0.25 + 0.75 * far)
    tilt_z = ((crest - behind) * 4.2 + fine * 0.55) * rough
    tilt_x = noise.at(u * 2.1 + 31, v * 1.7, 3, 0.6) * rough * np.float32(0.8)
    down = (rows - view.horizon) / np.float32(view.height - view.horizon)
    return _Surface(view, waves, edge, rows, columns, x, z, down, tilt_x, tilt_z, crest)


def _mirrored(painting: Painting, s: _Surface) -> Floats:
    """What is behind the water, upside down, pulled about by the slopes."""
    view = s.view
    back = resized(painting.flat, view.height // 2, view.width // 2, how=cv2.INTER_AREA)
    reach = np.float32(view.height) * (0.035 + 0.42 * s.down)
    up = s.edge - (s.rows - s.edge) * 0.92 - np.abs(s.tilt_z) * reach * 0.8 - 2
    aside = s.columns + s.tilt_x * reach * 0.55
    return sampled(back, aside / 2, np.abs(up) / 2, border=cv2.BORDER_REFLECT)


def _deepened(painting: Painting, s: _Surface, rgb: Floats) -> Floats:
    """The nearer, the more one looks into the water itself instead of at its mirror."""
    p = painting.palette
    deep = mix(p.lit("water", 0.1), p.zenith, 0.28)
    lifted = mix(p.lit("water", 0.75), p.lower, 0.25)
    into = np.clip(0.16 + 0.62 * s.down + 0.3 * s.waves.swell**2 - 0.34 * s.tilt_z, 0.06, 0.95)
    shade = np.clip(0.35 + 0.5 * s.crest - 0.5 * s.tilt_z, 0, 1)[..., None]
    own = deep + (lifted - deep) * shade
    heavy = np.float32(max(s.waves.swell - 0.5, 0) * 0.5)
    own = own * (1 + heavy * np.clip(s.tilt_z * 1.3, -0.9, 0.9))[..., None]
    out: Floats = rgb + (own - rgb) * into[..., None]
    return out


def _glittering(painting: Painting, s: _Surface, rgb: Floats, light: tuple[float, float]) -> Floats:
    """The path of light below the sun or moon."""
    p, swell = painting.palette, s.waves.swell
    down = (s.rows - s.view.horizon) / s.view.height
    wide = np.float32(s.view.width * (0.7 + swell) * 0.02) * (1 + 8 * down)
    aside = np.abs(s.columns - light[0] + s.tilt_x * wide * 1.4) / wide
    strength = np.float32(0.62 if p.night or p.height > 0.4 else 0.95)
    path = np.exp(-(aside**1.5)) * strength
    spark = smoothstep(0.05, 0.5, s.tilt_z / np.float32(0.3 + 0.5 * swell) + 0.12)
    shine = path * (0.22 + 0.78 * spark) * np.exp(-down * np.float32(1.1))
    out: Floats = rgb + (p.sun - rgb) * np.clip(shine, 0, 1)[..., None]
    return out


def _foaming(painting: Painting, s: _Surface, rgb: Floats) -> Floats:
    long = np.float32(s.waves.length)
    torn = painting.noise.at(s.x / (long * 0.55), s.z / (long * 0.16), 4, 0.65)
    foam = smoothstep(1.05 - 0.75 * s.waves.foam, 1.45, s.crest * 0.9 + torn * 0.75)
    white = painting.palette.lit("snow", 0.5)
    out: Floats = rgb + (white - rgb) * (foam * np.float32(0.8))[..., None]
    return out


def _aired(painting: Painting, s: _Surface, rgb: Floats) -> Floats:
    """Haze towards the horizon, so that sea and sky meet softly."""
    p = painting.palette
    clear = 90 if Weather.FOG in painting.wishes.weather else 420
    air = (1 - np.exp(-s.z / np.float32(s.view.eye * clear))) * np.float32(0.75)
    out: Floats = rgb + (mix(p.horizon, p.haze, 0.55) - rgb) * air[..., None]
    return out
