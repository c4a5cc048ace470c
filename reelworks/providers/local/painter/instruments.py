"""Instruments and machines: what is measured, ground, heated and turned with."""

from __future__ import annotations

import numpy as np

from reelworks.providers.local.painter.arrays import vec
from reelworks.providers.local.painter.drawing import Drawing, Point, ring, trace, trace3

Chance = np.random.Generator


def telescope(rng: Chance, *, lit: bool) -> Drawing:
    """A brass telescope on its stand."""
    d = Drawing()
    for x in (-0.30, 0.30, 0.04):
        d.limb([(0.0, 0.56, 0.04), (x, 0.0, 0.026)], "darkwood", light=0.4 if x == 0.04 else 0.55)
    d.oval(0, 0.56, 0.055, 0.055, "iron", light=0.6)
    straight_tube(d, (-0.46, 0.40), (0.30, 0.84), 0.12, "brass")
    straight_tube(d, (0.26, 0.815), (0.50, 0.955), 0.155, "brass")
    straight_tube(d, (-0.60, 0.32), (-0.46, 0.40), 0.075, "iron")
    straight_tube(d, (0.47, 0.94), (0.51, 0.965), 0.175, "darkwood")
    straight_tube(d, (-0.2, 0.645), (0.12, 0.83), 0.035, "iron")
    return d


def straight_tube(d: Drawing, start: Point, end: Point, width: float, surface: str) -> None:
    """A straight round tube with square ends and a shine along it."""
    a, b = vec(*start), vec(*end)
    along = (b - a) / np.linalg.norm(b - a)
    across = vec(-along[1], along[0]) * np.float32(width / 2)
    d.shape(
        np.stack([a + across, b + across, b - across, a - across]), surface, light=0.6, soft=1.0
    )
    shine = np.stack([a + across * 0.55, b + across * 0.55, b + across * 0.25, a + across * 0.25])
    d.shape(shine, "white", light=0.9, soft=0.0, cover=0.4)


def microscope(rng: Chance, *, lit: bool) -> Drawing:
    """A brass microscope."""
    d = Drawing()
    d.curve(trace("-.34,0 -.34,.07 -.1,.11 .3,.09 .36,0"), "iron", light=0.6)
    d.limb(trace3("-.2,.08,.1 -.3,.4,.09 -.16,.72,.08"), "iron", light=0.55)
    d.box(-0.22, 0.36, 0.30, 0.40, "iron", light=0.6, soft=0.3)
    straight_tube(d, (0.06, 0.44), (-0.03, 0.86), 0.13, "brass")
    straight_tube(d, (-0.025, 0.84), (-0.055, 1.0), 0.09, "brass")
    straight_tube(d, (0.065, 0.46), (0.055, 0.41), 0.06, "iron")
    d.oval(-0.27, 0.5, 0.05, 0.05, "brass", light=0.7)
    d.oval(0.06, 0.2, 0.09, 0.05, "glass", light=0.9)
    return d


def flask(rng: Chance, *, lit: bool) -> Drawing:
    """A flask in which something glows."""
    d = Drawing()
    d.curve(
        trace("-.4,.12 -.36,0 .36,0 .4,.12 .12,.58 -.12,.58"),
        "glass",
        light=0.7,
        soft=0.7,
        cover=0.55,
    )
    d.box(-0.085, 0.5, 0.085, 0.96, "glass", light=0.8, soft=0.8, cover=0.5)
    d.curve(trace("-.36,.12 -.33,.03 .33,.03 .36,.12 .2,.36 0,.375 -.2,.36"), "accent", glow=True)
    d.box(-0.11, 0.93, 0.11, 0.99, "glass", light=0.9, cover=0.8)
    d.limb([(-0.25, 0.16, 0.03), (-0.12, 0.38, 0.02)], "white", light=1.0, cover=0.6)
    for x, y, r in ((0.05, 0.2, 0.03), (-0.08, 0.28, 0.022), (0.1, 0.3, 0.018)):
        d.oval(x, y, r, r, "white", light=0.9, cover=0.55)
    d.halo(0, 0.18, 0.62)
    return d


