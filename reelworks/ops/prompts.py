"""The prompts that a language model is told: the package's, or a person's own in their place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from reelworks.domain.errors import BadInput

NAMES = ("research", "story", "assets", "motion", "effects", "metadata", "thumbnail")
PACKAGED = Path(str(files("reelworks"))) / "data" / "prompts"
_LARGEST = 100_000  # bytes; a model reads every one of them
_GIVEN = TypeAdapter(dict[str, str])


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt and the file it was read from; `own` when a person wrote it."""

    name: str
    text: str
    path: Path
    own: bool


def all_of(home: Path | None = None) -> tuple[Prompt, ...]:
    """Every prompt in force: `prompts/NAME.md` in the home, else the package's.

    Raises BadInput for one that cannot be used.
    """
    return tuple(_read(name, None if home is None else home / "prompts") for name in NAMES)


def in_force(home: Path | None = None) -> Mapping[str, str]:
    """The texts by name."""
    return {prompt.name: prompt.text for prompt in all_of(home)}


class Living(Mapping[str, str]):
    """The texts by name, read anew whenever one is asked for: an edit needs no restart."""

    def __init__(self, home: Path) -> None:
        self._folder = home / "prompts"

    def __getitem__(self, name: str) -> str:
        if name not in NAMES:
            raise KeyError(name)
        return _read(name, self._folder).text

    def __iter__(self) -> Iterator[str]:
        return iter(NAMES)

    def __len__(self) -> int:
        return len(NAMES)


def given(path: Path | None) -> Mapping[str, str]:
    """The prompts in a script's `--prompts` file; none without one."""
    if path is None:
        return {}
    try:
        return _GIVEN.validate_json(path.read_bytes())
    except ValidationError as error:
        raise BadInput(
            f"{path.name} holds no prompts.", remedy='It must be JSON: {"story": "..."}.'
        ) from error


def _read(name: str, folder: Path | None) -> Prompt:
    own = None if folder is None else folder / f"{name}.md"
    path = own if own is not None and own.is_file() else PACKAGED / f"{name}.md"
    try:
        text = path.read_text("utf-8").strip()
    except UnicodeDecodeError as error:
        raise BadInput(f"The prompt {path} is not UTF-8.", remedy="Save it as UTF-8.") from error
    if not text or len(text.encode()) > _LARGEST:
        raise BadInput(
            f"The prompt {path} has {len(text):,} characters.",
            remedy=f"Write something, up to {_LARGEST:,} bytes, or remove the file to use ours.",
        )
    return Prompt(name, text, path, path == own)
