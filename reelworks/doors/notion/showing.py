"""Showing: what a row of Videos must say, from how its video stands. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from reelworks.domain.stages import Label, Phase, Stage
from reelworks.doors.notion.properties import (
    ACTION,
    ANSWER,
    CHANNEL,
    COST,
    ERRORS,
    FINISHED,
    NOTE,
    PRIORITY,
    QUEUED,
    STATUS,
    STORY,
    TITLE,
    TOPIC,
    URL,
    VIDEO,
    WAITS,
    Value,
    moment,
)
from reelworks.orchestrator.schemas.views import StepView, TaskView
from reelworks.orchestrator.services.notion_rows import Row, Values

_PRIORITIES = {1: "High", 0: "Normal", -1: "Low"}
_THEIRS = (TITLE, CHANNEL, TOPIC, STORY)
_LONGEST_LOG = 6_000
_ASLEEP = ("", Label.DRAFT.value)


def truth(row: Row, view: TaskView | None, shown: int, dashboard: str) -> Mapping[str, Value]:
    """What the row must say. `shown`: how many of the results that wait are on the board."""
    if view is None:
        status = row.known.get(STATUS) or ""
        draft = {} if status in _ASLEEP else {STATUS: Label.DRAFT.value}
        return {**draft, ACTION: "", ANSWER: row.answer}
    return {
        **{name: row.accepted.get(name) for name in _THEIRS if name in row.accepted},
        **({NOTE: row.accepted[NOTE]} if NOTE in row.accepted else {}),
        STATUS: view.label,
        PRIORITY: _PRIORITIES[row.priority],
        ACTION: "",
        ANSWER: row.answer,
        WAITS: _waits(view, shown),
        ERRORS: _errors(view),
        COST: float(view.cost_usd),
        URL: view.url or "",
        QUEUED: _date(view.created_at),
        FINISHED: _date(view.finished_at),
        VIDEO: f"{dashboard}/videos/{view.name}" if dashboard else view.name,
    }


def differences(known: Values, wanted: Mapping[str, Value]) -> Mapping[str, Value]:
    """What must be written: only where the row has such a property, and says something else."""
    return {
        name: value
        for name, value in wanted.items()
        if name in known and not _alike(name, known[name], value)
    }


def _alike(name: str, known: Value, wanted: Value) -> bool:
    if name == PRIORITY and not known:
        return wanted == "Normal"  # nobody has said anything else
    if isinstance(wanted, float):  # nothing is not zero
        return isinstance(known, int | float) and abs(known - wanted) < 0.000_000_5
    return (known or "") == (wanted or "")


def waiting_stage(view: TaskView) -> Stage | None:
    """The stage that a person must look at."""
    waiting = (stage.stage for stage in view.stages if stage.phase is Phase.IN_REVIEW)
    return next(waiting, None)


def _waits(view: TaskView, shown: int) -> str:
    stage = waiting_stage(view)
    if stage is None:
        return view.waits_for
    done = next(its.done for its in view.stages if its.stage is stage)
    if shown < done:
        return f"{shown} of {done} are on the board; the others are on their way."
    return f"For you: all {done} are on the board." if done else view.waits_for


def _errors(view: TaskView) -> str:
    """Every step's error, the newest first: when, which, what it said, how often, what is next."""
    failed = sorted(
        (step for step in view.steps if step.error is not None),
        key=lambda step: step.error.at.timestamp() if step.error else 0.0,
        reverse=True,
    )
    said = "\n".join(line for step in failed for line in _error(step))
    return said if len(said) <= _LONGEST_LOG else f"{said[:_LONGEST_LOG]}…"


def _error(step: StepView) -> Iterable[str]:
    error = step.error
    if error is not None:
        again = f"again at {error.next_at:%F %T} UTC" if error.next_at else "not again by itself"
        words = " ".join(f"{error.message} {error.remedy}".split())
        yield f"{error.at:%F %T} UTC {step.key}: {words} Attempt {error.attempt}, {again}."


def _date(at: datetime | None) -> str:
    return moment(at.isoformat()) if at is not None else ""
