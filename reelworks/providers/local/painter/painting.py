"""A picture in the making: sheets of paint from the back to the front on one canvas."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from reelworks.media.layers import Layer, Pixels, Stack, canvas_size
from reelworks.providers.local.painter.arrays import Floats, resized, single, spread
from reelworks.providers.local.painter.noise import Noise, generator
from reelworks.providers.local.painter.palette import Palette
from reelworks.providers.local.painter.wishes import Wishes

_GRAIN = 0.8  # levels of 255: enough against banding, too little to cost the encoder much
_TILE = 256


@dataclass(slots=True)
class Sheet:
    """Premultiplied paint: `rgb` (height, width, 3) and its cover `alpha` (height, width)."""

    rgb: Floats
    alpha: Floats

    @classmethod
    def clear(cls, height: int, width: int) -> Sheet:
        return cls(np.zeros((height, width, 3), np.float32), np.zeros((height, width), np.float32))

    def over(self, rgb: Floats, alpha: Floats, x: int = 0, y: int = 0) -> None:
        """Put premultiplied paint on top with its corner at (x, y), cut off at the borders."""
        height, width = self.alpha.shape
        top, left = max(y, 0), max(x, 0)
        bottom, right = min(y + alpha.shape[0], height), min(x + alpha.shape[1], width)
        if top >= bottom or left >= right:
            return
        part = np.s_[top - y : bottom - y, left - x : right - x]
        here = np.s_[top:bottom, left:right]
        keep = 1 - alpha[part]
        self.rgb[here] *= spread(keep)
        self.rgb[here] += rgb[part]
        self.alpha[here] *= keep
        self.alpha[here] += alpha[part]

    def wash(self, colour: Floats, alpha: Floats, x: int = 0, y: int = 0) -> None:
        """Put one colour on top wherever `alpha` covers."""
        first, last = _rows(alpha)
        if last > first:
            self.over(_tinted(colour, alpha[first:last]), alpha[first:last], x, y + first)

    def tint(self, colour: Floats, alpha: Floats) -> None:
        """Blend a colour into what is painted already; the cover does not change."""
        first, last = _rows(alpha)
        rgb = self.rgb[first:last]
        wanted = _tinted(colour, self.alpha[first:last]) - rgb
        rgb += wanted * spread(alpha[first:last])

    def glow(self, colour: Floats, light: Floats, x: int = 0, y: int = 0) -> None:
        """Add light on top: it covers as much as it shines."""
        shine = np.clip(light, 0, 1)
        self.over(_tinted(colour, shine), shine * np.float32(0.6), x, y)


def _rows(alpha: Floats) -> tuple[int, int]:
    """The rows that are covered at all: the first, and the one after the last."""
    rows = np.flatnonzero(alpha.max(axis=1) > 1e-4)
    return (int(rows[0]), int(rows[-1]) + 1) if rows.size else (0, 0)


def _tinted(colour: Floats, cover: Floats) -> Floats:
    """One colour premultiplied with a cover."""
    one = single(cover)
    parts = [one * np.float32(part) for part in colour]
    return np.asarray(cv2.merge(parts), np.float32)


class Painting:
    """The canvas of one picture, `OVERSCAN` times as large, and what is on it."""

    def __init__(
        self, wishes: Wishes, palette: Palette, seed: int, width: int, height: int
    ) -> None:
        self.size = (width, height)
        self.width, self.height = canvas_size(width, height)
        self.unit = self.height / 1000.0  # lengths are given in thousandths of the height
        self.wishes, self.palette, self._seed = wishes, palette, seed
        self.noise = Noise(self.rng("noise"))
        self.flat: Floats = np.zeros((self.height, self.width, 3), np.float32)
        self._layers: list[Layer] = []
        self._grain: Floats = _grain(self.rng("grain"))

    def rng(self, *words: object) -> np.random.Generator:
        """Chance for one part of this picture."""
        return generator("painting", self._seed, *words)

    def sheet(self) -> Sheet:
        return Sheet.clear(self.height, self.width)

    def px(self, thousandths: float) -> float:
        """Thousandths of the canvas's height in pixels."""
        return thousandths * self.unit

    def add(self, name: str, depth: float, sheet: Sheet) -> None:
        """Finish a sheet: it becomes a layer and part of the flat picture.

        A sheet is never deeper than one it covers: the camera would move it the wrong way.
        """
        rows = np.flatnonzero(sheet.alpha.max(axis=1) > 1 / 510)
        if not rows.size:
            return
        columns = np.flatnonzero(sheet.alpha.max(axis=0) > 1 / 510)
        top, bottom, left, right = rows[0], rows[-1] + 1, columns[0], columns[-1] + 1
        here = np.s_[top:bottom, left:right]
        rgb, alpha = sheet.rgb[here], sheet.alpha[here]
        self.flat[here] *= spread(1 - alpha)
        self.flat[here] += rgb
        pixels = self._pixels(rgb, alpha)
        depth = max(depth, self._layers[-1].depth if self._layers else 0.0)
        self._layers.append(Layer(name, depth, pixels, int(left), int(top)))

    def stack(self) -> Stack:
        """Everything painted so far."""
        return Stack(self.width, self.height, tuple(self._layers))

    def picture(self) -> Pixels:
        """What a camera at rest sees: the whole canvas scaled down to the requested size."""
        small = resized(self.flat, self.size[1], self.size[0], how=cv2.INTER_AREA)
        return _eight_bit(small * np.float32(255) + spread(self._dither(*small.shape[:2])))

    def _pixels(self, rgb: Floats, alpha: Floats) -> Pixels:
        """Straight RGBA; nothing but zeros where nothing covers, so that it packs well."""
        cover = np.asarray(cv2.convertScaleAbs(single(alpha), alpha=255))
        seen = cover > 0
        opaque = bool(cover.min() == 255)
        share = np.float32(255) / np.maximum(alpha, np.float32(1e-3))
        levels = rgb * (np.float32(255) if opaque else spread(share * seen))
        levels += spread(self._dither(*alpha.shape) * seen)
        pixels = np.asarray(cv2.cvtColor(_eight_bit(levels), cv2.COLOR_RGB2RGBA), np.uint8)
        pixels[..., 3] = cover
        return pixels

    def _dither(self, height: int, width: int) -> Floats:
        rows, columns = -(-height // _TILE), -(-width // _TILE)
        out: Floats = np.tile(self._grain, (rows, columns))[:height, :width]
        return out


def _eight_bit(levels: Floats) -> Pixels:
    """Levels of 0 to 255 rounded; what lies a little outside is drawn in."""
    np.maximum(levels, 0, out=levels)
    return np.asarray(cv2.convertScaleAbs(single(levels)), np.uint8)


def _grain(rng: np.random.Generator) -> Floats:
    """A tile of triangular noise: what dithering wants."""
    noise = rng.random((2, _TILE, _TILE), dtype=np.float32)
    tile: Floats = (noise[0] - noise[1]) * np.float32(_GRAIN)
    return tile
