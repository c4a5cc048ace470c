"""Shorter ways to say an English sentence, which say less and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from reelworks.providers.local.writer.grammar import bare, is_clause, verb_at
from reelworks.providers.local.writer.lexis import (
    DETERMINERS,
    PREPOSITIONS,
    PRONOUNS,
    RELATIVES,
    capitalised,
    length,
    word_set,
)

LONGEST = 16  # words that a shot can hold
_REST = r"(?:[^,;]|(?<=\d),(?=\d))*"  # up to the next comma; those in 300,000 are none
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
    r"|together with|with|despite|known|built|born|led|made|driven|written|\w+ing|\w+ed)\b"
    rf"|(?:a|an|the|one of|then|now|today)\s){_REST}$",
)
_BARE_TAIL = re.compile(
    r"\s(?:because of|due to|thanks to|because|although|though|whereas|while|after|before|so that)"
    rf"\s{_REST}$"
)
_ASIDE = re.compile(
    r",\s+(?:(?:which|who|whose|where|including|such as|also|now|known as|called|a|an|the"
    rf"|one of|based|born|located|named|built|made|\w+ing|\w+ed)\b){_REST},\s+"
)
_LEAD = re.compile(
    r"^(?:(?:In|On|At|By|From|After|Before|During|Since|For|Over|Around|Until|Throughout)\b"
    rf"(?={_REST}(?:\d{{3,4}}|\bcentur|\bdecade|\byears?\b|\bmonths?\b|\bdays?\b)){_REST}"
    r"|(?:Despite|Because|Although|Though|Today|Now|Eventually|Later|Soon|By the time|At first"
    rf"|At last)\b{_REST}),\s+"
)
_RELATIVE_CLAUSE = re.compile(rf",\s(?:which|who|whose|where|when)\b{_REST}(?:,|$)")
_CUTTABLE = word_set("in on at from with for by along near across")
_PAST_LEAD = re.compile(  # what happened once, happened; what happens then, may not otherwise
    rf"^(?:During|Throughout|Shortly after|Soon after)\b{_REST},\s+"
    r"(?=(?:\S+\s){1,5}?(?:was|were|had|did|could|\w+ed|built|made|took|began|became|went|came|gave)\b)"
)
_PARTICIPLE = re.compile(r"\w{2,}ed$|made$|built$|held$|known$|full$")  # "armed | with two guns"
_GOES_ON = re.compile(r"(?:and|or|but|nor)\b", re.IGNORECASE)
_SUBORDINATE = re.compile(
    r"(?:But |And |So |Yet )?(?:If|When|While|Because|Although|Though|Since|Once|Until|Unless|As"
    r"|Whereas|After|Before|By the time|Even if|Wherever|Whenever)\b",
    re.IGNORECASE,
)


def without_connective(sentence: str) -> str:
    """Without `Moreover` and its like; `However` is `But` to a narrator."""
    rest = _CONNECTIVE.sub("", sentence, count=1)
    if not sentence.startswith("However") or rest == sentence:
        return capitalised(rest)
    small = bare(rest.split()[0]) in PRONOUNS | DETERMINERS | PREPOSITIONS
    return f"But {rest[0].lower() + rest[1:] if small else rest}"


def shortened(sentence: str) -> Iterator[tuple[str, float]]:
    """Shorter versions that say less and nothing else, with the share that is lost."""
    seen, fresh = {sentence}, [sentence]
    while fresh:
        text = fresh.pop(0)
        for shorter in _cuts(text):
            if shorter not in seen and stands(shorter) and len(seen) < 12:
                seen.add(shorter)
                fresh.append(shorter)
                figures = len(re.findall(r"\d+", sentence)) - len(re.findall(r"\d+", shorter))
                yield shorter, 1 - length(shorter) / length(sentence) + 0.06 * figures


def _cuts(text: str) -> Iterator[str]:
    body = text.rstrip(".")
    if (match := _TAIL.search(body)) and not (
        _in_series(body, match.start()) or is_clause(body[match.start() + 1 :])
    ):
        yield f"{body[: match.start()]}."
    if (match := _ASIDE.search(body)) and not _needed(body, match):
        link = ", " if bare(body[match.end() :].split()[0]) in RELATIVES else " "
        yield f"{body[: match.start()]}{link}{body[match.end() :]}."
    if (match := _BARE_TAIL.search(body)) and not _UNSAFE_TO_CUT.search(body[: match.start()]):
        yield f"{body[: match.start()].rstrip(' ,')}."
    lead = _LEAD.match(body) or _PAST_LEAD.match(body)
    if lead and is_clause(body[lead.end() :]) and not _GOES_ON.match(body, lead.end()):
        yield f"{capitalised(body[lead.end() :])}."
    if cut := _without_last_phrase(body):
        yield f"{cut}."


def _needed(body: str, aside: re.Match[str]) -> bool:
    """Whether what looks like an aside is one of a series, or the main clause itself."""
    said = aside[0].strip(" ,")
    main = bare(said.split()[0]) in DETERMINERS and is_clause(said)
    return main or _in_series(body, aside.start()) or bool(_GOES_ON.match(body, aside.end()))


def _in_series(body: str, at: int) -> bool:
    """Whether the comma here separates items of an enumeration ("oil, wax, and gas")."""
    after = body[at + 1 :]
    return bool(re.match(r"[^,]{1,40},?\s+(?:and|or)\s+[^,]*(?:,|$)", after)) and not re.match(
        r"\s(?:which|who|where|when|while|because|although|after|before|known|called|named|\w+ing)\b",
        after,
    )


def _without_last_phrase(body: str) -> str | None:
    """Without the last prepositional phrase, where leaving it out cannot make it untrue."""
    if _UNSAFE_TO_CUT.search(body) or length(body) <= LONGEST:
        return None
    words = body.split()
    for at in range(len(words) - 3, max(len(words) - 8, 6), -1):
        if (
            bare(words[at]) in _CUTTABLE
            and not _PARTICIPLE.match(words[at - 1])
            and not _leaves_an_ellipsis(words[:at])
        ):
            return " ".join(words[:at]).rstrip(",")
    return None


def _leaves_an_ellipsis(words: Sequence[str]) -> bool:
    """`by the stars, and the river | by its smell`: the phrase is all that the last part says."""
    links = [at for at, word in enumerate(words) if bare(word) in ("and", "or", "but")]
    return bool(links) and verb_at(["it", *words[links[-1] + 1 :]]) is None


def stands(text: str) -> bool:
    """Whether it can be said alone: a verb, and a main clause after any `when` or `if`."""
    words = text.split()
    if len(words) < 4 or verb_at(words) in (None, 0) or text.count('"') % 2:
        return False
    main = _RELATIVE_CLAUSE.sub(" ", text).split()
    if bare(words[0]) in RELATIVES or verb_at(main) in (None, 0):
        return False
    if not _SUBORDINATE.match(text):
        return True
    return any(is_clause(text[comma.end() :]) for comma in re.finditer(r",\s", text))
