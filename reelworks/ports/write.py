"""The need for words: research from a person's notes, and a story from research."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from reelworks.domain.briefs import SourceKind as SourceKind  # noqa: PLC0414  (part of this port)
from reelworks.domain.story import Story
from reelworks.ports.handshake import Handshake
from reelworks.ports.spend import Spend


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement of the source, with the heading it stood under ("" when none)."""

    text: str
    heading: str


@dataclass(frozen=True, slots=True)
class Research:
    """What the source says. `language` is BCP 47."""

    title: str
    language: str
    kind: SourceKind
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class StoryRequest:
    """`title` ("" to choose one) is what the person asked for; `brand` is the channel's style."""

    research: Research
    shots: int
    seed: int
    title: str = ""
    brand: str = ""
    note: str = ""


class Writer(Protocol):
    """Reads sources and writes stories."""

    def research(self, text: str, kind: SourceKind, handshake: Handshake) -> tuple[Research, Spend]:
        """What the text says. BadInput when it says nothing that a film could be made of."""

    def story(self, request: StoryRequest, handshake: Handshake) -> tuple[Story, Spend]:
        """A story of exactly the requested shots (a script keeps its own number if that is 0)."""
