"""What flies: aeroplane, rocket, balloon, and what circles the planets."""

from __future__ import annotations

import numpy as np

from reelworks.providers.local.painter.drawing import Drawing, smooth, trace

Chance = np.random.Generator


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
