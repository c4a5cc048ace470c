"""Animals in profile, facing right, one unit tall at the shoulder or the head."""

from __future__ import annotations

import numpy as np

from reelworks.providers.local.painter.drawing import Drawing, Point, trace, trace3

Chance = np.random.Generator


def _legs(
    d: Drawing, feet: tuple[tuple[float, float, float], ...], top: float, thick: float, surface: str
) -> None:
    """Legs as (hip x, knee shift, foot x); the first two lie farther off, in shade."""
    for i, (hip, knee, foot) in enumerate(feet):
        light = 0.22 if i < 2 else 0.5
        d.limb(
            [(hip, top, thick * 1.9), (hip + knee, top * 0.52, thick), (foot, 0.05, thick * 0.72)],
            surface,
            light=light,
        )
        d.curve(
            [
                (foot - thick * 0.5, 0.06),
                (foot - thick * 0.55, 0),
                (foot + thick * 0.85, 0),
                (foot + thick * 0.5, 0.06),
            ],
            "black",
            light=light,
        )


def horse(rng: Chance, *, lit: bool) -> Drawing:
    """A standing horse."""
    d, coat = Drawing(), str(rng.choice(("bark", "leather", "darkwood", "fur")))
    d.curve(trace("-.62,.6 -.75,.5 -.8,.25 -.74,.12 -.68,.3 -.58,.52"), "black", light=0.4)
    _legs(
        d,
        ((-0.44, -0.05, -0.46), (0.30, 0.02, 0.33), (-0.54, -0.06, -0.56), (0.36, 0.03, 0.37)),
        0.42,
        0.052,
        coat,
    )
    body: list[Point] = trace(
        "-.64,.56 -.6,.67 -.4,.7 0,.655 .26,.71 .42,.86 .52,1.02 .6,1.1 .655,1.06 "
        ".7,.99 .86,.86 .9,.8 .84,.755 .68,.83 .58,.82 .5,.66 .44,.45 .3,.36 -.05,.335 "
        "-.36,.36 -.56,.42"
    )
    d.curve(body, coat, light=0.55, soft=1.0)
    d.shape([(0.575, 1.06), (0.60, 1.19), (0.65, 1.07)], coat, light=0.6)
    d.curve(trace(".58,1.12 .44,1 .3,.8 .2,.7 .34,.74 .46,.88 .56,1.02"), "black", light=0.45)
    d.oval(0.70, 0.965, 0.012, 0.014, "black", soft=0.0)
    return d


def camel(rng: Chance, *, lit: bool) -> Drawing:
    """A camel with a load."""
    d = Drawing()
    _legs(
        d,
        ((-0.40, -0.03, -0.42), (0.24, 0.02, 0.26), (-0.48, -0.04, -0.5), (0.32, 0.02, 0.33)),
        0.42,
        0.05,
        "sand",
    )
    d.curve(
        trace(
            "-.6,.52 -.52,.64 -.3,.7 -.1,.92 .06,.9 .18,.68 .36,.66 .5,.52 .6,.52 .7,.7 "
            ".735,.94 .8,1.02 .98,.985 1,.94 .86,.9 .8,.7 .7,.46 .52,.38 .2,.36 -.3,.36 "
            "-.54,.4"
        ),
        "sand",
        light=0.5,
        soft=1.0,
    )
    d.curve(trace("-.3,.72 -.12,.95 .08,.93 .22,.7 .2,.46 -.24,.46"), "red", light=0.5, soft=0.6)
    d.limb([(-0.26, 0.58, 0.02), (0.2, 0.58, 0.02)], "brass")
    d.limb([(-0.58, 0.56, 0.03), (-0.66, 0.36, 0.018)], "sand")
    return d


