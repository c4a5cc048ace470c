"""Buildings that stand for a place: the lighthouse, castle, temple, pagoda, pyramid."""

from __future__ import annotations

import numpy as np

from reelworks.providers.local.painter.arrays import vec
from reelworks.providers.local.painter.buildings import window
from reelworks.providers.local.painter.drawing import Drawing, trace

Chance = np.random.Generator
_GALLERY = 0.78  # how high a lighthouse carries its lamp room


def lighthouse(rng: Chance, *, lit: bool, banded: bool | None = None) -> Drawing:
    """A lighthouse with its gallery and lamp."""
    d = Drawing()
    foot, top = float(rng.uniform(0.085, 0.115)), float(rng.uniform(0.05, 0.062))
    striped = bool(rng.random() < 0.5) if banded is None else banded
    base = [(-foot * 1.5, 0), (-foot * 1.35, 0.07), (foot * 1.35, 0.07), (foot * 1.5, 0)]
    d.shape(base, "stone", light=0.5)
    waist = (foot + top) / 2 * 0.94
    side = [(foot, 0.06), (waist, _GALLERY / 2), (top, _GALLERY)]
    walls = [*[(-x, y) for x, y in side], *side[::-1]]
    d.shape(walls, "plaster" if striped else "stone", light=0.62, soft=1.0)
    _bands(d, foot, top) if striped else _courses(d, foot, top)
    for y in (0.25, 0.5, 0.69):
        window(d, 0.012, y, 0.018, 0.035, lit=lit)
    d.shape(trace("-.017,.065 .023,.065 .023,.14 -.017,.14"), "darkwood", light=0.4)
    _lamp_room(d, top, lit=lit)
    return d


def _half(foot: float, top: float, y: float) -> float:
    """Half the width of the tower at a height."""
    return foot + (top - foot) * y / _GALLERY


def _bands(d: Drawing, foot: float, top: float) -> None:
    for low in (0.16, 0.40, 0.64):
        a, b = _half(foot, top, low), _half(foot, top, low + 0.11)
        band = [(-a, low), (-b, low + 0.11), (b, low + 0.11), (a, low)]
        d.shape(band, "red", light=0.58, soft=1.0)


def _courses(d: Drawing, foot: float, top: float) -> None:
    for low in (0.3, 0.55):
        a = _half(foot, top, low) + 0.008
        d.box(-a, low, a, low + 0.014, "stone", light=0.75, soft=0.4)


def _lamp_room(d: Drawing, top: float, *, lit: bool) -> None:
    """The gallery with its rail, the glass, the cap: `top` is half the tower's upper width."""
    room = Drawing()
    room.shape(trace("-1.5,0 -1.65,.02 1.65,.02 1.5,0"), "iron", light=0.55)
    for x in np.linspace(-1.6, 1.6, 9):
        room.box(float(x) - 0.035, 0.02, float(x) + 0.035, 0.055, "iron", soft=0.0)
    room.box(-1.65, 0.052, 1.65, 0.058, "iron", soft=0.0)
    room.box(-0.85, 0.02, 0.85, 0.12, "lamp" if lit else "glass", light=0.7, glow=lit)
    for x in (-0.85, -0.3, 0.3, 0.85):
        room.box(x - 0.05, 0.02, x + 0.05, 0.12, "iron", soft=0.0)
    room.shape(trace("-1.1,.118 -.7,.165 0,.2 .7,.165 1.1,.118"), "iron", light=0.6)
    room.box(-0.05, 0.19, 0.05, 0.24, "iron", soft=0.0)
    for part in room.parts:  # across in shares of the tower's width, upwards as it is
        placed = [contour * vec(top, 1) + vec(0, _GALLERY) for contour in part.contours]
        look = {"light": part.light, "soft": part.soft, "cover": part.cover}
        d.shape(placed[0], part.surface, **look, glow=part.glow)
    if lit:
        d.halo(0.0, _GALLERY + 0.07, 0.34)


def castle(rng: Chance, *, lit: bool) -> Drawing:
    """A castle with towers and a keep."""
    d = Drawing()
    _keep(d, 0.12, 0.0, 0.19, 0.72, lit=lit)
    for x, wide, tall in ((-0.30, 0.085, 0.82), (0.42, 0.075, 0.68), (0.02, 0.065, 0.94)):
        _turret(d, x + float(rng.uniform(-0.03, 0.03)), wide, tall, lit=lit)
    _wall(d, -0.72, 0.70, 0.34)
    for x, tall in ((-0.74, 0.5), (0.72, 0.46)):
        _turret(d, x, 0.09, tall, lit=lit)
    d.shape(
        [
            (-0.09, 0),
            (-0.09, 0.13),
            *[
                (0.09 * float(np.cos(a)), 0.13 + 0.09 * float(np.sin(a)))
                for a in np.linspace(np.pi, 0, 9)
            ],
            (0.09, 0),
        ],
        "black",
        light=0.3,
        soft=0.0,
    )
    return d


def _keep(d: Drawing, x: float, y: float, half: float, top: float, *, lit: bool) -> None:
    d.box(x - half, y, x + half, top, "stone", light=0.5, soft=0.35)
    _teeth(d, x - half, x + half, top)
    for wx in (-0.5, 0.0, 0.5):
        window(d, x + wx * half, top * 0.66, 0.026, 0.06, lit=lit, arched=True)


