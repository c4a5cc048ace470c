"""A film for an editing program: an OpenTimelineIO timeline, its media in a folder beside it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TypeAlias

import opentimelineio as otio
from opentimelineio.opentime import RationalTime, TimeRange

from reelworks.media import captions, probe, wav
from reelworks.media.timeline import Scene, Timeline
from reelworks.media.wav import RATE

MEDIA = "media"

_Item: TypeAlias = "otio.schema.Clip | otio.schema.Gap"


@dataclass(frozen=True, slots=True)
class Folder:
    """Where the timeline lies; media is copied below it under names of ours."""

    path: Path

    def take(self, file: Path, name: str) -> str:
        """Copy a file; returns its address relative to the timeline."""
        target = self.path / MEDIA / f"{name}{file.suffix.lower()}"
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)
        return target.relative_to(self.path).as_posix()


def write(line: Timeline, output: Path, film: Path | None, subtitles: Path | None) -> int:
    """Write `output` and copy the media; returns the timeline's length in frames.

    The finished segments are the picture; the clean clips and the finished mix lie on tracks that
    are switched off.
    """
    folder = Folder(output.parent)
    edited = otio.schema.Timeline(captions.clean(line.told.title))
    edited.global_start_time = RationalTime(0, line.told.fps)
    edited.tracks.extend(_tracks(line, folder, film))
    edited.tracks.markers.extend(_chapters(line))
    if subtitles:
        edited.metadata["reelworks"] = {"subtitles": folder.take(subtitles, "captions")}
    output.write_text(edited.to_json_string(indent=1), encoding="utf-8")
    length: float = edited.duration().rescaled_to(line.told.fps).value
    return round(length)


def _tracks(line: Timeline, folder: Folder, film: Path | None) -> Iterator[otio.schema.Track]:
    yield _track("Film", "Video", _segments(line, folder))
    if any(shot.clip for shot in line.told.shots):
        yield _track("Clips without captions", "Video", _clips(line, folder), enabled=False)
    yield _track("Narration", "Audio", _narrations(line, folder))
    yield _track("Effects", "Audio", _effects(line, folder))
    if line.told.music:
        yield _track("Music", "Audio", _music(line, folder, line.told.music))
    if film:
        address = folder.take(film, "film")
        mix = _clip("Mix", address, _samples(line.samples), _samples(line.samples))
        yield _track("Finished sound", "Audio", [mix], enabled=False)


def _track(
    name: str, kind: str, items: Iterator[_Item] | Sequence[_Item], *, enabled: bool = True
) -> otio.schema.Track:
    track = otio.schema.Track(name, kind=kind, children=list(items))
    track.enabled = enabled
    return track


def _segments(line: Timeline, folder: Folder) -> Iterator[_Item]:
    fps = line.told.fps
    cues = list(line.subtitles())
    for scene, start, length in zip(line.scenes, line.starts, line.lengths, strict=True):
        address = folder.take(scene.segment, f"segments/{scene.name}")
        clip = _clip(scene.name, address, _frames(length, fps), _frames(length, fps))
        if scene.shot:
            clip.metadata["reelworks"] = {"narration": scene.shot.text}
        for cue in cues:
            if start <= cue.start * fps < start + length:
                clip.markers.append(_marker("\n".join(cue.lines), cue.start - start / fps, fps))
        yield clip


def _clips(line: Timeline, folder: Folder) -> Iterator[_Item]:
    fps = line.told.fps
    for scene, length in zip(line.scenes, line.lengths, strict=True):
        if scene.shot is None or scene.shot.clip is None:
            yield _gap(_frames(length, fps))
            continue
        picture = probe.probe_picture(scene.shot.clip)
        address = folder.take(scene.shot.clip, f"clips/{scene.name}")
        rate = float(picture.fps)
        whole = TimeRange(RationalTime(0, rate), RationalTime(picture.frames, rate))
        clip = _clip(scene.name, address, _frames(length, fps), whole)
        if picture.seconds * fps < length:  # slowed down, as the segment is
            slower = picture.seconds * fps / (length + 1)
            clip.effects.append(otio.schema.LinearTimeWarp(time_scalar=slower))
        yield clip


def _narrations(line: Timeline, folder: Folder) -> Iterator[_Item]:
    lead = round(Fraction(str(line.told.lead)) * RATE)
    for scene, samples in _lengths(line):
        if scene.shot is None:
            yield from _own_sound(scene.sound, scene.name, samples, folder)
            continue
        spoken = min(wav.extent(scene.shot.narration)[1], samples - lead)
        address = folder.take(scene.shot.narration, f"narration/{scene.name}")
        yield _gap(_samples(lead))
        yield _sound(f"{scene.name} narration", address, scene.shot.narration, spoken)
        yield _gap(_samples(samples - lead - spoken))


def _own_sound(sound: Path | None, name: str, samples: int, folder: Folder) -> Iterator[_Item]:
    heard = min(wav.extent(sound)[1], samples) if sound else 0
    if sound and heard:
        yield _sound(name, folder.take(sound, f"sound/{name}"), sound, heard)
    yield _gap(_samples(samples - heard))


def _effects(line: Timeline, folder: Folder) -> Iterator[_Item]:
    for scene, samples in _lengths(line):
        effect = scene.shot.effect if scene.shot else None
        heard = min(wav.extent(effect)[1], samples) if effect else 0
        if effect and heard:
            address = folder.take(effect, f"effects/{scene.name}")
            yield _sound(f"{scene.name} effect", address, effect, heard)
        yield _gap(_samples(samples - heard))


def _music(line: Timeline, folder: Folder, music: Path) -> Iterator[_Item]:
    address, length, left = folder.take(music, "music"), wav.extent(music)[1], line.samples
    while left > 0 and length:
        yield _sound("Music", address, music, min(left, length))
        left -= length


def _lengths(line: Timeline) -> Iterator[tuple[Scene, int]]:
    each = RATE // line.told.fps
    return ((s, n * each) for s, n in zip(line.scenes, line.lengths, strict=True))


def _sound(name: str, address: str, path: Path, samples: int) -> otio.schema.Clip:
    rate, length = wav.extent(path)
    whole = TimeRange(RationalTime(0, rate), RationalTime(length, rate))
    return _clip(name, address, _samples(samples), whole)


def _clip(name: str, address: str, used: TimeRange, whole: TimeRange) -> otio.schema.Clip:
    media = otio.schema.ExternalReference(address, available_range=whole)
    return otio.schema.Clip(name, media_reference=media, source_range=used)


def _gap(length: TimeRange) -> otio.schema.Gap:
    return otio.schema.Gap(source_range=length)


def _chapters(line: Timeline) -> Iterator[otio.schema.Marker]:
    fps = line.told.fps
    return (_marker(chapter.title, chapter.start / fps, fps) for chapter in line.chapters())


def _marker(text: str, seconds: float, fps: int) -> otio.schema.Marker:
    at = RationalTime(round(seconds * fps), fps)
    return otio.schema.Marker(text, marked_range=TimeRange(at, RationalTime(0, fps)))


def _frames(count: int, fps: int) -> TimeRange:
    return TimeRange(RationalTime(0, fps), RationalTime(count, fps))


def _samples(count: int) -> TimeRange:
    return TimeRange(RationalTime(0, RATE), RationalTime(count, RATE))
