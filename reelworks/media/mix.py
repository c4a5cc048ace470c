"""One sound track: narrations placed to the sample, effects and music kept under the voice.

It is made a block at a time and written to a file: a long film takes no more memory than a short.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from reelworks.media import tracks, wav
from reelworks.media.rooms import Room
from reelworks.media.tracks import BLOCK, Placed
from reelworks.media.wav import RATE, Samples

_SPEECH_DB = -20.0  # every narration is brought to this level before the compressor
_EFFECT_DB, _MUSIC_DB, _TONE_DB = -17.0, -13.0, -52.0  # against the voice as it comes out of it
_CLIP_DB = -2.0  # an intro's or outro's own sound, likewise
_EFFECT_DUCK_DB, _MUSIC_DUCK_DB = -4.0, -8.0  # further down while somebody speaks
_MOST_LIFT_DB, _MOST_SPEECH_LIFT_DB = 18.0, 36.0  # what is nearly silent was meant to be
_HOP = RATE // 100  # the ducking curve has 100 points a second
_SILENCE_DB = -45.0  # against the loudest: below it nobody speaks
_BRIDGE_S, _EARLY_S, _SLOPE_S = 2.0, 0.4, 0.7  # of the ducking curve
_EFFECT_FADE_S, _EFFECT_OVERLAP_S = 0.25, 0.2
_CLIP_FADE_S = 0.02
_MUSIC_IN_S, _MUSIC_OUT_S, _LOOP_FADE_S = 1.0, 3.0, 2.0
_TONE_S = 10  # of room tone, made so that it repeats without a seam; a block is a multiple

# Rumble out, quiet and loud words nearer to each other, peaks caught; `latency=1` keeps it in time.
_VOICE_CHAIN = (
    "highpass=f=75,"
    "acompressor=threshold=-24dB:ratio=4:attack=3:release=90:makeup=2.5:knee=6,"
    "alimiter=limit=-6dB:level=disabled:attack=2:release=40:latency=1"
)
_SPOKEN, _VOICE, _MUSIC, _MIX = "spoken.f32", "voice.f32", "music.wav", "mix.f32"

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Part:
    """One shot on the film's clock, in samples: its picture, and where its narration begins.

    An intro or outro has no narration; `own` is the sound that it came with.
    """

    start: int
    length: int
    speech: int
    narration: Path | None = None
    effect: Path | None = None
    own: Path | None = None


def soundtrack(parts: Sequence[Part], total: int, music: Path | None, room: Room) -> str:
    """Write the film's sound before its loudness is set, `total` samples of raw stereo floats.

    Returns the file's name in the room.
    """
    _speak(parts, total, room)
    voice = room.path(_VOICE)
    power = _power(tracks.read(voice, 1, total))
    level = _level(power)
    level = level if level > -60 else _SPEECH_DB
    speaking = _speaking(power)
    under = _effects(parts, total, level + _EFFECT_DB)
    bed = _bed(parts, total, music, level + _MUSIC_DB, room)
    clips = tracks.laid(_clips(parts, level + _CLIP_DB), 2, total)
    tone = _room_tone(total, level + _TONE_DB)
    blocks = zip(tracks.read(voice, 1, total), under, bed, clips, strict=False)
    mixed = (
        spoken
        + effects * _gain(speaking, _EFFECT_DUCK_DB, at, spoken.shape[1])
        + notes * _gain(speaking, _MUSIC_DUCK_DB, at, spoken.shape[1])
        + clip
        + tone[:, : spoken.shape[1]]
        for at, (spoken, effects, notes, clip) in zip(range(0, total, BLOCK), blocks, strict=True)
    )
    tracks.write(room.path(_MIX), mixed)
    return _MIX


def loud_db(samples: Samples) -> float:
    """The level of a sound where it sounds: RMS over what is not pauses, -inf for silence."""
    return _level(_power([np.atleast_2d(samples)]))


def _level(power: Floats) -> float:
    top = power.max(initial=0.0)
    if top <= 0:
        return float("-inf")
    return float(10 * np.log10(power[power > top * 10 ** (_SILENCE_DB / 10)].mean()))


def _power(blocks: Iterable[Samples]) -> Floats:
    """Mean square per hop, over all channels. Blocks, but for the last, are whole hops."""
    return np.concatenate([np.zeros(0), *map(_block_power, blocks)])


def _block_power(samples: Samples) -> Floats:
    hops = -(-samples.shape[1] // _HOP)
    square = np.zeros((samples.shape[0], hops * _HOP), np.float32)
    np.square(samples, out=square[:, : samples.shape[1]])
    blocks = square.reshape(samples.shape[0], hops, _HOP)
    return np.asarray(blocks.mean(axis=(0, 2), dtype=np.float64))


def _speak(parts: Sequence[Part], total: int, room: Room) -> None:
    """All narrations on one track, through the voice's compressor."""
    spoken = ((part.speech, part.narration) for part in parts if part.narration)
    placed = [Placed(at, partial(_narration, path)) for at, path in spoken]
    tracks.write(room.path(_SPOKEN), tracks.laid(placed, 1, total))
    pipe = ("-f", "f32le", "-ar", str(RATE), "-ac", "1")
    room.ffmpeg([*pipe, "-i", _SPOKEN, "-af", _VOICE_CHAIN, *pipe, _VOICE])


