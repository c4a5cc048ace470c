"""Whom each line speaks of, by name or by a pronoun."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from reelworks.providers.local.writer.lexis import PREPOSITIONS, word_set, words_of
from reelworks.providers.local.writer.subjects import ANIMALS, PERSONS, named

_THING, _SOMEBODY = {"it", "its"}, {"he", "him", "his", "she", "her"}
_ANYONE = {"man", "woman"}
_PRONOUN = re.compile(r"\b(its?|he|him|his|she|her|they|them|their)\b", re.IGNORECASE)
_LEADS = PREPOSITIONS | word_set(
    """and but so yet then when while where if once because although there today sometimes first
    only later now again soon often finally"""
)
_LEAD_WORDS = 5
_OF_ITS_KIND = re.compile(r"\b(?:females?|males?|adults|parents)\b", re.IGNORECASE)
_INSECTS = re.compile(r"\b(bee|wasp|ant|termite)s?\b", re.IGNORECASE)
_OF_THE_HIVE = re.compile(
    r"\b(?:queens?|workers?|drones?|soldiers?|nurses?|scouts?|foragers?|guards?|sisters|swarms?"
    r"|colony|colonies|larvae|cells)\b",
    re.IGNORECASE,
)
_OFTEN = 3  # times that a page names those whom it is about
_FOR_LONG = 3  # lines; later nobody knows any more who is meant


def of_the_hive(lines: Sequence[str], text: str) -> tuple[list[str], str]:
    """Lines and page with an insect's name for its kin: among bees the queen is a bee."""
    found = Counter(name.lower() for name in _INSECTS.findall(text))
    name, often = next(iter(found.most_common(1)), ("", 0))
    if often < _OFTEN:
        return list(lines), text
    *said, page = (_OF_THE_HIVE.sub(f"{name}s", one) for one in (*lines, text))
    return said, page


def spoken_of(lines: Sequence[str]) -> list[list[str]]:
    """The subjects of each line, in order: those it names, or the one its first pronoun points to.

    `They swim against the current` after a line on salmon speaks of salmon, and in a film about
    them `each female` is one.
    """
    found: list[list[str]] = []
    meant, since, hero = "", 0, _hero(lines)
    for line in lines:
        names = named(line, hints=False)
        if names:
            meant, since = names[0], 0
        else:
            since += 1
            near = since <= _FOR_LONG and _points_to(line, meant)
            since = 0 if near else since
            names = [meant] if near else _hinted(line, meant)
            if not names and hero and _OF_ITS_KIND.search(line):
                names = [hero]
        found.append(names)
    return found


def _hero(lines: Sequence[str]) -> str:
    """The animal that is named most, or none."""
    animals = (name for line in lines for name in named(line, hints=False) if name in ANIMALS)
    return next((name for name, _ in Counter(animals).most_common(1)), "")


def _hinted(line: str, meant: str) -> list[str]:
    """Whom a line hints at; where animals are spoken of, `she` is one of them."""
    return [name for name in named(line) if meant not in ANIMALS or name not in _ANYONE]


def _points_to(line: str, meant: str) -> bool:
    pronoun = _PRONOUN.search(line)
    if not meant or pronoun is None or not _is_lead(line[: pronoun.start()]):
        return False
    word = pronoun[0].lower()
    if word in _THING:
        return meant not in PERSONS
    return word not in _SOMEBODY or meant in PERSONS | ANIMALS


def _is_lead(before: str) -> bool:
    """Whether nobody else can have been named yet: `In the ocean it feeds on shrimp`."""
    words = words_of(before)
    return not words or (len(words) <= _LEAD_WORDS and words[0].lower() in _LEADS)
