"""Beasts of prey, and insects, as drawings one unit tall, facing right."""

from __future__ import annotations

import numpy as np

from reelworks.providers.local.painter.drawing import Drawing, Point

Chance = np.random.Generator
_Leg = tuple[tuple[float, float, float], ...]  # x, y, width from hip to foot

_WOLF: list[Point] = [
    (-0.66, 0.60), (-0.54, 0.69), (-0.10, 0.66), (0.22, 0.74), (0.36, 0.86), (0.50, 0.93),
    (0.62, 0.92), (0.72, 0.84), (0.93, 0.77), (0.94, 0.72), (0.76, 0.68), (0.62, 0.64),
    (0.54, 0.50), (0.42, 0.34), (0.16, 0.34), (-0.2, 0.42), (-0.46, 0.40), (-0.64, 0.46),
]  # fmt: skip
_BEAR: list[Point] = [
    (-0.84, 0.58), (-0.72, 0.82), (-0.36, 0.90), (0.0, 0.88), (0.24, 0.98), (0.46, 0.95),
    (0.62, 0.92), (0.78, 0.88), (0.88, 0.76), (1.04, 0.70), (1.05, 0.62), (0.88, 0.58),
    (0.70, 0.56), (0.58, 0.42), (0.40, 0.28), (-0.1, 0.27), (-0.6, 0.28), (-0.80, 0.40),
]  # fmt: skip
_LION: list[Point] = [
    (-0.72, 0.62), (-0.60, 0.74), (-0.36, 0.77), (-0.02, 0.73), (0.28, 0.82), (0.52, 0.80),
    (0.56, 0.56), (0.42, 0.36), (0.22, 0.34), (-0.08, 0.43), (-0.34, 0.46), (-0.56, 0.40),
    (-0.72, 0.48),
]  # fmt: skip


def _legs(d: Drawing, legs: tuple[_Leg, ...], surface: str) -> None:
    """The far pair first, in shade."""
    for i, leg in enumerate(legs):
        light = 0.24 if i < 2 else 0.52
        x, _, wide = leg[-1]
        d.limb(leg, surface, light=light)
        d.oval(x + wide * 0.35, wide * 0.42, wide * 0.85, wide * 0.42, surface, light=light)


def wolf(rng: Chance, *, lit: bool) -> Drawing:
    """A wolf with its head low."""
    d, coat = Drawing(), str(rng.choice(("metal", "iron")))
    d.curve(
        [(-0.60, 0.62), (-0.80, 0.56), (-0.98, 0.30), (-0.96, 0.18), (-0.82, 0.30), (-0.62, 0.48)],
        coat,
        light=0.42,
    )
    far = (
        ((-0.40, 0.46, 0.16), (-0.44, 0.24, 0.07), (-0.40, 0.04, 0.055)),
        ((0.26, 0.44, 0.13), (0.30, 0.22, 0.07), (0.28, 0.04, 0.055)),
    )
    near = (
        ((-0.52, 0.50, 0.22), (-0.62, 0.25, 0.08), (-0.54, 0.04, 0.06)),
        ((0.40, 0.46, 0.16), (0.42, 0.22, 0.08), (0.42, 0.04, 0.06)),
    )
    _legs(d, (*far, *near), coat)
    d.curve(_WOLF, coat, light=0.56, soft=1.0)
    d.shape([(0.46, 0.90), (0.46, 1.06), (0.57, 0.93)], coat, light=0.62)
    d.shape([(0.39, 0.87), (0.36, 1.02), (0.49, 0.92)], coat, light=0.36)
    d.curve([(0.28, 0.62), (0.52, 0.68), (0.56, 0.56), (0.44, 0.36), (0.30, 0.40)], "white",
            light=0.4, soft=0.8, cover=0.5)  # fmt: skip
    d.oval(0.93, 0.755, 0.026, 0.022, "black", light=0.4)
    d.oval(0.68, 0.815, 0.016, 0.013, "brass", light=1.0, soft=0.0)
    return d


def bear(rng: Chance, *, lit: bool) -> Drawing:
    """A bear on all fours."""
    d, coat = Drawing(), str(rng.choice(("bark", "darkwood")))
    far = (
        ((-0.46, 0.40, 0.28), (-0.46, 0.2, 0.2), (-0.44, 0.07, 0.17)),
        ((0.30, 0.42, 0.26), (0.32, 0.2, 0.19), (0.34, 0.07, 0.16)),
    )
    near = (
        ((-0.62, 0.44, 0.36), (-0.64, 0.2, 0.24), (-0.62, 0.07, 0.19)),
        ((0.46, 0.46, 0.32), (0.50, 0.2, 0.22), (0.52, 0.07, 0.18)),
    )
    _legs(d, (*far, *near), coat)
    d.oval(0.52, 0.955, 0.06, 0.06, coat, light=0.35)
    d.curve(_BEAR, coat, light=0.56, soft=1.0)
    d.oval(0.66, 0.93, 0.068, 0.068, coat, light=0.66)
    d.oval(0.665, 0.925, 0.034, 0.034, "black", light=0.35)
    d.curve([(0.84, 0.74), (1.02, 0.70), (1.045, 0.63), (0.9, 0.60)], "leather", light=0.6)
    d.oval(1.04, 0.69, 0.034, 0.028, "black", light=0.5)
    d.oval(0.83, 0.79, 0.016, 0.018, "black", soft=0.0)
    return d


