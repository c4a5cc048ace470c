"""Boxes, posts and round towers put together from faces, and the ground plan they stand on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from reelworks.providers.local.painter.arrays import Floats, vec
from reelworks.providers.local.painter.painting import Sheet
from reelworks.providers.local.painter.solids import (
    Face,
    Material,
    Outline,
    Point3,
    Studio,
    face,
    paint,
)


@dataclass(frozen=True, slots=True)
class Plan:
    """Where something stands and how it is turned: `turn` in radians, seen from above."""

    x: float = 0.0
    z: float = 0.0
    turn: float = 0.0
    y: float = 0.0

    def at(self, across: float, up: float, deep: float) -> Point3:
        """A point of the world from metres across, up and deep in the plan."""
        c, s = float(np.cos(self.turn)), float(np.sin(self.turn))
        return self.x + c * across + s * deep, self.y + up, self.z - s * across + c * deep

    def face(self, corner: Point3, right: Point3, up: Point3) -> Face:
        """A face given in the plan's own metres."""
        start, zero = vec(*self.at(*corner)), vec(self.x, self.y, self.z)
        return Face(start, vec(*self.at(*right)) - zero, vec(*self.at(*up)) - zero)

    def line(self, x0: float, z0: float, x1: float, z1: float) -> tuple[float, float, float, float]:
        """A line on the ground, from the plan's metres to the world's."""
        (a, _, b), (c, _, d) = self.at(x0, 0, z0), self.at(x1, 0, z1)
        return a, b, c, d


Box = tuple[float, float, float, float, float, float]  # across, up, deep: from, from, from, to ...


def box_faces(plan: Plan, box: Box, eye: float) -> list[tuple[str, Face]]:
    """The sides of a box that the eye sees, each with its name."""
    a0, y0, b0, a1, y1, b1 = box
    wide, tall, deep = (a1 - a0, 0.0, 0.0), (0.0, y1 - y0, 0.0), (0.0, 0.0, b1 - b0)
    sides = (
        ("back", (a0, y0, b1), wide, tall, (0, 0, 1)),
        ("left", (a0, y0, b0), deep, tall, (-1, 0, 0)),
        ("right", (a1, y0, b0), deep, tall, (1, 0, 0)),
        ("bottom", (a0, y0, b0), wide, deep, (0, -1, 0)),
        ("top", (a0, y1, b0), wide, deep, (0, 1, 0)),
        ("front", (a0, y0, b0), wide, tall, (0, 0, -1)),
    )
    zero, out = vec(plan.x, plan.y, plan.z), []
    for name, corner, right, up, outward in sides:
        normal = vec(*plan.at(*outward)) - zero
        if float(normal @ (vec(0, eye, 0) - vec(*plan.at(*corner)))) > 0:
            out.append((name, plan.face(corner, right, up)))
    return out


def block(
    studio: Studio,
    sheet: Sheet,
    plan: Plan,
    box: Box,
    material: Material,
    *,
    top: Material | None = None,
    corners: float = 0.0,
) -> None:
    """A box in one material; its top may have another."""
    for name, flat in box_faces(plan, box, studio.lens.eye):
        chosen = top if top is not None and name == "top" else material
        paint(studio, sheet, flat, chosen, corners=corners)


def round_tower(
    studio: Studio,
    sheet: Sheet,
    centre: tuple[float, float],
    material: Material,
    *,
    radius: float,
    span: tuple[float, float],
    facets: int = 14,
    taper: float = 1.0,
    every: int = 1,
) -> None:
    """An upright cylinder, or tapered a cone, of flat faces (`every` so-manieth), low to high."""
    angles = np.linspace(-np.pi, np.pi, facets, endpoint=False)[::every]
    step = 2 * np.pi / facets
    away = np.arctan2(centre[0], centre[1])
    ahead = [a for a in angles if np.cos(a + step / 2 - away) > -0.15]
    nearest = sorted(
        ahead, key=lambda a: -abs(((a + step / 2 - away) + np.pi) % (2 * np.pi) - np.pi)
    )
    for angle in nearest:
        flat, outline = _facet(centre, radius, span, (float(angle), step), taper)
        own = replace(material, shift=float(-angle * radius), bend=step)
        paint(studio, sheet, flat, own, outline=outline)


