"""What the command line asks of its host: the parts that only `wiring` may put together."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from pathlib import Path
from typing import Protocol

from reelworks.domain.channels import Channel
from reelworks.domain.connections import Bundle
from reelworks.domain.steps import Stored
from reelworks.ops.settings import Settings
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.schemas.views import Check, ReviewView
from reelworks.orchestrator.services.exports import Parts

Chore = Callable[[], Awaitable[object]]


class Previews(Protocol):
    """Small pictures of large files."""

    async def of(self, stored: Stored, width: int) -> Path | None:
        """A WebP of this width at most; None where the file has no picture."""


class Works(Protocol):
    """A worker."""

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set; what is in hand then is handed back."""


class Standins(Protocol):
    """A sandbox that listens, and answers while it serves."""

    @property
    def url(self) -> str: ...

    @property
    def environment(self) -> Mapping[str, str]:
        """The variables that lead Reelworks to it."""

    def serve(self) -> None:
        """Answer until a signal comes."""


class Host(Protocol):
    def opened(self, settings: Settings) -> AbstractAsyncContextManager[Context]:
        """Database, carrier, store and channels, ready to use."""

    def worker(
        self, context: Context, settings: Settings, slots: Mapping[str, int], grace_s: float
    ) -> Works:
        """A worker with these slots, whose short steps may end when it is told to stop."""

    def upkeep(self, context: Context, settings: Settings) -> Sequence[Chore]:
        """What a server does beside answering, every second or so."""

    def previews(self, context: Context) -> AbstractAsyncContextManager[Previews]:
        """Who makes small pictures of large files."""

    async def contact_sheet(self, context: Context, view: ReviewView) -> Path:
        """A picture of everything that waits for review, below the task's folder."""

    async def export(self, parts: Parts, folder: Path) -> Path:
        """A film's timeline for an editing program, its media beside it."""

    async def consent(
        self, settings: Settings, channel: Channel, tell: Callable[[str], None]
    ) -> Bundle:
        """Tokens of the account that a person chooses on the page that `tell` shows them."""

    async def checks(self, settings: Settings) -> tuple[Check, ...]:
        """What is there and what is missing, each with what to do about it."""

    def sandbox(
        self, names: Sequence[str], *, port: int, speed: float, seed: int, rate: float
    ) -> AbstractContextManager[Standins]:
        """The vendors' stand-ins of these names (all if none), `rate` of whose calls go wrong."""