def lion(rng: Chance, *, lit: bool) -> Drawing:
    """A lion with his mane."""
    d, coat = Drawing(), "wheat"
    d.limb([(-0.68, 0.64, 0.05), (-0.90, 0.54, 0.035), (-0.96, 0.26, 0.03)], coat, light=0.45)
    d.oval(-0.96, 0.22, 0.055, 0.085, "bark", light=0.5)
    far = (
        ((-0.44, 0.52, 0.24), (-0.50, 0.28, 0.1), (-0.42, 0.05, 0.085)),
        ((0.26, 0.48, 0.2), (0.26, 0.24, 0.12), (0.24, 0.05, 0.095)),
    )
    near = (
        ((-0.54, 0.56, 0.34), (-0.64, 0.28, 0.13), (-0.56, 0.05, 0.1)),
        ((0.42, 0.52, 0.24), (0.42, 0.24, 0.14), (0.43, 0.05, 0.11)),
    )
    _legs(d, (*far, *near), coat)
    d.curve(_LION, coat, light=0.56, soft=1.0)
    angle = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    reach = 1 + 0.07 * np.cos(12 * angle)
    mane = np.stack(
        [0.54 + 0.34 * reach * np.cos(angle), 0.72 + 0.40 * reach * np.sin(angle)], axis=1
    )
    d.shape(mane, "bark", light=0.56, soft=1.0)
    d.oval(0.50, 1.0, 0.055, 0.06, coat, light=0.5)
    d.curve(
        [(0.50, 0.84), (0.55, 0.98), (0.68, 1.0), (0.78, 0.90), (0.90, 0.80), (0.91, 0.69),
         (0.82, 0.62), (0.66, 0.62), (0.53, 0.70)],
        coat, light=0.64, soft=0.9,
    )  # fmt: skip
    d.curve([(0.84, 0.825), (0.92, 0.805), (0.92, 0.75), (0.87, 0.755)], "bark", light=0.4)
    d.limb([(0.74, 0.68, 0.012), (0.84, 0.69, 0.012), (0.90, 0.715, 0.01)], "bark", light=0.3)
    d.oval(0.73, 0.86, 0.02, 0.019, "black", soft=0.0)
    return d


def butterfly(rng: Chance, *, lit: bool) -> Drawing:
    """A butterfly with its wings spread."""
    d, wing = Drawing(), str(rng.choice(("accent", "coral", "cloth", "brass")))
    upper: list[Point] = [
        (0.03, 0.52), (0.16, 0.80), (0.46, 1.0), (0.74, 0.98), (0.72, 0.74), (0.56, 0.54),
        (0.2, 0.46),
    ]  # fmt: skip
    lower: list[Point] = [
        (0.03, 0.50), (0.26, 0.48), (0.52, 0.42), (0.56, 0.24), (0.40, 0.06), (0.24, 0.10),
        (0.1, 0.3),
    ]  # fmt: skip
    for side in (-1, 1):
        light = 0.5 + 0.12 * side
        for outline, x, y in ((lower, 0.29, 0.30), (upper, 0.40, 0.72)):
            edge = [(side * px, py) for px, py in outline]
            inner = [(side * (x + (px - x) * 0.78), y + (py - y) * 0.78) for px, py in outline]
            d.curve(edge, "black", light=light, soft=0.4)
            d.curve(inner, wing, light=light + 0.1, soft=0.5)
            d.oval(side * (x + 0.12), y + 0.04, 0.055, 0.055, "white", light=0.6, soft=0.3)
            d.limb([(side * 0.05, 0.5, 0.014), (side * (x + 0.16), y, 0.008)], "black", light=0.4)
        d.limb(
            [(side * 0.01, 0.66, 0.014), (side * 0.07, 0.84, 0.01), (side * 0.17, 0.95, 0.018)],
            "black",
        )
    d.limb([(0, 0.24, 0.045), (0, 0.46, 0.085), (0, 0.64, 0.07)], "black", light=0.6)
    d.oval(0, 0.68, 0.048, 0.048, "black", light=0.65)
    return d


def bee(rng: Chance, *, lit: bool) -> Drawing:
    """A honey bee in flight."""
    d = Drawing()
    for x, reach in ((0.34, 0.16), (0.12, 0.1), (-0.1, 0.06)):
        d.limb([(x, 0.36, 0.035), (x + 0.1, 0.2, 0.03), (x + reach - 0.1, 0.02, 0.02)], "black")
    body: list[Point] = [
        (-0.98, 0.34), (-0.78, 0.52), (-0.40, 0.62), (-0.02, 0.56), (-0.02, 0.30), (-0.40, 0.20),
        (-0.78, 0.22),
    ]  # fmt: skip
    d.curve(body, "wheat", light=0.58, soft=1.0)
    for x, half in ((-0.74, 0.13), (-0.50, 0.19), (-0.26, 0.19)):
        d.curve(
            [(x - 0.06, 0.39 - half), (x - 0.10, 0.39), (x - 0.06, 0.40 + half),
             (x + 0.05, 0.41 + half), (x + 0.02, 0.39), (x + 0.05, 0.38 - half)],
            "black", light=0.5, soft=0.8,
        )  # fmt: skip
    d.oval(0.18, 0.46, 0.27, 0.24, "bark", light=0.6, soft=1.0)
    d.oval(0.52, 0.43, 0.15, 0.17, "black", light=0.6, soft=1.0)
    d.oval(0.57, 0.47, 0.065, 0.09, "leather", light=0.8)
    d.limb([(0.58, 0.56, 0.025), (0.70, 0.68, 0.02), (0.84, 0.64, 0.024)], "black")
    for tip, light in ((-0.62, 0.6), (-0.34, 0.85)):
        d.curve(
            [(0.14, 0.62), (tip * 0.5, 0.80), (tip, 1.0), (tip + 0.3, 1.03), (0.12, 0.80)],
            "glass", light=light, soft=0.3, cover=0.62,
        )  # fmt: skip
    return d
