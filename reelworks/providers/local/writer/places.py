"""Where a shot plays: words that call for a place, what is seen, moves and sounds there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from reelworks.providers.local.writer import places_abroad
from reelworks.providers.local.writer.lexis import STOPWORDS, is_unspaced, stem, words_of
from reelworks.providers.local.writer.places_table import TABLE


@dataclass(frozen=True, slots=True)
class Place:
    """`words` call for it (one with a star only hints); each shot takes one of the others.

    `setting` is what a subject would stand on: outdoors (land), shore, water, air, indoors, space,
    underwater or abstract.
    """

    setting: str
    words: tuple[str, ...]
    views: tuple[str, ...]
    actions: tuple[str, ...]
    sounds: tuple[str, ...]

    @property
    def daylit(self) -> bool:
        """Whether the hour of the day and the weather are seen there."""
        return self.setting in ("outdoors", "shore", "water", "air")


def _read(block: str) -> tuple[str, Place]:
    head, *fields = re.split(r"\n(?=\w+: |\Z)", block.strip())
    name, setting = head.rstrip(")").split(" (")
    lists = {label: " ".join(text.split()) for label, text in (f.split(": ", 1) for f in fields)}
    views, actions, sounds = (
        tuple(lists[label].split("; ")) for label in ("views", "actions", "sounds")
    )
    return name, Place(setting, tuple(lists["words"].split()), views, actions, sounds)


PLACES: Mapping[str, Place] = dict(_read(block) for block in TABLE.strip().split("\n\n"))
_HINT = 0.45
_FAINT, _MANY = 2.0, 60  # calls that are few, and words that are many
_PULL, _FAINT_PULL = 0.8, 0.35
_ENGLISH_SHARE = 0.03  # of such words, at least
_PREFIX = 4  # letters of a word abroad that longer words may begin with


@lru_cache(maxsize=1)
def _index() -> Mapping[str, tuple[tuple[str, float], ...]]:
    """From a word's stem to the places that it calls for, and how strongly."""
    index: dict[str, dict[str, float]] = {}
    for name, place in PLACES.items():
        for word in place.words:
            calls_for = index.setdefault(stem(word.rstrip("*")), {})
            calls_for.setdefault(name, _HINT if word.endswith("*") else 1.0)
    return {word: tuple(found.items()) for word, found in index.items()}


def calls(text: str) -> dict[str, float]:
    """How strongly each place is called for by these words."""
    found: dict[str, float] = {}
    for word in words_of(text):
        if word.lower() not in STOPWORDS:
            for name, weight in _index().get(stem(word), ()):
                found[name] = found.get(name, 0.0) + weight
    return found or _calls_abroad(text)


def _calls_abroad(text: str) -> dict[str, float]:
    """The same for words of other languages, where no English one calls."""
    lowered, said = text.casefold(), words_of(text)
    spaced = Counter(word.casefold() for word in said)
    if _is_english(said):
        spaced.clear()  # "called" is no calle, "taller" no workshop
    for word in STOPWORDS & spaced.keys():
        del spaced[word]  # nor is "never" any neve
    found: dict[str, float] = {}
    for name, words in _abroad().items():
        for word, unspaced in words:
            if unspaced:
                times = lowered.count(word)
            elif len(word) >= _PREFIX:
                times = sum(many for said, many in spaced.items() if said.startswith(word))
            else:
                times = spaced[word]
            if times:
                found[name] = found.get(name, 0.0) + times
    return found


def _is_english(said: Sequence[str]) -> bool:
    """Whether it has the words that English cannot do without; a title alone is not enough."""
    sure = sum(word in ("the", "and") for word in said) + (said[:1] == ["The"])
    return sure >= max(1.0, _ENGLISH_SHARE * len(said))


@lru_cache(maxsize=1)
def _abroad() -> Mapping[str, tuple[tuple[str, bool], ...]]:
    """The words by place, and whether each is of a script without spaces."""
    blocks = re.split(r"\n(?=\w+: )", places_abroad.TABLE.strip())
    named = (block.split(": ", 1) for block in blocks)
    return {
        name: tuple((word, is_unspaced(word)) for word in words.split()) for name, words in named
    }


def home(text: str) -> tuple[str, float]:
    """Where the film as a whole plays, and how strongly it calls its shots there.

    That is a room, with little pull, where few of many words call for a place.
    """
    found = calls(text)
    place = max(found, key=lambda name: found[name], default="mountains")
    many = len(words_of(text))
    faint = many > _MANY and found.get(place, 0.0) < max(_FAINT, many / _MANY)
    return ("room", _FAINT_PULL) if faint else (place, _PULL)


def main_place(text: str) -> str:
    """Where the film as a whole plays."""
    return home(text)[0]
