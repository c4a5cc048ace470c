"""Odd pages are told as their writers meant them: recipes, logs, diaries, tables, quotations."""

from __future__ import annotations

import pytest

from reelworks.providers.local.writer.cuts import shortened
from reelworks.providers.local.writer.look import season_of, seasons_of
from reelworks.providers.local.writer.places import main_place
from reelworks.providers.local.writer.sentences import split
from tests.providers.local.stories import EXAMPLES, lines, research, story

RECIPE = (EXAMPLES / "notes" / "bread.md").read_text("utf-8")


def facts(text: str) -> list[str]:
    return [fact.text for fact in research(text).facts]


def test_the_things_that_a_recipe_takes_are_one_sentence_and_no_step_is_lost() -> None:
    told = lines(RECIPE)
    assert told[1] == "You need 500 g wheat flour, 350 ml warm water, 100 g starter and 10 g salt."
    assert "Add the flour and mix it by hand until no dry flour is left." in told


@pytest.mark.parametrize(
    ("note", "sentence"),
    [
        (
            "20 March 1980 - an earthquake under it.",
            "On 20 March 1980 came an earthquake under it.",
        ),
        (
            "April: the north side bulges a metre a day.",
            "In April, the north side bulges a metre a day.",
        ),
        ("2004: no money for a licence", "In 2004, there was no money for a licence."),
        ("Founded 20 January 1966", "The club was founded on 20 January 1966."),
        ("Makes: 2 loaves", "This makes 2 loaves."),
    ],
)
def test_a_moment_leads_what_happened_then(note: str, sentence: str) -> None:
    assert sentence in facts(f"# The club\n\n- The club grew in Berlin.\n- {note}\n")


@pytest.mark.parametrize("fragment", ["But a few remember.", "She finished.", "Rain all day."])
def test_what_stands_between_full_stops_is_said_as_it_is(fragment: str) -> None:
    told = facts(f"# A day\n\nThe cells of the body die. {fragment} The rest lives on for years.\n")
    assert fragment in told


def test_what_is_quoted_stays_with_who_said_it() -> None:
    assert split('"Vancouver! This is it!" was his last message. Then it was still.') == [
        '"Vancouver! This is it!" was his last message.',
        "Then it was still.",
    ]
    assert len(split('She said: "We earn more on less. That will not last." He agreed.')) == 2


def test_columns_that_are_times_are_told_in_time() -> None:
    table = "# Wind\n\n| | 2025 | 2024 |\n|---|---|---|\n| Revenue | 412 m | 371 m |\n"
    assert "Revenue was 412 m in 2025 and 371 m in 2024." in facts(table)


def test_moves_and_codes_are_not_said() -> None:
    assert facts("# Chess\n\n1. d4 d5\n2. White offers a pawn to Black.\n- Accept: 2...dxc4\n") == [
        "White offers a pawn to Black."
    ]


@pytest.mark.parametrize(
    ("sentence", "broken"),
    [
        (
            "They find the coast by the magnetic field of the Earth, and the river by its smell.",
            "They find the coast by the magnetic field of the Earth, and the river.",
        ),
        (
            "Glassmakers had to move to it in 1291, because their furnaces set the houses on fire.",
            "Glassmakers had to move to it in 1291, because their furnaces set the houses.",
        ),
        (
            "A film about salmon: where they are born, where they go, and why a forest needs them.",
            "A film about salmon: where they are born and why a forest needs them.",
        ),
        (
            "After two years the salmon turns silver, and the river carries it down to the sea.",
            "And the river carries it down to the sea.",
        ),
    ],
)
def test_no_cut_says_something_else(sentence: str, broken: str) -> None:
    assert broken not in [text for text, _ in shortened(sentence)]


def test_a_page_says_its_title_or_none_is_made_of_a_greeting() -> None:
    assert story("## How rain works\n\nRain falls from clouds. It fills rivers.\n", 2).title == (
        "How rain works"
    )
    assert story("Dear diary,\nThe attic smells of apples. It is mine.\n", 2).title == "The attic"


def test_a_film_ends_with_what_the_page_ends_with() -> None:
    assert lines(RECIPE)[-1].startswith("The bread sings")


def test_seasons_follow_the_words_when_a_film_goes_through_several() -> None:
    assert season_of("Snow in winter. Winter is long.") == "winter"
    assert season_of("In winter it snows, in winter; in summer it does not.") == ""
    told = ["All winter they wait.", "They hide.", "In spring they come.", "They grow."]
    assert seasons_of(told) == ["winter", "winter", "spring", "spring"]
    assert seasons_of(told[:2]) == ["", ""]


def test_a_page_that_names_hardly_a_place_plays_in_a_room() -> None:
    words = "Whoever owes it declares it and may deduct it again in the same return. " * 8
    assert main_place(f"{words} The bishop agreed.") == "room"


@pytest.mark.parametrize(
    "said", ["Nothing happened.", "Everybody laughed.", "Nobody came.", "It sank."]
)
def test_two_words_can_be_a_sentence(said: str) -> None:
    told = facts(f"# The trial\n\n- Six weeks later he gave the boy smallpox. {said}\n")
    assert " ".join(told).endswith(said)
