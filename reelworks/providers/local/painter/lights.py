"""Lines of light, and the colours that they have."""

from __future__ import annotations

import numpy as np

from reelworks.providers.local.painter.arrays import Floats, blurred, strokes
from reelworks.providers.local.painter.colour import mix
from reelworks.providers.local.painter.painting import Painting, Sheet

Spot = tuple[float, float]


def tones_of(painting: Painting) -> tuple[Floats, Floats, Floats]:
    """Three colours of a film's light: a warm one, a cool one, the brightest."""
    p = painting.palette
    return mix(p.accent, p.sun, 0.25), mix(p.tint, p.lower, 0.5), mix(p.glow, p.sun, 0.5)


def lit(
    painting: Painting,
    sheet: Sheet,
    lines: list[Floats],
    colour: Floats,
    thick: float,
    light: float,
) -> None:
    """Lines with their glow; `thick` in thousandths of the picture's height."""
    width = max(round(painting.px(thick)), 1)
    cover = strokes(painting.height, painting.width, lines, width)
    sheet.glow(colour, blurred(cover, painting.px(5)) * np.float32(light * 0.8))
    sheet.glow(colour, cover * np.float32(light))
