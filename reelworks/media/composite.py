"""Composites: a character put into an environment, standing in its light."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from math import gcd
from pathlib import Path

import cv2
import numpy as np

from reelworks.domain.story import Placement
from reelworks.media import layers, pictures
from reelworks.media.cutout import Cutout, cutout
from reelworks.media.layers import Layer, Pixels, Stack
from reelworks.media.relight import Box, contact_shadow, relit
from reelworks.ops.files import whole, write_whole

CHARACTER_DEPTH = 0.75  # between the middle ground and what frames the picture in front
_PLACES = {Placement.LEFT: 0.29, Placement.CENTER: 0.5, Placement.RIGHT: 0.71}
_GROUND = 0.915  # where feet stand, as a share of the picture's height
_SCALE = 0.68  # a character's picture beside the environment's
_TALLEST, _WIDEST = 0.66, 0.62
_FLIES = 0.06  # lifted more than this, it is in the air or far off and casts no shadow at its foot


@dataclass(frozen=True, slots=True)
class Request:
    """The files of a composite; `environment_layers` and `character` may be absent."""

    environment: Path
    environment_layers: Path | None
    character: Path | None
    placement: Placement
    width: int
    height: int


def compose(request: Request, image: Path, layered: Path | None) -> bool:
    """Write the composite, and `layered` when the environment has layers; says whether it did.

    The picture is always the canvas of the layers scaled down to its size. Raises BadInput for
    pictures that cannot be used.
    """
    figure = None if request.character is None else cutout(pictures.load(request.character))
    stack = request.environment_layers
    layered = None if stack is None else layered
    if figure is None:
        _as_it_is(request, image, layered)
    elif stack is not None and _fits(request, stack):
        _slipped_in(request, stack, figure, image, layered)
    else:
        added = _inserted(_ground(request), figure, request.placement)
        flat = pictures.scaled(layers.flatten(added), request.width, request.height)
        write_whole(image, layers.png(flat))
        if layered is not None:
            layers.write(layered, added)
    return layered is not None


def _fits(request: Request, stack: Path) -> bool:
    """Whether the environment is of the size asked for, flat and in layers: the usual case."""
    found = layers.contents(stack)
    canvas = layers.canvas_size(request.width, request.height)
    size = (request.width, request.height, "RGB")
    return (found.width, found.height) == canvas and pictures.shape_of(request.environment) == size


def _slipped_in(
    request: Request, stack: Path, figure: Cutout, image: Path, layered: Path | None
) -> None:
    """The quick way, in which only the layers before the figure are unpacked.

    What lies behind is already in the flat picture E. With the layers before the figure being F
    (premultiplied, cover f) and the figure C (cover a), the new picture is E(1-a) + a(F + (1-f)C).
    """
    found = layers.contents(stack)
    position = sum(entry.depth <= CHARACTER_DEPTH for entry in found.entries)
    before = layers.load(stack, found.entries[position:])
    flat = pictures.load(request.environment)
    canvas = (found.width, found.height)
    layer = _posed(figure, request.placement, canvas, flat)
    _put_between(flat, layer, Stack(*canvas, before))
    write_whole(image, layers.png(flat))
    if layered is not None:
        layers.insert(stack, layered, layer, position)


def _put_between(flat: Pixels, layer: Layer, before: Stack) -> None:
    """Put a layer into the flat picture of its stack, behind the layers before it."""
    height, width = flat.shape[:2]
    columns = _aligned(layer.x, layer.pixels.shape[1], before.width, width)
    rows = _aligned(layer.y, layer.pixels.shape[0], before.height, height)
    paint, cover = layers.merged(before, rows, columns)
    mine, alpha = layers.merged(Stack(before.width, before.height, (layer,)), rows, columns)
    seen = paint * alpha[..., None] + mine * (1 - cover)[..., None]
    here = tuple(
        slice(part.start * little // large, part.stop * little // large)
        for part, little, large in ((rows, height, before.height), (columns, width, before.width))
    )
    size = (here[1].stop - here[1].start, here[0].stop - here[0].start)
    small = cv2.resize(seen.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    keep = 1 - cv2.resize(alpha.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    flat[here] = np.rint(np.clip(flat[here] * keep[..., None] + small, 0, 255)).astype(np.uint8)


def _aligned(start: int, length: int, large: int, small: int) -> slice:
    """A stretch of the canvas whose ends fall on whole pixels of the picture too."""
    step = large // gcd(large, small)
    first = max(start // step, 0) * step
    return slice(first, min(-(-(start + length) // step) * step, large))


def fitted(stack: Stack, width: int, height: int) -> Stack:
    """The stack on the canvas of a picture of this size, covering it, its middle kept."""
    canvas = layers.canvas_size(width, height)
    if (stack.width, stack.height) == canvas:
        return stack
    scale = max(canvas[0] / stack.width, canvas[1] / stack.height)
    left, top = (canvas[0] - stack.width * scale) / 2, (canvas[1] - stack.height * scale) / 2
    return Stack(*canvas, tuple(_moved(layer, scale, left, top) for layer in stack.layers))


def _moved(layer: Layer, scale: float, left: float, top: float) -> Layer:
    x, y = round(layer.x * scale + left), round(layer.y * scale + top)
    right = round((layer.x + layer.pixels.shape[1]) * scale + left)
    bottom = round((layer.y + layer.pixels.shape[0]) * scale + top)
    pixels = pictures.scaled(layer.pixels, max(right - x, 1), max(bottom - y, 1))
    return Layer(layer.name, layer.depth, pixels, x, y)


def _ground(request: Request) -> Stack:
    """The environment's layers; without any, its flat picture as the only one."""
    if request.environment_layers is not None:
        return fitted(layers.read(request.environment_layers), request.width, request.height)
    flat = _covering(request)
    opaque = np.dstack([flat, np.full(flat.shape[:2], 255, np.uint8)])
    return Stack(request.width, request.height, (Layer("environment", 0.0, opaque),))