def cow(rng: Chance, *, lit: bool) -> Drawing:
    """A cow."""
    d, coat = Drawing(), str(rng.choice(("leather", "white", "bark")))
    d.limb(trace3("-.72,.82,.03 -.8,.5,.02 -.78,.3,.05"), coat)
    _legs(
        d,
        ((-0.5, -0.03, -0.5), (0.34, 0.0, 0.36), (-0.6, -0.03, -0.6), (0.42, 0.0, 0.44)),
        0.4,
        0.07,
        coat,
    )
    d.curve(
        trace(
            "-.72,.8 -.6,.9 .2,.88 .5,.92 .72,1 .86,.96 1.06,.74 1.04,.66 .92,.64 .74,.7 "
            ".62,.56 .46,.36 0,.3 -.56,.34 -.72,.5"
        ),
        coat,
        light=0.55,
        soft=1.0,
    )
    for x, y, r in ((-0.4, 0.7, 0.17), (0.12, 0.62, 0.14)):
        patch = trace("-1,0 -.3,.8 1,.5 .7,-.6 -.4,-.7")
        other = "black" if coat == "white" else "white"
        d.curve([(x + r * a, y + r * b) for a, b in patch], other, light=0.5, soft=0.4)
    d.limb([(0.78, 0.98, 0.035), (0.86, 1.10, 0.012)], "white")
    d.curve([(0.70, 0.96), (0.56, 0.98), (0.62, 0.90)], coat, light=0.4)
    return d


def sheep(rng: Chance, *, lit: bool) -> Drawing:
    """A sheep."""
    d = Drawing()
    _legs(
        d,
        ((-0.32, 0, -0.32), (0.26, 0, 0.26), (-0.42, 0, -0.42), (0.34, 0, 0.34)),
        0.3,
        0.06,
        "black",
    )
    woolly = [
        (
            0.64 * np.cos(a) * (1 + 0.05 * np.cos(9 * a)),
            0.58 + 0.34 * np.sin(a) * (1 + 0.08 * np.cos(9 * a)),
        )
        for a in np.linspace(0, 2 * np.pi, 60, endpoint=False)
    ]
    d.shape([(float(x), float(y)) for x, y in woolly], "white", light=0.5, soft=1.0)
    d.curve(trace(".52,.86 .66,.96 .82,.84 .9,.62 .8,.58 .62,.68"), "black", light=0.5)
    d.curve([(0.58, 0.86), (0.46, 0.80), (0.6, 0.78)], "black", light=0.4)
    return d


def dog(rng: Chance, *, lit: bool) -> Drawing:
    """A dog, or a wolf, standing alert."""
    d, coat = Drawing(), str(rng.choice(("fur", "bark", "iron", "leather")))
    d.curve(trace("-.58,.62 -.8,.72 -.98,.92 -.9,.66 -.7,.52"), coat, light=0.45)
    _legs(
        d,
        ((-0.40, -0.06, -0.40), (0.26, 0.0, 0.28), (-0.48, -0.08, -0.5), (0.34, 0.0, 0.35)),
        0.42,
        0.062,
        coat,
    )
    d.curve(
        trace(
            "-.62,.6 -.52,.7 -.1,.68 .26,.74 .38,.92 .5,1 .62,.985 .72,.9 .9,.85 .9,.78 "
            ".74,.75 .6,.74 .52,.58 .42,.38 .2,.34 -.16,.4 -.44,.4 -.6,.48"
        ),
        coat,
        light=0.55,
        soft=1.0,
    )
    d.shape([(0.44, 0.97), (0.46, 1.14), (0.555, 0.985)], coat, light=0.6)
    d.shape([(0.38, 0.94), (0.375, 1.10), (0.47, 0.98)], coat, light=0.4)
    d.oval(0.895, 0.83, 0.025, 0.022, "black")
    d.oval(0.66, 0.90, 0.013, 0.013, "black", soft=0.0)
    return d


