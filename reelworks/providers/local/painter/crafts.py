"""Tools of trades as drawings, one unit tall: press, steam engine, anvil, gear, barrel, cup."""

from __future__ import annotations

import numpy as np

from reelworks.providers.local.painter.drawing import Drawing, ring
from reelworks.providers.local.painter.instruments import gear as cogwheel
from reelworks.providers.local.painter.vessels import wheel

Chance = np.random.Generator


def gear(rng: Chance, *, lit: bool) -> Drawing:
    """Three cogwheels that drive one another."""
    d = Drawing()
    cogwheel(d, 0.56, 0.72, 0.24, teeth=14, surface="iron")
    cogwheel(d, 0.52, 0.2, 0.2, teeth=12, surface="metal")
    cogwheel(d, 0.0, 0.48, 0.46, teeth=24, surface="brass")
    return d


def steam_engine(rng: Chance, *, lit: bool) -> Drawing:
    """A beam engine: boiler house, rocking beam, flywheel."""
    d = Drawing()
    d.box(-0.98, 0.0, 0.98, 0.07, "stone", light=0.5, soft=0.2)
    wheel(d, 0.62, 0.40, 0.34, "iron")
    d.shape([(-0.13, 0.07), (-0.06, 0.74), (0.06, 0.74), (0.13, 0.07)], "brick", light=0.5)
    d.box(-0.16, 0.07, 0.16, 0.14, "stone", light=0.6, soft=0.2)
    d.box(-0.86, 0.07, -0.50, 0.52, "metal", light=0.55, soft=1.0)
    for y in (0.08, 0.29, 0.48):
        d.box(-0.89, y, -0.47, y + 0.045, "brass", light=0.65, soft=0.4)
    d.limb([(-0.68, 0.52, 0.05), (-0.68, 0.86, 0.035)], "metal", light=0.8)
    d.limb([(0.68, 0.76, 0.045), (0.56, 0.30, 0.045)], "metal", light=0.7)
    tilt = float(rng.uniform(-0.03, 0.05))
    d.curve(
        [(-0.76, 0.84 + tilt), (-0.4, 0.90 + tilt), (0, 0.90), (0.4, 0.85 - tilt),
         (0.76, 0.76 - tilt), (0.4, 0.75 - tilt), (0, 0.70), (-0.4, 0.77 + tilt)],
        "iron", light=0.6, soft=0.6,
    )  # fmt: skip
    for x, y in ((-0.68, 0.85), (0.0, 0.795), (0.68, 0.77)):
        d.oval(x, y, 0.04, 0.04, "brass", light=0.8)
    d.box(-0.78, 0.10, -0.58, 0.22, "lamp", glow=True)
    for x in (-0.73, -0.68, -0.63):
        d.box(x - 0.006, 0.10, x + 0.006, 0.22, "iron", soft=0.0)
    d.oval(-0.30, 0.30, 0.075, 0.075, "brass", light=0.7)
    d.oval(-0.30, 0.30, 0.058, 0.058, "paper", light=0.7, soft=0.1)
    d.limb([(-0.30, 0.30, 0.01), (-0.27, 0.34, 0.008)], "red")
    d.limb([(-0.48, 0.18, 0.04), (-0.30, 0.18, 0.04), (-0.30, 0.23, 0.04)], "brass", light=0.6)
    return d


def press(rng: Chance, *, lit: bool) -> Drawing:
    """A wooden printing press with its screw and a fresh sheet."""
    d = Drawing()
    for x in (-0.36, 0.36):
        d.box(x - 0.065, 0.0, x + 0.065, 0.94, "wood", light=0.55, soft=0.4)
        d.box(x - 0.12, 0.0, x + 0.12, 0.06, "darkwood", light=0.5, soft=0.2)
    d.box(-0.46, 0.88, 0.46, 1.0, "darkwood", light=0.6, soft=0.3)
    d.box(-0.36, 0.62, 0.36, 0.70, "darkwood", light=0.5, soft=0.3)
    d.box(-0.055, 0.44, 0.055, 0.90, "metal", light=0.65, soft=1.0)
    for y in np.arange(0.70, 0.88, 0.028):
        d.limb([(-0.06, float(y), 0.01), (0.06, float(y) + 0.014, 0.01)], "iron", light=0.3)
    d.limb([(0.0, 0.565, 0.045), (0.40, 0.555, 0.035), (0.74, 0.60, 0.05)], "wood", light=0.75)
    d.box(-0.25, 0.40, 0.25, 0.47, "iron", light=0.6, soft=0.3)
    d.box(-0.78, 0.25, 0.70, 0.33, "wood", light=0.65, soft=0.2)
    for x in (-0.66, 0.58):
        d.box(x - 0.035, 0.0, x + 0.035, 0.25, "darkwood", light=0.45, soft=0.3)
    d.box(-0.26, 0.33, 0.26, 0.37, "metal", light=0.5, soft=0.1)
    d.shape([(-0.74, 0.335), (-0.92, 0.62), (-0.54, 0.66), (-0.36, 0.335)], "paper",
            light=0.62, soft=0.2)  # fmt: skip
    for share in np.linspace(0.2, 0.8, 7):
        x, y = -0.72 - 0.17 * float(share), 0.335 + 0.29 * float(share)
        d.limb([(x + 0.06, y + 0.005, 0.01), (x + 0.31, y + 0.022, 0.01)], "black", soft=0.0)
    return d


