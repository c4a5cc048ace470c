"""Mist, smoke and steam before a scene: a soft veil that drifts and changes.

It is made small and enlarged, since it has no edges.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from reelworks.media.layers import Pixels
from reelworks.providers.local.camera.flock import Room

_CELL = 8  # pixels of the picture to one of the veil
_TILE = 128  # cells after which the pattern comes again
_THICKEST = 0.30  # how much of what is behind it may hide
_TOP = 0.35  # of the height: above it the air is clear
_LIGHTER, _BRIGHTEST = 60, 200  # luma over the picture's own, at most
_DRIFTS = ((5.0, 0.4), (-2.2, 0.25))  # cells a second of the two patterns that make it

Floats = NDArray[np.float32]


class Veil:
    """Thick over the lower half of the picture, thinning out upwards."""

    def __init__(self, room: Room, rng: np.random.Generator) -> None:
        width, height = room.width, room.height
        self._width, self._fps = width, room.fps
        self._top = int(height * _TOP) // 2 * 2
        self._rows = height - self._top
        self._luma = min(room.luma + _LIGHTER, _BRIGHTEST)
        self._scale = 1080 / height  # the pattern has one size, whatever the picture's
        self._patterns = [cloud(rng, _TILE, 2.1) for _ in _DRIFTS]
        cells = self._rows // _CELL + 2
        rise = np.linspace(0, 1, cells, dtype=np.float32)[:, None]
        self._profile = np.sin(np.pi * np.clip(rise * 0.85 + 0.05, 0, 1)) ** 1.5

    def draw(self, number: int, y: Pixels, u: Pixels, v: Pixels) -> None:
        """Put the veil of this frame onto a picture's planes."""
        through = self._through(number / self._fps)
        top = self._top
        _haze(y[top:], through, self._luma)
        half = cv2.resize(
            through, (self._width // 2, self._rows // 2), interpolation=cv2.INTER_AREA
        )
        _haze(u[top // 2 :], np.asarray(half, np.uint8), 128)
        _haze(v[top // 2 :], np.asarray(half, np.uint8), 128)

    def _through(self, seconds: float) -> Pixels:
        """What shows through, 255 is all of it: one value a pixel of the rows from `top` on."""
        cells = (self._width // _CELL + 2, self._rows // _CELL + 2)
        parts = [
            drifted(pattern, cells, (x * seconds, y * seconds), self._scale)
            for pattern, (x, y) in zip(self._patterns, _DRIFTS, strict=True)
        ]
        thick = np.clip(0.5 + 0.5 * (parts[0] + parts[1]) / 1.4, 0, 1) * self._profile
        small = np.rint(255 - 255 * _THICKEST * thick).astype(np.uint8)
        full = cv2.resize(small, None, fx=_CELL, fy=_CELL, interpolation=cv2.INTER_LINEAR)
        return np.asarray(full[: self._rows, : self._width], np.uint8)


def cloud(rng: np.random.Generator, side: int, roughness: float) -> Floats:
    """Smooth chance that repeats after `side` cells: mean 0, deviation 1; rough below 2."""
    waves = np.hypot(np.fft.fftfreq(side)[:, None], np.fft.rfftfreq(side)[None, :])
    waves[0, 0] = np.inf
    pattern = np.fft.irfft2(np.fft.rfft2(rng.standard_normal((side, side))) / waves**roughness)
    return np.asarray(pattern / pattern.std(), np.float32)


def drifted(
    pattern: Floats, cells: tuple[int, int], moved: tuple[float, float], scale: float
) -> Floats:
    """A window of (columns, rows) cells on a repeating pattern, moved and scaled."""
    way = np.array([[scale, 0, moved[0]], [0, scale, moved[1]]], np.float64)
    how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(
        cv2.warpAffine(pattern, way, cells, flags=how, borderMode=cv2.BORDER_WRAP), np.float32
    )


def _haze(plane: Pixels, through: Pixels, value: int) -> None:
    """plane = plane * through + value * (1 - through), in place."""
    cv2.multiply(plane, through, dst=plane, scale=1 / 255)
    cv2.addWeighted(plane, 1, through, -value / 255, value, dst=plane)
