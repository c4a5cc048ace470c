"""A shot's final picture: its clip fitted to its narration, captions burned in, encoded once."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from pathlib import Path

from PIL import Image

from reelworks.domain.errors import BadInput
from reelworks.media import film, probe, rooms
from reelworks.media.ass import Change
from reelworks.media.typeset import Area, Script
from reelworks.ops import ffmpeg

BT709 = "range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709"
_OUR_COLOURS = "out_color_matrix=bt709:out_range=tv"
_OUR_SPACES = {"bt709", "unspecified"}
_DRAWN = "ass=text.ass:fontsdir=fonts"
_WATERMARK_SIDE = 4096
_TICKS = 1000  # of the segment's clock to a frame


class Quality(StrEnum):
    """How much work the encoder does. Every segment of a film has the same one."""

    DRAFT = "draft"
    MASTER = "master"


ENCODER: Mapping[Quality, tuple[str, ...]] = {
    # Bare ultrafast is Baseline, and shows its blocks in a painted sky. CABAC, the 8x8 transform
    # and deblocking make it High and smooth for 5 % more time; twice as cheap as superfast.
    Quality.DRAFT: (
        *("-preset", "ultrafast", "-crf", "19"),
        *("-x264-params", "cabac=1:8x8dct=1:deblock=0,0"),
    ),
    Quality.MASTER: ("-preset", "veryfast", "-crf", "18"),
}
# Shots are rendered side by side, a core each; and the bytes depend on the count.
_THREADS = ("-threads", "1")
H264 = ("-c:v", "libx264", "-profile:v", "high", "-pix_fmt", "yuv420p", "-sc_threshold", "0")
_PLAIN = ("-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact+cgop")


@dataclass(frozen=True, slots=True)
class Picture:
    """What a segment's frames are: size, rate, how many; `fade`: so many at each end from black."""

    width: int
    height: int
    fps: int
    frames: int
    fade: int = 0


def frames_of(speech_seconds: Fraction, lead: Fraction, tail: Fraction, fps: int) -> int:
    """How many whole frames hold lead, speech and tail."""
    return max(1, math.ceil((lead + speech_seconds + tail) * fps))


def render(
    clip: Path,
    segment: Path,
    picture: Picture,
    script: Script,
    encoder: Sequence[str],
    *,
    mark: Path | None = None,
) -> None:
    """Write `segment`: exactly `picture.frames` frames of the clip with the script's text over it.

    `encoder` is one of `ENCODER`, the same for every segment of a film. A longer clip is trimmed,
    a shorter one slowed down. Raises BadInput for a clip or a watermark that cannot be read.
    """
    source = probe.probe_picture(clip)
    with rooms.room(segment.parent) as room:
        room.link("clip.mp4", clip)
        if mark:
            room.link("watermark.png", mark)
        room.furnish(script)
        graph = _graph(source, picture, script, marked=mark is not None)
        inputs = _inputs(marked=mark is not None)
        room.ffmpeg([*inputs, *finished(graph, picture, encoder)])
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


def _inputs(*, marked: bool) -> list[str]:
    inputs = [*ffmpeg.INPUT, *_THREADS, "-f", "mov", "-i", "clip.mp4"]
    if marked:
        inputs += [*ffmpeg.INPUT, "-f", "png_pipe", "-i", "watermark.png"]
    return inputs


def finished(graph: str, picture: Picture, encoder: Sequence[str]) -> list[str]:
    """FFmpeg's options after its inputs: the graph `[0:v]...`, encoded as `segment.mp4`."""
    clock = str(picture.fps * _TICKS)
    rate = ("-g", str(picture.fps * 2), "-video_track_timescale", clock, "-movie_timescale", clock)
    whole = f"{graph},setparams={BT709}[v]"
    return [
        *("-filter_complex", whole, "-filter_complex_threads", "1", "-map", "[v]"),
        *("-frames:v", str(picture.frames), *H264, *encoder, *_THREADS, *rate),
        *(*_PLAIN, "segment.mp4"),
    ]


def _graph(clip: probe.Picture, picture: Picture, script: Script, *, marked: bool) -> str:
    """The clip, fitted; its text over it; and over both, the watermark.

    The other way round FFmpeg would copy every frame twice: before what changes over time is laid
    over a frame, it is copied, even where that has just been done.
    """
    parts = [f"[0:v]{','.join(_fitted(clip, picture))}[clip]"]
    if area := script.area:
        parts.append(f"{_text(picture, area, script.changes)}[text]")
        parts.append(f"[clip][text]overlay={area.x}:{area.y}:format=yuv420")
    else:
        parts.append(f"[clip]{_DRAWN}")
    if marked:
        corner = f"W-w-{round(picture.width * 0.022)}:{round(picture.height * 0.039)}"
        parts[-1] += "[told]"
        parts.append(f"[1:v]scale={picture.width // 8}:-1[mark]")
        parts.append(f"[told][mark]overlay={corner}:format=yuv420")
    if fade := min(picture.fade, picture.frames // 2):
        last_ones = f"fade=out:start_frame={picture.frames - fade}:nb_frames={fade}"
        parts[-1] += f",fade=in:start_frame=0:nb_frames={fade},{last_ones}"
    return ";".join(parts)


def _text(picture: Picture, area: Area, changes: Sequence[Change]) -> str:
    """The text by itself, drawn only for the frames in which it changes, and only where it stands.

    Drawn over every frame it costs five times as much: a tenth of all work on a draft.
    """
    size, seconds = f"{area.width}x{area.height}", picture.frames / picture.fps
    drawn = "+".join(f"between(n,{first},{last})" for first, last in _drawn(picture, changes))
    return (
        f"color=c=black@0:s={size}:r={picture.fps}:d={seconds:.6f},format=yuva420p,"
        f"setparams={BT709},select='{drawn}',{_DRAWN}:alpha=1,unpremultiply=inplace=1"
    )


def _drawn(picture: Picture, changes: Sequence[Change]) -> Iterator[tuple[int, int]]:
    """The first and last frame of each change; the first of all is the clear one before any.

    Frame n shows what libass draws at n / fps, and a change is seen from the first such moment on.
    """
    yield 0, 0
    for change in sorted(set(changes), key=lambda change: change.start):
        first, last = (-(-at * picture.fps // 100) for at in (change.start, change.end))
        yield first, last


def _fitted(clip: probe.Picture, picture: Picture) -> Iterator[str]:
    """The filters that bring a clip to the size, rate, length and colours of its segment."""
    yield "setpts=PTS-STARTPTS"
    if clip.seconds * picture.fps < picture.frames:
        yield f"setpts=PTS*{(picture.frames + 1) / picture.fps / clip.seconds:.9f}"  # one to spare
    yield f"fps={picture.fps}"
    yield f"trim=end_frame={picture.frames}"
    size = f"{picture.width}:{picture.height}"
    ours = clip.pixels == "yuv420p" and clip.space in _OUR_SPACES
    colours = "" if ours else f":{_OUR_COLOURS}"
    # Nothing happens in these two when the size is right already.
    yield f"scale={size}:force_original_aspect_ratio=increase:flags=bicubic{colours}"
    yield f"crop={size}"
    yield "setsar=1,format=yuv420p"


def _check(segment: Path, picture: Picture) -> None:
    """A segment one frame off would put every later word beside its picture."""
    frames = film.frames(segment, (picture.width, picture.height), picture.fps)
    if frames != picture.frames:
        raise BadInput(
            f"The clip gave {frames} frames where the shot needs {picture.frames}.",
            remedy="Make the clip of this shot again.",
        )
