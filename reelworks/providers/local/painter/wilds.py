"""Bare country: dunes, snow plains and ice, the volcano."""

from __future__ import annotations

import numpy as np

from reelworks.providers.local.painter import terrain
from reelworks.providers.local.painter.arrays import Floats, blurred, resized
from reelworks.providers.local.painter.colour import lch, mix
from reelworks.providers.local.painter.details import birds, falling
from reelworks.providers.local.painter.drawing import Drawing
from reelworks.providers.local.painter.groves import Grove, Seen, Spot, build, seen
from reelworks.providers.local.painter.noise import fractal, smoothstep
from reelworks.providers.local.painter.painting import Painting, Sheet
from reelworks.providers.local.painter.scenery import (
    covered,
    cut,
    framed,
    lens,
    mist,
    reach,
    stage,
    stand,
)
from reelworks.providers.local.painter.sky import place, sky
from reelworks.providers.local.painter.terrain import Land
from reelworks.providers.local.painter.uplands import mountains
from reelworks.providers.local.painter.water import Waves, water


def desert(painting: Painting) -> None:
    """Dunes with sharp crests and long shadows."""
    frame, rng = framed(painting), painting.rng("desert")
    painting.add("sky", 0.0, sky(painting, frame.horizon))
    birds(painting, frame.horizon * 0.3, frame.horizon * 0.8)
    eye = float(rng.uniform(16, 24)) * frame.lift**1.3
    view, heights = lens(painting, frame, eye), _dunes(painting, eye)
    land = terrain.survey(painting, view, heights, near=eye * 1.5, far=7000, slices=330)
    sight = reach(painting, 3000)
    rgb = terrain.hazed(painting, land, _sand(painting, land), sight, low=0.2)
    far, middle, near = cut(painting, land, rgb, (200, 900))
    painting.add("far dunes", 0.14, far)
    _caravan(painting, middle, land, sight)
    painting.add("dunes", 0.3, middle)
    painting.add("near dunes", 0.46, near)
    crest = float(rng.uniform(835, 875))
    painting.add("ground", 0.68, stage(painting, "sand", crest=crest, rough=0.6))
    falling(painting)


def _dunes(painting: Painting, eye: float) -> terrain.Heights:
    """Waves of sand, steep on one side, none near enough to hide the others; far rocks."""
    rng, noise = painting.rng("dunes"), painting.noise
    turn, phase = float(rng.uniform(-0.5, 0.5)), float(rng.uniform(0, 40))
    flat = 0.45 if _LEVEL & set(painting.wishes.words) else 1.0

    def heights(x: Floats, z: Floats) -> Floats:
        bend = noise.at(x / 420 + phase, z / 420, 3) * 1.1
        along = (x * (0.55 + turn) + z * 0.62) / 190 + bend + phase
        saw = along - np.floor(along)
        dune = np.where(saw < 0.72, saw / 0.72, (1 - saw) / 0.28)
        dune = dune * dune * (3 - 2 * dune) * 0.35 + dune * 0.65
        size = (13 + 30 * smoothstep(60, 700, z)) * (0.55 + 0.6 * noise.at(x / 600, z / 600, 2))
        most = eye * (0.55 + 2.2 * smoothstep(150, 900, z))
        rocks = (0.3 + 0.5 * noise.ridged(x / 1500 + 2, z / 1500, 4)) * 230
        sand = dune * np.clip(size, 2, most) * flat
        out: Floats = sand + rocks * smoothstep(1300, 3800, z)
        return out

    return heights


def _sand(painting: Painting, land: Land) -> Floats:
    """Sand with ripples near by, bare rock on far slopes."""
    x, z = land.x, land.depth + 0 * land.x
    ripple = np.sin((x * 0.4 + z) * 3.2 + 4 * painting.noise.at(x / 9, z / 9, 2))
    land.light = np.clip(land.light * (1 + 0.10 * ripple * np.exp(-z / 70)), 0, 1)
    steep = smoothstep(0.3, 0.9, np.hypot(land.slope_x, land.slope_z))
    return covered(painting, land, ("sand", None), ("cliff", steep * smoothstep(1300, 2600, z)))