def machine(rng: Chance, *, lit: bool) -> Drawing:
    """A machine of brass and steel with dials and a great wheel."""
    d = Drawing()
    d.box(-0.72, 0.0, 0.72, 0.09, "iron", light=0.5, soft=0.2)
    d.box(-0.62, 0.09, 0.20, 0.70, "metal", light=0.5, soft=0.25)
    d.box(-0.66, 0.68, 0.24, 0.74, "brass", light=0.65, soft=0.3)
    d.shape(trace("-.5,.74 -.46,.94 -.26,.94 -.22,.74"), "brass", light=0.6, soft=1.0)
    d.limb(trace3("-.36,.92,.07 -.36,1.02,.07 .02,1.02,.07 .04,.74,.07"), "iron", light=0.6)
    for x, y, r in ((-0.46, 0.54, 0.10), (-0.19, 0.54, 0.10), (0.06, 0.56, 0.07)):
        dial(d, x, y, r, float(rng.uniform(0.3, 2.8)))
    for i in range(4):
        d.oval(
            -0.5 + 0.16 * i,
            0.33,
            0.026,
            0.026,
            "lamp" if i % 2 else "red",
            glow=lit or i % 2 == 1,
            light=0.8,
        )
    for x in np.arange(-0.55, 0.15, 0.055):
        d.box(float(x), 0.15, float(x) + 0.02, 0.26, "black", light=0.4, soft=0.0)
    gear(d, 0.44, 0.44, 0.31, teeth=16, surface="brass")
    gear(d, 0.62, 0.16, 0.13, teeth=10, surface="iron")
    d.limb([(0.2, 0.44, 0.05), (0.44, 0.44, 0.05)], "metal", light=0.8)
    return d


def dial(d: Drawing, x: float, y: float, r: float, angle: float) -> None:
    """A gauge whose hand stands at an angle."""
    d.oval(x, y, r, r, "brass", light=0.65, soft=0.8)
    d.oval(x, y, r * 0.82, r * 0.82, "paper", light=0.6, soft=0.1)
    for a in np.linspace(0.2, np.pi - 0.2, 7):
        c, s = float(np.cos(a)), float(np.sin(a))
        d.limb(
            [
                (x + c * r * 0.6, y + s * r * 0.6, r * 0.06),
                (x + c * r * 0.74, y + s * r * 0.74, r * 0.06),
            ],
            "black",
            soft=0.0,
        )
    d.limb(
        [
            (x, y, r * 0.09),
            (x + r * 0.62 * float(np.cos(angle)), y + r * 0.62 * float(np.sin(angle)), r * 0.04),
        ],
        "red",
        light=0.6,
    )


def gear(d: Drawing, x: float, y: float, r: float, *, teeth: int, surface: str) -> None:
    """A cogwheel with spokes."""
    angle = np.linspace(0, 2 * np.pi, teeth * 4, endpoint=False)
    reach = r * np.where((np.arange(teeth * 4) % 4) < 2, 1.0, 0.88)
    rim = np.stack([x + reach * np.cos(angle), y + reach * np.sin(angle)], axis=1).astype(
        np.float32
    )
    d.shape(rim, surface, ring(x, y, r * 0.68, r * 0.68), light=0.6, soft=0.4)
    for a in np.linspace(0, np.pi, 3, endpoint=False):
        c, s = float(np.cos(a)) * r * 0.74, float(np.sin(a)) * r * 0.74
        d.limb([(x - c, y - s, r * 0.12), (x + c, y + s, r * 0.12)], surface, light=0.55)
    d.oval(x, y, r * 0.2, r * 0.2, surface, light=0.7)


