"""Small things that stories turn on, as drawings one unit tall: letters, chessmen, a mask."""

from __future__ import annotations

import numpy as np

from reelworks.providers.local.painter.drawing import Drawing, ring, trace, trace3

Chance = np.random.Generator


def chessmen(rng: Chance, *, lit: bool) -> Drawing:
    """A white queen and pawn before the black king on a board."""
    d = Drawing()
    d.shape(trace("-1.5,.0 -1.2,.13 1.2,.13 1.5,0"), "darkwood", light=0.5, soft=0.0)
    for row in range(3):
        y0, y1 = 0.005 + 0.042 * row, 0.047 + 0.042 * row
        for at in range(row % 2, 10, 2):
            a, b = (1.48 - 2.1 * y for y in (y0, y1))
            left, right = -1 + 0.2 * at, -0.8 + 0.2 * at
            d.shape([(left * a, y0), (right * a, y0), (right * b, y1), (left * b, y1)],
                    "paper", light=0.55, soft=0.0)  # fmt: skip
    d.put(_man("black", "king"), 0.52, 0.09, 0.8)
    d.put(_man("black", "pawn"), 0.98, 0.07, 0.66)
    d.put(_man("plaster", "pawn"), -0.62, 0.02, 0.74)
    d.put(_man("plaster", "queen"), -0.1, 0.0, 0.99)
    return d


def _man(surface: str, rank: str) -> Drawing:
    d = Drawing()
    tall = 0.42 if rank == "pawn" else 0.74
    d.curve(trace("-.24,0 -.24,.06 -.16,.12 .16,.12 .24,.06 .24,0"), surface, light=0.6)
    d.curve([(-0.15, 0.11), (-0.07, tall * 0.55), (-0.06, tall), (0.06, tall),
             (0.07, tall * 0.55), (0.15, 0.11)], surface, light=0.58, soft=1.0)  # fmt: skip
    d.oval(0, tall, 0.12, 0.03, surface, light=0.75)
    if rank == "pawn":
        d.oval(0, tall + 0.11, 0.11, 0.11, surface, light=0.65, soft=1.0)
    elif rank == "queen":
        d.shape(trace("-.09,.75 -.15,.93 -.075,.86 0,.97 .075,.86 .15,.93 .09,.75"), surface,
                light=0.65, soft=0.8)  # fmt: skip
        d.oval(0, 0.975, 0.03, 0.03, surface, light=0.8)
    else:
        d.shape(trace("-.09,.75 -.13,.9 .13,.9 .09,.75"), surface, light=0.6, soft=0.8)
        d.box(-0.02, 0.9, 0.02, 1.04, surface, light=0.7)
        d.box(-0.06, 0.95, 0.06, 0.985, surface, light=0.7)
    return d


def letters(rng: Chance, *, lit: bool) -> Drawing:
    """A bundle of old letters tied with a ribbon, one of them open before it."""
    d = Drawing()
    for i in range(7):
        x, y = float(rng.uniform(-0.04, 0.04)), 0.09 * i
        tone = 0.35 + 0.05 * i
        d.shape([(-0.92 + x, y), (0.92 + x, y), (0.9 + x, y + 0.1), (-0.9 + x, y + 0.1)],
                str(rng.choice(("paper", "sand", "plaster"))), light=tone, soft=0.2)  # fmt: skip
    d.shape(trace("-.9,.64 .9,.64 .72,1 -.72,1"), "paper", light=0.62, soft=0.2)
    d.shape(trace("-.9,.64 0,.86 .9,.64 .72,1 -.72,1"), "plaster", light=0.5, soft=0.1)
    d.box(-0.1, 0.0, 0.06, 0.64, "red", light=0.5, soft=0.3)
    d.shape(trace("-.1,.64 .06,.64 .05,1 -.08,1"), "red", light=0.65, soft=0.3)
    for side in (-1, 1):
        bow = trace3("0,.84,.05 .2,.96,.12 .3,.82,.1 .02,.82,.05")
        d.limb([(side * a - 0.02, b, w) for a, b, w in bow], "red", light=0.6)
    return d


def quill(rng: Chance, *, lit: bool) -> Drawing:
    """A quill in its inkwell, a written sheet under it."""
    d = Drawing()
    d.shape(trace("-1.15,0 -.9,.15 .75,.15 1,0"), "paper", light=0.6, soft=0.1)
    for row in range(4):
        y = 0.025 + 0.03 * row
        d.limb([(-0.95 + 1.6 * y, y, 0.01), (0.1 + 0.4 * float(rng.random()), y, 0.01)], "bark",
               light=0.3, soft=0.0)  # fmt: skip
    d.curve(trace(".16,.3 .3,.55 .6,.86 .98,1 .9,.74 .6,.46 .26,.26"), "white", light=0.6, soft=0.5)
    d.limb(trace3(".16,.2,.02 .4,.5,.018 .95,.98,.008"), "sand", light=0.5)
    d.curve(trace("-.1,.04 -.12,.2 .0,.3 .3,.3 .42,.2 .4,.04"), "cloth", light=0.5, soft=1.0)
    d.oval(0.15, 0.3, 0.13, 0.03, "black", light=0.3)
    return d


