"""Things to look at closely: instruments, books, clocks, machines, lamps."""

from __future__ import annotations

import numpy as np

from reelworks.providers.local.painter.carried import lantern as hand_lantern
from reelworks.providers.local.painter.drawing import Drawing, ring, smooth, trace, trace3
from reelworks.providers.local.painter.instruments import straight_tube

Chance = np.random.Generator


def book(rng: Chance, *, lit: bool) -> Drawing:
    """An open old book."""
    d = Drawing()
    d.shape(trace("-1.04,.03 -1,.62 0,.7 1,.62 1.04,.03 0,.12"), "leather", light=0.5, soft=0.3)
    for i in range(3):
        up = 0.05 * i
        left = smooth(
            [
                (0, 0.16 + up * 0.6),
                (-0.3, 0.24 + up),
                (-0.7, 0.18 + up),
                (-0.98, 0.07 + up),
                (-0.93, 0.68 + up * 0.6),
                (-0.66, 0.78 + up),
                (-0.28, 0.82 + up),
                (0, 0.74 + up * 0.3),
            ],
            6,
        )
        d.shape(left, "paper", light=0.38 + 0.08 * i, soft=0.5)
        d.shape(left * np.array([-1, 1], np.float32), "paper", light=0.5 + 0.08 * i, soft=0.5)
    _lines_of_text(d, rng)
    d.limb(trace3(".02,.8,.03 .12,.3,.028 .16,-.02,.03"), "red", light=0.5)
    return d


def _lines_of_text(d: Drawing, rng: Chance) -> None:
    """Eight lines on each page, bent with it."""
    for side in (-1, 1):
        for row in range(8):
            y, end = 0.33 + 0.065 * row, 0.84 - 0.12 * float(rng.random())
            bend = y + 0.03 + 0.003 * float(np.sin(row))
            line = [(side * 0.14, y + 0.015, 0.012), (side * 0.5, bend, 0.012)]
            line.append((side * end, y - 0.035, 0.012))
            d.limb(line, "bark", light=0.4, cover=0.7, soft=0.0)


def scroll(rng: Chance, *, lit: bool) -> Drawing:
    """An old map, unrolled."""
    d = Drawing()
    d.shape(
        smooth(
            trace("-.9,.08 -.3,.12 .3,.06 .9,.1 .92,.5 .88,.92 .3,.88 -.3,.94 -.88,.9 -.92,.5"), 6
        ),
        "paper",
        light=0.55,
        soft=0.25,
    )
    d.curve(
        trace("-.6,.3 -.3,.5 -.4,.74 -.1,.8 .1,.6 0,.4 -.2,.26"),
        "wheat",
        light=0.35,
        soft=0.0,
        cover=0.75,
    )
    d.curve(
        trace(".25,.3 .4,.56 .34,.74 .6,.76 .7,.5 .55,.28"),
        "wheat",
        light=0.35,
        soft=0.0,
        cover=0.75,
    )
    d.limb(trace3("-.36,.4,.012 0,.2,.012 .44,.42,.012"), "red", light=0.5, soft=0.0)
    for x in (-0.93, 0.93):
        d.limb([(x, 0.02, 0.12), (x, 0.98, 0.12)], "wood", light=0.6)
    return d


def lantern(rng: Chance, *, lit: bool) -> Drawing:
    """A burning lantern of brass and glass."""
    d = Drawing()
    d.halo(0, 0.42, 0.95)
    d.limb(trace3("-.2,.76,.025 -.16,.98,.025 .16,.98,.025 .2,.76,.025"), "brass", light=0.7)
    d.shape(trace("-.3,0 -.26,.1 .26,.1 .3,0"), "brass", light=0.6, soft=0.6)
    d.curve(
        trace("-.2,.1 -.25,.34 -.18,.62 .18,.62 .25,.34 .2,.1"),
        "glass",
        light=0.8,
        soft=0.6,
        cover=0.5,
    )
    d.curve(trace("-.05,.15 -.085,.28 0,.5 .085,.28 .05,.15"), "lamp", glow=True)
    d.curve(trace("-.03,.16 -.04,.25 0,.38 .04,.25 .03,.16"), "white", glow=True)
    for x in (-0.22, 0.22):
        d.limb(
            [(x, 0.09, 0.024), (x * 1.1, 0.36, 0.024), (x * 0.86, 0.64, 0.024)], "brass", light=0.7
        )
    for y in (0.24, 0.44):
        d.limb([(-0.25, y, 0.012), (0.25, y, 0.012)], "brass", light=0.7)
    d.shape(trace("-.25,.61 -.1,.8 .1,.8 .25,.61"), "brass", light=0.65, soft=1.0)
    d.box(-0.075, 0.78, 0.075, 0.84, "brass", light=0.7)
    return d


