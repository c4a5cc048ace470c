"""A film's best still: the picture of one of its clips, before there are words on it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from pathlib import Path

import av
import cv2
import numpy as np
from av.container import InputContainer
from av.video.reformatter import Colorspace

from reelworks.domain.errors import BadInput
from reelworks.media import pictures, probe
from reelworks.media.layers import Pixels

LONG_SIDE = 1280  # pixels
_JUDGED_AT = 256  # pixels of width; enough to see what a small thumbnail shows
_BLACK = 16  # no pixel of a frame that fades in is lighter than this at first
_UNSPECIFIED = 2  # of colour spaces; PyAV has no name for it


def best(clips: Sequence[Path], size: tuple[int, int]) -> Pixels:
    """The liveliest of the clips' pictures, in the shape of `size`: (height, width, 3), RGB.

    Raises BadInput for a clip without a picture.
    """
    clip = max(clips, key=lambda clip: _appeal(_shown(clip)[1]))
    picture = _shown(clip)[0].to_ndarray(format="rgb24")
    return shaped(np.asarray(picture, np.uint8), size)


def shaped(picture: Pixels, size: tuple[int, int]) -> Pixels:
    """The middle of a picture in the shape of `size`, its long side `LONG_SIDE`."""
    width, height = (round(side * LONG_SIDE / max(size) / 2) * 2 for side in size)
    return pictures.covering(picture, width, height)


def _shown(clip: Path) -> tuple[av.VideoFrame, Pixels]:
    """The first frame, and it small; of a clip that begins black, the one a second later."""
    try:
        with av.open(str(clip), format="mov", options=probe.HEAD_ONLY) as file:
            frames = _decoded(file)
            first = next(frames)
            small = _small(first)
            if small.max() > _BLACK:
                return first, small
            second = islice(frames, round(file.streams.video[0].average_rate or 30))
            later = deque(chain([first], second), maxlen=1).pop()
            return later, _small(later)
    except (av.FFmpegError, IndexError, StopIteration) as error:
        raise BadInput(
            f"{clip} has no picture that can be shown: {error or 'it is empty'}.",
            remedy="Make the clip of this shot again.",
        ) from error


def _decoded(file: InputContainer) -> Iterator[av.VideoFrame]:
    stream = file.streams.video[0]
    stream.codec_context.skip_frame = "DEFAULT"
    stream.thread_type = "NONE"
    for frame in file.decode(stream):
        if frame.colorspace == _UNSPECIFIED:
            frame.colorspace = Colorspace.ITU709  # as the film takes it to be
        yield frame


def _small(frame: av.VideoFrame) -> Pixels:
    height = max(1, round(frame.height * _JUDGED_AT / frame.width))
    small = frame.reformat(_JUDGED_AT, height, "rgb24", interpolation="AREA")
    return np.asarray(small.to_ndarray(), np.uint8)


def _appeal(still: Pixels) -> float:
    """How much there is to see: contrast, colour and detail, of something neither dark nor pale."""
    parts = cv2.cvtColor(still, cv2.COLOR_RGB2YCrCb).astype(np.float32)
    light, colour = parts[..., 0], parts[..., 1:] - 128
    vivid = float(np.hypot(colour[..., 0], colour[..., 1]).mean())
    detail = float(np.abs(cv2.Laplacian(light, cv2.CV_32F)).mean())
    off_balance = abs(float(light.mean()) - 120) / 120
    return float(light.std()) + vivid + detail - 30 * off_balance
