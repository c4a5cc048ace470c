"""A still from an environment and a character, with layers when there were some."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from reelworks.media import layers
from reelworks.scripts import create_composite, generate_asset, protocol

SIZE = "--size=320x180"


@pytest.fixture(scope="module")
def assets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A painted environment in layers, and a painted character."""
    folder = tmp_path_factory.mktemp("assets")
    place = ["--prompt=Golden light. Mountains", f"--layers={folder / 'e.ora'}"]
    figure = ["--prompt=Golden light. a monk", "--kind=character"]
    for name, args in (("e.png", place), ("c.png", figure)):
        assert generate_asset.main([*args, SIZE, f"--output={folder / name}"]) == protocol.OK
    return folder


def roles(capsys: pytest.CaptureFixture[str]) -> list[str]:
    said = json.loads(capsys.readouterr().out.splitlines()[-1])
    return [file["role"] for file in said["files"]]


def test_a_character_is_put_into_the_layers(
    assets: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    args = [f"--environment={assets / 'e.png'}", f"--environment-layers={assets / 'e.ora'}"]
    args += [f"--character={assets / 'c.png'}", "--placement=left", SIZE]
    args += [f"--output={tmp_path / 's.png'}", f"--layers={tmp_path / 's.ora'}"]
    assert create_composite.main(args) == protocol.OK
    assert roles(capsys) == ["image", "layers"]
    with Image.open(tmp_path / "s.png") as picture:
        assert (picture.size, picture.mode) == ((320, 180), "RGB")
    assert "character" in [layer.name for layer in layers.read(tmp_path / "s.ora").layers]


def test_a_flat_picture_of_another_size_becomes_a_still_without_layers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    vendor = tmp_path / "vendor.jpg"
    Image.fromarray(np.full((300, 500, 3), 120, np.uint8)).save(vendor)
    args = [f"--environment={vendor}", SIZE, f"--output={tmp_path / 's.png'}"]
    assert create_composite.main([*args, f"--layers={tmp_path / 's.ora'}"]) == protocol.OK
    assert roles(capsys) == ["image"]
    assert not (tmp_path / "s.ora").exists()
    with Image.open(tmp_path / "s.png") as picture:
        assert (picture.size, picture.mode) == ((320, 180), "RGB")


@pytest.mark.parametrize("content", [b"", b"not a picture", b"\x89PNG\r\n\x1a\nbroken"])
def test_an_unusable_picture_is_told_without_a_trace(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    bad = tmp_path / "bad.png"
    bad.write_bytes(content)
    args = [f"--environment={bad}", SIZE, f"--output={tmp_path / 's.png'}"]
    assert create_composite.main(args) == protocol.BAD_INPUT
    said = capsys.readouterr()
    error = json.loads(said.out.splitlines()[-1])["error"]
    assert "bad.png" in error["message"]
    assert error["remedy"]
    assert "Traceback" not in said.err
    assert not (tmp_path / "s.png").exists()
