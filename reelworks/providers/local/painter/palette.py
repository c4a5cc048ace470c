"""The colours and the light of a film: one palette from its atmosphere, turned to the hour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from reelworks.providers.local.painter.arrays import Floats
from reelworks.providers.local.painter.colour import lch, mix, shouldered, toned
from reelworks.providers.local.painter.lexicon import Hour, Weather
from reelworks.providers.local.painter.noise import generator
from reelworks.providers.local.painter.wishes import Wishes


@dataclass(frozen=True, slots=True)
class Palette:
    """`ambient` and `sunlight` multiply a surface's own colour; the others are seen as they are.

    `side` is where the light comes from: -1 left, 1 right. `height` is how high it stands (0 to 1).
    """

    zenith: Floats
    upper: Floats
    lower: Floats
    horizon: Floats
    glow: Floats
    sun: Floats
    haze: Floats
    cloud: Floats
    cloud_shade: Floats
    ambient: Floats
    sunlight: Floats
    deep: Floats
    lamp: Floats
    accent: Floats
    tint: Floats
    side: int
    height: float
    hour: Hour
    season: str
    surfaces: Mapping[str, Floats]

    @property
    def night(self) -> bool:
        return self.hour is Hour.NIGHT

    def lit(self, surface: str, light: float) -> Floats:
        """A surface's colour when `light` (0 to 1) of the sunlight falls on it."""
        own = self.surfaces[surface]
        return shouldered(own * (self.ambient + self.sunlight * np.float32(light)))


@dataclass(frozen=True, slots=True)
class _Family:
    """What all pictures of one film have in common."""

    sky: float  # hues in degrees
    glow: float
    chroma: float
    exposure: float
    contrast: float
    side: int


_SKIES = (208.0, 222.0, 236.0, 250.0, 262.0, 276.0, 292.0, 308.0)
_COOL = (150.0, 330.0)  # hues that a sky can have
_GLOWS = (18.0, 32.0, 44.0, 56.0, 68.0, 80.0, 94.0)

# Own colours of surfaces: OKLCH lightness, chroma, hue.
_SURFACES: Mapping[str, tuple[float, float, float]] = {
    "rock": (0.60, 0.025, 60),
    "cliff": (0.66, 0.035, 70),
    "earth": (0.52, 0.055, 58),
    "sand": (0.84, 0.065, 78),
    "snow": (0.99, 0.006, 240),
    "ice": (0.93, 0.035, 225),
    "grass": (0.64, 0.10, 124),
    "meadow": (0.72, 0.11, 115),
    "wheat": (0.84, 0.115, 86),
    "forest": (0.47, 0.07, 142),
    "leaf": (0.58, 0.10, 130),
    "bark": (0.42, 0.035, 55),
    "stone": (0.76, 0.025, 78),
    "plaster": (0.90, 0.03, 82),
    "brick": (0.56, 0.085, 38),
    "roof": (0.50, 0.07, 35),
    "wood": (0.58, 0.065, 62),
    "darkwood": (0.40, 0.05, 50),
    "metal": (0.62, 0.015, 245),
    "iron": (0.42, 0.012, 250),
    "brass": (0.76, 0.10, 84),
    "water": (0.42, 0.06, 215),
    "road": (0.58, 0.015, 70),
    "lava": (0.30, 0.02, 30),
    "skin": (0.74, 0.06, 52),
    "cloth": (0.46, 0.05, 262),
    "coat": (0.38, 0.035, 255),
    "white": (0.97, 0.008, 85),
    "red": (0.58, 0.15, 28),
    "leather": (0.50, 0.07, 50),
    "fur": (0.56, 0.06, 58),
    "paper": (0.93, 0.03, 85),
    "glass": (0.82, 0.03, 220),
    "coral": (0.68, 0.13, 20),
    "black": (0.28, 0.012, 260),
}
_SEASONED: Mapping[str, Mapping[str, tuple[float, float, float]]] = {
    "autumn": {
        "grass": (0.68, 0.09, 92),
        "meadow": (0.74, 0.10, 86),
        "forest": (0.56, 0.11, 58),
        "leaf": (0.66, 0.14, 55),
    },
    "winter": {
        "grass": (0.95, 0.008, 240),
        "meadow": (0.97, 0.006, 240),
        "wheat": (0.92, 0.02, 90),
        "forest": (0.56, 0.03, 190),
        "leaf": (0.82, 0.015, 220),
        "roof": (0.92, 0.01, 240),
        "earth": (0.86, 0.012, 240),
    },
    "spring": {
        "grass": (0.74, 0.13, 122),
        "meadow": (0.80, 0.13, 118),
        "forest": (0.56, 0.09, 134),
        "leaf": (0.76, 0.10, 5),
    },
}


