"""Pictures by Gemini: places as they come, figures asked for on a flat ground and freed from it."""

from __future__ import annotations

import re
from pathlib import Path

from reelworks.domain.channels import MODELS, Need
from reelworks.domain.errors import BadAnswer, BadInput
from reelworks.domain.prices import Unit
from reelworks.domain.story import AssetKind
from reelworks.media import chroma, layers, pictures
from reelworks.media.layers import Pixels
from reelworks.ops.files import write_whole
from reelworks.ports.handshake import Handshake
from reelworks.ports.image import ImageRequest
from reelworks.ports.spend import Spend
from reelworks.providers import accounts
from reelworks.providers.gemini.client import Picture, generate

SERVICE = "gemini"
RATIOS = ("1:1", "2:3", "3:2", "3:4", "4:3", "9:16", "16:9", "21:9")
_LEAST_SIDE = 256  # no preview, no placeholder
_MOST_BYTES = 40 * 2**20
_USUAL_SIZE = "1K"
_GREENISH = re.compile(
    r"\b(green|emerald|olive|jade|lime|moss\w*|lea(?:f|ves)|plant|tree|bush|grass|fern|frog|"
    r"lizard|crocodile|turtle|caterpillar|cactus|bamboo|parrot)\b",
    re.IGNORECASE,
)
_PLACE = (
    "The whole frame is filled edge to edge. No text, letters, logo, watermark, frame or split."
)
_FIGURE = (
    "One figure alone, whole and uncut, centred, with empty space on every side, against a flat "
    "uniform {name} ({hexadecimal}) background that fills the rest of the picture: no floor, no "
    "shadow, no gradient, no glow. Nothing on the figure has that colour. No text or watermark."
)


class GeminiImages:
    """Google's image models (GEMINI_API_KEY). A model may name a size: `MODEL:2K`."""

    def make(
        self, request: ImageRequest, image: Path, layers_path: Path | None, handshake: Handshake
    ) -> Spend:
        named = request.model or MODELS[SERVICE, Need.IMAGE]
        model, _, size = named.partition(":")
        price = accounts.price_table().cost(SERVICE, named, {Unit.IMAGE: 1})
        handshake.intent(SERVICE, price)
        ratio = nearest_ratio(request.width, request.height)
        answer = generate(model, prompt(request), ratio, size or _USUAL_SIZE)
        try:
            pixels = _fitted(_believed(answer, image), request)
        except BadAnswer as error:
            error.spent = price  # it was made, and is charged, whatever it looks like
            raise
        write_whole(image, layers.png(pixels))
        handshake.progress(1.0)
        return Spend(price, answer.request_id)


def prompt(request: ImageRequest) -> str:
    """What Gemini is told: atmosphere and asset, then what we need of any picture."""
    wish = f"This time: {request.note}" if request.note else ""
    if request.kind is AssetKind.ENVIRONMENT:
        return "\n\n".join(filter(None, (request.prompt, wish, _PLACE)))
    ground = _ground(request.prompt)
    told = _FIGURE.format(name=ground.name, hexadecimal=ground.hexadecimal)
    return "\n\n".join(filter(None, (request.prompt, wish, told)))


def _ground(words: str) -> chroma.Ground:
    """A colour that the figure is not likely to have."""
    return chroma.MAGENTA if _GREENISH.search(words) else chroma.GREEN


def nearest_ratio(width: int, height: int) -> str:
    """The ratio that Gemini has which loses least of this size."""

    def lost(ratio: str) -> float:
        wide, high = map(int, ratio.split(":"))
        fit = (width / height) / (wide / high)
        return max(fit, 1 / fit)

    return min(RATIOS, key=lost)


def _believed(answer: Picture, image: Path) -> Pixels:
    """The picture's pixels, once it has been looked at. Raises BadAnswer."""
    if not answer.type.startswith("image/") or len(answer.content) > _MOST_BYTES:
        raise BadAnswer(
            f"Gemini sent {answer.type or 'something'} of {len(answer.content):,} bytes."
        )
    sent = image.with_name(f".{image.stem}.sent")
    try:
        write_whole(sent, answer.content)
        pixels = pictures.load(sent)
    except BadInput as error:
        raise BadAnswer(f"Gemini's picture cannot be used: {error.message}") from error
    finally:
        sent.unlink(missing_ok=True)
    height, width = pixels.shape[:2]
    if min(width, height) < _LEAST_SIDE:
        raise BadAnswer(f"Gemini's picture is only {width}x{height}.")
    return pixels


def _is_clear(pixels: Pixels) -> bool:
    """It came on clear ground already, whatever was asked for."""
    return pixels.shape[2] == 4 and int(pixels[0, :, 3].max()) == 0


def _fitted(pixels: Pixels, request: ImageRequest) -> Pixels:
    """Exactly the size that was asked for; a figure on clear ground."""
    if request.kind is AssetKind.ENVIRONMENT:
        return pictures.covering(pixels[..., :3], request.width, request.height)
    figure = pixels if _is_clear(pixels) else chroma.keyed(pixels[..., :3])
    if figure is None:
        raise BadAnswer(
            "Gemini's figure does not stand on a flat ground, so it cannot be freed from it.",
            remedy="It is tried again; `reelworks reject` with a note may help.",
        )
    return pictures.covering(figure, request.width, request.height)
