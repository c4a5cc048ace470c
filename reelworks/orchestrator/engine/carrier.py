"""What we ask of a carrier: bring ids of released steps to workers. It may lose them all."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

Handler = Callable[[int], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Delivery:
    """A released step. `release` counts its releases, so that an old delivery blocks no new one."""

    step_id: int
    release: int
    service: str
    priority: int


class Carrier(Protocol):
    """At-least-once is enough: claiming a step twice is refused by the database."""

    async def submit(self, tx: AsyncConnection, deliveries: Sequence[Delivery]) -> None:
        """Hand over ids, within the transaction that released them where the carrier can."""

    async def run(self, slots: Mapping[str, int], handle: Handler, stop: asyncio.Event) -> None:
        """Bring ids of these services to `handle`, as many at once as there are slots.

        Returns after `stop` is set and every handler has returned. Outlives database restarts.
        """

    async def outstanding(self, tx: AsyncConnection, step_ids: Collection[int]) -> frozenset[int]:
        """Which of these steps the carrier still means to deliver."""

    async def health(self, tx: AsyncConnection) -> str | None:
        """What is wrong with the carrier, in words; None when nothing is."""
