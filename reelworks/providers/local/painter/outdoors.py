"""Open country and daylight for things that people built: where they stand and how they are lit."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from reelworks.providers.local.painter import scenery, terrain
from reelworks.providers.local.painter.arrays import Floats, grid, vec
from reelworks.providers.local.painter.colour import mix
from reelworks.providers.local.painter.drawing import Drawing
from reelworks.providers.local.painter.lexicon import Hour
from reelworks.providers.local.painter.noise import smoothstep
from reelworks.providers.local.painter.painting import Painting, Sheet
from reelworks.providers.local.painter.solids import Lamp, Lighting, Point3, Studio
from reelworks.providers.local.painter.stamp import stamped
from reelworks.providers.local.painter.terrain import Heights, Land, Lens


def studio(
    painting: Painting, lens: Lens, clear: float, lamps: tuple[tuple[Point3, float], ...] = ()
) -> Studio:
    """The open air's light; `clear` metres hide half. `lamps` are places and how far they reach."""
    p = painting.palette
    toward = vec(p.side * 0.8, 0.3 + 0.5 * p.height, -0.36)
    toward = toward / np.linalg.norm(toward)
    strength = np.float32(0.95 if dark(painting) else 0.35)
    lights = tuple(Lamp(at, p.lamp * strength, reach) for at, reach in lamps)
    hidden = scenery.reach(painting, clear)
    haze = mix(p.haze, p.horizon, 0.25)
    return Studio(painting, lens, Lighting(p.ambient, p.sunlight, toward, haze, hidden, lights))


def dark(painting: Painting) -> bool:
    """Whether lamps are lit."""
    return painting.palette.hour in (Hour.DUSK, Hour.NIGHT)


def put(
    place: Studio,
    sheet: Sheet,
    drawing: Drawing,
    at: Point3,
    *,
    tall: float = 1.0,
    mirrored: bool = False,
    grounded: bool = False,
) -> None:
    """A figure in the world, its foot at (x, y, z), one unit of it `tall` metres."""
    x, y, z = at
    size = place.lens.focal / max(z, 0.3) * tall
    column = place.lens.column(x, max(z, 0.3))
    left, _, right, _ = drawing.bounds()
    half = size * max(right, -left)
    wide = place.painting.width
    if size < 1.5 or not -half < column < wide + half or half > 3 * wide:
        return
    light = place.lighting.around(at)
    own = replace(place.painting.palette, ambient=light * np.float32(0.78))
    stamp = stamped(drawing, own, size, mirrored=mirrored)
    share = np.float32(1 - np.exp2(-z / place.lighting.clear))
    stamp.rgb[...] += (place.lighting.haze * stamp.alpha[..., None] - stamp.rgb) * share
    row = float(place.lens.row(y, max(z, 0.3)))
    if grounded:
        shadow(place.painting, sheet, (column, row), size * (right - left))
    sheet.over(stamp.rgb, stamp.alpha, round(column) - stamp.foot_x, round(row) - stamp.foot_y)


def shadow(painting: Painting, sheet: Sheet, foot: tuple[float, float], wide: float) -> None:
    """The soft dark patch where something `wide` pixels broad meets the ground."""
    across, down = max(wide * 0.62, 2.0), max(wide * 0.11, 1.0)
    if across > painting.width:
        return
    left, top = int(foot[0] - across), int(foot[1] - down)
    rows, columns = grid(int(2 * down) + 2, int(2 * across) + 2)
    away = ((columns + left - foot[0]) / across) ** 2 + ((rows + top - foot[1]) / down) ** 2
    share = np.clip(1 - away, 0, 1) ** np.float32(1.2) * np.float32(0.55)
    sheet.wash(painting.palette.deep * np.float32(0.6), share, left, top)


@dataclass(frozen=True, slots=True)
class Country:
    """Rolling land, seen: its heights can be asked for, so that things stand on it."""

    view: Lens
    heights: Heights
    land: Land
    rgb: Floats

    def at(self, x: float, z: float) -> float:
        """Metres of height at a place."""
        return float(self.heights(vec(x).reshape(1, 1), vec(z).reshape(1, 1))[0, 0])


def country(
    painting: Painting, view: Lens, heights: Heights, *, far: float, near: float = 4.0
) -> Country:
    """Land under grass, trees and earth, hazed."""
    land = terrain.survey(painting, view, heights, near=near, far=far, slices=200)
    noise = painting.noise
    broad = noise.at(land.x / 60, land.depth / 60 + 0 * land.x, 4)
    fine = noise.at(land.x / 1.7, land.depth / 1.2 + 0 * land.x, 3, 0.65)
    close = np.exp(-land.depth / 60)
    land.light = np.clip(land.light * (1 + 0.25 * fine * close), 0, 1)
    meadow = smoothstep(-0.2, 0.5, broad)
    woods = smoothstep(0.1, 0.4, noise.at(land.x / 90 + 31, land.depth / 70 + 0 * land.x, 5, 0.6))
    woods = woods * smoothstep(60, 160, land.depth)
    bare = smoothstep(0.3, 0.9, fine + 0.3 * broad) * close * np.float32(0.8)
    rgb = scenery.covered(
        painting,
        land,
        ("grass", None),
        ("meadow", meadow),
        ("forest", woods * 0.8),
        ("earth", bare),
    )
    rgb = terrain.hazed(painting, land, rgb, scenery.reach(painting, far * 0.42), low=0.4)
    return Country(view, heights, land, rgb)


def rolling(painting: Painting, *, tall: float, broad: float, rise: float = 0.0) -> Heights:
    """Gentle hills that grow with the distance; flat where we stand."""
    start = float(painting.rng("rolling").uniform(0, 60))

    def heights(x: Floats, z: Floats) -> Floats:
        hills = painting.noise.at(x / broad + start, z / broad + start, 5, 0.42)
        grown = smoothstep(8, 260, z)
        small = painting.noise.at(x / 9, z / 9, 3) * 0.12
        out: Floats = (hills + 0.35) * tall * grown + small + z * np.float32(rise)
        return out

    return heights
