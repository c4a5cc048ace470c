"""Which ground must be drawn where: a frame cut into few rectangles, each with the least work.

Under an opaque part of a nearer ground nothing is drawn, and a ground that is clear in a
rectangle is not blended there. The cut holds for a run of frames, so it is seldom made.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from reelworks.media.layers import Pixels

_REACH = 3  # canvas pixels beyond a tile that its resampling looks at, with one to spare
_TILES = 30  # across a frame
# Costs in pixels of one plain resampling, measured: calls and the strip beside a rectangle that
# is resampled for its phase, and a blend (two resamplings, a product and a sum).
_STRIP = 80
_BLEND = 2.1
_CALLS = 35_000

Flags = NDArray[np.bool_]
Counts = NDArray[np.int32]
Spans = NDArray[np.int64]  # (tiles, 2): first and one past last canvas pixel


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle of the frame in pixels, the ground that fills it, and those blended over it."""

    left: int
    top: int
    right: int
    bottom: int
    base: int
    blends: tuple[int, ...]


class Cover:
    """Answers for any rectangle of a ground: is anything there, and is it opaque all over?"""

    def __init__(self, alpha: Pixels) -> None:
        self.height, self.width = alpha.shape
        self._seen = _integral(alpha > 0)
        self._holes = _integral(alpha < 255)

    def at(self, rows: Spans, columns: Spans) -> tuple[Flags, Flags]:
        """(anything there, opaque all over) for every pair of a row span and a column span."""
        return _sums(self._seen, rows, columns) > 0, _sums(self._holes, rows, columns) == 0


def edges(length: int) -> NDArray[np.int64]:
    """Where tiles begin and end along a side: even, for chroma's sake."""
    size = max(16, length // _TILES // 2 * 2)
    return np.append(np.arange(0, length - size // 2, size), length)


def spans(
    edges: NDArray[np.int64], starts: NDArray[np.float64], steps: NDArray[np.float64], limit: int
) -> Spans:
    """The canvas pixels that tiles look at during a run of frames, along one axis."""
    at = starts[:, None] + steps[:, None] * edges[None, :]
    first = np.floor(at[:, :-1].min(axis=0)) - _REACH
    last = np.ceil(at[:, 1:].max(axis=0)) + _REACH
    return np.asarray(np.clip(np.stack((first, last), axis=1), 0, limit), np.int64)


def cut(
    rows: NDArray[np.int64], columns: NDArray[np.int64], seen: Flags, solid: Flags
) -> list[Region]:
    """Rectangles for tiles with these edges; the flags are (ground, row, column)."""
    return list(_cut(_Block(rows, columns, seen, solid)))


@dataclass(frozen=True, slots=True)
class _Block:
    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    seen: Flags
    solid: Flags

    def region(self) -> Region:
        seen, solid = self.seen.any(axis=(1, 2)), self.solid.all(axis=(1, 2))
        base = int(np.flatnonzero(solid)[-1])
        blends = tuple(int(ground) for ground in np.flatnonzero(seen) if ground > base)
        left, right = int(self.columns[0]), int(self.columns[-1])
        return Region(left, int(self.rows[0]), right, int(self.rows[-1]), base, blends)

    def turned(self) -> _Block:
        return _Block(self.columns, self.rows, self.seen.swapaxes(1, 2), self.solid.swapaxes(1, 2))

    def parts(self, ends: Sequence[int]) -> Iterator[_Block]:
        """The block cut across its rows."""
        for top, end in pairwise((0, *ends, self.seen.shape[1])):
            if top < end:
                inner = slice(top, end)
                edges = self.rows[top : end + 1]
                yield _Block(edges, self.columns, self.seen[:, inner], self.solid[:, inner])


def _cut(block: _Block) -> Iterator[Region]:
    """Cut in two or three while that saves work: the best single cut, then each part again."""
    region = block.region()
    down, across = _best(block), _best(block.turned())
    if min(down[0], across[0]) >= _cost(region):
        yield region
    elif down[0] <= across[0]:
        for part in block.parts(down[1]):
            yield from _cut(part)
    else:
        for part in block.turned().parts(across[1]):
            yield from _cut(part.turned())


def _cost(region: Region) -> float:
    pixels = (region.right - region.left + _STRIP) * (region.bottom - region.top + _STRIP)
    return (pixels + _CALLS) * (1 + _BLEND * len(region.blends))


def _best(block: _Block) -> tuple[float, tuple[int, int]]:
    """The cheapest way to cut off the rows before one and those from another on, and its cost."""
    width = block.columns[-1] - block.columns[0] + _STRIP
    heights = block.rows[None, :] - block.rows[:, None]  # of every band of rows: [first, end]
    costs = _work(block) * ((heights + _STRIP) * width + _CALLS)
    costs[heights == 0] = 0
    ways = np.where(heights >= 0, costs[0, :, None] + costs + costs[None, :, -1], np.inf)
    ways[0, -1] = np.inf  # no cut at all
    first, end = np.unravel_index(int(ways.argmin()), ways.shape)
    return float(ways[first, end]), (int(first), int(end))


def _work(block: _Block) -> NDArray[np.float64]:
    """The work a pixel takes when a band of rows is one rectangle, for every band."""
    seen = _anywhere(np.asarray(block.seen.any(axis=2)))
    solid = ~_anywhere(~np.asarray(block.solid.all(axis=2)))
    hidden = np.logical_or.accumulate(solid[::-1], axis=0)[::-1]  # opaque itself, or behind such
    return np.asarray(1 + _BLEND * (seen & ~hidden).sum(axis=0))


def _anywhere(flags: Flags) -> Flags:
    """For every ground and band of rows: is the flag set in any of them?"""
    counts = np.cumsum(np.pad(flags, ((0, 0), (1, 0))), axis=1)
    return np.asarray(counts[:, None, :] > counts[:, :, None])


def _integral(flags: Flags) -> Counts:
    return np.asarray(cv2.integral(flags.astype(np.uint8)), np.int32)


def _sums(integral: Counts, rows: Spans, columns: Spans) -> Counts:
    (top, bottom), (left, right) = rows.T[:, :, None], columns.T[:, None, :]
    above, below = integral[top, right] - integral[top, left], integral[bottom, left]
    return np.asarray(integral[bottom, right] - below - above, np.int32)
