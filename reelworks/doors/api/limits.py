"""Rate limits: how often one person, or one address, may ask."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

_MOST_KNOWN = 10_000


@dataclass(frozen=True, slots=True)
class Rate:
    """So many at once, and so many more every second."""

    burst: float
    per_second: float


READS = Rate(burst=600, per_second=60)  # a page with all its pictures is some 80 of them
WRITES = Rate(burst=60, per_second=5)
TOLD = Rate(burst=2_000, per_second=500)  # what comes signed, ten busy channels at once
LOGINS = Rate(burst=8, per_second=0.1)


class Buckets:
    """One bucket of tokens for each who asks; the longest unused are forgotten."""

    def __init__(self, rate: Rate, clock: Callable[[], float] = monotonic) -> None:
        self._rate, self._clock = rate, clock
        self._known: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, who: str) -> float:
        """Take a token; 0.0 when there was one, else the seconds until there is."""
        now = self._clock()
        left, at = self._known.pop(who, (self._rate.burst, now))
        left = min(self._rate.burst, left + (now - at) * self._rate.per_second)
        granted = left >= 1
        self._known[who] = (left - 1 if granted else left, now)
        while len(self._known) > _MOST_KNOWN:
            self._known.popitem(last=False)
        return 0.0 if granted else (1 - left) / self._rate.per_second
