"""A figure freed from a flat, saturated ground: keyed by colour, the ground's shine taken off."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from reelworks.media.layers import Pixels

Floats = NDArray[np.float32]

_BORDER = 0.02  # of the shorter side: where only ground is to be seen
_FLAT = 26.0  # how far the border's pixels may be from its colour
_FLAT_SHARE = 0.75  # ... and how many of them must be as near: a figure may touch an edge
_LEAST_CHROMA = 45.0  # a ground that is nearly grey cannot be told from a figure
_CLEAR, _COVERED = 0.30, 0.62  # of the ground's chroma: nearer is ground, farther is figure
_LEAST_COVER = 0.2  # fainter than that, a colour cannot be told any more
_SPILL = 0.006  # of the longer side: how far the ground shines onto the figure
_LEAST_SEEN, _MOST_SEEN = 0.004, 0.97  # shares of a picture that a figure may cover


@dataclass(frozen=True, slots=True)
class Ground:
    """A key colour: what a painter is asked for, and what it is called."""

    name: str
    hexadecimal: str


GREEN, MAGENTA = Ground("pure green", "#00FF00"), Ground("pure magenta", "#FF00FF")


def keyed(picture: Pixels) -> Pixels | None:
    """The figure of an RGB picture on a flat coloured ground, as RGBA; None when there is none.

    The ground's colour is the picture's own, whatever was asked for: painters are not exact.
    """
    tones = cv2.cvtColor(picture[..., :3], cv2.COLOR_RGB2YCrCb).astype(np.float32)
    chroma = tones[..., 1:] - 128.0
    ground = _ground(chroma)
    if ground is None:
        return None
    away = np.linalg.norm(chroma - ground, axis=2) / np.linalg.norm(ground)
    alpha = _smooth((away - _CLEAR) / (_COVERED - _CLEAR)).astype(np.float32)
    seen = float((alpha > 0.5).mean())
    if not _LEAST_SEEN <= seen <= _MOST_SEEN:
        return None
    paint = _without_spill(_unmixed(tones, alpha, away < _CLEAR), alpha, ground)
    return np.dstack([paint, np.rint(alpha * 255).astype(np.uint8)])


def _ground(chroma: Floats) -> Floats | None:
    """The chroma of the border, where it is flat and saturated enough to be a key."""
    height, width = chroma.shape[:2]
    edge = max(2, round(min(height, width) * _BORDER))
    border = np.concatenate(
        [
            chroma[:edge].reshape(-1, 2),
            chroma[:, :edge].reshape(-1, 2),
            chroma[:, -edge:].reshape(-1, 2),
        ]
    )
    middle: Floats = np.median(border, axis=0).astype(np.float32)
    near = np.linalg.norm(border - middle, axis=1) < _FLAT
    if near.mean() < _FLAT_SHARE or np.linalg.norm(middle) < _LEAST_CHROMA:
        return None
    return middle


def _unmixed(tones: Floats, alpha: Floats, clear: NDArray[np.bool_]) -> Floats:
    """What shines through where the figure is half there taken out of its colour."""
    ground = np.median(tones[clear], axis=0)
    cover = np.maximum(alpha, _LEAST_COVER)[..., None]
    partly = ((alpha > 0) & (alpha < 1))[..., None]
    mixed: Floats = np.where(partly, ground + (tones - ground) / cover, tones).astype(np.float32)
    return np.clip(mixed, 0.0, 255.0)


def _without_spill(tones: Floats, alpha: Floats, ground: Floats) -> Pixels:
    """The picture as RGB, with no shine of the ground near the figure's outline."""
    height, width = alpha.shape
    reach = max(3, 2 * round(max(height, width) * _SPILL) + 1)
    outside = (alpha < 0.98).astype(np.uint8)
    outline = cv2.dilate(outside, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach)))
    towards = ground / np.linalg.norm(ground)
    chroma = tones[..., 1:] - 128.0
    shine = np.maximum(chroma @ towards, 0.0) * outline
    cleaned = np.dstack([tones[..., :1], chroma - shine[..., None] * towards + 128.0])
    whole = np.clip(np.rint(cleaned), 0, 255).astype(np.uint8)
    paint: Pixels = cv2.cvtColor(whole, cv2.COLOR_YCrCb2RGB).astype(np.uint8, copy=False)
    return paint


def _smooth(share: Floats) -> Floats:
    held = np.clip(share, 0.0, 1.0)
    smooth: Floats = held * held * (3 - 2 * held)
    return smooth
