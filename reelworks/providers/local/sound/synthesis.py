"""The raw matter of synthesised sound: shaped noise, slow movement, echoes, places in the stereo.

Signals are float32: mono (n,) or stereo (2, n), at 48 kHz. All chance comes from the generator
that is passed in.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from reelworks.media.wav import RATE

Signal = NDArray[np.float32]
Floats = NDArray[np.float64]
Curve = Callable[[Floats], Floats]  # frequency in Hz to gain

_NYQUIST = RATE / 2
_BLOCK = 1 << 18  # of the convolution
_POINTS = 1500  # of a curve


def generator(*parts: object) -> np.random.Generator:
    """Chance that depends on these parts and nothing else."""
    digest = hashlib.sha256("|".join(map(str, parts)).encode()).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest[:16], "big")))


def samples(seconds: float) -> int:
    return round(seconds * RATE)


def band(low: float, high: float, *, tilt: float = 0.0) -> Curve:
    """A band with gentle slopes of 12 dB an octave; `tilt` in dB an octave within it."""

    def curve(hz: Floats) -> Floats:
        safe = np.maximum(hz, 1.0)
        slopes = 1 / (1 + (low / safe) ** 2) / (1 + (safe / high) ** 2)
        return np.asarray(slopes * (safe / 1000) ** (tilt / 6.02))

    return curve


def resonances(*peaks: tuple[float, float, float]) -> Curve:
    """A sum of bells: (centre in Hz, width in octaves, gain)."""

    def curve(hz: Floats) -> Floats:
        octaves = np.log2(np.maximum(hz, 1.0))
        return np.asarray(
            sum(gain * np.exp(-(((octaves - np.log2(f)) / width) ** 2)) for f, width, gain in peaks)
        )

    return curve


def noise(rng: np.random.Generator, length: int, curve: Curve) -> Signal:
    """Mono noise of this spectrum at an RMS of 1."""
    return np.asarray(_noise(rng, 1, length, curve)[0], np.float32)


def wide_noise(
    rng: np.random.Generator, length: int, curve: Curve, *, width: float = 0.7
) -> Signal:
    """Stereo noise; `width` from 0 (mono) to 1 (two unrelated sides)."""
    middle, side = _noise(rng, 2, length, curve)
    side *= np.float32(width)
    sides = np.stack([middle + side, middle - side])
    sides /= np.float32(np.sqrt(1 + width * width))
    return sides


def _noise(rng: np.random.Generator, channels: int, length: int, curve: Curve) -> Signal:
    size = fast_length(length)
    parts = rng.standard_normal((channels, size // 2 + 1, 2), np.float32)
    spectrum = parts.view(np.complex64)[..., 0]
    spectrum *= _gain(curve, size)
    spectrum[:, 0] = 0
    signal = np.asarray(np.fft.irfft(spectrum, size)[:, :length], np.float32)
    return np.stack([unit(channel) for channel in signal])


def _gain(curve: Curve, size: int) -> Signal:
    """A curve for every bin of a transform, worked out at few points: curves are smooth."""
    top = size // 2
    few = np.unique(np.geomspace(1, top + 1, min(_POINTS, top + 1)).astype(int)) - 1
    gain = curve(few * (RATE / size))
    return np.interp(np.arange(top + 1), few, gain).astype(np.float32)


def drift(rng: np.random.Generator, length: int, rate_hz: float) -> Signal:
    """Smooth chance from about -1 to 1 that turns about `rate_hz` times a second."""
    steps = max(int(length / RATE * rate_hz * 2) + 4, 5)
    points = rng.uniform(-1, 1, steps)
    at = np.linspace(1.0, steps - 2.001, max(min(length, steps * 64), 2))
    whole = at.astype(int)
    x = at - whole
    before, here, after, later = (points[whole + k] for k in (-1, 0, 1, 2))
    curve = here + 0.5 * x * (  # Catmull and Rom
        (after - before)
        + x * (2 * before - 5 * here + 4 * after - later)
        + x * x * (3 * (here - after) + later - before)
    )
    full = np.interp(np.linspace(0, 1, length), np.linspace(0, 1, at.size), curve)
    return np.asarray(full, np.float32)


def swell(rng: np.random.Generator, length: int, rate_hz: float, depth_db: float) -> Signal:
    """A gain that wanders by plus and minus half of `depth_db`."""
    return np.asarray(10 ** (drift(rng, length, rate_hz) * (depth_db / 40)), np.float32)


def unit(signal: Signal) -> Signal:
    """The signal at an RMS of 1; silence stays silent."""
    rms = float(np.sqrt(np.mean(np.square(signal, dtype=np.float64)))) if signal.size else 0.0
    return signal / np.float32(rms) if rms > 0 else signal


def panned(signal: Signal, pan: float) -> Signal:
    """A mono signal placed from -1 (left) to 1 (right) at equal power."""
    angle = (pan + 1) * np.pi / 4
    return np.stack([signal * np.float32(np.cos(angle)), signal * np.float32(np.sin(angle))])


def add(into: Signal, sound: Signal, at: int, gain: float = 1.0) -> None:
    """Mix a stereo sound into another from sample `at` on; what lies outside is dropped."""
    first, last = max(at, 0), min(at + sound.shape[1], into.shape[1])
    if first < last:
        into[:, first:last] += np.float32(gain) * sound[:, first - at : last - at]


def decay(length: int, seconds: float) -> Signal:
    """A curve that falls to a thousandth within `seconds`."""
    at = np.arange(length, dtype=np.float32) * np.float32(-6.908 / (seconds * RATE))
    return np.asarray(np.exp(at), np.float32)


def hump(length: int, attack: float = 0.5) -> Signal:
    """A smooth rise and fall; the top is at the share `attack` of it."""
    top = min(max(int(length * attack), 1), max(length - 1, 1))
    rise = 0.5 - 0.5 * np.cos(np.pi * np.arange(top) / top)
    fall = 0.5 + 0.5 * np.cos(np.pi * np.arange(length - top) / max(length - top, 1))
    return np.concatenate([rise, fall]).astype(np.float32)[:length]


def filtered(signal: Signal, curve: Curve) -> Signal:
    """A signal (one or two channels) through a filter without delay."""
    length = signal.shape[-1]
    size = fast_length(length + 4096)
    spectrum = np.fft.rfft(signal, size) * _gain(curve, size)
    return np.asarray(np.fft.irfft(spectrum, size)[..., :length], np.float32)


def room(rng: np.random.Generator, seconds: float, *, dark_hz: float = 4000.0) -> Signal:
    """The echo of a place as an impulse response (2, n): dense, darker as it fades."""
    length = samples(seconds)
    low = wide_noise(rng, length, band(120, dark_hz / 4), width=1.0) * decay(length, seconds)
    high = wide_noise(rng, length, band(300, dark_hz), width=1.0) * decay(length, seconds * 0.5)
    early = min(samples(0.012), length)
    response = low + high
    response[:, :early] *= np.linspace(0, 1, early, dtype=np.float32)
    return np.asarray(response / np.sqrt(np.square(response).sum() / 2), np.float32)


def in_room(signal: Signal, response: Signal, wet: float) -> Signal:
    """A stereo signal with `wet` of its echo added; the length stays."""
    length, tail = signal.shape[1], response.shape[1]
    size = min(_BLOCK, fast_length(length + tail))
    step = size - tail
    spectrum = np.fft.rfft(response, size)
    echo = np.zeros((2, length + size), np.float32)
    for at in range(0, length, step):
        block = np.fft.rfft(signal[:, at : at + step], size) * spectrum
        echo[:, at : at + size] += np.fft.irfft(block, size)
    return np.asarray(signal + wet * echo[:, :length], np.float32)


def fast_length(length: int) -> int:
    """The next length whose transform is quick: a power of two, or 9, 10, 12 or 15 sixteenths."""
    power = max(1 << max(length - 1, 1).bit_length(), 32)
    return next(size for part in (9, 10, 12, 15, 16) if (size := power // 16 * part) >= length)
