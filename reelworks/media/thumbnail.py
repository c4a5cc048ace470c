"""A film's thumbnail: a still, darkened at the foot, with the title on it."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from reelworks.media import typeset
from reelworks.media.layers import Pixels
from reelworks.media.rooms import Room

_MOST_BYTES = 2_000_000  # YouTube refuses larger ones
_QUALITIES = (92, 85, 75, 60, 40)
# By way of YUV: straight on RGB, FFmpeg's white letters come out as 235, a light grey.
_LETTERING = (
    "scale=out_color_matrix=bt709:out_range=tv,format=yuv444p,"
    "ass=text.ass:fontsdir=fonts,"
    "scale=in_color_matrix=bt709:in_range=tv,format=rgb24"
)


def make(still: Pixels, title: str, language: str, thumbnail: Path, room: Room) -> typeset.Script:
    """Write `thumbnail` as JPEG, as large as the still; returns how the title was set."""
    height, width = still.shape[:2]
    script = typeset.poster(width, height, title, language=language)
    thumbnail.write_bytes(_jpeg(_lettered(_shaded(still), script, room)))
    return script


def _shaded(still: Pixels) -> Pixels:
    """Darker towards the foot, where the title stands."""
    rows = np.linspace(0, 1, still.shape[0], dtype=np.float32)
    shade = 1 - 0.78 * np.clip((rows - 0.3) / 0.7, 0, 1) ** 1.4
    return np.asarray(still * shade[:, None, None], np.uint8)


def _lettered(still: Pixels, script: typeset.Script, room: Room) -> Pixels:
    if not script.text:
        return still
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
