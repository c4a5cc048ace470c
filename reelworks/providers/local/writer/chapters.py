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
_LONGEST_TITLE = 60
_SPACED = re.compile(r"\w \w")
_NAME = re.compile(
    r"(?<=[\w,] )(?:the )?(?:[^\W\d_a-z][\w’'-]*[^\W\d_](?: (?:of|de|du|von|van|and the) (?=[A-Z]))?"
    r"(?: (?=[A-Z]))?)+(?<! )"
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
    """January February March April May June July August September October November December Monday
    Tuesday Wednesday Thursday Friday Saturday Sunday"""
)


def chapters(
    lines: Sequence[str], headings: Sequence[str], title: str, language: str
) -> dict[int, str]:
    """Titles by the index of the shot where each chapter begins; the first shot always has one."""
    starts = _heading_starts(headings)
    few = min(_FEWEST, max(1, len(lines) // _SHORTEST))
    if len(starts) >= few:
        return _named(starts, title)
    starts = [(len(lines) * part // _parts(len(lines)), "") for part in range(_parts(len(lines)))]
    titles = _keywords(lines, [at for at, _ in starts], title, language)
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


def _keywords(lines: Sequence[str], starts: Sequence[int], title: str, language: str) -> list[str]:
    """For each part the name or the thing that it speaks of more than the others do."""
    phrases = [_phrases(line, language) for line in lines]
    whole = Counter(phrase for line in phrases for phrase in line)
    found: list[str] = [title[:_LONGEST_TITLE].strip()]
    for at, end in pairwise([*starts, len(lines)][1:]):
        own = Counter(phrase for line in phrases[at:end] for phrase in line)
        first = {phrase: here for here in range(end - 1, at - 1, -1) for phrase in phrases[here]}
        fresh = [
            phrase
            for phrase in own
            if not any(_same(phrase, used) for used in (*found, title)) and len(phrase) <= 40
        ]
        best = max(
            fresh,
            key=lambda phrase: (_weight(phrase) * own[phrase] ** 2 / whole[phrase], -first[phrase]),
            default=f"{title} {len(found) + 1}"[:_LONGEST_TITLE],
        )
        found.append(best)
    return found


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
        return [run for run in re.findall(r"[\u30a0-\u30ff\u3400-\u9fff]{2,8}", line)]
    names = [capitalised(match[0]) for match in _NAME.finditer(line)]
    if language != ENGLISH:
        long = [word for word in words_of(line)[1:] if len(word) > 6]
        return names or [capitalised(word) for word in long]
    things = [f"The {match[1]}" for match in _THING.finditer(line) if not _COUNTS.search(match[1])]
    words = [capitalised(word) for word in words_of(line) if _is_thing(word)]
    return [name for name in names if name not in _CALENDAR] + things + words
