"""A narration as a film has it: of one level in every shot, its words nearer to each other."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.filter import Graph

from reelworks.media import envelope, wav
from reelworks.media.wav import RATE, Samples, Sound

SPEECH_DB = -20.0  # every narration is brought to this level before the compressor
_MOST_LIFT_DB = 36.0  # a narration that is softer than that is none

# Rumble out, quiet and loud words nearer to each other, peaks caught; `latency=1` keeps it in time.
# Doubles: in single precision the filter takes three times as long over silence (denormal numbers).
_CHAIN = (
    ("highpass", "f=75:precision=f64"),
    ("acompressor", "threshold=-24dB:ratio=4:attack=3:release=90:makeup=2.5:knee=6"),
    ("alimiter", "limit=-6dB:level=disabled:attack=2:release=40:latency=1"),
    ("aformat", "sample_fmts=flt"),
)
_TIME = Fraction(1, RATE)


def finish(narration: Path, voice: Path) -> None:
    """Write `voice`, a mono WAV as long as the narration, word for word in time with it."""
    spoken = wav.resampled(wav.read(narration)).samples.mean(axis=0, dtype=np.float32)
    spoken *= envelope.lift(envelope.loud_db(spoken), SPEECH_DB, _MOST_LIFT_DB)
    heard = [np.zeros((1, 0), np.float32), *_filtered(spoken[None])]
    wav.write(voice, Sound(np.concatenate(heard, axis=1)))


def _filtered(spoken: Samples) -> Iterator[Samples]:
    """The chain's sound, piece by piece; without a process of FFmpeg, whose start costs more."""
    graph = Graph()
    source = graph.add_abuffer(format="flt", sample_rate=RATE, layout="mono", time_base=_TIME)
    chain = [graph.add(name, options) for name, options in _CHAIN]
    graph.link_nodes(source, *chain, graph.add("abuffersink")).configure()
    for at in range(0, spoken.shape[1], RATE):
        frame = av.AudioFrame.from_ndarray(spoken[:, at : at + RATE], format="flt", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = RATE, at, _TIME
        graph.push(frame)
        yield from _ready(graph)
    graph.push(None)
    yield from _ready(graph)


def _ready(graph: Graph) -> Iterator[Samples]:
    try:
        while True:
            yield np.asarray(graph.pull().to_ndarray(), np.float32)
    except (av.BlockingIOError, av.EOFError):
        return  # nothing more for now, or nothing at all
