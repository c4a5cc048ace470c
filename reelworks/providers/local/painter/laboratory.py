"""Laboratories: benches with glass, bottles, a board with notes."""

from __future__ import annotations

import numpy as np

from reelworks.providers.local.painter import furniture, tools
from reelworks.providers.local.painter.blocks import block
from reelworks.providers.local.painter.chambers import Thing, light_side
from reelworks.providers.local.painter.drawing import Drawing
from reelworks.providers.local.painter.indoors import Opening, Room, Walls, framed, put, room
from reelworks.providers.local.painter.masonry import planks, plaster, tiles
from reelworks.providers.local.painter.painting import Painting, Sheet
from reelworks.providers.local.painter.shell import outside, shafts, shell
from reelworks.providers.local.painter.solids import Material

_INSTRUMENTS: tuple[Thing, ...] = (
    furniture.flask,
    furniture.tubes,
    lambda _: furniture.microscope(),
    furniture.flask,
    furniture.stack,
)


def laboratory(painting: Painting) -> None:
    """Benches with glass, a cabinet of bottles, a board with notes."""
    rng = painting.rng("laboratory")
    side = light_side(painting)
    openings = [Opening("back", s, 1.15, 1.3, 1.9, (2, 4)) for s in (0.3, 0.7)]
    openings.append(Opening(side, 0.6, 1.15, 1.6, 1.9, (3, 4)))
    place = room(painting, (7.8, 3.6, 7.6), openings, [((0.5, 0.62, 0.55), 1.7)])
    outside(painting, place)
    wall = Material("plaster", plaster(0.08), None, float(rng.uniform(0, 9)))
    sheet = shell(
        place, Walls(wall, Material("stone", tiles(0.5, 0.35)), Material("white", plaster(0.06)))
    )
    _board(place, sheet, rng)
    _cabinet(place, sheet, rng, 0.07 if side == "right" else 0.93)
    painting.add("walls", 0.2, sheet)
    bench = painting.sheet()
    _bench(place, bench, rng, (place.wide * 0.2, place.wide * 0.8, place.deep - 0.95))
    lamp = Drawing()
    lamp.put(tools.lantern(0.7), 0, 0, 1.2)
    put(place, bench, lamp, (place.wide * 0.5, place.tall, place.deep * 0.55))
    painting.add("bench", 0.4, bench)
    painting.add("light", 0.48, shafts(place))
    near = painting.sheet()
    a = place.wide * (0.02 if side == "right" else 0.66)
    _bench(place, near, rng, (a, a + place.wide * 0.32, place.deep * 0.46))
    painting.add("near bench", 0.6, near)
    painting.add("front", 0.95, _near_glass(painting, rng))


def _board(place: Room, sheet: Sheet, rng: np.random.Generator) -> None:
    """A blackboard full of signs between the windows."""
    d = Drawing()
    d.box(-0.62, 0, 0.62, 1.2, "wood", light=0.4)
    d.box(-0.56, 0.06, 0.56, 1.14, "black", light=0.3, soft=0)
    for y in np.linspace(0.95, 0.25, 5):
        x = -0.46
        while x < 0.4:
            long = float(rng.uniform(0.04, 0.2))
            d.limb(
                [
                    (x, float(y), 0.012),
                    (x + long, float(y) + float(rng.uniform(-0.03, 0.03)), 0.012),
                ],
                "paper",
                light=0.4,
            )
            x += long + 0.06
    d.shape(_ellipse(0.28, 0.4, 0.16, 0.12), "paper", _ellipse(0.28, 0.4, 0.145, 0.105), light=0.4)
    put(place, sheet, d, (place.wide * 0.5, 1.15, place.deep - 0.03))


def _ellipse(x: float, y: float, rx: float, ry: float) -> list[tuple[float, float]]:
    angles = np.linspace(0, 2 * np.pi, 28, endpoint=False)
    return [(x + rx * float(np.cos(a)), y + ry * float(np.sin(a))) for a in angles]


def _cabinet(place: Room, sheet: Sheet, rng: np.random.Generator, share: float) -> None:
    """Shelves of bottles against the back wall."""
    a, deep = place.wide * share, place.deep - 0.35
    wood = Material("wood", planks(0.3, 3.0))
    for up in (0.5, 0.95, 1.4, 1.85, 2.3):
        block(
            place.studio,
            sheet,
            place.plan,
            (a - 0.5, up - 0.04, deep, a + 0.5, up, place.deep),
            wood,
        )
        for u in np.linspace(-0.38, 0.38, 5):
            put(
                place,
                sheet,
                furniture.flask(rng),
                (a + float(u), up, deep + 0.15),
                tall=float(rng.uniform(0.75, 1.0)),
            )


def _bench(
    place: Room,
    sheet: Sheet,
    rng: np.random.Generator,
    span: tuple[float, float, float],
) -> None:
    """A bench from left to right with instruments."""
    left, right, b = span
    wood = Material("wood", planks(0.3, 3.0, upright=True), None, 3.0)
    block(
        place.studio,
        sheet,
        place.plan,
        (left + 0.05, 0, b + 0.08, right - 0.05, 0.86, b + 0.7),
        wood,
    )
    top = Material("darkwood", planks(0.35, 3.0))
    block(place.studio, sheet, place.plan, (left, 0.86, b, right, 0.93, b + 0.75), top)
    for u in np.arange(left + 0.25, right - 0.15, 0.42):
        thing = _INSTRUMENTS[int(rng.integers(len(_INSTRUMENTS)))](rng)
        put(place, sheet, thing, (float(u), 0.93, b + 0.3), tall=float(rng.uniform(1.0, 1.25)))


def _near_glass(painting: Painting, rng: np.random.Generator) -> Sheet:
    """Glass close to the eye, in a lower corner."""
    d, left = Drawing(), bool(rng.random() < 0.5)
    d.box(-0.1, -0.1, 0.42, 0.02, "darkwood", light=0.3)
    d.put(furniture.flask(rng), 0.09, 0.02, 0.8)
    d.put(furniture.tubes(rng), 0.29, 0.02, 0.45)
    return framed(painting, d, size=1.0, x=0.0 if left else 1.0, y=1.0, blur=2.5, mirrored=not left)
