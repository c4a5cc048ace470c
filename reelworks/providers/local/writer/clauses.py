"""The ways an English sentence can be told: whole, shortened, or as several sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

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

SHORTEST, LONGEST = 10, 16


@dataclass(frozen=True, slots=True)
class Telling:
    """One way to tell a fact: each part is a whole sentence. `lost` is 0 (nothing) to 1."""

    parts: tuple[str, ...]
    lost: float = 0.0


_MAX_TELLINGS = 10
_CONNECTIVE = re.compile(
    r"^(?:However|Moreover|Furthermore|Additionally|In addition|Also|Therefore|Thus|Hence|Indeed"
    r"|In fact|Of course|Interestingly|Notably|Importantly|For example|For instance|Meanwhile"
    r"|Consequently|As a result|Similarly|Likewise|Besides|Nevertheless|Nonetheless|Overall"
    r"|In other words|That is|Interestingly enough|Fun fact|First of all|Finally|Basically"
    r"|Actually|Surprisingly),?\s+(?=\S)",
)
_UNSAFE_TO_CUT = re.compile(
    r"\b(?:no|not|never|none|nobody|nothing|only|without|unless|if|all|every|each|most|few|fewer"
    r"|first|last|rarely|hardly|seldom|n't|\w{2,}est|more|less|than|between|both|either|neither)\b",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r",\s+(?:(?:which|who|whose|where|when|while|whereas|because|since|as|although|though|after"
    r"|before|so that|including|such as|especially|particularly|mostly|thanks to|due to|along with"
    r"|together with|with|despite|making|allowing|giving|leaving|turning|using|causing|creating"
    r"|becoming|producing|helping|\w+ing)\b|(?:a|an|the|one of|then|now|today)\s)[^,;]*$",
)
_BARE_TAIL = re.compile(
    r"\s(?:because|although|though|whereas|while|after|before|so that)\s[^,;]+$"
)
_ASIDE = re.compile(
    r",\s+(?:(?:which|who|whose|where|including|such as|also|now|known as|called|a|an|the"
    r"|one of|based|born|located|named|built|made)\b)[^,;]*,\s+"
)
_LEAD = re.compile(
    r"^(?:(?:In|On|At|By|From|After|Before|During|Since|For|Over|Around|Until|Throughout)\b"
    r"(?=[^,;]*(?:\d{3,4}|\bcentur|\bdecade|\byears?\b|\bmonths?\b|\bdays?\b))[^,;]*"
    r"|(?:Despite|Because|Although|Though|Today|Now|Eventually|Later|Soon|At first|At last)\b[^,;]*"
    r"),\s+"
)
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
    whole = _without_connective(sentence)
    found = [Telling((whole,))]
    shorter = [(text, lost) for text, lost in _shortened(whole) if length(text) >= 5]
    found += [Telling((ended(text),), lost) for text, lost in shorter]
    for text, lost in [(whole, 0.0), *shorter]:
        for parts in _divided(text, names):
            found.append(Telling(parts, lost))
            found += _divided_again(parts, lost, names)
    found += [Telling((fronted,), 0.02) for fronted in _fronted(whole, names)]
    unique = {telling.parts: telling for telling in reversed(found)}
    return sorted(unique.values(), key=lambda told: (told.lost, len(told.parts)))[:_MAX_TELLINGS]


def _without_connective(sentence: str) -> str:
    if sentence.startswith("However, "):
        rest = sentence.removeprefix("However, ")
        return f"But {rest[0].lower() + rest[1:] if bare(rest.split()[0]) in PRONOUNS | DETERMINERS else rest}"  # fmt: skip
    return capitalised(_CONNECTIVE.sub("", sentence, count=1))


def _shortened(sentence: str) -> Iterator[tuple[str, float]]:
    """Shorter versions that say less and nothing else, with the share that is lost."""
    seen, fresh = {sentence}, [sentence]
    while fresh:
        text = fresh.pop(0)
        for shorter in _cuts(text):
            if shorter not in seen and _stands(shorter) and len(seen) < 12:
                seen.add(shorter)
                fresh.append(shorter)
                figures = len(re.findall(r"\d+", sentence)) - len(re.findall(r"\d+", shorter))
                yield shorter, 1 - length(shorter) / length(sentence) + 0.06 * figures


def _fronted(sentence: str, names: Names) -> Iterator[str]:
    """With its closing date first: another opening for the same words."""
    body = sentence.rstrip(".")
    match = _DATE_AT_END.search(body)
    if match and "," not in body and bare(body.split()[0]) in DETERMINERS - PRONOUNS:
        yield ended(f"{capitalised(match[1])}, {names.lowered(body[: match.start()])}")


def _cuts(text: str) -> Iterator[str]:
    body = text.rstrip(".")
    if match := _TAIL.search(body):
        if not _in_series(body, match.start()):
            yield f"{body[: match.start()]}."
    if match := _ASIDE.search(body):
        if not _in_series(body, match.start()):
            link = ", " if bare(body[match.end() :].split()[0]) in RELATIVES else " "
            yield f"{body[: match.start()]}{link}{body[match.end() :]}."
    if (match := _BARE_TAIL.search(body)) and not _UNSAFE_TO_CUT.search(body[: match.start()]):
        yield f"{body[: match.start()]}."
    if (match := _LEAD.match(body)) and is_clause(body[match.end() :]):
        yield f"{capitalised(body[match.end() :])}."
    if cut := _without_last_phrase(body):
        yield f"{cut}."


def _in_series(body: str, at: int) -> bool:
    """Whether the comma here separates items of an enumeration ("oil, wax, and gas")."""
    after = body[at + 1 :]
    return bool(re.match(r"[^,]{1,40},?\s+(?:and|or)\s+[^,]*(?:,|$)", after)) and not re.match(
        r"\s(?:which|who|where|when|while|because|although|after|before)\b", after
    )


def _without_last_phrase(body: str) -> str | None:
    """Without the last prepositional phrase, where leaving it out cannot make it untrue."""
    if _UNSAFE_TO_CUT.search(body) or length(body) <= LONGEST:
        return None
    words = body.split()
    for at in range(len(words) - 2, max(len(words) - 8, 6), -1):
        if bare(words[at]) in ("in", "on", "at", "from", "with", "for", "by", "along", "near", "across"):  # fmt: skip
            return " ".join(words[:at]).rstrip(",")
    return None


def _stands(text: str) -> bool:
    words = text.split()
    return len(words) >= 4 and verb_at(words) not in (None, 0) and text.count('"') % 2 == 0


def _divided(sentence: str, names: Names) -> Iterator[tuple[str, str]]:
    """The sentence as two, at every place where both halves can stand alone."""
    if '"' in sentence:
        return
    body = sentence.rstrip(".")
    for match in _SPLIT.finditer(body):
        left, right = body[: match.start()], body[match.end() :]
        mark, word = match[1] or "", match[2] or ""
        if ((mark in ";:" and mark) or word) and length(left) >= 4 and length(right) >= 4:
            if halves := _halves(left, mark, word, right, names):
                yield halves
    yield from _at_relatives(body)


def _halves(left: str, mark: str, word: str, right: str, names: Names) -> tuple[str, str] | None:
    if not is_clause(left) or re.search(
        r"\b(?:between|both|either|neither|whether|if)\b[^,;]*$", left
    ):
        return None
    if word in ("then", "or", "so", "yet") and not mark:
        return None
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
    full_name = [word for word in words if word[:1].isupper() and names.is_name(word)]
    if len(words) in (2, 3) and len(full_name) >= len(words) - 1 and words[0][0].isupper() and bare(words[0]) != "the":  # fmt: skip
        return words[-1]
    return subject


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
            if subject_of(whole) and length(left) <= 5:
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
