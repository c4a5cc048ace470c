"""A kitchen: hearth, shelves of jars and pots, a long table with what is being made."""

from __future__ import annotations

from dataclasses import dataclass

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
_NEAR = ((tableware.jar, 0.42), (tableware.bottle, 0.5), (tableware.pot, 0.36), (bowl, 0.28))
_ON_BOARD = (tableware.loaf, tableware.loaf, bowl, tableware.jar, tableware.dough)
_ON_TABLE = ((tableware.dough, 0.17), (tableware.loaf, 0.2), (tableware.jar, 0.3),
             (bowl, 0.2), (tableware.eggs, 0.13), (tableware.apples, 0.13))  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Plan:
    """What stands along the back wall: shares of its width, boards in metres above the floor."""

    window: Opening
    fire: float | None = None
    shelves: tuple[float, float] | None = None
    boards: tuple[float, ...] = (1.35, 1.85)


def kitchen(painting: Painting) -> None:
    """Seen across the table towards the fire, the window or the shelves, as the words say."""
    rng, side = painting.rng("kitchen"), light_side(painting)
    plan = _plan(set(painting.wishes.words), rng, side)
    openings = [plan.window, Opening(side, 0.55, 0.95, 1.5, 1.5, (2, 3))]
    lamps = [((0.5, 0.62, 0.5), 1.4)]
    if plan.fire is not None:
        lamps.insert(0, ((plan.fire, 0.22, 0.88), 2.0))
    place = room(painting, (6.2, 2.9, 5.8), openings, lamps)
    outside(painting, place)
    painting.add("walls", 0.2, _walls(place, rng, plan))
    painting.add("light", 0.4, shafts(place))
    middle = painting.sheet()
    _table(place, middle, rng)
    painting.add("table", 0.55, middle)
    painting.add("front", 0.95, _near(painting, rng))


def _plan(words: set[str], rng: np.random.Generator, side: str) -> _Plan:
    from_left = side == "left"
    if words & {"hearth", "stove", "oven"}:  # the fire in the middle
        at, shelves = (0.17, (0.72, 0.96)) if from_left else (0.83, (0.04, 0.28))
        return _Plan(Opening("back", at, 1.0, 1.0, 1.25, (2, 2)), 0.5, shelves)
    if "bread" in words:  # a broad window, bread on the board below it
        return _Plan(
            Opening("back", 0.5, 1.12, 2.7, 1.25, (4, 2)), boards=(0.92,), shelves=(0.2, 0.8)
        )
    if words & {"shelves", "pantry", "larder"}:  # shelves from wall to window
        at, shelves = (0.84, (0.04, 0.64)) if from_left else (0.16, (0.36, 0.96))
        return _Plan(
            Opening("back", at, 1.05, 1.0, 1.3, (2, 3)), None, shelves, (0.95, 1.38, 1.81, 2.24)
        )
    fire, shelves = (0.84, (0.05, 0.3)) if from_left else (0.16, (0.7, 0.95))
    middle = float(rng.uniform(0.46, 0.54))
    return _Plan(Opening("back", middle, 1.05, 1.3, 1.3, (2, 3)), fire, shelves)


def _walls(place: Room, rng: np.random.Generator, plan: _Plan) -> Sheet:
    surface = str(rng.choice(("plaster", "glass", "sand")))
    wall = Material(surface, plaster(0.14), None, float(rng.uniform(0, 9)))
    sheet = shell(place, Walls(wall, Material("brick", tiles(0.3, 0.3)), Material("darkwood")))
    beams(place, sheet, 4, thick=0.17)
    back = place.deep - 0.03
    if plan.fire is not None:
        x = place.wide * plan.fire
        put(place, sheet, furniture.hearth(), (x, 0, back))
        put(place, sheet, tools.fire(rng, 0.7, 0.55), (x, 0.08, back - 0.05))
        put(place, sheet, tableware.pot(rng, lit=False), (x, 0.3, back - 0.1), tall=0.5)
    if plan.shelves:
        _shelves(place, sheet, rng, plan.shelves, plan.boards)
    return sheet


def _shelves(
    place: Room,
    sheet: Sheet,
    rng: np.random.Generator,
    reach: tuple[float, float],
    boards: tuple[float, ...],
) -> None:
    """Boards with jars, or bread on a low one alone; and pans under the lowest of several."""
    left, right, back = reach[0] * place.wide, reach[1] * place.wide, place.deep - 0.16
    things = _ON_SHELVES if len(boards) > 1 else _ON_BOARD
    for up in boards:
        box = (left, up - 0.04, back - 0.12, right, up, place.deep)
        block(place.studio, sheet, place.plan, box, Material("darkwood"))
        at = left + 0.16
        while at < right - 0.1:
            drawing = things[int(rng.integers(len(things)))](rng, lit=False)
            tall = float(rng.uniform(0.2, 0.3))
            put(place, sheet, drawing, (at, up, back), tall=tall)
            at += tall * (drawing.bounds()[2] - drawing.bounds()[0]) * 0.6 + 0.12
    if len(boards) > 1:
        for at in np.linspace(left + 0.2, right - 0.2, 3 + 2 * (len(boards) > 2)):
            up = boards[0] - 0.49
            put(
                place,
                sheet,
                _pan(),
                (float(at), up, back + 0.1),
                tall=float(rng.uniform(0.4, 0.46)),
            )


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
    """Something of glass or clay close to the eye."""
    d, left = Drawing(), bool(rng.random() < 0.5)
    first, second = (_NEAR[int(at)] for at in rng.permutation(len(_NEAR))[:2])
    d.put(first[0](rng, lit=False), 0.06, -0.06, first[1])
    d.put(second[0](rng, lit=False), 0.3, -0.08, second[1])
    return framed(painting, d, size=1.0, x=0.0 if left else 1.0, y=1.0, blur=3, mirrored=not left)
