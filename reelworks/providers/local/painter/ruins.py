"""What is left of old cultures: temples, broken columns, pyramids."""

from __future__ import annotations

import numpy as np

from reelworks.providers.local.painter import outdoors, scenery
from reelworks.providers.local.painter.arrays import vec
from reelworks.providers.local.painter.blocks import Box, Plan, block, round_tower
from reelworks.providers.local.painter.drawing import Drawing
from reelworks.providers.local.painter.gates import overhang
from reelworks.providers.local.painter.indoors import framed
from reelworks.providers.local.painter.masonry import blocks, plaster, stripes, tiles
from reelworks.providers.local.painter.painting import Painting, Sheet
from reelworks.providers.local.painter.sky import sky
from reelworks.providers.local.painter.solids import (
    Face,
    Material,
    Point3,
    Studio,
    floor,
    paint,
)
from reelworks.providers.local.painter.village import meadow, planted

_TALL = 7.4  # metres of a column
_EGYPT = frozenset(
    ("pyramid", "pyramids", "egypt", "egyptian", "pharaoh", "sphinx", "nile", "giza")
)
_EAST = frozenset(("pagoda", "shrine", "buddha", "zen", "monastery", "shogun", "samurai"))


def temple(painting: Painting) -> None:
    """A temple whole: of columns, a pagoda, or the pyramids, as the words say."""
    words, rng = set(painting.wishes.words), painting.rng("temple")
    if words & _EGYPT:
        _pyramids(painting, rng)
    elif words & _EAST:
        _pagoda(painting, rng)
    else:
        _columns(painting, rng, broken=0.0)


def ruins(painting: Painting) -> None:
    """Broken columns and arches under the sky."""
    _columns(painting, painting.rng("ruins"), broken=0.62)


def _ground(painting: Painting, rng: np.random.Generator, eye: float) -> outdoors.Country:
    frame = scenery.framed(painting)
    painting.add("sky", 0.0, sky(painting, frame.horizon))
    view = scenery.lens(painting, frame, eye * max(frame.lift, 0.6))
    heights = outdoors.rolling(painting, tall=float(rng.uniform(10, 26)), broad=260)
    return outdoors.country(painting, view, heights, far=2600)


def _columns(painting: Painting, rng: np.random.Generator, *, broken: float) -> None:
    land = _ground(painting, rng, 3.2)
    place = outdoors.studio(painting, land.view, 420)
    stone = Material(str(rng.choice(("stone", "sand", "cliff"))), plaster(0.14, 1.2), None, 1.0)
    plan = _footing(place, land, rng)
    sheets = scenery.cut(painting, land.land, land.rgb, (max(plan.z - 17, 12),))
    painting.add("far", 0.12, sheets[0])
    building = painting.sheet()
    _temple(place, building, plan, stone, rng, broken=broken)
    painting.add("temple", 0.3, building)
    near = sheets[1]
    _strewn(place, near, land, rng, stone, many=14 if broken else 5)
    for _ in range(5):
        z, s = float(rng.uniform(16, 34)), float(rng.choice((-1, 1)))
        x = s * z * float(rng.uniform(0.36, 0.6))
        at = (x, land.at(x, z), z)
        planted(place, near, rng, at, str(rng.choice(("cypress", "bush", "broadleaf", "cypress"))))
    painting.add("near", 0.45, near)
    meadow(painting, "sand")
    painting.add(
        "front", 0.94, overhang(painting, rng) if rng.random() < 0.5 else _shaft(painting, rng)
    )


def _footing(place: Studio, land: outdoors.Country, rng: np.random.Generator) -> Plan:
    """Where the temple stands, as far as it takes to see its roof, turned to show two sides."""
    near = {"close": 0.8, "low": 0.95, "distant": 1.7, "wide": 1.25}
    fit = place.lens.focal * 14 / (place.lens.horizon * 0.95)
    z = 12 + fit * near.get(place.painting.wishes.framing, 1.0) * float(rng.uniform(0.95, 1.1))
    turn = float(rng.choice((-1, 1))) * float(rng.uniform(0.3, 0.65))
    x = float(rng.uniform(-0.1, 0.1)) * z
    return Plan(x, z, turn, land.at(x, z - 15) + 0.5)


def _temple(
    place: Studio,
    sheet: Sheet,
    plan: Plan,
    stone: Material,
    rng: np.random.Generator,
    *,
    broken: float,
) -> None:
    """Steps, columns all round, beams and a gable; `broken` is how much of it has fallen."""
    half, deep, tall = 8.5, 13.0, _TALL
    _steps(place, sheet, plan, stone, (half, deep))
    inner, high = half * 0.55, 1.0 + tall * (0.92 - 0.4 * broken)
    cella: Box = (-inner, 1.0, -deep * 0.6, inner, high, deep * 0.7)
    block(place, sheet, plan, cella, Material(stone.surface, blocks(0.6, 1.3, 0.03)))
    spots = [(float(a), s * deep) for a in np.linspace(-half, half, 6) for s in (-1, 1)]
    spots += [(s * half, float(b)) for b in np.linspace(-deep, deep, 9)[1:-1] for s in (-1, 1)]
    for spot in sorted((plan.at(a, 0, b) for a, b in spots), key=lambda at: -at[2]):
        high = tall if rng.random() > broken else tall * float(rng.uniform(0.12, 0.8))
        _column(place, sheet, spot, stone, high)
    if broken and rng.random() < 0.75:
        _lintel(place, sheet, plan, stone, (-half - 0.6, -half * 0.1, -deep))
        return
    wide, long = half + 0.7, deep + 0.7
    block(place, sheet, plan, (-wide, 1.02 + tall, -long, wide, 2.5 + tall, long), stone)
    _pediment(place, sheet, plan, stone, (half, deep, 2.5 + tall))


