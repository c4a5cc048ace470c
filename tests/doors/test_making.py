"""Making a film at the command line, when the worker beside it does not do as it should."""

from __future__ import annotations

import asyncio
import signal
from typing import TYPE_CHECKING

import pytest

from reelworks.domain.errors import MachineError
from reelworks.doors.cli import making
from reelworks.ops import settings
from reelworks.wiring.host import Host

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reelworks.doors.cli.host import Works
    from reelworks.ops.settings import Settings
    from reelworks.orchestrator.context import Context


class Dying(Host):
    """A host whose worker does not live long."""

    def worker(  # type: ignore[override]
        self, context: Context, settings: Settings, slots: Mapping[str, int], grace_s: float
    ) -> Works:
        return self

    async def run(self, stop: asyncio.Event) -> None:
        raise MachineError("The worker cannot go on.")


async def worked_until_told_to_stop() -> None:
    async with making.working(Dying(), None, settings.read(), {"cpu": 1}) as stop:  # type: ignore[arg-type]
        assert signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL
        async with asyncio.timeout(5):
            await stop.wait()


async def test_a_worker_that_dies_ends_what_waits_for_it() -> None:
    with pytest.raises(MachineError, match="cannot go on"):
        await worked_until_told_to_stop()


async def test_signals_are_handled_as_before_once_the_work_has_ended() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(MachineError):
        await worked_until_told_to_stop()
    assert signal.getsignal(signal.SIGTERM) is before
