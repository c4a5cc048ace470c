"""A finished film is changed shot by shot at the command line, and opened in an editing program."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import opentimelineio as otio
import pytest
from PIL import Image

from reelworks.media import wav
from reelworks.media.probe import probe_picture
from tests.acceptance import homes
from tests.acceptance.homes import Ended, Home

pytestmark = pytest.mark.slow

NOTES = """\
# Rain

Rain falls on the hills all winter. In spring the river carries it down to the sea.
"""
BAD_INPUT = 65


class Desk:
    """A film of two shots, and the commands that change it."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self._seen = 0

    def make(self) -> list[str]:
        """Go on with the film; the steps that ran for it."""
        made = self.home.run("make", "rain.md", "--shots", "2", "--size", "320x180", "--json")
        assert made.code == 0, made.err
        events = made.events()
        since, self._seen = events[self._seen : -1], len(events) - 1
        assert homes.ran_again(since) == []
        return sorted(homes.started(since))

    def run(self, *words: str | Path) -> Ended:
        ended = self.home.run(*words)
        assert ended.code == 0, ended.err
        return ended

    def segments(self) -> dict[str, str]:
        found = sorted((self.home.task / "segments").glob("shot-*.mp4"))
        return {path.stem: hashlib.sha256(path.read_bytes()).hexdigest() for path in found}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with homes.home_in(tmp_path) as home:
        (home.desk / "rain.md").write_text(NOTES, "utf-8")
        with homes.served(home):
            yield Desk(home)


def test_only_what_depends_on_a_change_is_made_again(desk: Desk) -> None:
    assert "final/film" in desk.make()
    a_changed_narration_leaves_the_other_segment_as_it_is(desk)
    files_of_ones_own_are_used(desk)
    a_file_that_cannot_be_used_is_refused(desk)
    the_film_opens_in_an_editing_program(desk)


def a_changed_narration_leaves_the_other_segment_as_it_is(desk: Desk) -> None:
    before = desk.segments()
    words = ("edit", "rain", "2", "--narration", "In spring the snow melts and the rivers rise.")
    looked = json.loads(desk.run(*words, "--dry-run", "--json").out)
    assert desk.make() == [], "only looked"
    told = json.loads(desk.run(*words, "--json").out)
    assert told["again"] == looked["again"]
    assert set(desk.make()) <= set(told["again"])
    named = {key.rpartition("/")[2] for key in told["again"]}
    assert named <= {"shot-02", "music", "still", "film"}
    after = desk.segments()
    assert after["shot-01"] == before["shot-01"]
    assert after["shot-02"] != before["shot-02"]
    assert "In spring the snow melts" in (desk.home.task / "film.txt").read_text("utf-8")


def files_of_ones_own_are_used(desk: Desk) -> None:
    Image.new("RGB", (640, 400), (200, 30, 30)).save(desk.home.desk / "red.png")
    time = np.arange(2 * 48_000) / 48_000
    tone = (0.2 * np.sin(2 * np.pi * 220 * time))[None].astype(np.float32)
    wav.write(desk.home.desk / "me.wav", wav.Sound(tone))
    desk.run("edit", "rain", "1", "--image", "red.png", "--voice-recording", "me.wav")
    ran = desk.make()
    assert {"composites/shot-01", "audio/shot-01", "assembly/shot-01"} <= set(ran)
    with Image.open(desk.home.task / "assets/composites/shot-01.png") as still:
        assert still.convert("RGB").getpixel((160, 90)) == (200, 30, 30)
    shots = [json.loads(line) for line in desk.run("shots", "rain", "--json").out.splitlines()]
    assert shots[0]["own"] == ["image", "recording"]


def a_file_that_cannot_be_used_is_refused(desk: Desk) -> None:
    missing = desk.home.run("edit", "rain", "1", "--image", "nowhere.png")
    assert missing.code == BAD_INPUT
    assert "nowhere.png" in missing.refusal


def the_film_opens_in_an_editing_program(desk: Desk) -> None:
    path = desk.home.desk / desk.run("export", "rain", "edit").out.strip()
    line = otio.adapters.read_from_file(str(path))
    pictures = line.video_tracks()[0]
    assert pictures.duration().to_frames() == probe_picture(desk.home.task / "film.mp4").frames
    assert [track.name for track in line.tracks].count("Clips without captions") == 1
    for clip in line.find_clips():
        reference = clip.media_reference
        if isinstance(reference, otio.schema.ExternalReference):
            assert (path.parent / reference.target_url).is_file(), reference.target_url
