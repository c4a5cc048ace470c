"""Budgets: what may still be reserved, and which steps must wait because it is not enough."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from reelworks.domain.money import FREE, Usd


class Hold(StrEnum):
    """Why a ready step is not offered for release, until something changes."""

    TIME = "time"  # its `next_at` has not come: the ladder, a Retry-After, a quota's reset
    VIDEO = "video"  # the video's budget
    CHANNEL = "channel"  # the channel's budget for today
    ALL = "all"  # the budget for today of all channels together
    SPENDING = "spending"  # spending was stopped by hand: a budget with nothing left in it


@dataclass(frozen=True, slots=True)
class Account:
    """Whose money it is: a budget's kind, and the video or channel it belongs to."""

    hold: Hold
    name: str


Rooms = Mapping[Account, Usd]  # what is left of each budget; an account without one is not in it


@dataclass(frozen=True, slots=True)
class Priced:
    """A step that would cost `price` (0: nothing, or it is paid already), and who pays."""

    step_id: int
    price: Usd
    accounts: tuple[Account, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Steps that may be released, those that must wait with the reason, and who is short of it."""

    granted: tuple[int, ...]
    held: Mapping[int, Hold]
    short: Mapping[Account, Usd] = field(default_factory=dict)  # with the price it cannot pay


def within(rooms: Rooms, steps: Sequence[Priced]) -> Verdict:
    """Which of the steps fit, in their order; each takes its price from every budget it is in."""
    left = dict(rooms)
    granted: list[int] = []
    held: dict[int, Hold] = {}
    short: dict[Account, Usd] = {}
    for step in steps:
        lacking = _lacking(left, step)
        if lacking is not None:
            held[step.step_id] = lacking.hold
            short[lacking] = step.price
        else:
            granted.append(step.step_id)
            left |= {a: Usd(left[a] - step.price) for a in step.accounts if a in left}
    return Verdict(tuple(granted), held, short)


def _lacking(left: Rooms, step: Priced) -> Account | None:
    """The first budget that has no room for the step."""
    if step.price <= FREE:
        return None
    return next((a for a in step.accounts if a in left and left[a] < step.price), None)
