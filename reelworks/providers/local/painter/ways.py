"""Ways through the land: roads, railways with their trains, bridges over water."""

from __future__ import annotations

import numpy as np

from reelworks.providers.local.painter import outdoors, scenery, terrain
from reelworks.providers.local.painter.arrays import Floats, polygons, vec
from reelworks.providers.local.painter.blocks import Plan, arch, block
from reelworks.providers.local.painter.colour import mix
from reelworks.providers.local.painter.drawing import Drawing
from reelworks.providers.local.painter.masonry import blocks
from reelworks.providers.local.painter.noise import smoothstep
from reelworks.providers.local.painter.painting import Painting, Sheet
from reelworks.providers.local.painter.sky import place as sun_place
from reelworks.providers.local.painter.sky import sky
from reelworks.providers.local.painter.solids import Face, Material, Point3, Studio, paint
from reelworks.providers.local.painter.terrain import Land
from reelworks.providers.local.painter.village import fence, meadow, planted
from reelworks.providers.local.painter.water import Waves, water


def road(painting: Painting) -> None:
    """A road that winds over hills to the horizon."""
    rng = painting.rng("road")
    land, bend = _land(painting, rng, half=2.3)
    _tracks(painting, land, bend, rng)
    _wayside(painting, land, bend, rng, ("broadleaf", "birch", "cypress", "bush"))
    painting.add("front", 0.94, fence(painting, rng))


def railway(painting: Painting) -> None:
    """Rails that run together in the distance, with wires beside them."""
    rng = painting.rng("railway")
    land, bend = _land(painting, rng, half=2.6)
    _rails(painting, land, bend)
    _wayside(painting, land, bend, rng, ("conifer", "birch", "bush", "broadleaf"), poles=True)
    painting.add("front", 0.94, fence(painting, rng))


class _Bend:
    """Where the middle of the way runs, in metres to the right, by distance."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._turn = float(rng.choice((-1, 1))) * float(rng.uniform(10, 26))
        self._long, self._start = float(rng.uniform(75, 140)), float(rng.uniform(-0.6, 0.6))

    def at(self, z: Floats) -> Floats:
        grown = smoothstep(4, 90, z)
        out: Floats = self._start + self._turn * grown * np.sin(z / self._long)
        return out


def _land(
    painting: Painting, rng: np.random.Generator, *, half: float
) -> tuple[outdoors.Country, _Bend]:
    """Country with a level strip for the way in it."""
    frame, bend = scenery.framed(painting), _Bend(rng)
    painting.add("sky", 0.0, sky(painting, frame.horizon))
    view = scenery.lens(painting, frame, float(rng.uniform(2.6, 4.2)) * max(frame.lift, 0.7))
    tall = float(rng.uniform(16, 34))
    hills = outdoors.rolling(painting, tall=tall, broad=240)
    crests = float(rng.uniform(60, 90))

    def heights(x: Floats, z: Floats) -> Floats:
        aside = np.abs(x - bend.at(z))
        strip = smoothstep(half * 6, half * 1.2, aside)
        level = 1.5 * np.sin(z / crests) * smoothstep(15, 60, z) - 0.4 * smoothstep(0, 40, z)
        out: Floats = hills(x, z) * (1 - strip) + level * strip
        return out

    return outdoors.country(painting, view, heights, far=2600, near=2.6), bend


def _ground(painting: Painting, land: Land, rgb: Floats, colour: Floats, share: Floats) -> Floats:
    """Another surface laid over the land where `share` says, lit and hazed like it."""
    p = painting.palette
    lit = np.clip(colour * (p.ambient + p.sunlight * land.light[..., None]), 0, 1)
    air = 1 - np.exp2(-land.depth / np.float32(scenery.reach(painting, 700)))
    veiled = lit + (p.haze - lit) * air[..., None]
    out: Floats = (rgb + (veiled - rgb) * share[..., None]).astype(np.float32)
    return out


def _tracks(
    painting: Painting, land: outdoors.Country, bend: _Bend, rng: np.random.Generator
) -> None:
    """The road's surface with ruts, a grassy middle and soft edges."""
    seen, p = land.land, painting.palette
    aside = seen.x - bend.at(seen.depth)
    ragged = painting.noise.at(seen.x / 1.1, seen.depth / 1.6 + 0 * seen.x, 3) * 0.35
    dust = p.surfaces["sand" if rng.random() < 0.5 else "road"] * np.float32(0.9)
    inside = smoothstep(2.5, 2.1, np.abs(aside) + ragged)
    worn = 0.86 + 0.14 * painting.noise.at(seen.x * 2, seen.depth / 2 + 0 * seen.x, 3)
    rgb = _ground(painting, seen, land.rgb, dust * 1.0, inside * worn)
    ruts = np.maximum(smoothstep(0.32, 0.1, np.abs(np.abs(aside) - 0.95)), 0) * inside
    rgb = _ground(painting, seen, rgb, dust * np.float32(0.66), ruts * 0.7)
    grass = smoothstep(0.5, 0.2, np.abs(aside) + ragged) * inside
    land.rgb[...] = _ground(painting, seen, rgb, p.surfaces["grass"], grass * 0.75)


