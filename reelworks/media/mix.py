"""One sound track: narrations placed to the sample, effects and music kept under the voice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from reelworks.media import wav
from reelworks.media.rooms import Room
from reelworks.media.wav import RATE, Samples

_SPEECH_DB = -20.0  # every narration is brought to this level before the compressor
_EFFECT_DB, _MUSIC_DB, _TONE_DB = -17.0, -13.0, -52.0  # against the voice as it comes out of it
_EFFECT_DUCK_DB, _MUSIC_DUCK_DB = -4.0, -8.0  # further down while somebody speaks
_MOST_LIFT_DB, _MOST_SPEECH_LIFT_DB = 18.0, 36.0  # what is nearly silent was meant to be
_HOP = RATE // 100  # the ducking curve has 100 points a second
_SILENCE_DB = -45.0  # against the loudest: below it nobody speaks
_BRIDGE_S, _EARLY_S, _SLOPE_S = 2.0, 0.4, 0.7  # of the ducking curve
_EFFECT_FADE_S, _EFFECT_OVERLAP_S = 0.25, 0.2
_MUSIC_IN_S, _MUSIC_OUT_S, _LOOP_FADE_S = 1.0, 3.0, 2.0
_TONE_S = 10  # of room tone, made so that it repeats without a seam

# Rumble out, quiet and loud words nearer to each other, peaks caught; `latency=1` keeps it in time.
_VOICE_CHAIN = (
    "highpass=f=75,"
    "acompressor=threshold=-24dB:ratio=4:attack=3:release=90:makeup=2.5:knee=6,"
    "alimiter=limit=-6dB:level=disabled:attack=2:release=40:latency=1"
)


@dataclass(frozen=True, slots=True)
class Part:
    """One shot on the film's clock, in samples: its picture, and where its narration begins."""

    start: int
    length: int
    speech: int
    narration: Path
    effect: Path | None = None


def soundtrack(parts: Sequence[Part], total: int, music: Path | None, room: Room) -> Samples:
    """The whole film's sound, (2, total), before it is brought to its final loudness."""
    voice = _voice(parts, total, room)
    level = loud_db(voice)
    level = level if level > -60 else _SPEECH_DB
    speaking = _speaking(voice)
    mix = np.stack([voice, voice])
    under = _effects(parts, total, level + _EFFECT_DB)
    mix += under * _gain(speaking, _EFFECT_DUCK_DB, total)
    if music is not None:
        bed = _bed(_stereo(music), total, level + _MUSIC_DB)
        mix += bed * _gain(speaking, _MUSIC_DUCK_DB, total)
    mix += _room_tone(total, level + _TONE_DB)
    return mix


def loud_db(samples: Samples) -> float:
    """The level of a sound where it sounds: RMS over what is not pauses, -inf for silence."""
    power = _power(samples)
    top = power.max(initial=0.0)
    if top <= 0:
        return float("-inf")
    return float(10 * np.log10(power[power > top * 10 ** (_SILENCE_DB / 10)].mean()))


