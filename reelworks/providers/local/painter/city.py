"""Cities: the skyline from a terrace, and the street between houses."""

from __future__ import annotations

import numpy as np

from reelworks.providers.local.painter import houses, outdoors, scenery, tools
from reelworks.providers.local.painter.arrays import resized, vec
from reelworks.providers.local.painter.blocks import Box, Plan, block
from reelworks.providers.local.painter.colour import mix
from reelworks.providers.local.painter.drawing import Drawing
from reelworks.providers.local.painter.indoors import framed
from reelworks.providers.local.painter.masonry import cobbles, ripples, stripes, tiles
from reelworks.providers.local.painter.noise import fractal, smoothstep
from reelworks.providers.local.painter.painting import Painting, Sheet
from reelworks.providers.local.painter.people import Dress, Hat, Person, person
from reelworks.providers.local.painter.sky import sky
from reelworks.providers.local.painter.solids import (
    Face,
    Material,
    Point3,
    Studio,
    floor,
    paint,
    wall,
)
from reelworks.providers.local.painter.vessels import rowing_boat

Spots = tuple[tuple[Point3, float], ...]  # lamps: where, and how far they reach
_OLD = frozenset(
    ("medieval", "old", "ancient", "rome", "roman", "renaissance", "century", "venice", "florence")
)
_CANAL = frozenset(("canal", "canals", "gondola"))
_NEW = frozenset(
    ("skyscraper", "skyscrapers", "modern", "downtown", "skyline", "york", "tokyo", "shanghai")
)


def city(painting: Painting) -> None:
    """Rows of buildings in the haze, seen from a terrace above them."""
    rng, frame = painting.rng("city"), scenery.framed(painting)
    words = set(painting.wishes.words)
    old = bool(words & _OLD) or (not words & _NEW and rng.random() < 0.4)
    painting.add("sky", 0.0, sky(painting, frame.horizon + 20))
    eye = (24.0 if old else 42.0) * min(max(frame.lift, 0.7), 1.8)
    view = scenery.lens(painting, frame, eye)
    place = outdoors.studio(painting, view, 420 if old else 1300)
    rows = ((420, 260), (210, 130), (105, 70)) if old else ((1900, 1100), (850, 520), (380, 240))
    for name, depth, span in zip(("far", "middle", "near"), (0.1, 0.24, 0.4), rows, strict=True):
        sheet = painting.sheet()
        reach = span[0] * (3.0 if name == "far" else 1.02)
        ground = floor(-5000, span[1] * 0.85, 5000, reach, y=0)
        paint(place, sheet, ground, Material("forest" if old else "rock"), shade=0.7)
        _quarter(place, sheet, rng, span, old=old)
        _settled(painting, sheet, frame.horizon, depth)
        painting.add(name, depth, sheet)
    painting.add("terrace", 0.68, _terrace(place, rng))
    painting.add("front", 0.95, _lamp_post(painting, rng))


def _quarter(
    place: Studio, sheet: Sheet, rng: np.random.Generator, span: tuple[float, float], *, old: bool
) -> None:
    """The buildings between two distances, the farthest first."""
    far, near = span
    spread = place.lens.width / place.lens.focal * 0.5
    lines = np.linspace(far, near, 2 if old or far > 400 else 3)
    for z in lines:
        step = 11.5 / (spread * float(z)) if old else 0.17
        for share in np.arange(-1.08, 1.1, step * float(rng.uniform(0.85, 1.2))):
            x = (float(share) + float(rng.normal(0, 0.12 * step))) * spread * float(z)
            deep = float(z) * float(rng.uniform(0.97, 1.05))
            _building(place, sheet, rng, (x, deep), old=old)


