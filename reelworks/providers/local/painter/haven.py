"""Harbours: a quay, moored boats, houses along the water, masts and cranes behind."""

from __future__ import annotations

import numpy as np

from reelworks.providers.local.painter.arrays import Floats
from reelworks.providers.local.painter.buildings import church, crane, house
from reelworks.providers.local.painter.details import birds, falling, lit
from reelworks.providers.local.painter.drawing import Drawing
from reelworks.providers.local.painter.landmarks import lighthouse
from reelworks.providers.local.painter.noise import smoothstep
from reelworks.providers.local.painter.painting import Painting, Sheet
from reelworks.providers.local.painter.scenery import Frame, framed, lens, mist, stand
from reelworks.providers.local.painter.sky import place, sky
from reelworks.providers.local.painter.terrain import Lens
from reelworks.providers.local.painter.vessels import (
    fishing_boat,
    rowing_boat,
    sailing_ship,
    steamer,
)
from reelworks.providers.local.painter.water import Waves, water

_BUSY = frozenset(
    ["busy", "cargo", "trade", "dock", "docks", "port", "shipyard", "merchants", "ships"]
)


def harbour(painting: Painting) -> None:
    """Boats at rest between a town and a quay."""
    frame, rng = framed(painting), painting.rng("harbour")
    horizon = min(frame.horizon, 600)
    painting.add("sky", 0.0, sky(painting, horizon))
    birds(painting, horizon * 0.35, horizon * 0.85)
    view = lens(painting, Frame(horizon, 1.0, frame.near), 4.5 * frame.lift**1.2)
    shore = view.horizon + painting.px(34)
    _hills(painting, view)
    _town(painting, shore, frame.near)
    waves = Waves(float(rng.uniform(0.08, 0.2)), 2.2)
    painting.add("water", 0.3, water(painting, view, waves, place(painting, horizon), shore=shore))
    _moored(painting, view, frame.near)
    _quay(painting)
    falling(painting)


def _hills(painting: Painting, view: Lens) -> None:
    """Far hills round the bay."""
    p, noise = painting.palette, painting.noise
    columns = np.arange(painting.width, dtype=np.float32)[None, :] / painting.px(620)
    rows = np.arange(painting.height, dtype=np.float32)[:, None]
    sheet = painting.sheet()
    for number, (lift, share) in enumerate(((120, 0.72), (70, 0.52))):
        line = noise.at(columns + 9 * number, np.full_like(columns, 2.0 * number), 6)[0]
        top = view.horizon - painting.px(lift * 0.55) - line * painting.px(lift)
        cover = np.clip(rows - top[None, :] + 1, 0, 1)
        sheet.wash(p.lit("forest", 0.5) * np.float32(1 - share) + p.haze * np.float32(share), cover)
    mist(painting, sheet, view.horizon / painting.unit, 70, 0.6)
    sheet.rgb[int(view.horizon + painting.px(60)) :] = 0
    sheet.alpha[int(view.horizon + painting.px(60)) :] = 0
    painting.add("hills", 0.12, sheet)


def _town(painting: Painting, shore: float, near: float) -> None:
    """Houses in rows along the far quay, smaller and hazier behind."""
    rng, sheet, lamps = painting.rng("town"), painting.sheet(), lit(painting)
    for row, (count, size, haze) in enumerate(((16, 46, 0.5), (13, 62, 0.34), (11, 80, 0.2))):
        y = shore - painting.px(26 - 13 * row)
        for i in range(count):
            x = (i + float(rng.uniform(-0.2, 1.2))) / count * painting.width
            tall = painting.px(size * near * float(rng.uniform(0.8, 1.25)))
            drawing = house(rng, lit=lamps)
            if row == 0 and rng.random() < 0.10:
                drawing, tall = church(rng, lit=lamps), tall * 2.1
            stand(painting, sheet, drawing, (x, y), size=tall, haze=haze)
    if {"cargo", "dock", "docks", "shipyard", "crane"} & set(painting.wishes.words):
        for _ in range(3):
            x = float(rng.random()) * painting.width
            stand(
                painting, sheet, crane(rng, lit=lamps), (x, shore), size=painting.px(190), haze=0.25
            )
    if painting.wishes.shows("lighthouse"):
        x = painting.width * (0.5 + 0.3 * painting.palette.side)
        stand(
            painting, sheet, lighthouse(rng, lit=lamps), (x, shore), size=painting.px(260), haze=0.2
        )
    rows = np.arange(painting.height, dtype=np.float32)[:, None]
    wall = np.clip(rows - shore + painting.px(8), 0, 1) * np.clip(
        shore + painting.px(12) - rows, 0, 1
    )
    wall = np.broadcast_to(wall, sheet.alpha.shape)
    p = painting.palette
    sheet.wash(p.lit("stone", 0.3) * np.float32(0.75) + p.haze * np.float32(0.25), wall)
    painting.add("town", 0.22, sheet)


