"""Receiving: what Notion tells us is put down, then answered; all else is done later.

Whoever cannot prove to be Notion gets one answer, after the same work, whatever is wrong.
"""

from __future__ import annotations

import asyncio
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

from reelworks.domain.errors import ReelworksError
from reelworks.doors.api.answers import RESPONSES, Refused, Success, ok
from reelworks.doors.api.routing import Route
from reelworks.doors.api.site import Site, site_of
from reelworks.doors.notion import envelopes
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.services import notion_inbox
from reelworks.orchestrator.services.notion_inbox import Delivery, Secrets

log = structlog.get_logger("notion")

_LARGEST = 1_000_000  # bytes; Notion's own are a few thousand
_AT_ONCE = 100  # deliveries in one transaction
_FRESH_S = 2.0  # so long a secret that we know is not read again ...
_SOON_S = 0.5  # ... and one that we do not know: whoever calls, the database is not asked each time
_NOBODYS = secrets.token_hex(32)  # what is compared with while there is no secret
_PREFIX = "sha256="

routes = APIRouter(prefix="/webhook", tags=["notion"], route_class=Route, responses=RESPONSES)


class Taken(BaseModel):
    """`new`: it is told for the first time, and will be acted on."""

    new: bool


@dataclass(slots=True)
class Known:
    """The secrets as they were read last."""

    secrets: Secrets = field(default_factory=Secrets)
    at: float = float("-inf")

    async def read(self, site: Site, wanted: str) -> Secrets:
        known = getattr(self.secrets, wanted) is not None
        if monotonic() - self.at >= (_FRESH_S if known else _SOON_S):
            self.secrets = await notion_inbox.known(site.context, site.seal)
            self.at = monotonic()
        return self.secrets


@dataclass(slots=True)
class Slot:
    """What comes while one transaction is being committed is put down together in the next."""

    context: Context
    _waiting: list[tuple[Delivery, asyncio.Future[bool]]] = field(default_factory=list)
    _writing: asyncio.Task[None] | None = None

    async def put(self, delivery: Delivery) -> bool:
        """Whether it is new; it is committed when this returns. Raises DatabaseUnavailable."""
        future = asyncio.get_running_loop().create_future()
        self._waiting.append((delivery, future))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())
        return bool(await future)

    async def _write(self) -> None:
        while self._waiting:
            part, self._waiting = self._waiting[:_AT_ONCE], self._waiting[_AT_ONCE:]
            await self._commit(part)

    async def _commit(self, part: list[tuple[Delivery, asyncio.Future[bool]]]) -> None:
        try:
            new = set(await notion_inbox.deliver(self.context, [one for one, _ in part]))
        except Exception as error:  # each one hears of it
            if len(part) > 1 and not isinstance(error, ReelworksError):
                for one in part:  # one of them cannot be put down: the others can
                    await self._commit([one])
                return
            for _, future in part:
                if not future.done():
                    future.set_exception(error)
            return
        for delivery, future in part:
            if not future.done():
                future.set_result(delivery.told in new)
            new.discard(delivery.told)


@dataclass(slots=True)
class Desk:
    """What both addresses work with."""

    site: Site
    slot: Slot
    known: Known = field(default_factory=Known)


async def _desk_of(connection: HTTPConnection) -> Desk:
    """Not a plain function: that would be called in a thread."""
    state, site = connection.app.state, site_of(connection)
    if not hasattr(state, "notion_desk"):
        state.notion_desk = Desk(site, Slot(site.context))
    found: Desk = state.notion_desk
    return found


At = Annotated[Desk, Depends(_desk_of)]


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
    desk: At,
    request: Request,
    signature: Annotated[str, Header(alias="X-Notion-Signature")] = "",
) -> Success[Taken]:
    """Notion tells of an event. Signed over the body's very bytes, or refused.

    Needs no account. The verification token, which Notion sends once and unsigned, is taken only
    within ten minutes of `reelworks notion arm`, and never replaces another.
    """
    body = await _read(request)
    found = await desk.known.read(desk.site, "token")
    if _is_signed(body, signature, found.token):
        delivery = envelopes.webhook(envelopes.opened(body), _now())
        return ok(Taken(new=await desk.slot.put(delivery)))
    token = envelopes.handshake(body) if found.armed and not signature else None
    if token is None or not await notion_inbox.take_token(desk.site.context, desk.site.seal, token):
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
    desk: At,
    request: Request,
    secret: Annotated[str, Header(alias="X-Reelworks-Secret")] = "",
) -> Success[Taken]:
    """An automation or a button in Notion tells of a row, with the header `X-Reelworks-Secret`.

    Needs no account; `reelworks notion automation` shows what the header must say.
    """
    body = await _read(request)
    found = await desk.known.read(desk.site, "automation")
    right = _same(secret, found.automation or _NOBODYS)
    if not right or found.automation is None:
        raise _no_proof()
    delivery = envelopes.automation(envelopes.opened(body), _now())
    return ok(Taken(new=await desk.slot.put(delivery)))


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
