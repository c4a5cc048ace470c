"""Who does a step of a documentary, with which model, and what it is expected to cost."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from reelworks.domain.briefs import Brief, SourceKind
from reelworks.domain.channels import MODELS, PROFILES, SANDBOX, Channel, Need
from reelworks.domain.money import FREE
from reelworks.domain.pipelines import Opening, Plan
from reelworks.domain.steps import Document, Ref, StepSpec, Stored, fingerprint, refs
from reelworks.ops import prices, prompts
from reelworks.orchestrator.services.plans import usual_story
from reelworks.pipelines.documentary import DOCUMENTARY

BRIEF = Brief("c", Stored("a" * 64, ".md"), SourceKind.NOTES, "notes")
VENDORS = {need: provider for provider, need in reversed(list(MODELS))}  # the first of each need
PAGE = Path(__file__).parents[2] / "docs" / "production.md"
PRODUCTION = Channel("c", "C", profile="production", providers=VENDORS)
DRAFT = Channel("c", "C")


def planned(channel: Channel, told: dict[str, str] | None = None) -> dict[str, StepSpec]:
    texts = dict(prompts.in_force()) if told is None else told
    opening = Opening(BRIEF, channel, {}, prices.table(), texts)
    rest = DOCUMENTARY.plan_rest(Plan(opening, usual_story(18)))
    return {step.key: step for step in (*DOCUMENTARY.plan_opening(opening), *rest)}


def total(channel: Channel) -> Decimal:
    return sum((step.price for step in planned(channel).values()), Decimal(0))


def test_a_draft_costs_nothing_and_names_no_model() -> None:
    assert total(DRAFT) == FREE
    for step in planned(DRAFT).values():
        assert (step.service, step.model, step.prompt_version) == ("cpu", "", "")
        assert not {"model", "prompts"} & set(step.args)


def test_what_a_vendor_does_has_a_model_a_service_and_a_price() -> None:
    steps = planned(PRODUCTION)
    for need, script in {
        Need.WRITE: "write_story",
        Need.IMAGE: "generate_asset",
        Need.CLIP: "generate_video",
        Need.SPEECH: "generate_audio",
        Need.EFFECTS: "generate_sound_effects",
        Need.MUSIC: "generate_music",
    }.items():
        its = [step for step in steps.values() if step.script == script]
        assert its
        for step in its:
            assert (step.provider, step.service) == (VENDORS[need], VENDORS[need])
            assert step.model == step.args["model"] == MODELS[VENDORS[need], need]
            assert step.price > FREE
    free = {s.script for s in steps.values() if s.service != "cpu" and s.price == FREE}
    assert free == {"check_voice"}


def test_a_production_video_is_the_sum_of_its_parts() -> None:
    steps = planned(PRODUCTION).values()
    counts = Counter(step.script for step in steps)
    table, clip = prices.table(), MODELS["kling", Need.CLIP]
    clips = sum((s.price for s in steps if s.script == "generate_video"), Decimal(0))
    assert clips == counts["generate_video"] * table.clip("kling", clip, 5)


def test_a_production_video_costs_three_to_four_dollars_unless_its_channel_wants_more() -> None:
    usual = replace(PRODUCTION, providers=PROFILES["production"])
    assert Decimal(3) < total(usual) < Decimal(4)
    assert total(PRODUCTION) > total(usual), "music of a vendor's own"


def test_only_who_can_be_asked_about_an_order_is_asked() -> None:
    own = replace(PRODUCTION, providers={**VENDORS, Need.CLIP: "kling-official"})
    for channel, askable in ((PRODUCTION, False), (own, True)):
        clips = [s for s in planned(channel).values() if s.script == "generate_video"]
        assert {step.askable for step in clips} == {askable}


def test_only_who_can_say_what_came_of_an_order_is_asked() -> None:
    official = replace(PRODUCTION, providers={**VENDORS, Need.CLIP: "kling-official"})
    asked = {step.script for step in planned(official).values() if step.askable}
    assert asked == {"generate_video"}
    assert not [step for step in planned(PRODUCTION).values() if step.askable]


def test_reading_a_finished_script_costs_nothing() -> None:
    script = replace(BRIEF, kind=SourceKind.SCRIPT)
    opening = Opening(script, PRODUCTION, {}, prices.table(), prompts.in_force())
    steps = {step.key: step for step in DOCUMENTARY.plan_opening(opening)}
    assert steps["research/notes"].price == FREE
    assert steps["script/story"].price > FREE


def test_a_dearer_model_costs_more() -> None:
    dear = replace(PRODUCTION, models={Need.IMAGE: "gemini-3-pro-image"})
    assert total(dear) - total(PRODUCTION) == 22 * (Decimal("0.134") - Decimal("0.0336"))


def test_the_totals_that_the_page_tells_are_the_tables() -> None:
    fine = {Need.IMAGE: "gemini-3.1-flash-image"}
    usual = replace(PRODUCTION, providers=PROFILES["production"])
    channels = (usual, replace(usual, models=fine), replace(PRODUCTION, models=fine))
    told = " | ".join(f"**{total(channel):.2f}**" for channel in channels)
    assert f"| **together** | {told} |" in PAGE.read_text("utf-8")


def test_a_clip_is_asked_for_in_a_length_that_is_sold() -> None:
    lengths = {
        s.args["seconds"] for s in planned(PRODUCTION).values() if s.script == "generate_video"
    }
    assert lengths == {5.0}


def test_what_the_sandbox_made_is_never_taken_for_what_a_vendor_made() -> None:
    real = planned(PRODUCTION)["script/story"]
    played = planned(replace(PRODUCTION, profile=SANDBOX))["script/story"]
    assert played.provider == "sandbox-openai"
    assert (played.service, played.price) == (real.service, real.price)
    told = [fingerprint(s, script_version="1", inputs=_inputs(s)) for s in (real, played)]
    assert told[0] != told[1]


@pytest.mark.parametrize(
    ("key", "name"), [("research/notes", "research"), ("script/story", "motion")]
)
def test_another_prompt_makes_another_result(key: str, name: str) -> None:
    texts = dict(prompts.in_force())
    before = planned(PRODUCTION)[key]
    after = planned(PRODUCTION, {**texts, name: f"{texts[name]} And be brief."})[key]
    told = before.args["prompts"]
    assert isinstance(told, Document)
    assert isinstance(told.value, dict)
    assert told.value[name] == texts[name]
    assert before.prompt_version != after.prompt_version
    fingerprints = {fingerprint(s, script_version="1", inputs=_inputs(s)) for s in (before, after)}
    assert len(fingerprints) == 2


def test_a_model_without_a_price_is_planned_as_free() -> None:
    """The start refuses such a channel; a video begun before must still be planned."""
    odd = replace(PRODUCTION, models=dict.fromkeys(Need, "unheard-of"))
    assert total(odd) == FREE


def _inputs(step: StepSpec) -> dict[Ref, str | None]:
    return dict.fromkeys(refs(step.args), "b" * 64)
