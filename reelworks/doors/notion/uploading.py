"""Uploading: a result's file to Notion, whole or in parts, begun again where it was left."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from time import time
from typing import Any

from reelworks.domain.errors import BadInput, NotFound
from reelworks.doors.notion.desk import Desk
from reelworks.orchestrator.services import notion_assets
from reelworks.orchestrator.services.notion_assets import Asset

Json = Any  # what Notion sends

_WHOLE_BYTES = 20 * 2**20  # more goes in parts
_PART_BYTES = 10 * 2**20
_GOOD_S = 45 * 60.0  # Notion throws away after an hour what is attached to nothing

KINDS: Mapping[str, str] = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".mp4": "video/mp4",
    ".mov": "video/quicktime",
    ".wav": "audio/wav",
    ".mp3": "audio/mpeg",
    ".txt": "text/plain",
    ".json": "application/json",
}


@dataclass(frozen=True, slots=True)
class File:
    """What is shown, under the name that people see."""

    path: Path
    name: str

    @property
    def kind(self) -> str:
        return KINDS[self.path.suffix]


async def upload(desk: Desk, asset: Asset, file: File) -> str:
    """The id of the upload, ready to be attached. Raises BadInput for a file Notion refuses."""
    size = file.path.stat().st_size
    parts = 1 if size <= _WHOLE_BYTES else -(-size // _PART_BYTES)
    state = await _begun(desk, asset, file, parts)
    while (done := int(state["sent"])) < parts:
        content = await asyncio.to_thread(_part, file.path, done, parts)
        part = None if parts == 1 else done + 1
        try:
            await desk.line.send_file(
                f"file_uploads/{state['id']}/send", file.name, content, file.kind, part=part
            )
        except (BadInput, NotFound):  # it is gone, or sent already: the next try begins anew
            await notion_assets.uploaded(desk.context, asset, {})
            raise
        state = {**state, "sent": done + 1}
        await notion_assets.uploaded(desk.context, asset, state)
    if parts > 1 and not state.get("whole"):
        await desk.line.ask("POST", f"file_uploads/{state['id']}/complete")
        state = {**state, "whole": True}
        await notion_assets.uploaded(desk.context, asset, state)
    return str(state["id"])


async def _begun(desk: Desk, asset: Asset, file: File, parts: int) -> Mapping[str, Json]:
    """The upload that was begun before, while it is good, or a new one."""
    state = asset.upload
    if state.get("name") == file.name and time() - float(state.get("at", 0)) < _GOOD_S:
        return state
    asked: dict[str, Json] = {"filename": file.name, "content_type": file.kind}
    asked |= (
        {"mode": "single_part"} if parts == 1 else {"mode": "multi_part", "number_of_parts": parts}
    )
    said = await desk.line.ask("POST", "file_uploads", asked)
    state = {"id": str(said["id"]), "name": file.name, "at": time(), "sent": 0}
    await notion_assets.uploaded(desk.context, asset, state)
    return state


def _part(path: Path, number: int, parts: int) -> bytes:
    if parts == 1:
        return path.read_bytes()
    with path.open("rb") as file:
        file.seek(number * _PART_BYTES)
        return file.read(_PART_BYTES)
