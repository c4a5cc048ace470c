"""What science looks at or with, as drawings one unit tall: compass, prism, planet, atom."""

from __future__ import annotations

import numpy as np

from reelworks.providers.local.painter.arrays import Floats
from reelworks.providers.local.painter.drawing import Drawing, ring

Chance = np.random.Generator

_MIDDLE, _RADIUS = 0.5, 0.38  # of the planet
_BANDS = ((-0.62, 0.16), (-0.22, 0.12), (0.16, 0.2), (0.6, 0.12))  # middle and half height


def compass(rng: Chance, *, lit: bool) -> Drawing:
    """A ship's compass in its open case."""
    d = Drawing()
    d.shape(ring(0, 0.94, 0.055, 0.055), "brass", ring(0, 0.94, 0.03, 0.03), light=0.7)
    d.oval(0, 0.45, 0.46, 0.45, "brass", light=0.6, soft=0.8)
    d.oval(0, 0.45, 0.39, 0.38, "darkwood", light=0.5, soft=0.3)
    d.oval(0, 0.45, 0.365, 0.355, "paper", light=0.62, soft=0.15)
    for i, a in enumerate(np.arange(32) * np.pi / 16):
        c, s, inner = float(np.cos(a)), float(np.sin(a)), 0.30 if i % 4 == 0 else 0.33
        d.limb(
            [(c * inner, 0.45 + s * inner, 0.01), (c * 0.35, 0.45 + s * 0.35, 0.01)],
            "black", soft=0.0,
        )  # fmt: skip
    for turn, reach, half in ((0.25, 0.17, 0.045), (0.0, 0.28, 0.06)):
        for a in (np.arange(4) / 2 + turn) * np.pi:
            _ray(d, float(a), reach, half)
    a = float(rng.uniform(0.9, 2.2))
    for end, surface in ((a, "red"), (a + np.pi, "iron")):
        c, s = float(np.cos(end)), float(np.sin(end))
        tip, side = (c * 0.31, 0.45 + s * 0.31), 0.03
        d.shape(
            [tip, (-s * side, 0.45 + c * side), (s * side, 0.45 - c * side)], surface, light=0.7
        )
    d.oval(0, 0.45, 0.03, 0.03, "brass", light=0.8)
    return d


def _ray(d: Drawing, angle: float, reach: float, half: float) -> None:
    """One point of a wind rose, half of it dark."""
    c, s = float(np.cos(angle)), float(np.sin(angle))
    middle, tip = (0.0, 0.45), (c * reach, 0.45 + s * reach)
    for side, surface in ((-1, "wheat"), (1, "cloth")):
        turn = angle + side * np.pi / 4
        knee = (half * 1.3 * float(np.cos(turn)), 0.45 + half * 1.3 * float(np.sin(turn)))
        d.shape([middle, knee, tip], surface, light=0.5, soft=0.0)


def prism(rng: Chance, *, lit: bool) -> Drawing:
    """A glass prism that parts a ray of light into colours."""
    d = Drawing()
    d.shape(
        [(-1.0, 0.30), (-1.0, 0.335), (-0.2, 0.60), (-0.2, 0.565)], "white", glow=True, cover=0.9
    )
    colours = ("red", "accent", "wheat", "meadow", "water", "cloth")
    for i, surface in enumerate(colours):
        high, low = 0.62 - 0.062 * i, 0.62 - 0.062 * (i + 1)
        start, stop = 0.575 - 0.01 * i, 0.575 - 0.01 * (i + 1)
        d.shape(
            [(0.2, start), (1.0, high), (1.0, low), (0.2, stop)], surface, glow=True, cover=0.85
        )
    d.shape([(-0.52, 0.08), (0.0, 1.0), (0.52, 0.08)], "glass", light=0.6, soft=0.5, cover=0.72)
    d.shape([(0.0, 1.0), (0.52, 0.08), (0.38, 0.14), (0.0, 0.82)], "glass", light=0.25, cover=0.55)
    d.shape([(0.0, 1.0), (-0.52, 0.08), (-0.38, 0.14), (0.0, 0.82)], "white", light=0.9, cover=0.55)
    d.shape(
        [(-0.52, 0.08), (-0.38, 0.14), (0.38, 0.14), (0.52, 0.08)], "white", light=0.5, cover=0.45
    )
    d.box(-0.58, 0.0, 0.58, 0.085, "darkwood", light=0.55, soft=0.3)
    return d


