"""A note-taker's fragments, made into the sentences that they stand for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from reelworks.providers.local.writer.grammar import bare, is_clause, is_sentence, verb_at
from reelworks.providers.local.writer.lexis import (
    DETERMINERS,
    POSSESSIVES,
    PREPOSITIONS,
    PRONOUNS,
    capitalised,
    ended,
    is_plural,
    word_set,
)
from reelworks.providers.local.writer.moments import when
from reelworks.providers.local.writer.names import Names
from reelworks.providers.local.writer.topic import Topic, be_form
from reelworks.providers.local.writer.verbs import (
    BASE_OF,
    BASES,
    PARTICIPLES,
    PASTS,
    PRESENT,
    SURE_PASTS,
    is_ed_form,
)

_KEY = re.compile(r"^([^:.;,!?=]{1,48}?)\s*(?::\s+|\s+[–—-]\s+|\s+=\s+)(.+)$")
_LEADING_DATE = re.compile(
    r"^((?:[A-Z][a-z]+\s)?(?:1\d|20)\d\ds?(?:\s(?:BC|AD|to\s\d{3,4}))?)[,.]?\s+(.+)$"
)
_NUMBER = re.compile(
    r"^(?:(?:about|around|over|under|nearly|almost|more than|less than|some|up to|at least)\s)*"
    r"(?:[$€£]?\d[\d.,]*|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|dozens"
    r"|hundreds|thousands|millions)\b",
    re.IGNORECASE,
)
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
_DEFINITE = re.compile(
    r"^(?:first|last|only|second|third|\w{2,}est|end|start|beginning|birth|death|arrival"
    r"|return|launch|rise|fall|discovery|loss|work|\w+(?:tion|sion|ment|ing|al|ure) of)\b",
    re.IGNORECASE,
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
_KNOWN = word_set("known aka nickname nicknames called")
_PLACES = word_set("location place where site address position")
_OBJECT_STARTS = word_set("the a an this that its his her their no him them it")
_ADVERBS = word_set("almost still now only never often first later finally once also nearly partly")
_AFTER_PASSIVE = word_set(
    "by in on at from with of off near under over during between to every so until"
)
_DOINGS = word_set(  # never done to anything: "died in 1934", not "was died"
    """died lived appeared arrived disappeared emerged collapsed vanished happened existed sank fell
    erupted retired moved returned survived lasted flourished burned worked grew"""
)
_VERB_FORMS = PASTS | PARTICIPLES | PRESENT
_LASTING = word_set("made known called named found used located seen shaped")


def sentences_of(text: str, topic: Topic, *, trusted: bool = False) -> Iterator[str]:
    """The sentences that a piece of notes stands for; a whole sentence is left as it is."""
    text = text.strip().rstrip(" ,;")
    parted = ";" in text and _KEY.match(text) is not None
    if trusted and not parted and is_sentence(text, trusted=True):
        yield ended(capitalised(text))
        return
    first, *others = _pieces(text)
    yield _sentence(first, topic)
    about = _about(first, topic)
    for other in others:
        if len(other.split()) > 3 or is_clause(other):
            yield _sentence(other, about)


def _about(text: str, topic: Topic) -> Topic:
    """Whom the rest of an item is about: `Katla: under a glacier; erupts every 40 years`."""
    keyed = _KEY.match(text)
    if keyed and topic.names.lowered(keyed[1])[0].isupper() and not when(keyed[1]):
        return replace(topic, name=keyed[1], pronoun="It")
    return topic


def _pieces(text: str) -> list[str]:
    """`opened; saved by radio` and `opened, the flag goes up` are two fragments each."""
    key, dash, rest = text.partition(" – ")
    if dash and " – " in rest:
        text = f"{key} – {rest.replace(' – ', '; ')}"
    pieces = [piece.strip() for piece in text.split(";") if piece.strip()]
    if len(pieces) == 1 and not is_clause(text.split(":")[-1].split(",")[0]):
        left, comma, right = text.partition(", ")
        dated = when(left.rpartition(": ")[2]) is not None
        goes_on = (
            not right or bare(right.split()[0]) in PREPOSITIONS or _is_predicate(right.split())
        )
        if comma and not dated and not goes_on and is_clause(right):
            return [left, right] if len(left.split()) >= 2 else [text]
    return pieces or [text]


def _sentence(text: str, topic: Topic) -> str:
    keyed = _KEY.match(text)
    if keyed and len(keyed[1].split()) <= 5 and verb_at(keyed[1].split(), sure=True) is None:
        return ended(capitalised(_keyed(keyed[1].strip(), keyed[2].strip(), topic)))
    if is_sentence(text, trusted=text.endswith((".", "!"))):
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
    if bare(lowered.split()[0]) in _LABELS or lowered in ("did you know", "in short"):
        return _sentence(value, topic)
    if is_sentence(value, trusted=False) and value[0].isupper():
        return value
    if bare(key) in _DOINGS:
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
    if moment := when(head):
        return f"{moment.split()[0].lower()} {value}"
    return f"by {value}" if participle in _MAKERS and not value[0].isdigit() else f"in {value}"


def _attribute(key: str, lowered: str, value: str, topic: Topic) -> str:
    it, be = topic.subject, topic.be(past=False)
    if lowered in _SIZES and _NUMBER.match(value):
        return f"{it} {be} {value} {_SIZES[lowered]}"
    if lowered in ("weight", "mass") and _NUMBER.match(value):
        return f"{it} {'weigh' if topic.plural else 'weighs'} {value}"
    if lowered in ("cost", "price"):
        return f"{it} cost {value}"
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
    if _is_predicate(value.split()):
        about = replace(topic, pronoun="They" if is_plural(key) else "It")
        return f"{subject} {_predicate(value, about)}"
    if re.search(r"\d", key) or (_NUMBER.match(value) and re.search(r"[,;]", value)):
        return f"{key}: {value}"  # a narrator may say a heading before what it holds
    if _COUNTABLE.match(value):
        said = noun_phrase(value, topic.names, definite=False)
    past = person or "first" in key.lower()
    plural = is_plural(key) or (person and " and " in value)
    return f"{subject} {be_form(plural=plural, past=past)} {said}"


def _dated(moment: str, text: str, topic: Topic) -> str:
    """Something that happened at a moment."""
    text = text.rstrip(". ")
    if _is_predicate(text.split()):
        return f"{moment}, {topic.inside} {_predicate(text, topic)}"
    event = _telegraphic(text, topic) or text
    if is_sentence(event, trusted=False) or verb_at(event.split(), sure=True):
        return f"{moment}, {topic.names.lowered(event)}"
    at = verb_at(event.split())
    if at and (len(event.split()) > 3 or bare(event.split()[at]) in BASES):
        return f"{moment}, {topic.names.lowered(event)}"
    if _describes(text):
        be = topic.be(past=moment != "Today")
        return f"{moment}, {topic.inside} {be} {topic.names.lowered(text)}"
    return f"{moment} came {_small_article(noun_phrase(text, topic.names, definite=False))}"


def _describes(text: str) -> bool:
    leads = bare(text.split(maxsplit=1)[0]) in PREPOSITIONS and not _NUMBER.match(text)
    return leads or (_ADJECTIVE.match(text) is not None and not _DEFINITE.match(text))


def _small_article(phrase: str) -> str:
    small = bare(phrase.split(" ", 1)[0]) in DETERMINERS
    return phrase[0].lower() + phrase[1:] if small else phrase


def _is_predicate(words: Sequence[str]) -> bool:
    """Whether these words say what the unnamed subject did or what was done to it."""
    first = bare(words[0])
    if first in _ADVERBS and len(words) > 1:
        first = bare(words[1])
    if first in DETERMINERS:
        return False
    return first in _VERB_FORMS or (is_ed_form(first) and words[0][0].islower())


def _predicate(text: str, topic: Topic) -> str:
    """A predicate for a subject that is not written: `took 27 years`, `was built in 1611`."""
    words = text.split()
    lead = f"{bare(words[0])} " if bare(words[0]) in _ADVERBS else ""
    words = words[1:] if lead else words
    first, following = bare(words[0]), bare(words[1]) if len(words) > 1 else ""
    comma = "," if words[0].endswith(",") else ""
    if topic.plural and first in PRESENT:
        first = BASE_OF.get(first, first)
    said = " ".join([f"{first}{comma}", *_with_in(words[1:])])
    past = first in PASTS or is_ed_form(first)
    if first in SURE_PASTS | PRESENT | _DOINGS | BASES - PASTS or (
        past and following in _OBJECT_STARTS
    ):
        return f"{lead}{said}"
    return f"{topic.be(past=_is_past(first, text))} {lead}{said}"


def _is_past(participle: str, text: str) -> bool:
    """`Made of oak` is so today; `built in 1611` was done once."""
    if re.search(r"\b(?:every|each|always|still|now|today)\b", text):
        return False
    return participle not in _LASTING or re.search(r"\b1\d{3}\b", text) is not None


def _with_in(words: Sequence[str]) -> list[str]:
    """`Built 1611` leaves out a word that a narrator says."""
    dated = bool(words) and re.fullmatch(r"\d{4}[,.;]?", words[0]) is not None
    return ["in", *words] if dated else list(words)


def _telegraphic(text: str, topic: Topic) -> str | None:
    """`Tower completed in 1611`: a subject, then a participle without its verb; None: not that."""
    words = text.split()
    at = verb_at(words)
    if at is None or at == 0 or verb_at(words, sure=True) is not None:
        return None
    participle = bare(words[at])
    following = bare(words[at + 1]) if at + 1 < len(words) else ""
    passive = not following or following[0].isdigit() or following in _AFTER_PASSIVE
    if not passive or (participle not in PARTICIPLES and not is_ed_form(participle)):
        return None
    rest = _with_in(words[at + 1 :])
    if at > 1 and bare(words[at - 1]) in _ADVERBS:
        at, participle = at - 1, f"{bare(words[at - 1])} {participle}"
    subject = " ".join(words[:at])
    be = be_form(plural=is_plural(subject), past=True)
    phrase = noun_phrase(subject, topic.names, definite=True)
    return " ".join([phrase, be, participle, *rest])


def _loose(text: str, topic: Topic) -> str:
    """A fragment without a key."""
    words = text.split()
    if not words:
        return ""
    if (dated := _LEADING_DATE.match(text)) and (moment := when(dated[1])):
        return _dated(moment, dated[2], topic)
    if len(words) > 1 and _is_predicate(words):
        return f"{topic.subject} {_predicate(text, topic)}"
    verb = verb_at(words)
    if telegraphic := _telegraphic(text, topic):
        return telegraphic
    if verb is not None and 1 <= verb <= 5 and len(words) >= 4 and not _SUPERLATIVE.match(text):
        return text
    return _measured(text, topic) or _described(text, topic)


def _measured(text: str, topic: Topic) -> str | None:
    """`Hverfjall crater 1 km wide`: a thing and its size."""
    found = _SIZE_AT_END.match(text)
    if not found:
        return None
    be = be_form(plural=is_plural(found[1]), past=False)
    return f"{noun_phrase(found[1], topic.names, definite=True)} {be} {found[2]}"


def _described(text: str, topic: Topic) -> str:
    names, it = topic.names, topic.subject
    if (_NUMBER.match(text) and _MEASURED.search(text)) or _describes(text):
        return f"{it} {topic.be(past=False)} {names.lowered(text)}"
    if _SUPERLATIVE.match(text) and not topic.plural:
        said = names.lowered(text)
        return f"{it} {topic.be(past=False)} {said if said.startswith('the ') else f'the {said}'}"
    if text[0].isupper() and is_sentence(text, trusted=True):
        return text
    many = is_plural(text) or (_NUMBER.match(text) is not None and not re.match(r"1\b", text))
    phrase = _small_article(noun_phrase(text, names, definite=False))
    return f"There {be_form(plural=many, past=False)} {phrase}"


def noun_phrase(text: str, names: Names, *, definite: bool) -> str:
    """With the article that it needs; names and plurals in general need none."""
    words = text.split()
    first = bare(words[0])
    if first in DETERMINERS | POSSESSIVES | PRONOUNS or _NUMBER.match(text):
        return capitalised(text) if definite else names.lowered(text)
    small = names.lowered(text)
    if small == text and text[0].isupper():
        return text
    if definite:
        return f"The {small}"
    if _DEFINITE.match(text):
        return f"the {small}"
    if is_plural(text):
        return small
    return f"{'an' if small[0] in 'aeiou' else 'a'} {small}"


def listed(intro: str, items: Sequence[str], names: Names) -> str:
    """An introduction and its short items as one sentence."""
    said = [names.lowered(item.strip().rstrip(".;, ")) for item in items]
    series = said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"
    return ended(capitalised(f"{intro.rstrip(' :')}: {series}"))