def _steps(
    place: Studio, sheet: Sheet, plan: Plan, stone: Material, size: tuple[float, float]
) -> None:
    """Three steps all round; the lowest goes into the ground."""
    for i in range(3):
        half, deep = (side + 1.3 - 0.42 * i for side in size)
        low = 0.34 * i - 2.5 * (i == 0)
        block(place, sheet, plan, (-half, low, -deep, half, 0.34 * (i + 1), deep), stone)


def _column(place: Studio, sheet: Sheet, at: Point3, stone: Material, tall: float) -> None:
    x, y, z = at
    fluted = Material(stone.surface, stripes(0.12, 0.22), None, stone.salt)
    span = (y + 1.02, y + 1.02 + tall)
    round_tower(place, sheet, (x, z), fluted, radius=0.62, span=span, facets=10, taper=0.84)
    if tall > _TALL - 0.4:
        block(place, sheet, Plan(x, z, 0.0, span[1]), (-0.75, -0.32, -0.75, 0.75, 0, 0.75), stone)


def _lintel(
    place: Studio,
    sheet: Sheet,
    plan: Plan,
    stone: Material,
    span: Point3,
) -> None:
    """A last piece of beam on two columns."""
    (left, right, b), tall = span, _TALL
    for a in (left + 0.6, right - 0.6):
        _column(place, sheet, plan.at(a, 0, b), stone, tall + 0.1)
    block(place, sheet, plan, (left, 1.1 + tall, b - 0.7, right, 2.3 + tall, b + 0.7), stone)


def _pediment(
    place: Studio, sheet: Sheet, plan: Plan, stone: Material, size: tuple[float, float, float]
) -> None:
    """The gable over the front and the roof behind it."""
    half, deep, low = size
    rise, out = half * 0.34, 1.0
    for s in (-1, 1):
        slope = plan.face(
            (s * (half + out), low, -deep - out),
            (0, 0, 2 * (deep + out)),
            (-s * (half + out), rise, 0),
        )
        normal = np.cross(slope.right, slope.up) * s
        normal = normal if normal[1] > 0 else -normal
        if float(normal @ (vec(0, place.lens.eye, 0) - slope.corner)) > 0:
            paint(place, sheet, slope, Material("roof", tiles(0.8, 0.12)))
    front = plan.face((-half - out, low, -deep - 0.7), (2 * (half + out), 0, 0), (0, rise, 0))
    wide = 2 * (half + out)
    paint(place, sheet, front, stone, outline=((0, 0), (wide, 0), (wide / 2, rise)))
    inner = ((1.6, 0.25), (wide - 1.6, 0.25), (wide / 2, rise - 0.45))
    paint(place, sheet, front, stone, outline=inner, shade=0.72)


def _strewn(
    place: Studio,
    sheet: Sheet,
    land: outdoors.Country,
    rng: np.random.Generator,
    stone: Material,
    *,
    many: int,
) -> None:
    """Fallen drums and blocks in the grass."""
    for z in sorted((float(v) for v in rng.uniform(9, 30, many)), reverse=True):
        x = float(rng.uniform(-0.5, 0.5)) * z
        y, size = land.at(x, z), float(rng.uniform(0.3, 0.75))
        plan = Plan(x, z, float(rng.uniform(0, 1.5)), y)
        if rng.random() < 0.4:
            round_tower(
                place, sheet, (x, z), stone, radius=0.6, span=(y - 0.2, y + size), facets=12
            )
        else:
            block(
                place, sheet, plan, (-size, -0.2, -size * 0.6, size, size * 0.9, size * 0.6), stone
            )


def _shaft(painting: Painting, rng: np.random.Generator) -> Sheet:
    """A column close to the eye."""

    d, left = Drawing(), bool(rng.random() < 0.5)
    d.box(-0.1, -0.1, 0.12, 1.2, "stone", light=0.3)
    for i in range(6):
        x = -0.05 + 0.03 * i
        d.box(x, -0.1, x + 0.008, 1.2, "rock", light=0.1, soft=0.0)
    return framed(painting, d, size=1.0, x=0.0 if left else 1.0, y=1.0, blur=3, mirrored=not left)


