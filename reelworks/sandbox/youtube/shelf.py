"""What the stand-in keeps: accounts, tokens, sessions, videos; and what its calls cost."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from fastapi import Request

from reelworks.sandbox.faults import Fault
from reelworks.sandbox.vendor import Desk, fault_of
from reelworks.sandbox.youtube.errors import Refused

Json = Any  # what clients send


@dataclass
class Grant:
    """What a person allowed. `channel`: the account it is for."""

    channel: str
    scopes: tuple[str, ...]
    revoked: bool = False


@dataclass
class Token:
    grant: Grant
    until: float  # on the vendor's clock


@dataclass
class Session:
    """An upload under way: its file grows."""

    id: str
    channel: str
    resource: Json
    size: int
    path: Path
    until: float
    kept: int = 0
    video: str = ""  # once it is complete


@dataclass
class Video:
    id: str
    channel: str
    resource: Json
    path: Path
    at: float
    made_at: str
    thumbnail: bytes = b""
    captions: list[Json] = field(default_factory=list)


@dataclass
class Shelf:
    """Everything in memory, for as long as the sandbox is up; films in the desk's folder."""

    desk: Desk
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    grants: dict[str, Grant] = field(default_factory=dict)  # by refresh token
    tokens: dict[str, Token] = field(default_factory=dict)
    sessions: dict[str, Session] = field(default_factory=dict)
    videos: dict[str, Video] = field(default_factory=dict)
    playlists: dict[str, list[str]] = field(default_factory=dict)  # video ids, as they were added

    def access(self, request: Request) -> Grant:
        """Whose token this is. Raises Refused as Google does."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        known = self.tokens.get(token) if scheme.lower() == "bearer" else None
        lapsed = known is None or known.until < self.desk.clock() or known.grant.revoked
        if known is None or lapsed or _token_expires(request):
            self.tokens.pop(token, None)
            raise Refused(401, "authError", "Invalid Credentials")
        return known.grant

    def spend(self, dial: str, units: int, operation: str, about: str = "") -> None:
        """Take it off the day's quota, and put it on the bill: it costs no money."""
        if not self.desk.take(dial, units):
            raise Refused(403, "quotaExceeded", "The request cannot be completed: quota exceeded.")
        self.desk.charge(operation, Decimal(units), dial, Decimal(0), job="", about=about)

    def own(self, grant: Grant, video_id: str) -> Video:
        video = self.videos.get(video_id)
        if video is None:
            raise Refused(404, "videoNotFound", "The video cannot be found.")
        if video.channel != grant.channel:
            raise Refused(403, "forbidden", "The video is not this channel's.")
        return video

    def uploads_of(self, channel: str) -> list[Video]:
        """The channel's videos, the newest first."""
        mine = [video for video in self.videos.values() if video.channel == channel]
        return list(reversed(mine))

    def name_of(self, channel: str) -> str:
        return f"Channel {channel[2:8]}"


def new_id(length: int) -> str:
    """An id that nobody can guess."""
    return secrets.token_urlsafe(length)[:length].replace("-", "a").replace("_", "b")


def token_of(request: Request) -> str:
    return request.headers.get("authorization", "").partition(" ")[2]


def _token_expires(request: Request) -> bool:
    """By a fault; an upload's own session is something else."""
    return fault_of(request) is Fault.EXPIRED


def etag(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:20]
