"""A subject that was named a moment ago is called `it` the second time."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reelworks.providers.local.writer.grammar import bare, subject_of
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

_LEAD = re.compile(r"^(?:In|On|By|From|Since|Today)\b[^,.;]{0,40},\s")


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
