"""File uploads: announced, sent in one part or several, attached within the hour."""

from __future__ import annotations

import mimetypes
from datetime import UTC, datetime, timedelta

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from starlette.datastructures import UploadFile

from reelworks.sandbox.notion import shapes
from reelworks.sandbox.notion.checking import NewUpload, asked
from reelworks.sandbox.notion.errors import Refused, missing
from reelworks.sandbox.notion.workspace import Change, Upload, Workspace, new_id, uuid_of

_MB = 1024 * 1024
_SINGLE, _SMALLEST, _LARGEST = 20 * _MB, 5 * _MB, 20 * _MB  # bytes of a part
_FAMILIES = frozenset({"image", "audio", "video", "text"})
_OTHERS = frozenset(
    {"application/pdf", "application/json", "application/zip", "application/x-subrip"}
)


def routes(door: FastAPI, space: Workspace) -> None:
    @door.post("/v1/file_uploads", name="fileUploads.create")
    async def create(request: Request) -> Response:
        found = _announced(space, await asked(request, NewUpload))
        _tell(space, "file_upload.created", found)
        return JSONResponse(shapes.upload(space, found))

    @door.get("/v1/file_uploads", name="fileUploads.list")
    async def listed(request: Request) -> Response:
        query = request.query_params
        status = query.get("status")
        found = [
            shapes.upload(space, _aged(space, one))
            for one in space.uploads.values()
            if status in (None, _aged(space, one).status)
        ]
        return JSONResponse(shapes.part_of("file_upload", found, query))

    @door.get("/v1/file_uploads/{upload_id}", name="fileUploads.retrieve")
    async def retrieve(upload_id: str) -> Response:
        return JSONResponse(shapes.upload(space, _upload(space, upload_id)))

    _content(door, space)


def _content(door: FastAPI, space: Workspace) -> None:
    @door.post("/v1/file_uploads/{upload_id}/send", name="fileUploads.send")
    async def send(request: Request, upload_id: str) -> Response:
        found = _upload(space, upload_id)
        async with request.form(max_files=1, max_fields=1) as form:
            file, part = form.get("file"), form.get("part_number")
            if not isinstance(file, UploadFile):
                raise Refused("body failed validation: body.file should be defined.")
            await _sent(space, found, file, part)
        return JSONResponse(shapes.upload(space, found))

    @door.post("/v1/file_uploads/{upload_id}/complete", name="fileUploads.complete")
    async def complete(upload_id: str) -> Response:
        found = _upload(space, upload_id)
        if found.mode != "multi_part" or found.status != "pending":
            raise Refused(f"File upload {found.id} cannot be completed: it is {found.status}.")
        if len(found.parts) != found.parts_wanted:
            raise Refused(f"{len(found.parts)} of {found.parts_wanted} parts were sent.")
        _is_whole(space, found, b"".join(found.parts[n] for n in sorted(found.parts)))
        return JSONResponse(shapes.upload(space, found))


def _announced(space: Workspace, new: NewUpload) -> Upload:
    if new.mode == "external_url":
        raise Refused("This stand-in imports nothing from other addresses.")
    if new.mode == "multi_part" and (new.filename is None or new.number_of_parts is None):
        raise Refused("body failed validation: multi_part needs filename and number_of_parts.")
    if new.mode == "single_part" and new.number_of_parts is not None:
        raise Refused("body failed validation: number_of_parts is for multi_part.")
    name = new.filename or ""
    kind = new.content_type or mimetypes.guess_type(name)[0] or ""
    if name and not _is_supported(kind):
        raise Refused(f"The file {name} of type {kind or 'unknown'} is not supported.")
    guessed = mimetypes.guess_type(name)[0]
    if new.content_type and guessed and guessed.partition("/")[0] != kind.partition("/")[0]:
        raise Refused(f"The extension of {name} does not match the content type {kind}.")
    lasts = space.desk.dials["upload_s"]
    id_ = new_id()
    found = Upload(
        id=id_,
        mode=new.mode,
        filename=name,
        content_type=kind,
        parts_wanted=new.number_of_parts or 1,
        until=space.desk.clock() + lasts,
        created_at=datetime.now(UTC),
        created_by=space.bot,
        path=space.desk.folder / id_,
        expires_at=datetime.now(UTC) + timedelta(seconds=lasts / space.desk.speed),
    )
    space.uploads[id_] = found
    return found


def _is_supported(kind: str) -> bool:
    return kind.partition("/")[0] in _FAMILIES or kind in _OTHERS


async def _sent(space: Workspace, found: Upload, file: UploadFile, part: object) -> None:
    if found.status != "pending":
        raise Refused(f"File upload {found.id} is {found.status}, expected pending.")
    kind = (file.content_type or "").partition(";")[0]
    if found.content_type and kind != found.content_type:
        raise Refused(f"The content type {kind} is not {found.content_type}, as was announced.")
    body = await file.read()
    if found.mode == "single_part":
        if part is not None:
            raise Refused("body failed validation: part_number is for multi_part.")
        if not 0 < len(body) <= _SINGLE:
            raise Refused("A single part has at most 20 MB; use multi_part for larger files.")
        found.filename = found.filename or file.filename or ""
        found.content_type = kind
        _is_whole(space, found, body)
        return
    number = int(part) if isinstance(part, str) and part.isdecimal() else 0
    if not 1 <= number <= found.parts_wanted:
        raise Refused(f"body failed validation: part_number is 1 to {found.parts_wanted}.")
    if len(body) > _LARGEST or (len(body) < _SMALLEST and number < found.parts_wanted):
        raise Refused("All parts but the last have 5 to 20 MB.")
    found.parts[number] = body


def _is_whole(space: Workspace, found: Upload, body: bytes) -> None:
    most = space.desk.dials["largest_file_mb"] * _MB
    if len(body) > most:
        raise Refused(f"The file has {len(body)} bytes; this workspace takes {most:.0f}.")
    found.path.write_bytes(body)
    found.status, found.length = "uploaded", len(body)
    _tell(space, "file_upload.completed", found)


def _upload(space: Workspace, given: str) -> Upload:
    found = space.uploads.get(uuid_of(given))
    if found is None:
        raise missing("file_upload", given)
    return _aged(space, found)


def _aged(space: Workspace, found: Upload) -> Upload:
    """What nobody attached in time can be attached no more."""
    waiting = found.status in ("pending", "uploaded") and not found.attached
    if waiting and found.until < space.desk.clock():
        found.status = "expired"
        _tell(space, "file_upload.expired", found)
    return found


def _tell(space: Workspace, kind: str, found: Upload) -> None:
    space.changed(Change(kind, ("file_upload", found.id), space.bot, {}))
