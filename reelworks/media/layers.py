"""Pictures in layers, kept as OpenRaster (a zip of PNGs with a stack.xml; GIMP and Krita open it).

Every layer carries its depth in an attribute of ours, `reelworks:depth`: 0 is infinitely far and
never moves, 1 is nearest the camera and moves most. The merged image that the format asks for is
left out: the flat picture lies beside the file.
"""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

import cv2
import numpy as np
from numpy.typing import NDArray

from reelworks.domain.errors import BadInput
from reelworks.ops.files import whole

Pixels = NDArray[np.uint8]
Floats = NDArray[np.floating]

OVERSCAN = 1.2  # a canvas is this many times the picture, so that a camera can push in on it
_PACKING = (  # one filter for all rows: trying every one takes twice as long and saves nothing
    *(cv2.IMWRITE_PNG_COMPRESSION, 1),
    *(cv2.IMWRITE_PNG_FILTER, cv2.IMWRITE_PNG_FILTER_SUB),
    *(cv2.IMWRITE_PNG_STRATEGY, cv2.IMWRITE_PNG_STRATEGY_RLE),
)
_DEPTH = "{https://reelworks.dev/layers}depth"
_MAX_LAYERS, _MAX_SIDE = 32, 8192
_MAX_XML, _MAX_PNG = 64_000, 400_000_000  # bytes


@dataclass(frozen=True, slots=True)
class Layer:
    """`pixels`: (height, width, 4) RGBA, straight alpha, placed at (`x`, `y`) on the canvas."""

    name: str
    depth: float
    pixels: Pixels
    x: int = 0
    y: int = 0


@dataclass(frozen=True, slots=True)
class Stack:
    """Layers from the back to the front on a canvas of `width` x `height` pixels."""

    width: int
    height: int
    layers: tuple[Layer, ...]


def canvas_size(width: int, height: int) -> tuple[int, int]:
    """The canvas for a picture of this size: `OVERSCAN` times each side, made even."""
    return round(width * OVERSCAN / 2) * 2, round(height * OVERSCAN / 2) * 2


def cropped(layer: Layer) -> Layer:
    """The same layer without its empty borders (one clear pixel is kept when nothing shows)."""
    alpha = layer.pixels[..., 3]
    rows, columns = np.flatnonzero(alpha.any(axis=1)), np.flatnonzero(alpha.any(axis=0))
    if not rows.size:
        return Layer(layer.name, layer.depth, layer.pixels[:1, :1], layer.x, layer.y)
    top, bottom, left, right = rows[0], rows[-1] + 1, columns[0], columns[-1] + 1
    pixels = np.ascontiguousarray(layer.pixels[top:bottom, left:right])
    return Layer(layer.name, layer.depth, pixels, layer.x + int(left), layer.y + int(top))


def write(path: Path, stack: Stack) -> None:
    """Write a stack as OpenRaster. The same stack gives the same bytes."""
    entries = tuple(
        Entry(layer.name, layer.depth, f"data/layer{number:02}.png", layer.x, layer.y)
        for number, layer in enumerate(stack.layers)
    )
    with whole(path) as partial, zipfile.ZipFile(partial, "w", zipfile.ZIP_STORED) as archive:
        _add(archive, "mimetype", b"image/openraster")
        for entry, layer in zip(entries, stack.layers, strict=True):
            _add(archive, entry.source, png(layer.pixels))
        _add(archive, "stack.xml", _listing(Contents(stack.width, stack.height, entries)))


def _listing(listed: Contents) -> bytes:
    image = ET.Element("image", w=str(listed.width), h=str(listed.height), version="0.0.3")
    parent = ET.SubElement(image, "stack")
    for entry in reversed(listed.entries):  # the format lists the top first
        place = {"name": entry.name, "src": entry.source, "x": str(entry.x), "y": str(entry.y)}
        ET.SubElement(parent, "layer", {**place, _DEPTH: f"{entry.depth:.4f}"})
    text: bytes = ET.tostring(image, encoding="UTF-8", xml_declaration=True)
    return text


@dataclass(frozen=True, slots=True)
class Entry:
    """A layer as the file lists it, its pixels not yet read."""

    name: str
    depth: float
    source: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Contents:
    """What a file holds: its canvas and its layers from the back to the front."""

    width: int
    height: int
    entries: tuple[Entry, ...]


def read(path: Path) -> Stack:
    """Read a stack that `write` made. Raises BadInput for anything else."""
    found = contents(path)
    return Stack(found.width, found.height, load(path, found.entries))


def contents(path: Path) -> Contents:
    """What a layered picture holds, without its pixels. Raises BadInput as `read` does."""
    with _opened(path) as archive:
        image = ET.fromstring(_bytes(archive, "stack.xml", _MAX_XML))  # nosec B314  # noqa: S314  (bounded, ours)
        elements = list(image.iter("layer"))[:_MAX_LAYERS]
        width, height = int(image.attrib["w"]), int(image.attrib["h"])
        if not (0 < width <= _MAX_SIDE and 0 < height <= _MAX_SIDE):
            raise ValueError(f"a canvas of {width}x{height} pixels is beyond what we handle")
        return Contents(width, height, tuple(_entry(element) for element in reversed(elements)))


