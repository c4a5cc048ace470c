"""The product's own worker, which dies at one border of what it does: SIGKILL, without a word."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

from reelworks.ops import prices, prompts, settings
from reelworks.ops.sealing import Keys, Seal
from reelworks.orchestrator import database
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.engine import settle
from reelworks.orchestrator.engine.pgqueuer_carrier import PgQueuerCarrier
from reelworks.orchestrator.services.connections import Tokens
from reelworks.storage.local import LocalStore
from reelworks.wiring import studio
from reelworks.workers.worker import Worker
from tests.borders.pipeline import BORDERS, CHANNELS, PACKAGE, SCRIPTS

SPEED = 600.0
Step = Callable[..., Awaitable[Any]]


def context(dsn: str, folder: Path) -> Context:
    """The studio that the test and its workers share."""
    return Context(
        database=database.engine(dsn),
        carrier=PgQueuerCarrier(lambda: database.raw_connect(dsn)),
        store=LocalStore(folder / "workspaces"),
        pipelines={BORDERS.name: BORDERS},
        channels=dict(CHANNELS),
        branding={},
        versions=dict.fromkeys(SCRIPTS, "1"),
        lease_s=5.0,
        prices=prices.table(),
        prompts=prompts.in_force(),
        speed=SPEED,
    )


def seal(folder: Path) -> Seal:
    return Seal(Keys((), folder / "keys" / "secret.keys"))


async def main(told: Mapping[str, str], slots: Mapping[str, int]) -> None:
    folder = Path(told["folder"])
    if told["border"] in PLANTS:
        PLANTS[told["border"]]()
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    shared = context(told["dsn"], folder)
    try:
        await Worker(
            shared,
            slots,
            studio.script_env(settings.read()),
            vendor_env=studio.vendor_env,
            package=PACKAGE,
            tokens=Tokens(seal(folder)),
        ).run(stop)
    finally:
        await shared.database.dispose()


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _before(name: str) -> None:
    async def dead(*_: object, **__: object) -> None:
        die()

    setattr(settle, name, dead)


def _after(name: str) -> None:
    really: Step = getattr(settle, name)

    async def dead(*given: Any, **more: Any) -> None:
        assert await really(*given, **more) is True
        die()

    setattr(settle, name, dead)


PLANTS: Mapping[str, Callable[[], None]] = {
    "before the intent": lambda: _before("intend"),
    "after the intent": lambda: _after("intend"),
    "after the job's id": lambda: _after("submitted"),
    "before it settles": lambda: _before("settle"),
}

if __name__ == "__main__":
    asyncio.run(main(json.loads(sys.argv[1]), json.loads(sys.argv[2])))