def palette(wishes: Wishes) -> Palette:
    """The palette for these wishes; equal atmospheres share their hues, contrast and light."""
    family = _family(wishes)
    scheme = _SCHEMES[wishes.hour](family)
    return _finished(_weathered(scheme, wishes.weather), family, wishes)


def _family(wishes: Wishes) -> _Family:
    rng = generator("palette", wishes.atmosphere.casefold())
    sky, glow, asked = _hues(wishes, rng)
    chroma, exposure = asked * float(rng.uniform(0.9, 1.1)), float(rng.uniform(0.96, 1.04))
    contrast, side = float(rng.uniform(0.94, 1.1)), int(rng.choice((-1, 1)))
    moods = wishes.moods
    if "warm" in moods or wishes.warmth > 0:
        sky, glow, chroma = sky + 0.3 * (300 - sky), 0.5 * glow + 30, chroma * 1.08
    if "cold" in moods or wishes.warmth < 0:
        sky, glow, chroma = 0.5 * sky + 116, 0.5 * glow + 44, chroma * 0.8
    if "mystic" in moods:
        sky = float(rng.choice((178.0, 296.0, 316.0)))
    chroma *= 0.62 if "muted" in moods else 1.18 if "vivid" in moods else 1.0
    exposure *= 0.84 if "dark" in moods else 1.06 if "bright" in moods else 1.0
    return _Family(sky, glow, chroma, exposure * wishes.exposure, contrast, side)


def _hues(wishes: Wishes, rng: np.random.Generator) -> tuple[float, float, float]:
    """The sky's hue, the light's, and how strong both are: asked for in words, else by chance."""
    cool = [(hue, strength) for hue, strength in wishes.hues if _COOL[0] <= hue <= _COOL[1]]
    warm = [(hue, strength) for hue, strength in wishes.hues if (hue, strength) not in cool]
    sky, glow = float(rng.choice(_SKIES)), float(rng.choice(_GLOWS))
    strengths = [strength for _, strength in (*cool[:1], *warm[:1])]
    sky, glow = (cool[0][0] if cool else sky), (warm[0][0] if warm else glow)
    strength = sum(strengths) / len(strengths) if strengths else 1.0
    return sky + float(rng.uniform(-9, 9)), glow + float(rng.uniform(-7, 7)), strength


Scheme = dict[str, Floats]


def _scheme(
    f: _Family,
    sky: tuple[tuple[float, float, float], ...],
    light: tuple[tuple[float, float, float], ...],
) -> Scheme:
    """Nine OKLCH triples as colours: five of the sky and its glow, four of light and air."""
    names = ("zenith", "upper", "lower", "horizon", "glow", "sun", "haze", "ambient", "sunlight")
    triples = (*sky, *light)
    return {
        name: lch(one, chroma * f.chroma, hue)
        for name, (one, chroma, hue) in zip(names, triples, strict=True)
    }


def _day(f: _Family) -> Scheme:
    sky = 0.6 * f.sky + 0.4 * 248
    return _scheme(
        f,
        (
            (0.56, 0.115, sky),
            (0.68, 0.095, sky - 6),
            (0.81, 0.06, sky - 14),
            (0.92, 0.04, f.glow + 20),
            (0.97, 0.05, f.glow + 20),
        ),
        ((0.995, 0.02, 95), (0.83, 0.045, sky - 8), (0.70, 0.045, sky), (0.73, 0.06, f.glow + 15)),
    )


def _golden(f: _Family) -> Scheme:
    return _scheme(
        f,
        (
            (0.50, 0.085, f.sky),
            (0.64, 0.075, f.sky + 20),
            (0.79, 0.085, f.glow - 18),
            (0.89, 0.105, f.glow + 6),
            (0.93, 0.12, f.glow + 10),
        ),
        (
            (0.985, 0.05, f.glow + 24),
            (0.77, 0.075, f.glow - 12),
            (0.53, 0.06, f.sky + 18),
            (0.86, 0.13, f.glow + 2),
        ),
    )


def _dawn(f: _Family) -> Scheme:
    return _scheme(
        f,
        (
            (0.53, 0.075, f.sky),
            (0.68, 0.06, f.sky + 16),
            (0.82, 0.06, f.glow - 34),
            (0.91, 0.07, f.glow),
            (0.95, 0.08, f.glow + 8),
        ),
        (
            (0.99, 0.04, f.glow + 20),
            (0.80, 0.05, f.glow - 40),
            (0.62, 0.05, f.sky + 10),
            (0.72, 0.09, f.glow - 4),
        ),
    )


