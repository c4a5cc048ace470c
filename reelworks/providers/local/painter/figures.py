"""Ideas drawn in light: a spiral, a plane of lines, circles that share, stacked cubes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from reelworks.providers.local.painter import diagrams
from reelworks.providers.local.painter.arrays import Floats, polygons
from reelworks.providers.local.painter.colour import mix
from reelworks.providers.local.painter.drawing import ring
from reelworks.providers.local.painter.lights import Spot, lit, tones_of
from reelworks.providers.local.painter.painting import Painting, Sheet
from reelworks.providers.local.painter.sky import dot


def spiral(painting: Painting, rng: np.random.Generator, at: Spot) -> None:
    """A golden spiral with the squares that it is drawn by, and beads along it."""
    tones, turn = tones_of(painting), float(rng.uniform(0, 6.3))
    grow, first = float(np.log((1 + 5**0.5) / 2) / (np.pi / 2)), painting.px(11)
    for i, (reach, depth) in enumerate(((2.2, 0.2), (2.9, 0.42), (3.5, 0.6))):
        sheet = painting.sheet()
        angle = np.linspace(0, reach * np.pi, 420)
        away = first * (1 + 0.25 * i) * np.exp(grow * angle)
        bend = angle + turn + 0.35 * i
        line = np.stack([at[0] + away * np.cos(bend), at[1] + away * np.sin(bend)], axis=1)
        lit(painting, sheet, [line.astype(np.float32)], tones[2 - i % 3], 2.4 - 0.5 * i, 0.9)
        for k in range(20 * i, len(line), 26):
            x, y = (float(v) for v in line[k])
            size = painting.px(2.5 + 9 * k / len(line))
            dot(sheet, x, y, radius=size * 2.6, colour=tones[0], light=0.3)
            dot(sheet, x, y, radius=size, colour=tones[(i + 1) % 3], light=0.9)
        painting.add(("outer", "figure", "inner")[i], depth, sheet)


def plane(painting: Painting, rng: np.random.Generator, at: Spot) -> None:
    """A plane of lines to the horizon, with spheres above it."""
    tones, horizon = tones_of(painting), painting.px(float(rng.uniform(520, 600)))
    middle, sheet, lines = at[0], painting.sheet(), list[Floats]()
    for k in np.linspace(-26, 26, 53):
        foot = middle + float(k) * painting.px(150)
        lines.append(
            np.array([[middle + float(k) * 3, horizon], [foot, painting.height]], np.float32)
        )
    for k in range(1, 22):
        y = horizon + (painting.height - horizon) * (1 / (1 + 0.22 * (22 - k))) ** 1.1
        lines.append(np.array([[0, y], [painting.width, y]], np.float32))
    lit(painting, sheet, lines, tones[1], 1.2, 0.42)
    painting.add("plane", 0.3, sheet)
    for i, depth in enumerate((0.42, 0.56, 0.68)):
        ball, size = painting.sheet(), painting.px(float(rng.uniform(26, 40)) * (1 + i))
        x = middle + (i - 1) * painting.px(330) * float(rng.uniform(0.8, 1.3))
        y = horizon - painting.px(40) + painting.px(60) * i
        dot(ball, x, y, radius=size * 2.2, colour=tones[i], light=0.35)
        dot(ball, x, y, radius=size, colour=tones[i], light=0.95)
        dot(ball, x, horizon + painting.px(90 + 90 * i), radius=size, colour=tones[i], light=0.18)
        painting.add(f"sphere {i}", depth, ball)


def circles(painting: Painting, rng: np.random.Generator, at: Spot) -> None:
    """Three discs of light that share a middle."""
    tones, turn, radius = tones_of(painting), float(rng.uniform(0, 6.3)), painting.px(230)
    for i in range(3):
        sheet, angle = painting.sheet(), turn + i * 2 * np.pi / 3
        x = at[0] + 0.62 * radius * float(np.cos(angle))
        y = at[1] + 0.62 * radius * float(np.sin(angle))
        rows = np.arange(painting.height, dtype=np.float32)[:, None] - np.float32(y)
        columns = np.arange(painting.width, dtype=np.float32)[None, :] - np.float32(x)
        away = np.hypot(rows, columns) / np.float32(radius)
        inside = np.clip((1 - away) * np.float32(radius), 0, 1) * (0.16 + 0.2 * away**2)
        sheet.wash(tones[i], inside.astype(np.float32))
        edge = ring(x, y, radius, radius, 160)
        lit(painting, sheet, [np.concatenate([edge, edge[:1]])], tones[i], 2.0, 0.9)
        painting.add(("outer", "figure", "inner")[i], 0.3 + 0.16 * i, sheet)


def cubes(painting: Painting, rng: np.random.Generator, at: Spot) -> None:
    """Cubes stacked up, each of three lit faces."""
    tones, side = tones_of(painting), painting.px(float(rng.uniform(74, 92)))
    high = [[int(rng.integers(1, 5 - max(a, b) // 2)) for b in range(4)] for a in range(4)]
    order = sorted(((a, b) for a in range(4) for b in range(4)), key=lambda one: -sum(one))
    for name, depth, rows in (("far", 0.3, range(3, 7)), ("figure", 0.46, range(3))):
        sheet = painting.sheet()
        for a, b in (one for one in order if sum(one) in rows):
            for level in range(high[a][b]):
                x = at[0] + (a - b) * side * 0.87
                y = at[1] + painting.px(150) - (a + b) * side * 0.5 - level * side
                _cube(painting, sheet, (x, y), side, tones)
        painting.add(name, depth, sheet)


def _cube(
    painting: Painting, sheet: Sheet, at: Spot, side: float, tones: tuple[Floats, Floats, Floats]
) -> None:
    x, y = at
    w, h = side * 0.87, side * 0.5
    top = [(x, y - side - h), (x + w, y - side), (x, y - side + h), (x - w, y - side)]
    left = [(x - w, y - side), (x, y - side + h), (x, y + h), (x - w, y)]
    right = [(x + w, y - side), (x, y - side + h), (x, y + h), (x + w, y)]
    bright = 0 if painting.palette.side < 0 else 1
    shades = (1.0, 0.72 - 0.3 * bright, 0.42 + 0.3 * bright)
    corner, size = (int(x - w) - 2, int(y - side - h) - 2), int(2 * side) + 6
    for face, shade in zip((top, left, right), shades, strict=True):
        cover = polygons([np.asarray(face, np.float32)], *corner, size, size)
        sheet.wash(mix(painting.palette.deep, tones[2], shade * 0.85), cover, *corner)


FIGURES: Mapping[str, Callable[[Painting, np.random.Generator, Spot], None]] = {
    "spiral": spiral, "plane": plane, "circles": circles, "cubes": cubes,
    "bars": diagrams.bars, "branches": diagrams.branches, "rings": diagrams.rings,
}  # fmt: skip
