"""Intros and outros: a channel's own clip, or a card drawn for it, as a segment of the film."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from reelworks.domain.errors import BadInput
from reelworks.media import probe, rooms, segment, typeset, wav
from reelworks.media.fonts import Face
from reelworks.media.layers import Pixels
from reelworks.media.segment import Picture
from reelworks.media.wav import RATE
from reelworks.ops import ffmpeg

LONGEST_S = 60  # of an intro or outro
_DEEP, _LIGHT = 0.2, 0.72  # how bright the colour is at the edge of a card, and in its middle
_INK = "#4A5A66"  # where a channel has no colour
_GRAIN = 1.6  # of noise, so that a gradient has no bands
_FADE_S = 0.35
_CLIP = ("-f", "mov", "-i", "clip.mp4")


@dataclass(frozen=True, slots=True)
class Card:
    """What is drawn: a line in large letters, a smaller one below it, a logo above them."""

    title: str
    line: str
    colour: str
    logo: Path | None
    face: Face | None  # the channel's own
    language: str


def own_clip(clip: Path, card: Path, picture: Picture, encoder: Sequence[str]) -> None:
    """Write `card` from a clip of the channel's, filled to the film's size and rate.

    Raises BadInput for a clip that cannot be used.
    """
    segment.render(clip, card, picture, typeset.NOTHING, encoder)


def own_frames(clip: Path, fps: int) -> int:
    """How many frames of the film an intro or outro takes. Raises BadInput."""
    found = probe.probe(clip)
    if found.picture is None:
        raise BadInput(f"{clip.name} has no picture.", remedy="Give a video file.")
    if found.picture.seconds > LONGEST_S:
        raise BadInput(
            f"{clip.name} is {found.picture.seconds:.0f} s long; the limit is {LONGEST_S} s.",
            remedy="Cut it to what is shown before or after a film.",
        )
    return max(1, int(found.picture.seconds * fps))


def own_sound(clip: Path, sound: Path, frames: int, fps: int) -> bool:
    """Write the clip's own sound as WAV, as long as its picture; says whether it has any."""
    if probe.probe(clip).sound is None:
        return False
    with rooms.room(sound.parent) as room:
        room.link("clip.mp4", clip)
        raw = ("-f", "f32le", "-ar", str(RATE), "-ac", "2")
        out, _ = room.ffmpeg([*ffmpeg.INPUT, *_CLIP, "-map", "0:a:0", *raw, "pipe:1"])
    length = frames * RATE // fps
    samples = np.frombuffer(out, np.float32).reshape(-1, 2).T[:, :length]
    wav.write(sound, wav.Sound(np.pad(samples, ((0, 0), (0, length - samples.shape[1])))))
    return True


def drawn(card: Card, path: Path, picture: Picture, encoder: Sequence[str]) -> typeset.Script:
    """Write `path`: a still ground in the channel's colour, its words fading in and out."""
    seconds = picture.frames / picture.fps
    script = typeset.card(
        *(picture.width, picture.height, (card.title, card.line)),
        seconds=seconds,
        language=card.language,
        own=card.face,
        low=card.logo is not None,
    )
    with rooms.room(path.parent) as room:
        ground = _with_logo(_ground(picture, card.colour or _INK), card.logo)
        Image.fromarray(ground).save(room.path("ground.png"), compress_level=1)
        room.furnish(script)
        still = ("-f", "image2", "-loop", "1", "-framerate", str(picture.fps), "-i", "ground.png")
        room.ffmpeg(
            [*still, *segment.finished(",".join(_faded(script, seconds)), picture, encoder)]
        )
        room.path("segment.mp4").replace(path)
    return script


def _faded(script: typeset.Script, seconds: float) -> Iterator[str]:
    yield "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p,setsar=1"
    if script.text:
        yield "ass=text.ass:fontsdir=fonts"
    yield f"fade=t=in:d={_FADE_S},fade=t=out:st={seconds - _FADE_S:.3f}:d={_FADE_S}"


def _ground(picture: Picture, colour: str) -> Pixels:
    """The colour, deep at the edges, with a soft light behind the words."""
    height, width = picture.height, picture.width
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j].astype(np.float32)
    light = np.exp(-(x * x + (y + 0.15) ** 2) * 1.1)
    tint = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)], np.float32)
    shade = (_DEEP + (_LIGHT - _DEEP) * light)[..., None] * tint
    grain = np.random.default_rng(7).standard_normal((height, width, 1), np.float32) * _GRAIN
    painted: Pixels = np.clip(shade + grain, 0, 255).astype(np.uint8)
    return painted


def _with_logo(ground: Pixels, logo: Path | None) -> Pixels:
    if logo is None:
        return ground
    sheet = Image.fromarray(ground)
    with Image.open(logo, formats=("PNG",)) as image:
        mark = image.convert("RGBA")
    most = sheet.width * 0.3, sheet.height * 0.24
    scale = min(most[0] / mark.width, most[1] / mark.height)
    mark = mark.resize((max(1, round(mark.width * scale)), max(1, round(mark.height * scale))))
    place = (sheet.width - mark.width) // 2, round(sheet.height * 0.26 - mark.height / 2)
    sheet.paste(mark, place, mark)
    return np.asarray(sheet, np.uint8)
