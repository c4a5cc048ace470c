"""Ideas drawn as diagrams of light: bars that rise, a branching tree, beads on rings."""

from __future__ import annotations

import numpy as np

from reelworks.providers.local.painter.arrays import Floats, polygons
from reelworks.providers.local.painter.colour import mix
from reelworks.providers.local.painter.drawing import ring
from reelworks.providers.local.painter.lights import Spot, lit, tones_of
from reelworks.providers.local.painter.painting import Painting, Sheet
from reelworks.providers.local.painter.sky import dot

_BARS, _LEVELS, _RINGS = 9, 8, 5


def bars(painting: Painting, rng: np.random.Generator, at: Spot) -> None:
    """Bars of light that rise to one side, a row of fainter ones behind, a curve over them."""
    tones, foot = tones_of(painting), painting.px(float(rng.uniform(690, 740)))
    step, lean = painting.px(104), -painting.palette.side
    heights = np.linspace(0.16, 1.0, _BARS) ** 1.5 * painting.px(400)
    heights = heights * rng.uniform(0.82, 1.12, _BARS)
    rows = (("far", 0.22, 0.72, 0.4, -0.45), ("figure", 0.46, 1.0, 1.0, 0.0))
    for name, depth, size, light, shift in rows:
        sheet = painting.sheet()
        for k, height in enumerate(heights):
            x = at[0] + lean * step * (k - (_BARS - 1) / 2 + shift)
            y = foot - painting.px(60) * (1 - size)
            _bar(sheet, (x, y), 0.58 * step * size, float(height) * size, (tones, light))
        painting.add(name, depth, sheet)
    tops = [
        (at[0] + lean * step * (k - (_BARS - 1) / 2), foot - float(height) - painting.px(46))
        for k, height in enumerate(heights)
    ]
    curve = painting.sheet()
    lit(painting, curve, [_smooth(np.array(tops))], tones[2], 2.6, 0.9)
    for x, y in tops:
        dot(curve, x, y, radius=painting.px(18), colour=tones[0], light=0.35)
        dot(curve, x, y, radius=painting.px(6), colour=tones[2], light=1.0)
    painting.add("curve", 0.62, curve)


def _bar(
    sheet: Sheet,
    foot: Spot,
    width: float,
    height: float,
    look: tuple[tuple[Floats, Floats, Floats], float],
) -> None:
    """One bar, brighter to its top, and its reflection below."""
    (warm, cool, bright), light = look
    x, y = round(foot[0] - width / 2), round(foot[1] - height)
    wide, high, deep = max(round(width), 2), max(round(height), 2), max(round(height * 0.45), 2)
    rise = np.linspace(1.0, 0.25, high, dtype=np.float32)[:, None]
    sheet.wash(mix(cool, warm, 0.35), np.repeat(rise * np.float32(0.62 * light), wide, 1), x, y)
    edge = max(round(width * 0.07), 1)
    sheet.glow(bright, np.full((edge, wide), 0.9 * light, np.float32), x, y)
    fall = np.linspace(0.2, 0.0, deep, dtype=np.float32)[:, None]
    sheet.wash(cool, np.repeat(fall * np.float32(light), wide, 1), x, y + high)


def _smooth(points: Floats) -> Floats:
    """A line through these points without corners."""
    at, fine = np.arange(len(points)), np.linspace(0, len(points) - 1, 240)
    line = np.stack([np.interp(fine, at, points[:, axis]) for axis in (0, 1)], axis=1)
    window = np.hanning(31)
    ends = np.pad(line, ((15, 15), (0, 0)), mode="edge")
    smooth = [np.convolve(ends[:, axis], window / window.sum(), "valid") for axis in (0, 1)]
    return np.stack(smooth, axis=1).astype(np.float32)


def branches(painting: Painting, rng: np.random.Generator, at: Spot) -> None:
    """A tree of lines that part and part again, a light at every end."""
    tones, middle = tones_of(painting), at[0]
    root = np.array([middle, painting.px(900)])
    ends, angles = root[None], np.array([-np.pi / 2 + float(rng.uniform(-0.08, 0.08))])
    length = painting.px(250)
    for level in range(_LEVELS):
        turns = angles + rng.uniform(-0.1, 0.1, angles.size)
        reach = length * rng.uniform(0.75, 1.15, angles.size)
        tips = ends + reach[:, None] * np.stack([np.cos(turns), np.sin(turns)], axis=1)
        lines = [np.stack(pair).astype(np.float32) for pair in zip(ends, tips, strict=True)]
        sheet = painting.sheet()
        colour = mix(tones[1], tones[2], level / (_LEVELS - 1))
        lit(painting, sheet, lines, colour, max(7.0 * 0.68**level, 1.0), 0.85)
        for x, y in tips if level >= _LEVELS - 2 else ():
            size, tone = float(rng.uniform(3, 8)), tones[int(rng.integers(3))]
            dot(sheet, float(x), float(y), radius=painting.px(size), colour=tone, light=0.8)
        painting.add(f"branch {level}", 0.24 + 0.07 * level, sheet)
        spread = 0.42 * rng.uniform(0.8, 1.25, turns.size)
        ends, angles = np.repeat(tips, 2, axis=0), np.stack([turns - spread, turns + spread], 1)
        angles, length = angles.ravel(), length * 0.74


def rings(painting: Painting, rng: np.random.Generator, at: Spot) -> None:
    """Rings around one light, seen from the side, with beads that go round on them."""
    tones, flat = tones_of(painting), float(rng.uniform(0.3, 0.42))
    tilt = float(rng.uniform(-0.28, 0.28))
    core = painting.sheet()
    for reach, light in ((150, 0.3), (64, 0.6), (26, 1.0)):
        dot(core, *at, radius=painting.px(reach), colour=tones[2], light=light)
    painting.add("core", 0.3, core)
    for k in range(_RINGS):
        sheet, radius = painting.sheet(), painting.px(130 + 92 * k)
        outline = _tilted(ring(0, 0, radius, radius * flat, 200), tilt, at)
        closed = np.concatenate([outline, outline[:1]])
        lit(painting, sheet, [closed], tones[k % 3], 1.6, 0.7)
        for share in rng.uniform(0, 1, 2 + k):
            x, y = (float(v) for v in outline[int(share * len(outline)) % len(outline)])
            size, tone = painting.px(float(rng.uniform(5, 12))), tones[int(rng.integers(3))]
            dot(sheet, x, y, radius=size * 2.6, colour=tone, light=0.35)
            _bead(sheet, (x, y), size, tone)
        painting.add(f"ring {k + 1}", 0.36 + 0.08 * k, sheet)


def _tilted(points: Floats, angle: float, at: Spot) -> Floats:
    cos, sin = float(np.cos(angle)), float(np.sin(angle))
    x, y = points[:, 0] * cos - points[:, 1] * sin, points[:, 0] * sin + points[:, 1] * cos
    return np.stack([x + at[0], y + at[1]], axis=1).astype(np.float32)


def _bead(sheet: Sheet, at: Spot, radius: float, colour: Floats) -> None:
    corner, size = (int(at[0] - radius) - 2, int(at[1] - radius) - 2), int(2 * radius) + 5
    cover = polygons([ring(*at, radius, radius, 40)], *corner, size, size)
    sheet.wash(colour, cover, *corner)
