"""One sound track: narrations placed to the sample, effects and music kept under the voice.

It is made a block at a time and written to a file: a long film takes no more memory than a short.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from reelworks.media import envelope, tracks, wav
from reelworks.media.envelope import HOP, SILENCE_DB, Floats
from reelworks.media.rooms import Room
from reelworks.media.tracks import BLOCK, Placed
from reelworks.media.voice import SPEECH_DB
from reelworks.media.wav import RATE, Samples

_EFFECT_DB, _MUSIC_DB, _TONE_DB = -17.0, -13.0, -52.0  # against the voice
_CLIP_DB = -2.0  # an intro's or outro's own sound, likewise
_EFFECT_DUCK_DB, _MUSIC_DUCK_DB = -4.0, -8.0  # further down while somebody speaks
_BRIDGE_S, _EARLY_S, _SLOPE_S = 2.0, 0.4, 0.7  # of the ducking curve
_EFFECT_FADE_S, _EFFECT_OVERLAP_S = 0.25, 0.2
_CLIP_FADE_S = 0.02
_MUSIC_IN_S, _MUSIC_OUT_S, _LOOP_FADE_S = 1.0, 3.0, 2.0
_TONE_S = 4  # of room tone, made so that it repeats without a seam; a multiple of a block

_MUSIC, _MIX = "music.wav", "mix.f32"


@dataclass(frozen=True, slots=True)
class Part:
    """One shot on the film's clock, in samples: its picture, and where its voice begins.

    `voice` is a finished narration. An intro or outro has none; `own` is the sound it came with.
    """

    start: int
    length: int
    speech: int
    voice: Path | None = None
    effect: Path | None = None
    own: Path | None = None


def soundtrack(parts: Sequence[Part], total: int, music: Path | None, room: Room) -> str:
    """Write the film's sound before its loudness is set, `total` samples of raw stereo floats.

    Returns the file's name in the room.
    """
    spoken = [Placed(p.speech, partial(_mono, p.voice)) for p in parts if p.voice]
    power = envelope.power(tracks.laid(spoken, 1, total))
    level = envelope.level_db(power)
    level = level if level > -60 else SPEECH_DB
    speaking = _speaking(power)
    under = _effects(parts, total, level + _EFFECT_DB)
    bed = _bed(parts, total, music, level + _MUSIC_DB, room)
    clips = tracks.laid(_clips(parts, level + _CLIP_DB), 2, total)
    tone = _room_tone(total, level + _TONE_DB)
    blocks = zip(tracks.laid(spoken, 1, total), under, bed, clips, tone, strict=True)
    mixed = (
        voice
        + effects * _gain(speaking, _EFFECT_DUCK_DB, at, voice.shape[1])
        + notes * _gain(speaking, _MUSIC_DUCK_DB, at, voice.shape[1])
        + clip
        + hiss
        for at, (voice, effects, notes, clip, hiss) in zip(
            range(0, total, BLOCK), blocks, strict=True
        )
    )
    tracks.write(room.path(_MIX), mixed)
    return _MIX


def _mono(path: Path) -> Samples:
    samples: Samples = wav.resampled(wav.read(path)).samples.mean(axis=0, dtype=np.float32)[None]
    return samples


def _stereo(path: Path) -> Samples:
    samples = wav.resampled(wav.read(path)).samples
    return np.repeat(samples, 2, axis=0) if samples.shape[0] == 1 else samples


def _effects(parts: Sequence[Part], total: int, level_db: float) -> Iterator[Samples]:
    """Each shot's effect under its picture, reaching a little into the next shot's."""
    more = round(_EFFECT_OVERLAP_S * RATE)
    placed = [
        Placed(part.start, partial(_fitted, part.effect, most, level_db, _EFFECT_FADE_S))
        for part in parts
        if part.effect and (most := min(part.length + more, total - part.start))
    ]
    return tracks.laid(placed, 2, total)


def _clips(parts: Sequence[Part], level_db: float) -> list[Placed]:
    """What intros and outros came with."""
    return [
        Placed(part.start, partial(_fitted, part.own, part.length, level_db, _CLIP_FADE_S))
        for part in parts
        if part.own
    ]


def _fitted(path: Path, most: int, level_db: float, fade_s: float) -> Samples:
    sound = _stereo(path)[:, :most]
    sound *= envelope.lift(envelope.loud_db(sound), level_db)
    return tracks.faded(sound, 0, sound.shape[1], fade_s, fade_s)


def _bed(
    parts: Sequence[Part], total: int, music: Path | None, level_db: float, room: Room
) -> Iterator[Samples]:
    """Music from the first shot to the last: repeated over a crossfade or cut, faded at both ends.

    It is silent under an intro or outro that has a sound of its own.
    """
    first, last = _without_clips(parts, total)
    if music is None or last <= first:
        yield from tracks.laid((), 2, total)
        return
    path, length = _at_our_rate(music, room)
    pieces = (wav.read(path, at, BLOCK).samples for at in range(0, length, BLOCK))
    gain = envelope.lift(envelope.level_db(envelope.power(pieces)), level_db)
    turns = tracks.turns(path, length, last - first, _LOOP_FADE_S) if length else ()
    placed = [Placed(turn.start + first, turn.load) for turn in turns]
    for at, block in zip(range(0, total, BLOCK), tracks.laid(placed, 2, total), strict=True):
        yield tracks.faded(block * gain, at - first, last - first, _MUSIC_IN_S, _MUSIC_OUT_S)


def _without_clips(parts: Sequence[Part], total: int) -> tuple[int, int]:
    """From where to where there is music."""
    first, last = 0, total
    for part in parts:
        if not part.own:
            break
        first = part.start + part.length
    for part in reversed(parts):
        if not part.own or part.start < first:
            break
        last = part.start
    return first, last


def _at_our_rate(music: Path, room: Room) -> tuple[Path, int]:
    """The music, at 48 kHz, and how many samples it has."""
    rate, length = wav.extent(music)
    if rate == RATE:
        return music, length
    sound = wav.resampled(wav.read(music))
    wav.write(room.path(_MUSIC), sound)
    return room.path(_MUSIC), sound.samples.shape[1]


def _speaking(power: Floats) -> Floats:
    """How much somebody speaks, from 0 to 1, per hop: known ahead, so it moves before they do."""
    active = np.flatnonzero(power > power.max(initial=0.0) * 10 ** (SILENCE_DB / 10))
    curve = np.zeros(power.size)
    pause = round(_BRIDGE_S * RATE / HOP)
    for burst in np.split(active, np.flatnonzero(np.diff(active) > pause) + 1):
        if burst.size:
            early = max(0, burst[0] - round(_EARLY_S * RATE / HOP))
            curve[early : burst[-1] + round(_EARLY_S * RATE / HOP)] = 1.0
    window = np.hanning(round(_SLOPE_S * RATE / HOP) + 2)
    return np.convolve(curve, window / window.sum(), mode="same")[: power.size]


def _gain(speaking: Floats, duck_db: float, start: int, length: int) -> Samples:
    """Per sample from `start`, the factor of something that goes down by `duck_db` under speech."""
    first, last = start // HOP, -(-(start + length) // HOP) + 1
    hops = np.arange(first, last) * HOP
    decibels = np.interp(hops, np.arange(speaking.size) * HOP, speaking) * duck_db
    values = (10 ** (decibels / 20)).astype(np.float32)
    ramp = np.linspace(0, 1, HOP, endpoint=False, dtype=np.float32)
    gain = values[:-1, None] + np.diff(values)[:, None] * ramp
    return gain.reshape(-1)[start - first * HOP :][:length]


def _room_tone(total: int, level_db: float) -> Iterator[Samples]:
    """Faint pink noise, block after block: no pause is ever digitally silent."""
    length = min(_TONE_S * RATE, total + total % 2)
    noise = np.random.default_rng(20).standard_normal((2, length), np.float32)
    spectrum = np.fft.rfft(noise)
    spectrum /= np.sqrt(np.maximum(np.arange(spectrum.shape[1]), length // 1000 + 1))
    tone = np.fft.irfft(spectrum, length).astype(np.float32)
    tone *= np.float32(10 ** (level_db / 20) / np.sqrt(np.mean(tone**2)))
    for at in range(0, total, BLOCK):
        yield tone[:, at % length :][:, : min(BLOCK, total - at)]
