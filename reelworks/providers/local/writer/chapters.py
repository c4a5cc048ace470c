"""Chapter titles: the page's own headings where it has them, else what each part is about."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from reelworks.providers.local.writer.language import ENGLISH
from reelworks.providers.local.writer.lexis import (
    STOPWORDS,
    capitalised,
    content_stems,
    word_set,
    words_of,
)
from reelworks.providers.local.writer.verbs import BASES, NOUNISH, PARTICIPLES, PASTS, PRESENT

_FEWEST, _MOST = 3, 5
_SHORTEST = 2  # shots; players want chapters of ten seconds and more
_LONGEST_TITLE, _LONGEST_KEYWORD = 60, 40
_SPACED = re.compile(r"\w \w")
_NAME = re.compile(
    r"(?<=[\w,] )(?:the )?(?:[^\W\d_a-z][\w’'-]*[^\W\d_]"
    r"(?: (?:of|de|du|von|van|and the) (?=[A-Z]))?(?: (?=[A-Z]))?)+(?<! )"
)
_THING = re.compile(
    r"\b(?:the|a|an|his|her|its|their) ([a-z]{4,})(?=[.,;]| (?:of|in|on|at|was|is|were|had)\b)"
)
_COUNTS = re.compile(
    r"(?:^(?:one|two|three|four|five|six|seven|eight|nine|ten|first|second|third|half|dozen|more|only"
    r"|about|most|each|every|other|after|until|almost|never|always|there)|th|ty|teen|hundred"
    r"|thousand|million|billion)$"
)
VERBS = BASES - NOUNISH | PRESENT - NOUNISH | PASTS | PARTICIPLES
_CALENDAR = word_set(
    """January February March April May June July August September October November December
    Monday Tuesday Wednesday Thursday Friday Saturday Sunday"""
)


def chapters(
    lines: Sequence[str], headings: Sequence[str], title: str, language: str
) -> dict[int, str]:
    """Titles by the index of the shot where each chapter begins; the first shot always has one."""
    starts = _heading_starts(headings)
    while len(starts) < _wanted(len(lines)):
        starts = _with_one_more(starts, len(lines))
    return _titles(lines, starts, title, language)


def _wanted(shots: int) -> int:
    return _FEWEST if shots >= 6 else 1 + (shots >= 4)


def _with_one_more(starts: list[tuple[int, str]], total: int) -> list[tuple[int, str]]:
    """The longest chapter in two; the second half has no title yet."""
    ends = [*(at for at, _ in starts[1:]), total]
    longest = max(range(len(starts)), key=lambda one: ends[one] - starts[one][0])
    middle = (starts[longest][0] + ends[longest] + 1) // 2
    return [*starts[: longest + 1], (middle, ""), *starts[longest + 1 :]]


def _titles(
    lines: Sequence[str], starts: Sequence[tuple[int, str]], title: str, language: str
) -> dict[int, str]:
    """The headings; the film's title for the beginning; else what the part speaks of most."""
    phrases = [_phrases(line, language) for line in lines]
    given = [heading for _, heading in starts if heading]
    named: dict[int, str] = {}
    for number, ((at, heading), (end, _)) in enumerate(pairwise([*starts, (len(lines), "")])):
        words = heading or (title if at == 0 else "")
        if not words:
            used = [title, *given, *named.values()]
            words = _keyword(phrases, range(at, end), used) or f"{title} {number + 1}"
        named[at] = words[:_LONGEST_TITLE].strip()
    return named


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


def _keyword(phrases: Sequence[Sequence[str]], part: range, used: Sequence[str]) -> str:
    """The name or thing that these lines speak of more than the others do; "" for none."""
    whole = Counter(phrase for line in phrases for phrase in line)
    own = Counter(phrase for at in part for phrase in phrases[at])
    first = {phrase: at for at in reversed(part) for phrase in phrases[at]}
    fresh = [
        phrase
        for phrase in own
        if len(phrase) <= _LONGEST_KEYWORD and not any(_same(phrase, other) for other in used)
    ]
    return max(
        fresh,
        key=lambda phrase: (_weight(phrase) * own[phrase] ** 2 / whole[phrase], -first[phrase]),
        default="",
    )


def _same(phrase: str, used: str) -> bool:
    return bool(set(content_stems(phrase)) & set(content_stems(used)))


def _weight(phrase: str) -> float:
    """Names tell more than things, and several words more than one."""
    if phrase.lower() in STOPWORDS | VERBS:
        return 0.1
    return 1.0 + 0.4 * phrase.startswith("The ") + 0.2 * (len(phrase.split()) > 1)


def _is_thing(word: str) -> bool:
    small = word.lower()
    verbish = small in STOPWORDS | VERBS or small.endswith(("ed", "ly", "ing", "ous", "ive", "est"))
    return len(word) > 3 and word.isalpha() and not verbish and not _COUNTS.search(small)


def _phrases(line: str, language: str) -> list[str]:
    """Names inside a line, and in English the things that it speaks of, as titles."""
    if not _SPACED.search(line):
        return re.findall(r"[\u30a0-\u30ff\u3400-\u9fff]{2,8}", line)
    names = [capitalised(match[0]) for match in _NAME.finditer(line)]
    if language != ENGLISH:
        long = [word for word in words_of(line)[1:] if len(word) > 6]
        return names or [capitalised(word) for word in long]
    things = [f"The {match[1]}" for match in _THING.finditer(line) if not _COUNTS.search(match[1])]
    words = [capitalised(word) for word in words_of(line) if _is_thing(word)]
    return [name for name in names if name not in _CALENDAR] + things + words
