"""Rooms to live in, and a desk seen from near."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from reelworks.providers.local.painter import furniture, tools
from reelworks.providers.local.painter.blocks import block
from reelworks.providers.local.painter.drawing import Drawing
from reelworks.providers.local.painter.indoors import Opening, Room, Walls, beams, framed, put, room
from reelworks.providers.local.painter.masonry import planks, plaster, tiles
from reelworks.providers.local.painter.painting import Painting, Sheet
from reelworks.providers.local.painter.shell import outside, shafts, shell
from reelworks.providers.local.painter.solids import Face, Material, face, paint

Thing = Callable[[np.random.Generator], Drawing]
_ON_TABLES: tuple[Thing, ...] = (
    furniture.stack,
    lambda _: furniture.candlestick(),
    lambda _: furniture.globe(),
)


def light_side(painting: Painting) -> str:
    """The wall that the light comes through."""
    return "right" if painting.palette.side > 0 else "left"


def parlour(painting: Painting) -> None:
    """A room to live in: hearth, clock, pictures, a table by the window."""
    rng = painting.rng("parlour")
    side = light_side(painting)
    dim = 0.82 if side == "left" else 0.18
    openings = [
        Opening("back", float(rng.uniform(0.44, 0.56)), 0.8, 1.5, 1.8, (2, 4)),
        Opening(side, 0.68, 0.8, 1.4, 1.8, (2, 4)),
    ]
    lamps = [((dim, 0.2, 0.9), 1.7), ((0.5, 0.6, 0.55), 1.5)]
    place = room(painting, (7.0, 3.3, 7.0), openings, lamps)
    outside(painting, place)
    painting.add("walls", 0.2, _papered(place, rng, dim))
    middle = painting.sheet()
    _rug(place, middle, rng)
    table(place, middle, rng, (0.5, 0.66), _ON_TABLES)
    put(place, middle, furniture.chandelier(), (place.wide * 0.5, place.tall, place.deep * 0.55))
    painting.add("table", 0.42, middle)
    painting.add("light", 0.5, shafts(place))
    near = painting.sheet()
    for a in (0.14, 0.86):
        spot = (place.wide * a, 0.0, place.deep * 0.5)
        put(place, near, furniture.armchair(), spot, tall=1.05, grounded=True)
    painting.add("chairs", 0.58, near)
    painting.add("front", 0.95, _curtain(painting, rng))


def _papered(place: Room, rng: np.random.Generator, dim: float) -> Sheet:
    """The room's shell with its panels, perhaps beams, and what stands along the wall."""
    salt = float(rng.uniform(0, 9))
    surface = str(rng.choice(("plaster", "sand", "glass", "meadow")))
    wall = Material(surface, plaster(0.1), None, salt)
    wood, ceiling = Material("wood", planks(0.18, 2.6)), Material("plaster", plaster(0.08))
    sheet = shell(place, Walls(wall, wood, ceiling))
    _wainscot(place, sheet)
    if rng.random() < 0.5:
        beams(place, sheet, 4, thick=0.2)
    _decorated(place, sheet, rng, dim)
    return sheet


def _wainscot(place: Room, sheet: Sheet) -> None:
    """Panels along the foot of the walls."""
    wood = Material("wood", planks(0.55, 9.0, upright=True), None, 4.0)
    high = min([o.sill for o in place.openings], default=0.9) - 0.14
    for name in ("left", "right", "back"):
        flat = place.side(name)
        low = Face(flat.corner, flat.right, flat.up * np.float32(high / place.tall))
        paint(place.studio, sheet, low, wood, corners=0.35)


def _decorated(place: Room, sheet: Sheet, rng: np.random.Generator, dim: float) -> None:
    """The hearth with its fire, pictures and a clock along the back wall."""
    back = place.deep - 0.03
    put(place, sheet, furniture.hearth(), (place.wide * dim, 0, back))
    put(place, sheet, tools.fire(rng, 0.7, 0.55), (place.wide * dim, 0.08, back - 0.05))
    put(
        place, sheet, furniture.clock(), (place.wide * (1 - dim) + 0.2 * (dim - 0.5), 0, back - 0.1)
    )
    window = place.openings[0]
    for a in (0.34, 0.66):
        if abs(place.wide * a - window.along) > window.wide / 2 + 0.75:
            put(place, sheet, furniture.picture(rng), (place.wide * a, 1.55, back))


def _rug(place: Room, sheet: Sheet, rng: np.random.Generator) -> None:
    wide, deep = place.wide, place.deep
    flat = place.plan.face(
        (wide * 0.22, 0.01, deep * 0.34), (wide * 0.56, 0, 0), (0, 0, deep * 0.44)
    )
    surface = str(rng.choice(("red", "accent", "brick", "cloth")))
    paint(place.studio, sheet, flat, Material(surface, plaster(0.15, 0.5)), shade=0.8)
    inset = place.plan.face(
        (wide * 0.25, 0.012, deep * 0.37), (wide * 0.5, 0, 0), (0, 0, deep * 0.38)
    )
    paint(place.studio, sheet, inset, Material(surface, tiles(0.5, 0.4)), shade=1.05)


