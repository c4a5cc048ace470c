"""Rivers and lakes between their banks, with what stands behind them mirrored."""

from __future__ import annotations

import numpy as np

from reelworks.providers.local.painter import terrain
from reelworks.providers.local.painter.arrays import Floats
from reelworks.providers.local.painter.details import afloat, birds, falling
from reelworks.providers.local.painter.flora import grass
from reelworks.providers.local.painter.groves import Grove, Spot, build
from reelworks.providers.local.painter.noise import smoothstep
from reelworks.providers.local.painter.painting import Painting, Sheet
from reelworks.providers.local.painter.scenery import covered, framed, lens, mist, reach, stage
from reelworks.providers.local.painter.sky import place, sky
from reelworks.providers.local.painter.terrain import Land, Look
from reelworks.providers.local.painter.water import Waves, water

_PEAKS = frozenset(
    ["mountain", "mountains", "alpine", "alps", "peak", "peaks", "hills", "dark", "loch"]
)
_BROAD = frozenset(["wide", "mouth", "delta", "broad"])


def lake(painting: Painting) -> None:
    """Still water under hills or mountains, reeds in front."""
    frame, rng = framed(painting), painting.rng("lake")
    painting.add("sky", 0.0, sky(painting, frame.horizon))
    birds(painting, frame.horizon * 0.4, frame.horizon * 0.9)
    view = lens(painting, frame, float(rng.uniform(5, 8)) * frame.lift**1.3)
    shore = float(rng.uniform(320, 520))
    peaks = bool(_PEAKS & set(painting.wishes.words)) or bool(rng.random() < 0.6)
    tall = float(rng.uniform(900, 1500)) if peaks else float(rng.uniform(160, 300))
    heights = _basin(painting, shore, tall, peaks=peaks)
    near, far = shore * 0.84, 10_000
    land = terrain.survey(painting, view, heights, near=near, far=far, slices=300, even=0.4)
    land.rows = np.where(land.heights < 0, view.row(0.0, land.depth), land.rows).astype(np.float32)
    sight = reach(painting, 3800)
    rgb = terrain.hazed(painting, land, _banks(painting, land, tall), sight, low=0.5)
    _far_and_shore(painting, land, rgb, sight, shore)
    edge, sun = float(view.row(0.0, shore * 0.9)), place(painting, frame.horizon)
    painting.add("water", 0.35, water(painting, view, _calm(painting), sun, shore=edge))
    _afloat(painting, view.horizon, frame.near)
    _reeds(painting)
    falling(painting)


def _basin(painting: Painting, shore: float, tall: float, *, peaks: bool) -> terrain.Heights:
    """Land that rises from the far shore of a lake to a range `tall` metres high."""
    noise = painting.noise

    def heights(x: Floats, z: Floats) -> Floats:
        inland = z - shore * (1 + 0.12 * noise.at(x / 300, x / 900 + 4, 3))
        knolls = 8 * noise.at(x / 120, z / 120, 3) * smoothstep(20, 160, inland)
        if peaks:
            crest = noise.ridged(x / 2300 + 7, z / 3600, 5, 0.46)
        else:
            crest = 0.5 + 0.5 * noise.at(x / 900, z / 900, 4)
        rise = 0.4 + 5 * smoothstep(0, 60, inland) + knolls
        range_ = crest * tall * smoothstep(shore * 1.3, 5200, z)
        out: Floats = np.where(inland > 0, rise + range_, -3.0)
        return out

    return heights


def _calm(painting: Painting) -> Waves:
    rng = painting.rng("calm")
    return Waves(float(rng.uniform(0.0, 0.16)), float(rng.uniform(1.6, 3.0)))


def _afloat(painting: Painting, horizon: float, near: float) -> None:
    wishes, rng = painting.wishes, painting.rng("boats")
    for name in ("boat", "ship", "steamer"):
        if wishes.shows(name) or (name == "boat" and wishes.allows("boat") and rng.random() < 0.25):
            size = 34.0 if name == "boat" else 120.0
            row = horizon + painting.px(float(rng.uniform(90, 150)))
            afloat(painting, name, row, size * near, 0.45)
            return


def _banks(painting: Painting, land: Land, tall: float) -> Floats:
    noise = painting.noise
    steep = np.hypot(land.slope_x, land.slope_z)
    patch = noise.at(land.x / 160, land.depth / 160 + 0 * land.x, 4)
    high = land.heights / np.float32(max(tall, 300))
    rock = smoothstep(0.7, 1.2, steep + 0.3 * patch) * smoothstep(0.08, 0.2, high)
    snow = smoothstep(0.42, 0.56, high + 0.1 * patch) * (1.0 if tall > 600 else 0.0)
    woods = smoothstep(-0.1, 0.3, patch) * smoothstep(0.3, 0.16, high)
    sand = smoothstep(1.6, 0.6, land.heights) * 0.6
    return covered(
        painting,
        land,
        ("grass", None),
        ("forest", woods),
        ("sand", sand),
        ("rock", rock),
        ("snow", snow),
    )


def _far_and_shore(painting: Painting, land: Land, rgb: Floats, sight: float, shore: float) -> None:
    split = terrain.at(land, shore * 2.6)
    bare = smoothstep(0.7, 1.4, np.hypot(land.slope_x, land.slope_z))
    back = slice(max(split - 12, 0), len(land.z))
    far = terrain.render(painting, land, rgb, back, look=Look(rough=bare))
    mist(painting, far, land.lens.horizon / painting.unit, 60, 0.4)
    painting.add("range", 0.14, far)
    near = terrain.render(painting, land, rgb, slice(0, split), look=Look(ends=True))
    _shore_trees(painting, near, land, sight, shore)
    painting.add("far shore", 0.24, near)


