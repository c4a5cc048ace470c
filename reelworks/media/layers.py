"""Pictures in layers, kept as OpenRaster (a zip of PNGs with a stack.xml; GIMP and Krita open it).

Every layer carries its depth in an attribute of ours, `reelworks:depth`: 0 is infinitely far and
never moves, 1 is nearest the camera and moves most. The merged image that the format asks for is
left out: the flat picture lies beside the file.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

import cv2
import numpy as np
from numpy.typing import NDArray

from reelworks.domain.errors import BadInput
from reelworks.ops.files import whole

Pixels = NDArray[np.uint8]

OVERSCAN = 1.2  # a canvas is this many times the picture, so that a camera can push in on it
_DEPTH = "{https://reelworks.dev/layers}depth"
_MAX_LAYERS, _MAX_SIDE = 32, 8192


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
    image = ET.Element("image", w=str(stack.width), h=str(stack.height), version="0.0.3")
    parent = ET.SubElement(image, "stack")
    with whole(path) as partial, zipfile.ZipFile(partial, "w", zipfile.ZIP_STORED) as archive:
        _add(archive, "mimetype", b"image/openraster")
        for number, layer in reversed(list(enumerate(stack.layers))):  # the format lists top first
            source = f"data/layer{number:02}.png"
            attributes = {"name": layer.name, "src": source, "x": str(layer.x), "y": str(layer.y)}
            ET.SubElement(parent, "layer", {**attributes, _DEPTH: f"{layer.depth:.4f}"})
            _add(archive, source, png(layer.pixels))
        _add(archive, "stack.xml", ET.tostring(image, encoding="UTF-8", xml_declaration=True))


def read(path: Path) -> Stack:
    """Read a stack that `write` made. Raises BadInput for anything else."""
    try:
        with zipfile.ZipFile(path) as archive:
            image = ET.fromstring(archive.read("stack.xml"))  # nosec B314  # noqa: S314  (bounded, ours)
            elements = list(image.iter("layer"))[:_MAX_LAYERS]
            layers = tuple(_layer(archive, element) for element in reversed(elements))
            return Stack(int(image.attrib["w"]), int(image.attrib["h"]), layers)
    except (KeyError, ValueError, ET.ParseError, zipfile.BadZipFile) as error:
        raise BadInput(f"{path.name} is not a layered picture: {error}") from error


def _layer(archive: zipfile.ZipFile, element: ET.Element) -> Layer:
    data = np.frombuffer(archive.read(element.attrib["src"]), np.uint8)
    bgra = cv2.imdecode(data, cv2.IMREAD_UNCHANGED)
    if bgra is None or bgra.ndim != 3 or bgra.shape[2] != 4 or max(bgra.shape) > _MAX_SIDE:
        raise ValueError(f"layer {element.attrib['src']} is not an RGBA picture")
    pixels = cv2.cvtColor(bgra, cv2.COLOR_BGRA2RGBA).astype(np.uint8, copy=False)
    depth = float(element.attrib.get(_DEPTH, "0"))
    x, y = int(element.attrib.get("x", "0")), int(element.attrib.get("y", "0"))
    return Layer(element.attrib.get("name", ""), depth, pixels, x, y)


def flatten(stack: Stack) -> Pixels:
    """The stack seen from the front: (height, width, 3) RGB on black."""
    canvas = np.zeros((stack.height, stack.width, 3), np.float32)
    for layer in stack.layers:
        left, top = max(layer.x, 0), max(layer.y, 0)
        right = min(layer.x + layer.pixels.shape[1], stack.width)
        bottom = min(layer.y + layer.pixels.shape[0], stack.height)
        if left >= right or top >= bottom:
            continue
        part = layer.pixels[top - layer.y : bottom - layer.y, left - layer.x : right - layer.x]
        alpha = part[..., 3:].astype(np.float32) / 255
        below = canvas[top:bottom, left:right]
        below += (part[..., :3] - below) * alpha
    return np.rint(canvas).astype(np.uint8)


def png(pixels: Pixels) -> bytes:
    """RGB or RGBA pixels as PNG bytes, packed for speed; the same pixels give the same bytes."""
    code = cv2.COLOR_RGBA2BGRA if pixels.shape[2] == 4 else cv2.COLOR_RGB2BGR
    done, data = cv2.imencode(".png", cv2.cvtColor(pixels, code), [cv2.IMWRITE_PNG_COMPRESSION, 1])
    if not done:
        raise BadInput(f"A picture of {pixels.shape[1]}x{pixels.shape[0]} cannot be kept as PNG.")
    return data.tobytes()


def _add(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data)
