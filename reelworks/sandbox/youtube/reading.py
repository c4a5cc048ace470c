"""What can be read: the channel, its videos, playlists and captions; a film, to be watched."""

from __future__ import annotations

from collections.abc import Collection

from fastapi import FastAPI, Request, Response
from fastapi.responses import FileResponse, JSONResponse

from reelworks.sandbox.youtube.errors import Refused
from reelworks.sandbox.youtube.shelf import Grant, Json, Shelf, Video, etag

_PAGE = 50


def routes(door: FastAPI, shelf: Shelf) -> None:
    @door.get("/youtube/v3/channels", name="youtube.channels.list")
    def channels(request: Request) -> Response:
        return JSONResponse(_channels(shelf, request))

    @door.get("/youtube/v3/videos", name="youtube.videos.list")
    def videos(request: Request) -> Response:
        return JSONResponse(_videos(shelf, request))

    @door.get("/youtube/v3/playlistItems", name="youtube.playlistItems.list")
    def playlist_items(request: Request) -> Response:
        return JSONResponse(_playlist_items(shelf, request))

    @door.get("/watch", name="watch")
    def watch(v: str) -> Response:
        video = shelf.videos.get(v)
        if video is None:
            return Response("This video isn't available anymore", 404)
        return FileResponse(video.path, media_type="video/mp4")

    @door.get("/vi/{name}", name="picture")
    def picture(name: str) -> Response:
        video = shelf.videos.get(name.removesuffix(".jpg"))
        if video is None or not video.thumbnail:
            return Response("Not found", 404)
        return Response(video.thumbnail, media_type="image/jpeg")


def _reader(shelf: Shelf, request: Request, operation: str) -> Grant:
    """Who asks; reading costs one unit."""
    grant = shelf.access(request)
    shelf.spend("units", 1, operation)
    return grant


def listed(kind: str, items: list[Json], total: int, following: str = "") -> Json:
    """A list as Google's APIs give one."""
    page = {"totalResults": total, "resultsPerPage": len(items)}
    found = {"kind": f"youtube#{kind}", "etag": etag(kind, items), "pageInfo": page, "items": items}
    return {**found, "nextPageToken": following} if following else found


def _channels(shelf: Shelf, request: Request) -> Json:
    grant = _reader(shelf, request, "channels.list")
    if request.query_params.get("mine") != "true":
        raise Refused(400, "missingRequiredParameter", "No filter selected.")
    item = {
        "kind": "youtube#channel",
        "etag": etag(grant.channel),
        "id": grant.channel,
        "snippet": {"title": shelf.name_of(grant.channel), "description": ""},
        "contentDetails": {"relatedPlaylists": {"likes": "", "uploads": uploads(grant.channel)}},
    }
    return listed("channelListResponse", [item], 1)


def uploads(channel: str) -> str:
    """The playlist of all videos of a channel."""
    return f"UU{channel[2:]}"


def _videos(shelf: Shelf, request: Request) -> Json:
    grant = _reader(shelf, request, "videos.list")
    parts = _parts(request)
    ids = [one for one in request.query_params.get("id", "").split(",") if one]
    if not ids:
        raise Refused(400, "missingRequiredParameter", "No filter selected.")
    known = [shelf.videos[one] for one in ids if one in shelf.videos]
    mine = [video for video in known if video.channel == grant.channel or _public(video)]
    return listed("videoListResponse", [shown(shelf, video, parts) for video in mine], len(mine))


def _public(video: Video) -> bool:
    return bool(video.resource["status"]["privacyStatus"] != "private")


def _parts(request: Request) -> frozenset[str]:
    parts = request.query_params.get("part", "")
    if not parts:
        raise Refused(400, "missingRequiredParameter", "Required parameter: part")
    return frozenset(part.strip() for part in parts.split(","))


def shown(shelf: Shelf, video: Video, parts: Collection[str]) -> Json:
    """A video with the parts that were asked for."""
    done = shelf.desk.clock() - video.at >= shelf.desk.dials["processing_seconds"]
    about = {"publishedAt": video.made_at, "channelId": video.channel}
    found = {
        "snippet": {**video.resource["snippet"], **about},
        "status": {
            **video.resource["status"],
            "uploadStatus": "processed" if done else "uploaded",
        },
        "processingDetails": {"processingStatus": "succeeded" if done else "processing"},
        "contentDetails": {"caption": "true" if video.captions else "false"},
    }
    kept = {part: value for part, value in found.items() if part in parts}
    return {"kind": "youtube#video", "etag": etag(video.id, kept), "id": video.id, **kept}


def _playlist_items(shelf: Shelf, request: Request) -> Json:
    grant = _reader(shelf, request, "playlistItems.list")
    query = request.query_params
    playlist, wanted = query.get("playlistId", ""), query.get("videoId")
    if playlist == uploads(grant.channel):
        ids = [video.id for video in shelf.uploads_of(grant.channel)]
    elif playlist.startswith("PL"):
        ids = shelf.playlists.get(playlist, [])
    else:
        raise Refused(404, "playlistNotFound", "The playlist cannot be found.")
    ids = [one for one in ids if wanted in (None, one)]
    start, size = int(query.get("pageToken") or 0), min(int(query.get("maxResults", "5")), _PAGE)
    page = ids[start : start + size]
    following = str(start + size) if start + size < len(ids) else ""
    items = [item(shelf, playlist, one, n) for n, one in enumerate(page, start)]
    return listed("playlistItemListResponse", items, len(ids), following)


def item(shelf: Shelf, playlist: str, video_id: str, position: int) -> Json:
    """A video in a playlist."""
    video = shelf.videos[video_id]
    resource = {"kind": "youtube#video", "videoId": video_id}
    return {
        "kind": "youtube#playlistItem",
        "etag": etag(playlist, video_id),
        "id": f"{playlist}.{position}",
        "snippet": {
            "playlistId": playlist,
            "position": position,
            "publishedAt": video.made_at,
            "title": video.resource["snippet"]["title"],
            "resourceId": resource,
        },
        "contentDetails": {"videoId": video_id, "videoPublishedAt": video.made_at},
    }
