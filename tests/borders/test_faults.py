"""A thousand faults that pass by themselves, and outages of whole vendors: who needs a person?

The long form alone (`make chaos`): REELWORKS_FAULTS=1000. In short the rehearsal asks the same
(tests/acceptance/test_rehearsal.py).
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import pytest

from reelworks.orchestrator.services import control, insight
from tests.borders import worker_process
from tests.borders.studio import SPEED, Studio, opened, quick_sandbox

FAULTS = int(os.environ.get("REELWORKS_FAULTS", "0"))
RATE, AT_ONCE = 0.15, 4
AN_OUTAGE_S = 600.0 * SPEED / worker_process.SPEED  # ten minutes by the clock of our own ladder
OUTAGES = ("gemini", "kie", "elevenlabs", "youtube", "openai")
SLOTS = {"cpu": 2, "openai": 2, "gemini": 4, "kling": 4, "elevenlabs": 3}
SLOTS |= {"youtube": 2, "youtube-data": 2}
PATIENCE_S = 60.0 + 6.0 * FAULTS

pytestmark = [
    pytest.mark.chaos,
    pytest.mark.slow,
    pytest.mark.skipif(not FAULTS, reason="long; `make chaos` sets REELWORKS_FAULTS=1000"),
]


async def test_nearly_all_of_what_passes_by_itself_needs_nobody(dsn: str, tmp_path: Path) -> None:
    with quick_sandbox() as sandbox:
        sandbox.desks["youtube"].dials.update(uploads=10_000, units=10_000_000)
        sandbox.desks["youtube"].dials.update(uploads_per_channel=10_000)
        async with opened(dsn, tmp_path, sandbox) as studio:
            for service in ("youtube", "youtube-data"):
                limits = {"units_per_day": None}
                await control.set_limits(studio.context, service, limits, "tester")
            await _storm(studio)
            slate = await insight.slate(studio.context)
        found = slate.outcomes
        told = "".join(f"\n{alert.kind}: {alert.message}" for alert in slate.alerts)
        sys.stdout.write(f"\n{injected(studio)} faults; {found}{told}\n")
        assert injected(studio) >= FAULTS
        assert found.recovery > 0.95  # as `reelworks status` shows it
        assert found.transient_failures > FAULTS / 20


def injected(studio: Studio) -> int:
    return sum(bool(request.fault) for request in list(studio.sandbox.ledger.received))


async def _storm(studio: Studio) -> None:
    """Films, a few at once, until so much has gone wrong; each vendor is down for a while."""
    for desk in studio.sandbox.desks.values():
        desk.faults.rate = RATE
    names, outages = list[str](), [*OUTAGES]
    process = studio.start(SLOTS)
    try:
        async with asyncio.timeout(PATIENCE_S):
            while True:
                left = [name for name in names if not await studio.over(name)]
                faults = injected(studio)
                if faults >= FAULTS and not left:
                    return
                if outages and faults > FAULTS * (1 - len(outages) / (len(OUTAGES) + 1)):
                    desk = studio.sandbox.desks[outages.pop()]
                    desk.faults.out_until = desk.clock() + AN_OUTAGE_S
                if faults < FAULTS and len(left) < AT_ONCE:
                    names.append(await studio.make(seed=len(names) + 1))
                await asyncio.sleep(0.2)
    finally:
        process.terminate()
        await asyncio.to_thread(process.wait, 60)
