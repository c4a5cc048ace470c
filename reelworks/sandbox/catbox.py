"""catbox.moe: a picture in, a link or a sentence out, always as plain text."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePath
from uuid import uuid4

from fastapi import FastAPI, Request, Response
from fastapi.responses import FileResponse
from starlette.datastructures import UploadFile

from reelworks.sandbox.faults import Fault
from reelworks.sandbox.vendor import Desk, Saying, bare_app, fault_of

_MOST_BYTES = 200 * 10**6


class _Catbox:
    name = "catbox"
    dials: Mapping[str, float] = {}

    @property
    def faults(self) -> Mapping[Fault, Saying | None]:
        return {
            Fault.BUSY: lambda *_: _said("Too many requests", 429),
            Fault.EXPIRED: lambda *_: _said("Invalid userhash", 412),
            Fault.ERROR_IN_OK: lambda *_: _said("Something went wrong, try again", 200),
            Fault.EMPTY: lambda *_: _said("", 200),
            Fault.LINK_GONE: None,
        }

    def environment(self, desk: Desk) -> Mapping[str, str]:
        return {"CATBOX_USERHASH": desk.key, "CATBOX_URL": desk.url}

    def app(self, desk: Desk) -> FastAPI:
        door = bare_app("catbox")
        kept: dict[str, Path] = {}

        @door.post("/user/api.php", name="upload")
        async def upload(request: Request) -> Response:
            form = await request.form()
            file = form.get("fileToUpload")
            wrong = _fault(request, dict(form), desk.key)
            if wrong is not None or not isinstance(file, UploadFile):
                return wrong or _said("No files given", 412)
            suffix = PurePath(file.filename or "").suffix.lower()
            name = f"{uuid4().hex[:6]}{suffix}"
            kept[name] = desk.folder / name
            kept[name].write_bytes(await file.read())
            return _said(f"{desk.url}/{name}", 200)

        @door.get("/{name}", name="hosted")
        async def hosted(request: Request, name: str) -> Response:
            if name not in kept or fault_of(request) is Fault.LINK_GONE:
                return _said("404 Not Found", 404)
            return FileResponse(kept[name])

        return door


def _fault(request: Request, form: Mapping[str, object], key: str) -> Response | None:
    """What is wrong with an upload, as they say it."""
    agent = request.headers.get("user-agent", "")
    if not agent or agent.startswith("python-httpx"):
        return _said("Not allowed", 403)
    if form.get("reqtype") != "fileupload":
        return _said("Unknown request type", 412)
    if not form.get("userhash"):
        return _said("Anonymous uploads are disabled; provide a userhash", 412)
    if form["userhash"] != key:
        return _said("Invalid userhash", 412)
    file = form.get("fileToUpload")
    if not isinstance(file, UploadFile) or not file.size or file.size > _MOST_BYTES:
        return _said("No files given", 412)
    return None


def _said(words: str, status: int) -> Response:
    return Response(words, status, media_type="text/plain")


CATBOX = _Catbox()
