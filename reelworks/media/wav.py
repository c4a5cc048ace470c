"""Sound in memory and on disk: float32 samples of shape (channels, n), WAV files of 16 bits."""

from __future__ import annotations

import math
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from reelworks.domain.errors import BadInput
from reelworks.ops.files import whole

Samples = NDArray[np.float32]

RATE = 48_000  # of every sound we write
_FULL = 32_768.0
_MAX_BYTES = 2**31  # an hour and a half of stereo: nothing we make or read is longer
_TAPER = 0.04  # of the narrower band: the filter falls off over this much instead of at once


@dataclass(frozen=True, slots=True)
class Sound:
    """`samples`: (channels, n) in -1..1; `rate` in samples a second."""

    samples: Samples
    rate: int = RATE

    @property
    def seconds(self) -> float:
        return float(self.samples.shape[1] / self.rate)


def write(path: Path, sound: Sound) -> None:
    """Write 16-bit PCM, whole or not at all. Samples beyond full scale are clipped."""
    scaled = sound.samples.T * np.float32(_FULL)
    pcm = np.clip(np.rint(scaled, out=scaled), -_FULL, _FULL - 1, out=scaled).astype("<i2", "C")
    with whole(path) as partial, wave.open(str(partial), "wb") as file:
        file.setnchannels(sound.samples.shape[0])
        file.setsampwidth(2)
        file.setframerate(sound.rate)
        file.writeframes(pcm.tobytes())


def read(path: Path, first: int = 0, count: int | None = None) -> Sound:
    """Read a 16-bit PCM WAV of one or two channels, or `count` samples of it from `first`.

    Raises BadInput for anything else.
    """
    with _opened(path) as file:
        file.setpos(min(first, file.getnframes()))
        content = file.readframes(file.getnframes() if count is None else count)
        channels, rate = file.getnchannels(), file.getframerate()
    frame = 2 * channels
    frames = np.frombuffer(content[: len(content) // frame * frame], "<i2").reshape(-1, channels)
    samples = np.multiply(frames.T, np.float32(1 / _FULL), dtype=np.float32, order="C")
    return Sound(samples, rate)


def extent(path: Path) -> tuple[int, int]:
    """The rate of such a file, and how many samples it says it has. Raises BadInput."""
    with _opened(path) as file:
        return file.getframerate(), file.getnframes()


@contextmanager
def _opened(path: Path) -> Iterator[wave.Wave_read]:
    try:
        with wave.open(str(path), "rb") as file:
            channels, width = file.getnchannels(), file.getsampwidth()
            if width != 2 or channels not in {1, 2} or path.stat().st_size > _MAX_BYTES:
                raise BadInput(
                    f"{path.name} is a WAV of {8 * width} bits and {channels} channels.",
                    remedy="Give 16-bit PCM, mono or stereo, under two gigabytes.",
                )
            yield file
    except (wave.Error, EOFError) as error:
        raise BadInput(
            f"{path.name} is not a WAV file that we read: {error or 'it ends too early'}.",
            remedy="Give 16-bit PCM WAV.",
        ) from error


def resampled(sound: Sound, rate: int = RATE) -> Sound:
    """The same sound at another rate, exactly band-limited.

    The whole signal is interpolated in its spectrum (a sinc as long as the signal), with a short
    cosine slope below the narrower of the two bands so that nothing rings at its edge.
    """
    if rate == sound.rate:
        return sound
    common = math.gcd(rate, sound.rate)
    step_in, step_out = sound.rate // common, rate // common
    length = sound.samples.shape[1]
    blocks = -(-length // step_in) + 1  # a block of silence, because the spectrum wraps around
    spectrum = np.fft.rfft(sound.samples, blocks * step_in)
    out_length = blocks * step_out
    kept = min(blocks * step_in, out_length) // 2 + 1
    padded = np.zeros((spectrum.shape[0], out_length // 2 + 1), np.complex128)
    padded[:, :kept] = spectrum[:, :kept] * _slope(kept)
    samples = np.fft.irfft(padded, out_length) * (step_out / step_in)
    wanted = round(length * rate / sound.rate)
    return Sound(samples[:, :wanted].astype(np.float32), rate)


def _slope(bins: int) -> NDArray[np.float64]:
    gain = np.ones(bins)
    falling = max(int(bins * _TAPER), 1)
    gain[-falling:] = 0.5 + 0.5 * np.cos(np.pi * np.arange(1, falling + 1) / falling)
    return gain
