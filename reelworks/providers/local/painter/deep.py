"""Under water: light from above, rocks and corals or stones, weed, fish and bubbles."""

from __future__ import annotations

import numpy as np

from reelworks.providers.local.painter import piles
from reelworks.providers.local.painter.arrays import Floats, blurred, grid, polygons, resized
from reelworks.providers.local.painter.colour import lch, lightness, mix, oklab, ramp, toned
from reelworks.providers.local.painter.drawing import smooth, tube
from reelworks.providers.local.painter.lexicon import Hour
from reelworks.providers.local.painter.noise import line, smoothstep
from reelworks.providers.local.painter.painting import Painting, Sheet
from reelworks.providers.local.painter.sky import dot

Tones = tuple[Floats, Floats, Floats]  # the water at the surface, in the middle, in the depth

_REEFS = (("far reef", 0.12, 0.78), ("reef", 0.28, 0.52), ("near reef", 0.45, 0.26))
_HIGH = frozenset(["above", "close"])  # framings in which one looks down on the floor
_FRESH = frozenset(["fresh", "freshwater", "gravel", "pebbles", "riverbed", "streambed"])


def underwater(painting: Painting) -> None:
    """The sea floor in the haze of the water; in fresh water, stones, or piles in the mud."""
    words = set(painting.wishes.words)
    fresh, piled = bool(_FRESH & words), bool(piles.WORDS & words)
    bottomless = fresh and "open" in words
    rng, tones = painting.rng("underwater"), _tones(painting, fresh=fresh)
    painting.add("water", 0.0, _water(painting, tones))
    low = {"above": 560, "low": 760, "close": 640, "wide": 700, "distant": 690, "eye": 680}
    base = low[painting.wishes.framing]
    for i, (name, depth, share) in enumerate(_REEFS):
        sheet = painting.sheet()
        if piled:
            piles.rank(painting, sheet, rng, tones, number=i, air=share)
        elif not fresh:
            _reef(painting, sheet, rng, tones, row=base + 70 * i, tall=210 - 40 * i, air=share)
        elif not bottomless:
            _bank(painting, sheet, rng, tones, row=base + 70 * i, air=share)
        if i == 1:
            _shoal(painting, sheet, rng, tones)
        painting.add(name, depth, sheet)
    painting.add("light", 0.5, _rays(painting, rng, tones))
    if not bottomless:
        painting.add("floor", 0.68, _bed(painting, rng, tones, fresh=fresh and not piled))
    painting.add("weed", 0.92, _front(painting, rng, tones, fresh=fresh))
    painting.add("motes", 0.97, _motes(painting, rng, tones))


def _front(painting: Painting, rng: np.random.Generator, tones: Tones, *, fresh: bool) -> Sheet:
    """Plants close to the eye, a little out of focus."""
    sheet, soft = painting.sheet(), painting.px(1.5)
    if fresh:
        _ribbons(painting, sheet, rng, tones, everywhere="weed" in painting.wishes.words)
    else:
        _weeds(painting, sheet, rng, tones)
    return Sheet(blurred(sheet.rgb, soft), blurred(sheet.alpha, soft))


def _tones(painting: Painting, *, fresh: bool) -> Tones:
    p = painting.palette
    lab = oklab(p.tint)
    hue = 0.5 * (float(np.degrees(np.arctan2(lab[2], lab[1]))) % 360) + 0.5 * 212
    if fresh:  # greener than the sea, and warmer in its depth
        hue = 0.3 * hue + 0.7 * 168
    bright = {Hour.DAY: 1.0, Hour.GOLDEN: 0.92, Hour.DAWN: 0.88, Hour.DUSK: 0.6, Hour.NIGHT: 0.45}[
        p.hour
    ]
    top = mix(lch(0.84 * bright, 0.09, hue - 14), p.lower, 0.25)
    return top, lch(0.56 * bright, 0.10, hue), lch(0.24 * bright, 0.075, hue + 14)


