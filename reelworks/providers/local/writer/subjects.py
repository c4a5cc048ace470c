"""Whom a film shows: words that name a subject, how it looks, what it does."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

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

_Hits = tuple[tuple[str, bool], ...]  # whom a word names, and whether it only hints
_POSSESSIVE = re.compile(r"['’]s?$")
_PAUSE = re.compile(r"[,;:.!?()—–]+")


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
ANIMALS = word_set(
    """bird fish whale turtle octopus seal heron penguin frog rabbit horse cow sheep camel elephant
    deer bear wolf lion bee butterfly dog cat"""
)
VEHICLES = word_set("ship steamer boat train car bicycle aeroplane wheel")
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
    "piles": ("fish",),
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
def _index() -> Mapping[str, _Hits]:
    """From a word, singular or plural, to the subjects that it names, and whether it only hints."""
    index: dict[str, dict[str, bool]] = {}
    for name, subject in SUBJECTS.items():
        for word in subject.words:
            for form in _forms(word.rstrip("*")):
                index.setdefault(form, {}).setdefault(name, word.endswith("*"))
    return {word: tuple(names.items()) for word, names in index.items()}


def _forms(word: str) -> tuple[str, ...]:
    """A noun with its regular plural, or the other way round. Not its stem: a stage is no stag."""
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return (word, word[:-1])
    if word.endswith("y"):
        return (word, f"{word[:-1]}ies", f"{word}s")
    return (word, f"{word}es" if word.endswith(("s", "x", "ch", "sh")) else f"{word}s")


def named(text: str, *, hints: bool = True) -> list[str]:
    """The subjects that these words name, in order; hints only where nothing else is named.

    Of two names side by side the last one counts: emperor penguins are no emperors.
    """
    parts = [[_hits(word) for word in words_of(part)] for part in _PAUSE.split(text)]
    names = [name for hits in parts for name in _sure(hits)]
    hinted = [name for part in parts for hits in part for name, _ in hits] if hints else []
    return list(dict.fromkeys(names or hinted))


def _hits(word: str) -> _Hits:
    return _index().get(_POSSESSIVE.sub("", word.lower()), ())


def _sure(found: Sequence[_Hits]) -> Iterator[str]:
    led = False
    for now, after in pairwise([*found, ()]):
        names = _certain(now, led=led)
        led = bool(names)
        if not _certain(after, led=led):
            yield from names


def _certain(hits: _Hits, *, led: bool) -> list[str]:
    """What a word names; of hints only animals, `led` by another name: leopard seals."""
    return [name for name, hint in hits if not hint or (led and name in ANIMALS)]
