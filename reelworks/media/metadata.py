"""What a film says about itself: its language and its chapters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

# MP4 wants three letters where BCP 47 has two; languages that are not here are left unsaid.
# fmt: off
_THREE_LETTERS = {
    "ar": "ara", "bg": "bul", "bn": "ben", "cs": "ces", "da": "dan", "de": "deu", "el": "ell",
    "en": "eng", "es": "spa", "et": "est", "fa": "fas", "fi": "fin", "fr": "fra", "he": "heb",
    "hi": "hin", "hr": "hrv", "hu": "hun", "id": "ind", "it": "ita", "ja": "jpn", "ko": "kor",
    "lt": "lit", "lv": "lav", "ms": "msa", "nb": "nob", "nl": "nld", "no": "nor", "pl": "pol",
    "pt": "por", "ro": "ron", "ru": "rus", "sk": "slk", "sl": "slv", "sr": "srp", "sv": "swe",
    "ta": "tam", "te": "tel", "th": "tha", "tr": "tur", "uk": "ukr", "ur": "urd", "vi": "vie",
    "zh": "zho",
}
# fmt: on


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter, in frames of the film: from `start` up to `end`."""

    title: str
    start: int
    end: int


def chapters(
    titles: Sequence[str | None], starts: Sequence[int], total: int
) -> tuple[Chapter, ...]:
    """Chapters from the shots that begin one; the first reaches back to the film's beginning."""
    named = zip(titles, starts, strict=True)
    begun = [(title.strip(), at) for title, at in named if title and title.strip()]
    marks = [0, *(at for _, at in begun[1:]), total]
    return tuple(
        Chapter(title, start, end)
        for (title, _), start, end in zip(begun, marks, marks[1:], strict=False)
    )


def language(tag: str) -> str:
    """A BCP 47 tag as MP4 says it."""
    return _THREE_LETTERS.get(re.split("[-_]", tag.lower())[0], "und")
