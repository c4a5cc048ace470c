"""Where everything of a film lies on its clock, in whole frames and whole samples."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from reelworks.domain.errors import BadInput
from reelworks.media import captions, film, words
from reelworks.media.manifest import Manifest, Shot
from reelworks.media.metadata import Chapter, chapters
from reelworks.media.mix import Part
from reelworks.media.subtitles import WIDEST, Subtitle, from_cue
from reelworks.media.wav import RATE


@dataclass(frozen=True, slots=True)
class Scene:
    """A stretch of the film with a segment of its own: a shot; or a card, with its own sound."""

    name: str
    segment: Path
    shot: Shot | None = None
    sound: Path | None = None


@dataclass(frozen=True, slots=True)
class Timeline:
    """A manifest, its scenes in order, and how many frames each has."""

    told: Manifest
    scenes: tuple[Scene, ...]
    lengths: tuple[int, ...]

    @property
    def starts(self) -> tuple[int, ...]:
        """The film's frame at which each scene begins."""
        return tuple(accumulate(self.lengths[:-1], initial=0))

    @property
    def shot_starts(self) -> tuple[int, ...]:
        """The film's frame at which each shot begins."""
        return tuple(start for _, start, _ in self._shots())

    @property
    def frames(self) -> int:
        return sum(self.lengths)

    @property
    def seconds(self) -> float:
        return self.frames / self.told.fps

    @property
    def samples(self) -> int:
        return self.frames * self._samples_per_frame

    @property
    def _samples_per_frame(self) -> int:
        return RATE // self.told.fps

    def _shots(self) -> Iterator[tuple[Shot, int, int]]:
        """Every shot with its first frame and its length."""
        for scene, start, length in zip(self.scenes, self.starts, self.lengths, strict=True):
            if scene.shot:
                yield scene.shot, start, length

    def parts(self) -> Iterator[Part]:
        """What is heard of each scene, and when."""
        lead = round(self.told.lead * RATE)
        for scene, start, length in zip(self.scenes, self.starts, self.lengths, strict=True):
            at, samples = start * self._samples_per_frame, length * self._samples_per_frame
            if shot := scene.shot:
                yield Part(at, samples, at + lead, shot.voice, shot.effect)
            else:
                yield Part(at, samples, at, own=scene.sound)

    def subtitles(self) -> Iterator[Subtitle]:
        """The captions of the whole film."""
        for shot, start, length in self._shots():
            room_s = length / self.told.fps - self.told.lead
            cues = captions.cues(words.read(shot.words), room_s, measure=len, widest=WIDEST)
            offset = start / self.told.fps + self.told.lead
            yield from (from_cue(cue, offset) for cue in cues)

    def chapters(self) -> tuple[Chapter, ...]:
        titles = [captions.clean(shot.chapter or "") for shot in self.told.shots]
        return chapters(titles, self.shot_starts, self.frames)

    def transcript(self) -> str:
        """The narration as spoken, a line for every shot."""
        return "".join(f"{captions.clean(shot.text)}\n" for shot in self.told.shots)


def read(told: Manifest) -> Timeline:
    """Count the frames of every segment. Raises BadInput when one does not fit the film."""
    if RATE % told.fps:
        raise BadInput(
            f"At {told.fps} frames a second a frame is not a whole number of samples.",
            remedy="Use 24, 25, 30, 50 or 60.",
        )
    scenes = tuple(_scenes(told))
    lengths = (film.frames(scene.segment, told.pixels, told.fps) for scene in scenes)
    return Timeline(told, scenes, tuple(lengths))


def _scenes(told: Manifest) -> Iterator[Scene]:
    if told.intro.segment:
        yield Scene("intro", told.intro.segment, sound=told.intro.sound)
    for shot in told.shots:
        yield Scene(f"shot-{shot.number:02}", shot.segment, shot)
    if told.outro.segment:
        yield Scene("outro", told.outro.segment, sound=told.outro.sound)
