"""Which words of a page are names, and so keep their capital wherever they stand."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from reelworks.providers.local.writer.lexis import (
    DETERMINERS,
    PREPOSITIONS,
    PRONOUNS,
    stem,
    word_set,
)
from reelworks.providers.local.writer.places import PLACES
from reelworks.providers.local.writer.subjects import SUBJECTS
from reelworks.providers.local.writer.verbs import BASES, PARTICIPLES, PASTS, PRESENT

_BARE = re.compile(r"^[^\w]+|[^\w]+$")


_SMALL = (
    DETERMINERS | PREPOSITIONS | PRONOUNS | word_set("and but or so then when while if as there")
)


@dataclass(frozen=True, slots=True)
class Names:
    """What a page tells of its names.

    `proper` are written with a capital inside its sentences and never without, `small` are written
    without.
    """

    proper: frozenset[str]
    small: frozenset[str] = frozenset()

    def lowered(self, text: str) -> str:
        """The text with a small first letter, unless it begins with a name or an abbreviation.

        A word that nobody knows keeps its capital: it may be a name.
        """
        head, _, rest = text.partition(" ")
        word = _BARE.sub("", head)
        if not word or (word.lower() not in _SMALL and self._keeps_capital(word, rest)):
            return text
        return f"{head.lower()} {rest}".strip()

    def _keeps_capital(self, word: str, rest: str) -> bool:
        abbreviation = len(word) > 1 and not word[1:].islower()
        if self.is_name(word) or word == "I" or abbreviation or rest[:1].isdigit():
            return True
        if rest[:1].isupper():  # "Stephen Sauvestre"
            return True
        return not self._is_common(word.lower())

    def _is_common(self, word: str) -> bool:
        known = word in self.small or word in _COMMON or stem(word) in _COMMON
        return known or _COMMON_ENDING.search(word) is not None

    def is_name(self, word: str) -> bool:
        return re.sub(r"['’]s?$", "", _BARE.sub("", word)) in self.proper


_COMMON_ENDING = re.compile(
    r"(?:tion|sion|ment|ness|ity|ing|ers|ors|ists|ism|age|ure|ance|ence|ship|est|able|ible|ous|ful"
    r"|ive|ical|ly|ed)s?$"
)
_COMMON = (
    word_set(
        """architect inventor author builder designer founder owner commander captain creator
        director painter material materials fuel colour color cost price purpose style
        type name size speed crew population currency climate result effect cause
        reason goal problem solution origin symbol motto status period era weight
        height length width depth age capacity distance weather food water money moons
        year years day days light lights keeper old young big"""
    )
    | BASES
    | PRESENT
    | PASTS
    | PARTICIPLES
    | frozenset(stem(word.rstrip("*")) for place in PLACES.values() for word in place.words)
    | frozenset(stem(word.rstrip("*")) for who in SUBJECTS.values() for word in who.words)
)
_CAPITAL_INSIDE = re.compile(
    r"(?<=[^\W\d_] )[A-Z][\w’'-]+|(?<=, )[A-Z][\w’'-]+|(?<=\d )[A-Z][\w’'-]+"
)


def names_in(text: str) -> Names:
    """The names on a page."""
    inside = Counter(re.sub(r"['’]s?$", "", word) for word in _CAPITAL_INSIDE.findall(text))
    small = Counter(re.findall(r"\b[a-z][\w’'-]*", text))
    proper = {word for word, count in inside.items() if count > small[word.lower()]}
    known = {word for word in _ALWAYS if small[word.lower()] <= inside[word]}
    return Names(frozenset(proper | known), frozenset(small))


_ALWAYS = word_set(
    """January February March April June July August September October November December Monday
    Tuesday Wednesday Thursday Friday Saturday Sunday French German English British
    American Italian Spanish Dutch Russian Chinese Japanese Roman Romans Greek Greeks
    Egyptian Arab Arabs Ottoman Indian African European Asian Christian Muslim Jewish
    Catholic Portuguese Swedish Danish Norwegian Polish Turkish Persian Irish Scottish
    Welsh Austrian Swiss Belgian Mexican Brazilian Australian Canadian Ethiopian France
    Germany England Britain America Italy Spain Russia China Japan Rome Greece Egypt India
    Africa Europe Asia Portugal Sweden Denmark Norway Poland Turkey Persia Ireland
    Scotland Wales Austria Switzerland Belgium Mexico Brazil Australia Canada Ethiopia
    London Paris Berlin Vienna Madrid Moscow Mercury Venus Earth Mars Jupiter Saturn
    Uranus Neptune Pluto NASA UNESCO Atlantic Pacific Mediterranean Venice Amsterdam York
    Istanbul Constantinople Cairo Tokyo Alps Andes Himalaya Sahara Arabia Yemen Mocha
    Mecca Nile Thames Danube Rhine Mississippi Alexandria Pharos Titan Io Voyager Newton
    Einstein Galileo Darwin Curie Fresnel Bordeaux Gironde Buddhist Sufi"""
)
