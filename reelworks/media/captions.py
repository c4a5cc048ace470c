"""Captions: spoken words grouped into cues of at most two lines, each with its times."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from reelworks.media.fonts import joins
from reelworks.ports.speech import Word

Measure = Callable[[str], float]

_IDEAL_S, _LONGEST_S = 2.8, 6.0
_MOST_PIECES = 24  # in one cue; keeps the search short
_UNSPACED_PART, _SMALL_WORD = 4, 3  # characters
_LEAD_S, _HOLD_S = 0.08, 0.45  # a cue comes a little early and stays a little after its last word
_BRIDGE_S = 0.7  # two cues closer than this touch, so that nothing flickers
_ENDS, _PAUSES = ".!?…。！？؟।", ",;:—–、，；：،؛"  # other scripts' too
_CLOSERS = "\"'”’»)]}」』）】"
_UNSPACED = ("CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR", "IDEOGRAPHIC")


@dataclass(frozen=True, slots=True)
class Piece:
    """A word, or a part of one that is too long for a line: then `glued` to the one before it."""

    text: str
    start: float
    end: float
    glued: bool = False


Line = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Cue:
    """What is shown from `start` to `end`, in seconds: one line or two."""

    start: float
    end: float
    lines: tuple[Line, ...]

    @property
    def pieces(self) -> Iterator[Piece]:
        return (piece for line in self.lines for piece in line)


def text_of(line: Sequence[Piece]) -> str:
    """A line as written."""
    return "".join(("" if i == 0 or p.glued else " ") + p.text for i, p in enumerate(line))


def cues(
    words: Sequence[Word], seconds: float, *, measure: Measure, widest: float
) -> tuple[Cue, ...]:
    """Group words into cues whose lines are at most `widest` by `measure`.

    `seconds` is the length of what the words are times in; nothing is shown outside it.
    """
    measure = cache(measure)  # the search asks for the same words over and over
    pieces = tuple(_pieces(words, seconds, measure, widest))
    groups = _groups(pieces, measure, widest)
    bare = [Cue(lines[0][0].start, lines[-1][-1].end, lines) for lines in groups]
    return tuple(_timed(bare, seconds))


def clean(text: str) -> str:
    """A text on one line, without control characters and halves of characters."""
    spaced = "".join(" " if char.isspace() else char for char in text)
    kept = (c for c in spaced if unicodedata.category(c) != "Cc")
    return " ".join("".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in kept).split())


def _pieces(
    words: Sequence[Word], seconds: float, measure: Measure, widest: float
) -> Iterator[Piece]:
    now, before = 0.0, ""
    for word in words:
        text = clean(word.text)
        if not text:
            continue
        start = min(max(_finite(word.start), now), seconds)
        end = min(max(_finite(word.end), start), seconds)
        glued = bool(before) and _unspaced(before) and _unspaced(text[0])
        yield from parts(Piece(text, start, end, glued), measure, widest)
        now, before = start, text[-1]


def _finite(seconds: float) -> float:
    return seconds if math.isfinite(seconds) else 0.0


def _unspaced(char: str) -> bool:
    return unicodedata.name(char, "").startswith(_UNSPACED)


def parts(piece: Piece, measure: Measure, widest: float) -> Iterator[Piece]:
    """The piece itself, or what it is cut into when it is wider than a line.

    Scripts that write no spaces are always cut, so that a line can break inside their sentences.
    """
    most = _UNSPACED_PART if any(map(_unspaced, piece.text)) else len(piece.text)
    texts = [""]
    for cluster in _clusters(piece.text):
        full = measure(texts[-1] + cluster) > widest or len(texts[-1]) >= most
        if texts[-1] and (full or (most == _UNSPACED_PART and _paused(texts[-1]))):
            texts.append("")
        texts[-1] += cluster
    each, done = (piece.end - piece.start) / len(piece.text), 0
    for number, part in enumerate(texts):
        start, done = piece.start + each * done, done + len(part)
        yield Piece(part, start, piece.start + each * done, piece.glued or number > 0)


def _clusters(text: str) -> list[str]:
    """Characters with the marks, joiners and closing punctuation that belong to them."""
    clusters: list[str] = []
    for char in text:
        bound = joins(char) or char in _ENDS + _PAUSES + _CLOSERS
        if clusters and (bound or clusters[-1].endswith("\u200d")):
            clusters[-1] += char
        else:
            clusters.append(char)
    return clusters


def _groups(pieces: Sequence[Piece], measure: Measure, widest: float) -> list[tuple[Line, ...]]:
    """The cheapest way to cut all pieces into cues, found from the last to the first."""
    best: list[tuple[float, int]] = [(0.0, len(pieces))] * (len(pieces) + 1)
    layouts: dict[int, tuple[Line, ...]] = {}
    for first in reversed(range(len(pieces))):
        best[first] = (math.inf, first + 1)
        for after in range(first + 1, min(first + _MOST_PIECES, len(pieces)) + 1):
            lines = _layout(pieces[first:after], measure, widest)
            if lines is None:
                break
            last = after == len(pieces)
            parted = 0.0 if last else _break_price(pieces[after - 1], pieces[after])
            price = best[after][0] + _price(pieces[first], pieces[after - 1]) + parted
            if price < best[first][0]:
                best[first], layouts[first] = (price, after), lines
    groups, at = [], 0
    while at < len(pieces):
        groups.append(layouts[at])
        at = best[at][1]
    return groups


def _price(first: Piece, last: Piece) -> float:
    """How far a cue is from the length that reads best."""
    seconds = last.end - first.start
    off = (seconds - _IDEAL_S) / _IDEAL_S
    return off * off + max(0.0, seconds - _LONGEST_S) * 4


def _break_price(before: Piece, after: Piece) -> float:
    """What it costs to part two pieces: nothing at a sentence's end, most inside a word."""
    end = before.text.rstrip(_CLOSERS)[-1:]
    if end and end in _ENDS:
        return 0.0
    if end and end in _PAUSES:
        return 0.15
    if after.glued:
        return 1.2
    return 0.8 if len(before.text) <= _SMALL_WORD else 0.6  # "the", "of", "und": they lead on


