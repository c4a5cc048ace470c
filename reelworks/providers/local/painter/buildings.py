"""Buildings as drawings, one unit tall: houses, towers, castles, temples, works."""

from __future__ import annotations

import numpy as np

from reelworks.providers.local.painter.drawing import Drawing, Point, ring, trace, trace3

Chance = np.random.Generator


def window(
    d: Drawing, x: float, y: float, w: float, h: float, *, lit: bool, arched: bool = False
) -> None:
    outline: list[Point] = [(x - w / 2, y), (x + w / 2, y), (x + w / 2, y + h), (x - w / 2, y + h)]
    if arched:
        arch = [
            (x + w / 2 * np.cos(a), y + h + w / 2 * np.sin(a)) for a in np.linspace(0, np.pi, 9)
        ]
        outline = [(x - w / 2, y), (x + w / 2, y), *[(float(a), float(b)) for a, b in arch]]
    if lit:
        d.shape(outline, "lamp", glow=True)
    else:
        d.shape(outline, "black", light=0.45, soft=0.0)


def house(rng: Chance, *, lit: bool) -> Drawing:
    """A house with a pitched roof, 1 high, seen from its long side or its gable."""
    d = Drawing()
    wide, eaves = float(rng.uniform(0.55, 0.85)), float(rng.uniform(0.45, 0.58))
    wall = str(rng.choice(("plaster", "stone", "wood", "brick")))
    gable = rng.random() < 0.45
    d.box(-wide, 0, wide, eaves, wall, light=0.62, soft=0.15)
    d.box(wide * 0.45, 0, wide, eaves, "black", light=0.2, soft=0.0, cover=0.14)
    if gable:
        d.shape([(-wide, eaves), (wide, eaves), (0, 1.0)], wall, light=0.62, soft=0.15)
        outer = [(-wide - 0.09, eaves - 0.05), (0, 1.04), (wide + 0.09, eaves - 0.05)]
        inner = [(wide + 0.02, eaves - 0.07), (0, 0.95), (-wide - 0.02, eaves - 0.07)]
        d.shape([*outer, *inner], "roof", light=0.6)
    else:
        _long_roof(d, wide, eaves)
    _house_front(d, wide, eaves, rng, lit=lit)
    return d


def _long_roof(d: Drawing, wide: float, eaves: float) -> None:
    """A roof seen from its long side, with a chimney and the shade under its edge."""
    d.box(wide * 0.42, 0.75, wide * 0.62, 1.12, "brick", light=0.5, soft=0.1)
    left, right = (-wide - 0.08, eaves - 0.03), (wide + 0.08, eaves - 0.03)
    d.shape([left, (-wide * 0.82, 0.97), (wide * 0.82, 0.97), right], "roof", light=0.6, soft=0.2)
    d.box(left[0], eaves - 0.06, right[0], eaves - 0.03, "black", cover=0.45, soft=0.0)


def _house_front(d: Drawing, wide: float, eaves: float, rng: Chance, *, lit: bool) -> None:
    count = 3 if wide > 0.68 else 2
    door = int(rng.integers(0, count + 1))
    for i in range(count + 1):
        x = -wide + 2 * wide * (i + 0.5) / (count + 1)
        if i == door:
            d.box(x - 0.07, 0, x + 0.07, eaves * 0.62, "darkwood", light=0.45, soft=0.1)
        else:
            glows = lit and bool(rng.random() < 0.75)
            window(d, x, eaves * 0.38, 0.13, eaves * 0.36, lit=glows)
            d.box(x - 0.005, eaves * 0.38, x + 0.005, eaves * 0.74, "white", light=0.4, soft=0.0)
            d.box(x - 0.085, eaves * 0.35, x + 0.085, eaves * 0.38, "white", light=0.5, soft=0.0)