def candle(rng: Chance, *, lit: bool) -> Drawing:
    """A candle in its holder."""
    d = Drawing()
    d.oval(0, 0.07, 0.34, 0.07, "brass", light=0.55)
    d.limb(trace3(".3,.09,.04 .42,.16,.04 .34,.22,.04"), "brass")
    d.box(-0.085, 0.08, 0.085, 0.64, "white", light=0.6, soft=1.0)
    d.curve(trace("-.085,.62 -.1,.45 -.05,.56 .02,.6 .085,.64 0,.66"), "white", light=0.8)
    d.limb([(0, 0.64, 0.014), (0.005, 0.70, 0.01)], "black")
    d.curve(trace("-.045,.71 -.05,.79 0,.96 .05,.79 .04,.71"), "lamp", glow=True)
    d.halo(0, 0.8, 0.85)
    return d


def key(rng: Chance, *, lit: bool) -> Drawing:
    """A great old key, standing."""
    d = Drawing()
    d.shape(ring(0, 0.82, 0.17, 0.17), "brass", ring(0, 0.82, 0.10, 0.10), light=0.65)
    d.limb([(0, 0.66, 0.06), (0, 0.02, 0.055)], "brass", light=0.6)
    for y, reach in ((0.04, 0.2), (0.15, 0.15)):
        d.box(0, y, reach, y + 0.065, "brass", light=0.6, soft=0.3)
    d.box(-0.06, 0.60, 0.06, 0.64, "brass", light=0.8)
    return d


def sword(rng: Chance, *, lit: bool) -> Drawing:
    """A sword with its point in the ground."""
    d = Drawing()
    d.shape([(-0.035, 0.68), (0, 0.0), (0.035, 0.68)], "metal", light=0.75, soft=0.5)
    d.shape([(0, 0.68), (0, 0.0), (0.035, 0.68)], "black", cover=0.25, soft=0.0)
    d.limb(trace3("-.18,.7,.035 0,.685,.04 .18,.7,.035"), "brass", light=0.7)
    d.limb([(0, 0.70, 0.04), (0, 0.90, 0.035)], "leather", light=0.5)
    d.oval(0, 0.94, 0.04, 0.04, "brass", light=0.8)
    return d


def anchor(rng: Chance, *, lit: bool) -> Drawing:
    """An anchor."""
    d = Drawing()
    d.shape(ring(0, 0.93, 0.075, 0.075), "iron", ring(0, 0.93, 0.045, 0.045), light=0.6)
    d.limb([(0, 0.88, 0.055), (0, 0.06, 0.075)], "iron", light=0.55)
    d.limb([(-0.26, 0.76, 0.045), (0.26, 0.76, 0.045)], "iron", light=0.6)
    d.limb(
        trace3("-.42,.32,.05 -.26,.09,.075 0,.03,.085 .26,.09,.075 .42,.32,.05"), "iron", light=0.5
    )
    for side in (-1, 1):
        d.shape([(side * 0.34, 0.34), (side * 0.48, 0.42), (side * 0.50, 0.26)], "iron", light=0.65)
    return d


def cannon(rng: Chance, *, lit: bool) -> Drawing:
    """A field gun."""
    d = Drawing()
    d.limb([(-0.95, 0.05, 0.09), (0.1, 0.46, 0.12)], "wood", light=0.45)
    straight_tube(d, (-0.42, 0.54), (0.98, 0.80), 0.22, "iron")
    straight_tube(d, (0.92, 0.785), (1.0, 0.80), 0.26, "iron")
    d.oval(-0.46, 0.53, 0.09, 0.09, "iron", light=0.6)
    from_wheel(d, 0.1, 0.42, 0.42)
    return d


