"""Making a film at the command line, when the worker beside it does not do as it should."""

from __future__ import annotations

import asyncio
import signal
from typing import TYPE_CHECKING

import pytest

from reelworks.domain.errors import MachineError
from reelworks.doors.cli import making
from reelworks.doors.cli.progress import PlainFollower
from reelworks.ops import settings
from reelworks.wiring.host import Host
from tests.orchestrator.conftest import Studio, context

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from reelworks.doors.cli.host import Works
    from reelworks.ops.settings import Settings
    from reelworks.orchestrator.context import Context

__all__ = ["context"]


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


async def test_what_is_said_of_a_step_counts_it(
    context: Context, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "notes.md"
    source.write_text("# Notes\n\nSome words.")
    studio = Studio(context, source)
    name = await studio.make()
    async with studio.working():
        following = PlainFollower(name, 1)
        assert (await making._follow(context, name, following, asyncio.Event())).finished_at
    said = [line.split("  ") for line in capsys.readouterr().out.splitlines() if " done in" in line]
    counted: dict[str, list[str]] = {}
    for line in said:
        counted.setdefault(line[-2].partition("/")[0].split()[-1], []).append(line[-1])
    assert counted["final"] == ["(1/1)"]
    assert counted["assets"] == ["(1/2)", "(2/2)"]


async def test_signals_are_handled_as_before_once_the_work_has_ended() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(MachineError):
        await worked_until_told_to_stop()
    assert signal.getsignal(signal.SIGTERM) is before
