"""The need for words: research from a person's notes, and a story from research."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
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
class ResearchRequest:
    """`text` is what the person gave; `prompts` is what a language model is told, by name."""

    text: str
    kind: SourceKind
    note: str = ""
    model: str = ""
    prompts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StoryRequest:
    """`title` ("" to choose one) is what the person asked for; `brand` is the channel's style.

    `prompts` is what a language model is told, by name.
    """

    research: Research
    shots: int
    seed: int
    title: str = ""
    brand: str = ""
    note: str = ""
    model: str = ""
    prompts: Mapping[str, str] = field(default_factory=dict)


class Writer(Protocol):
    """Reads sources and writes stories."""

    def research(self, request: ResearchRequest, handshake: Handshake) -> tuple[Research, Spend]:
        """What the text says. BadInput when it says nothing that a film could be made of."""

    def story(self, request: StoryRequest, handshake: Handshake) -> tuple[Story, Spend]:
        """A story of exactly the requested shots (a script keeps its own number if that is 0)."""
