"""Layered pictures keep their layers exactly, and refuse what is none."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest

from reelworks.domain.errors import BadInput
from reelworks.media import layers
from reelworks.media.layers import Layer, Stack


def block(height: int, width: int, colour: tuple[int, int, int, int]) -> layers.Pixels:
    return np.full((height, width, 4), colour, np.uint8)


def stack() -> Stack:
    noise = np.random.default_rng(7).integers(0, 256, (40, 60, 4), dtype=np.uint8)
    noise[..., 3] = 255
    return Stack(
        60,
        40,
        (
            Layer("sky", 0.0, noise),
            Layer("hill", 0.4, block(10, 30, (200, 100, 50, 128)), -5, 20),
            Layer("front", 0.9, block(8, 20, (0, 0, 0, 255)), 50, 36),
        ),
    )


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "a.ora"
    layers.write(path, stack())
    again = layers.read(path)
    assert (again.width, again.height) == (60, 40)
    for before, after in zip(stack().layers, again.layers, strict=True):
        assert (before.name, before.depth, before.x, before.y) == (
            after.name,
            after.depth,
            after.x,
            after.y,
        )
        assert np.array_equal(before.pixels, after.pixels)


def test_same_stack_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.ora", "b.ora"):
        layers.write(tmp_path / name, stack())
    assert (tmp_path / "a.ora").read_bytes() == (tmp_path / "b.ora").read_bytes()


def test_file_is_open_raster(tmp_path: Path) -> None:
    path = tmp_path / "a.ora"
    layers.write(path, stack())
    with zipfile.ZipFile(path) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert archive.read("mimetype") == b"image/openraster"
        listing = archive.read("stack.xml").decode()
    assert listing.index('name="front"') < listing.index('name="sky"')  # the top comes first


def test_a_layer_is_inserted_without_touching_the_others(tmp_path: Path) -> None:
    before, after = tmp_path / "a.ora", tmp_path / "b.ora"
    layers.write(before, stack())
    figure = Layer("figure", 0.75, block(12, 6, (9, 8, 7, 200)), 20, 15)
    layers.insert(before, after, figure, 2)
    assert [layer.name for layer in layers.read(after).layers] == ["sky", "hill", "figure", "front"]
    with zipfile.ZipFile(before) as old, zipfile.ZipFile(after) as new:
        for name in ("data/layer00.png", "data/layer01.png", "data/layer02.png"):
            assert old.read(name) == new.read(name)


def test_flattening_blends_by_alpha() -> None:
    under, over = block(2, 2, (100, 0, 0, 255)), block(1, 1, (0, 200, 0, 128))
    flat = layers.flatten(Stack(2, 2, (Layer("a", 0, under), Layer("b", 1, over, 1, 1))))
    assert flat[0, 0].tolist() == [100, 0, 0]
    assert flat[1, 1].tolist() == pytest.approx([50, 100, 0], abs=1)


def test_layers_outside_the_canvas_are_cut_off() -> None:
    far_off = Layer("a", 1, block(4, 4, (255, 255, 255, 255)), 50, 50)
    assert layers.flatten(Stack(4, 4, (far_off,))).max() == 0


def test_part_of_a_stack_is_the_same_as_that_part_of_the_whole() -> None:
    paint, _ = layers.merged(stack(), slice(10, 38), slice(5, 57))
    assert np.array_equal(np.rint(paint).astype(np.uint8), layers.flatten(stack())[10:38, 5:57])


def test_cropping_keeps_what_shows_where_it_was() -> None:
    pixels = np.zeros((20, 30, 4), np.uint8)
    pixels[5:9, 7:12] = (1, 2, 3, 255)
    cut = layers.cropped(Layer("a", 0.5, pixels, 100, 200))
    assert cut.pixels.shape == (4, 5, 4)
    assert (cut.x, cut.y) == (107, 205)
    assert layers.cropped(Layer("b", 0.5, np.zeros_like(pixels))).pixels.shape == (1, 1, 4)


def archive(path: Path, listing: bytes, picture: bytes = b"") -> Path:
    with zipfile.ZipFile(path, "w") as out:
        out.writestr("stack.xml", listing)
        out.writestr("data/a.png", picture)
    return path


def listed(canvas: str = 'w="4" h="4"', layer: str = 'src="data/a.png"') -> bytes:
    return f"<image {canvas}><stack><layer {layer}/></stack></image>".encode()


def header_of(width: int, height: int) -> bytes:
    """The first bytes of a PNG that promises this size."""
    return b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + struct.pack(">II", width, height)


@pytest.mark.parametrize(
    ("listing", "picture"),
    [
        (b"not xml", b""),
        (listed('w="x" h="4"'), b""),
        (listed('w="4"'), b""),
        (listed('w="0" h="4"'), b""),
        (listed('w="100000" h="100000"'), b""),
        (listed(layer='src="missing.png"'), b""),
        (listed(layer=""), b""),
        (listed(), b"no picture"),
        (listed(), header_of(60_000, 60_000)),
        (listed(), layers.png(np.zeros((2, 2, 4), np.uint8))[:40]),
        (listed(), layers.png(np.zeros((2, 2, 3), np.uint8))),
        (listed() + b" " * 100_000, b""),
    ],
)
def test_anything_else_is_refused_with_a_reason(
    tmp_path: Path, listing: bytes, picture: bytes
) -> None:
    with pytest.raises(BadInput, match=r"a\.ora is not a layered picture"):
        layers.read(archive(tmp_path / "a.ora", listing, picture))


def test_a_missing_or_broken_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="There is no layered picture"):
        layers.read(tmp_path / "none.ora")
    (tmp_path / "cut.ora").write_bytes(b"PK\x03\x04 cut off")
    with pytest.raises(BadInput, match="not a layered picture"):
        layers.read(tmp_path / "cut.ora")
