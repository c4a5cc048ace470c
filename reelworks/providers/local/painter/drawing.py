"""Figures cut from shapes, drawn in units of their own height."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from reelworks.providers.local.painter.arrays import Floats, vec

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Part:
    """Contours (even-odd) of one surface. `light`: 0 in shade, 1 in the sun; `glow`: its own light.

    `soft` is how round it looks: 0 is a flat board.
    """

    contours: tuple[Floats, ...]
    surface: str
    light: float
    soft: float
    glow: bool
    cover: float


@dataclass(slots=True)
class Drawing:
    """Parts from the back to the front; x to the right, y up, the ground at 0."""

    parts: list[Part] = field(default_factory=list)
    halos: list[tuple[float, float, float]] = field(default_factory=list)  # x, y, radius

    def shape(
        self,
        points: Sequence[Point] | Floats,
        surface: str,
        *holes: Sequence[Point] | Floats,
        light: float = 0.5,
        soft: float = 0.6,
        glow: bool = False,
        cover: float = 1.0,
    ) -> None:
        """A polygon, with holes."""
        contours = tuple(np.asarray(c, np.float32).reshape(-1, 2) for c in (points, *holes))
        self.parts.append(Part(contours, surface, light, soft, glow, cover))

    def curve(self, points: Sequence[Point], surface: str, **look: float | bool) -> None:
        """A smooth closed line through the points, filled."""
        self.shape(smooth(points), surface, **look)  # type: ignore[arg-type]

    def box(
        self, x0: float, y0: float, x1: float, y1: float, surface: str, **look: float | bool
    ) -> None:
        self.shape([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], surface, **look)  # type: ignore[arg-type]

    def oval(
        self, x: float, y: float, rx: float, ry: float, surface: str, **look: float | bool
    ) -> None:
        self.shape(ring(x, y, rx, ry), surface, **look)  # type: ignore[arg-type]

    def limb(
        self, line: Sequence[tuple[float, float, float]], surface: str, **look: float | bool
    ) -> None:
        """A bent tube through (x, y, width) points with round ends."""
        self.shape(tube(line), surface, **look)  # type: ignore[arg-type]

    def halo(self, x: float, y: float, radius: float) -> None:
        """Light around a lamp."""
        self.halos.append((x, y, radius))

    def put(
        self, other: Drawing, x: float, y: float, scale: float, *, mirrored: bool = False
    ) -> None:
        """Another drawing as a part of this one, its foot at (x, y)."""
        turn = vec(-scale if mirrored else scale, scale)
        move = vec(x, y)
        for part in other.parts:
            contours = tuple(c * turn + move for c in part.contours)
            self.parts.append(
                Part(contours, part.surface, part.light, part.soft, part.glow, part.cover)
            )
        self.halos += [
            (hx * float(turn[0]) + x, hy * scale + y, r * scale) for hx, hy, r in other.halos
        ]

    def bounds(self) -> tuple[float, float, float, float]:
        """Left, bottom, right, top of all contours."""
        points = np.concatenate([c for part in self.parts for c in part.contours])
        low, high = points.min(axis=0), points.max(axis=0)
        return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def trace(text: str) -> list[Point]:
    """Points written as "x,y x,y ..."."""
    pairs = (point.split(",") for point in text.split())
    return [(float(x), float(y)) for x, y in pairs]


def trace3(text: str) -> list[tuple[float, float, float]]:
    """Points of a tube written as "x,y,width x,y,width ..."."""
    triples = (point.split(",") for point in text.split())
    return [(float(x), float(y), float(width)) for x, y, width in triples]


def ring(x: float, y: float, rx: float, ry: float, count: int = 40) -> Floats:
    """Points around an oval."""
    angle = np.linspace(0, 2 * np.pi, count, endpoint=False)
    return np.stack([x + rx * np.cos(angle), y + ry * np.sin(angle)], axis=1).astype(np.float32)


def smooth(points: Sequence[Point], steps: int = 8, *, closed: bool = True) -> Floats:
    """A Catmull-Rom curve through the points."""
    p = np.asarray(points, np.float32)
    if closed:
        p = np.concatenate([p[-1:], p, p[:2]])
    else:
        p = np.concatenate([2 * p[:1] - p[1:2], p, 2 * p[-1:] - p[-2:-1]])
    t = (np.arange(steps, dtype=np.float32) / steps)[None, :, None]
    a, b, c, d = (p[i : len(p) - 3 + i, None, :] for i in range(4))
    line = 0.5 * (
        2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3
    )
    out: Floats = line.reshape(-1, 2).astype(np.float32)
    return out if closed else np.concatenate([out, p[-2:-1]])


def tube(line: Sequence[tuple[float, float, float]], steps: int = 6) -> Floats:
    """The outline of a bent tube through (x, y, width) points with round ends."""
    curve = (
        _spline3(np.asarray(line, np.float32), steps)
        if len(line) > 2
        else np.asarray(line, np.float32)
    )
    along = np.gradient(curve[:, :2], axis=0)
    along /= np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-6)
    across = np.stack([-along[:, 1], along[:, 0]], axis=1) * curve[:, 2:] / 2
    ends = [
        _cap(curve[-1], across[-1], along[-1]),
        _cap(curve[0], -across[0], -along[0]),
    ]
    left, right = curve[:, :2] + across, curve[::-1, :2] - across[::-1]
    return np.concatenate([left, ends[0], right, ends[1]]).astype(np.float32)


def _cap(end: Floats, across: Floats, along: Floats) -> Floats:
    angle = np.linspace(0, np.pi, 7)[1:-1, None]
    radius = float(end[2]) / 2
    out: Floats = (end[:2] + across * np.cos(angle) + along * radius * np.sin(angle)).astype(
        np.float32
    )
    return out


def _spline3(points: Floats, steps: int) -> Floats:
    p = np.concatenate([2 * points[:1] - points[1:2], points, 2 * points[-1:] - points[-2:-1]])
    t = (np.arange(steps, dtype=np.float32) / steps)[None, :, None]
    a, b, c, d = (p[i : len(p) - 3 + i, None, :] for i in range(4))
    line = 0.5 * (
        2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3
    )
    return np.concatenate([line.reshape(-1, 3), points[-1:]]).astype(np.float32)
