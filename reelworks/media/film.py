"""A film: segments joined without encoding again, one sound track, chapters."""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from av.audio.stream import AudioStream
from av.container import InputContainer, OutputContainer
from av.packet import Packet
from av.video.stream import VideoStream

from reelworks.domain.errors import BadInput
from reelworks.media import probe
from reelworks.media.metadata import Chapter
from reelworks.media.wav import RATE

_MP4 = "mov,mp4,m4a,3gp,3g2,mj2"
# The edit lists count in the movie's own time; at its default of milliseconds they cut the last
# samples off.
_WRITE = {"movflags": "+faststart", "fflags": "+bitexact", "movie_timescale": str(RATE)}


@dataclass(frozen=True, slots=True)
class About:
    """What the file says of itself; `language` as MP4 writes it."""

    title: str
    language: str
    chapters: tuple[Chapter, ...] = ()


def packet_hashes(path: Path) -> tuple[str, ...]:
    """The sha256 of each video packet: equal in a film and in the segment that it came from."""
    with _opened(path) as file:
        return tuple(
            hashlib.sha256(bytes(packet)).hexdigest()
            for packet in file.demux(_picture_of(file, path))
            if packet.size
        )


def frames(path: Path, size: tuple[int, int], fps: int) -> int:
    """How many frames a segment has. Raises BadInput when it is not one of this film's."""
    with _opened(path) as file:
        stream = _picture_of(file, path)
        context = stream.codec_context
        found = (context.name, context.width, context.height, stream.average_rate)
        if found != ("h264", *size, Fraction(fps)):
            raise BadInput(
                f"{path} is {found[0]} {found[1]}x{found[2]} at {found[3]} frames a second; "
                f"the film is h264 {size[0]}x{size[1]} at {fps}.",
                remedy="Render the shot again with the film's size and rate.",
            )
        return stream.frames


def join(segments: Sequence[Path], sound: Path, film: Path, about: About, fps: int) -> None:
    """Write `film` from segments and a finished sound track, every packet as it is.

    Segments must have been encoded alike: BadInput when one was not.
    """
    with ExitStack() as stack:
        out = stack.enter_context(av.open(str(film), "w", format="mp4", options=_WRITE))
        first = stack.enter_context(_opened(segments[0]))
        track = stack.enter_context(_opened(sound))
        picture = _picture_of(first, segments[0])
        video = out.add_stream_from_template(picture)
        audio = out.add_stream_from_template(track.streams.audio[0])
        video.time_base = picture.time_base
        _describe(out, audio, about, fps)
        shots: Iterator[Packet[Any]] = _pictures(
            segments, video, bytes(picture.codec_context.extradata or b""), fps
        )
        sounds: Iterator[Packet[Any]] = _sounds(track, audio)
        merged: Iterator[Packet[Any]] = heapq.merge(shots, sounds, key=_when)
        for packet in merged:
            out.mux(packet)


def _opened(path: Path) -> InputContainer:
    try:
        return av.open(str(path), format=_MP4, options=probe.HEAD_ONLY)
    except av.FFmpegError as error:
        raise BadInput(
            f"The segment {path} cannot be read as MP4: {error}.",
            remedy="Render this shot again.",
        ) from error


def _picture_of(file: InputContainer, path: Path) -> VideoStream:
    if not file.streams.video:
        raise BadInput(f"{path} has no picture.", remedy="Render this shot again.")
    return file.streams.video[0]


def _describe(out: OutputContainer, audio: AudioStream, about: About, fps: int) -> None:
    out.metadata["title"] = about.title
    audio.metadata["language"] = about.language
    out.set_chapters(
        [
            {
                "id": number,
                "start": chapter.start,
                "end": chapter.end,
                "time_base": Fraction(1, fps),
                "metadata": {"title": chapter.title},
            }
            for number, chapter in enumerate(about.chapters)
        ]
    )


def _pictures(
    segments: Sequence[Path], video: VideoStream, parameters: bytes, fps: int
) -> Iterator[Packet[VideoStream]]:
    """Every segment's packets, moved by whole frames: seconds added up would drift."""
    begin = 0
    for segment in segments:
        with _opened(segment) as file:
            stream = _picture_of(file, segment)
            if bytes(stream.codec_context.extradata or b"") != parameters:
                raise BadInput(
                    f"{segment} was encoded with other settings than the segments before it.",
                    remedy="Render its shot again with the film's quality and size.",
                )
            offset = int(begin * Fraction(1, fps) / (stream.time_base or Fraction(1, fps)))
            count = 0
            for packet in file.demux(stream):
                if packet.size and packet.pts is not None and packet.dts is not None:
                    packet.pts += offset
                    packet.dts += offset
                    packet.stream = video
                    count += 1
                    yield packet
            begin += count


def _sounds(track: InputContainer, audio: AudioStream) -> Iterator[Packet[AudioStream]]:
    for packet in track.demux(track.streams.audio[0]):
        if packet.size:
            packet.stream = audio
            yield packet


def _when(packet: Packet[Any]) -> float:
    base = packet.time_base  # multiplied as a fraction, thousands of times, it would be slow
    return (packet.dts or 0) * base.numerator / base.denominator
