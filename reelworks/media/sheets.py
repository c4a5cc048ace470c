"""Text that stands still is drawn once, on clear ground, and laid over the frames that show it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from unicodedata import category

from reelworks.media import ass, captions, fonts
from reelworks.media.ass import Style
from reelworks.media.captions import Cue
from reelworks.media.fonts import Face

_MOST_LAYERS = 64  # of a sheet; FFmpeg reads no expression of more than a hundred terms
_MIDDLE = 5  # as `Style.align`
_STACKED = "MMM"  # no language writes three marks on a letter


@dataclass(frozen=True, slots=True)
class Area:
    """A part of a picture, in pixels, all of them even: how far right and down, how large.

    It may reach beyond the picture's edges.
    """

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Layer:
    """What an area shows from `start` to `end`, in hundredths of a second.

    Its sheet's script shows it `later` seconds later.
    """

    area: Area
    start: int
    end: int
    later: int = 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """An ASS script drawn by itself on clear ground, and the layers that this gives.

    All have the size of the ground. With the faces that the script names, and the characters that
    none of them has.
    """

    text: str
    layers: tuple[Layer, ...]
    faces: tuple[Face, ...]
    missing: str

    @property
    def size(self) -> tuple[int, int]:
        return self.layers[0].area.width, self.layers[0].area.height


def of_captions(
    size: tuple[int, int], cues: Sequence[Cue], style: Style, faces: Sequence[Face]
) -> Sheet | None:
    """A layer for every line, for as long as it looks the same: a word lights up on one line only.

    None when there is nothing to show, when it cannot be said how far the letters reach, or when
    there would be too many layers.
    """
    texts = [captions.text_of(line) for cue in cues for line in cue.lines]
    most = max((len(cue.lines) for cue in cues), default=0)
    area = _area(size, texts, most, style, faces)
    if area is None:
        return None
    strips = _strips(area, texts, style, faces) if most == 2 else (area,)
    apart = math.ceil(max(cue.end for cue in cues)) + 1  # every strip in a time of its own
    blocks: list[ass.Block] = []
    layers: list[Layer] = []
    for number, strip in enumerate(strips):
        later, row = number * apart, number if len(strips) > 1 else None
        blocks.append(ass.captions(cues, _alone(style, strip), faces, later=later))
        spans = (span for cue in cues for span in ass.steady(cue, style, row))
        layers += [Layer(strip, *span, later) for span in spans]
    return _sheet(blocks, layers) if 0 < len(layers) <= _MOST_LAYERS else None


def of_title(
    size: tuple[int, int],
    lines: Sequence[str],
    style: Style,
    faces: Sequence[Face],
    span: tuple[float, float],
) -> Sheet | None:
    """One layer: a title from when to when, in seconds; None as with captions."""
    start, end = (round(at * 100) for at in span)
    area = _area(size, lines, len(lines), style, faces)
    if area is None or end <= start:
        return None
    block = ass.title(lines, _alone(style, area), faces, start=span[0], end=span[1])
    return _sheet([block], [Layer(area, start, end)])


def _sheet(blocks: Sequence[ass.Block], layers: Sequence[Layer]) -> Sheet:
    text = ass.document(layers[0].area.width, layers[0].area.height, blocks)
    return Sheet(text, tuple(layers), blocks[0].faces, blocks[0].missing)


def _alone(style: Style, area: Area) -> Style:
    """The style, on clear ground that is laid over the area."""
    return replace(style, alone=True, at=(style.at[0] - area.x, style.at[1] - area.y))


def _area(
    size: tuple[int, int], texts: Sequence[str], most: int, style: Style, faces: Sequence[Face]
) -> Area | None:
    """Where texts stand: as wide as the widest, as high as so many lines of the highest face.

    None when that cannot be said: marks upon marks may reach higher than any font says.
    """
    if not texts or _STACKED in "".join(category(char)[0] for char in "\n".join(texts)):
        return None
    high = most * _line_height(texts, style, faces)
    wide = style.em * (max(fonts.width(text, faces) for text in texts) + 1)
    edge = style.outline * (4 if style.box else 1) + 3 * style.blur + 4  # a box is 3 outlines wider
    foot = style.at[1] + (high / 2 if style.align == _MIDDLE else 0)
    top, below = _even(foot - high - edge), _even(size[1] - foot - edge)
    beside = _even((size[0] - wide) / 2 - edge)
    return Area(beside, top, size[0] - 2 * beside, size[1] - top - below)


def _strips(
    area: Area, texts: Sequence[str], style: Style, faces: Sequence[Face]
) -> tuple[Area, ...]:
    """The area, cut between its two lines, the last one first; whole, where faces are mixed.

    Then a line may be as high as any of them.
    """
    if len(fonts.used(texts, faces)) > 1:
        return (area,)
    between = _even(style.at[1] - _line_height(texts, style, faces))
    high = max(area.y + area.height - between, between - area.y)
    return tuple(replace(area, y=y, height=high) for y in (between, between - high))


def _line_height(texts: Sequence[str], style: Style, faces: Sequence[Face]) -> float:
    return style.em * max(map(fonts.line_height, fonts.used(texts, faces)))


def _even(pixels: float) -> int:
    return max(0, int(pixels) // 2 * 2)
