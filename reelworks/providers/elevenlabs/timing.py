"""The times of words from the times of characters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import isfinite
from typing import Any

from reelworks.ports.speech import Word

_SLACK_S = 0.25  # times may end so much after the sound


def words(text: str, alignment: object, seconds: float) -> tuple[Word, ...] | None:
    """The words of the text with their times; None where the alignment cannot be believed.

    It must tell every character of the text, and times that never go back and end with the sound.
    """
    told = _told(text, alignment)
    if told is None:
        return None
    starts, ends = told
    if ends and ends[-1] > seconds + _SLACK_S:
        return None
    found: list[Word] = []
    at = 0
    for word in text.split():
        first = text.index(word, at)
        at = first + len(word)
        begin, end = min(starts[first], seconds), min(ends[at - 1], seconds)
        found.append(Word(word, round(begin, 3), round(max(begin, end), 3)))
    return tuple(found)


def end(alignment: object) -> float | None:
    """When the last character ends; None where that is not told."""
    told = alignment.get("character_end_times_seconds") if isinstance(alignment, Mapping) else None
    last = told[-1] if isinstance(told, list) and told else None
    return float(last) if isinstance(last, int | float) and isfinite(last) else None


def _told(text: str, alignment: object) -> tuple[Sequence[float], Sequence[float]] | None:
    if not isinstance(alignment, Mapping) or alignment.get("characters") != list(text):
        return None
    starts = _times(alignment.get("character_start_times_seconds"), len(text))
    ends = _times(alignment.get("character_end_times_seconds"), len(text))
    if starts is None or ends is None:
        return None
    backwards = any(end < start for start, end in zip(starts, ends, strict=True))
    stands_still = len(text.split()) > 1 and starts[0] == ends[-1]
    return None if backwards or stands_still else (starts, ends)


def _times(given: Any, count: int) -> Sequence[float] | None:
    """So many moments, none before the one before it."""
    if not isinstance(given, list) or len(given) != count:
        return None
    if not all(isinstance(t, int | float) and isfinite(t) and t >= 0 for t in given):
        return None
    return None if any(b < a for a, b in pairwise(given)) else given
