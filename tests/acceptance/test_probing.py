"""The probes themselves: each finds the fault that was put into a copy of a good film."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from reelworks.ops import ffmpeg
from tests.acceptance import hearing, probing
from tests.acceptance.film import EXPECTED, Undisturbed
from tests.acceptance.probing import Film

pytestmark = pytest.mark.slow

Spoil = Callable[..., Film]
_PICTURE = ("-c:a", "copy", "-c:v", "libx264", "-preset", "ultrafast", "-profile:v", "high", "-vf")


@pytest.fixture
def spoil(undisturbed: Undisturbed, tmp_path: Path) -> Spoil:
    """Writes a copy of the film through FFmpeg with these options."""

    def spoiled(*options: str) -> Film:
        film = undisturbed.film
        for path in film.path.parent.iterdir():
            shutil.copy(path, tmp_path)
        copy = tmp_path / film.path.name
        ffmpeg.run(["-i", film.path, "-map", "0:v", "-map", "0:a", *options, copy])
        return replace(film, path=copy)

    return spoiled


def test_a_moved_sound_is_found(spoil: Spoil) -> None:
    later = spoil("-c:v", "copy", "-af", "adelay=60:all=1")
    faults = probing.sync_faults(later)
    assert len(faults) == EXPECTED.shots
    assert "60." in faults[0] or "59." in faults[0]


def test_a_frozen_picture_is_found(spoil: Spoil) -> None:
    frozen = spoil(*_PICTURE, "loop=loop=40:size=1:start=60,trim=end_frame=150,fps=30")
    assert len(probing.picture_faults(frozen)) == 1


def test_a_black_picture_is_found(spoil: Spoil) -> None:
    black = spoil(*_PICTURE, "drawbox=color=black:t=fill:enable='between(t,2,2.5)'")
    assert len(probing.picture_faults(black)) == 1


def test_another_encode_is_found(spoil: Spoil) -> None:
    again = spoil(*_PICTURE, "null", "-movflags", "+faststart")
    assert len(probing.join_faults(again)) == 1


def test_another_shape_is_found(spoil: Spoil) -> None:
    other = spoil("-r", "25", "-s", "320x180", "-profile:v", "main", "-ar", "44100", "-ac", "1")
    faults = " ".join(probing.technical_faults(other, EXPECTED))
    for fault in ("size", "codec", "sound", "frames", "index"):
        assert fault in faults


def test_a_wrong_loudness_is_found(spoil: Spoil) -> None:
    assert len(probing.loudness_faults(spoil("-c:v", "copy", "-af", "volume=-1dB").path)) == 2
    assert any("peak" in f for f in probing.loudness_faults(
        spoil("-c:v", "copy", "-af", "volume=3dB").path))  # fmt: skip


def test_missing_chapters_are_found(spoil: Spoil) -> None:
    assert probing.chapter_faults(spoil("-c", "copy", "-map_chapters", "-1")) != []


def test_equal_hashes_mean_equal_streams(spoil: Spoil, undisturbed: Undisturbed) -> None:
    kept = ("-map", "0:d?", "-c", "copy")
    named = spoil(*kept, "-metadata", "title=Another")
    assert probing.stream_hash(named.path) == undisturbed.hash
    quieter = spoil("-c:v", "copy", "-af", "volume=-0.1dB")
    assert probing.stream_hash(quieter.path) != undisturbed.hash


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("In 1822, 3,500 sheep crossed.", "in eighteen twenty two, 3500 sheep crossed"),
        ("on 20 August 1977", "on 20th August, 1977."),
        ("Six kilometres: 5% “colour” organised", "6 kilometers five percent color organized"),
        ("It's the 1970s — twenty-first", "its the 1970s 21st"),
    ],
)
def test_what_sounds_the_same_is_the_same(written: str, heard: str) -> None:
    assert hearing.normal(written) == hearing.normal(heard)


def test_another_word_is_another_word() -> None:
    assert hearing.normal("three arches") != hearing.normal("30 arches")
