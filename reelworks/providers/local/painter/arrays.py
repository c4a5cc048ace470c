"""OpenCV's operations on pictures of float32, with types that the checker understands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.floating]


def vec(*values: float) -> Floats:
    """A float32 vector."""
    return np.array(values, np.float32)


def resized(picture: Floats, height: int, width: int, *, how: int = cv2.INTER_LINEAR) -> Floats:
    """The picture at another size."""
    small = cv2.resize(single(picture), (width, height), interpolation=how)
    return np.asarray(small, np.float32)


def blurred(picture: Floats, sigma: float) -> Floats:
    """The picture out of focus; large blurs are made on a smaller copy."""
    if sigma <= 0.3:
        return picture
    step = int(sigma / 4)
    if step < 2:
        return np.asarray(cv2.GaussianBlur(single(picture), (0, 0), sigma), np.float32)
    height, width = picture.shape[:2]
    size = (max(height // step, 1), max(width // step, 1))
    small = resized(picture, *size, how=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(small, (0, 0), sigma / step)
    return resized(np.asarray(soft, np.float32), height, width)


def sampled(
    picture: Floats, columns: Floats, rows: Floats, *, border: int = cv2.BORDER_REPLICATE
) -> Floats:
    """The picture's colours at these places (both of the same shape), in between too."""
    x, y = np.broadcast_arrays(single(columns), single(rows))
    seen = cv2.remap(
        single(picture),
        np.ascontiguousarray(x),
        np.ascontiguousarray(y),
        cv2.INTER_LINEAR,
        borderMode=border,
    )
    return np.asarray(seen, np.float32)


def shifted(picture: Floats, right: float, down: float) -> Floats:
    """The picture moved by parts of a pixel, clear where it came from."""
    matrix = np.array([[1, 0, right], [0, 1, down]], np.float32)
    size = (picture.shape[1], picture.shape[0])
    return np.asarray(cv2.warpAffine(single(picture), matrix, size), np.float32)


def polygons(contours: Sequence[Floats], x: int, y: int, width: int, height: int) -> Floats:
    """Cover of polygons (pixels, even-odd) in a window whose corner is (x, y), edges smooth."""
    mask = np.zeros((height, width), np.uint8)
    corner = vec(x, y)
    fixed = [np.rint((contour - corner) * 16).astype(np.int32) for contour in contours]
    cv2.fillPoly(mask, fixed, 255, lineType=cv2.LINE_AA, shift=4)
    return mask.astype(np.float32) / np.float32(255)


def strokes(
    height: int, width: int, lines: Sequence[Floats], thickness: int = 1, value: int = 255
) -> Floats:
    """Cover of open lines of whole-pixel thickness, edges smooth."""
    mask = np.zeros((height, width), np.uint8)
    fixed = [np.rint(line * 16).astype(np.int32) for line in lines]
    cv2.polylines(mask, fixed, False, value, thickness, cv2.LINE_AA, 4)
    return mask.astype(np.float32) / np.float32(255)


def grid(height: int, width: int) -> tuple[Floats, Floats]:
    """The rows (a column of them) and columns (a row) of pixel centres."""
    rows = np.arange(height, dtype=np.float32)[:, None] + np.float32(0.5)
    columns = np.arange(width, dtype=np.float32)[None, :] + np.float32(0.5)
    return rows, columns


def spread(mask: Floats) -> Floats:
    """A mask as three equal channels: many times faster to multiply with than a broadcast one."""
    one = single(np.ascontiguousarray(mask))
    return np.asarray(cv2.merge((one, one, one)), np.float32)


def single(values: Floats) -> Floats:
    """The same numbers in float32."""
    return values if values.dtype == np.float32 else values.astype(np.float32)
