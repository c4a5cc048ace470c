"""Frames of a scene along a camera's path, as I420.

A view is a crop of each ground, scaled by a fraction. `cv2.resize` does that four times as fast
as `cv2.warpAffine`, and with cubic taps at that, but samples only at (k + 0.5) * step - 0.5 from
where its source begins. So we begin a whole number of pixels earlier, at the place from which one
of the next samples falls within a hundredth of a pixel of where the view begins, and drop those
before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from reelworks.media.layers import Pixels
from reelworks.providers.local.camera import regions
from reelworks.providers.local.camera.moves import Curve, Path
from reelworks.providers.local.camera.planes import PAD, Ground, Scene
from reelworks.providers.local.camera.swell import Swell

_RUN = 10  # frames that share a cut into regions
_NEAR = 0.01  # pixels a sample may lie from where it should
_FIRST, _LAST = 3, 128  # samples that may be dropped before a view; PAD leaves room for the last
_AFTER = 3  # samples beyond a view, so that its last pixels have neighbours
_DROPS = np.arange(_FIRST, _LAST)


@dataclass(frozen=True, slots=True)
class Axis:
    """Along one side, for every frame: the canvas place of output pixel 0, and the step to 1."""

    starts: Curve
    steps: Curve


class Overlay(Protocol):
    """Something in the air, drawn over the scene."""

    def draw(self, number: int, y: Pixels, u: Pixels, v: Pixels) -> None:
        """Put what is there at this frame onto the planes of the picture."""


class Renderer:
    """Draws a scene's frames into one buffer, which the next frame overwrites."""

    def __init__(
        self,
        scene: Scene,
        path: Path,
        width: int,
        height: int,
        *,
        overlays: Sequence[Overlay] = (),
        swells: Sequence[Swell] = (),
    ) -> None:
        cv2.setNumThreads(1)  # two clips are made at once, each on its own core
        self._scene, self._overlays, self._swells = scene, overlays, swells
        self._width, self._height = width, height
        self._count = len(path.lens)
        self._axes = [_axes(scene, ground, path, width, height) for ground in scene.grounds]
        self._covers = [regions.Cover(ground.alpha) for ground in scene.grounds]
        self._frame = np.empty(width * height * 3 // 2, np.uint8)
        luma = width * height
        self._y = self._frame[:luma].reshape(height, width)
        self._u, self._v = self._frame[luma:].reshape(2, height // 2, width // 2)
        self._scratch = [np.empty((height + 256) * (width + 256), np.uint8) for _ in range(2)]

    def frames(self) -> Iterator[memoryview]:
        """Every frame in turn; each is gone when the next is asked for."""
        for number in range(self._count):
            if number % _RUN == 0:
                cut = self._regions(number)
            for swell in self._swells:
                swell.move(number)
            for region in cut:
                self._draw(number, region)
            for overlay in self._overlays:
                overlay.draw(number, self._y, self._u, self._v)
            yield self._frame.data

    def _regions(self, start: int) -> list[regions.Region]:
        run = slice(start, start + _RUN)
        rows, columns = regions.edges(self._height), regions.edges(self._width)
        flags = []
        for (x, y), cover in zip(self._axes, self._covers, strict=True):
            down = regions.spans(rows, y.starts[run], y.steps[run], cover.height)
            across = regions.spans(columns, x.starts[run], x.steps[run], cover.width)
            flags.append(cover.at(down, across))
        seen, solid = (np.stack(flag) for flag in zip(*flags, strict=True))
        return regions.cut(rows, columns, seen, solid)

    def _draw(self, number: int, region: regions.Region) -> None:
        for ground in (region.base, *region.blends):
            x, y = self._axes[ground]
            luma = _Window(
                _Side.at(x.starts[number], x.steps[number], region.left, region.right),
                _Side.at(y.starts[number], y.steps[number], region.top, region.bottom),
            )
            # chroma is sited left: half the place across; down it lies between two rows
            down = (y.starts[number] + y.steps[number] / 2 - 0.5) / 2
            chroma = _Window(
                _Side.at(
                    x.starts[number] / 2, x.steps[number], region.left // 2, region.right // 2
                ),
                _Side.at(down, y.steps[number], region.top // 2, region.bottom // 2),
            )
            self._lay(self._scene.grounds[ground], luma, chroma, ground == region.base)

    def _lay(self, ground: Ground, luma: _Window, chroma: _Window, base: bool) -> None:
        targets = (
            (self._y, luma, ground.y, ground.cover),
            (self._u, chroma, ground.u, ground.cover_chroma),
            (self._v, chroma, ground.v, ground.cover_chroma),
        )
        for target, window, plane, cover in targets:
            part = window.of(target)
            light = window.cut(plane, self._scratch[0])
            if base or cover is None:
                part[...] = light
            else:
                through = window.cut(cover, self._scratch[1])
                cv2.multiply(part, through, dst=part, scale=1 / 255)
                cv2.add(part, light, dst=part)


@dataclass(frozen=True, slots=True)
class _Side:
    """One side of a cut: `place` and `size` of it in the output, and where to begin for that."""

    place: int
    size: int
    step: float
    begin: int
    drop: int

    @classmethod
    def at(cls, start: float, step: float, first: int, last: int) -> _Side:
        target = start + first * step
        begins = target + 0.5 - (_DROPS + 0.5) * step
        whole = np.rint(begins)
        off = np.abs(begins - whole)
        near = off < _NEAR
        best = int(near.argmax()) if near.any() else int(off.argmin())
        return cls(first, last - first, step, int(whole[best]), int(_DROPS[best]))

    @property
    def source(self) -> slice:
        begin = self.begin + PAD
        return slice(begin, begin + ceil((self.drop + self.size + _AFTER) * self.step))


@dataclass(frozen=True, slots=True)
class _Window:
    """A rectangle of the output and the same rectangle of a ground."""

    x: _Side
    y: _Side

    def of(self, target: NDArray[np.uint8]) -> Pixels:
        x, y = self.x, self.y
        return target[y.place : y.place + y.size, x.place : x.place + x.size]

    def cut(self, plane: Pixels, scratch: Pixels) -> Pixels:
        x, y = self.x, self.y
        source = plane[y.source, x.source]
        fx, fy = 1 / x.step, 1 / y.step
        rows, columns = round(source.shape[0] * fy), round(source.shape[1] * fx)
        out = scratch[: rows * columns].reshape(rows, columns)
        cv2.resize(source, None, dst=out, fx=fx, fy=fy, interpolation=cv2.INTER_CUBIC)
        return out[y.drop : y.drop + y.size, x.drop : x.drop + x.size]


def _axes(scene: Scene, ground: Ground, path: Path, width: int, height: int) -> tuple[Axis, Axis]:
    zoom = path.zoom(ground.depth)
    x, y = path.shift(ground.depth)
    return _axis(scene.width, width, zoom, x), _axis(scene.height, height, zoom, y)


def _axis(canvas: int, side: int, zoom: Curve, shift: Curve) -> Axis:
    steps = canvas / (side * zoom)
    return Axis(canvas * (0.5 + shift) + (0.5 - side / 2) * steps - 0.5, steps)
