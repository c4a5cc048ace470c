"""Castles: on their hill, before the gate, and inside the courtyard."""

from __future__ import annotations

import numpy as np

from reelworks.providers.local.painter import outdoors, scenery
from reelworks.providers.local.painter.arrays import Floats
from reelworks.providers.local.painter.flora import grass, tree
from reelworks.providers.local.painter.gates import courtyard, gate
from reelworks.providers.local.painter.noise import smoothstep
from reelworks.providers.local.painter.painting import Painting, Sheet
from reelworks.providers.local.painter.sky import sky
from reelworks.providers.local.painter.solids import (
    Point3,
    Studio,
)
from reelworks.providers.local.painter.stamp import Air
from reelworks.providers.local.painter.stonework import curtain, keep, masonry, tower

_YARD = frozenset(("courtyard", "yard", "court", "inside", "hof", "patio"))
_GATE = frozenset(("gate", "gates", "gateway", "entrance", "drawbridge", "wall", "walls", "door"))


def castle(painting: Painting) -> None:
    """What the words speak of: the yard, the gate, or the whole castle from afar."""
    words = set(painting.wishes.words)
    if words & _YARD:
        courtyard(painting)
    elif words & _GATE:
        gate(painting)
    elif painting.wishes.framing in ("distant", "wide", "above"):
        on_the_hill(painting)
    else:
        choice = painting.rng("castle").choice(3, p=(0.5, 0.25, 0.25))
        (on_the_hill, gate, courtyard)[int(choice)](painting)


def on_the_hill(painting: Painting) -> None:
    """The whole castle above its valley."""
    rng, frame = painting.rng("on the hill"), scenery.framed(painting)
    painting.add("sky", 0.0, sky(painting, frame.horizon))
    view = scenery.lens(painting, frame, float(rng.uniform(14, 22)) * frame.lift)
    x, z = float(rng.uniform(-0.32, 0.32)) * 125 / frame.near, 125.0
    rise, base = float(rng.uniform(13, 22)), outdoors.rolling(painting, tall=16, broad=170)

    def heights(u: Floats, v: Floats) -> Floats:
        away = np.hypot((u - x) * 0.8, v - z)
        hill = smoothstep(78, 24, away) * rise
        out: Floats = base(u, v) * smoothstep(10, 60, away) + hill
        return out

    land = outdoors.country(painting, view, heights, far=2600)
    sheets = scenery.cut(painting, land.land, land.rgb, (z - 24, 230))
    painting.add("far", 0.12, sheets[0])
    _fortress(outdoors.studio(painting, view, 900), sheets[1], (x, rise - 1, z), rng)
    painting.add("castle", 0.28, sheets[1])
    _trees(painting, land, sheets[2], (x, z), rng)
    painting.add("near", 0.5, sheets[2])
    _meadow(painting)


def _trees(
    painting: Painting,
    land: outdoors.Country,
    sheet: Sheet,
    at: tuple[float, float],
    rng: np.random.Generator,
) -> None:
    """Woods at the foot of the hill, the farthest first."""
    spots = [(float(rng.normal(at[0], 46)), float(rng.uniform(48, at[1] - 27))) for _ in range(34)]
    lens, air = land.view, outdoors.studio(painting, land.view, 900).lighting
    for u, v in sorted(spots, key=lambda spot: -spot[1]):
        size = lens.focal / v * float(rng.uniform(4.5, 8))
        share = Air(air.haze, float(1 - np.exp2(-v / air.clear)))
        kind = str(rng.choice(("broadleaf", "broadleaf", "conifer", "bush")))
        stamp = tree(kind, painting.palette, rng, size, share)
        column, row = lens.column(u, v), float(lens.row(land.at(u, v), v))
        sheet.over(stamp.rgb, stamp.alpha, round(column) - stamp.foot_x, round(row) - stamp.foot_y)


def _fortress(place: Studio, sheet: Sheet, at: Point3, rng: np.random.Generator) -> None:
    """Towers and walls around a keep, the farthest first."""
    x, y, z = at
    stone = masonry(place.painting, float(rng.uniform(0, 9)), coarse=1.7)
    count, reach = int(rng.integers(5, 7)), float(rng.uniform(20, 26))
    turns = np.linspace(0, 2 * np.pi, count, endpoint=False) + float(rng.uniform(0, 1))
    spots = [(x + reach * float(np.sin(a)), z + 0.8 * reach * float(np.cos(a))) for a in turns]
    tall = [float(rng.uniform(12, 19)) for _ in spots]
    roofs = bool(rng.random() < 0.6)
    links = [(spots[i - 1], spots[i]) for i in range(count)]
    far = [link for link in links if link[0][1] + link[1][1] > 2 * z]
    near = [link for link in links if link not in far]
    order = sorted(range(count), key=lambda i: -spots[i][1])
    for ends in far:
        curtain(place, sheet, (*ends[0], *ends[1]), stone, span=(y - 8, y + 8.5))
    for i in order:
        if spots[i][1] >= z:
            tower(place, sheet, spots[i], stone, radius=3.4, span=(y - 8, y + tall[i]), roof=roofs)
    keep(place, sheet, (x, y, z), rng, roofs=roofs)
    for ends in near:
        line = (*ends[0], *ends[1]) if ends[0][0] < ends[1][0] else (*ends[1], *ends[0])
        curtain(place, sheet, line, stone, span=(y - 10, y + 8.5))
    for i in order:
        if spots[i][1] < z:
            tower(place, sheet, spots[i], stone, radius=3.6, span=(y - 10, y + tall[i]), roof=roofs)


def _meadow(painting: Painting) -> None:
    """The slope we stand on."""
    crest = float(painting.rng("meadow").uniform(830, 870))
    sheet = scenery.stage(painting, "grass", crest=crest, second="earth")
    skyline = (sheet.alpha > 0.5).argmax(axis=0).astype(np.float32)
    grass(painting, sheet, skyline, height=24, count=800, drop=90)
    painting.add("ground", 0.68, sheet)