def tablet(rng: Chance, *, lit: bool) -> Drawing:
    """A clay tablet covered with wedges."""
    d = Drawing()
    d.curve(trace("-.66,.02 -.72,.5 -.64,.96 0,1 .64,.96 .72,.5 .66,.02 0,-.01"), "leather",
            light=0.5, soft=0.5)  # fmt: skip
    d.curve(trace("-.58,.07 -.63,.5 -.57,.9 0,.94 .57,.9 .63,.5 .58,.07 0,.05"), "sand",
            light=0.45, soft=0.4)  # fmt: skip
    for row in range(7):
        y = 0.14 + 0.112 * row
        d.limb(
            [(-0.56, y - 0.035, 0.008), (0.56, y - 0.035, 0.008)], "leather", soft=0.0, light=0.4
        )
        x = -0.5
        while x < 0.48:
            turn = rng.random() < 0.35
            mark = (
                trace("0,.03 .06,.055 .02,-.03") if turn else trace("-.025,.045 .025,.045 0,-.04")
            )
            d.shape([(x + a, y + b) for a, b in mark], "bark", light=0.35, soft=0.0)
            x += float(rng.uniform(0.055, 0.15)) * (2.4 if rng.random() < 0.08 else 1)
    return d


def mask(rng: Chance, *, lit: bool) -> Drawing:
    """A carnival mask with feathers on a stand."""
    d = Drawing()
    d.limb([(0, 0.04, 0.05), (0, 0.4, 0.04)], "darkwood", light=0.5)
    d.oval(0, 0.03, 0.22, 0.035, "darkwood", light=0.6)
    for i, lean in enumerate((-0.55, -0.3, -0.08, 0.16, 0.4)):
        d.curve([(lean * 0.5, 0.6), (lean * 0.8 - 0.09, 0.84), (lean, 1.0 - 0.1 * abs(lean)),
                 (lean * 0.8 + 0.09, 0.82)],
                ("accent", "cloth", "red", "brass", "accent")[i], light=0.6)  # fmt: skip
    d.shape(np.asarray(_face(), np.float32), "plaster", ring(-0.26, 0.5, 0.13, 0.055),
            ring(0.26, 0.5, 0.13, 0.055), light=0.6, soft=0.8)  # fmt: skip
    for side in (-1, 1):
        d.shape(ring(side * 0.26, 0.5, 0.18, 0.09), "brass", ring(side * 0.26, 0.5, 0.135, 0.06),
                light=0.75, soft=0.2)  # fmt: skip
    d.limb(trace3("-.5,.63,.02 0,.7,.03 .5,.63,.02"), "brass", light=0.8)
    return d


def _face() -> list[tuple[float, float]]:
    return trace("-.56,.66 -.3,.7 0,.68 .3,.7 .56,.66 .56,.42 .34,.3 .12,.38 0,.24 -.12,.38 "
                 "-.34,.3 -.56,.42")  # fmt: skip


def trophy(rng: Chance, *, lit: bool) -> Drawing:
    """A cup that somebody won."""
    d = Drawing()
    for side in (-1, 1):
        d.shape(ring(side * 0.36, 0.68, 0.16, 0.2), "brass", ring(side * 0.36, 0.68, 0.11, 0.15),
                light=0.6)  # fmt: skip
    d.curve(trace("-.36,.94 -.34,.66 -.2,.44 -.06,.36 .06,.36 .2,.44 .34,.66 .36,.94"), "brass",
            light=0.6, soft=1.0)  # fmt: skip
    d.oval(0, 0.94, 0.37, 0.05, "brass", light=0.85)
    d.oval(0, 0.94, 0.31, 0.034, "leather", light=0.3)
    d.limb(trace3("0,.4,.08 0,.3,.13 0,.2,.07"), "brass", light=0.65)
    d.box(-0.26, 0.1, 0.26, 0.2, "brass", light=0.5, soft=0.5)
    d.box(-0.34, 0.0, 0.34, 0.11, "darkwood", light=0.5, soft=0.4)
    return d


