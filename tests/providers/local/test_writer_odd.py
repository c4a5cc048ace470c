"""Odd notes: the writer tells a story or says what is wrong, and never breaks."""

from __future__ import annotations

import contextlib
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reelworks.domain.errors import BadInput
from reelworks.domain.story import AssetKind, Story
from reelworks.providers.local.writer.cast import characters_for
from tests.providers.local.stories import lines, prompts, research, story


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t\n",
        "🎉🎉🎉",
        "---",
        "<!-- nothing here -->",
        "```\ncode only\n```",
        "\x00\x00",
        "![a](b)",
    ],
)
def test_notes_that_say_nothing_are_bad_input(text: str) -> None:
    with pytest.raises(BadInput, match="say nothing") as error:
        research(text)
    assert "Write a few sentences" in error.value.remedy


def test_signs_that_mean_something_elsewhere_do_no_harm() -> None:
    text = (
        "The {tower} is 100% \"stone\" & 'glass' \\ iron: 5 > 3 < 7 ; it's $(rm -rf) `x` | y.\n\n"
        "A 'quoted' word, a back\\slash, 50 % of it {or so}, and an emoji 🎉 stand here.\n"
    )
    told = " ".join(lines(text, 2))
    assert "tower" in told
    assert "100%" in told
    assert not set("{}\\|<>&`🎉") & set(told)


def test_notes_in_capitals_are_told_without_shouting() -> None:
    text = (
        "# THE BRIDGE\n\nTHE RIVER KEPT TWO VILLAGES APART. I DREW A BRIDGE IN 1881. "
        "FORTY MASONS WORKED ON IT.\n"
    )
    assert research(text).title == "The bridge"
    assert lines(text, 3) == [
        "The river kept two villages apart.",
        "I drew a bridge in 1881.",
        "Forty masons worked on it.",
    ]


def test_what_is_to_be_done_is_said_as_it_is_written() -> None:
    text = "# Today\n\n- [ ] buy milk\n- [x] call the plumber\n- water the tomatoes\n"
    assert lines(text, 3) == ["Buy milk.", "Call the plumber.", "Water the tomatoes."]
    past = "# The opera\n\n- cost the city a million\n- opened in 1973 after long years\n"
    assert lines(past, 2)[0] == "The opera cost the city a million."


WEB_PAGE = """<!DOCTYPE html>
<html><head><title>The Sea | My Site</title><style>p { color: red }</style></head>
<body><nav><a href="/">Home</a></nav><h1>The Sea</h1>
<p>The sea is <b>wide</b> &amp; cold.</p><p>Ships cross it
in winter.</p><ul><li>Fishermen sing at night.</ul><script>alert("no")</script></body></html>
"""


def test_of_a_web_page_what_it_shows_is_told() -> None:
    assert research(WEB_PAGE).title == "The Sea"
    assert lines(WEB_PAGE, 3) == [
        "The sea is wide and cold.",
        "Ships cross it in winter.",
        "Fishermen sing at night.",
    ]


@pytest.mark.parametrize(
    "aside",
    [
        "See [the history](https://example.org/h?x=1&y=2) and ![map](map.png).",
        "Visit https://www.example.com/a.html?c=d#e for more.",
        "Source: www.example.com",
        "Mail me@example.com now!",
    ],
)
def test_nobody_is_sent_to_an_address_that_is_not_said(aside: str) -> None:
    said = lines(f"The sea is wide and cold. {aside}\n\nShips cross it in winter.", 2)
    assert said == ["The sea is wide and cold.", "Ships cross it in winter."]


def test_a_link_inside_a_sentence_leaves_the_sentence() -> None:
    text = "The [sea](https://x.y) is wide. Read more books, said the [keeper](k.md) of the light."
    assert lines(text, 2) == [
        "The sea is wide.",
        "Read more books, said the keeper of the light.",
    ]


def test_what_a_terminal_or_an_editor_added_is_not_said() -> None:
    text = "The sea \x1b[31mis wide\x1b[0m &amp; cold.\n\nShips&nbsp;cross it&#32;in winter.\n"
    assert lines(text, 2) == ["The sea is wide and cold.", "Ships cross it in winter."]


def test_characters_that_nobody_sees_are_dropped() -> None:
    assert lines("The\x00 tower\u200b is\ufeff old.", 1) == ["The tower is old."]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Der Turm steht im Meer. Er ist alt und hoch. Die Schiffe sehen das Licht.", "de"),
        ("La tour est dans la mer. Elle est vieille et haute. Les marins la voient.", "fr"),
        ("Маяк стоит на скале в море. Он был построен давно. Корабли видят свет.", "ru"),
        ("灯台は海の上に立っています。とても古い塔です。船は光を見ます。", "ja"),
        ("灯塔矗立在海上。它非常古老。船只看见灯光。", "zh"),
        ("تقف المنارة في البحر. هي قديمة جدا. ترى السفن الضوء.", "ar"),
        ("प्रकाश स्तंभ समुद्र में है। यह बहुत पुराना है। जहाज इसे देखते हैं।", "hi"),
    ],
)
def test_other_languages_are_told_in_their_own_words(text: str, language: str) -> None:
    told = story(text, 3)
    assert told.language == language
    assert "".join(shot.narration for shot in told.shots).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize("word", ["Leuchtturm", "phare", "маяк", "灯台", "灯塔"])
