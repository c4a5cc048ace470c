"""A clip from outside: looked at, then fitted to the film's size and rate, nearly without loss."""

from __future__ import annotations

from pathlib import Path

import av

from reelworks.domain.errors import BadInput
from reelworks.media import encode, probe, rooms
from reelworks.ops import ffmpeg

LONGEST_S = 120.0
# The demuxer is named, never guessed: a file must not choose to be a playlist.
_DEMUXERS = {"mov": "mov", "mp4": "mov", "matroska": "matroska", "webm": "matroska"}


def fit(source: Path, clip: Path, size: tuple[int, int], fps: int) -> None:
    """Write `clip`: the whole source, filling the frame with its middle kept, without sound.

    Raises BadInput for what is no clip, or too long; ProgramFailed, DiskFull.
    """
    demuxer, picture = _demuxer(source), probe.probe_picture(source)
    if not 0 < picture.seconds <= LONGEST_S:
        raise BadInput(
            f"{source.name} is {picture.seconds:.0f} s long; a shot takes {LONGEST_S:.0f} at most.",
            remedy="Cut it before you give it to us.",
        )
    with rooms.room(clip.parent) as room:
        room.link("source", source)
        room.ffmpeg(_arguments(demuxer, size, fps))
        room.path("clip.mp4").replace(clip)


def _arguments(demuxer: str, size: tuple[int, int], fps: int) -> list[str]:
    width, height = size
    filters = (
        f"scale={width}:{height}:force_original_aspect_ratio=increase:"
        f"out_color_matrix=bt709:out_range=tv,crop={width}:{height},fps={fps},format=yuv420p,"
        "setsar=1"
    )
    return [
        *(*ffmpeg.INPUT, "-f", demuxer, "-i", "source", "-map", "0:v:0", "-an", "-vf", filters),
        *(*encode.NEAR_LOSSLESS, *encode.COLOUR, *encode.TRANSFER, *encode.BITEXACT),
        *("-video_track_timescale", str(fps * 1000), "-f", "mp4", "clip.mp4"),
    ]


def _demuxer(source: Path) -> str:
    try:
        with av.open(str(source.absolute()), options={"protocol_whitelist": "file"}) as container:
            names = container.format.name.split(",")
    except (av.FFmpegError, ValueError) as error:
        raise BadInput(
            f"{source.name} cannot be read as a clip: {error}",
            remedy="Check that it is whole and plays elsewhere.",
        ) from error
    found = next((_DEMUXERS[name] for name in names if name in _DEMUXERS), None)
    if found is None:
        raise BadInput(
            f"{source.name} is {names[0]}, which we do not take.",
            remedy="Convert it to MP4, MOV, MKV or WebM.",
        )
    return found
