"""People seen from behind, as painters put them into landscapes: no face to get wrong."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from reelworks.providers.local.painter.arrays import vec
from reelworks.providers.local.painter.drawing import Drawing, Point, trace, trace3


class Dress(StrEnum):
    COAT = "coat"
    JACKET = "jacket"
    ROBE = "robe"
    GOWN = "gown"
    LABCOAT = "labcoat"
    ARMOUR = "armour"
    SUIT = "suit"
    SPACESUIT = "spacesuit"


class Hat(StrEnum):
    NONE = "none"
    CAP = "cap"
    BRIM = "brim"
    TALL = "tall"
    HOOD = "hood"
    HELMET = "helmet"
    CROWN = "crown"
    BUN = "bun"
    SOUWESTER = "souwester"


@dataclass(frozen=True, slots=True)
class Person:
    """`stride` is 0 standing to 1 walking; `tool` is what the hand on the light's side holds."""

    dress: Dress = Dress.COAT
    hat: Hat = Hat.NONE
    tool: str = ""
    stride: float = 0.0
    broad: float = 1.0
    cloth: str = "coat"
    hair: str = "darkwood"
    lean: float = 0.0
    young: bool = False


_LONG = (Dress.ROBE, Dress.GOWN)


def person(who: Person) -> Drawing:
    """The figure, 1 unit tall without its hat."""
    if who.young:
        return _child(who)
    drawing = Drawing()
    hand = _hand(who)
    if who.tool in ("staff", "spear", "flag", "rod", "rifle", "scythe", "oar"):
        _shaft(drawing, who, hand)
    if who.dress not in _LONG:
        _legs(drawing, who)
    _arm(drawing, who, left=True)
    _body(drawing, who)
    _head(drawing, who)
    _arm(drawing, who, left=False)
    if who.tool:
        _tool(drawing, who, hand)
    return drawing


def _legs(drawing: Drawing, who: Person) -> None:
    trousers = {"labcoat": "coat", "spacesuit": "white", "armour": "iron"}.get(who.dress, "cloth")
    boots = "white" if who.dress is Dress.SPACESUIT else "black"
    step = 0.13 * who.stride
    thick = 0.115 if who.dress is Dress.SPACESUIT else 0.092
    back, front = -0.048 - step * 0.9, 0.048 + step
    lift = 0.035 * who.stride
    knee = 0.27
    for foot, lifted, hip, light in ((back, lift, -0.045, 0.3), (front, 0.0, 0.045, 0.5)):
        bend = 0.03 * who.stride
        drawing.limb(
            [
                (hip, 0.50, thick * 1.15),
                (hip + (foot - hip) * 0.42 + bend, knee, thick * 0.9),
                (foot, 0.07 + lifted, thick * 0.66),
            ],
            trousers,
            light=light,
        )
        heel, toe = foot - 0.034, foot + 0.062
        drawing.curve(
            [
                (heel, lifted),
                (heel - 0.004, lifted + 0.05),
                (foot - 0.026, lifted + 0.095),
                (foot + 0.026, lifted + 0.095),
                (foot + 0.034, lifted + 0.045),
                (toe, lifted + 0.022),
                (toe - 0.004, lifted),
            ],
            boots,
            light=light,
        )


