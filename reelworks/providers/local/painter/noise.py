"""Seeded chance and fractal noise: everything natural in a picture is shaped by these."""

from __future__ import annotations

import hashlib

import cv2
import numpy as np

from reelworks.providers.local.painter.arrays import Floats, resized, sampled

_CELLS, _TEXELS = 128, 8  # the noise repeats after 128 cells of 8 texels each
_SIDE = _CELLS * _TEXELS
_FINER = 2.03  # from octave to octave


def number_of(*words: object) -> int:
    """A 64-bit number that stands for these words."""
    text = "\x1f".join(str(word) for word in words)
    return int.from_bytes(hashlib.sha256(text.encode("utf-8", "replace")).digest()[:8])


def generator(*words: object) -> np.random.Generator:
    """Chance that is the same for the same words."""
    return np.random.Generator(np.random.PCG64(number_of(*words)))


class Noise:
    """A smooth random field over the plane; `at` sums its octaves."""

    def __init__(self, rng: np.random.Generator) -> None:
        cells = rng.standard_normal((_CELLS, _CELLS)).astype(np.float32)
        padded = np.pad(cells, 4, mode="wrap")
        size = (_CELLS + 8) * _TEXELS
        smooth = resized(padded, size, size, how=cv2.INTER_CUBIC)
        edge = 4 * _TEXELS
        field = smooth[edge : edge + _SIDE, edge : edge + _SIDE]
        self._field: Floats = np.ascontiguousarray(field / np.float32(1.6))

    def at(self, x: Floats, y: Floats, octaves: int = 5, gain: float = 0.5) -> Floats:
        """Fractal noise, about -1 to 1, whose largest bumps are one unit wide."""
        total = self._sample(x, y, 0)
        weight, size = 1.0, 1.0
        for octave in range(1, octaves):
            size *= gain
            part = self._sample(x, y, octave)
            part *= np.float32(size)
            total += part
            weight += size
        total *= np.float32(1 / weight**0.75)
        return total

    def ridged(self, x: Floats, y: Floats, octaves: int = 5, gain: float = 0.5) -> Floats:
        """Noise with sharp crests, 0 to 1: mountains, lightning in water, veins."""
        total: Floats = np.zeros(1, np.float32)
        weight, size = 0.0, 1.0
        carry: Floats | float = 1.0
        for octave in range(octaves):
            wave = np.abs(self._sample(x, y, octave))
            part = (1 - np.minimum(wave * np.float32(1.5), 1)) ** 2 * carry
            carry = np.clip(part * np.float32(1.6), 0, 1)
            total = total + part * np.float32(size)
            weight, size = weight + size, size * gain
        return total / np.float32(weight)

    def _sample(self, x: Floats, y: Floats, octave: int) -> Floats:
        scale = _FINER**octave
        u = _wrapped(x, scale, 37.7 * octave)
        v = _wrapped(y, scale, 11.3 * octave)
        u, v = np.broadcast_arrays(u, v)
        shape = u.shape
        flat = (u.reshape(-1, shape[-1]), v.reshape(-1, shape[-1]))
        sample = sampled(self._field, flat[0], flat[1], border=cv2.BORDER_WRAP)
        return sample.reshape(shape)


def _wrapped(cells: Floats, scale: float, shift: float) -> Floats:
    """Cells in texels of the repeating field."""
    texels = np.asarray(cells, np.float32) * np.float32(scale * _TEXELS)
    texels += np.float32(shift * _TEXELS)
    turns = texels * np.float32(1 / _SIDE)
    np.floor(turns, out=turns)
    turns *= np.float32(_SIDE)
    texels -= turns
    return texels


def fractal(
    rng: np.random.Generator, height: int, width: int, cell: float, octaves: int = 5
) -> Floats:
    """A picture of fractal noise, about -1 to 1, whose largest bumps are `cell` pixels wide."""
    total = np.zeros((height, width), np.float32)
    weight = 0.0
    for octave in range(octaves):
        size = max(cell / 2**octave, 1.0)
        rows, columns = int(height / size) + 4, int(width / size) + 4
        coarse = rng.standard_normal((rows, columns)).astype(np.float32)
        shape = (int(rows * size) + 1, int(columns * size) + 1)
        fine = resized(coarse, *shape, how=cv2.INTER_CUBIC)
        start = int(size * 1.5)
        total += fine[start : start + height, start : start + width] * np.float32(0.5**octave)
        weight += 0.5**octave
    out: Floats = total / np.float32(1.6 * weight**0.75)
    return out


def line(rng: np.random.Generator, length: int, cell: float, octaves: int = 6) -> Floats:
    """One row of fractal noise, about -1 to 1."""
    row: Floats = fractal(rng, 1, length, cell, octaves)[0]
    return row


def smoothstep(low: float, high: float, value: Floats) -> Floats:
    """0 below `low`, 1 above `high`, an S between."""
    t = np.clip((value - np.float32(low)) / np.float32(high - low), 0, 1)
    out: Floats = (t * t * (3 - 2 * t)).astype(np.float32, copy=False)
    return out