def planet(rng: Chance, *, lit: bool) -> Drawing:
    """A banded planet with its rings."""
    d = Drawing()
    body, stripe = (("wheat", "leather"), ("accent", "wheat"), ("water", "glass"))[
        int(rng.integers(3))
    ]
    d.shape(_half_ring(np.pi, 0.0), "wheat", light=0.35, soft=0.0, cover=0.75)
    d.oval(0, _MIDDLE, _RADIUS, _RADIUS, body, light=0.55, soft=1.0)
    for middle, half in _BANDS:
        d.shape(_band(middle, half), stripe, light=0.5, soft=0.4, cover=0.5)
    d.shape(_half_ring(np.pi, 2 * np.pi), "wheat", light=0.7, soft=0.0, cover=0.9)
    return d


def _half_ring(start: float, stop: float) -> Floats:
    """The part of the rings between two angles, tilted."""
    a = np.linspace(start, stop, 48)
    outer = np.stack([0.80 * np.cos(a), 0.16 * np.sin(a)], axis=1)
    inner = np.stack([0.54 * np.cos(a), 0.10 * np.sin(a)], axis=1)[::-1]
    points = np.concatenate([outer, inner])
    c, s = np.cos(0.3), np.sin(0.3)
    turned = points @ np.array([[c, s], [-s, c]])
    out: Floats = (turned + np.array([0, _MIDDLE])).astype(np.float32)
    return out


def _band(middle: float, half: float) -> Floats:
    """A stripe across the globe between two latitudes."""
    low, high = np.arcsin(middle - half), np.arcsin(min(middle + half, 0.98))
    right = np.linspace(low, high, 10)
    left = right[::-1]
    x = np.concatenate([np.cos(right), -np.cos(left)])
    y = np.concatenate([np.sin(right), np.sin(left)])
    points = np.stack([x, y], axis=1) * _RADIUS
    out: Floats = (points + np.array([0, _MIDDLE])).astype(np.float32)
    return out


def atom(rng: Chance, *, lit: bool) -> Drawing:
    """Electrons on their paths around a nucleus."""
    d = Drawing()
    d.halo(0, 0.5, 0.3)
    for i, turn in enumerate(np.array([0.0, 1.0, 2.0]) * np.pi / 3 + 0.5):
        _orbit(d, float(turn), float(rng.uniform(0, 2 * np.pi)), 0.4 + 0.15 * i)
    for i in range(9):
        a, r = i * 2.4, 0.03 * float(np.sqrt(i))
        x, y = r * float(np.cos(a)), 0.5 + r * float(np.sin(a))
        d.oval(x, y, 0.055, 0.055, "red" if i % 2 else "accent", light=0.7, soft=0.8)
    return d


def _orbit(d: Drawing, turn: float, place: float, light: float) -> None:
    c, s = float(np.cos(turn)), float(np.sin(turn))
    spin, move = np.array([[c, s], [-s, c]]), np.array([0, 0.5])
    outer, inner = (ring(0, 0, 0.49 - w, 0.17 - w, 64) @ spin + move for w in (0.0, 0.016))
    d.shape(outer, "metal", inner, light=light, soft=0.2)
    x, y = np.array([0.482 * np.cos(place), 0.162 * np.sin(place)]) @ spin + move
    d.oval(float(x), float(y), 0.036, 0.036, "lamp", glow=True)
