"""A sheet shows every tile, whatever it is, and any words beneath it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from reelworks.domain.errors import NotSupported
from reelworks.media import wav
from reelworks.media.contact_sheet import Tile, write
from reelworks.ops import ffmpeg

ODD = "quotes \"' {braces} 100% \\N \u0644\u063a\u0629 \u4e2d\u6587 \U0001f600 " + "long " * 100


@pytest.fixture
def tiles(tmp_path: Path) -> list[Tile]:
    still, clear, clip, sound = (tmp_path / n for n in ("a.png", "b.png", "c.mp4", "d.wav"))
    Image.new("RGB", (320, 180), "#c03020").save(still)
    Image.new("RGBA", (320, 180), (0, 0, 0, 0)).save(clear)
    ffmpeg.run(["-f", "lavfi", "-i", "color=c=0x2040c0:size=320x180:duration=1", clip])
    tone = np.sin(np.linspace(0, 400, 48_000, dtype=np.float32))[None, :]
    wav.write(sound, wav.Sound(tone, 48_000))
    return [Tile(path, path.name, ODD) for path in (still, clear, clip, sound)]


def test_every_kind_of_tile_is_on_the_sheet(tiles: list[Tile], tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.jpg"
    write(sheet, tiles, title=ODD)
    with Image.open(sheet) as image:
        pixels = np.asarray(image.convert("RGB"), np.int16)
    assert pixels.shape[1] == 16 + 2 * (480 + 16)
    red = (np.abs(pixels - [192, 48, 32]).max(axis=2) < 24).mean()
    blue = (np.abs(pixels - [32, 64, 192]).max(axis=2) < 24).mean()
    assert red > 0.1
    assert blue > 0.1


def test_what_cannot_be_shown_is_said(tmp_path: Path) -> None:
    odd = tmp_path / "x.exe"
    odd.write_bytes(b"MZ")
    with pytest.raises(NotSupported, match=r"\.exe"):
        write(tmp_path / "sheet.jpg", [Tile(odd, "x")], title="t")
