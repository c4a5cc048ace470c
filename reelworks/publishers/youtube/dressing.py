"""What a video gets after its upload: YouTube's own word on it, a thumbnail, captions, a playlist.

Everything here may be repeated: what is there already is not added again.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from reelworks.domain.errors import BadInput, ContentRefused, NotFound, VendorUnavailable
from reelworks.ops.again import again
from reelworks.ports.handshake import Handshake
from reelworks.publishers.youtube.client import Json, YouTube

_LOOKS = 40
_POLL_S = 15.0
_FAILED = {
    "codec": "it cannot read the film's codec",
    "conversion": "it cannot convert the film",
    "emptyFile": "the film is empty",
    "invalidFile": "the film is no video",
    "tooSmall": "the film is too small",
    "uploadAborted": "the upload was broken off",
}


@dataclass(frozen=True, slots=True)
class Dress:
    """What the video is to get. `playlist` "": none."""

    video: str
    language: str
    thumbnail: Path | None = None
    captions: Path | None = None
    playlist: str = ""


def dress(
    youtube: YouTube,
    wanted: Dress,
    handshake: Handshake,
    sleep: Callable[[float], None] = time.sleep,
) -> Json:
    """Wait until YouTube has processed it, then give it the rest; returns its status."""
    video, picture, srt = wanted.video, wanted.thumbnail, wanted.captions
    status = _processed(youtube, video, handshake, sleep)
    if picture is not None:
        again(lambda: _set_thumbnail(youtube, video, picture))
    if srt is not None:
        again(lambda: _add_captions(youtube, wanted, srt))
    if wanted.playlist:
        again(lambda: _add_to_playlist(youtube, video, wanted.playlist))
    return status


def _processed(
    youtube: YouTube, video: str, handshake: Handshake, sleep: Callable[[float], None]
) -> Json:
    pause = float(os.environ.get("YOUTUBE_POLL_SECONDS") or _POLL_S)
    for look in range(_LOOKS):
        if look:
            sleep(pause)
        status = youtube.video(video, "status,processingDetails")["status"]
        if _is_processed(status):
            return status
        handshake.progress(look / _LOOKS, "YouTube is processing it")
    raise VendorUnavailable(
        "YouTube is still processing the video.", remedy="It is looked at again."
    )


def _is_processed(status: Json) -> bool:
    """Raises for what will never be processed."""
    match status.get("uploadStatus"):
        case "processed":
            return True
        case "failed":
            reason = str(status.get("failureReason", ""))
            raise BadInput(
                f"YouTube cannot use the film: {_FAILED.get(reason, reason)}.",
                remedy='`reelworks reject VIDEO publish/video --note "upload again"`.',
            )
        case "rejected":
            reason = str(status.get("rejectionReason", "it does not say why"))
            raise ContentRefused(
                f"YouTube has rejected the video: {reason}.", remedy="YouTube Studio says more."
            )
        case "deleted":
            raise NotFound("The video was deleted on YouTube.")
    return False


def _set_thumbnail(youtube: YouTube, video: str, picture: Path) -> None:
    youtube.call(
        "POST",
        "/upload/youtube/v3/thumbnails/set",
        {"videoId": video, "uploadType": "media"},
        headers={"content-type": "image/jpeg"},
        content=picture.read_bytes(),
    )


def _add_captions(youtube: YouTube, wanted: Dress, srt: Path) -> None:
    asked = {"part": "snippet", "videoId": wanted.video}
    tracks = youtube.call("GET", "/youtube/v3/captions", asked).get("items") or []
    ours = [t["snippet"] for t in tracks if t["snippet"].get("trackKind") != "asr"]
    if any((t["language"], t["name"]) == (wanted.language, "") for t in ours):
        return
    boundary = f"reelworks-{uuid4().hex}"
    snippet = {"videoId": wanted.video, "language": wanted.language, "name": "", "isDraft": False}
    head = f"--{boundary}\r\nContent-Type: application/json; charset=UTF-8\r\n\r\n"
    middle = f"\r\n--{boundary}\r\nContent-Type: text/plain; charset=UTF-8\r\n\r\n"
    told = json.dumps({"snippet": snippet}).encode()
    body = (
        head.encode()
        + told
        + middle.encode()
        + srt.read_bytes()
        + f"\r\n--{boundary}--\r\n".encode()
    )
    youtube.call(
        "POST",
        "/upload/youtube/v3/captions",
        {"part": "snippet", "uploadType": "multipart"},
        headers={"content-type": f"multipart/related; boundary={boundary}"},
        content=body,
    )


def _add_to_playlist(youtube: YouTube, video: str, playlist: str) -> None:
    if any(youtube.playlist(playlist, pages=1, videoId=video)):
        return
    resource = {"kind": "youtube#video", "videoId": video}
    snippet = {"playlistId": playlist, "resourceId": resource}
    youtube.call(
        "POST", "/youtube/v3/playlistItems", {"part": "snippet"}, body={"snippet": snippet}
    )
