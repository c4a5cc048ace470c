"""A service and its limits: whose slots, rate, quota and health a step depends on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

CPU = "cpu"  # our own processors; their capacity is what the live workers declare
PACIFIC = "America/Los_Angeles"  # where Google's days begin


@dataclass(frozen=True, slots=True)
class Limits:
    """What a service may be asked for, over all machines; None is no limit.

    `per_second` counts starts in any second; `units_per_day` begins again at midnight in `zone`.
    """

    concurrency: int | None = None
    per_channel: int | None = None
    per_second: int | None = None
    units_per_day: int | None = None
    zone: str = "UTC"


DEFAULTS: Mapping[str, Limits] = {
    CPU: Limits(),
    "openai": Limits(concurrency=4),
    "gemini": Limits(concurrency=12, zone=PACIFIC),
    "kling": Limits(concurrency=8),
    "kling-official": Limits(concurrency=5),
    "elevenlabs": Limits(concurrency=6),
    # A Google Cloud project's buckets: uploads in one, all other calls in another.
    "youtube": Limits(concurrency=4, units_per_day=100, zone=PACIFIC),
    "youtube-data": Limits(concurrency=4, units_per_day=10_000, zone=PACIFIC),
}


def usual(name: str) -> Limits:
    """What a service may be asked for when nobody says otherwise.

    A project of its own (`youtube-data-second`) has what the first one (`youtube-data`) has.
    """
    alike = (known for known in DEFAULTS if name == known or name.startswith(f"{known}-"))
    return DEFAULTS.get(max(alike, key=len, default=""), Limits())


class Health(StrEnum):
    """What a service's circuit breaker says."""

    CLOSED = "closed"  # work flows
    OPEN = "open"  # it fails for everyone: nothing is sent until `until`
    HALF_OPEN = "half_open"  # one step at a time may try


@dataclass(frozen=True, slots=True)
class Failure:
    """An attempt that the vendor failed, with nothing that went well since."""

    step_id: int
    started_at: datetime
    at: datetime


@dataclass(frozen=True, slots=True)
class Breaker:
    health: Health
    until: datetime | None = None  # when the next try may be made; None: closed
    since: datetime | None = None  # when it opened


OPENS_AFTER = 5  # failures in a row ...
_OF_STEPS = 3  # ... of this many different steps: it fails for everyone, not for one of them
_FIRST_WAIT, _LONGEST_WAIT = timedelta(seconds=30), timedelta(minutes=10)


def breaker(failures: Sequence[Failure], now: datetime, *, speed: float = 1.0) -> Breaker:
    """The breaker after these failures, oldest first, that no success has followed.

    It opens when enough different steps fail in a row, waits, lets one try, and waits twice as
    long after each try that fails. Attempts that were under way when it opened prove nothing.
    `speed`: in a rehearsal its waits are so many times shorter.
    """
    since, until, wait = _opened(failures), None, _FIRST_WAIT / speed
    if since is None:
        return Breaker(Health.CLOSED)
    until = since + wait
    for failure in failures:
        if failure.started_at >= until:
            wait = min(wait * 2, _LONGEST_WAIT / speed)
            until = failure.at + wait
    return Breaker(Health.OPEN if now < until else Health.HALF_OPEN, until, since)


def _opened(failures: Sequence[Failure]) -> datetime | None:
    """When the breaker opened; None when it has not."""
    steps: set[int] = set()
    for count, failure in enumerate(failures, 1):
        steps.add(failure.step_id)
        if count >= OPENS_AFTER and len(steps) >= _OF_STEPS:
            return failure.at
    return None


@dataclass(frozen=True, slots=True)
class Service:
    """A service as it stands: its limits, what is in hand, and what holds it back.

    `offered`: slots of the live workers. `recent`: starts within the last second. `asleep_until`:
    the vendor said that its quota is used up until then.
    """

    name: str
    limits: Limits
    offered: int
    active: int
    breaker: Breaker
    recent: int = 0
    used_units: int = 0
    paused: bool = False
    asleep_until: datetime | None = None

    def free(self) -> int:
        """How many steps may start now."""
        if self.paused or self.asleep_until is not None or self.breaker.health is Health.OPEN:
            return 0
        if self.breaker.health is Health.HALF_OPEN:
            return 0 if self.active or not self.offered else 1
        room = self.slots() - self.active
        if self.limits.per_second is not None:
            room = min(room, self.limits.per_second - self.recent)
        return max(room, 0)

    def slots(self) -> int:
        """How many steps it can have in hand at once."""
        if self.limits.concurrency is None:
            return self.offered
        return min(self.limits.concurrency, self.offered)

    def units_left(self) -> int | None:
        """Of today's quota; None: there is none."""
        if self.limits.units_per_day is None:
            return None
        return max(self.limits.units_per_day - self.used_units, 0)

    def granted(self, steps: int, units: int) -> Service:
        """The same after so many more steps have been released."""
        return replace(
            self,
            active=self.active + steps,
            recent=self.recent + steps,
            used_units=self.used_units + units,
        )


def is_zone(name: str) -> bool:
    """There is a time zone of this name."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # unknown, no name at all, the name of a folder
        return False
    return True


def next_reset(now: datetime, zone: str) -> datetime:
    """The next midnight in that zone: when a day's quota begins anew."""
    local = now.astimezone(ZoneInfo(zone))
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    return (midnight + timedelta(days=1)).astimezone(now.tzinfo)


def quota_day(now: datetime, zone: str) -> str:
    """The day that a quota counts now, in the vendor's zone, as 2026-11-26."""
    return now.astimezone(ZoneInfo(zone)).date().isoformat()
