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
    return samples * edges(first, samples.shape[1], length, rises / RATE, falls / RATE)


def edges(first: int, count: int, length: int, into_s: float, out_s: float) -> Samples:
    """A part, from `first`, of a gain that rises and falls at the ends of `length` samples.

    It is 0 beyond them.
    """
    half = max(length // 2, 1)
    rising = _slope(first, count, min(round(into_s * RATE), half))
    falling = _slope(length - first - count, count, min(round(out_s * RATE), half))
    return rising * falling[::-1]


def _slope(first: int, count: int, length: int) -> Samples:
    """`count` gains from `first` on: 0 before 0, 1 from `length` on."""
    gain = np.ones(count, np.float32)
    gain[: max(0, -first)] = 0
    begin, end = max(0, first), min(length, first + count)
    if begin < end:
        ramp = np.sin(np.arange(begin, end) * (np.pi / 2 / length)) ** 2
        gain[begin - first : end - first] = ramp
    return gain
