"""What a film looks like, in 64 bits for each of its pictures."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from reelworks.domain.errors import BadInput

_PICTURES = 2  # of a shot, evenly spread
_ABOVE_CAPTIONS = 0.7  # what lies below is words, not picture
_FLAT = 6.0  # a picture whose light varies less shows nothing: black, a fade


def pictures(film: Path, count: int = _PICTURES) -> tuple[int, ...]:
    """The dHash of pictures spread over a film, but for blank ones. Raises BadInput."""
    only = {"protocol_whitelist": "file"}
    try:
        with av.open(str(film.absolute()), format="mp4", options=only) as container:
            hashes = [_dhash(light) for light in _lights(container, count) if light.std() >= _FLAT]
    except (av.FFmpegError, OSError, IndexError) as error:
        raise BadInput(f"{film} is no film that can be looked at: {error}.") from error
    return tuple(hashes)


def _lights(container: av.container.InputContainer, count: int) -> Iterator[NDArray[np.float64]]:
    """The light of some pictures, above the captions."""
    stream = container.streams.video[0]
    stream.thread_type = "AUTO"
    whole = float(container.duration or 0) / av.time_base
    for number in range(count):
        at = whole * (number + 0.5) / count
        container.seek(int(at * av.time_base), backward=True)
        frame = _frame_at(container, stream, at)
        if frame is not None:
            light = frame.to_ndarray(format="gray").astype(np.float64)
            yield light[: max(int(light.shape[0] * _ABOVE_CAPTIONS), 1)]


def _frame_at(
    container: av.container.InputContainer, stream: av.VideoStream, at: float
) -> av.VideoFrame | None:
    last = None
    for frame in container.decode(stream):
        last = frame
        if frame.time is not None and frame.time >= at:
            break
    return last


def _dhash(light: NDArray[np.float64]) -> int:
    """Whether each of 8 by 8 fields is lighter than the one to its right."""
    fields = _shrunk(light, 8, 9)
    bits = (fields[:, :-1] > fields[:, 1:]).flatten()
    return int("".join("1" if bit else "0" for bit in bits), 2)


def _shrunk(light: NDArray[np.float64], rows: int, columns: int) -> NDArray[np.float64]:
    """The mean light of each field."""
    down = [part.mean(axis=0) for part in np.array_split(light, rows, axis=0)]
    across = np.array_split(np.stack(down), columns, axis=1)
    return np.stack([part.mean(axis=1) for part in across], axis=1)
