"""KIE's upload of files: a picture in, a link out that lives for a day."""

from __future__ import annotations

import mimetypes
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

from fastapi import FastAPI, Request, Response
from fastapi.responses import FileResponse, JSONResponse
from starlette.datastructures import UploadFile

from reelworks.sandbox.faults import Fault
from reelworks.sandbox.vendor import Desk, fault_of

_LIFE_S = 86_400.0
_MOST_BYTES = 100 * 2**20
_NAME = re.compile(r"[\w.-]{1,200}")
_PATH = re.compile(r"[\w.-]+(/[\w.-]+)*")


@dataclass(frozen=True, slots=True)
class _Kept:
    id: str
    type: str
    until: float


def routes(door: FastAPI, desk: Desk) -> None:
    """Add the upload to KIE's door."""
    kept: dict[str, _Kept] = {}

    @door.post("/api/file-stream-upload", name="upload")
    async def upload(request: Request) -> Response:
        if request.headers.get("authorization") != f"Bearer {desk.key}":
            return _answer(401, "Unauthorized", None)
        if fault_of(request) is Fault.ERROR_IN_OK:
            return _answer(500, "Upload failed, please try again", None, status=200)
        form = await request.form()
        file, folder, name = form.get("file"), form.get("uploadPath"), form.get("fileName")
        wrong = _fault(file, folder, name)
        content = await file.read() if isinstance(file, UploadFile) else b""
        if wrong or not isinstance(file, UploadFile):
            return _answer(400, wrong or "file is required", None)
        filed = str(name or file.filename)
        where = f"{folder}/{filed}"
        found = _Kept(uuid4().hex, _type(filed), desk.clock() + _LIFE_S)
        (desk.folder / found.id).write_bytes(content)
        kept[where] = found  # the same name overwrites
        return _answer(200, "File uploaded successfully", _facts(desk, where, found, len(content)))

    @door.get("/uploads/{where:path}", name="hosted")
    async def hosted(request: Request, where: str) -> Response:
        found = kept.get(where)
        gone = found is None or desk.clock() > found.until
        if found is None or gone or fault_of(request) is Fault.LINK_GONE:
            return Response("Not Found", 404, media_type="text/plain")
        return FileResponse(desk.folder / found.id, media_type=found.type)


def _fault(file: object, folder: object, name: object) -> str:
    if not isinstance(file, UploadFile):
        return "file is required"
    if not file.size or file.size > _MOST_BYTES:
        return "The file is empty or too large"
    if not isinstance(folder, str) or not _PATH.fullmatch(folder):
        return "uploadPath is required, without slashes at its ends"
    if name is not None and not (isinstance(name, str) and _NAME.fullmatch(name)):
        return "fileName is invalid"
    return ""


def _type(name: str) -> str:
    return mimetypes.guess_type(name)[0] or "application/octet-stream"


def _facts(desk: Desk, where: str, found: _Kept, size: int) -> dict[str, object]:
    return {
        "fileName": where.rpartition("/")[2],
        "filePath": where,
        "downloadUrl": f"{desk.url}/uploads/{where}",
        "fileSize": size,
        "mimeType": found.type,
        "uploadedAt": datetime.now(UTC).isoformat(),
    }


def _answer(code: int, words: str, data: object, *, status: int | None = None) -> Response:
    body = {"success": code == 200, "code": code, "msg": words, "data": data}
    return JSONResponse(body, code if status is None else status)
