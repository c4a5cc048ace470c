"""Pictures for what cannot be seen: networks, waves, geometry of light."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reelworks.providers.local.painter.arrays import Floats, blurred, grid, resized, strokes
from reelworks.providers.local.painter.colour import lch, mix, oklab, ramp
from reelworks.providers.local.painter.drawing import ring
from reelworks.providers.local.painter.figures import FIGURES
from reelworks.providers.local.painter.lights import tones_of
from reelworks.providers.local.painter.noise import smoothstep
from reelworks.providers.local.painter.painting import Painting, Sheet
from reelworks.providers.local.painter.sky import dot

Tones = tuple[Floats, Floats, Floats]


def _ground(painting: Painting, rng: np.random.Generator) -> tuple[float, float]:
    """A deep soft ground with one pool of light; says where that is, in pixels."""
    p, height, width = painting.palette, painting.height // 4, painting.width // 4
    rows, columns = grid(height, width)
    x = width * (0.5 + p.side * float(rng.uniform(0.05, 0.24)))
    y = height * float(rng.uniform(0.4, 0.54))
    hue = float(np.degrees(np.arctan2(*oklab(p.zenith)[[2, 1]])))
    edge, middle = lch(0.13, 0.045, hue + 10), lch(0.34, 0.09, hue)
    core = mix(mix(p.upper, p.glow, 0.35), middle, 0.35)
    bend = painting.noise.at(columns / width * 2 + 5, rows / width * 2, 3) * 0.16
    away = np.hypot((columns - x) / 1.35, rows - y) / np.float32(height) + bend
    rgb = ramp(((0.0, core), (0.34, middle), (1.05, edge)), np.maximum(away, 0))
    full = resized(rgb, painting.height, painting.width)
    painting.add("ground", 0.0, Sheet(full, np.ones(full.shape[:2], np.float32)))
    return x * 4, y * 4


def _lines(
    painting: Painting,
    sheet: Sheet,
    lines: list[Floats],
    colour: Floats,
    *,
    thick: float,
    light: float,
) -> None:
    """Glowing lines: a sharp core and a soft veil."""
    if not lines:
        return
    core = strokes(painting.height, painting.width, lines, max(round(painting.px(thick)), 1))
    sheet.wash(colour, core * np.float32(light))
    half = resized(core, painting.height // 4, painting.width // 4)
    veil = resized(blurred(half, painting.px(thick * 2.4) / 4 + 1), painting.height, painting.width)
    sheet.glow(colour, veil * np.float32(light * 0.9))


@dataclass(frozen=True, slots=True)
class _Web:
    """How many points, how far they are joined, and how they look; lengths in thousandths."""

    count: int
    reach: float
    depth: float
    light: float
    size: float


_WEBS = (
    _Web(70, 130, 0.14, 0.35, 1.1),
    _Web(44, 210, 0.36, 0.6, 1.9),
    _Web(18, 330, 0.6, 0.95, 3.0),
)


def network(painting: Painting) -> None:
    """Points of light joined by lines, in three depths."""
    rng = painting.rng("network")
    at, tones = _ground(painting, rng), tones_of(painting)
    for name, web in zip(("far", "middle", "near"), _WEBS, strict=True):
        sheet = painting.sheet()
        _web(painting, sheet, rng, (tones, at), web)
        painting.add(name, web.depth, sheet)
    front = painting.sheet()
    for _ in range(26):
        x, y = float(rng.uniform(0, painting.width)), float(rng.uniform(0, painting.height))
        radius = painting.px(float(rng.uniform(6, 26)))
        colour, light = tones[int(rng.integers(3))], float(rng.uniform(0.05, 0.2))
        dot(front, x, y, radius=radius, colour=colour, light=light)
    painting.add("front", 0.95, front)


def _web(
    painting: Painting,
    sheet: Sheet,
    rng: np.random.Generator,
    look: tuple[Tones, tuple[float, float]],
    web: _Web,
) -> None:
    """Points scattered around the pool of light, each joined to those near it."""
    tones, middle = look
    spread = np.array([0.46 * painting.width, 0.46 * painting.height])
    points = 0.65 * np.array(middle) + 0.35 * spread / 0.92
    points = points + rng.normal(0, 0.62, (web.count, 2)) * spread
    lines = _joined(points, painting.px(web.reach) * 1.5)
    thick, light = 0.7 * web.size, web.light * 0.55
    _lines(painting, sheet, lines, tones[1], thick=thick, light=light)
    for i, (x, y) in enumerate(points):
        big = web.size * float(1 + 2.2 * rng.random() ** 4)
        colour = tones[0] if i % 5 == 0 else tones[2]
        for radius, shine in ((2.2 * big, min(web.light * 1.4, 1)), (9 * big, web.light * 0.32)):
            dot(sheet, float(x), float(y), radius=painting.px(radius), colour=colour, light=shine)


def _joined(points: Floats, reach: float) -> list[Floats]:
    """A line from each point to its nearest ones that are not too far."""
    far = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    pairs = [
        (i, k)
        for i in range(len(points))
        for k in np.argsort(far[i])[1:5]
        if far[i, k] < reach and i < k
    ]
    return [points[[i, k]].astype(np.float32) for i, k in pairs]


def waves(painting: Painting) -> None:
    """Bands of waves behind one another, fine lines on each."""
    rng = painting.rng("waves")
    _ground(painting, rng)
    p, tones = painting.palette, tones_of(painting)
    colours = (
        mix(tones[1], p.zenith, 0.35),
        tones[1],
        mix(tones[0], tones[1], 0.4),
        tones[0],
        tones[2],
    )
    tilt, middle = float(rng.uniform(-0.12, 0.12)), float(rng.uniform(430, 600))
    for i, colour in enumerate(colours):
        sheet = painting.sheet()
        _band(painting, sheet, rng, colour, middle=middle + 46 * (i - 2), tilt=tilt)
        painting.add(f"wave {i + 1}", 0.12 + 0.2 * i, sheet)
    sheet = painting.sheet()
    for _ in range(70):
        x = float(rng.uniform(0, painting.width))
        y = painting.px(middle + float(rng.normal(0, 170)))
        radius = painting.px(float(rng.uniform(1, 5)))
        light = float(rng.uniform(0.15, 0.7))
        dot(sheet, x, y, radius=radius, colour=tones[2], light=light)
    painting.add("sparks", 0.97, sheet)


def _band(
    painting: Painting,
    sheet: Sheet,
    rng: np.random.Generator,
    colour: Floats,
    *,
    middle: float,
    tilt: float,
) -> None:
    """One ribbon of many thin lines with a veil below."""
    lines = _ribbon(painting, rng, middle=middle, tilt=tilt)
    columns = np.arange(painting.width, dtype=np.float32)
    first, last = (np.interp(columns, edge[:, 0], edge[:, 1]) for edge in (lines[0], lines[-1]))
    rows = np.arange(painting.height, dtype=np.float32)[:, None]
    high, deep = np.minimum(first, last)[None, :], np.maximum(first, last)[None, :]
    inside = np.clip(rows - high + 0.5, 0, 1) * np.clip(deep - rows + 0.5, 0, 1)
    fade = smoothstep(0, 1, (rows - high) / np.maximum(deep - high, 1))
    sheet.wash(colour, (inside * (0.10 + 0.22 * fade)).astype(np.float32))
    _lines(painting, sheet, lines[1:-1], colour, thick=0.8, light=0.4)
    bright = mix(colour, painting.palette.sun, 0.4)
    _lines(painting, sheet, [lines[0], lines[-1]], bright, thick=2.0, light=0.9)


def _ribbon(
    painting: Painting, rng: np.random.Generator, *, middle: float, tilt: float
) -> list[Floats]:
    """Fifteen waves that go over into one another, in pixels."""
    x = np.linspace(-0.02, 1.02, 160)
    first, second = float(rng.uniform(1.1, 2.4)), float(rng.uniform(2.6, 4.6))
    phase, other = float(rng.uniform(0, 6.3)), float(rng.uniform(0, 6.3))
    tall = float(rng.uniform(70, 150))
    swell, lines = np.sin(np.pi * np.clip(x, 0, 1)) ** 0.6, []
    for share in np.arange(15) / 14:
        wave = np.sin(x * first * 6.3 + phase + share * 0.9)
        wave = wave + 0.45 * np.sin(x * second * 6.3 + other - share * 1.7)
        y = middle + 420 * tilt * (x - 0.5) + tall * swell * wave * (1 - 0.75 * share) + 26 * share
        line = np.stack([x * painting.width, painting.unit * y], axis=1)
        lines.append(line.astype(np.float32))
    return lines


def geometry(painting: Painting) -> None:
    """Circles, rays and polygons of light in balance."""
    rng = painting.rng("geometry")
    x, y = _ground(painting, rng)
    figure = next((FIGURES[word] for word in painting.wishes.words if word in FIGURES), None)
    if figure is not None:
        figure(painting, rng, (x, y))
        painting.add("front", 0.93, _bokeh(painting, rng))
        return
    tones = tones_of(painting)
    painting.add("rays", 0.14, _rays(painting, rng, (x, y), tones[2]))
    radius = painting.px(float(rng.uniform(210, 290)))
    kind = int(rng.integers(3))
    for i, name in enumerate(("outer", "figure", "inner")):
        sheet, size = painting.sheet(), radius * (1.35, 1.0, 0.62)[i]
        _figure(painting, sheet, rng, (x, y), size, kind=(kind + i) % 3, tones=tones)
        painting.add(name, (0.3, 0.5, 0.68)[i], sheet)
    front = painting.sheet()
    for _ in range(5):
        away, angle = radius * float(rng.uniform(1.5, 3.0)), float(rng.uniform(0, 6.3))
        spot = (x + away * float(np.cos(angle)), y + 0.6 * away * float(np.sin(angle)))
        size = painting.px(float(rng.uniform(26, 110)))
        outline = ring(*spot, size, size, 64)
        circle = np.concatenate([outline, outline[:1]])
        _lines(painting, front, [circle], tones[1], thick=1.6, light=0.35)
    painting.add("front", 0.93, front)


def _bokeh(painting: Painting, rng: np.random.Generator) -> Sheet:
    """Points of light out of focus, near the eye."""
    sheet, tones = painting.sheet(), tones_of(painting)
    for _ in range(14):
        x, y = float(rng.uniform(0, painting.width)), float(rng.uniform(0, painting.height))
        radius, light = painting.px(float(rng.uniform(8, 30))), float(rng.uniform(0.06, 0.2))
        dot(sheet, x, y, radius=radius, colour=tones[int(rng.integers(3))], light=light)
    return sheet


def _rays(
    painting: Painting, rng: np.random.Generator, at: tuple[float, float], colour: Floats
) -> Sheet:
    """Beams that spread from the light."""
    height, width = painting.height // 4, painting.width // 4
    rows, columns = grid(height, width)
    angle = np.arctan2(rows - at[1] / 4, columns - at[0] / 4)
    away = np.hypot(rows - at[1] / 4, columns - at[0] / 4) / np.float32(height)
    count, turn = int(rng.integers(9, 18)), float(rng.uniform(0, 6.3))
    comb = smoothstep(0.25, 0.95, np.cos(angle * count + turn + 0.6 * np.sin(angle * 3)))
    light = comb * np.exp(-away * 1.7) * 0.28 + np.exp(-away * 6.5) * 0.75
    sheet = painting.sheet()
    sheet.glow(colour, resized(light.astype(np.float32), painting.height, painting.width))
    return sheet


def _figure(
    painting: Painting,
    sheet: Sheet,
    rng: np.random.Generator,
    at: tuple[float, float],
    radius: float,
    *,
    kind: int,
    tones: Tones,
) -> None:
    """A rosette of circles, a star of chords, or a spiral of squares."""
    turn = float(rng.uniform(0, 6.3))
    if kind == 0:
        lines = _rosette(at, radius, turn, int(rng.integers(6, 13)))
    elif kind == 1:
        points = _around(at, radius, turn, int(rng.integers(7, 14)))
        lines = _chords(points, int(rng.integers(2, 4)))
        for px, py in points:
            dot(sheet, float(px), float(py), radius=painting.px(6), colour=tones[0], light=0.9)
    else:
        lines = [_square(at, radius * 0.9**k, turn + 0.12 * k) for k in range(16)]
    edge = ring(*at, radius, radius, 160)
    _lines(painting, sheet, lines, mix(tones[1], tones[2], 0.4), thick=1.1, light=0.55)
    _lines(painting, sheet, [np.concatenate([edge, edge[:1]])], tones[2], thick=2.0, light=0.85)


def _around(at: tuple[float, float], radius: float, turn: float, count: int) -> Floats:
    """So many points on a circle, evenly."""
    angles = turn + np.arange(count) * 2 * np.pi / count
    return np.stack([at[0] + radius * np.cos(angles), at[1] + radius * np.sin(angles)], axis=1)


def _rosette(at: tuple[float, float], radius: float, turn: float, count: int) -> list[Floats]:
    centres = _around(at, radius * 0.5, turn, count)
    rings = [ring(float(x), float(y), radius * 0.5, radius * 0.5, 90) for x, y in centres]
    return [np.concatenate([outline, outline[:1]]) for outline in rings]


def _chords(points: Floats, near: int) -> list[Floats]:
    """Each point joined to the one so many further on, and to the one across."""
    count = len(points)
    return [
        points[[i, (i + step) % count]].astype(np.float32)
        for step in (near, count // 2)
        for i in range(count)
    ]


def _square(at: tuple[float, float], size: float, turn: float) -> Floats:
    """Its corners, the first of them again at the end."""
    corners = turn + np.arange(5) * np.pi / 2
    square = [at[0] + size * np.cos(corners), at[1] + size * np.sin(corners)]
    return np.stack(square, axis=1).astype(np.float32)