def test_places_are_known_in_other_languages(word: str) -> None:
    told = story(f"{word}。 {word} {word}.", 1)
    assert any("coast" in prompt for prompt in prompts(told, AssetKind.ENVIRONMENT))


PROSE = "".join(f"Tower {n} was built on a rock, where ships passed.\n" for n in range(1_200))


def cost(text: str, shots: int) -> float:
    """CPU seconds; a busy machine needs more of them, for prose as for anything."""
    start = time.process_time()
    with contextlib.suppress(BadInput):
        assert len(story(text, shots).shots) == shots
    return time.process_time() - start


def test_two_hundred_kilobytes_are_read_in_two_seconds() -> None:
    sentence = (
        "Tower {0} was built in {1} on a rock in the sea, where ships passed by every night.\n"
    )
    text = "".join(
        f"\n## Part {number}\n\n" * (number % 40 == 0)
        + sentence.format(number, 1000 + number % 900)
        for number in range(2_500)
    )
    assert len(text) > 200_000
    seconds = cost(text, 18)
    assert seconds < 2 or seconds < 6 * cost(PROSE, 18)


@pytest.mark.parametrize(
    "text",
    [
        "*" * 50_000,
        "[" * 50_000,
        "(" * 50_000,
        "a " * 30_000,
        "_a" * 30_000,
        "<b" * 30_000,
        "tower, " * 10_000,
        "a, and b " * 6_000,
        "x" * 100_000,
        "| a " * 20_000,
        '"' * 20_000 + " the tower is old.",
        "The tower is " + "very, " * 5_000 + "old.",
        "# " * 20_000,
        "- " * 20_000,
        "塔" * 50_000,
    ],
    ids=lambda text: text[:12],
)
def test_monotonous_text_is_read_quickly(text: str) -> None:
    seconds = cost(text, 2)
    assert seconds < 3 or seconds < 8 * cost(PROSE, 2)


PIECES = st.sampled_from(
    [
        "The tower stands in the sea.", "# Title", "## Part", "- Built: 1858", "* 68 m tall",
        "1. first light", "a", "A", 'Dr. Smith said "no".', "| x | y |", "|---|---|", "> quoted",
        "```", "code", "**bold**", "[a](b)", "é", "🎉", "—", ":", ";", ".", "?", "!", '"', "'", "(",
        ")", "{", "%", "\\", "In 1611, it burned, and men died.", "which", "and", "but", "1584",
        "灯台です。", "Der Turm ist alt.", "   ", "\t", "--", "=", "~5 km", "It was.",
        "the keeper, who was old, slept", "- Height: 3", "Note: see below", "because", "<b>x</b>",
        "<!-- no -->", "1790: raised; fell", "A – b – c", "Q: a, the sea rose",
    ]
)  # fmt: skip
TEXTS = st.one_of(
    st.lists(PIECES, max_size=40).map(" ".join),
    st.lists(PIECES, max_size=40).map("\n".join),
    st.lists(PIECES, max_size=30).map("\n\n".join),
    st.text(max_size=300),
)


def told_or_remedy(text: str, shots: int, seed: int) -> Story | str:
    try:
        return story(text, shots, seed=seed)
    except BadInput as error:
        return error.remedy


@settings(max_examples=150, deadline=None)
@given(TEXTS, st.integers(1, 12), st.integers(0, 3))
@example("a: b", 1, 0)
@example("It.\n\n- It", 2, 0)
@example(". , ; : !", 1, 0)
def test_any_text_is_told_exactly_or_refused_with_a_remedy(
    text: str, shots: int, seed: int
) -> None:
    told = told_or_remedy(text, shots, seed)
    if isinstance(told, str):
        assert told
        return
    assert told.faults() == ()
    assert len(told.shots) == shots
    assert told.title.strip()
    assert told.shots[0].chapter
    assert len(set(prompts(told, AssetKind.ENVIRONMENT))) == shots
    assert len(prompts(told, AssetKind.CHARACTER)) <= characters_for(shots)
    assert {shot.character for shot in told.shots if shot.character} == {
        asset.key for asset in told.assets if asset.kind is AssetKind.CHARACTER
    }
    assert all(shot.narration == " ".join(shot.narration.split()) for shot in told.shots)
