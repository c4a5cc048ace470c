"""A note-taker's fragments, made into the sentences that they stand for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from reelworks.providers.local.writer.grammar import (
    Names,
    bare,
    is_sentence,
    verb_at,
    when,
)
from reelworks.providers.local.writer.lexis import (
    DETERMINERS,
    POSSESSIVES,
    PREPOSITIONS,
    PRONOUNS,
    capitalised,
    ended,
    is_plural,
)
from reelworks.providers.local.writer.verbs import PARTICIPLES, PASTS, PRESENT, SURE_PASTS

_KEY = re.compile(r"^([^:.;,!?=]{1,48}?)\s*(?::\s+|\s+[–—-]\s+|\s+=\s+)(.+)$")
_LEADING_DATE = re.compile(r"^((?:[A-Z][a-z]+\s)?(?:1\d|20)\d\ds?(?:\s(?:BC|AD|to\s\d{3,4}))?)[,.]?\s+(.+)$")  # fmt: skip
_NUMBER = re.compile(r"^(?:(?:about|around|over|under|nearly|almost|more than|less than|some|up to)\s)?[\d.,]+\b", re.IGNORECASE)  # fmt: skip
_MEASURED = re.compile(r"\b(?:tall|high|long|wide|deep|old|thick|heavy|away|across|apart)\b")
_ADJECTIVE = re.compile(
    r"^(?:\w+(?:able|ible|ous|ful|less)|famous|tall|high|old|small|large|big|visible|open|closed|home"
    r"|still|now|known|named|called|due|rich|full|free|similar|part)\b",
    re.IGNORECASE,
)
_SINGULAR_HEAD = re.compile(r"^(?:first|last|only|largest|smallest|oldest|tallest|longest|biggest|new|next|second|third|\w+est|\w+(?:tion|sion|ment|ing|al|ure) of|end|start|beginning|birth|death|arrival|return|launch|rise|fall|discovery|loss|work)\b", re.IGNORECASE)  # fmt: skip
_SIZES = {"height": "tall", "length": "long", "width": "wide", "depth": "deep", "age": "old"}
_MAKERS = frozenset(
    ["built", "designed", "invented", "discovered", "founded", "written", "painted", "made", "named", "created", "composed", "directed", "drawn", "commissioned", "ordered", "owned", "led", "funded", "paid", "developed", "introduced", "restored"]
)
_PEOPLE = frozenset(
    ["architect", "inventor", "author", "builder", "designer", "founder", "king", "queen", "owner", "commander", "captain", "engineer", "creator", "director", "painter", "discoverer", "father", "mother", "president", "leader", "sculptor", "composer", "patron", "emperor", "pioneer", "predecessor", "successor"]
)
_LABELS = frozenset(
    ["note", "notes", "fact", "fact(s)", "fun", "key", "important", "remember", "quote", "tip", "idea", "example", "summary", "trivia", "detail", "details", "info", "tl;dr", "tldr", "warning", "caveat", "context", "result"]
)
_AFTER_PASSIVE = frozenset(["by", "in", "on", "at", "from", "with", "of", "off", "near", "under", "over", "during", "between", "to"])
_KNOWN = ("also known as", "aka", "a.k.a", "nickname", "nicknames", "other names", "also called")
_PLACES = frozenset(("location", "place", "where", "site", "address", "position"))


@dataclass(frozen=True, slots=True)
class Topic:
    """What fragments are about: the pronoun that stands for it, and the page's names."""

    pronoun: str  # It, They, He or She
    names: Names

    @property
    def plural(self) -> bool:
        return self.pronoun == "They"

    def be(self, *, past: bool) -> str:
        return ("were" if past else "are") if self.plural else ("was" if past else "is")

    def have(self) -> str:
        return "have" if self.plural else "has"


def sentence(text: str, topic: Topic, *, trusted: bool = False) -> str:
    """The sentence that a piece of notes stands for; a whole sentence is left as it is."""
    text = text.strip().rstrip(" ,;")
    if keyed := _KEY.match(text):
        key, value = keyed[1].strip(), keyed[2].strip()
        if len(key.split()) <= 5 and verb_at(key.split(), sure=True) is None:
            return ended(capitalised(_keyed(key, value, topic)))
    if is_sentence(text, trusted=trusted or text.endswith((".", "!"))):
        return ended(capitalised(text))
    return ended(capitalised(_loose(text.rstrip(". "), topic)))


