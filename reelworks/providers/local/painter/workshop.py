"""The craftsman's workshop: bench, forge, tools on the wall, daylight in the dust."""

from __future__ import annotations

import numpy as np

from reelworks.providers.local.painter import tools
from reelworks.providers.local.painter.blocks import block
from reelworks.providers.local.painter.drawing import Drawing
from reelworks.providers.local.painter.indoors import (
    Opening,
    Room,
    Walls,
    beams,
    framed,
    put,
    room,
)
from reelworks.providers.local.painter.masonry import blocks, cobbles, planks, plaster
from reelworks.providers.local.painter.painting import Painting, Sheet
from reelworks.providers.local.painter.shell import outside, shafts, shell
from reelworks.providers.local.painter.solids import Material, paint

_FORGING = frozenset(
    ("forge", "blacksmith", "smith", "anvil", "furnace", "iron", "metal", "schmiede")
)


def workshop(painting: Painting) -> None:
    """A low room with beams; a forge when the words speak of one."""
    rng = painting.rng("workshop")
    side = "right" if painting.palette.side > 0 else "left"
    forging = bool(_FORGING & set(painting.wishes.words)) or rng.random() < 0.25
    warm = "left" if side == "right" else "right"
    hearth = (0.10 if warm == "left" else 0.90, 0.32, 0.80)
    lamp = (0.5 + 0.12 * float(rng.uniform(-1, 1)), 0.68, 0.62)
    place = room(
        painting,
        (7.2, 3.4, 7.6),
        _windows(rng, side),
        [(hearth, 1.5), (lamp, 1.0)] if forging else [(lamp, 1.4)],
    )
    outside(painting, place)
    painting.add("walls", 0.2, _walls(place, rng, forging=forging, warm=warm))
    furnished = painting.sheet()
    _bench(place, furnished, rng, warm, forging=forging)
    _hang_lamp(place, furnished, lamp)
    painting.add("bench", 0.42, furnished)
    painting.add("light", 0.5, shafts(place))
    floor = painting.sheet()
    _standing(place, floor, rng, warm)
    painting.add("things", 0.6, floor)
    painting.add("front", 0.95, _front(painting, rng))


def _windows(rng: np.random.Generator, side: str) -> list[Opening]:
    middle = float(rng.uniform(0.42, 0.58))
    back = [Opening("back", middle, 1.05, float(rng.uniform(1.3, 1.7)), 1.35, (3, 3))]
    if rng.random() < 0.45:
        gap = float(rng.uniform(0.13, 0.16))
        back = [Opening("back", middle + s * gap, 1.05, 1.1, 1.4, (2, 3)) for s in (-1, 1)]
    return [*back, Opening(side, 0.68, 1.05, 1.5, 1.35, (3, 3))]


def _walls(place: Room, rng: np.random.Generator, *, forging: bool, warm: str) -> Sheet:
    salt = float(rng.uniform(0, 9))
    stone = rng.random() < 0.5 or forging
    wall = (
        Material("cliff", blocks(0.3, 0.55), salt=salt)
        if stone
        else Material("plaster", plaster(0.2), salt=salt)
    )
    ground = Material("earth", cobbles(0.22)) if stone else Material("wood", planks(0.24, 3.2))
    walls = Walls(wall, ground, Material("darkwood", planks(0.3, 4.0)))
    sheet = shell(place, walls)
    beams(place, sheet, 5)
    _posts(place, sheet)
    _hung(place, sheet, rng)
    if forging:
        _forge(place, sheet, warm)
    return sheet


def _posts(place: Room, sheet: Sheet) -> None:
    wood = Material("darkwood", planks(0.12, 4.0, upright=True))
    for b in (0.985, 0.62):
        for a in (0.0, place.wide - 0.22):
            z = place.deep * b
            block(
                place.studio,
                sheet,
                place.plan,
                (a, 0, z - 0.22, a + 0.22, place.tall - 0.2, z),
                wood,
            )