def _body(drawing: Drawing, who: Person) -> None:
    wide = 0.128 * who.broad
    hems = {
        Dress.COAT: (0.27, 1.32),
        Dress.LABCOAT: (0.30, 1.12),
        Dress.JACKET: (0.455, 0.98),
        Dress.SUIT: (0.43, 0.92),
        Dress.ARMOUR: (0.40, 1.1),
        Dress.SPACESUIT: (0.43, 1.12),
        Dress.ROBE: (0.015, 1.4),
        Dress.GOWN: (0.01, 1.9),
    }
    hem, flare = hems[who.dress]
    waist = 0.60
    slim = 0.80 if who.dress in (Dress.GOWN, Dress.SUIT, Dress.COAT) else 0.94
    sway = 0.02 * who.stride
    out = wide * flare
    points: list[Point] = [
        (-0.035, 0.865),
        (-wide * 0.62, 0.842),
        (-wide, 0.80),
        (-wide * 0.97, 0.72),
        (-wide * slim, waist),
        (-wide * 0.98, 0.50),
        (-out - sway, hem + 0.03),
        (-out * 0.96 - sway, hem),
        (-out * 0.4, hem - 0.008),
        (out * 0.35, hem + 0.004),
        (out * 0.96 + sway, hem),
        (out + sway, hem + 0.03),
        (wide * 0.98, 0.50),
        (wide * slim, waist),
        (wide * 0.97, 0.72),
        (wide, 0.80),
        (wide * 0.62, 0.842),
        (0.035, 0.865),
    ]
    surface = {Dress.LABCOAT: "white", Dress.ARMOUR: "metal", Dress.SPACESUIT: "white"}.get(
        who.dress, who.cloth
    )
    drawing.curve([(x + who.lean * y * 0.1, y) for x, y in points], surface, light=0.55, soft=0.9)
    if who.dress in (Dress.COAT, Dress.LABCOAT):
        drawing.shape(
            [(-0.004, 0.48), (0.006, 0.48), (0.016, hem - 0.004), (-0.014, hem - 0.006)],
            "black",
            cover=0.45,
        )
    if who.dress is Dress.GOWN:
        drawing.curve(
            [
                (-wide * 0.82, 0.60),
                (0, 0.585),
                (wide * 0.82, 0.60),
                (wide * 0.8, 0.63),
                (0, 0.617),
                (-wide * 0.8, 0.63),
            ],
            "accent",
            light=0.5,
        )
    if who.dress is Dress.ROBE:
        drawing.limb(
            [(-wide * 0.9, 0.585, 0.02), (0, 0.575, 0.022), (wide * 0.9, 0.585, 0.02)], "leather"
        )
    if who.dress is Dress.SPACESUIT:
        drawing.curve(trace("-.1,.5 -.105,.8 -.08,.83 .08,.83 .105,.8 .1,.5"), "metal", light=0.6)


def _head(drawing: Drawing, who: Person) -> None:
    x = who.lean * 0.09
    drawing.limb([(x, 0.90, 0.062), (x, 0.845, 0.075)], "skin", light=0.3)
    if who.dress in (Dress.COAT, Dress.SUIT, Dress.LABCOAT, Dress.JACKET):
        drawing.curve(
            [
                (x - 0.062, 0.835),
                (x - 0.05, 0.882),
                (x, 0.872),
                (x + 0.05, 0.882),
                (x + 0.062, 0.835),
                (x, 0.822),
            ],
            "white" if who.dress is Dress.LABCOAT else who.cloth,
            light=0.42,
        )
    if who.dress is Dress.SPACESUIT or who.hat is Hat.HELMET:
        big = 1.55 if who.dress is Dress.SPACESUIT else 1.12
        drawing.oval(
            x,
            0.935,
            0.055 * big,
            0.062 * big,
            "white" if big > 1.5 else "metal",
            light=0.6,
            soft=1.0,
        )
        if big > 1.5:
            drawing.curve(
                [
                    (x + 0.0, 0.90),
                    (x + 0.06, 0.905),
                    (x + 0.07, 0.945),
                    (x + 0.05, 0.985),
                    (x + 0.005, 0.985),
                    (x - 0.012, 0.945),
                ],
                "black",
                light=0.7,
            )
        return
    drawing.oval(x, 0.932, 0.049, 0.066, "skin", light=0.45, soft=0.9)
    hair = ring_part(x)
    drawing.curve(hair, who.hair, light=0.4, soft=0.9)
    _hat(drawing, who, x)


def ring_part(x: float) -> list[Point]:
    """The hair as seen from behind."""
    return [
        (x - 0.052, 0.935),
        (x - 0.046, 0.975),
        (x - 0.02, 1.0),
        (x + 0.02, 1.0),
        (x + 0.047, 0.975),
        (x + 0.052, 0.935),
        (x + 0.042, 0.902),
        (x + 0.02, 0.886),
        (x - 0.02, 0.886),
        (x - 0.042, 0.902),
    ]


