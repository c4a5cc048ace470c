"""The instruments of the bed, and how notes become sound."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from reelworks.media.wav import RATE
from reelworks.providers.local.sound.composition import Note
from reelworks.providers.local.sound.moods import Voice
from reelworks.providers.local.sound.synthesis import (
    Signal,
    add,
    band,
    decay,
    in_room,
    noise,
    panned,
    room,
    samples,
    unit,
)

_LOOP = 1 << 18  # samples of a sustained tone before it comes round again
_LEVELS: Mapping[Voice, float] = {  # so that the struck ones stand a little before the held ones
    Voice.PAD: 0.085,
    Voice.STRINGS: 0.11,
    Voice.PIANO: 0.55,
    Voice.PLUCK: 0.6,
    Voice.MARIMBA: 0.6,
    Voice.CELESTA: 0.45,
    Voice.BASS: 0.36,
    Voice.DRUM: 0.55,
}
_ENVELOPES: Mapping[Voice, tuple[float, float]] = {  # seconds to rise, seconds to fall
    Voice.PAD: (1.1, 1.8),
    Voice.STRINGS: (0.35, 0.9),
    Voice.BASS: (0.08, 0.5),
}


def play(rng: np.random.Generator, notes: Sequence[Note], length: int, brightness: float) -> Signal:
    """The notes as a stereo signal in a hall."""
    total = np.zeros((2, length), np.float32)
    tones: dict[tuple[Voice, int], Signal] = {}
    for note in notes:
        key = (note.voice, note.pitch)
        if key not in tones:
            tones[key] = _TONES[note.voice](rng, note.pitch, brightness)
        add(total, _shaped(note, tones[key]), samples(note.start), note.level * _LEVELS[note.voice])
    return in_room(total, room(rng, 2.6, dark_hz=3500), 0.4)


def _shaped(note: Note, tone: Signal) -> Signal:
    """A tone with the note's length: sustained ones are looped and swell, struck ones ring on."""
    if note.voice not in _ENVELOPES:
        return tone
    rise_s, fall_s = _ENVELOPES[note.voice]
    held, fall = samples(note.seconds), samples(fall_s)
    rise = min(samples(rise_s), held)
    start = (note.pitch * 7919 + samples(note.start)) % _LOOP
    shaped = _looped(tone, start, held + fall)
    shaped[:, :rise] *= np.sin(np.linspace(0, np.pi / 2, rise, dtype=np.float32)) ** 2
    shaped[:, held:] *= np.cos(np.linspace(0, np.pi / 2, fall, dtype=np.float32)) ** 2
    return shaped