def _rails(painting: Painting, land: outdoors.Country, bend: _Bend) -> None:
    """Ballast, sleepers and two rails."""
    seen, p = land.land, painting.palette
    aside = seen.x - bend.at(seen.depth)
    stony = painting.noise.at(seen.x * 3, seen.depth * 2 + 0 * seen.x, 2) * 0.12
    bed = smoothstep(2.5, 2.0, np.abs(aside) + 2 * stony)
    rgb = _ground(painting, seen, land.rgb, p.surfaces["rock"] * (0.85 + stony[..., None]), bed)
    near = np.clip(26 / seen.depth, 0, 1)
    sleepers = smoothstep(0.25, 0.4, np.abs((seen.depth / 0.75) % 1 - 0.5)) * smoothstep(
        1.4, 1.34, np.abs(aside)
    )
    rgb = _ground(painting, seen, rgb, p.surfaces["darkwood"], sleepers * near)
    land.rgb[...] = np.clip(rgb, 0, 1)


def _iron(
    painting: Painting, sheet: Sheet, land: outdoors.Country, bend: _Bend, span: tuple[float, float]
) -> None:
    """The two rails between two distances, shining on top."""
    p, view = painting.palette, land.view
    z = np.geomspace(*span, 90).astype(np.float32)
    shine = mix(p.sun, p.surfaces["metal"], 0.35)
    for s in (-1, 1):
        x = bend.at(z) + np.float32(0.78 * s)
        y = np.array([land.at(float(a), float(b)) for a, b in zip(x, z, strict=True)], np.float32)
        for colour, lift, half in ((p.deep, 0.0, 0.075), (shine, 0.13, 0.045)):
            wide = np.maximum(half, 0.45 * z / view.focal)
            rows = view.row(y + np.float32(lift), z)
            left, right = ((view.width / 2 + (x + e * wide) * view.focal / z) for e in (-1, 1))
            line = np.concatenate([np.stack([left, rows], 1), np.stack([right, rows], 1)[::-1]])
            cover = polygons([line], 0, 0, painting.width, painting.height)
            sheet.wash(colour, cover * sheet.alpha * np.float32(0.9))


