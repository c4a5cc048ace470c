"""What we ask of a place where videos are published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from reelworks.ports.handshake import Handshake


class Tokens(Protocol):
    """Where a publisher gets the access token of the channel's account."""

    def token(self, *, refused: bool = False) -> str:
        """One that is good now. `refused`: the last one was taken no more."""


class UploadHandshake(Handshake, Protocol):
    """A handshake whose job is an upload session: whoever knows it may write to it."""

    def submitted(self, job: str, *, secret: bool = False) -> None:
        """Returns once the job is on record, sealed if it is secret."""


@dataclass(frozen=True, slots=True)
class Publication:
    """A film and everything that is said of it. Nothing here is left to the place's own defaults.

    `account`: the id of the channel that it must go to. `marker` tells this upload from all others.
    `chapters` are titles with their starts in seconds. `schedule`: when it is shown to everybody,
    as RFC 3339; until then it is private.
    """

    film: Path
    sha256: str
    account: str
    marker: str
    title: str
    description: str
    template: str
    tags: tuple[str, ...]
    category: str
    language: str
    privacy: str
    made_for_kids: bool
    synthetic: bool
    notify: bool
    schedule: str | None = None
    chapters: tuple[tuple[float, str], ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)  # what the template may name besides


@dataclass(frozen=True, slots=True)
class Published:
    """Where it is now. `found`: an earlier attempt had put it there."""

    id: str
    url: str
    privacy: str
    account: str
    schedule: str | None = None
    found: bool = False