def _keyed(key: str, value: str, topic: Topic) -> str:
    """`Key: value` in the words that the key calls for."""
    value = value.rstrip(". ")
    lowered = key.lower()
    if moment := when(key):
        return _dated(moment, value, topic)
    if lowered.split()[0] in _LABELS or lowered in ("did you know", "in short"):
        return sentence(value, topic)
    if is_sentence(value, trusted=False) and not value[0].islower():
        return value
    if bare(key) in PARTICIPLES and bare(key) not in ("cost", "set"):
        return f"{topic.pronoun} {topic.be(past=True)} {lowered} {_agent_or_date(lowered, value)}"
    return _attribute(key, lowered, value, topic)


def _agent_or_date(participle: str, value: str) -> str:
    moment = when(value) or when(" ".join(value.split()[:1]))
    if bare(value.split(maxsplit=1)[0]) in PREPOSITIONS:
        return value
    if moment:
        return f"{moment.split()[0].lower()} {value}" if when(value) is None else moment[0].lower() + moment[1:]  # fmt: skip
    if participle in _MAKERS and not value[0].isdigit():
        return f"by {value}"
    return f"in {value}"


def _attribute(key: str, lowered: str, value: str, topic: Topic) -> str:
    it = topic.pronoun
    if lowered in _SIZES and _NUMBER.match(value):
        return f"{it} {topic.be(past=False)} {value} {_SIZES[lowered]}"
    if lowered == "weight":
        return f"{it} {'weigh' if topic.plural else 'weighs'} {value}"
    if lowered in ("cost", "price"):
        return f"{it} cost {value}"
    if lowered in _KNOWN:
        return f"{it} {topic.be(past=False)} also known as {value}"
    if lowered in _PLACES:
        inside = bare(value.split(maxsplit=1)[0]) in PREPOSITIONS
        return f"{it} {topic.be(past=False)} {value if inside else f'in {value}'}"
    return _said_of(key, value, topic)


def _said_of(key: str, value: str, topic: Topic) -> str:
    """`Lens: made of glass rings`, `Architect: Louis de Foix`: the key is the subject."""
    subject = noun_phrase(key, topic.names, definite=True)
    first = bare(value.split(maxsplit=1)[0])
    if first in SURE_PASTS | PRESENT or first in ("is", "are", "was", "were", "has", "have"):
        return f"{subject} {topic.names.lowered(value)}"
    head = key.lower().split(" of ")[0].split()[-1]
    past = head in _PEOPLE or head.rstrip("s") in _PEOPLE or "first" in key.lower()
    plural = is_plural(key) or (head in _PEOPLE and " and " in value)
    verb = ("were" if past else "are") if plural else ("was" if past else "is")
    return f"{subject} {verb} {_as_object(value, topic)}"


def _as_object(value: str, topic: Topic) -> str:
    return topic.names.lowered(value)


def _dated(moment: str, text: str, topic: Topic) -> str:
    """Something that happened at a moment."""
    text = text.rstrip(". ")
    first = bare(text.split()[0])
    if first in PASTS | PARTICIPLES | PRESENT and first not in DETERMINERS:
        return f"{moment}, {topic.pronoun.lower()} {_predicate(text, topic)}"
    event = _telegraphic(text, topic) or text
    if is_sentence(event, trusted=False) or verb_at(event.split(), sure=True):
        return f"{moment}, {topic.names.lowered(event)}"
    if first in PREPOSITIONS or (_ADJECTIVE.match(text) and not _SINGULAR_HEAD.match(text)):
        return f"{moment}, {topic.pronoun.lower()} {topic.be(past=moment != 'Today')} {topic.names.lowered(text)}"  # fmt: skip
    return f"{moment} came {_small_article(noun_phrase(text, topic.names, definite=False))}"


def _small_article(phrase: str) -> str:
    head = phrase.split(" ", 1)[0]
    return phrase[0].lower() + phrase[1:] if bare(head) in DETERMINERS else phrase


