"""A lighthouse to look at closely: of stone or striped, with its beam when the lamp is lit."""

from __future__ import annotations

import numpy as np

from reelworks.providers.local.painter.drawing import Drawing
from reelworks.providers.local.painter.landmarks import lighthouse

Chance = np.random.Generator

_LAMP = 0.85  # how high it burns, of a unit
_REACH, _STEPS = 0.29, 14  # a longer beam would make the tower small in an upright picture
_HALO = 0.19
_PLAIN = frozenset(["stone", "granite", "white", "old", "stein", "pierre", "piedra", "pietra"])
_STRIPED = frozenset(["striped", "stripes", "banded", "red", "gestreift", "rayé"])


def beacon(rng: Chance, words: tuple[str, ...], *, lit: bool) -> Drawing:
    """A lighthouse one unit tall, as the words describe it."""
    said = frozenset(words)
    banded = True if said & _STRIPED else False if said & _PLAIN else None
    tower = lighthouse(rng, lit=lit, banded=banded)
    if not lit:
        return tower
    d = Drawing()
    for side in (-1, 1):
        _beam(d, side)
    d.put(tower, 0.0, 0.0, 1.0)
    d.halos = [(0.0, _LAMP, _HALO)]
    return d


def _beam(d: Drawing, side: int) -> None:
    """Thin wedges over one another: brightest at the lamp and in the middle."""
    for step in range(_STEPS):
        share = (step + 1) / _STEPS
        far, wide = side * _REACH * (0.35 + 0.65 * share), 0.008 + 0.05 * (1.15 - share)
        d.shape(
            [(0, _LAMP - 0.008), (far, _LAMP - wide), (far, _LAMP + wide), (0, _LAMP + 0.008)],
            "lamp",
            glow=True,
            cover=0.055,
        )
