"""Which shots are still lifes: words that name a small thing, and how it is put on a table."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from reelworks.providers.local.writer.lexis import (
    DETERMINERS,
    POSSESSIVES,
    PREPOSITIONS,
    PRONOUNS,
    stem,
    words_of,
)
from reelworks.providers.local.writer.props_table import TABLE
from reelworks.providers.local.writer.verbs import BASES, PASTS

STILL_LIFE = "still life"
_DEEDS = BASES | PASTS
_BEFORE_A_THING = (DETERMINERS | POSSESSIVES | PREPOSITIONS) - PRONOUNS - {"to"}
_MOST = 0.45  # of a film's shots; more where it plays in a kitchen
_MOST_AT_HOME = 0.65
_AGAIN = 4  # shots until the same thing is looked at again
_COMPANY = 3  # that a thing has in a film, one after the other
_RUN = 2  # still lifes in a row
_HOME = frozenset({"kitchen"})
_NEVER = frozenset({"underwater", "riverbed", "piles"})
# Where hints are enough: nothing else is to be seen there.
_BARE = frozenset({"abstract", "network", "waves", "room", "kitchen", "desk", "library"})
_AROUND: Mapping[str, str] = {
    "abstract": "a library", "network": "a library", "waves": "a room", "desk": "a room",
    "coast": "a bay of the coast", "harbour": "a harbour", "mountains": "the mountains",
    "fields": "the fields", "snow": "the snow", "ruins": "ancient ruins", "road": "a village",
    "railway": "a railway station", "castle": "the courtyard of a castle", "bridge": "a city",
    "space": "a laboratory", "sky": "the mountains", "sea": "a harbour", "volcano": "a village",
    "temple": "a temple", "battlefield": "a village",
}  # fmt: skip
_ROOFED = frozenset(
    ["room", "kitchen", "workshop", "library", "laboratory", "factory", "desk", "cave", "abstract",
     "network", "waves"]
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Prop:
    """`words` call for it; `phrase` says it; `beside` is another that suits it."""

    words: tuple[str, ...]
    phrase: str
    beside: str


def _read(line: str) -> tuple[str, Prop]:
    name, rest = line.split(": ", 1)
    words, phrase, beside = (part.strip() for part in rest.split("|"))
    return name, Prop(tuple(words.split()), " ".join(phrase.split()), beside)


PROPS: Mapping[str, Prop] = dict(
    _read(" ".join(line.split())) for line in re.split(r"\n(?=\w+: )", TABLE.strip())
)


@lru_cache(maxsize=1)
def _index() -> Mapping[str, tuple[str, bool]]:
    """From a word's stem to the thing, and whether it only hints."""
    index: dict[str, tuple[str, bool]] = {}
    for name, prop in PROPS.items():
        for word in prop.words:
            index.setdefault(stem(word.rstrip("*")), (name, word.endswith("*")))
    return index


def things_in(line: str) -> tuple[list[str], list[str]]:
    """The things that these words name, and those that they only hint at, in order."""
    words = words_of(line)
    calls = [(at, _index()[stem(word)]) for at, word in enumerate(words) if stem(word) in _index()]
    found = [(name, hint) for at, (name, hint) in calls if hint or not _may_be_a_deed(words, at)]
    sure = dict.fromkeys(name for name, hint in found if not hint)
    hinted = dict.fromkeys(name for name, hint in found if hint and name not in sure)
    return list(sure), list(hinted)


def _may_be_a_deed(words: Sequence[str], at: int) -> bool:
    """`the tower rose`, `cut to lock together`: only an article or the like makes it a thing."""
    if words[at].lower() not in _DEEDS:
        return False
    before = words[at - 1].lower() if at else ""
    return before not in _BEFORE_A_THING


def on_tables(lines: Sequence[str], places: Sequence[str]) -> list[tuple[str, ...]]:
    """For every shot the things that it shows by themselves; none for most."""
    share = _MOST_AT_HOME if places and places[0] in _HOME else _MOST
    most = round(share * len(lines))
    shown: list[tuple[str, ...]] = []
    for line, place in zip(lines, places, strict=True):
        things = _shown(line, place)
        recent = {one[0] for one in shown[-_AGAIN:] if one}
        fresh = [name for name in things if name not in recent]
        run = len(shown) >= _RUN and all(shown[-_RUN:]) and place not in _HOME
        full = sum(map(bool, shown)) >= most
        indoors = place in _ROOFED
        shown.append(
            () if not fresh or run or full else _with_company(fresh, things, shown, indoors=indoors)
        )
    return shown


def _shown(line: str, place: str) -> list[str]:
    if place in _NEVER:
        return []
    sure, hinted = things_in(line)
    return sure or (hinted if place in _BARE else [])


def _with_company(
    fresh: Sequence[str],
    things: Sequence[str],
    shown: Sequence[tuple[str, ...]],
    *,
    indoors: bool,
) -> tuple[str, ...]:
    """The thing, then others that the words name; else, in a room, one that suits it."""
    others = [name for name in things if name != fresh[0]]
    return (fresh[0], *(others or [_beside(fresh[0], shown)] * indoors)[:2])


def _beside(name: str, shown: Sequence[tuple[str, ...]]) -> str:
    """What suits a thing; what suits that, if the film has shown the two together before."""
    other = PROPS[name].beside
    for _ in range(_COMPANY):
        if not any({name, other} <= set(things) for things in shown):
            break
        other = PROPS[other].beside if PROPS[other].beside != name else other
    return other


def still_life(things: Sequence[str], place: str) -> str:
    """A view in words: the things, what they stand on, and what is behind."""
    phrases = [PROPS[name].phrase for name in things]
    said = phrases[0] if len(phrases) == 1 else f"{', '.join(phrases[:-1])} and {phrases[-1]}"
    ground = "wooden table" if place in _ROOFED else "stone ledge"
    return f"a still life of {said} on a {ground} in {_AROUND.get(place, f'a {place}')}"
