"""Libraries: shelves up to the ceiling and tables between them."""

from __future__ import annotations

import numpy as np

from reelworks.providers.local.painter import furniture
from reelworks.providers.local.painter.blocks import block
from reelworks.providers.local.painter.chambers import Thing, light_side, table
from reelworks.providers.local.painter.drawing import Drawing
from reelworks.providers.local.painter.indoors import Opening, Room, Walls, beams, framed, put, room
from reelworks.providers.local.painter.masonry import planks, tiles
from reelworks.providers.local.painter.painting import Painting, Sheet
from reelworks.providers.local.painter.shell import outside, shafts, shell
from reelworks.providers.local.painter.solids import Material, paint

_ON_TABLES: tuple[Thing, ...] = (
    furniture.stack,
    lambda _: furniture.candlestick(),
    furniture.stack,
    lambda _: furniture.globe(),
)


def library(painting: Painting) -> None:
    """Shelves up to the ceiling, a table with lamps, tall windows."""
    rng = painting.rng("library")
    side = light_side(painting)
    middle = 0.5 + float(rng.uniform(-0.05, 0.05))
    openings = [Opening("back", middle, 1.1, 1.7, 3.0, (3, 6), arched=True)]
    openings += [Opening(side, s, 1.4, 1.2, 2.6, (2, 5), arched=True) for s in (0.42, 0.76)]
    lamps = [((0.5, 0.28, 0.6), 1.9), ((0.5, 0.7, 0.5), 1.8)]
    place = room(painting, (8.4, 5.0, 10.0), openings, lamps)
    outside(painting, place)
    wood = Material("wood", planks(0.4, 3.0, upright=True), None, 2.0)
    slabs, boards = Material("darkwood", tiles(0.6, 0.2)), Material("darkwood", planks(0.5, 3.0))
    sheet = shell(place, Walls(wood, slabs, boards))
    beams(place, sheet, 4, thick=0.26)
    _back_shelves(place, sheet, rng)
    _side_shelves(place, sheet, rng, side)
    painting.add("walls", 0.2, sheet)
    tables = painting.sheet()
    for spot in ((0.5, 0.72), (0.46, 0.5)):
        table(place, tables, rng, spot, _ON_TABLES)
    hung = (place.wide * 0.5, place.tall, place.deep * 0.6)
    put(place, tables, furniture.chandelier(), hung, tall=1.5)
    painting.add("tables", 0.42, tables)
    painting.add("light", 0.5, shafts(place, 1.1))
    painting.add("front", 0.95, _near_books(painting, rng))


def _back_shelves(place: Room, sheet: Sheet, rng: np.random.Generator) -> None:
    """Cases on both sides of the back window."""
    window = place.openings[0]
    spans = (
        (0.15, window.along - window.wide / 2 - 0.35),
        (window.along + window.wide / 2 + 0.35, place.wide - 0.15),
    )
    wood, deep = Material("darkwood", planks(0.3, 3.0)), place.deep - 0.36
    for left, right in spans:
        if right - left < 0.5:
            continue
        for up in np.arange(0.12, place.tall - 0.8, 0.44):
            y = float(up)
            shelf = (left, y - 0.04, deep, right, y, place.deep)
            block(place.studio, sheet, place.plan, shelf, wood)
            spines = furniture.books(rng, right - left - 0.06, 0.37)
            put(place, sheet, spines, (left + 0.03, y, deep + 0.12))
        for a in (left - 0.06, right):
            box = (a, 0.0, deep - 0.02, a + 0.06, place.tall - 0.6, place.deep)
            block(place.studio, sheet, place.plan, box, wood)


def _side_shelves(place: Room, sheet: Sheet, rng: np.random.Generator, side: str) -> None:
    """Books along the wall that has no windows, as a pattern of spines."""
    a = 0.0 if side == "right" else place.wide - 0.36
    inner = 0.36 if side == "right" else place.wide - 0.36
    wood = Material("darkwood", planks(0.3, 3.0))
    _spines(place, sheet, inner)
    for up in np.arange(0.0, place.tall - 0.6, 0.46):
        y = float(up) + 0.05
        block(place.studio, sheet, place.plan, (a, y, 0, a + 0.36, y + 0.06, place.deep), wood)
    x, high = inner - 0.03, place.tall - 0.6
    for b in np.arange(0.5, place.deep, 1.5)[::-1]:
        z = float(b)
        block(place.studio, sheet, place.plan, (x, 0, z, x + 0.06, high, z + 0.1), wood)
    away = 0.25 if side == "right" else -0.25
    put(place, sheet, _ladder(), (inner + away, 0, place.deep * float(rng.uniform(0.6, 0.75))))


def _spines(place: Room, sheet: Sheet, across: float) -> None:
    """Rows of books on the shelves along a side wall."""
    for surface, salt in (("leather", 1), ("brick", 2), ("forest", 3)):
        for k, up in enumerate(np.arange(0.0, place.tall - 1.1, 0.46)):
            if (k + salt) % 3 == 0:
                row = place.plan.face((across, 0.1 + up, 0), (0, 0, place.deep), (0, 0.42, 0))
                backs = Material(surface, planks(0.055, 60.0, upright=True), None, float(salt + k))
                paint(place.studio, sheet, row, backs, corners=0.3)


def _ladder() -> Drawing:
    d = Drawing()
    for x in (-0.22, 0.22):
        d.limb([(x * 1.15, 0, 0.05), (x, 3.2, 0.045)], "wood", light=0.5)
    for y in np.arange(0.3, 3.1, 0.34):
        d.box(-0.23, float(y), 0.23, float(y) + 0.045, "wood", light=0.5)
    return d


def _near_books(painting: Painting, rng: np.random.Generator) -> Sheet:
    """A pile of books, or a shelf's end, close to the eye."""
    d, left = Drawing(), bool(rng.random() < 0.5)
    if rng.random() < 0.5:
        d.put(furniture.stack(rng), 0.1, -0.02, 0.95)
        d.put(furniture.candlestick(), 0.28, -0.02, 0.8)
        d.halos.clear()
    else:
        d.box(-0.1, -0.1, 0.03, 1.2, "darkwood", light=0.3)
        for y in (0.1, 0.42, 0.74):
            d.box(0.0, y, 0.2, y + 0.02, "darkwood", light=0.3)
            d.put(furniture.books(rng, 0.18, 0.27), 0.03, y + 0.02, 1.0)
    return framed(painting, d, size=1.0, x=0.0 if left else 1.0, y=1.0, blur=3, mirrored=not left)
