"""Animals of the water's edge and of small holes, as drawings one unit tall, facing right."""

from __future__ import annotations

import numpy as np

from reelworks.providers.local.painter.drawing import Drawing, trace, trace3

Chance = np.random.Generator


def heron(rng: Chance, *, lit: bool) -> Drawing:
    """A wading bird on its long legs, its neck bent."""
    d = Drawing()
    for hip, knee, foot, light in ((-0.05, -0.10, -0.03, 0.25), (0.02, 0.0, 0.08, 0.5)):
        d.limb([(hip, 0.44, 0.03), (knee, 0.23, 0.018), (foot, 0.02, 0.014)], "brass", light=light)
        d.limb([(foot - 0.02, 0.012, 0.012), (foot + 0.09, 0.008, 0.008)], "brass", light=light)
    d.curve(trace("-.1,.5 -.34,.38 -.44,.34 -.36,.44 -.2,.58"), "iron", light=0.35, soft=0.4)
    d.limb(
        trace3(".1,.56,.1 .2,.64,.075 .2,.72,.06 .13,.79,.052 .14,.88,.05 .2,.93,.05"),
        "white",
        light=0.62,
    )
    d.curve(
        trace("-.38,.42 -.2,.6 .04,.66 .18,.62 .2,.52 .08,.42 -.12,.4"),
        "metal",
        light=0.58,
        soft=1.0,
    )
    d.curve(trace("-.42,.38 -.2,.54 .04,.58 .06,.5 -.12,.43"), "iron", light=0.45, soft=0.6)
    d.limb([(0.12, 0.52, 0.03), (0.15, 0.42, 0.006)], "white", light=0.6)
    d.oval(0.215, 0.945, 0.062, 0.04, "white", light=0.7, soft=0.8)
    d.curve(trace(".26,.965 .2,.985 .12,.955 0,.93 .1,.93 .22,.955"), "black", light=0.4, soft=0.2)
    d.shape([(0.26, 0.965), (0.52, 0.925), (0.26, 0.925)], "brass", light=0.62)
    d.oval(0.245, 0.952, 0.011, 0.011, "black", soft=0.0)
    return d


def penguin(rng: Chance, *, lit: bool) -> Drawing:
    """A penguin, upright."""
    d = Drawing()
    for x, light in ((-0.06, 0.35), (0.12, 0.55)):
        d.curve(trace(f"{x - 0.07},.03 {x},.075 {x + 0.13},.025 {x + 0.1},0"), "brass", light=light)
    d.shape([(-0.2, 0.16), (-0.33, 0.02), (-0.1, 0.08)], "black", light=0.4)
    d.curve(
        trace(
            "-.2,.14 -.27,.36 -.22,.6 -.1,.78 -.09,.9 .02,.995 .14,.96 .18,.86 .16,.76 .25,.6 "
            ".28,.36 .2,.12 .04,.05 -.1,.06"
        ),
        "black",
        light=0.5,
        soft=1.0,
    )
    d.curve(
        trace("0,.12 -.05,.36 0,.6 .12,.75 .22,.62 .27,.38 .2,.14 .1,.08"),
        "white",
        light=0.66,
        soft=0.9,
    )
    d.curve(trace("-.02,.8 .06,.86 .12,.78 .06,.72 0,.74"), "wheat", light=0.7, soft=0.4)
    d.curve(trace("-.1,.66 -.2,.48 -.22,.28 -.15,.24 -.06,.44 -.02,.62"), "iron", light=0.34)
    d.curve(trace(".22,.64 .36,.46 .38,.3 .31,.28 .22,.5"), "black", light=0.3)
    d.shape([(0.14, 0.925), (0.31, 0.87), (0.16, 0.875)], "brass", light=0.6)
    d.oval(0.1, 0.915, 0.016, 0.018, "white", soft=0.0)
    d.oval(0.103, 0.915, 0.009, 0.011, "black", soft=0.0)
    return d


