"""Sounds laid on a track of any length, a block at a time, by way of files of raw floats."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from reelworks.media import wav
from reelworks.media.wav import RATE, Samples

BLOCK = 2 * RATE  # samples; few enough to stay in the processor's cache


@dataclass(frozen=True, slots=True)
class Placed:
    """A sound, (channels, n), that begins at a sample of the track; loaded when its time comes."""

    start: int
    load: Callable[[], Samples]


def laid(sounds: Sequence[Placed], channels: int, total: int) -> Iterator[Samples]:
    """The sounds together, block after block; what lies beyond the track is cut off."""
    waiting = sorted(sounds, key=lambda sound: sound.start, reverse=True)
    sounding: list[tuple[int, Samples]] = []
    for first in range(0, total, BLOCK):
        block = np.zeros((channels, min(BLOCK, total - first)), np.float32)
        end = first + block.shape[1]
        while waiting and waiting[-1].start < end:
            sound = waiting.pop()
            sounding.append((sound.start, sound.load()))
        for start, samples in sounding:
            begin, stop = max(start, first), min(start + samples.shape[1], end)
            if begin < stop:
                block[:, begin - first : stop - first] += samples[:, begin - start : stop - start]
        sounding = [(at, samples) for at, samples in sounding if at + samples.shape[1] > end]
        yield block


def write(path: Path, blocks: Iterable[Samples]) -> None:
    """Write blocks as raw floats, the channels interleaved."""
    with path.open("wb") as file:
        for block in blocks:
            file.write(np.ascontiguousarray(block.T, np.float32).data)


def turns(path: Path, length: int, total: int, fade_s: float) -> Iterator[Placed]:
    """A stereo or mono WAV of `length` samples over and over, a crossfade between two turns."""
    overlap = min(round(fade_s * RATE), length // 4)
    step = length - overlap
    for start in range(0, total, step):
        for first in range(0, min(length, total - start), BLOCK):
            rises = overlap if start else 0
            yield Placed(start + first, partial(_turn, path, first, length, rises, overlap))


def _turn(path: Path, first: int, length: int, rises: int, falls: int) -> Samples:
    samples = wav.read(path, first, BLOCK).samples
    if samples.shape[0] == 1:
        samples = np.repeat(samples, 2, axis=0)
    return faded(samples, first, length, rises / RATE, falls / RATE)


def faded(samples: Samples, first: int, length: int, into_s: float, out_s: float) -> Samples:
    """Fade a part, from `first`, of a sound of `length` samples, in place: only its ends change.

    It is silent beyond them.
    """
    half = max(length // 2, 1)
    _rise(samples, first, min(round(into_s * RATE), half))
    after = length - first - samples.shape[1]
    _rise(samples[:, ::-1], after, min(round(out_s * RATE), half))
    return samples


def _rise(samples: Samples, first: int, length: int) -> None:
    """Samples from `first` on become what a gain makes of them: 0 before 0, 1 from `length` on."""
    samples[:, : max(0, -first)] = 0
    begin, end = max(0, first), min(length, first + samples.shape[1])
    if begin < end:
        ramp = np.sin(np.arange(begin, end) * (np.pi / 2 / length)) ** 2
        samples[:, begin - first : end - first] *= ramp.astype(np.float32)
