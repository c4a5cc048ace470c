"""Wooden piles under water, rank behind rank, as towns stand on them."""

from __future__ import annotations

import numpy as np

from reelworks.providers.local.painter.arrays import Floats, grid
from reelworks.providers.local.painter.colour import mix
from reelworks.providers.local.painter.noise import smoothstep
from reelworks.providers.local.painter.painting import Painting, Sheet

WORDS = frozenset(["piles", "pilings", "stilts"])
_RANKS = ((17, 46), (11, 66), (6, 104))  # how many and how wide, the farthest rank first
_FOOT = 920  # below the edge of the ground


def rank(
    painting: Painting,
    sheet: Sheet,
    rng: np.random.Generator,
    tones: tuple[Floats, Floats, Floats],
    *,
    number: int,
    air: float,
) -> None:
    """One rank of piles, sunk in the water by `air`; the nearest leaves the middle free."""
    count, wide = _RANKS[number]
    for at in range(count):
        x = (at + 0.5 + 0.3 * float(rng.uniform(-1, 1))) / count
        if number == len(_RANKS) - 1 and abs(x - 0.5) < 0.2:
            continue
        half = painting.px(wide * float(rng.uniform(0.42, 0.58)))
        lean = painting.px(float(rng.uniform(-14, 14)))
        _pile(painting, sheet, (x * painting.width, half, lean), tones, air)


def _pile(
    painting: Painting,
    sheet: Sheet,
    at: tuple[float, float, float],
    tones: tuple[Floats, Floats, Floats],
    air: float,
) -> None:
    """A trunk from above the picture down into the ground: round, streaked, green in the light.

    `at`: where it stands, half of its width, how far it leans.
    """
    x, half, lean = at
    low = painting.px(_FOOT)
    left = int(x - half - abs(lean)) - 2
    rows, columns = grid(int(low), int(2 * (half + abs(lean))) + 4)
    down = rows / max(low, 1)
    across = (columns + left - x - lean * (1 - down)) / half
    streak = painting.noise.at((columns + left) / painting.px(7), rows / painting.px(260) + x, 4)
    knots = painting.noise.at((columns + left) / painting.px(30) + 40, rows / painting.px(60), 3)
    round_ = np.sqrt(np.clip(1 - across**2, 0, 1))
    side = np.clip(0.5 + 0.5 * across * painting.palette.side, 0, 1)
    light = (0.22 + 0.5 * round_ * side + 0.3 * round_) * (1 + 0.28 * streak + 0.12 * knots)
    surfaces = painting.palette.surfaces
    moss = smoothstep(0.15, 0.7, knots + 0.5 - down)[..., None] * np.float32(0.55)
    bark, green = (mix(surfaces[name], tones[1], 0.2) for name in ("bark", "grass"))
    rgb = (bark + (green - bark) * moss) * np.clip(light, 0.05, 1.1)[..., None]
    veil = np.clip(air + 0.5 * (1 - down) ** 2.2, 0, 0.94)[..., None]
    rgb = rgb + (tones[1] + (tones[0] - tones[1]) * (1 - down[..., None]) - rgb) * veil
    cover = np.clip((1 - np.abs(across)) * half + 0.5, 0, 1).astype(np.float32)
    sheet.over((np.clip(rgb, 0, 1) * cover[..., None]).astype(np.float32), cover, left, 0)
