"""What a media file holds, read with PyAV before we trust it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
from av.container import InputContainer
from av.video.codeccontext import VideoCodecContext
from av.video.stream import VideoStream

from reelworks.domain.errors import BadInput

MAX_SIDE = 8192
MAX_SECONDS = 6 * 3600
_OPTIONS = {"protocol_whitelist": "file,pipe"}  # a playlist must not make us open addresses
# For a file of ours: what MP4 says at its head is all we need. Opening it would decode its first
# frame (30 ms) to learn more, and look for more beyond it (2 ms). Whoever decodes undoes the first.
HEAD_ONLY = {"protocol_whitelist": "file", "skip_frame": "all", "probesize": "32"}
_BASELINE = {"Baseline", "Constrained Baseline"}  # of H.264: 8 bit, 4:2:0, frames in order
_LIMITED = 1  # of ranges of colours; PyAV has no name for it


@dataclass(frozen=True, slots=True)
class Picture:
    """A moving picture: `frames` counted from its packets; `fps` its average rate.

    `steady`: each frame is shown for equally long. `described`: its MP4 says at its head all that
    decoding it would tell.
    """

    codec: str
    width: int
    height: int
    pixels: str
    fps: Fraction
    frames: int
    seconds: float
    space: str
    steady: bool
    described: bool = False


@dataclass(frozen=True, slots=True)
class Sound:
    """A sound track: `rate` in Hz, `seconds` as the file states it."""

    codec: str
    rate: int
    channels: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Media:
    """The first picture and the first sound of a file, and how long the whole is."""

    seconds: float
    picture: Picture | None
    sound: Sound | None


def probe(path: Path) -> Media:
    """Look into a media file without decoding it.

    Raises BadInput when it is missing, not media, cut off, or beyond what we handle.
    """
    try:
        with av.open(str(path.absolute()), options=_OPTIONS) as container:
            media = _media(container)
    except (av.FFmpegError, ValueError) as error:
        raise BadInput(
            f"{path.name} cannot be read as video or sound: {error}",
            remedy="Check that the file is there, whole, and plays elsewhere.",
        ) from error
    _check(path, media)
    return media


def probe_picture(path: Path) -> Picture:
    """The moving picture of a file; BadInput when there is none."""
    picture = _described(path) or probe(path).picture
    if picture is None:
        raise BadInput(f"{path.name} has no picture.", remedy="Give a video file.")
    return picture


def _described(path: Path) -> Picture | None:
    """The picture of an MP4 whose head says everything about it."""
    try:
        with av.open(str(path.absolute()), format="mov", options=HEAD_ONLY) as container:
            video = next(iter(container.streams.video), None)
            if video is None or not _says_all(video.codec_context):
                return None
            index = video.index_entries  # in the order in which they are shown, too
            end = max((entry.pos + entry.size for entry in index), default=0)
            if not 0 < end <= path.stat().st_size or len(index) != video.frames:
                return None
            times = [None if entry.is_discard else entry.timestamp for entry in index]
            picture = _picture(video, float(container.duration or 0) / av.time_base, times)
    except (av.FFmpegError, OSError, ValueError):
        return None  # probing says what is wrong
    _check(path, Media(picture.seconds, picture, None))
    return replace(picture, pixels="yuv420p", described=True)


def _says_all(context: VideoCodecContext) -> bool:
    known = context.color_range == _LIMITED and int(context.colorspace) in _SPACES
    return context.name == "h264" and context.profile in _BASELINE and known


def _media(container: InputContainer) -> Media:
    video = next(iter(container.streams.video), None)
    audio = next(iter(container.streams.audio), None)
    whole = float(container.duration or 0) / av.time_base
    sound = None
    if audio is not None:
        seconds = _seconds(audio.duration, audio.time_base, whole)
        context = audio.codec_context
        sound = Sound(context.name, context.sample_rate, context.layout.nb_channels, seconds)
    if video is None:
        return Media(whole, None, sound)
    packets = (packet for packet in container.demux(video) if packet.size)
    times = [None if packet.is_discard else packet.pts for packet in packets]
    return Media(whole, _picture(video, whole, times), sound)


def _picture(video: VideoStream, whole: float, times: Sequence[int | None]) -> Picture:
    """`times`: when each frame is shown, in ticks; None for one that is not."""
    context, fps = video.codec_context, video.average_rate or Fraction(0)
    return Picture(
        codec=context.name,
        width=context.width,
        height=context.height,
        pixels=context.pix_fmt or "",
        fps=fps,
        frames=len(times),
        seconds=_seconds(video.duration, video.time_base, whole),
        space=_SPACES.get(int(context.colorspace), "unspecified"),
        steady=_steady(times, fps * (video.time_base or 0)),
    )


_SPACES = {1: "bt709", 5: "bt470bg", 6: "smpte170m", 9: "bt2020nc"}


def _steady(times: Sequence[int | None], rate: Fraction) -> bool:
    """Whether frames come at this rate and no other, in frames a tick."""
    shown = sorted(time for time in times if time is not None)
    if len(shown) < len(times) or not rate:
        return False
    return all((after - time) * rate == 1 for time, after in pairwise(shown))


def _seconds(ticks: int | None, base: Fraction | None, whole: float) -> float:
    return whole if ticks is None or base is None else float(ticks * base)


def _check(path: Path, media: Media) -> None:
    picture = media.picture
    if picture is None and media.sound is None:
        raise BadInput(f"{path.name} holds neither picture nor sound.")
    if media.seconds > MAX_SECONDS:
        raise BadInput(
            f"{path.name} is {media.seconds:.0f} s long; the limit is {MAX_SECONDS} s.",
            remedy="Cut it before you give it to us.",
        )
    if picture is not None and min(picture.width, picture.height) < 1:
        raise BadInput(f"{path.name} states no picture size; it is probably cut off.")
    if picture is not None and max(picture.width, picture.height) > MAX_SIDE:
        raise BadInput(
            f"{path.name} is {picture.width}x{picture.height}; the limit is {MAX_SIDE} a side.",
            remedy="Scale it down before you give it to us.",
        )
