"""What carries people and things: ships, trains, cars, and all that flies."""

from __future__ import annotations

import numpy as np

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
    for x in np.linspace(-0.5, 0.42, 9):
        d.box(
            float(x) - 0.012,
            0.08,
            float(x) + 0.012,
            0.105,
            "lamp" if lit else "black",
            glow=lit,
            soft=0.0,
        )
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
        for x in np.arange(left + 0.05, right - 0.03, 0.08):
            d.box(
                float(x),
                y + 0.035,
                float(x) + 0.035,
                y + 0.07,
                "lamp" if lit else "black",
                glow=lit,
                soft=0.0,
            )
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
    for i, (grow, light) in enumerate(((0.13, 0.7), (0.17, 0.62), (0.22, 0.55), (0.28, 0.5))):
        d.oval(
            0.76 - 0.27 * i,
            1.02 + 0.075 * i,
            grow,
            grow * 0.62,
            "snow",
            light=light,
            soft=1.0,
            cover=0.72 - 0.12 * i,
        )
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
        d.curve(
            [(x - 0.06, 0.75), (x - 0.055, 0.84), (x, 0.87), (x + 0.055, 0.84), (x + 0.06, 0.75)],
            "brass",
            light=0.7,
        )
    d.oval(0.87, 0.58, 0.05, 0.19, "black", light=0.7)
    d.box(0.85, 0.76, 0.95, 0.86, "lamp" if lit else "brass", light=0.8, glow=lit)
    d.shape([(0.82, 0.30), (1.12, 0.03), (0.82, 0.03)], "red", light=0.5, soft=0.3)
    d.box(-1.8, 0.22, 0.9, 0.30, "red", light=0.45, soft=0.2)
    for x, r in (
        (-1.6, 0.13),
        (-1.15, 0.13),
        (-0.62, 0.20),
        (-0.18, 0.20),
        (0.26, 0.20),
        (0.68, 0.13),
    ):
        wheel(d, x, r, r, "black")
    d.limb([(-0.62, 0.16, 0.035), (0.26, 0.16, 0.035)], "metal", light=0.8)
    if lit:
        d.halo(0.93, 0.81, 0.5)
    return d


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


def aeroplane(rng: Chance, *, lit: bool) -> Drawing:
    """A propeller aeroplane in flight, its middle at 0.5."""
    d = Drawing()
    d.curve(trace("-.3,.56 -.72,.9 -.6,.92 .02,.6"), "metal", light=0.35, soft=0.3)
    d.curve(trace("-1.22,.55 -1.42,.92 -1.26,.94 -1,.62"), "red", light=0.55, soft=0.3)
    d.curve(
        trace("-1.34,.56 -1.1,.62 -.4,.68 .4,.66 .92,.58 1.05,.5 .92,.42 .3,.37 -.6,.43 -1.3,.52"),
        "metal",
        light=0.62,
        soft=1.0,
    )
    d.curve(trace(".32,.655 .4,.74 .62,.74 .74,.63"), "glass", light=0.7, soft=0.6)
    for x in np.arange(-0.55, 0.3, 0.2):
        d.oval(
            float(x), 0.56, 0.045, 0.04, "lamp" if lit else "black", light=0.4, glow=lit, soft=0.0
        )
    d.curve(trace(".3,.45 -.1,.06 -.42,.02 -.32,.12 -.14,.46"), "metal", light=0.75, soft=0.4)
    d.curve(trace("-1.12,.52 -1.42,.36 -1.5,.39 -1.3,.55"), "metal", light=0.6, soft=0.3)
    d.shape(
        smooth([(1.05, 0.86), (1.09, 0.5), (1.05, 0.14), (1.01, 0.5)]),
        "black",
        light=0.6,
        cover=0.4,
        soft=0.0,
    )
    d.oval(1.05, 0.5, 0.05, 0.06, "red", light=0.6)
    return d


