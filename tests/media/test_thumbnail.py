"""A thumbnail: white letters on a darkened foot, small enough to upload."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from reelworks.media import rooms, thumbnail
from reelworks.media.layers import Pixels


def made(folder: Path, still: Pixels, title: str) -> Image.Image:
    path = folder / "thumbnail.jpg"
    with rooms.room(folder) as room:
        thumbnail.make(still, title, "en", path, room)
    assert path.stat().st_size <= 2_000_000
    with Image.open(path) as image:
        assert image.size == (still.shape[1], still.shape[0])
        return image.convert("RGB")


def test_letters_are_white_on_a_darkened_foot(tmp_path: Path) -> None:
    white = np.full((720, 1280, 3), 255, np.uint8)
    light = np.asarray(made(tmp_path, white, "I").convert("L"))
    assert light[:100].min() > 230
    assert light[-20:].max() < 90
    assert light[500:660].max() > 245


def test_noise_is_packed_until_it_can_be_uploaded(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (720, 1280, 3), np.uint8)
    made(tmp_path, noise, 'Any "title" {x} \\N')


def test_without_a_title_it_is_the_picture_alone(tmp_path: Path) -> None:
    white = np.full((720, 1280, 3), 255, np.uint8)
    light = np.asarray(made(tmp_path, white, " ").convert("L"))
    assert np.ptp(light, axis=1).max() < 10
