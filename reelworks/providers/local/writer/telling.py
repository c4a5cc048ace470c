"""Choosing what is said: exactly so many lines from the facts, in their order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from reelworks.providers.local.writer.clauses import LONGEST, SHORTEST, Telling
from reelworks.providers.local.writer.lexis import length
from reelworks.providers.local.writer.salience import leans

_BEAM = 6  # open lines of different lengths that are kept for each number of lines
_SPREAD = 0.3  # how far the telling may run ahead of, or lag behind, the page


@dataclass(frozen=True, slots=True)
class Source:
    """A fact that may be told: where it stands on the page, its worth and its tellings."""

    position: int
    heading: str
    worth: float
    tellings: tuple[Telling, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """The narration of one shot, and the source that it begins with."""

    text: str
    source: int
    heading: str
    parts: tuple[str, ...]

    @property
    def words(self) -> int:
        return length(self.text)


@dataclass(frozen=True, slots=True)
class _Path:
    """A telling so far; the last line may still grow."""

    score: float = 0.0
    lines: tuple[Line, ...] = ()
    last: int = -1  # position of the last fact told
    openings: frozenset[str] = frozenset()


Join = Callable[[str, str], str]


def choose(sources: Sequence[Source], count: int, join: Join) -> list[Line] | None:
    """The best `count` lines, spread over all sources; None when there is too little to tell."""
    for spread in (_SPREAD, 1.0):
        best = _search(sources, count, join, spread).get(count)
        if best:
            return list(best.lines)
    return None


def capacity(sources: Sequence[Source], join: Join, most: int) -> int:
    """How many lines these sources can be made to fill, up to `most`."""
    return max(_search(sources, most, join, 1.0), default=0)


def _search(sources: Sequence[Source], count: int, join: Join, spread: float) -> dict[int, _Path]:
    """The best finished path for every number of lines."""
    paths: dict[int, list[_Path]] = {0: [_Path()]}
    for at, source in enumerate(sources):
        done = (at + 1) / len(sources)
        grown: dict[int, list[_Path]] = {lines: list(held) for lines, held in paths.items()}
        for held in paths.values():
            for path in held:
                for longer in _told(path, source, join, count):
                    grown.setdefault(len(longer.lines), []).append(longer)
        paths = {
            lines: _best(held)
            for lines, held in grown.items()
            if abs(lines / count - done) <= spread + 1 / count
        }
    return {lines: max(held, key=_finished) for lines, held in paths.items() if lines}


def _best(held: list[_Path]) -> list[_Path]:
    """The best few, one for each length of the open line and each last fact."""
    kept: dict[tuple[int, int], _Path] = {}
    for path in sorted(held, key=_finished, reverse=True):
        kept.setdefault((path.lines[-1].words if path.lines else 0, path.last), path)
        if len(kept) == _BEAM:
            break
    return list(kept.values())


def _finished(path: _Path) -> float:
    return path.score - (_misfit(path.lines[-1].words) if path.lines else 0)


def _misfit(words: int) -> float:
    """What a line of this many words costs."""
    if words < SHORTEST:
        return 0.25 + 0.22 * (SHORTEST - words)
    return 0.4 + 0.3 * (words - LONGEST) if words > LONGEST else 0.01 * abs(words - 13)


def _told(path: _Path, source: Source, join: Join, count: int) -> Iterator[_Path]:
    for telling in source.tellings:
        told = [replace(path, score=path.score + source.worth * (1 - telling.lost))]
        for index, part in enumerate(telling.parts):
            told = [
                longer
                for shorter in told
                for longer in _with(shorter, part, source, index, join)
                if len(longer.lines) <= count
            ]
        yield from (replace(one, last=source.position) for one in told)


def _with(path: _Path, part: str, source: Source, index: int, join: Join) -> Iterator[_Path]:
    """The part as a line of its own, and at the end of the last line where it fits."""
    adrift = index == 0 and leans(part) and path.last != source.position - 1
    score = path.score - (1.6 if adrift else 0)
    opening = _opening(part)
    fresh = Line(part, source.position, source.heading, (part,))
    cost = _misfit(path.lines[-1].words) if path.lines else 0
    cost += 0.6 if opening in path.openings else 0
    cost += 0.15 if path.lines and _first(path.lines[-1].text) == _first(part) else 0
    cost += (0.1 if path.lines else 2.0) if leans(part) else 0
    openings = path.openings | {opening}
    yield _Path(score - cost, (*path.lines, fresh), path.last, openings)
    if path.lines and not (source.heading != path.lines[-1].heading and index == 0):
        last = path.lines[-1]
        text = join(last.text, part)
        if len(last.parts) < 3 and length(text) <= LONGEST:
            line = replace(last, text=text, parts=(*last.parts, part))
            cost = 0.12 if leans(part) or index else 0.2
            yield _Path(score - cost, (*path.lines[:-1], line), path.last, path.openings)


def _opening(text: str) -> str:
    return " ".join(text.lower().split()[:2])


def _first(text: str) -> str:
    return text.split(" ", 1)[0].lower()
