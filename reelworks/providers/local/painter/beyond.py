"""Space: stars, nebulae, planets with their air and rings, and the ground of other worlds."""

from __future__ import annotations

import numpy as np

from reelworks.providers.local.painter import scenery, terrain, worlds
from reelworks.providers.local.painter.arrays import Floats, blurred, grid, resized
from reelworks.providers.local.painter.colour import lch, mix, oklab, toned
from reelworks.providers.local.painter.noise import fractal, smoothstep
from reelworks.providers.local.painter.painting import Painting, Sheet
from reelworks.providers.local.painter.sky import dot
from reelworks.providers.local.painter.terrain import Lens


def space(painting: Painting) -> None:
    """A planet's limb or a whole planet before the stars."""
    rng = painting.rng("space")
    painting.add("stars", 0.0, _heavens(painting, rng))
    framing, p = painting.wishes.framing, painting.palette
    words = frozenset(painting.wishes.words)
    if words & _SKY_ALONE and not words & _BODIES:
        _far_off(painting, rng, words)
        return
    near = framing in ("close", "low", "above") or (framing == "eye" and rng.random() < 0.5)
    aspect = painting.width / painting.height
    if near:
        radius = float(rng.uniform(1.5, 2.4))
        x, y = (
            aspect * float(rng.uniform(0.3, 0.7)),
            1.0 + radius * 0.93 - float(rng.uniform(0.1, 0.25)),
        )
        if framing == "low":
            y = -radius * 0.95 + float(rng.uniform(0.12, 0.25))
        _moon(painting, rng, (aspect * (0.5 - p.side * 0.27), 0.3 if framing != "low" else 0.66))
        painting.add("planet", 0.34, _planet(painting, rng, (x, y), radius))
    else:
        radius = float(rng.uniform(0.2, 0.32)) * (0.62 if framing == "distant" else 1.0)
        x = aspect * (0.5 - p.side * float(rng.uniform(0.05, 0.2)))
        _ringed(painting, rng, (x, float(rng.uniform(0.36, 0.5))), radius)
        _moon(painting, rng, (aspect * (0.5 + p.side * 0.3), float(rng.uniform(0.2, 0.66))))
    painting.add("rocks", 0.8, _rocks(painting, rng))


_SKY_ALONE = frozenset({"galaxy", "nebula", "comet", "sun", "stars"})
_BODIES = frozenset({*worlds.WORLDS, "planet", "planets", "earth"})


def _far_off(painting: Painting, rng: np.random.Generator, words: frozenset[str]) -> None:
    """What hangs in deep space without a world near: the sun, a comet, a galaxy."""
    p, aspect = painting.palette, painting.width / painting.height
    at = (aspect * (0.5 - p.side * float(rng.uniform(0.02, 0.16))), float(rng.uniform(0.34, 0.52)))
    sheet = painting.sheet()
    if "sun" in words:
        for radius, light in ((0.34, 0.35), (0.12, 0.7), (0.035, 1.0)):
            dot(sheet, at[0] * painting.height, at[1] * painting.height,
                radius=radius * painting.height, colour=p.sun, light=light)  # fmt: skip
    elif "comet" in words:
        _comet(painting, sheet, at)
    else:
        _galaxy(painting, sheet, rng, at)
    painting.add("far", 0.12, sheet)
    _moon(painting, rng, (aspect * (0.5 + p.side * 0.32), float(rng.uniform(0.2, 0.7))))
    painting.add("rocks", 0.8, _rocks(painting, rng))


