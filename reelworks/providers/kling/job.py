"""A clip as it is ordered, and how its job stands: the same for both who sell Kling's clips."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from reelworks.domain.money import Usd


@dataclass(frozen=True, slots=True)
class Order:
    """`image` is a link, or base64 where the seller takes no links; `mark` tells it from others."""

    model: str
    prompt: str
    image: str
    seconds: float
    mark: str


@dataclass(frozen=True, slots=True)
class Job:
    """`known` is False while the seller has not heard of it. `cost` by the seller's own account.

    `ended`: when it was done (Unix seconds), where the seller says so.
    """

    done: bool = False
    known: bool = True
    link: str = ""
    cost: Usd | None = None
    ended: float | None = None


def seconds_of(milliseconds: object) -> float | None:
    """A seller's time as Unix seconds; None where it tells none."""
    if isinstance(milliseconds, bool) or not isinstance(milliseconds, int | float):
        return None
    return milliseconds / 1000


class Seller(Protocol):
    """Who sells Kling's clips."""

    @property
    def name(self) -> str: ...

    @property
    def pace(self) -> str:
        """The variable that says how often to look."""

    @property
    def takes_links(self) -> bool: ...

    def order(self, order: Order) -> str:
        """Buy it; the job's id. Raises OutcomeUnknown when nobody knows whether it was bought."""

    def find(self, order: Order) -> str | None:
        """The job that an earlier attempt bought, if any; OutcomeUnknown: cannot be asked."""

    def look(self, job: str) -> Job:
        """How it stands. Raises JobFailed, ContentRefused when it is over without a clip."""
