"""A picture in the making: sheets of paint from the back to the front on one canvas."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from reelworks.media.layers import Layer, Pixels, Stack, canvas_size
from reelworks.providers.local.painter.arrays import Floats, resized, single
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
        self.rgb[here] *= keep[..., None]
        self.rgb[here] += rgb[part]
        self.alpha[here] *= keep
        self.alpha[here] += alpha[part]

    def wash(self, colour: Floats, alpha: Floats, x: int = 0, y: int = 0) -> None:
        """Put one colour on top wherever `alpha` covers."""
        self.over(alpha[..., None] * colour, alpha, x, y)

    def tint(self, colour: Floats, alpha: Floats) -> None:
        """Blend a colour into what is painted already; the cover does not change."""
        self.rgb += (colour * self.alpha[..., None] - self.rgb) * alpha[..., None]

    def glow(self, colour: Floats, light: Floats, x: int = 0, y: int = 0) -> None:
        """Add light on top: it covers as much as it shines."""
        shine = np.clip(light, 0, 1)
        self.over(shine[..., None] * colour, shine * np.float32(0.6), x, y)


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
        """Finish a sheet: it becomes a layer and part of the flat picture."""
        rows = np.flatnonzero(sheet.alpha.max(axis=1) > 1 / 510)
        if not rows.size:
            return
        columns = np.flatnonzero(sheet.alpha.max(axis=0) > 1 / 510)
        top, bottom, left, right = rows[0], rows[-1] + 1, columns[0], columns[-1] + 1
        here = np.s_[top:bottom, left:right]
        rgb, alpha = sheet.rgb[here], sheet.alpha[here]
        self.flat[here] *= (1 - alpha)[..., None]
        self.flat[here] += rgb
        pixels = self._pixels(rgb, alpha)
        self._layers.append(Layer(name, depth, pixels, int(left), int(top)))

    def stack(self) -> Stack:
        """Everything painted so far."""
        return Stack(self.width, self.height, tuple(self._layers))

    def picture(self) -> Pixels:
        """What a camera at rest sees: the whole canvas scaled down to the requested size."""
        small = resized(self.flat, self.size[1], self.size[0], how=cv2.INTER_AREA)
        return _eight_bit(small, self._dither(small.shape[0], small.shape[1]))

    def _pixels(self, rgb: Floats, alpha: Floats) -> Pixels:
        straight = rgb / np.maximum(alpha, np.float32(1e-3))[..., None]
        pixels = np.empty((*alpha.shape, 4), np.uint8)
        pixels[..., :3] = _eight_bit(straight, self._dither(*alpha.shape))
        pixels[..., 3] = np.rint(np.minimum(alpha, 1) * 255)
        pixels[pixels[..., 3] == 0] = 0
        return pixels

    def _dither(self, height: int, width: int) -> Floats:
        rows, columns = -(-height // _TILE), -(-width // _TILE)
        out: Floats = np.tile(self._grain, (rows, columns))[:height, :width]
        return out


def _eight_bit(rgb: Floats, grain: Floats) -> Pixels:
    levels = single(rgb) * np.float32(255)
    levels += grain[..., None]
    np.clip(levels, 0, 255, out=levels)
    out: Pixels = np.rint(levels, out=levels).astype(np.uint8)
    return out


def _grain(rng: np.random.Generator) -> Floats:
    """A tile of triangular noise: what dithering wants."""
    noise = rng.random((2, _TILE, _TILE), dtype=np.float32)
    tile: Floats = (noise[0] - noise[1]) * np.float32(_GRAIN)
    return tile
