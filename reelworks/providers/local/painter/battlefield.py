"""Battlefields, quiet: torn ground, smoke, banners, broken wheels and guns."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from reelworks.providers.local.painter import outdoors, scenery, tools
from reelworks.providers.local.painter.arrays import Floats, resized
from reelworks.providers.local.painter.colour import mix
from reelworks.providers.local.painter.drawing import Drawing, ring
from reelworks.providers.local.painter.indoors import framed
from reelworks.providers.local.painter.noise import fractal, smoothstep
from reelworks.providers.local.painter.painting import Painting, Sheet
from reelworks.providers.local.painter.sky import sky
from reelworks.providers.local.painter.solids import Studio
from reelworks.providers.local.painter.terrain import Heights
from reelworks.providers.local.painter.village import planted

_OLD = frozenset(
    ("knight", "knights", "medieval", "sword", "cavalry", "roman", "legion", "king", "spear")
)


def battlefield(painting: Painting) -> None:
    """The field after the battle, fires far off."""
    rng, frame = painting.rng("battlefield"), scenery.framed(painting)
    old = bool(_OLD & set(painting.wishes.words)) or rng.random() < 0.4
    painting.add("sky", 0.0, sky(painting, frame.horizon))
    view = scenery.lens(painting, frame, float(rng.uniform(4, 6)) * max(frame.lift, 0.7))
    land = outdoors.country(painting, view, _torn(painting, rng, old=old), far=2400)
    broken = painting.noise.at(land.land.x / 5, land.land.depth / 4 + 0 * land.land.x, 4, 0.6)
    mud = scenery.covered(
        painting, land.land, ("earth", None), ("rock", smoothstep(0.2, 0.8, broken) * 0.6)
    )
    close = (np.exp(-land.land.depth / 220) * smoothstep(-0.6, 0.3, broken))[..., None]
    land.rgb[...] += (mud - land.rgb) * close * np.float32(0.85)
    place = outdoors.studio(painting, view, 360)
    sheets = scenery.cut(painting, land.land, land.rgb, (34, 150))
    painting.add("far", 0.12, sheets[0])
    painting.add("smoke", 0.18, _smoke(painting, rng, frame.horizon))
    _scatter(place, sheets[1], land, rng, span=(40, 130), count=16, old=old)
    painting.add("middle", 0.3, sheets[1])
    painting.add("haze", 0.36, _smoke(painting, rng, frame.horizon + 70, thin=0.55))
    _scatter(place, sheets[2], land, rng, span=(16, 32), count=6, old=old)
    painting.add("near", 0.48, sheets[2])
    painting.add(
        "ground", 0.68, scenery.stage(painting, "earth", crest=855, second="rock", rough=1.3)
    )
    painting.add("front", 0.95, _front(painting, rng, old=old))


def _torn(painting: Painting, rng: np.random.Generator, *, old: bool) -> Heights:
    hills = outdoors.rolling(painting, tall=18, broad=240)
    holes = (
        []
        if old
        else [
            (
                float(rng.uniform(-0.5, 0.5)),
                float(rng.uniform(12, 150)),
                float(rng.uniform(1.5, 4.5)),
            )
            for _ in range(22)
        ]
    )

    def heights(x: Floats, z: Floats) -> Floats:
        high = hills(x, z) * smoothstep(20, 200, z) + painting.noise.at(x / 5, z / 5, 4) * 0.35
        for a, b, r in holes:
            d = np.hypot(x - a * b, z - b) / np.float32(r)
            high = high + r * 0.22 * (np.exp(-(((d - 1) / 0.35) ** 2)) - np.exp(-((d / 0.8) ** 4)))
        out: Floats = high
        return out

    return heights


def _smoke(
    painting: Painting, rng: np.random.Generator, horizon: float, *, thin: float = 1.0
) -> Sheet:
    """Columns of smoke that lean with the wind, lit by fire at their feet."""
    p, height, width = painting.palette, painting.height // 6, painting.width // 6
    rows = (np.arange(height, dtype=np.float32)[:, None] + 0.5) / height * 1000
    columns = (np.arange(width, dtype=np.float32)[None, :] + 0.5) / width
    torn = fractal(rng, height, width, width / 7, 6)
    wind = float(rng.choice((-1, 1))) * float(rng.uniform(0.1, 0.3))
    total, glow = np.zeros((2, height, width), np.float32)
    for _ in range(int(rng.integers(3, 6))):
        x, tall = float(rng.uniform(0.05, 0.95)), float(rng.uniform(200, 480))
        up = np.clip((horizon + 8 - rows) / tall, 0, 1.4)
        aside = (columns - x - wind * up**1.5 - 0.035 * torn) / (0.014 + 0.08 * up)
        column = np.exp(-(aside**2)) * (1 - smoothstep(0.4, 1.3, up)) * (rows < horizon + 8)
        total = np.maximum(total, column * smoothstep(-0.8, 0.5, torn))
        glow += np.exp(-(((columns - x) / 0.03) ** 2) - ((rows - horizon - 4) / 26) ** 2)
    sheet, size = painting.sheet(), (painting.height, painting.width)
    dark = mix(mix(p.cloud_shade, p.deep, 0.45), p.haze, 0.3)
    sheet.wash(dark, resized(np.clip(total * np.float32(0.8 * thin), 0, 1), *size))
    if thin == 1.0:
        sheet.glow(p.accent, resized(np.clip(glow * np.float32(0.75), 0, 1), *size))
    return sheet


def _scatter(
    place: Studio,
    sheet: Sheet,
    land: outdoors.Country,
    rng: np.random.Generator,
    *,
    span: tuple[float, float],
    count: int,
    old: bool,
) -> None:
    """Bare trees, stakes, banners, wheels and guns, the farthest first."""
    for z in sorted((float(v) for v in rng.uniform(*span, count)), reverse=True):
        x = float(rng.uniform(-0.52, 0.52)) * z
        at = (x, land.at(x, z), z)
        kind = int(rng.integers(5))
        if kind == 0:
            planted(place, sheet, rng, at, "bare")
            continue
        thing, tall = _left_behind(rng, kind, old=old)
        outdoors.put(place, sheet, thing, at, tall=tall, mirrored=x > 0, grounded=kind in (2, 3))


def _left_behind(rng: np.random.Generator, kind: int, *, old: bool) -> tuple[Drawing, float]:
    """What lies on the field, and its size."""
    if kind == 1:
        return (banner(rng) if old else wire(rng)), 1.0
    if kind == 2:
        return tools.wheel(), 1.5
    if kind == 3:
        return (spears(rng) if old else gun()), 1.2
    return (spears(rng) if old else wire(rng)), 1.0


def banner(rng: np.random.Generator) -> Drawing:
    """A torn flag on a leaning pole."""
    d, lean = Drawing(), float(rng.uniform(-0.25, 0.25))
    d.limb([(0, -0.2, 0.06), (lean * 2, 3.2, 0.045)], "darkwood")
    x = lean * 2
    d.shape(
        [
            (x, 3.15),
            (x + 0.7, 3.0),
            (x + 1.25, 3.1),
            (x + 1.05, 2.75),
            (x + 1.3, 2.5),
            (x + 0.8, 2.4),
            (x + 0.55, 2.2),
            (x - 0.07, 2.25),
        ],
        "accent",
        light=0.3,
    )
    return d


def spears(rng: np.random.Generator) -> Drawing:
    """Spears stuck in the ground and a shield."""
    d = Drawing()
    for x in rng.uniform(-0.6, 0.6, 4):
        lean = float(rng.uniform(-0.5, 0.5))
        d.limb([(float(x), -0.1, 0.03), (float(x) + lean, 2.0, 0.025)], "wood")
        d.shape(
            [
                (float(x) + lean - 0.04, 2.0),
                (float(x) + lean * 1.12, 2.3),
                (float(x) + lean + 0.04, 2.0),
            ],
            "metal",
        )
    d.shape(ring(0.1, 0.36, 0.34, 0.38), "red", light=0.3)
    d.shape(ring(0.1, 0.36, 0.34, 0.38), "iron", ring(0.1, 0.36, 0.29, 0.33), light=0.5)
    d.oval(0.1, 0.36, 0.07, 0.08, "iron")
    return d


def gun() -> Drawing:
    """A field gun."""
    d = Drawing()
    d.limb([(1.1, 0.05, 0.12), (0.0, 0.6, 0.14)], "darkwood")
    d.limb([(0.25, 0.62, 0.24), (-0.5, 0.85, 0.19), (-1.25, 1.08, 0.16)], "iron", light=0.5)
    d.put(tools.wheel(), 0.0, 0.0, 1.15)
    return d


def wire(rng: np.random.Generator) -> Drawing:
    """Stakes with wire between them."""
    d = Drawing()
    tops = []
    for x in (-1.3, -0.2, 0.9):
        lean, tall = float(rng.uniform(-0.12, 0.12)), float(rng.uniform(0.85, 1.15))
        d.limb([(x, -0.1, 0.07), (x + lean, tall, 0.06)], "darkwood")
        tops.append((x + lean, tall))
    for share in (0.9, 0.5):
        for (a, y0), (b, y1) in pairwise(tops):
            d.limb(
                [(a, y0 * share, 0.02), ((a + b) / 2, share * 0.75, 0.02), (b, y1 * share, 0.02)],
                "iron",
                light=0.3,
            )
    return d


def _front(painting: Painting, rng: np.random.Generator, *, old: bool) -> Sheet:
    """A stake, a banner or a broken wheel close to the eye."""
    d, left = Drawing(), bool(rng.random() < 0.5)
    if rng.random() < 0.5:
        d.put(tools.wheel(), 0.07, -0.16, 0.52)
    elif old:
        d.put(banner(rng), 0.02, -0.05, 0.28)
    else:
        d.put(wire(rng), 0.2, -0.08, 0.3)
    return framed(painting, d, size=1.0, x=0.0 if left else 1.0, y=1.0, blur=2.5, mirrored=not left)
