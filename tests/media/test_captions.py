"""Words become cues that can be read, whatever the words and their times are."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reelworks.media import captions
from reelworks.media.captions import Cue
from reelworks.ports.speech import Word
from tests.media.material import spoken

WIDEST = 42
NARRATION = (
    "In nineteen hundred and two the river rose in a single night, and by dawn the town's "
    "three bridges were gone. Nobody had heard them fall."
)


def cues(words: tuple[Word, ...], seconds: float = 60, widest: float = WIDEST) -> tuple[Cue, ...]:
    return captions.cues(words, seconds, measure=len, widest=widest)


def lines(found: tuple[Cue, ...]) -> list[str]:
    return [captions.text_of(line) for cue in found for line in cue.lines]


words = st.lists(
    st.builds(Word, st.text(max_size=60), st.floats(-5, 70), st.floats(-5, 70)), max_size=25
).map(tuple)


@settings(max_examples=150, deadline=None)
@given(words)
def test_every_character_is_shown_once_and_in_order(said: tuple[Word, ...]) -> None:
    shown = "".join("".join(lines(cues(said))).split())
    assert shown == "".join(captions.clean(word.text).replace(" ", "") for word in said)


@settings(max_examples=150, deadline=None)
@given(words)
def test_cues_have_two_lines_at_most_and_each_fits(said: tuple[Word, ...]) -> None:
    for cue in cues(said):
        assert 1 <= len(cue.lines) <= 2
        for line in cue.lines:
            clusters = len(line) == 1 and len(captions._clusters(line[0].text)) == 1
            assert len(captions.text_of(line)) <= WIDEST or clusters


@settings(max_examples=150, deadline=None)
@given(words)
def test_cues_follow_each_other_within_the_shot(said: tuple[Word, ...]) -> None:
    found = cues(said)
    assert all(0 <= cue.start <= cue.end <= 60 for cue in found)
    assert all(before.end <= after.start for before, after in pairwise(found))


def test_a_cue_is_there_while_its_words_are_spoken() -> None:
    for cue in cues(spoken(NARRATION, 9.0)):
        for piece in cue.pieces:
            assert cue.start <= piece.start
            assert piece.end <= cue.end + 1e-9


def test_breaks_come_where_the_sentence_pauses() -> None:
    ends = [lines((cue,))[-1] for cue in cues(spoken(NARRATION, 9.0))]
    assert ends[-2].endswith("gone.")
    assert any(end.endswith("night,") for end in ends)


def test_two_lines_are_even() -> None:
    (cue,) = cues(spoken("the river keeps its old road under all these fields of grain", 3.0))
    above, below = lines((cue,))
    assert abs(len(above) - len(below)) <= 10


def test_a_word_longer_than_a_line_is_cut_between_whole_characters() -> None:
    family = "👨\u200d👩\u200d👧"
    found = lines(cues((Word(family * 30, 0, 4),), widest=20))
    assert "".join(found) == family * 30
    assert all(len(line) % len(family) == 0 for line in found)


def test_parts_of_a_cut_word_share_its_time() -> None:
    pieces = [p for cue in cues((Word("x" * 100, 1.0, 3.0),), widest=25) for p in cue.pieces]
    assert [piece.start for piece in pieces] == pytest.approx([1.0, 1.5, 2.0, 2.5])
    assert [piece.glued for piece in pieces] == [False, True, True, True]


def test_words_of_scripts_without_spaces_stand_together() -> None:
    said = (Word("川は", 0, 1), Word("覚えて", 1, 2), Word("いる。", 2, 3))
    assert lines(cues(said)) == ["川は覚えている。"]
    korean = (Word("강은", 0, 1), Word("기억한다", 1, 2))
    assert lines(cues(korean)) == ["강은 기억한다"]


def test_closing_punctuation_never_begins_a_line() -> None:
    found = lines(cues((Word("河流记得一切，" * 8, 0, 9),), widest=7))
    assert not any(line.startswith("，") for line in found)


def test_times_that_make_no_sense_are_put_in_order() -> None:
    said = (Word("a", math.nan, math.inf), Word("b", 9, 2), Word("c", -4, 500))
    for cue in cues(said, seconds=5):
        assert 0 <= cue.start <= cue.end <= 5


def test_no_words_give_no_cues() -> None:
    assert cues(()) == ()
    assert cues((Word(" \n\x00", 0, 1),)) == ()


@pytest.mark.parametrize(
    ("text", "clean"),
    [("a\tb\nc\r\n d", "a b c d"), ("x\x00\x07y", "xy"), ("\ud83c!", "\ufffd!"), ("  ", "")],
)
def test_clean_keeps_what_can_be_seen(text: str, clean: str) -> None:
    assert captions.clean(text) == clean
