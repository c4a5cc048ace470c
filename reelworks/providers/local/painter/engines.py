"""Machines as figures in metres: gear wheels, engines, boilers, furnaces, pipes, hooks."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from reelworks.providers.local.painter.arrays import Floats
from reelworks.providers.local.painter.drawing import Drawing, ring
from reelworks.providers.local.painter.tools import chain, fire


def gear(
    d: Drawing, x: float, y: float, radius: float, *, teeth: int = 18, surface: str = "iron"
) -> None:
    """A toothed wheel with spokes."""
    d.shape(_toothed(x, y, radius, teeth), surface, ring(x, y, radius * 0.68, radius * 0.68))
    for a in np.linspace(0, np.pi, 3, endpoint=False) + radius:
        c, s = float(np.cos(a)) * radius * 0.75, float(np.sin(a)) * radius * 0.75
        d.limb([(x - c, y - s, radius * 0.13), (x + c, y + s, radius * 0.13)], surface, light=0.45)
    d.oval(x, y, radius * 0.24, radius * 0.24, surface, light=0.65)
    d.oval(x, y, radius * 0.09, radius * 0.09, "brass", light=0.7)


def _toothed(x: float, y: float, radius: float, teeth: int) -> Floats:
    step = 2 * np.pi / teeth
    angles = np.arange(teeth)[:, None] * step + np.array([0, 0.12, 0.38, 0.5]) * step
    reach = np.tile(np.array([0.88, 1.0, 1.0, 0.88]) * radius, (teeth, 1))
    points = np.stack([x + reach * np.cos(angles), y + reach * np.sin(angles)], axis=-1)
    out: Floats = points.reshape(-1, 2).astype(np.float32)
    return out


def flywheel(rng: np.random.Generator) -> Drawing:
    """A great wheel driven by a piston, about 4 metres tall."""
    d, r = Drawing(), 1.75
    d.box(-2.6, 0, 2.3, 0.4, "brick", light=0.35)
    for x in (-0.34, 0.34):
        d.shape(
            [(x - 0.28, 0.4), (x + 0.28, 0.4), (x * 0.4 + 0.1, 2.1), (x * 0.4 - 0.1, 2.1)], "iron"
        )
    d.shape(ring(0, 2.1, r, r, 72), "iron", ring(0, 2.1, r * 0.86, r * 0.86, 72), light=0.55)
    turn = float(rng.uniform(0, 1))
    for a in np.linspace(0, np.pi, 4, endpoint=False) + turn:
        c, s = float(np.cos(a)) * r * 0.88, float(np.sin(a)) * r * 0.88
        d.limb([(-c, 2.1 - s, 0.11), (c, 2.1 + s, 0.11)], "iron", light=0.45)
    d.oval(0, 2.1, 0.32, 0.32, "iron", light=0.6)
    d.oval(0, 2.1, 0.12, 0.12, "brass", light=0.8)
    d.box(-2.5, 0.9, -1.5, 1.65, "iron", light=0.5)
    for x in (-2.45, -1.62):
        d.box(x, 0.84, x + 0.1, 1.71, "brass", light=0.6)
    d.limb([(-1.5, 1.27, 0.12), (-0.75, 1.35, 0.1), (0.0, 2.1, 0.13)], "metal", light=0.7)
    return d


def gearing(rng: np.random.Generator) -> Drawing:
    """A frame with wheels that turn each other, about 3 metres tall."""
    d = Drawing()
    d.box(-1.7, 0, 1.7, 0.3, "iron", light=0.3)
    for x in (-1.5, 1.5):
        d.box(x - 0.12, 0.3, x + 0.12, 2.9, "iron", light=0.4)
    d.box(-1.7, 2.75, 1.7, 2.95, "iron", light=0.5)
    gear(d, -0.5, 1.55, 1.0, teeth=26, surface="iron")
    gear(d, 0.72, 2.1, 0.46, teeth=13, surface="brass")
    gear(d, 0.85, 1.02, 0.62, teeth=17, surface="metal")
    d.limb([(-1.5, 2.3, 0.1), (-0.5, 1.55, 0.1)], "iron", light=0.4)
    if rng.random() < 0.5:
        gear(d, 1.45, 2.55, 0.4, teeth=12, surface="brass")
    return d


def boiler(rng: np.random.Generator) -> Drawing:
    """A riveted kettle with a fire door, a gauge and a pipe, about 4 metres tall."""
    d = Drawing()
    d.limb([(0.55, 2.3, 0.34), (0.55, 5.6, 0.34)], "iron", light=0.35)
    d.box(-1.6, 0, 1.6, 0.5, "brick", light=0.3)
    d.curve(
        [(-1.35, 0.5), (-1.42, 1.5), (-1.1, 2.5), (0, 2.85), (1.1, 2.5), (1.42, 1.5), (1.35, 0.5)],
        "iron",
        light=0.45,
    )
    for y, w in ((0.75, 1.4), (1.5, 1.44), (2.2, 1.24)):
        d.box(-w, y, w, y + 0.07, "metal", light=0.45, soft=0.2)
    d.oval(0, 1.1, 0.5, 0.42, "black", light=0.2)
    d.oval(0, 1.06, 0.4, 0.32, "accent", glow=True)
    d.oval(0, 0.98, 0.27, 0.18, "lamp", glow=True)
    d.halo(0, 1.05, 1.8)
    d.oval(-0.62, 1.95, 0.2, 0.2, "brass", light=0.7)
    d.oval(-0.62, 1.95, 0.15, 0.15, "paper", light=0.7)
    d.limb([(-0.62, 1.95, 0.02), (-0.54 + float(rng.uniform(-0.1, 0.05)), 2.05, 0.02)], "black")
    return d


def furnace(rng: np.random.Generator) -> Drawing:
    """A blast furnace of brick with a glowing mouth, about 5 metres tall."""
    d = Drawing()
    right = [(1.9, 0.0), (1.7, 2.9), (0.8, 4.0), (0.7, 7.5)]
    left = [(-x, y) for x, y in reversed(right)]
    d.shape([*right, *left], "brick", light=0.35)
    for y, w in ((0.5, 1.9), (1.9, 1.8), (2.9, 1.72), (4.0, 0.86)):
        d.box(-w, y, w, y + 0.12, "iron", light=0.4, soft=0.2)
    half = [(0.75, 0.35), (0.75, 1.2), (0.45, 1.62)]
    mouth = [*half, (0.0, 1.75), *((-x, y) for x, y in reversed(half))]
    d.shape(mouth, "accent", glow=True)
    inner = [(x * 0.72, 0.35 + (y - 0.35) * 0.7) for x, y in mouth]
    d.shape(inner, "lamp", glow=True)
    d.put(fire(rng, 1.3, 1.1), 0, 0.4, 1.0)
    d.halo(0, 0.9, 3.4)
    return d


def hook(length: float = 2.5) -> Drawing:
    """A crane's hook on its chain."""
    d = Drawing()
    d.put(chain(length / 1.6), 0, 0, 1.6)
    d.box(-0.16, -length - 0.3, 0.16, -length, "iron", light=0.4)
    d.limb(
        [
            (0, -length - 0.3, 0.1),
            (0.0, -length - 0.55, 0.1),
            (0.2, -length - 0.72, 0.12),
            (0.12, -length - 0.95, 0.12),
            (-0.12, -length - 0.9, 0.08),
            (-0.16, -length - 0.75, 0.03),
        ],
        "iron",
    )
    return d


MACHINES: tuple[Callable[[np.random.Generator], Drawing], ...] = (flywheel, gearing, boiler)