def _hung(place: Room, sheet: Sheet, rng: np.random.Generator) -> None:
    """Boards with tools beside the windows of the back wall."""
    wide = place.wide
    taken = [
        (o.along - o.wide / 2 - 0.25, o.along + o.wide / 2 + 0.25)
        for o in place.openings
        if o.wall == "back"
    ]
    edges = [0.4, *(v for span in sorted(taken) for v in span), wide - 0.4]
    for left, right in zip(edges[::2], edges[1::2], strict=True):
        if right - left < 0.5:
            continue
        _rail(place, sheet, left, right, 1.95)
        for a in np.arange(left + 0.18, right - 0.12, 0.27):
            tool = tools.HUNG[int(rng.integers(len(tools.HUNG)))]()
            put(
                place,
                sheet,
                tool,
                (float(a), 1.95, place.deep - 0.06),
                tall=float(rng.uniform(0.95, 1.25)),
                mirrored=bool(rng.random() < 0.5),
                gain=0.8,
            )
        if right - left > 1.0:
            _shelf(place, sheet, rng, left, right)


def _rail(place: Room, sheet: Sheet, left: float, right: float, up: float) -> None:
    box = (left, up - 0.05, place.deep - 0.05, right, up + 0.03, place.deep - 0.01)
    block(place.studio, sheet, place.plan, box, Material("darkwood"))


def _shelf(place: Room, sheet: Sheet, rng: np.random.Generator, left: float, right: float) -> None:
    up = 2.3
    block(
        place.studio,
        sheet,
        place.plan,
        (left, up, place.deep - 0.3, right, up + 0.05, place.deep),
        Material("wood", planks(0.3, 3)),
    )
    a = left + 0.15
    while a < right - 0.2:
        d, tall = Drawing(), float(rng.uniform(0.14, 0.34))
        wide = float(rng.uniform(0.06, 0.13))
        surface = str(rng.choice(("brick", "glass", "brass", "cliff", "iron", "wood")))
        d.curve(
            [
                (-wide, 0),
                (-wide * 1.05, tall * 0.6),
                (-wide * 0.5, tall * 0.85),
                (-wide * 0.5, tall),
                (wide * 0.5, tall),
                (wide * 0.5, tall * 0.85),
                (wide * 1.05, tall * 0.6),
                (wide, 0),
            ],
            surface,
        )
        put(place, sheet, d, (a, up + 0.04, place.deep - 0.15))
        a += wide * 2 + float(rng.uniform(0.05, 0.3))


def _forge(place: Room, sheet: Sheet, warm: str) -> None:
    """A hearth of brick with a hood in the far corner, its coals glowing."""
    studio, brick = place.studio, Material("brick", blocks(0.09, 0.24, 0.012))
    a0 = 0.25 if warm == "left" else place.wide - 1.85
    a1, b0, b1 = a0 + 1.6, place.deep - 1.7, place.deep - 0.3
    block(studio, sheet, place.plan, (a0, 0, b0, a1, 0.85, b1), brick)
    coals = place.plan.face((a0 + 0.15, 0.9, b0 + 0.1), (1.3, 0, 0), (0, 0, 1.0))
    paint(
        studio,
        sheet,
        coals,
        Material(
            "black",
            None,
            lambda patch: 0.55 + 0.45 * patch.noise.at(patch.u / 0.16, patch.v / 0.16, 3),
        ),
    )
    flames = tools.fire(place.studio.painting.rng("fire"), 1.2, 0.62)
    put(place, sheet, flames, ((a0 + a1) / 2, 0.86, b0 + 0.5))
    hood = [(a0 - 0.1, 1.75), (a1 + 0.1, 1.75), (a1 - 0.5, place.tall), (a0 + 0.5, place.tall)]
    front = place.plan.face((0, 0, b0 - 0.05), (place.wide, 0, 0), (0, place.tall, 0))
    paint(studio, sheet, front, brick, outline=hood)
    block(
        studio,
        sheet,
        place.plan,
        (a0 - 0.16, 1.66, b0 - 0.12, a1 + 0.16, 1.78, b1),
        Material("darkwood", planks()),
    )


def _bench(
    place: Room, sheet: Sheet, rng: np.random.Generator, warm: str, *, forging: bool
) -> None:
    """A workbench below the back window, with work on it."""
    wood = Material("wood", planks(0.22, 3.0), salt=2.0)
    left, right = place.wide * 0.27, place.wide * 0.75
    if forging:
        shift = place.wide * 0.08
        left, right = (
            (left + shift, right + shift) if warm == "left" else (left - shift, right - shift)
        )
    b0, b1 = place.deep - 1.35, place.deep - 0.45
    dark = Material("darkwood", planks(0.2, 2.0, upright=True))
    for a in (left + 0.1, right - 0.24):
        block(place.studio, sheet, place.plan, (a, 0, b0 + 0.06, a + 0.14, 0.84, b1), dark)
    block(
        place.studio, sheet, place.plan, (left + 0.2, 0.2, b0 + 0.15, right - 0.2, 0.26, b1), dark
    )
    block(place.studio, sheet, place.plan, (left, 0.82, b0, right, 0.92, b1), wood, top=wood)
    for a in np.arange(left + 0.3, right - 0.2, 0.5):
        thing = (tools.plane_iron, tools.bucket, _vice, _stack, _jar)[int(rng.integers(5))]()
        put(
            place,
            sheet,
            thing,
            (float(a + rng.uniform(-0.1, 0.1)), 0.92, b0 + 0.35),
            tall=float(rng.uniform(0.9, 1.15)),
            mirrored=bool(rng.random() < 0.5),
        )


