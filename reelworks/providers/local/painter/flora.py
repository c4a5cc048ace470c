"""Trees, bushes and grass, leaf by leaf where one is near enough to see leaves."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import cv2
import numpy as np

from reelworks.providers.local.painter.arrays import Floats, polygons
from reelworks.providers.local.painter.drawing import Drawing, Point, ring, tube
from reelworks.providers.local.painter.painting import Painting, Sheet
from reelworks.providers.local.painter.palette import Palette
from reelworks.providers.local.painter.stamp import Air, Stamp

Points = Floats  # (count, 2): x to the right, y up, in units of the tree's height
_TONES = ((0.0, 0.05), (0.3, 0.4), (0.62, 0.95))  # from this shine on, lit so much
Crown = Callable[[np.random.Generator], tuple[Points, float, list[Floats]]]


def tree(
    kind: str, palette: Palette, rng: np.random.Generator, size: float, air: Air | None = None
) -> Stamp:
    """A tree `size` pixels tall, its foot at the stamp's foot."""
    leaves, leaf, wood = _CROWNS[kind](rng)
    height, width = int(size * 1.12) + 4, int(size * 1.3) + 4
    origin = np.array([width / 2, height - 3], np.float32)
    turn = np.array([size, -size], np.float32)
    rgb, alpha = np.zeros((height, width, 3), np.float32), np.zeros((height, width), np.float32)
    surface = "forest" if kind in ("conifer", "cypress") else "leaf"
    bark = polygons_union([branch * turn + origin for branch in wood], height, width)
    _lay(rgb, alpha, palette.lit("white" if kind == "birch" else "bark", 0.22), bark)
    if len(leaves):
        shine = _shine(leaves, palette.side, rng)
        for (low, light), top in zip(_TONES, (2.0, 2.0, 2.0), strict=True):
            chosen = leaves[(shine >= low) & (shine < top)] if low else leaves
            blobs = _blobs(
                chosen * turn + origin, leaf * size * (1 - 0.28 * low), height, width, rng
            )
            _lay(rgb, alpha, palette.lit(surface, light), blobs)
    if air is not None:
        rgb += (air.colour * alpha[..., None] - rgb) * np.float32(air.share)
    return Stamp(rgb, alpha, int(origin[0]), int(origin[1]))


def polygons_union(contours: list[Floats], height: int, width: int) -> Floats:
    """Cover of several polygons together, overlaps filled."""
    cover = np.zeros((height, width), np.float32)
    for contour in contours:
        cover = np.maximum(cover, polygons([contour], 0, 0, width, height))
    return cover


def _lay(rgb: Floats, alpha: Floats, colour: Floats, cover: Floats) -> None:
    rgb += (colour - rgb) * cover[..., None]
    alpha += (1 - alpha) * cover


def _shine(leaves: Points, side: int, rng: np.random.Generator) -> Floats:
    """How much light each leaf gets, 0 to 1: high up and on the light's side it is most."""
    low, high = leaves.min(axis=0), leaves.max(axis=0)
    share = (leaves - low) / np.maximum(high - low, 1e-4)
    toward = share[:, 0] if side > 0 else 1 - share[:, 0]
    out: Floats = 0.46 * toward + 0.44 * share[:, 1] + rng.normal(0, 0.16, len(leaves))
    return out


def _blobs(
    centres: Floats, radius: float, height: int, width: int, rng: np.random.Generator
) -> Floats:
    mask = np.zeros((height, width), np.uint8)
    sizes = np.maximum(radius * rng.uniform(0.6, 1.25, len(centres)), 0.7)
    for (x, y), size in zip(centres * 16, sizes * 16, strict=True):
        cv2.circle(
            mask, (round(float(x)), round(float(y))), round(float(size)), 255, -1, cv2.LINE_AA, 4
        )
    return mask.astype(np.float32) / np.float32(255)


def _clumps(
    rng: np.random.Generator, centres: list[tuple[float, float, float]], count: int
) -> Points:
    """Leaves scattered over discs (x, y, radius)."""
    parts = []
    total = sum(radius**2 for _, _, radius in centres)
    for x, y, radius in centres:
        many = max(int(count * radius**2 / total), 3)
        angle, away = rng.uniform(0, 2 * np.pi, many), radius * np.sqrt(rng.random(many))
        parts.append(np.stack([x + away * np.cos(angle), y + 0.85 * away * np.sin(angle)], axis=1))
    out: Floats = np.concatenate(parts).astype(np.float32)
    return out


def _broadleaf(rng: np.random.Generator) -> tuple[Points, float, list[Floats]]:
    lean = float(rng.uniform(-0.05, 0.05))
    wood = [
        tube([(0, -0.02, 0.075), (lean * 0.5, 0.2, 0.05), (lean, 0.45, 0.036), (lean, 0.7, 0.02)])
    ]
    discs = [(lean, 0.68, 0.22)]
    for _ in range(int(rng.integers(6, 10))):
        angle, away = float(rng.uniform(-0.5, 3.6)), float(rng.uniform(0.16, 0.3))
        x, y = lean + away * np.cos(angle) * 1.15, 0.62 + away * np.sin(angle) * 0.85
        discs.append((float(x), float(y), float(rng.uniform(0.10, 0.17))))
        wood.append(
            tube(
                [
                    (lean * 0.6, 0.32, 0.028),
                    ((lean + x) / 2, 0.3 + (y - 0.3) * 0.6, 0.02),
                    (float(x), float(y), 0.008),
                ]
            )
        )
    return _clumps(rng, discs, 520), 0.021, wood