def barn(rng: Chance, *, lit: bool) -> Drawing:
    """A low wide barn."""
    d = Drawing()
    d.box(-1.3, 0, 1.3, 0.48, "red", light=0.5, soft=0.12)
    for x in np.arange(-1.25, 1.3, 0.12):
        d.box(float(x), 0, float(x) + 0.012, 0.48, "black", cover=0.25, soft=0.0)
    d.shape(trace("-1.42,.45 -1.2,.82 -1,1 1,1 1.2,.82 1.42,.45"), "roof", light=0.6, soft=0.3)
    x = float(rng.uniform(-0.4, 0.4))
    d.box(x - 0.24, 0, x + 0.24, 0.4, "darkwood", light=0.4, soft=0.0)
    d.shape(
        [
            (x - 0.24, 0),
            (x - 0.22, 0),
            (x + 0.24, 0.38),
            (x + 0.24, 0.4),
            (x + 0.22, 0.4),
            (x - 0.24, 0.02),
        ],
        "white",
        light=0.4,
        soft=0.0,
    )
    window(d, x, 0.6, 0.14, 0.14, lit=lit)
    return d


def church(rng: Chance, *, lit: bool) -> Drawing:
    """A village church with its steeple."""
    d = Drawing()
    d.box(-0.05, 0, 0.62, 0.26, "plaster", light=0.6, soft=0.15)
    d.shape(trace("-.05,.25 .06,.46 .56,.46 .67,.25"), "roof", light=0.6, soft=0.2)
    for x in (0.17, 0.31, 0.45):
        window(d, x, 0.08, 0.045, 0.08, lit=lit, arched=True)
    d.box(-0.27, 0, -0.02, 0.56, "plaster", light=0.7, soft=0.3)
    d.shape([(-0.30, 0.55), (-0.145, 1.0), (0.01, 0.55)], "roof", light=0.6, soft=0.5)
    window(d, -0.145, 0.40, 0.06, 0.06, lit=lit, arched=True)
    window(d, -0.145, 0.0, 0.08, 0.1, lit=False, arched=True)
    d.box(-0.149, 0.99, -0.141, 1.08, "iron", soft=0.0)
    d.box(-0.17, 1.04, -0.12, 1.048, "iron", soft=0.0)
    return d


def tower(rng: Chance, *, lit: bool) -> Drawing:
    """A high building of our days."""
    d = Drawing()
    wide = float(rng.uniform(0.12, 0.2))
    surface = str(rng.choice(("glass", "stone", "metal", "brick")))
    step = float(rng.uniform(0.55, 0.85))
    d.box(-wide, 0, wide, step, surface, light=0.45, soft=0.2)
    d.box(-wide * 0.72, step, wide * 0.72, 0.94, surface, light=0.5, soft=0.2)
    d.box(-wide * 0.3, 0.94, wide * 0.3, 0.97, "iron")
    if rng.random() < 0.5:
        d.box(-0.006, 0.96, 0.006, 1.12, "iron", soft=0.0)
    for y in np.arange(0.04, 0.92, 0.04):
        half = wide if y < step - 0.03 else wide * 0.72
        for x in np.linspace(-half * 0.82, half * 0.82, 6):
            glows = lit and bool(rng.random() < 0.5)
            window(d, float(x), float(y), half * 0.2, 0.02, lit=glows)
    return d


def windmill(rng: Chance, *, lit: bool) -> Drawing:
    """A tower mill with its sails."""
    d = Drawing()
    d.shape([(-0.2, 0), (-0.11, 0.62), (0.11, 0.62), (0.2, 0)], "plaster", light=0.6, soft=1.0)
    d.curve(trace("-.13,.61 -.11,.7 0,.755 .11,.7 .13,.61"), "roof", light=0.6, soft=1.0)
    window(d, 0.0, 0.32, 0.045, 0.07, lit=lit)
    window(d, 0.0, 0.0, 0.07, 0.12, lit=False, arched=True)
    start = float(rng.uniform(0.1, 1.4))
    for quarter in range(4):
        a = start + quarter * np.pi / 2
        along, across = np.array([np.cos(a), np.sin(a)]), np.array([-np.sin(a), np.cos(a)])
        hub = np.array([0.0, 0.66])
        d.limb([(*hub, 0.014), (*(hub + along * 0.46), 0.010)], "darkwood")
        frame = [
            hub + along * 0.1,
            hub + along * 0.45,
            hub + along * 0.45 + across * 0.085,
            hub + along * 0.1 + across * 0.085,
        ]
        d.shape([(float(x), float(y)) for x, y in frame], "white", light=0.45, cover=0.82, soft=0.0)
        for share in np.linspace(0.1, 0.45, 8):
            s = hub + along * share
            e = s + across * 0.085
            d.limb([(*s, 0.004), (*e, 0.004)], "darkwood")
    d.oval(0, 0.66, 0.02, 0.02, "iron")
    return d


