"""Which words of a page are names, and so keep their capital wherever they stand."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace

from reelworks.providers.local.writer.lexis import DETERMINERS, PREPOSITIONS, PRONOUNS, word_set

_BARE = re.compile(r"^[^\w]+|[^\w]+$")


_SMALL = (
    DETERMINERS | PREPOSITIONS | PRONOUNS | word_set("and but or so then when while if as there")
)


@dataclass(frozen=True, slots=True)
class Names:
    """Words that the page writes with a capital inside its sentences, and never without.

    `careful`: the page begins its fragments with small letters, so that a capital means a name.
    """

    proper: frozenset[str]
    careful: bool = False

    def lowered(self, text: str) -> str:
        """The text with a small first letter, unless it begins with a name or an abbreviation."""
        head, _, rest = text.partition(" ")
        word = _BARE.sub("", head)
        second = rest[:1].isupper() and word.lower() not in _SMALL
        keeps = (
            self.is_name(head)
            or (self.careful and word.lower() not in _SMALL)
            or second
            or re.match(r"\w+ \d", text)
            or word == "I"
            or (not word[1:].islower() and len(word) > 1)
        )
        return text if keeps or not word else f"{head.lower()} {rest}".strip()

    def of_keys(self) -> Names:
        """For words that every line begins with a capital, names or not."""
        return replace(self, careful=False)

    def is_name(self, word: str) -> bool:
        return re.sub(r"['’]s?$", "", _BARE.sub("", word)) in self.proper


_CAPITAL_INSIDE = re.compile(
    r"(?<=[^\W\d_] )[A-Z][\w’'-]+|(?<=, )[A-Z][\w’'-]+|(?<=\d )[A-Z][\w’'-]+"
)


def names_in(text: str) -> Names:
    """The names on a page."""
    inside = Counter(re.sub(r"['’]s?$", "", word) for word in _CAPITAL_INSIDE.findall(text))
    small = Counter(re.findall(r"\b[a-z][\w’'-]*", text))
    proper = {word for word, count in inside.items() if count > small[word.lower()]}
    known = {word for word in _ALWAYS if small[word.lower()] <= inside[word]}
    return Names(frozenset(proper | known), _is_careful(text))


def _is_careful(text: str) -> bool:
    begun = re.findall(r"^[^\n:]{1,40}(?::|\s[–-])\s+([^\W\d_])|^([a-z])", text, re.MULTILINE)
    letters = [first or second for first, second in begun]
    return len(letters) >= 3 and sum(letter.islower() for letter in letters) >= len(letters) / 2


_ALWAYS = word_set(
    """January February March April June July August September October November December Monday
Tuesday Wednesday Thursday Friday Saturday Sunday French German English British American Italian Spanish
Dutch Russian Chinese Japanese Roman Romans Greek Greeks Egyptian Arab Arabs Ottoman Indian African
European Asian Christian Muslim Jewish Catholic Portuguese Swedish Danish Norwegian Polish Turkish
Persian Irish Scottish Welsh Austrian Swiss Belgian Mexican Brazilian Australian Canadian Ethiopian
France Germany England Britain America Italy Spain Russia China Japan Rome Greece Egypt India Africa
Europe Asia Portugal Sweden Denmark Norway Poland Turkey Persia Ireland Scotland Wales Austria
Switzerland Belgium Mexico Brazil Australia Canada Ethiopia London Paris Berlin Vienna Madrid Moscow
Mercury Venus Earth Mars Jupiter Saturn Uranus Neptune Pluto NASA UNESCO Atlantic Pacific"""
)
