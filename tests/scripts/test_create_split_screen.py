"""Two pictures side by side, exactly as large as asked, a seam between them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from reelworks.media import layers, pictures
from reelworks.scripts import create_split_screen, protocol


def plain(path: Path, size: tuple[int, int], colour: tuple[int, int, int]) -> Path:
    path.write_bytes(layers.png(np.full((size[1], size[0], 3), colour, np.uint8)))
    return path


@pytest.mark.parametrize("size", [(320, 180), (426, 240), (180, 320), (1920, 1080)])
def test_each_picture_fills_its_half(
    tmp_path: Path, size: tuple[int, int], capsys: pytest.CaptureFixture[str]
) -> None:
    left = plain(tmp_path / "l.png", (100, 300), (200, 10, 10))
    right = plain(tmp_path / "r.png", (640, 90), (10, 10, 200))
    out = tmp_path / "o.png"
    args = [f"--left={left}", f"--right={right}", f"--size={size[0]}x{size[1]}", f"--output={out}"]
    assert create_split_screen.main(args) == protocol.OK
    assert json.loads(capsys.readouterr().out)["files"][0]["role"] == "image"
    picture = pictures.load(out)
    assert picture.shape == (size[1], size[0], 3)
    seam = np.flatnonzero((picture[0] > 230).all(axis=1))
    assert seam.size >= 2
    assert seam.mean() == pytest.approx((size[0] - 1) / 2)
    assert (picture[:, : seam[0]] == (200, 10, 10)).all()
    assert (picture[:, seam[-1] + 1 :] == (10, 10, 200)).all()


def test_a_missing_picture_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    left = plain(tmp_path / "l.png", (10, 10), (1, 2, 3))
    args = [f"--left={left}", f"--right={tmp_path / 'none.png'}", "--size=320x180"]
    code = create_split_screen.main([*args, f"--output={tmp_path / 'o.png'}"])
    assert code == protocol.BAD_INPUT
    assert "none.png" in capsys.readouterr().out
