"""A film is known again by its pictures, however it was encoded, and for no other one."""

from __future__ import annotations

from pathlib import Path

import pytest

from reelworks.domain.errors import BadInput
from reelworks.domain.likeness import Likeness, resemblance
from reelworks.media.looking import pictures
from reelworks.ops import ffmpeg

SCENES = ("mandelbrot=s={size}:r=5", "testsrc2=s={size}:r=5", "life=s={size}:r=5:mold=10:ratio=0.2")


def film(path: Path, scene: str, size: str = "320x180", *more: str) -> Path:
    source = scene.format(size=size)
    ffmpeg.run(
        [*("-f", "lavfi", "-i", source, "-t", "6", *more, "-y", str(path))],
        timeout_s=60,
    )
    return path


def seen(path: Path) -> Likeness:
    return Likeness((), pictures(path, 24))


def test_it_is_known_again_smaller_and_coarser(tmp_path: Path) -> None:
    one = film(tmp_path / "a.mp4", SCENES[0])
    again = tmp_path / "b.mp4"
    coarse = ("-vf", "scale=160:90", "-crf", "38")
    ffmpeg.run(["-f", "mp4", "-i", str(one), *coarse, "-y", str(again)], timeout_s=60)
    assert resemblance(seen(one), seen(again)).pictures > 0.9


def test_another_film_is_another_film(tmp_path: Path) -> None:
    films = [film(tmp_path / f"{n}.mp4", scene) for n, scene in enumerate(SCENES)]
    looked = [seen(path) for path in films]
    assert resemblance(looked[0], looked[1]).pictures < 0.2
    assert resemblance(looked[1], looked[2]).pictures < 0.2


def test_black_shows_nothing(tmp_path: Path) -> None:
    assert pictures(film(tmp_path / "black.mp4", "color=black:s={size}:r=5")) == ()


def test_what_is_no_film_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    path.write_text("no film")
    with pytest.raises(BadInput, match="no film that can be looked at"):
        pictures(path)