def load(path: Path, entries: Sequence[Entry]) -> tuple[Layer, ...]:
    """The pixels of some layers of a file. Raises BadInput as `read` does."""
    with _opened(path) as archive:
        return tuple(_layer(archive, entry) for entry in entries)


def insert(source: Path, target: Path, layer: Layer, position: int) -> None:
    """Copy a layered picture with one more layer, `position` from the back; others stay packed."""
    found = contents(source)
    new = Entry(layer.name, layer.depth, f"data/added{position:02}.png", layer.x, layer.y)
    entries = (*found.entries[:position], new, *found.entries[position:])
    with (
        _opened(source) as archive,
        whole(target) as partial,
        zipfile.ZipFile(partial, "w", zipfile.ZIP_STORED) as copy,
    ):
        _add(copy, "mimetype", b"image/openraster")
        for entry in entries:
            packed = png(layer.pixels) if entry is new else _packed(archive, entry)
            _add(copy, entry.source, packed)
        _add(copy, "stack.xml", _listing(Contents(found.width, found.height, entries)))


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except FileNotFoundError as error:
        raise BadInput(f"There is no layered picture {path}.") from error
    except (KeyError, ValueError, ET.ParseError, zipfile.BadZipFile, cv2.error) as error:
        raise BadInput(
            f"{path.name} is not a layered picture: {error}",
            remedy="Make the environment again, or leave its layers out.",
        ) from error


def _bytes(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    """A member of the archive, unless it would unpack to more than we handle."""
    if archive.getinfo(name).file_size > most:
        raise ValueError(f"{name} is too large")
    return archive.read(name)


def _entry(element: ET.Element) -> Entry:
    return Entry(
        name=element.attrib.get("name", ""),
        depth=float(element.attrib.get(_DEPTH, "0")),
        source=element.attrib["src"],
        x=int(element.attrib.get("x", "0")),
        y=int(element.attrib.get("y", "0")),
    )


def _packed(archive: zipfile.ZipFile, entry: Entry) -> bytes:
    """A layer's PNG, whose header promises no more pixels than we handle."""
    data = _bytes(archive, entry.source, _MAX_PNG)
    width, height = struct.unpack(">II", data[16:24].ljust(8, b"\0"))
    if not data.startswith(b"\x89PNG") or max(width, height) > _MAX_SIDE:
        raise ValueError(f"layer {entry.source} is not a PNG of at most {_MAX_SIDE} pixels a side")
    return data


def _layer(archive: zipfile.ZipFile, entry: Entry) -> Layer:
    data = np.frombuffer(_packed(archive, entry), np.uint8)
    bgra = cv2.imdecode(data, cv2.IMREAD_UNCHANGED)
    if bgra is None or bgra.ndim != 3 or bgra.shape[2] != 4 or bgra.dtype != np.uint8:
        raise ValueError(f"layer {entry.source} is not an RGBA picture")
    pixels = cv2.cvtColor(bgra, cv2.COLOR_BGRA2RGBA).astype(np.uint8, copy=False)
    return Layer(entry.name, entry.depth, pixels, entry.x, entry.y)


def flatten(stack: Stack) -> Pixels:
    """The stack seen from the front: (height, width, 3) RGB on black."""
    paint, _ = merged(stack, slice(0, stack.height), slice(0, stack.width))
    flat: Pixels = np.rint(paint).astype(np.uint8)
    return flat


def merged(stack: Stack, rows: slice, columns: slice) -> tuple[Floats, Floats]:
    """Part of a stack as one: paint of 0 to 255 times its cover, and the cover, 0 to 1."""
    paint = np.zeros((rows.stop - rows.start, columns.stop - columns.start, 3), np.float32)
    cover = np.zeros(paint.shape[:2], np.float32)
    for layer in stack.layers:
        left, top = max(layer.x, columns.start), max(layer.y, rows.start)
        right = min(layer.x + layer.pixels.shape[1], columns.stop)
        bottom = min(layer.y + layer.pixels.shape[0], rows.stop)
        if left >= right or top >= bottom:
            continue
        part = layer.pixels[top - layer.y : bottom - layer.y, left - layer.x : right - layer.x]
        alpha = part[..., 3].astype(np.float32) / np.float32(255)
        here = np.s_[
            top - rows.start : bottom - rows.start, left - columns.start : right - columns.start
        ]
        below = paint[here]
        below += (part[..., :3] - below) * cv2.merge((alpha, alpha, alpha))
        cover[here] += (1 - cover[here]) * alpha
    return paint, cover


def png(pixels: Pixels) -> bytes:
    """RGB or RGBA pixels as PNG bytes, packed for speed; the same pixels give the same bytes."""
    code = cv2.COLOR_RGBA2BGRA if pixels.shape[2] == 4 else cv2.COLOR_RGB2BGR
    done, data = cv2.imencode(".png", cv2.cvtColor(pixels, code), _PACKING)
    if not done:
        raise BadInput(f"A picture of {pixels.shape[1]}x{pixels.shape[0]} cannot be kept as PNG.")
    return data.tobytes()


def _add(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data)
