"""What a film is made of: the manifest that assembling is told by."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from reelworks.domain.errors import BadInput


class Card(BaseModel):
    """An intro or outro: its picture, and the sound that it came with."""

    model_config = ConfigDict(frozen=True)

    segment: Path | None = None  # it could not be used: there is none
    sound: Path | None = None


class Shot(BaseModel):
    """One shot, in the order of the film. `chapter` is the title of the chapter it begins.

    `voice` is the narration as `render_shot` finished it. `clip` is its picture before captions:
    only an editing program wants it.
    """

    model_config = ConfigDict(frozen=True)

    number: int
    text: str
    segment: Path
    narration: Path
    voice: Path | None = None
    words: Path
    effect: Path | None = None
    chapter: str | None = None
    clip: Path | None = None


class Manifest(BaseModel):
    """A whole film. `lead` is where a narration begins in its segment, in seconds."""

    model_config = ConfigDict(frozen=True)

    title: str
    headline: str = ""  # on the thumbnail, instead of the title
    still: Path | None = None  # its picture; without one a segment's is taken
    language: str = "en"
    fps: int = Field(default=30, ge=1, le=120)
    size: str = Field(default="1920x1080", pattern=r"^[1-9]\d{1,3}x[1-9]\d{1,3}$")
    music: Path | None = None
    lead: float = Field(default=0.3, ge=0, le=60)
    tail: float = Field(default=0.45, ge=0, le=60)
    intro: Card = Card()
    outro: Card = Card()
    shots: tuple[Shot, ...] = Field(min_length=1)

    @property
    def pixels(self) -> tuple[int, int]:
        width, height = self.size.split("x")
        return int(width), int(height)


def read(path: Path) -> Manifest:
    """The manifest in the file. Raises BadInput, saying which field is wrong."""
    try:
        return Manifest.model_validate_json(path.read_bytes())
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"])) or "the file"
        raise BadInput(
            f"The manifest {path} is not complete: {place}: {first['msg']}.",
            remedy="docs/architecture.md shows a manifest.",
        ) from error
