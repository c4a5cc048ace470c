"""A task: its stages, gates and steps, and what can be told from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reelworks.domain.channels import Gate
from reelworks.domain.stages import Label, Phase, Stage, label
from reelworks.domain.steps import StepStatus

ACTIVE = frozenset({StepStatus.READY, StepStatus.RELEASED, StepStatus.RUNNING})
_NOTHING_YET = frozenset({StepStatus.WAITING, *ACTIVE})  # nothing of it is done or has failed
ENDED = frozenset({StepStatus.DONE, StepStatus.FAILED, StepStatus.CANCELLED})


@dataclass(frozen=True, slots=True)
class Step:
    """What `advance` knows of a step. `approved`: a person approved its current result.

    `undo`: it undoes what another one did, after the video was cancelled.
    """

    key: str
    stage: Stage
    status: StepStatus = StepStatus.WAITING
    needs: frozenset[str] = frozenset()
    take: int = 1
    note: str = ""
    approved: bool = False
    undo: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """One video to be: its stages in order, its gates, its steps by key."""

    stages: tuple[Stage, ...]
    gates: Mapping[Stage, Gate]
    steps: Mapping[str, Step]
    planned: frozenset[Stage]
    passed: frozenset[Stage] = frozenset()  # human gates that stand open
    cancelled: bool = False

    def gated(self, stage: Stage) -> bool:
        """A person must look at this stage's results."""
        return self.gates.get(stage) is Gate.HUMAN

    def of(self, stage: Stage) -> tuple[Step, ...]:
        return tuple(step for step in self.steps.values() if step.stage is stage)

    def complete(self, stage: Stage) -> bool:
        """Every step of the stage is done and, where a person must look, approved."""
        return self._complete(stage, self.of(stage))

    def _complete(self, stage: Stage, its: Sequence[Step]) -> bool:
        return stage in self.planned and all(self._passable(step) for step in its)

    def _passable(self, step: Step) -> bool:
        return step.status is StepStatus.DONE and (step.approved or not self.gated(step.stage))

    def may_run(self, step: Step) -> bool:
        """Everything it needs is done (and approved), every human gate before it stands open."""
        if self.cancelled:
            return step.undo and all(self.steps[key].status in ENDED for key in step.needs)
        before = self.stages[: self.stages.index(step.stage)]
        return (
            step.stage in self.planned
            and all(self._passable(self.steps[key]) for key in step.needs)
            and all(stage in self.passed for stage in before if self.gated(stage))
        )

    def dependents(self, key: str) -> frozenset[str]:
        """The keys of all steps that need this one, directly or through others."""
        found: set[str] = set()
        fresh = {key}
        while fresh:
            fresh = {s.key for s in self.steps.values() if s.needs & fresh} - found
            found |= fresh
        return frozenset(found)

    def phase(self, stage: Stage) -> Phase:
        return self._phase(stage, self.of(stage))

    def _phase(self, stage: Stage, its: Sequence[Step]) -> Phase:
        statuses = {step.status for step in its}
        if statuses & ACTIVE:
            return Phase.RUNNING
        if StepStatus.FAILED in statuses:
            return Phase.FAILED
        if self.cancelled and not self._complete(stage, its):
            return Phase.CANCELLED
        if stage not in self.planned or StepStatus.WAITING in statuses:
            return Phase.WAITING
        return Phase.APPROVED if self._complete(stage, its) else Phase.IN_REVIEW

    def phases(self) -> dict[Stage, Phase]:
        return {stage: self._phase(stage, its) for stage, its in self._by_stage().items()}

    def _by_stage(self) -> Mapping[Stage, Sequence[Step]]:
        """All of them in one pass: whoever asks about every stage has many steps."""
        found: dict[Stage, list[Step]] = {stage: [] for stage in self.stages}
        for step in self.steps.values():
            found.setdefault(step.stage, []).append(step)
        return {stage: found[stage] for stage in self.stages}

    def label(self) -> Label:
        if self.cancelled:
            return Label.CANCELLED
        if {step.status for step in self.steps.values()} <= _NOTHING_YET:
            at_work = any(step.status is StepStatus.RUNNING for step in self.steps.values())
            return Label.CLAIMED if at_work else Label.QUEUED
        published = any(step.stage is Stage.PUBLISH for step in self.steps.values())
        return label(self.phases(), published=published)

    def finished(self) -> bool:
        """Nothing is left to do, now or after anybody's word."""
        if self.cancelled:
            return all(step.status in ENDED for step in self.steps.values())
        return all(self._complete(stage, its) for stage, its in self._by_stage().items())