def _building(
    place: Studio, sheet: Sheet, rng: np.random.Generator, at: tuple[float, float], *, old: bool
) -> None:
    x, z = at
    turn = float(rng.normal(0, 0.12))
    if old:
        if rng.random() < 0.04:
            houses.church(place, sheet, Plan(x, z, turn + 0.3), rng)
            return
        sloped = Plan(x, z, turn + float(rng.choice((0.0, 1.57))))
        houses.house(place, sheet, sloped, rng, floors=int(rng.integers(2, 5)))
        return
    tall = 0.3 + 0.9 * float(rng.beta(1.4, 3.2)) + 0.35 * float(np.exp(-((x / (0.3 * z)) ** 2)))
    high = float(np.clip(tall * 95, 14, 190)) * (0.55 if z < 420 else 1.0)
    wide = float(rng.uniform(20, 38)) * (1.4 if z > 1000 else 1.0)
    houses.slab(place, sheet, Plan(x, z, turn), rng, high=high, wide=wide)


def _settled(painting: Painting, sheet: Sheet, horizon: float, depth: float) -> None:
    """Haze lies between the houses, lower down more of it, torn a little."""
    height, width = painting.height // 8, painting.width // 8
    rows = np.arange(height, dtype=np.float32)[:, None] * 8 / painting.unit
    torn = fractal(painting.rng("haze", depth), height, width, width / 4, 3)
    low = smoothstep(horizon - 60, horizon + 240, rows + torn * 26)
    share = resized(low * np.float32(0.7 - 0.85 * depth), painting.height, painting.width)
    sheet.tint(painting.palette.haze, share)


def _terrace(place: Studio, rng: np.random.Generator) -> Sheet:
    """Paving under our feet and a balustrade at its edge."""
    painting, sheet = place.painting, place.painting.sheet()
    lens = place.lens
    ground = lens.eye - 2.7
    far = lens.focal * 2.7 / max(painting.px(float(rng.uniform(850, 880))) - lens.horizon, 40)
    stone = Material("stone", tiles(0.7, 0.1), None, 3.0)
    paint(place, sheet, floor(-40, 0.3, 40, far, y=ground), stone, shade=0.85)
    rail: Box = (-40, ground + 0.82, far, 40, ground + 0.98, far + 0.3)
    block(place, sheet, Plan(), (-40, ground - 0.1, far, 40, ground + 0.14, far + 0.3), stone)
    for x in np.arange(-9.9, 10, 0.55):
        outdoors.put(place, sheet, _baluster(), (float(x), ground + 0.13, far + 0.12))
    block(place, sheet, Plan(), rail, stone)
    return sheet


def _baluster() -> Drawing:
    d = Drawing()
    right = [(0.06, 0.7), (0.04, 0.5), (0.1, 0.36), (0.12, 0.2), (0.05, 0.0)]
    d.curve([*((-x, y) for x, y in reversed(right)), *right], "stone", light=0.1)
    return d


def _lamp_post(painting: Painting, rng: np.random.Generator) -> Sheet:
    """A lamp on its post, or a branch, at one side."""
    d, left = Drawing(), bool(rng.random() < 0.5)
    d.limb([(0, -0.1, 0.03), (0, 0.25, 0.02), (0, 0.62, 0.014)], "iron")
    d.limb([(0, 0.6, 0.01), (0.03, 0.66, 0.01), (0.075, 0.64, 0.008)], "iron")
    lantern = tools.lantern(0.03)
    if not outdoors.dark(painting):
        lantern.halos.clear()
    d.put(lantern, 0.075, 0.645, 0.36)
    return framed(
        painting, d, size=1.15, x=0.035 if left else 0.965, y=1.0, blur=2, mirrored=not left
    )


