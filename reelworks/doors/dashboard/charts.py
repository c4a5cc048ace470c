"""Charts: SVG from numbers; sizes are attributes, so that no style needs to be inline."""

from __future__ import annotations

import math
import wave
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from reelworks.domain.stages import Stage
from reelworks.orchestrator.schemas.pages import DayCost, Span

_COLOURS = 6  # classes c0, c1, ... of the stylesheet


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle, in the units of its chart; `colour` is a class."""

    x: float
    y: float
    width: float
    height: float
    colour: str
    title: str


@dataclass(frozen=True, slots=True)
class Chart:
    width: float
    height: float
    bars: tuple[Bar, ...]
    marks: tuple[tuple[float, str], ...]  # along the bottom: where, and what
    rows: tuple[tuple[float, str], ...] = ()  # along the side
    most: str = ""
    names: tuple[tuple[str, str], ...] = ()  # what each colour stands for


def costs(days: Sequence[DayCost], today: date, count: int) -> Chart:
    """Money by day, one colour a channel, stacked."""
    width, height, gap = 640.0, 160.0, 2.0
    channels = sorted({day.channel for day in days})
    shown = [today - timedelta(days=count - 1 - n) for n in range(count)]
    by_day: Mapping[date, list[DayCost]] = {
        day: [cost for cost in days if cost.day == day] for day in shown
    }
    most = max((sum((c.usd for c in its), Decimal(0)) for its in by_day.values()), default=0)
    top = _round_up(float(most))
    step = width / count
    bars = []
    for number, day in enumerate(shown):
        base = height
        for cost in by_day[day]:
            tall = float(cost.usd) / top * height if top else 0.0
            base -= tall
            colour = f"c{channels.index(cost.channel) % _COLOURS}"
            title = f"{day:%d %b}, {cost.channel}: ${cost.usd:.2f}"
            bars.append(Bar(number * step + gap / 2, base, step - gap, tall, colour, title))
    every = max(1, count // 6)
    marks = tuple((n * step, f"{day:%d %b}") for n, day in enumerate(shown) if n % every == 0)
    names = tuple((f"c{n % _COLOURS}", channel) for n, channel in enumerate(channels))
    return Chart(width, height, tuple(bars), marks, most=f"${top:,.2f}", names=names)


def _round_up(value: float) -> float:
    """The next number that reads well: 1, 2 or 5 with zeros."""
    if value <= 0:
        return 0.0
    size: float = 10 ** math.floor(math.log10(value))
    return next(nice * size for nice in (1, 2, 5, 10) if nice * size >= value)


def timeline(spans: Sequence[Span], words: Mapping[Stage, str]) -> Chart | None:
    """When each step ran, one row a stage. Long pauses (a person slept on it) are cut short."""
    if not spans:
        return None
    width, row, gap = 900.0, 22.0, 6.0
    stages = list(dict.fromkeys(span.stage for span in spans))
    stages.sort(key=list(words).index)
    place, total, cuts = _squeezed(spans)
    scale = width / max(total, 1.0)
    bars = []
    for span in spans:
        begin, end = place(span.begun_at), place(_end(span))
        y = stages.index(span.stage) * (row + gap)
        colour = "failed" if span.status.value == "failed" else f"s-{span.stage.value}"
        title = f"{span.key}: {span.seconds:.1f} s" if span.seconds else f"{span.key}: in work"
        bars.append(Bar(begin * scale, y, max((end - begin) * scale, 2.0), row, colour, title))
    rows = tuple((n * (row + gap), words[stage]) for n, stage in enumerate(stages))
    marks = tuple((cut * scale, said) for cut, said in cuts)
    return Chart(width, len(stages) * (row + gap), tuple(bars), marks, rows)


_PAUSE_S, _CUT_S = 90.0, 12.0


def _end(span: Span) -> datetime:
    if span.ended_at is not None:
        return span.ended_at
    return span.begun_at + timedelta(seconds=max(span.seconds, 1.0))


def _squeezed(
    spans: Sequence[Span],
) -> tuple[Callable[[datetime], float], float, list[tuple[float, str]]]:
    """Where a moment lies when nothing happened for long is drawn as a moment."""
    edges = sorted({moment for span in spans for moment in (span.begun_at, _end(span))})
    busy = sorted((span.begun_at, _end(span)) for span in spans)
    at = {edges[0]: 0.0}
    cuts: list[tuple[float, str]] = []
    reached = edges[0]
    for before, after in pairwise(edges):
        reached = max([reached, *(end for begin, end in busy if begin <= before)])
        step = (after - before).total_seconds()
        if reached <= before and step > _PAUSE_S:
            cuts.append((at[before] + _CUT_S / 2, f"{step / 60:.0f} min"))
            step = _CUT_S
        at[after] = at[before] + step
    return at.__getitem__, at[edges[-1]], cuts


@lru_cache(maxsize=2_000)
def peaks(path: Path, count: int = 96) -> tuple[float, ...]:
    """How loud a recording is along its way, 0..1; empty for what is no WAV of 16 bit."""
    import numpy as np  # noqa: PLC0415  (a tenth of a second of every start, for who hears nothing)

    try:
        with wave.open(str(path), "rb") as file:
            if file.getsampwidth() != 2:
                return ()
            samples = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")
    except (wave.Error, EOFError, OSError):
        return ()
    if not samples.size:
        return ()
    parts = np.array_split(np.abs(samples.astype(np.int32)), count)
    loud = np.array([part.max() if part.size else 0 for part in parts], dtype=float)
    return tuple(float(value) for value in np.sqrt(loud / max(loud.max(), 1.0)))
