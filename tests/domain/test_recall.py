"""A finished step whose files are gone and needed is made again, as the same take."""

from __future__ import annotations

from reelworks.domain.advancing import CancelAsked, Finish, Recalled, Settled, advance
from reelworks.domain.channels import Gate
from reelworks.domain.stages import Stage
from reelworks.domain.steps import StepStatus
from reelworks.domain.tasks import Step, Task

DONE, READY, WAITING = StepStatus.DONE, StepStatus.READY, StepStatus.WAITING


def finished() -> Task:
    steps = (
        Step("assets/1", Stage.ASSETS, DONE, take=3, approved=True),
        Step("video/1", Stage.VIDEO, DONE, frozenset({"assets/1"})),
        Step("final/film", Stage.FINAL, DONE, frozenset({"video/1"})),
    )
    stages = (Stage.ASSETS, Stage.VIDEO, Stage.FINAL)
    human = {Stage.ASSETS: Gate.HUMAN}
    by_key = {step.key: step for step in steps}
    return Task(stages, human, by_key, frozenset(stages), frozenset({Stage.ASSETS}))


def statuses(task: Task) -> dict[str, StepStatus]:
    return {key: step.status for key, step in task.steps.items()}


def test_it_is_due_and_who_needs_it_waits() -> None:
    task = advance(finished(), Recalled(frozenset({"final/film"}))).task
    assert not task.finished()
    task = advance(task, Recalled(frozenset({"video/1"}), by="final/film")).task
    task = advance(task, Recalled(frozenset({"assets/1"}), by="video/1")).task
    assert statuses(task) == {"assets/1": READY, "video/1": WAITING, "final/film": WAITING}
    assert task.steps["assets/1"].take == 3


def test_the_same_bytes_are_still_approved_and_all_ends_as_before() -> None:
    task = advance(finished(), Recalled(frozenset({"assets/1"}), by="video/1")).task
    task = advance(task, Settled("assets/1", approved=True)).task
    assert statuses(task)["video/1"] is READY
    done = advance(task, Settled("video/1"))
    assert done.effects == (Finish(),)
    assert done.task == finished()


def test_other_bytes_must_be_approved_first() -> None:
    task = advance(finished(), Recalled(frozenset({"assets/1"}), by="video/1")).task
    task = advance(task, Settled("assets/1", approved=False)).task
    assert statuses(task)["video/1"] is WAITING


def test_a_cancelled_video_makes_nothing_again() -> None:
    task = advance(finished(), CancelAsked()).task
    task = advance(task, Recalled(frozenset({"assets/1"}))).task
    assert READY not in statuses(task).values()
