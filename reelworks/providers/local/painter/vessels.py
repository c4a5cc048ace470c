"""What carries people and things: ships, trains, cars, and all that flies."""

from __future__ import annotations

import numpy as np

from reelworks.providers.local.painter.arrays import Floats
from reelworks.providers.local.painter.drawing import Drawing, Point, ring, smooth, trace, trace3

Chance = np.random.Generator


def sailing_ship(rng: Chance, *, lit: bool) -> Drawing:
    """A three-master under sail, its water line at 0."""
    d = Drawing()
    for x, tall in ((-0.38, 0.80), (0.0, 0.98), (0.36, 0.84)):
        d.limb([(x, 0.1, 0.016), (x + 0.01, tall, 0.008)], "darkwood")
    d.limb([(0.50, 0.2, 0.014), (0.86, 0.36, 0.007)], "darkwood")
    for x, tall, half in ((-0.38, 0.78, 0.17), (0.0, 0.96, 0.20), (0.36, 0.82, 0.18)):
        _sails(d, x, tall, half)
    d.shape(smooth(trace(".4,.72 .6,.42 .83,.345 .58,.3 .44,.3")), "white", light=0.62, soft=0.7)
    d.curve(
        trace(
            "-.74,.27 -.7,.06 -.62,-.03 .45,-.03 .56,.05 .68,.24 .5,.185 .1,.155 -.4,.175 -.62,.26"
        ),
        "darkwood",
        light=0.45,
        soft=0.6,
    )
    d.curve(
        trace(
            "-.73,.235 -.6,.19 -.3,.135 .1,.115 .45,.14 .65,.205 .66,.225 .45,.165 .1,.14 "
            "-.3,.16 -.6,.215 -.73,.255"
        ),
        "brass",
        light=0.55,
        soft=0.2,
    )
    _ports(d, np.linspace(-0.5, 0.42, 9), 0.0925, 0.012, lit=lit)
    d.shape(trace(".01,.98 .14,1 .11,1.02 .14,1.04 .01,1.03"), "red", light=0.6, soft=0.0)
    _wake(d, -0.86, 0.80)
    return d


def _sails(d: Drawing, x: float, tall: float, half: float) -> None:
    low = 0.22
    count = 3
    for i in range(count):
        y0 = low + (tall - low) * i / count
        y1 = low + (tall - low) * (i + 0.93) / count
        wide = half * (1 - 0.2 * i)
        top = half * (1 - 0.2 * (i + 0.8))
        belly = 0.05
        d.shape(
            smooth(
                [
                    (x - wide, y0 + 0.012),
                    (x, y0 + 0.03),
                    (x + wide + belly, y0 + 0.012),
                    (x + (wide + top) / 2 + belly * 1.4, (y0 + y1) / 2),
                    (x + top + belly * 0.3, y1),
                    (x, y1 - 0.005),
                    (x - top, y1),
                    (x - (wide + top) / 2 + belly * 0.6, (y0 + y1) / 2),
                ]
            ),
            "white",
            light=0.55,
            soft=1.0,
        )
        d.limb([(x - top * 1.06, y1, 0.009), (x + top * 1.12, y1, 0.009)], "darkwood")


def _ports(d: Drawing, columns: Floats, y: float, half: float, *, lit: bool) -> None:
    """A row of square windows."""
    for x in columns:
        box = (float(x) - half, y - half, float(x) + half, y + half)
        d.box(*box, "lamp" if lit else "black", glow=lit, soft=0.0)


def _wake(d: Drawing, left: float, right: float) -> None:
    points = [
        (left, -0.03),
        (left + 0.2, 0.0),
        ((left + right) / 2, -0.005),
        (right - 0.1, 0.006),
        (right, -0.03),
        ((left + right) / 2, -0.055),
    ]
    d.shape(smooth(points), "snow", light=0.3, soft=0.0, cover=0.75)