def _narration(path: Path) -> Samples:
    samples: Samples = wav.resampled(wav.read(path)).samples.mean(axis=0, dtype=np.float32)[None]
    return samples * _lift(loud_db(samples), _SPEECH_DB, _MOST_SPEECH_LIFT_DB)


def _stereo(path: Path) -> Samples:
    samples = wav.resampled(wav.read(path)).samples
    return np.repeat(samples, 2, axis=0) if samples.shape[0] == 1 else samples


def _lift(level_db: float, target_db: float, most_db: float = _MOST_LIFT_DB) -> np.float32:
    """The factor that brings a sound to a level, within reason; 0 for silence."""
    if level_db < -90:
        return np.float32(0)
    return np.float32(10 ** (min(target_db - level_db, most_db) / 20))


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
    sound = sound * _lift(loud_db(sound), level_db)
    return sound * tracks.edges(0, sound.shape[1], sound.shape[1], fade_s, fade_s)


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
    gain = _lift(_level(_power(pieces)), level_db)
    turns = tracks.turns(path, length, last - first, _LOOP_FADE_S) if length else ()
    placed = [Placed(turn.start + first, turn.load) for turn in turns]
    for at, block in zip(range(0, total, BLOCK), tracks.laid(placed, 2, total), strict=True):
        ends = tracks.edges(at - first, block.shape[1], last - first, _MUSIC_IN_S, _MUSIC_OUT_S)
        yield block * ends * gain


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
    active = np.flatnonzero(power > power.max(initial=0.0) * 10 ** (_SILENCE_DB / 10))
    curve = np.zeros(power.size)
    pause = round(_BRIDGE_S * RATE / _HOP)
    for burst in np.split(active, np.flatnonzero(np.diff(active) > pause) + 1):
        if burst.size:
            early = max(0, burst[0] - round(_EARLY_S * RATE / _HOP))
            curve[early : burst[-1] + round(_EARLY_S * RATE / _HOP)] = 1.0
    window = np.hanning(round(_SLOPE_S * RATE / _HOP) + 2)
    return np.convolve(curve, window / window.sum(), mode="same")[: power.size]


def _gain(speaking: Floats, duck_db: float, start: int, length: int) -> Samples:
    """Per sample from `start`, the factor of something that goes down by `duck_db` under speech."""
    first, last = start // _HOP, -(-(start + length) // _HOP) + 1
    hops = np.arange(first, last) * _HOP
    decibels = np.interp(hops, np.arange(speaking.size) * _HOP, speaking) * duck_db
    values = (10 ** (decibels / 20)).astype(np.float32)
    ramp = np.linspace(0, 1, _HOP, endpoint=False, dtype=np.float32)
    gain = values[:-1, None] + np.diff(values)[:, None] * ramp
    return gain.reshape(-1)[start - first * _HOP :][:length]


def _room_tone(total: int, level_db: float) -> Samples:
    """A block of faint pink noise: no pause is ever digitally silent."""
    length = min(_TONE_S * RATE, total + total % 2)
    noise = np.random.default_rng(20).standard_normal((2, length), np.float32)
    spectrum = np.fft.rfft(noise)
    spectrum /= np.sqrt(np.maximum(np.arange(spectrum.shape[1]), length // 1000 + 1))
    tone = np.fft.irfft(spectrum, length).astype(np.float32)
    tone *= np.float32(10 ** (level_db / 20) / np.sqrt(np.mean(tone**2)))
    return np.tile(tone, -(-BLOCK // length))