def _looped(tone: Signal, start: int, size: int) -> Signal:
    """`size` samples of a tone that joins onto itself, as a copy."""
    rounds = -(-(start + size) // tone.shape[1])
    parts = [tone] * rounds
    parts[0] = tone[:, start:]
    return np.concatenate(parts, axis=1)[:, :size]


def hertz(pitch: int) -> float:
    """The frequency of a MIDI number."""
    return float(440.0 * 2 ** ((pitch - 69) / 12))


def _choir(
    rng: np.random.Generator, pitch: int, *, cents: float, slope: float, cut_hz: float
) -> Signal:
    """A tone as of many players: every overtone a narrow band of noise (Nasca's PADsynth).

    It is made in the spectrum, so it joins onto itself and can be held for ever.
    """
    base = hertz(pitch)
    magnitude = np.zeros(_LOOP // 2 + 1)
    for overtone in range(1, 40):
        centre = base * overtone
        if centre > 4 * cut_hz or centre > 0.4 * RATE:
            break
        spread = centre * (2 ** (cents / 1200) - 1) * _LOOP / RATE
        middle = centre * _LOOP / RATE
        first, last = int(middle - 4 * spread), int(middle + 4 * spread) + 2
        bins = np.arange(max(first, 1), last)
        level = overtone**-slope / (1 + (centre / cut_hz) ** 2)
        magnitude[bins] += level * np.exp(-(((bins - middle) / spread) ** 2)) / np.sqrt(spread)
    phases = rng.uniform(0, 2 * np.pi, (2, magnitude.size))
    sides = np.fft.irfft(magnitude * np.exp(1j * phases), _LOOP)
    return unit(np.asarray(sides, np.float32)) * np.float32(0.25)


def _pad(rng: np.random.Generator, pitch: int, brightness: float) -> Signal:
    return _choir(rng, pitch, cents=14, slope=1.5, cut_hz=750 * brightness)


def _strings(rng: np.random.Generator, pitch: int, brightness: float) -> Signal:
    return _choir(rng, pitch, cents=22, slope=0.9, cut_hz=1700 * brightness)


def _bass(rng: np.random.Generator, pitch: int, brightness: float) -> Signal:
    return _choir(rng, pitch, cents=4, slope=1.9, cut_hz=320 * brightness)


def _ringing(
    rng: np.random.Generator,
    pitch: int,
    partials: Sequence[tuple[float, float, float]],
    *,
    attack_s: float,
    spread: float = 0.35,
) -> Signal:
    """A struck tone: partials (ratio, gain, seconds to die), low notes left and high ones right."""
    size = samples(max(seconds for _, _, seconds in partials))
    at = np.arange(size, dtype=np.float32) * np.float32(2 * np.pi / RATE)
    tone = np.zeros(size, np.float32)
    for ratio, gain, seconds in partials:
        if (frequency := hertz(pitch) * ratio) < 0.42 * RATE:
            length = samples(seconds)
            phase = at[:length] * np.float32(frequency) + np.float32(rng.uniform(0, 6.28))
            tone[:length] += np.float32(gain) * np.sin(phase) * decay(length, seconds)
    rise = samples(attack_s)
    tone[:rise] *= np.sin(np.linspace(0, np.pi / 2, rise, dtype=np.float32))
    return panned(tone, float(np.clip((pitch - 66) / 24, -1, 1)) * spread)


def _piano(rng: np.random.Generator, pitch: int, brightness: float) -> Signal:
    """A soft, felted piano: two strings a hair apart, and the thump of the hammer."""
    low = (220 / hertz(pitch)) ** 0.35
    partials: list[tuple[float, float, float]] = []
    for overtone in range(1, 13):
        stretched = overtone * float(np.sqrt(1 + 0.0005 * overtone**2))
        gain = overtone**-1.5 * float(np.exp(-0.28 * (overtone - 1) / brightness))
        seconds = 4.2 * low / (1 + 0.35 * (overtone - 1))
        partials += [(stretched, 0.6 * gain, seconds), (stretched * 1.0006, 0.4 * gain, seconds)]
    tone = _ringing(rng, pitch, partials, attack_s=0.008)
    thump = noise(rng, samples(0.06), band(80, 500)) * decay(samples(0.06), 0.06)
    add(tone, panned(thump, 0.0), 0, 0.025)
    return tone


def _pluck(rng: np.random.Generator, pitch: int, brightness: float) -> Signal:
    """A harp or a plucked string, short."""
    partials = [
        (float(n), n**-1.2 * float(np.exp(-0.2 * n / brightness)), 1.4 / (1 + 0.45 * (n - 1)))
        for n in range(1, 13)
    ]
    return _ringing(rng, pitch, partials, attack_s=0.004)


def _marimba(rng: np.random.Generator, pitch: int, brightness: float) -> Signal:
    partials = [(1.0, 1.0, 1.0), (3.98, 0.28 * brightness, 0.28), (9.6, 0.08 * brightness, 0.1)]
    return _ringing(rng, pitch, partials, attack_s=0.004)


def _celesta(rng: np.random.Generator, pitch: int, brightness: float) -> Signal:
    partials = [
        (1.0, 1.0, 1.8),
        (2.0, 0.25, 1.2),
        (3.0, 0.12, 0.8),
        (4.1, 0.25 * brightness, 0.5),
    ]
    return _ringing(rng, pitch, partials, attack_s=0.005)


def _drum(rng: np.random.Generator, _pitch: int, _brightness: float) -> Signal:
    """A large soft drum."""
    size = samples(1.1)
    falling = 58 * (1 + 0.7 * np.exp(-np.arange(size) / (0.03 * RATE)))
    skin = np.sin(np.cumsum(2 * np.pi * falling / RATE)).astype(np.float32) * decay(size, 0.9)
    stroke = noise(rng, size, band(60, 700, tilt=-3)) * decay(size, 0.12)
    rise = samples(0.004)
    beat = skin + 0.25 * stroke
    beat[:rise] *= np.linspace(0, 1, rise, dtype=np.float32)
    return panned(beat, 0.0)


_TONES: Mapping[Voice, Callable[[np.random.Generator, int, float], Signal]] = {
    Voice.PAD: _pad,
    Voice.STRINGS: _strings,
    Voice.PIANO: _piano,
    Voice.PLUCK: _pluck,
    Voice.MARIMBA: _marimba,
    Voice.CELESTA: _celesta,
    Voice.BASS: _bass,
    Voice.DRUM: _drum,
}
