"""Houses, churches and towers of blocks, with their windows and roofs."""

from __future__ import annotations

import numpy as np

from reelworks.providers.local.painter.arrays import Floats
from reelworks.providers.local.painter.blocks import Box, Plan, block, gable, round_tower
from reelworks.providers.local.painter.masonry import Windows, blocks, courses, plaster
from reelworks.providers.local.painter.outdoors import dark
from reelworks.providers.local.painter.painting import Painting, Sheet
from reelworks.providers.local.painter.solids import Material, Patch, Pattern, Studio

_WALLS = ("plaster", "plaster", "stone", "brick", "sand", "cliff")


def facade(painting: Painting, rng: np.random.Generator, *, surface: str = "") -> Material:
    """The wall of a house with rows of windows, some lit when it is dark."""
    lit = 0.55 if dark(painting) else 0.0
    rows = Windows(float(rng.uniform(1.7, 2.3)), float(rng.uniform(2.5, 2.9)), 0.85, 1.25, lit)
    own = surface or str(rng.choice(_WALLS))
    skin = blocks(0.16, 0.42, 0.015) if own in ("brick", "stone") else plaster(0.12)
    return Material(
        own, _both(skin, rows.glass), rows.lit if lit else None, float(rng.uniform(0, 9))
    )


def _both(skin: Pattern, glass: Pattern) -> Pattern:
    def pattern(patch: Patch) -> Floats:
        out: Floats = skin(patch) * glass(patch)
        return out

    return pattern


def roofing(rng: np.random.Generator) -> Material:
    surface = str(rng.choice(("roof", "roof", "brick", "darkwood")))
    return Material(surface, courses(0.3), None, float(rng.uniform(0, 9)))


def house(
    place: Studio, sheet: Sheet, plan: Plan, rng: np.random.Generator, *, floors: int = 2
) -> None:
    """A house with a saddle roof and a chimney."""
    wide, deep = float(rng.uniform(6, 9.5)), float(rng.uniform(5.5, 7.5))
    high = 2.7 * floors
    box: Box = (-wide / 2, -1.5, -deep / 2, wide / 2, high, deep / 2)
    walls, roof = facade(place.painting, rng), roofing(rng)
    rise = deep * float(rng.uniform(0.42, 0.62))
    a = float(rng.choice((-0.3, 0.28))) * wide
    stack: Box = (a - 0.4, high, -0.2, a + 0.4, high + rise + 0.9, 0.6)
    block(place, sheet, plan, stack, Material("brick"))
    gable(place, sheet, plan, box, rise=rise, materials=(walls, roof))
    if rng.random() < 0.5:
        block(
            place,
            sheet,
            plan,
            (a + 1.2, high + rise * 0.3, -1.2, a + 1.9, high + rise + 0.6, -0.5),
            Material("brick"),
        )


def church(place: Studio, sheet: Sheet, plan: Plan, rng: np.random.Generator) -> None:
    """A nave with a tower and a pointed spire."""
    stone = facade(place.painting, rng, surface="stone")
    roof = Material("roof", courses(0.35), None, 2.0)
    gable(place, sheet, plan, (0, -2, -4, 17, 7, 4), rise=5.0, materials=(stone, roof))
    high = float(rng.uniform(15, 19))
    tower: Box = (-5, -2, -2.6, 0.2, high, 2.6)
    block(place, sheet, plan, tower, stone)
    x, _, z = plan.at(-2.4, 0, 0)
    top = (plan.y + high, plan.y + high + float(rng.uniform(10, 14)))
    round_tower(place, sheet, (x, z), roof, radius=3.8, span=top, facets=8, taper=0.02)


def slab(
    place: Studio, sheet: Sheet, plan: Plan, rng: np.random.Generator, *, high: float, wide: float
) -> None:
    """A tall building of glass and stone, with a set-back top."""
    deep, lit = wide * float(rng.uniform(0.7, 1.1)), 0.45 if dark(place.painting) else 0.0
    rows = Windows(float(rng.uniform(2.6, 4.2)), float(rng.uniform(3.4, 4.2)), 1.7, 2.2, lit)
    surface = str(rng.choice(("metal", "stone", "glass", "cliff", "plaster", "rock")))
    salt = float(rng.uniform(0, 9))
    own = Material(surface, rows.glass, rows.lit if lit else None, salt)
    plain = Material(surface)
    half = wide / 2
    block(place, sheet, plan, (-half, -30, -deep / 2, half, high, deep / 2), own, top=plain)
    if rng.random() < 0.6:
        inset, rise = half * float(rng.uniform(0.5, 0.75)), high * float(rng.uniform(0.08, 0.22))
        box: Box = (-inset, high, -inset * 0.7, inset, high + rise, inset * 0.7)
        block(place, sheet, plan, box, own, top=plain)
        high += rise
    if rng.random() < 0.3:
        block(place, sheet, plan, (-0.6, high, -0.6, 0.6, high * 1.16, 0.6), Material("iron"))
