"""Advancing: `advance`, the one function that decides what becomes of a task.

`advance(task, event)` is pure and total: it returns the task as it is afterwards and what the
orchestrator must do about it. Nothing else moves a step between states, apart from the engine's
own release and claim, which only say who is working on what is ready.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never

from reelworks.domain.channels import Gate
from reelworks.domain.errors import NotAllowed, NotFound
from reelworks.domain.stages import Stage
from reelworks.domain.steps import StepStatus
from reelworks.domain.tasks import Step, Task

_OPENING = (Stage.RESEARCH, Stage.SCRIPT)  # planned from the brief; the rest needs the story


# Events: what has happened to a task.


@dataclass(frozen=True, slots=True)
class Planned:
    """A planner has stated the steps of these stages; the `kept` ones came out as they were."""

    stages: frozenset[Stage]
    steps: tuple[Step, ...]
    kept: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Settled:
    """A step has a result for its current take; `approved`: it is one that was approved before."""

    key: str
    approved: bool = False


@dataclass(frozen=True, slots=True)
class Deferred:
    """A step's attempt failed, or its worker was lost; it is due again, now or later."""

    key: str


@dataclass(frozen=True, slots=True)
class Recalled:
    """Files of these done steps are needed and were cleaned away; `by`: the step in need."""

    keys: frozenset[str]
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """A step has failed for good, until a person acts."""

    key: str


@dataclass(frozen=True, slots=True)
class Approved:
    """A person approved the current results of these steps."""

    keys: frozenset[str]


@dataclass(frozen=True, slots=True)
class Rejected:
    """A person wants another take of a step, and says why."""

    key: str
    note: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """A person goes back to an earlier result of a step; `approved`: they had approved it."""

    key: str
    approved: bool = False


@dataclass(frozen=True, slots=True)
class GatesSwitched:
    """A person changed who must look at these stages; a gate that was passed stays passed."""

    gates: Mapping[Stage, Gate]


@dataclass(frozen=True, slots=True)
class RetryAsked:
    """A person wants these steps tried again now; none named means all that failed or wait."""

    keys: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class CancelAsked:
    """A person wants the task stopped; `undo` steps take back what it did, the last thing first."""

    undo: tuple[Step, ...] = ()


# What a person says.
Word = Approved | Rejected | Chosen | GatesSwitched | RetryAsked | CancelAsked
Event = Planned | Settled | Deferred | Recalled | Failed | Word


# Effects: what the orchestrator must do in the same transaction.


@dataclass(frozen=True, slots=True)
class PlanRest:
    """The story stands: state the steps of every stage that needs it."""


@dataclass(frozen=True, slots=True)
class OpenGate:
    """A human gate has been passed: put it on record."""

    stage: Stage


@dataclass(frozen=True, slots=True)
class HurryUp:
    """These steps are due at once, whatever their ladder said, and their attempts start again."""

    keys: frozenset[str]


@dataclass(frozen=True, slots=True)
class Finish:
    """Nothing is left to do: put the moment on record."""


Effect = PlanRest | OpenGate | HurryUp | Finish


@dataclass(frozen=True, slots=True)
class Advance:
    """The task afterwards, and the effects."""

    task: Task
    effects: tuple[Effect, ...] = field(default=())


def advance(task: Task, event: Event) -> Advance:
    """What becomes of the task when this happens. Raises NotAllowed or NotFound."""
    changed, effects = _happened(task, event)
    opened = _open_gates(changed)
    changed = replace(changed, passed=changed.passed | set(opened))
    changed = _wake(changed)
    effects = [*effects, *(OpenGate(stage) for stage in opened)]
    if not changed.cancelled and _needs_planning(changed):
        effects.append(PlanRest())
    if changed.finished() and not task.finished():
        effects.append(Finish())
    return Advance(changed, tuple(effects))


def _happened(task: Task, event: Event) -> tuple[Task, list[Effect]]:
    match event:
        case Planned(stages, steps, unchanged):
            return _plan(task, stages, steps, unchanged), []
        case Settled(key, approved):
            return _with(task, key, status=StepStatus.DONE, approved=approved), []
        case Deferred(key):
            return _with(task, key, status=StepStatus.READY), []
        case Recalled(keys, by):
            return _recall(task, keys, by), []
        case Failed(key):
            return _with(task, key, status=StepStatus.FAILED), []
        case Approved() | Rejected() | Chosen() | GatesSwitched() | RetryAsked() | CancelAsked():
            return _said(task, event)
        case _:
            assert_never(event)


def _said(task: Task, word: Word) -> tuple[Task, list[Effect]]:
    match word:
        case Approved(keys):
            return _approve(task, keys), []
        case Rejected(key, note):
            return _reject(task, key, note), []
        case Chosen(key, approved):
            return _choose(task, key, approved=approved), []
        case GatesSwitched(gates):
            return replace(task, gates={**task.gates, **gates}), []
        case RetryAsked(keys):
            return _retry(task, keys)
        case CancelAsked(undo):
            return _cancel(task, undo), []
        case _:
            assert_never(word)


