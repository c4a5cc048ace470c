"""The local writer's stories, from good notes."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

from reelworks.domain.errors import BadInput
from reelworks.domain.story import AssetKind
from reelworks.providers.local.writer.lexis import STOPWORDS, length, stem, words_of
from reelworks.providers.local.writer.props import PROPS, things_in
from reelworks.providers.local.writer.subjects import STAND_INS, SUBJECTS, named
from tests.providers.local.stories import NOTES, lines, prompts, research, story

CORDOUAN = next(path for path in NOTES if path.stem == "cordouan").read_text("utf-8")
CONNECTIVES = "next part story this came there it they he she today known also about and"
each_example = pytest.mark.parametrize("notes", NOTES, ids=lambda path: path.stem)


def test_there_are_three_pages_of_notes() -> None:
    assert len(NOTES) >= 3


@pytest.mark.parametrize("shots", [1, 2, 3, 4, 5, 6, 7, 9, 10, 12, 15, 18, 20, 24, 28, 30])
def test_story_has_exactly_the_shots_that_were_asked_for(shots: int) -> None:
    told = story(CORDOUAN, shots)
    assert [shot.number for shot in told.shots] == list(range(1, shots + 1))
    assert told.faults() == ()
    assert len(told.assets) == shots + max(1, round(shots * 4 / 18))


@each_example
def test_nearly_every_narration_has_ten_to_sixteen_words(notes: Path) -> None:
    counts = [length(line) for line in lines(notes.read_text("utf-8"))]
    assert sum(10 <= count <= 16 for count in counts) >= 16
    assert all(6 <= count <= 19 for count in counts)


@each_example
def test_film_lasts_75_to_120_seconds(notes: Path) -> None:
    words = sum(length(line) for line in lines(notes.read_text("utf-8")))
    seconds = words / 2.5 + 18 * (0.3 + 0.45)
    assert 75 <= seconds <= 120


@each_example
def test_narration_is_made_of_whole_sentences(notes: Path) -> None:
    for line in lines(notes.read_text("utf-8")):
        assert re.match(r"[\"']?[A-Z0-9]", line), line
        assert line.endswith("."), line
        assert not re.search(r"[&~<>/|*_#{}\[\]()→]|->|\s[.,;]|\.\.|,,|\s\s", line), line


@each_example
def test_narration_says_nothing_that_the_notes_do_not_say(notes: Path) -> None:
    text = notes.read_text("utf-8")
    known = {stem(word) for word in words_of(text)} | {stem(word) for word in CONNECTIVES.split()}
    for line in lines(text):
        said = {stem(word) for word in words_of(line) if word.lower() not in STOPWORDS}
        assert said <= known, said - known


@each_example
def test_no_two_shots_open_alike(notes: Path) -> None:
    told = lines(notes.read_text("utf-8"))
    openings = [" ".join(line.lower().split()[:3]) for line in told]
    assert len(set(openings)) == len(openings)
    firsts = [line.lower().split()[:2] for line in told]
    assert not any(one == other for one, other in pairwise(firsts))


@each_example
def test_film_does_not_open_by_pointing_at_nothing(notes: Path) -> None:
    first = lines(notes.read_text("utf-8"))[0]
    assert first.split()[0] not in ("It", "They", "He", "She", "This", "These", "But", "And")


@each_example
def test_facts_come_in_the_order_of_the_notes(notes: Path) -> None:
    text = notes.read_text("utf-8")
    years = [int(year) for line in lines(text) for year in re.findall(r"\b1[4-9]\d\d\b", line)]
    wanted = [int(year) for year in re.findall(r"\b1[4-9]\d\d\b", text)]
    remaining = iter(wanted)
    assert all(year in remaining for year in years)


@each_example
def test_three_to_five_chapters_the_first_at_the_beginning(notes: Path) -> None:
    chapters = [(shot.number, shot.chapter) for shot in story(notes.read_text("utf-8")).shots]
    named = [(number, title) for number, title in chapters if title]
    assert named[0][0] == 1
    assert 3 <= len(named) <= 5
    assert len({title for _, title in named}) == len(named)


@each_example
def test_no_two_shots_look_alike(notes: Path) -> None:
    told = story(notes.read_text("utf-8"))
    environments = prompts(told, AssetKind.ENVIRONMENT)
    assert len(environments) == 18
    assert len(set(environments)) == 18
    assert len(prompts(told, AssetKind.CHARACTER)) <= 4


@each_example
def test_every_character_is_seen_where_it_is_named_or_lives(notes: Path) -> None:
    told = story(notes.read_text("utf-8"))
    keys = {asset.key for asset in told.assets if asset.kind is AssetKind.CHARACTER}
    seen = [shot.character for shot in told.shots if shot.character]
    assert set(seen) == keys
    who = {who.looks: name for name, who in SUBJECTS.items()}
    looks = {asset.key: who.get(asset.prompt, "") for asset in told.assets}
    homes = {name for names in STAND_INS.values() for name in names}
    for shot in told.shots:
        name = looks[shot.character] if shot.character else "nobody"
        assert name == "nobody" or name in named(shot.narration) or name in homes, shot.narration


@each_example
def test_a_thing_is_seen_by_itself_when_the_words_name_it(notes: Path) -> None:
    told = story(notes.read_text("utf-8"))
    views = {asset.key: asset.prompt for asset in told.assets}
    for shot in told.shots:
        if "a still life of" in views[shot.environment]:
            sure, hinted = things_in(shot.narration)
            phrases = [PROPS[name].phrase for name in (*sure, *hinted)]
            assert any(phrase in views[shot.environment] for phrase in phrases), shot.narration


@each_example
def test_neighbouring_shots_move_differently(notes: Path) -> None:
    cameras = [shot.motion.split("; ")[-1] for shot in story(notes.read_text("utf-8")).shots]
    assert not any(one == other for one, other in pairwise(cameras))


def test_subject_is_shown_where_the_words_name_it() -> None:
    told = story(CORDOUAN)
    looks = {asset.key: asset.prompt for asset in told.assets}
    shown = {shot.narration: looks.get(shot.character or "", "") for shot in told.shots}
    assert "keeper" in next(look for line, look in shown.items() if line.startswith("Keepers"))
    assert "engineer" in next(look for line, look in shown.items() if "de Foix agreed" in line)


def test_title_description_and_moods_are_there() -> None:
    told = story(CORDOUAN)
    assert told.title == "The Light of Cordouan"
    assert told.language == "en"
    assert "\n" not in told.description
    assert 20 <= len(told.description) <= 200
    assert "sea" in told.atmosphere
    assert "piano" in told.music


def test_a_title_and_a_brand_of_ones_own() -> None:
    told = story(CORDOUAN, title="Fire & {Glass}: 100 %", brand="Woodcut, two colours. Quiet.")
    assert told.title == "Fire & {Glass}: 100 %"
    assert "Woodcut, two colours, Quiet" in told.atmosphere
    assert ". " not in told.atmosphere


def test_same_request_has_the_same_story() -> None:
    assert story(CORDOUAN) == story(CORDOUAN)


def test_another_seed_changes_what_may_as_well_be_different() -> None:
    one, other = story(CORDOUAN, seed=1), story(CORDOUAN, seed=2)
    assert one.assets != other.assets
    assert one.title == other.title


def test_a_note_gets_another_telling() -> None:
    plain, told = lines(CORDOUAN), lines(CORDOUAN, note="Please tell it differently.")
    assert plain != told


def test_a_note_can_ask_for_more_and_for_less() -> None:
    told = lines(CORDOUAN, 12, note="more about the hermit, skip UNESCO")
    assert any("hermit" in line for line in told)
    assert not any("UNESCO" in line for line in told)


def test_too_few_facts_say_how_many_shots_they_can_carry() -> None:
    with pytest.raises(BadInput) as error:
        story("The tower is old. It stands in the sea.", 18)
    carried = re.search(r"can carry (\d+) shots", error.value.message)
    assert carried
    assert f"--shots {carried[1]}" in error.value.remedy
    assert len(story("The tower is old. It stands in the sea.", int(carried[1])).shots) == int(
        carried[1]
    )


def test_one_sentence_carries_one_shot() -> None:
    assert lines("The tower is old.", 1) == ["The tower is old."]


@pytest.mark.parametrize("shots", [-1, 61, 1000])
def test_a_number_of_shots_out_of_reach_is_refused(shots: int) -> None:
    with pytest.raises(BadInput, match="1 to 60"):
        story(CORDOUAN, shots)


def test_no_number_means_the_usual_one_or_what_the_notes_carry() -> None:
    assert len(story(CORDOUAN, 0).shots) == 18
    assert 1 <= len(story("The tower is old. Keepers lived there for years.", 0).shots) <= 3


def test_long_notes_are_told_from_beginning_to_end() -> None:
    sections = [
        f"## Part {number}\n\nThe tower number{number} stands on rock number{number} in the sea. "
        f"Keepers of light number{number} watched the water through storm and fog."
        for number in range(40)
    ]
    told = " ".join(lines("# Towers\n\n" + "\n\n".join(sections)))
    parts = [int(number) for number in re.findall(r"number(\d+)", told)]
    assert min(parts) <= 4
    assert max(parts) >= 35
    assert parts == sorted(parts)


def test_research_names_the_title_language_and_facts() -> None:
    found = research(CORDOUAN)
    assert (found.title, found.language) == ("The Light of Cordouan", "en")
    assert found.facts[0].heading == "A rock in the sea"
    assert all(fact.text.endswith(".") for fact in found.facts)