def _caravan(painting: Painting, sheet: Sheet, land: Land, sight: float) -> None:
    """Camels in a line, palms of an oasis, a pyramid: as the words say."""
    wishes, rng = painting.wishes, painting.rng("caravan")
    if wishes.shows("pyramid") or wishes.shows("temple"):
        name = "pyramid" if wishes.shows("pyramid") else "temple"
        for x, z in ((-150.0, 820.0), (190.0, 880.0)):
            build(painting, sheet, land, name, Spot(x, z), sight=sight)
    if "oasis" in wishes.words:
        spots = [Spot(float(rng.normal(60, 26)), float(rng.uniform(240, 330))) for _ in range(16)]
        Grove(painting, "palm", 11.0).plant(sheet, land, spots, sight)
    if wishes.shows("camel") or (wishes.allows("camel") and rng.random() < 0.3):
        side, z0 = float(rng.choice((-1, 1))), float(rng.uniform(230, 330))
        for i in range(int(rng.integers(4, 8))):
            spot = Spot(side * (20 + 9.5 * i), z0 + 5 * i)
            at = seen(land, spot, sight)
            if at is not None and not at.hidden:
                build(painting, sheet, land, "camel", spot, sight=sight)


_LEVEL = frozenset(["plain", "valley", "route"])
_FOOT = 3900.0  # metres from the summit of a volcano to its foot
_MOUNTAIN = frozenset(["mountain", "mountains", "valley", "alpine", "alps", "peak", "peaks"])
_ICE = frozenset(["iceberg", "icebergs", "sea", "frozen", "ice", "arctic"])


def snow(painting: Painting) -> None:
    """A plain of snow with ridges of ice, or bergs in dark water."""
    words = set(painting.wishes.words)
    if words & _MOUNTAIN:
        mountains(painting)
    elif "icebergs" in words or "iceberg" in words or (words & {"sea", "ocean"}):
        _bergs(painting)
    else:
        _plain(painting)


def _plain(painting: Painting) -> None:
    frame, rng, noise = framed(painting), painting.rng("plain"), painting.noise
    painting.add("sky", 0.0, sky(painting, frame.horizon))
    eye = float(rng.uniform(7, 11)) * frame.lift**1.3
    view = lens(painting, frame, eye)
    glacier = bool({"glacier", "crevasse", "cracks"} & set(painting.wishes.words))

    def heights(x: Floats, z: Floats) -> Floats:
        drift = noise.at(x / 60 + 5, z / 22, 4, 0.5) * 1.6 * smoothstep(6, 90, z)
        ridge = smoothstep(0.55, 0.95, noise.ridged(x / 120, z / 70 + 4, 4)) * (
            9 if glacier else 4.5
        )
        peaks = noise.ridged(x / 2600 + 3, z / 2600, 6, 0.47) * 1100 * smoothstep(1500, 6500, z)
        out: Floats = drift + ridge * smoothstep(30, 160, z) + peaks
        return out

    land = terrain.survey(painting, view, heights, near=eye * 1.5, far=12000, slices=280)
    steep = np.hypot(land.slope_x, land.slope_z)
    ice = smoothstep(0.25, 0.8, steep) * smoothstep(900, 300, land.depth + 0 * land.x)
    rock = smoothstep(0.85, 1.3, steep) * smoothstep(1500, 2500, land.depth + 0 * land.x)
    rgb = covered(painting, land, ("snow", None), ("ice", ice), ("rock", rock))
    rgb = terrain.hazed(painting, land, rgb, reach(painting, 4200), low=0.35)
    far, middle, near = cut(painting, land, rgb, (160, 1100))
    mist(painting, far, frame.horizon, 60, 0.3)
    for name, depth, sheet in (("range", 0.14, far), ("plain", 0.3, middle), ("near", 0.46, near)):
        if name == "plain":
            _camp(painting, sheet, land)
        painting.add(name, depth, sheet)
    painting.add(
        "ground", 0.68, stage(painting, "snow", crest=float(rng.uniform(835, 875)), rough=0.7)
    )
    falling(painting)


def _camp(painting: Painting, sheet: Sheet, land: Land) -> None:
    rng, wishes, sight = painting.rng("camp"), painting.wishes, reach(painting, 4200)
    for name in ("tent", "house", "deer", "dog", "antenna"):
        if wishes.shows(name):
            for i in range(1 if name in ("house", "antenna") else 3):
                spot = Spot(float(rng.uniform(-30, 30)), 170.0 + 4 * i)
                build(painting, sheet, land, name, spot, sight=sight)


