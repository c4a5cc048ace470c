"""Receiving: what Notion tells us is put down, then answered; all else is done later.

Whoever cannot prove to be Notion gets one answer, after the same work, whatever is wrong.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import monotonic
from typing import Annotated, Any

import structlog
from fastapi import APIRouter, Depends, Header, Request
from pydantic import BaseModel
from starlette.requests import HTTPConnection

from reelworks.doors.api.answers import RESPONSES, Refused, Success, ok
from reelworks.doors.api.routing import Route, Studio
from reelworks.doors.api.site import Site, site_of
from reelworks.doors.notion import envelopes
from reelworks.ops.sealing import Seal
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.services import notion_inbox
from reelworks.orchestrator.services.notion_inbox import Delivery, Secrets

log = structlog.get_logger("notion")

_LARGEST = 1_000_000  # bytes; Notion's own are a few thousand
_FRESH_S = 2.0  # so long a secret that we know is not read again
_NOBODYS = secrets.token_hex(32)  # what is compared with while there is no secret
_PREFIX = "sha256="

routes = APIRouter(prefix="/webhook", tags=["notion"], route_class=Route, responses=RESPONSES)


class Taken(BaseModel):
    """`new`: it is told for the first time, and will be acted on."""

    new: bool


@dataclass(slots=True)
class Known:
    """The secrets as they were read last. What is not known yet is read anew each time."""

    secrets: Secrets = field(default_factory=Secrets)
    at: float = float("-inf")

    async def read(self, context: Context, seal: Seal, wanted: str) -> Secrets:
        old = monotonic() - self.at > _FRESH_S
        if old or getattr(self.secrets, wanted) is None:
            self.secrets = await notion_inbox.known(context, seal)
            self.at = monotonic()
        return self.secrets


def _known_of(connection: HTTPConnection) -> Known:
    state = connection.app.state
    if not hasattr(state, "notion_secrets"):
        state.notion_secrets = Known()
    found: Known = state.notion_secrets
    return found


def _site(connection: HTTPConnection) -> Site:
    return site_of(connection)


Whole = Annotated[Site, Depends(_site)]
Kept = Annotated[Known, Depends(_known_of)]


def _body(example: object) -> dict[str, Any]:
    content = {"application/json": {"schema": {"type": "object"}, "example": example}}
    return {"requestBody": {"required": True, "content": content}}


@routes.post(
    "/notion",
    openapi_extra=_body(
        {
            "id": "6b7e9f00-1234-4000-8000-000000000000",
            "type": "page.properties_updated",
            "timestamp": "2026-11-20T12:00:00.000Z",
            "entity": {"type": "page", "id": "9f2c41aa-1234-4000-8000-000000000000"},
        }
    ),
)
async def hear(
    context: Studio,
    request: Request,
    site: Whole,
    known: Kept,
    signature: Annotated[str, Header(alias="X-Notion-Signature")] = "",
) -> Success[Taken]:
    """Notion tells of an event. Signed over the body's very bytes, or refused.

    Needs no account. The verification token, which Notion sends once and unsigned, is taken only
    within ten minutes of `reelworks notion arm`, and never replaces another.
    """
    body = await _read(request)
    found = await known.read(context, site.seal, "token")
    if _is_signed(body, signature, found.token):
        return await _put_down(context, envelopes.webhook(envelopes.opened(body), _now()))
    token = envelopes.handshake(body) if found.armed and not signature else None
    if token is None or not await notion_inbox.take_token(context, site.seal, token):
        raise _no_proof()
    log.info("notion_token_taken")
    return ok(Taken(new=True))


@routes.post(
    "/notion/automation",
    openapi_extra=_body(
        {
            "source": {
                "type": "automation",
                "event_id": "6b7e9f00-1234-4000-8000-000000000000",
                "attempt": 1,
            },
            "data": {"object": "page", "id": "9f2c41aa-1234-4000-8000-000000000000"},
        }
    ),
)
async def hear_automation(
    context: Studio,
    request: Request,
    site: Whole,
    known: Kept,
    secret: Annotated[str, Header(alias="X-Reelworks-Secret")] = "",
) -> Success[Taken]:
    """An automation or a button in Notion tells of a row, with the header `X-Reelworks-Secret`.

    Needs no account; `reelworks notion automation` shows what the header must say.
    """
    body = await _read(request)
    found = await known.read(context, site.seal, "automation")
    right = _same(secret, found.automation or _NOBODYS)
    if not right or found.automation is None:
        raise _no_proof()
    return await _put_down(context, envelopes.automation(envelopes.opened(body), _now()))


async def _put_down(context: Context, delivery: Delivery) -> Success[Taken]:
    """It is committed when this returns."""
    return ok(Taken(new=await notion_inbox.deliver(context, delivery)))


async def _read(request: Request) -> bytes:
    """The body, while it is not too large. Raises Refused."""
    declared = request.headers.get("content-length", "0")
    parts: list[bytes] = []
    size = int(declared) if declared.isdecimal() else _LARGEST + 1
    if size <= _LARGEST:
        size = 0
        async for part in request.stream():
            size += len(part)
            if size > _LARGEST:
                break
            parts.append(part)
    if size > _LARGEST:
        raise Refused(413, f"At most {_LARGEST:,} bytes are read here.")
    return b"".join(parts)


def _is_signed(body: bytes, signature: str, token: str | None) -> bool:
    """Whether Notion's token signed this body. Takes as long for every wrong signature."""
    key = (token or _NOBODYS).encode()
    right = _PREFIX + hmac.new(key, body, hashlib.sha256).hexdigest()
    same = _same(signature.lower(), right)
    return same and token is not None


def _same(said: str, right: str) -> bool:
    """Compared as hashes: of one length, and unlike each other from the first byte on."""
    one, other = (hashlib.sha256(text.encode()).digest() for text in (said, right))
    return hmac.compare_digest(one, other)


def _no_proof() -> Refused:
    return Refused(403, "Nothing proves that this comes from Notion.")


def _now() -> datetime:
    return datetime.now(UTC)
