"""The local writer: stories from a person's own words, without a model."""

from __future__ import annotations

from reelworks.domain.story import Story
from reelworks.ports.handshake import Handshake
from reelworks.ports.spend import Spend
from reelworks.ports.write import Research, ResearchRequest, SourceKind, StoryRequest
from reelworks.providers.local.writer import film, research, word_for_word


class LocalWriter:
    """Extracts, shortens and joins what the source says. Free, offline, always the same."""

    def research(self, request: ResearchRequest, handshake: Handshake) -> tuple[Research, Spend]:
        read = word_for_word.read if request.kind is SourceKind.SCRIPT else research.read
        found = read(request.text)
        handshake.progress(1.0)
        return found, Spend()

    def story(self, request: StoryRequest, handshake: Handshake) -> tuple[Story, Spend]:
        story = film.write(request)
        handshake.progress(1.0)
        return story, Spend()
