"""How loud a sound is, and how to bring it to a level without a click or a clipped peak."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from reelworks.media.wav import Samples, Sound

Floats = NDArray[np.float64]

_BLOCK_S, _STEP_S = 0.4, 0.1  # of BS.1770
_ABSOLUTE_LUFS, _RELATIVE_LU = -70.0, -10.0
_PIECE, _MARGIN = 1 << 17, 1 << 12  # samples; the weighting's echo is far shorter than the margin
_LIMITER_BLOCK_S, _LIMITER_REACH = 0.001, 5  # blocks before and after a peak


def loudness(sound: Sound) -> float:
    """Integrated loudness in LUFS (ITU-R BS.1770-4); -inf for silence."""
    power = _block_power(sound)
    power = power[power > _power(_ABSOLUTE_LUFS)]
    if power.size:
        power = power[power > power.mean() * 10 ** (_RELATIVE_LU / 10)]
    return float(-0.691 + 10 * np.log10(power.mean())) if power.size else float("-inf")


def peak_db(sound: Sound) -> float:
    """The highest sample in dBFS; -inf for silence."""
    peak = float(np.abs(sound.samples).max(initial=0.0))
    return 20 * float(np.log10(peak)) if peak else float("-inf")


def at_loudness(sound: Sound, lufs: float, ceiling_db: float) -> Sound:
    """The sound at this loudness, its peaks held under the ceiling. Silence stays silent.

    What the limiter takes away is given back once, so that loud voices do not end up softer.
    """
    for _ in range(2):
        now = loudness(sound)
        if now == float("-inf"):
            break
        gain = np.float32(10 ** ((lufs - now) / 20))
        sound = limited(Sound(sound.samples * gain, sound.rate), ceiling_db)
    return sound


def within(sound: Sound, lufs: float, peak: float) -> Sound:
    """As loud as both allow: at most `lufs`, no sample above `peak` dBFS; nothing is limited."""
    now = loudness(sound)
    if now == float("-inf"):
        now = lufs  # too short or too soft to be measured: its peak decides
    gain_db = min(lufs - now, peak - peak_db(sound)) if sound.samples.any() else 0.0
    return Sound(sound.samples * np.float32(10 ** (gain_db / 20)), sound.rate)


def limited(sound: Sound, ceiling_db: float) -> Sound:
    """The sound with every peak under the ceiling, turned down smoothly around it."""
    ceiling = 10 ** (ceiling_db / 20)
    loud = np.abs(sound.samples).max(axis=0, initial=0.0)
    if loud.max(initial=0.0) <= ceiling:
        return sound
    block = max(round(sound.rate * _LIMITER_BLOCK_S), 1)
    blocks = -(-loud.size // block)
    peaks = np.pad(loud, (0, blocks * block - loud.size)).reshape(blocks, block).max(axis=1)
    needed = np.minimum(1.0, ceiling / np.maximum(peaks, ceiling))
    # Lowest within reach, then a weighted mean over less than that reach: never above `needed`,
    # not even between two blocks.
    lowest = _sliding(needed, _LIMITER_REACH, np.min)
    weights = np.hanning(2 * _LIMITER_REACH + 1)[1:-1]
    smooth = np.convolve(np.pad(lowest, _LIMITER_REACH - 1, mode="edge"), weights, "valid")
    centres = (np.arange(blocks) + 0.5) * block
    gain = np.interp(np.arange(loud.size), centres, smooth / weights.sum())
    return Sound((sound.samples * gain).astype(np.float32), sound.rate)


def faded(samples: Samples, rate: int, fade_in_s: float, fade_out_s: float) -> Samples:
    """The samples (channels, n) with cosine fades at both ends."""
    length = samples.shape[1]
    gain = np.ones(length, np.float32)
    for seconds, at in ((fade_in_s, slice(None)), (fade_out_s, slice(None, None, -1))):
        count = min(round(seconds * rate), length)
        slope = 0.5 - 0.5 * np.cos(np.pi * (np.arange(count) + 0.5) / max(count, 1))
        gain[at][:count] *= slope.astype(np.float32)
    return samples * gain


def _sliding(values: Floats, reach: int, of: Callable[..., Floats]) -> Floats:
    padded = np.pad(values, reach, mode="edge")
    return of(np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1), axis=1)


def _power(lufs: float) -> float:
    return float(10 ** ((lufs + 0.691) / 10))


def _block_power(sound: Sound) -> Floats:
    """Mean square of the weighted sound over every block, channels added up."""
    size, step = round(_BLOCK_S * sound.rate), round(_STEP_S * sound.rate)
    energy = np.concatenate([[0.0], np.cumsum(_weighted_square(sound, size))])
    starts = np.arange(0, energy.size - size, step)
    return np.asarray((energy[starts + size] - energy[starts]) / size)


def _weighted_square(sound: Sound, shortest: int) -> Floats:
    """The power of every moment after the K weighting, silence added up to `shortest`.

    Done a piece at a time: transforms of a whole film cost ten times as much.
    """
    length = sound.samples.shape[1]
    inner = _PIECE - 2 * _MARGIN
    pieces = max(-(-length // inner), -(-shortest // inner))
    after = pieces * inner - length + _MARGIN
    padded = np.pad(sound.samples, ((0, 0), (_MARGIN, after)))
    gain = _weighting(_PIECE, sound.rate).astype(np.float32)
    power = np.empty(pieces * inner)
    for first in range(0, pieces * inner, inner):
        spectrum = np.fft.rfft(padded[:, first : first + _PIECE]) * gain
        weighted = np.fft.irfft(spectrum, _PIECE)[:, _MARGIN : _MARGIN + inner]
        power[first : first + inner] = np.square(weighted, dtype=np.float64).sum(axis=0)
    return power[: max(length, shortest)]


def _weighting(fft_length: int, rate: int) -> Floats:
    """The K weighting as a gain per frequency: a high shelf, then a high pass (BS.1770 annex 1)."""
    z = np.exp(-2j * np.pi * np.arange(fft_length // 2 + 1) / fft_length)
    k, bend = np.tan(np.pi * 1681.974450955533 / rate), 0.7071752369554196
    high = 10 ** (3.999843853973347 / 20)
    band = k / bend * high**0.4996667741545416
    shelf = (
        (high + band + k * k) + 2 * (k * k - high) * z + (high - band + k * k) * z * z
    ) / _resonance(k, bend, z)
    k, bend = np.tan(np.pi * 38.13547087602444 / rate), 0.5003270373238773
    low_cut = (1 - 2 * z + z * z) / _resonance(k, bend, z) * (1 + k / bend + k * k)
    return np.asarray(np.abs(shelf * low_cut))


def _resonance(k: float, bend: float, z: NDArray[np.complex128]) -> NDArray[np.complex128]:
    """The denominator that both filters share."""
    return (1 + k / bend + k * k) + 2 * (k * k - 1) * z + (1 - k / bend + k * k) * z * z
