"""What every landscape is put together from: framing, ground, air, and things standing in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from reelworks.providers.local.painter import terrain
from reelworks.providers.local.painter.arrays import Floats, blurred, spread
from reelworks.providers.local.painter.colour import shouldered
from reelworks.providers.local.painter.drawing import Drawing
from reelworks.providers.local.painter.lexicon import Weather
from reelworks.providers.local.painter.noise import fractal, smoothstep
from reelworks.providers.local.painter.painting import Painting, Sheet
from reelworks.providers.local.painter.stamp import Air, stamped
from reelworks.providers.local.painter.terrain import Land, Lens


@dataclass(frozen=True, slots=True)
class Frame:
    """How the place is looked at. `horizon` is in thousandths of the height from the top.

    `lift` is how high the eye is and `near` how close one is, beside an ordinary view (1).
    """

    horizon: float
    lift: float
    near: float


_FRAMES = {
    "wide": ((520, 590), 1.0, 1.0),
    "low": ((640, 700), 0.55, 1.1),
    "above": ((310, 390), 2.4, 0.95),
    "close": ((550, 620), 0.8, 1.45),
    "distant": ((490, 550), 1.25, 0.78),
    "eye": ((470, 540), 1.0, 1.15),
}


def framed(painting: Painting) -> Frame:
    """The frame that the words ask for, varied by chance."""
    (low, high), lift, near = _FRAMES[painting.wishes.framing]
    rng = painting.rng("frame")
    return Frame(
        float(rng.uniform(low, high)),
        lift * float(rng.uniform(0.85, 1.2)),
        near * painting.wishes.zoom * float(rng.uniform(0.92, 1.1)),
    )


def lens(painting: Painting, frame: Frame, eye: float, spread: float = 1.15) -> Lens:
    """A lens for this frame; `eye` is metres above the water, `spread` width over focal length."""
    focal = painting.width / spread * frame.near
    return Lens(painting.width, painting.height, painting.px(frame.horizon), focal, eye)


def covered(painting: Painting, land: Land, *materials: tuple[str, Floats | None]) -> Floats:
    """The land's lit colours: each (surface, share) laid over the ones before it."""
    p = painting.palette
    own: Floats = np.zeros((1, 1, 3), np.float32)
    for surface, share in materials:
        colour = p.surfaces[surface]
        own = own + (colour - own) * (1 if share is None else share[..., None])
    shine = p.ambient + p.sunlight * land.light[..., None]
    return shouldered(np.asarray(own * shine, np.float32))


def reach(painting: Painting, clear: float) -> float:
    """How far one sees: `clear` metres in good weather, less in fog."""
    weather = painting.wishes.weather
    if Weather.FOG in weather:
        return clear * 0.3
    if weather & {Weather.RAIN, Weather.SNOWFALL, Weather.STORM}:
        return clear * 0.5
    return clear


def cut(painting: Painting, land: Land, rgb: Floats, cuts: Sequence[float]) -> list[Sheet]:
    """The land in sheets from the back: `cuts` are the distances between them, nearest first."""
    edges = [0, *(terrain.at(land, metres) for metres in cuts), len(land.z)]
    sheets = []
    for first, last in pairwise(edges):
        floor = terrain.crest(land, 0, first) if first else None
        sheets.append(terrain.render(painting, land, rgb, slice(first, last), floor=floor))
    return sheets[::-1]


def stand(
    painting: Painting,
    sheet: Sheet,
    drawing: Drawing,
    foot: tuple[float, float],
    *,
    size: float,
    mirrored: bool = False,
    haze: float = 0.0,
) -> None:
    """Put a figure with its foot at a pixel, one unit of it `size` pixels tall."""
    air = Air(painting.palette.haze, haze) if haze > 0 else None
    stamp = stamped(drawing, painting.palette, size, mirrored=mirrored, air=air)
    sheet.over(stamp.rgb, stamp.alpha, round(foot[0]) - stamp.foot_x, round(foot[1]) - stamp.foot_y)