def _comet(painting: Painting, sheet: Sheet, at: tuple[float, float]) -> None:
    """A bright head and two tails that lead away from the light."""
    p, h = painting.palette, painting.height
    rows, columns = grid(h // 2, painting.width // 2)
    x, y = columns * 2 / h - at[0], rows * 2 / h - at[1]
    light = np.zeros((len(rows), columns.shape[1]), np.float32)
    for tilt, wide, long, shine in ((0.42, 0.05, 0.62, 0.8), (0.6, 0.11, 0.42, 0.45)):
        away = -p.side * x * np.cos(tilt) - y * np.sin(tilt)
        off = -p.side * x * np.sin(tilt) - y * np.cos(tilt) * -1
        reach = np.clip(away, 0, None)
        light += (shine * np.exp(-((off / (0.012 + wide * reach / long)) ** 2))
                  * np.exp(-reach / long * 2.2) * (away > 0))  # fmt: skip
    sheet.glow(mix(p.sun, p.upper, 0.3), resized(blurred(light, 1.5), h, painting.width))
    dot(sheet, at[0] * h, at[1] * h, radius=0.05 * h, colour=p.sun, light=0.7)
    dot(sheet, at[0] * h, at[1] * h, radius=0.014 * h, colour=p.sun, light=1.0)


def _galaxy(
    painting: Painting, sheet: Sheet, rng: np.random.Generator, at: tuple[float, float]
) -> None:
    """Two arms of light around a bright middle, seen aslant."""
    p, h = painting.palette, painting.height
    rows, columns = grid(h // 3, painting.width // 3)
    tilt, flat = float(rng.uniform(-0.5, 0.5)), float(rng.uniform(0.4, 0.6))
    x, y = columns * 3 / h - at[0], rows * 3 / h - at[1]
    u, v = x * np.cos(tilt) + y * np.sin(tilt), (y * np.cos(tilt) - x * np.sin(tilt)) / flat
    away, angle = np.hypot(u, v) + np.float32(1e-3), np.arctan2(v, u)
    torn = painting.noise.at(u * 9, v * 9, 4, 0.6)
    arms = 0.5 + 0.5 * np.cos(2 * (angle - 4.2 * np.log(away + 0.08)) + 1.1 * torn)
    disc = np.exp(-away / 0.3) * (0.25 + 0.75 * arms**2) * (0.8 + 0.5 * torn)
    sheet.glow(p.upper, resized(np.clip(disc, 0, 1).astype(np.float32), h, painting.width))
    core = np.exp(-((away / 0.08) ** 1.4)) * np.float32(0.95)
    sheet.glow(mix(p.glow, p.sun, 0.5), resized(core.astype(np.float32), h, painting.width))


def planet(painting: Painting) -> None:
    """Standing on another world, its sister worlds in the sky."""
    rng, frame = painting.rng("planet"), scenery.framed(painting)
    words = set(painting.wishes.words)
    if words & {"orbit", "globe", "above", "space"}:
        space(painting)
        return
    airless = bool(words & {"moon", "lunar", "asteroid"}) or rng.random() < 0.3
    heavens = _heavens(painting, rng)
    if not airless:
        _dusk(painting, heavens, frame.horizon)
    painting.add("stars", 0.0, heavens)
    aspect = painting.width / painting.height
    at = (
        aspect * (0.5 - painting.palette.side * float(rng.uniform(0.1, 0.25))),
        frame.horizon / 1000 * float(rng.uniform(0.3, 0.6)),
    )
    _ringed(painting, rng, at, float(rng.uniform(0.11, 0.2)))
    _ground(
        painting, rng, frame, "rock" if airless else str(rng.choice(("sand", "cliff", "brick")))
    )


def _heavens(painting: Painting, rng: np.random.Generator) -> Sheet:
    """Black space with a nebula and stars."""
    p = painting.palette
    hue = float(np.degrees(np.arctan2(*oklab(p.zenith)[[2, 1]])))
    height, width = painting.height // 4, painting.width // 4
    field = fractal(rng, height, width, width / 2.2, 6)
    other = fractal(rng, height, width, width / 3.0, 6)
    rows, columns = grid(height, width)
    tilt = float(rng.uniform(-0.5, 0.5))
    line = (rows / height - 0.5) + tilt * (columns / width - 0.5) + 0.12 * other
    band = np.exp(-((line / 0.26) ** 2)) * smoothstep(-0.5, 0.9, field)
    dust = smoothstep(0.1, 0.8, other) * np.exp(-((line / 0.14) ** 2))
    dark, cool = lch(0.11, 0.035, hue), lch(0.42, 0.13, hue + 16)
    warm, bright = mix(p.accent, lch(0.5, 0.15, hue + 60), 0.45), mix(p.glow, p.sun, 0.5)
    rgb = dark + (cool - dark) * (band * np.float32(0.75))[..., None]
    rgb = rgb + (warm - rgb) * (band * smoothstep(-0.1, 0.7, other) * np.float32(0.55))[..., None]
    core = np.clip(band * smoothstep(0.35, 1.2, field), 0, 1) * np.float32(0.6)
    rgb = rgb + (bright - rgb) * core[..., None]
    rgb = rgb * (1 - 0.6 * dust * band)[..., None]
    full = resized(rgb.astype(np.float32), painting.height, painting.width)
    sheet = Sheet(np.clip(full, 0, 1), np.ones(full.shape[:2], np.float32))
    _stars(painting, sheet, rng, resized(band, painting.height, painting.width))
    return sheet


def _stars(painting: Painting, sheet: Sheet, rng: np.random.Generator, band: Floats) -> None:
    """More stars where the nebula is bright; a few large ones with a glow."""
    p, count = painting.palette, 2600
    x, y = rng.random(count) * painting.width, rng.random(count) * painting.height
    here = band[y.astype(int), x.astype(int)]
    kept = rng.random(count) < 0.32 + 0.68 * here
    sizes = np.minimum(rng.pareto(2.4, count) + 0.3, 4.5)
    tones = (mix(p.sun, p.zenith, 0.15), p.sun, mix(p.sun, p.glow, 0.5))
    for i in np.flatnonzero(kept):
        colour, shine = tones[int(i) % 3], min(0.35 + 0.3 * float(sizes[i]), 1.0)
        radius = painting.px(0.5 + 0.42 * float(sizes[i]))
        dot(sheet, float(x[i]), float(y[i]), radius=radius, colour=colour, light=shine)
        if sizes[i] > 3.4:
            dot(sheet, float(x[i]), float(y[i]), radius=radius * 6, colour=colour, light=0.28)


def _planet(
    painting: Painting, rng: np.random.Generator, at: tuple[float, float], radius: float
) -> Sheet:
    """A globe lit from the light's side, with clouds, land and a rim of air."""
    sheet, p, h = painting.sheet(), painting.palette, painting.height
    x, y, r = at[0] * h, at[1] * h, radius * h
    reach = r * 1.12
    left, top = max(int(x - reach), 0), max(int(y - reach), 0)
    right, bottom = min(int(x + reach), painting.width), min(int(y + reach), h)
    if right <= left or bottom <= top:
        return sheet
    rows, columns = grid(bottom - top, right - left)
    u, v = (columns + left - x) / np.float32(r), (rows + top - y) / np.float32(r)
    away = np.sqrt(u**2 + v**2)
    w = np.sqrt(np.clip(1 - away**2, 0, 1))
    rise = 0.45 if y > 0 else -0.75  # a globe above us is lit on the side that we see
    light = np.clip(u * p.side * 0.75 - v * rise + w * 0.32, -1, 1)
    day = smoothstep(-0.12, 0.62, light)
    rgb = _globe(painting, rng, (u, v, w), radius) * (0.02 + 0.98 * day)[..., None]
    air = mix(p.upper, p.lower, 0.4)
    found = worlds.named(painting.wishes.words)
    thick = np.float32(0.8 if found is None or found[1].air else 0.0)
    rim = smoothstep(0.80, 1.0, away) * (0.12 + 0.88 * day)
    rgb = rgb + (air - rgb) * (rim * thick)[..., None]
    cover = np.clip((1 - away) * np.float32(r) + 0.5, 0, 1)
    halo = np.exp(-np.maximum(away - 1, 0) / 0.022) * smoothstep(-0.35, 0.6, light) * (1 - cover)
    sheet.glow(air, halo * thick, left, top)
    sheet.over(rgb * cover[..., None], cover, left, top)
    return sheet


def _globe(
    painting: Painting, rng: np.random.Generator, ball: tuple[Floats, Floats, Floats], radius: float
) -> Floats:
    """The surface: bands of a giant, or seas, land and clouds."""
    u, v, w = ball
    p, noise, turn = painting.palette, painting.noise, float(rng.uniform(0, 50))
    scale = 2.4 if radius < 1 else 3.4
    a, b = u / (0.55 + 0.45 * w) * scale, v / (0.55 + 0.45 * w) * scale
    if found := worlds.named(painting.wishes.words):
        return worlds.surface(found[1], noise, ball, turn)
    if "earth" not in painting.wishes.words and rng.random() < 0.4 and radius < 1:
        bent = b * 2.6 + 0.35 * noise.at(a * 0.6 + turn, b * 2.2, 4)
        tone = noise.at(bent * 0 + turn, bent * 1.1, 4, 0.6) + 0.25 * noise.at(a * 0.7, bent * 3, 3)
        first, second = toned(p.accent, light=1.2, chroma=0.45), toned(p.tint, light=0.85)
        out: Floats = first + (second - first) * smoothstep(-0.5, 0.6, tone)[..., None]
        return out
    land = smoothstep(0.0, 0.16, noise.at(a + turn, b, 6, 0.52) - 0.05)
    cloud = smoothstep(
        0.05, 0.75, noise.at(a * 1.1 + turn * 2, b * 2.1 + 0.4 * noise.at(a, b, 3), 6, 0.58)
    )
    sea, soil = (
        toned(p.tint, light=0.72, chroma=1.5),
        mix(p.surfaces["earth"], p.surfaces["forest"], 0.5),
    )
    rgb = sea + (soil - sea) * land[..., None]
    if "earth" in painting.wishes.words:
        sea, soil = lch(0.44, 0.10, 250), lch(0.52, 0.07, 125)
        rgb = sea + (soil - sea) * land[..., None]
    white = p.surfaces["snow"]
    clouded: Floats = rgb + (white - rgb) * (cloud * np.float32(0.85))[..., None]
    return clouded


def _ringed(
    painting: Painting, rng: np.random.Generator, at: tuple[float, float], radius: float
) -> None:
    """A planet that may have rings: half of them behind it, half before it."""
    globe = _planet(painting, rng, at, radius)
    found = worlds.named(painting.wishes.words)
    earth = "earth" in painting.wishes.words
    if not found[1].rings if found else earth or rng.random() < 0.4:
        painting.add("planet", 0.18, globe)
        return
    rings, upper = _rings(painting, rng, at, radius)
    sheet = painting.sheet()
    sheet.over(rings.rgb * upper[..., None], rings.alpha * upper)
    sheet.over(globe.rgb, globe.alpha)
    sheet.over(rings.rgb * (1 - upper)[..., None], rings.alpha * (1 - upper))
    painting.add("planet", 0.18, sheet)


def _rings(
    painting: Painting, rng: np.random.Generator, at: tuple[float, float], radius: float
) -> tuple[Sheet, Floats]:
    """The rings, and which side of the planet's middle each pixel is on."""
    p, h = painting.palette, painting.height
    rows, columns = grid(h, painting.width)
    tilt, flat = float(rng.uniform(-0.35, 0.35)), float(rng.uniform(0.16, 0.32))
    x, y = (
        (columns - at[0] * h) / np.float32(radius * h),
        (rows - at[1] * h) / np.float32(radius * h),
    )
    u, v = x * np.cos(tilt) + y * np.sin(tilt), (y * np.cos(tilt) - x * np.sin(tilt)) / flat
    away = np.sqrt(u**2 + v**2)
    grooves = painting.noise.at(away * 9 + 0 * x, away * 0 + 3, 4, 0.7)
    cover = smoothstep(1.32, 1.36, away) * smoothstep(2.25, 2.2, away)
    cover = (
        cover
        * np.clip(0.5 + 0.5 * grooves, 0.06, 0.9)
        * (1 - 0.85 * np.exp(-(((away - 1.86) / 0.03) ** 2)))
    )
    lit = 0.6 + 0.4 * smoothstep(-1.6, 1.2, u * p.side)
    colour = mix(p.glow, p.surfaces["sand"], 0.5)
    return Sheet(colour * (cover * lit)[..., None], cover.astype(np.float32)), (v < 0).astype(
        np.float32
    )


def _moon(painting: Painting, rng: np.random.Generator, at: tuple[float, float]) -> None:
    """A small bare moon."""
    p, r = painting.palette, painting.px(float(rng.uniform(26, 52)))
    size = int(2 * r) + 6
    rows, columns = grid(size, size)
    u, v = (columns - size / 2) / np.float32(r), (rows - size / 2) / np.float32(r)
    away = np.sqrt(u**2 + v**2)
    w = np.sqrt(np.clip(1 - away**2, 0, 1))
    rough = fractal(rng, size, size, r * 0.5, 5)
    light = smoothstep(-0.1, 0.75, u * p.side * 0.75 - v * 0.45 + w * 0.3 + 0.14 * rough)
    cover = np.clip((1 - away) * np.float32(r) + 0.5, 0, 1)
    own = mix(p.surfaces["rock"], p.sun, 0.4) * (0.85 + 0.15 * rough[..., None])
    rgb = np.clip(own * (0.03 + 1.05 * light)[..., None], 0, 1).astype(np.float32)
    sheet = painting.sheet()
    left, top = int(at[0] * painting.height - size / 2), int(at[1] * painting.height - size / 2)
    sheet.over(rgb * cover[..., None], cover, left, top)
    painting.add("moon", 0.1, sheet)


def _rocks(painting: Painting, rng: np.random.Generator) -> Sheet:
    """A few tumbling rocks near the eye, at the borders."""
    sheet, p = painting.sheet(), painting.palette
    for _ in range(int(rng.integers(3, 7))):
        r = painting.px(float(rng.uniform(8, 46)))
        size = int(r * 2.6) + 4
        rows, columns = grid(size, size)
        u, v = (columns - size / 2) / np.float32(r), (rows - size / 2) / np.float32(r)
        rough = fractal(rng, size, size, r * 0.8, 5)
        away = np.sqrt((u * 1.1) ** 2 + (v * 1.35) ** 2) + 0.2 * rough
        cover = np.clip((1 - away) * np.float32(r) * 0.6 + 0.5, 0, 1)
        light = smoothstep(-0.2, 0.9, u * p.side - v * 0.6 + 0.5 * rough)
        rgb = p.surfaces["rock"] * (0.03 + 0.8 * light)[..., None]
        x = painting.width * float(rng.choice((rng.uniform(0.0, 0.2), rng.uniform(0.8, 1.0))))
        y = painting.height * float(rng.uniform(0.03, 0.97))
        sheet.over(
            np.clip(rgb, 0, 1) * cover[..., None], cover, int(x - size / 2), int(y - size / 2)
        )
    soft = painting.px(1.4)
    return Sheet(blurred(sheet.rgb, soft), blurred(sheet.alpha, soft))


def _dusk(painting: Painting, sheet: Sheet, horizon: float) -> None:
    """Thin air that glows above the horizon."""
    p = painting.palette
    rows = (np.arange(painting.height, dtype=np.float32)[:, None] + 0.5) / painting.unit
    up = np.clip((horizon - rows) / horizon, 0, 1)
    share = (np.exp(-up / 0.26) * np.float32(0.92)) + np.zeros((1, painting.width), np.float32)
    sheet.tint(mix(p.horizon, p.lower, 0.3), share)
    sheet.tint(p.upper, np.exp(-up / 0.6) * np.float32(0.4) + 0 * share)


def _ground(
    painting: Painting, rng: np.random.Generator, frame: scenery.Frame, surface: str
) -> None:
    """Craters and ridges up to the horizon."""
    view: Lens = scenery.lens(painting, frame, float(rng.uniform(30, 60)) * frame.lift)
    craters = [
        (float(rng.uniform(-1, 1)), float(rng.uniform(60, 1500)), float(rng.uniform(12, 130)))
        for _ in range(26)
    ]
    start = float(rng.uniform(0, 60))

    def heights(x: Floats, z: Floats) -> Floats:
        high = painting.noise.at(x / 130 + start, z / 130, 5, 0.45) * 9 * smoothstep(10, 120, z)
        far = painting.noise.ridged(x / 900 + start, z / 900, 5) * 190 * smoothstep(900, 2600, z)
        for a, b, r in craters:
            d = np.hypot(x - a * b * 0.9, z - b) / np.float32(r)
            high = high + r * 0.2 * (
                np.exp(-(((d - 1) / 0.3) ** 2)) - 0.9 * np.exp(-((d / 0.75) ** 4))
            )
        out: Floats = high + far
        return out

    land = terrain.survey(painting, view, heights, near=14, far=5200, slices=230)
    grain = painting.noise.at(land.x / 9, land.depth / 9 + 0 * land.x, 4, 0.6)
    land.light = np.clip(land.light * (1 + 0.25 * grain), 0, 1)
    rgb = scenery.covered(painting, land, (surface, None), ("rock", 0.5 + 0.4 * grain))
    rgb = terrain.hazed(painting, land, rgb, scenery.reach(painting, 3600))
    sheets = scenery.cut(painting, land, rgb, (170, 900))
    for name, depth, sheet in zip(
        ("far", "middle", "near"), (0.2, 0.36, 0.52), sheets, strict=True
    ):
        painting.add(name, depth, sheet)
    stage = scenery.stage(painting, surface, crest=float(rng.uniform(850, 880)), second="rock")
    painting.add("ground", 0.68, stage)