def _hat(drawing: Drawing, who: Person, x: float) -> None:
    match who.hat:
        case Hat.CAP:
            drawing.curve(
                [
                    (x - 0.056, 0.958),
                    (x - 0.06, 0.99),
                    (x - 0.03, 1.018),
                    (x + 0.03, 1.018),
                    (x + 0.062, 0.99),
                    (x + 0.056, 0.958),
                ],
                "cloth",
                light=0.5,
            )
            drawing.limb([(x - 0.05, 0.958, 0.016), (x + 0.085, 0.953, 0.014)], "black", light=0.5)
        case Hat.BRIM:
            drawing.oval(x, 0.968, 0.11, 0.02, "leather", light=0.5)
            drawing.curve(
                [
                    (x - 0.056, 0.968),
                    (x - 0.05, 1.02),
                    (x - 0.02, 1.035),
                    (x + 0.02, 1.03),
                    (x + 0.05, 1.02),
                    (x + 0.056, 0.968),
                ],
                "leather",
                light=0.55,
            )
            drawing.box(x - 0.056, 0.968, x + 0.056, 0.983, "black")
        case Hat.TALL:
            drawing.oval(x, 0.972, 0.088, 0.016, "black", light=0.5)
            drawing.shape(
                [(x - 0.054, 0.972), (x - 0.058, 1.09), (x + 0.058, 1.09), (x + 0.054, 0.972)],
                "black",
                light=0.6,
            )
        case Hat.HOOD:
            drawing.curve(
                [
                    (x - 0.085, 0.83),
                    (x - 0.07, 0.93),
                    (x - 0.05, 0.995),
                    (x, 1.03),
                    (x + 0.055, 0.995),
                    (x + 0.072, 0.93),
                    (x + 0.085, 0.83),
                    (x, 0.80),
                ],
                who.cloth,
                light=0.5,
                soft=1.0,
            )
        case Hat.CROWN:
            drawing.shape(
                [
                    (x - 0.052, 0.975),
                    (x - 0.062, 1.04),
                    (x - 0.03, 1.01),
                    (x, 1.05),
                    (x + 0.03, 1.01),
                    (x + 0.062, 1.04),
                    (x + 0.052, 0.975),
                ],
                "brass",
                light=0.8,
            )
        case Hat.BUN:
            drawing.oval(x - 0.005, 0.995, 0.032, 0.032, who.hair, light=0.5)
        case Hat.SOUWESTER:
            drawing.curve(
                [
                    (x - 0.105, 0.915),
                    (x - 0.06, 0.985),
                    (x - 0.03, 1.018),
                    (x + 0.03, 1.018),
                    (x + 0.06, 0.985),
                    (x + 0.09, 0.935),
                    (x, 0.945),
                ],
                "brass",
                light=0.55,
            )
        case Hat.NONE | Hat.HELMET:
            pass


def _child(who: Person) -> Drawing:
    """A child: the same figure with a larger head, two thirds as tall, with a bright scarf."""
    grown = person(replace(who, young=False, broad=1.12))
    drawing, neck = Drawing(), 0.84
    for part in grown.parts:
        shrunk = []
        for contour in part.contours:
            above = contour[:, 1:2] > neck
            head = (contour - vec(0, neck)) * vec(1.35, 1.35) + vec(0, neck * 0.93)
            shrunk.append(np.where(above, head, contour * vec(1.0, 0.93)) * vec(0.7, 0.7))
        drawing.parts.append(replace(part, contours=tuple(shrunk)))
    drawing.limb(trace3("-.05,.565,.05 0,.55,.055 .05,.565,.05"), "red", light=0.7)
    drawing.limb([(0.03, 0.55, 0.04), (0.07, 0.44, 0.05)], "red", light=0.5)
    return drawing


_RAISED = ("lantern", "telescope", "flag", "torch", "flask", "camera")
_HELD = ("book",)


def _hand(who: Person) -> Point:
    if who.tool in _RAISED:
        return (0.255, 0.70)
    if who.tool in _HELD:
        return (0.12, 0.66)
    if who.tool in ("staff", "spear", "rod", "rifle", "oar", "scythe"):
        return (0.205, 0.60)
    return (0.168 + 0.055 * who.stride, 0.455)


def _arm(drawing: Drawing, who: Person, *, left: bool) -> None:
    surface = {Dress.LABCOAT: "white", Dress.ARMOUR: "metal", Dress.SPACESUIT: "white"}.get(
        who.dress, who.cloth
    )
    thick = (0.095 if who.dress is Dress.SPACESUIT else 0.076) * who.broad
    if left:
        shoulder, hand = (
            (-0.105 * who.broad, 0.795),
            (-0.165 - 0.05 * who.stride, 0.45 + 0.02 * who.stride),
        )
        if who.tool in _HELD:
            hand = (-0.10, 0.64)
        elbow = (-0.158 * who.broad - 0.01, 0.63)
    else:
        shoulder, hand = (0.105 * who.broad, 0.795), _hand(who)
        elbow = (0.17 * who.broad, 0.625) if hand[1] > 0.5 else (0.155 * who.broad, 0.63)
    light = 0.38 if left else 0.62
    drawing.oval(hand[0], hand[1] - 0.012, 0.026, 0.032, "skin", light=light)
    drawing.limb(
        [(*shoulder, thick), (*elbow, thick * 0.84), (*hand, thick * 0.6)], surface, light=light
    )