def _turret(d: Drawing, x: float, half: float, top: float, *, lit: bool) -> None:
    d.box(x - half, 0, x + half, top, "stone", light=0.6, soft=1.0)
    d.shape(
        [
            (x - half * 1.18, top - 0.02),
            (x - half * 1.18, top + 0.04),
            (x + half * 1.18, top + 0.04),
            (x + half * 1.18, top - 0.02),
        ],
        "stone",
        light=0.7,
        soft=0.8,
    )
    d.shape(
        [
            (x - half * 1.3, top + 0.035),
            (x, top + 0.04 + half * 2.3),
            (x + half * 1.3, top + 0.035),
        ],
        "roof",
        light=0.55,
        soft=1.0,
    )
    window(d, x, top * 0.72, half * 0.3, 0.06, lit=lit, arched=True)


def _wall(d: Drawing, x0: float, x1: float, top: float) -> None:
    d.box(x0, 0, x1, top, "stone", light=0.52, soft=0.1)
    _teeth(d, x0, x1, top)
    for y in (0.09, 0.18, 0.27):
        d.box(x0, y, x1, y + 0.004, "black", cover=0.12, soft=0.0)


def _teeth(d: Drawing, x0: float, x1: float, top: float) -> None:
    count = max(int((x1 - x0) / 0.065), 2)
    step = (x1 - x0) / count
    for i in range(count):
        d.box(
            x0 + i * step,
            top - 0.005,
            x0 + (i + 0.55) * step,
            top + 0.04,
            "stone",
            light=0.6,
            soft=0.1,
        )


def temple(rng: Chance, *, lit: bool) -> Drawing:
    """A temple front with columns on steps."""
    d = Drawing()
    for i in range(3):
        d.box(
            -0.95 + 0.05 * i,
            0.04 * i,
            0.95 - 0.05 * i,
            0.04 * (i + 1),
            "stone",
            light=0.72 - 0.08 * i,
            soft=0.0,
        )
    d.box(-0.72, 0.12, 0.72, 0.62, "black", light=0.5, soft=0.0, cover=0.7)
    if lit:
        d.box(-0.1, 0.12, 0.1, 0.45, "lamp", glow=True)
    count = int(rng.choice((6, 8)))
    for i in range(count):
        x = -0.74 + 1.48 * i / (count - 1)
        column(d, x, 0.12, 0.62, 0.052)
    d.box(-0.86, 0.62, 0.86, 0.70, "stone", light=0.62, soft=0.1)
    d.shape([(-0.9, 0.70), (0, 0.98), (0.9, 0.70)], "stone", light=0.66, soft=0.15)
    d.shape([(-0.7, 0.725), (0, 0.935), (0.7, 0.725)], "stone", light=0.4, soft=0.0)
    return d


def column(d: Drawing, x: float, low: float, high: float, half: float) -> None:
    """A fluted column with its base and capital."""
    tall = high - low
    d.shape(
        [
            (x - half, low + tall * 0.05),
            (x - half * 0.82, high - tall * 0.08),
            (x + half * 0.82, high - tall * 0.08),
            (x + half, low + tall * 0.05),
        ],
        "stone",
        light=0.62,
        soft=1.0,
    )
    for share in (-0.45, 0.0, 0.45):
        d.box(
            x + share * half * 1.5 - half * 0.05,
            low + tall * 0.06,
            x + share * half * 1.5 + half * 0.05,
            high - tall * 0.09,
            "black",
            cover=0.16,
            soft=0.0,
        )
    d.box(x - half * 1.25, low, x + half * 1.25, low + tall * 0.055, "stone", light=0.7, soft=0.2)
    d.box(x - half * 1.25, high - tall * 0.045, x + half * 1.25, high, "stone", light=0.7, soft=0.2)
    d.oval(x, high - tall * 0.065, half * 1.05, tall * 0.03, "stone", light=0.6)


def pagoda(rng: Chance, *, lit: bool) -> Drawing:
    """Five roofs, one above the other."""
    d = Drawing()
    floors = int(rng.choice((3, 5)))
    tall = 0.88 / floors
    for i in range(floors):
        y, half = i * tall, 0.30 * (1 - 0.13 * i)
        d.box(-half * 0.62, y, half * 0.62, y + tall * 0.62, "red", light=0.5, soft=0.2)
        for x in (-0.35, 0.0, 0.35):
            window(d, x * half, y + tall * 0.12, half * 0.2, tall * 0.36, lit=lit)
        d.curve(
            [
                (-half * 1.3, y + tall * 0.66),
                (-half * 0.8, y + tall * 0.66),
                (0, y + tall * 0.62),
                (half * 0.8, y + tall * 0.66),
                (half * 1.3, y + tall * 0.66),
                (half * 0.6, y + tall * 0.9),
                (half * 0.45, y + tall),
                (-half * 0.45, y + tall),
                (-half * 0.6, y + tall * 0.9),
            ],
            "roof",
            light=0.55,
            soft=0.4,
        )
    d.limb([(0, 0.86, 0.02), (0, 1.04, 0.008)], "brass", light=0.8)
    return d


def pyramid(rng: Chance, *, lit: bool) -> Drawing:
    """A pyramid with one side in the sun."""
    d = Drawing()
    d.shape([(-0.95, 0), (0, 1.0), (0.32, 0)], "sand", light=0.8, soft=0.0)
    d.shape([(0.32, 0), (0, 1.0), (0.95, 0.02)], "sand", light=0.22, soft=0.0)
    for y in np.arange(0.06, 0.95, 0.06):
        left, middle, right = -0.95 * (1 - y), 0.32 * (1 - y), 0.95 * (1 - y)
        d.shape(
            [(left, y), (middle, y), (right, y), (middle, y + 0.006), (left, y + 0.006)],
            "black",
            cover=0.1,
            soft=0.0,
        )
    return d
