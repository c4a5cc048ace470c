"""Text stands inside the safe area of any picture, as large as it can."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from reelworks.media import fonts, typeset
from reelworks.media.captions import Piece
from reelworks.media.typeset import Spoken
from tests.media import material

SIZES = [(640, 360), (360, 640), (400, 400)]
LONG = "An unusually long title about the river, its three bridges and the town that forgot them"
SAID = "The river remembers every flood, and keeps its old road under all these fields of grain."


def ink(frame: material.Pixels) -> tuple[int, int, int, int]:
    """Top, bottom, left, right of what is drawn."""
    rows, columns = np.flatnonzero(frame.max(axis=1) > 30), np.flatnonzero(frame.max(axis=0) > 30)
    return int(rows[0]), int(rows[-1]), int(columns[0]), int(columns[-1])


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_captions_stand_low_in_the_safe_area(tmp_path: Path, width: int, height: int) -> None:
    spoken = Spoken(material.spoken(SAID, 3), 0, 4)
    script = typeset.shot(width, height, spoken, language="en", apart=False)
    for frame in material.drawn(script, tmp_path, (width, height), 3):
        top, bottom, left, right = ink(frame)
        assert top > height * 0.5
        assert bottom < height * 0.95
        assert left > width * 0.05
        assert right < width * 0.95


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize("title", ["Rivers", LONG, "x" * 300, "川" * 90, "one " * 200])
def test_titles_of_any_length_stand_in_the_picture(
    tmp_path: Path, width: int, height: int, title: str
) -> None:
    script = typeset.poster(width, height, title, language="en")
    top, bottom, left, right = ink(material.drawn(script, tmp_path, (width, height))[0])
    assert min(top, left) > 0
    assert right < width * 0.97
    assert bottom < height * 0.97


def test_short_title_is_set_larger_than_a_long_one(tmp_path: Path) -> None:
    faces = fonts.faces_for(fonts.title_face(), LONG, "en")
    short, _ = typeset.fit("Rivers", faces, 500, most=3, largest=90, least=20)
    long, lines = typeset.fit(LONG, faces, 500, most=3, largest=90, least=20)
    assert short == 90
    assert 20 < long < 90
    assert " ".join(lines) == LONG


def test_title_that_cannot_fit_says_that_it_goes_on() -> None:
    faces = fonts.faces_for(fonts.title_face(), "x", "en")
    em, lines = typeset.fit("many words " * 40, faces, 300, most=2, largest=60, least=30)
    assert (em, len(lines)) == (30, 2)
    assert lines[-1].endswith("…")
    assert fonts.width(lines[-1], faces) * em <= 300 * 1.05


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("one", ("one",)),
        ("aaaa bbbb cccc", ("aaaa bbbb", "cccc")),
        ("the night the river rose", ("the night", "the river", "rose")),
        ("aaa bbb ccc ddd eee", ("aaa bbb ccc", "ddd eee")),
    ],
)
def test_lines_are_few_and_even(text: str, lines: tuple[str, ...]) -> None:
    pieces = [Piece(word, 0, 0) for word in text.split()]
    assert typeset.wrap(pieces, len, 11) == lines


def test_title_without_spaces_breaks_into_lines() -> None:
    title = "川は洪水を覚えている、古い川筋は畑の下に眠る"
    faces = fonts.faces_for(fonts.title_face(), title, "ja")
    em, lines = typeset.fit(title, faces, 500, most=3, largest=60, least=20)
    assert em > 40
    assert "".join(lines) == title


def test_text_without_anything_to_say_draws_nothing() -> None:
    script = typeset.shot(320, 180, Spoken((), 0.3, 2), language="en", title=" \n")
    assert (script.text, script.sheets) == ("", ())
    poster = typeset.poster(320, 180, " \x00", language="en")
    assert not poster.text


def test_title_is_gone_before_a_short_shot_ends(tmp_path: Path) -> None:
    script = typeset.shot(320, 180, Spoken((), 0.3, 2), language="en", title="Rivers", apart=False)
    first, second, third = material.drawn(script, tmp_path, (320, 180), 3)
    assert (first.max(), third.max()) == (0, 0)
    assert second.max() > 150


def test_what_no_face_has_is_told_once() -> None:
    words = material.spoken("runes ᚠ ᚠ", 1)
    script = typeset.shot(320, 180, Spoken(words, 0, 2), language="en", title="ᚠ ᚢ")
    assert script.missing == "ᚠᚢ"
