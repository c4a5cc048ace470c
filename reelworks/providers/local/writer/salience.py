"""How much each fact of a page matters to a film about it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from math import log, sqrt

from reelworks.ports.write import Fact
from reelworks.providers.local.writer.lexis import content_stems, length

_SELF_NOTE = re.compile(
    r"^(?:my |research |some )?notes? (?:for|on|about|to|from)\b"
    r"|^(?:check|verify|ask|find|mention|include|insert|maybe|fade|cut to|hi|hello|hey|dear)\b"
    r"|^add (?:\w+ ){0,3}(?:about|here|part|section|quotes?|sources?|pictures?|dates?|details?)\b"
    r"|\bhere (?:are|is) (?:my|some|our)\b"
    r"|\b(?:todo|tbd|fixme|to check|check (?:whether|this|if)|double[- ]check|not sure"
    r"|need to (?:find|check|ask|add)|remember to|ask \w+ (?:about|for|if)|look up|find out"
    r"|source needed|this (?:video|article|page|section|film|essay|document|chapter|note)"
    r"|see (?:also|below|above)|click|subscribe|my notes)\b",
    re.IGNORECASE,
)
_LATEST = 12  # facts with the same word that a new one is compared with
_FIRST_PERSON = re.compile(r"\b(?:I|I'm|I've|we|we'll|my|our|me)\b")
_TURN = re.compile(
    r"\b(?:but|until|yet|however|then|suddenly|finally|instead|despite)\b", re.IGNORECASE
)
_CLOSE = re.compile(
    r"\b(?:today|still|now|remains?|ever since|future|legacy|survives?)\b", re.IGNORECASE
)
_LEANING = re.compile(
    r"^(?:but |and |so |yet )?(?:it|he|she|they|this|these|those|that|his|her|its|their|there,"
    r"|such|both|another|the (?:former|latter|same|other)"
    r"|(?:one|most|some|many|all|none|half|part|each|neither|either) of (?:it|them|these|this))\b",
    re.IGNORECASE,
)


def is_self_note(sentence: str) -> bool:
    """Whether a person wrote it to themselves and not about the subject."""
    return _SELF_NOTE.search(sentence) is not None


def leans(sentence: str) -> bool:
    """Whether it begins by pointing back at something said before it."""
    return _LEANING.match(sentence) is not None


def saliences(facts: Sequence[Fact], title: str, note: str = "") -> list[float]:
    """A number per fact, about 0 to 1.5; `note` is what a person wants to hear more or less of."""
    # dicts, not sets: sums of fractions depend on their order, and that of sets on the process
    stems = [dict.fromkeys(content_stems(fact.text)) for fact in facts]
    frequency = Counter(word for words in stems for word in words)
    about = set(content_stems(title))
    central = [_centrality(words, frequency, len(facts), about) for words in stems]
    top = max(central, default=0) or 1
    wishes = _wishes(note)
    return [
        0.6 * weight / top + _manner(facts, at) + sum(wishes.get(word, 0) for word in words)
        for at, (weight, words) in enumerate(zip(central, stems, strict=True))
    ]


def _centrality(
    words: Mapping[str, None], frequency: Counter[str], total: int, about: set[str]
) -> float:
    """How much of what the page keeps talking about is in these words."""
    weight = sum(log(1 + frequency[word]) * log(1 + total / frequency[word]) for word in words)
    return (weight + 2 * sum(word in about for word in words)) / sqrt(len(words) + 4)


def _manner(facts: Sequence[Fact], at: int) -> float:
    text, place = facts[at].text, at / max(len(facts) - 1, 1)
    words = length(text)
    score = 0.15 if at == 0 or facts[at - 1].heading != facts[at].heading else 0.0
    score += 0.1 if 8 <= words <= 26 else -0.1 if words > 40 or words < 4 else 0.0
    score += 0.08 if re.search(r"\d", text) else 0.0
    score += 0.1 if _TURN.search(text) and 0.4 < place < 0.85 else 0.0
    score += 0.2 if _CLOSE.search(text) and place > 0.8 else 0.0
    score -= 0.4 if text.endswith("?") else 0.0
    score -= 0.3 if _FIRST_PERSON.search(text) else 0.0
    return score - (1.0 if is_self_note(text) else 0.0)


def _wishes(note: str) -> dict[str, float]:
    """`more about the keepers, skip the kings`: words to lift and words to drop."""
    wishes: dict[str, float] = {}
    for clause in re.split(r"[,.;!?]|\bbut\b|\band\b(?=\s+(?:more|less|no|skip|drop))", note):
        negative = re.search(
            r"\b(?:less|no|not|without|skip|drop|remove|don't|avoid|omit)\b", clause
        )
        for word in content_stems(clause):
            wishes[word] = -0.8 if negative else 0.5
    return wishes


def distinct(facts: Sequence[Fact]) -> list[Fact]:
    """Without facts that say again what an earlier one said, figures and all."""
    kept: list[Fact] = []
    seen: list[set[str]] = []
    index: dict[str, list[int]] = {}
    for fact in facts:
        words = set(content_stems(fact.text)) or {fact.text}
        near = Counter(at for word in words for at in index.get(word, ())[-_LATEST:])
        if any(_same(words, seen[at], shared) for at, shared in near.items()):
            continue
        for word in words:
            index.setdefault(word, []).append(len(kept))
        kept.append(fact)
        seen.append(words)
    return kept


def _same(words: set[str], others: set[str], shared: int) -> bool:
    if 2 * shared < 1.6 * (len(words) + len(others)) / 2:
        return False
    return not any(any(map(str.isdigit, word)) for word in words ^ others)
