"""A sound file from outside, decoded into samples at our rate."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np

from reelworks.domain.errors import BadInput
from reelworks.media.wav import RATE, Samples, Sound

_LAYOUTS = {1: "mono", 2: "stereo"}


def decoded(path: Path, *, channels: int = 1, longest_s: float) -> Sound:
    """The first sound of a file at 48 kHz, with so many channels.

    Raises BadInput when it is no sound that we read, holds none, or is too long.
    """
    parts: list[Samples] = []
    length = 0
    try:
        with av.open(str(path.absolute()), options={"protocol_whitelist": "file"}) as container:
            if not container.streams.audio:
                raise BadInput(f"{path.name} has no sound.", remedy="Give a recording.")
            resampler = av.AudioResampler(format="flt", layout=_LAYOUTS[channels], rate=RATE)
            for frame in container.decode(audio=0):
                for part in resampler.resample(frame):
                    parts.append(part.to_ndarray().reshape(-1, channels).T.astype(np.float32))
                    length += parts[-1].shape[1]
                if length > longest_s * RATE:
                    raise BadInput(
                        f"{path.name} is longer than {longest_s:.0f} s.",
                        remedy="Give the part that belongs to this shot.",
                    )
    except (av.FFmpegError, ValueError) as error:
        raise BadInput(
            f"{path.name} cannot be read as sound: {error}",
            remedy="Check that it is whole and plays elsewhere.",
        ) from error
    if not parts:
        raise BadInput(f"{path.name} holds no sound.", remedy="Record it again.")
    return Sound(np.concatenate(parts, axis=1))
