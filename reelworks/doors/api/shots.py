"""Shots: change a video shot by shot, see what that costs first, go back to an earlier take."""

from __future__ import annotations

import asyncio
import tempfile
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from fastapi import File, UploadFile
from starlette.datastructures import UploadFile as Uploaded

from reelworks.domain import edits as rewriting
from reelworks.domain.errors import BadInput
from reelworks.doors.api import shapes
from reelworks.doors.api.answers import Success, ok
from reelworks.doors.api.asks import NewPlace, NewShot, ShotEdit
from reelworks.doors.api.routing import (
    DryRun,
    Id,
    Key,
    Ref,
    Reviewer,
    ShotNumber,
    Studio,
    Viewer,
    router,
)
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.schemas.views import EditView
from reelworks.orchestrator.services import edits

routes = router("shots")

_CHUNK = 1 << 20


class OwnFile(StrEnum):
    """What a person may give for a shot."""

    IMAGE = "image"
    CLIP = "clip"
    RECORDING = "recording"


_SUFFIXES = {
    OwnFile.IMAGE: {".png", ".jpg", ".jpeg", ".webp"},
    OwnFile.CLIP: {".mp4", ".mov", ".webm", ".mkv"},
    OwnFile.RECORDING: {".wav", ".mp3", ".m4a", ".flac", ".ogg"},
}


@routes.get("/tasks/{ref}/shots")
async def list_shots(context: Studio, who: Viewer, ref: Ref) -> Success[list[shapes.ShotShape]]:
    """What each shot says and shows, and how far its steps are."""
    return ok([shapes.ShotShape.model_validate(shot) for shot in await edits.shots(context, ref)])


@routes.patch("/tasks/{ref}/shots/{number}")
async def edit_shot(
    context: Studio,
    who: Reviewer,
    ref: Ref,
    number: ShotNumber,
    ask: ShotEdit,
    *,
    dry_run: DryRun = False,
) -> Success[shapes.EditShape]:
    """Change a shot; only what depends on it is made again."""
    wanted = edits.Wanted(ask.narration, ask.scene, ask.motion, ask.sound)
    return ok(_shape(await changed(context, ref, number, wanted, who.name, dry_run=dry_run)))


async def changed(
    context: Context, ref: str, number: int, wanted: edits.Wanted, actor: str, *, dry_run: bool
) -> EditView:
    """Change a shot, or say what that would mean."""
    if wanted == edits.Wanted():
        raise BadInput("Nothing is to be changed.", remedy="Give narration, scene, motion, sound.")
    change = edits.change_of(context, wanted)
    rewrite = lambda story: rewriting.changed(story, number, change)  # noqa: E731
    return await edits.edit(context, ref, rewrite, actor, dry_run=dry_run)


@routes.post("/tasks/{ref}/shots/{number}/files/{kind}")
async def give_file(
    context: Studio,
    who: Reviewer,
    ref: Ref,
    number: ShotNumber,
    kind: OwnFile,
    file: Annotated[UploadFile, File(description="A picture, clip or recording of yours.")],
    *,
    dry_run: DryRun = False,
) -> Success[shapes.EditShape]:
    """Use a file of your own for a shot, in place of what would be made."""
    return ok(_shape(await given(context, ref, number, kind, file, who.name, dry_run=dry_run)))


async def given(
    context: Context,
    ref: str,
    number: int,
    kind: OwnFile,
    file: Uploaded,
    actor: str,
    *,
    dry_run: bool,
) -> EditView:
    """Keep an uploaded file for a shot. Raises BadInput for a kind that is not read."""
    suffix = Path(file.filename or "").suffix.lower()
    if suffix not in _SUFFIXES[kind]:
        raise BadInput(
            f"That is no {kind.value} that we read.",
            remedy=f"Give one of {', '.join(sorted(_SUFFIXES[kind]))}.",
        )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"given{suffix}"
        with path.open("wb") as copy:
            while chunk := await file.read(_CHUNK):
                await asyncio.to_thread(copy.write, chunk)
        wanted = _own(kind, path)
        return await changed(context, ref, number, wanted, actor, dry_run=dry_run)


def _own(kind: OwnFile, path: Path) -> edits.Wanted:
    match kind:
        case OwnFile.IMAGE:
            return edits.Wanted(image=path)
        case OwnFile.CLIP:
            return edits.Wanted(clip=path)
        case OwnFile.RECORDING:
            return edits.Wanted(recording=path)


@routes.post("/tasks/{ref}/shots", status_code=201)
async def add_shot(
    context: Studio, who: Reviewer, ref: Ref, ask: NewShot, *, dry_run: DryRun = False
) -> Success[shapes.EditShape]:
    """Add a shot."""
    rewrite = lambda story: rewriting.added(story, ask.after, ask.narration, ask.scene)  # noqa: E731
    return ok(_shape(await edits.edit(context, ref, rewrite, who.name, dry_run=dry_run)))


@routes.post("/tasks/{ref}/shots/{number}/move")
async def move_shot(
    context: Studio,
    who: Reviewer,
    ref: Ref,
    number: ShotNumber,
    ask: NewPlace,
    *,
    dry_run: DryRun = False,
) -> Success[shapes.EditShape]:
    """Put a shot at another place; its picture and sound stay as they are."""
    rewrite = lambda story: rewriting.moved(story, number, ask.to)  # noqa: E731
    return ok(_shape(await edits.edit(context, ref, rewrite, who.name, dry_run=dry_run)))


@routes.delete("/tasks/{ref}/shots/{number}")
async def drop_shot(
    context: Studio, who: Reviewer, ref: Ref, number: ShotNumber, *, dry_run: DryRun = False
) -> Success[shapes.EditShape]:
    """Leave a shot out; what was made for it is kept, should it come back."""
    rewrite = lambda story: rewriting.dropped(story, number)  # noqa: E731
    return ok(_shape(await edits.edit(context, ref, rewrite, who.name, dry_run=dry_run)))


@routes.get("/tasks/{ref}/takes/{key:path}")
async def list_takes(
    context: Studio, who: Viewer, ref: Ref, key: Key
) -> Success[list[shapes.PlainTakeShape]]:
    """Everything that was ever made for a step, the oldest first."""
    found = await edits.takes(context, ref, key)
    return ok([shapes.PlainTakeShape.model_validate(take) for take in found])


@routes.put("/tasks/{ref}/takes/{number}/{key:path}")
async def choose_take(
    context: Studio, who: Reviewer, ref: Ref, number: Id, key: Key
) -> Success[shapes.KeysShape]:
    """Use an earlier take again; what was made from the other one is made anew."""
    chosen = await edits.choose(context, ref, key, number, who.name)
    return ok(shapes.KeysShape(task=ref, keys=[chosen]))


def _shape(view: EditView) -> shapes.EditShape:
    return shapes.EditShape.model_validate(view)
