"""Asking: the form for a new video, read into what the API is asked with."""

from __future__ import annotations

from typing import Protocol

from pydantic import ValidationError
from starlette.datastructures import UploadFile

from reelworks.domain.errors import BadInput
from reelworks.doors.api.asks import NewVideo

_LARGEST = 1_000_000
SIZES = ("1920x1080", "1280x720", "1080x1920", "1080x1080", "640x360")


class Fields(Protocol):
    """A form that was sent."""

    def text(self, name: str) -> str: ...

    def file(self, name: str) -> UploadFile | None: ...


async def asked_for(form: Fields) -> NewVideo:
    """The video that the form asks for. Raises BadInput, and says which field is wrong."""
    text, name = form.text("text"), ""
    file = form.file("file")
    if file is not None:
        text, name = await _read(file), (file.filename or "").rpartition(".")[0]
    width, _, height = (form.text("size") or SIZES[0]).partition("x")
    given = {
        "channel": form.text("channel"),
        "text": text,
        "kind": form.text("kind") or "notes",
        "name": name[:80],
        "title": form.text("title").strip(),
        "shots": form.text("shots") or None,
        "width": width,
        "height": height,
        "seed": form.text("seed") or 1,
        "priority": form.text("priority") or "normal",
    }
    try:
        return NewVideo.model_validate(given)
    except ValidationError as error:
        raise BadInput(_said(error)) from error


async def _read(file: UploadFile) -> str:
    content = await file.read(_LARGEST + 1)
    if len(content) > _LARGEST:
        raise BadInput(f"The file is too large: notes may have {_LARGEST:,} bytes.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(
            "The file is not a text in UTF-8.", remedy="Save it as a plain text file."
        ) from error


_WHAT = {
    "text": "Write or choose your notes first.",
    "channel": "Choose a channel.",
    "shots": "Shots must be a number from 1 to 60.",
    "seed": "The seed must be a whole number.",
}


def _said(error: ValidationError) -> str:
    where = [str(fault["loc"][0]) for fault in error.errors() if fault["loc"]]
    return " ".join(_WHAT.get(name, f"{name.capitalize()} cannot be used.") for name in where)
