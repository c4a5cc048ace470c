"""Showing: what a page shows of an item, an event, a span; texts and waveforms read from files."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from reelworks.domain.errors import NotFound
from reelworks.domain.stages import Stage
from reelworks.domain.steps import Stored
from reelworks.doors.dashboard import charts, words
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.schemas.pages import Fact, RoomItem, RoomView, Span

_MOST_TEXT = 4_000
_PASSING = frozenset({"lease", "attempt", "actor", "key", "name"})


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a narration and when it is spoken."""

    text: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Shown:
    """An item with what of its files a page shows: a picture, a clip, a sound, or a text."""

    item: RoomItem
    name: str
    main: Stored | None
    kind: str
    text: str
    peaks: tuple[float, ...]
    spoken: tuple[Word, ...]
    sound: Stored | None  # what is heard when the clip is played
    poster: Stored | None


def items(context: Context, view: RoomView) -> Sequence[Shown]:
    """The items of a room, files read. Blocks: to be called in a thread."""
    return [_shown(context, item) for item in view.items]


def _shown(context: Context, item: RoomItem) -> Shown:
    kinds = {words.kind_of(file): file for file in reversed(list(item.files.values()))}
    kind = next((k for k in ("clip", "picture", "sound", "text") if k in kinds), "")
    main = kinds.get(kind)
    clip = main if kind == "clip" else item.beside.get("clip") if kind == "sound" else None
    sound = main if kind == "sound" else item.beside.get("narration") if kind == "clip" else None
    poster = item.files.get("thumbnail") or item.beside.get("image")
    heard = item.files.get("words") or item.beside.get("words")
    return Shown(
        item=item,
        name=_name(item),
        main=clip or main,
        kind="clip" if clip else kind,
        text=_text(context, main) if kind == "text" and main else "",
        peaks=_peaks(context, sound),
        spoken=_spoken(context, heard) if sound else (),
        sound=sound,
        poster=poster,
    )


def _name(item: RoomItem) -> str:
    if item.shot is not None and item.step.key.endswith(item.shot.name):
        return f"Shot {item.shot.number}"
    return words.step_word(item.step.key)


def _text(context: Context, file: Stored) -> str:
    """The beginning of a text; it is shown, never interpreted."""
    try:
        content = context.store.path(file).read_bytes()[: _MOST_TEXT * 4]
    except (NotFound, OSError):
        return ""
    return content.decode("utf-8", errors="replace")[:_MOST_TEXT]


def _peaks(context: Context, file: Stored | None) -> tuple[float, ...]:
    if file is None:
        return ()
    try:
        return charts.peaks(context.store.path(file))
    except NotFound:
        return ()


def _spoken(context: Context, file: Stored | None) -> tuple[Word, ...]:
    if file is None:
        return ()
    try:
        told = json.loads(context.store.path(file).read_text("utf-8"))
        return tuple(Word(str(w["text"]), float(w["start"]), float(w["end"])) for w in told)
    except (NotFound, OSError, ValueError, TypeError, KeyError):
        return ()


@dataclass(frozen=True, slots=True)
class Went:
    """Where time and money went: a stage's share."""

    stage: Stage
    steps: int
    seconds: float
    usd: Decimal
    share: float


def went(spans: Sequence[Span]) -> Sequence[Went]:
    """One line a stage, in the order of the pipeline."""
    total = sum(span.seconds for span in spans) or 1.0
    found = []
    for stage in Stage:
        its = [span for span in spans if span.stage is stage]
        if its:
            spent = sum(span.seconds for span in its)
            usd = sum((span.usd for span in its), Decimal(0))
            found.append(Went(stage, len(its), spent, usd, spent / total))
    return found


@dataclass(frozen=True, slots=True)
class Happened:
    """An event in words."""

    fact: Fact
    what: str
    by: str
    more: str


def happened(fact: Fact) -> Happened:
    facts = fact.facts
    step = fact.step or facts.get("key")
    more = [str(step)] if step else []
    told = (words.fact_word(name, value) for name, value in facts.items() if name not in _PASSING)
    more += [word for word in told if word]
    return Happened(
        fact, words.event_word(fact.kind), str(facts.get("actor", "")), " · ".join(more)
    )
