"""What YouTube's errors mean: each reason has its own answer."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING

from reelworks.domain.errors import (
    BadInput,
    Disconnected,
    NotFound,
    QuotaExhausted,
    RateLimited,
    ReelworksError,
    ScriptBroken,
    UploadLimit,
    VendorUnavailable,
)
from reelworks.ops.retry_after import seconds

if TYPE_CHECKING:
    import httpx

_A_DAY_S = 86_400.0
_RECONNECT = "`reelworks connect CHANNEL`, with every box on the consent page ticked."
_QUOTA = frozenset({"quotaExceeded", "dailyLimitExceeded", "dailyLimitExceededUnreg"})
_TOO_OFTEN = frozenset({"rateLimitExceeded", "userRateLimitExceeded", "uploadRateLimitExceeded"})
_NOT_OURS = frozenset({"authError", "required", "expired"})
_NOT_ALLOWED = frozenset({"forbidden", "insufficientPermissions", "accountDelegationForbidden"})
_NO_CHANNEL = frozenset({"youtubeSignupRequired", "channelNotFound"})
_CLOSED = frozenset({"channelClosed", "channelSuspended", "accountClosed", "accountSuspended"})
_OUR_BUG = frozenset(
    {"mediaBodyRequired", "badRequest", "parseError", "required", "unexpectedPart"}
)
_MAKES_SENSE_LATER = frozenset(
    {
        "backendError",
        "internalError",
        "processingFailure",
        "serviceUnavailable",
        "SERVICE_UNAVAILABLE",
    }
)
_REMEDIES: Mapping[str, str] = {
    "invalidTitle": "Give the video another title.",
    "invalidDescription": "Change the channel's `youtube.description`, or the story's.",
    "invalidTags": "Change the channel's `youtube.tags`.",
    "invalidCategoryId": "Correct the channel's `youtube.category`.",
    "invalidPublishAt": "Correct the channel's `youtube.schedule`.",
    "invalidVideoMetadata": "Look at title, description, tags and category.",
    "invalidFilename": "Give the video another title.",
    "playlistNotFound": "Correct the channel's `youtube.playlist`.",
    "playlistForbidden": "The playlist must be the channel's own.",
    "playlistContainsMaximumNumberOfVideos": "Name another playlist.",
}


def meaning(answer: httpx.Response) -> ReelworksError:
    """The error of ours that an answer stands for, with YouTube's reason and words."""
    code, reason, words = _said(answer)
    told = f"YouTube answered {code} {reason}: {words}".replace(" :", ":").rstrip(": .") + "."
    wait = seconds(answer.headers.get("retry-after"))
    if reason in _QUOTA:
        return QuotaExhausted(told)
    if reason == "uploadLimitExceeded":
        return UploadLimit(told, remedy="It is tried again in a day.", retry_after_s=_A_DAY_S)
    if reason in _TOO_OFTEN or code == HTTPStatus.TOO_MANY_REQUESTS:
        return RateLimited(told, retry_after_s=wait)
    if code == HTTPStatus.UNAUTHORIZED:
        return Disconnected(told, remedy=_RECONNECT)
    if reason in _MAKES_SENSE_LATER or code >= HTTPStatus.INTERNAL_SERVER_ERROR or not reason:
        return VendorUnavailable(told, remedy="It is tried again.", retry_after_s=wait)
    return _for_good(reason, told)


def _for_good(reason: str, told: str) -> ReelworksError:
    """What no waiting mends."""
    if reason in _NO_CHANNEL:
        return BadInput(told, remedy="Make a channel for this account on YouTube, then connect it.")
    if reason in _CLOSED:
        return BadInput(told, remedy="YouTube has closed this channel; its owner must ask YouTube.")
    if reason in _NOT_ALLOWED:
        return BadInput(told, remedy=_RECONNECT)
    if reason == "videoNotFound":
        return NotFound(told, remedy="Somebody has deleted it on YouTube.")
    if reason in _OUR_BUG:
        return ScriptBroken(told, remedy="This is a bug; report it.")
    return BadInput(told, remedy=_REMEDIES.get(reason, "See what YouTube says of it."))


def _said(answer: httpx.Response) -> tuple[int, str, str]:
    """Status, reason and words; no reason where it is not YouTube's own error."""
    try:
        error = answer.json()["error"]
        details = error.get("errors") or [{}]
        reason = str(details[0].get("reason") or error.get("status") or "")
        return answer.status_code, reason[:60], str(error.get("message", ""))[:300]
    except (ValueError, LookupError, TypeError, AttributeError):
        return answer.status_code, "", ""