def cat(rng: Chance, *, lit: bool) -> Drawing:
    """A cat sitting upright."""
    d, coat = Drawing(), str(rng.choice(("black", "fur", "iron", "leather")))
    d.limb(trace3("-.24,.07,.08 -.52,.1,.075 -.6,.3,.05"), coat, light=0.4)
    d.curve(
        trace("-.3,0 -.36,.22 -.24,.46 -.1,.66 .1,.68 .22,.5 .24,.2 .22,0"),
        coat,
        light=0.5,
        soft=1.0,
    )
    d.limb(trace3(".12,.44,.11 .16,.2,.085 .18,.035,.07"), coat, light=0.62)
    d.curve(trace("-.26,0 -.24,.2 -.05,.24 .04,0"), coat, light=0.42, soft=1.0)
    d.curve(
        trace("-.16,.76 -.1,.9 .06,.93 .22,.9 .29,.76 .2,.65 .06,.62 -.08,.65"),
        coat,
        light=0.58,
        soft=1.0,
    )
    d.shape([(-0.12, 0.86), (-0.13, 1.03), (0.0, 0.92)], coat, light=0.5)
    d.shape([(0.12, 0.92), (0.25, 1.03), (0.25, 0.86)], coat, light=0.6)
    for x in (0.02, 0.16):
        d.oval(x, 0.79, 0.025, 0.028, "brass", light=0.9, soft=0.0)
        d.oval(x, 0.79, 0.008, 0.026, "black", soft=0.0)
    return d


def deer(rng: Chance, *, lit: bool) -> Drawing:
    """A stag."""
    d = Drawing()
    _legs(
        d,
        ((-0.30, -0.03, -0.31), (0.20, 0.0, 0.21), (-0.38, -0.05, -0.39), (0.27, 0.01, 0.28)),
        0.40,
        0.036,
        "leather",
    )
    d.curve(
        trace(
            "-.46,.56 -.4,.64 0,.6 .2,.64 .32,.8 .38,.92 .47,.94 .6,.84 .59,.79 .47,.8 "
            ".41,.62 .32,.42 .1,.37 -.3,.38 -.46,.44"
        ),
        "leather",
        light=0.55,
        soft=1.0,
    )
    d.curve([(-0.46, 0.58), (-0.54, 0.50), (-0.46, 0.46)], "white", light=0.6)
    d.curve([(0.38, 0.90), (0.27, 0.96), (0.36, 0.86)], "leather", light=0.5)
    for side in (-1, 1):
        _antler(d, side)
    return d


def _antler(d: Drawing, side: int) -> None:
    x = 0.42 + 0.02 * side
    beam = [(x, 0.93, 0.022), (x - 0.1 + 0.08 * side, 1.10, 0.018)]
    d.limb([*beam, (x + 0.02 + 0.14 * side, 1.32, 0.01)], "wood", light=0.6)
    for y, reach in ((1.02, 0.13), (1.14, 0.12), (1.23, 0.08)):
        foot = (x - 0.07 + 0.09 * side * (y - 0.9), y, 0.013)
        d.limb([foot, (x + 0.05 + reach * 0.6, y + reach * 0.7, 0.006)], "wood", light=0.6)


def elephant(rng: Chance, *, lit: bool) -> Drawing:
    """An elephant."""
    d = Drawing()
    _legs(
        d,
        ((-0.42, 0, -0.42), (0.22, 0, 0.22), (-0.55, 0, -0.55), (0.34, 0, 0.34)),
        0.40,
        0.135,
        "iron",
    )
    d.curve(
        trace(
            "-.74,.62 -.62,.88 -.2,.98 .2,.92 .42,.96 .62,.94 .76,.78 .8,.5 .82,.2 .92,.06 "
            ".84,.03 .74,.14 .68,.42 .56,.46 .44,.36 0,.32 -.6,.34 -.74,.48"
        ),
        "iron",
        light=0.55,
        soft=1.0,
    )
    d.curve(trace(".34,.92 .16,.86 .14,.58 .3,.46 .44,.62 .46,.84"), "iron", light=0.42, soft=1.0)
    d.curve(trace(".64,.5 .8,.36 1,.4 .82,.42 .68,.54"), "white", light=0.7)
    d.oval(0.60, 0.76, 0.014, 0.016, "black", soft=0.0)
    return d


