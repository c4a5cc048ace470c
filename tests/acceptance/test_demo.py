"""The full-size film of `make demo`, looked at by the same probes as the small one.

REELWORKS_DEMO_FILM=build/demo/lighthouse.mp4 names it; its task is found in .reelworks, or in
REELWORKS_HOME.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from reelworks.ops.files import sha256_of
from tests.acceptance import hearing, probing
from tests.acceptance.probing import Expected, Film

pytestmark = [
    pytest.mark.demo,
    pytest.mark.skipif(
        "REELWORKS_DEMO_FILM" not in os.environ,
        reason="REELWORKS_DEMO_FILM does not name a film; `make demo` makes one",
    ),
]


@pytest.fixture(scope="module")
def demo() -> Film:
    path = Path(os.environ["REELWORKS_DEMO_FILM"])
    home = Path(os.environ.get("REELWORKS_HOME", ".reelworks"))
    wanted = sha256_of(path)
    same = [f for f in home.glob("workspaces/*/*/film.mp4") if sha256_of(f) == wanted]
    assert same, f"{path} was not made in {home}"
    return Film(path, same[0].parent)


def test_it_has_eighteen_shots_in_full_size(demo: Film) -> None:
    assert probing.technical_faults(demo, Expected(1920, 1080, shots=18)) == []
    assert 75 <= demo.shots[-1].end <= 120


def test_it_is_sound_in_every_way(demo: Film) -> None:
    assert probing.loudness_faults(demo.path) == []
    assert probing.sync_faults(demo) == []
    assert probing.picture_faults(demo) == []
    assert probing.join_faults(demo) == []
    assert probing.words_faults(demo) == []
    assert probing.chapter_faults(demo) == []


def test_it_says_its_transcript(demo: Film) -> None:
    spoken = demo.beside(".txt").read_text("utf-8")
    rate, heard = hearing.word_error_rate(demo.path, spoken)
    assert rate < 0.10, f"said: {spoken}\nheard: {heard}"
