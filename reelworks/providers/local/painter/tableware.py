"""What stands on a kitchen table, as drawings one unit tall: bread, pot, knife, glass, apple."""

from __future__ import annotations

import numpy as np

from reelworks.providers.local.painter.drawing import Drawing, trace, trace3

Chance = np.random.Generator


def loaf(rng: Chance, *, lit: bool) -> Drawing:
    """A round loaf, floured and cut crosswise on top, a slice leaning on it."""
    d = Drawing()
    d.curve(trace("-1.1,.05 -1.16,.4 -.86,.82 -.2,1 .5,.95 1.05,.66 1.16,.32 1.05,.03"), "leather",
            light=0.62, soft=1.0)  # fmt: skip
    d.curve(trace("-.8,.62 -.3,.92 .4,.9 .8,.66 .3,.76 -.3,.76"), "wheat", light=0.55, cover=0.55)
    for x in (-0.42, 0.0, 0.42):
        cut = trace3("-.16,.62,.03 -.02,.8,.085 .16,.93,.03")
        d.limb([(x + a, b - 0.2 * abs(x), w) for a, b, w in cut], "sand", light=0.75, soft=0.3)
    for _ in range(60):
        a, r = float(rng.uniform(0.2, 2.9)), float(rng.uniform(0.2, 0.95))
        x, y = 1.05 * r * float(np.cos(a)), 0.12 + 0.85 * r * float(np.sin(a))
        d.oval(x, y, 0.018, 0.012, "white", light=0.7, soft=0.0, cover=0.5)
    slice_ = trace("-1.75,.02 -1.78,.4 -1.6,.68 -1.25,.66 -1.1,.38 -1.12,.02")
    d.curve(slice_, "leather", light=0.5)
    d.curve([(x * 0.9 - 0.15, 0.05 + y * 0.88) for x, y in slice_], "paper", light=0.6, soft=0.4)
    return d


def dough(rng: Chance, *, lit: bool) -> Drawing:
    """A ball of dough on a floured cloth."""
    d = Drawing()
    d.curve(trace("-1.7,0 -1.2,.09 1.25,.1 1.75,0"), "white", light=0.5, soft=0.2)
    d.curve(trace("-1.02,.1 -1.08,.42 -.7,.85 0,1 .68,.86 1.06,.44 1,.1 0,.03"), "paper",
            light=0.56, soft=1.0)  # fmt: skip
    d.curve(trace("-.3,.7 0,.82 .36,.72 .05,.74"), "sand", light=0.4, soft=0.0, cover=0.5)
    for _ in range(40):
        x, y = float(rng.normal(0, 0.9)), float(abs(rng.normal(0, 0.05)))
        d.oval(x, y, 0.022, 0.01, "white", light=0.8, soft=0.0)
    return d


def pot(rng: Chance, *, lit: bool) -> Drawing:
    """An iron pot with its lid, a little steam above."""
    d = Drawing()
    for x, lean in ((-0.2, 0.07), (0.16, -0.06)):
        d.limb([(x, 0.74, 0.03), (x + lean, 0.84, 0.07), (x - lean, 1.0, 0.02)], "snow", soft=0.0,
               cover=0.35)  # fmt: skip
    for side in (-1, 1):
        d.limb([(side * 0.58, 0.52, 0.06), (side * 0.72, 0.5, 0.06), (side * 0.6, 0.4, 0.06)],
               "iron", light=0.6)  # fmt: skip
    d.curve(trace("-.6,.58 -.62,.3 -.52,.06 -.36,0 .36,0 .52,.06 .62,.3 .6,.58"), "iron",
            light=0.55, soft=1.0)  # fmt: skip
    d.limb([(-0.61, 0.58, 0.05), (0.61, 0.58, 0.05)], "iron", light=0.75)
    d.curve(trace("-.6,.6 -.42,.7 0,.745 .42,.7 .6,.6"), "iron", light=0.66, soft=0.8)
    d.oval(0, 0.77, 0.07, 0.045, "brass", light=0.8)
    return d


def knife(rng: Chance, *, lit: bool) -> Drawing:
    """A knife standing in a block, others beside it."""
    d = Drawing()
    for x, tall in ((-0.17, 0.92), (0.0, 1.0), (0.17, 0.86)):
        d.limb([(x, 0.5, 0.075), (x + 0.03, tall - 0.04, 0.085)], "black", light=0.6)
        for y in (0.6, 0.72):
            d.oval(x + 0.012, y, 0.012, 0.012, "metal", light=0.8)
        d.box(x - 0.035, 0.48, x + 0.035, 0.53, "metal", light=0.8)
    d.shape(trace("-.36,0 -.3,.52 .3,.5 .36,0"), "wood", light=0.58, soft=0.4)
    for x in (-0.17, 0.0, 0.17):
        d.limb([(x, 0.06, 0.012), (x, 0.46, 0.012)], "darkwood", light=0.4, soft=0.0)
    return d


