"""Colours as sRGB numbers from 0 to 1, mixed in OKLab so that no mixture turns to mud."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from reelworks.providers.local.painter.arrays import Floats, vec

_SHOULDER = np.float32(0.74)
_TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    np.float32,
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ],
    np.float32,
)
_FROM_LMS = np.linalg.inv(_TO_LMS).astype(np.float32)
_FROM_LAB = np.linalg.inv(_TO_LAB).astype(np.float32)


def lch(lightness: float, chroma: float, hue: float) -> Floats:
    """The colour of this OKLCH triple (hue in degrees), its chroma lowered until it is in sRGB."""
    angle = np.deg2rad(hue)
    for step in range(12):
        reach = max(chroma, 0.0) * (1 - step / 12)
        lab = np.array([lightness, reach * np.cos(angle), reach * np.sin(angle)], np.float32)
        linear = _linear(lab)
        if linear.min() > -0.002 and linear.max() < 1.002:
            break
    out: Floats = np.clip(_rgb(lab), 0, 1)
    return out


def mix(first: Floats, second: Floats, share: float) -> Floats:
    """`share` of the second colour in the first, as the eye would mix them."""
    out: Floats = ramp(((0.0, first), (1.0, second)), vec(share))[0]
    return out


def ramp(stops: Sequence[tuple[float, Floats]], where: Floats) -> Floats:
    """The colours at `where` (any shape) along a line of (position, colour) stops."""
    places = np.array([stop for stop, _ in stops], np.float32)
    labs = np.stack([oklab(colour) for _, colour in stops])
    parts = [np.interp(where, places, labs[:, i]).astype(np.float32) for i in range(3)]
    out: Floats = np.clip(_rgb(np.stack(parts, axis=-1)), 0, 1)
    return out


def oklab(rgb: Floats) -> Floats:
    """OKLab coordinates of sRGB colours, last axis first to last."""
    linear = np.where(rgb > 0.04045, ((rgb + 0.055) / 1.055) ** 2.4, rgb / 12.92)
    lms = np.cbrt(linear.astype(np.float32) @ _TO_LMS.T)
    lab: Floats = (lms @ _TO_LAB.T).astype(np.float32)
    return lab


def _linear(lab: Floats) -> Floats:
    """Linear light; below 0 or above 1 for colours that sRGB has not."""
    out: Floats = ((lab @ _FROM_LAB.T) ** 3) @ _FROM_LMS.T
    return out


def _rgb(lab: Floats) -> Floats:
    linear = np.maximum(_linear(lab), 0)
    rgb = np.where(linear > 0.0031308, 1.055 * linear ** (1 / 2.4) - 0.055, linear * 12.92)
    out: Floats = rgb.astype(np.float32)
    return out


def lightness(colour: Floats) -> float:
    """How light a colour looks, 0 to 1."""
    return float(oklab(colour)[..., 0])


def toned(colour: Floats, *, light: float = 1.0, chroma: float = 1.0, turn: float = 0.0) -> Floats:
    """The colour with its lightness and chroma scaled and its hue turned by degrees."""
    one, a, b = (float(v) for v in oklab(colour))
    hue = np.degrees(np.arctan2(b, a)) + turn
    return lch(min(one * light, 1.0), float(np.hypot(a, b)) * chroma, float(hue))


def shouldered(light: Floats) -> Floats:
    """Light of any strength as a colour: bright parts are drawn together, not cut off."""
    over = np.maximum(light - _SHOULDER, 0)
    top = np.float32(1 - _SHOULDER)
    out: Floats = np.minimum(light, _SHOULDER) + top * (1 - np.exp(-over / top))
    return out