def _moored(painting: Painting, view: Lens, near: float) -> None:
    """Boats on the water, the larger the nearer, each with its mirror image."""
    rng, lamps = painting.rng("moored"), lit(painting)
    busy = bool(_BUSY & set(painting.wishes.words))
    far, close = painting.sheet(), painting.sheet()
    makers = (
        sailing_ship,
        fishing_boat,
        fishing_boat,
        rowing_boat,
        steamer if busy else fishing_boat,
    )
    spots = sorted(
        (float(rng.uniform(60, 250)), float(rng.uniform(0.04, 0.96)))
        for _ in range(8 if busy else 6)
    )
    for down, x in spots:
        maker = makers[int(rng.integers(len(makers)))]
        size = (
            (26 + down * 0.85)
            * near
            * (1.5 if maker is sailing_ship else 0.4 if maker is rowing_boat else 0.8)
        )
        foot = (x * painting.width, view.horizon + painting.px(down))
        boat, mirrored = maker(rng, lit=lamps), bool(rng.random() < 0.5)
        haze = float(np.clip(0.34 - down / 500, 0.04, 0.3))
        sheet = far if down < 140 else close
        _mirror(painting, sheet, boat, foot, painting.px(size), mirrored=mirrored)
        stand(painting, sheet, boat, foot, size=painting.px(size), haze=haze, mirrored=mirrored)
    painting.add("far boats", 0.36, far)
    painting.add("boats", 0.5, close)


def _mirror(
    painting: Painting,
    sheet: Sheet,
    boat: Drawing,
    foot: tuple[float, float],
    size: float,
    *,
    mirrored: bool,
) -> None:
    upside = Drawing()
    for part in boat.parts:
        contours = [c * np.array([1.0, -0.7], np.float32) for c in part.contours]
        upside.shape(
            contours[0], part.surface, light=part.light * 0.5, soft=0.0, cover=part.cover * 0.3
        )
    stand(painting, sheet, upside, foot, size=size, haze=0.15, mirrored=mirrored)


def _quay(painting: Painting) -> None:
    """The stone edge that one stands on, with bollards and ropes."""
    p, rng, noise = painting.palette, painting.rng("quay"), painting.noise
    crest = painting.px(float(rng.uniform(845, 880)))
    rows = np.arange(painting.height, dtype=np.float32)[:, None]
    columns = np.arange(painting.width, dtype=np.float32)[None, :]
    tilt = float(rng.uniform(-0.012, 0.012))
    down = rows - crest - (columns - painting.width / 2) * tilt
    share = np.clip(down / painting.px(150), 0, 1)
    depth = 1 / (0.12 + share)
    across = (columns - painting.width / 2) * depth / painting.px(150)
    course = np.floor(depth * 1.9)
    joint = np.abs((across + 0.5 * (course % 2)) % 1 - 0.5) > 0.485
    seam = np.abs((depth * 1.9) % 1 - 0.5) > 0.47
    worn = (
        noise.at(across * 1.4, depth * 2.4, 4, 0.6) * 0.13
        + noise.at(across * 9, depth * 12, 2) * 0.06
    )
    tone = 0.74 + worn - 0.2 * (joint | seam) + 0.16 * smoothstep(0.16, 0.0, share)
    rgb: Floats = p.lit("stone", 0.5) * tone[..., None].astype(np.float32) * np.float32(0.85)
    cover = np.clip(down + 1, 0, 1)
    sheet = Sheet(np.clip(rgb, 0, 1) * cover[..., None], cover.astype(np.float32))
    for x in (0.13, 0.86):
        bollard = Drawing()
        bollard.shape([(-0.2, 0), (-0.16, 0.7), (0.16, 0.7), (0.2, 0)], "iron", light=0.5, soft=1.0)
        bollard.oval(0, 0.8, 0.26, 0.2, "iron", light=0.6, soft=1.0)
        bollard.limb([(-0.22, 0.35, 0.1), (0, 0.3, 0.1), (0.22, 0.35, 0.1)], "wheat", light=0.5)
        at = (
            x * painting.width + float(rng.normal(0, 0.03)) * painting.width,
            crest + painting.px(46),
        )
        stand(painting, sheet, bollard, at, size=painting.px(74))
    painting.add("quay", 0.68, sheet)
