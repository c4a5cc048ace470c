"""What pronouns stand for: when one may be said, and when it would point at nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reelworks.providers.local.writer.grammar import bare, subject_of, verb_at
from reelworks.providers.local.writer.lexis import (
    DETERMINERS,
    PRONOUNS,
    capitalised,
    is_plural,
    stem,
    words_of,
)
from reelworks.providers.local.writer.sentences import split
from reelworks.providers.local.writer.subjects import PEOPLE
from reelworks.providers.local.writer.topic import Topic

_LEAD = re.compile(
    r"^(?:In|On|At|By|For|From|Since|After|Before|During|Within|Over|Until|Under|With|Today)\b"
    r"[^,.;]{0,60},\s"
)


def followed(before: str, sentence: str, topic: Topic) -> str:
    """The sentence as it is said right after `before`."""
    earlier, (lead, rest) = _subject(before), _parted(sentence)
    subject = subject_of(rest)
    if subject is None or earlier is None or bare(subject) in PRONOUNS:
        return sentence
    pronoun = _pronoun(subject, topic)
    same = subject == earlier or (subject == topic.subject and earlier == topic.pronoun)
    if not same or not pronoun:
        return sentence
    return f"{lead}{pronoun.lower() if lead else pronoun}{rest[len(subject) :]}"


def _subject(sentence: str) -> str | None:
    return subject_of(_parted(sentence)[1])


def _parted(sentence: str) -> tuple[str, str]:
    """A date or place at the start, and the clause after it with a capital."""
    lead = _LEAD.match(sentence)
    return (lead[0], capitalised(sentence[lead.end() :])) if lead else ("", sentence)


def _pronoun(subject: str, topic: Topic) -> str:
    """The pronoun for a subject; "" when it might be a person whom we know too little of."""
    if subject == topic.subject:
        return topic.pronoun
    words = words_of(subject)
    if bare(words[0]) not in DETERMINERS or any(stem(word) in PEOPLE for word in words):
        return ""
    return "They" if is_plural(subject) else "It"


def smooth(lines: Sequence[str], topic: Topic) -> list[str]:
    """The lines with pronouns for subjects that the line before has just named."""
    smoothed: list[str] = []
    for line in lines:
        first, *others = split(line)
        if smoothed:
            first = followed(split(smoothed[-1])[-1], first, topic)
        smoothed.append(" ".join([first, *others]))
    return smoothed


_POINTING = re.compile(
    r"\b(it|its|they|them|their|he|him|his|she|her|there|this|these|such)\b", re.IGNORECASE
)
_FIRMLY, _FAINTLY = 0.9, 0.4


def pointing(sentence: str) -> float:
    """How much a sentence leans on the one before by a word inside it: 0, a little, or a lot.

    `The tower lost its roof` leans on nothing; `Soldiers were examined with them` does.
    """
    subject, most = _subject(sentence), 0.0
    for match in _POINTING.finditer(sentence):
        rest = sentence[match.end() :]
        if not _is_subjects_own(match[1].lower(), rest, subject):
            most = max(most, _FIRMLY if not rest.strip(" .") else _FAINTLY)
    return most


def _is_subjects_own(word: str, rest: str, subject: str | None) -> bool:
    """Whether this pronoun may stand for the subject of its own sentence."""
    if subject is None or word in ("them", "him", "there", "this", "these", "such"):
        return False
    if word in ("it", "he", "she", "they") and verb_at([word, *rest.split()]) != 1:
        return False  # an object: the subject would be `itself`
    person = any(stem(part) in PEOPLE for part in words_of(subject))
    if word in ("it", "its"):
        return not is_plural(subject) and not person
    if word in ("they", "their"):
        return is_plural(subject)
    return False  # his or hers: whose, we cannot tell from a name
