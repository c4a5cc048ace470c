"""Water that moves: swell rolls toward the camera over a ground's layer of water.

The painted water is lifted and lowered by a pattern in perspective, and brightens on its crests.
It is done on the canvas, before the camera looks, and only where a wave is large enough to see.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from reelworks.media.layers import Pixels
from reelworks.providers.local.camera.planes import PAD, WATER_CELL, Ground
from reelworks.providers.local.camera.veil import cloud

_TILE = 128  # cells after which the pattern comes again
_WAVE = 16.0  # cells of it to a wave
_NEAR, _FAR = 0.4, 0.02  # canvas heights below the horizon: where a wave is full size; the bend
_LENGTH, _WIDTH = 0.10, 0.40  # of a wave there, in canvas heights
_LIFT = 0.007  # of a wave there, in canvas heights
_SHINE = 0.14  # how much brighter a crest is than the mean
_PACES = ((0.5, 0.0), (0.34, 0.06))  # waves a second towards us and sideways, of two patterns
_SPARE = 32  # rows of paint kept beyond the water's own: more than it is ever lifted
_SMALLEST = (2.0, 5.0)  # cells to a wave: shorter ones lie still, longer ones move in full

Floats = NDArray[np.float32]


class Swell:
    """Moves the water of one ground; its planes are rewritten in place, frame by frame."""

    def __init__(self, ground: Ground, mask: Pixels, fps: int, rng: np.random.Generator) -> None:
        self._ground, self._fps = ground, fps
        self._patterns = [cloud(rng, _TILE, 1.7) for _ in _PACES]
        size = _Lie(ground.alpha.shape[0], mask)
        self._rows = size.rows
        self._across, self._away, self._height = size.across, size.away, size.height
        self._lift = size.amount * np.float32(_LIFT * ground.alpha.shape[0]) * size.near
        self._shine = size.amount * np.float32(_SHINE * 128)
        width = ground.alpha.shape[1]
        self._luma = _Rows([ground.y], self._rows, width, WATER_CELL)
        self._chroma = _Rows([ground.u, ground.v], self._rows, width, WATER_CELL // 2)

    def move(self, number: int) -> None:
        """Bring the water to where it is at this frame."""
        if not self._height:
            return
        wave = self._wave(number / self._fps)
        self._luma.lift(self._lift * wave)
        self._chroma.lift(self._lift * wave)
        self._luma.shine(np.rint(128 + self._shine * np.clip(wave, -2, 2)).astype(np.uint8))

    def _wave(self, seconds: float) -> Floats:
        parts = [
            cv2.remap(
                pattern,
                self._across + np.float32(side * _WAVE * seconds),
                self._away + np.float32(pace * _WAVE * seconds),
                cv2.INTER_LINEAR,
                borderMode=cv2.BORDER_WRAP,
            )
            for pattern, (pace, side) in zip(self._patterns, _PACES, strict=True)
        ]
        return np.asarray((parts[0] + parts[1]) / np.float32(np.sqrt(2)), np.float32)


class _Lie:
    """How water lies in perspective below its horizon, one value a cell."""

    def __init__(self, height: int, mask: Pixels) -> None:
        share = cv2.blur(mask, (3, 3), borderType=cv2.BORDER_REPLICATE).astype(np.float32) / 255
        share = np.clip(2 * share - 1, 0, 1)  # shores and what stands in the water keep still
        wet = np.flatnonzero(share.max(axis=1) > 0)
        top = int(wet[0]) if wet.size else len(mask)
        down = (np.arange(len(mask), dtype=np.float32) - top + 0.5) * WATER_CELL / height
        bend = np.maximum(down, 0) + _FAR
        full = (_NEAR + _FAR) ** 2
        cells = _LENGTH * height / WATER_CELL * bend**2 / full  # to a wave, row by row
        moving = np.clip((cells - _SMALLEST[0]) / (_SMALLEST[1] - _SMALLEST[0]), 0, 1)
        first = int(np.argmax(moving > 0)) if (moving > 0).any() else len(mask)
        first += first % 2
        self.rows = slice(first * WATER_CELL, height // 2 * 2)
        inside = slice(first, None)
        self.height = len(mask) - first
        away = full / _LENGTH / bend * _WAVE
        middle = mask.shape[1] / 2
        columns = (np.arange(mask.shape[1], dtype=np.float32) - middle) * WATER_CELL / height
        across = columns[None, :] * ((_NEAR + _FAR) / bend * _WAVE / _WIDTH)[:, None]
        self.across = np.asarray(across[inside] + 1000 * _TILE, np.float32)
        self.away = np.asarray(np.repeat(away[inside, None], mask.shape[1], 1), np.float32)
        self.amount = np.asarray(share[inside] * moving[inside, None], np.float32)
        self.near = np.asarray((bend[inside] / (_NEAR + _FAR))[:, None], np.float32)


class _Rows:
    """Planes' rows of water: as painted, and as shown."""

    def __init__(self, planes: Sequence[Pixels], rows: slice, width: int, cell: int) -> None:
        part = WATER_CELL // cell
        top, bottom, right = PAD + rows.start // part, PAD + rows.stop // part, PAD + width // part
        self._cell = cell
        self._shown = [plane[top:bottom, PAD:right] for plane in planes]
        self._painted = [
            plane[top - _SPARE : bottom + _SPARE, PAD:right].copy() for plane in planes
        ]
        height, length = self._shown[0].shape
        down = np.arange(_SPARE, _SPARE + height, dtype=np.float32)
        self._x, self._y = np.meshgrid(np.arange(length, dtype=np.float32), down)

    def lift(self, cells: Floats) -> None:
        """Show the paint lifted by so many canvas pixels."""
        y = cv2.add(self._y, self._grown(cells * np.float32(self._cell / WATER_CELL)))
        for painted, shown in zip(self._painted, self._shown, strict=True):
            cv2.remap(painted, self._x, y, cv2.INTER_LINEAR, shown, cv2.BORDER_REPLICATE)

    def shine(self, cells: Pixels) -> None:
        """Brighten what is shown; 128 leaves it as it is."""
        light = self._grown(cells)
        for shown in self._shown:
            cv2.multiply(shown, light, dst=shown, scale=1 / 128)

    def _grown(self, cells: Floats | Pixels) -> cv2.typing.MatLike:
        height, length = self._shown[0].shape
        full = cv2.resize(cells, None, fx=self._cell, fy=self._cell, interpolation=cv2.INTER_LINEAR)
        return full[:height, :length]
