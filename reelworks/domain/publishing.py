"""Publishing: when a video is shown, whose quota it takes, how many a channel shows in a day."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from reelworks.domain.channels import Channel
from reelworks.domain.errors import BadInput
from reelworks.domain.services import is_zone

UPLOADS, DATA = "youtube", "youtube-data"  # services: uploads, and all else that YouTube counts

_AT = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(?: (\S+))?")
_SOONEST = timedelta(minutes=30)  # an upload and YouTube's own work take that long


def services(channels: Iterable[Channel]) -> frozenset[str]:
    """The services that these channels publish by: those of the projects that they name."""
    projects = {channel.youtube.project for channel in channels if channel.youtube is not None}
    return frozenset(service(b, project) for b in (UPLOADS, DATA) for project in projects)


def service(bucket: str, project: str) -> str:
    """Whose quota it takes: each Google Cloud project has buckets of its own."""
    return f"{bucket}-{project}" if project else bucket


def is_schedule(text: str) -> bool:
    """Such as `18:00 Europe/Berlin`; UTC where no zone is named."""
    found = _AT.fullmatch(text)
    return found is not None and is_zone(found[3] or "UTC")


def next_time(text: str, now: datetime) -> str:
    """The next such time that is not too near, as RFC 3339. Raises BadInput."""
    found = _AT.fullmatch(text)
    if found is None or not is_schedule(text):
        raise BadInput(f"{text!r} is no time of day.", remedy="Write it as 18:00 Europe/Berlin.")
    local = now.astimezone(ZoneInfo(found[3] or "UTC"))
    at = local.replace(hour=int(found[1]), minute=int(found[2]), second=0, microsecond=0)
    while at - now < _SOONEST:
        at = (at + timedelta(days=1)).replace(hour=int(found[1]), minute=int(found[2]))
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
