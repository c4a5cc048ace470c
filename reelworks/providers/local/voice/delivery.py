"""From utterances to one recording: pauses, speaking level, and when each word sounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from reelworks.media import levels, wav
from reelworks.media.wav import Samples

LEAD_S, TAIL_S = 0.08, 0.16
LOUDNESS_LUFS = -20.0  # where the peaks of a calm voice need no limiting
PEAK_DBFS = -3.2

_PAUSES_S = {".": 0.42, "?": 0.46, "!": 0.42, ",": 0.22, ";": 0.3, ":": 0.3}
_SILENT_DB = -50.0  # below the loudest moment
_WINDOW_S = 0.01
_EDGE_S = 0.004  # a fade too short to hear, long enough not to click
_KEPT_S = 0.02  # of the near-silence around an utterance: breath and closing consonants


@dataclass(frozen=True, slots=True)
class Take:
    """One sentence as the model said it: `times` are the (start, end) samples of its words."""

    samples: Samples
    times: Sequence[tuple[int, int]]
    mark: str


@dataclass(frozen=True, slots=True)
class Recording:
    """The finished sound, and the (start, end) seconds of every word of all sentences."""

    sound: wav.Sound
    times: tuple[tuple[float, float], ...]


def record(sentences: Sequence[Take], rate: int) -> Recording:
    """Trim, join with pauses, bring to the level of speech and to the rate we write."""
    parts: list[Samples] = [_silence(LEAD_S, rate)]
    times: list[tuple[float, float]] = []
    position = parts[0].size
    for number, sentence in enumerate(sentences):
        first, end = _heard(sentence.samples, rate)
        for start, stop in sentence.times:
            kept = [min(max(at, first), end) - first + position for at in (start, stop)]
            times.append((kept[0] / rate, kept[1] / rate))
        last = number + 1 == len(sentences)
        pause = _silence(TAIL_S if last else _PAUSES_S[sentence.mark], rate)
        parts += [levels.faded(sentence.samples[None, first:end], rate, _EDGE_S, _EDGE_S)[0], pause]
        position += end - first + pause.size
    joined = wav.Sound(np.concatenate(parts)[None, :], rate)
    sound = levels.at_loudness(wav.resampled(joined), LOUDNESS_LUFS, PEAK_DBFS)
    return Recording(sound, tuple(times))


def _heard(samples: Samples, rate: int) -> tuple[int, int]:
    """Where the sound of an utterance begins and ends."""
    window = max(round(rate * _WINDOW_S), 1)
    blocks = samples[: samples.size // window * window].reshape(-1, window)
    power = np.square(blocks, dtype=np.float64).mean(axis=1)
    loud = np.flatnonzero(power > power.max(initial=0.0) * 10 ** (_SILENT_DB / 10))
    if not loud.size:
        return 0, samples.size
    kept = round(rate * _KEPT_S)
    return max(int(loud[0]) * window - kept, 0), min(
        int(loud[-1] + 1) * window + kept, samples.size
    )


def _silence(seconds: float, rate: int) -> Samples:
    return np.zeros(round(seconds * rate), np.float32)
