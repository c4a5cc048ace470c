"""What the command line asks for, from the parts that are wired here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from reelworks.domain.channels import Channel
from reelworks.domain.connections import Bundle
from reelworks.ops.settings import Settings
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.schemas.views import Check, ReviewView
from reelworks.orchestrator.services.exports import Parts
from reelworks.wiring import connecting, contact_sheet, doctor, export, previews, studio
from reelworks.wiring.previews import Previews
from reelworks.workers.worker import Chore, Worker

if TYPE_CHECKING:
    from reelworks.sandbox.server import Sandbox


class Host:
    """The parts of a machine of one's own: its database, its CPU."""

    def opened(self, settings: Settings) -> AbstractAsyncContextManager[Context]:
        return studio.opened(settings)

    def worker(
        self, context: Context, settings: Settings, slots: Mapping[str, int], grace_s: float
    ) -> Worker:
        return studio.worker(context, settings, slots, grace_s)

    def upkeep(self, context: Context, settings: Settings) -> Sequence[Chore]:
        return [studio.follower(context, settings)]

    def previews(self, context: Context) -> AbstractAsyncContextManager[Previews]:
        return previews.opened(context)

    async def contact_sheet(self, context: Context, view: ReviewView) -> Path:
        return await contact_sheet.contact_sheet(context, view)

    async def export(self, parts: Parts, folder: Path) -> Path:
        return await export.export(parts, folder)

    async def consent(
        self, settings: Settings, channel: Channel, tell: Callable[[str], None]
    ) -> Bundle:
        return await connecting.consent(settings, channel, tell)

    async def checks(self, settings: Settings) -> tuple[Check, ...]:
        return await doctor.checks(settings)

    @contextmanager
    def sandbox(
        self, names: Sequence[str], *, port: int, speed: float, seed: int, rate: float
    ) -> Iterator[Sandbox]:
        from reelworks.sandbox import server  # noqa: PLC0415  (a web server: only who asks for it)

        with server.opened(names, port=port, speed=speed, seed=seed) as sandbox:
            for desk in sandbox.desks.values():
                desk.faults.rate = rate
            yield sandbox
