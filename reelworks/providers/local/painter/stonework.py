"""Towers, battlements and keeps of stone, their windows lit at night."""

from __future__ import annotations

import numpy as np

from reelworks.providers.local.painter import outdoors
from reelworks.providers.local.painter.arrays import Floats
from reelworks.providers.local.painter.blocks import battlements, round_tower
from reelworks.providers.local.painter.masonry import (
    blocks,
    chance,
    courses,
    pierced,
)
from reelworks.providers.local.painter.painting import Painting, Sheet
from reelworks.providers.local.painter.solids import (
    Material,
    Patch,
    Pattern,
    Point3,
    Studio,
    paint,
    wall,
)


def slits(across: float, up: float, *, share: float = 0.5, wide: float = 0.16) -> Pattern:
    """Light in narrow windows, some of them, in rows."""

    def lit(patch: Patch) -> Floats:
        column, row = np.floor(patch.u / across), np.floor(patch.v / up)
        x = np.abs(patch.u - (column + 0.5) * across)
        y = np.abs(patch.v - (row + 0.6) * up)
        inside = np.clip((wide - x) / patch.fine_u + 0.5, 0, 1)
        inside = inside * np.clip((wide * 3.4 - y) / patch.fine_v + 0.5, 0, 1)
        out: Floats = inside * (chance(column, row, patch.salt + 4) < share)
        return out

    return lit


def masonry(painting: Painting, salt: float, *, coarse: float = 1.0) -> Material:
    """The castle's stone, its windows lit when it is dark."""
    stone = ("stone", "cliff")[int(painting.rng("stone").integers(2))]
    courses_ = blocks(0.42 * coarse, 0.85 * coarse, 0.03)
    if outdoors.dark(painting):
        return Material(stone, courses_, slits(4.2, 5.0, share=0.4), salt)
    return Material(stone, pierced(courses_, slits(4.2, 5.0, share=0.8)), None, salt)


def tower(
    place: Studio,
    sheet: Sheet,
    at: tuple[float, float],
    stone: Material,
    *,
    radius: float,
    span: tuple[float, float],
    roof: bool,
) -> None:
    """A round tower with a crown of teeth, or a pointed roof."""
    high = span[1]
    crown = 0.12 * radius + 0.5
    plain = Material(stone.surface, stone.pattern, None, stone.salt + 1)
    round_tower(place, sheet, at, stone, radius=radius, span=span, facets=18)
    wide = radius * 1.14
    round_tower(place, sheet, at, plain, radius=wide, span=(high, high + crown * 1.4), facets=18)
    if roof:
        tiles = Material("roof", courses(0.35))
        top = (high + crown * 1.2, high + radius * 3.1)
        round_tower(place, sheet, at, tiles, radius=wide * 1.12, span=top, facets=18, taper=0.03)
        return
    teeth = (high + crown * 1.4 - 0.03, high + crown * 2.8)
    round_tower(place, sheet, at, plain, radius=wide, span=teeth, facets=18, every=2)


def curtain(
    place: Studio,
    sheet: Sheet,
    line: tuple[float, float, float, float],
    stone: Material,
    *,
    span: tuple[float, float],
    holes: tuple[Floats, ...] = (),
) -> None:
    """A wall with battlements from (x0, z0) to (x1, z1)."""
    flat = wall(*line, low=span[0], high=span[1])
    wide, tall = flat.size
    size = max(min(tall * 0.13, 1.1), 0.4)
    teeth = battlements(wide, tall, merlon=size, gap=size * 0.8, rise=size)
    paint(place, sheet, flat, stone, outline=teeth, holes=holes)


def keep(place: Studio, sheet: Sheet, at: Point3, rng: np.random.Generator, *, roofs: bool) -> None:
    x, y, z = at
    stone = masonry(place.painting, float(rng.uniform(0, 9)), coarse=1.6)
    high, half = float(rng.uniform(19, 26)), float(rng.uniform(6, 8.5))
    tower(
        place, sheet, (x + half * 0.9, z + 6), stone, radius=3, span=(y, y + high + 9), roof=roofs
    )
    sides = ((x - half, z - 5, x - half, z + 6), (x + half, z - 5, x + half, z + 6))
    for line in sides:
        if (line[0] > 0) == (line[0] < x):
            curtain(place, sheet, line, stone, span=(y, y + high))
    curtain(place, sheet, (x - half, z - 5, x + half, z - 5), stone, span=(y, y + high))
    corner = (x - half, z - 5)
    tower(place, sheet, corner, stone, radius=2.2, span=(y, y + high + 4), roof=roofs)