def _shaft(drawing: Drawing, who: Person, hand: Point) -> None:
    x = hand[0] + 0.012
    top = {
        "staff": 1.08,
        "spear": 1.45,
        "flag": 1.5,
        "rod": 1.3,
        "rifle": 1.08,
        "scythe": 1.22,
        "oar": 1.35,
    }[who.tool]
    foot = 0.0 if who.tool != "rod" else 0.42
    drift = 0.30 if who.tool == "rod" else 0.015
    drawing.limb(
        [(x - drift * 0.3, foot, 0.018), (x + drift, top, 0.008 if who.tool == "rod" else 0.015)],
        "wood",
        light=0.5,
    )
    if who.tool == "spear":
        drawing.shape(
            [
                (x - 0.008, top - 0.03),
                (x + 0.015, top + 0.10),
                (x + 0.038, top - 0.03),
                (x + 0.015, top - 0.06),
            ],
            "metal",
            light=0.9,
        )
    if who.tool == "flag":
        wave = [
            (x + 0.015 + 0.05 * i, top - 0.015 + 0.018 * float(np.sin(i * 1.3))) for i in range(8)
        ]
        low = [(px, py - 0.21 - 0.01 * i) for i, (px, py) in enumerate(wave)]
        drawing.shape([*wave, *low[::-1]], "red", light=0.7)
    if who.tool == "scythe":
        drawing.curve(
            [
                (x + 0.01, top),
                (x - 0.16, top + 0.015),
                (x - 0.30, top - 0.10),
                (x - 0.15, top - 0.025),
                (x + 0.01, top - 0.04),
            ],
            "metal",
            light=0.8,
        )
    if who.tool == "oar":
        drawing.curve(
            [
                (x - 0.03, top),
                (x + 0.015, top + 0.16),
                (x + 0.06, top),
                (x + 0.04, top - 0.06),
                (x - 0.01, top - 0.06),
            ],
            "wood",
            light=0.6,
        )


def _tool(drawing: Drawing, who: Person, hand: Point) -> None:
    x, y = hand
    match who.tool:
        case "lantern":
            lantern(drawing, x, y - 0.15, 0.15)
        case "torch":
            drawing.limb([(x, y - 0.06, 0.02), (x + 0.02, y + 0.13, 0.028)], "wood")
            drawing.curve(
                [
                    (x - 0.025, y + 0.13),
                    (x - 0.02, y + 0.19),
                    (x + 0.03, y + 0.27),
                    (x + 0.065, y + 0.19),
                    (x + 0.06, y + 0.13),
                ],
                "lamp",
                glow=True,
            )
            drawing.halo(x + 0.02, y + 0.19, 0.35)
        case "plans":
            drawing.limb(
                [(x - 0.10, y + 0.10, 0.05), (x + 0.05, y - 0.12, 0.05)], "paper", light=0.7
            )
        case "book":
            drawing.shape(
                [
                    (-0.10, y - 0.01),
                    (0.0, y + 0.02),
                    (0.125, y - 0.01),
                    (0.13, y + 0.075),
                    (0.0, y + 0.10),
                    (-0.105, y + 0.075),
                ],
                "paper",
                light=0.7,
            )
        case "hammer":
            drawing.limb([(x, y + 0.02, 0.018), (x + 0.02, y - 0.19, 0.016)], "wood")
            drawing.shape(
                [
                    (x - 0.035, y - 0.17),
                    (x + 0.075, y - 0.18),
                    (x + 0.075, y - 0.23),
                    (x - 0.035, y - 0.22),
                ],
                "iron",
                light=0.8,
            )
        case "bag":
            drawing.limb(
                [(x - 0.03, y - 0.06, 0.008), (x, y, 0.008), (x + 0.035, y - 0.06, 0.008)], "black"
            )
            drawing.shape(
                [
                    (x - 0.075, y - 0.055),
                    (x + 0.075, y - 0.055),
                    (x + 0.085, y - 0.19),
                    (x - 0.085, y - 0.19),
                ],
                "leather",
                light=0.55,
            )
        case "flask":
            drawing.curve(
                [
                    (x - 0.012, y + 0.10),
                    (x - 0.012, y + 0.05),
                    (x - 0.04, y),
                    (x + 0.045, y),
                    (x + 0.016, y + 0.05),
                    (x + 0.016, y + 0.10),
                ],
                "accent",
                glow=True,
            )
        case "telescope":
            drawing.limb(
                [
                    (x - 0.16, y + 0.19, 0.022),
                    (x + 0.02, y + 0.235, 0.034),
                    (x + 0.17, y + 0.275, 0.045),
                ],
                "brass",
                light=0.8,
            )
        case _:
            pass


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