def _wayside(
    painting: Painting,
    land: outdoors.Country,
    bend: _Bend,
    rng: np.random.Generator,
    kinds: tuple[str, ...],
    *,
    poles: bool = False,
) -> None:
    """The land in layers with trees beside the way, and telegraph poles along a railway."""
    sheets = scenery.cut(painting, land.land, land.rgb, (46, 210))
    place = outdoors.studio(painting, land.view, 520)
    painting.add("far", 0.14, sheets[0])
    for sheet, span, count in ((sheets[1], (50, 200), 26), (sheets[2], (20, 46), 8)):
        things = [(float(z), "tree") for z in rng.uniform(*span, count)]
        if poles:
            _iron(painting, sheet, land, bend, (2.8 if span[0] < 46 else 46.0, span[1]))
        things += [
            (z, "pole") for z in np.arange(13.0, 200, 22) if poles and span[0] <= z < span[1]
        ]
        for z, kind in sorted(things, reverse=True):
            middle = float(bend.at(vec(z))[0])
            if kind == "pole":
                _pole(place, sheet, (middle + 4.2, land.at(middle + 4.2, z), z))
                continue
            x = middle + float(rng.choice((-1, 1))) * (5.5 + float(rng.exponential(0.22)) * z)
            planted(place, sheet, rng, (x, land.at(x, z), z), str(rng.choice(kinds)))
    painting.add("middle", 0.3, sheets[1])
    painting.add("near", 0.62, sheets[2])


def _pole(place: Studio, sheet: Sheet, at: tuple[float, float, float]) -> None:
    d = Drawing()
    d.limb([(0, -0.2, 0.2), (0, 6.6, 0.15)], "darkwood")
    for y, w in ((6.1, 0.8), (5.5, 0.65)):
        d.box(-w, y, w, y + 0.12, "darkwood", light=0.4)
        for x in (-w + 0.08, w - 0.08):
            d.box(x - 0.05, y + 0.12, x + 0.05, y + 0.3, "glass", light=0.6)
    outdoors.put(place, sheet, d, at)


def bridge(painting: Painting) -> None:
    """A bridge of stone arches, or a hanging one, over a river."""
    rng, frame = painting.rng("bridge"), scenery.framed(painting)
    painting.add("sky", 0.0, sky(painting, frame.horizon))
    view = scenery.lens(painting, frame, float(rng.uniform(5, 8)) * max(frame.lift, 0.6))
    place = outdoors.studio(painting, view, 700)
    far = painting.sheet()
    _banks(painting, far, view, rng)
    painting.add("hills", 0.12, far)
    over = painting.sheet()
    z, words = float(rng.uniform(62, 84)), set(painting.wishes.words)
    hanging = (
        bool(words & {"suspension", "steel", "modern", "golden", "hanging"}) or rng.random() < 0.25
    )
    (_hanging if hanging else _arched)(place, over, z, rng)
    waves = Waves(float(rng.uniform(0.08, 0.25)), 2.4)
    painting.add("river", 0.22, _river(painting, view, waves, over))
    foot = np.float32(view.row(0.0, z - 3.0))
    dry = np.clip(foot - np.arange(painting.height, dtype=np.float32)[:, None], 0, 1)
    over.rgb *= dry[..., None]
    over.alpha *= dry
    painting.add("bridge", 0.32, over)
    meadow(painting)
    painting.add("front", 0.94, fence(painting, rng))


def _river(painting: Painting, view: terrain.Lens, waves: Waves, over: Sheet) -> Sheet:
    """The water, which mirrors the bridge although the bridge is a layer before it."""
    before = painting.flat.copy()
    painting.flat *= (1 - over.alpha)[..., None]
    painting.flat += over.rgb
    light = sun_place(painting, view.horizon / painting.unit)
    river = water(painting, view, waves, light)
    painting.flat[...] = before
    return river


def _banks(painting: Painting, sheet: Sheet, view: terrain.Lens, rng: np.random.Generator) -> None:
    """Wooded hills along the far shore."""
    hills = outdoors.rolling(painting, tall=float(rng.uniform(14, 34)), broad=230)

    def heights(x: Floats, z: Floats) -> Floats:
        out: Floats = hills(x, z) + smoothstep(130, 240, z) * 7 - smoothstep(150, 100, z) * 9
        return out

    land = outdoors.country(painting, view, heights, far=2400, near=110)
    whole = terrain.render(painting, land.land, land.rgb, slice(0, len(land.land.z)))
    sheet.over(whole.rgb, whole.alpha)


