"""Furniture and small things of rooms, in metres, standing on 0."""

from __future__ import annotations

import numpy as np

from reelworks.providers.local.painter.drawing import Drawing, ring


def chair() -> Drawing:
    d = Drawing()
    for x in (-0.2, 0.2):
        d.limb([(x, 0, 0.045), (x * 0.95, 0.46, 0.05), (x * 0.95, 1.02, 0.04)], "darkwood")
    for y in (0.62, 0.78, 0.94):
        d.box(-0.19, y, 0.19, y + 0.06, "wood")
    d.shape([(-0.24, 0.42), (0.24, 0.42), (0.22, 0.5), (-0.22, 0.5)], "wood", light=0.6)
    return d


def armchair() -> Drawing:
    d = Drawing()
    for x in (-0.36, 0.36):
        d.box(x - 0.03, 0, x + 0.03, 0.12, "darkwood")
    d.curve(
        [(-0.4, 0.3), (-0.42, 0.9), (-0.3, 1.14), (0.3, 1.14), (0.42, 0.9), (0.4, 0.3)],
        "accent",
        light=0.15,
    )
    d.curve([(-0.33, 0.42), (-0.3, 0.98), (0.3, 0.98), (0.33, 0.42)], "accent", light=0.22)
    d.curve([(-0.42, 0.28), (-0.4, 0.5), (0.4, 0.5), (0.42, 0.28)], "accent", light=0.32)
    for x in (-0.42, 0.42):
        d.curve(
            [(x - 0.09, 0.1), (x - 0.1, 0.6), (x, 0.68), (x + 0.1, 0.6), (x + 0.09, 0.1)],
            "accent",
            light=0.25,
        )
    return d


def candlestick() -> Drawing:
    d = Drawing()
    d.curve(
        [(-0.07, 0), (-0.03, 0.03), (-0.015, 0.13), (0.015, 0.13), (0.03, 0.03), (0.07, 0)], "brass"
    )
    d.box(-0.016, 0.12, 0.016, 0.3, "paper", light=0.7)
    d.curve([(0, 0.3), (-0.014, 0.33), (0, 0.39), (0.014, 0.33)], "lamp", glow=True)
    d.halo(0, 0.34, 0.5)
    return d


def globe() -> Drawing:
    d = Drawing()
    d.box(-0.11, 0, 0.11, 0.025, "darkwood")
    d.limb([(0, 0.02, 0.03), (0, 0.1, 0.025)], "brass")
    d.oval(0, 0.27, 0.17, 0.17, "water", light=0.8)
    for x, y, rx, ry in (
        (-0.05, 0.31, 0.06, 0.05),
        (0.06, 0.24, 0.05, 0.06),
        (-0.02, 0.2, 0.04, 0.03),
    ):
        d.oval(x, y, rx, ry, "sand", light=0.5)
    d.shape(ring(0, 0.27, 0.2, 0.2), "brass", ring(0, 0.27, 0.185, 0.185), light=0.6)
    return d


def books(rng: np.random.Generator, wide: float, tall: float = 0.3) -> Drawing:
    """Spines side by side on a shelf, some leaning, some missing."""
    d, x = Drawing(), 0.0
    while x < wide - 0.03:
        thick = float(rng.uniform(0.025, 0.075))
        high = tall * float(rng.uniform(0.68, 0.98))
        if rng.random() < 0.07:
            x += thick * 2
            continue
        surface = str(
            rng.choice(("brick", "leather", "forest", "cloth", "wood", "red", "darkwood", "roof"))
        )
        d.box(
            x, 0, min(x + thick, wide), high, surface, light=float(rng.uniform(0.2, 0.5)), soft=0.25
        )
        if rng.random() < 0.6:
            d.box(
                x + 0.004,
                high * 0.72,
                min(x + thick, wide) - 0.004,
                high * 0.79,
                "brass",
                light=0.5,
                soft=0,
            )
        x += thick + 0.003
    return d


def stack(rng: np.random.Generator) -> Drawing:
    """Books lying on one another."""
    d, y = Drawing(), 0.0
    for _ in range(int(rng.integers(2, 6))):
        half, high = float(rng.uniform(0.12, 0.19)), float(rng.uniform(0.03, 0.06))
        x = float(rng.uniform(-0.03, 0.03))
        surface = str(rng.choice(("brick", "leather", "forest", "cloth", "darkwood")))
        d.box(x - half, y, x + half, y + high, surface, light=0.4, soft=0.3)
        d.box(
            x - half + 0.015,
            y + 0.008,
            x + half + 0.004,
            y + high - 0.008,
            "paper",
            light=0.3,
            soft=0,
        )
        y += high + 0.002
    return d


def flask(rng: np.random.Generator) -> Drawing:
    """Round or pointed glass with something coloured in it."""
    d, liquid = Drawing(), str(rng.choice(("accent", "water", "leaf", "coral", "brass")))
    if rng.random() < 0.5:
        d.oval(0, 0.11, 0.105, 0.105, "glass", cover=0.55)
        d.curve(
            [(-0.1, 0.1), (-0.07, 0.035), (0.07, 0.035), (0.1, 0.1)], liquid, cover=0.9, light=0.7
        )
        d.box(-0.024, 0.2, 0.024, 0.36, "glass", cover=0.6)
        d.box(-0.036, 0.35, 0.036, 0.37, "glass", light=0.8)
    else:
        d.shape(
            [(-0.12, 0), (0.12, 0), (0.026, 0.22), (0.026, 0.34), (-0.026, 0.34), (-0.026, 0.22)],
            "glass",
            cover=0.55,
        )
        d.shape(
            [(-0.115, 0.008), (0.115, 0.008), (0.07, 0.105), (-0.07, 0.105)],
            liquid,
            cover=0.9,
            light=0.7,
        )
        d.box(-0.036, 0.33, 0.036, 0.35, "glass", light=0.8)
    return d


