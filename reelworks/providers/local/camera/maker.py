"""Makes a clip from a still: reads the layers, plans the move, renders and encodes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from math import ceil
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageOps

from reelworks.domain.errors import BadInput
from reelworks.media import layers
from reelworks.media.encode import Frames, encode_clip
from reelworks.ports.clip import ClipRequest
from reelworks.ports.handshake import Handshake
from reelworks.ports.spend import Spend
from reelworks.providers.local.camera import life, moves, planes, words
from reelworks.providers.local.camera.render import Renderer

MOST_GROUNDS = 3  # layers are merged until so many move on their own
_MAX_SECONDS = 600
_MAX_PIXELS = 8192 * 8192
_FLAT_DEPTH = 0.5  # a picture without layers moves half as much as the nearest layer would


class Camera:
    """The local clip maker: free, offline, and the same request gives the same bytes."""

    def make(self, request: ClipRequest, clip: Path, handshake: Handshake) -> Spend:
        """Write `clip`. Raises BadInput when the picture or the request cannot be used."""
        shape = Frames(request.width, request.height, request.fps)
        count = _count(request)
        scene = planes.scene(_stack(request), MOST_GROUNDS)
        frames = _told(renderer(request, scene, count).frames(), count, handshake)
        encode_clip(clip, shape, frames, count)
        return Spend()


def renderer(request: ClipRequest, scene: planes.Scene, count: int) -> Renderer:
    """Draws the request's frames: the scene, the camera's path, and what lives in it."""
    seed, shape = _seed(request), (request.width, request.height, request.fps)
    path = plan(request, scene, count, seed)
    weather = words.weather(request.motion, request.note)
    return Renderer(
        scene,
        path,
        *shape[:2],
        overlays=life.overlays(weather, scene, path, shape, seed),
        swells=life.swells(scene, request.fps, seed),
    )


def plan(request: ClipRequest, scene: planes.Scene, count: int, seed: int) -> moves.Path:
    """The camera's path for a request: a person's note goes before the motion text."""
    rng = np.random.Generator(np.random.PCG64(seed))
    default = moves.GOOD[rng.integers(len(moves.GOOD))]
    chosen = words.moves(request.note) or words.moves(request.motion) or default
    pace = words.pace(request.note) * words.pace(request.motion)
    depths = [ground.depth for ground in scene.grounds]
    room = min(scene.width / request.width, scene.height / request.height)
    return moves.path(chosen, pace, count / request.fps, count, rng).within(depths, room)


def _count(request: ClipRequest) -> int:
    if not 0 < request.seconds <= _MAX_SECONDS:
        raise BadInput(
            f"A clip of {request.seconds:g} seconds cannot be made.",
            remedy=f"Ask for more than 0 and at most {_MAX_SECONDS} seconds.",
        )
    return max(1, ceil(request.seconds * request.fps - 1e-6))


def _seed(request: ClipRequest) -> int:
    """From everything that tells one shot from another, the picture included."""
    digest = hashlib.sha256(request.image.read_bytes())
    digest.update(json.dumps([request.seed, request.motion, request.note]).encode())
    return int.from_bytes(digest.digest()[:16])


def _stack(request: ClipRequest) -> layers.Stack:
    size = layers.canvas_size(request.width, request.height)
    if request.layers is None:
        return _flat(request.image, *size)
    stack = layers.read(request.layers)
    if not stack.layers:
        raise BadInput(f"{request.layers.name} has no layers.", remedy="Leave --layers out.")
    return stack if (stack.width, stack.height) == size else _fitted(stack, *size)


def _flat(image: Path, width: int, height: int) -> layers.Stack:
    """A picture without layers, filling the canvas."""
    try:
        with Image.open(image) as opened:
            if opened.width * opened.height > _MAX_PIXELS:
                raise BadInput(f"{image.name} is {opened.width}x{opened.height}: too large.")
            picture = ImageOps.exif_transpose(opened).convert("RGBA")
    except (OSError, SyntaxError, ValueError) as error:
        if isinstance(error, FileNotFoundError):
            raise
        raise BadInput(
            f"{image.name} cannot be read as a picture: {error}",
            remedy="Check that it is a whole PNG, JPEG or WebP.",
        ) from error
    layer = layers.Layer("picture", _FLAT_DEPTH, np.asarray(picture))
    return _fitted(layers.Stack(picture.width, picture.height, (layer,)), width, height)


def _fitted(stack: layers.Stack, width: int, height: int) -> layers.Stack:
    """The stack scaled until it covers a canvas of this size, what is too much cut off evenly."""
    scale = max(width / stack.width, height / stack.height)
    left, top = (stack.width * scale - width) / 2, (stack.height * scale - height) / 2
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LANCZOS4
    fitted = []
    for layer in stack.layers:
        x, y = round(layer.x * scale - left), round(layer.y * scale - top)
        right = round((layer.x + layer.pixels.shape[1]) * scale - left)
        bottom = round((layer.y + layer.pixels.shape[0]) * scale - top)
        size = (max(1, right - x), max(1, bottom - y))
        pixels = cv2.resize(layer.pixels, size, interpolation=how).astype(np.uint8, copy=False)
        fitted.append(replace(layer, pixels=pixels, x=x, y=y))
    return layers.Stack(width, height, tuple(fitted))


def _told(frames: Iterator[memoryview], count: int, handshake: Handshake) -> Iterator[memoryview]:
    """The same frames, with word of how far we are about once a tenth."""
    every = max(1, count // 10)
    for number, frame in enumerate(frames):
        if number % every == 0:
            handshake.progress(number / count)
        yield frame
    handshake.progress(1.0)