def _predicate(text: str, topic: Topic) -> str:
    """A predicate for a subject that is not written: `took 27 years`, `was built in 1611`."""
    words = text.split()
    first = bare(words[0])
    rest = " ".join(_with_in(words[1:]))
    following = bare(words[1]) if len(words) > 1 else ""
    if first in SURE_PASTS or first in PRESENT:
        return f"{first} {rest}".strip()
    active = following in DETERMINERS | POSSESSIVES | PRONOUNS and first in PASTS
    if active:
        return f"{first} {rest}"
    return f"{topic.be(past=_is_past(first, text))} {first} {rest}".strip()


def _is_past(participle: str, text: str) -> bool:
    """`Made of oak` is so today; `built in 1611` was done once."""
    lasting = ("made", "known", "called", "named", "found", "used", "located", "seen", "shaped")
    return participle not in lasting or re.search(r"\b1\d{3}\b", text) is not None


def _with_in(words: Sequence[str]) -> list[str]:
    """`Built 1611` leaves out a word that a narrator says."""
    if words and re.fullmatch(r"\d{4}[,.;]?", words[0]):
        return ["in", *words]
    return list(words)


def _telegraphic(text: str, topic: Topic) -> str | None:
    """`Tower completed in 1611`: a subject, then a participle without its verb; None: not that."""
    words = text.split()
    at = verb_at(words)
    if at is None or at == 0 or verb_at(words, sure=True) is not None:
        return None
    participle, following = bare(words[at]), bare(words[at + 1]) if at + 1 < len(words) else ""
    passive = not following or following[0].isdigit() or following in _AFTER_PASSIVE
    if participle not in PARTICIPLES or not passive:
        return None
    adverb = (
        f"{bare(words[at - 1])} " if at > 1 and bare(words[at - 1]) in ("first", "last") else ""
    )
    at, participle = (at - 1, adverb + participle) if adverb else (at, participle)
    subject = noun_phrase(" ".join(words[:at]), topic.names, definite=True)
    be = "were" if is_plural(" ".join(words[:at])) else "was"
    return f"{subject} {be} {' '.join([participle, *_with_in(words[at + 1 + bool(adverb) :])])}"


def _loose(text: str, topic: Topic) -> str:
    """A fragment without a key."""
    words = text.split()
    if not words:
        return ""
    if (dated := _LEADING_DATE.match(text)) and (moment := when(dated[1])):
        return _dated(moment, dated[2], topic)
    first = bare(words[0])
    if first in SURE_PASTS | PRESENT | (PARTICIPLES & PASTS) | PARTICIPLES and len(words) > 1:
        return f"{topic.pronoun} {_predicate(text, topic)}"
    if telegraphic := _telegraphic(text, topic):
        return telegraphic
    return _described(text, first, topic)


def _described(text: str, first: str, topic: Topic) -> str:
    names = topic.names
    if _NUMBER.match(text) and _MEASURED.search(text):
        return f"{topic.pronoun} {topic.be(past=False)} {names.lowered(text)}"
    if first in PREPOSITIONS or _ADJECTIVE.match(text):
        return f"{topic.pronoun} {topic.be(past=False)} {names.lowered(text)}"
    if text.split(maxsplit=1)[0][0].isupper() and is_sentence(text, trusted=True):
        return text
    phrase = noun_phrase(text, names, definite=False)
    be = "are" if is_plural(text) or re.match(r"[\d,]{2,}\b", text) else "is"
    return f"There {be} {_small_article(phrase)}"


def noun_phrase(text: str, names: Names, *, definite: bool) -> str:
    """With the article that it needs; names and plurals in general need none."""
    words = text.split()
    first = bare(words[0])
    if first in DETERMINERS | POSSESSIVES | PRONOUNS or _NUMBER.match(text):
        return names.lowered(text) if not definite else capitalised(text)
    if names.is_name(words[0]) or (words[0][:1].isupper() and words[0][1:2].isupper()):
        return text
    small = names.lowered(text)
    if small == text and text[0].isupper():
        return text
    if definite:
        return f"The {small}"
    if _SINGULAR_HEAD.match(text):
        return f"the {small}"
    if is_plural(text):
        return small
    return f"{'an' if small[0] in 'aeiou' else 'a'} {small}"


def listed(intro: str, items: Sequence[str], names: Names) -> str:
    """An introduction and its short items as one sentence."""
    said = [names.lowered(item.strip().rstrip(".;, ")) for item in items]
    series = said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"
    return ended(capitalised(f"{intro.rstrip(' :')}: {series}"))