def _paused(text: str) -> bool:
    return text.rstrip(_CLOSERS)[-1:] in tuple(_ENDS + _PAUSES)


def _layout(pieces: Sequence[Piece], measure: Measure, widest: float) -> tuple[Line, ...] | None:
    """One line if it fits, else the two most even ones, else None."""
    if _width(pieces, measure) <= widest:
        return (tuple(pieces),)
    splits = [
        (abs(above - below) / widest + _break_price(pieces[at - 1], pieces[at]) / 2, at)
        for at in range(1, len(pieces))
        if (above := _width(pieces[:at], measure)) <= widest
        and (below := _width(pieces[at:], measure)) <= widest
    ]
    if not splits:
        return (tuple(pieces),) if len(pieces) == 1 else None
    at = min(splits)[1]
    return tuple(pieces[:at]), tuple(pieces[at:])


def _width(line: Sequence[Piece], measure: Measure) -> float:
    spaces = sum(not piece.glued for piece in line[1:])
    return sum(measure(piece.text) for piece in line) + spaces * measure(" ")


def _timed(bare: Sequence[Cue], seconds: float) -> Iterator[Cue]:
    """Each cue a little earlier and longer than its words, never over another cue's words."""
    before = [0.0, *(cue.end for cue in bare)]
    starts = [
        min(cue.start, max(cue.start - _LEAD_S, ended))
        for cue, ended in zip(bare, before, strict=False)
    ]
    for cue, start, following in zip(bare, starts, [*starts[1:], math.inf], strict=False):
        bridged = following - cue.end < _BRIDGE_S
        end = following if bridged else min(cue.end + _HOLD_S, seconds)
        yield replace(cue, start=start, end=max(end, start))
