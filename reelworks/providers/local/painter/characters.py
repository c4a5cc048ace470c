"""A figure on clear ground, its feet at the bottom middle of the picture."""

from __future__ import annotations

import numpy as np

from reelworks.media.layers import Pixels
from reelworks.providers.local.painter.beacon import beacon
from reelworks.providers.local.painter.cast import CAST, crowd, on_table, someone
from reelworks.providers.local.painter.drawing import Drawing
from reelworks.providers.local.painter.flora import grown
from reelworks.providers.local.painter.lexicon import Hour
from reelworks.providers.local.painter.noise import generator
from reelworks.providers.local.painter.palette import palette
from reelworks.providers.local.painter.people import person
from reelworks.providers.local.painter.stamp import Stamp, stamped
from reelworks.providers.local.painter.wishes import Wishes

_PERSON = 0.84  # of the picture; hats and tools go above
_SEEN = 0.8  # of a halo; farther out it is too faint
_BODY = 0.4  # cover that belongs to the figure and not to the light around it
_LIT = (Hour.DUSK, Hour.NIGHT)


def character(wishes: Wishes, seed: int, width: int, height: int) -> Pixels:
    """RGBA pixels, straight alpha."""
    rng = generator("character", seed)
    colours = palette(wishes)
    drawing, tall, lift = _subject(wishes, rng, lit=wishes.lit or colours.hour in _LIT)
    wide, high = _reach(drawing)
    size = min(tall, 0.985 - lift) * height
    size = min(size, 0.975 * height * (1 - lift) / high, 0.96 * width / wide)
    # people are drawn with the light on their right; a beast or a ship looks to the right
    mirrored = wishes.subject not in CAST and colours.side < 0
    stamp = stamped(drawing, colours, size, mirrored=mirrored)
    return _on_clear_ground(stamp, width, height, round(lift * height))


def _reach(drawing: Drawing) -> tuple[float, float]:
    """How wide (around its middle) and high it is, with what can be seen of its lamps' light."""
    left, bottom, right, top = drawing.bounds()
    middle = (left + right) / 2
    half = (right - left) / 2
    for x, y, radius in drawing.halos:
        half = max(half, abs(x - middle) + _SEEN * radius)
        top = max(top, y + _SEEN * radius)
    return 2 * half, top - bottom


def _subject(
    wishes: Wishes, rng: np.random.Generator, *, lit: bool
) -> tuple[Drawing, float, float]:
    """The drawing, how tall one unit of it is in the picture, and how far off the ground."""
    name = wishes.subject
    if name == "tree":
        return grown(rng), 0.95, 0.0
    if name == "crowd":
        return crowd(rng, wishes.words, wishes.role), 0.82, 0.0
    if name in CAST:
        part = CAST[name]
        drawing = (
            beacon(rng, wishes.words, lit=lit) if name == "lighthouse" else part.maker(rng, lit=lit)
        )
        drawing = on_table(drawing, part.tall) if part.table else drawing
        return drawing, part.tall * min(wishes.zoom, 1.25), part.lift
    who = someone(wishes.role, wishes.words, rng)
    return person(who), _PERSON * min(wishes.zoom, 1.12), 0.0


def _on_clear_ground(stamp: Stamp, width: int, height: int, lift: int) -> Pixels:
    rgb, alpha = np.zeros((height, width, 3), np.float32), np.zeros((height, width), np.float32)
    rows = np.flatnonzero(stamp.alpha.max(axis=1) > _BODY)
    columns = np.flatnonzero(stamp.alpha.max(axis=0) > _BODY)
    middle = (columns[0] + columns[-1] + 1) // 2
    x, y = width // 2 - int(middle), height - 1 - lift - int(rows[-1])
    y = max(y, min(1 - int(rows[0]), height - 1 - int(rows[-1])))
    top, left = max(y, 0), max(x, 0)
    bottom, right = min(y + stamp.alpha.shape[0], height), min(x + stamp.alpha.shape[1], width)
    part = np.s_[top - y : bottom - y, left - x : right - x]
    rgb[top:bottom, left:right], alpha[top:bottom, left:right] = stamp.rgb[part], stamp.alpha[part]
    pixels = np.empty((height, width, 4), np.uint8)
    straight = rgb / np.maximum(alpha, 1e-3)[..., None]
    pixels[..., :3] = np.rint(np.clip(straight, 0, 1) * 255)
    pixels[..., 3] = np.rint(np.clip(alpha, 0, 1) * 255)
    pixels[pixels[..., 3] == 0] = 0
    return pixels
