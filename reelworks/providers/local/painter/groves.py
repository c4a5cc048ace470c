"""Trees and buildings set into land: each at its distance, in its haze, behind what is nearer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np

from reelworks.providers.local.painter import terrain
from reelworks.providers.local.painter.arrays import resized
from reelworks.providers.local.painter.cast import drawing_of
from reelworks.providers.local.painter.details import lit
from reelworks.providers.local.painter.flora import tree
from reelworks.providers.local.painter.painting import Painting, Sheet
from reelworks.providers.local.painter.scenery import stand
from reelworks.providers.local.painter.stamp import Stamp
from reelworks.providers.local.painter.terrain import Land

_VARIANTS = 4
_LARGEST = 360  # pixels of a stored tree; larger ones are stored larger
_SMALLEST = 3.0


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on the land: metres to the right, metres away."""

    x: float
    z: float


@dataclass(frozen=True, slots=True)
class Seen:
    """Where a spot is seen: pixels, pixels per metre, and its share of haze."""

    column: float
    row: float
    scale: float
    haze: float
    hidden: bool


def seen(land: Land, spot: Spot, sight: float) -> Seen | None:
    """Where a spot of the land is seen by an eye that sees `sight` metres; None when beside it."""
    index = min(terrain.at(land, spot.z), len(land.z) - 1)
    z = float(land.z[index])
    column = land.lens.column(spot.x, z)
    if not 0 <= column < land.lens.width:
        return None
    row = float(land.rows[index, int(column)])
    nearest = float(land.rows[: index + 1, int(column)].min())
    haze = 1 - float(np.exp2(-((z / sight) ** 1.1)))
    return Seen(column, row, land.lens.focal / z, haze, row > nearest + 2)


class Grove:
    """Trees of one kind, drawn a few times and planted often."""

    def __init__(self, painting: Painting, kind: str, metres: float) -> None:
        self._painting, self._kind, self._metres = painting, kind, metres
        self._stamps: dict[tuple[int, int], Stamp] = {}

    def plant(self, sheet: Sheet, land: Land, spots: Iterable[Spot], sight: float) -> None:
        """Plant trees from the farthest to the nearest."""
        rng = self._painting.rng("grove", self._kind)
        for spot in sorted(spots, key=lambda one: -one.z):
            size = self._metres * float(rng.uniform(0.72, 1.22))
            variant, mirrored = int(rng.integers(_VARIANTS)), bool(rng.random() < 0.5)
            place = seen(land, spot, sight)
            if place is None or place.hidden:
                continue
            self.put(sheet, place, size * place.scale, variant, mirrored=mirrored)

    def put(
        self, sheet: Sheet, place: Seen, size: float, variant: int, *, mirrored: bool = False
    ) -> None:
        """One tree, `size` pixels tall, its foot at the place."""
        if size < _SMALLEST:
            return
        stamp = self._stored(variant, size)
        share = size / (stamp.alpha.shape[0] - 4) * 1.12
        height = max(round(stamp.alpha.shape[0] * share), 1)
        width = max(round(stamp.alpha.shape[1] * share), 1)
        rgb = resized(stamp.rgb, height, width, how=cv2.INTER_AREA)
        alpha = resized(stamp.alpha, height, width, how=cv2.INTER_AREA)
        if mirrored:
            rgb, alpha = rgb[:, ::-1], alpha[:, ::-1]
        haze = self._painting.palette.haze
        rgb = rgb + (haze * alpha[..., None] - rgb) * np.float32(place.haze)
        left, top = round(place.column - width / 2), round(place.row - stamp.foot_y * share)
        sheet.over(rgb, alpha, left, top)

    def _stored(self, variant: int, size: float) -> Stamp:
        """The tree drawn once at the next larger of a few sizes."""
        level = 90
        while level < size and level < _LARGEST * 8:
            level *= 2
        key = (variant, level)
        if key not in self._stamps:
            rng = self._painting.rng("tree", self._kind, variant)
            self._stamps[key] = tree(self._kind, self._painting.palette, rng, level)
        return self._stamps[key]


METRES = {
    "house": 7.0,
    "barn": 9.0,
    "church": 22.0,
    "windmill": 15.0,
    "castle": 38.0,
    "tower": 40.0,
    "temple": 16.0,
    "pagoda": 28.0,
    "pyramid": 90.0,
    "lighthouse": 28.0,
    "tent": 2.2,
    "wheel": 2.0,
    "car": 1.6,
    "bicycle": 1.1,
    "horse": 1.9,
    "cow": 1.6,
    "sheep": 1.1,
    "deer": 1.5,
    "dog": 0.9,
    "camel": 2.3,
    "elephant": 3.2,
    "train": 4.2,
    "antenna": 45.0,
    "factory": 26.0,
    "statue": 4.0,
    "cannon": 1.5,
}


def build(
    painting: Painting, sheet: Sheet, land: Land, name: str, spot: Spot, *, sight: float
) -> Seen | None:
    """A thing of the cast on the land at its natural size; says where it is seen."""
    place = seen(land, spot, sight)
    if place is None:
        return None
    rng = painting.rng("build", name, spot.x, spot.z)
    size = METRES[name] * place.scale
    if size >= _SMALLEST:
        drawing = drawing_of(name, rng, lit=lit(painting))
        foot = (place.column, place.row + size * 0.02)
        mirrored = bool(rng.random() < 0.5)
        stand(painting, sheet, drawing, foot, size=size, haze=place.haze, mirrored=mirrored)
    return place
