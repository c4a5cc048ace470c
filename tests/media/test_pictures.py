"""Pictures from outside are looked at before they are used, and fitted exactly."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from reelworks.domain.errors import BadInput
from reelworks.media import pictures


def saved(path: Path, size: tuple[int, int] = (64, 48), mode: str = "RGB", **how: object) -> Path:
    ramp = np.linspace(0, 255, size[0] * size[1]).reshape(size[1], size[0]).astype(np.uint8)
    Image.fromarray(ramp).convert(mode).save(path, **how)  # type: ignore[arg-type]
    return path


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.webp"])
def test_usual_formats_are_read(tmp_path: Path, name: str) -> None:
    assert pictures.load(saved(tmp_path / name)).shape == (48, 64, 3)


@pytest.mark.parametrize(
    ("mode", "channels"), [("L", 3), ("P", 3), ("RGBA", 4), ("LA", 4), ("1", 3), ("I;16", 3)]
)
def test_every_kind_of_png_becomes_rgb_or_rgba(tmp_path: Path, mode: str, channels: int) -> None:
    path = tmp_path / "a.png"
    if mode == "I;16":
        Image.fromarray(np.full((48, 64), 40_000, np.uint16)).save(path)
    else:
        saved(path, mode=mode)
    picture = pictures.load(path)
    assert picture.shape == (48, 64, channels)
    assert picture.dtype == np.uint8


def test_a_turned_photograph_is_put_upright(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    path = saved(tmp_path / "a.jpg", exif=exif)
    assert pictures.load(path).shape == (64, 48, 3)


def whole_png() -> bytes:
    out = io.BytesIO()
    Image.fromarray(np.random.default_rng(1).integers(0, 255, (64, 64, 3), np.uint8)).save(
        out, "PNG"
    )
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "not a PNG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a PNG"),
        (b"GIF89a" + b"\0" * 40, "not a PNG"),
        (whole_png()[:2000], "cannot be read"),
        (whole_png()[:-400], "cannot be read"),
    ],
)
def test_what_is_no_whole_picture_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "bad.png"
    path.write_bytes(content)
    with pytest.raises(BadInput, match=reason) as refused:
        pictures.load(path)
    assert "bad.png" in refused.value.message
    assert refused.value.remedy


def test_a_missing_picture_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="There is no picture"):
        pictures.load(tmp_path / "none.png")


def test_too_many_pixels_are_refused_before_they_are_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "huge.png"
    Image.new("1", (10_000, 6_000)).save(path)
    assert path.stat().st_size < 100_000
    with pytest.raises(BadInput, match="10000x6000"):
        pictures.load(path)


@pytest.mark.parametrize("size", [(64, 64), (640, 20), (20, 640), (33, 47), (1, 1)])
def test_covering_gives_exactly_the_size(size: tuple[int, int]) -> None:
    picture = np.full((size[1], size[0], 3), 90, np.uint8)
    fitted = pictures.covering(picture, 64, 36)
    assert fitted.shape == (36, 64, 3)
    assert (fitted == 90).all()


def test_covering_keeps_the_middle_and_the_proportions() -> None:
    picture = np.zeros((100, 300, 3), np.uint8)
    picture[40:60, 140:160] = 255
    fitted = pictures.covering(picture, 100, 100)
    rows, columns = np.nonzero(fitted[..., 0] > 128)
    assert (rows.min(), rows.max()) == (40, 59)
    assert (columns.min(), columns.max()) == (40, 59)


def test_scaling_does_not_bleed_colour_from_clear_pixels() -> None:
    picture = np.zeros((40, 40, 4), np.uint8)
    picture[:, :20] = (200, 100, 50, 255)
    picture[:, 20:] = (0, 255, 0, 0)
    small = pictures.scaled(picture, 13, 13)
    shown = small[small[..., 3] > 0]
    assert np.abs(shown[:, :3].astype(int) - (200, 100, 50)).max() <= 2