def rowing_boat(rng: Chance, *, lit: bool) -> Drawing:
    """A small wooden boat with its oars in; about 1 long."""
    d = Drawing()
    d.curve(
        trace("-.98,.44 -.82,.36 0,.29 .82,.37 1.02,.5 .8,.4 0,.325 -.8,.4"),
        "darkwood",
        light=0.25,
        soft=0.2,
    )
    d.curve(
        trace("-1,.46 -.9,.14 -.72,0 .62,0 .88,.18 1.05,.52 .8,.37 0,.29 -.8,.37"),
        "wood",
        light=0.5,
        soft=0.7,
    )
    for y in (0.09, 0.18, 0.26):
        d.limb(
            [
                (-0.9 + y * 0.2, y + 0.05, 0.012),
                (0.0, y - 0.045, 0.012),
                (0.88 + y * 0.2, y + 0.06, 0.012),
            ],
            "black",
            light=0.2,
        )
    d.limb(trace3("-.95,.42,.035 0,.31,.035 .96,.44,.035"), "white", light=0.5)
    d.limb([(-0.35, 0.40, 0.026), (0.95, 0.20, 0.02)], "wood", light=0.65)
    d.curve(trace(".9,.22 1.22,.13 1.28,.16 1.22,.2 .95,.23"), "wood", light=0.6)
    if lit:
        d.limb([(-0.8, 0.36, 0.02), (-0.8, 0.80, 0.016)], "iron")
        d.oval(-0.8, 0.84, 0.05, 0.06, "lamp", glow=True)
        d.halo(-0.8, 0.84, 0.7)
    _wake(d, -1.15, 1.1)
    return d


def fishing_boat(rng: Chance, *, lit: bool) -> Drawing:
    """A cutter with cabin and mast."""
    d = Drawing()
    d.limb([(-0.05, 0.3, 0.02), (-0.03, 1.0, 0.01)], "darkwood")
    d.shape(
        smooth([(-0.03, 0.95), (0.16, 0.62), (0.5, 0.36), (0.0, 0.34)]),
        "white",
        light=0.6,
        soft=0.9,
    )
    d.shape([(-0.06, 0.92), (-0.44, 0.40), (-0.07, 0.38)], "leather", light=0.55, soft=0.7)
    d.box(-0.42, 0.22, -0.12, 0.44, "white", light=0.6, soft=0.2)
    d.box(-0.45, 0.43, -0.09, 0.47, "red", light=0.5)
    for x in (-0.37, -0.23):
        d.box(x - 0.045, 0.32, x + 0.045, 0.40, "lamp" if lit else "black", glow=lit, soft=0.0)
    d.curve(
        trace("-.66,.32 -.6,.04 -.5,-.02 .42,-.02 .55,.08 .74,.36 .5,.25 .1,.21 -.4,.23"),
        "cloth",
        light=0.5,
        soft=0.6,
    )
    d.limb(trace3("-.65,.3,.025 .05,.215,.025 .72,.345,.025"), "red", light=0.6)
    _wake(d, -0.76, 0.72)
    return d


def steamer(rng: Chance, *, lit: bool) -> Drawing:
    """A liner with funnels."""
    d = Drawing()
    for x in (-0.34, 0.0, 0.34):
        d.shape(
            [(x - 0.07, 0.5), (x - 0.10, 0.98), (x + 0.04, 1.0), (x + 0.07, 0.5)],
            "red",
            light=0.55,
            soft=1.0,
        )
        d.shape(
            [(x - 0.097, 0.92), (x - 0.101, 0.985), (x + 0.041, 1.005), (x + 0.046, 0.93)],
            "black",
            light=0.5,
            soft=1.0,
        )
    for y, left, right in ((0.40, -0.62, 0.6), (0.30, -0.78, 0.78)):
        d.box(left, y, right, y + 0.10, "white", light=0.6, soft=0.15)
        _ports(d, np.arange(left + 0.07, right - 0.02, 0.08), y + 0.052, 0.0175, lit=lit)
    d.shape(
        trace("-1.18,.36 -1.08,-.02 1.02,-.02 1.26,.4 .9,.31 -.9,.3"), "black", light=0.55, soft=0.4
    )
    d.shape(trace("-1.09,.04 -1.08,-.02 1.02,-.02 1.05,.04"), "red", light=0.4, soft=0.2)
    for x in (-0.85, 0.85):
        d.limb([(x, 0.3, 0.016), (x - 0.02, 0.92, 0.008)], "darkwood")
    _wake(d, -1.3, 1.2)
    return d


