"""The neural voice: phonemes in, samples out, with the length of every phoneme.

A Piper voice is a VITS model in ONNX. Two things about how it is run here:

- The lengths of the phonemes are inside the graph (its one Ceil node) but not among its outputs.
  Serialised protocol buffers merge when they are put one after the other, so a few bytes behind
  the file declare that tensor an output; nothing is parsed or written twice.
- Without memory reuse the session loads in 0.2 CPU s instead of 1.8: the planner compares every
  tensor of this graph with every other, and optimising it gained nothing in the run.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from reelworks.domain.errors import BadInput, NotSupported
from reelworks.media.wav import Samples
from reelworks.providers.local.voice.voices import Voice

_LENGTHS = b"/Ceil_output_0"
_BOS, _EOS, _PAD = "^", "$", "_"
_BLOCK = 1 << 24
_STEADY, _CALM = 0.65, 1.06  # less chance and more time than a voice's own: better understood


class Model:
    """A voice, loaded. One per narration: its noise goes on from one utterance to the next."""

    def __init__(self, voice: Voice, *, seed: int, pace: float = 1.0) -> None:
        self._voice = voice
        noise, length, length_noise = voice.noise
        self._scales = np.array(
            [noise * _STEADY, length * _CALM / pace, length_noise * _STEADY], np.float32
        )
        onnxruntime.set_seed(seed)  # the graph draws its noise itself; sessions take it when made
        with _with_lengths(voice.model) as path:
            self._session = _session(path, voice.name)

    def speak(self, phonemes: Sequence[str]) -> tuple[Samples, NDArray[np.int64]]:
        """The samples of one utterance, and how many of them belong to each phoneme.

        The first length also has what comes before the first phoneme, the last what comes after.
        """
        ids, sizes = self._ids(phonemes)
        inputs = {
            "input": np.array([ids], np.int64),
            "input_lengths": np.array([len(ids)], np.int64),
            "scales": self._scales,
        }
        if self._voice.speakers > 1:
            inputs["sid"] = np.array([0], np.int64)
        audio, lengths = self._session.run(None, inputs)
        per_id = (np.asarray(lengths).ravel() * self._voice.hop).astype(np.int64)
        ends = np.cumsum(sizes)
        starts = ends - sizes
        totals = np.array([per_id[a:b].sum() for a, b in zip(starts, ends, strict=True)], np.int64)
        return np.asarray(audio, np.float32).ravel(), totals

    def _ids(self, phonemes: Sequence[str]) -> tuple[list[int], list[int]]:
        """The model's numbers, and how many of them each phoneme has (0 when it is unknown)."""
        known, pad = self._voice.ids, self._voice.ids[_PAD]
        groups = [[*known[p], *pad] if p in known else [] for p in phonemes]
        groups[0] = [*known[_BOS], *pad, *groups[0]]
        groups[-1] = [*groups[-1], *known[_EOS]]
        return [number for group in groups for number in group], [len(group) for group in groups]


def _session(path: str, name: str) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1  # same bytes on every run
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.enable_mem_reuse = options.enable_mem_pattern = False
    options.log_severity_level = 4
    try:
        return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's own classes share no base of their own
        raise BadInput(
            f"The voice {name!r} cannot be loaded: {str(error)[:300]}",
            remedy="Download the voice's .onnx file again.",
        ) from error


@contextmanager
def _with_lengths(model: Path) -> Iterator[str]:
    """A path to the model with its lengths among the outputs; gone when the block ends."""
    with model.open("rb") as source, _scratch() as (target, path):
        seen, before = False, b""
        while block := source.read(_BLOCK):
            seen = seen or _LENGTHS in before + block
            before = block[-len(_LENGTHS) :]
            target.write(block)
        if not seen:
            raise NotSupported(
                f"The voice {model.stem!r} does not tell how long its phonemes are.",
                remedy="Use a voice from Piper's own collection.",
            )
        target.write(_output(_LENGTHS))
        target.flush()
        yield path


@contextmanager
def _scratch() -> Iterator[tuple[IO[bytes], str]]:
    """A file that is never left behind: in memory where the system has that."""
    if sys.platform == "linux":
        with os.fdopen(os.memfd_create("voice"), "wb") as memory:
            yield memory, f"/proc/self/fd/{memory.fileno()}"
    else:
        with tempfile.NamedTemporaryFile(suffix=".onnx") as file:
            yield file, file.name


def _output(name: bytes) -> bytes:
    """ModelProto.graph (7) . GraphProto.output (12) . ValueInfoProto.name (1), as bytes."""
    value = b"\x0a" + bytes([len(name)]) + name
    graph = b"\x62" + bytes([len(value)]) + value
    return b"\x3a" + bytes([len(graph)]) + graph
