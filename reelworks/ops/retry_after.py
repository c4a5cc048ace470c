"""The header Retry-After: seconds, or the date when to come back."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def seconds(header: str | None, *, now: datetime | None = None) -> float | None:
    """How long the other side asks us to wait; None where it says nothing that can be read."""
    if header is None:
        return None
    text = header.strip()
    if text.isascii() and text.isdecimal() and len(text) < 10:
        return float(text)
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    at = at.replace(tzinfo=UTC) if at.tzinfo is None else at
    return max((at - (now or datetime.now(UTC))).total_seconds(), 0.0)