def _bergs(painting: Painting) -> None:
    frame, rng = framed(painting), painting.rng("bergs")
    painting.add("sky", 0.0, sky(painting, frame.horizon))
    view = lens(painting, frame, float(rng.uniform(6, 10)) * frame.lift**1.4)
    far = painting.sheet()
    for _ in range(7):
        x = float(rng.uniform(0.0, 1.0)) * painting.width
        size = painting.px(float(rng.uniform(26, 70)))
        stand(
            painting,
            far,
            _berg(rng),
            (x, view.horizon + 2),
            size=size,
            haze=float(rng.uniform(0.45, 0.7)),
        )
    painting.add("far ice", 0.15, far)
    painting.add(
        "sea", 0.25, water(painting, view, Waves(0.14, 3.0), place(painting, frame.horizon))
    )
    for row, (depth, tall, haze) in enumerate(((0.34, 150, 0.25), (0.46, 250, 0.08))):
        sheet = painting.sheet()
        x = (
            0.5 + (0.3 if row else -0.24) * painting.palette.side * float(rng.uniform(0.8, 1.3))
        ) * painting.width
        y = view.horizon + painting.px(36 + 90 * row)
        berg, size = _berg(rng), painting.px(tall * frame.near * float(rng.uniform(0.8, 1.2)))
        _mirror(painting, sheet, berg, (x, y), size=size, haze=haze)
        stand(painting, sheet, berg, (x, y), size=size, haze=haze)
        painting.add(f"ice {row}", depth, sheet)
    painting.add(
        "ground", 0.68, stage(painting, "snow", crest=float(rng.uniform(845, 880)), second="ice")
    )
    falling(painting)


def _mirror(
    painting: Painting,
    sheet: Sheet,
    berg: Drawing,
    foot: tuple[float, float],
    *,
    size: float,
    haze: float,
) -> None:
    """The reflection of a berg: the same shape upside down, faint."""
    upside = Drawing()
    for part in berg.parts:
        flat = tuple(c * np.array([1.0, -0.55], np.float32) for c in part.contours)
        upside.shape(flat[0], part.surface, light=part.light * 0.6, soft=0.0, cover=0.4)
    stand(painting, sheet, upside, foot, size=size, haze=haze)


def _berg(rng: np.random.Generator) -> Drawing:
    """A block of ice in facets."""
    d = Drawing()
    count = int(rng.integers(5, 8))
    x = np.sort(rng.uniform(-0.95, 0.95, count))
    top = rng.uniform(0.3, 1.0, count) * (1 - 0.6 * np.abs(x))
    top[int(rng.integers(1, count - 1))] = 1.0
    outline = [
        (-1.1, 0.0),
        *[(float(a), float(b)) for a, b in zip(x, top, strict=True)],
        (1.15, 0.0),
    ]
    d.shape(outline, "ice", light=0.45, soft=0.15)
    for i in range(1, len(outline) - 1):
        a, b = outline[i], outline[i + 1]
        foot = ((a[0] + b[0]) / 2 + float(rng.uniform(-0.1, 0.1)), 0.0)
        back = (a[0] * 0.8, 0.0)
        d.shape([a, b, foot], "snow", light=float(rng.uniform(0.35, 0.95)), soft=0.1)
        d.shape([a, foot, back], "ice", light=float(rng.uniform(0.15, 0.5)), soft=0.1)
    d.shape(
        [(-1.12, 0.0), (-1.05, 0.05), (1.1, 0.05), (1.17, 0.0)],
        "water",
        light=0.9,
        soft=0.0,
        cover=0.6,
    )
    return d


def volcano(painting: Painting) -> None:
    """A cone above dark slopes, smoking or in fire."""
    frame, rng = framed(painting), painting.rng("volcano")
    painting.add("sky", 0.0, sky(painting, frame.horizon))
    view = lens(painting, frame, float(rng.uniform(160, 260)) * frame.lift)
    summit = Spot(float(rng.uniform(-1100, 1100)), 7600.0)
    tall = float(rng.uniform(1250, 1600))
    heights = _cone(painting, summit, tall)
    land = terrain.survey(painting, view, heights, near=300, far=15000, slices=260)
    rgb = _slopes(painting, land, summit, tall)
    rgb = terrain.hazed(painting, land, rgb, reach(painting, 12000), low=0.4)
    crater = seen(land, summit, 12000.0)
    if crater is not None:
        _plume(painting, crater)
    parts = zip(("cone", "slopes", "near"), (0.16, 0.3, 0.45), strict=True)
    for (name, depth), sheet in zip(parts, cut(painting, land, rgb, (2600, 5200)), strict=True):
        painting.add(name, depth, sheet)
    crest = float(rng.uniform(830, 870))
    ground = stage(painting, "lava", crest=crest, second="earth", rough=2.0)
    painting.add("ground", 0.68, ground)
    falling(painting)


