"""Castles from near: before the gate, and inside the courtyard."""

from __future__ import annotations

import numpy as np

from reelworks.providers.local.painter import outdoors, scenery, tools
from reelworks.providers.local.painter.arrays import vec
from reelworks.providers.local.painter.blocks import Plan, arch, round_tower
from reelworks.providers.local.painter.drawing import Drawing
from reelworks.providers.local.painter.indoors import framed
from reelworks.providers.local.painter.masonry import (
    blocks,
    cobbles,
    plaster,
)
from reelworks.providers.local.painter.painting import Painting, Sheet
from reelworks.providers.local.painter.sky import sky
from reelworks.providers.local.painter.solids import (
    Material,
    Point3,
    Studio,
    floor,
    oblong,
    paint,
    wall,
)
from reelworks.providers.local.painter.stonework import curtain, keep, masonry, tower
from reelworks.providers.local.painter.terrain import Lens


def _eye(painting: Painting, spread: float = 1.15) -> tuple[Lens, scenery.Frame]:
    """The lens of somebody who stands before walls."""
    frame = scenery.framed(painting)
    rows = {"low": 700, "above": 380, "close": 590, "wide": 620, "distant": 600, "eye": 610}
    horizon = rows[painting.wishes.framing] + float(painting.rng("eye").uniform(-20, 20))
    frame = scenery.Frame(horizon, frame.lift, frame.near)
    return scenery.lens(painting, frame, 1.7 * max(frame.lift, 0.7), spread), frame


def gate(painting: Painting) -> None:
    """The gate between two towers in a high wall, torches burning at night."""
    rng = painting.rng("gate")
    view, frame = _eye(painting)
    painting.add("sky", 0.0, sky(painting, frame.horizon - 60))
    high = float(rng.uniform(9.5, 12))
    fit = view.focal * (high + 6) / view.horizon
    z = fit * (0.72 if painting.wishes.framing == "close" else 0.95)
    torches = tuple(((s * 2.9, 4.2, z - 1.4), 5.0) for s in (-1, 1))
    place = outdoors.studio(painting, view, 420, torches)
    stone = masonry(painting, float(rng.uniform(0, 9)))
    behind = painting.sheet()
    for x in (float(rng.uniform(-17, -9)), float(rng.uniform(6, 17))):
        top = float(rng.uniform(21, 27))
        tower(place, behind, (x, z + 22), stone, radius=4, span=(0, top), roof=rng.random() < 0.7)
    painting.add("towers", 0.14, behind)
    front = painting.sheet()
    _gatehouse(place, front, stone, (z, high))
    painting.add("gate", 0.3, front)
    ground = _yard_floor(place, z + 3.6)
    painting.add("ground", 0.45, ground)
    painting.add("torches", 0.5, _torches(place, z))
    painting.add("front", 0.94, overhang(painting, rng))


def _gatehouse(place: Studio, sheet: Sheet, stone: Material, at: tuple[float, float]) -> None:
    z, high = at
    curtain(place, sheet, (-44, z + 2, -5, z), stone, span=(-0.3, high - 2))
    curtain(place, sheet, (5, z, 44, z + 2), stone, span=(-0.3, high - 2))
    opening = arch(4.0, 0.0, 3.6, 5.2, pointed=0.5)
    inner = wall(-4, z + 3.5, 4, z + 3.5, low=0, high=7)
    paint(place, sheet, inner, Material("darkwood"), shade=0.35)
    for x in (-1.8, 1.8):
        paint(place, sheet, wall(x, z, x, z + 3.5, low=0, high=5.2), stone, shade=0.5)
    curtain(place, sheet, (-4, z, 4, z), stone, span=(-0.3, high), holes=(opening + vec(0, 0.3),))
    flat = wall(-4, z, 4, z, low=-0.3, high=high)
    rim = arch(4.0, 0.3, 4.4, 5.75, pointed=0.5)
    light = Material(stone.surface, plaster(0.1), None)
    paint(place, sheet, flat, light, outline=rim, holes=(opening + vec(0, 0.3),), shade=1.15)
    for u in np.arange(2.4, 5.8, 0.42):
        paint(
            place, sheet, flat, Material("iron"), outline=oblong(u, 3.3, u + 0.07, 5.2), shade=0.5
        )
    for s in (-1, 1):
        tower(
            place, sheet, (s * 5.6, z - 0.6), stone, radius=2.7, span=(-0.4, high + 2.5), roof=False
        )
        put_banner(place, sheet, (s * 5.4, high - 0.6, z - 3.4))