def works(rng: Chance, *, lit: bool) -> Drawing:
    """A factory from outside: sheds, windows, chimneys."""
    d = Drawing()
    for x, tall in ((-0.62, 0.98), (-0.36, 0.86), (0.70, 1.0)):
        d.shape(
            [(x - 0.055, 0), (x - 0.036, tall), (x + 0.036, tall), (x + 0.055, 0)],
            "brick",
            light=0.55,
            soft=1.0,
        )
        d.box(x - 0.046, tall - 0.03, x + 0.046, tall, "iron", soft=0.4)
    d.box(-0.95, 0, 0.95, 0.34, "brick", light=0.5, soft=0.1)
    for i in range(6):
        x = -0.95 + 1.9 * i / 6
        d.shape([(x, 0.34), (x + 0.08, 0.50), (x + 0.317, 0.34)], "roof", light=0.55, soft=0.0)
        for j in range(3):
            glows = lit and bool(rng.random() < 0.8)
            window(d, x + 0.06 + j * 0.095, 0.09, 0.06, 0.16, lit=glows)
    return d


def antenna(rng: Chance, *, lit: bool) -> Drawing:
    """A lattice mast with a lamp on top."""
    d = Drawing()
    for side in (-1, 1):
        d.limb([(side * 0.13, 0, 0.014), (side * 0.012, 0.95, 0.008)], "iron")
    for y in np.arange(0, 0.92, 0.085):
        a, b = 0.13 * (1 - y / 1.02), 0.13 * (1 - (y + 0.085) / 1.02)
        d.limb([(-a, y, 0.006), (b, y + 0.085, 0.006)], "iron")
        d.limb([(a, y, 0.006), (-b, y + 0.085, 0.006)], "iron")
        d.limb([(-a, y, 0.006), (a, y, 0.006)], "iron")
    for y, r in ((0.7, 0.05), (0.82, 0.04)):
        d.shape(ring(0.04, y, r * 0.5, r), "white", light=0.7, soft=1.0)
    d.limb([(0, 0.94, 0.008), (0, 1.04, 0.004)], "iron")
    if lit:
        d.oval(0, 1.04, 0.012, 0.012, "red", glow=True)
        d.halo(0, 1.04, 0.08)
    return d


def crane(rng: Chance, *, lit: bool) -> Drawing:
    """A harbour crane."""
    d = Drawing()
    for x in (-0.16, 0.16):
        d.limb([(x * 1.25, 0, 0.03), (x * 0.6, 0.5, 0.024)], "iron")
    d.limb([(-0.15, 0.28, 0.018), (0.15, 0.28, 0.018)], "iron")
    d.box(-0.14, 0.48, 0.14, 0.62, "brick", light=0.55, soft=0.2)
    window(d, 0.06, 0.52, 0.06, 0.06, lit=lit)
    d.limb([(0.0, 0.6, 0.03), (0.66, 0.98, 0.016)], "iron")
    d.limb(trace3("0,.62,.018 -.1,.86,.014 .66,.98,.006"), "iron")
    d.limb([(0.66, 0.97, 0.006), (0.66, 0.45, 0.006)], "black")
    d.box(0.62, 0.38, 0.70, 0.46, "wood", light=0.5)
    return d


def tent(rng: Chance, *, lit: bool) -> Drawing:
    """A ridge tent, lit from within at night."""
    d = Drawing()
    d.shape([(-0.85, 0), (-0.25, 0.92), (0.45, 1.0), (0.05, 0)], "white", light=0.42, soft=0.2)
    d.shape(
        [(0.05, 0), (0.45, 1.0), (0.9, 0)],
        "lamp" if lit else "leather",
        light=0.7,
        soft=0.2,
        glow=lit,
    )
    d.shape([(0.38, 0), (0.45, 0.8), (0.6, 0)], "black", light=0.4, soft=0.0)
    d.limb([(0.45, 1.0, 0.02), (0.95, 0.02, 0.008)], "black")
    if lit:
        d.halo(0.45, 0.4, 0.9)
    return d