def _facet(
    centre: tuple[float, float],
    radius: float,
    span: tuple[float, float],
    arc: tuple[float, float],
    taper: float,
) -> tuple[Face, Outline]:
    """One flat face; it overlaps its neighbour a little, so that nothing shines through."""
    (angle, step), (low, high) = arc, span
    first, last = angle - 0.02, angle + step + 0.02
    x1, z1 = (centre[0] - radius * float(np.sin(first)), centre[1] - radius * float(np.cos(first)))
    x0, z0 = (centre[0] - radius * float(np.sin(last)), centre[1] - radius * float(np.cos(last)))
    lean, middle = (1 - taper) * radius, angle + step / 2
    up = (lean * float(np.sin(middle)), high - low, lean * float(np.cos(middle)))
    flat = face((x0, low, z0), (x1 - x0, 0, z1 - z0), up)
    wide, tall = flat.size
    inset = wide * (1 - taper) / 2
    return flat, ((0, 0), (wide, 0), (wide - inset, tall), (inset, tall))


def arch(middle: float, low: float, wide: float, tall: float, *, pointed: float = 0.0) -> Floats:
    """The outline (u, v) of an arched opening: its sill at `low`, `tall` to the crown."""
    radius = wide / 2
    spring = low + tall - radius * (1 + pointed)
    angle = np.linspace(0, np.pi, 17)
    rise = np.sin(angle) ** (1 - 0.35 * min(pointed, 1.0)) * radius * (1 + pointed)
    crown = np.stack([middle + radius * np.cos(angle), spring + rise], axis=1)
    sill = [(middle - radius, low), (middle + radius, low)]
    out: Floats = np.concatenate([sill, crown]).astype(np.float32)
    return out


def battlements(
    wide: float, tall: float, *, merlon: float = 0.9, gap: float = 0.7, rise: float = 0.9
) -> list[tuple[float, float]]:
    """The outline (u, v) of a wall of this size with teeth on top."""
    count = max(int(wide / (merlon + gap)), 1)
    pitch = wide / count
    tooth = pitch * merlon / (merlon + gap)
    line: list[tuple[float, float]] = [(0, 0), (wide, 0)]
    for i in reversed(range(count)):
        start = i * pitch + (pitch - tooth) / 2
        line += [
            (start + tooth, tall),
            (start + tooth, tall + rise),
            (start, tall + rise),
            (start, tall),
        ]
    line.insert(2, (wide, tall))
    line.append((0, tall))
    return line


def gable(
    studio: Studio,
    sheet: Sheet,
    plan: Plan,
    box: Box,
    *,
    rise: float,
    materials: Sequence[Material],
) -> None:
    """A house: a box under a saddle roof whose ridge runs across; walls, roof."""
    walls, roof = materials
    a0, _, b0, a1, y1, b1 = box
    block(studio, sheet, plan, box, walls)
    middle, over = (b0 + b1) / 2, 0.12 * (b1 - b0)
    slope = rise / ((b1 - b0) / 2)
    for a, outward in ((a0, -1.0), (a1, 1.0)):
        end = plan.face((a, y1, b0), (0, 0, b1 - b0), (0, rise, 0))
        facing = vec(*plan.at(outward, 0, 0)) - vec(plan.x, plan.y, plan.z)
        if float(facing @ (vec(0, studio.lens.eye, 0) - end.corner)) > 0:
            peak = ((0, -0.02), (b1 - b0, -0.02), ((b1 - b0) / 2, rise))
            paint(studio, sheet, end, walls, outline=peak)
    low = y1 - over * slope
    out = 0.03 * (a1 - a0) + 0.1
    across = (a1 - a0 + 2 * out, 0.0, 0.0)
    far = plan.face((a0 - out, low, b1 + over), across, (0, y1 + rise - low, middle - b1 - over))
    near = plan.face((a0 - out, low, b0 - over), across, (0, y1 + rise - low, middle - b0 + over))
    for flat in (far, near):
        normal = np.cross(flat.right, flat.up)
        normal = normal if normal[1] > 0 else -normal
        if float(normal @ (vec(0, studio.lens.eye, 0) - flat.corner)) > 0:
            paint(studio, sheet, flat, roof)
