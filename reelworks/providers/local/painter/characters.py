"""A figure on clear ground, its feet at the bottom middle of the picture."""

from __future__ import annotations

import numpy as np

from reelworks.media.layers import Pixels
from reelworks.providers.local.painter.drawing import Drawing
from reelworks.providers.local.painter.noise import generator
from reelworks.providers.local.painter.palette import palette
from reelworks.providers.local.painter.people import Person, person
from reelworks.providers.local.painter.stamp import Stamp, stamped
from reelworks.providers.local.painter.wishes import Wishes

_TALL = 0.86  # of the picture: a person; hats and tools go above


def character(wishes: Wishes, seed: int, width: int, height: int) -> Pixels:
    """RGBA pixels, straight alpha."""
    rng = generator("character", seed)
    drawing = person(Person(stride=float(rng.choice((0.0, 0.7)))))
    stamp = stamped(
        drawing, palette(wishes), _size(drawing, width, height), mirrored=bool(rng.random() < 0.5)
    )
    return _on_clear_ground(stamp, width, height)


def _size(drawing: Drawing, width: int, height: int) -> float:
    left, bottom, right, top = drawing.bounds()
    return min(
        _TALL * height,
        0.98 * height / max(top - min(bottom, 0), 1e-3),
        0.96 * width / max(right - left, 1e-3),
    )


def _on_clear_ground(stamp: Stamp, width: int, height: int) -> Pixels:
    rgb, alpha = np.zeros((height, width, 3), np.float32), np.zeros((height, width), np.float32)
    rows = np.flatnonzero(stamp.alpha.max(axis=1) > 0.02)
    columns = np.flatnonzero(stamp.alpha.max(axis=0) > 0.02)
    middle = (columns[0] + columns[-1] + 1) // 2
    x, y = width // 2 - int(middle), height - 1 - stamp.foot_y
    y = min(y, height - int(rows[-1]) - 1)
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
