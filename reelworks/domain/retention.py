"""How long what is not needed any more is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Retention:
    """Ages counted from the end of a video's work; None: kept for ever.

    `grace`: what changed less than this ago may be about to be needed, and is left alone.
    `period`: how often all this is looked after.
    """

    workspace: timedelta | None = 7 * _DAY
    events: timedelta | None = 90 * _DAY
    carrier_log: timedelta | None = 7 * _DAY
    grace: timedelta = timedelta(hours=6)
    period: timedelta = timedelta(hours=1)


# Events of the daily run, told by other records too: results, costs and reviews. Every other kind
# is kept for ever: what went wrong, what a person said, where the film went.
PASSING_EVENTS = frozenset(
    {"step_started", "step_settled", "step_reused", "step_returned", "steps_planned"}
    | {"label_changed"}
)
