"""The open sea and its shores."""

from __future__ import annotations

from reelworks.providers.local.painter import terrain
from reelworks.providers.local.painter.painting import Painting
from reelworks.providers.local.painter.sky import place, sky
from reelworks.providers.local.painter.water import Waves, water


def sea(painting: Painting) -> None:
    """Nothing but water and sky."""
    rng = painting.rng("sea")
    horizon = float(rng.uniform(480, 620))
    painting.add("sky", 0.0, sky(painting, horizon))
    view = terrain.lens(painting, horizon, float(rng.uniform(3, 9)))
    waves = Waves(float(rng.uniform(0.2, 0.6)), float(rng.uniform(4, 9)))
    painting.add("sea", 0.3, water(painting, view, waves, place(painting, horizon)))
