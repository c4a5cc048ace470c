"""Caves: rock around one in rings, a far light or a glow, stone hanging and standing."""

from __future__ import annotations

import numpy as np

from reelworks.providers.local.painter.arrays import Floats, blurred, polygons, resized
from reelworks.providers.local.painter.colour import mix, ramp
from reelworks.providers.local.painter.noise import smoothstep
from reelworks.providers.local.painter.painting import Painting, Sheet
from reelworks.providers.local.painter.scenery import framed, stage
from reelworks.providers.local.painter.sky import sky


def cave(painting: Painting) -> None:
    """Looking through a cave to its opening, or down a dark passage to a light."""
    frame, rng = framed(painting), painting.rng("cave")
    above = bool({"above", "opening", "shaft"} & set(painting.wishes.words))
    middle = (float(rng.uniform(0.36, 0.64)), 0.24 if above else float(rng.uniform(0.36, 0.5)))
    painting.add("opening", 0.0, _opening(painting, middle))
    reach = 0.15 / max(1.1 - 0.25 * frame.near, 0.6)
    for ring, depth in enumerate((0.15, 0.32, 0.5)):
        sheet = _ring(painting, middle, reach * (1.0 + 0.75 * ring) + 0.045 * ring**2, ring)
        if ring < 2:
            _hanging(painting, sheet, ring)
        painting.add(f"rock {ring + 1}", depth, sheet)
    _beam(painting, middle)
    _ground(painting)
    _mouth(painting)


def _opening(painting: Painting, middle: tuple[float, float]) -> Sheet:
    """What lies beyond: sky, and light spreading from it."""
    sheet = sky(painting, 1000 * middle[1] + 260, sun=False)
    p = painting.palette
    rows = np.linspace(0, 1, painting.height, dtype=np.float32)[:, None]
    columns = np.linspace(0, 1, painting.width, dtype=np.float32)[None, :]
    away = np.hypot((columns - middle[0]) * 1.78, rows - middle[1])
    bright = np.exp(-((away / 0.4) ** 2)) * np.float32(0.75)
    sheet.tint(mix(p.glow, p.sun, 0.5), bright)
    return sheet


def _ring(painting: Painting, middle: tuple[float, float], reach: float, ring: int) -> Sheet:
    """A wall of rock with a ragged hole in it, lit at the hole's edge."""
    p, noise = painting.palette, painting.noise
    height, width = painting.height // 2, painting.width // 2
    rows = (np.arange(height, dtype=np.float32)[:, None] + 0.5) / height
    columns = (np.arange(width, dtype=np.float32)[None, :] + 0.5) / width
    x, y = (columns - middle[0]) * 1.78, (rows - middle[1]) * np.where(rows > middle[1], 0.66, 1.0)
    angle = np.arctan2(y, x)
    away = np.hypot(x, y)
    u, v = np.cos(angle) * 1.7 + ring * 9, np.sin(angle) * 1.7
    rag = noise.at(u, v, 6, 0.58) * 0.11 + noise.at(columns * 9 + ring, rows * 5, 4) * 0.035
    inside = away - reach - rag * (0.6 + reach)
    alpha = smoothstep(0.0, 0.006, inside)
    bed = noise.ridged(columns * 4.2 + ring * 3, rows * 5.5 + rag * 6, 5, 0.55)
    grain = noise.at(columns * 22 + ring, rows * 34 + bed * 2, 4, 0.6)
    edge = np.exp(-np.maximum(inside, 0) / 0.05) * (0.65 + 0.5 * grain)
    shade = 0.30 - 0.07 * ring + 0.24 * bed + 0.10 * grain - 0.22 * np.minimum(inside, 0.8)
    stops = (
        (0.0, mix(p.deep, p.lit("rock", 0.0), 0.25) * np.float32(0.6)),
        (0.35, mix(p.deep, p.lit("rock", 0.15), 0.55)),
        (0.8, p.lit("cliff", 0.6)),
        (1.2, mix(p.lit("cliff", 1.0), p.glow, 0.4)),
    )
    rgb = ramp(stops, np.clip(shade + edge * (0.75 - 0.16 * ring), 0, 1.2))
    rgb = rgb + (mix(p.haze, p.glow, 0.3) - rgb) * np.float32(0.34 - 0.15 * ring)
    full, cover = (
        resized(rgb, painting.height, painting.width),
        resized(alpha, painting.height, painting.width),
    )
    return Sheet(full * cover[..., None], cover)


