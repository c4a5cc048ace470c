"""What a page is about, and how a narrator names it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from reelworks.providers.local.writer.grammar import verb_at
from reelworks.providers.local.writer.lexis import (
    DETERMINERS,
    PREPOSITIONS,
    capitalised,
    is_plural,
    word_set,
    words_of,
)
from reelworks.providers.local.writer.names import Names

_ABOUT = re.compile(
    r"^(?:(?:a|the|an)\s)?(?:(?:short|brief|little|quick|complete|natural)\s)?"
    r"(?:history|story|introduction|guide|life|facts)\s(?:of|to|about)\s",
    re.IGNORECASE,
)
_ARTICLED = word_set(
    """tower bridge canal palace lighthouse railway museum wall castle cathedral temple pyramid
    dam tunnel river sea ocean desert telescope library station ship empire war revolution
    plague"""
)


@dataclass(frozen=True, slots=True)
class Topic:
    """What fragments are about. `name` is "" when the title names nothing that can be a subject."""

    name: str  # as inside a sentence: "the Eiffel Tower", "Marie Curie", "honeybees"
    pronoun: str  # It, They, He, She, or I of a diary
    names: Names

    @property
    def subject(self) -> str:
        return capitalised(self.name) or self.pronoun

    @property
    def inside(self) -> str:
        """The subject inside a sentence."""
        return self.name or (self.pronoun if self.pronoun == "I" else self.pronoun.lower())

    def opener(self, title: str) -> str:
        """A first sentence for a film whose notes begin in the middle."""
        if re.match(r"(?:a|the) [\w ]*?(?:history|story|life) of ", title, re.IGNORECASE):
            return f"This is {title[0].lower()}{title[1:]}."
        return f"This is the story of {self.name}." if self.name else f"{title.rstrip('.')}."

    @property
    def plural(self) -> bool:
        return self.pronoun == "They"

    def short(self) -> str:
        """The name's own noun, where the page uses it by itself: `the tower`."""
        head = self.name.split()[-1] if self.name.startswith("the ") else ""
        return (
            f"the {head.lower()}"
            if head.lower() in _ARTICLED and len(self.name.split()) > 2
            else ""
        )

    def be(self, *, past: bool) -> str:
        if self.pronoun == "I":
            return "was" if past else "am"
        return be_form(plural=self.plural, past=past)


def be_form(*, plural: bool, past: bool) -> str:
    return ("were" if past else "are") if plural else ("was" if past else "is")


def topic_of(title: str, text: str, names: Names) -> Topic:
    """The topic of a page with this title and text."""
    phrase = _ABOUT.sub("", re.split(r"[:–—|]", title)[0].strip())
    return Topic(_name(phrase, text, names), _pronoun(phrase, text), names)


def _name(phrase: str, text: str, names: Names) -> str:
    words = phrase.split()
    lowered = [word.lower() for word in words]
    verb = verb_at(words)
    if not 1 <= len(words) <= 5 or lowered[0] in PREPOSITIONS | word_set("how why what when who"):
        return ""
    if (verb is not None and verb < len(words) - 1) or not phrase[0].isalpha():
        return ""
    if lowered[0] == "the":
        return f"the {' '.join(words[1:])}" if re.search(r"[A-Z]", phrase[1:]) else phrase.lower()
    if re.search(rf"\bthe {re.escape(phrase)}\b", text, re.IGNORECASE) or lowered[-1] in _ARTICLED:
        return f"the {_as_written(phrase, text, names)}"
    return _as_written(phrase, text, names) if lowered[0] not in DETERMINERS else ""


def _as_written(phrase: str, text: str, names: Names) -> str:
    """With small letters where the page writes it so."""
    small = phrase.lower()
    common = is_plural(phrase) and " " not in phrase and not names.is_name(phrase)
    return small if common or re.search(rf"\b{re.escape(small)}\b", text) else phrase


def _pronoun(phrase: str, text: str) -> str:
    """What a page calls its subject: a person when it keeps saying he or she."""
    words = [word.lower() for word in words_of(text)]
    he, she = words.count("he") + words.count("his"), words.count("she") + words.count("her")
    i = words.count("i") + words.count("my") + words.count("we") + words.count("our")
    if i > max(3, he, she):
        return "I"
    they, it = words.count("they") + words.count("their"), words.count("it") + words.count("its")
    if max(he, she) > max(2, it, they):
        return "He" if he >= she else "She"
    return "They" if phrase and is_plural(phrase) else "It"
