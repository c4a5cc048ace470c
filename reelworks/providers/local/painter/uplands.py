"""Mountains and hills."""

from __future__ import annotations

import numpy as np

from reelworks.providers.local.painter import terrain
from reelworks.providers.local.painter.arrays import Floats
from reelworks.providers.local.painter.noise import smoothstep
from reelworks.providers.local.painter.painting import Painting
from reelworks.providers.local.painter.scenery import covered, cut, reach
from reelworks.providers.local.painter.sky import sky


def mountains(painting: Painting) -> None:
    """Ranges behind one another above a rolling foreland."""
    rng, noise = painting.rng("mountains"), painting.noise
    horizon = float(rng.uniform(540, 640))
    painting.add("sky", 0.0, sky(painting, horizon))
    view = terrain.lens(painting, horizon, float(rng.uniform(160, 420)))
    tall = float(rng.uniform(2200, 3800))

    def heights(x: Floats, z: Floats) -> Floats:
        crest = noise.ridged(x / 5200 + 3, z / 5200, 6)
        mass = noise.at(x / 9000, z / 9000 + 0.5, 2)
        far = smoothstep(2200, 13000, z)
        rolling = noise.at(x / 1100, z / 1100, 5) * (40 + 160 * far)
        out: Floats = crest * tall * (0.6 + 0.6 * mass) * far + rolling - 30 * (1 - far)
        return out

    land = terrain.survey(painting, view, heights, near=180, far=24000, slices=260)
    steep = np.hypot(land.slope_x, land.slope_z)
    patch = noise.at(land.x / 400, land.depth / 400 + 0 * land.x, 3)
    green = smoothstep(0.9, 0.4, steep + 0.25 * patch) * smoothstep(1100, 500, land.heights)
    snow = smoothstep(0.42 * tall, 0.6 * tall, land.heights + 250 * patch - 320 * steep)
    rgb = covered(painting, land, ("rock", None), ("grass", green), ("snow", snow))
    rgb = terrain.hazed(painting, land, rgb, reach(painting, 9000), low=0.6)
    names, depths = ("far", "middle", "near"), (0.15, 0.35, 0.6)
    for name, depth, sheet in zip(
        names, depths, cut(painting, land, rgb, (1500, 6000)), strict=True
    ):
        painting.add(name, depth, sheet)
