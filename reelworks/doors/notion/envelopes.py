"""Envelopes: what a body that Notion sent says of itself, and what of it can be kept."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from reelworks.domain.errors import BadInput
from reelworks.orchestrator.services.notion_inbox import Delivery, Source

Json = Any  # what Notion sends

_DEEPEST, _LONGEST = 64, 200
_OLDEST = timedelta(days=7)  # Notion tries for about a day
_EARLIEST, _LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def opened(body: bytes) -> dict[str, Json]:
    """The object in a body, as a database can keep it. Raises BadInput."""
    try:
        found = json.loads(body.decode(), parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise BadInput("The body is not JSON.") from None
    if not isinstance(found, dict):
        raise BadInput("The body is not an object.")
    kept: dict[str, Json] = _kept(found, 0)
    return kept


def webhook(body: Mapping[str, Json], now: datetime) -> Delivery:
    """What a subscription tells us. Raises BadInput; types of event may be new to us."""
    at = _time(body.get("timestamp"), "timestamp")
    if at < now - _OLDEST:
        raise BadInput(f"This happened too long ago: {at.isoformat()}.")
    return Delivery(
        Source.WEBHOOK,
        _name(body.get("id"), "id"),
        _page(body),
        _name(body.get("type"), "type"),
        at,
        body,
    )


def automation(body: Mapping[str, Json], now: datetime) -> Delivery:
    """What an automation or a button tells us. Raises BadInput."""
    source, data = body.get("source"), body.get("data")
    if not isinstance(source, Mapping) or not isinstance(data, Mapping):
        raise BadInput("The body has no source or no data.")
    edited = data.get("last_edited_time")
    return Delivery(
        Source.AUTOMATION,
        _name(source.get("event_id"), "source.event_id"),
        _id(data.get("id"), "data.id"),
        _name(source.get("type"), "source.type"),
        now if edited is None else _time(edited, "data.last_edited_time"),
        body,
    )


def handshake(body: bytes) -> str | None:
    """The verification token in a body that is nothing else; None for any other body."""
    try:
        found = opened(body)
    except BadInput:
        return None
    token = found.get("verification_token")
    if len(found) != 1 or not isinstance(token, str):
        return None
    plain = token.isascii() and token.isprintable() and " " not in token
    return token if plain and 16 <= len(token) <= _LONGEST else None


def _page(body: Mapping[str, Json]) -> str | None:
    """The page that an event is about, where it is about one."""
    entity, data = body.get("entity"), body.get("data")
    if isinstance(entity, Mapping) and entity.get("type") == "page":
        return _id(entity.get("id"), "entity.id")
    if isinstance(data, Mapping) and data.get("page_id") is not None:
        return _id(data["page_id"], "data.page_id")
    return None


def _name(value: Json, where: str) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= _LONGEST:
        raise BadInput(f"{where} is not a text of 1 to {_LONGEST} characters.")
    return value


def _id(value: Json, where: str) -> str:
    try:
        return str(UUID(value))
    except (ValueError, TypeError, AttributeError):
        raise BadInput(f"{where} is not an id.") from None


def _time(value: Json, where: str) -> datetime:
    try:
        found = datetime.fromisoformat(value)
        inside = _EARLIEST < found < _LATEST
    except (ValueError, TypeError, OverflowError):  # comparing needs a zone
        inside = False
    if not inside:
        raise BadInput(f"{where} is not a time with its zone.")
    return found


def _kept(value: Json, deep: int) -> Json:
    """The same without what PostgreSQL's JSON cannot hold: zero bytes, halves of characters."""
    if deep > _DEEPEST:
        raise BadInput(f"The body is nested more than {_DEEPEST} deep.")
    match value:
        case str():
            return value.encode("utf-8", "replace").decode().replace("\0", "\ufffd")
        case dict():
            return {_kept(key, deep): _kept(one, deep + 1) for key, one in value.items()}
        case list():
            return [_kept(one, deep + 1) for one in value]
        case float() if not math.isfinite(value):  # such as 1e999
            raise BadInput("The body has a number that is none.")
        case _:
            return value


def _refuse(constant: str) -> Json:
    raise ValueError(constant)