def _dusk(f: _Family) -> Scheme:
    return _scheme(
        f,
        (
            (0.29, 0.085, f.sky + 8),
            (0.42, 0.10, f.sky + 22),
            (0.60, 0.11, f.glow - 42),
            (0.77, 0.13, f.glow - 4),
            (0.84, 0.14, f.glow + 6),
        ),
        (
            (0.95, 0.08, f.glow + 20),
            (0.53, 0.085, f.sky + 40),
            (0.42, 0.07, f.sky + 14),
            (0.56, 0.13, f.glow - 10),
        ),
    )


def _night(f: _Family) -> Scheme:
    sky = 0.6 * f.sky + 0.4 * 262
    return _scheme(
        f,
        (
            (0.17, 0.055, sky + 8),
            (0.25, 0.065, sky),
            (0.35, 0.065, sky - 10),
            (0.47, 0.06, sky - 22),
            (0.60, 0.045, sky - 26),
        ),
        ((0.97, 0.025, 95), (0.36, 0.055, sky - 8), (0.34, 0.06, sky), (0.42, 0.045, sky - 16)),
    )


_SCHEMES = {
    Hour.DAY: _day,
    Hour.GOLDEN: _golden,
    Hour.DAWN: _dawn,
    Hour.DUSK: _dusk,
    Hour.NIGHT: _night,
}


def _weathered(scheme: Scheme, weather: frozenset[Weather]) -> Scheme:
    chroma, down, sun = 1.0, 1.0, 1.0
    if weather & {Weather.RAIN, Weather.SNOWFALL}:
        chroma, down, sun = 0.62, 0.9, 0.5
    if Weather.FOG in weather:
        chroma, sun = chroma * 0.78, sun * 0.7
    if Weather.STORM in weather:
        chroma, down, sun = 0.6, 0.74, 0.45
    out = {name: toned(c, light=down, chroma=chroma) for name, c in scheme.items()}
    out["sunlight"] = toned(out["sunlight"], light=0.55 + 0.45 * sun)
    if weather & {Weather.RAIN, Weather.STORM, Weather.SNOWFALL, Weather.FOG}:
        out["zenith"] = mix(out["zenith"], out["upper"], 0.5)
        out["horizon"] = mix(out["horizon"], scheme["haze"], 0.3)
    return out


_HEIGHTS = {Hour.DAY: 0.62, Hour.GOLDEN: 0.2, Hour.DAWN: 0.13, Hour.DUSK: 0.05, Hour.NIGHT: 0.6}


def _finished(scheme: Scheme, family: _Family, wishes: Wishes) -> Palette:
    exposed = {name: toned(c, light=family.exposure) for name, c in scheme.items()}
    if wishes.hour in (Hour.GOLDEN, Hour.DAWN):  # far land is as cool as the sky behind it
        between = mix(exposed["upper"], exposed["horizon"], 0.42)
        exposed["haze"] = mix(exposed["haze"], between, 0.6)
    tint = lch(0.6, 0.07 * family.chroma, family.sky + 20)
    lamp = lch(0.88, 0.12, 0.5 * family.glow + 40)
    accent = lch(0.68, 0.15 * family.chroma, family.glow - 14)
    cloud = mix(exposed["glow"], exposed["sun"], 0.55 if wishes.hour is not Hour.NIGHT else 0.05)
    shade = mix(mix(exposed["upper"], exposed["lower"], 0.45), exposed["haze"], 0.3)
    return Palette(
        **exposed,
        cloud=cloud,
        cloud_shade=toned(shade, light=0.97),
        deep=toned(mix(exposed["ambient"], tint, 0.4), light=0.36 / family.contrast),
        lamp=lamp,
        accent=accent,
        tint=tint,
        side=family.side,
        height=_HEIGHTS[wishes.hour],
        hour=wishes.hour,
        season=wishes.season,
        surfaces=_surfaces(family, wishes.season, tint) | {"lamp": lamp, "accent": accent},
    )


def _surfaces(family: _Family, season: str, tint: Floats) -> dict[str, Floats]:
    """Every surface leans a little to the film's tint, so that nothing falls out of the picture."""
    triples = {**_SURFACES, **_SEASONED.get(season, {})}
    return {
        name: mix(lch(one, chroma * family.chroma, hue), tint, 0.0 if one > 0.9 else 0.14)
        for name, (one, chroma, hue) in triples.items()
    }