def tubes(rng: np.random.Generator) -> Drawing:
    """A rack of test tubes."""
    d = Drawing()
    for i in range(6):
        x = -0.2 + 0.08 * i
        d.limb([(x, 0.06, 0.04), (x, 0.3, 0.04)], "glass", cover=0.55)
        liquid = str(rng.choice(("accent", "water", "leaf", "coral", "brass")))
        d.limb([(x, 0.065, 0.03), (x, float(rng.uniform(0.1, 0.2)), 0.03)], liquid, light=0.7)
    for y in (0.03, 0.2):
        d.box(-0.27, y, 0.27, y + 0.035, "wood")
    for x in (-0.27, 0.24):
        d.box(x, 0, x + 0.03, 0.26, "wood")
    return d


def microscope() -> Drawing:
    d = Drawing()
    d.curve([(-0.13, 0), (-0.12, 0.035), (0.12, 0.035), (0.14, 0)], "black")
    d.limb([(0.06, 0.03, 0.05), (0.11, 0.18, 0.045), (0.06, 0.33, 0.045)], "black", light=0.6)
    d.box(-0.09, 0.12, 0.08, 0.14, "iron")
    d.limb(
        [(-0.045, 0.17, 0.03), (0.01, 0.3, 0.055), (0.05, 0.42, 0.055), (0.07, 0.47, 0.04)],
        "brass",
        light=0.7,
    )
    d.oval(0.09, 0.2, 0.028, 0.028, "brass")
    return d


def hearth() -> Drawing:
    """A fireplace without its fire."""
    d = Drawing()
    d.box(-0.95, 0, 0.95, 1.25, "stone", light=0.4)
    d.shape(
        [(-0.55, 0), (0.55, 0), (0.55, 0.75), (0.35, 0.9), (-0.35, 0.9), (-0.55, 0.75)],
        "black",
        light=0.1,
    )
    d.box(-1.1, 1.25, 1.1, 1.36, "wood", light=0.6)
    d.shape([(-0.7, 1.36), (0.7, 1.36), (0.55, 3.4), (-0.55, 3.4)], "stone", light=0.35)
    for x in (-0.35, 0.05, 0.3):
        d.limb([(x - 0.15, 0.07, 0.1), (x + 0.15, 0.1, 0.09)], "bark")
    return d


def picture(rng: np.random.Generator) -> Drawing:
    """A framed landscape for a wall."""
    d = Drawing()
    wide, tall = float(rng.uniform(0.35, 0.6)), float(rng.uniform(0.28, 0.45))
    d.box(-wide, 0, wide, 2 * tall, "brass", light=0.2)
    d.box(-wide + 0.06, 0.06, wide - 0.06, 2 * tall - 0.06, "water", light=0.6, soft=0)
    hill = [
        (-wide + 0.06, 0.06),
        (-wide + 0.06, tall * 0.8),
        (-0.1, tall * 1.25),
        (0.12, tall * 0.8),
        (wide - 0.06, tall * 1.05),
        (wide - 0.06, 0.06),
    ]
    d.shape(hill, "forest", light=0.4, soft=0)
    return d


def clock() -> Drawing:
    """A tall case clock."""
    d = Drawing()
    d.box(-0.28, 0, 0.28, 0.5, "darkwood")
    d.box(-0.2, 0.5, 0.2, 1.55, "darkwood", light=0.4)
    d.box(-0.12, 0.62, 0.12, 1.45, "black", light=0.2)
    d.limb([(0, 1.45, 0.012), (0.04, 0.85, 0.012)], "brass")
    d.oval(0.042, 0.82, 0.065, 0.065, "brass", light=0.8)
    d.box(-0.27, 1.55, 0.27, 2.1, "darkwood")
    d.shape([(-0.3, 2.1), (0.3, 2.1), (0, 2.32)], "darkwood", light=0.6)
    d.oval(0, 1.82, 0.2, 0.2, "paper", light=0.7)
    d.limb([(0, 1.82, 0.014), (0.09, 1.9, 0.01)], "black")
    d.limb([(0, 1.82, 0.012), (-0.03, 1.96, 0.008)], "black")
    return d


def chandelier() -> Drawing:
    """Candles on a ring, hung from 0."""
    d = Drawing()
    d.limb([(0, 0, 0.015), (0, -0.7, 0.015)], "iron")
    for s in (-1, 1):
        d.limb([(0, -0.65, 0.012), (s * 0.52, -1.0, 0.012)], "iron")
    d.shape(ring(0, -1.0, 0.55, 0.09), "iron", ring(0, -0.99, 0.5, 0.065), light=0.4)
    for x, y in (
        (-0.53, -1.0),
        (-0.28, -1.07),
        (0.0, -1.09),
        (0.28, -1.07),
        (0.53, -1.0),
        (-0.2, -0.93),
        (0.2, -0.93),
    ):
        d.box(x - 0.014, y, x + 0.014, y + 0.11, "paper", light=0.6)
        d.curve(
            [(x, y + 0.11), (x - 0.014, y + 0.14), (x, y + 0.19), (x + 0.014, y + 0.14)],
            "lamp",
            glow=True,
        )
    d.halo(0, -0.95, 1.0)
    return d
