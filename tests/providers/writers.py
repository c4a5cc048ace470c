"""What every writer does, whoever it is: the behaviour of the port `write`."""

from __future__ import annotations

from reelworks.domain.story import Story
from reelworks.ports.write import Research, ResearchRequest, SourceKind, StoryRequest, Writer
from tests.providers.hand import Hand

NOTES = """# The tower

The tower was built in 1611 by a king, and it still stands in the sea today.

Keepers lived there for many years, and they lit the lamp every single night.

In 1987 the last keeper left, and a machine has lit the lamp ever since then.
"""
SCRIPT = """# A tower

It was built in 1611 -- "by a king", they say; 100% true.

Keepers lived there. They lit the lamp every night.

Nobody lights it now.
"""
SPOKEN = [block.strip() for block in SCRIPT.split("\n\n")[1:]]


def research_of(writer: Writer, text: str, kind: SourceKind, **more: str) -> Research:
    return writer.research(ResearchRequest(text, kind, **more), Hand())[0]  # type: ignore[arg-type]


def story_of(writer: Writer, research: Research, shots: int, **more: str) -> Story:
    return writer.story(StoryRequest(research, shots, 1, **more), Hand())[0]  # type: ignore[arg-type]


def a_story_is_sound_and_has_exactly_its_shots(writer: Writer, model: str) -> None:
    research = research_of(writer, NOTES, SourceKind.NOTES, model=model)
    assert research.facts
    assert research.language == "en"
    story = story_of(writer, research, 3, model=model)
    assert story.faults() == ()
    assert len(story.shots) == 3
    assert all(shot.narration and shot.motion and shot.sound for shot in story.shots)
    assert story.atmosphere
    assert story.music
    assert story.language == "en"


def a_script_is_kept_word_for_word(writer: Writer, model: str) -> None:
    research = research_of(writer, SCRIPT, SourceKind.SCRIPT, model=model)
    story = story_of(writer, research, 0, model=model)
    assert [shot.narration for shot in story.shots] == SPOKEN
    assert story.faults() == ()


def a_title_that_was_asked_for_is_the_title(writer: Writer, model: str) -> None:
    research = research_of(writer, NOTES, SourceKind.NOTES, model=model)
    assert story_of(writer, research, 2, title="A {Title}: 100%", model=model).title == (
        "A {Title}: 100%"
    )