def _arched(place: Studio, sheet: Sheet, z: float, rng: np.random.Generator) -> None:
    """Stone arches from bank to bank."""
    stone = Material("stone", blocks(0.5, 1.0, 0.03), None, float(rng.uniform(0, 9)))
    plan = Plan(0.0, z, float(rng.choice((-1, 1))) * float(rng.uniform(0.12, 0.4)))
    long, high, deep = 208.0, float(rng.uniform(11, 15)), 6.0
    count = int(rng.integers(11, 17))
    span = long / count
    holes = [arch(span * (i + 0.5), -1.0, span * 0.8, high - 1.0) for i in range(count)]
    near = plan.face((-long / 2, -1, 0), (long, 0, 0), (0, high + 1, 0))
    far = plan.face((-long / 2, -1, deep), (long, 0, 0), (0, high + 1, 0))
    shift = np.array([0, 1.0], np.float32)
    paint(place, sheet, far, stone, holes=[hole + shift for hole in holes], shade=0.5)
    for i in range(count + 1):
        a = -long / 2 + span * i
        for s in (-0.1, 0.1):
            pier = plan.face((a + s * span, -1, 0), (0, 0, deep), (0, high * 0.72, 0))
            paint(place, sheet, pier, stone, shade=0.6)
    paint(place, sheet, near, stone, holes=[hole + shift for hole in holes])
    block(place, sheet, plan, (-long / 2, high, -0.3, long / 2, high + 1.0, 0.2), stone)


def _hanging(place: Studio, sheet: Sheet, z: float, rng: np.random.Generator) -> None:
    """Two towers, a deck and cables."""
    surface = str(rng.choice(("iron", "accent", "brick", "stone")))
    turn = float(rng.choice((-1, 1))) * float(rng.uniform(0.05, 0.3))
    plan, own = Plan(0.0, z + 26, turn), Material(surface)
    high, tall, half = 9.0, 36.0, 34.0
    block(place, sheet, plan, (-140, high, 0, 140, high + 1.3, 7), own)
    lines: list[tuple[Point3, Point3, float]] = []
    for a in np.arange(-half, half + 0.1, 2.8):
        drop = tall - (tall - high - 3) * (1 - (float(a) / half) ** 2)
        lines.append(((float(a), high, 0), (float(a), drop, 0), 0.12))
    cable = np.linspace(-half, half, 40)
    drops = tall - (tall - high - 3) * (1 - (cable / half) ** 2)
    for i in range(39):
        ends = (
            (float(cable[i]), float(drops[i]), 0.0),
            (float(cable[i + 1]), float(drops[i + 1]), 0.0),
        )
        lines.append((*ends, 0.5))
    lines += [((s * half, tall, 0.0), (s * half * 3.2, high, 0.0), 0.5) for s in (-1, 1)]
    for start, end, thick in lines:
        paint(place, sheet, _cable(plan, (start, end), thick), own)
    for a in (-half, half):
        for b in (6.0, 0.0):
            block(place, sheet, plan, (a - 1.3, -2, b - 0.6, a + 1.3, tall + 1.5, b + 1.4), own)
        block(place, sheet, plan, (a - 1.1, tall * 0.82, 0.5, a + 1.1, tall * 0.9, 6), own)


def _cable(plan: Plan, ends: tuple[Point3, Point3], thick: float) -> Face:
    """A face as thick as a cable from one end to the other."""
    (a0, y0, b), (a1, y1, _) = ends
    if a0 == a1:
        return plan.face((a0 - thick / 2, y0, b), (thick, 0, 0), (0, max(y1 - y0, 0.1), 0))
    return plan.face((a0, y0 - thick / 2, b), (a1 - a0, y1 - y0, 0), (0, thick, 0))