def street(painting: Painting) -> None:
    """Two rows of houses that run together in the distance."""
    rng, frame = painting.rng("street"), scenery.framed(painting)
    rows = {"low": 690, "above": 330, "close": 560, "wide": 560, "distant": 540, "eye": 540}
    frame = scenery.Frame(rows[painting.wishes.framing], frame.lift, frame.near)
    view = scenery.lens(painting, frame, 1.7 + 3.4 * max(frame.lift - 1.2, 0))
    painting.add("sky", 0.0, sky(painting, frame.horizon))
    half, bend = float(rng.uniform(3.6, 5.2)), float(rng.uniform(-0.10, 0.10))
    spots = tuple(((s * half * 0.7, 3.3, z), 2.6) for z, s in ((9.0, -1), (17.0, 1), (27.0, -1)))
    place = outdoors.studio(painting, view, 130, spots if outdoors.dark(painting) else ())
    end = painting.sheet()
    houses.church(place, end, Plan(bend * 110 + 2, 112, 0.9, 0.0), rng)
    painting.add("church", 0.1, end)
    _rows(place, rng, half, bend)
    if _CANAL & set(painting.wishes.words):
        quay = scenery.stage(painting, "stone", crest=float(rng.uniform(850, 875)), rough=0.3)
        painting.add("quay", 0.6, quay)
    else:
        sheet = painting.sheet()
        _trade(place, sheet, rng, half, bend)
        _lamps(place, sheet, spots)
        painting.add("lamps", 0.6, sheet)
    painting.add("front", 0.95, _line_of_flags(painting, rng))


def _rows(place: Studio, rng: np.random.Generator, half: float, bend: float) -> None:
    """Houses on both sides from the far end, with the paving between them."""
    painting, plots = place.painting, []
    for s in (-1, 1):
        z = 1.5
        while z < 90:
            long = float(rng.uniform(6, 9.5))
            plots.append((z, long, s))
            z += long
    far, near = painting.sheet(), painting.sheet()
    for sheet, low, high in ((far, 26.0, 99.0), (near, 0.0, 26.0)):
        for z, long, s in sorted(plots, reverse=True):
            if low <= z < high:
                _terraced(place, sheet, rng, (s * half + bend * z, z, long, s))
    painting.add("far", 0.24, far)
    ground = painting.sheet()
    canal = bool(_CANAL & set(painting.wishes.words))
    bed = Material("water", ripples(1.3)) if canal else Material("road", cobbles(0.2))
    paint(place, ground, floor(-90, 0.3, 90, 600, y=0), bed, shade=1.25 if canal else 0.9)
    if canal:
        _afloat(place, ground, rng, half)
    painting.add("ground", 0.36, ground)
    painting.add("near", 0.42, near)


def _afloat(place: Studio, sheet: Sheet, rng: np.random.Generator, half: float) -> None:
    """Boats on a canal, and what the sky leaves on its water."""
    p = place.painting.palette
    rows = np.arange(place.painting.height, dtype=np.float32)[:, None]
    below = smoothstep(0, place.painting.px(420), rows - place.lens.horizon)
    sheet.tint(mix(p.lower, p.upper, 0.4), (0.55 * (1 - below) + 0.12) * (sheet.alpha > 0))
    for z, side in ((34.0, 0.35), (16.0, -0.42)):
        boat = rowing_boat(rng, lit=False)
        outdoors.put(place, sheet, boat, (side * half, 0.0, z), tall=1.1, grounded=True)


def _terraced(
    place: Studio, sheet: Sheet, rng: np.random.Generator, plot: tuple[float, float, float, int]
) -> None:
    """One house of a row: its front to the street, its roof sloping to it."""
    x, z, long, s = plot
    floors = int(rng.integers(2, 5))
    high, deep = 2.8 * floors + 0.8, 7.0
    walls = houses.facade(place.painting, rng)
    box: Box = (min(x, x + s * deep), 0, z, max(x, x + s * deep), high, z + long)
    block(place, sheet, Plan(), box, walls)
    rise = float(rng.uniform(2, 3.4))
    slope = np.array((s * deep / 2, rise, 0), np.float32)
    eaves = wall(x - s * 0.35, z, x - s * 0.35, z + long, low=high - 0.2, high=high)
    roof = houses.roofing(rng)
    paint(place, sheet, Face(eaves.corner, eaves.right, slope), roof)
    trim = wall(x - s * 0.02, z, x - s * 0.02, z + long, low=0.0, high=0.7)
    paint(place, sheet, trim, Material("stone"), shade=0.8)
    door = wall(x - s * 0.03, z + long * 0.42, x - s * 0.03, z + long * 0.42 + 1.1, low=0, high=2.2)
    paint(place, sheet, door, Material(str(rng.choice(("darkwood", "wood", "cloth", "forest")))))


