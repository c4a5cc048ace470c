"""The story of a film, put together from its lines and its scenes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reelworks.domain.errors import BadInput
from reelworks.domain.story import Asset, AssetKind, Shot, Story
from reelworks.ports.write import SourceKind, StoryRequest
from reelworks.providers.local.writer import look, narration, word_for_word
from reelworks.providers.local.writer.chapters import chapters
from reelworks.providers.local.writer.places import main_place
from reelworks.providers.local.writer.scenes import Scene, stage
from reelworks.providers.local.writer.sentences import split
from reelworks.providers.local.writer.subjects import SUBJECTS

_LONGEST_TITLE, _LONGEST_DESCRIPTION = 100, 200


@dataclass(frozen=True, slots=True)
class _Spoken:
    """What is said in one shot, and the heading it stands under."""

    text: str
    heading: str


def write(request: StoryRequest) -> Story:
    """The whole story. BadInput when the source cannot fill the requested shots."""
    _check(request)
    title, language = _title(request), request.research.language
    spoken = _spoken(request, title)
    lines = [line.text for line in spoken]
    text = "\n".join([title, *(f"{fact.heading} {fact.text}" for fact in request.research.facts)])
    scenes = stage(lines, text, request.seed, request.note)
    cast, place = _cast(scenes), main_place(text)
    begun = chapters(lines, [one.heading for one in spoken], title, language)
    return Story(
        title=title,
        description=_description(title, lines[0]),
        language=language,
        atmosphere=look.atmosphere(text, place, request.brand),
        music=look.music(text, place),
        assets=(*_environments(scenes), *cast.values()),
        shots=tuple(
            _shot(number, line, scene, cast, begun.get(number - 1))
            for number, (line, scene) in enumerate(zip(lines, scenes, strict=True), start=1)
        ),
    )


def _check(request: StoryRequest) -> None:
    if not 0 <= request.shots <= narration.MOST_SHOTS:
        raise BadInput(
            f"A film of {request.shots} shots cannot be made.",
            remedy=f"Ask for 1 to {narration.MOST_SHOTS} shots.",
        )
    if not request.research.facts:
        raise BadInput(
            "The research holds no facts.", remedy="Make it again from notes that say something."
        )


def _title(request: StoryRequest) -> str:
    chosen = " ".join((request.title or request.research.title).split())
    if not chosen:
        chosen = " ".join(request.research.facts[0].text.rstrip(".。").split()[:7])
    if len(chosen) > _LONGEST_TITLE:
        chosen = chosen[:_LONGEST_TITLE].rsplit(" ", 1)[0].rstrip(" ,;:")
    return chosen


def _spoken(request: StoryRequest, title: str) -> list[_Spoken]:
    if request.research.kind is SourceKind.SCRIPT:
        blocks = word_for_word.shots(request.research.facts, request.shots)
        return [_Spoken(block.text, block.heading) for block in blocks]
    lines = narration.narrate(request, title)
    return [_Spoken(line.text, line.heading) for line in lines]


def _description(title: str, first_line: str) -> str:
    first = split(first_line)[0]
    link = " " if title[-1] in ".?!…" else ": "
    text = first if title.lower() in first.lower() else f"{title}{link}{first}"
    if len(text) > _LONGEST_DESCRIPTION:
        text = text[: _LONGEST_DESCRIPTION - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
    return text


def _environments(scenes: Sequence[Scene]) -> list[Asset]:
    return [
        Asset(_environment(number), AssetKind.ENVIRONMENT, scene.environment)
        for number, scene in enumerate(scenes, start=1)
    ]


def _environment(number: int) -> str:
    return f"environment-{number:02}"


def _cast(scenes: Sequence[Scene]) -> dict[str, Asset]:
    """One character asset for every subject that is seen, in order of appearance."""
    subjects = dict.fromkeys(scene.subject for scene in scenes if scene.subject)
    return {
        name: Asset(f"character-{number:02}", AssetKind.CHARACTER, SUBJECTS[name].looks)
        for number, name in enumerate(subjects, start=1)
    }


def _shot(
    number: int, line: str, scene: Scene, cast: dict[str, Asset], chapter: str | None
) -> Shot:
    return Shot(
        number=number,
        narration=line,
        environment=_environment(number),
        motion=scene.motion,
        sound=scene.sound,
        character=cast[scene.subject].key if scene.subject else None,
        placement=scene.placement,
        chapter=chapter,
    )
