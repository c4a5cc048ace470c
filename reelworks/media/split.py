"""Split screens: two pictures side by side with a thin seam of light between them."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from reelworks.media import layers, pictures
from reelworks.media.layers import Pixels
from reelworks.ops.files import write_whole

_SEAM = (245, 242, 235)


def split_screen(left: Path, right: Path, size: tuple[int, int], image: Path) -> None:
    """Write `image`, exactly this size: each picture's middle fills its half."""
    width, height = size
    seam = max(round(width / 480) * 2, 2)
    half = (width - seam) // 2
    halves = [_half(path, half, height) for path in (left, right)]
    line = np.full((height, width - 2 * half, 3), _SEAM, np.uint8)
    write_whole(image, layers.png(np.concatenate([halves[0], line, halves[1]], axis=1)))


def _half(path: Path, width: int, height: int) -> Pixels:
    picture = np.ascontiguousarray(pictures.load(path)[..., :3])
    return pictures.covering(picture, width, height)