def _plan(
    task: Task, stages: frozenset[Stage], steps: Iterable[Step], unchanged: frozenset[str]
) -> Task:
    """Steps stated again keep their takes, unchanged ones their results too.

    Those of these stages that are not stated are gone; what was made from a changed one is made
    again.
    """
    stated = {key: step for key, step in task.steps.items() if step.stage not in stages}
    changed: set[str] = set()
    for step in steps:
        old = task.steps.get(step.key)
        if old is not None and step.key in unchanged and old.needs == step.needs:
            stated[step.key] = old
            continue
        changed.add(step.key)
        stated[step.key] = step if old is None else replace(step, take=old.take, note=old.note)
    planned = replace(task, steps=stated, planned=task.planned | stages)
    behind = {key for one in changed for key in planned.dependents(one)}
    return _close_behind(planned, behind - changed)


def _with(task: Task, key: str, **changes: object) -> Task:
    step = replace(_step(task, key), **changes)  # type: ignore[arg-type]
    return replace(task, steps={**task.steps, key: step})


def _step(task: Task, key: str) -> Step:
    try:
        return task.steps[key]
    except KeyError:
        raise NotFound(
            f"This video has no step {key!r}.", remedy="`reelworks status TASK --steps` lists them."
        ) from None


def _recall(task: Task, keys: Iterable[str], by: str | None) -> Task:
    """Made again as the same take; an approval of it counts if the bytes come out the same."""
    done = {key for key in keys if _step(task, key).status is StepStatus.DONE}
    return _close_behind(task, done if by is None else done | {by})


def _approve(task: Task, keys: Iterable[str]) -> Task:
    for key in sorted(keys):
        step = _step(task, key)
        if step.status is not StepStatus.DONE:
            raise NotAllowed(
                f"{key} is {step.status.value}: there is nothing to approve yet.",
                remedy="Wait until it is done and look at it first.",
            )
        task = _with(task, key, approved=True)
    return task


def _reject(task: Task, key: str, note: str) -> Task:
    step = _step(task, key)
    if task.cancelled:
        raise NotAllowed("This video was cancelled.", remedy="Make it again under another title.")
    if step.status not in (StepStatus.DONE, StepStatus.FAILED):
        raise NotAllowed(
            f"{key} is {step.status.value}: there is nothing to reject.",
            remedy="Wait until it is done, or use `reelworks retry`.",
        )
    task = _with(task, key, status=StepStatus.READY, take=step.take + 1, note=note, approved=False)
    if step.stage in _OPENING:
        return _plan_again(task)
    return _close_behind(task, task.dependents(key))


def _choose(task: Task, key: str, *, approved: bool) -> Task:
    step = _step(task, key)
    if task.cancelled or step.stage in _OPENING:
        raise NotAllowed(
            f"An earlier take of {key} cannot be chosen.",
            remedy="Only what is made from the story can; edit its shots instead.",
        )
    task = _with(task, key, status=StepStatus.DONE, approved=approved)
    return _close_behind(task, task.dependents(key))


def _plan_again(task: Task) -> Task:
    """Another story states other steps: everything after it waits for them."""
    rest = frozenset(task.stages) - frozenset(_OPENING)
    later = [step.key for step in task.steps.values() if step.stage in rest]
    return _close_behind(replace(task, planned=task.planned - rest), later)


def _close_behind(task: Task, keys: Iterable[str]) -> Task:
    """What was made from an old result waits for the new one."""
    for dependent in keys:
        if task.steps[dependent].status is not StepStatus.CANCELLED:
            task = _with(task, dependent, status=StepStatus.WAITING, approved=False)
    return task


def _retry(task: Task, keys: frozenset[str]) -> tuple[Task, list[Effect]]:
    chosen = keys or {
        step.key
        for step in task.steps.values()
        if step.status in (StepStatus.FAILED, StepStatus.READY)
    }
    if task.cancelled and not (chosen and all(_step(task, key).undo for key in chosen)):
        raise NotAllowed("This video was cancelled.", remedy="Make it again under another title.")
    for key in chosen:
        if _step(task, key).status is StepStatus.FAILED:
            task = _with(task, key, status=StepStatus.READY)
        elif task.steps[key].status is not StepStatus.READY:
            raise NotAllowed(
                f"{key} is {task.steps[key].status.value}: only a failed or waiting-to-be-tried "
                "step can be retried.",
                remedy="To have a finished step made again, reject it with a note.",
            )
    return task, [HurryUp(frozenset(chosen))]


def _cancel(task: Task, undo: Iterable[Step]) -> Task:
    if task.cancelled:
        return task
    for key, step in task.steps.items():
        if step.status is not StepStatus.DONE:
            task = _with(task, key, status=StepStatus.CANCELLED)
    undoing = {step.key: step for step in undo}
    return replace(task, steps={**task.steps, **undoing}, cancelled=True)


def _open_gates(task: Task) -> list[Stage]:
    return [
        stage
        for stage in task.stages
        if task.gated(stage) and stage not in task.passed and task.complete(stage)
    ]


def _wake(task: Task) -> Task:
    """Every waiting step that may run now is ready. One pass: what is only ready opens nothing."""
    ready = {
        key: replace(step, status=StepStatus.READY)
        for key, step in task.steps.items()
        if step.status is StepStatus.WAITING and task.may_run(step)
    }
    return replace(task, steps={**task.steps, **ready}) if ready else task


def _needs_planning(task: Task) -> bool:
    opening = [stage for stage in task.stages if stage in _OPENING]
    rest = [stage for stage in task.stages if stage not in _OPENING]
    return all(task.complete(stage) for stage in opening) and not task.planned.issuperset(rest)
