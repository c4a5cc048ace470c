"""One small film through the real command line, and everything that was promised of a film."""

from __future__ import annotations

import json
import re

import pytest

from tests.acceptance import hearing, homes, probing
from tests.acceptance.film import EXPECTED, Undisturbed

pytestmark = pytest.mark.slow


def test_it_is_what_was_ordered(undisturbed: Undisturbed) -> None:
    assert probing.technical_faults(undisturbed.film, EXPECTED) == []


def test_it_is_as_loud_as_platforms_expect(undisturbed: Undisturbed) -> None:
    assert probing.loudness_faults(undisturbed.film.path) == []


def test_picture_and_sound_agree_at_every_join(undisturbed: Undisturbed) -> None:
    assert probing.sync_faults(undisturbed.film) == []


def test_no_picture_is_black_or_frozen(undisturbed: Undisturbed) -> None:
    assert probing.picture_faults(undisturbed.film) == []


def test_segments_are_joined_without_encoding_again(undisturbed: Undisturbed) -> None:
    assert probing.join_faults(undisturbed.film) == []


def test_subtitles_transcript_and_thumbnail_lie_beside_it(undisturbed: Undisturbed) -> None:
    assert probing.words_faults(undisturbed.film) == []


def test_chapters_begin_with_their_shots(undisturbed: Undisturbed) -> None:
    story = json.loads((undisturbed.film.task / "story.json").read_text("utf-8"))
    assert any(shot.get("chapter") for shot in story["shots"])
    assert probing.chapter_faults(undisturbed.film) == []


def test_the_sound_says_the_script(undisturbed: Undisturbed) -> None:
    spoken = undisturbed.film.beside(".txt").read_text("utf-8")
    rate, heard = hearing.word_error_rate(undisturbed.film.path, spoken)
    assert rate < 0.10, f"said: {spoken}\nheard: {heard}"


def test_the_last_line_is_the_films_path(undisturbed: Undisturbed) -> None:
    assert undisturbed.out.splitlines()[-1] == "out/bridge.mp4"


def test_every_phase_is_printed_with_its_time(undisturbed: Undisturbed) -> None:
    stages = {step.partition("/")[0] for step in homes.started(undisturbed.events)}
    times = dict(re.findall(r"^(\w+) +([\d.]+) s\b", undisturbed.out, re.MULTILINE))
    assert times.keys() == stages | {"all"}
    assert 0 < float(times["all"]) < undisturbed.seconds


def test_nothing_ran_twice_and_nothing_is_left_behind(undisturbed: Undisturbed) -> None:
    steps = homes.started(undisturbed.events)
    assert len(steps) == len(set(steps))
    assert undisturbed.home.left_behind() == []
    assert undisturbed.home.processes() == []
