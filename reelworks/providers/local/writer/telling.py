"""Choosing what is said: exactly so many lines from the facts, in their order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from reelworks.providers.local.writer.clauses import SHORTEST, Telling
from reelworks.providers.local.writer.cuts import LONGEST
from reelworks.providers.local.writer.lexis import length
from reelworks.providers.local.writer.pronouns import pointing
from reelworks.providers.local.writer.salience import leans

_BEAM = 5  # unfinished tellings that are kept for each number of lines
_MOST_PARTS = 3  # sentences in one line
_ADRIFT = 1.6  # what it costs to say `it` of something that was left out
_SAME_OPENING, _SAME_NEIGHBOUR = 0.6, 1.0  # the first two words of an earlier line, of the last
_SAME_WORD = 0.15  # the first word of the last line
_LEANS, _OPENS_LEANING = 0.1, 2.0  # a line that begins with `it`; a film that does
# What it costs to say two sentences in one shot: of one fact, of neighbours, of others; a date
# begins something new.
_JOINED, _NEXT, _MIXED = 0.12, 0.25, 0.6


_DATED = re.compile(r"(?:In|On|By|From|Around|About) (?:[A-Z]\w+ |the \w+ |\d)|Then |Today ")


@dataclass(frozen=True, slots=True)
class Source:
    """A fact that may be told: where it stands on the page, its worth and its tellings."""

    position: int
    heading: str
    worth: float
    tellings: tuple[Telling, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """The narration of one shot, and the heading that it stands under."""

    text: str
    heading: str


Join = Callable[[str, str], str]


@dataclass(frozen=True, slots=True)
class _Part:
    """A sentence, with what the search asks about it again and again."""

    text: str
    words: int
    leans: bool
    opening: int  # a bit of its own for the first two words
    first: str
    dated: bool  # opens with a moment: `In 1797, ...`


@dataclass(frozen=True, slots=True)
class _Option:
    """One telling of a source."""

    gain: float
    adrift: float  # what it costs when the fact before it was left out
    parts: tuple[_Part, ...]


@dataclass(frozen=True, slots=True)
class _Path:
    """A telling so far, as a chain. `words` and `parts` are the open line's; it may still grow."""

    score: float
    lines: int
    words: int
    parts: int
    last: int  # position of the last fact told
    heading: str
    first: str  # first word of the open line
    opening: int  # its first two
    openings: int  # bits of the openings that were used
    part: _Part | None
    begins: bool  # whether `part` begins a line
    before: _Path | None


_NOTHING = _Path(0.0, 0, 0, 0, -2, "", "", 0, 0, None, False, None)


def choose(sources: Sequence[Source], count: int, join: Join) -> list[Line] | None:
    """The best `count` lines, spread over all sources; None when there is too little to tell."""
    for spread in (0.15 + 2 / count, 1.0):
        if best := _search(sources, count, spread).get(count):
            return _lines(best, join)
    return None


def capacity(sources: Sequence[Source]) -> int:
    """How many lines these sources can be made to fill."""
    return sum(max(len(told.parts) for told in source.tellings) for source in sources)


def _lines(path: _Path, join: Join) -> list[Line]:
    chain: list[tuple[_Part, str, bool]] = []
    step: _Path | None = path
    while step is not None and step.part is not None:
        chain.append((step.part, step.heading, step.begins))
        step = step.before
    lines: list[Line] = []
    for part, heading, begins in reversed(chain):
        if begins:
            lines.append(Line(part.text, heading))
        else:
            lines[-1] = Line(join(lines[-1].text, part.text), lines[-1].heading)
    return lines


def _search(sources: Sequence[Source], count: int, spread: float) -> dict[int, _Path]:
    """The best finished path for every number of lines."""
    options = _options(sources)
    paths: dict[int, list[_Path]] = {0: [_NOTHING]}
    for at, source in enumerate(sources):
        done = count * (at + 1) / len(sources)
        lowest, highest = done - spread * count - 1, min(done + spread * count + 1, count)
        grown = [path for held in paths.values() for path in held]
        for path in tuple(grown):
            grown += _told(path, source, options[at], int(highest))
        paths = _best(path for path in grown if lowest <= path.lines)
    finished = (path for held in paths.values() for path in held if path.lines)
    best: dict[int, _Path] = {}
    for path in finished:
        rival = best.get(path.lines)
        if rival is None or _finished(path) > _finished(rival):
            best[path.lines] = path
    return best


