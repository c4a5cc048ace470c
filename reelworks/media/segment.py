"""A shot's final picture: its clip fitted to its narration, captions burned in, encoded once."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from pathlib import Path

import av
from PIL import Image

from reelworks.domain.errors import BadInput
from reelworks.media import rooms
from reelworks.media.typeset import Script
from reelworks.ops import ffmpeg

_BT709 = "range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709"
_WATERMARK_SIDE = 4096
_BT709_OR_SILENT = {1, 2}  # the numbers that H.264 and FFmpeg give them


class Quality(StrEnum):
    """How much work the encoder does. Every segment of a film has the same one."""

    DRAFT = "draft"
    MASTER = "master"


_ENCODER = {
    # ultrafast drops to the Baseline profile; the 8x8 transform keeps it High.
    Quality.DRAFT: ("-preset", "ultrafast", "-crf", "23", "-x264-params", "8x8dct=1"),
    Quality.MASTER: ("-preset", "veryfast", "-crf", "18"),
}


@dataclass(frozen=True, slots=True)
class Picture:
    """What a segment's frames are: size, rate, how many."""

    width: int
    height: int
    fps: int
    frames: int


def frames_of(speech_seconds: Fraction, lead: Fraction, tail: Fraction, fps: int) -> int:
    """How many whole frames hold lead, speech and tail."""
    return max(1, math.ceil((lead + speech_seconds + tail) * fps))


def render(
    clip: Path,
    segment: Path,
    picture: Picture,
    script: Script,
    quality: Quality,
    *,
    mark: Path | None = None,
) -> None:
    """Write `segment`: exactly `picture.frames` frames of the clip with the script's text over it.

    A longer clip is trimmed, a shorter one slowed down. Raises BadInput for a clip or a watermark
    that cannot be read.
    """
    source = _source(clip)
    with rooms.room(segment.parent) as room:
        room.link("clip.mp4", clip)
        if mark:
            room.link("watermark.png", mark)
        room.furnish(script)
        room.ffmpeg(_arguments(source, picture, quality, watermarked=mark is not None))
        _check(room.path("segment.mp4"), picture)
        room.path("segment.mp4").replace(segment)


def watermark(path: Path) -> Path:
    """The path itself when it is a PNG of a size that can be a watermark, else BadInput."""
    try:
        with Image.open(path, formats=("PNG",)) as image:
            if max(image.size) > _WATERMARK_SIDE:
                raise BadInput(f"The watermark {path} is larger than {_WATERMARK_SIDE} pixels.")
            image.verify()
    except (OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise BadInput(f"The watermark {path} cannot be read as PNG: {error}.") from error
    return path


@dataclass(frozen=True, slots=True)
class _Source:
    """What a clip's picture is: its size, how long, and whether its pixels are as ours."""

    width: int
    height: int
    seconds: Fraction
    plain: bool


def _source(clip: Path) -> _Source:
    try:
        with av.open(str(clip), format="mov,mp4,m4a,3gp,3g2,mj2", mode="r") as file:
            stream = file.streams.video[0]
            rate, length = stream.average_rate, stream.duration
            if not (rate and length and stream.time_base):
                raise BadInput(f"The clip {clip} does not say how long it is.")
            codec = stream.codec_context
            plain = (
                codec.pix_fmt == "yuv420p"
                and codec.color_range != 2
                and codec.colorspace in _BT709_OR_SILENT
            )
            return _Source(codec.width, codec.height, length * stream.time_base, plain)
    except (av.error.FFmpegError, IndexError) as error:
        raise BadInput(
            f"The clip {clip} cannot be read as MP4: {error}.",
            remedy="Make the clip of this shot again.",
        ) from error


def _arguments(
    source: _Source, picture: Picture, quality: Quality, *, watermarked: bool
) -> list[str]:
    inputs = [*ffmpeg.INPUT, "-f", "mov", "-i", "clip.mp4"]
    if watermarked:
        inputs += [*ffmpeg.INPUT, "-f", "png_pipe", "-i", "watermark.png"]
    graph = ",".join(_fitted(source, picture))
    if watermarked:
        size = f"scale={picture.width // 8}:-1"
        corner = f"W-w-{round(picture.width * 0.022)}:{round(picture.height * 0.039)}"
        graph = f"[1:v]{size}[w];[0:v]{graph}[p];[p][w]overlay={corner}:format=yuv420"
    return [
        *inputs,
        *("-filter_complex", f"{graph},ass=text.ass:fontsdir=fonts,setparams={_BT709}[v]"),
        *("-map", "[v]", "-frames:v", str(picture.frames), "-c:v", "libx264", *_ENCODER[quality]),
        *("-profile:v", "high", "-pix_fmt", "yuv420p", "-threads", "2", "-g", str(picture.fps * 2)),
        *(
            "-sc_threshold",
            "0",
            "-forced-idr",
            "1",
            "-fflags",
            "+bitexact",
            "-flags:v",
            "+bitexact+cgop",
        ),
        *("-map_metadata", "-1", "-video_track_timescale", str(picture.fps * 1000), "segment.mp4"),
    ]


def _fitted(source: _Source, picture: Picture) -> Iterator[str]:
    """The filters that bring a clip to the size, rate, length and colours of its segment."""
    wanted = Fraction(picture.frames, picture.fps)
    if source.seconds < wanted:  # one frame more than needed, so that the last one is not short
        stretch = (wanted + Fraction(1, picture.fps)) / source.seconds
        yield f"setpts=PTS*{stretch.numerator}/{stretch.denominator}"
    yield f"fps={picture.fps}"
    yield f"trim=end_frame={picture.frames}"
    if (source.width, source.height) != (picture.width, picture.height) or not source.plain:
        size = f"{picture.width}:{picture.height}"
        yield (
            f"scale={size}:force_original_aspect_ratio=increase:flags=bicubic"
            ":out_color_matrix=bt709:out_range=tv"
        )
        yield f"crop={size}"
    yield "setsar=1"
    yield "format=yuv420p"


def _check(segment: Path, picture: Picture) -> None:
    """A segment one frame off would put every later word beside its picture."""
    with av.open(str(segment)) as file:
        packets = sum(1 for packet in file.demux(video=0) if packet.size)
    if packets != picture.frames:
        raise BadInput(
            f"The clip gave {packets} frames where the shot needs {picture.frames}.",
            remedy="Make the clip of this shot again.",
        )
