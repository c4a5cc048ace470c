"""People seen from behind, as painters put them into landscapes: no face to get wrong."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from reelworks.providers.local.painter.arrays import vec
from reelworks.providers.local.painter.carried import LONG, RAISED, carried
from reelworks.providers.local.painter.drawing import Drawing, Point, smooth, trace, trace3
from reelworks.providers.local.painter.hats import HATS


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


_HEMS = {  # how high the hem hangs, and how wide it swings beside the shoulders
    Dress.COAT: (0.27, 1.32),
    Dress.LABCOAT: (0.30, 1.12),
    Dress.JACKET: (0.455, 0.98),
    Dress.SUIT: (0.43, 0.92),
    Dress.ARMOUR: (0.40, 1.1),
    Dress.SPACESUIT: (0.43, 1.12),
    Dress.ROBE: (0.015, 1.4),
    Dress.GOWN: (0.01, 1.9),
}
_SLIM = (Dress.GOWN, Dress.SUIT, Dress.COAT)
_TO_THE_GROUND = (Dress.ROBE, Dress.GOWN)
_OWN_CLOTH = {Dress.LABCOAT: "white", Dress.ARMOUR: "metal", Dress.SPACESUIT: "white"}
_TROUSERS = {Dress.LABCOAT: "coat", Dress.ARMOUR: "iron", Dress.SPACESUIT: "white"}
_COLLARED = (Dress.COAT, Dress.SUIT, Dress.LABCOAT, Dress.JACKET)
_BOOT = trace("-.034,0 -.038,.05 -.026,.095 .026,.095 .034,.045 .062,.022 .058,0")


def person(who: Person) -> Drawing:
    """The figure, 1 unit tall without its hat."""
    if who.young:
        return _child(who)
    drawing, hand = Drawing(), _hand(who)
    if who.tool in LONG:
        drawing.put(carried(who.tool), *hand, 1.0)
    if who.dress not in _TO_THE_GROUND:
        _legs(drawing, who)
    _arm(drawing, who, left=True)
    _body(drawing, who)
    _head(drawing, who)
    _arm(drawing, who, left=False)
    if who.tool and who.tool not in LONG:
        drawing.put(carried(who.tool), *hand, 1.0)
    return drawing


def _cloth(who: Person) -> str:
    return _OWN_CLOTH.get(who.dress, who.cloth)


def _legs(drawing: Drawing, who: Person) -> None:
    trousers = _TROUSERS.get(who.dress, "cloth")
    boots = "white" if who.dress is Dress.SPACESUIT else "black"
    step, lift, bend = 0.13 * who.stride, 0.035 * who.stride, 0.03 * who.stride
    thick = 0.115 if who.dress is Dress.SPACESUIT else 0.092
    legs = ((-0.048 - step * 0.9, lift, -0.045, 0.3), (0.048 + step, 0.0, 0.045, 0.5))
    for foot, lifted, hip, light in legs:
        knee = (hip + (foot - hip) * 0.42 + bend, 0.27, thick * 0.9)
        ankle = (foot, 0.07 + lifted, thick * 0.66)
        drawing.limb([(hip, 0.50, thick * 1.15), knee, ankle], trousers, light=light)
        drawing.curve([(foot + x, lifted + y) for x, y in _BOOT], boots, light=light)


def _body(drawing: Drawing, who: Person) -> None:
    wide = 0.128 * who.broad
    hem, flare = _HEMS[who.dress]
    waist = wide * (0.80 if who.dress in _SLIM else 0.94)
    sway, out = 0.02 * who.stride, wide * flare
    side: list[Point] = [
        (0.035, 0.865), (wide * 0.62, 0.842), (wide, 0.80), (wide * 0.97, 0.72), (waist, 0.60),
        (wide * 0.98, 0.50), (out + sway, hem + 0.03), (out * 0.96 + sway, hem),
    ]  # fmt: skip
    other = [(-x, y) for x, y in side]
    outline = [*other, (-out * 0.4, hem - 0.008), (out * 0.35, hem + 0.004), *side[::-1]]
    leaning = [(x + who.lean * y * 0.1, y) for x, y in outline]
    drawing.shape(smooth(leaning), _cloth(who), light=0.55, soft=0.9)
    _trimmed(drawing, who.dress, wide, hem)


def _trimmed(drawing: Drawing, dress: Dress, wide: float, hem: float) -> None:
    """What is sewn on: the vent of a coat, a sash, a cord, a pack."""
    if dress in (Dress.COAT, Dress.LABCOAT):
        vent = [(-0.004, 0.48), (0.006, 0.48), (0.016, hem - 0.004), (-0.014, hem - 0.006)]
        drawing.shape(vent, "black", cover=0.45)
    elif dress is Dress.GOWN:
        sash = trace("-.82,.6 0,.585 .82,.6 .8,.63 0,.617 -.8,.63")
        drawing.curve([(x * wide, y) for x, y in sash], "accent", light=0.5)
    elif dress is Dress.ROBE:
        cord = [(-wide * 0.9, 0.585, 0.02), (0, 0.575, 0.022), (wide * 0.9, 0.585, 0.02)]
        drawing.limb(cord, "leather")
    elif dress is Dress.SPACESUIT:
        drawing.curve(trace("-.1,.5 -.105,.8 -.08,.83 .08,.83 .105,.8 .1,.5"), "metal", light=0.6)


def _head(drawing: Drawing, who: Person) -> None:
    head = Drawing()
    head.limb([(0, 0.90, 0.062), (0, 0.878, 0.066)], "skin", light=0.3)
    if who.dress in _COLLARED:
        collar = trace("-.062,.835 -.05,.882 0,.872 .05,.882 .062,.835 0,.822")
        head.curve(collar, _cloth(who), light=0.42)
    if who.dress is Dress.SPACESUIT:
        head.oval(0, 0.935, 0.085, 0.096, "white", light=0.6, soft=1.0)
        visor = trace("0,.9 .06,.905 .07,.945 .05,.985 .005,.985 -.012,.945")
        head.curve(visor, "black", light=0.7)
    elif who.hat is Hat.HELMET:
        head.oval(0, 0.935, 0.062, 0.07, "metal", light=0.6, soft=1.0)
        head.limb([(0, 0.985, 0.02), (0, 1.02, 0.03), (-0.05, 1.03, 0.012)], "red", light=0.6)
    else:
        _hair_and_hat(head, who)
    drawing.put(head, who.lean * 0.09, 0, 1.0)


def _hair_and_hat(head: Drawing, who: Person) -> None:
    head.oval(0, 0.932, 0.049, 0.066, "skin", light=0.45, soft=0.9)
    hair = trace(
        "-.052,.935 -.046,.975 -.02,1 .02,1 .047,.975 .052,.935 .042,.902 .02,.886 -.02,.886 "
        "-.042,.902"
    )
    head.curve(hair, who.hair, light=0.4, soft=0.9)
    if who.hat.value in HATS:
        HATS[who.hat.value](head, who.cloth, who.hair)


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


_HELD = ("book",)
_SHAFT_HAND = (0.205, 0.60)


def _hand(who: Person) -> Point:
    """Where the hand on the light's side is."""
    if who.tool in RAISED:
        return (0.255, 0.70)
    if who.tool in _HELD:
        return (0.12, 0.66)
    if who.tool in LONG:
        return _SHAFT_HAND
    return (0.168 + 0.055 * who.stride, 0.455)


def _arm(drawing: Drawing, who: Person, *, left: bool) -> None:
    broad, light = who.broad, 0.38 if left else 0.62
    thick = (0.095 if who.dress is Dress.SPACESUIT else 0.076) * broad
    if left:
        hand = (-0.165 - 0.05 * who.stride, 0.45 + 0.02 * who.stride)
        hand = (-0.10, 0.64) if who.tool in _HELD else hand
        elbow, shoulder = (-0.158 * broad - 0.01, 0.63), (-0.105 * broad, 0.795)
    else:
        hand, shoulder = _hand(who), (0.105 * broad, 0.795)
        elbow = (0.17 * broad, 0.625) if hand[1] > 0.5 else (0.155 * broad, 0.63)
    skin = "white" if who.dress is Dress.SPACESUIT else "skin"
    drawing.oval(hand[0], hand[1] - 0.012, 0.026, 0.032, skin, light=light)
    sleeve = [(*shoulder, thick), (*elbow, thick * 0.84), (*hand, thick * 0.6)]
    drawing.limb(sleeve, _cloth(who), light=light)