def _options(sources: Sequence[Source]) -> list[list[_Option]]:
    bits: dict[str, int] = {}

    def part(text: str) -> _Part:
        words = text.lower().split()
        opening = 1 << bits.setdefault(" ".join(words[:2]), len(bits))
        first = words[0] if words else ""
        return _Part(
            text, length(text), leans(text), opening, first, _DATED.match(text) is not None
        )

    def option(source: Source, told: Telling) -> _Option:
        first = told.parts[0]
        adrift = _ADRIFT if leans(first) else max(pointing(text) for text in told.parts)
        gain = source.worth * (1 - told.lost)
        return _Option(gain, adrift, tuple(part(text) for text in told.parts))

    return [[option(source, told) for told in source.tellings] for source in sources]


def _best(paths: Iterator[_Path]) -> dict[int, list[_Path]]:
    """For each number of lines the best few, one for each length of the open line."""
    kept: dict[tuple[int, int, int], _Path] = {}
    for path in paths:
        key = (path.lines, path.words, path.last)
        rival = kept.get(key)
        if rival is None or path.score > rival.score:
            kept[key] = path
    held: dict[int, list[_Path]] = {}
    for path in sorted(kept.values(), key=_finished, reverse=True):
        few = held.setdefault(path.lines, [])
        if len(few) < _BEAM:
            few.append(path)
    return held


def _finished(path: _Path) -> float:
    return path.score - _misfit(path.words) if path.lines else path.score


def _misfit(words: int) -> float:
    """What a line of this many words costs."""
    if words < SHORTEST:
        return 0.25 + 0.22 * (SHORTEST - words)
    return 0.5 + 0.35 * (words - LONGEST) if words > LONGEST else 0.01 * abs(words - 13)


def _told(path: _Path, source: Source, options: Sequence[_Option], most: int) -> Iterator[_Path]:
    for option in options:
        adrift = option.adrift * (path.last != source.position - 1)
        told = [replace(path, score=path.score + option.gain - adrift)]
        for index, part in enumerate(option.parts):
            told = [
                longer
                for shorter in told
                for longer in _with(shorter, part, source, index)
                if longer.lines <= most
            ]
        yield from told


def _with(path: _Path, part: _Part, source: Source, index: int) -> Iterator[_Path]:
    """The part as a line of its own, and at the end of the last line where it fits."""
    yield _on_its_own(path, part, source)
    if _fits(path, part, source, index):
        yield _joined(path, part, source, index)


def _on_its_own(path: _Path, part: _Part, source: Source) -> _Path:
    return _Path(
        score=path.score - _cost_of_line(path, part),
        lines=path.lines + 1,
        words=part.words,
        parts=1,
        last=source.position,
        heading=source.heading,
        first=part.first,
        opening=part.opening,
        openings=path.openings | part.opening,
        part=part,
        begins=True,
        before=path,
    )


def _joined(path: _Path, part: _Part, source: Source, index: int) -> _Path:
    return _Path(
        score=path.score - _cost_of_joining(path, part, source, index),
        lines=path.lines,
        words=path.words + part.words,
        parts=path.parts + 1,
        last=source.position,
        heading=source.heading,
        first=path.first,
        opening=path.opening,
        openings=path.openings,
        part=part,
        begins=False,
        before=path,
    )


def _cost_of_joining(path: _Path, part: _Part, source: Source, index: int) -> float:
    if part.leans or index:
        return _JOINED
    apart = path.last != source.position - 1 or part.dated
    return _MIXED if apart else _NEXT


def _cost_of_line(path: _Path, part: _Part) -> float:
    """What it costs to end the open line and to begin another with this part."""
    if not path.lines:
        return _OPENS_LEANING if part.leans else 0.0
    cost = _misfit(path.words) + _SAME_WORD * (path.first == part.first)
    cost += _SAME_OPENING * bool(part.opening & path.openings)
    cost += _SAME_NEIGHBOUR * (part.opening == path.opening)
    return cost + _LEANS * part.leans


def _fits(path: _Path, part: _Part, source: Source, index: int) -> bool:
    """Whether the part may end the open line: short enough, and not under another heading."""
    short = path.words + part.words <= LONGEST and path.parts < _MOST_PARTS
    return bool(path.lines) and short and bool(index or source.heading == path.heading)