def clock(rng: Chance, *, lit: bool) -> Drawing:
    """A tall clock with its pendulum."""
    d = Drawing()
    d.box(-0.21, 0.0, 0.21, 0.13, "darkwood", light=0.5, soft=0.2)
    d.box(-0.155, 0.12, 0.155, 0.66, "wood", light=0.5, soft=0.2)
    d.box(-0.105, 0.17, 0.105, 0.62, "black", light=0.5, soft=0.0)
    swing = float(rng.uniform(-0.05, 0.05))
    d.limb([(0, 0.62, 0.008), (swing, 0.30, 0.008)], "brass", light=0.8)
    d.oval(swing, 0.28, 0.05, 0.05, "brass", light=0.8, soft=1.0)
    d.box(-0.20, 0.64, 0.20, 0.93, "wood", light=0.55, soft=0.2)
    d.curve(
        trace("-.22,.92 -.16,.965 -.05,.95 0,1.02 .05,.95 .16,.965 .22,.92"), "darkwood", light=0.6
    )
    _face(d, 0.0, 0.785, 0.125, rng)
    return d


def _face(d: Drawing, x: float, y: float, r: float, rng: Chance) -> None:
    d.oval(x, y, r * 1.08, r * 1.08, "brass", light=0.7, soft=0.5)
    d.oval(x, y, r * 0.95, r * 0.95, "paper", light=0.65, soft=0.1)
    for hour in np.arange(12) * np.pi / 6:
        c, s = float(np.cos(hour)), float(np.sin(hour))
        d.limb(
            [
                (x + c * r * 0.72, y + s * r * 0.72, r * 0.05),
                (x + c * r * 0.85, y + s * r * 0.85, r * 0.05),
            ],
            "black",
            soft=0.0,
        )
    for reach, width in ((0.46, 0.08), (0.68, 0.05)):
        a = float(rng.uniform(0, 2 * np.pi))
        d.limb(
            [
                (x, y, r * width),
                (
                    x + r * reach * float(np.cos(a)),
                    y + r * reach * float(np.sin(a)),
                    r * width * 0.6,
                ),
            ],
            "black",
            soft=0.0,
        )


def globe(rng: Chance, *, lit: bool) -> Drawing:
    """A globe in its brass ring."""
    d = Drawing()
    d.curve(
        trace("-.26,0 -.2,.05 -.04,.08 -.04,.2 .04,.2 .04,.08 .2,.05 .26,0"), "darkwood", light=0.5
    )
    d.shape(ring(0, 0.58, 0.44, 0.44, 60), "brass", ring(0, 0.58, 0.405, 0.405, 60), light=0.65)
    d.oval(0, 0.58, 0.385, 0.385, "water", light=0.65, soft=1.0)
    d.curve(
        trace("-.3,.66 -.2,.84 0,.87 .02,.74 -.1,.68 -.08,.56 -.18,.44 -.27,.54"),
        "meadow",
        light=0.55,
        soft=0.3,
    )
    d.curve(
        trace(".1,.76 .22,.82 .33,.68 .3,.5 .2,.34 .12,.5 .06,.62"), "meadow", light=0.62, soft=0.3
    )
    d.limb([(0, 0.98, 0.03), (0, 1.05, 0.02)], "brass", light=0.8)
    return d


def lens(rng: Chance, *, lit: bool) -> Drawing:
    """A great lens of glass rings in a brass frame, a lamp behind it."""
    d = Drawing()
    d.halo(0, 0.56, 0.8)
    d.box(-0.36, 0.0, 0.36, 0.08, "iron", light=0.5, soft=0.3)
    d.box(-0.06, 0.08, 0.06, 0.16, "iron", light=0.6)
    d.oval(0, 0.56, 0.43, 0.44, "brass", light=0.6, soft=0.5)
    for i, r in enumerate((0.39, 0.33, 0.27, 0.21, 0.15, 0.09)):
        d.oval(
            0, 0.56, r, r * 1.02, "glass" if i % 2 == 0 else "white", light=0.35 + 0.1 * i, soft=0.9
        )
    d.oval(0, 0.56, 0.06, 0.06, "lamp", glow=True)
    return d
