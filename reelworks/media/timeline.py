"""Where everything of a film lies on its clock, in whole frames and whole samples."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from reelworks.domain.errors import BadInput
from reelworks.media import captions, film, words
from reelworks.media.manifest import Manifest
from reelworks.media.metadata import Chapter, chapters
from reelworks.media.mix import Part
from reelworks.media.subtitles import WIDEST, Subtitle, from_cue
from reelworks.media.thumbnail import Moment
from reelworks.media.wav import RATE

_CLEAN_S = 0.17  # into a segment: before its captions begin, after a dissolve would have ended


@dataclass(frozen=True, slots=True)
class Timeline:
    """A manifest, and how many frames each of its segments has."""

    told: Manifest
    lengths: tuple[int, ...]

    @property
    def starts(self) -> tuple[int, ...]:
        """The film's frame at which each shot begins."""
        return tuple(accumulate(self.lengths[:-1], initial=0))

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

    def parts(self) -> Iterator[Part]:
        """What is heard of each shot, and when."""
        lead = round(self.told.lead * RATE)
        for shot, start, length in zip(self.told.shots, self.starts, self.lengths, strict=True):
            at = start * self._samples_per_frame
            yield Part(at, length * self._samples_per_frame, at + lead, shot.narration, shot.effect)

    def subtitles(self) -> Iterator[Subtitle]:
        """The captions of the whole film."""
        for shot, start, length in zip(self.told.shots, self.starts, self.lengths, strict=True):
            room_s = length / self.told.fps - self.told.lead
            cues = captions.cues(words.read(shot.words), room_s, measure=len, widest=WIDEST)
            offset = start / self.told.fps + self.told.lead
            yield from (from_cue(cue, offset) for cue in cues)

    def chapters(self) -> tuple[Chapter, ...]:
        titles = [captions.clean(shot.chapter or "") for shot in self.told.shots]
        return chapters(titles, self.starts, self.frames)

    def moments(self) -> Iterator[Moment]:
        """A frame of each shot that has no caption on it yet."""
        frame = min(round(_CLEAN_S * self.told.fps), int(self.told.lead * self.told.fps / 2))
        for shot, length in zip(self.told.shots, self.lengths, strict=True):
            yield Moment(shot.segment, min(frame, length - 1))

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
    sizes = (film.frames(shot.segment, told.pixels, told.fps) for shot in told.shots)
    return Timeline(told, tuple(sizes))
