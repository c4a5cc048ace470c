"""Resumable uploads: sessions that expire, bytes kept in part, a video when all are there."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from starlette.requests import ClientDisconnect

from reelworks.sandbox.faults import Fault
from reelworks.sandbox.vendor import fault_of
from reelworks.sandbox.youtube.checking import checked_video
from reelworks.sandbox.youtube.errors import Refused
from reelworks.sandbox.youtube.reading import shown
from reelworks.sandbox.youtube.shelf import Session, Shelf, Video, new_id

_QUANTUM = 256 * 1024
_LARGEST = 256 * 2**30
_RANGE = re.compile(r"bytes (?:(\d+)-(\d+)|\*)/(\d+)")
_UPLOAD = "youtube.upload"
_FULL = "youtube.force-ssl"


def routes(door: FastAPI, shelf: Shelf) -> None:
    @door.post("/upload/youtube/v3/videos", name="youtube.videos.insert")
    async def insert(request: Request) -> Response:
        return await _begun(shelf, request)

    @door.put("/upload/session/{session_id}", name="session")
    async def put(request: Request, session_id: str) -> Response:
        shelf.access(request)
        session = shelf.sessions.get(session_id)
        if session is None or session.until < shelf.desk.clock():
            raise Refused(404, "notFound", "The upload session is not known.")
        if fault_of(request) is Fault.LINK_GONE:  # it still takes what comes now
            shelf.sessions.pop(session_id, None)
        return await _put(shelf, session, request)

    @door.delete("/upload/session/{session_id}", name="session.cancel")
    def cancel(session_id: str) -> Response:
        known = shelf.sessions.pop(session_id, None)
        return Response(status_code=499 if known else 404)


async def _begun(shelf: Shelf, request: Request) -> Response:
    """A session for a video's resource and size."""
    query = request.query_params
    grant = shelf.access(request)
    if not any(scope.endswith((_UPLOAD, _FULL)) for scope in grant.scopes):
        raise Refused(403, "insufficientPermissions", "Request had insufficient scopes.")
    if query.get("uploadType") != "resumable":
        raise Refused(400, "badRequest", "This stand-in takes resumable uploads.")
    resource = checked_video(await request.body(), query.get("part", ""))
    length = request.headers.get("x-upload-content-length", "")
    if not length.isdecimal() or not 0 < int(length) <= _LARGEST:
        raise Refused(400, "badRequest", "X-Upload-Content-Length is not valid.")
    today = len(shelf.uploads_of(grant.channel))
    if today >= shelf.desk.dials["uploads_per_channel"]:
        raise Refused(400, "uploadLimitExceeded", "The channel has uploaded too many videos.")
    shelf.spend("uploads", 1, "videos.insert", str(resource["snippet"]["title"]))
    name = new_id(32)
    until = shelf.desk.clock() + shelf.desk.dials["session_seconds"]
    path = shelf.desk.folder / f"{name}.mp4"
    path.touch()
    shelf.sessions[name] = Session(name, grant.channel, resource, int(length), path, until)
    where = f"{shelf.desk.url}/upload/session/{name}?upload_id={name}"
    return Response(status_code=200, headers={"Location": where, "X-GUploader-UploadID": name})


async def _put(shelf: Shelf, session: Session, request: Request) -> Response:
    found = _RANGE.fullmatch(request.headers.get("content-range", ""))
    if found is None or int(found[3]) != session.size:
        raise Refused(400, "badRequest", "Content-Range is not valid.")
    if session.video:
        return JSONResponse(shown(shelf, shelf.videos[session.video], _ALL))
    if found[1] is None:  # how far is it?
        return _incomplete(session)
    first, last = int(found[1]), int(found[2])
    if not first <= last < session.size:
        raise Refused(400, "badRequest", "Content-Range is not valid.")
    if first != session.kept:
        return _incomplete(session)
    if (last + 1 - first) % _QUANTUM and last + 1 != session.size:
        raise Refused(400, "badRequest", "Chunks must be multiples of 256 KiB.")
    await _take(session, request, first, last + 1 - first)
    if session.kept < session.size:
        return _incomplete(session)
    video = _made(shelf, session)
    if fault_of(request) is Fault.LINK_GONE:  # all of it arrived; the session is gone all the same
        raise Refused(404, "notFound", "The upload session is not known.")
    return JSONResponse(shown(shelf, video, _ALL))


_ALL = frozenset({"snippet", "status"})


async def _take(session: Session, request: Request, first: int, length: int) -> None:
    """Keep what comes, as Google does: of a line that breaks, whole quanta only."""
    came = 0
    with session.path.open("r+b") as file:
        file.seek(first)
        try:
            async for part in request.stream():
                file.write(part[: length - came])
                came += len(part[: length - came])
        except ClientDisconnect:
            pass
        whole = came == length and fault_of(request) is not Fault.PARTIAL
        kept = came if whole else came // (2 if came == length else 1) // _QUANTUM * _QUANTUM
        session.kept = first + kept
        file.truncate(session.kept)


def _incomplete(session: Session) -> Response:
    held = {"Range": f"bytes=0-{session.kept - 1}"} if session.kept else {}
    return Response(status_code=308, headers={**held, "X-GUploader-UploadID": session.id})


def _made(shelf: Shelf, session: Session) -> Video:
    made_at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    video = Video(
        new_id(11), session.channel, session.resource, session.path, shelf.desk.clock(), made_at
    )
    session.video = video.id
    shelf.videos[video.id] = video
    return video
