"""What a model is asked to answer: research and stories as JSON, and what makes them unusable."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from reelworks.domain.story import Asset, AssetKind, Placement, Shot, Story
from reelworks.ports.write import Fact, Research, SourceKind

LONGEST_TITLE, LONGEST_NARRATION = 100, 500
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_MOST_TAGS, _LONGEST_TAG, _LONGEST_HEADLINE = 12, 30, 40


def _plain(value: object) -> object:
    """Text on one line, without what cannot be printed."""
    if not isinstance(value, str):
        return value
    return " ".join("".join(c if c.isprintable() else " " for c in value).split())


def _or_none(value: object) -> object:
    return _plain(value) or None


Text = Annotated[str, BeforeValidator(_plain), Field(min_length=1)]
Prompt = Annotated[str, BeforeValidator(_plain), Field(min_length=3, max_length=1_500)]
Narration = Annotated[
    str, BeforeValidator(_plain), Field(min_length=1, max_length=LONGEST_NARRATION)
]
Key = Annotated[str, BeforeValidator(_plain), Field(min_length=1, max_length=60)]
Maybe = Annotated[str | None, BeforeValidator(_or_none)]


class _Answer(BaseModel):
    model_config = ConfigDict(extra="ignore")


class FactAnswer(_Answer):
    """One statement of the notes."""

    text: Text
    heading: Annotated[str, BeforeValidator(_plain)] = ""


class ResearchAnswer(_Answer):
    """What the notes say."""

    title: Text
    language: Text
    facts: Annotated[list[FactAnswer], Field(min_length=1, max_length=500)]

    def faults(self) -> Sequence[str]:
        if _LANGUAGE.fullmatch(self.language):
            return ()
        return [f"language {self.language!r} is no code such as en or pt-BR"]

    def research(self) -> Research:
        facts = tuple(Fact(fact.text, fact.heading) for fact in self.facts)
        return Research(self.title[:LONGEST_TITLE], self.language, SourceKind.NOTES, facts)


class PlaceAnswer(_Answer):
    """A ground of one or more shots."""

    key: Key
    prompt: Prompt


class CharacterAnswer(_Answer):
    """Who or what acts."""

    key: Key
    looks: Prompt


class SeenShot(_Answer):
    """What a shot shows and sounds like."""

    place: Key
    character: Maybe = None
    placement: Placement = Placement.CENTER
    motion: Prompt
    sound: Prompt
    chapter: Maybe = None


class ToldShot(SeenShot):
    """The same with what is said in it."""

    narration: Narration


class SeenStory(_Answer):
    """A film whose words are given."""

    title: Text
    description: Text
    tags: list[Text] = []
    headline: Annotated[str, BeforeValidator(_plain)] = ""
    atmosphere: Prompt
    music: Prompt
    places: Annotated[list[PlaceAnswer], Field(min_length=1)]
    characters: list[CharacterAnswer] = []
    shots: Annotated[list[SeenShot], Field(min_length=1)]

    def lines(self) -> list[str]:
        """What is said, where the model says it."""
        return []

    def faults(self, shots: int) -> Sequence[str]:
        """What makes it unusable for a film of so many shots."""
        return [*self._wrong_number(shots), *self._wrong_keys()]

    def _wrong_number(self, shots: int) -> Iterator[str]:
        if len(self.shots) != shots:
            yield f"there must be exactly {shots} shots, not {len(self.shots)}"

    def _wrong_keys(self) -> Iterator[str]:
        places = [place.key for place in self.places]
        figures = [one.key for one in self.characters]
        for key, times in Counter([*places, *figures]).items():
            if times > 1:
                yield f"the key {key!r} is used {times} times: each place and character has its own"
        for number, shot in enumerate(self.shots, 1):
            if shot.place not in places:
                yield f"shot {number} names a place that is not among places: {shot.place!r}"
            if shot.character is not None and shot.character not in figures:
                yield f"shot {number} names no character of characters: {shot.character!r}"

    def story(self, language: str, lines: Sequence[str]) -> Story:
        """The same as a story, with these lines spoken."""
        used = {shot.place for shot in self.shots} | {shot.character for shot in self.shots}
        places = [place for place in self.places if place.key in used]
        figures = [one for one in self.characters if one.key in used]
        named = {place.key: f"environment-{n:02}" for n, place in enumerate(places, 1)}
        named |= {one.key: f"character-{n:02}" for n, one in enumerate(figures, 1)}
        return Story(
            title=self.title[:LONGEST_TITLE],
            description=self.description,
            language=language,
            atmosphere=self.atmosphere,
            music=self.music,
            assets=(
                *(Asset(named[p.key], AssetKind.ENVIRONMENT, p.prompt) for p in places),
                *(Asset(named[c.key], AssetKind.CHARACTER, c.looks) for c in figures),
            ),
            shots=tuple(
                _shot(number, line, shot, named)
                for number, (line, shot) in enumerate(zip(lines, self.shots, strict=True), 1)
            ),
            tags=tuple(tag[:_LONGEST_TAG].strip("# ") for tag in self.tags[:_MOST_TAGS]),
            headline=self.headline if len(self.headline) <= _LONGEST_HEADLINE else "",
        )


class ToldStory(SeenStory):
    """A whole film, words and all."""

    shots: Annotated[list[ToldShot], Field(min_length=1)]  # type: ignore[assignment]

    def lines(self) -> list[str]:
        return [shot.narration for shot in self.shots]


def _shot(number: int, line: str, shot: SeenShot, named: dict[str, str]) -> Shot:
    return Shot(
        number=number,
        narration=line,
        environment=named[shot.place],
        motion=shot.motion,
        sound=shot.sound,
        character=None if shot.character is None else named[shot.character],
        placement=shot.placement,
        chapter=shot.chapter,
    )
