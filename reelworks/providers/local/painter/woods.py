"""Inside the forest: trunks one behind another in the haze, shafts of light, ferns in front."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reelworks.providers.local.painter.arrays import Floats, blurred, polygons, resized, spread
from reelworks.providers.local.painter.colour import mix
from reelworks.providers.local.painter.details import falling
from reelworks.providers.local.painter.drawing import Drawing, Point
from reelworks.providers.local.painter.flora import dabs, grass, tree
from reelworks.providers.local.painter.groves import Grove, Seen
from reelworks.providers.local.painter.noise import fractal, smoothstep
from reelworks.providers.local.painter.painting import Painting, Sheet
from reelworks.providers.local.painter.scenery import framed, stage, stand
from reelworks.providers.local.painter.sky import place, sky


@dataclass(frozen=True, slots=True)
class _Wood:
    """What grows here. `leafy`: crowns close overhead; `dense` trunks per row of them."""

    trunk: str
    crown: str
    dense: int
    leafy: float
    undergrowth: str


_GROUND_DEEP = 330  # thousandths of ground below a row of trees; nearer rows hide the rest
_CLEARING = frozenset(["clearing", "glade", "edge", "lake", "meadow", "river"])


def forest(painting: Painting) -> None:
    """Tall trunks in rows that fade into light."""
    rng, words = painting.rng("forest"), set(painting.wishes.words)
    needles = (
        bool({"pine", "pines", "spruce", "fir", "taiga", "conifer"} & words) or rng.random() < 0.35
    )
    birch = bool({"birch", "birches"} & words)
    trunk = "white" if birch else "bark"
    crown = "conifer" if needles else "broadleaf"
    dense = 9 if {"dense", "deep", "dark", "thick"} & words else 7
    _inside(painting, _Wood(trunk, crown, dense, 0.9, "grass"))


def jungle(painting: Painting) -> None:
    """Palms, lianas and great leaves in wet air."""
    _inside(painting, _Wood("bark", "palm", 7, 1.0, "leaf"))


def _inside(painting: Painting, wood: _Wood) -> None:
    frame, rng = framed(painting), painting.rng("inside")
    open_ = bool(_CLEARING & set(painting.wishes.words))
    ground = min(max(frame.horizon + 90, 520), 700)
    painting.add("light", 0.0, _light_between(painting, ground))
    gap = float(rng.uniform(0.35, 0.65))
    for row, (depth, share) in enumerate(((0.12, 0.0), (0.25, 0.3), (0.42, 0.62))):
        sheet = _row(
            painting, wood, row, share=share, ground=ground, gap=gap, wide=0.26 if open_ else 0.1
        )
        _air_between(painting, sheet, 0.40 * (1 - share), ground)
        painting.add(f"trees {row + 1}", depth, sheet)
    _shafts(painting, ground)
    _floor(painting, ground)
    _frame_of_trunks(painting, wood)
    falling(painting)


def _light_between(painting: Painting, ground: float) -> Sheet:
    """The bright air far off between the trunks, darker above among the leaves."""
    sheet = sky(painting, ground + 40, sun=False, clouds=0.0)
    p = painting.palette
    height, width = painting.height // 4, painting.width // 4
    leaves = fractal(painting.rng("canopy"), height, width, width / 9, 5)
    rows = (np.arange(height, dtype=np.float32)[:, None] + 0.5) / height * 1000
    cover = smoothstep(-0.3, 0.35, leaves + (ground * 0.45 - rows) / 260)
    colour = mix(mix(p.lit("forest", 0.55), p.haze, 0.45), p.horizon, 0.1)
    sheet.tint(colour, resized(cover * np.float32(0.88), painting.height, painting.width))
    low = smoothstep(ground - 120, ground + 60, rows) * np.float32(0.9) + 0 * leaves
    sheet.tint(mix(p.haze, p.horizon, 0.4), resized(low * 0.7, painting.height, painting.width))
    return sheet


def _row(
    painting: Painting,
    wood: _Wood,
    row: int,
    *,
    share: float,
    ground: float,
    gap: float,
    wide: float,
) -> Sheet:
    """One row of trees at a share (0 far, 1 near) of the way, thinner round the gap."""
    rng, sheet = painting.rng("row", row), painting.sheet()
    count = int(wood.dense * (3.0 - 1.9 * share))
    foot = painting.px(ground + 30 + 150 * share**1.4)
    haze = 0.72 * (1 - share) ** 1.1 + 0.04
    _undergrowth(painting, sheet, wood, row, foot=foot, haze=haze, share=share)
    for i in range(count):
        x = (i + float(rng.uniform(-0.35, 1.35))) / count
        if abs(x - gap) < wide * (0.5 + share):
            continue
        thick = painting.px(float(rng.uniform(16, 34))) * (0.5 + 1.5 * share)
        y = foot + painting.px(float(rng.normal(0, 9)) * (0.4 + share))
        at = (x * painting.width, y)
        _trunk(painting, sheet, at, thick, surface=wood.trunk, haze=haze)
        if rng.random() < wood.leafy * 0.55:
            _bough(painting, sheet, at, thick, crown=wood.crown, haze=haze)
    _tufts(painting, sheet, foot=foot, share=share, haze=haze)
    _overhead(painting, sheet, wood, row, haze)
    return sheet


def _trunk(
    painting: Painting, sheet: Sheet, foot: Point, thick: float, *, surface: str, haze: float
) -> None:
    """A trunk from its foot (pixels) out of the top of the picture."""
    rng, tall = painting.rng("trunk", foot[0]), foot[1] + painting.px(20)
    wide = thick / tall
    lean = float(rng.normal(0, 0.035)) * painting.height / tall
    bow = float(rng.normal(0, 0.012)) * painting.height / tall
    d = Drawing()
    low = [(0.0, -wide * 0.2, wide * 1.5), (bow * 0.3, wide * 1.1, wide)]
    high = [(bow + lean * 0.5, 0.5, wide * 0.84), (lean, 1.0, wide * 0.62)]
    d.limb([*low, *high], surface, light=0.5, soft=1.0)
    middle = bow + lean * 0.5
    if surface == "white":
        _birch_marks(d, rng, middle, wide)
    for _ in range(int(rng.integers(0, 4))):
        y, side = float(rng.uniform(0.45, 0.9)), float(rng.choice((-1, 1)))
        x = middle * y
        twig = [(x, y, wide * 0.3), (x + side * 0.06, y + 0.04, wide * 0.2)]
        d.limb([*twig, (x + side * 0.16, y + 0.06, wide * 0.05)], surface, light=0.45)
    stand(painting, sheet, d, foot, size=tall, haze=haze)


def _birch_marks(d: Drawing, rng: np.random.Generator, middle: float, wide: float) -> None:
    for _ in range(16):
        y, long = float(rng.uniform(0.02, 0.98)), wide * float(rng.uniform(0.2, 0.5))
        x = middle * y + wide * float(rng.uniform(-0.3, 0.3))
        d.oval(x, y, long, long * 0.22, "black", light=0.3, soft=0.0, cover=0.7)


def _bough(
    painting: Painting, sheet: Sheet, foot: Point, thick: float, *, crown: str, haze: float
) -> None:
    """A young tree or a bush beside a trunk."""
    kind = {"conifer": "conifer", "palm": "palm"}.get(crown, "bush")
    size = thick * (7.5 if kind != "bush" else 3.2)
    variant = round(foot[0]) % 4
    x = foot[0] + thick * (1.6 if variant % 2 else -1.6)
    spot = Seen(x, foot[1] + thick * 0.2, 1.0, haze, hidden=False)
    Grove(painting, kind, 1.0).put(sheet, spot, size, variant, mirrored=variant > 1)


def _undergrowth(
    painting: Painting,
    sheet: Sheet,
    wood: _Wood,
    row: int,
    *,
    foot: float,
    haze: float,
    share: float,
) -> None:
    """The ground under a row of trees with its ferns and bushes."""
    p, noise = painting.palette, painting.noise
    columns = np.arange(painting.width, dtype=np.float32)[None, :] / painting.px(150)
    ridge = noise.at(columns, np.full_like(columns, row * 7.7), 5, 0.6)[0]
    top = foot - painting.px(10 + 16 * share) + ridge * painting.px(13 + 10 * share)
    first = max(int(top.min()), 0)
    last = min(int(top.max() + painting.px(_GROUND_DEEP)), painting.height)
    rows = np.arange(first, last, dtype=np.float32)[:, None]
    alpha = np.clip(rows - top[None, :] + 1, 0, 1)
    down = np.clip((rows - top[None, :]) / painting.px(110), 0, 1)
    upper = mix(p.lit("grass" if wood.crown != "palm" else "leaf", 0.75), p.haze, haze)
    lower = mix(p.lit("forest", 0.25), p.haze, haze * 0.8)
    rgb = upper + (lower - upper) * down[..., None]
    sheet.over(rgb * spread(alpha), alpha, 0, first)


def _tufts(painting: Painting, sheet: Sheet, *, foot: float, share: float, haze: float) -> None:
    """Grass and ferns round the feet of the trunks."""
    line = np.full(painting.width, foot - painting.px(6), np.float32)
    tall, spread = 16 + 40 * share, 26 + 60 * share
    grass(painting, sheet, line, height=tall, count=int(1200 + 900 * share), drop=spread)
    rows = np.arange(painting.height, dtype=np.float32)[:, None]
    veil = smoothstep(foot - painting.px(90), foot + painting.px(10), rows) * np.float32(haze * 0.6)
    sheet.tint(painting.palette.haze, np.broadcast_to(veil, sheet.alpha.shape))


def _overhead(painting: Painting, sheet: Sheet, wood: _Wood, row: int, haze: float) -> None:
    """Leaves hanging in from above: a dark mass, and dabs of leaves over it."""
    p, rng = painting.palette, painting.rng("overhead", row)
    height, width = painting.height // 4, painting.width // 4
    leaves = fractal(rng, height, width, width / 7, 5)
    rows = (np.arange(height, dtype=np.float32)[:, None] + 0.5) / height
    mass = leaves * 0.75 + (0.13 + 0.045 * row - rows) * 5.0
    surface = "forest" if wood.crown == "conifer" else "leaf"
    dark = mix(p.lit(surface, 0.12) * np.float32(0.82), p.haze, haze)
    cover = smoothstep(0.15, 0.4, mass) * np.float32(0.9)
    sheet.wash(dark, resized(cover, painting.height, painting.width))
    toned = ((0.0, -0.12), (0.3, 0.08), (0.6, 0.3), (0.95, 0.5))
    radius = painting.px(5 + 2.2 * row)
    for light, level in toned:
        colour = mix(p.lit(surface, light), p.haze, haze)
        spots = _among(rng, mass - np.float32(level) + leaves * np.float32(-0.1 * light), 1500)
        sheet.wash(colour, dabs(spots, radius, painting.height, painting.width, rng))


def _among(rng: np.random.Generator, mass: Floats, count: int) -> Floats:
    """Places (pixels of four times this size) where there is mass, thinner at its edges."""
    height, width = mass.shape
    x, y = rng.random(count) * width, rng.random(count) ** 1.3 * height * 0.62
    kept = mass[y.astype(int), x.astype(int)] > rng.random(count) * 0.35
    out: Floats = np.stack([x[kept], y[kept]], axis=1) * np.float32(4)
    return out


def _air_between(painting: Painting, sheet: Sheet, strength: float, ground: float) -> None:
    rows = np.arange(painting.height, dtype=np.float32)[:, None] / painting.unit
    low = np.exp(-(((rows - ground) / 260) ** 2)) * np.float32(strength)
    sheet.tint(painting.palette.haze, np.broadcast_to(low, sheet.alpha.shape))


def _shafts(painting: Painting, ground: float) -> None:
    """Light falling in slanting beams."""
    p, rng = painting.palette, painting.rng("shafts")
    if p.night and rng.random() < 0.4:
        return
    height, width = painting.height // 4, painting.width // 4
    sun = place(painting, 260)
    cover: Floats = np.zeros((height, width), np.float32)
    x0, y0 = sun[0] / 4 + p.side * width * 0.25, -height * 0.35
    for _ in range(int(rng.integers(5, 9))):
        aim = float(rng.uniform(0.05, 0.95)) * width
        spread = float(rng.uniform(0.012, 0.045)) * width
        beam = np.array(
            [[x0, y0], [aim + spread, height * 1.05], [aim - spread, height * 1.05]], np.float32
        )
        cover = cover + polygons([beam], 0, 0, width, height) * np.float32(rng.uniform(0.10, 0.24))
    rows = (np.arange(height, dtype=np.float32)[:, None] + 0.5) / height * 1000
    cover = blurred(cover, 3.0) * smoothstep(ground + 180, ground - 260, rows)
    sheet = painting.sheet()
    sheet.wash(mix(p.glow, p.sun, 0.4), resized(cover, painting.height, painting.width))
    painting.add("shafts", 0.5, sheet)


def _floor(painting: Painting, ground: float) -> None:
    sheet = stage(painting, "grass", crest=min(max(ground + 150, 735), 850), second="earth")
    skyline = (sheet.alpha > 0.5).argmax(axis=0).astype(np.float32)
    grass(painting, sheet, skyline, height=30, count=3600, drop=190, surface="grass")
    painting.add("ground", 0.68, sheet)


def _frame_of_trunks(painting: Painting, wood: _Wood) -> None:
    """Dark trunks and leaves at the sides, nearer than anything else."""
    rng, sheet, p = painting.rng("frame of trunks"), painting.sheet(), painting.palette
    for side in (-1, 1):
        if side == p.side and rng.random() < 0.5:
            continue
        x = painting.width * (0.5 + side * float(rng.uniform(0.44, 0.5)))
        foot, thick = (x, painting.height * 1.02), painting.px(float(rng.uniform(70, 105)))
        _trunk(painting, sheet, foot, thick, surface=wood.trunk, haze=0.0)
        bush = tree("bush", p, painting.rng("bush", side), painting.px(230))
        left = int(x - bush.foot_x - side * painting.px(40))
        sheet.over(bush.rgb, bush.alpha, left, int(painting.height * 1.03) - bush.foot_y)
    sheet.tint(p.deep, np.where(sheet.alpha > 0, np.float32(0.5), np.float32(0)))
    painting.add("front", 0.95, sheet)
