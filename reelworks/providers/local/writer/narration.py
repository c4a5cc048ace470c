"""From facts to the lines that a narrator says, one for each shot."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil

from reelworks.domain.errors import BadInput
from reelworks.ports.write import Fact, StoryRequest
from reelworks.providers.local.writer import clauses, sentences, telling
from reelworks.providers.local.writer.chance import chance
from reelworks.providers.local.writer.clauses import SHORTEST, Telling
from reelworks.providers.local.writer.language import ENGLISH
from reelworks.providers.local.writer.lexis import capitalised, ended, length
from reelworks.providers.local.writer.names import Names, names_in
from reelworks.providers.local.writer.pronouns import followed, smooth
from reelworks.providers.local.writer.salience import distinct, leans, saliences
from reelworks.providers.local.writer.telling import Line, Source
from reelworks.providers.local.writer.topic import Topic, topic_of

MOST_SHOTS = 60
USUAL_SHOTS = 18
_CLOSE = 0.8  # what the page ends with, the film ends with
_LABEL = re.compile(r"^[^\s:]+(?: [^\s:]+)?: ")  # `Time: 24 hours` is no way to begin
_TIED = ("It ", "They ", "He ", "She ")
_MOST_FACTS = 1_500  # of a very long page, the best spread over all of it


def narrate(request: StoryRequest, title: str) -> list[Line]:
    """Exactly the requested lines. BadInput says how many these notes can carry."""
    facts = _kept(distinct(request.research.facts))
    text = "\n".join(fact.text for fact in facts)
    topic = topic_of(title, text, names_in(text))
    english = request.research.language == ENGLISH
    candidates = _shortlist(_candidates(request, facts, title), request.shots or USUAL_SHOTS)
    sources = [_source(candidate, topic.names, english=english) for candidate in candidates]
    join = _joined(topic) if english else _joined_plainly
    ways = [sources]
    if english:
        opener = _spoken(topic.opener(title), sources[0])
        ways += [[opener, *sources], [opener, *_with_headings(sources, topic.names)]]
    wanted = request.shots or min(USUAL_SHOTS, telling.capacity(ways[-1]))
    lines = _first_good(ways, wanted, join)
    if lines is None:
        raise _too_little(telling.capacity(ways[-1]), wanted)
    return _smoothed(lines, topic) if english else lines


def _first_good(
    ways: Sequence[Sequence[Source]], wanted: int, join: telling.Join
) -> list[Line] | None:
    """The first way that fills the film, rather one that does not open with `It`."""
    found: list[Line] | None = None
    for sources in ways:
        if telling.capacity(sources) < wanted:
            continue
        lines = telling.choose(sources, wanted, join)
        if lines and not (leans(lines[0].text) or _LABEL.match(lines[0].text)):
            return lines
        found = found or lines
    return found


def _smoothed(lines: Sequence[Line], topic: Topic) -> list[Line]:
    texts = smooth([line.text for line in lines], topic)
    return [replace(line, text=text) for line, text in zip(lines, texts, strict=True)]


def _kept(facts: Sequence[Fact]) -> list[Fact]:
    """All facts, or an even selection of a very long page's."""
    step = ceil(len(facts) / _MOST_FACTS)
    return list(facts) if step <= 1 else [fact for fact in facts if len(fact.text) < 400][::step]


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A fact with its place on the page and its worth."""

    position: int
    fact: Fact
    worth: float


def _candidates(request: StoryRequest, facts: Sequence[Fact], title: str) -> list[_Candidate]:
    """How much each fact matters; a note or another seed shifts what is nearly equal."""
    worths = saliences(facts, title, request.note)
    worths[0] += 0.5
    worths[-1] += _CLOSE
    reach = 0.8 if request.note else 0.02
    return [
        _Candidate(at, fact, worth + reach * (chance(request.seed, request.note, str(at)) - 0.5))
        for at, (fact, worth) in enumerate(zip(facts, worths, strict=True))
    ]


def _shortlist(candidates: Sequence[_Candidate], wanted: int) -> list[_Candidate]:
    """The best facts of every stretch of the page, each with what it leans on."""
    most = max(40, 3 * wanted if wanted <= 30 else 2 * wanted + 30)
    if len(candidates) <= most:
        return list(candidates)
    stretches = max(wanted // 2, 1)
    chosen: set[int] = set()
    for stretch in range(stretches):
        first, last = (len(candidates) * at // stretches for at in (stretch, stretch + 1))
        ranked = sorted(candidates[first:last], key=lambda candidate: -candidate.worth)
        for candidate in ranked[: ceil(most / stretches)]:
            chosen.add(candidate.position)
            if leans(candidate.fact.text) and candidate.position:
                chosen.add(candidate.position - 1)
    return [candidate for candidate in candidates if candidate.position in chosen]


def _source(candidate: _Candidate, names: Names, *, english: bool) -> Source:
    text = candidate.fact.text
    told = clauses.tellings(text, names) if english else _plain_tellings(text)
    return Source(candidate.position, candidate.fact.heading, candidate.worth, tuple(told))


_PAUSES = re.compile(r"(?<=[，،])|(?<=[\u0e00-\u0eff\u1780-\u17ff])\s+")


def _plain_tellings(text: str) -> list[Telling]:
    """In a language whose grammar we do not know: whole, or parted where any language parts."""
    found = [Telling((text,))]
    parts = [part for part in re.split(r"[;；؛]\s*", text) if length(part) >= 3]
    if len(parts) > 1:
        found.append(Telling(tuple(ended(capitalised(part)) for part in parts)))
    pauses = [match for match in _PAUSES.finditer(text) if 0 < match.start() < len(text)]
    for pause in pauses if length(text) >= SHORTEST else ():
        halves = (text[: pause.start()].rstrip("，، "), text[pause.end() :].strip())
        if min(map(length, halves)) >= 3:
            found.append(Telling((ended(f"{halves[0]}{_stop_of(text)}"), halves[1])))
    return found


def _stop_of(text: str) -> str:
    return text[-1] if text[-1] in "。।۔" else ""


def _joined(topic: Topic) -> telling.Join:
    def join(first: str, second: str) -> str:
        """Two short sentences for one shot; one about the same thing is tied to the other."""
        last = sentences.split(first)[-1]
        again = followed(last, second, topic)
        starts = tuple(f"{subject} " for subject in (*_TIED, topic.subject))
        tied = again != second or (again.startswith(_TIED) and last.startswith(starts))
        if tied and last == first and length(first) <= 9 and not re.search(r"[,;:]", first):
            return f"{first.rstrip('.')}, and {topic.names.lowered(again)}"
        return f"{first} {again}"

    return join


def _joined_plainly(first: str, second: str) -> str:
    return f"{first}{'' if first.endswith('。') else ' '}{second}"


def _with_headings(sources: Sequence[Source], names: Names) -> list[Source]:
    """The sources, each section introduced by its heading as a narrator would."""
    introduced: list[Source] = []
    heading = sources[0].heading
    for source in sources:
        if source.heading != heading and source.heading:
            heading = source.heading
            said = names.lowered(heading)
            introduced.append(_spoken(f"The next part of this story is {said}.", source))
        introduced.append(source)
    return introduced


def _spoken(text: str, before: Source) -> Source:
    return Source(before.position - 1, before.heading, 0.0, (Telling((text,)),))


def _too_little(able: int, wanted: int) -> BadInput:
    shots = "1 shot" if able == 1 else f"{able} shots"
    return BadInput(
        f"These notes can carry {shots}, and {wanted} were asked for.",
        remedy=f"Pass `--shots {able}`, or add notes: about one sentence for every shot.",
    )
