"""A contact sheet: everything there is to look at, side by side in one picture."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from PIL import Image, ImageDraw, ImageFont, ImageOps

from reelworks.domain.errors import NotSupported
from reelworks.media import wav
from reelworks.media.fonts import Face, caption_face, faces_for, runs
from reelworks.ops.files import whole

_TILE_WIDTH, _GAP, _LABEL_HEIGHT = 480, 16, 58
_PAPER, _INK, _FAINT, _CARD = "#15171c", "#f2f0ea", "#9aa0ab", "#22262e"
_MOST = 120  # tiles; more are left out, and the sheet says so


@dataclass(frozen=True, slots=True)
class Tile:
    """A thing to look at (picture, clip or WAV), its name, and what was asked for."""

    path: Path
    name: str
    words: str = ""


def write(path: Path, tiles: Sequence[Tile], *, title: str, ratio: float = 16 / 9) -> None:
    """Write the sheet as JPEG; `ratio` is the width of a tile's picture over its height."""
    shown = tiles[:_MOST]
    columns = max(1, min(6, math.ceil(math.sqrt(len(shown)))))
    rows = math.ceil(len(shown) / columns)
    picture = (_TILE_WIDTH, round(_TILE_WIDTH / ratio))
    step = (_TILE_WIDTH + _GAP, picture[1] + _LABEL_HEIGHT + _GAP)
    size = (_GAP + columns * step[0], _LABEL_HEIGHT + _GAP + rows * step[1])
    sheet = Image.new("RGB", size, _PAPER)
    draw = ImageDraw.Draw(sheet)
    left_out = f"  (the first {_MOST} of {len(tiles)})" if len(tiles) > _MOST else ""
    _write_text(draw, (_GAP, _GAP), title + left_out, _Style(_INK, 28, size[0] - 2 * _GAP))
    for number, tile in enumerate(shown):
        row, column = divmod(number, columns)
        x, y = _GAP + column * step[0], _LABEL_HEIGHT + _GAP + row * step[1]
        sheet.paste(_picture(tile.path, picture), (x, y))
        below = y + picture[1] + 4
        _write_text(draw, (x, below), tile.name, _Style(_INK, 20, _TILE_WIDTH))
        _write_text(draw, (x, below + 26), tile.words, _Style(_FAINT, 16, _TILE_WIDTH))
    with whole(path) as partial:
        sheet.save(partial, "JPEG", quality=88)


def _picture(path: Path, size: tuple[int, int]) -> Image.Image:
    match path.suffix.lower():
        case ".png" | ".jpg" | ".jpeg" | ".webp":
            with Image.open(path) as image:
                return _on_card(image.convert("RGBA"), size)
        case ".mp4" | ".mov" | ".webm":
            return _on_card(_middle_frame(path), size)
        case ".wav":
            return _waveform(path, size)
        case suffix:
            raise NotSupported(f"A {suffix or 'nameless'} file cannot be shown on a sheet: {path}.")


def _on_card(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    fitted = ImageOps.contain(image, size)
    card = Image.new("RGB", size, _CARD)
    place = ((size[0] - fitted.width) // 2, (size[1] - fitted.height) // 2)
    card.paste(fitted, place, fitted if fitted.mode == "RGBA" else None)
    return card


def _middle_frame(path: Path) -> Image.Image:
    with av.open(str(path)) as file:
        frames = list(file.demux(video=0))
        half = len(frames) // 2
        file.seek(0)
        frame = None
        for number, found in enumerate(file.decode(video=0)):
            frame = found
            if number >= half:
                break
        if frame is None:
            raise NotSupported(f"{path} has no picture.")
        return Image.fromarray(frame.to_ndarray(format="rgb24"))


def _waveform(path: Path, size: tuple[int, int]) -> Image.Image:
    samples = np.abs(wav.read(path).samples).max(axis=0)
    parts = np.array_split(samples, size[0] // 4)
    peaks = [float(part.max()) if part.size else 0.0 for part in parts]
    card = Image.new("RGB", size, _CARD)
    draw = ImageDraw.Draw(card)
    middle = size[1] / 2
    for number, peak in enumerate(peaks):
        reach = max(1.0, peak * middle * 0.9)
        x = number * 4 + 1
        draw.line([(x, middle - reach), (x, middle + reach)], fill=_INK, width=2)
    return card


@dataclass(frozen=True, slots=True)
class _Style:
    colour: str
    size: int
    width: float


def _write_text(
    draw: ImageDraw.ImageDraw, at: tuple[float, float], text: str, style: _Style
) -> None:
    """One line in whatever fonts its characters need, cut where it gets too long."""
    x, y = at
    end = x + style.width - style.size
    plain = " ".join(text.split())[:200]
    for run in runs(plain, faces_for(caption_face(), plain, "en")):
        font = _font(run.face, style.size)
        fitting = _fitting(run.text, font, end - x)
        draw.text((x, y), fitting, font=font, fill=style.colour)
        x += font.getlength(fitting)
        if fitting != run.text:
            draw.text((x, y), "…", font=_font(caption_face(), style.size), fill=style.colour)
            return


def _fitting(text: str, font: ImageFont.FreeTypeFont, width: float) -> str:
    """As much of the beginning as fits."""
    while text and font.getlength(text) > width:
        text = text[:-1]
    return text


def _font(face: Face, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(face.path), size, index=face.index)
