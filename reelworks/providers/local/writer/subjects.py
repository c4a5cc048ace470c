"""Whom a film shows: words that name a subject, how it looks, what it does."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from reelworks.providers.local.writer.lexis import stem, word_set, words_of
from reelworks.providers.local.writer.subjects_table import TABLE

_SETTINGS = {
    "O": "outdoors",
    "C": "shore",
    "W": "water",
    "K": "air",
    "I": "indoors",
    "S": "space",
    "U": "underwater",
    "A": "abstract",
}


@dataclass(frozen=True, slots=True)
class Subject:
    """`settings` are where it may be shown, `glimpse` is how it is seen behind another."""

    words: tuple[str, ...]
    looks: str
    actions: tuple[str, ...]
    settings: frozenset[str]
    glimpse: str


def _read(block: str) -> tuple[str, Subject]:
    head, *fields = re.split(r"\n(?=\w+: |\Z)", block.strip())
    name, letters = head.rstrip(")").split(" (")
    given = {label: " ".join(text.split()) for label, text in (f.split(": ", 1) for f in fields)}
    return name, Subject(
        words=tuple(given["words"].split()),
        looks=given["looks"],
        actions=tuple(given["actions"].split("; ")),
        settings=frozenset(_SETTINGS[letter] for letter in letters),
        glimpse=given.get("glimpse", ""),
    )


SUBJECTS: Mapping[str, Subject] = dict(
    _read(block) for block in re.split(r"\n(?=\w+ \([A-Z]+\)\n)", TABLE.strip())
)

PERSONS = word_set(
    """keeper engineer scientist ruler farmer monk soldier merchant sailor woman child crowd man
    queen knight explorer worker astronaut diver"""
)
ANYBODY = word_set("man woman crowd child explorer worker farmer")  # may be met unnamed
PEOPLE = frozenset(
    stem(word) for name in PERSONS for word in SUBJECTS[name].words if not word.endswith("*")
)

# What is part of a place or stands on a table: seen there and not put before it.
SCENERY = word_set(
    """lighthouse tree plant flower pyramid church windmill castle statue antenna telescope lens
    lantern candle machine clock book scroll globe disc microscope flask violin crown sword anchor
    cannon"""
)

# Who may be seen at a place when the words name too few; nobody where nobody could be.
STAND_INS: Mapping[str, tuple[str, ...]] = {
    "coast": ("bird", "sailor", "ship", "boat"),
    "sea": ("ship", "bird", "boat"),
    "harbour": ("sailor", "merchant", "ship", "boat"),
    "underwater": ("fish", "whale"),
    "riverbed": ("fish",),
    "mountains": ("explorer", "bird", "horse"),
    "forest": ("deer", "bird", "explorer"),
    "desert": ("camel", "merchant", "crowd"),
    "river": ("bird", "boat", "deer"),
    "lake": ("bird", "boat", "deer"),
    "fields": ("farmer", "horse", "cow", "bird"),
    "city": ("crowd", "woman", "man", "car"),
    "village": ("woman", "farmer", "dog", "child"),
    "room": ("woman", "man", "child"),
    "kitchen": (),
    "still life": (),
    "workshop": ("worker", "engineer", "man"),
    "library": ("man", "woman", "monk"),
    "laboratory": ("scientist", "woman", "man"),
    "factory": ("worker", "engineer", "man"),
    "space": ("probe", "satellite", "astronaut"),
    "snow": ("explorer", "dog", "bird"),
    "cave": ("explorer", "worker"),
    "sky": ("bird", "balloon"),
    "castle": ("ruler", "knight", "queen", "horse"),
    "temple": ("monk", "crowd", "woman"),
    "ruins": ("explorer", "bird", "woman"),
    "battlefield": ("soldier", "horse"),
    "bridge": ("crowd", "woman", "boat"),
    "railway": ("train", "crowd", "woman"),
    "road": ("horse", "wheel", "woman"),
    "volcano": ("explorer", "scientist"),
    "jungle": ("bird", "explorer", "elephant"),
    "desk": ("man", "woman"),
    "waves": (),
    "network": (),
    "abstract": (),
}


@lru_cache(maxsize=1)
def _index() -> Mapping[str, tuple[tuple[str, bool], ...]]:
    """From a word's stem to the subjects that it names, and whether it only hints."""
    index: dict[str, dict[str, bool]] = {}
    for name, subject in SUBJECTS.items():
        for word in subject.words:
            index.setdefault(stem(word.rstrip("*")), {}).setdefault(name, word.endswith("*"))
    return {word: tuple(names.items()) for word, names in index.items()}


def named(text: str, *, hints: bool = True) -> list[str]:
    """The subjects that these words name, in order; hints only where nothing else is named."""
    found = [hit for word in words_of(text) for hit in _index().get(stem(word), ())]
    sure = [name for name, hint in found if not hint]
    return list(dict.fromkeys(sure or [name for name, _ in found if hints]))
