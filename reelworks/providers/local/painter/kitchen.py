"""A kitchen: hearth, shelves of jars and pots, a long table with what is being made."""

from __future__ import annotations

import numpy as np

from reelworks.providers.local.painter import furniture, objects, tableware, tools
from reelworks.providers.local.painter.blocks import block
from reelworks.providers.local.painter.chambers import light_side
from reelworks.providers.local.painter.crafts import bowl
from reelworks.providers.local.painter.drawing import Drawing
from reelworks.providers.local.painter.indoors import Opening, Room, Walls, beams, framed, put, room
from reelworks.providers.local.painter.masonry import plaster, tiles
from reelworks.providers.local.painter.painting import Painting, Sheet
from reelworks.providers.local.painter.shell import outside, shafts, shell
from reelworks.providers.local.painter.solids import Material

_ON_SHELVES = (tableware.jar, tableware.pot, tableware.bottle, bowl, tableware.jar)
_ON_TABLE = ((tableware.dough, 0.17), (tableware.loaf, 0.2), (tableware.jar, 0.3),
             (bowl, 0.2), (tableware.eggs, 0.13), (tableware.apples, 0.13))  # fmt: skip


def kitchen(painting: Painting) -> None:
    """Seen across the table towards the fire."""
    rng, side = painting.rng("kitchen"), light_side(painting)
    fire = 0.84 if side == "left" else 0.16
    openings = [
        Opening("back", float(rng.uniform(0.46, 0.54)), 1.05, 1.3, 1.3, (2, 3)),
        Opening(side, 0.55, 0.95, 1.5, 1.5, (2, 3)),
    ]
    lamps = [((fire, 0.22, 0.88), 2.0), ((0.5, 0.62, 0.5), 1.4)]
    place = room(painting, (6.2, 2.9, 5.8), openings, lamps)
    outside(painting, place)
    painting.add("walls", 0.2, _walls(place, rng, fire))
    painting.add("light", 0.4, shafts(place))
    middle = painting.sheet()
    _table(place, middle, rng)
    painting.add("table", 0.55, middle)
    painting.add("front", 0.95, _near(painting, rng))


def _walls(place: Room, rng: np.random.Generator, fire: float) -> Sheet:
    surface = str(rng.choice(("plaster", "glass", "sand")))
    wall = Material(surface, plaster(0.14), None, float(rng.uniform(0, 9)))
    sheet = shell(place, Walls(wall, Material("brick", tiles(0.3, 0.3)), Material("darkwood")))
    beams(place, sheet, 4, thick=0.17)
    back = place.deep - 0.03
    put(place, sheet, furniture.hearth(), (place.wide * fire, 0, back))
    put(place, sheet, tools.fire(rng, 0.7, 0.55), (place.wide * fire, 0.08, back - 0.05))
    put(place, sheet, tableware.pot(rng, lit=False), (place.wide * fire, 0.3, back - 0.1), tall=0.5)
    _shelves(place, sheet, rng, fire)
    return sheet


def _shelves(place: Room, sheet: Sheet, rng: np.random.Generator, fire: float) -> None:
    """Two boards with jars, and pans hanging under the lower one, away from the fire."""
    left, right = (0.05, 0.3) if fire > 0.5 else (0.7, 0.95)
    left, right, back = left * place.wide, right * place.wide, place.deep - 0.16
    for up in (1.35, 1.85):
        box = (left, up - 0.04, back - 0.12, right, up, place.deep)
        block(place.studio, sheet, place.plan, box, Material("darkwood"))
        at = left + 0.16
        while at < right - 0.1:
            drawing = _ON_SHELVES[int(rng.integers(len(_ON_SHELVES)))](rng, lit=False)
            tall = float(rng.uniform(0.2, 0.3))
            put(place, sheet, drawing, (at, up, back), tall=tall)
            at += tall * (drawing.bounds()[2] - drawing.bounds()[0]) * 0.6 + 0.12
    for at in np.linspace(left + 0.2, right - 0.2, 3):
        put(place, sheet, _pan(), (float(at), 0.86, back + 0.1), tall=float(rng.uniform(0.4, 0.46)))


def _pan() -> Drawing:
    """A copper pan hanging by its handle."""
    d = Drawing()
    d.limb([(0, 0.4, 0.07), (0, 1.0, 0.05)], "iron", light=0.6)
    d.oval(0, 0.25, 0.26, 0.25, "brass", light=0.45)
    d.oval(0.015, 0.25, 0.2, 0.19, "leather", light=0.55)
    return d


def _table(place: Room, sheet: Sheet, rng: np.random.Generator) -> None:
    """A long table across the room with the day's work on it."""
    a, b, half = place.wide * 0.5, place.deep * 0.56, place.wide * 0.27
    wood, legs = Material("wood"), Material("darkwood")
    for u in (a - half + 0.1, a + half - 0.18):
        block(place.studio, sheet, place.plan, (u, 0.0, b, u + 0.09, 0.76, b + 0.09), legs)
    top = (a - half, 0.76, b - 0.45, a + half, 0.83, b + 0.45)
    block(place.studio, sheet, place.plan, top, wood)
    order = rng.permutation(len(_ON_TABLE))[:4]
    for share, at in zip(np.linspace(-0.72, 0.72, 4), order, strict=True):
        maker, tall = _ON_TABLE[int(at)]
        spot = (a + float(share) * half, 0.83, b + float(rng.uniform(-0.15, 0.15)))
        put(place, sheet, maker(rng, lit=False), spot, tall=tall, grounded=True)
    spot = (place.wide * 0.5, place.tall - 0.95, place.deep * 0.5)
    put(place, sheet, _hanging(rng), spot, tall=0.9)


def _hanging(rng: np.random.Generator) -> Drawing:
    """A lamp on its chain."""
    d = Drawing()
    d.put(objects.lantern(rng, lit=True), 0, 0, 0.45)
    d.limb([(0, 0.44, 0.012), (0, 1.1, 0.012)], "iron", soft=0.0)
    return d


def _near(painting: Painting, rng: np.random.Generator) -> Sheet:
    """Jars close to the eye."""
    d, left = Drawing(), bool(rng.random() < 0.5)
    d.put(tableware.jar(rng, lit=False), 0.06, -0.06, 0.42)
    d.put(tableware.bottle(rng, lit=False), 0.26, -0.08, 0.5)
    return framed(painting, d, size=1.0, x=0.0 if left else 1.0, y=1.0, blur=3, mirrored=not left)