def _bush(rng: np.random.Generator) -> tuple[Points, float, list[Floats]]:
    discs = [
        (
            float(rng.uniform(-0.4, 0.4)),
            float(rng.uniform(0.2, 0.6)),
            float(rng.uniform(0.18, 0.34)),
        )
        for _ in range(7)
    ]
    return _clumps(rng, discs, 380), 0.042, []


def _conifer(rng: np.random.Generator) -> tuple[Points, float, list[Floats]]:
    tiers = int(rng.integers(9, 14))
    wood = [tube([(0, -0.02, 0.045), (0, 0.5, 0.03), (0, 0.98, 0.006)])]
    slim = float(rng.uniform(0.17, 0.25))
    parts = []
    for tier in range(tiers):
        y = 0.12 + 0.86 * tier / tiers
        wide = slim * (1.03 - y) ** 0.85 * float(rng.uniform(0.82, 1.15))
        count = int(6 + 44 * wide / slim)
        x = rng.uniform(-1, 1, count)
        drop = 0.075 * np.abs(x) ** 1.3 + rng.uniform(0, 0.02, count)
        parts.append(np.stack([x * wide, y + 0.05 - drop], axis=1))
    top = np.stack([rng.normal(0, 0.004, 6), rng.uniform(0.95, 1.03, 6)], axis=1)
    return np.concatenate([*parts, top]).astype(np.float32), 0.0155, wood


def _cypress(rng: np.random.Generator) -> tuple[Points, float, list[Floats]]:
    y = rng.random(420) ** 0.9
    wide = 0.085 * np.sin(np.pi * np.clip(y * 0.93 + 0.06, 0, 1)) ** 0.7
    leaves = np.stack([rng.uniform(-1, 1, 420) * wide, 0.04 + 0.96 * y], axis=1)
    return leaves.astype(np.float32), 0.016, [tube([(0, -0.02, 0.03), (0, 0.3, 0.02)])]


def _birch(rng: np.random.Generator) -> tuple[Points, float, list[Floats]]:
    lean = float(rng.uniform(-0.08, 0.08))
    wood = [tube([(0, -0.02, 0.03), (lean * 0.4, 0.5, 0.02), (lean, 0.95, 0.006)])]
    discs = [
        (lean * y + float(rng.normal(0, 0.05)), y, float(rng.uniform(0.06, 0.11)))
        for y in np.linspace(0.45, 0.95, 7)
    ]
    return _clumps(rng, discs, 330), 0.016, wood


def _palm(rng: np.random.Generator) -> tuple[Points, float, list[Floats]]:
    lean = float(rng.uniform(-0.22, 0.22))
    wood = [tube([(0, -0.02, 0.05), (lean * 0.3, 0.35, 0.034), (lean, 0.8, 0.026)])]
    parts = []
    for angle in np.linspace(-0.55, np.pi + 0.55, 11) + rng.normal(0, 0.1, 11):
        reach = float(rng.uniform(0.27, 0.36))
        t = np.linspace(0, 1, 34)
        x = lean + reach * t * np.cos(angle)
        y = 0.8 + reach * t * np.sin(angle) * 0.75 - 0.20 * t**2
        hang = rng.uniform(-0.035, 0.01, 34) * (0.4 + t)
        parts += [np.stack([x, y], axis=1), np.stack([x, y + hang], axis=1)]
    return np.concatenate(parts).astype(np.float32), 0.011, wood


def _bare(rng: np.random.Generator) -> tuple[Points, float, list[Floats]]:
    wood: list[Floats] = []
    _branch(
        rng, wood, (0.0, -0.02), np.pi / 2 + float(rng.normal(0, 0.06)), length=0.36, width=0.06
    )
    return np.zeros((0, 2), np.float32), 0.0, wood


def _branch(
    rng: np.random.Generator,
    wood: list[Floats],
    start: Point,
    angle: float,
    *,
    length: float,
    width: float,
) -> None:
    """A branch and all that grows from it."""
    onward, half = angle + float(rng.normal(0, 0.16)), length / 2
    x, y = start[0] + half * float(np.cos(angle)), start[1] + half * float(np.sin(angle))
    end = (x + half * float(np.cos(onward)), y + half * float(np.sin(onward)))
    wood.append(tube([(*start, width), (x, y, width * 0.82), (*end, width * 0.62)], 4))
    if width < 0.006:
        return
    for turn in rng.normal((-0.48, 0.06, 0.5), 0.16)[: 3 if width > 0.014 else 2]:
        shorter = length * float(rng.uniform(0.6, 0.78))
        _branch(rng, wood, end, onward + float(turn), length=shorter, width=width * 0.58)


