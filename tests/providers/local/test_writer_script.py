"""A finished script is spoken word for word."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reelworks.domain.errors import BadInput
from reelworks.domain.story import Story
from reelworks.ports.write import SourceKind
from tests.providers.local.stories import EXAMPLES, research, story

SCRIPTS = sorted((EXAMPLES / "scripts").glob("*.md"))
SCRIPT = """# The Lamp

<!-- slowly -->
In the beginning there was a lamp. {It} burned 100% of the night: "on" and on\\off.

It was 5 * 3 feet tall, and nobody knew why 🎉. Dr. Smith said it cost $4.50!

## The end

Then the light went out... and the sea was dark.
[music rises]
- Nobody cried.
"""
SPOKEN = (
    'In the beginning there was a lamp. {It} burned 100% of the night: "on" and on\\off. '
    "It was 5 * 3 feet tall, and nobody knew why 🎉. Dr. Smith said it cost $4.50! "
    "Then the light went out... and the sea was dark. [music rises] - Nobody cried."
)


def told(text: str, shots: int = 0) -> Story:
    return story(text, shots, kind=SourceKind.SCRIPT)


def spoken(film: Story) -> str:
    return " ".join(shot.narration for shot in film.shots)


def test_every_paragraph_is_a_shot() -> None:
    film = told(SCRIPT)
    assert len(film.shots) == 3
    assert spoken(film) == SPOKEN


@pytest.mark.parametrize("shots", [1, 2, 3, 4, 5, 6, 8, 13, 20, 40])
def test_asked_for_a_number_the_words_are_spread_over_it(shots: int) -> None:
    film = told(SCRIPT, shots)
    assert len(film.shots) == shots
    assert spoken(film) == SPOKEN
    assert all(re.search(r"\w", shot.narration) for shot in film.shots)


def test_headings_are_titles_and_are_not_spoken() -> None:
    film = told(SCRIPT)
    assert film.title == "The Lamp"
    assert "The end" not in spoken(film)
    assert film.shots[0].chapter == "The Lamp"


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_example_keeps_its_words_and_chapters(script: Path) -> None:
    text = script.read_text("utf-8")
    film = told(text)
    said = re.sub(r"<!--[^>]*-->|^#.*$", " ", text, flags=re.MULTILINE)
    assert spoken(film) == " ".join(said.split())
    headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert [shot.chapter for shot in film.shots if shot.chapter] == headings


def test_there_is_an_example() -> None:
    assert SCRIPTS


def test_long_paragraphs_become_several_shots() -> None:
    sentence = "The light of the tower fell on the water and the ships saw it from afar. "
    film = told(sentence * 9)
    assert len(film.shots) > 1
    assert spoken(film) == (sentence * 9).strip()


def test_more_than_sixty_paragraphs_share_sixty_shots() -> None:
    text = "\n\n".join(f"Paragraph {number} says these words." for number in range(100))
    film = told(text)
    assert len(film.shots) == 60
    assert spoken(film) == " ".join(text.split())


def test_words_without_spaces_are_parted_too() -> None:
    text = "灯台は海の上に立っています。1611年に最初の火が灯されました。"
    film = told(text, 6)
    assert len(film.shots) == 6
    assert spoken(film).replace(" ", "") == text
    assert film.language == "ja"


def test_too_few_words_say_how_many_shots_they_fill() -> None:
    with pytest.raises(BadInput, match="only 2 words"):
        told("Hello there.", 5)


@pytest.mark.parametrize(
    "text", ["", "   \n\n", "# Only a title", "<!-- nothing -->", "---\n\n***"]
)
def test_nothing_to_speak_is_bad_input(text: str) -> None:
    with pytest.raises(BadInput, match="no words"):
        research(text, SourceKind.SCRIPT)


LINES = st.text(
    alphabet=st.characters(
        exclude_categories=["Cs", "Cc", "Zl", "Zp", "Cf"], exclude_characters="#<>[]-*_"
    ),
    min_size=1,
    max_size=60,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(LINES, min_size=1, max_size=12), st.integers(1, 20))
def test_no_word_is_ever_lost(paragraphs: list[str], shots: int) -> None:
    text = "\n\n".join(paragraphs)
    try:
        film = told(text, shots)
    except BadInput:
        return
    kept = [" ".join(words.split()) for words in paragraphs]
    wanted = "".join(words for words in kept if re.search(r"[^\W_]", words))
    assert len(film.shots) == shots
    assert "".join(spoken(film).split()) == "".join(wanted.split())