def _power(samples: Samples) -> NDArray[np.float64]:
    """Mean square per hop, over all channels."""
    flat = np.atleast_2d(samples)
    hops = -(-flat.shape[1] // _HOP)
    square = np.zeros((flat.shape[0], hops * _HOP), np.float32)
    np.square(flat, out=square[:, : flat.shape[1]])
    blocks = square.reshape(flat.shape[0], hops, _HOP)
    return np.asarray(blocks.mean(axis=(0, 2), dtype=np.float64))


def _voice(parts: Sequence[Part], total: int, room: Room) -> Samples:
    raw = np.zeros(total, np.float32)
    for part in parts:
        speech = _mono(part.narration)[: total - part.speech]
        raw[part.speech : part.speech + speech.size] += speech * _lift(
            speech, _SPEECH_DB, _MOST_SPEECH_LIFT_DB
        )
    pipe = ("-f", "f32le", "-ar", str(RATE), "-ac", "1")
    args = [*pipe, "-i", "pipe:0", "-af", _VOICE_CHAIN, *pipe, "pipe:1"]
    out, _ = room.ffmpeg(args, stdin=raw.tobytes())
    done = np.frombuffer(out, np.float32)[:total]
    return np.pad(done, (0, total - done.size))


def _mono(path: Path) -> Samples:
    samples: Samples = wav.resampled(wav.read(path)).samples.mean(axis=0, dtype=np.float32)
    return samples


def _stereo(path: Path) -> Samples:
    samples = wav.resampled(wav.read(path)).samples
    return np.repeat(samples, 2, axis=0) if samples.shape[0] == 1 else samples


def _lift(samples: Samples, target_db: float, most_db: float = _MOST_LIFT_DB) -> np.float32:
    """The factor that brings a sound to a level, within reason; 0 for silence."""
    level = loud_db(samples)
    if level < -90:
        return np.float32(0)
    return np.float32(10 ** (min(target_db - level, most_db) / 20))


def _effects(parts: Sequence[Part], total: int, level_db: float) -> Samples:
    """Each shot's effect under its picture, reaching a little into the next shot's."""
    bus = np.zeros((2, total), np.float32)
    for part in parts:
        if part.effect is None:
            continue
        length = min(part.length + round(_EFFECT_OVERLAP_S * RATE), total - part.start)
        effect = _stereo(part.effect)[:, :length]
        effect = effect * _lift(effect, level_db) * _fades(effect.shape[1])
        bus[:, part.start : part.start + effect.shape[1]] += effect
    return bus


def _fades(length: int, into_s: float = _EFFECT_FADE_S, out_s: float = _EFFECT_FADE_S) -> Samples:
    """A gain that rises at the beginning and falls at the end."""
    gain = np.ones(length, np.float32)
    for seconds, place in ((into_s, slice(None)), (out_s, slice(None, None, -1))):
        slope = _slope(min(round(seconds * RATE), length // 2))
        gain[place][: slope.size] *= slope
    return gain


def _slope(length: int) -> Samples:
    return np.sin(np.linspace(0, np.pi / 2, length, endpoint=False, dtype=np.float32)) ** 2


def _bed(music: Samples, total: int, level_db: float) -> Samples:
    """Music as long as the film: repeated over a crossfade or cut, and faded at both ends."""
    if music.shape[1] == 0:
        return np.zeros((2, total), np.float32)
    music = music * _lift(music, level_db)
    bed = np.zeros((2, total), np.float32)
    overlap = min(round(_LOOP_FADE_S * RATE), music.shape[1] // 4)
    step = music.shape[1] - overlap
    for start in range(0, total, step):
        turn = music[:, : total - start].copy()
        if start:
            turn[:, :overlap] *= _slope(overlap)[: turn.shape[1]]
        if turn.shape[1] > step:
            turn[:, step:] *= _slope(overlap)[::-1][: turn.shape[1] - step]
        bed[:, start : start + turn.shape[1]] += turn
    return bed * _fades(total, _MUSIC_IN_S, _MUSIC_OUT_S)


def _speaking(voice: Samples) -> NDArray[np.float64]:
    """How much somebody speaks, from 0 to 1, per hop: known ahead, so it moves before they do."""
    power = _power(voice)
    active = np.flatnonzero(power > power.max(initial=0.0) * 10 ** (_SILENCE_DB / 10))
    curve = np.zeros(power.size)
    pause = round(_BRIDGE_S * RATE / _HOP)
    for burst in np.split(active, np.flatnonzero(np.diff(active) > pause) + 1):
        if burst.size:
            early = max(0, burst[0] - round(_EARLY_S * RATE / _HOP))
            curve[early : burst[-1] + round(_EARLY_S * RATE / _HOP)] = 1.0
    window = np.hanning(round(_SLOPE_S * RATE / _HOP) + 2)
    return np.convolve(curve, window / window.sum(), mode="same")[: power.size]


def _gain(speaking: NDArray[np.float64], duck_db: float, total: int) -> Samples:
    """Per sample, the factor of something that goes down by `duck_db` under speech."""
    hops = np.arange(speaking.size) * _HOP
    gain = np.interp(np.arange(total), hops, 10 ** (speaking * duck_db / 20))
    return gain.astype(np.float32)


def _room_tone(total: int, level_db: float) -> Samples:
    """Faint pink noise: no pause is ever digitally silent."""
    length = min(_TONE_S * RATE, total + total % 2)
    noise = np.random.default_rng(20).standard_normal((2, length), np.float32)
    spectrum = np.fft.rfft(noise)
    spectrum /= np.sqrt(np.maximum(np.arange(spectrum.shape[1]), length // 1000 + 1))
    tone = np.fft.irfft(spectrum, length).astype(np.float32)
    tone *= np.float32(10 ** (level_db / 20) / np.sqrt(np.mean(tone**2)))
    return np.tile(tone, -(-total // length))[:, :total]
