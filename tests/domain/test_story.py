"""A story is used only when it is sound."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reelworks.domain.story import Asset, AssetKind, Shot, Story

PLACE = Asset("environment-01", AssetKind.ENVIRONMENT, "a bay")
SHOT = Shot(1, "Words.", "environment-01", "pan", "wind")
STORY = Story("T", "D", "en", "calm", "slow", (PLACE,), (SHOT,))


def test_a_sound_story_has_no_faults() -> None:
    assert STORY.faults() == ()
    assert STORY.asset("environment-01") is PLACE


@pytest.mark.parametrize(
    ("story", "fault"),
    [
        (replace(STORY, shots=()), "no shots"),
        (replace(STORY, assets=(PLACE, PLACE)), "share a key"),
        (replace(STORY, shots=(replace(SHOT, number=2),)), "not numbered"),
        (replace(STORY, shots=(replace(SHOT, narration=" "),)), "shot 1 says nothing"),
        (replace(STORY, shots=(replace(SHOT, character="character-09"),)), "character-09"),
        (replace(STORY, assets=()), "environment-01"),
    ],
)
def test_a_fault_is_told(story: Story, fault: str) -> None:
    assert any(fault in found for found in story.faults())