def table(
    place: Room,
    sheet: Sheet,
    rng: np.random.Generator,
    at: tuple[float, float],
    things: Sequence[Thing],
) -> None:
    """A table with things on it, and a chair behind."""
    a, b = at[0] * place.wide, at[1] * place.deep
    half = min(1.15, place.wide * 0.2)
    wood = Material("darkwood", planks(0.25, 3.0))
    put(place, sheet, furniture.chair(), (a - half * 0.4, 0, b + 0.7), grounded=True)
    legs = [(u, b + v) for u in (a - half, a + half - 0.1) for v in (0.5, -0.5)]
    boxes = [(u, 0.0, v, u + 0.1, 0.74, v + 0.1) for u, v in legs]
    for box in (*boxes, (a - half - 0.1, 0.72, b - 0.55, a + half + 0.1, 0.79, b + 0.6)):
        block(place.studio, sheet, place.plan, box, wood)
    order = rng.permutation(len(things))
    for i, u in enumerate(np.linspace(-half * 0.75, half * 0.75, len(things))):
        thing = things[int(order[i])](rng)
        spot = (a + float(u), 0.79, b + float(rng.uniform(-0.2, 0.2)))
        put(place, sheet, thing, spot, tall=1.1)


def _curtain(painting: Painting, rng: np.random.Generator) -> Sheet:
    """A heavy curtain close to the eye."""
    d, left = Drawing(), bool(rng.random() < 0.5)
    for i in range(5):
        x = -0.04 + 0.034 * i
        line = [
            (x - 0.02, 1.1),
            (x + 0.022, 1.1),
            (x + 0.016 - 0.02 * i * 0.3, 0.55),
            (x + 0.03, -0.05),
            (x - 0.024, -0.05),
            (x - 0.022 - 0.02 * i * 0.3, 0.55),
        ]
        d.curve(line, "accent", light=0.3)
    return framed(painting, d, size=1.0, x=0.0 if left else 1.0, y=1.0, blur=3, mirrored=not left)


def desk(painting: Painting) -> None:
    """A table top from near: paper, ink, a candle, the room out of focus behind it."""
    rng = painting.rng("desk")
    side = light_side(painting)
    openings = [
        Opening("back", 0.5 + float(rng.uniform(-0.16, 0.16)), 0.9, 1.7, 1.7, (3, 4)),
        Opening(side, 0.5, 0.9, 1.4, 1.7, (2, 4)),
    ]
    place = room(
        painting, (6.0, 3.1, 5.2), openings, [((0.66, 0.46, 0.32), 1.5), ((0.4, 0.7, 0.7), 1.0)]
    )
    outside(painting, place)
    wall = Material("plaster", plaster(0.12), None, 1.0)
    sheet = shell(
        place,
        Walls(wall, Material("wood", planks(0.2, 2.6)), Material("darkwood", planks(0.3, 3.0))),
    )
    _back_shelf(place, sheet, rng)
    painting.add("walls", 0.18, sheet)
    painting.add("light", 0.3, shafts(place))
    table = painting.sheet()
    _desktop(place, table, rng)
    painting.add("desk", 0.68, table)
    painting.add("front", 0.95, _near_paper(painting, rng))


def _back_shelf(place: Room, sheet: Sheet, rng: np.random.Generator) -> None:
    window = place.openings[0]
    edge = window.wide / 2 + 0.3
    for left, right in ((0.1, window.along - edge), (window.along + edge, place.wide - 0.1)):
        if right - left < 0.5:
            continue
        for up in (1.3, 1.8, 2.3):
            block(
                place.studio,
                sheet,
                place.plan,
                (left, up - 0.04, place.deep - 0.3, right, up, place.deep),
                Material("darkwood"),
            )
            put(
                place,
                sheet,
                furniture.books(rng, right - left - 0.05, 0.36),
                (left + 0.02, up, place.deep - 0.2),
            )


def _desktop(place: Room, sheet: Sheet, rng: np.random.Generator) -> None:
    """The table across the whole picture, with what lies on it."""
    high = place.studio.lens.eye - 0.52
    far = (
        place.studio.lens.focal
        * 0.52
        / max(place.studio.painting.px(735) - place.studio.lens.horizon, 60)
    )
    wood = Material("wood", planks(0.16, 2.2), None, 5.0)
    paint(
        place.studio, sheet, face((-3, high, 0.28), (6, 0, 0), (0, 0, far - 0.28)), wood, shade=1.1
    )
    wide = far * place.studio.lens.width / place.studio.lens.focal
    for i in range(3):
        u, v = wide * float(rng.uniform(-0.24, 0.14)), far * float(rng.uniform(0.62, 0.8))
        slant = float(rng.uniform(-0.06, 0.06))
        sheet_ = face((u, high + 0.002 * (i + 1), v), (0.26, 0, slant), (-slant, 0, 0.17))
        paint(place.studio, sheet, sheet_, Material("paper", plaster(0.05)), shade=1.2)
    for share, thing in (
        (-0.28, furniture.stack(rng)),
        (0.24, furniture.candlestick()),
        (0.34, furniture.globe()),
    ):
        _on(place, sheet, thing, (wide * share, high, far * 0.9))


def _on(place: Room, sheet: Sheet, thing: Drawing, at: tuple[float, float, float]) -> None:
    """A thing at a place of the world instead of the room's plan."""
    x, y, z = at
    plan = place.plan
    c, s = np.cos(plan.turn), np.sin(plan.turn)
    dx, dz = x - plan.x, z - plan.z
    put(place, sheet, thing, (float(c * dx - s * dz), y, float(s * dx + c * dz)), grounded=True)


def _near_paper(painting: Painting, rng: np.random.Generator) -> Sheet:
    """Books and a candle close to the eye."""
    d, left = Drawing(), bool(rng.random() < 0.5)
    d.put(furniture.stack(rng), 0.1, -0.02, 0.95)
    d.put(furniture.candlestick(), 0.28, -0.02, 0.8)
    d.halos.clear()
    return framed(painting, d, size=1.0, x=0.0 if left else 1.0, y=1.0, blur=3, mirrored=not left)
