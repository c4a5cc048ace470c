"""Trees of a kind, and small growth, as drawings one unit tall."""

from __future__ import annotations

import numpy as np

from reelworks.providers.local.painter.drawing import Drawing, Point

Chance = np.random.Generator


def pine(rng: Chance, *, lit: bool) -> Drawing:
    """A fir tree, tier over tier."""
    d = Drawing()
    d.limb([(0, 0.0, 0.07), (0, 0.3, 0.055)], "bark", light=0.5)
    tiers = 8
    for i in range(tiers):
        low = 0.10 + 0.80 * i / tiers
        half = 0.33 * (1 - i / tiers) ** 0.85 + 0.035
        d.shape(_tier(rng, low, half, low + 0.26 - 0.012 * i), "forest", light=0.42 + 0.03 * i)
    return d


def _tier(rng: Chance, low: float, half: float, top: float) -> list[Point]:
    """A skirt of branches with hanging tips."""
    tips = 7
    points: list[Point] = [(0.0, top)]
    for i in range(tips + 1):
        x = half * (1 - 2 * i / tips)
        edge = 0.05 * (1 - abs(x) / half)
        points.append((x, low - edge * 0.4 + float(rng.uniform(-0.012, 0.012))))
        if i < tips:
            points.append((x - half / tips, low + 0.035))
    return points


def palm(rng: Chance, *, lit: bool) -> Drawing:
    """A palm with its crown of fronds."""
    d = Drawing()
    lean = float(rng.uniform(0.06, 0.16))
    d.limb([(-lean, 0.0, 0.075), (-lean * 0.5, 0.4, 0.05), (lean * 0.4, 0.74, 0.045)], "wood")
    for y in np.arange(0.06, 0.72, 0.055):
        x = -lean + 1.25 * lean * float(y) ** 1.2
        d.limb(
            [(x - 0.026, float(y), 0.009), (x + 0.03, float(y) + 0.008, 0.009)], "bark", light=0.3
        )
    top = (lean * 0.4, 0.75)
    for i, a in enumerate((2.9, 0.25, 2.45, 0.7, 3.5, -0.35, 2.0, 1.15, 1.57)):
        _frond(d, top, a + float(rng.uniform(-0.08, 0.08)), 0.38 + 0.04 * (i % 2), 0.34 + 0.04 * i)
    for dx in (-0.03, 0.012, 0.045):
        d.oval(top[0] + dx, top[1] - 0.025, 0.026, 0.028, "leather", light=0.55)
    return d


def _frond(d: Drawing, top: Point, angle: float, reach: float, light: float) -> None:
    """A drooping leaf with a toothed lower edge."""
    c, s = float(np.cos(angle)), float(np.sin(angle))
    upper, lower = [], []
    for i, t in enumerate(np.linspace(0, 1, 13)):
        x, y = top[0] + reach * c * t, top[1] + reach * (s * t * 0.72 - 0.55 * t * t + 0.12 * t)
        hang = 0.085 * np.sin(np.pi * min(t * 1.02 + 0.06, 1)) * (1.0 if i % 2 else 0.55)
        upper.append((float(x), float(y) + 0.012))
        lower.append((float(x), float(y - hang)))
    d.shape([*upper, *lower[::-1]], "leaf", light=light, soft=0.3)


def wheat(rng: Chance, *, lit: bool) -> Drawing:
    """A bound sheaf of wheat."""
    d = Drawing()
    for i, angle in enumerate((-0.66, 0.66, -0.5, 0.5, -0.33, 0.33, -0.16, 0.16, 0.0)):
        reach = 0.40 + 0.012 * i + float(rng.uniform(-0.02, 0.01))
        x, y = reach * float(np.sin(angle)), 0.35 + reach * float(np.cos(angle))
        d.limb([(-0.26 * angle, 0.0, 0.018), (0, 0.35, 0.016), (x, y, 0.014)], "wheat", light=0.42)
        _ear(d, (x, y), angle * 1.15, light=0.5 + 0.03 * i)
    d.curve(
        [(-0.08, 0.30), (0, 0.285), (0.08, 0.30), (0.075, 0.385), (0, 0.37), (-0.075, 0.385)],
        "red", light=0.55,
    )  # fmt: skip
    return d


def _ear(d: Drawing, foot: Point, angle: float, *, light: float) -> None:
    """Grains in pairs along a leaning line, each with its beard."""
    c, s = float(np.cos(angle)), float(np.sin(angle))

    def at(across: float, along: float) -> Point:
        return (foot[0] + across * c + along * s, foot[1] - across * s + along * c)

    for i in range(7):
        for side in (-1, 1):
            tip = at(side * 0.045, 0.035 * i + 0.12)
            d.limb([(*at(side * 0.012, 0.035 * i), 0.007), (*tip, 0.003)], "wheat", light=0.8)
            d.limb(
                [(*at(side * 0.008, 0.035 * i - 0.01), 0.02),
                 (*at(side * 0.028, 0.035 * i + 0.032), 0.02)],
                "wheat", light=light + 0.1 * side,
            )  # fmt: skip
    d.limb([(*at(0, 0.22), 0.024), (*at(0, 0.275), 0.012)], "wheat", light=light + 0.1)


def mushroom(rng: Chance, *, lit: bool) -> Drawing:
    """A toadstool with a small one beside it."""
    d = Drawing()
    cap = str(rng.choice(("red", "leather", "brick")))
    _toadstool(d, 0.46, 0.52, cap)
    _toadstool(d, 0.0, 1.0, cap)
    for x, tall in ((-0.34, 0.16), (-0.26, 0.22), (0.24, 0.2), (0.62, 0.18), (0.70, 0.12)):
        d.shape([(x - 0.02, 0), (x + 0.04, tall), (x + 0.02, 0)], "grass", light=0.6, soft=0.0)
    return d


def _toadstool(d: Drawing, x: float, size: float, cap: str) -> None:
    def at(points: list[Point]) -> list[Point]:
        return [(x + px * size, py * size) for px, py in points]

    d.curve(
        at([(-0.13, 0), (-0.10, 0.2), (-0.075, 0.55), (0.075, 0.55), (0.10, 0.2), (0.13, 0)]),
        "white", light=0.55, soft=1.0,
    )  # fmt: skip
    d.curve(at([(-0.12, 0.44), (0, 0.47), (0.12, 0.44), (0.16, 0.36), (0, 0.39), (-0.16, 0.36)]),
            "plaster", light=0.6)  # fmt: skip
    d.oval(x, 0.555 * size, 0.40 * size, 0.07 * size, "plaster", light=0.3, soft=0.3)
    d.curve(
        at([(-0.46, 0.56), (-0.40, 0.78), (-0.2, 0.95), (0, 1.0), (0.2, 0.95), (0.40, 0.78),
            (0.46, 0.56), (0.2, 0.60), (0, 0.61), (-0.2, 0.60)]),
        cap, light=0.58, soft=1.0,
    )  # fmt: skip
    for px, py, r in (
        (-0.22, 0.78, 0.06),
        (0.05, 0.86, 0.07),
        (0.26, 0.72, 0.05),
        (-0.04, 0.69, 0.035),
    ):
        d.oval(x + px * size, py * size, r * size, r * 0.8 * size, "white", light=0.7, soft=0.4)
