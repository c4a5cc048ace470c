"""Taking back what was published: the video becomes private, an upload that is under way ends.

Nothing is deleted: a person can make the video public again.
"""

from __future__ import annotations

from http import HTTPStatus

import httpx

from reelworks.publishers.youtube.client import Json, YouTube, unreachable
from reelworks.publishers.youtube.upload import Session

_NO_MORE = ("publishAt", "uploadStatus", "failureReason", "rejectionReason", "madeForKids")


def take_back(youtube: YouTube, video: str) -> None:
    """Make a video private. Safe to repeat. Raises NotFound when it was deleted."""
    status: Json = youtube.video(video, "status")["status"]
    if status.get("privacyStatus") == "private" and "publishAt" not in status:
        return
    kept = {name: value for name, value in status.items() if name not in _NO_MORE}
    body = {"id": video, "status": {**kept, "privacyStatus": "private"}}
    youtube.call("PUT", "/youtube/v3/videos", {"part": "status"}, body=body)


def end_upload(youtube: YouTube, session: Session) -> str | None:
    """End an upload; the video's id if it was complete all the same. Safe to repeat."""
    account = youtube.check_account(session.account)
    _cancel(youtube, session)
    found = youtube.marked(account, session.marker)
    return None if found is None else str(found["id"])


def _cancel(youtube: YouTube, session: Session) -> None:
    """Google answers 499 to it; a session that is gone is at its end too."""
    try:
        answer = youtube.send("DELETE", session.url)
    except httpx.TransportError as error:
        raise unreachable(error) from None
    if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise unreachable(httpx.ReadError(str(answer.status_code)))
