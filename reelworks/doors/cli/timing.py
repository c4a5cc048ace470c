"""How long things took, and how long they will still take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from reelworks.domain.stages import Stage
from reelworks.domain.steps import StepStatus
from reelworks.orchestrator.schemas.views import EventView, TaskView

# Seconds of one step on one laptop core, until the first of its kind has been timed.
_USUAL_S: Mapping[Stage, float] = {
    Stage.ASSETS: 3,
    Stage.COMPOSITES: 1,
    Stage.VIDEO: 10,
    Stage.AUDIO: 3,
    Stage.SFX: 1,
    Stage.ASSEMBLY: 6,
    Stage.FINAL: 12,
}


@dataclass(frozen=True, slots=True)
class Times:
    """A stage's time: `wall_s` from its first start to its last end, `work_s` over its steps."""

    stage: str
    wall_s: float
    work_s: float
    steps: int


def phase_times(events: Sequence[EventView]) -> tuple[Times, ...]:
    """The time of each stage, in the order they began. Stages overlap, so walls do not add up."""
    began: dict[str, datetime] = {}
    ended: dict[str, datetime] = {}
    work: dict[str, list[float]] = {}
    for event in events:
        stage = str(event.step).partition("/")[0]
        if event.kind == "step_started":
            began.setdefault(stage, event.at)
        elif event.kind == "step_settled":
            ended[stage] = event.at
            work.setdefault(stage, []).append(float(str(event.facts["seconds"])))
    return tuple(
        Times(stage, (ended[stage] - start).total_seconds(), sum(work[stage]), len(work[stage]))
        for stage, start in began.items()
        if stage in ended
    )


def left_seconds(view: TaskView, slots: int) -> float | None:
    """About how long until nothing is left; None before the story is there to count by."""
    if not any(step.stage is Stage.FINAL for step in view.steps):
        return None
    seen: dict[Stage, list[float]] = {}
    for step in view.steps:
        if step.seconds is not None and step.status is StepStatus.DONE:
            seen.setdefault(step.stage, []).append(step.seconds)
    left = 0.0
    for step in view.steps:
        if step.status is not StepStatus.DONE:
            times = seen.get(step.stage)
            usual = sum(times) / len(times) if times else _USUAL_S.get(step.stage, 1.0)
            left += usual * (1 - step.progress)
    return left / slots