def _water(painting: Painting, tones: Tones) -> Sheet:
    """The blue itself: bright above, deep below, brightest under the sun."""
    p, height, width = painting.palette, painting.height // 4, painting.width // 4
    rows, columns = grid(height, width)
    wobble = painting.noise.at(columns / width * 3, rows / height * 2, 3) * 0.05
    rgb = ramp(((0.0, tones[0]), (0.42, tones[1]), (1.0, tones[2])), rows / height + wobble)
    x = width * (0.5 + 0.2 * p.side)
    near = np.exp(-(((columns - x) / (0.34 * width)) ** 2) - (rows / (0.5 * height)) ** 2)
    rgb = rgb + (mix(tones[0], p.sun, 0.75) - rgb) * (near * np.float32(0.8))[..., None]
    up = 1 / np.maximum(0.16 - rows / height, 0.004)
    ripple = painting.noise.ridged((columns / width - 0.5) * up * 1.6, up * 1.1 + 0 * columns, 3)
    shine = smoothstep(0.5, 0.95, ripple) * smoothstep(0.16, 0.02, rows / height)
    rgb = rgb + (p.sun - rgb) * (shine * np.float32(0.5))[..., None]
    full = resized(rgb.astype(np.float32), painting.height, painting.width)
    return Sheet(np.clip(full, 0, 1), np.ones(full.shape[:2], np.float32))


def _reef(
    painting: Painting,
    sheet: Sheet,
    rng: np.random.Generator,
    tones: Tones,
    *,
    row: float,
    tall: float,
    air: float,
) -> None:
    """A ridge of rock with corals on it, sunk in the blue by `air`."""
    crest = painting.px(row) - painting.px(tall) * _ridge(rng, painting.width)
    top = min(max(int(crest.min()) - 1, 0), painting.height - 1)
    low = min(int(crest.max() + painting.px(330)), painting.height)
    rows = np.arange(top, low, dtype=np.float32)[:, None]
    down = rows - crest[None, :]
    columns = np.arange(painting.width, dtype=np.float32)[None, :]
    rough = painting.noise.at(columns / painting.px(90) + row, rows / painting.px(70), 5, 0.6)
    side = np.tanh(np.gradient(crest)[None, :] * painting.palette.side)
    light = np.clip(0.62 - down / painting.px(330) + 0.3 * rough - 0.3 * side, 0.02, 1)
    rgb = mix(painting.palette.surfaces["rock"], tones[1], 0.45) * light[..., None]
    rgb = rgb + (mix(tones[1], tones[2], 0.25) - rgb) * np.float32(air)
    _corals(painting, sheet, rng, tones, crest=crest, air=air)
    cover = np.clip(down + 0.5, 0, 1).astype(np.float32)
    sheet.over((rgb * cover[..., None]).astype(np.float32), cover, 0, top)


def _bank(
    painting: Painting,
    sheet: Sheet,
    rng: np.random.Generator,
    tones: Tones,
    *,
    row: float,
    air: float,
) -> None:
    """Round boulders on the bed of a stream, larger towards both sides, sunk by `air`."""
    own = painting.palette.surfaces["rock"]
    for x in np.sort(rng.uniform(-0.1, 1.1, int(9 + 8 * air))):
        aside = abs(float(x) - 0.5) * 2
        wide = painting.px(float(rng.uniform(60, 150)) * (0.45 + 0.75 * aside) * (1.3 - 0.7 * air))
        at = (float(x) * painting.width, painting.px(row + 110 + 70 * float(rng.random())))
        light = np.float32(float(rng.uniform(0.5, 0.8)))
        _stone(painting, sheet, rng, at, wide, mix(own * light, tones[1], 0.25 + 0.75 * air))


def _stone(
    painting: Painting,
    sheet: Sheet,
    rng: np.random.Generator,
    at: Spot,
    wide: float,
    colour: Floats,
) -> None:
    """A rounded stone: dark at its foot, light on top."""
    turns = np.linspace(0, 2 * np.pi, 12, endpoint=False)
    rough, flat = rng.uniform(0.86, 1.12, 12), float(rng.uniform(0.5, 0.78))
    for grow, lift, shade in ((1.0, 0.0, 0.62), (0.92, 0.05, 0.85), (0.74, 0.14, 1.05)):
        away = rough * wide * grow
        x = at[0] + away * np.cos(turns) + painting.palette.side * lift * wide * 0.5
        y = at[1] - away * np.sin(turns) * flat - lift * wide
        points = [(float(u), float(v)) for u, v in zip(x, y, strict=True)]
        _fill(sheet, smooth(points, 5), colour * np.float32(shade), 1.0 if grow == 1.0 else 0.55)