def _cone(painting: Painting, summit: Spot, tall: float) -> terrain.Heights:
    """A cone with a crater, gullies down its sides, over rolling land."""
    noise = painting.noise

    def heights(x: Floats, z: Floats) -> Floats:
        away = np.hypot(x - summit.x, (z - summit.z) * 0.9) / _FOOT
        cone = np.minimum(np.maximum(1 - away, 0) ** 1.75, 0.8 - 0.1 * smoothstep(0.075, 0, away))
        angle = np.arctan2(x - summit.x, z - summit.z + 1)
        gullies = noise.at(angle * 7, away * 2.4, 4) * 0.035 * smoothstep(0.0, 0.3, cone)
        rolling = noise.at(x / 900, z / 900, 5) * 70 + noise.ridged(x / 2200, z / 2200, 4) * 160
        out: Floats = (cone + gullies) * tall * 1.25 + rolling - 60
        return out

    return heights


def _slopes(painting: Painting, land: Land, summit: Spot, tall: float) -> Floats:
    """Forest at the foot, earth and cold lava above, snow or fire on top."""
    burning = _burning(painting)
    patch = painting.noise.at(land.x / 500, land.depth / 500 + 0 * land.x, 4)
    high = land.heights / np.float32(tall) + 0.1 * patch
    snowy = smoothstep(0.55, 0.72, high) * (0.0 if burning else 1.0)
    earth, green = np.clip(patch * 0.5 + 0.2, 0, 1), smoothstep(0.2, 0.02, high) * 0.9
    materials = (("lava", None), ("earth", earth), ("forest", green), ("snow", snowy))
    rgb = covered(painting, land, *materials)
    return _lava(painting, land, rgb, summit) if burning else rgb


def _burning(painting: Painting) -> bool:
    return (
        bool(
            {"lava", "eruption", "erupting", "erupts", "active", "fire", "magma"}
            & set(painting.wishes.words)
        )
        or painting.palette.night
    )


def _lava(painting: Painting, land: Land, rgb: Floats, summit: Spot) -> Floats:
    """Streams of fire down the cone."""
    angle = np.arctan2(land.x - summit.x, summit.z - land.depth)
    away = np.hypot(land.x - summit.x, land.depth - summit.z) / _FOOT
    bend = painting.noise.at(angle * 2, away * 4, 3) * 0.5
    streams = painting.noise.ridged(angle * 2.6 + bend, away * 0.6 + 3, 2)
    hot = smoothstep(0.52, 0.8, streams) * smoothstep(0.7, 0.15, away) + smoothstep(
        0.14, 0.06, away
    )
    fire = mix(painting.palette.lamp, lch(0.66, 0.24, 38), 0.7)
    return rgb + (fire - rgb) * np.clip(hot, 0, 1)[..., None]


def _plume(painting: Painting, summit: Seen) -> None:
    """Smoke drifting from the crater, lit from below when it burns."""
    p, rng = painting.palette, painting.rng("plume")
    height, width = painting.height // 4, painting.width // 4
    rows = np.arange(height, dtype=np.float32)[:, None]
    columns = np.arange(width, dtype=np.float32)[None, :]
    up = np.maximum((summit.row / 4 - rows) / height, 0)
    drift = summit.column / 4 - p.side * width * 0.32 * up**0.8
    wide = width * (0.016 + 0.22 * up)
    billow = fractal(rng, height, width, width / 10, 6)
    body = (
        np.exp(-(((columns - drift) / wide) ** 2)) * smoothstep(-0.01, 0.02, up) * np.exp(-up * 1.5)
    )
    cover = smoothstep(0.18, 0.7, body + 0.32 * billow * body**0.4)
    light = smoothstep(
        -0.6, 0.8, blurred(billow, 2) * 0.8 + (columns - drift) / wide * 0.4 * p.side
    )
    colour = mix(p.cloud_shade, p.deep, 0.35) + (p.cloud - p.cloud_shade) * light[..., None]
    if _burning(painting):
        fire = mix(p.lamp, lch(0.62, 0.22, 36), 0.7)
        colour = colour + (fire - colour) * (np.exp(-up * 13) * 0.9)[..., None]
    full = resized(np.clip(colour, 0, 1), painting.height, painting.width)
    alpha = resized(cover * np.float32(0.94), painting.height, painting.width)
    sheet = painting.sheet()
    sheet.over(full * alpha[..., None], alpha)
    painting.add("plume", 0.1, sheet)
