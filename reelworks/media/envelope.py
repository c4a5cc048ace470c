"""The power of a sound from moment to moment, and how loud it is where it sounds."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from reelworks.media.wav import RATE, Samples

Floats = NDArray[np.float64]

HOP = RATE // 100  # samples; the curve has 100 points a second
SILENCE_DB = -45.0  # against the loudest: what lies below it is a pause
_MOST_LIFT_DB = 18.0  # what is nearly silent was meant to be


def power(blocks: Iterable[Samples]) -> Floats:
    """Mean square per hop, over all channels. Blocks, but for the last, are whole hops."""
    return np.concatenate([np.zeros(0), *map(_block_power, blocks)])


def _block_power(samples: Samples) -> Floats:
    hops = -(-samples.shape[1] // HOP)
    square = np.zeros((samples.shape[0], hops * HOP), np.float32)
    np.square(samples, out=square[:, : samples.shape[1]])
    blocks = square.reshape(samples.shape[0], hops, HOP)
    return np.asarray(blocks.mean(axis=(0, 2), dtype=np.float64))


def level_db(curve: Floats) -> float:
    """The level of a power curve over what is not pauses, -inf for silence."""
    top = curve.max(initial=0.0)
    if top <= 0:
        return float("-inf")
    return float(10 * np.log10(curve[curve > top * 10 ** (SILENCE_DB / 10)].mean()))


def loud_db(samples: Samples) -> float:
    """The level of a sound where it sounds: RMS over what is not pauses, -inf for silence."""
    return level_db(power([np.atleast_2d(samples)]))


def lift(level: float, target_db: float, most_db: float = _MOST_LIFT_DB) -> np.float32:
    """The factor that brings a sound of this level to another, within reason; 0 for silence."""
    if level < -90:
        return np.float32(0)
    return np.float32(10 ** (min(target_db - level, most_db) / 20))
