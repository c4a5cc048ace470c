"""What every landscape is put together from: ground, materials, things standing on it, air."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from reelworks.providers.local.painter import terrain
from reelworks.providers.local.painter.arrays import Floats
from reelworks.providers.local.painter.drawing import Drawing
from reelworks.providers.local.painter.lexicon import Weather
from reelworks.providers.local.painter.painting import Painting, Sheet
from reelworks.providers.local.painter.stamp import Air, stamped
from reelworks.providers.local.painter.terrain import Land


def covered(painting: Painting, land: Land, *materials: tuple[str, Floats | None]) -> Floats:
    """The land's lit colours: each (surface, share) laid over the ones before it."""
    p = painting.palette
    light = land.light[..., None]
    shine = p.ambient + p.sunlight * light
    own: Floats = np.zeros((1, 1, 3), np.float32)
    for surface, share in materials:
        colour = p.surfaces[surface]
        own = own + (colour - own) * (1 if share is None else share[..., None])
    out: Floats = np.clip(own * shine, 0, 1).astype(np.float32)
    return out


def reach(painting: Painting, clear: float) -> float:
    """How far one sees: `clear` metres in good weather, less in fog."""
    weather = painting.wishes.weather
    if Weather.FOG in weather:
        return clear * 0.3
    if weather & {Weather.RAIN, Weather.SNOWFALL, Weather.STORM}:
        return clear * 0.5
    return clear


def stand(
    painting: Painting,
    sheet: Sheet,
    drawing: Drawing,
    x: float,
    y: float,
    *,
    size: float,
    mirrored: bool = False,
    haze: float = 0.0,
) -> None:
    """Put a figure with its foot at (x, y) pixels, one unit of it `size` pixels tall."""
    air = Air(painting.palette.haze, haze) if haze > 0 else None
    stamp = stamped(drawing, painting.palette, size, mirrored=mirrored, air=air)
    sheet.over(stamp.rgb, stamp.alpha, round(x) - stamp.foot_x, round(y) - stamp.foot_y)


def cut(painting: Painting, land: Land, rgb: Floats, cuts: Sequence[float]) -> list[Sheet]:
    """The land in sheets from the back: `cuts` are the distances between them, nearest first."""
    edges = [0, *(terrain.at(land, metres) for metres in cuts), len(land.z)]
    sheets = []
    for first, last in pairwise(edges):
        floor = terrain.crest(land, 0, first) if first else None
        sheets.append(terrain.render(painting, land, rgb, slice(first, last), floor))
    return sheets[::-1]
