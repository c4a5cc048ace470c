"""Pictures from outside: looked at before they are decoded, then fitted to a size."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from reelworks.domain.errors import BadInput
from reelworks.media.layers import Pixels

MAX_PIXELS = 50_000_000
_FORMATS = ("PNG", "JPEG", "WEBP")


def load(path: Path) -> Pixels:
    """A PNG, JPEG or WebP as (height, width, 3) RGB, or RGBA when it has clear pixels.

    Raises BadInput when it is missing, no picture, cut off, or larger than we handle.
    """
    with _opened(path) as picture:
        upright = ImageOps.exif_transpose(picture)
        clear = "A" in upright.getbands() or "transparency" in upright.info
        return np.array(upright.convert("RGBA" if clear else "RGB"))


def shape_of(path: Path) -> tuple[int, int, str]:
    """Width, height and mode ("RGB", "RGBA", ...) of a whole picture; raises as `load` does."""
    with _opened(path) as picture:
        picture.load()
        return (*picture.size, picture.mode)


@contextmanager
def _opened(path: Path) -> Iterator[Image.Image]:
    if not path.is_file():
        raise BadInput(f"There is no picture {path}.", remedy="Give the path of a picture.")
    try:
        with Image.open(path, formats=_FORMATS) as picture:
            _bounded(path, *picture.size)
            yield picture
    except UnidentifiedImageError as error:
        raise BadInput(
            f"{path.name} is not a PNG, JPEG or WebP picture.", remedy="Convert it to one of these."
        ) from error
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise BadInput(
            f"{path.name} cannot be read as a picture: {error}",
            remedy="It may be cut off; fetch or export it again.",
        ) from error


def _bounded(path: Path, width: int, height: int) -> None:
    if width * height > MAX_PIXELS:
        raise BadInput(
            f"{path.name} has {width}x{height} pixels; the most we take is {MAX_PIXELS:,}.",
            remedy="Scale it down first.",
        )


def covering(pixels: Pixels, width: int, height: int) -> Pixels:
    """The picture scaled until it covers exactly this size, its middle kept."""
    have_height, have_width = pixels.shape[:2]
    if (have_width, have_height) == (width, height):
        return pixels
    scale = max(width / have_width, height / have_height)
    part_width, part_height = (
        min(round(width / scale), have_width),
        min(round(height / scale), have_height),
    )
    left, top = (have_width - part_width) // 2, (have_height - part_height) // 2
    part = pixels[top : top + max(part_height, 1), left : left + max(part_width, 1)]
    return scaled(part, width, height)


def scaled(pixels: Pixels, width: int, height: int) -> Pixels:
    """Exactly this size, by the filter that suits the direction."""
    shrinks = width <= pixels.shape[1] and height <= pixels.shape[0]
    how = cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC
    if pixels.shape[2] == 3:
        return cv2.resize(pixels, (width, height), interpolation=how).astype(np.uint8, copy=False)
    alpha = pixels[..., 3:].astype(np.float32) / 255
    paint = np.concatenate([pixels[..., :3] * alpha, alpha * 255], axis=2)
    small = cv2.resize(paint, (width, height), interpolation=how)
    cover = np.clip(small[..., 3:], 0, 255)
    straight = small[..., :3] * 255 / np.maximum(cover, 1)
    both = np.clip(np.concatenate([straight, cover], axis=2), 0, 255)
    out: Pixels = np.rint(both).astype(np.uint8)
    return out