def mist(painting: Painting, sheet: Sheet, row: float, depth: float, strength: float) -> None:
    """A bank of mist lying on what the sheet shows, thickest at `row` (thousandths)."""
    height, width = painting.height // 8, painting.width // 8
    rng = painting.rng("mist", row)
    rows = (np.arange(height, dtype=np.float32)[:, None] + 0.5) / height * 1000
    torn = fractal(rng, height, width, width / 5, 4)
    torn = blurred(torn, 1.5)
    bank = np.exp(-(((rows - row) / depth) ** 2)) * smoothstep(-0.7, 0.9, torn)
    from_small = terrain.enlarged(bank * np.float32(strength), painting.height, painting.width)
    sheet.tint(painting.palette.haze, from_small)


def stage(
    painting: Painting, surface: str, *, crest: float, second: str = "", rough: float = 1.0
) -> Sheet:
    """The ground that a figure stands on: its far edge at about `crest` (thousandths)."""
    rng, noise = painting.rng("stage"), painting.noise
    view = Lens(
        painting.width, painting.height, painting.px(crest - 240), painting.width / 1.15, 1.5
    )
    edge = view.focal * 1.5 / (painting.px(crest) - view.horizon)
    tilt, bend = float(rng.uniform(-0.06, 0.06)), float(rng.uniform(0.0, 0.012))

    stony = surface in _STONY

    def heights(x: Floats, z: Floats) -> Floats:
        bumps = noise.at(x / 2.6, z / 2.6 + 40, 5, 0.55) * np.float32(0.13 * rough)
        if stony:
            bumps = bumps * 0.5 + noise.ridged(x / 1.9, z / 1.5 + 9, 4) * np.float32(0.09 * rough)
        out: Floats = bumps + x * tilt - x * x * bend - np.maximum(z - edge, 0) * 0.8
        return out

    land = terrain.survey(
        painting, view, heights, near=2.0, far=edge + 1.5, slices=170 if stony else 110
    )
    rgb = _trodden(painting, land, (surface, second), edge)
    sheet = terrain.render(painting, land, rgb, slice(0, len(land.z)))
    _grained(painting, sheet, 0.2 if stony else 0.12)
    return sheet


def _grained(painting: Painting, sheet: Sheet, amount: float) -> None:
    """Pebbles and grains on near ground, larger towards the bottom."""
    top = int(np.flatnonzero(sheet.alpha.max(axis=1) > 0)[0])
    height = painting.height - top
    near = np.arange(height, dtype=np.float32)[:, None] / height + np.float32(0.45)
    columns = np.arange(painting.width, dtype=np.float32)[None, :] - painting.width / 2
    across = columns / (near * painting.px(9))
    down = np.log(near) * np.float32(height / painting.px(5.5)) + 0 * across
    grains = painting.noise.at(across, down, 3, 0.7)
    pebbles = smoothstep(0.75, 1.25, painting.noise.at(across * 0.3 + 50, down * 0.3, 2))
    relief = 1 + np.float32(amount) * (grains * 0.7 + pebbles * 0.9)
    sheet.rgb[top:] *= spread(relief)


_STONY = ("rock", "cliff", "lava", "stone")


def _trodden(painting: Painting, land: Land, surfaces: tuple[str, str], edge: float) -> Floats:
    """Near ground with its stones, cracks and grains."""
    noise, x, z = painting.noise, land.x, land.depth + 0 * land.x
    fleck = noise.at(x / 0.9, z / 0.5, 4, 0.65)
    fine = noise.at(x * 6, z * 6, 2, 0.6)
    first, second = surfaces
    if first in _STONY:
        cracks = smoothstep(0.72, 0.95, noise.ridged(x * 1.3 + 3, z * 1.1, 3))
        land.light = np.clip(land.light * (1 + 0.22 * fine) * (1 - 0.45 * cracks), 0, 1)
    else:
        land.light = np.clip(land.light * (1 + 0.14 * fine), 0, 1)
    share = smoothstep(-0.25, 0.75, fleck + 0.25 * fine)
    rgb = covered(painting, land, (first, None), (second or first, share))
    shade = 0.66 + 0.34 * smoothstep(2.0, edge, z)
    return rgb * shade[..., None]
