"""YouTube with Google's OAuth: consent, tokens, resumable uploads, what a video is dressed with."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import FastAPI, Request, Response

from reelworks.sandbox.faults import Fault
from reelworks.sandbox.vendor import Desk, Saying, bare_app
from reelworks.sandbox.youtube import consent, dressing, reading, uploads
from reelworks.sandbox.youtube.errors import Refused, said
from reelworks.sandbox.youtube.shelf import Shelf


class _YouTube:
    name = "youtube"
    dials: Mapping[str, float] = {
        "uploads": 100,  # videos.insert a day
        "units": 10_000,  # everything else a day
        "uploads_per_channel": 100,  # YouTube's own cap on a channel
        "token_seconds": 3_599,
        "session_seconds": 604_800,
        "processing_seconds": 60,
        "consents": 1,  # 0: the consent page grants less than it was asked for
    }

    @property
    def faults(self) -> Mapping[Fault, Saying | None]:
        return {
            Fault.BUSY: lambda desk, _: said(403, "userRateLimitExceeded", "Too many requests."),
            Fault.BUSY_WAIT: lambda desk, _: _busy(desk),
            Fault.QUOTA: lambda desk, _: said(403, "quotaExceeded", "The quota is used up."),
            Fault.REFUSED: lambda desk, _: said(400, "invalidTitle", "The title is not valid."),
            Fault.MAINTENANCE: lambda desk, _: said(503, "backendError", "Backend error."),
            Fault.ERROR_IN_OK: lambda desk, _: Response("{}", 200, media_type="application/json"),
            Fault.EXPIRED: None,  # the token
            Fault.LINK_GONE: None,  # the upload's session, once it has taken what comes
            Fault.PARTIAL: None,
        }

    def environment(self, desk: Desk) -> Mapping[str, str]:
        return {
            "YOUTUBE_BASE_URL": desk.url,
            "YOUTUBE_OAUTH_URL": desk.url,
            "YOUTUBE_CONSENT_URL": desk.url,
            "YOUTUBE_CLIENT_ID": consent.CLIENT,
            "YOUTUBE_CLIENT_SECRET": desk.key,
            "YOUTUBE_POLL_SECONDS": str(max(15 / desk.speed, 0.05)),
        }

    def app(self, desk: Desk) -> FastAPI:
        door, shelf = bare_app("YouTube"), Shelf(desk)
        door.add_exception_handler(Refused, _answer)
        consent.routes(door, shelf)
        uploads.routes(door, shelf)
        reading.routes(door, shelf)
        dressing.routes(door, shelf)
        return door


def _answer(_: Request, refused: Exception) -> Response:
    """What a route refused, as Google says it."""
    return refused.answer() if isinstance(refused, Refused) else Response(status_code=500)


def _busy(desk: Desk) -> Response:
    answer = said(429, "rateLimitExceeded", "Rate limit exceeded.")
    answer.headers["Retry-After"] = desk.retry_after(30)
    return answer


YOUTUBE = _YouTube()
