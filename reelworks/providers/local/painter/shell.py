"""The walls of a room, its windows, and the daylight that falls through them."""

from __future__ import annotations

import cv2
import numpy as np

from reelworks.providers.local.painter import blocks
from reelworks.providers.local.painter.arrays import Floats, blurred, polygons, resized, vec
from reelworks.providers.local.painter.colour import mix
from reelworks.providers.local.painter.indoors import Opening, Room, Walls, daylight
from reelworks.providers.local.painter.noise import smoothstep
from reelworks.providers.local.painter.painting import Painting, Sheet
from reelworks.providers.local.painter.sky import sky
from reelworks.providers.local.painter.solids import Material, oblong, paint, projected, seen


def outside(painting: Painting, room_: Room) -> None:
    """The sky behind the windows: the farthest layer."""
    horizon = room_.studio.lens.horizon / painting.height * 1000
    painting.add("outside", 0.0, sky(painting, horizon + 60, sun=False))


def shell(room_: Room, walls: Walls) -> Sheet:
    """Walls with their windows, floor and ceiling."""
    sheet, plan, studio = room_.studio.painting.sheet(), room_.plan, room_.studio
    wide, tall, deep = room_.wide, room_.tall, room_.deep
    ceiling = plan.face((0, tall, 0), (wide, 0, 0), (0, 0, deep))
    ground = plan.face((0, 0, 0), (wide, 0, 0), (0, 0, deep))
    paint(studio, sheet, ceiling, walls.ceiling, corners=0.5, shade=0.9)
    for name in ("back", "left", "right"):
        flat = room_.side(name)
        holes = [outline(o) for o in room_.openings if o.wall == name]
        paint(studio, sheet, flat, walls.wall, holes=holes, corners=0.5)
    paint(studio, sheet, ground, walls.floor, corners=0.45)
    for opening in room_.openings:
        _window_frame(room_, sheet, opening)
    _sunspots(room_, sheet)
    return sheet


def outline(o: Opening) -> Floats:
    """The hole of a window in its wall."""
    if o.arched:
        return blocks.arch(o.along, o.sill, o.wide, o.tall)
    left, right = o.along - o.wide / 2, o.along + o.wide / 2
    return np.array(
        [(left, o.sill), (right, o.sill), (right, o.sill + o.tall), (left, o.sill + o.tall)],
        np.float32,
    )


def _window_frame(room_: Room, sheet: Sheet, o: Opening) -> None:
    """Bars between the panes, the reveal, and a sill."""
    flat, left, bar = room_.side(o.wall), o.along - o.wide / 2, 0.035
    right, top = left + o.wide, o.sill + o.tall
    upright = [left + o.wide * i / o.panes[0] for i in range(1, o.panes[0])]
    level = [o.sill + o.tall * i / o.panes[1] for i in range(1, o.panes[1])]
    bars = [oblong(u - bar, o.sill, u + bar, top) for u in upright]
    bars += [oblong(left, v - bar, right, v + bar) for v in level]
    for line in bars:
        paint(room_.studio, sheet, flat, Material("darkwood"), outline=line, shade=0.55)
    wood, edge = Material("wood"), outline(o)
    middle = edge.mean(axis=0)
    outer = middle + (edge - middle) * (1 + 0.16 / vec(o.wide, o.tall))
    paint(room_.studio, sheet, flat, wood, outline=outer, holes=(edge,), shade=0.85)
    sill = oblong(left - 0.14, o.sill - 0.13, right + 0.14, o.sill - 0.02)
    paint(room_.studio, sheet, flat, wood, outline=sill, shade=1.25)


def _panes(room_: Room, o: Opening) -> list[Floats]:
    """The corners in space of every pane."""
    flat, gap = room_.side(o.wall), 0.04
    left, out = o.along - o.wide / 2, []
    for i in range(o.panes[0]):
        for k in range(o.panes[1]):
            u0, u1 = (left + o.wide * (i + s) / o.panes[0] for s in (0, 1))
            v0, v1 = (o.sill + o.tall * (k + s) / o.panes[1] for s in (0, 1))
            uv = np.array(oblong(u0 + gap, v0 + gap, u1 - gap, v1 - gap), np.float32)
            out.append(flat.at(uv[:, 0], uv[:, 1]))
    return out


