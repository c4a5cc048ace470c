"""The times of characters become those of words, or are not believed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from reelworks.ports.speech import Word
from reelworks.providers.elevenlabs import timing

TEXT = "Hi,  you"
STARTS = [0.1, 0.2, 0.3, 0.4, 0.45, 0.5, 0.6, 0.7]
ENDS = [0.2, 0.3, 0.4, 0.45, 0.5, 0.6, 0.7, 0.9]


def told(**changes: object) -> dict[str, Any]:
    return {
        "characters": list(TEXT),
        "character_start_times_seconds": list(STARTS),
        "character_end_times_seconds": list(ENDS),
        **changes,
    }


def test_a_word_lasts_from_its_first_character_to_its_last() -> None:
    found = timing.words(TEXT, told(), 1.0)
    assert found == (Word("Hi,", 0.1, 0.4), Word("you", 0.5, 0.9))
    assert timing.end(told()) == 0.9


def test_times_that_end_a_little_after_the_sound_end_with_it() -> None:
    assert timing.words(TEXT, told(), 0.8) == (Word("Hi,", 0.1, 0.4), Word("you", 0.5, 0.8))


def _set(values: list[float], at: int, value: Any) -> list[Any]:
    return [*values[:at], value, *values[at + 1 :]]


@pytest.mark.parametrize(
    "alignment",
    [
        None,
        "no object",
        {},
        told(characters=list("Hi,  yow")),
        told(characters=list("Hi, you")),
        told(character_start_times_seconds=STARTS[:-1]),
        told(character_start_times_seconds=None),
        told(character_start_times_seconds=_set(STARTS, 4, 0.2)),
        told(character_end_times_seconds=_set(ENDS, 7, 0.65)),
        told(character_end_times_seconds=_set(ENDS, 3, float("nan"))),
        told(character_start_times_seconds=_set(STARTS, 0, -0.1)),
        told(character_start_times_seconds=_set(STARTS, 2, "0.3")),
        told(
            character_start_times_seconds=[0.5] * len(TEXT),
            character_end_times_seconds=[0.5] * len(TEXT),
        ),
    ],
)
def test_what_cannot_be_is_not_believed(alignment: object) -> None:
    assert timing.words(TEXT, alignment, 1.0) is None


def test_times_far_beyond_the_sound_are_not_believed() -> None:
    assert timing.words(TEXT, told(), 0.5) is None


@pytest.mark.parametrize("broken", [None, [], {"character_end_times_seconds": []}, "x"])
def test_an_end_that_is_not_told(broken: Callable[[], None] | None) -> None:
    assert timing.end(broken) is None