def _pebbles(
    painting: Painting, sheet: Sheet, rng: np.random.Generator, tones: Tones, first: float
) -> None:
    """Gravel all over the floor from a row on, small where it is far."""
    p, deep = painting.palette, 1080 - first
    colours = (p.surfaces["rock"], p.surfaces["sand"], p.surfaces["bark"], p.surfaces["metal"])
    for row in np.sort(rng.uniform(first + 8, 1075, int(1.9 * deep))):
        near = (float(row) - first) / deep
        wide = painting.px(float(rng.uniform(5, 13)) * (0.6 + 2.0 * near * deep / 230))
        own = colours[int(rng.integers(4))] * np.float32(float(rng.uniform(0.55, 1.0)))
        at = (float(rng.uniform(0, painting.width)), painting.px(float(row)))
        _stone(painting, sheet, rng, at, wide, mix(own, tones[1], 0.62 - 0.4 * near))


def _ridge(rng: np.random.Generator, width: int) -> Floats:
    """How high the rock is by column, lowest somewhere in the middle."""
    away = np.arange(width) / width - float(rng.uniform(0.35, 0.65))
    gap = 1 - 0.8 * np.exp(-((away / 0.2) ** 2))
    out: Floats = np.maximum(line(rng, width, width / 3.2, 7) + 0.25, -0.25) * gap
    return out


def _corals(
    painting: Painting,
    sheet: Sheet,
    rng: np.random.Generator,
    tones: Tones,
    *,
    crest: Floats,
    air: float,
) -> None:
    """Fans, tubes and round corals along the crest."""
    p, shine = painting.palette, np.float32(0.55 + 0.4 * lightness(tones[0]))
    colours = (p.surfaces["coral"], p.accent, p.surfaces["brass"], toned(p.tint, light=1.2))
    for _ in range(int(26 - 14 * air)):
        x = float(rng.uniform(0, painting.width - 1))
        foot = float(crest[int(x)]) + painting.px(9)
        size = painting.px(float(rng.uniform(26, 78)) * (1.25 - 0.6 * air))
        colour = mix(colours[int(rng.integers(4))] * shine, tones[1], air)
        (_fan, _cushion, _pipes)[int(rng.integers(3))](sheet, rng, (x, foot), size, colour)


Spot = tuple[float, float]


def _fan(sheet: Sheet, rng: np.random.Generator, at: Spot, size: float, colour: Floats) -> None:
    x, y = at
    for a in rng.uniform(-0.9, 0.9, 7):
        u, v = x + size * float(np.sin(a)) * 0.8, y - size * float(np.cos(a))
        bend = ((x + u) / 2, (y + v) / 2, size * 0.11)
        _tube(sheet, [(x, y, size * 0.12), bend, (u, v, size * 0.06)], colour)


def _cushion(sheet: Sheet, rng: np.random.Generator, at: Spot, size: float, colour: Floats) -> None:
    lumps = []
    for a in np.linspace(-0.4, np.pi + 0.4, 11):
        high = size * 0.42 * float(np.sin(a)) * float(rng.uniform(0.8, 1.1))
        lumps.append((at[0] + size * 0.5 * float(np.cos(a)), at[1] - high))
    _fill(sheet, smooth(lumps), colour)


def _pipes(sheet: Sheet, rng: np.random.Generator, at: Spot, size: float, colour: Floats) -> None:
    for i in range(5):
        u = at[0] + (i - 2) * size * 0.16
        end = (u + size * 0.03, at[1] - size * float(rng.uniform(0.4, 0.95)), size * 0.16)
        _tube(sheet, [(u, at[1], size * 0.13), end], colour * np.float32(0.85 + 0.06 * i))


