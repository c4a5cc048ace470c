"""Clips, sounds and words of which a test knows exactly what they show and say."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from reelworks.media import wav
from reelworks.media.rooms import Room, room
from reelworks.media.typeset import Script
from reelworks.media.wav import RATE, Samples, Sound
from reelworks.ops import ffmpeg
from reelworks.ports.speech import Word

Pixels = NDArray[np.uint8]


def clip(path: Path, source: str, *, codec: Sequence[str] = ("-pix_fmt", "yuv420p")) -> Path:
    """A clip from one of FFmpeg's test sources, like `testsrc2=s=320x180:r=30:d=2`."""
    quick = ("-c:v", "libx264", "-preset", "ultrafast", "-threads", "1", *codec)
    ffmpeg.run(["-f", "lavfi", "-i", source, *quick, path], timeout_s=60)
    return path


def grey(path: Path, seconds: float, level: int = 0x60, size: str = "320x180") -> Path:
    """A clip of one grey."""
    colour = f"0x{level:02x}{level:02x}{level:02x}"
    return clip(path, f"color=c={colour}:s={size}:r=30:d={seconds}")


def sound(path: Path, samples: Samples) -> Path:
    """Samples, mono or (channels, n), as a WAV file."""
    wav.write(path, Sound(np.atleast_2d(samples).astype(np.float32)))
    return path


def speech(seconds: float, seed: int = 1, level: float = 0.2) -> Samples:
    """Noise in bursts like words: loud for a quarter of a second, then a short pause."""
    noise = np.random.default_rng(seed).standard_normal(round(seconds * RATE)).astype(np.float32)
    beat = np.sin(np.arange(noise.size) * (2 * np.pi * 1.5 / RATE)) > -0.6
    return noise * np.where(beat, level, 0.001).astype(np.float32)


def spoken(text: str, seconds: float) -> tuple[Word, ...]:
    """The words of a text, one after the other in equal time."""
    words = text.split()
    each = seconds / len(words)
    return tuple(Word(word, i * each, (i + 0.9) * each) for i, word in enumerate(words))


def words(path: Path, said: Sequence[Word]) -> Path:
    """Word times as a file."""
    times = [{"text": w.text, "start": w.start, "end": w.end} for w in said]
    path.write_text(json.dumps(times), encoding="utf-8")
    return path


def frames(path: Path) -> list[Pixels]:
    """The luma of every frame, as it is coded (white is 235)."""
    with av.open(str(path)) as file:
        planes = ((f.height, f.to_ndarray(format="yuv420p")) for f in file.decode(video=0))
        return [np.asarray(plane[:height], np.uint8) for height, plane in planes]


def heard(path: Path) -> Samples:
    """The sound of a film, decoded by FFmpeg: (2, n)."""
    pcm = ffmpeg.run(
        ["-i", path, "-map", "0:a", "-f", "f32le", "-ac", "2", "-ar", str(RATE), "-"], timeout_s=60
    ).stdout
    return np.frombuffer(pcm, np.float32).reshape(-1, 2).T


def drawn(script: Script, folder: Path, size: tuple[int, int], seconds: int = 1) -> list[Pixels]:
    """What libass draws of a script on black: a frame for each second, as (height, width)."""
    source = "color=c=black:s={}x{}:r=1:d={}".format(*size, seconds)
    with room(folder) as place:
        place.furnish(script)
        out, _ = place.ffmpeg(_drawing(place, source))
    return list(np.frombuffer(out, np.uint8).reshape(-1, size[1], size[0]))


def _drawing(place: Room, source: str) -> list[str]:
    text = "format=gray,ass=text.ass:fontsdir=fonts"
    return ["-f", "lavfi", "-i", source, "-vf", text, "-f", "rawvideo", "-"]
