"""Mountains and hills, green, bare or under snow, and the volcano among them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reelworks.providers.local.painter import terrain
from reelworks.providers.local.painter.arrays import Floats
from reelworks.providers.local.painter.flora import grass
from reelworks.providers.local.painter.groves import Grove, Seen
from reelworks.providers.local.painter.noise import smoothstep
from reelworks.providers.local.painter.painting import Painting, Sheet
from reelworks.providers.local.painter.scenery import (
    covered,
    cut,
    framed,
    lens,
    mist,
    reach,
    stage,
)
from reelworks.providers.local.painter.sky import sky
from reelworks.providers.local.painter.terrain import Land


@dataclass(frozen=True, slots=True)
class _Range:
    """`tall` metres of peaks, `broad` metres of one, `snow` and `green` lines as shares of tall."""

    tall: float
    broad: float
    snow: float
    green: float
    jagged: float


def mountains(painting: Painting) -> None:
    """Ranges behind one another above a valley, seen from a near slope."""
    rng = painting.rng("mountains")
    winter = painting.wishes.season == "winter"
    kind = _Range(
        tall=float(rng.uniform(2400, 3600)),
        broad=float(rng.uniform(4200, 6500)),
        snow=0.18 if winter else float(rng.uniform(0.42, 0.62)),
        green=0.0 if winter else float(rng.uniform(0.22, 0.4)),
        jagged=float(rng.uniform(0.75, 1.0)),
    )
    _highland(painting, kind)
    _foreland(painting, "snow" if winter else "grass")


def hills(painting: Painting) -> None:
    """Rounded green hills."""
    rng = painting.rng("hills")
    _highland(painting, _Range(float(rng.uniform(900, 1300)), 4200, 9.0, 9.0, 0.25))
    _foreland(painting, "grass")


def _highland(painting: Painting, kind: _Range) -> None:
    frame, rng = framed(painting), painting.rng("highland")
    painting.add("sky", 0.0, sky(painting, frame.horizon))
    view = lens(painting, frame, float(rng.uniform(260, 420)) * frame.lift)
    start = float(rng.uniform(0, 60))

    def heights(x: Floats, z: Floats) -> Floats:
        return _relief(painting, kind, x, z, start)

    land = terrain.survey(painting, view, heights, near=420, far=24000, slices=330, even=0.45)
    rgb = _clothed(painting, land, kind)
    rgb = terrain.hazed(painting, land, rgb, reach(painting, 10500), low=0.55)
    names, depths = ("far", "middle", "near"), (0.12, 0.28, 0.45)
    sheets = cut(painting, land, rgb, (3000, 9000))
    for name, depth, sheet in zip(names, depths, sheets, strict=True):
        if name != "far":
            mist(painting, sheet, frame.horizon + 90, 70, 0.35)
        painting.add(name, depth, sheet)


def _relief(painting: Painting, kind: _Range, x: Floats, z: Floats, start: float) -> Floats:
    noise, broad = painting.noise, np.float32(kind.broad)
    bend = noise.at(x / broad * 0.6 + 9, z / broad * 0.6 + start, 2) * 0.35
    u, v = x / broad + bend + start, z / broad * 0.5 + bend
    crest = noise.ridged(u, v, 6, 0.46)
    round_top = 0.5 + 0.5 * noise.at(u * 0.9, v * 0.9, 4, 0.42)
    shape = crest * kind.jagged + round_top * (1 - kind.jagged)
    far = smoothstep(1300, 8200, z)
    valley = smoothstep(
        0.0, 1.0, np.abs(x + noise.at(z / 3000, z / 3000 + 5, 2) * 900) / (1400 + z * 0.12)
    )
    rolling = noise.at(x / 800, z / 800, 5, 0.45) * (30 + 90 * far)
    body = np.maximum(shape, 0) ** 1.25 * kind.tall * (0.15 + 0.85 * far) * (0.35 + 0.65 * valley)
    out: Floats = body + rolling - 60
    return out


def _clothed(painting: Painting, land: Land, kind: _Range) -> Floats:
    noise = painting.noise
    steep = np.hypot(land.slope_x, land.slope_z)
    patch = noise.at(land.x / 420, land.depth / 420 + 0 * land.x, 4)
    high = land.heights / np.float32(kind.tall)
    green = smoothstep(1.25, 0.55, steep + 0.2 * patch) * smoothstep(
        kind.green + 0.14, kind.green - 0.06, high + 0.1 * patch
    )
    trees = (
        smoothstep(0.0, 0.35, noise.at(land.x / 260 + 50, land.depth / 260 + 0 * land.x, 4) - 0.05)
        * green
    )
    snow = smoothstep(kind.snow - 0.04, kind.snow + 0.08, high + 0.12 * patch) * smoothstep(
        1.9, 1.0, steep
    )
    grain = noise.at(land.x / 60, land.heights / 110, 3) * np.exp(-land.depth / 9000)
    land.light = np.clip(land.light * (1 + 0.22 * grain), 0, 1)
    return covered(
        painting, land, ("rock", None), ("grass", green), ("forest", trees * 0.85), ("snow", snow)
    )


def _foreland(painting: Painting, surface: str) -> None:
    """The near slope: grass, stones or snow, and often a few firs at its side."""
    rng = painting.rng("foreland")
    crest = float(rng.uniform(800, 850))
    if surface == "grass" and rng.random() < 0.3:
        surface = "rock"
    second = {"snow": "rock", "rock": "grass"}.get(surface, "earth")
    rough = 2.2 if surface == "rock" else 1.0
    sheet = stage(painting, surface, crest=crest, second=second, rough=rough)
    skyline = (sheet.alpha > 0.5).argmax(axis=0).astype(np.float32)
    if surface == "grass":
        grass(painting, sheet, skyline, height=26, count=2600, drop=100)
    painting.add("ground", 0.68, sheet)
    front = painting.sheet()
    if painting.wishes.allows("tree") and rng.random() < 0.55:
        _firs(painting, front)
    if surface == "grass":
        low = np.full(painting.width, painting.px(1010), np.float32)
        grass(painting, front, low, height=110, count=900, drop=30)
    painting.add("front", 0.9, front)


def _firs(painting: Painting, sheet: Sheet) -> None:
    """Dark trees at one edge of the picture, nearer than all else."""
    rng = painting.rng("firs")
    side = -painting.palette.side
    grove = Grove(painting, "conifer", 1.0)
    for i in range(int(rng.integers(2, 5))):
        share = 0.5 + side * (0.5 - 0.055 * i + float(rng.normal(0, 0.012)))
        size = painting.px(float(rng.uniform(420, 760)) * (1 - 0.17 * i))
        foot = Seen(share * painting.width, painting.px(985 - 26 * i), 1.0, 0.0, hidden=False)
        grove.put(sheet, foot, size, i % 4, mirrored=bool(i % 2))
    sheet.tint(painting.palette.deep, np.where(sheet.alpha > 0, np.float32(0.3), np.float32(0)))