def ball(rng: Chance, *, lit: bool) -> Drawing:
    """A leather football."""
    d = Drawing()
    d.oval(0, 0.5, 0.5, 0.5, "white", light=0.6, soft=1.2)
    patches = [(0.02, 0.52, 0.16)] + [
        (0.02 + 0.4 * float(np.cos(a)), 0.52 + 0.4 * float(np.sin(a)), 0.1)
        for a in np.arange(5) * 2 * np.pi / 5 + 0.3
    ]
    for x, y, size in patches:
        flat = 1 - 0.55 * float(np.hypot(x, y - 0.5)) / 0.5
        angles = np.arange(5) * 2 * np.pi / 5 + np.pi / 2
        d.shape(np.stack([x + size * flat * np.cos(angles), y + size * np.sin(angles)], axis=1),
                "black", light=0.5, soft=0.4)  # fmt: skip
        d.limb([(x, y, 0.012), (0.02 + (x - 0.02) * 0.4, 0.52 + (y - 0.52) * 0.4, 0.012)], "iron",
               soft=0.0, cover=0.5)  # fmt: skip
    return d


def shoe(rng: Chance, *, lit: bool) -> Drawing:
    """A pair of worn running shoes."""
    d = Drawing()
    for x, y, size in ((0.5, 0.06, 0.92), (-0.3, 0.0, 1.0)):
        one = Drawing()
        one.curve(trace("-1,.12 -1,.6 -.86,.96 -.5,.98 -.3,.72 .3,.56 .92,.4 1.02,.14"), "accent",
                  light=0.55, soft=0.8)  # fmt: skip
        one.curve(trace("-.86,.9 -.5,.92 -.4,.8 -.8,.78"), "black", light=0.3, soft=0.2)
        one.curve(trace("-1.04,0 -1.02,.16 .2,.16 1.06,.2 1.1,.06 1,0"), "white", light=0.6)
        for step in range(4):
            a = -0.34 + 0.16 * step
            one.limb([(a, 0.72 - 0.06 * step, 0.035), (a + 0.14, 0.58 - 0.04 * step, 0.035)],
                     "white", light=0.8)  # fmt: skip
        d.put(one, x, y, size)
    return d


def syringe(rng: Chance, *, lit: bool) -> Drawing:
    """A small vaccine bottle and a syringe leaning on it."""
    d = Drawing()
    d.curve(trace("-.24,.02 -.26,.3 -.25,.5 -.12,.6 .12,.6 .25,.5 .26,.3 .24,.02"), "glass",
            light=0.75, cover=0.55)  # fmt: skip
    d.curve(trace("-.22,.03 -.24,.3 .24,.3 .22,.03"), "accent", light=0.6, cover=0.8)
    d.box(-0.25, 0.12, 0.25, 0.34, "paper", light=0.6, soft=0.5)
    d.box(-0.13, 0.6, 0.13, 0.72, "metal", light=0.75, soft=0.8)
    d.limb([(0.28, 0.04, 0.012), (0.4, 0.22, 0.012)], "metal", light=0.9)
    d.limb([(0.4, 0.22, 0.11), (0.72, 0.7, 0.11)], "glass", light=0.85, cover=0.75)
    d.limb([(0.42, 0.25, 0.075), (0.6, 0.52, 0.075)], "accent", light=0.6)
    d.limb([(0.72, 0.7, 0.045), (0.86, 0.91, 0.045)], "white", light=0.7)
    d.limb([(0.64, 0.76, 0.04), (0.8, 0.65, 0.04)], "white", light=0.7)
    d.limb([(0.78, 0.97, 0.05), (0.95, 0.86, 0.05)], "white", light=0.8)
    return d


def scales(rng: Chance, *, lit: bool) -> Drawing:
    """A pair of scales, one pan lower."""
    d = Drawing()
    d.oval(0, 0.04, 0.3, 0.05, "brass", light=0.6)
    d.limb(trace3("0,.05,.08 0,.4,.045 0,.93,.04"), "brass", light=0.7)
    d.oval(0, 0.95, 0.045, 0.05, "brass", light=0.8)
    d.limb(trace3("-.62,.84,.03 0,.9,.05 .62,.92,.03"), "brass", light=0.75)
    for x, top, low in ((-0.62, 0.84, 0.36), (0.62, 0.92, 0.46)):
        for lean in (-0.22, 0.22):
            d.limb([(x, top, 0.01), (x + lean, low, 0.01)], "brass", light=0.6, soft=0.0)
        d.curve([(x - 0.27, low), (x - 0.16, low - 0.08), (x + 0.16, low - 0.08), (x + 0.27, low)],
                "brass", light=0.6, soft=0.8)  # fmt: skip
    for x in (-0.72, -0.6, -0.52):
        d.oval(x, 0.385, 0.07, 0.035, "accent", light=0.6)
    return d


KEEPSAKES = {
    "chess": chessmen, "letters": letters, "quill": quill,
    "tablet": tablet, "mask": mask, "trophy": trophy, "ball": ball,
    "shoe": shoe, "syringe": syringe, "scales": scales,
}  # fmt: skip
