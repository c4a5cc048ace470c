"""What the stand-in for a language model says: research and stories, by the local writer."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from reelworks.domain.errors import BadInput
from reelworks.domain.story import AssetKind, Story
from reelworks.ports.write import Fact, Research, ResearchRequest, SourceKind, StoryRequest
from reelworks.providers import registry
from reelworks.sandbox.studio import QUIET

_CHAT = "I am a stand-in. I write research from `notes`, and stories from `facts` or `lines`."
_SEED = 1


def answer(question: str) -> str:
    """The answer to what a user says: JSON for a film's questions, else a polite word."""
    try:
        given = json.loads(question)
    except ValueError:
        return _CHAT
    if not isinstance(given, dict):
        return _CHAT
    try:
        found = _research(given) if "notes" in given else _story(given, _note(given))
    except (BadInput, LookupError, TypeError, ValueError) as error:
        return f"{_CHAT} ({error})"
    return json.dumps(found, ensure_ascii=False)


def _note(given: Mapping[str, Any]) -> str:
    return str(given.get("what the person wants to be different this time", ""))


def _research(given: Mapping[str, Any]) -> Mapping[str, object]:
    request = ResearchRequest(str(given["notes"]), SourceKind.NOTES)
    found, _ = registry.writer("local").research(request, QUIET)
    facts = [{"text": fact.text, "heading": fact.heading} for fact in found.facts]
    return {"title": found.title, "language": found.language, "facts": facts}


def _story(given: Mapping[str, Any], note: str) -> Mapping[str, object]:
    lines = [str(line) for line in given.get("lines", [])]
    kind = SourceKind.SCRIPT if lines else SourceKind.NOTES
    facts = [Fact(line, "") for line in lines] or [
        Fact(str(fact["text"]), str(fact.get("heading", ""))) for fact in given["facts"]
    ]
    research = Research(str(given["title"]), str(given["language"]), kind, tuple(facts))
    request = StoryRequest(
        research,
        int(given["shots"]),
        _SEED,
        brand=str(given.get("style of the channel", "")),
        note=note,
    )
    return _told(_written(request), spoken=not lines)


def _written(request: StoryRequest) -> Story:
    """The local writer's story; of fewer shots where the facts do not fill so many.

    A model that is asked for too much does the same: it answers with what it has.
    """
    for shots in range(request.shots, 0, -1):
        try:
            asked = StoryRequest(
                request.research, shots, request.seed, brand=request.brand, note=request.note
            )
            return registry.writer("local").story(asked, QUIET)[0]
        except BadInput:
            if shots == 1:
                raise
    raise BadInput("No shots were asked for.")


def _told(story: Story, *, spoken: bool) -> Mapping[str, object]:
    """The story in the words of the schema that it was asked by."""
    places = [a for a in story.assets if a.kind is AssetKind.ENVIRONMENT]
    figures = [a for a in story.assets if a.kind is AssetKind.CHARACTER]
    shots = [
        {
            "place": shot.environment,
            "character": shot.character,
            "placement": shot.placement.value,
            "motion": shot.motion or "The scene breathes quietly, static camera.",
            "sound": shot.sound or "Quiet air.",
            "chapter": shot.chapter,
            **({"narration": shot.narration} if spoken else {}),
        }
        for shot in story.shots
    ]
    return {
        "title": story.title,
        "description": story.description,
        "tags": _tags(story.title),
        "headline": " ".join(story.title.split()[:4]),
        "atmosphere": story.atmosphere,
        "music": story.music,
        "places": [{"key": a.key, "prompt": a.prompt} for a in places],
        "characters": [{"key": a.key, "looks": a.prompt} for a in figures],
        "shots": shots,
    }


def _tags(title: str) -> Sequence[str]:
    words = [word.strip(".,:;!?").lower() for word in title.split()]
    return [*dict.fromkeys(word for word in words if len(word) > 3), "documentary"]
