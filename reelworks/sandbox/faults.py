"""What goes wrong at a stand-in: on demand, at a seeded rate, or for a while altogether."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random
from threading import Lock


class Fault(StrEnum):
    """One way in which a call goes wrong."""

    BUSY = "busy"  # 429, without a word on when to come back
    BUSY_WAIT = "busy-wait"  # 429 with Retry-After
    QUOTA = "quota"  # what was paid for is used up
    HTML = "html"  # 502 with a page where JSON was expected
    ERROR_IN_OK = "error-in-ok"  # 200 with an error inside
    REFUSED = "refused"  # the content breaks the vendor's rules
    CONFLICT = "conflict"  # somebody else is changing the same thing
    BROKEN = "broken"  # a bug of the vendor's, by its own word
    MAINTENANCE = "maintenance"  # closed for now, by its own word
    JOB_FAILS = "job-fails"  # accepted, and fails later
    EXPIRED = "expired"  # a key, token or session that is good no more
    LINK_GONE = "link-gone"  # a result's link that leads nowhere any more
    PARTIAL = "partial"  # less of an upload is kept than was sent
    EMPTY = "empty"  # a result without the thing itself
    SLOW = "slow"  # late, and in pieces
    TORN = "torn"  # the line goes dead in the middle of the answer
    RESET = "reset"  # the request was carried out; the line goes dead before the answer
    REFUSED_LINE = "refused-line"  # the line goes dead before anything was read
    TRUNCATED = "truncated"  # media whose second half is missing


ON_THE_LINE = frozenset(  # these happen to any vendor; how it words the others is its own affair
    {Fault.HTML, Fault.SLOW, Fault.TORN, Fault.RESET, Fault.REFUSED_LINE, Fault.TRUNCATED}
)
BEFORE = frozenset({Fault.HTML, Fault.REFUSED_LINE})  # nothing of the request is carried out
BY_CHANCE = (  # what a rate draws from, unless it names others: what mends itself
    Fault.BUSY,
    Fault.BUSY_WAIT,
    Fault.HTML,
    Fault.ERROR_IN_OK,
    Fault.CONFLICT,
    Fault.BROKEN,
    Fault.MAINTENANCE,
    Fault.SLOW,
    Fault.TORN,
    Fault.RESET,
    Fault.REFUSED_LINE,
    Fault.TRUNCATED,
)


@dataclass(frozen=True, slots=True)
class Ordered:
    """A fault that was asked for; `operation` is "" for whichever call comes next."""

    fault: Fault
    operation: str = ""


@dataclass
class Faults:
    """The faults of one vendor. The same seed and the same calls give the same faults.

    `known`: what this vendor can do wrong. Chance is counted for each operation by itself, so that
    the order in which calls of different kinds happen to come changes nothing.
    """

    vendor: str
    known: Collection[Fault]
    seed: int = 0
    rate: float = 0.0
    kinds: tuple[Fault, ...] = BY_CHANCE
    out_until: float = 0.0  # an outage, on the vendor's own clock
    ordered: deque[Ordered] = field(default_factory=deque)
    calls: Counter[str] = field(default_factory=Counter)
    _lock: Lock = field(default_factory=Lock)

    def order(self, fault: Fault, operation: str = "", times: int = 1) -> None:
        """Let it happen to the next so many calls. ValueError: this vendor cannot do that."""
        if fault not in self.known:
            able = ", ".join(sorted(self.known))
            raise ValueError(f"{self.vendor} knows no fault {fault.value!r}; it knows: {able}.")
        with self._lock:
            self.ordered.extend([Ordered(fault, operation)] * times)

    def clear(self) -> None:
        """Nothing more goes wrong."""
        with self._lock:
            self.ordered.clear()
            self.rate, self.out_until = 0.0, 0.0

    def draw(self, operation: str, now: float) -> Fault | None:
        """What happens to a call that comes now."""
        with self._lock:
            number = self.calls[operation] = self.calls[operation] + 1
            if now < self.out_until:
                return Fault.HTML
            for ordered in self.ordered:
                if ordered.operation in {"", operation}:
                    self.ordered.remove(ordered)
                    return ordered.fault
            return self._chance(operation, number)

    def _chance(self, operation: str, number: int) -> Fault | None:
        chance = Random(f"{self.seed}/{self.vendor}/{operation}/{number}")  # noqa: S311
        kinds = [kind for kind in self.kinds if kind in self.known]
        return chance.choice(kinds) if kinds and chance.random() < self.rate else None
