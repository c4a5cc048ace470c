"""A worker of the storm: the product's own, with scripts that buy from the storm's vendor.

`plant` names a bug to plant in this process, to see that the storm finds it.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from reelworks.domain.money import Usd
from reelworks.ops import logging, settings
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.engine import failing, reconcile, settle
from reelworks.orchestrator.engine.claim import Claim
from reelworks.orchestrator.engine.loading import lock
from reelworks.orchestrator.models import tables
from reelworks.orchestrator.models.record import Record
from reelworks.wiring import studio
from reelworks.workers.worker import Worker
from tests.paid.pipeline import PACKAGE, PAID, VERSIONS

LEASE_S = 5.0
SLOTS: dict[str, int] = {}  # of this worker


async def main(told: Mapping[str, str], slots: Mapping[str, int]) -> None:
    logging.configure(level=settings.LogLevel.WARNING)
    SLOTS.update(slots)
    if plant := PLANTS.get(told.get("plant", "")):
        plant()
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    env = {**os.environ, "VENDOR": told["vendor"], "VENDOR_WORKER": told["name"]}
    config = settings.read(home=Path(told["home"]), database_url=None)
    async with studio.opened(config) as context:
        stormy = replace(context, pipelines={PAID.name: PAID}, versions=VERSIONS, lease_s=LEASE_S)
        await Worker(stormy, slots, env, script_timeout_s=60, package=PACKAGE).run(stop)


def without_lease_check() -> None:
    """Whoever comes late changes the step all the same, and nobody stops it."""
    really = reconcile.beat

    async def held(tx: AsyncConnection, claimed: Claim) -> Record:
        await lock(tx, claimed.task_id)
        query = select(tables.steps).where(tables.steps.c.id == claimed.step_id)
        row: Record = (await tx.execute(query)).one()
        return row

    async def beat(context: Context, worker: UUID) -> frozenset[UUID] | None:
        if await really(context, worker) is None:
            await reconcile.enlist(context, worker, os.getpid(), SLOTS)
        return _Everything()

    settle.held = failing.held = held  # type: ignore[assignment]
    reconcile.beat = beat


class _Everything(frozenset[UUID]):
    def __contains__(self, lease: object) -> bool:
        return True

    def __bool__(self) -> bool:
        return True


def without_committed_intent() -> None:
    """A paid call is made before anything says so."""

    async def intend(_context: Context, _claimed: Claim, _service: str, _estimate: Usd) -> bool:
        return True

    settle.intend = intend


PLANTS: Mapping[str, Callable[[], None]] = {
    "lease": without_lease_check,
    "intent": without_committed_intent,
}

if __name__ == "__main__":
    asyncio.run(main(json.loads(sys.argv[1]), json.loads(sys.argv[2])))