_CROWNS: Mapping[str, Crown] = {
    "broadleaf": _broadleaf,
    "conifer": _conifer,
    "cypress": _cypress,
    "birch": _birch,
    "palm": _palm,
    "bush": _bush,
    "bare": _bare,
}


def dabs(spots: Floats, radius: float, height: int, width: int, rng: np.random.Generator) -> Floats:
    """Cover of leaf-shaped dabs at these places, turned all ways."""
    mask = np.zeros((height, width), np.uint8)
    sizes = np.maximum(radius * rng.uniform(0.6, 1.5, len(spots)), 0.8)
    turns = rng.integers(0, 180, len(spots))
    for (x, y), size, turn in zip(spots * 16, sizes * 16, turns, strict=True):
        axes, centre = (int(size), int(size * 0.5)), (int(x), int(y))
        cv2.ellipse(mask, centre, axes, int(turn), 0, 360, 255, -1, cv2.LINE_AA, 4)
    return mask.astype(np.float32) / np.float32(255)


def grass(
    painting: Painting,
    sheet: Sheet,
    skyline: Floats,
    *,
    height: float,
    count: int,
    surface: str = "grass",
    drop: float = 40.0,
) -> None:
    """Blades growing from up to `drop` thousandths below a skyline (rows by column), over it."""
    p, rng = painting.palette, painting.rng("grass", surface, count, height)
    x = rng.random(count) * painting.width
    foot = skyline[np.clip(x.astype(int), 0, painting.width - 1)] + rng.random(count) * painting.px(
        drop
    )
    tall = painting.px(height) * rng.beta(2, 3, count) * 1.5
    lean = tall * (rng.normal(0.16 * p.side, 0.30, count))
    wide = np.maximum(painting.px(0.5 + 0.006 * height) * rng.uniform(0.7, 1.5, count), 0.45)
    tones = rng.integers(0, 3, count)
    for tone, light in enumerate((0.02, 0.28, 0.75)):
        chosen = tones == tone
        parts = _blades(x[chosen], foot[chosen], tall[chosen], lean[chosen], wide[chosen])
        top = max(int((foot - tall).min()) - 2, 0)
        mask = np.zeros((painting.height - top, painting.width), np.uint8)
        for part in parts:
            for blade in np.rint((part - np.array([0, top])) * 16).astype(np.int32):
                cv2.fillConvexPoly(mask, blade, 255, cv2.LINE_AA, 4)
        colour = p.lit(surface, light) * np.float32(0.66 + 0.16 * tone)
        sheet.wash(colour, mask.astype(np.float32) / np.float32(255), 0, top)


def _blades(x: Floats, foot: Floats, tall: Floats, lean: Floats, wide: Floats) -> list[Floats]:
    """Corners of every bent blade: its lower half, and its tip."""
    bend, half = x + lean * 0.34, wide * 0.75
    waist = foot - tall * 0.56
    left, right = (bend - half, waist), (bend + half, waist)
    low = ((x - wide, foot + tall * 0.05), (x + wide, foot + tall * 0.05), right, left)
    tip = (left, right, (x + lean, foot - tall))
    return [np.stack([np.stack(corner, axis=1) for corner in half], axis=1) for half in (low, tip)]


def flowers(painting: Painting, sheet: Sheet, skyline: Floats, *, count: int) -> None:
    """Small flowers among the grass below a skyline."""
    p, rng = painting.palette, painting.rng("flowers")
    kinds = rng.choice(("red", "white", "wheat", "coral", "accent"), 2, replace=False)
    for surface in kinds:
        mask = np.zeros((painting.height, painting.width), np.uint8)
        x = rng.random(count) * painting.width
        share = rng.random(count)
        y = skyline[np.clip(x.astype(int), 0, painting.width - 1)]
        y = y - painting.px(14) + share * painting.px(170)
        size = painting.px(2.0) + share * painting.px(4.5)
        for a, b, r in zip(x * 16, y * 16, size * 16, strict=True):
            cv2.ellipse(
                mask, (int(a), int(b)), (int(r), int(r * 0.7)), 0, 0, 360, 255, -1, cv2.LINE_AA, 4
            )
        sheet.wash(p.lit(str(surface), 0.7), mask.astype(np.float32) / np.float32(255))


def grown(rng: np.random.Generator) -> Drawing:
    """A leafy tree as a drawing, for looking at closely."""
    leaves, leaf, wood = _broadleaf(rng)
    d = Drawing()
    for branch in wood:
        d.shape(branch, "bark", light=0.45)
    shine = _shine(leaves, 1, rng)
    for low, light in _TONES:
        for x, y in leaves[shine >= low] if low else leaves:
            r = leaf * float(rng.uniform(0.8, 1.5)) * (1 - 0.28 * low)
            d.shape(ring(float(x), float(y), r, r * 0.8, 9), "leaf", light=light, soft=0.0)
    return d
