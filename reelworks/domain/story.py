"""A story: what the film says and shows, shot by shot."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from reelworks.domain.steps import Stored


class AssetKind(StrEnum):
    ENVIRONMENT = "environment"  # a full picture: the place of a shot
    CHARACTER = "character"  # a subject on transparent ground, put over an environment


class Placement(StrEnum):
    """Where a character stands in its environment."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Asset:
    """An image to be made once and used by one or more shots. `key` is e.g. `environment-03`."""

    key: str
    kind: AssetKind
    prompt: str


@dataclass(frozen=True, slots=True)
class Shot:
    """One shot. `number` counts from 1; `environment` and `character` are asset keys.

    `name`: what its steps are called, wherever it stands in the film. `image`, `clip` and
    `recording` are files that a person gave instead of what would have been made.
    """

    number: int
    narration: str
    environment: str
    motion: str
    sound: str
    character: str | None = None
    placement: Placement = Placement.CENTER
    chapter: str | None = None  # the title of the chapter that begins here
    name: str = ""
    image: Stored | None = None
    clip: Stored | None = None
    recording: Stored | None = None

    @property
    def key(self) -> str:
        """The last part of the keys of its steps."""
        return self.name or f"shot-{self.number:02}"


@dataclass(frozen=True, slots=True)
class Story:
    """The whole story. `atmosphere` goes before every image prompt; `music` is a mood in words.

    `headline` is what the thumbnail says ("" is the title); `tags` are for whoever publishes it.
    """

    title: str
    description: str
    language: str  # BCP 47, e.g. "en"
    atmosphere: str
    music: str
    assets: tuple[Asset, ...]
    shots: tuple[Shot, ...]
    tags: tuple[str, ...] = ()
    headline: str = ""

    def asset(self, key: str) -> Asset:
        """The asset with this key; KeyError when there is none."""
        return {asset.key: asset for asset in self.assets}[key]

    def faults(self) -> tuple[str, ...]:
        """What makes this story unusable, in words; empty when it is sound."""
        keys = [asset.key for asset in self.assets]
        known = set(keys)
        faults = [] if self.shots else ["it has no shots"]
        if len(known) != len(keys):
            faults.append("two assets share a key")
        if [shot.number for shot in self.shots] != list(range(1, len(self.shots) + 1)):
            faults.append("its shots are not numbered 1, 2, 3, ...")
        if len({shot.key for shot in self.shots}) != len(self.shots):
            faults.append("two of its shots have the same name")
        faults += [f"shot {s.number} says nothing" for s in self.shots if not s.narration.strip()]
        faults += [
            f"shot {shot.number} names an asset that is not there: {key}"
            for shot in self.shots
            for key in (shot.environment, shot.character)
            if key is not None and key not in known
        ]
        return tuple(faults)