def from_wheel(d: Drawing, x: float, y: float, r: float) -> None:
    """A wooden wheel with many spokes."""
    d.shape(ring(x, y, r, r, 56), "wood", ring(x, y, r * 0.84, r * 0.84, 56), light=0.5, soft=0.4)
    for a in np.linspace(0, np.pi, 6, endpoint=False):
        c, s = float(np.cos(a)) * r * 0.9, float(np.sin(a)) * r * 0.9
        d.limb([(x - c, y - s, r * 0.07), (x + c, y + s, r * 0.07)], "wood", light=0.5)
    d.oval(x, y, r * 0.15, r * 0.15, "iron", light=0.6)


def cart(rng: Chance, *, lit: bool) -> Drawing:
    """A loaded cart."""
    d = Drawing()
    d.limb([(0.5, 0.42, 0.05), (1.35, 0.34, 0.035)], "wood")
    d.curve(trace("-.7,.62 -.5,.92 0,1 .45,.9 .62,.62"), "wheat", light=0.55, soft=1.0)
    d.shape([(-0.78, 0.66), (-0.7, 0.4), (0.62, 0.4), (0.7, 0.66)], "wood", light=0.5, soft=0.2)
    d.limb([(-0.76, 0.56, 0.02), (0.68, 0.56, 0.02)], "darkwood")
    for x in (-0.35, 0.32):
        from_wheel(d, x, 0.32, 0.32)
    return d


def statue(rng: Chance, *, lit: bool) -> Drawing:
    """A bust on its plinth."""
    d = Drawing()
    d.box(-0.3, 0, 0.3, 0.06, "stone", light=0.55, soft=0.2)
    d.box(-0.24, 0.06, 0.24, 0.42, "stone", light=0.5, soft=0.2)
    d.box(-0.3, 0.42, 0.3, 0.47, "stone", light=0.65, soft=0.2)
    d.curve(trace("-.28,.47 -.27,.6 -.1,.69 .1,.69 .27,.6 .28,.47"), "stone", light=0.58, soft=1.0)
    d.limb([(0, 0.80, 0.13), (0, 0.66, 0.16)], "stone", light=0.5)
    d.curve(
        trace("-.12,.86 -.1,.97 0,1.01 .1,.97 .13,.86 .16,.84 .125,.815 .12,.75 .03,.725 -.08,.76"),
        "stone",
        light=0.62,
        soft=1.0,
    )
    return d


def coins(rng: Chance, *, lit: bool) -> Drawing:
    """Stacks of coins."""
    d = Drawing()
    for x, high in ((-0.42, 5), (0.0, 9), (0.42, 6)):
        for i in range(high):
            y = 0.05 + 0.095 * i
            shift = float(rng.uniform(-0.012, 0.012))
            d.curve(
                [
                    (x - 0.2 + shift, y),
                    (x - 0.2 + shift, y + 0.07),
                    (x + shift, y + 0.1),
                    (x + 0.2 + shift, y + 0.07),
                    (x + 0.2 + shift, y),
                    (x + shift, y - 0.035),
                ],
                "brass",
                light=0.5,
                soft=0.8,
            )
        d.oval(x, 0.05 + 0.095 * high - 0.02, 0.2, 0.05, "brass", light=0.9, soft=0.3)
    return d


def violin(rng: Chance, *, lit: bool) -> Drawing:
    """A violin, standing."""
    d = Drawing()
    d.limb([(0, 0.50, 0.05), (0, 0.92, 0.035)], "black", light=0.5)
    d.curve(
        trace(
            "0,0 -.2,.03 -.235,.16 -.15,.28 -.175,.42 -.1,.53 0,.55 .1,.53 .175,.42 "
            ".15,.28 .235,.16 .2,.03"
        ),
        "red",
        light=0.5,
        soft=0.8,
    )
    for side in (-1, 1):
        d.limb(
            [(side * 0.10, 0.36, 0.012), (side * 0.085, 0.28, 0.014), (side * 0.11, 0.2, 0.012)],
            "black",
            soft=0.0,
        )
    d.box(-0.06, 0.24, 0.06, 0.265, "wood", light=0.8)
    for x in (-0.018, -0.006, 0.006, 0.018):
        d.limb([(x, 0.08, 0.004), (x, 0.94, 0.004)], "white", light=0.9, soft=0.0)
    d.shape([(-0.04, 0.1), (0, 0.22), (0.04, 0.1), (0, 0.04)], "black")
    d.curve(trace("-.025,.92 -.035,.98 .02,1.02 .045,.97 .02,.92"), "darkwood", light=0.6)
    return d


