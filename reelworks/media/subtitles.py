"""Captions as files of their own: SubRip and WebVTT."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from reelworks.media.captions import Cue, text_of

WIDEST = 42  # characters to a line, as broadcasters count them


@dataclass(frozen=True, slots=True)
class Subtitle:
    """Text lines shown from `start` to `end`, in seconds of the film."""

    start: float
    end: float
    lines: tuple[str, ...]


def from_cue(cue: Cue, offset: float) -> Subtitle:
    """A shot's cue on the film's clock."""
    return Subtitle(cue.start + offset, cue.end + offset, tuple(map(text_of, cue.lines)))


def srt(subtitles: Iterable[Subtitle]) -> str:
    """SubRip. The format has no escapes, so a text's own arrow gets a joiner that nobody sees."""
    blocks = []
    for number, item in enumerate(subtitles, 1):
        text = "\n".join(line.replace("-->", "--\u2060>") for line in item.lines)
        blocks.append(f"{number}\n{_clock(item.start, ',')} --> {_clock(item.end, ',')}\n{text}\n")
    return "\n".join(blocks)


def vtt(subtitles: Iterable[Subtitle]) -> str:
    """WebVTT, its three special characters written as entities."""
    blocks = ["WEBVTT\n"]
    for item in subtitles:
        text = "\n".join(map(_entities, item.lines))
        blocks.append(f"{_clock(item.start, '.')} --> {_clock(item.end, '.')}\n{text}\n")
    return "\n".join(blocks)


def _entities(line: str) -> str:
    return line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _clock(seconds: float, point: str) -> str:
    milliseconds = round(seconds * 1000)
    minutes, rest = divmod(milliseconds, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{rest // 1000:02}{point}{rest % 1000:03}"