def anvil(rng: Chance, *, lit: bool) -> Drawing:
    """An anvil on its block, a hammer lying on it."""
    d = Drawing()
    d.curve(
        [(-0.40, 0.0), (-0.36, 0.22), (-0.37, 0.42), (0.37, 0.42), (0.36, 0.22), (0.40, 0.0)],
        "wood", light=0.5, soft=0.8,
    )  # fmt: skip
    for y in (0.09, 0.32):
        d.limb([(-0.38, y, 0.045), (0.38, y, 0.045)], "iron", light=0.6)
    d.curve(
        [(-0.34, 0.42), (-0.18, 0.52), (-0.16, 0.60), (-0.36, 0.68), (-0.72, 0.75), (-0.90, 0.82),
         (-0.36, 0.825), (0.46, 0.825), (0.47, 0.70), (0.20, 0.61), (0.18, 0.52), (0.34, 0.42)],
        "iron", light=0.58, soft=0.8,
    )  # fmt: skip
    d.box(-0.34, 0.79, 0.46, 0.828, "metal", light=0.85, soft=0.1)
    d.limb([(-0.02, 0.90, 0.045), (0.66, 0.97, 0.05)], "wood", light=0.7)
    d.shape([(-0.12, 0.83), (-0.15, 0.99), (0.03, 1.01), (0.06, 0.85)], "metal", light=0.6)
    return d


def barrel(rng: Chance, *, lit: bool) -> Drawing:
    """A standing barrel with its hoops."""
    d = Drawing()
    d.curve(
        [(-0.30, 0.0), (-0.38, 0.24), (-0.41, 0.5), (-0.38, 0.76), (-0.30, 0.97), (0.30, 0.97),
         (0.38, 0.76), (0.41, 0.5), (0.38, 0.24), (0.30, 0.0)],
        "wood", light=0.56, soft=1.0,
    )  # fmt: skip
    for share in (-0.62, -0.22, 0.2, 0.6):
        d.limb(
            [(share * 0.31, 0.04, 0.008), (share * 0.41, 0.5, 0.008), (share * 0.31, 0.95, 0.008)],
            "darkwood", light=0.3, soft=0.0,
        )  # fmt: skip
    for y, half in ((0.10, 0.338), (0.30, 0.392), (0.68, 0.394), (0.87, 0.345)):
        d.limb([(-half, y, 0.052), (0, y - 0.025, 0.052), (half, y, 0.052)], "iron", light=0.62)
    d.oval(0, 0.965, 0.31, 0.055, "darkwood", light=0.45, soft=0.2)
    d.oval(0, 0.965, 0.275, 0.042, "wood", light=0.75, soft=0.2)
    return d


def cup(rng: Chance, *, lit: bool) -> Drawing:
    """A cup of coffee on its saucer, steaming."""
    d = Drawing()
    glaze = str(rng.choice(("white", "cloth", "red", "plaster")))
    for x, lean in ((-0.16, 0.05), (0.02, -0.05), (0.2, 0.06)):
        d.limb(
            [(x, 0.60, 0.02), (x + lean, 0.72, 0.055), (x - lean, 0.86, 0.045),
             (x + lean, 1.0, 0.01)],
            "snow", light=0.6, soft=0.0, cover=0.4,
        )  # fmt: skip
    d.oval(0, 0.055, 0.66, 0.055, "white", light=0.45)
    d.oval(0, 0.07, 0.62, 0.045, "white", light=0.7, soft=0.2)
    d.shape(ring(0.46, 0.36, 0.17, 0.15), glaze, ring(0.46, 0.36, 0.11, 0.09), light=0.5)
    d.curve(
        [(-0.45, 0.54), (-0.42, 0.32), (-0.28, 0.13), (-0.18, 0.08), (0.18, 0.08), (0.28, 0.13),
         (0.42, 0.32), (0.45, 0.54)],
        glaze, light=0.58, soft=1.0,
    )  # fmt: skip
    d.oval(0, 0.55, 0.45, 0.075, "white", light=0.75, soft=0.2)
    d.oval(0, 0.54, 0.405, 0.056, "bark", light=0.4, soft=0.2)
    d.curve([(-0.2, 0.54), (0.0, 0.565), (0.22, 0.545), (0.0, 0.53)], "wood", light=0.8, soft=0.0)
    return d


def bowl(rng: Chance, *, lit: bool) -> Drawing:
    """A painted bowl, heaped."""
    d = Drawing()
    glaze = str(rng.choice(("cloth", "brick", "white")))
    heap = str(rng.choice(("white", "wheat", "leather")))
    d.curve([(-0.70, 0.60), (-0.44, 0.84), (0.0, 1.0), (0.44, 0.84), (0.70, 0.60)], heap,
            light=0.6, soft=1.0)  # fmt: skip
    for _ in range(46):
        a, r = float(rng.uniform(0.25, 2.9)), float(rng.uniform(0.1, 0.86))
        x, y = 0.66 * r * float(np.cos(a)), 0.64 + 0.33 * r * float(np.sin(a))
        d.oval(x, y, 0.032, 0.022, heap, light=0.5 + 0.3 * float(rng.random()))
    d.curve(
        [(-0.80, 0.64), (-0.70, 0.38), (-0.42, 0.16), (-0.24, 0.09), (0.24, 0.09), (0.42, 0.16),
         (0.70, 0.38), (0.80, 0.64), (0.0, 0.585)],
        glaze, light=0.56, soft=1.0,
    )  # fmt: skip
    d.shape([(-0.26, 0.1), (-0.30, 0.0), (0.30, 0.0), (0.26, 0.1)], glaze, light=0.45)
    for y, half in ((0.46, 0.71), (0.40, 0.68)):
        d.limb([(-half, y, 0.02), (0, y - 0.05, 0.02), (half, y, 0.02)], "brass", light=0.75)
    return d
