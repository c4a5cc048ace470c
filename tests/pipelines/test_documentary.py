"""The documentary's plan: every step stated once, every need met, the numbers of the trade."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from reelworks.domain.briefs import Brief, SourceKind
from reelworks.domain.channels import Channel
from reelworks.domain.pipelines import Opening, Plan
from reelworks.domain.scripts import VERSIONS
from reelworks.domain.stages import Stage
from reelworks.domain.steps import Arg, Document, StepSpec, Stored, main_first
from reelworks.orchestrator.services.plans import usual_story
from reelworks.pipelines.documentary import DOCUMENTARY, PIPELINES

BRIEF = Brief("demo", Stored("a" * 64, ".md"), SourceKind.NOTES, "notes")


def planned(shots: int = 18, channel: Channel | None = None) -> tuple[StepSpec, ...]:
    opening = Opening(BRIEF, channel or Channel("demo", "Demo"))
    rest = DOCUMENTARY.plan_rest(Plan(opening, usual_story(shots)))
    return (*DOCUMENTARY.plan_opening(opening), *rest)


def test_eighteen_shots_take_what_the_trade_says() -> None:
    counts = Counter(step.script for step in planned())
    assert counts["generate_asset"] == 22
    for script in ("create_composite", "generate_video", "generate_audio", "render_shot"):
        assert counts[script] == 18
    assert counts["generate_sound_effects"] == 18
    for script in ("generate_music", "choose_still", "assemble_video"):
        assert counts[script] == 1


def test_every_need_is_an_earlier_step_and_every_key_is_its_own() -> None:
    order = list(Stage)
    steps = {step.key: step for step in planned()}
    assert len(steps) == len(planned())
    for step in steps.values():
        assert step.key.startswith(f"{step.stage.value}/")
        for need in step.needs():
            assert order.index(steps[need].stage) <= order.index(step.stage)


def test_no_change_of_the_words_touches_the_still() -> None:
    (step,) = (step for step in planned(3) if step.script == "choose_still")
    assert set(step.needs()) == {"video/shot-01", "video/shot-02", "video/shot-03"}


def test_what_people_look_at_comes_before_what_lies_beside_it() -> None:
    """A pipeline names it first; the database gives back files in an order of its own."""
    for step in planned():
        found = main_first({output.role: output for output in reversed(step.outputs)})
        assert next(iter(found.values())) == step.outputs[0]


def test_every_script_is_known_and_every_file_has_a_place_of_its_own() -> None:
    steps = planned()
    assert {step.script for step in steps} <= set(VERSIONS)
    paths = [output.path for step in steps for output in step.outputs]
    assert len(set(paths)) == len(paths)


def test_local_work_is_our_own_cpus() -> None:
    assert {step.service for step in planned()} == {"cpu"}


def test_the_pipeline_goes_by_its_name() -> None:
    assert PIPELINES["documentary"] is DOCUMENTARY
    assert DOCUMENTARY.stages()[0] is Stage.RESEARCH
    assert DOCUMENTARY.stages(publishes=False)[-1] is Stage.FINAL


def test_steps_are_given_no_files_but_notes_branding_and_what_a_person_gave() -> None:
    """Cleaning keeps exactly these for every video: `orchestrator.services.needs`."""
    branding = {
        use: Stored(letter * 64, suffix)
        for use, letter, suffix in (("watermark", "b", ".png"), ("font", "c", ".ttf"))
    }
    own = [Stored(letter * 64, ".bin") for letter in "def"]
    opening = Opening(BRIEF, Channel("demo", "Demo"), branding)
    usual = usual_story(3)
    given = [{"image": own[0]}, {"clip": own[1]}, {"recording": own[2]}]
    shots = [replace(shot, **file) for shot, file in zip(usual.shots, given, strict=True)]
    rest = DOCUMENTARY.plan_rest(Plan(opening, replace(usual, shots=tuple(shots))))
    steps = (*DOCUMENTARY.plan_opening(opening), *rest)
    found = {file for step in steps for file in stored(step.args)}
    assert found == {BRIEF.source, *branding.values(), *own}


def stored(arg: Arg) -> Iterator[Stored]:
    match arg:
        case Stored():
            yield arg
        case Document(value):
            yield from stored(value)
        case str():
            return
        case Mapping():
            for value in arg.values():
                yield from stored(value)
        case Sequence():
            for value in arg:
                yield from stored(value)
