"""Media: files of the store over HTTP, in ranges, never as anything a browser would run."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from time import time
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi import Path as InPath
from pydantic import BaseModel, Field
from starlette.responses import FileResponse, Response

from reelworks.domain.errors import NotFound
from reelworks.domain.steps import Stored
from reelworks.doors.api.answers import RESPONSES, Success, ok
from reelworks.doors.api.routing import Studio, Viewer
from reelworks.doors.api.site import site_of
from reelworks.ops import shared_links

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
# By a link that was given out: a page elsewhere may show it, and nobody keeps it for long.
_SHARED = {
    **_HEADERS,
    "Cache-Control": "private, max-age=300",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
MediaName = Annotated[
    str, InPath(max_length=100, description="The sha256 of a file and its suffix.")
]


class SharedLink(BaseModel):
    """`until`: when it ends."""

    url: str = Field(examples=["https://reelworks.example.com/media/9f2c41d0.mp4?until=..."])
    until: datetime


@routes.get("/api/media/{name}/link")
async def share(
    context: Studio,
    who: Viewer,
    request: Request,
    name: MediaName,
    hours: Annotated[int, Query(ge=1, le=shared_links.LONGEST_S // 3_600)] = 24,
) -> Success[SharedLink]:
    """An address of a file for who cannot log in: a mail, a board, a program. It ends."""
    context.store.path(_stored(name))
    site, until = site_of(request), int(time()) + hours * 3_600
    query = shared_links.query(site.key, name, until)
    return ok(
        SharedLink(
            url=f"{site.origin}/media/{name}?{query}", until=datetime.fromtimestamp(until, UTC)
        )
    )


@routes.get("/media/{name}", response_class=FileResponse)
async def file(
    context: Studio,
    who: Viewer,
    request: Request,
    name: MediaName,
    width: Annotated[
        int | None, Query(ge=_NARROW, le=_WIDE, description="A picture of it, this wide at most.")
    ] = None,
    save: Annotated[str, Query(max_length=100, description="A name to save it under.")] = "",
    until: Annotated[str, Query(max_length=20, description="Of a shared link: when it ends.")] = "",
    signature: Annotated[str, Query(max_length=100, description="Of a shared link.")] = "",
) -> Response:
    """A file that something was made into. Ranges are answered."""
    stored = _stored(name)
    headers = _SHARED if until and signature else _HEADERS
    if width is not None:
        preview = await site_of(request).previews.of(stored, width)
        if preview is not None:
            return FileResponse(preview, media_type="image/webp", headers=headers)
    path = context.store.path(stored)
    kind = _SHOWN.get(stored.suffix)
    kept = _file_name(save, stored)
    if kind is None or save:
        return FileResponse(
            path, media_type="application/octet-stream", filename=kept, headers=headers
        )
    return FileResponse(path, media_type=kind, headers=headers)


def _stored(name: str) -> Stored:
    match = _NAME.fullmatch(name)
    if match is None:
        raise NotFound("No file goes by that name.")
    return Stored(match[1], match[2])


def _file_name(wanted: str, stored: Stored) -> str:
    """A plain name for the file that somebody saves."""
    plain = re.sub(r"[^A-Za-z0-9._ -]+", "-", Path(wanted).stem).strip(". -")
    return f"{plain or stored.sha256[:12]}{stored.suffix}"
