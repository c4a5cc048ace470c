"""Where an English clause has its verb and its subject; what is a name, what a date."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from reelworks.providers.local.writer.lexis import (
    DETERMINERS,
    POSSESSIVES,
    PREPOSITIONS,
    PRONOUNS,
    RELATIVES,
    is_plural,
)
from reelworks.providers.local.writer.verbs import (
    AUXILIARIES,
    BASES,
    PARTICIPLES,
    PASTS,
    PRESENT,
    SURE_PASTS,
)

_BARE = re.compile(r"^[^\w]+|[^\w]+$")
_OBJECT_STARTS = DETERMINERS | POSSESSIVES | PRONOUNS | {"him", "them", "us", "me", "not", "only"}
_NOT_BEFORE_VERB = (DETERMINERS | POSSESSIVES | PREPOSITIONS) - PRONOUNS - {"all", "both", "many"}
_PERSONAL = frozenset(["it", "he", "she", "they", "we", "you", "i", "who", "which", "that", "this"])
_INTRANSITIVE = frozenset(
    ["appeared", "arrived", "died", "lived", "moved", "travelled", "traveled", "returned", "worked", "happened", "emerged", "continued", "survived", "remained", "vanished", "disappeared", "collapsed", "launched", "landed", "sailed", "existed", "started", "ended", "opened", "closed", "failed", "succeeded", "belonged", "lasted", "stayed", "joined", "turned", "passed", "crashed", "exploded", "erupted", "departed", "retired", "looked", "seemed", "began", "came", "went", "fell", "grew", "rose", "sank", "spread", "stood", "ran", "burned", "burnt", "flourished", "declined", "changed", "followed", "stopped", "reached"]
)
_ADVERBS = frozenset(
    ["also", "still", "never", "always", "often", "soon", "once", "now", "then", "finally", "first", "later", "only", "just", "even", "ever", "already", "almost", "nearly", "quickly", "slowly"]
)


def bare(word: str) -> str:
    """Lower case and without the punctuation around it."""
    return _BARE.sub("", word).lower().replace("’", "'")


def verb_at(words: Sequence[str], *, sure: bool = False) -> int | None:
    """Where the first finite verb of these words is; `sure`: no participle, noun or infinitive."""
    plain = [bare(word) for word in words]
    for at, word in enumerate(plain):
        named = at + 1 < len(words) and words[at + 1][:1].isupper()
        if _is_verb(plain, at, named=named, sure=sure) and not (at and words[at][:1].isupper()):
            return at
        if sure and word in RELATIVES and word not in _PERSONAL and at:
            return None
    return None


def _is_verb(plain: Sequence[str], at: int, *, named: bool, sure: bool) -> bool:
    word = plain[at]
    before = plain[at - 1] if at else ""
    if at > 1 and before in _ADVERBS | {"not"} and before not in _NOT_BEFORE_VERB:
        before = plain[at - 2]
    if before == "to":
        return False
    if word in AUXILIARIES:
        return not (word in ("can", "may", "will", "might", "must") and before in _NOT_BEFORE_VERB)
    if before in _NOT_BEFORE_VERB and before not in _PERSONAL:
        return False
    after = plain[at + 1] if at + 1 < len(plain) else ""
    return _is_full_verb(word, before, after, named=named, sure=sure)


def _is_full_verb(word: str, before: str, after: str, *, named: bool, sure: bool) -> bool:
    if word in SURE_PASTS:
        return True
    if before in _PERSONAL and (word in PASTS or word in PRESENT or word in BASES):
        return True
    followed = named or after in _OBJECT_STARTS or after[:1].isdigit()
    if word in PASTS:
        regular = word in _INTRANSITIVE and after != "by"
        return bool(before) and (not sure or followed or regular)
    if word in PRESENT:
        return bool(before) and (not sure or followed or after in PREPOSITIONS)
    plural = is_plural(before) if before else False
    return word in BASES and plural and (followed or after in PREPOSITIONS)


def is_clause(text: str) -> bool:
    """Whether this can stand as a sentence: a subject of its own before a sure verb."""
    words = text.split()
    at = verb_at(words, sure=True)
    return at is not None and 1 <= at <= 9 and at < len(words) - 1


def is_sentence(text: str, *, trusted: bool) -> bool:
    """Whether a person meant this as a whole sentence; a list item is trusted less."""
    words = text.split()
    if len(words) < 3:
        return False
    first = bare(words[0])
    sure, any_verb = verb_at(words, sure=True), verb_at(words)
    if first in PARTICIPLES and first not in BASES:  # "Built in 1611, the tower ..."
        return "," in text and sure is not None and sure > 1
    if any_verb is None or any_verb == 0:
        return first in ("let", "imagine", "consider", "think", "picture", "take") and trusted
    return trusted or sure is not None or first in DETERMINERS | PRONOUNS


def subject_of(sentence: str) -> str | None:
    """The words before the first verb when they are plainly the subject; None otherwise."""
    words = sentence.split()
    at = verb_at(words, sure=True)
    if at is None or not 1 <= at <= 7:
        return None
    if bare(words[at - 1]) in _ADVERBS and at > 1:
        at -= 1
    subject = " ".join(words[:at])
    lowered = {bare(word) for word in words[:at]}
    opening = bare(words[0])
    if re.search(r"[,;:\"]", subject) or lowered & RELATIVES or opening in ("there", "here"):
        return None
    if opening in PREPOSITIONS | {"when", "while", "if", "because", "although", "but", "and", "so"}:
        return None
    return subject


@dataclass(frozen=True, slots=True)
class Names:
    """Words that the page writes with a capital inside its sentences, and never without."""

    proper: frozenset[str]

    def lowered(self, text: str) -> str:
        """The text with a small first letter, unless it begins with a name or an abbreviation."""
        head, _, rest = text.partition(" ")
        word = _BARE.sub("", head)
        keeps = (
            self.is_name(head)
            or re.match(r"\w+ \d", text)
            or word == "I"
            or (not word[1:].islower()
            and len(word) > 1)
        )
        return text if keeps or not word else f"{head.lower()} {rest}".strip()

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
    months = "January February March April June July August September October November December"
    return Names(frozenset(proper | set(months.split()) - {""}))


_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_YEAR = r"\d{1,4}(?:\s?(?:BC|AD|BCE|CE))?"
_DAY = re.compile(rf"(?:{_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?,?|\d{{1,2}}(?:st|nd|rd|th)?\s{_MONTH})(?:\s\d{{4}})?$|\d{{4}}-\d\d-\d\d$", re.IGNORECASE)  # fmt: skip
_PERIOD = re.compile(
    r"(?:the\s)?(?:(?:early|mid|late)[\s-])?(?:\d{3,4}s|\d{1,2}(?:st|nd|rd|th) centur(?:y|ies)"
    r"(?:\s(?:BC|AD|BCE|CE))?)$",
    re.IGNORECASE,
)
_RANGE = re.compile(rf"({_YEAR})\s(?:to|until)\s({_YEAR})$")
_MOMENT = re.compile(rf"(?:(?:{_MONTH}|spring|summer|autumn|fall|winter|early|mid|late)\s)?\d{{3,4}}(?:\s?(?:BC|AD|BCE|CE))?$|\d{{1,4}}\s?(?:BC|AD|BCE|CE)$", re.IGNORECASE)  # fmt: skip


def when(text: str) -> str | None:
    """The adverbial that a date stands for ("In 1611", "On 5 September 1977"); None: no date."""
    date = text.strip(" .,:")
    if date.lower() in ("today", "now", "nowadays"):
        return "Today"
    if re.match(r"(?:in|on|by|since|from|around|about|after|before|until)\s.*\d", date, re.IGNORECASE):
        inner = when(date.split(" ", 1)[1])
        return f"{date[0].upper()}{date[1:]}" if inner else None
    if _DAY.match(date):
        return f"On {date}"
    if match := _RANGE.match(date):
        return f"From {match[1]} to {match[2]}"
    if _PERIOD.match(date):
        return f"In {date[0].lower()}{date[1:]}" if date.lower().startswith("the ") else f"In the {date[0].lower()}{date[1:]}"  # fmt: skip
    return f"In {date[0].lower()}{date[1:]}" if _MOMENT.match(date) and date[0].islower() else (f"In {date}" if _MOMENT.match(date) else None)  # fmt: skip