def _covering(request: Request) -> Pixels:
    picture = np.ascontiguousarray(pictures.load(request.environment)[..., :3])
    return pictures.covering(picture, request.width, request.height)


def _as_it_is(request: Request, image: Path, layered: Path | None) -> None:
    """An environment without a character is its own composite: copied when it fits already."""
    if pictures.shape_of(request.environment) == (request.width, request.height, "RGB"):
        _copy(request.environment, image)
    else:
        write_whole(image, layers.png(_covering(request)))
    if layered is None or request.environment_layers is None:
        return
    stack = layers.read(request.environment_layers)
    canvas = layers.canvas_size(request.width, request.height)
    if (stack.width, stack.height) == canvas:
        _copy(request.environment_layers, layered)
    else:
        layers.write(layered, fitted(stack, request.width, request.height))


def _copy(source: Path, target: Path) -> None:
    with whole(target) as partial:
        shutil.copyfile(source, partial)


def _inserted(stack: Stack, figure: Cutout, placement: Placement) -> Stack:
    """The stack with the figure as a layer of its own, behind whatever is nearer than it."""
    behind = tuple(layer for layer in stack.layers if layer.depth <= CHARACTER_DEPTH)
    before = tuple(layer for layer in stack.layers if layer.depth > CHARACTER_DEPTH)
    ground = layers.flatten(Stack(stack.width, stack.height, behind))
    layer = _posed(figure, placement, (stack.width, stack.height), ground)
    return Stack(stack.width, stack.height, (*behind, layer, *before))


def _posed(figure: Cutout, placement: Placement, canvas: tuple[int, int], ground: Pixels) -> Layer:
    """The figure in its place on the canvas, in the light of the ground (of any scale)."""
    width, height = canvas
    pixels = _sized(figure, width, height)
    tall, broad = pixels.shape[:2]
    x = round(_PLACES[placement] * width - broad / 2)
    x = min(max(x, round(0.02 * width)), round(0.98 * width) - broad)
    y = round((_GROUND - figure.lift * 0.9) * height) - tall
    box = Box(x / width, y / height, (x + broad) / width, (y + tall) / height)
    layer = Layer("character", CHARACTER_DEPTH, relit(pixels, ground, box), x, y)
    return contact_shadow(layer) if figure.lift < _FLIES else layer


def _sized(figure: Cutout, canvas_width: int, canvas_height: int) -> Pixels:
    height, width = figure.pixels.shape[:2]
    tall = min(figure.height * _SCALE, _TALLEST) * canvas_height
    scale = min(tall / height, _WIDEST * canvas_width / width)
    return pictures.scaled(
        figure.pixels, max(round(width * scale), 1), max(round(height * scale), 1)
    )
