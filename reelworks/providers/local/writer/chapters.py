"""Chapter titles: the page's own headings where it has them, else what each part is about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from reelworks.providers.local.writer.grammar import Names
from reelworks.providers.local.writer.language import ENGLISH
from reelworks.providers.local.writer.lexis import (
    STOPWORDS,
    capitalised,
    stem,
    words_of,
)

_FEWEST, _MOST = 3, 5
_SHORTEST = 2  # shots; players want chapters of ten seconds and more
_LONGEST_TITLE = 60


def chapters(
    lines: Sequence[str], headings: Sequence[str], title: str, language: str, names: Names
) -> dict[int, str]:
    """Titles by the index of the shot where each chapter begins; the first shot always has one."""
    starts = _heading_starts(headings)
    few = min(_FEWEST, max(1, len(lines) // _SHORTEST))
    if len(starts) >= few:
        return _named(starts, title)
    starts = [(len(lines) * part // _parts(len(lines)), "") for part in range(_parts(len(lines)))]
    titles = _keywords(lines, [at for at, _ in starts], title, language, names)
    return {at: words for (at, _), words in zip(starts, titles, strict=True)}


def _parts(shots: int) -> int:
    return max(1, min(_MOST - 1, shots // 4)) if shots >= 6 else 1


def _heading_starts(headings: Sequence[str]) -> list[tuple[int, str]]:
    """Where a heading's shots begin; of too many, the longest sections stay."""
    starts = [
        (at, heading)
        for at, heading in enumerate(headings)
        if at == 0 or (heading != headings[at - 1] and heading)
    ]
    while len(starts) > 1:
        ends = [*(at for at, _ in starts[1:]), len(headings)]
        lengths = [end - at for (at, _), end in zip(starts, ends, strict=True)]
        shortest = min(range(len(starts)), key=lambda one: lengths[one])
        if lengths[shortest] >= _SHORTEST and len(starts) <= _MOST:
            break
        del starts[max(shortest, 1)]
    return starts


def _named(starts: Sequence[tuple[int, str]], title: str) -> dict[int, str]:
    return {at: (heading or title)[:_LONGEST_TITLE].strip() for at, heading in starts}


def _keywords(
    lines: Sequence[str], starts: Sequence[int], title: str, language: str, names: Names
) -> list[str]:
    """For each part the words that it says more than the others do."""
    whole = Counter(stem(word) for line in lines for word in words_of(line))
    found: list[str] = [title[:_LONGEST_TITLE]]
    for at, end in pairwise([*starts[1:], len(lines)]):
        part = [word for line in lines[at:end] for word in words_of(line)]
        own = Counter(stem(word) for word in part)
        ranked = sorted(
            (word for word in dict.fromkeys(part) if _tells(word, names)),
            key=lambda word: (
                -(own[stem(word)] ** 2) / whole[stem(word)],
                -len(word),
                part.index(word),
            ),
        )
        fresh = [word for word in ranked if _titled(word, language) not in found]
        found.append(_titled(fresh[0], language) if fresh else f"{len(found) + 1}")
    return found


def _tells(word: str, names: Names) -> bool:
    return (
        word.lower() not in STOPWORDS
        and not word[0].isdigit()
        and (names.is_name(word) or len(word) > 4 or not word.isascii())
        and not word.endswith(("ed", "ly", "ing"))
    )


def _titled(word: str, language: str) -> str:
    name = word.removesuffix("'s")
    return f"The {name}" if language == ENGLISH and name.islower() else capitalised(name)
