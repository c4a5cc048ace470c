"""A brief: what a person asked for."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from enum import StrEnum

from reelworks.domain.channels import DRAFT, Privacy
from reelworks.domain.steps import Stored


class SourceKind(StrEnum):
    NOTES = "notes"  # to be retold
    SCRIPT = "script"  # to be used word for word


@dataclass(frozen=True, slots=True)
class Brief:
    """Everything that makes one film differ from another. `shots` 0: as many as a script has.

    `profile` is the channel's: a draft, its rehearsal and its production are three films. Which
    models serve a profile makes no other film of it: else new models would buy everything again.
    """

    channel: str
    source: Stored
    kind: SourceKind
    name: str  # of the source, without its suffix; begins the task's name
    title: str = ""
    shots: int = 18
    width: int = 1920
    height: int = 1080
    fps: int = 30
    seed: int = 1
    profile: str = DRAFT
    privacy: Privacy | None = None  # None: as the channel has it

    def hash(self) -> str:
        """The same brief has the same hash: asking twice is asking once."""
        facts = {
            "channel": self.channel,
            "source": self.source.sha256,
            "kind": self.kind.value,
            "title": self.title,
            "shots": self.shots,
            "size": [self.width, self.height, self.fps],
            "seed": self.seed,
            **({} if self.profile == DRAFT else {"profile": self.profile}),
            **({"privacy": self.privacy.value} if self.privacy else {}),
        }
        return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()