def _fallen(room_: Room, points: Floats) -> Floats:
    """Where the sun throws points on the floor."""
    out: Floats = points - room_.toward * (points[:, 1:2] / room_.toward[1])
    return out


def _sunspots(room_: Room, sheet: Sheet) -> None:
    """The panes' light on the floor."""
    painting = room_.studio.painting
    day, p = daylight(painting), painting.palette
    soft = _spots(room_)
    rows = np.flatnonzero(soft.max(axis=1) > 1 / 255)
    if not rows.size:
        return
    here = np.s_[rows[0] : rows[-1] + 1]
    part = Sheet(sheet.rgb[here], sheet.alpha[here])
    part.rgb[...] *= 1 + (p.sun * np.float32(0.3 + 1.5 * day)) * soft[here][..., None]
    part.tint(mix(p.sun, p.sunlight, 0.4), soft[here] * np.float32(0.08 + 0.2 * day))
    np.clip(part.rgb, 0, 1, out=part.rgb)


def _spots(room_: Room) -> Floats:
    """How much of the sun each pixel of the floor gets; found at half the size."""
    painting, lens = room_.studio.painting, room_.studio.lens
    height, width = painting.height // 2, painting.width // 2
    cover = np.zeros((height, width), np.float32)
    for opening in room_.openings:
        lines = [seen(lens, _fallen(room_, pane)) / 2 for pane in _panes(room_, opening)]
        shown = [line for line in lines if len(line) > 2]
        if shown:
            cover = np.maximum(cover, polygons(shown, 0, 0, width, height))
    ground = room_.plan.face((0, 0, 0), (room_.wide, 0, 0), (0, 0, room_.deep))
    inside = projected(lens, ground, oblong(0, 0, room_.wide, room_.deep)) / 2
    if len(inside) > 2:
        cover *= polygons([inside], 0, 0, width, height)
    return resized(blurred(cover, painting.px(1.1)), painting.height, painting.width)


def shafts(room_: Room, strength: float = 1.0) -> Sheet:
    """Beams of dusty light from the windows to the floor."""
    painting = room_.studio.painting
    height, width = painting.height // 4, painting.width // 4
    total = np.zeros((height, width), np.float32)
    for opening in room_.openings:
        panes = _panes(room_, opening)
        for column in range(opening.panes[0]):
            own = panes[column * opening.panes[1] : (column + 1) * opening.panes[1]]
            points = np.concatenate(
                [own[0], own[-1], _fallen(room_, own[0]), _fallen(room_, own[-1])]
            )
            total += _beam(room_, points, height, width)
    dust = painting.noise.at(*_sheared(height, width), 4, 0.6)
    light = blurred(total, painting.px(5) / 4) * (0.82 + 0.18 * dust)
    p, sheet = painting.palette, painting.sheet()
    share = np.float32((0.05 + 0.17 * daylight(painting)) * strength)
    full = resized(
        np.clip(light * share, 0, 0.6), painting.height, painting.width, how=cv2.INTER_CUBIC
    )
    sheet.glow(mix(p.sun, p.glow, 0.5), full)
    return sheet


def _sheared(height: int, width: int) -> tuple[Floats, Floats]:
    rows = np.arange(height, dtype=np.float32)[:, None] / np.float32(height)
    columns = np.arange(width, dtype=np.float32)[None, :] / np.float32(height)
    return columns * 4 + rows * 2, rows * 5 + 0 * columns


def _beam(room_: Room, points: Floats, height: int, width: int) -> Floats:
    """One beam, fading downwards, at a quarter of the size."""
    lens = room_.studio.lens
    ahead = points[points[:, 2] > 0.4]
    if len(ahead) < 3:
        return np.zeros((height, width), np.float32)
    columns = lens.width / 2 + lens.focal * ahead[:, 0] / ahead[:, 2]
    rows = lens.row(ahead[:, 1], ahead[:, 2])
    line = np.clip(np.stack([columns, rows], axis=1) / 4, -4000, 4000).astype(np.float32)
    hull = np.asarray(cv2.convexHull(line), np.float32)[:, 0, :]
    top, bottom = float(line[:, 1].min()), float(line[:, 1].max())
    fade = 1 - 0.75 * smoothstep(top, bottom, np.arange(height, dtype=np.float32))
    out: Floats = polygons([hull], 0, 0, width, height) * fade[:, None]
    return out
