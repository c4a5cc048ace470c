"""A figure matched to the light of the place it is put into."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from reelworks.media.layers import Layer, Pixels

Floats = NDArray[np.floating]

_LUMA = np.array([0.299, 0.587, 0.114], np.float32)
_DARKENS, _BRIGHTENS = 0.72, 0.35  # how far the figure's lightness goes towards the place's
_TINT = 0.32  # how much of the place's colour falls on the figure
_LEAST, _MOST = 0.3, 1.5  # gains that leave it recognisable
_RIM = 0.5
_SHADOW = 0.42
_SMALL = 128  # rows that suffice to find a halo


@dataclass(frozen=True, slots=True)
class Box:
    """Where something is, as shares of a picture's width and height."""

    left: float
    top: float
    right: float
    bottom: float


def relit(figure: Pixels, ground: Pixels, box: Box) -> Pixels:
    """The figure (RGBA) in the light of the part of the ground that it stands before."""
    around = _around(ground, box)
    paint = figure[..., :3].astype(np.float32)
    alpha = figure[..., 3].astype(np.float32) / 255
    mine = float((paint @ _LUMA * alpha).sum() / max(float(alpha.sum()), 1.0))
    place = around.reshape(-1, 3).mean(axis=0)
    bright = float(place @ _LUMA)
    match = _DARKENS if bright < mine else _BRIGHTENS
    level = (mine + (bright * 0.92 - mine) * match) / max(mine, 1.0)
    tint = (place / max(bright, 1.0)) ** _TINT
    gain = np.clip(level, _LEAST, _MOST) * tint
    shining = np.clip((paint.max(axis=2) - 215) / 35, 0, 1)
    own_light = shining * np.maximum(_lamplight(alpha), float(mine < 150))
    lit = paint * (1 + (gain - 1) * (1 - own_light)[..., None])
    lit = _rimmed(lit, alpha, around)
    return np.dstack([np.rint(np.clip(lit, 0, 255)).astype(np.uint8), figure[..., 3]])


def _lamplight(alpha: Floats) -> Floats:
    """How near every pixel is to a lamp: to the wide half-clear halo that is drawn around one."""
    height, width = alpha.shape
    size = (max(width * _SMALL // max(height, 1), 1), _SMALL)
    low = cv2.resize(alpha, size, interpolation=cv2.INTER_AREA)
    open_air = cv2.erode((low < 0.85).astype(np.float32), np.ones((3, 3), np.uint8))
    near = cv2.GaussianBlur(low * open_air, (0, 0), _SMALL * 0.03)
    shown = cv2.GaussianBlur(open_air, (0, 0), _SMALL * 0.03)
    halo = np.clip(near / np.maximum(shown, 0.05) * 4 - 0.25, 0, 1)
    return np.asarray(cv2.resize(halo, (width, height)), np.float32)


def _around(ground: Pixels, box: Box) -> Floats:
    """What lies behind and beside the figure, small: 24 by 24 samples."""
    height, width = ground.shape[:2]
    beside = (box.right - box.left) / 2
    top, bottom = int(max(box.top, 0) * height), int(min(box.bottom, 1) * height)
    left, right = int(max(box.left - beside, 0) * width), int(min(box.right + beside, 1) * width)
    top, left = min(top, height - 1), min(left, width - 1)
    part = ground[top : max(bottom, top + 1), left : max(right, left + 1)]
    return cv2.resize(part, (24, 24), interpolation=cv2.INTER_AREA).astype(np.float32)


def _rimmed(paint: Floats, alpha: Floats, around: Floats) -> Floats:
    """An edge of light from the side where the ground is brighter."""
    left, right = around[:, :8].reshape(-1, 3), around[:, 16:].reshape(-1, 3)
    side = -1 if left.mean() > right.mean() else 1
    reach = max(alpha.shape[0] * 0.005, 1.2)
    matrix = np.array([[1, 0, -side * reach], [0, 1, reach * 0.6]], np.float32)
    moved = cv2.warpAffine(alpha, matrix, alpha.shape[::-1])
    edge = cv2.GaussianBlur(np.clip(alpha - moved, 0, 1), (0, 0), reach * 0.5)
    brighter = left if side < 0 else right
    light = np.minimum(np.percentile(brighter, 92, axis=0).astype(np.float32) * 1.12 + 8, 255)
    gain = np.clip(light - paint, 0, None) * (edge * np.float32(_RIM))[..., None]
    out: Floats = (paint + gain).astype(np.float32)
    return out


def contact_shadow(layer: Layer) -> Layer:
    """The layer with a soft shadow on the ground where it stands."""
    alpha = layer.pixels[..., 3].astype(np.float32) / 255
    height, width = alpha.shape
    feet = np.flatnonzero(alpha[-max(height // 14, 1) :].max(axis=0) > 0.5)
    if not feet.size:
        return layer
    spread = float(feet[-1] - feet[0] + 1) * 0.62 + height * 0.03
    middle = float(feet[0] + feet[-1]) / 2
    flat = max(spread * 0.16, 2.0)
    edge, below = int(spread * 1.3), int(flat * 1.3)
    rows = np.arange(height + below, dtype=np.float32)[:, None] - (height - flat * 0.25)
    columns = np.arange(width + 2 * edge, dtype=np.float32)[None, :] - (middle + edge)
    away = np.sqrt((rows / flat) ** 2 + (columns / spread) ** 2)
    shade = np.clip(1 - away / 1.3, 0, 1) ** 1.5 * np.float32(_SHADOW)
    cover = np.zeros_like(shade)
    cover[:height, edge : edge + width] = alpha
    out = np.zeros((*shade.shape, 4), np.uint8)
    whole = cover + shade * (1 - cover)
    share = cover / np.maximum(whole, 1e-4)
    paint = np.zeros((*shade.shape, 3), np.float32)
    paint[:height, edge : edge + width] = layer.pixels[..., :3]
    out[..., :3] = np.rint(paint * share[..., None])
    out[..., 3] = np.rint(whole * 255)
    out[out[..., 3] == 0] = 0
    return Layer(layer.name, layer.depth, out, layer.x - edge, layer.y)
