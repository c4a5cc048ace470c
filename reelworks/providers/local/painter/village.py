"""Villages among fields and trees, and the roads that lead there."""

from __future__ import annotations

import numpy as np

from reelworks.providers.local.painter import houses, outdoors, scenery
from reelworks.providers.local.painter.arrays import Floats
from reelworks.providers.local.painter.blocks import Plan
from reelworks.providers.local.painter.drawing import Drawing
from reelworks.providers.local.painter.flora import grass, tree
from reelworks.providers.local.painter.indoors import framed
from reelworks.providers.local.painter.noise import smoothstep
from reelworks.providers.local.painter.painting import Painting, Sheet
from reelworks.providers.local.painter.sky import sky
from reelworks.providers.local.painter.solids import Studio
from reelworks.providers.local.painter.stamp import Air
from reelworks.providers.local.painter.terrain import Heights


def village(painting: Painting) -> None:
    """Houses around a church, on gentle hills."""
    rng, frame = painting.rng("village"), scenery.framed(painting)
    painting.add("sky", 0.0, sky(painting, frame.horizon))
    view = scenery.lens(painting, frame, float(rng.uniform(9, 13)) * frame.lift)
    land = outdoors.country(painting, view, _valley(painting), far=2600)
    sheets = scenery.cut(painting, land.land, land.rgb, (46, 190))
    painting.add("far", 0.12, sheets[0])
    place = outdoors.studio(painting, view, 520)
    _settlement(place, sheets[1], land, rng)
    painting.add("village", 0.28, sheets[1])
    woods(painting, land, sheets[2], rng, span=(14, 42), count=7)
    painting.add("near", 0.46, sheets[2])
    meadow(painting)
    painting.add("front", 0.95, fence(painting, rng))


def _valley(painting: Painting) -> Heights:
    base = outdoors.rolling(painting, tall=22, broad=210)

    def heights(x: Floats, z: Floats) -> Floats:
        out: Floats = base(x, z) * (0.15 + 0.85 * smoothstep(60, 320, z))
        return out

    return heights


def _settlement(
    place: Studio, sheet: Sheet, land: outdoors.Country, rng: np.random.Generator
) -> None:
    """The houses, the church and the trees between them, the farthest first."""
    middle = float(rng.uniform(-14, 14))
    things = [
        (float(rng.normal(middle, 26)), float(rng.uniform(56, 150)), "house") for _ in range(15)
    ]
    things += [
        (float(rng.normal(middle, 42)), float(rng.uniform(50, 170)), "tree") for _ in range(30)
    ]
    things.append((middle + float(rng.uniform(-9, 9)), float(rng.uniform(85, 115)), "church"))
    for x, z, kind in sorted(things, key=lambda thing: -thing[1]):
        y = land.at(x, z)
        if kind == "tree":
            planted(
                place,
                sheet,
                rng,
                (x, y, z),
                str(rng.choice(("broadleaf", "cypress", "bush", "birch"))),
            )
            continue
        plan = Plan(x, z, float(rng.choice((0.0, 1.4))) + float(rng.normal(0.25, 0.25)), y)
        if kind == "church":
            houses.church(place, sheet, plan, rng)
        else:
            houses.house(place, sheet, plan, rng, floors=int(rng.integers(1, 3)))


def planted(
    place: Studio,
    sheet: Sheet,
    rng: np.random.Generator,
    at: tuple[float, float, float],
    kind: str,
) -> None:
    """A tree of a natural size in the world."""
    x, y, z = at
    size = place.lens.focal / z * float(rng.uniform(5, 9)) * (0.4 if kind == "bush" else 1.0)
    column, row = place.lens.column(x, z), float(place.lens.row(y, z))
    if size < 5 or not -size < column < place.lens.width + size:
        return
    share = float(1 - np.exp2(-z / place.lighting.clear))
    stamp = tree(kind, place.painting.palette, rng, min(size, 900), Air(place.lighting.haze, share))
    sheet.over(stamp.rgb, stamp.alpha, round(column) - stamp.foot_x, round(row) - stamp.foot_y)


def woods(
    painting: Painting,
    land: outdoors.Country,
    sheet: Sheet,
    rng: np.random.Generator,
    *,
    span: tuple[float, float],
    count: int,
) -> None:
    """Single trees at the sides, between two distances."""
    place = outdoors.studio(painting, land.view, 520)
    spots = []
    for _ in range(count):
        z = float(rng.uniform(*span))
        s = float(rng.choice((-1, 1)))
        spots.append((s * z * float(rng.uniform(0.28, 0.6)), z))
    for x, z in sorted(spots, key=lambda spot: -spot[1]):
        kind = str(rng.choice(("broadleaf", "birch", "bush", "conifer")))
        planted(place, sheet, rng, (x, land.at(x, z), z), kind)


def meadow(painting: Painting, second: str = "earth") -> None:
    """The grass that we stand on."""
    crest = float(painting.rng("meadow").uniform(830, 865))
    sheet = scenery.stage(painting, "grass", crest=crest, second=second)
    skyline = (sheet.alpha > 0.5).argmax(axis=0).astype(np.float32)
    grass(painting, sheet, skyline, height=24, count=800, drop=90)
    painting.add("ground", 0.68, sheet)


def fence(painting: Painting, rng: np.random.Generator) -> Sheet:
    """A fence or a branch close to the eye, at one side."""
    d, left = Drawing(), bool(rng.random() < 0.5)
    if rng.random() < 0.5:
        for i in range(4):
            x, tall = -0.02 + 0.14 * i, 0.3 - 0.035 * i
            d.shape(
                [
                    (x - 0.014, -0.1),
                    (x + 0.014, -0.1),
                    (x + 0.013, tall),
                    (x, tall + 0.02),
                    (x - 0.013, tall),
                ],
                "darkwood",
                light=0.3,
            )
        for y0, y1 in ((0.21, 0.13), (0.09, 0.045)):
            d.limb([(-0.1, y0, 0.022), (0.5, y1, 0.018)], "darkwood", light=0.35)
    else:
        d.limb([(-0.1, 1.0, 0.03), (0.1, 0.95, 0.02), (0.3, 0.965, 0.008)], "bark")
        for _ in range(120):
            u = float(rng.uniform(-0.05, 0.34))
            v = 0.955 + float(rng.normal(0, 0.035))
            d.curve([(u - 0.014, v), (u, v + 0.007), (u + 0.017, v - 0.003), (u, v - 0.01)], "leaf")
    return framed(painting, d, size=1.0, x=0.0 if left else 1.0, y=1.0, blur=2, mirrored=not left)