def rocket(rng: Chance, *, lit: bool) -> Drawing:
    """A tall rocket with its engines lit."""
    d = Drawing()
    d.curve(
        trace("-.055,.17 -.085,.08 -.03,-.1 0,-.16 .03,-.1 .085,.08 .055,.17"), "lamp", glow=True
    )
    for side in (-1, 1):
        d.curve(
            [(side * 0.062, 0.36), (side * 0.16, 0.22), (side * 0.165, 0.12), (side * 0.062, 0.2)],
            "red",
            light=0.5 + 0.1 * side,
            soft=0.4,
        )
    d.shape(
        smooth(
            trace("-.07,.16 -.075,.5 -.068,.74 -.035,.92 0,1 .035,.92 .068,.74 .075,.5 .07,.16")
        ),
        "white",
        light=0.58,
        soft=1.0,
    )
    for y in (0.22, 0.44, 0.70):
        d.box(-0.075, y, 0.075, y + 0.02, "black", light=0.5, soft=1.0)
    d.shape(
        smooth(trace("-.052,.855 -.035,.92 0,1 .035,.92 .052,.855")), "red", light=0.6, soft=1.0
    )
    d.oval(0, 0.79, 0.026, 0.026, "glass", light=0.8)
    d.shape(trace("-.05,.17 -.065,.13 .065,.13 .05,.17"), "iron", light=0.5)
    d.halo(0.0, 0.02, 0.42)
    return d


def balloon(rng: Chance, *, lit: bool) -> Drawing:
    """A balloon with its basket."""
    d = Drawing()
    outline = smooth(trace("-.07,.17 -.3,.46 -.36,.7 -.24,.93 0,1 .24,.93 .36,.7 .3,.46 .07,.17"))
    d.shape(outline, "red", light=0.58, soft=1.0)
    for share in (-0.62, 0.0, 0.62):
        half = 0.13
        strip = [(x * (share + half), y) for x, y in outline.tolist() if x >= 0]
        back = [(x * (share - half), y) for x, y in outline.tolist() if x >= 0]
        d.shape(
            [(float(a), float(b)) for a, b in [*strip, *back[::-1]]],
            "white",
            light=0.55,
            soft=0.3,
            cover=0.85,
        )
    for x in (-0.055, 0.055):
        d.limb([(x * 1.2, 0.18, 0.006), (x, 0.07, 0.006)], "black")
    if lit:
        d.oval(0, 0.16, 0.02, 0.03, "lamp", glow=True)
    d.shape(trace("-.06,.075 -.05,0 .05,0 .06,.075"), "wood", light=0.55, soft=0.6)
    return d


def probe(rng: Chance, *, lit: bool) -> Drawing:
    """A space probe with its dish and booms."""
    d = Drawing()
    d.limb([(-0.10, 0.50, 0.018), (-1.05, 0.16, 0.012)], "metal", light=0.6)
    d.limb([(0.10, 0.50, 0.02), (0.82, 0.34, 0.016)], "metal", light=0.6)
    d.limb([(0.05, 0.55, 0.01), (1.12, 0.86, 0.005)], "metal", light=0.8)
    for x in (0.46, 0.62, 0.78):
        d.oval(x, 0.42 - (x - 0.46) * 0.2, 0.06, 0.10, "iron", light=0.55)
    d.box(-0.95, 0.12, -0.75, 0.34, "brass", light=0.6, soft=0.4)
    d.shape(trace("-.24,.5 -.16,.36 .16,.36 .24,.5 .16,.58 -.16,.58"), "brass", light=0.6, soft=0.5)
    d.curve(trace("-.46,.66 -.3,.56 0,.52 .3,.56 .46,.66"), "white", light=0.35, soft=0.6)
    d.oval(0, 0.665, 0.47, 0.13, "white", light=0.62, soft=0.9)
    d.oval(0.0, 0.655, 0.34, 0.085, "metal", light=0.4, soft=0.7, cover=0.5)
    for x in (-0.26, 0.0, 0.26):
        d.limb([(x, 0.66, 0.012), (0, 0.98, 0.01)], "iron", light=0.7)
    d.oval(0, 0.98, 0.045, 0.035, "metal", light=0.8)
    return d


def satellite(rng: Chance, *, lit: bool) -> Drawing:
    """A satellite with two wings of cells."""
    d = Drawing()
    d.limb([(-1.1, 0.5, 0.02), (1.1, 0.5, 0.02)], "metal")
    for side in (-1, 1):
        for i in range(3):
            x0 = side * (0.3 + 0.29 * i)
            d.box(
                min(x0, x0 + side * 0.26),
                0.32,
                max(x0, x0 + side * 0.26),
                0.68,
                "cloth",
                light=0.75,
                soft=0.1,
            )
            d.limb(
                [(x0 + side * 0.13, 0.32, 0.006), (x0 + side * 0.13, 0.68, 0.006)],
                "metal",
                light=0.7,
            )
    d.box(-0.2, 0.28, 0.2, 0.74, "brass", light=0.6, soft=0.4)
    d.oval(0.0, 0.80, 0.2, 0.075, "white", light=0.7)
    d.limb([(0, 0.80, 0.014), (0, 1.0, 0.01)], "iron")
    return d