def _tube(sheet: Sheet, points: list[tuple[float, float, float]], colour: Floats) -> None:
    _fill(sheet, tube(points), colour)


def _fill(sheet: Sheet, outline: Floats, colour: Floats, cover: float = 1.0) -> None:
    """A plain shape in pixels."""
    height, width = sheet.alpha.shape
    low = np.maximum(np.floor(outline.min(axis=0)).astype(int) - 1, 0)
    high = np.minimum(np.ceil(outline.max(axis=0)).astype(int) + 2, (width, height))
    if (high <= low).any():
        return
    mask = polygons(
        [outline], int(low[0]), int(low[1]), int(high[0] - low[0]), int(high[1] - low[1])
    )
    sheet.wash(np.clip(colour, 0, 1), mask * np.float32(cover), int(low[0]), int(low[1]))


def _shoal(painting: Painting, sheet: Sheet, rng: np.random.Generator, tones: Tones) -> None:
    """Fish that swim the same way."""
    x, y = painting.width * float(rng.uniform(0.3, 0.7)), painting.px(float(rng.uniform(260, 480)))
    way, colour = float(rng.choice((-1, 1))), mix(tones[2], painting.palette.deep, 0.3)
    for _ in range(int(rng.integers(22, 40))):
        u, v = x + float(rng.normal(0, painting.px(170))), y + float(rng.normal(0, painting.px(62)))
        long = painting.px(float(rng.uniform(14, 30)))
        body = [
            (0.5, 0),
            (0.2, -0.19),
            (-0.3, -0.04),
            (-0.55, -0.2),
            (-0.5, 0),
            (-0.55, 0.2),
            (-0.3, 0.04),
            (0.2, 0.17),
        ]
        points = smooth([(u + way * a * long, v + b * long) for a, b in body], 4)
        _fill(sheet, points, mix(colour, tones[0], float(rng.uniform(0, 0.3))), 0.85)


def _rays(painting: Painting, rng: np.random.Generator, tones: Tones) -> Sheet:
    """Shafts of light from the surface."""
    p, height, width = painting.palette, painting.height // 4, painting.width // 4
    rows, columns = grid(height, width)
    x, y = width * (0.5 + 0.2 * p.side), -0.5 * height
    angle = np.arctan2(columns - x, rows - y)
    broad = painting.noise.at(angle * 5.5 + float(rng.uniform(0, 50)), 0 * angle + 2, 3, 0.6)
    beams = (
        smoothstep(0.05, 0.85, broad)
        * np.exp(-rows / height * 1.5)
        * np.exp(-((angle / 0.75) ** 2))
    )
    sheet = painting.sheet()
    strength = np.float32(0.6 if p.hour in (Hour.DAY, Hour.GOLDEN, Hour.DAWN) else 0.4)
    sheet.glow(
        mix(tones[0], p.sun, 0.5), resized(beams * strength, painting.height, painting.width)
    )
    return sheet


def _bed(painting: Painting, rng: np.random.Generator, tones: Tones, *, fresh: bool) -> Sheet:
    """The floor: sand, or gravel, which is seen from above to its far end."""
    row = float(rng.uniform(835, 865))
    if fresh and painting.wishes.framing in _HIGH:
        row -= 230
    sheet = _floor(painting, rng, tones, row)
    if fresh:
        _pebbles(painting, sheet, rng, tones, row)
    return sheet


