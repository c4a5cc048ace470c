"""A note-taker's fragments, made into the sentences that they stand for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from reelworks.providers.local.writer.grammar import (
    bare,
    is_clause,
    is_sentence,
    subject_of,
    verb_at,
)
from reelworks.providers.local.writer.lexis import (
    PREPOSITIONS,
    PRONOUNS,
    capitalised,
    ended,
    is_plural,
    word_set,
)
from reelworks.providers.local.writer.moments import when
from reelworks.providers.local.writer.names import Names
from reelworks.providers.local.writer.predicates import (
    DEFINITE,
    DOINGS,
    NUMBER,
    is_predicate,
    noun_phrase,
    predicate,
    small_article,
    telegraphic,
)
from reelworks.providers.local.writer.topic import Topic, be_form
from reelworks.providers.local.writer.verbs import (
    BASES,
    PARTICIPLES,
    PASTS,
)

_KEY = re.compile(r"^([^:.;,!?=]{1,48}?)\s*(?::\s+|\s+[–—-]\s+|\s+=\s+)(.+)$")
_LEADING_DATE = re.compile(
    r"^(\d{4}-\d\d-\d\d|(?:[A-Z][a-z]+\s)?(?:1\d|20)\d\ds?(?:\s(?:BC|AD|to\s\d{3,4}))?)[,.]?\s+(.+)$"
)
_ON_A_DAY = re.compile(r"^(\w+ \w+ed|\w+ed|\w+ (?:built|born|begun)) (\d{1,2} [A-Z][a-z]+\b)")
_MEASURED = re.compile(r"\b(?:tall|high|long|wide|deep|old|thick|heavy|away|across|apart)\b")
_SIZE_AT_END = re.compile(
    r"^([^\d,;:]{3,40}?)\s((?:about\s)?\d[\d.,]*\s[\w.]+\s(?:tall|high|long|wide|deep|old|thick))$"
)
_ADJECTIVE = re.compile(
    r"^(?:(?:very|still|now|once|always|never|mostly|also|only|so|too|quite)\s)*"
    r"(?:\w+(?:able|ible|ous|ful|less)|famous|tall|high|old|small|large|big|open|closed|home|known"
    r"|due|rich|full|free|similar|part|empty|ready|safe|rare|common|popular|native|active|alone)\b",
    re.IGNORECASE,
)
_SUPERLATIVE = re.compile(
    r"^(?:(?:the )?(?:first|last|only|most|least|\w{2,}est))\s+(?:\w+\s+)*?\w", re.IGNORECASE
)
_KIN = re.compile(
    r"(?:daughter|son|wife|husband|mother|father|sister|brother|child)\b", re.IGNORECASE
)
_COUNTABLE = re.compile(
    r"(?:new|small|large|great|old|young|tiny|huge|single|famous)\s(?![^,]*s\b)[a-z]"
)
_SIZES = {"height": "tall", "length": "long", "width": "wide", "depth": "deep", "age": "old"}
_MAKERS = word_set(
    """built designed invented discovered founded written painted made named created composed
    directed drawn commissioned ordered owned led funded paid developed introduced
    restored"""
)
_PEOPLE = word_set(
    """architect inventor author builder designer founder king queen owner commander captain
    engineer creator director painter discoverer father mother president leader sculptor
    composer patron emperor pioneer predecessor successor"""
)
_LABELS = word_set(
    """note notes fact facts fun key important remember quote tip idea example summary trivia
    detail details info tl;dr tldr warning caveat context result"""
)
_GOING_ON = PRONOUNS | word_set("but and so then yet or why how what when where who which no")
_WEEKDAYS = word_set("monday tuesday wednesday thursday friday saturday sunday")
_KNOWN = word_set("known aka nickname nicknames called")
_ONLY_DONE = word_set("buy bring make send write read choose remember build eat drink sell learn")
_AFTER_A_VERB = word_set("the a an my your his her its our their this that these those it them")
_PLACES = word_set("location place where site address position")


def sentences_of(text: str, topic: Topic, *, trusted: bool = False) -> Iterator[str]:
    """The sentences that a piece of notes stands for; a whole sentence is left as it is."""
    text = text.strip().rstrip(" ,;")
    keyed = _KEY.match(text)
    parted = keyed is not None and (";" in text or when(keyed[1]) is not None)
    if trusted and not parted and (is_sentence(text, trusted=True) or _is_prose(text)):
        yield ended(capitalised(text))
        return
    first, *others = _pieces(text)
    yield _sentence(first, topic)
    about = _about(first, topic)
    for other in others:
        if len(other.split()) > 3 or is_clause(other):
            yield _sentence(other, about)


def _is_prose(text: str) -> bool:
    """Words between full stops that a narrator may say as they are: `But a few remember.`"""
    words = text.split()
    if len(words) > 1 and bare(words[0]) in ("i", "he", "she", "they", "we", "you"):
        return True
    if len(words) < 3 or is_predicate(words) or _KEY.match(text):
        return text[-1] == "?"
    return text[-1] in ".?!" or bare(words[0]) in _GOING_ON


def _about(text: str, topic: Topic) -> Topic:
    """Whom the rest of an item is about: `Katla: under a glacier; erupts every 40 years`."""
    keyed = _KEY.match(text)
    if keyed and topic.names.lowered(keyed[1])[0].isupper() and not when(keyed[1]):
        return replace(topic, name=keyed[1], pronoun="It")
    subject = subject_of(text) if not keyed and is_clause(text) else None
    if subject is None or bare(subject) in PRONOUNS:
        return topic
    pronoun = "They" if is_plural(subject) else "It"
    return replace(topic, name=topic.names.lowered(subject), pronoun=pronoun)


def _pieces(text: str) -> list[str]:
    """`opened; saved by radio` and `opened, the flag goes up` are two fragments each."""
    key, dash, rest = text.partition(" – ")
    if dash and " – " in rest:
        text = f"{key} – {rest.replace(' – ', '; ')}"
    pieces = [piece.strip() for piece in text.split(";") if piece.strip()]
    if len(pieces) == 1 and not is_clause(text.split(":")[-1].split(",")[0]):
        left, comma, right = text.partition(", ")
        dated = when(left.rpartition(": ")[2]) is not None
        goes_on = not right or bare(right.split()[0]) in PREPOSITIONS or is_predicate(right.split())
        if comma and not dated and not goes_on and is_clause(right):
            return [left, right] if len(left.split()) >= 2 else [text]
    return pieces or [text]


def _sentence(text: str, topic: Topic) -> str:
    keyed = _KEY.match(text)
    if keyed and len(keyed[1].split()) <= 5 and verb_at(keyed[1].split(), sure=True) is None:
        return ended(capitalised(_keyed(keyed[1].strip(), keyed[2].strip(), topic)))
    stopped = text.endswith((".", "!"))
    if is_sentence(text, trusted=stopped) and (stopped or not is_predicate(text.split())):
        return ended(capitalised(text))
    return ended(capitalised(_loose(text.rstrip(". "), topic)))


def _keyed(key: str, value: str, topic: Topic) -> str:
    """`Key: value` in the words that the key calls for."""
    value, lowered = value.rstrip(". "), key.lower()
    date, comma, event = value.partition(", ")
    if comma and when(date) and is_clause(event):
        return f"{key}: {when(date)}, {event}".replace(": In", ": in").replace(": On", ": on")
    if moment := when(key):
        return _dated(moment, value, topic)
    if lowered in _WEEKDAYS:
        return f"{key}: {value}"
    if bare(lowered.split()[0]) in _LABELS or lowered in ("did you know", "in short"):
        return _sentence(value, topic)
    if is_sentence(value, trusted=False) and value[0].isupper():
        return value
    if bare(key) in DOINGS:
        return f"{topic.subject} {lowered} {_by_or_when(lowered, value)}"
    if bare(key) in PARTICIPLES and bare(key) not in ("cost", "set"):
        return f"{topic.subject} {topic.be(past=True)} {lowered} {_by_or_when(lowered, value)}"
    return _attribute(key, lowered, value, topic)


def _by_or_when(participle: str, value: str) -> str:
    """What follows `it was built`: `in 1858`, `by Louis de Foix`, `on a rock`."""
    head = value.split(maxsplit=1)[0]
    if bare(head) in PREPOSITIONS:
        return value
    if moment := when(value):
        return f"{moment[0].lower()}{moment[1:]}"
    day, comma, place = value.partition(", ")
    if comma and (moment := when(day)):
        return f"{moment[0].lower()}{moment[1:]} in {place}"
    if moment := when(head):
        return f"{moment.split()[0].lower()} {value}"
    return f"by {value}" if participle in _MAKERS and not value[0].isdigit() else f"in {value}"


def _attribute(key: str, lowered: str, value: str, topic: Topic) -> str:
    it, be = topic.subject, topic.be(past=False)
    if lowered in _SIZES and NUMBER.match(value):
        return f"{it} {be} {value} {_SIZES[lowered]}"
    if lowered in ("weight", "mass") and NUMBER.match(value):
        return f"{it} {'weigh' if topic.plural else 'weighs'} {value}"
    if lowered in ("serves", "makes", "yields", "takes"):
        return f"This {lowered} {value}"
    if lowered in ("cost", "price"):
        return f"{it} cost {value}"
    if lowered in ("known for", "famous for", "best known for"):
        return f"{it} {be} {lowered} {noun_phrase(value, topic.names, definite=False)}"
    if set(lowered.split()) & _KNOWN:
        return f"{it} {be} also known as {value}"
    if lowered in _PLACES:
        inside = bare(value.split(maxsplit=1)[0]) in PREPOSITIONS
        return f"{it} {be} {value if inside else f'in {value}'}"
    return _said_of(key, value, topic)


def _said_of(key: str, value: str, topic: Topic) -> str:
    """`Lens: made of glass rings`, `Architect: Louis de Foix`: the key is the subject."""
    subject = noun_phrase(key, topic.names, definite=True)
    first = bare(value.split(maxsplit=1)[0])
    head = key.lower().split(" of ")[0].split()[-1]
    person = head in _PEOPLE or head.rstrip("s") in _PEOPLE
    said = value if person else topic.names.lowered(value)
    if first in ("is", "are", "was", "were", "has", "have"):
        return f"{subject} {said}"
    if is_predicate(value.split()):
        about = replace(topic, pronoun="They" if is_plural(key) else "It")
        return f"{subject} {predicate(value, about)}"
    if re.search(r"\d", key) or (NUMBER.match(value) and re.search(r"[,;]", value)):
        return f"{key}: {value}"  # a narrator may say a heading before what it holds
    if _COUNTABLE.match(value) or DEFINITE.match(value):
        said = noun_phrase(value, topic.names, definite=False)
    past = person or "first" in key.lower()
    plural = is_plural(key) or (person and " and " in value)
    return f"{subject} {be_form(plural=plural, past=past)} {said}"


def _dated(moment: str, text: str, topic: Topic) -> str:
    """Something that happened at a moment."""
    text = text.rstrip(". ")
    if is_predicate(text.split()):
        return f"{moment}, {topic.inside} {predicate(text, topic)}"
    event = telegraphic(text, topic) or text
    if is_sentence(event, trusted=False) or verb_at(event.split(), sure=True):
        return f"{moment}, {topic.names.lowered(event)}"
    at = verb_at(event.split())
    if at and (len(event.split()) > 3 or bare(event.split()[at]) in BASES):
        return f"{moment}, {topic.names.lowered(event)}"
    if text.lower().startswith("the ") and len(text.split()) > 4:
        return f"{moment}, {topic.names.lowered(text)}"
    if bare(text.split(maxsplit=1)[0]) in ("no", "nobody", "nothing"):
        return f"{moment}, there was {topic.names.lowered(text)}"
    if _describes(text):
        be = topic.be(past=moment != "Today")
        return f"{moment}, {topic.inside} {be} {topic.names.lowered(text)}"
    return f"{moment} came {small_article(noun_phrase(text, topic.names, definite=False))}"


def _describes(text: str) -> bool:
    leads = bare(text.split(maxsplit=1)[0]) in PREPOSITIONS and not NUMBER.match(text)
    return leads or (_ADJECTIVE.match(text) is not None and not DEFINITE.match(text))


def _loose(text: str, topic: Topic) -> str:
    """A fragment without a key."""
    words = text.split()
    if not words:
        return ""
    if _is_order(words):
        return text
    if (dated := _LEADING_DATE.match(text)) and (moment := when(dated[1])):
        return _dated(moment, dated[2], topic)
    if len(words) > 1 and is_predicate(words):
        done = _ON_A_DAY.sub(r"\1 on \2", predicate(text, topic))
        return f"{topic.subject} {done}"
    verb = verb_at(words)
    if said := telegraphic(text, topic):
        return said
    counts = NUMBER.match(text) or _SUPERLATIVE.match(text)
    if verb is not None and 1 <= verb <= 5 and len(words) >= 4 and not counts:
        return text
    return _measured(text, topic) or _described(text, topic)


def _is_order(words: Sequence[str]) -> bool:
    """`Buy milk`, `call the plumber`: something to be done, which is said as it is written."""
    if len(words) < 2 or bare(words[0]) not in BASES or bare(words[0]) in PASTS:
        return False  # `cost the city a million` is what it did
    return bare(words[0]) in _ONLY_DONE or bare(words[1]) in _AFTER_A_VERB


def _measured(text: str, topic: Topic) -> str | None:
    """`Hverfjall crater 1 km wide`: a thing and its size."""
    found = _SIZE_AT_END.match(text)
    if not found:
        return None
    be = be_form(plural=is_plural(found[1]), past=False)
    return f"{noun_phrase(found[1], topic.names, definite=True)} {be} {found[2]}"


def _described(text: str, topic: Topic) -> str:
    names, it = topic.names, topic.subject
    if (NUMBER.match(text) and _MEASURED.search(text)) or _describes(text):
        return f"{it} {topic.be(past=False)} {names.lowered(text)}"
    if _SUPERLATIVE.match(text) and not topic.plural:
        said = names.lowered(text)
        return f"{it} {topic.be(past=False)} {said if said.startswith('the ') else f'the {said}'}"
    if text[0].isupper() and is_sentence(text, trusted=True):
        return text
    if topic.pronoun in ("He", "She") and not NUMBER.match(text):
        kin = _KIN.match(text) is not None
        phrase = f"the {text}" if kin else noun_phrase(text, names, definite=False)
        return f"{it} was {phrase}"
    many = is_plural(text) or (NUMBER.match(text) is not None and not re.match(r"1\b", text))
    phrase = small_article(noun_phrase(_counted(text), names, definite=False))
    return f"There {be_form(plural=many, past=False)} {phrase}"


def _counted(text: str) -> str:
    """`three hearts, blue blood`: things in a row, the first of them counted, need an `and`."""
    items = text.split(", ")
    if len(items) < 2 or not NUMBER.match(text) or not all(map(_is_thing, items)):
        return text
    return f"{', '.join(items[:-1])} and {items[-1]}"


def _is_thing(text: str) -> bool:
    """A few words that name something, and say nothing about what is named before them."""
    words = [bare(word) for word in text.split()]
    if not 1 <= len(words) <= 4 or words[0] in PREPOSITIONS | {"and", "or"}:
        return False
    about = words[0].endswith("ly") or words[0] == "all" or words[-1].endswith("ed")
    return not (about or _ADJECTIVE.match(text) or _MEASURED.search(text))


def listed(intro: str, items: Sequence[str], names: Names) -> str:
    """An introduction and its short items as one sentence."""
    said = [names.lowered(item.strip().rstrip(".;, ")) for item in items]
    series = said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"
    return ended(capitalised(f"{intro.rstrip(' :')}: {series}"))
