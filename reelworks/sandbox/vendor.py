"""What a vendor's stand-in is: one object with its routes, its words for faults, its dials."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import count
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import Any, Protocol, runtime_checkable

from fastapi import FastAPI, Request, Response

from reelworks.sandbox.faults import Fault, Faults
from reelworks.sandbox.ledger import Ledger

REQUEST: ContextVar[str] = ContextVar("REQUEST", default="")  # the id of the one that is answered


@dataclass
class Desk:
    """What a stand-in works with. `url` is its own base URL, without a slash at its end.

    `dials` are its quotas, credits, limits and times, in the vendor's own units; they may be turned
    while it runs. `speed`: the vendor's seconds pass so many times faster than ours. `urls` are all
    stand-ins' by name, `control` is the sandbox's own, `folder` is for the files that it hands out,
    `kept` for what its doors share.
    """

    name: str
    url: str
    key: str
    ledger: Ledger
    faults: Faults
    dials: dict[str, float]
    folder: Path
    speed: float = 1.0
    urls: Mapping[str, str] = field(default_factory=dict)
    control: str = ""
    kept: dict[str, Any] = field(default_factory=dict)
    _numbers: count[int] = field(default_factory=lambda: count(1))
    _since: float = field(default_factory=monotonic)  # when it got this speed ...
    _passed: float = 0.0  # ... and what its clock said then
    lock: Lock = field(default_factory=Lock)

    def clock(self) -> float:
        """The vendor's seconds since it opened."""
        return self._passed + (monotonic() - self._since) * self.speed

    def hasten(self, speed: float) -> None:
        """Another speed from now on; its clock goes on from where it is."""
        with self.lock:
            self._passed, self._since = self.clock(), monotonic()
            self.speed = speed

    async def wait(self, seconds: float) -> None:
        """Let so many of the vendor's seconds pass."""
        await asyncio.sleep(seconds / self.speed)

    def retry_after(self, seconds: float) -> str:
        """Of the vendor's seconds, as Retry-After says it in ours."""
        return str(max(1, math.ceil(seconds / self.speed)))

    def number(self) -> int:
        """The next of a series, for ids."""
        with self.lock:
            return next(self._numbers)

    def take(self, dial: str, amount: float) -> bool:
        """Use up so much of a quota or credit; False, and nothing is used, if that is not left."""
        with self.lock:
            if self.dials[dial] < amount:
                return False
            self.dials[dial] -= amount
            return True

    def charge(
        self, operation: str, units: Decimal, unit: str, usd: Decimal, *, job: str, about: str = ""
    ) -> None:
        """Put on the bill what something costs."""
        self.ledger.charge(
            self.name, operation, units, unit, usd, job=job, about=about, request=REQUEST.get()
        )


Saying = Callable[[Desk, str], Response]  # the desk and the operation in; how the vendor puts it


class Vendor(Protocol):
    """A stand-in for one vendor. `docs/how-to/add-a-stand-in.md` walks through one.

    `faults`: what it may do wrong beside what happens on any line, and how it says so; None means
    that its own routes act on it (`fault_of`).
    """

    @property
    def name(self) -> str:
        """What bill, faults and dials call it."""

    @property
    def faults(self) -> Mapping[Fault, Saying | None]: ...

    @property
    def dials(self) -> Mapping[str, float]:
        """Its quotas, credits, limits and times as they are in the beginning."""

    def app(self, desk: Desk) -> FastAPI:
        """Its routes, by the vendor's paths exactly; their names are the operations."""

    def environment(self, desk: Desk) -> Mapping[str, str]:
        """The variables that lead Reelworks to it: base URL, key."""


@runtime_checkable
class Peopled(Protocol):
    """A vendor at which people act as well: by hand, not by its API."""

    def people(self, desk: Desk) -> FastAPI:
        """Their routes, below `/{name}` at the sandbox's own address."""


def fault_of(request: Request) -> Fault | None:
    """What is to go wrong with this request, for routes that do it themselves."""
    fault: Fault | None = request.scope.get("state", {}).get("fault")
    return fault


def bare_app(title: str) -> FastAPI:
    """An application with no routes of its own: a vendor's paths are all there is."""
    return FastAPI(title=title, openapi_url=None, docs_url=None, redoc_url=None)
