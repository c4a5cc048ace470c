"""A film's thumbnail: its best still, darkened at the foot, with the title on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import av
import cv2
import numpy as np
from av.container import InputContainer
from numpy.typing import NDArray

from reelworks.media import typeset
from reelworks.media.rooms import Room

Pixels = NDArray[np.uint8]

_LONG_SIDE = 1280
_MOST_BYTES = 2_000_000  # YouTube refuses larger ones
_QUALITIES = (92, 85, 75, 60, 40)
# By way of YUV: straight on RGB, FFmpeg's white letters come out as 235, a light grey.
_LETTERING = (
    "scale=out_color_matrix=bt709:out_range=tv,format=yuv444p,"
    "ass=text.ass:fontsdir=fonts,"
    "scale=in_color_matrix=bt709:in_range=tv,format=rgb24"
)
_JUDGED_AT = 256  # pixels of width; enough to see what a small thumbnail shows
_BLACK = 16  # no pixel of a frame that fades in is lighter than this at first


@dataclass(frozen=True, slots=True)
class Moment:
    """A frame of a segment."""

    segment: Path
    frame: int


def make(
    moments: Sequence[Moment], title: str, language: str, thumbnail: Path, room: Room
) -> typeset.Script:
    """Write `thumbnail` as JPEG from the best of the moments; returns how the title was set."""
    best = max(moments, key=lambda moment: _appeal(_glance(moment)))
    still = _scaled(_frame(best))
    height, width = still.shape[:2]
    script = typeset.poster(width, height, title, language=language)
    thumbnail.write_bytes(_jpeg(_lettered(_shaded(still), script, room)))
    return script


def _glance(moment: Moment) -> Pixels:
    """The first frame, small: enough to judge a shot by, unless it begins black."""
    with _opened(moment.segment) as file:
        frames = map(_small, islice(_decoded(file), moment.frame + 1))
        first = next(frames, None)
        if first is None:
            raise ValueError(f"{moment.segment} has no frames")
        return first if first.max() > _BLACK else [first, *frames][-1]


def _small(frame: av.VideoFrame) -> Pixels:
    height = max(1, round(frame.height * _JUDGED_AT / frame.width))
    small = frame.reformat(_JUDGED_AT, height, "rgb24", interpolation="AREA")
    return np.asarray(small.to_ndarray(), np.uint8)


def _frame(moment: Moment) -> Pixels:
    with _opened(moment.segment) as file:
        frames = islice(_decoded(file), moment.frame + 1)
        *_, last = frames
        return np.asarray(last.to_ndarray(format="rgb24"), np.uint8)


def _opened(segment: Path) -> InputContainer:
    # Opening would decode a frame to look at it: `_decoded` undoes this.
    return av.open(str(segment), format="mov", options={"skip_frame": "all"})


def _decoded(file: InputContainer) -> Iterator[av.VideoFrame]:
    stream = file.streams.video[0]
    stream.codec_context.skip_frame = "DEFAULT"
    stream.thread_type = "NONE"
    return file.decode(stream)


def _appeal(still: Pixels) -> float:
    """How much there is to see: contrast, colour and detail, of something neither dark nor pale."""
    parts = cv2.cvtColor(still, cv2.COLOR_RGB2YCrCb).astype(np.float32)
    light, colour = parts[..., 0], parts[..., 1:] - 128
    vivid = float(np.hypot(colour[..., 0], colour[..., 1]).mean())
    detail = float(np.abs(cv2.Laplacian(light, cv2.CV_32F)).mean())
    off_balance = abs(float(light.mean()) - 120) / 120
    return float(light.std()) + vivid + detail - 30 * off_balance


def _scaled(still: Pixels) -> Pixels:
    height, width = still.shape[:2]
    factor = _LONG_SIDE / max(height, width)
    size = round(width * factor / 2) * 2, round(height * factor / 2) * 2
    how = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(still, size, interpolation=how), np.uint8)


def _shaded(still: Pixels) -> Pixels:
    """Darker towards the foot, where the title stands."""
    rows = np.linspace(0, 1, still.shape[0], dtype=np.float32)
    shade = 1 - 0.78 * np.clip((rows - 0.3) / 0.7, 0, 1) ** 1.4
    return np.asarray(still * shade[:, None, None], np.uint8)


def _lettered(still: Pixels, script: typeset.Script, room: Room) -> Pixels:
    room.furnish(script)
    height, width = still.shape[:2]
    raw = ("-f", "rawvideo", "-pix_fmt", "rgb24")
    size = ("-s", f"{width}x{height}")
    args = [*raw, *size, "-i", "pipe:0", "-vf", _LETTERING, "-frames:v", "1", *raw, "pipe:1"]
    out, _ = room.ffmpeg(args, stdin=still.tobytes())
    return np.frombuffer(out, np.uint8).reshape(height, width, 3)


def _jpeg(still: Pixels) -> bytes:
    """The best of a few qualities that is small enough."""
    pixels = cv2.cvtColor(still, cv2.COLOR_RGB2BGR)
    full_colour = (cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444)
    data = b""
    for quality in _QUALITIES:
        how = [cv2.IMWRITE_JPEG_QUALITY, quality, cv2.IMWRITE_JPEG_OPTIMIZE, 1, *full_colour]
        data = cv2.imencode(".jpg", pixels, how)[1].tobytes()
        if len(data) <= _MOST_BYTES:
            break
    return data
