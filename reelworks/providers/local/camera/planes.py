"""Pictures as the planes that are moved: premultiplied BT.709 limited YUV 4:2:0 with cover.

`cover` is 255 minus alpha: what of the ground shows through. Chroma is sited left, as H.264
players assume. Every plane has `PAD` more pixels on each side, copies of its edge, because a
view is cut from a little outside its frame (see `views`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise
from typing import TypeVar

import cv2
import numpy as np

from reelworks.media.layers import Layer, Pixels, Stack

PAD = 160
WATER_CELL = 8
_WATER = re.compile(r"\b(?:sea|ocean|lake|river|pond|stream|water|surf|waves?|swell|harbour)s?\b")

_RED, _GREEN, _BLUE = 0.2126, 0.7152, 0.0722
_LUMA = np.array([_RED, _GREEN, _BLUE]) * (219 / 255)
_U = (np.array([0, 0, 1]) - (_RED, _GREEN, _BLUE)) / (2 * (1 - _BLUE)) * (224 / 255)
_V = (np.array([1, 0, 0]) - (_RED, _GREEN, _BLUE)) / (2 * (1 - _RED)) * (224 / 255)
_TO_Y = np.array([[*_LUMA, 16 / 255]], np.float32)  # of premultiplied RGB and alpha
_TO_U = np.array([[*_U, 128 / 255]], np.float32)
_TO_V = np.array([[*_V, 128 / 255]], np.float32)


@dataclass(frozen=True, slots=True)
class Ground:
    """Layers that move as one. `cover` and `cover_chroma` are None where nothing shows through."""

    depth: float
    y: Pixels
    u: Pixels
    v: Pixels
    cover: Pixels | None
    cover_chroma: Pixels | None
    alpha: Pixels  # of the bare canvas, without the pad
    water: Pixels | None = None  # how much of it is water, `WATER_CELL` canvas pixels to one


@dataclass(frozen=True, slots=True)
class Scene:
    """Grounds from the back to the front; the first covers the whole canvas."""

    width: int
    height: int
    grounds: tuple[Ground, ...]


def scene(stack: Stack, most: int) -> Scene:
    """A stack's layers merged into at most `most` grounds, those of like depth together."""
    groups = grouped(stack.layers, most)
    grounds = tuple(
        replace(
            _ground(_merged(group, stack.width, stack.height, opaque=number == 0), _depth(group)),
            water=_water(group, stack.width, stack.height),
        )
        for number, group in enumerate(groups)
    )
    return Scene(stack.width, stack.height, grounds)


def grouped(layers: Sequence[Layer], most: int) -> list[Sequence[Layer]]:
    """Neighbours of like depth together: the cut with the least spread of depth."""
    weights = [_weight(layer) for layer in layers]
    count = min(most, len(layers))
    cuts = combinations(range(1, len(layers)), count - 1)

    def spread(at: Sequence[int]) -> float:
        parts = zip(_cut(layers, at), _cut(weights, at), strict=True)
        return sum(_spread(part, weight) for part, weight in parts)

    return _cut(layers, min(cuts, key=spread))


T = TypeVar("T")


def _cut(items: Sequence[T], at: Sequence[int]) -> list[Sequence[T]]:
    edges = (0, *at, len(items))
    return [items[start:end] for start, end in pairwise(edges)]


def _spread(layers: Sequence[Layer], weights: Sequence[float]) -> float:
    depths = np.array([layer.depth for layer in layers])
    mean = np.average(depths, weights=weights)
    return float(np.abs(depths - mean) @ weights)


def _depth(layers: Sequence[Layer]) -> float:
    """Where layers that move as one are: nearest what shows most of them."""
    weights = [_weight(layer) for layer in layers]
    return float(np.average([layer.depth for layer in layers], weights=weights))


def _weight(layer: Layer) -> float:
    """The root of what shows of it: a small thing near the camera shows depth best of all."""
    return float(np.sqrt(1 + cv2.mean(layer.pixels[..., 3])[0] * layer.pixels.size))


def _merged(layers: Sequence[Layer], width: int, height: int, *, opaque: bool) -> Pixels:
    """Premultiplied RGBA of layers over each other, over black when `opaque`."""
    canvas = np.zeros((height, width, 4), np.uint8)
    if opaque:
        canvas[..., 3] = 255
    for layer in layers:
        left, top = max(layer.x, 0), max(layer.y, 0)
        right = min(layer.x + layer.pixels.shape[1], width)
        bottom = min(layer.y + layer.pixels.shape[0], height)
        if left < right and top < bottom:
            part = layer.pixels[top - layer.y : bottom - layer.y, left - layer.x : right - layer.x]
            _over(canvas[top:bottom, left:right], part)
    return canvas


def _over(below: Pixels, part: Pixels) -> None:
    """Put straight RGBA over premultiplied RGBA, in place."""
    alpha = np.ascontiguousarray(part[..., 3])
    if alpha.min() == 255:
        below[...] = part
        return
    alphas = cv2.merge((alpha, alpha, alpha, np.full_like(alpha, 255)))
    light = cv2.multiply(part, alphas, scale=1 / 255)
    rest = cv2.bitwise_not(cv2.merge((alpha, alpha, alpha, alpha)))
    below[...] = cv2.add(cv2.multiply(below, rest, scale=1 / 255), light)


def _water(layers: Sequence[Layer], width: int, height: int) -> Pixels | None:
    """Where the layers that are named for water show, of those that move with them."""
    if not any(_WATER.search(layer.name.lower()) for layer in layers):
        return None
    cells = np.zeros((-(-height // WATER_CELL), -(-width // WATER_CELL)), np.float32)
    to_cells = np.array([[WATER_CELL, 0, 0], [0, WATER_CELL, 0]], np.float64)
    for layer in layers:
        to_cells[:, 2] = WATER_CELL / 2 - layer.x, WATER_CELL / 2 - layer.y
        how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        alpha = cv2.blur(layer.pixels[..., 3], (WATER_CELL, WATER_CELL))
        seen = cv2.warpAffine(alpha, to_cells, cells.shape[::-1], flags=how) / np.float32(255)
        cells *= 1 - seen
        if _WATER.search(layer.name.lower()):
            cells += seen
    return np.rint(cells * 255).astype(np.uint8)


def _ground(canvas: Pixels, depth: float) -> Ground:
    alpha = np.ascontiguousarray(canvas[..., 3])
    half = _half(canvas)
    clear = alpha.min() < 255
    return Ground(
        depth,
        _padded(cv2.transform(canvas, _TO_Y)),
        _padded(cv2.transform(half, _TO_U)),
        _padded(cv2.transform(half, _TO_V)),
        _padded(255 - alpha) if clear else None,
        _padded(255 - half[..., 3]) if clear else None,
        alpha,
    )


def _half(canvas: Pixels) -> Pixels:
    """Half the size: left-sited, so 1 2 1 across around even columns, and pairs down."""
    wide = cv2.copyMakeBorder(canvas, 0, 0, 1, 1, cv2.BORDER_REPLICATE)
    shifted = cv2.resize(wide[:, :-2], None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    centred = cv2.resize(canvas, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.addWeighted(shifted, 0.5, centred, 0.5, 0), np.uint8)


def _padded(plane: cv2.typing.MatLike) -> Pixels:
    padded = cv2.copyMakeBorder(plane, PAD, PAD, PAD, PAD, cv2.BORDER_REPLICATE)
    return np.asarray(padded, np.uint8)
