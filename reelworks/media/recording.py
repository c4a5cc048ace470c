"""A voice from outside: levelled like ours, its words placed where it is heard to speak."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from reelworks.domain.errors import BadInput
from reelworks.media import levels, wav
from reelworks.media.decoding import decoded
from reelworks.media.wav import Sound
from reelworks.ports.speech import Word

Times = NDArray[np.float64]

LONGEST_S = 120.0
LOUDNESS_LUFS, PEAK_DBFS = -20.0, -3.2  # as our own voices speak
_FRAME_S = 0.02
_SPEECH_DB = 32.0  # under the loudest frame: what is softer is a pause
_PAUSE_S = 0.12  # a pause between words, not the closure of a consonant
_NEAR_S = 0.35  # of speech: so far off may the share of the letters be
_MARGIN_S = 0.06  # kept of the silence at both ends


def read(path: Path) -> Sound:
    """The recording as mono, 48 kHz, at the loudness of a narration, without silence at its ends.

    Raises BadInput when it is no sound, silent, or too long.
    """
    sound = decoded(path, longest_s=LONGEST_S)
    if not np.abs(sound.samples).max(initial=0.0) > 1e-4:
        raise BadInput(f"{path.name} is silent.", remedy="Record it again, closer.")
    heard = np.flatnonzero(_speaks(sound))
    frame = round(wav.RATE * _FRAME_S)
    margin = round(wav.RATE * _MARGIN_S)
    first = max(int(heard[0]) * frame - margin, 0)
    last = min((int(heard[-1]) + 1) * frame + margin, sound.samples.shape[1])
    cut = levels.faded(sound.samples[:, first:last], wav.RATE, 0.01, 0.02)
    return levels.at_loudness(Sound(cut), LOUDNESS_LUFS, PEAK_DBFS)


def _speaks(sound: Sound) -> NDArray[np.bool_]:
    """Whether somebody speaks, frame by frame of 20 ms."""
    frame = round(sound.rate * _FRAME_S)
    mono = sound.samples.mean(axis=0)
    padded = np.pad(mono, (0, -mono.size % frame)).reshape(-1, frame)
    power = 10 * np.log10(np.square(padded, dtype=np.float64).mean(axis=1) + 1e-12)
    loud: NDArray[np.bool_] = power > power.max() - _SPEECH_DB
    return loud


def placed(text: str, sound: Sound) -> tuple[Word, ...]:
    """The words of the text, each given the share of the spoken time that its letters have.

    Pauses take no share, and come between words. Good to a fifth of a second or so, which is what
    captions need; nothing is recognised.
    """
    words = text.split()
    if not words:
        return ()
    speaks = _speaks(sound)
    spoken: Times = np.concatenate([[0.0], np.cumsum(speaks)]) * _FRAME_S
    clock: Times = np.arange(spoken.size, dtype=np.float64) * _FRAME_S
    weights = np.array([sum(c.isalnum() for c in word) + 1.5 for word in words])
    ends: Times = np.cumsum(weights) / weights.sum() * spoken[-1]
    for pause in _pauses(speaks, spoken):
        nearest = int(np.abs(ends - pause).argmin())
        if abs(ends[nearest] - pause) < _NEAR_S:  # nobody pauses in the middle of a word
            ends[nearest] = pause
    begins = np.concatenate([[0.0], ends[:-1]])
    start = [_when(spoken, clock, at, after_pause=True) for at in begins]
    end = [_when(spoken, clock, at, after_pause=False) for at in ends]
    return tuple(
        Word(word, round(a, 3), round(min(max(b, a), sound.seconds), 3))
        for word, a, b in zip(words, start, end, strict=True)
    )


def _pauses(speaks: NDArray[np.bool_], spoken: Times) -> list[float]:
    """How much had been spoken when each longer pause began."""
    edges = np.flatnonzero(np.diff(speaks.astype(np.int8)))
    quiet = [(a, b) for a, b in pairwise(edges) if not speaks[a + 1]]
    return [float(spoken[a + 1]) for a, b in quiet if (b - a) * _FRAME_S >= _PAUSE_S]


def _when(spoken: Times, clock: Times, at: float, *, after_pause: bool) -> float:
    """The moment by which so much has been spoken; where a pause is, its end or its begin."""
    found = (
        spoken.searchsorted(at + 1e-9, "right") if after_pause else spoken.searchsorted(at - 1e-9)
    )
    index = int(found)
    index = min(max(index, 1), spoken.size - 1)
    before, after = spoken[index - 1], spoken[index]
    part = 0.0 if after == before else (at - before) / (after - before)
    return float(clock[index - 1] + min(max(part, 0.0), 1.0) * _FRAME_S)