def turtle(rng: Chance, *, lit: bool) -> Drawing:
    """A sea turtle with its flippers out."""
    d = Drawing()
    d.curve(trace("-.5,.42 -.92,.5 -1.1,.38 -.9,.34 -.6,.3"), "forest", light=0.35, soft=0.6)
    d.curve(trace(".3,.42 .34,.78 .16,1.02 .08,.96 .1,.7 .06,.46"), "forest", light=0.36, soft=0.6)
    d.limb(trace3(".5,.46,.2 .74,.54,.2 .94,.56,.22"), "grass", light=0.55)
    d.curve(trace(".82,.66 1,.72 1.16,.62 1.18,.52 1,.44 .84,.46"), "grass", light=0.6, soft=1.0)
    d.curve(trace("-.72,.4 -.3,.28 .3,.27 .66,.42 .3,.36 -.3,.37"), "wheat", light=0.5, soft=0.6)
    d.curve(
        trace("-.78,.42 -.56,.68 -.12,.83 .3,.76 .62,.56 .68,.44 .3,.38 -.3,.37"),
        "forest",
        light=0.56,
        soft=1.0,
    )
    for plate in (
        "-.5,.5 -.42,.64 -.24,.7 -.18,.54 -.32,.46",
        "-.14,.55 -.2,.71 -.06,.77 .12,.76 .2,.7 .14,.55",
        ".18,.54 .25,.69 .42,.62 .5,.52 .36,.46",
        "-.26,.43 -.14,.5 .12,.5 .28,.44 0,.4",
    ):
        d.curve(trace(plate), "bark", light=0.62, soft=0.6, cover=0.75)
    d.curve(
        trace(".3,.42 .5,.2 .46,-.1 .3,-.34 .22,-.26 .22,0 .1,.34"), "grass", light=0.66, soft=0.8
    )
    d.curve(trace("-.46,.4 -.66,.2 -.86,.06 -.7,.04 -.42,.2 -.3,.36"), "grass", light=0.6, soft=0.7)
    d.oval(1.04, 0.60, 0.034, 0.034, "black", soft=0.0)
    d.oval(1.05, 0.612, 0.01, 0.01, "white", soft=0.0)
    return d


def octopus(rng: Chance, *, lit: bool) -> Drawing:
    """An octopus, its arms spread."""
    d, coat = Drawing(), str(rng.choice(("coral", "brick", "red")))
    arms = (
        ("-.1,.42,.15 -.4,.3,.11 -.62,.38,.07 -.8,.3,.04 -.86,.4,.02", 0.28),
        (".12,.42,.15 .42,.3,.11 .64,.36,.07 .84,.26,.04 .9,.36,.02", 0.34),
        ("-.1,.4,.15 -.3,.16,.11 -.52,.1,.07 -.7,.16,.04 -.72,.06,.02", 0.5),
        (".12,.4,.15 .3,.14,.11 .54,.12,.07 .72,.06,.04 .8,.16,.02", 0.56),
        ("-.04,.38,.14 -.14,.12,.1 -.3,0,.06 -.44,.04,.03", 0.6),
        (".06,.38,.14 .1,.12,.1 .24,-.02,.06 .4,.02,.03", 0.64),
    )
    for arm, light in arms:
        d.limb(trace3(arm), coat, light=light)
    d.curve(
        trace("-.2,.4 -.22,.52 -.34,.7 -.3,.9 -.1,1.02 .12,1 .28,.86 .28,.68 .22,.52 .22,.4 0,.34"),
        coat,
        light=0.6,
        soft=1.0,
    )
    for x, y, r in ((-0.16, 0.86, 0.05), (0.02, 0.93, 0.035), (-0.2, 0.72, 0.032)):
        d.oval(x, y, r, r * 0.8, "white", light=0.5, soft=0.4, cover=0.25)
    for x in (-0.06, 0.16):
        d.oval(x, 0.53, 0.052, 0.044, "white", light=0.7, soft=0.3)
        d.oval(x + 0.01, 0.53, 0.032, 0.016, "black", soft=0.0)
    return d


def seal(rng: Chance, *, lit: bool) -> Drawing:
    """A seal with its head up."""
    d, coat = Drawing(), str(rng.choice(("iron", "metal")))
    d.curve(trace("-1.1,.16 -1.36,.34 -1.44,.26 -1.36,.12 -1.46,0 -1.1,.06"), coat, light=0.4)
    d.curve(
        trace(
            "-1.16,.08 -.9,.3 -.4,.52 .1,.62 .36,.8 .5,.95 .68,1 .84,.92 .96,.8 .92,.72 .76,.68 "
            ".66,.56 .6,.3 .44,.06 0,0 -.6,0"
        ),
        coat,
        light=0.55,
        soft=1.0,
    )
    d.curve(
        trace(".62,.58 .58,.3 .42,.06 0,.01 -.2,.06 .2,.16 .42,.36 .52,.54"),
        "white",
        light=0.45,
        soft=0.8,
        cover=0.4,
    )
    d.curve(trace(".34,.3 .46,.1 .66,0 .5,-.02 .28,.04 .2,.2"), coat, light=0.66, soft=0.6)
    d.oval(0.94, 0.785, 0.034, 0.028, "black", light=0.4)
    d.oval(0.76, 0.85, 0.026, 0.028, "black", soft=0.0)
    for dy in (-0.02, 0.0, 0.02):
        d.limb([(0.88, 0.745, 0.006), (0.76, 0.70 + dy * 2, 0.003)], "white", light=0.6)
    return d