def _hanging(painting: Painting, sheet: Sheet, ring: int) -> None:
    """Stalactites from above and their fellows below."""
    p, rng = painting.palette, painting.rng("hanging", ring)
    dark, light = mix(p.deep, p.lit("rock", 0.2), 0.5), p.lit("cliff", 0.55)
    air = np.float32(0.32 - 0.16 * ring)
    for _ in range(int(rng.integers(10, 18))):
        x = float(rng.random()) * painting.width
        wide = painting.px(float(rng.uniform(7, 22)) * (1 + 0.6 * ring))
        tall = painting.px(float(rng.uniform(60, 260)) * (1 + 0.4 * ring))
        top = painting.px(float(rng.uniform(-30, 120)))
        tip = x + float(rng.normal(0, 0.15)) * wide
        for colour, left, right in (
            (dark, x - wide, x + wide),
            (light, *_sunny(painting, x, wide)),
        ):
            spike = np.array([[left, top], [right, top], [tip, top + tall]], np.float32)
            corner = np.floor(spike.min(axis=0)).astype(int) - 1
            span = np.ceil(spike.max(axis=0)).astype(int) + 2 - corner
            cover = polygons([spike], int(corner[0]), int(corner[1]), int(span[0]), int(span[1]))
            colour_here = mix(colour, p.haze, float(air))
            sheet.wash(colour_here, cover * np.float32(0.92), int(corner[0]), int(corner[1]))


def _sunny(painting: Painting, x: float, wide: float) -> tuple[float, float]:
    return (x + wide * 0.3, x + wide) if painting.palette.side > 0 else (x - wide, x - wide * 0.3)


def _beam(painting: Painting, middle: tuple[float, float]) -> None:
    """Light falling from the opening onto the floor."""
    p, rng = painting.palette, painting.rng("beam")
    height, width = painting.height // 4, painting.width // 4
    x, y = middle[0] * width, (middle[1] - 0.12) * height
    cover: Floats = np.zeros((height, width), np.float32)
    for _ in range(4):
        aim = x + float(rng.normal(-0.12 * p.side, 0.16)) * width
        wide, half = float(rng.uniform(0.05, 0.11)) * width, 0.025 * width
        beam = np.array(
            [[x - half, y], [x + half, y], [aim + wide, height], [aim - wide, height]], np.float32
        )
        cover = cover + polygons([beam], 0, 0, width, height) * np.float32(0.16)
    rows = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    cover = (
        blurred(cover, 6.0)
        * smoothstep(1.0, middle[1], rows)
        * smoothstep(middle[1] - 0.2, middle[1], rows)
    )
    sheet = painting.sheet()
    sheet.wash(mix(p.glow, p.sun, 0.4), resized(cover, painting.height, painting.width))
    painting.add("beam", 0.4, sheet)


def _ground(painting: Painting) -> None:
    rng = painting.rng("cave floor")
    sheet = stage(painting, "rock", crest=float(rng.uniform(790, 840)), second="earth", rough=2.4)
    shade = np.full(sheet.alpha.shape, 0.42, np.float32)
    sheet.tint(painting.palette.deep, shade)
    if rng.random() < 0.4 or {"crystal", "crystals"} & set(painting.wishes.words):
        _crystals(painting, sheet)
    painting.add("ground", 0.68, sheet)


def _crystals(painting: Painting, sheet: Sheet) -> None:
    """Clusters of crystals that shine of themselves."""
    p, rng = painting.palette, painting.rng("crystals")
    for _ in range(3):
        x, y = (
            float(rng.uniform(0.05, 0.95)) * painting.width,
            painting.px(float(rng.uniform(850, 930))),
        )
        for _ in range(7):
            lean, tall = float(rng.normal(0, 0.5)), painting.px(float(rng.uniform(30, 100)))
            wide = tall * 0.16
            tip = (x + lean * tall, y - tall)
            for colour, offset in (
                (mix(p.accent, p.deep, 0.35), 0.0),
                (mix(p.accent, p.sun, 0.45), wide * 0.5),
            ):
                shape = np.array(
                    [
                        [x - wide + offset, y],
                        [x + wide, y],
                        [tip[0] + wide * 0.7, tip[1] + tall * 0.2],
                        tip,
                        [tip[0] - wide * 0.6 + offset, tip[1] + tall * 0.2],
                    ],
                    np.float32,
                )
                corner = np.floor(shape.min(axis=0)).astype(int) - 1
                span = np.ceil(shape.max(axis=0)).astype(int) + 2 - corner
                cover = polygons(
                    [shape], int(corner[0]), int(corner[1]), int(span[0]), int(span[1])
                )
                sheet.wash(colour, cover * np.float32(0.9), int(corner[0]), int(corner[1]))


def _mouth(painting: Painting) -> None:
    """The dark edge of rock that one looks out from under."""
    p, noise = painting.palette, painting.noise
    rows = (np.arange(painting.height, dtype=np.float32)[:, None] + 0.5) / painting.height
    columns = (np.arange(painting.width, dtype=np.float32)[None, :] + 0.5) / painting.width
    rim = np.minimum(np.minimum(columns, 1 - columns) * 1.5, rows * 1.25)
    rag = noise.at(columns * 7, rows * 5 + 60, 4) * 0.055
    cover = smoothstep(0.075, 0.068, rim + rag)
    sheet = painting.sheet()
    sheet.wash(p.deep * np.float32(0.55), cover)
    painting.add("mouth", 0.92, sheet)
