"""What is said of a subject that a note-taker left out, or of one without its verb."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reelworks.providers.local.writer.grammar import bare, verb_at
from reelworks.providers.local.writer.lexis import (
    DETERMINERS,
    POSSESSIVES,
    PRONOUNS,
    capitalised,
    is_plural,
    word_set,
)
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

_OBJECT_STARTS = word_set("the a an this that its his her their no him them it")
MODALS = word_set("can could may might must will would should cannot")
_ADVERBS = word_set("almost still now only never often first later finally once also nearly partly")
_AFTER_PASSIVE = word_set(
    "by in on at from with of off near under over during between to every so until after as"
)
_NO_OBJECT = _AFTER_PASSIVE | word_set("always perhaps times years days hours months weeks")
_LASTING = word_set("made known called named found used located seen shaped")
DOINGS = word_set(  # never done to anything: "died in 1934", not "was died"
    """died lived appeared arrived disappeared emerged collapsed vanished happened existed sank fell
    erupted retired moved returned survived lasted flourished burned worked grew"""
)
_NAMINGS = word_set("called named considered dubbed crowned declared elected appointed")
_DONE_TO_PEOPLE = word_set(
    """born buried educated killed named known raised elected appointed awarded inspired forced
    arrested executed crowned exiled sent given made taught called considered remembered honoured
    wounded imprisoned tutored baptised christened adopted introduced trained employed orphaned"""
)
_VERB_FORMS = PASTS | PARTICIPLES | PRESENT
_AND_DID = re.compile(r", (\w+)(?= )")
DEFINITE = re.compile(
    r"^(?:first|last|only|second|third|\w{2,}est|end|start|beginning|birth|death|arrival"
    r"|return|launch|rise|fall|discovery|loss|work|\w+(?:tion|sion|ment|ing|al|ure) of)\b",
    re.IGNORECASE,
)
NUMBER = re.compile(
    r"^(?:(?:about|around|over|under|nearly|almost|more than|less than|some|up to|at least)\s)*"
    r"(?:[$€£]?\d[\d.,]*|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|dozens"
    r"|hundreds|thousands|millions)\b",
    re.IGNORECASE,
)


def is_predicate(words: Sequence[str]) -> bool:
    """Whether these words say what the unnamed subject did or what was done to it."""
    first = bare(words[0])
    if first in _ADVERBS and len(words) > 1:
        first = bare(words[1])
    if first in DETERMINERS:
        return False
    if first in MODALS:
        return len(words) > 1 and bare(words[1]) in BASES | _ADVERBS | {"not", "be", "have"}
    return first in _VERB_FORMS or (is_ed_form(first) and words[0][0].islower())


def predicate(text: str, topic: Topic) -> str:
    """A predicate for a subject that is not written: `took 27 years`, `was built in 1611`."""
    words = text.split()
    if bare(words[0]) in MODALS:
        return f"{bare(words[0])} {' '.join(words[1:])}"
    lead = f"{bare(words[0])} " if bare(words[0]) in _ADVERBS else ""
    words = words[1:] if lead else words
    first = bare(words[0])
    comma = "," if words[0].endswith(",") else ""
    if topic.plural and first in PRESENT:
        first = BASE_OF.get(first, first)
    said = " ".join([f"{first}{comma}", *_with_in(words[1:])])
    if _is_active(first, words[1] if len(words) > 1 else "", topic):
        return f"{lead}{_AND_DID.sub(_and_did, said)}"
    return f"{topic.be(past=_is_past(first, text))} {lead}{said}"


def _and_did(match: re.Match[str]) -> str:
    """`gambled on horses, lost a lot`: the second of two deeds has its `and`."""
    deed = match[1] in PASTS and match[1] not in BASES | _DONE_TO_PEOPLE
    return f" and {match[1]}" if deed else match[0]


def _is_active(first: str, following: str, topic: Topic) -> bool:
    """Whether the subject did it, and it was not done to the subject."""
    if first in SURE_PASTS | PRESENT | DOINGS | BASES - PASTS:
        return True
    if first not in PASTS and not is_ed_form(first):
        return False
    if first in _NAMINGS:
        return False
    if bare(following) in _OBJECT_STARTS or (following[:1].isupper() and bare(following) != "by"):
        return True
    if first in PASTS and is_plural(following) and bare(following) not in _NO_OBJECT:
        return True  # "opened jars", not "opened yearly"
    person = topic.pronoun in ("He", "She")
    return person and bare(following) != "by" and first not in _DONE_TO_PEOPLE


def _is_past(participle: str, text: str) -> bool:
    """`Made of oak` is so today; `built in 1611` was done once."""
    if re.search(r"\b(?:every|each|always|still|now|today)\b", text):
        return False
    return participle not in _LASTING or re.search(r"\b1\d{3}\b", text) is not None


def _with_in(words: Sequence[str]) -> list[str]:
    """`Built 1611` leaves out a word that a narrator says."""
    dated = bool(words) and re.fullmatch(r"\d{4}[,.;]?", words[0]) is not None
    return ["in", *words] if dated else list(words)


def telegraphic(text: str, topic: Topic) -> str | None:
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


def noun_phrase(text: str, names: Names, *, definite: bool) -> str:
    """With the article that it needs; names and plurals in general need none."""
    words = text.split()
    first = bare(words[0])
    if first in DETERMINERS | POSSESSIVES | PRONOUNS or NUMBER.match(text):
        return capitalised(text) if definite else names.lowered(text)
    small = names.lowered(text)
    if small == text and text[0].isupper():
        return text
    if definite:
        return f"The {small}"
    if DEFINITE.match(text):
        return f"the {small}"
    if is_plural(text):
        return small
    return f"{'an' if small[0] in 'aeiou' else 'a'} {small}"


def small_article(phrase: str) -> str:
    small = bare(phrase.split(" ", 1)[0]) in DETERMINERS
    return phrase[0].lower() + phrase[1:] if small else phrase
