"""Small life in a picture: birds, ships on the horizon, rain and snow in the air, fires."""

from __future__ import annotations

import cv2
import numpy as np

from reelworks.providers.local.painter.arrays import Floats, blurred, strokes
from reelworks.providers.local.painter.cast import drawing_of
from reelworks.providers.local.painter.lexicon import Hour, Weather
from reelworks.providers.local.painter.painting import Painting, Sheet
from reelworks.providers.local.painter.scenery import stand

LIT = (Hour.DUSK, Hour.NIGHT)


def lit(painting: Painting) -> bool:
    """Whether lamps burn at this hour."""
    return painting.palette.hour in LIT or Weather.STORM in painting.wishes.weather


def birds(painting: Painting, low: float, high: float) -> None:
    """A few birds far off between two rows (thousandths), now and then."""
    rng, wishes = painting.rng("birds"), painting.wishes
    wanted = wishes.shows("bird")
    if not wishes.allows("bird") or not (wanted or rng.random() < 0.4):
        return
    if painting.palette.night and not wanted:
        return
    sheet, lines = painting.sheet(), []
    x0, y0 = (
        float(rng.uniform(0.2, 0.8)) * painting.width,
        painting.px(float(rng.uniform(low, high))),
    )
    for _ in range(int(rng.integers(5, 13))):
        x = x0 + float(rng.normal(0, 0.09)) * painting.width
        y = y0 + float(rng.normal(0, 0.03)) * painting.height
        span = painting.px(float(rng.uniform(7, 17)) * (1.6 if wanted else 1.0))
        flap = float(rng.uniform(0.15, 0.5)) * span
        lines.append(_bird(x, y, span, flap))
    thick = max(round(painting.px(1.2)), 1)
    cover = strokes(painting.height, painting.width, lines, thick)
    sheet.wash(painting.palette.deep, cover * np.float32(0.75))
    painting.add("birds", 0.08, sheet)


def _bird(x: float, y: float, span: float, flap: float) -> Floats:
    t = np.linspace(-1, 1, 9)
    line = np.stack([x + t * span, y - flap * np.sin(np.abs(t) * 2.4)], axis=1)
    out: Floats = line.astype(np.float32)
    return out


def afloat(painting: Painting, name: str, row: float, metres: float, depth: float) -> None:
    """A ship or boat at a row (pixels), `metres` being how tall it looks in thousandths."""
    rng, sheet = painting.rng("afloat", name), painting.sheet()
    side = -painting.palette.side if rng.random() < 0.7 else painting.palette.side
    x = (0.5 + side * float(rng.uniform(0.08, 0.3))) * painting.width
    size = painting.px(metres)
    haze = float(np.clip(0.62 - metres / 300, 0.08, 0.6))
    drawing = drawing_of(name, rng, lit=lit(painting))
    stand(
        painting, sheet, drawing, (x, row), size=size, haze=haze, mirrored=bool(rng.random() < 0.5)
    )
    painting.add(name, depth, sheet)


def falling(painting: Painting) -> None:
    """Rain or snow between the eye and the scene."""
    weather = painting.wishes.weather
    if Weather.SNOWFALL in weather:
        _snow(painting)
    elif weather & {Weather.RAIN}:
        _rain(painting)


def _rain(painting: Painting) -> None:
    rng, sheet = painting.rng("rain"), painting.sheet()
    slant = float(rng.uniform(0.1, 0.35)) * -painting.palette.side
    for count, long, value, thick in ((900, 34, 46, 1), (260, 70, 64, 2)):
        x = rng.uniform(-0.1, 1.1, count) * painting.width
        y = rng.uniform(-0.1, 1.0, count) * painting.height
        reach = painting.px(long) * rng.uniform(0.6, 1.3, count)
        lines = [
            np.array([[a, b], [a + r * slant, b + r]], np.float32)
            for a, b, r in zip(x, y, reach, strict=True)
        ]
        width = max(round(painting.px(thick)), 1)
        cover = strokes(painting.height, painting.width, lines, width, value)
        sheet.wash(painting.palette.lower, cover)
    painting.add("rain", 0.98, sheet)


def _snow(painting: Painting) -> None:
    rng, sheet = painting.rng("snowfall"), painting.sheet()
    white = painting.palette.lit("snow", 0.8)
    for count, radius, value, soft in (
        (900, 1.4, 190, 0.0),
        (260, 2.8, 170, 0.6),
        (40, 7.0, 110, 2.6),
    ):
        mask = np.zeros((painting.height, painting.width), np.uint8)
        x, y = rng.random(count) * painting.width, rng.random(count) * painting.height
        size = np.maximum(painting.px(radius) * rng.uniform(0.6, 1.3, count), 0.6)
        for a, b, r in zip(x * 16, y * 16, size * 16, strict=True):
            cv2.circle(mask, (int(a), int(b)), int(r), value, -1, cv2.LINE_AA, 4)
        sheet.wash(white, blurred(mask.astype(np.float32) / 255, painting.px(soft)))
    painting.add("snowfall", 0.98, sheet)


def fire(painting: Painting, sheet: Sheet, x: float, y: float, size: float) -> None:
    """A fire burning at a pixel, and its light around it."""
    rng = painting.rng("fire", x)
    reach = int(size * 4)
    rows = np.arange(-reach, reach, dtype=np.float32)[:, None]
    columns = np.arange(-reach, reach, dtype=np.float32)[None, :]
    glow = np.exp(-np.hypot(rows, columns) / np.float32(size * 0.9)) * np.float32(0.8)
    sheet.glow(painting.palette.lamp, glow, int(x) - reach, int(y) - reach)
    for _ in range(14):
        a = float(rng.normal(0, 0.25)) * size
        tall = float(rng.uniform(0.4, 1.0)) * size
        flame = np.array(
            [[x + a - size * 0.12, y], [x + a + size * 0.12, y], [x + a + size * 0.03, y - tall]],
            np.float32,
        )
        corner = np.floor(flame.min(axis=0)).astype(int) - 2
        span = np.ceil(flame.max(axis=0)).astype(int) + 3 - corner
        mask = np.zeros((int(span[1]), int(span[0])), np.uint8)
        cv2.fillPoly(mask, [np.rint((flame - corner) * 16).astype(np.int32)], 235, cv2.LINE_AA, 4)
        sheet.wash(
            painting.palette.lamp, mask.astype(np.float32) / 255, int(corner[0]), int(corner[1])
        )
