"""What every call of Notion's API passes first: key, version, and the pace that is allowed."""

from __future__ import annotations

import hmac
from collections import deque
from collections.abc import Iterable

from fastapi import Response
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from reelworks.sandbox.notion.checking import VERSIONS
from reelworks.sandbox.notion.errors import said
from reelworks.sandbox.notion.workspace import Workspace

_SECOND, _MINUTE = 1.0, 60.0
_KEPT = 100_000


class Entry:
    """Around the routes. Whatever arrives with the right key counts, refused or not."""

    def __init__(self, app: ASGIApp, space: Workspace) -> None:
        self._app, self._space = app, space

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer: ASGIApp = self._app
        if scope["type"] == "http" and scope["path"].startswith("/v1/"):
            answer = self._refusal(Headers(scope=scope)) or self._app
        await answer(scope, receive, send)

    def _refusal(self, headers: Headers) -> Response | None:
        space = self._space
        scheme, _, token = headers.get("authorization", "").partition(" ")
        right = hmac.compare_digest(token.encode(), space.desk.key.encode())
        if scheme.lower() != "bearer" or not right:
            return said(401, "unauthorized", "API token is invalid.")
        if wait := _wait(space):
            reason = {"rate_limit_reason": "public_api_request_rate_limit"}
            words = "You have been rate limited. Please try again in a few minutes."
            after = space.desk.retry_after(wait)
            return said(429, "rate_limited", words, wait=after, more=reason)
        version = headers.get("notion-version")
        if version is None:
            words = (
                "Notion-Version header failed validation: Notion-Version header should be "
                f'defined, instead was `undefined`. Use "{VERSIONS[-1]}".'
            )
            return said(400, "missing_version", words)
        if version not in VERSIONS:
            words = f"Notion-Version header failed validation: it should be one of {VERSIONS}."
            return said(400, "validation_error", words)
        return None


def _wait(space: Workspace) -> float:
    """The vendor's seconds until another call is allowed; 0.0: now."""
    now, dials = space.desk.clock(), space.desk.dials
    space.arrivals.append(now)
    while len(space.arrivals) > _KEPT:
        space.arrivals.popleft()
    for window, most in (
        (_SECOND, dials["requests_per_second"]),
        (_MINUTE, dials["requests_per_minute"]),
    ):
        inside = list(_latest(space.arrivals, now - window))
        if len(inside) > most:
            return max(inside[-1] + window - now, 0.001)
    return 0.0


def _latest(arrivals: deque[float], since: float) -> Iterable[float]:
    for at in reversed(arrivals):
        if at <= since:
            return
        yield at


def busiest(arrivals: Iterable[float], window: float) -> int:
    """The most that ever arrived within so many seconds."""
    inside: deque[float] = deque()
    most = 0
    for at in arrivals:
        inside.append(at)
        while inside[0] <= at - window:
            inside.popleft()
        most = max(most, len(inside))
    return most
