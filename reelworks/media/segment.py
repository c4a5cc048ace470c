"""A shot's final picture: its clip fitted to its narration, captions burned in, encoded once."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import partial
from pathlib import Path

from PIL import Image

from reelworks.domain.errors import BadInput
from reelworks.media import film, probe, rooms
from reelworks.media.sheets import Layer, Sheet
from reelworks.media.typeset import Script
from reelworks.ops import ffmpeg

BT709 = "range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709"
_OUR_COLOURS = "out_color_matrix=bt709:out_range=tv"
_OUR_SPACES = {"bt709", "unspecified"}
_TEXT = "ass={}.ass:fontsdir=fonts"
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
        draw = partial(_graph, picture=picture, script=script, marked=mark is not None)
        in_time = _in_time(source, picture)
        try:
            _encode(
                room, source, draw(_fitted(source, picture, as_it_is=in_time)), picture, encoder
            )
        except BadInput:
            if not in_time:
                raise
            # Not every frame could be decoded: the one before it is shown for longer.
            _encode(room, source, draw(_fitted(source, picture, as_it_is=False)), picture, encoder)
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


def _encode(
    room: rooms.Room, source: probe.Picture, graph: str, picture: Picture, encoder: Sequence[str]
) -> None:
    """Write the room's segment. Raises BadInput when it has not the frames that are wanted."""
    known = ("-nofind_stream_info",) if source.described else ()
    inputs = [*ffmpeg.INPUT, *known, *_THREADS, "-f", "mov", "-i", "clip.mp4"]
    if room.path("watermark.png").exists():
        inputs += [*ffmpeg.INPUT, "-f", "png_pipe", "-i", "watermark.png"]
    room.ffmpeg([*inputs, *finished(graph, picture, encoder)])
    found = film.frames(room.path("segment.mp4"), (picture.width, picture.height), picture.fps)
    if found != picture.frames:  # one off would put every later word beside its picture
        raise BadInput(
            f"The clip gave {found} frames where the shot needs {picture.frames}.",
            remedy="Make the clip of this shot again.",
        )


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


def _graph(fitted: Iterator[str], picture: Picture, script: Script, *, marked: bool) -> str:
    """The clip, fitted; its text over it; and over both, the watermark."""
    chain, sources = [*fitted], []
    layers: list[str] = []
    if script.text:
        chain.append(_TEXT.format("text"))
    for number, sheet in enumerate(script.sheets):
        if seen := _seen(picture, sheet):
            name = f"sheet{number}"
            sources.append(_drawn(sheet, name, seen))
            layers += [
                f"[{name}at{at}]overlay={layer.area.x}:{layer.area.y}"
                f":enable='between(n,{frames[0]},{frames[-1]})'"
                for at, (layer, frames) in enumerate(seen.items())
            ]
    if marked:
        corner = f"W-w-{round(picture.width * 0.022)}:{round(picture.height * 0.039)}"
        sources.append(f"[1:v]scale={picture.width // 8}:-1[mark]")
        layers.append(f"[mark]overlay={corner}")
    parts = [*sources, f"[0:v]{','.join(chain)}"]
    for number, layer in enumerate(layers):
        parts[-1] += f"[under{number}]"
        parts.append(f"[under{number}]{layer}:format=yuv420")
    if fade := min(picture.fade, picture.frames // 2):
        last_ones = f"fade=out:start_frame={picture.frames - fade}:nb_frames={fade}"
        parts[-1] += f",fade=in:start_frame=0:nb_frames={fade},{last_ones}"
    return ";".join(parts)


def _seen(picture: Picture, sheet: Sheet) -> dict[Layer, range]:
    """The layers that are seen, and over which frames.

    Frame n shows what there is n / fps after the beginning: a change is seen from the first such
    moment on.
    """
    frames = {
        layer: range(*(-(-at * picture.fps // 100) for at in (layer.start, layer.end)))
        for layer in sheet.layers
    }
    return {layer: shown for layer, shown in frames.items() if shown and shown[0] < picture.frames}


def _drawn(sheet: Sheet, name: str, layers: Iterable[Layer]) -> str:
    """Layers of a sheet, each drawn once and only where it stands.

    Drawn over every frame, text costs five times as much: a tenth of all work on a draft. And each
    is a picture of its own, there from before the beginning: over one that may still change, FFmpeg
    copies every frame before it draws on it.
    """
    # In the middle of the hundredth of a second in which it begins: libass counts milliseconds.
    times = [2 * (layer.start + layer.later * 100) + 1 for layer in layers]
    ground = "color=c=black@0:s={}x{}".format(*sheet.size)
    clock = "+".join(f"eq(N,{number})*{time}" for number, time in enumerate(times))
    names = "".join(f"[{name}at{number}]" for number in range(len(times)))
    return (
        f"{ground}:r=200:d={len(times) / 200},format=yuva420p,setparams={BT709},setpts='{clock}',"
        f"{_TEXT.format(name)}:alpha=1,unpremultiply=inplace=1,"
        f"setpts=-1,select=n+1:n={len(times)}{names}"
    )


def _in_time(clip: probe.Picture, picture: Picture) -> bool:
    """Whether the clip's frames can be the segment's, one by one."""
    return clip.steady and clip.fps == picture.fps and clip.frames >= picture.frames


def _fitted(clip: probe.Picture, picture: Picture, *, as_it_is: bool) -> Iterator[str]:
    """The filters that bring a clip to the size, rate, length and colours of its segment.

    `as_it_is`: the rate is right. The filter for it would hold on to each frame while the next
    ones draw on it, and FFmpeg copies what somebody else holds.
    """
    yield "setpts=PTS-STARTPTS"
    if not as_it_is:
        if clip.seconds * picture.fps < picture.frames:
            slower = (picture.frames + 1) / picture.fps / clip.seconds  # one to spare
            yield f"setpts=PTS*{slower:.9f}"
        yield f"fps={picture.fps}"
    yield f"trim=end_frame={picture.frames}"
    size = f"{picture.width}:{picture.height}"
    ours = clip.pixels == "yuv420p" and clip.space in _OUR_SPACES
    colours = "" if ours else f":{_OUR_COLOURS}"
    # Nothing happens in these two when the size is right already.
    yield f"scale={size}:force_original_aspect_ratio=increase:flags=bicubic{colours}"
    yield f"crop={size}"
    yield "setsar=1,format=yuv420p"