def _shore_trees(painting: Painting, sheet: Sheet, land: Land, sight: float, shore: float) -> None:
    wishes, rng = painting.wishes, painting.rng("shore trees")
    kind = str(rng.choice(("conifer", "conifer", "broadleaf")))
    spots = []
    for _ in range(int(rng.integers(34, 60))):
        z = shore * float(rng.uniform(1.02, 1.5))
        x = float(rng.normal(0, 0.4)) * z + float(rng.choice((-0.3, 0.3))) * z
        spots.append(Spot(x, z))
    for name in ("castle", "church", "house", "temple", "pagoda", "tower", "windmill"):
        if wishes.shows(name) or (
            name == "house" and rng.random() < 0.3 and wishes.allows("house")
        ):
            spot = Spot(float(rng.uniform(-0.25, 0.25)) * shore, shore * 1.2)
            build(painting, sheet, land, name, spot, sight=sight)
    if wishes.allows("tree"):
        Grove(painting, kind, 15.0).plant(sheet, land, spots, sight)


def _reeds(painting: Painting) -> None:
    """The near bank, with reeds at one side."""
    rng = painting.rng("reeds")
    sheet = stage(painting, "grass", crest=float(rng.uniform(850, 885)), second="earth")
    skyline = (sheet.alpha > 0.5).argmax(axis=0).astype(np.float32)
    grass(painting, sheet, skyline, height=30, count=2600, drop=130)
    painting.add("ground", 0.68, sheet)
    front = painting.sheet()
    side = float(rng.choice((-1, 1)))
    share = np.linspace(-1, 1, painting.width, dtype=np.float32) * np.float32(side)
    low = painting.px(1030) + smoothstep(0.75, 0.1, share) * painting.px(240)
    grass(painting, front, low, height=330, count=420, surface="wheat", drop=20)
    grass(painting, front, low, height=240, count=420, drop=20)
    painting.add("front", 0.95, front)


def river(painting: Painting) -> None:
    """A river winding through land to far hills."""
    frame, rng = framed(painting), painting.rng("river")
    painting.add("sky", 0.0, sky(painting, frame.horizon))
    birds(painting, frame.horizon * 0.4, frame.horizon * 0.9)
    eye = float(rng.uniform(9, 14)) * frame.lift**1.4
    view, sun = lens(painting, frame, eye), place(painting, frame.horizon)
    painting.add("water", 0.2, water(painting, view, _calm(painting), sun))
    heights = _valley(painting)
    land = terrain.survey(painting, view, heights, near=eye * 1.6, far=6500, slices=300)
    sight = reach(painting, 2600)
    rgb = terrain.hazed(painting, land, _banks(painting, land, 260), sight, low=0.35)
    level = view.row(0.0, land.depth)
    land.rows = np.where(land.heights < 0, level, land.rows).astype(np.float32)
    _river_sheets(painting, land, rgb, sight)
    _afloat(painting, view.horizon, frame.near)
    _reeds(painting)
    falling(painting)


def _valley(painting: Painting) -> terrain.Heights:
    """A bed that winds between low banks, and hills far off."""
    rng, noise = painting.rng("valley"), painting.noise
    broad = float(rng.uniform(15, 24)) * (2.2 if _BROAD & set(painting.wishes.words) else 1.0)
    phase, swing = float(rng.uniform(0, 6)), float(rng.uniform(0.1, 0.2))

    def heights(x: Floats, z: Floats) -> Floats:
        middle = np.sin(z / 260 + phase) * z * swing + np.sin(z / 90 + phase) * 9
        half = broad * (1 + 0.25 * noise.at(z / 140, z / 140 + 9, 2))
        beside = np.abs(x - middle) - half + 5 * noise.at(x / 24, z / 24, 3)
        rise = np.minimum(beside * 0.14, 0.9) + 1.6 * smoothstep(0, 60, beside)
        knolls = 2.4 * noise.at(x / 120, z / 120, 4) * smoothstep(8, 120, beside)
        hills = (0.4 + 0.5 * noise.at(x / 800 + phase, z / 800, 4)) * 240
        land = rise + knolls + np.maximum(hills, 0) * smoothstep(700, 3000, z)
        out: Floats = np.where(beside > 0, land, -2.0 + 2 * smoothstep(-4, 0, beside))
        return out

    return heights


def _river_sheets(painting: Painting, land: Land, rgb: Floats, sight: float) -> None:
    rng = painting.rng("river sheets")
    split = terrain.at(land, 520)
    back = slice(split - 20, len(land.z))
    far = terrain.render(painting, land, rgb, back, look=Look(ends=True))
    near = terrain.render(painting, land, rgb, slice(0, split), look=Look(ends=True))
    kind = str(rng.choice(("broadleaf", "broadleaf", "conifer", "birch")))
    for sheet, (low, high), count in ((far, (520, 2400), 110), (near, (50, 500), 46)):
        spots = []
        for _ in range(count):
            z = low * (high / low) ** float(rng.random())
            x = float(rng.uniform(-0.6, 0.6)) * z
            index = min(terrain.at(land, z), len(land.z) - 1)
            column = int(np.clip(land.lens.column(x, z), 0, land.lens.width - 1))
            if float(land.heights[index, column]) > 0.9:
                spots.append(Spot(x, z))
        if painting.wishes.allows("tree"):
            Grove(painting, kind, 11.0).plant(sheet, land, spots, sight)
    for name in ("house", "church", "castle", "windmill", "barn", "temple", "tower", "factory"):
        if painting.wishes.shows(name):
            x, z = float(rng.choice((-90.0, 90.0))), float(rng.uniform(260, 420))
            build(painting, near, land, name, Spot(x, z), sight=sight)
    painting.add("far land", 0.28, far)
    painting.add("banks", 0.46, near)
