"""A narration as a film has it: of one level in every shot, its words nearer to each other."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from reelworks.media import envelope, wav
from reelworks.media.rooms import Room
from reelworks.media.wav import RATE, Sound

SPEECH_DB = -20.0  # every narration is brought to this level before the compressor
_MOST_LIFT_DB = 36.0  # a narration that is softer than that is none

# Rumble out, quiet and loud words nearer to each other, peaks caught; `latency=1` keeps it in time.
# Doubles: in single precision the filter takes three times as long over silence (denormal numbers).
_CHAIN = (
    "highpass=f=75:precision=f64,"
    "acompressor=threshold=-24dB:ratio=4:attack=3:release=90:makeup=2.5:knee=6,"
    "alimiter=limit=-6dB:level=disabled:attack=2:release=40:latency=1"
)
_PIPE = ("-f", "f32le", "-ar", str(RATE), "-ac", "1")


def finish(narration: Path, voice: Path, room: Room) -> None:
    """Write `voice`, a mono WAV as long as the narration, word for word in time with it."""
    spoken = wav.resampled(wav.read(narration)).samples.mean(axis=0, dtype=np.float32)
    spoken = spoken * envelope.lift(envelope.loud_db(spoken), SPEECH_DB, _MOST_LIFT_DB)
    args = [*_PIPE, "-i", "pipe:0", "-af", _CHAIN, *_PIPE, "pipe:1"]
    heard, _ = room.ffmpeg(args, stdin=spoken.tobytes())
    wav.write(voice, Sound(np.frombuffer(heard, np.float32)[None]))
