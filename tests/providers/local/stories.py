"""Stories for tests: the writer's, from a text."""

from __future__ import annotations

from pathlib import Path

from reelworks.domain.money import Usd
from reelworks.domain.story import AssetKind, Story
from reelworks.ports.write import Research, ResearchRequest, SourceKind, StoryRequest
from reelworks.providers.local.writer import LocalWriter

EXAMPLES = Path(__file__).parents[3] / "examples"
NOTES = sorted((EXAMPLES / "notes").glob("*.md"))


class Quiet:
    """A handshake that nobody listens to."""

    resume: str | None = None

    def intent(self, service: str, estimate: Usd) -> None:
        raise AssertionError(f"the local writer is free, and wants {estimate} for {service}")

    def submitted(self, job: str) -> None:
        raise AssertionError(f"the local writer has no vendor, and has submitted {job}")

    def progress(self, done: float, note: str = "") -> None:
        pass


def research(text: str, kind: SourceKind = SourceKind.NOTES) -> Research:
    return LocalWriter().research(ResearchRequest(text, kind), Quiet())[0]


def story(
    text: str,
    shots: int = 18,
    *,
    kind: SourceKind = SourceKind.NOTES,
    seed: int = 1,
    title: str = "",
    brand: str = "",
    note: str = "",
) -> Story:
    request = StoryRequest(research(text, kind), shots, seed, title, brand, note)
    return LocalWriter().story(request, Quiet())[0]


def lines(text: str, shots: int = 18, **more: object) -> list[str]:
    return [shot.narration for shot in story(text, shots, **more).shots]  # type: ignore[arg-type]


def prompts(told: Story, kind: AssetKind) -> list[str]:
    return [asset.prompt for asset in told.assets if asset.kind is kind]