def _pyramids(painting: Painting, rng: np.random.Generator) -> None:
    """Pyramids in the sand."""
    frame = scenery.framed(painting)
    painting.add("sky", 0.0, sky(painting, frame.horizon))
    view = scenery.lens(painting, frame, 6.0 * max(frame.lift, 0.6))
    place = outdoors.studio(painting, view, 1500)
    sheet = painting.sheet()
    sand = Material("sand", plaster(0.14, 40.0))
    paint(place, sheet, floor(-4000, 30, 4000, 4000, y=0), sand)
    stone = Material("sand", blocks(1.5, 3.2, 0.09))
    side = float(rng.choice((-1, 1)))
    spots = ((side * 210, 640.0, 130.0), (-side * 60, 470.0, 150.0), (side * 95, 330.0, 84.0))
    for x, z, size in spots:
        _pyramid(
            place,
            sheet,
            Plan(x * float(rng.uniform(0.8, 1.2)), z, float(rng.uniform(0.3, 0.9))),
            stone,
            size,
        )
    painting.add("pyramids", 0.2, sheet)
    dunes = painting.sheet()
    heights = outdoors.rolling(painting, tall=5.0, broad=46)
    land = outdoors.country(painting, view, heights, far=190)
    land.rgb[...] = scenery.covered(painting, land.land, ("sand", None))
    dunes = scenery.cut(painting, land.land, land.rgb, ())[0]
    painting.add("dunes", 0.45, dunes)
    painting.add("ground", 0.68, scenery.stage(painting, "sand", crest=850, second="cliff"))


def _pyramid(place: Studio, sheet: Sheet, plan: Plan, stone: Material, size: float) -> None:
    """Four triangles."""
    half, high = size / 2 * 1.45, size
    corners = ((-half, -half), (half, -half), (half, half), (-half, half))
    for i in (2, 1, 3, 0):
        (a0, b0), (a1, b1) = corners[i], corners[(i + 1) % 4]
        middle = ((a0 + a1) / 2, (b0 + b1) / 2)
        flat: Face = plan.face((a0, 0, b0), (a1 - a0, 0, b1 - b0), (-middle[0], high, -middle[1]))
        outward = vec(*plan.at(*(middle[0], half * 0.7, middle[1]))) - vec(plan.x, 0, plan.z)
        if float(outward @ (vec(0, place.lens.eye, 0) - flat.corner)) > 0:
            wide, tall = flat.size
            paint(place, sheet, flat, stone, outline=((0, 0), (wide, 0), (wide / 2, tall)))


def _pagoda(painting: Painting, rng: np.random.Generator) -> None:
    """A tower of curved roofs among trees."""
    land = _ground(painting, rng, 4.0)
    sheets = scenery.cut(painting, land.land, land.rgb, (52,))
    painting.add("far", 0.12, sheets[0])
    place = outdoors.studio(painting, land.view, 420)
    sheet = painting.sheet()
    storeys = int(rng.integers(4, 6))
    z = land.view.focal * (storeys * 4.6 + 6) / (land.view.horizon * float(rng.uniform(0.8, 0.95)))
    x = float(rng.uniform(-0.18, 0.18)) * z
    outdoors.put(
        place, sheet, _roofs(storeys), (x, land.at(x, z) - 0.3, z), tall=5.2, grounded=True
    )
    painting.add("pagoda", 0.3, sheet)
    near = sheets[1]
    for _ in range(9):
        depth, s = float(rng.uniform(15, 44)), float(rng.choice((-1, 1)))
        across = s * depth * float(rng.uniform(0.26, 0.55))
        spot = (across, land.at(across, depth), depth)
        planted(place, near, rng, spot, str(rng.choice(("conifer", "broadleaf", "bush"))))
    painting.add("near", 0.45, near)
    meadow(painting)
    painting.add("front", 0.94, overhang(painting, rng))


def _roofs(storeys: int) -> Drawing:
    """The pagoda, one storey a unit tall."""
    d = Drawing()
    d.box(-1.7, -0.1, 1.7, 0.16, "stone")
    for i in range(storeys):
        wide, y = 1.15 * (1 - 0.11 * i), 0.16 + 0.86 * i
        d.box(-wide * 0.72, y, wide * 0.72, y + 0.6, "red", light=0.35)
        for x in np.linspace(-0.6, 0.6, 5) * wide:
            d.box(float(x) - 0.03, y, float(x) + 0.03, y + 0.6, "darkwood", light=0.4)
        for x in np.linspace(-0.45, 0.45, 4) * wide:
            d.box(float(x) - 0.09, y + 0.14, float(x) + 0.09, y + 0.46, "lamp", light=0.4, soft=0.1)
        eave, top = wide * 1.42, y + 0.56
        d.curve(
            [
                (-eave, top + 0.1),
                (-eave * 0.6, top),
                (0, top - 0.02),
                (eave * 0.6, top),
                (eave, top + 0.1),
                (wide * 0.62, top + 0.3),
                (0, top + 0.36),
                (-wide * 0.62, top + 0.3),
            ],
            "roof",
            light=0.45,
        )
    y = 0.16 + 0.86 * storeys
    d.limb([(0, y - 0.05, 0.07), (0, y + 0.9, 0.02)], "brass")
    return d
