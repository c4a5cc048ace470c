"""Tools and the things of workshops in metres: hung from 0, or standing on it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from reelworks.providers.local.painter.drawing import Drawing, ring


def hammer() -> Drawing:
    d = Drawing()
    d.limb([(0, 0, 0.03), (0.005, -0.38, 0.036)], "wood")
    d.shape([(-0.1, -0.02), (-0.07, 0.03), (0.08, 0.04), (0.09, -0.05), (-0.06, -0.05)], "iron")
    return d


def tongs() -> Drawing:
    d = Drawing()
    d.limb([(-0.05, 0, 0.018), (0.0, -0.3, 0.022), (0.05, -0.5, 0.018), (0.01, -0.6, 0.02)], "iron")
    d.limb(
        [(0.05, 0, 0.018), (0.0, -0.3, 0.022), (-0.05, -0.5, 0.018), (-0.01, -0.6, 0.02)], "iron"
    )
    return d


def saw() -> Drawing:
    d = Drawing()
    teeth = [(0.14 - 0.024 * (i % 2) - i * 0.0035, -0.16 - i * 0.022) for i in range(22)]
    d.shape([(-0.02, -0.14), (0.14, -0.14), *teeth, (-0.02, -0.66)], "metal", light=0.6)
    d.curve([(-0.05, -0.15), (-0.06, -0.02), (0.03, 0.02), (0.14, -0.03), (0.15, -0.15)], "wood")
    d.oval(0.045, -0.07, 0.035, 0.03, "black", soft=0.0)
    return d


def plane_iron() -> Drawing:
    d = Drawing()
    d.box(-0.17, 0, 0.17, 0.07, "wood")
    d.curve([(0.05, 0.06), (0.07, 0.15), (0.13, 0.15), (0.13, 0.06)], "darkwood")
    d.oval(-0.11, 0.1, 0.028, 0.03, "darkwood")
    return d


def wheel() -> Drawing:
    """A cart wheel leaning on something; its rim touches 0."""
    d, r = Drawing(), 0.45
    d.shape(ring(0, r, r, r), "darkwood", ring(0, r, r * 0.86, r * 0.86), light=0.45)
    for a in np.linspace(0, np.pi, 5, endpoint=False):
        c, s = float(np.cos(a)) * r * 0.88, float(np.sin(a)) * r * 0.88
        d.limb([(-c, r - s, 0.035), (c, r + s, 0.035)], "wood", light=0.45)
    d.oval(0, r, 0.09, 0.09, "darkwood")
    d.oval(0, r, 0.035, 0.035, "iron")
    return d


def chisel() -> Drawing:
    d = Drawing()
    d.limb([(0, 0, 0.04), (0, -0.13, 0.032)], "wood")
    d.shape([(-0.011, -0.13), (0.011, -0.13), (0.016, -0.3), (-0.016, -0.32)], "metal", light=0.7)
    return d


def horseshoe() -> Drawing:
    d = Drawing()
    d.limb(
        [
            (-0.06, -0.15, 0.025),
            (-0.075, -0.06, 0.035),
            (0, 0.0, 0.04),
            (0.075, -0.06, 0.035),
            (0.06, -0.15, 0.025),
        ],
        "iron",
    )
    return d


def chain(length: float = 1.0) -> Drawing:
    d = Drawing()
    for i in range(int(length / 0.07)):
        y = -0.035 - i * 0.07
        if i % 2:
            d.box(-0.008, y - 0.045, 0.008, y + 0.045, "iron", light=0.4)
        else:
            d.shape(ring(0, y, 0.03, 0.048, 16), "iron", ring(0, y, 0.015, 0.03, 16), light=0.4)
    return d


def rope_coil() -> Drawing:
    d = Drawing()
    for i in range(4):
        d.shape(
            ring(0.01 * i, -0.2, 0.14 - 0.012 * i, 0.2 - 0.015 * i, 30),
            "wheat",
            ring(0.01 * i, -0.2, 0.12 - 0.012 * i, 0.175 - 0.015 * i, 30),
            light=0.3,
        )
    return d


def anvil() -> Drawing:
    """On its block of wood; 0.95 tall."""
    d = Drawing()
    d.shape([(-0.24, 0), (0.24, 0), (0.21, 0.55), (-0.21, 0.55)], "darkwood")
    d.box(-0.24, 0.42, 0.24, 0.47, "iron", light=0.3)
    d.curve(
        [
            (-0.2, 0.55),
            (0.2, 0.55),
            (0.17, 0.62),
            (0.09, 0.68),
            (0.1, 0.76),
            (-0.1, 0.76),
            (-0.09, 0.68),
            (-0.17, 0.62),
        ],
        "iron",
        light=0.4,
    )
    d.shape(
        [(-0.48, 0.92), (-0.3, 0.8), (-0.12, 0.74), (0.24, 0.74), (0.27, 0.93)], "iron", light=0.55
    )
    return d


def bucket() -> Drawing:
    d = Drawing()
    d.shape([(-0.13, 0), (0.13, 0), (0.17, 0.32), (-0.17, 0.32)], "wood", light=0.4)
    for y in (0.06, 0.24):
        d.box(-0.15, y, 0.15, y + 0.03, "iron", light=0.35)
    d.oval(0, 0.32, 0.17, 0.035, "black", soft=0.0)
    return d


def barrel() -> Drawing:
    d = Drawing()
    d.curve(
        [
            (-0.27, 0),
            (-0.35, 0.3),
            (-0.35, 0.6),
            (-0.27, 0.9),
            (0.27, 0.9),
            (0.35, 0.6),
            (0.35, 0.3),
            (0.27, 0),
        ],
        "wood",
        light=0.35,
    )
    for y, w in ((0.1, 0.32), (0.3, 0.36), (0.58, 0.36), (0.78, 0.32)):
        d.box(-w, y, w, y + 0.045, "iron", light=0.3, soft=0.3)
    d.oval(0, 0.9, 0.27, 0.05, "darkwood", light=0.6)
    return d


def lantern(hang: float = 0.8) -> Drawing:
    """A hanging lantern that shines, below `hang` metres of chain."""
    d = Drawing()
    d.limb([(0, 0, 0.012), (0, -hang, 0.012)], "iron", light=0.3)
    d.shape(
        [(-0.05, -hang), (0.05, -hang), (0.11, -hang - 0.08), (-0.11, -hang - 0.08)],
        "iron",
        light=0.3,
    )
    d.box(-0.085, -hang - 0.32, 0.085, -hang - 0.08, "lamp", glow=True)
    for x in (-0.09, 0.0, 0.09):
        d.box(x - 0.008, -hang - 0.33, x + 0.008, -hang - 0.07, "iron", light=0.3)
    d.box(-0.11, -hang - 0.36, 0.11, -hang - 0.32, "iron", light=0.3)
    d.halo(0, -hang - 0.2, 0.75)
    return d


def fire(rng: np.random.Generator, wide: float = 1.0, tall: float = 0.6) -> Drawing:
    """Flames on a bed of embers, with the light around them."""
    d = Drawing()
    for surface, share, cover in (("accent", 1.0, 0.62), ("lamp", 0.66, 0.7), ("white", 0.34, 0.6)):
        for x in np.linspace(-0.42, 0.42, 9) * wide:
            high = tall * share * float(rng.uniform(0.45, 1.0)) * (1.05 - 1.3 * abs(x / wide))
            thick, sway = wide * 0.13 * share**0.5, float(rng.uniform(-0.06, 0.06)) * wide
            flame = [
                (x - thick, -0.02),
                (x - thick * 0.9, high * 0.3),
                (x - thick * 0.1 + sway, high * 0.7),
                (x + sway * 2.2, high),
                (x + thick * 0.55 + sway, high * 0.5),
                (x + thick, -0.02),
            ]
            d.curve([(float(a), float(b)) for a, b in flame], surface, glow=True, cover=cover)
    d.halo(0, tall * 0.3, max(wide, tall) * 1.5)
    return d


HUNG: tuple[Callable[[], Drawing], ...] = (
    hammer,
    tongs,
    saw,
    chisel,
    horseshoe,
    rope_coil,
    hammer,
    chisel,
    tongs,
)
LYING: tuple[Callable[[], Drawing], ...] = (plane_iron, bucket)
STANDING: tuple[Callable[[], Drawing], ...] = (wheel, barrel, bucket)