def rabbit(rng: Chance, *, lit: bool) -> Drawing:
    """A rabbit sitting."""
    d, coat = Drawing(), str(rng.choice(("fur", "bark", "leather")))
    d.oval(-0.44, 0.2, 0.11, 0.1, "white", light=0.6, soft=1.0)
    d.curve(trace(".2,.66 .1,.9 .14,1.02 .22,.96 .28,.7"), coat, light=0.36, soft=0.5)
    d.limb([(0.2, 0.3, 0.12), (0.24, 0.12, 0.07), (0.26, 0.03, 0.08)], coat, light=0.34)
    d.curve(
        trace("-.42,.1 -.46,.32 -.3,.5 -.04,.54 .16,.5 .3,.4 .3,.2 .16,.04 -.2,0"),
        coat,
        light=0.56,
        soft=1.0,
    )
    d.curve(trace("-.34,.06 -.38,.26 -.2,.36 .02,.26 .06,.08 -.1,.02"), coat, light=0.68, soft=0.9)
    d.curve(trace("-.2,.05 .06,.1 .14,.04 .08,0 -.2,0"), coat, light=0.6, soft=0.6)
    d.limb([(0.26, 0.3, 0.12), (0.3, 0.14, 0.075), (0.34, 0.03, 0.085)], coat, light=0.58)
    d.curve(
        trace(".1,.5 .12,.64 .26,.72 .42,.66 .52,.54 .48,.46 .34,.42 .2,.42"),
        coat,
        light=0.62,
        soft=1.0,
    )
    d.curve(trace(".24,.68 .2,.92 .28,1.06 .36,.98 .36,.7"), coat, light=0.6, soft=0.5)
    d.curve(trace(".27,.72 .25,.9 .29,.99 .32,.92 .32,.72"), "red", light=0.5, soft=0.3, cover=0.35)
    d.oval(0.36, 0.585, 0.03, 0.034, "black", soft=0.0)
    d.oval(0.368, 0.597, 0.009, 0.009, "white", soft=0.0)
    d.oval(0.51, 0.535, 0.018, 0.014, "red", light=0.4)
    return d


def frog(rng: Chance, *, lit: bool) -> Drawing:
    """A frog sitting."""
    d, coat = Drawing(), "grass"
    d.curve(trace("-.5,.06 -.2,.14 .16,.05 .3,0 -.46,0"), coat, light=0.34, soft=0.5)
    d.limb([(0.3, 0.36, 0.16), (0.4, 0.16, 0.1), (0.5, 0.03, 0.08)], coat, light=0.36)
    d.curve(
        trace("-.62,.2 -.5,.46 -.2,.7 .1,.84 .34,.92 .58,.84 .7,.68 .62,.54 .4,.4 .2,.16 -.3,.08"),
        coat,
        light=0.56,
        soft=1.0,
    )
    d.curve(
        trace(".68,.64 .6,.53 .4,.38 .22,.16 .1,.16 .24,.42 .44,.6"), "wheat", light=0.6, soft=0.7
    )
    d.curve(
        trace("-.66,.1 -.62,.34 -.4,.48 -.12,.4 0,.16 -.14,.06 -.4,.04"), coat, light=0.68, soft=0.9
    )
    d.curve(trace("-.5,.1 -.1,.12 .12,.03 .06,0 -.5,0"), coat, light=0.6, soft=0.5)
    d.limb([(0.2, 0.32, 0.16), (0.24, 0.14, 0.1), (0.3, 0.03, 0.09)], coat, light=0.62)
    d.limb(trace3(".66,.68,.014 .5,.66,.014 .38,.7,.01"), "black", light=0.3)
    d.oval(0.42, 0.92, 0.1, 0.1, coat, light=0.66, soft=1.0)
    d.oval(0.44, 0.925, 0.062, 0.062, "brass", light=0.8, soft=0.2)
    d.oval(0.45, 0.925, 0.04, 0.026, "black", soft=0.0)
    for x, y, r in ((-0.3, 0.56, 0.05), (-0.06, 0.68, 0.045), (-0.16, 0.5, 0.035)):
        d.oval(x, y, r, r * 0.8, "forest", light=0.4, soft=0.4, cover=0.6)
    return d
