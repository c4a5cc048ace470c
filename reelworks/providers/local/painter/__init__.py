"""The local painter: layered scenes and figures from a prompt's words, seeded and free."""

from __future__ import annotations

from pathlib import Path

from reelworks.domain.story import AssetKind
from reelworks.media import layers as layered
from reelworks.ops.files import write_whole
from reelworks.ports.handshake import Handshake
from reelworks.ports.image import ImageRequest
from reelworks.ports.spend import Spend
from reelworks.providers.local.painter.characters import character
from reelworks.providers.local.painter.noise import number_of
from reelworks.providers.local.painter.scenes import environment
from reelworks.providers.local.painter.wishes import read


class Painter:
    """Paints a place in layers, or a figure on clear ground. Free, offline, the same every time."""

    def make(
        self, request: ImageRequest, image: Path, layers: Path | None, handshake: Handshake
    ) -> Spend:
        seed = number_of(request.prompt, request.seed, request.note)
        wishes = read(request.prompt, request.note, seed)
        if request.kind is AssetKind.CHARACTER:
            figure = character(wishes, seed, request.width, request.height)
            write_whole(image, layered.png(figure))
            return Spend()
        painting = environment(wishes, seed, request.width, request.height)
        write_whole(image, layered.png(painting.picture()))
        if layers is not None:
            layered.write(layers, painting.stack())
        return Spend()