def train(rng: Chance, *, lit: bool) -> Drawing:
    """A steam locomotive with its tender, going right."""
    d = Drawing()
    _steam(d)
    d.box(-1.75, 0.26, -0.98, 0.62, "black", light=0.5, soft=0.3)
    d.curve(trace("-1.7,.62 -1.5,.7 -1.3,.66 -1.05,.69 -1.02,.62"), "black", light=0.3)
    d.box(-0.92, 0.26, -0.42, 0.86, "iron", light=0.5, soft=0.3)
    d.box(-0.98, 0.84, -0.36, 0.90, "black", light=0.6, soft=0.2)
    d.box(-0.82, 0.58, -0.54, 0.78, "lamp" if lit else "glass", glow=lit, light=0.5, soft=0.1)
    d.shape(ring_box(-0.45, 0.36, 0.86, 0.76), "iron", light=0.6, soft=1.0)
    for x in (-0.2, 0.1, 0.4, 0.66):
        d.box(x, 0.37, x + 0.022, 0.755, "brass", light=0.6, soft=0.3)
    d.shape(trace(".6,.75 .57,.98 .78,.98 .74,.75"), "black", light=0.6, soft=1.0)
    for x in (0.02, 0.30):
        dome = trace("-.06,.75 -.055,.84 0,.87 .055,.84 .06,.75")
        d.curve([(x + a, y) for a, y in dome], "brass", light=0.7)
    d.oval(0.87, 0.58, 0.05, 0.19, "black", light=0.7)
    d.box(0.85, 0.76, 0.95, 0.86, "lamp" if lit else "brass", light=0.8, glow=lit)
    d.shape([(0.82, 0.30), (1.12, 0.03), (0.82, 0.03)], "red", light=0.5, soft=0.3)
    d.box(-1.8, 0.22, 0.9, 0.30, "red", light=0.45, soft=0.2)
    for x, r in trace("-1.6,.13 -1.15,.13 -.62,.2 -.18,.2 .26,.2 .68,.13"):
        wheel(d, x, r, r, "black")
    d.limb([(-0.62, 0.16, 0.035), (0.26, 0.16, 0.035)], "metal", light=0.8)
    if lit:
        d.halo(0.93, 0.81, 0.5)
    return d


def _steam(d: Drawing) -> None:
    """Puffs from the chimney, the older the larger and thinner."""
    for i, (grow, light) in enumerate(((0.13, 0.7), (0.17, 0.62), (0.22, 0.55), (0.28, 0.5))):
        x, y, cover = 0.76 - 0.27 * i, 1.02 + 0.075 * i, 0.72 - 0.12 * i
        d.oval(x, y, grow, grow * 0.62, "snow", light=light, soft=1.0, cover=cover)


def ring_box(x0: float, y0: float, x1: float, y1: float) -> list[Point]:
    """A lying boiler."""
    return [(x0, y0), (x1 - 0.02, y0), (x1, (y0 + y1) / 2), (x1 - 0.02, y1), (x0, y1)]


def wheel(d: Drawing, x: float, y: float, r: float, surface: str) -> None:
    """A spoked wheel."""
    d.shape(ring(x, y, r, r), surface, ring(x, y, r * 0.78, r * 0.78), light=0.55, soft=0.3)
    for a in np.linspace(0, np.pi, 4, endpoint=False):
        dx, dy = float(np.cos(a) * r * 0.85), float(np.sin(a) * r * 0.85)
        d.limb([(x - dx, y - dy, r * 0.12), (x + dx, y + dy, r * 0.12)], surface, light=0.5)
    d.oval(x, y, r * 0.2, r * 0.2, "brass", light=0.6)


