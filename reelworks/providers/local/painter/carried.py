"""What people carry, drawn round the hand at (0, 0) of a figure one unit tall."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from reelworks.providers.local.painter.drawing import Drawing, Point, trace, trace3

RAISED = ("lantern", "telescope", "torch", "flask")  # held up
LONG = ("staff", "spear", "flag", "rod", "rifle", "scythe", "oar")  # drawn behind the arm
_HAND = 0.60  # how high above the ground the hand is that holds something long


def carried(name: str) -> Drawing:
    """The thing of this name; nothing for a name that is unknown."""
    d = Drawing()
    if name in _CARRIED:
        _CARRIED[name](d)
    return d


def _shaft(d: Drawing, top: float, *, drift: float = 0.015, foot: float = 0.0) -> Point:
    """A pole from the ground through the hand; says where it ends."""
    thin = 0.008 if drift > 0.1 else 0.015
    end = (0.012 + drift, top - _HAND)
    d.limb([(0.012 - drift * 0.3, foot - _HAND, 0.018), (*end, thin)], "wood")
    return end


def _staff(d: Drawing) -> None:
    _shaft(d, 1.08)


def _rod(d: Drawing) -> None:
    x, y = _shaft(d, 1.3, drift=0.3, foot=0.42)
    d.limb([(x, y, 0.003), (x + 0.03, y - 0.5, 0.003)], "white", light=0.8)


def _rifle(d: Drawing) -> None:
    d.limb([(0.0, -0.36, 0.045), (0.012, 0.0, 0.026)], "wood", light=0.5)
    d.limb([(0.012, -0.05, 0.016), (0.03, 0.5, 0.012)], "iron", light=0.6)


def _spear(d: Drawing) -> None:
    x, y = _shaft(d, 1.45)
    d.shape([(x - 0.023, y - 0.03), (x, y + 0.1), (x + 0.023, y - 0.03), (x, y - 0.06)], "metal")


def _flag(d: Drawing) -> None:
    x, y = _shaft(d, 1.5)
    wave = [(x + 0.05 * i, y - 0.015 + 0.018 * float(np.sin(i * 1.3))) for i in range(8)]
    low = [(px, py - 0.21 - 0.01 * i) for i, (px, py) in enumerate(wave)]
    d.shape([*wave, *low[::-1]], "red", light=0.7)


def _scythe(d: Drawing) -> None:
    x, y = _shaft(d, 1.22)
    blade = trace("-.005,0 -.175,.015 -.315,-.1 -.165,-.025 -.005,-.04")
    d.curve([(x + a, y + b) for a, b in blade], "metal", light=0.8)


def _oar(d: Drawing) -> None:
    x, y = _shaft(d, 1.35)
    blade = trace("-.045,0 0,.16 .045,0 .025,-.06 -.025,-.06")
    d.curve([(x + a, y + b) for a, b in blade], "wood", light=0.6)


def _torch(d: Drawing) -> None:
    d.limb([(0, -0.06, 0.02), (0.02, 0.13, 0.028)], "wood")
    d.curve(trace("-.025,.13 -.02,.19 .03,.27 .065,.19 .06,.13"), "lamp", glow=True)
    d.halo(0.02, 0.19, 0.35)


def _plans(d: Drawing) -> None:
    d.limb([(-0.10, 0.10, 0.05), (0.05, -0.12, 0.05)], "paper", light=0.7)
    d.oval(-0.10, 0.10, 0.016, 0.016, "wood", light=0.3)


def _book(d: Drawing) -> None:
    pages = trace("-.22,-.01 -.12,.02 .005,-.01 .01,.075 -.12,.1 -.225,.075")
    d.shape(pages, "paper", light=0.7)


def _hammer(d: Drawing) -> None:
    d.limb([(0, 0.02, 0.018), (0.02, -0.19, 0.016)], "wood")
    d.shape(trace("-.035,-.17 .075,-.18 .075,-.23 -.035,-.22"), "iron", light=0.8)


def _bag(d: Drawing) -> None:
    d.limb(trace3("-.03,-.06,.008 0,0,.008 .035,-.06,.008"), "black")
    d.shape(trace("-.075,-.055 .075,-.055 .085,-.19 -.085,-.19"), "leather", light=0.55)


def _flask(d: Drawing) -> None:
    glass = trace("-.012,.1 -.012,.05 -.04,0 .045,0 .016,.05 .016,.1")
    d.curve(glass, "accent", glow=True)


def _telescope(d: Drawing) -> None:
    d.limb(trace3("-.16,.19,.022 .02,.235,.034 .17,.275,.045"), "brass", light=0.8)


def _lantern(d: Drawing) -> None:
    lantern(d, 0.0, -0.15, 0.15)


def lantern(drawing: Drawing, x: float, y: float, size: float) -> None:
    """A lit hand lantern whose bottom stands at (x, y)."""
    drawing.limb(
        [
            (x - size * 0.22, y + size * 0.78, size * 0.05),
            (x, y + size * 1.05, size * 0.05),
            (x + size * 0.22, y + size * 0.78, size * 0.05),
        ],
        "iron",
    )
    drawing.box(x - size * 0.26, y, x + size * 0.26, y + size * 0.1, "iron")
    drawing.box(x - size * 0.2, y + size * 0.1, x + size * 0.2, y + size * 0.66, "lamp", glow=True)
    drawing.box(x - size * 0.025, y + size * 0.1, x + size * 0.025, y + size * 0.66, "iron")
    drawing.shape(
        [
            (x - size * 0.28, y + size * 0.64),
            (x + size * 0.28, y + size * 0.64),
            (x + size * 0.1, y + size * 0.86),
            (x - size * 0.1, y + size * 0.86),
        ],
        "iron",
        light=0.6,
    )
    drawing.halo(x, y + size * 0.4, size * 2.3)


_CARRIED: Mapping[str, Callable[[Drawing], None]] = {
    "staff": _staff,
    "rod": _rod,
    "rifle": _rifle,
    "spear": _spear,
    "flag": _flag,
    "scythe": _scythe,
    "oar": _oar,
    "torch": _torch,
    "plans": _plans,
    "book": _book,
    "hammer": _hammer,
    "bag": _bag,
    "flask": _flask,
    "telescope": _telescope,
    "lantern": _lantern,
}
