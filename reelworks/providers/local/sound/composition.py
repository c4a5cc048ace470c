"""A piece of music as notes: an opening, a middle that sings, an end on the tonic."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from reelworks.providers.local.sound.moods import Mood, Voice

_BEATS = 4
_ENDING_S = 4.5  # how long the last chord rings
_PAD_RANGE = (52, 70)  # MIDI: warm, and under the brightness of a voice
_LEAD_RANGE = (67, 84)
_CENTRE = 9  # the step of the scale that a melody comes back to
_RHYTHMS = (  # of two bars: (beat, beats long)
    ((0.0, 2.0), (2.0, 1.0), (3.0, 1.0), (4.0, 3.0)),
    ((0.5, 1.5), (2.0, 2.0), (4.0, 1.5), (5.5, 2.5)),
    ((0.0, 3.0), (3.0, 1.0), (4.0, 4.0)),
    ((1.0, 1.0), (2.0, 1.0), (3.0, 1.0), (4.0, 2.0), (6.0, 2.0)),
)


@dataclass(frozen=True, slots=True)
class Note:
    """`start` and `seconds` in seconds, `pitch` in MIDI numbers, `level` from 0 to 1."""

    voice: Voice
    start: float
    seconds: float
    pitch: int
    level: float


@dataclass(frozen=True, slots=True)
class _Bar:
    """A bar in its place: `chord` has the pitches of the sustained voice, low to high."""

    number: int
    start: float
    beat: float  # seconds
    degree: int
    chord: tuple[int, ...]
    intensity: float  # 0 in the opening, 1 at the height
    sings: bool


def compose(rng: np.random.Generator, mood: Mood, seconds: float, pace: float) -> list[Note]:
    """A piece of exactly this length, the ring of its last chord included."""
    tonic = 57 + mood.key + int(rng.integers(-3, 4))
    bars = _bars(rng, mood, tonic, seconds, pace)
    notes = list(_ending(mood, tonic, bars, seconds))
    melody = _Melody(rng, mood, tonic)
    for bar in bars:
        notes += _sustained(mood, bar)
        notes += _bass(mood, tonic, bar)
        notes += _accompaniment(rng, mood, bar)
        notes += _drums(rng, mood, bar)
        if bar.sings:
            notes += melody.bar(bar)
    return sorted(notes, key=lambda note: (note.start, note.voice, note.pitch))


def _bars(
    rng: np.random.Generator, mood: Mood, tonic: int, seconds: float, pace: float
) -> list[_Bar]:
    """As many bars as fit at about the mood's tempo, which gives way so that they fit exactly."""
    ending = min(_ENDING_S, seconds * 0.3)
    count = max(round((seconds - ending) * mood.tempo * pace / 60 / _BEATS), 1)
    beat = (seconds - ending) / count / _BEATS
    order = rng.permutation(len(mood.progressions))
    bars: list[_Bar] = []
    chord: tuple[int, ...] = ()
    for number in range(count):
        progression = mood.progressions[order[number // 8 % len(order)]]
        degree = progression[number % len(progression)] if number else 0
        chord = _voiced(mood, tonic, degree, chord)
        intensity = _intensity(number, count)
        sings = number >= 2 and count - number > 1 and _sung(number // 4, mood.melody)
        bars.append(_Bar(number, number * beat * _BEATS, beat, degree, chord, intensity, sings))
    return bars


def _intensity(number: int, count: int) -> float:
    """An arch over the piece, with a smaller one over every eight bars."""
    way = (number + 0.5) / count
    arch = np.sin(np.pi * way**0.8) ** 0.7
    phrase = 0.5 - 0.5 * np.cos(2 * np.pi * (number % 8 + 0.5) / 8)
    return float(0.8 * arch + 0.2 * phrase)


def _sung(phrase: int, share: float) -> bool:
    """Whether a phrase of four bars has a melody: spread evenly, never the first."""
    return phrase > 0 and int(phrase * share) > int((phrase - 1) * share)


def pitch_of(mood: Mood, tonic: int, step: int) -> int:
    """The pitch of a step of the scale; steps go on above and below the octave."""
    octave, degree = divmod(step, len(mood.scale))
    return tonic + 12 * octave + mood.scale[degree]


def _voiced(mood: Mood, tonic: int, degree: int, before: Sequence[int]) -> tuple[int, ...]:
    """The chord on a degree, laid so that each voice moves as little as it can."""
    steps = [degree, degree + 2, degree + 4]
    if mood.colour is not None and degree in {0, 3, 5}:
        steps.append(degree + mood.colour)
    classes = sorted({pitch_of(mood, tonic, step) % 12 for step in steps})
    low, high = _PAD_RANGE
    options = [p for p in range(low, high + 1) if p % 12 in classes]
    layouts = [
        tuple(options[first : first + len(classes)])
        for first in range(len(options) - len(classes) + 1)
    ]
    centre = before or (56, 60, 64, 67)[: len(classes)]
    return min(layouts, key=lambda layout: _distance(layout, centre))


def _distance(layout: Sequence[int], before: Sequence[int]) -> float:
    return sum(min(abs(pitch - other) for other in before) for pitch in layout) + 0.05 * abs(
        float(np.mean(layout)) - 60
    )


def _sustained(mood: Mood, bar: _Bar) -> Iterator[Note]:
    level = 0.55 + 0.45 * bar.intensity
    for pitch in bar.chord:
        yield Note(mood.sustained, bar.start, bar.beat * _BEATS, pitch, level)
        if mood.sustained is not Voice.PAD:  # the pad lies softly under everything
            yield Note(Voice.PAD, bar.start, bar.beat * _BEATS, pitch, 0.5 * level)


def _bass(mood: Mood, tonic: int, bar: _Bar) -> Iterator[Note]:
    if bar.number < 2 and bar.intensity < 0.6:
        return
    pitch = pitch_of(mood, tonic, bar.degree) - 24
    pitch += 12 if pitch < 31 else 0
    yield Note(Voice.BASS, bar.start, bar.beat * _BEATS * 0.95, pitch, 0.5 + 0.4 * bar.intensity)


def _accompaniment(rng: np.random.Generator, mood: Mood, bar: _Bar) -> Iterator[Note]:
    figure = mood.figure if bar.intensity > 0.35 else mood.figure[:2]
    if bar.number == 0:
        figure = mood.figure[:1]
    for beat, which in figure:
        pitch = bar.chord[which % len(bar.chord)] + 12 * (which // len(bar.chord))
        pitch += 0 if mood.accompaniment is Voice.PLUCK and mood.drums else 12
        strong = 1.0 if beat in {0.0, 2.0} else 0.75
        level = (0.35 + 0.45 * bar.intensity) * strong * rng.uniform(0.8, 1.0)
        start = max(bar.start + beat * bar.beat + rng.normal(0, 0.008), 0.0)
        yield Note(mood.accompaniment, start, bar.beat * 2, pitch, level)


def _drums(rng: np.random.Generator, mood: Mood, bar: _Bar) -> Iterator[Note]:
    if bar.number < 4 or bar.intensity < 0.55:
        return
    for beat in mood.drums:
        level = (1.0 if beat == 0 else 0.6) * bar.intensity * rng.uniform(0.85, 1.0)
        yield Note(Voice.DRUM, bar.start + beat * bar.beat, 1.0, 36, level)


class _Melody:
    """A motif of two bars and its answer, led from chord to chord."""

    def __init__(self, rng: np.random.Generator, mood: Mood, tonic: int) -> None:
        self._rng, self._mood, self._tonic = rng, mood, tonic
        rhythms = rng.permutation(len(_RHYTHMS))[:2]
        self._rhythms = [_RHYTHMS[rhythms[0]], _RHYTHMS[rhythms[0]], _RHYTHMS[rhythms[1]]]
        self._moves = [
            [int(move) for move in rng.choice([-2, -1, -1, 1, 1, 2], len(rhythm))]
            for rhythm in self._rhythms
        ]
        self._moves[1] = self._moves[0]
        self._step = 7 + int(rng.integers(0, 3))

    def bar(self, bar: _Bar) -> Iterator[Note]:
        half = bar.number % 2
        which = (0, 1, 0, 2)[bar.number // 2 % 4]
        notes = [
            (b, long, m)
            for (b, long), m in zip(self._rhythms[which], self._moves[which], strict=True)
            if b // _BEATS == half
        ]
        for beat, beats, move in notes:
            inside = beat - half * _BEATS
            self._step = self._led(self._step + move, bar, strong=inside in {0.0, 2.0})
            level = (0.4 + 0.4 * bar.intensity) * float(self._rng.uniform(0.85, 1.0))
            start = max(bar.start + inside * bar.beat + float(self._rng.normal(0, 0.01)), 0.0)
            pitch = pitch_of(self._mood, self._tonic, self._step)
            yield Note(self._mood.lead, start, beats * bar.beat, pitch, level)

    def _led(self, step: int, bar: _Bar, *, strong: bool) -> int:
        """The nearest step within the voice's range, and of the chord where the beat is strong."""
        low, high = _LEAD_RANGE
        classes = {pitch % 12 for pitch in bar.chord}
        fitting = [
            other
            for other in range(step - 6, step + 7)
            if low <= (pitch := pitch_of(self._mood, self._tonic, other)) <= high
            and (not strong or pitch % 12 in classes)
        ]
        if not fitting:
            return _CENTRE
        return min(fitting, key=lambda other: (abs(other - step) + abs(other - _CENTRE) / 4, other))


def _ending(mood: Mood, tonic: int, bars: Sequence[_Bar], seconds: float) -> Iterator[Note]:
    """The tonic, left to ring."""
    last = bars[-1]
    start = last.start + last.beat * _BEATS
    chord = _voiced(mood, tonic, 0, last.chord)
    for number, pitch in enumerate(chord):
        yield Note(Voice.PAD, start, seconds - start, pitch, 0.6)
        yield Note(mood.accompaniment, start + 0.06 * number, seconds - start, pitch + 12, 0.45)
    yield Note(Voice.BASS, start, seconds - start, tonic - 24 + (12 if tonic < 55 else 0), 0.6)
