"""What identifies a result, and what does not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelworks.domain.stages import Stage
from reelworks.domain.steps import (
    Document,
    Output,
    Ref,
    StepSpec,
    Stored,
    fingerprint,
    refs,
    seed_of_take,
)
from reelworks.orchestrator.engine.codec import spec_from_json, spec_to_json

IMAGE, LAYERS = Ref("assets/a", "image"), Ref("assets/a", "layers", optional=True)
SPEC = StepSpec(
    key="video/shot-01",
    stage=Stage.VIDEO,
    script="generate_video",
    service="cpu",
    args={
        "image": IMAGE,
        "layers": LAYERS,
        "motion": "pan",
        "manifest": Document({"shots": [{"clip": Ref("video/shot-00", "clip")}]}),
        "source": Stored("f" * 64, ".md"),
    },
    outputs=(Output("clip", "output", "videos/shot-01.mp4"),),
    seed=1,
    after=("audio/shot-01",),
)
INPUTS: Mapping[Ref, str | None] = {IMAGE: "1", LAYERS: None, Ref("video/shot-00", "clip"): "2"}


def of(spec: StepSpec = SPEC, *, version: str = "1", note: str = "", **inputs: str) -> str:
    found = {**INPUTS, **({IMAGE: inputs["image"]} if inputs else {})}
    return fingerprint(spec, script_version=version, inputs=found, note=note)


def test_needs_are_what_is_referred_to_and_what_is_named() -> None:
    assert SPEC.needs() == ("assets/a", "audio/shot-01", "video/shot-00")
    assert list(refs(SPEC.args)) == [IMAGE, LAYERS, Ref("video/shot-00", "clip")]


def test_the_same_work_has_the_same_fingerprint_wherever_its_files_go() -> None:
    moved = replace(SPEC, outputs=(Output("clip", "output", "elsewhere.mp4"),), service="kling")
    assert of(moved) == of()


@pytest.mark.parametrize(
    "other",
    [
        of(version="2"),
        of(note="darker"),
        of(image="3"),
        of(replace(SPEC, args={**SPEC.args, "motion": "push"})),
        of(replace(SPEC, provider="kling")),
        of(replace(SPEC, model="v2")),
        of(replace(SPEC, prompt_version="2")),
        of(replace(SPEC, seed=2)),
    ],
)
def test_anything_that_can_change_the_result_changes_the_fingerprint(other: str) -> None:
    assert other != of()


def test_a_spec_survives_the_database() -> None:
    assert spec_from_json(spec_to_json(SPEC)) == SPEC


@given(st.integers(0, 2**31), st.text(max_size=20), st.integers(1, 50))
def test_every_step_and_take_has_a_seed_of_its_own(seed: int, key: str, take: int) -> None:
    found = seed_of_take(seed, key, take)
    assert 0 <= found < 2**31
    assert found == seed_of_take(seed, key, take)
    assert found != seed_of_take(seed, key, take + 1)