def jar(rng: Chance, *, lit: bool) -> Drawing:
    """A tall glass jar of flour or salt with a cork."""
    d = Drawing()
    d.curve(trace("-.34,.03 -.36,.3 -.36,.52 .36,.52 .36,.3 .34,.03"), "white", light=0.6, soft=0.9)
    d.curve(trace("-.38,0 -.4,.3 -.4,.66 -.3,.8 .3,.8 .4,.66 .4,.3 .38,0"), "glass", light=0.75,
            cover=0.34)  # fmt: skip
    d.limb([(-0.3, 0.12, 0.03), (-0.31, 0.62, 0.03)], "white", light=1.0, soft=0.0, cover=0.6)
    d.shape(trace("-.26,.8 -.22,1 .22,1 .26,.8"), "wood", light=0.62)
    return d


def bottle(rng: Chance, *, lit: bool) -> Drawing:
    """A green bottle and a glass that is half full."""
    d = Drawing()
    glass = "-.36,0 -.37,.3 -.36,.52 -.24,.68 -.22,.98 -.1,.98 -.08,.68 .04,.52 .05,.3 .04,0"
    d.curve(trace(glass), "forest", light=0.5, soft=1.0, cover=0.92)  # fmt: skip
    d.box(-0.33, 0.2, 0.01, 0.42, "paper", light=0.6, soft=0.3)
    d.limb([(-0.31, 0.06, 0.014), (-0.31, 0.5, 0.014)], "white", light=1.0, soft=0.0, cover=0.5)
    d.oval(0.34, 0.012, 0.12, 0.02, "glass", light=0.8)
    d.limb([(0.34, 0.01, 0.02), (0.34, 0.2, 0.02)], "glass", light=0.8)
    d.curve(trace(".21,.36 .24,.24 .34,.19 .44,.24 .47,.36"), "red", light=0.5, soft=0.8)
    d.curve(trace(".19,.5 .22,.26 .34,.19 .46,.26 .49,.5"), "glass", light=0.8, cover=0.35)
    return d


def apples(rng: Chance, *, lit: bool) -> Drawing:
    """Three apples, one of them golden."""
    d = Drawing()
    for x, y, size, skin in ((-0.74, 0.0, 0.78, "leaf"), (0.8, 0.0, 0.82, "brass"),
                             (0.0, 0.0, 1.0, "red")):  # fmt: skip
        one = Drawing()
        round_ = "-.2,.02 -.48,.26 -.5,.6 -.26,.86 0,.78 .26,.86 .5,.6 .48,.26 .2,.02 0,.06"
        one.curve(trace(round_), skin, light=0.6, soft=1.0)  # fmt: skip
        one.curve(trace("-.14,.76 0,.83 .14,.76 0,.72"), "bark", light=0.3, soft=0.0, cover=0.6)
        one.limb(trace3("0,.75,.03 .03,.88,.03 .1,1,.04"), "bark", light=0.5)
        one.oval(-0.22, 0.58, 0.07, 0.11, "white", light=0.9, soft=0.0, cover=0.35)
        d.put(one, x, y, size)
    return d


def eggs(rng: Chance, *, lit: bool) -> Drawing:
    """Eggs in a nest of straw."""
    d = Drawing()
    for _ in range(70):
        x, y = float(rng.uniform(-1.3, 1.3)), float(rng.uniform(0.02, 0.42))
        tilt = float(rng.normal(0, 0.12))
        d.limb([(x - 0.28, y - tilt, 0.03), (x + 0.28, y + tilt, 0.02)], "wheat",
               light=0.3 + 0.5 * float(rng.random()), soft=0.0)  # fmt: skip
    for x, tilt in ((-0.6, -0.1), (0.58, 0.12), (0.0, 0.02)):
        shell = trace("-.3,.3 -.22,.05 .22,.05 .3,.3 .2,.66 0,.82 -.2,.66")
        d.curve([(x + a + tilt * b, b + 0.18) for a, b in shell], "plaster", light=0.6, soft=1.0)
    for _ in range(46):
        x, y = float(rng.uniform(-1.35, 1.35)), float(rng.uniform(0.0, 0.24))
        d.limb([(x - 0.3, y, 0.03), (x + 0.3, y + float(rng.normal(0, 0.08)), 0.02)], "wheat",
               light=0.3 + 0.5 * float(rng.random()), soft=0.0)  # fmt: skip
    return d


def heap(rng: Chance, *, lit: bool) -> Drawing:
    """A heap of beans or grains poured from a small sack."""
    d = Drawing()
    d.curve(trace(".3,.02 .2,.5 .38,.9 .7,1 1.02,.86 1.2,.46 1.1,.02"), "sand", light=0.5, soft=1.0)
    d.limb(trace3(".42,.82,.05 .7,.76,.06 .98,.82,.05"), "leather", light=0.5)
    d.curve(trace("-1.3,0 -.9,.2 -.3,.42 .2,.4 .5,.16 .6,0"), "bark", light=0.45, soft=0.8)
    for _ in range(150):
        share = float(rng.random())
        x = -1.3 + 1.9 * share
        top = 0.42 * float(np.sin(np.pi * min(share * 0.9 + 0.05, 1.0)))
        y = float(rng.uniform(0, 1)) * top
        d.oval(x, y, 0.05, 0.032, str(rng.choice(("bark", "leather", "darkwood"))),
               light=0.4 + 0.4 * float(rng.random()), soft=0.4)  # fmt: skip
    return d


WARE = {
    "bread": loaf, "dough": dough, "pot": pot, "knife": knife,
    "jar": jar, "bottle": bottle, "apple": apples, "egg": eggs,
    "beans": heap,
}  # fmt: skip
