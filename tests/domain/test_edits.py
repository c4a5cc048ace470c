"""What a person changes in a story, and what stays."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reelworks.domain import edits
from reelworks.domain.edits import Change
from reelworks.domain.errors import BadInput, NotFound
from reelworks.domain.steps import Stored
from reelworks.domain.story import Asset, AssetKind, Shot, Story

FILE = Stored("0" * 64, ".png")


def story() -> Story:
    places = [Asset(f"environment-{n:02}", AssetKind.ENVIRONMENT, f"place {n}") for n in (1, 2)]
    person = Asset("character-01", AssetKind.CHARACTER, "a keeper")
    shots = (
        Shot(1, "One.", "environment-01", "push in", "wind", character="character-01"),
        Shot(2, "Two.", "environment-02", "pan", "sea", chapter="Later"),
        Shot(3, "Three.", "environment-02", "pull out", "sea"),
    )
    return Story("T", "", "en", "dusk", "calm", (*places, person), shots)


def narrations(after: Story) -> list[str]:
    return [shot.narration for shot in after.shots]


def test_new_words_change_that_shot_alone() -> None:
    after = edits.changed(story(), 2, Change(narration="  Two, again. "))
    assert narrations(after) == ["One.", "Two, again.", "Three."]
    assert after.shots[0] == story().shots[0]
    assert after.assets == story().assets


def test_a_new_scene_leaves_other_shots_in_that_place_alone() -> None:
    after = edits.changed(story(), 2, Change(scene="a storm"))
    assert after.asset(after.shots[1].environment).prompt == "a storm"
    assert after.shots[2].environment == "environment-02"
    alone = edits.changed(story(), 1, Change(scene="a quiet bay"))
    assert alone.asset("environment-01").prompt == "a quiet bay"
    assert after.faults() == alone.faults() == ()


def test_own_files_stand_in_until_their_words_change() -> None:
    given = edits.changed(story(), 1, Change(image=FILE, recording=FILE))
    assert (given.shots[0].image, given.shots[0].recording) == (FILE, FILE)
    assert edits.changed(given, 1, Change(sound="rain")).shots[0].image == FILE
    painted = edits.changed(given, 1, Change(scene="a cliff")).shots[0]
    assert (painted.image, painted.recording) == (None, FILE)
    spoken = edits.changed(given, 1, Change(narration="Else.")).shots[0]
    assert (spoken.image, spoken.recording) == (FILE, None)
    clip = edits.changed(story(), 1, Change(clip=FILE))
    assert edits.changed(clip, 1, Change(motion="pan left")).shots[0].clip is None


def test_a_moved_shot_keeps_its_name_and_so_its_results() -> None:
    after = edits.moved(story(), 3, 1)
    assert narrations(after) == ["Three.", "One.", "Two."]
    assert [shot.key for shot in after.shots] == ["shot-03", "shot-01", "shot-02"]
    assert [shot.number for shot in after.shots] == [1, 2, 3]
    assert edits.moved(after, 1, 3) == story()


def test_a_dropped_shot_takes_its_picture_along_and_leaves_its_chapter() -> None:
    after = edits.dropped(story(), 1)
    assert [asset.key for asset in after.assets] == ["environment-02"]
    assert [shot.key for shot in after.shots] == ["shot-02", "shot-03"]
    assert edits.dropped(story(), 2).shots[1].chapter == "Later"


def test_an_added_shot_has_a_name_that_nobody_has() -> None:
    after = edits.added(edits.dropped(story(), 3), 1, "New.", "a harbour")
    assert narrations(after) == ["One.", "New.", "Two."]
    assert [shot.key for shot in after.shots] == ["shot-01", "shot-03", "shot-02"]
    assert after.faults() == ()
    first = edits.added(story(), 0, "Before all.", "dawn")
    assert [shot.key for shot in first.shots] == ["shot-04", "shot-01", "shot-02", "shot-03"]


@pytest.mark.parametrize("number", [0, 4, -1])
def test_a_shot_that_is_not_there_is_told(number: int) -> None:
    with pytest.raises(NotFound, match=f"no shot {number}"):
        edits.changed(story(), number, Change(motion="x"))


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(BadInput, match="empty"):
        edits.changed(story(), 1, Change(narration=" "))
    with pytest.raises(BadInput, match="letters"):
        edits.changed(story(), 1, Change(scene="x" * 2001))
    with pytest.raises(BadInput, match="no place 4"):
        edits.moved(story(), 1, 4)
    one = replace(story(), shots=story().shots[:1])
    with pytest.raises(BadInput, match="only shot"):
        edits.dropped(one, 1)