def crown(rng: Chance, *, lit: bool) -> Drawing:
    """A crown on its cushion."""
    d = Drawing()
    d.curve(trace("-.8,.06 -.72,.3 0,.36 .72,.3 .8,.06 .6,0 -.6,0"), "red", light=0.5, soft=1.0)
    d.shape(
        trace("-.46,.34 -.58,.86 -.28,.6 0,.96 .28,.6 .58,.86 .46,.34"),
        "brass",
        light=0.65,
        soft=0.6,
    )
    d.curve(trace("-.47,.3 0,.27 .47,.3 .48,.43 0,.4 -.48,.43"), "brass", light=0.8, soft=0.5)
    for x, y in ((-0.58, 0.88), (0, 0.98), (0.58, 0.88)):
        d.oval(x, y, 0.045, 0.045, "white", light=0.8)
    for x in (-0.3, 0.0, 0.3):
        d.oval(x, 0.355, 0.04, 0.04, "red", light=0.8)
    return d


def flower(rng: Chance, *, lit: bool) -> Drawing:
    """A flower in bloom."""
    d = Drawing()
    petal = str(rng.choice(("red", "coral", "brass", "white", "accent")))
    d.limb(trace3(".02,0,.03 -.04,.4,.026 0,.76,.022"), "leaf", light=0.5)
    for side, y in ((-1, 0.2), (1, 0.34)):
        d.curve(
            [(0, y), (side * 0.12, y + 0.12), (side * 0.32, y + 0.16), (side * 0.2, y + 0.03)],
            "leaf",
            light=0.55,
        )
    for ring_number, (count, reach) in enumerate(((9, 0.26), (7, 0.19))):
        for a in np.linspace(0, 2 * np.pi, count, endpoint=False) + 0.3 * ring_number:
            c, s = float(np.cos(a)), float(np.sin(a))
            d.curve(
                [
                    (c * 0.03, 0.78 + s * 0.03),
                    (c * reach * 0.7 - s * 0.07, 0.78 + s * reach * 0.7 + c * 0.07),
                    (c * reach, 0.78 + s * reach),
                    (c * reach * 0.7 + s * 0.07, 0.78 + s * reach * 0.7 - c * 0.07),
                ],
                petal,
                light=0.45 + 0.12 * ring_number + 0.1 * s,
                soft=0.7,
            )
    d.oval(0, 0.78, 0.065, 0.065, "wheat", light=0.6, soft=1.0)
    return d


def plant(rng: Chance, *, lit: bool) -> Drawing:
    """A young plant in its pot."""
    d = Drawing()
    for a, reach in ((0.5, 0.42), (0.95, 0.5), (1.35, 0.6), (1.75, 0.58), (2.2, 0.5), (2.65, 0.42)):
        x, y = reach * float(np.cos(a)), 0.36 + reach * float(np.sin(a))
        d.limb(
            [(0, 0.34, 0.02), (x * 0.5, (0.34 + y) / 2 + 0.03, 0.014), (x * 0.8, y - 0.04, 0.008)],
            "leaf",
            light=0.4,
        )
        c, s = float(np.cos(a)), float(np.sin(a))
        d.curve(
            [
                (x * 0.55, 0.34 + (y - 0.34) * 0.6),
                (x * 0.8 - s * 0.08, y * 0.9 + c * 0.08),
                (x * 1.08, y + 0.03),
                (x * 0.85 + s * 0.08, y * 0.88 - c * 0.08),
            ],
            "leaf",
            light=0.5 + 0.2 * c,
            soft=0.7,
        )
    d.shape(trace("-.22,.34 -.16,0 .16,0 .22,.34"), "brick", light=0.55, soft=1.0)
    d.box(-0.25, 0.30, 0.25, 0.38, "brick", light=0.65, soft=0.8)
    return d


def hand_lamp(rng: Chance, *, lit: bool) -> Drawing:
    """A small lantern as one carries it."""
    d = Drawing()
    hand_lantern(d, 0.0, 0.0, 0.95)
    return d
