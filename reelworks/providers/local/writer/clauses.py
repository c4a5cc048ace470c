"""The ways an English sentence can be told: whole, shortened, or as several sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from reelworks.providers.local.writer.cuts import LONGEST, shortened, stands, without_connective
from reelworks.providers.local.writer.grammar import bare, is_clause, subject_of, verb_at
from reelworks.providers.local.writer.lexis import (
    DETERMINERS,
    PREPOSITIONS,
    PRONOUNS,
    RELATIVES,
    capitalised,
    ended,
    is_plural,
    length,
    word_set,
)
from reelworks.providers.local.writer.names import Names
from reelworks.providers.local.writer.verbs import BASES, PARTICIPLES, PASTS

SHORTEST = 10


@dataclass(frozen=True, slots=True)
class Telling:
    """One way to tell a fact: each part is a whole sentence. `lost` is 0 (nothing) to 1."""

    parts: tuple[str, ...]
    lost: float = 0.0


_MAX_TELLINGS = 10
_SPLIT = re.compile(r"(;|:|,|\s[–—-])?\s+(?:(and|but|so|yet|while|whereas|then|or)\s+)?")
_WHERE = re.compile(r",\s+where\s+")
_WHICH = re.compile(r",\s+(which|who)\s+")
_SINGULAR, _PLURAL = ("is", "was", "has"), ("are", "were", "have")
_DATE_AT_END = re.compile(r"\s((?:in|on) (?:[A-Z][a-z]+ )?(?:\d{1,2} [A-Z][a-z]+ )?\d{4})$")
_HELPED = re.compile(
    r"\b(?:can|could|will|would|may|might|must|shall|should|do|does|did|to|let|helps?)\b"
)
_LEADS = word_set("in on at by from after before during since within under")
_NAME_AT_END = re.compile(
    r"((?:[A-Z][\w’'-]+|[A-Z]\.)(?:\s(?:of|de|du|la|le|von|van|the|da|di|al|bin|[A-Z][\w’'.-]*))*)$"
)


def tellings(sentence: str, names: Names) -> list[Telling]:
    """All ways worth weighing, the whole sentence first."""
    whole = without_connective(sentence)
    found = [Telling((whole,))]
    shorter = [(text, lost) for text, lost in shortened(whole) if length(text) >= 5]
    found += [Telling((ended(text),), lost) for text, lost in shorter]
    for text, lost in [(whole, 0.0), *shorter]:
        for parts in _divided(text, names):
            found.append(Telling(parts, lost))
            found += _divided_again(parts, lost, names)
    found += [Telling((fronted,), 0.02) for fronted in _fronted(whole, names)]
    unique = {telling.parts: telling for telling in reversed(found)}
    return sorted(unique.values(), key=_awkwardness)[:_MAX_TELLINGS]


def _awkwardness(told: Telling) -> float:
    """What is lost, and how far its parts are from what one shot can hold."""
    lengths = [length(part) for part in told.parts]
    misfits = [max(SHORTEST - words, (words - LONGEST) * 2, 0) for words in lengths]
    return told.lost + 0.1 * sum(misfits) / len(lengths)


def _fronted(sentence: str, names: Names) -> Iterator[str]:
    """With its closing date first: another opening for the same words."""
    body = sentence.rstrip(".")
    match = _DATE_AT_END.search(body)
    if match and "," not in body and bare(body.split()[0]) in DETERMINERS - PRONOUNS:
        yield ended(f"{capitalised(match[1])}, {names.lowered(body[: match.start()])}")


def _divided(sentence: str, names: Names) -> Iterator[tuple[str, str]]:
    """The sentence as two, at every place where both halves can stand alone."""
    if '"' in sentence:
        return
    body = sentence.rstrip(".")
    for match in _SPLIT.finditer(body):
        left, right = body[: match.start()], body[match.end() :]
        mark, word = match[1] or "", match[2] or ""
        purpose = word == "so" and right.startswith("that ")
        parts = (word and not purpose) or mark in (";", ":")
        long_enough = min(length(left), length(right)) >= 4
        if parts and long_enough and (halves := _halves(left, mark, word, right, names)):
            yield halves
    yield from _at_relatives(body)


def _halves(left: str, mark: str, word: str, right: str, names: Names) -> tuple[str, str] | None:
    if (
        not is_clause(left)
        or not stands(left)
        or re.search(r"\b(?:between|both|either|neither|whether|if)\b[^,;]*$", left)
    ):
        return None
    if word in ("then", "or", "so", "yet") and not mark:
        return None
    item = left.rpartition(", ")[2]
    if mark == "," and item != left and length(item) <= 2 and not is_clause(item):
        return None  # "are lost, doubled, and arrive late": a series of three
    if _own_subject(right, loose=bool(mark)):
        return ended(left), ended(capitalised(_joined_on(word, right)))
    if word in ("and", "but", "then") and (shared := _shared_subject(left, right, names)):
        return ended(left), ended(capitalised(_joined_on(word, shared)))
    return None


def _joined_on(word: str, clause: str) -> str:
    return f"{word} {clause}" if word in ("but", "yet", "so") else clause


def _own_subject(right: str, *, loose: bool) -> bool:
    """Whether the right half begins with a subject of its own before a sure verb."""
    words = right.split()
    at = verb_at(words, sure=True)
    if at is None or not 1 <= at <= 8 or at >= len(words) - 1:
        return False
    if loose and bare(words[0]) in _LEADS and bare(words[at - 1]) not in PREPOSITIONS | DETERMINERS:
        return at >= 3 and not {bare(word) for word in words[:at]} & RELATIVES
    subject = [bare(word) for word in words[:at]]
    if set(subject) & RELATIVES - {"that"} or "," in " ".join(words[:at]):
        return False
    opening = words[0]
    starts_well = bare(opening) in DETERMINERS | PRONOUNS | {"there"} or opening[0].isupper()
    return (
        starts_well
        or (loose and bare(opening) not in PREPOSITIONS | {"to", "not"})
        or (is_plural(" ".join(words[:at])) and bare(opening) not in PREPOSITIONS)
    )


def _shared_subject(left: str, right: str, names: Names) -> str | None:
    """The right half with the subject of the left: `The tower burned and fell` in two."""
    subject = subject_of(left)
    words = right.split()
    if subject is None or verb_at(["it", *words], sure=True) != 1:
        return None
    if bare(words[0]) in PARTICIPLES and re.search(r"\b(?:was|were|is|are|be|been)\b", left):
        return None  # "was built and lit": the second verb leans on the first's "was"
    base = bare(words[0]) in BASES and bare(words[0]) not in PASTS
    if base and (not is_plural(subject) or _HELPED.search(left)):
        return None  # "could swing and gain": the second leans on "could"
    return f"{_again(subject, names)} {right}"


def _again(subject: str, names: Names) -> str:
    """How a subject is called when it was named a moment ago."""
    words = subject.split()
    if bare(words[0]) in PRONOUNS and len(words) == 1:
        return subject
    capitals = [word for word in words if word[0].isupper() and names.is_name(word)]
    full_name = len(words) in (2, 3) and len(capitals) >= len(words) - 1
    return words[-1] if full_name and words[0][0].isupper() and words[0] != "The" else subject


def _at_relatives(body: str) -> Iterator[tuple[str, str]]:
    if (match := _WHERE.search(body)) and is_clause(body[match.end() :]):
        yield ended(body[: match.start()]), ended(f"There, {body[match.end() :]}")
    for match in _WHICH.finditer(body):
        left, right = body[: match.start()], body[match.end() :]
        if verb_at(["it", *right.split()]) != 1:
            continue
        middle = right.split(", ", 1)
        if len(middle) == 2 and not is_clause(left):  # "The lens, which weighed a ton, floated ..."
            whole = f"{left} {middle[1]}"
            if length(left) <= 5 and verb_at(["it", *middle[1].split()], sure=True) == 1:
                yield ended(whole), ended(f"{left} {middle[0]}")
        elif is_clause(left) and (antecedent := _antecedent(left, match[1], right)):
            yield ended(left), ended(f"{antecedent} {right}")


def _antecedent(left: str, relative: str, right: str) -> str | None:
    """What a closing `which` or `who` stands for, when that is certain enough to say."""
    if name := _NAME_AT_END.search(left):
        return name[1] if len(name[1].split()) <= 5 else None
    if relative == "who":
        return None
    verb, nearest = bare(right.split(maxsplit=1)[0]), left.split()[-5:]
    starts = [at for at, word in enumerate(nearest) if bare(word) in DETERMINERS]
    if not starts or any(bare(word) in ("and", "or") for word in nearest[starts[-1] :]):
        return None
    plural = is_plural(" ".join(nearest[starts[-1] :]))
    if verb in (_SINGULAR if plural else _PLURAL):
        return None
    return "They" if plural else "It"


def _divided_again(parts: tuple[str, str], lost: float, names: Names) -> Iterator[Telling]:
    """A half may be divided once more."""
    first, second = parts
    for more in list(_divided(first, names))[:1]:
        yield Telling((*more, second), lost)
    for more in list(_divided(second, names))[:1]:
        yield Telling((first, *more), lost)
