"""Word times as a file: JSON `[{"text", "start", "end"}]`, seconds from the recording's start."""

from __future__ import annotations

from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from reelworks.domain.errors import BadInput
from reelworks.ports.speech import Word

_WORDS = TypeAdapter(tuple[Word, ...])


def read(path: Path) -> tuple[Word, ...]:
    """The words in the file, as they stand. Raises BadInput for anything else."""
    try:
        return _WORDS.validate_json(path.read_bytes())
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"])) or "the file"
        raise BadInput(
            f"{path} has no word times that we read: {place}: {first['msg']}.",
            remedy='Write them as [{"text": "...", "start": 0.0, "end": 0.4}].',
        ) from error
