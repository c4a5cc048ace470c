"""Word times are read as they stand, or refused with the place that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from reelworks.domain.errors import BadInput
from reelworks.media import words
from tests.media import material


def test_words_come_back_as_written(tmp_path: Path) -> None:
    said = material.spoken('The {river} "rose" \\N 100% 🌊', 2)
    assert words.read(material.words(tmp_path / "w.json", said)) == said


@pytest.mark.parametrize(
    ("content", "place"),
    [("", "the file"), ("{}", "the file"), ('[{"text": "a", "start": 0}]', "0.end"), ("[1]", "0")],
)
def test_unusable_words_say_where(tmp_path: Path, content: str, place: str) -> None:
    path = tmp_path / "w.json"
    path.write_text(content)
    with pytest.raises(BadInput, match=rf"w\.json.*{place}"):
        words.read(path)
