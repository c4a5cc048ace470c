"""Where an English clause has its verb and its subject; whether words are a sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reelworks.providers.local.writer.lexis import (
    DETERMINERS,
    POSSESSIVES,
    PREPOSITIONS,
    PRONOUNS,
    RELATIVES,
    is_plural,
    word_set,
)
from reelworks.providers.local.writer.verbs import (
    AUXILIARIES,
    BASES,
    NOUNISH,
    PARTICIPLES,
    PASTS,
    PRESENT,
    SURE_PASTS,
    is_ed_form,
)

_BARE = re.compile(r"^[^\w]+|[^\w]+$")
_OBJECT_STARTS = DETERMINERS | POSSESSIVES | PRONOUNS | {"him", "them", "us", "me", "not", "only"}
_NOT_BEFORE_VERB = (DETERMINERS | POSSESSIVES | PREPOSITIONS) - PRONOUNS - {"all", "both", "many"}
_LONGEST_SUBJECT = 12  # words; longer ones are no subjects, and many would be slow to look at
_PERSONAL = word_set("it he she they we you i who which that this")
_INTRANSITIVE = word_set(
    """appeared arrived died lived moved travelled traveled returned worked happened emerged
    continued survived remained vanished disappeared collapsed launched landed sailed
    existed started ended opened closed failed succeeded belonged lasted stayed joined
    turned passed crashed exploded erupted departed retired looked seemed began came went
    fell grew rose sank spread stood ran burned burnt flourished declined changed followed
    stopped reached"""
)
_INDEFINITE = word_set(
    """nothing nobody everything everybody everyone something somebody someone anything anybody
    anyone"""
)
_PARTICLES = word_set("away back together apart forward about again")
_FREQUENCY = word_set("never always often still also usually rarely seldom sometimes")
_ADVERBS = word_set(
    """also still never always often soon once now then finally first later only just even ever
    already almost nearly quickly slowly"""
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
    if at > 1 and before in _FREQUENCY and word in PRESENT:
        return True
    if at > 1 and before in _ADVERBS | {"not"} and before not in _NOT_BEFORE_VERB:
        before = plain[at - 2]
    if before == "to":
        return False
    if word in AUXILIARIES:
        return not (word in ("can", "may", "will", "might", "must") and before in _NOT_BEFORE_VERB)
    if before in _NOT_BEFORE_VERB and before not in _PERSONAL:
        return False
    after = plain[at + 1] if at + 1 < len(plain) else ""
    if (
        word in BASES
        and at
        and is_plural(" ".join(plain[max(at - _LONGEST_SUBJECT, 0) : at]))
        and before not in DETERMINERS
    ):
        followed = named or after in _OBJECT_STARTS or after[:1].isdigit() or after in PREPOSITIONS
        return not sure or followed
    return _is_full_verb(word, before, after, named=named, sure=sure)


def _is_full_verb(word: str, before: str, after: str, *, named: bool, sure: bool) -> bool:
    if word in SURE_PASTS:
        return True
    if before in _PERSONAL and (word in PASTS or word in PRESENT or word in BASES):
        return True
    followed = named or after in _OBJECT_STARTS or after[:1].isdigit()
    if word in PASTS or is_ed_form(word):
        regular = word in _INTRANSITIVE and after != "by"
        return bool(before) and (not sure or followed or regular)
    if word in PRESENT:
        plain = after in PREPOSITIONS | _PARTICLES | RELATIVES and word not in NOUNISH
        return bool(before) and (not sure or followed or plain)
    return False


def is_clause(text: str) -> bool:
    """Whether this can stand as a sentence: a subject of its own before a sure verb."""
    words = text.split()
    at = verb_at(words, sure=True)
    return at is not None and 1 <= at <= 9 and at < len(words) - 1


def is_sentence(text: str, *, trusted: bool) -> bool:
    """Whether a person meant this as a whole sentence; a list item is trusted less."""
    words = text.split()
    if len(words) < 3:
        return trusted and _is_short(words)
    first = bare(words[0])
    if first in ("it", "he", "she", "they", "we", "there") and verb_at(words) != 0:
        return True
    sure, any_verb = verb_at(words, sure=True), verb_at(words)
    if first in PARTICIPLES and first not in BASES:  # "Built in 1611, the tower ..."
        return "," in text and sure is not None and sure > 1
    if any_verb is None or any_verb == 0:
        return trusted and len(words) >= 7 and any_verb is None
    opens = (DETERMINERS | PRONOUNS) - {"most", "such", "every", "no", "some", "many"}
    acts = any_verb < len(words) and bare(words[any_verb]) in PRESENT | AUXILIARIES
    gerund = first.endswith("ing") and len(first) > 5 and acts
    return trusted or sure is not None or gerund or first in opens


def _is_short(words: Sequence[str]) -> bool:
    """`Nothing happened`, and not `Steam engines`."""
    anybody = bare(words[0]) in _INDEFINITE if words else False
    return len(words) == 2 and verb_at(words, sure=not anybody) == 1


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
