"""Loudness after EBU R 128: measured, and brought to where platforms expect it."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from reelworks.media.rooms import Room
from reelworks.media.wav import RATE, Samples
from reelworks.ops import ffmpeg

TARGET_LUFS = -14.0
_CEILING_DB = -2.0  # of the limiter; AAC overshoots it by up to a decibel
_PEAK_DB = -1.05  # of the encoded sound; -1 is the promise
_METER_FLOOR = -70.0  # what the meter says when it has heard nothing
_PRECISE_LU = 0.2  # closer than this is not worth another try
_TRIES = 4
_MOST_GAIN_DB = 20.0  # a film in which nobody speaks stays quiet
_RAW = ("-f", "f32le", "-ar", str(RATE), "-ac", "2", "-i", "pipe:0")
_CLOCK = ("-movie_timescale", str(RATE))  # exact edit lists
_FIGURE = re.compile(r"^\s+(I|Peak):\s+(-?[\d.]+|-inf|nan) (?:LUFS|dBFS)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Loudness:
    """Integrated loudness, and the true peak (both -inf for silence)."""

    lufs: float
    true_peak_db: float


def finish(room: Room, mix: Samples, name: str) -> Loudness:
    """Encode a mix as AAC in the room's file `name`, at the target loudness, peaks under -1 dBTP.

    What counts is measured on the encoded file; the gain, and the limiter when AAC overshot it,
    are corrected until it is right. Silence stays silent. Returns what the file measures.
    """
    sound = np.ascontiguousarray(mix.T).tobytes()
    gain = _gain_for(_measured(room, _RAW, stdin=sound, peak=False).lufs)
    ceiling = _CEILING_DB
    for _ in range(_TRIES):
        _encode(room, sound, gain, ceiling, name)
        heard = measure(room, name)
        miss = TARGET_LUFS - heard.lufs
        if heard.lufs == -math.inf or (abs(miss) <= _PRECISE_LU and heard.true_peak_db <= _PEAK_DB):
            break
        gain = min(gain + miss, _MOST_GAIN_DB)
        ceiling -= max(0.0, heard.true_peak_db - _PEAK_DB) * 1.2
    return heard


def measure(room: Room, name: str) -> Loudness:
    """Integrated loudness and true peak of a sound file in the room."""
    return _measured(room, (*ffmpeg.INPUT, "-i", name), stdin=None, peak=True)


def _gain_for(lufs: float) -> float:
    return min(TARGET_LUFS - lufs, _MOST_GAIN_DB) if lufs > -math.inf else 0.0


def _measured(room: Room, source: Sequence[str], *, stdin: bytes | None, peak: bool) -> Loudness:
    meter = "ebur128=framelog=quiet" + (":peak=true" if peak else "")
    args = [*source, "-vn", "-af", meter, "-loglevel", "info", "-f", "null", "-"]
    _, words = room.ffmpeg(args, stdin=stdin)
    figures = {name: float(value) for name, value in _FIGURE.findall(words)}
    lufs = figures["I"] if figures["I"] > _METER_FLOOR else -math.inf
    return Loudness(lufs, figures.get("Peak", -math.inf))


def _encode(room: Room, sound: bytes, gain_db: float, ceiling_db: float, name: str) -> None:
    chain = (
        f"volume={gain_db:.3f}dB,aresample=192000,"
        f"alimiter=limit={ceiling_db:.3f}dB:level=disabled:attack=5:release=50:latency=1,"
        f"aresample={RATE}"
    )
    codec = ("-c:a", "aac", "-profile:a", "aac_low", "-b:a", "192k", "-flags:a", "+bitexact")
    plain = ("-map_metadata", "-1", "-fflags", "+bitexact", *_CLOCK, "-f", "mp4", name)
    room.ffmpeg([*_RAW, "-af", chain, *codec, *plain], stdin=sound)
