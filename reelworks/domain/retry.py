"""When a failed attempt is tried again."""

from __future__ import annotations

from datetime import datetime, timedelta

from reelworks.domain.errors import FailureKind

LADDER = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))
_JITTER = 0.2  # a rung is stretched by up to this part, so that a storm does not come back as one
LOST_LEASES = 5  # a step whose workers died this often is stopped: it may be what kills them


def next_attempt(
    kind: FailureKind,
    *,
    attempt: int,
    now: datetime,
    chance: float,
    not_before: datetime | None = None,
    speed: float = 1.0,
) -> datetime | None:
    """When to try again after the `attempt`th failure (from 1); None: stop and tell a person.

    `chance` is 0..1, drawn by the caller. `not_before` is the vendor's own word (Retry-After, or
    a quota's reset); it wins when it is later than the ladder. `speed`: in a rehearsal the ladder
    is so many times shorter.
    """
    if kind is FailureKind.EXHAUSTED:
        return not_before or now + LADDER[-1]
    if kind is not FailureKind.TRANSIENT or attempt > len(LADDER):
        return None
    due = now + LADDER[attempt - 1] / speed * (1 + _JITTER * chance)
    return due if not_before is None else max(due, not_before)
