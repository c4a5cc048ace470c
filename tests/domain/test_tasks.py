"""What `advance` decides, and what it never lets happen."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reelworks.domain.advancing import (
    Advance,
    Approved,
    CancelAsked,
    Deferred,
    Event,
    Failed,
    Finish,
    HurryUp,
    OpenGate,
    Planned,
    PlanRest,
    Rejected,
    RetryAsked,
    Settled,
    advance,
)
from reelworks.domain.channels import Gate
from reelworks.domain.errors import NotAllowed, NotFound
from reelworks.domain.stages import Label, Phase, Stage
from reelworks.domain.steps import StepStatus
from reelworks.domain.tasks import ACTIVE, Step, Task

STAGES = (Stage.SCRIPT, Stage.ASSETS, Stage.COMPOSITES, Stage.VIDEO, Stage.FINAL)
REST = frozenset(STAGES[1:])


def opening_steps() -> tuple[Step, ...]:
    return (Step("script/story", Stage.SCRIPT),)


def rest_steps(shots: int = 2) -> tuple[Step, ...]:
    steps = []
    for n in range(shots):
        steps += [
            Step(f"assets/{n}", Stage.ASSETS),
            Step(f"composites/{n}", Stage.COMPOSITES, needs=frozenset({f"assets/{n}"})),
            Step(f"video/{n}", Stage.VIDEO, needs=frozenset({f"composites/{n}"})),
        ]
    clips = frozenset(f"video/{n}" for n in range(shots))
    return (*steps, Step("final/film", Stage.FINAL, needs=clips))


def new_task(**gates: Gate) -> Task:
    modes = {Stage(name): gate for name, gate in gates.items()}
    task = Task(stages=STAGES, gates=modes, steps={}, planned=frozenset())
    return advance(task, Planned(frozenset({Stage.SCRIPT}), opening_steps())).task


def planned_task(**gates: Gate) -> Task:
    told = advance(new_task(**gates), Settled("script/story"))
    assert told.effects == (PlanRest(),)
    return advance(told.task, Planned(REST, rest_steps())).task


def ready(task: Task) -> set[str]:
    return {key for key, step in task.steps.items() if step.status is StepStatus.READY}


def after(task: Task, *events: Event) -> Task:
    for event in events:
        task = advance(task, event).task
    return task


def test_opening_step_is_ready_at_once() -> None:
    task = new_task()
    assert ready(task) == {"script/story"}
    assert task.label() is Label.QUEUED


def test_a_video_is_queued_until_its_first_step_runs_and_claimed_until_that_is_done() -> None:
    task = new_task()
    story = replace(task.steps["script/story"], status=StepStatus.RUNNING)
    claimed = replace(task, steps={**task.steps, story.key: story})
    assert claimed.label() is Label.CLAIMED
    assert after(claimed, Deferred("script/story")).label() is Label.QUEUED
    assert after(claimed, Failed("script/story")).label() is Label.SCRIPT_ERROR


def test_without_gates_a_shot_goes_on_while_others_wait() -> None:
    task = after(planned_task(), Settled("assets/0"))
    assert ready(task) == {"assets/1", "composites/0"}
    assert ready(after(task, Settled("composites/0"))) == {"assets/1", "video/0"}


def test_a_gate_holds_everything_behind_it_until_all_is_approved() -> None:
    task = after(planned_task(assets=Gate.HUMAN), Settled("assets/0"), Settled("assets/1"))
    assert ready(task) == set()
    assert task.phase(Stage.ASSETS) is Phase.IN_REVIEW
    assert task.label() is Label.ASSETS_READY
    half = advance(task, Approved(frozenset({"assets/0"})))
    assert ready(half.task) == set()
    opened = advance(half.task, Approved(frozenset({"assets/1"})))
    assert OpenGate(Stage.ASSETS) in opened.effects
    assert ready(opened.task) == {"composites/0", "composites/1"}


def test_a_rejected_result_is_made_again_as_the_next_take_with_the_note() -> None:
    task = after(
        planned_task(assets=Gate.HUMAN),
        Settled("assets/0"),
        Settled("assets/1"),
        Approved(frozenset({"assets/0"})),
        Rejected("assets/1", "darker"),
    )
    again = task.steps["assets/1"]
    assert (again.take, again.note, again.status) == (2, "darker", StepStatus.READY)
    assert task.steps["assets/0"].approved
    assert task.label() is Label.GENERATING_ASSETS


def test_after_the_gate_only_what_hangs_on_a_rejected_thing_is_closed_again() -> None:
    task = after(
        planned_task(assets=Gate.HUMAN),
        Settled("assets/0"),
        Settled("assets/1"),
        Approved(frozenset({"assets/0", "assets/1"})),
        Settled("composites/0"),
        Settled("composites/1"),
        Settled("video/0"),
        Rejected("assets/1", "closer"),
    )
    assert task.steps["composites/1"].status is StepStatus.WAITING
    assert task.steps["video/1"].status is StepStatus.WAITING
    assert task.steps["video/0"].status is StepStatus.DONE
    remade = after(task, Settled("assets/1"))
    assert ready(remade) == set(), "the new take is not approved yet"
    assert ready(after(remade, Approved(frozenset({"assets/1"})))) == {"composites/1"}


def test_a_result_that_was_approved_before_needs_no_second_look() -> None:
    task = after(planned_task(assets=Gate.HUMAN), Settled("assets/0", approved=True))
    assert task.steps["assets/0"].approved


def test_another_story_plans_the_rest_again_and_keeps_takes() -> None:
    task = after(
        planned_task(), Settled("assets/0"), Rejected("assets/0", "x"), rejected_story("shorter")
    )
    assert ready(task) == {"script/story"}
    told = advance(task, Settled("script/story"))
    assert PlanRest() in told.effects
    shorter = advance(told.task, Planned(REST, rest_steps(1))).task
    assert "assets/1" not in shorter.steps
    assert shorter.steps["assets/0"].take == 2


def rejected_story(note: str) -> Rejected:
    return Rejected("script/story", note)


def test_an_error_shows_only_when_nothing_else_can_run() -> None:
    task = after(planned_task(), Failed("assets/0"))
    assert task.label() is Label.GENERATING_ASSETS
    stuck = after(task, Settled("assets/1"), Settled("composites/1"), Settled("video/1"))
    assert stuck.label() is Label.ASSET_ERROR


def test_retry_hurries_what_failed_or_waits() -> None:
    task = after(planned_task(), Failed("assets/0"), Deferred("assets/1"))
    done = advance(task, RetryAsked())
    assert ready(done.task) == {"assets/0", "assets/1"}
    assert done.effects == (HurryUp(frozenset({"assets/0", "assets/1"})),)


def test_a_finished_step_is_not_retried() -> None:
    task = after(planned_task(), Settled("assets/0"))
    with pytest.raises(NotAllowed, match="is done"):
        advance(task, RetryAsked(frozenset({"assets/0"})))


def test_cancel_stops_what_is_not_done_and_keeps_what_is() -> None:
    done = advance(after(planned_task(), Settled("assets/0")), CancelAsked())
    assert done.task.steps["assets/0"].status is StepStatus.DONE
    assert done.task.steps["assets/1"].status is StepStatus.CANCELLED
    assert Finish() in done.effects
    assert done.task.label() is Label.CANCELLED
    with pytest.raises(NotAllowed):
        advance(done.task, RetryAsked())


def undoing(*keys: str) -> tuple[Step, ...]:
    """Steps that undo these, each after the one before it."""
    return tuple(
        Step(f"undo/{key}", Stage.VIDEO, undo=True, needs=frozenset(f"undo/{k}" for k in before))
        for key, before in zip(keys, [(), *((key,) for key in keys)], strict=False)
    )


def test_what_was_begun_outside_is_undone_one_after_the_other() -> None:
    done = advance(planned_task(), CancelAsked(undoing("video/1", "video/0")))
    assert ready(done.task) == {"undo/video/1"}
    assert Finish() not in done.effects
    second = advance(done.task, Settled("undo/video/1"))
    assert ready(second.task) == {"undo/video/0"}
    last = advance(second.task, Settled("undo/video/0"))
    assert Finish() in last.effects
    assert last.task.label() is Label.CANCELLED


def test_an_undoing_that_fails_holds_no_other_up_and_can_be_tried_again() -> None:
    task = after(planned_task(), CancelAsked(undoing("video/1", "video/0")))
    task = after(task, Failed("undo/video/1"))
    assert ready(task) == {"undo/video/0"}
    again = after(task, RetryAsked(frozenset({"undo/video/1"})))
    assert ready(again) == {"undo/video/0", "undo/video/1"}
    with pytest.raises(NotAllowed):
        advance(task, RetryAsked(frozenset({"assets/0"})))


def test_cancelling_again_undoes_nothing_again() -> None:
    task = after(planned_task(), CancelAsked(undoing("video/1")))
    assert after(task, CancelAsked(undoing("video/0"))) == task


def made() -> Task:
    """A video of two shots whose first one is made."""
    keys = ("assets/0", "composites/0", "video/0", "assets/1")
    return after(planned_task(), *(Settled(key) for key in keys))


def test_planned_again_what_comes_out_the_same_keeps_its_result() -> None:
    same = frozenset(step.key for step in rest_steps())
    assert advance(made(), Planned(REST, rest_steps(), same)).task == made()


def test_planned_again_only_what_changed_and_what_hangs_on_it_is_made_again() -> None:
    kept = frozenset(step.key for step in rest_steps()) - {"composites/0"}
    task = advance(made(), Planned(REST, rest_steps(), kept)).task
    assert ready(task) == {"composites/0", "composites/1"}
    assert task.steps["video/0"].status is StepStatus.WAITING
    assert task.steps["assets/0"].status is StepStatus.DONE


def test_a_step_that_needs_something_else_is_not_the_same_one() -> None:
    kept = frozenset(step.key for step in rest_steps())
    steps = tuple(
        replace(step, needs=frozenset({"assets/1"})) if step.key == "composites/0" else step
        for step in rest_steps()
    )
    assert "composites/0" in ready(advance(made(), Planned(REST, steps, kept)).task)


def test_finished_after_the_last_approval() -> None:
    task = planned_task(final=Gate.HUMAN)
    for key in [step.key for step in rest_steps()]:
        assert not task.finished()
        task = after(task, Settled(key))
    assert task.label() is Label.FINAL_REVIEW
    done = advance(task, Approved(frozenset({"final/film"})))
    assert done.effects == (OpenGate(Stage.FINAL), Finish())
    assert done.task.label() is Label.APPROVED


@pytest.mark.parametrize("event", [Approved(frozenset({"x"})), Rejected("x", "n"), Settled("x")])
def test_unknown_steps_are_told(event: Event) -> None:
    with pytest.raises(NotFound, match="no step 'x'"):
        advance(planned_task(), event)


def test_nothing_is_approved_or_rejected_before_it_is_there() -> None:
    with pytest.raises(NotAllowed):
        advance(planned_task(), Approved(frozenset({"assets/0"})))
    with pytest.raises(NotAllowed):
        advance(planned_task(), Rejected("composites/0", "no"))


KEYS = [step.key for step in (*opening_steps(), *rest_steps())]
EVENTS = st.one_of(
    st.builds(Settled, st.sampled_from(KEYS), st.booleans()),
    st.builds(Failed, st.sampled_from(KEYS)),
    st.builds(Deferred, st.sampled_from(KEYS)),
    st.builds(Approved, st.frozensets(st.sampled_from(KEYS), min_size=1, max_size=3)),
    st.builds(Rejected, st.sampled_from(KEYS), st.just("again")),
    st.just(RetryAsked()),
    st.just(CancelAsked()),
)
GATES = st.dictionaries(
    st.sampled_from(["script", "assets", "video", "final"]), st.just(Gate.HUMAN)
)


def play(task: Task, event: Event) -> Advance | None:
    """Only what the engine can say: a step settles, fails or is deferred while it is active."""
    if isinstance(event, Settled | Failed | Deferred):
        step = task.steps.get(event.key)
        if step is None or step.status not in ACTIVE:
            return None
    try:
        done = advance(task, event)
    except (NotAllowed, NotFound):
        return None
    while PlanRest() in done.effects:
        done = advance(done.task, Planned(REST, rest_steps()))
    return done


@settings(max_examples=300, deadline=None)
@given(GATES, st.lists(EVENTS, max_size=60))
def test_no_step_runs_behind_a_closed_gate(gates: dict[str, Gate], events: list[Event]) -> None:
    task = new_task(**gates)
    for event in events:
        before = task
        done = play(task, event)
        task = task if done is None else done.task
        for key in ready(task) - ready(before):
            step = task.steps[key]
            for need in step.needs:
                needed = task.steps[need]
                assert needed.status is StepStatus.DONE
                assert needed.approved or not task.gated(needed.stage)
            closed = [
                stage
                for stage in task.stages[: task.stages.index(step.stage)]
                if task.gated(stage) and stage not in task.passed
            ]
            assert not closed, f"{key} started behind {closed}"
        task.label()  # total


@settings(max_examples=200, deadline=None)
@given(GATES, st.lists(EVENTS, max_size=40))
def test_every_task_can_still_end(gates: dict[str, Gate], events: list[Event]) -> None:
    task = new_task(**gates)
    for event in events:
        done = play(task, event)
        task = task if done is None else done.task
    for _ in range(200):
        if task.finished():
            break
        task = nudge(task)
    assert task.finished(), task.phases()


def nudge(task: Task) -> Task:
    """What the engine and a willing person would do next."""
    for key, step in task.steps.items():
        if step.status in ACTIVE:
            done = play(task, Settled(key))
            assert done is not None
            return done.task
    failed = frozenset(k for k, s in task.steps.items() if s.status is StepStatus.FAILED)
    if failed:
        return advance(task, RetryAsked(failed)).task
    waiting = frozenset(
        key
        for key, step in task.steps.items()
        if step.status is StepStatus.DONE and task.gated(step.stage) and not step.approved
    )
    done = play(task, Approved(waiting))
    assert done is not None
    return done.task


def test_the_label_of_every_combination_of_phases_is_defined() -> None:
    import itertools

    from reelworks.domain.stages import label

    phases = list(Phase)
    for combination in itertools.product(phases, repeat=4):
        assert isinstance(label(dict(zip(list(Stage)[2:6], combination, strict=True))), Label)


def test_replaced_steps_do_not_leak_into_the_task_before() -> None:
    task = planned_task()
    changed = after(task, Settled("assets/0"))
    assert task.steps["assets/0"].status is StepStatus.READY
    assert replace(changed, steps=task.steps) == replace(task, steps=task.steps)
