"""The thumbnail is the liveliest moment, in the film's shape, small enough to upload."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from reelworks.media import rooms, thumbnail
from reelworks.media.thumbnail import Moment
from tests.media import material


def made(folder: Path, moments: list[Moment], title: str = "Rivers") -> Image.Image:
    path = folder / "thumbnail.jpg"
    with rooms.room(folder) as room:
        thumbnail.make(moments, title, "en", path, room)
    assert path.stat().st_size <= 2_000_000
    with Image.open(path) as image:
        return image.convert("RGB")


def test_lively_moment_wins_over_black_white_and_grey(tmp_path: Path) -> None:
    dull = [material.grey(tmp_path / f"{level}.mp4", 0.5, level) for level in (0, 255, 120)]
    lively = material.clip(tmp_path / "lively.mp4", "testsrc2=s=320x180:r=30:d=0.5")
    image = made(tmp_path, [Moment(path, 3) for path in [*dull, lively]])
    assert np.asarray(image.convert("HSV"))[:100, :, 1].mean() > 100


def test_shots_that_begin_black_are_judged_by_what_follows(tmp_path: Path) -> None:
    fade = "fade=in:start_frame=0:nb_frames=6"
    looks = ("color=c=0x606060:", "testsrc2=", "color=c=white:")
    paths = [
        material.clip(tmp_path / f"{number}.mp4", f"{look}s=320x180:r=30:d=0.5,{fade}")
        for number, look in enumerate(looks)
    ]
    image = made(tmp_path, [Moment(path, 5) for path in paths])
    assert np.asarray(image.convert("HSV"))[:100, :, 1].mean() > 100


def test_the_frame_asked_for_is_taken(tmp_path: Path) -> None:
    flash = "drawbox=w=iw:h=ih:color=white:t=fill:enable='eq(n,3)'"
    clip = material.clip(tmp_path / "c.mp4", f"color=c=black:s=320x180:r=30:d=0.5,{flash}")
    light = [
        np.asarray(made(tmp_path, [Moment(clip, frame)]).convert("L"))[:100].mean()
        for frame in (2, 3, 99)
    ]
    assert light[1] > 230
    assert max(light[0], light[2]) < 20


@pytest.mark.parametrize(
    ("size", "shape"),
    [("320x180", (1280, 720)), ("180x320", (720, 1280)), ("200x200", (1280, 1280))],
)
def test_thumbnail_has_the_films_shape(tmp_path: Path, size: str, shape: tuple[int, int]) -> None:
    clip = material.clip(tmp_path / "c.mp4", f"testsrc2=s={size}:r=30:d=0.2")
    assert made(tmp_path, [Moment(clip, 0)]).size == shape


def test_letters_are_white_on_a_darkened_foot(tmp_path: Path) -> None:
    clip = material.grey(tmp_path / "c.mp4", 0.2, 255)
    light = np.asarray(made(tmp_path, [Moment(clip, 0)], "I").convert("L"))
    assert light[:100].min() > 230
    assert light[-20:].max() < 90
    assert light[500:660].max() > 245


def test_noise_is_packed_until_it_can_be_uploaded(tmp_path: Path) -> None:
    noise = "color=c=gray:s=1280x720:r=30:d=0.1,noise=alls=100:allf=t"
    clip = material.clip(tmp_path / "c.mp4", noise, codec=("-pix_fmt", "yuv420p", "-crf", "5"))
    assert made(tmp_path, [Moment(clip, 0)], 'Any "title" {x} \\N').size == (1280, 720)