def put_banner(place: Studio, sheet: Sheet, at: Point3) -> None:
    """A long banner hanging on a wall."""
    d = Drawing()
    d.shape([(-0.6, 0), (0.6, 0), (0.62, -3.1), (0.02, -3.6), (-0.58, -3.1)], "accent", light=0.35)
    d.shape([(0, -0.7), (0.35, -1.2), (0, -1.9), (-0.35, -1.2)], "lamp", light=0.3)
    d.box(-0.75, -0.06, 0.75, 0.06, "darkwood")
    outdoors.put(place, sheet, d, at)


def _yard_floor(place: Studio, far: float) -> Sheet:
    """Paving from our feet to the walls."""
    sheet = place.painting.sheet()
    ground = floor(-60, 0.3, 60, far, y=0.0)
    paint(place, sheet, ground, Material("road", cobbles(0.34)), shade=0.8)
    return sheet


def _torches(place: Studio, z: float) -> Sheet:
    """A torch on each side of the gate."""
    sheet = place.painting.sheet()
    for s in (-1, 1):
        d = Drawing()
        d.limb([(0, -0.9, 0.1), (0.02, 0, 0.13)], "darkwood")
        d.box(-0.13, -0.1, 0.13, 0.02, "iron")
        if outdoors.dark(place.painting):
            d.put(tools.fire(place.painting.rng("torch", s), 0.5, 1.0), 0, 0, 1.0)
        outdoors.put(place, sheet, d, (s * 2.9, 3.4, z - 1.2))
    return sheet


def overhang(painting: Painting, rng: np.random.Generator) -> Sheet:
    """Leaves or an old wall close to the eye."""
    d, left = Drawing(), bool(rng.random() < 0.5)
    for i in range(9):
        x, y = float(rng.uniform(-0.02, 0.17)), 1.04 - 0.028 * i + float(rng.uniform(-0.04, 0.04))
        d.limb([(x - 0.1, y + 0.03, 0.012), (x + 0.04, y, 0.006)], "bark")
        for _ in range(9):
            u, v = x + float(rng.uniform(-0.09, 0.09)), y + float(rng.uniform(-0.05, 0.03))
            d.curve([(u - 0.016, v), (u, v + 0.006), (u + 0.02, v - 0.006), (u, v - 0.01)], "leaf")
    return framed(painting, d, size=1.0, x=0.0 if left else 1.0, y=1.0, blur=2, mirrored=not left)


def courtyard(painting: Painting) -> None:
    """Between the walls: arcades, the keep above them, a fire on the stones."""
    rng = painting.rng("courtyard")
    view, frame = _eye(painting, 1.1)
    painting.add("sky", 0.0, sky(painting, frame.horizon - 80))
    deep, half = float(rng.uniform(19, 25)), float(rng.uniform(8.5, 11))
    spot = (float(rng.choice((-1, 1))) * float(rng.uniform(1.7, 2.6)), 0.0, deep * 0.5)
    fire = ((spot[0], 1.1, spot[2]), 4.2)
    windows = tuple(((s * (half - 1.2), 2.2, deep * 0.8), 2.0) for s in (-1, 1))
    burning = outdoors.dark(painting) or "fire" in painting.wishes.words
    place = outdoors.studio(painting, view, 300, (fire, *windows) if burning else windows)
    stone = masonry(painting, float(rng.uniform(0, 9)))
    plain = Material(stone.surface, blocks(), None, stone.salt)
    behind = painting.sheet()
    keep(place, behind, (float(rng.uniform(-6, 6)), 0, deep + 16), rng, roofs=rng.random() < 0.5)
    painting.add("keep", 0.14, behind)
    turned = np.deg2rad(float(rng.uniform(6, 20))) * float(rng.choice((-1, 1)))
    plan = Plan(float(rng.uniform(-1, 1)), 0.0, turned)
    painting.add("walls", 0.3, _yard_walls(place, plain, (plan, half, deep), rng))
    painting.add("ground", 0.42, _yard_floor(place, deep + 2.6))
    middle = painting.sheet()
    _fireplace(place, middle, spot, burning=burning)
    painting.add("fire", 0.6, middle)
    painting.add("front", 0.95, _archway(painting, rng))


