"""A preview is small, keeps clear ground clear, and is made of nothing that is no picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PIL import Image

from reelworks.domain.errors import BadInput, NotSupported
from reelworks.media import preview

if TYPE_CHECKING:
    from pathlib import Path


def test_a_large_picture_becomes_a_small_one(tmp_path: Path) -> None:
    source, output = tmp_path / "a.png", tmp_path / "a.webp"
    Image.new("RGBA", (1920, 1080), (255, 0, 0, 0)).save(source)
    preview.write(source, output, 320)
    with Image.open(output) as made:
        assert (made.format, made.size) == ("WEBP", (320, 180))
        assert made.convert("RGBA").getpixel((10, 10))[3] == 0


def test_a_small_picture_is_not_blown_up(tmp_path: Path) -> None:
    source, output = tmp_path / "a.jpg", tmp_path / "a.webp"
    Image.new("RGB", (64, 36), "blue").save(source)
    preview.write(source, output, 640)
    with Image.open(output) as made:
        assert made.size == (64, 36)


@pytest.mark.parametrize("name", ["a.txt", "a.svg", "a"])
def test_what_is_no_picture_has_no_preview(tmp_path: Path, name: str) -> None:
    source = tmp_path / name
    source.write_text("<svg/>")
    with pytest.raises(NotSupported):
        preview.write(source, tmp_path / "a.webp", 320)


@pytest.mark.parametrize("name", ["a.png", "a.mp4"])
def test_what_only_calls_itself_one_is_refused(tmp_path: Path, name: str) -> None:
    source = tmp_path / name
    source.write_bytes(b"<script>alert(1)</script>" * 50)
    with pytest.raises(BadInput):
        preview.write(source, tmp_path / "a.webp", 320)
    assert not (tmp_path / "a.webp").exists()
