"""A character freed from its picture: cropped to what shows, its size and lift remembered."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from reelworks.media.layers import Pixels

_PLAIN = 14.0  # how far a plain ground's pixels may be from its colour, on the border
_KEY = 26.0  # how far a pixel may be from it to be cleared
_SEEN = 8  # alpha below which a pixel counts as clear


@dataclass(frozen=True, slots=True)
class Cutout:
    """`pixels` RGBA; the others are shares of the picture it came from.

    `lift` is how far its lowest point was above the bottom: a bird flies, a person stands.
    """

    pixels: Pixels
    height: float
    lift: float


def cutout(picture: Pixels) -> Cutout | None:
    """The character of an RGBA picture, or of one on plain ground; None when nothing shows."""
    pixels = picture if picture.shape[2] == 4 else np.dstack([picture, _keyed(picture)])
    alpha = pixels[..., 3] > _SEEN
    rows, columns = np.flatnonzero(alpha.any(axis=1)), np.flatnonzero(alpha.any(axis=0))
    if not rows.size:
        return None
    top, bottom, left, right = rows[0], rows[-1] + 1, columns[0], columns[-1] + 1
    high = picture.shape[0]
    part = np.ascontiguousarray(pixels[top:bottom, left:right])
    return Cutout(part, float(bottom - top) / high, float(high - bottom) / high)


def _keyed(picture: Pixels) -> Pixels:
    """Alpha that clears a plain ground; all covered, with soft borders, when there is none."""
    border = np.concatenate([picture[0], picture[-1], picture[:, 0], picture[:, -1]]).astype(
        np.float32
    )
    ground = np.median(border, axis=0)
    off = np.linalg.norm(border - ground, axis=1)
    if np.percentile(off, 80) > _PLAIN:
        return _vignette(*picture.shape[:2])
    distance = np.linalg.norm(picture.astype(np.float32) - ground, axis=2)
    near = (distance < _KEY).astype(np.uint8)
    _, labels = cv2.connectedComponents(near, connectivity=4)
    edges = np.unique(np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]]))
    outside: NDArray[np.bool_] = np.isin(labels, edges[edges > 0])
    soft = cv2.GaussianBlur((~outside).astype(np.float32), (0, 0), 1.0)
    alpha: Pixels = np.rint(np.clip(soft * 2 - 1, 0, 1) * 255).astype(np.uint8)
    return alpha


def _vignette(height: int, width: int) -> Pixels:
    edge = max(min(height, width) // 12, 1)
    rows = np.minimum(np.arange(height), np.arange(height)[::-1])[:, None] / edge
    columns = np.minimum(np.arange(width), np.arange(width)[::-1])[None, :] / edge
    inside = np.clip(np.minimum(rows, columns), 0, 1)
    alpha: Pixels = np.rint(inside * inside * (3 - 2 * inside) * 255).astype(np.uint8)
    return alpha