def _yard_walls(
    place: Studio, stone: Material, yard: tuple[Plan, float, float], rng: np.random.Generator
) -> Sheet:
    sheet, high = place.painting.sheet(), float(rng.uniform(6.2, 8))
    plan, half, deep = yard
    wide = 2 * half
    doors = [arch(u, 0.0, 2.3, 3.6) for u in np.linspace(wide * 0.14, wide * 0.86, 5)]
    behind = wall(*plan.line(-half, deep + 2.5, half, deep + 2.5), low=0, high=4)
    paint(place, sheet, behind, stone, shade=0.45)
    line = plan.line(-half, deep, half, deep)
    curtain(place, sheet, line, stone, span=(0, high), holes=tuple(doors))
    for s in (-1, 1):
        line = plan.line(s * half, -6, s * half, deep)
        side = wall(*line, low=0, high=high - 0.8)
        places = np.arange(4.6, deep + 5, 4.4)
        nooks = [arch(float(u), 0.0, 2.2, 3.3) for u in places]
        curtain(place, sheet, line, stone, span=(0, high - 0.8))
        for nook in nooks:
            paint(place, sheet, side, stone, outline=nook, shade=0.42)
        roof = wall(*line, low=4.3, high=4.6)
        paint(place, sheet, roof, Material("darkwood"), shade=0.8)
    for s in (-1, 1):
        at = plan.line(s * (half - 0.4), deep, 0, 0)[:2]
        tower(place, sheet, at, stone, radius=2.4, span=(0, high + 4), roof=s < 0)
    return sheet


def _fireplace(place: Studio, sheet: Sheet, at: Point3, *, burning: bool) -> None:
    """Logs on the stones, burning or not, and a well's ring on the other side."""
    d = Drawing()
    for x, y in ((-0.5, 0.08), (0.1, 0.1), (0.5, 0.07), (-0.1, 0.24)):
        d.limb([(x - 0.45, y, 0.17), (x + 0.4, y + 0.1, 0.15)], "bark", light=0.4)
    if burning:
        d.put(tools.fire(place.painting.rng("bonfire"), 1.3, 1.7), 0, 0.2, 1.0)
    outdoors.put(place, sheet, d, at, grounded=True)
    stone = Material("stone", blocks(0.28, 0.5, 0.02))
    well = (-at[0] * 1.25, at[2] + 2.5)
    round_tower(place, sheet, well, stone, radius=1.0, span=(0.0, 0.95))
    frame = Drawing()
    for s in (-1, 1):
        frame.limb([(s * 0.95, 0.6, 0.14), (s * 0.95, 2.5, 0.12)], "darkwood")
    frame.shape([(-1.35, 2.4), (1.35, 2.4), (0.95, 3.05), (-0.95, 3.05)], "roof")
    frame.limb([(0, 2.4, 0.03), (0, 1.5, 0.03)], "wheat")
    outdoors.put(place, sheet, frame, (well[0], 0.0, well[1] - 0.4))


def _archway(painting: Painting, rng: np.random.Generator) -> Sheet:
    """The arch through which one looks, or a hanging branch."""
    if rng.random() < 0.4:
        return overhang(painting, rng)
    d, wide = Drawing(), painting.width / painting.height
    shift = float(rng.uniform(-0.03, 0.03))
    opening = arch(wide / 2 + shift, -0.3, wide * 0.97, 1.26, pointed=-0.6)
    outer = [(-0.4, -0.4), (wide + 0.4, -0.4), (wide + 0.4, 1.4), (-0.4, 1.4)]
    d.shape(outer, "stone", opening, light=0.2)
    return framed(painting, d, size=1.0, x=0.0, y=1.0, blur=3)
