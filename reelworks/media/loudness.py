"""Loudness after EBU R 128: measured, and brought to where platforms expect it."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from reelworks.media.rooms import Room
from reelworks.media.wav import RATE
from reelworks.ops import ffmpeg

TARGET_LUFS = -14.0
# Of the limiter. It sees samples only: what lies between them, and AAC, overshoot it by 0.3 dB in
# films, by more in harsh music, which is then limited again. Seeing twice as many costs double.
_CEILING_DB = -2.0
_PEAK_DB = -1.05  # of the encoded sound; -1 is the promise
_METER_FLOOR = -70.0  # what the meter says when it has heard nothing
_PRECISE_LU = 0.2  # closer than this is not worth another try
_TRIES = 6
_MOST_GAIN_DB = 20.0  # a film in which nobody speaks stays quiet
_RAW = ("-f", "f32le", "-ar", str(RATE), "-ac", "2")
_METER = "ebur128=framelog=quiet"
_CLOCK = ("-movie_timescale", str(RATE))  # exact edit lists
_FIGURE = re.compile(r"^\s+(I|Peak):\s+(-?[\d.]+|-inf|nan) (?:LUFS|dBFS)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Loudness:
    """Integrated loudness, and the true peak (both -inf for silence)."""

    lufs: float
    true_peak_db: float


def finish(room: Room, mix: str, name: str) -> Loudness:
    """Encode a mix (raw stereo floats) as AAC, at the target loudness, peaks under -1 dBTP.

    Both names are files of the room. What counts is measured on the encoded file: what the limiter
    took too much of, or let through too high, is corrected and encoded again; a film's sound is
    right at once. Silence stays silent. Returns what the file measures.
    """
    gain = _gain_for(_measured(room, (*_RAW, "-i", mix), peak=False).lufs)
    ceiling = _CEILING_DB
    for _ in range(_TRIES):
        _encode(room, mix, gain, ceiling, name)
        heard = measure(room, name)
        better = min(gain + TARGET_LUFS - heard.lufs, _MOST_GAIN_DB)
        over = max(0.0, heard.true_peak_db - _PEAK_DB)
        if heard.lufs == -math.inf or (abs(better - gain) <= _PRECISE_LU and not over):
            break
        gain, ceiling = better, ceiling - over * 1.2
    return heard


def measure(room: Room, name: str) -> Loudness:
    """Integrated loudness and true peak of a sound file in the room."""
    return _measured(room, (*ffmpeg.INPUT, "-i", name), peak=True)


def _gain_for(lufs: float) -> float:
    return min(TARGET_LUFS - lufs, _MOST_GAIN_DB) if lufs > -math.inf else 0.0


def _measured(room: Room, source: Sequence[str], *, peak: bool) -> Loudness:
    meter = _METER + (":peak=true" if peak else "")
    args = [*source, "-vn", "-af", meter, "-loglevel", "info", "-f", "null", "-"]
    return _read(room.ffmpeg(args)[1])


def _read(words: str) -> Loudness:
    figures = {name: float(value) for name, value in _FIGURE.findall(words)}
    lufs = figures["I"] if figures["I"] > _METER_FLOOR else -math.inf
    return Loudness(lufs, figures.get("Peak", -math.inf))


def _encode(room: Room, mix: str, gain: float, ceiling: float, name: str) -> None:
    """The mix with this gain, its peaks held down, as AAC."""
    limit = f"alimiter=limit={ceiling:.3f}dB:level=disabled:attack=5:release=50:latency=1"
    # `fast` takes half of the default's time and is nearer to the original below 8 kHz
    how = ("-profile:a", "aac_low", "-aac_coder", "fast", "-b:a", "192k", "-flags:a", "+bitexact")
    plain = ("-map_metadata", "-1", "-fflags", "+bitexact", *_CLOCK, "-f", "mp4", name)
    louder = f"volume={gain:.3f}dB,{limit}"
    room.ffmpeg([*_RAW, "-i", mix, "-af", louder, "-c:a", "aac", *how, *plain])