def _floor(painting: Painting, rng: np.random.Generator, tones: Tones, row: float) -> Sheet:
    """Sand from a row on, with ripples and the net of light that waves throw on it."""
    p, sheet = painting.palette, painting.sheet()
    edge = painting.px(row)
    crest = edge + line(rng, painting.width, painting.width / 2.5, 4) * painting.px(14)
    top = int(crest.min()) - 2
    rows, columns = grid(painting.height - top, painting.width)
    z = 1 / np.maximum((rows + top - painting.px(row - 210)) / painting.px(360), 0.05)
    x = (columns - painting.width / 2) / painting.px(360) * z
    net = painting.noise.ridged(x * 2.2 + 9, z * 3.4 + 0.3 * painting.noise.at(x * 3, z * 3, 2), 3)
    ripple = np.sin((z * 9 + 0.8 * painting.noise.at(x, z * 2, 3)) * 6.0)
    light = 0.5 + 0.07 * ripple + 0.1 * painting.noise.at(x * 6, z * 6, 3)
    caustic = smoothstep(0.45, 0.95, net) * np.float32(0.38)
    own = mix(p.surfaces["sand"], tones[1], 0.5)
    rgb = own * light[..., None] + p.sun * (caustic * lightness(tones[0]))[..., None] * 0.5
    far = smoothstep(painting.px(1000), edge, rows + top) * np.float32(0.42)
    rgb = rgb + (tones[1] - rgb) * far[..., None]
    cover = np.clip(rows + top - crest[None, :] + 0.5, 0, 1).astype(np.float32)
    sheet.over((np.clip(rgb, 0, 1) * cover[..., None]).astype(np.float32), cover, 0, top)
    return sheet


def _weeds(painting: Painting, sheet: Sheet, rng: np.random.Generator, tones: Tones) -> None:
    """Kelp that sways at both sides."""
    dark = mix(tones[2], painting.palette.surfaces["forest"], 0.4) * np.float32(0.55)
    for s in (-1, 1):
        for _ in range(int(rng.integers(3, 7))):
            x = painting.width * (0.5 + s * float(rng.uniform(0.36, 0.52)))
            tall, sway = painting.px(float(rng.uniform(180, 560))), float(rng.uniform(-1, 1))
            points = [
                (
                    x + painting.px(34) * float(np.sin(3.2 * t + sway * 3)) * t,
                    painting.height + 4 - tall * t,
                    painting.px(15) * (1 - 0.8 * t),
                )
                for t in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
            ]
            _tube(sheet, points, dark)
            for i, (u, v, _w) in enumerate(points[1:-1]):
                way = 1 if i % 2 else -1
                leaf = [
                    (u, v),
                    (u + way * painting.px(30), v - painting.px(26)),
                    (u + way * painting.px(46), v - painting.px(64)),
                    (u + way * painting.px(12), v - painting.px(30)),
                ]
                _fill(sheet, smooth(leaf), dark * np.float32(1.2))


def _ribbons(
    painting: Painting,
    sheet: Sheet,
    rng: np.random.Generator,
    tones: Tones,
    *,
    everywhere: bool,
) -> None:
    """Water grass that streams in the current, at both sides or all along."""
    dark = mix(tones[2], painting.palette.surfaces["grass"], 0.5) * np.float32(0.7)
    way, inner = float(rng.choice((-1, 1))), 0.0 if everywhere else 0.3
    for side in (-1, 1):
        for _ in range(int(rng.integers(14, 24)) * (2 if everywhere else 1)):
            aside = float(rng.uniform(inner, 0.54))
            x = painting.width * (0.5 + side * aside)
            tall = painting.px(float(rng.uniform(90, 200 + 260 * aside)))
            lean = float(rng.uniform(0.3, 0.8))
            points = [
                (
                    x + way * tall * lean * t**1.6,
                    painting.height + 6 - tall * t,
                    painting.px(9) * (1 - 0.85 * t),
                )
                for t in (0.0, 0.25, 0.5, 0.75, 1.0)
            ]
            _tube(sheet, points, dark * np.float32(float(rng.uniform(0.75, 1.35))))


def _motes(painting: Painting, rng: np.random.Generator, tones: Tones) -> Sheet:
    """Bubbles and drifting specks."""
    sheet, colour = painting.sheet(), mix(tones[0], painting.palette.sun, 0.6)
    for _ in range(130):
        radius = painting.px(float(rng.uniform(0.8, 3.2)))
        x, y = float(rng.uniform(0, painting.width)), float(rng.uniform(0, painting.height))
        dot(sheet, x, y, radius=radius, colour=colour, light=float(rng.uniform(0.1, 0.45)))
    return sheet