def bird(rng: Chance, *, lit: bool) -> Drawing:
    """A large bird gliding, its wings spread."""
    d, coat = Drawing(), str(rng.choice(("white", "iron", "bark")))
    d.curve(
        trace(
            "-.04,.52 -.3,.82 -.78,.98 -1.16,.86 -.86,.84 -.94,.76 -.68,.74 -.74,.66 "
            "-.46,.62 -.2,.44"
        ),
        coat,
        light=0.42,
        soft=0.5,
    )
    d.curve(
        trace(".06,.52 .34,.84 .8,1 1.18,.9 .9,.87 .98,.79 .72,.77 .76,.69 .48,.64 .22,.44"),
        coat,
        light=0.68,
        soft=0.5,
    )
    d.curve(
        trace("-.16,.3 -.28,.1 -.1,.14 0,.06 .08,.16 .2,.14 .14,.32"), coat, light=0.5, soft=0.4
    )
    d.curve(
        trace("-.14,.34 -.15,.48 0,.64 .06,.7 .15,.68 .18,.6 .18,.44 .12,.3 0,.24"),
        coat,
        light=0.58,
        soft=1.0,
    )
    d.shape([(0.16, 0.66), (0.26, 0.62), (0.165, 0.61)], "brass", light=0.7)
    for side, light in ((-1, 0.3), (1, 0.5)):
        d.curve(
            [(side * 0.80, 0.97), (side * 1.17, 0.88), (side * 0.92, 0.86)],
            "black",
            light=light,
            soft=0.2,
        )
    return d


def fish(rng: Chance, *, lit: bool) -> Drawing:
    """A fish."""
    d, coat = Drawing(), str(rng.choice(("metal", "brass", "coral", "cloth")))
    d.curve(trace("-.62,.52 -1.02,.92 -.9,.52 -1.02,.12 -.62,.46"), coat, light=0.45, soft=0.3)
    d.curve(trace("-.2,.74 -.05,1 .35,.94 .42,.76"), coat, light=0.5, soft=0.3)
    d.curve(
        trace("-.68,.5 -.3,.74 .2,.84 .66,.72 .94,.5 .66,.3 .2,.18 -.3,.28"),
        coat,
        light=0.6,
        soft=1.0,
    )
    d.curve(
        trace("-.6,.47 -.2,.32 .3,.24 .8,.42 .4,.33 -.1,.4"),
        "white",
        light=0.5,
        soft=0.3,
        cover=0.7,
    )
    d.curve([(0.24, 0.5), (0.0, 0.30), (-0.08, 0.44), (0.12, 0.54)], coat, light=0.75, soft=0.5)
    d.limb(trace3(".5,.68,.012 .44,.5,.012 .5,.34,.012"), "black", light=0.3)
    d.oval(0.70, 0.56, 0.045, 0.05, "white", soft=0.0)
    d.oval(0.71, 0.56, 0.024, 0.028, "black", soft=0.0)
    return d


def whale(rng: Chance, *, lit: bool) -> Drawing:
    """A whale swimming."""
    d = Drawing()
    d.curve(
        trace("-1.25,.66 -1.62,.98 -1.86,1 -1.66,.78 -1.92,.62 -1.7,.56 -1.3,.56"),
        "cloth",
        light=0.5,
        soft=0.5,
    )
    d.curve(
        trace(
            "-1.4,.64 -.8,.66 -.1,.86 .6,.92 1.12,.78 1.32,.56 1.2,.36 .8,.16 .2,.12 "
            "-.4,.3 -1,.52 -1.4,.58"
        ),
        "cloth",
        light=0.58,
        soft=1.0,
    )
    d.curve(
        trace("1.29,.5 1.16,.32 .78,.15 .2,.11 -.2,.2 .3,.24 .8,.34 1.1,.5"),
        "white",
        light=0.35,
        soft=0.6,
    )
    for i in range(5):
        d.limb(
            [(0.15 + 0.08 * i, 0.14 + 0.018 * i, 0.01), (0.55 + 0.1 * i, 0.24 + 0.05 * i, 0.01)],
            "cloth",
            light=0.3,
        )
    d.curve(trace(".56,.36 .36,.06 .06,-.1 .12,.1 .34,.36"), "cloth", light=0.7, soft=0.6)
    d.curve([(-0.5, 0.74), (-0.62, 0.88), (-0.3, 0.80)], "cloth", light=0.6)
    d.oval(0.92, 0.50, 0.025, 0.022, "black", soft=0.0)
    return d
