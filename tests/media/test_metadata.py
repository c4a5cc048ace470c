"""Chapters cover the film from its first frame to its last."""

from __future__ import annotations

import pytest

from reelworks.media.metadata import Chapter, chapters, language


def test_first_chapter_reaches_back_to_the_beginning() -> None:
    found = chapters(["", "A", "", "B"], [0, 100, 200, 300], 400)
    assert found == (Chapter("A", 0, 300), Chapter("B", 300, 400))


def test_film_without_chapters_has_none() -> None:
    assert chapters(["", "", ""], [0, 10, 20], 30) == ()


@pytest.mark.parametrize(
    ("tag", "letters"),
    [
        ("en", "eng"),
        ("en-GB", "eng"),
        ("pt_BR", "por"),
        ("ZH-hant", "zho"),
        ("tlh", "und"),
        ("", "und"),
    ],
)
def test_language_is_written_as_mp4_wants_it(tag: str, letters: str) -> None:
    assert language(tag) == letters
