"""Worlds that have a name: how each looks from space."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from reelworks.providers.local.painter.arrays import Floats
from reelworks.providers.local.painter.colour import lch, mix
from reelworks.providers.local.painter.noise import Noise, smoothstep

Tone = tuple[float, float, float]
Ball = tuple[Floats, Floats, Floats]  # right, down and towards us, in radii


@dataclass(frozen=True, slots=True)
class World:
    """OKLCH tones of what is light and dark on it; `bands` and `spots` from 0 (none) to 1."""

    light: Tone
    dark: Tone
    bands: float = 0.0
    spots: float = 0.0
    rings: bool = False
    storm: bool = False  # one great oval
    caps: bool = False  # white poles
    air: bool = True


WORLDS: Mapping[str, World] = {
    "mercury": World((0.66, 0.02, 70), (0.42, 0.02, 60), spots=1.0, air=False),
    "venus": World((0.90, 0.06, 88), (0.78, 0.08, 74), bands=0.25),
    "mars": World((0.66, 0.12, 50), (0.46, 0.10, 38), spots=0.6, caps=True),
    "jupiter": World((0.86, 0.05, 78), (0.58, 0.10, 50), bands=1.0, storm=True),
    "saturn": World((0.88, 0.07, 86), (0.74, 0.08, 74), bands=0.6, rings=True),
    "uranus": World((0.88, 0.05, 200), (0.82, 0.06, 205), bands=0.12),
    "neptune": World((0.62, 0.14, 255), (0.48, 0.15, 262), bands=0.35, storm=True),
    "pluto": World((0.80, 0.04, 70), (0.52, 0.06, 45), spots=0.8, air=False),
    "moon": World((0.80, 0.01, 90), (0.52, 0.015, 80), spots=1.0, air=False),
    "io": World((0.86, 0.12, 98), (0.62, 0.13, 62), spots=1.0, air=False),
    "titan": World((0.78, 0.12, 74), (0.70, 0.12, 66), bands=0.15),
    "europa": World((0.90, 0.02, 80), (0.64, 0.07, 50), spots=0.4, air=False),
}
_SYNONYMS: Mapping[str, str] = {"lunar": "moon", "martian": "mars"}


def named(words: tuple[str, ...]) -> tuple[str, World] | None:
    """The first world that the words name; the moon Io is not our own."""
    names = [_SYNONYMS.get(word, word) for word in words]
    found = [name for name in names if name in WORLDS]
    own = [name for name in found if name != "moon"] or found
    return (own[0], WORLDS[own[0]]) if own else None


def surface(world: World, noise: Noise, ball: Ball, turn: float) -> Floats:
    """Its colours on a ball that faces us."""
    u, v, w = ball
    a, b = u / (0.55 + 0.45 * w) * 2.4, v / (0.55 + 0.45 * w) * 2.4
    light, dark = lch(*world.light), lch(*world.dark)
    tone = 0.25 + 0.12 * noise.at(a + turn, b, 5, 0.55)
    if world.bands:
        bent = b * 2.4 + 0.3 * world.bands * noise.at(a * 0.6 + turn, b * 2.4, 4)
        stripes = noise.at(bent * 0 + turn, bent * 1.3, 4, 0.65) + 0.5 * np.sin(bent * 4.4)
        tone = tone + world.bands * smoothstep(-0.7, 0.8, stripes)
    if world.spots:
        rough = noise.at(a * 1.7 + turn, b * 1.7, 6, 0.6)
        tone = tone + world.spots * (smoothstep(-0.1, 0.5, rough) - 0.2)
    rgb = light + (dark - light) * np.clip(tone, 0, 1)[..., None]
    if world.storm:
        away = ((u - 0.28) / 0.2) ** 2 + ((v - 0.3) / 0.11) ** 2
        red = mix(dark, lch(0.56, 0.14, 34 if world.bands > 0.5 else 262), 0.8)
        rgb = rgb + (red - rgb) * (smoothstep(1.1, 0.7, away) * np.float32(0.85))[..., None]
    if world.caps:
        cap = smoothstep(0.86, 0.93, np.abs(v) + 0.05 * noise.at(a * 2, b * 2, 3))
        rgb = rgb + (lch(0.97, 0.01, 220) - rgb) * cap[..., None]
    out: Floats = rgb.astype(np.float32)
    return out