def _trade(place: Studio, sheet: Sheet, rng: np.random.Generator, half: float, bend: float) -> None:
    """Awnings, barrels and passers-by, the farthest first."""
    for z in sorted((float(v) for v in rng.uniform(7, 34, 9)), reverse=True):
        s = float(rng.choice((-1, 1)))
        x = s * (half - 0.7) + bend * z
        kind = int(rng.integers(4))
        if kind == 0 and z > 9:
            _awning(
                place,
                sheet,
                (x + s * 0.7, z, s),
                str(rng.choice(("red", "accent", "cloth", "wheat"))),
            )
        elif kind == 1:
            outdoors.put(place, sheet, tools.barrel(), (x, 0.0, z), grounded=True)
        elif z > 10:
            who = Person(
                dress=Dress((Dress.COAT, Dress.JACKET, Dress.GOWN)[int(rng.integers(3))]),
                hat=Hat((Hat.CAP, Hat.BRIM, Hat.NONE, Hat.BUN)[int(rng.integers(4))]),
                stride=0.7,
            )
            at = (bend * z + float(rng.uniform(-0.6, 0.6)) * half, 0.0, z)
            outdoors.put(place, sheet, person(who), at, tall=1.68, grounded=True)


def _awning(place: Studio, sheet: Sheet, at: tuple[float, float, float], surface: str) -> None:
    """Striped cloth over a shop's front."""
    x, z, s = at
    cloth = Face(vec(x, 2.75, z), vec(0, 0, 3.2), vec(-s * 1.3, -0.6, 0))
    striped = Material(surface, stripes(0.4))
    paint(place, sheet, cloth, striped)
    paint(place, sheet, wall(x - s * 1.3, z, x - s * 1.3, z + 3.2, low=1.95, high=2.15), striped)


def _lamps(place: Studio, sheet: Sheet, spots: Spots) -> None:
    """Street lamps, lit when it is dark."""
    for (x, y, z), _ in sorted(spots, key=lambda spot: -spot[0][2]):
        d = Drawing()
        d.limb([(0, 0, 0.16), (0, 0.8, 0.1), (0, y + 0.3, 0.07)], "iron")
        lantern = tools.lantern(0.02)
        if not outdoors.dark(place.painting):
            lantern.halos.clear()
        d.put(lantern, 0, y + 1.0, 1.9)
        outdoors.put(place, sheet, d, (x, 0.0, z), grounded=True)


def _line_of_flags(painting: Painting, rng: np.random.Generator) -> Sheet:
    """A line with small flags or linen across the street, near the upper edge."""
    d, wide = Drawing(), painting.width / painting.height
    sag, top = float(rng.uniform(0.05, 0.09)), float(rng.uniform(0.95, 1.0))
    x = np.linspace(-0.05, wide + 0.05, 15)
    y = top - sag * np.sin(np.linspace(0, np.pi, 15)) + np.linspace(0.05, 0, 15)
    d.limb([(float(a), float(b), 0.004) for a, b in zip(x, y, strict=True)], "darkwood")
    for a, b in zip(x[1:-1], y[1:-1], strict=True):
        u, v = float(a), float(b)
        surface = str(rng.choice(("accent", "paper", "cloth", "red", "wheat")))
        d.shape([(u - 0.026, v), (u + 0.026, v), (u + 0.004, v - 0.075)], surface, light=0.35)
    return framed(painting, d, size=1.0, x=0.0, y=1.0, blur=1.2)
