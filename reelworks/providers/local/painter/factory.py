"""Factory halls: iron and brick, furnaces, turning wheels, steam in the light."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from reelworks.providers.local.painter import engines, tools
from reelworks.providers.local.painter.arrays import resized
from reelworks.providers.local.painter.blocks import block
from reelworks.providers.local.painter.colour import mix
from reelworks.providers.local.painter.drawing import Drawing
from reelworks.providers.local.painter.indoors import Opening, Room, Walls, framed, put, room
from reelworks.providers.local.painter.masonry import blocks, cobbles, planks, tiles
from reelworks.providers.local.painter.noise import fractal, smoothstep
from reelworks.providers.local.painter.painting import Painting, Sheet
from reelworks.providers.local.painter.shell import outside, shafts, shell
from reelworks.providers.local.painter.solids import Material, paint

_HOT = frozenset(("furnace", "furnaces", "foundry", "steel", "forge", "molten", "coal", "glass"))


def factory(painting: Painting) -> None:
    """A hall seen along its length."""
    rng = painting.rng("factory")
    side = "right" if painting.palette.side > 0 else "left"
    hot = bool(_HOT & set(painting.wishes.words)) or rng.random() < 0.35
    a = 0.17 if side == "right" else 0.83
    glows = [((a, 0.12, b), 3.4) for b in (0.9, 0.62)] if hot else []
    lamps = [((0.5, 0.62, b), 2.6) for b in (0.45, 0.8)]
    place = room(painting, (16, 8.6, 24), _windows(rng, side), [*glows, *lamps])
    outside(painting, place)
    painting.add("hall", 0.16, _hall(place, rng))
    back = painting.sheet()
    _row(place, back, rng, a, (0.95, 0.78), hot=hot)
    _row(place, back, rng, 1 - a, (0.93, 0.74), hot=False)
    _lamps(place, back)
    painting.add("machines", 0.32, back)
    painting.add("light", 0.42, shafts(place, 1.15))
    near = painting.sheet()
    _row(place, near, rng, a, (0.56,), hot=hot)
    _row(place, near, rng, 1 - a, (0.5,), hot=False)
    painting.add("near machines", 0.55, near)
    painting.add("steam", 0.62, _steam(painting, rng, place.studio.lens.horizon))
    painting.add("front", 0.95, _front(painting, rng))


def _windows(rng: np.random.Generator, side: str) -> list[Opening]:
    tall, wide = float(rng.uniform(3.2, 4.0)), float(rng.uniform(1.6, 2.1))
    sides = [
        Opening(side, s, 2.5, wide, tall, (3, 5), arched=True) for s in (0.3, 0.48, 0.66, 0.84)
    ]
    if rng.random() < 0.5:
        return [*sides, Opening("back", 0.5, 2.3, 4.6, 4.4, (6, 5), arched=True)]
    return [
        *sides,
        *(Opening("back", s, 2.5, wide, tall, (3, 5), arched=True) for s in (0.26, 0.5, 0.74)),
    ]


def _hall(place: Room, rng: np.random.Generator) -> Sheet:
    salt = float(rng.uniform(0, 9))
    brick = Material("brick", blocks(0.16, 0.42, 0.018), None, salt)
    ground = Material("road", tiles(1.2, 0.08) if rng.random() < 0.5 else cobbles(0.3))
    walls = Walls(brick, ground, Material("darkwood", planks(0.5, 6)))
    sheet = shell(place, walls)
    for share in np.linspace(0.99, 0.14, 7):
        _truss(place, sheet, float(share) * place.deep)
    return sheet


def _truss(place: Room, sheet: Sheet, b: float) -> None:
    """Columns at the walls and a braced girder between them."""
    iron, wide, top = Material("iron"), place.wide, place.tall
    low = top - 1.15
    for a in (0.05, wide - 0.35):
        block(place.studio, sheet, place.plan, (a, 0, b - 0.15, a + 0.3, top, b + 0.15), iron)
    block(place.studio, sheet, place.plan, (0, low, b - 0.1, wide, low + 0.16, b + 0.1), iron)
    flat = place.plan.face((0, low, b), (wide, 0, 0), (0, top - low, 0))
    stops = np.linspace(0, wide, 11)
    for i, (left, right) in enumerate(pairwise(float(u) for u in stops)):
        foot, head = (left, right) if i % 2 else (right, left)
        brace = ((foot, 0.1), (foot + 0.14, 0.1), (head + 0.14, 1.15), (head, 1.15))
        paint(place.studio, sheet, flat, iron, outline=brace, shade=0.75)


def _row(
    place: Room,
    sheet: Sheet,
    rng: np.random.Generator,
    across: float,
    deeps: tuple[float, ...],
    *,
    hot: bool,
) -> None:
    """Machines along a wall, the farthest first."""
    for deep in deeps:
        make = engines.furnace if hot and deep > 0.6 else engines.MACHINES[int(rng.integers(3))]
        size = float(rng.uniform(0.85, 1.1)) * min(place.tall / 8.6, 1.0)
        at = (across * place.wide, 0.0, deep * place.deep)
        put(place, sheet, make(rng), at, tall=size, mirrored=across > 0.5, gain=0.95, grounded=True)


def _lamps(place: Room, sheet: Sheet) -> None:
    """Lamps in the middle of the hall and a hook on its chain."""
    for b in (0.8, 0.45):
        d = Drawing()
        d.put(tools.lantern(1.4), 0, 0, 1.7)
        put(place, sheet, d, (place.wide * 0.5, place.tall - 1.1, place.deep * b))
    put(place, sheet, engines.hook(2.2), (place.wide * 0.42, place.tall - 1.0, place.deep * 0.6))


def _steam(painting: Painting, rng: np.random.Generator, horizon: float) -> Sheet:
    """Clouds of steam that catch the light."""
    height, width = painting.height // 6, painting.width // 6
    cloud = smoothstep(-0.1, 1.1, fractal(rng, height, width, width / 6, 5))
    rows = np.arange(height, dtype=np.float32)[:, None] * 6
    columns = np.arange(width, dtype=np.float32)[None, :] / np.float32(width)
    bank = np.exp(-(((rows - horizon) / painting.px(260)) ** 2))
    aside = 0.35 + 0.65 * np.abs(columns - 0.5) * 2
    share = resized(cloud * bank * aside * np.float32(0.4), painting.height, painting.width)
    p, sheet = painting.palette, painting.sheet()
    sheet.wash(mix(mix(p.haze, p.lamp, 0.25), p.glow, 0.2), share)
    return sheet


def _front(painting: Painting, rng: np.random.Generator) -> Sheet:
    """A gear, a girder or pipes close to the eye."""
    d, left = Drawing(), bool(rng.random() < 0.5)
    choice = int(rng.integers(3))
    if choice == 0:
        engines.gear(d, 0.0, 0.08, 0.34, teeth=22)
        engines.gear(d, 0.33, -0.1, 0.17, teeth=12)
    elif choice == 1:
        d.box(-0.1, -0.1, 0.05, 1.2, "iron", light=0.3)
        d.box(-0.1, -0.1, 0.075, 0.05, "iron", light=0.4)
        for y in np.arange(0.08, 1.1, 0.06):
            d.oval(0.03, float(y), 0.008, 0.008, "metal", light=0.6)
    else:
        d.limb(
            [(-0.1, 0.93, 0.07), (0.16, 0.93, 0.07), (0.21, 0.98, 0.07), (0.21, 1.1, 0.07)], "iron"
        )
        d.limb([(0.05, 1.1, 0.05), (0.05, 0.4, 0.05), (0.03, -0.1, 0.05)], "iron")
        engines.gear(d, 0.05, 0.56, 0.075, teeth=40, surface="brass")
    return framed(painting, d, size=1.0, x=0.0 if left else 1.0, y=1.0, mirrored=not left)
