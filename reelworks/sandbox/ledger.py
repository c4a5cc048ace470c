"""What the stand-ins received and charged: a witness that knows nothing of our own books."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from threading import Lock
from time import time


@dataclass(frozen=True, slots=True)
class Received:
    """One request. `status` 0: the line went dead before an answer."""

    at: float
    vendor: str
    operation: str
    method: str
    path: str
    status: int
    fault: str
    request_id: str


@dataclass(frozen=True, slots=True)
class Charge:
    """What one thing cost, in the vendor's own unit and in US dollars; negative when given back.

    `job` is the vendor's id of it, `about` what tells it from others (a prompt, a text), `request`
    the request that was charged for: the list of those says whether its answer was lost.
    """

    at: float
    vendor: str
    operation: str
    units: Decimal
    unit: str
    usd: Decimal
    job: str
    about: str
    request: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the bill."""

    vendor: str
    operation: str
    times: int
    units: Decimal
    unit: str
    usd: Decimal


@dataclass
class Ledger:
    """Kept in memory, for as long as the sandbox is up; safe to write to from several threads."""

    received: list[Received] = field(default_factory=list)
    charges: list[Charge] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def receive(self, request: Received) -> None:
        with self._lock:
            self.received.append(request)

    def charge(
        self,
        vendor: str,
        operation: str,
        units: Decimal,
        unit: str,
        usd: Decimal,
        *,
        job: str = "",
        about: str = "",
        request: str = "",
    ) -> None:
        with self._lock:
            self.charges.append(
                Charge(time(), vendor, operation, units, unit, usd, job, about[:200], request)
            )

    def give_back(self, vendor: str, job: str) -> None:
        """A job that failed costs nothing after all."""
        with self._lock:
            mine = [c for c in self.charges if (c.vendor, c.job) == (vendor, job)]
            self.charges += [replace(c, at=time(), units=-c.units, usd=-c.usd) for c in mine]

    def bill(self, vendor: str = "") -> tuple[Line, ...]:
        """The charges by vendor, operation and unit."""
        with self._lock:
            charges = [c for c in self.charges if vendor in {"", c.vendor}]
        grouped: dict[tuple[str, str, str], list[Charge]] = defaultdict(list)
        for charge in charges:
            grouped[charge.vendor, charge.operation, charge.unit].append(charge)
        return tuple(_line(*key, found) for key, found in sorted(grouped.items()))

    def total(self, vendor: str = "") -> Decimal:
        """What is owed in US dollars."""
        return sum((line.usd for line in self.bill(vendor)), Decimal(0))

    def calls(self, vendor: str, operation: str = "") -> tuple[Received, ...]:
        """The requests that reached a vendor, in order."""
        with self._lock:
            return tuple(
                r for r in self.received if r.vendor == vendor and operation in {"", r.operation}
            )


def _line(vendor: str, operation: str, unit: str, charges: Iterable[Charge]) -> Line:
    found = list(charges)
    return Line(
        vendor,
        operation,
        times=sum(1 if c.units > 0 else -1 for c in found),
        units=sum((c.units for c in found), Decimal(0)),
        unit=unit,
        usd=sum((c.usd for c in found), Decimal(0)),
    )
