"""What a video is given after its upload: a thumbnail, captions, playlists, other words."""

from __future__ import annotations

import json
from email import message_from_bytes
from email.message import Message
from typing import cast

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from reelworks.sandbox.youtube.checking import checked_video
from reelworks.sandbox.youtube.errors import Refused
from reelworks.sandbox.youtube.reading import item, listed, shown
from reelworks.sandbox.youtube.shelf import Json, Shelf, etag, new_id

_PICTURES = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG": "image/png"}
_LARGEST_PICTURE = 50 * 2**20
_FULL = "youtube.force-ssl"
_THUMBNAIL, _UPDATE, _ITEM, _CAPTION, _CAPTIONS = 50, 50, 50, 400, 50  # units


def routes(door: FastAPI, shelf: Shelf) -> None:
    @door.post("/upload/youtube/v3/thumbnails/set", name="youtube.thumbnails.set")
    async def thumbnail(request: Request) -> Response:
        return JSONResponse(_thumbnail(shelf, request, await request.body()))

    @door.post("/upload/youtube/v3/captions", name="youtube.captions.insert")
    async def caption(request: Request) -> Response:
        return JSONResponse(_caption(shelf, request, await request.body()))

    @door.get("/youtube/v3/captions", name="youtube.captions.list")
    def captions(request: Request) -> Response:
        return JSONResponse(_captions(shelf, request))

    @door.post("/youtube/v3/playlistItems", name="youtube.playlistItems.insert")
    async def playlist_item(request: Request) -> Response:
        return JSONResponse(_added(shelf, request, await request.body()))

    @door.put("/youtube/v3/videos", name="youtube.videos.update")
    async def update(request: Request) -> Response:
        return JSONResponse(_updated(shelf, request, await request.body()))


def _thumbnail(shelf: Shelf, request: Request, body: bytes) -> Json:
    grant = shelf.access(request)
    video = shelf.own(grant, request.query_params.get("videoId", ""))
    kind = next((name for sign, name in _PICTURES.items() if body.startswith(sign)), None)
    if not body:
        raise Refused(400, "mediaBodyRequired", "The request does not include an image file.")
    if kind is None or len(body) > _LARGEST_PICTURE:
        raise Refused(400, "invalidImage", "The image is not valid.")
    shelf.spend("units", _THUMBNAIL, "thumbnails.set", video.id)
    video.thumbnail = body
    sizes = {"default": {"url": f"{shelf.desk.url}/vi/{video.id}.jpg", "width": 120, "height": 90}}
    return {"kind": "youtube#thumbnailSetResponse", "etag": etag(video.id), "items": [sizes]}


def _caption(shelf: Shelf, request: Request, body: bytes) -> Json:
    """multipart/related: the snippet, then the file."""
    grant = shelf.access(request)
    _needs_full(grant.scopes)
    snippet, text = _parts(request.headers.get("content-type", ""), body)
    video = shelf.own(grant, str(snippet.get("videoId", "")))
    language, name = snippet.get("language"), snippet.get("name")
    if not isinstance(language, str) or not language or not isinstance(name, str):
        raise Refused(400, "invalidMetadata", "The request contains invalid metadata.")
    if any((c["language"], c["name"]) == (language, name) for c in video.captions):
        raise Refused(409, "captionExists", "The video has a caption track of that name.")
    if b"-->" not in text:
        raise Refused(400, "invalidFile", "The caption file is not valid.")
    shelf.spend("units", _CAPTION, "captions.insert", video.id)
    kept = {"id": new_id(16), "language": language, "name": name, "text": text.decode()}
    video.captions.append(kept)
    return _track(video.id, kept)


def _parts(content_type: str, body: bytes) -> tuple[Json, bytes]:
    whole = message_from_bytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body)
    parts = whole.get_payload()
    if not whole.is_multipart() or not isinstance(parts, list) or len(parts) != 2:
        raise Refused(400, "badRequest", "Multipart body expected.")
    said, file = (cast(bytes, cast(Message, part).get_payload(decode=True)) for part in parts)
    try:
        return json.loads(said)["snippet"], file
    except (ValueError, LookupError, TypeError):
        raise Refused(400, "parseError", "The snippet cannot be read.") from None


def _track(video_id: str, kept: Json) -> Json:
    snippet = {"videoId": video_id, "language": kept["language"], "name": kept["name"]}
    return {
        "kind": "youtube#caption",
        "etag": etag(kept["id"]),
        "id": kept["id"],
        "snippet": {**snippet, "trackKind": "standard", "isDraft": False, "status": "serving"},
    }


def _captions(shelf: Shelf, request: Request) -> Json:
    grant = shelf.access(request)
    _needs_full(grant.scopes)
    video = shelf.own(grant, request.query_params.get("videoId", ""))
    shelf.spend("units", _CAPTIONS, "captions.list", video.id)
    tracks = [_track(video.id, kept) for kept in video.captions]
    found = listed("captionListResponse", tracks, len(tracks))
    found.pop("pageInfo")
    return found


def _added(shelf: Shelf, request: Request, body: bytes) -> Json:
    grant = shelf.access(request)
    _needs_full(grant.scopes)
    try:
        snippet = json.loads(body)["snippet"]
        playlist, video_id = snippet["playlistId"], snippet["resourceId"]["videoId"]
    except (ValueError, LookupError, TypeError):
        raise Refused(400, "playlistIdRequired", "The request is not valid.") from None
    if not str(playlist).startswith("PL"):
        raise Refused(404, "playlistNotFound", "The playlist cannot be found.")
    video = shelf.own(grant, video_id)
    shelf.spend("units", _ITEM, "playlistItems.insert", video.id)
    ids = shelf.playlists.setdefault(playlist, [])
    ids.append(video.id)
    return item(shelf, playlist, video.id, len(ids) - 1)


def _updated(shelf: Shelf, request: Request, body: bytes) -> Json:
    grant = shelf.access(request)
    parts = request.query_params.get("part", "")
    resource = checked_video(body, parts)
    video = shelf.own(grant, str(resource.get("id", "")))
    shelf.spend("units", _UPDATE, "videos.update", video.id)
    told = {part: resource[part] for part in parts.split(",") if part in resource}
    video.resource = {**video.resource, **told}
    return shown(shelf, video, told)


def _needs_full(scopes: tuple[str, ...]) -> None:
    if not any(scope.endswith(_FULL) for scope in scopes):
        raise Refused(403, "insufficientPermissions", "Request had insufficient scopes.")
