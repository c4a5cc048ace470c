"""From facts to the lines that a narrator says, one for each shot."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from math import ceil

from reelworks.domain.errors import BadInput
from reelworks.ports.write import Fact, StoryRequest
from reelworks.providers.local.writer import clauses, sentences, telling
from reelworks.providers.local.writer.chance import chance
from reelworks.providers.local.writer.clauses import LONGEST, Telling
from reelworks.providers.local.writer.language import ENGLISH
from reelworks.providers.local.writer.lexis import capitalised, ended, length
from reelworks.providers.local.writer.names import Names, names_in
from reelworks.providers.local.writer.pronouns import followed, smooth
from reelworks.providers.local.writer.salience import distinct, leans, saliences
from reelworks.providers.local.writer.telling import Line, Source
from reelworks.providers.local.writer.topic import Topic, topic_of

MOST_SHOTS = 60
USUAL_SHOTS = 18
_TIED = ("It ", "They ", "He ", "She ")
_MOST_FACTS = 1_500  # of a very long page, the best spread over all of it


def narrate(request: StoryRequest, title: str) -> list[Line]:
    """Exactly the requested lines. BadInput says how many these notes can carry."""
    facts = _kept(distinct(request.research.facts))
    names = names_in("\n".join(fact.text for fact in facts))
    english = request.research.language == ENGLISH
    worths = _worths(request, facts, title)
    sources = [
        Source(at, fact.heading, worth, tuple(_tellings(fact.text, names, english=english)))
        for at, (fact, worth) in enumerate(zip(facts, worths, strict=True))
    ]
    topic = topic_of(title, "\n".join(fact.text for fact in facts), names)
    join = _joined(topic) if english else _joined_plainly
    wanted = request.shots or min(USUAL_SHOTS, telling.capacity(sources[:60], join, USUAL_SHOTS))
    lines = telling.choose(_shortlist(sources, wanted), wanted, join)
    if lines is None:
        lines = telling.choose(_with_headings(sources, title, english=english), wanted, join)
    if lines is None:
        raise _too_little(sources, join, wanted)
    return _smoothed(lines, topic) if english else lines


def _smoothed(lines: Sequence[Line], topic: Topic) -> list[Line]:
    texts = smooth([line.text for line in lines], topic)
    return [replace(line, text=text) for line, text in zip(lines, texts, strict=True)]


def _kept(facts: Sequence[Fact]) -> list[Fact]:
    """All facts, or an even selection of a very long page's."""
    step = ceil(len(facts) / _MOST_FACTS)
    return list(facts) if step <= 1 else [fact for fact in facts if len(fact.text) < 400][::step]


def _worths(request: StoryRequest, facts: Sequence[Fact], title: str) -> list[float]:
    """How much each fact matters; a note or another seed shifts what is nearly equal."""
    worths = saliences(facts, title, request.note)
    worths[0] += 0.5
    worths[-1] += 0.2
    reach = 0.35 if request.note else 0.02
    return [
        worth + reach * (chance(request.seed, request.note, str(at)) - 0.5)
        for at, worth in enumerate(worths)
    ]


def _tellings(text: str, names: Names, *, english: bool) -> Sequence[Telling]:
    return clauses.tellings(text, names) if english else _plain_tellings(text)


def _plain_tellings(text: str) -> list[Telling]:
    """In a language whose grammar we do not know: whole, or parted where any language parts."""
    found = [Telling((text,))]
    parts = [part for part in re.split(r"[;；؛]\s*", text) if length(part) >= 3]
    if len(parts) > 1:
        found.append(Telling(tuple(ended(capitalised(part)) for part in parts)))
    clauses_ = [part for part in re.split(r"(?<=[，،])", text) if part]
    if length(text) > LONGEST and len(clauses_) > 1:
        found += [
            Telling((_stopped("".join(clauses_[:at]), text), "".join(clauses_[at:])))
            for at in range(1, len(clauses_))
            if min(length("".join(clauses_[:at])), length("".join(clauses_[at:]))) >= 4
        ]
    return found


def _stopped(part: str, text: str) -> str:
    return part.rstrip("，،") + (text[-1] if text[-1] in "。।۔" else ".")


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


def _shortlist(sources: Sequence[Source], wanted: int) -> list[Source]:
    """The best sources of every stretch of the page, each with what it leans on."""
    most = max(40, 3 * wanted if wanted <= 30 else 2 * wanted + 30)
    if len(sources) <= most:
        return list(sources)
    stretches = max(wanted // 2, 1)
    chosen: set[int] = set()
    for stretch in range(stretches):
        first, last = (len(sources) * at // stretches for at in (stretch, stretch + 1))
        ranked = sorted(sources[first:last], key=lambda source: -source.worth)
        for source in ranked[: ceil(most / stretches)]:
            chosen.add(source.position)
            if leans(source.tellings[0].parts[0]) and source.position:
                chosen.add(source.position - 1)
    return [source for source in sources if source.position in chosen]


def _with_headings(sources: Sequence[Source], title: str, *, english: bool) -> list[Source]:
    """The sources, introduced by the page's title and headings as a narrator would."""
    if not english:
        return list(sources)
    introduced: list[Source] = []
    heading = ""
    for source in sources:
        if source.heading != heading and source.heading:
            heading = source.heading
            introduced.append(_spoken(f"Next in this story comes {heading}.", source, 0.0))
        introduced.append(source)
    return [_spoken(f"This is the story of {title}.", sources[0], 0.1), *introduced]


def _spoken(text: str, before: Source, worth: float) -> Source:
    return Source(before.position - 1, before.heading, worth, (Telling((text,)),))


def _too_little(sources: Sequence[Source], join: telling.Join, wanted: int) -> BadInput:
    able = telling.capacity(sources, join, wanted)
    shots = "1 shot" if able == 1 else f"{able} shots"
    return BadInput(
        f"These notes can carry {shots}, and {wanted} were asked for.",
        remedy=f"Pass `--shots {able}`, or add notes: about one sentence for every shot.",
    )
