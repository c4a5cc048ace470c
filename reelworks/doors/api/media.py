"""Media: files of the store over HTTP, in ranges, never as anything a browser would run."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi import Path as InPath
from starlette.responses import FileResponse, Response

from reelworks.domain.errors import NotFound
from reelworks.domain.steps import Stored
from reelworks.doors.api.answers import RESPONSES
from reelworks.doors.api.routing import Studio, Viewer
from reelworks.doors.api.site import site_of

routes = APIRouter(tags=["media"], responses=RESPONSES)

_NAME = re.compile(r"([0-9a-f]{64})((?:\.[a-z0-9]{1,8}){0,2})")
_NARROW, _WIDE = 64, 1920

# What a browser shows in its place; all else is only saved. None of these can carry a script.
_SHOWN = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".mp4": "video/mp4",
    ".webm": "video/webm",
    ".mov": "video/quicktime",
    ".wav": "audio/wav",
    ".mp3": "audio/mpeg",
    ".m4a": "audio/mp4",
    ".ogg": "audio/ogg",
    ".flac": "audio/flac",
    ".vtt": "text/vtt; charset=utf-8",
    ".srt": "text/plain; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".md": "text/plain; charset=utf-8",
    ".json": "application/json",
}
_HEADERS = {
    # By content hash: what has this address never changes.
    "Cache-Control": "private, max-age=31536000, immutable",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
}


@routes.get("/media/{name}", response_class=FileResponse)
async def file(
    context: Studio,
    who: Viewer,
    request: Request,
    name: Annotated[
        str, InPath(max_length=100, description="The sha256 of a file and its suffix.")
    ],
    width: Annotated[
        int | None, Query(ge=_NARROW, le=_WIDE, description="A picture of it, this wide at most.")
    ] = None,
    save: Annotated[str, Query(max_length=100, description="A name to save it under.")] = "",
) -> Response:
    """A file that something was made into. Ranges are answered."""
    stored = _stored(name)
    if width is not None:
        preview = await site_of(request).previews.of(stored, width)
        if preview is not None:
            return FileResponse(preview, media_type="image/webp", headers=_HEADERS)
    path = context.store.path(stored)
    kind = _SHOWN.get(stored.suffix)
    kept = _file_name(save, stored)
    if kind is None or save:
        return FileResponse(
            path, media_type="application/octet-stream", filename=kept, headers=_HEADERS
        )
    return FileResponse(path, media_type=kind, headers=_HEADERS)


def _stored(name: str) -> Stored:
    match = _NAME.fullmatch(name)
    if match is None:
        raise NotFound("No file goes by that name.")
    return Stored(match[1], match[2])


def _file_name(wanted: str, stored: Stored) -> str:
    """A plain name for the file that somebody saves."""
    plain = re.sub(r"[^A-Za-z0-9._ -]+", "-", Path(wanted).stem).strip(". -")
    return f"{plain or stored.sha256[:12]}{stored.suffix}"