def _vice() -> Drawing:
    d = Drawing()
    d.shape(
        [(-0.14, 0), (0.14, 0), (0.1, 0.06), (0.1, 0.2), (0.03, 0.24), (-0.1, 0.24), (-0.1, 0.06)],
        "iron",
    )
    d.box(0.1, 0.08, 0.3, 0.12, "metal")
    d.box(0.28, -0.02, 0.3, 0.22, "iron")
    return d


def _stack() -> Drawing:
    d = Drawing()
    for i in range(4):
        d.box(
            -0.26 + 0.03 * (i % 2),
            i * 0.05,
            0.24 - 0.02 * i,
            i * 0.05 + 0.045,
            "wheat" if i % 2 else "wood",
            light=0.6,
        )
    return d


def _jar() -> Drawing:
    d = Drawing()
    d.curve([(-0.09, 0), (-0.1, 0.12), (-0.07, 0.2), (0.07, 0.2), (0.1, 0.12), (0.09, 0)], "brick")
    for x, tall in ((-0.04, 0.45), (0.0, 0.52), (0.05, 0.42)):
        d.limb([(x * 0.7, 0.18, 0.014), (x * 1.6, tall, 0.016)], "wood")
        d.oval(x * 1.7, tall, 0.018, 0.045, "darkwood")
    return d


def _hang_lamp(place: Room, sheet: Sheet, lamp: tuple[float, float, float]) -> None:
    a, y, b = lamp[0] * place.wide, lamp[1] * place.tall, lamp[2] * place.deep
    hang = max(place.tall - y - 0.2, 0.2)
    put(place, sheet, tools.lantern(hang), (a, place.tall - 0.02, b))


def _standing(place: Room, sheet: Sheet, rng: np.random.Generator, warm: str) -> None:
    """Anvil, barrels and wheels along the walls, the middle left free."""
    spots = [(0.10, 0.62), (0.90, 0.60), (0.13, 0.42), (0.88, 0.40)]
    for a, b in spots:
        thing = (tools.wheel, tools.barrel, tools.barrel, tools.bucket)[int(rng.integers(4))]()
        put(
            place,
            sheet,
            thing,
            (a * place.wide, 0.0, b * place.deep),
            tall=float(rng.uniform(0.95, 1.15)),
            grounded=True,
        )
    a = (0.36 if warm == "left" else 0.64) + float(rng.uniform(-0.03, 0.03))
    put(
        place,
        sheet,
        tools.anvil(),
        (a * place.wide, 0.0, place.deep * 0.58),
        mirrored=warm == "right",
    )


def _front(painting: Painting, rng: np.random.Generator) -> Sheet:
    """A post with a hanging coil, or a bench's end with tools, close to the eye."""
    d = Drawing()
    left = bool(rng.random() < 0.5)
    if rng.random() < 0.5:
        d.box(-0.08, -0.1, 0.075, 1.2, "darkwood", light=0.3)
        d.shape([(0.05, 1.2), (0.05, 0.86), (0.34, 1.12), (0.34, 1.2)], "darkwood", light=0.25)
        d.put(tools.rope_coil(), 0.07, 0.72, 0.55)
        d.put(tools.tongs(), 0.12, 0.97, 0.45)
        return framed(painting, d, size=1.0, x=0.015 if left else 0.985, y=1.02, mirrored=not left)
    d.shape([(-0.3, -0.1), (0.42, -0.1), (0.36, 0.035), (-0.3, 0.055)], "darkwood", light=0.3)
    d.put(_jar(), -0.02, 0.04, 0.6)
    d.put(tools.plane_iron(), 0.19, 0.035, 0.62)
    return framed(painting, d, size=1.0, x=0.06 if left else 0.94, y=1.0, mirrored=not left)