def car(rng: Chance, *, lit: bool) -> Drawing:
    """An old car, about 2.3 long."""
    d = Drawing()
    d.curve(
        trace(
            "-1.12,.28 -1.15,.62 -.98,.7 -.72,.72 -.52,.98 .22,1 .46,.7 1.02,.64 1.16,.5 1.16,.28"
        ),
        str(rng.choice(("red", "cloth", "black", "leather"))),
        light=0.55,
        soft=0.8,
    )
    d.shape(trace("-.6,.7 -.45,.92 -.16,.93 -.16,.7"), "glass", light=0.55, soft=0.1)
    d.shape(trace("-.1,.7 -.1,.93 .17,.93 .34,.7"), "glass", light=0.6, soft=0.1)
    d.curve(trace("-1.2,.24 -1.1,.52 -.76,.58 -.42,.5 -.3,.24"), "black", light=0.55)
    d.curve(trace(".42,.24 .52,.5 .84,.58 1.14,.5 1.26,.24"), "black", light=0.6)
    d.box(-0.42, 0.2, 0.55, 0.27, "black", light=0.4)
    for x in (-0.75, 0.83):
        d.oval(x, 0.22, 0.22, 0.22, "black", light=0.35)
        d.oval(x, 0.22, 0.11, 0.11, "metal", light=0.7)
    d.oval(1.12, 0.52, 0.06, 0.08, "lamp" if lit else "glass", light=0.8, glow=lit)
    d.limb([(1.12, 0.25, 0.05), (1.3, 0.25, 0.05)], "metal", light=0.8)
    if lit:
        d.halo(1.2, 0.5, 0.6)
    return d


def bicycle(rng: Chance, *, lit: bool) -> Drawing:
    """A bicycle that looks to the right, about 1.8 long."""
    d, colour = Drawing(), str(rng.choice(("red", "black", "leather")))
    back, front, low = (-0.56, 0.36), (0.56, 0.36), (-0.08, 0.3)
    for x, y in (back, front):
        d.shape(ring(x, y, 0.36, 0.36), "black", ring(x, y, 0.325, 0.325), light=0.4, soft=0.2)
        for a in np.linspace(0, np.pi, 9, endpoint=False):
            dx, dy = float(np.cos(a)) * 0.33, float(np.sin(a)) * 0.33
            d.limb([(x - dx, y - dy, 0.005), (x + dx, y + dy, 0.005)], "metal", light=0.8)
        d.oval(x, y, 0.035, 0.035, "metal", light=0.7)
    saddle, head, fork = (-0.24, 0.84), (0.36, 0.86), (0.4, 0.74)
    for one, other in (
        *((back, low), (back, saddle), (low, saddle), (low, fork)),
        *((saddle, head), (head, front)),
    ):
        d.limb([(*one, 0.026), (*other, 0.026)], colour, light=0.6)
    d.limb([(*saddle, 0.02), (-0.27, 0.97, 0.02)], "metal", light=0.7)
    d.curve(trace("-.46,.98 -.42,1.03 -.24,1.02 -.1,.98 -.12,.955 -.3,.955"), "leather", light=0.5)
    d.limb([(*head, 0.02), (0.33, 1.02, 0.02), (0.42, 1.06, 0.018), (0.52, 1.0, 0.018)], "metal")
    d.limb([(0.5, 1.005, 0.03), (0.42, 0.96, 0.026)], "leather", light=0.5)
    d.shape(ring(*low, 0.1, 0.1), "metal", ring(*low, 0.075, 0.075), light=0.6, soft=0.2)
    d.limb([(*low, 0.018), (0.04, 0.16, 0.018)], "metal", light=0.6)
    d.box(-0.02, 0.135, 0.12, 0.165, "black", light=0.4)
    for y in (0.04, -0.04):
        d.limb([(back[0], back[1] + y * 0.8, 0.008), (low[0], low[1] + y * 2, 0.008)], "iron")
    d.oval(0.47, 0.84, 0.05, 0.06, "lamp" if lit else "glass", light=0.8, glow=lit)
    if lit:
        d.halo(0.55, 0.84, 0.4)
    return d
