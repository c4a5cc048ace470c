"""A worker starts while the database is away."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

from tests.conftest import Databases
from tests.orchestrator.conftest import Studio


async def test_a_worker_that_starts_before_its_database_waits_for_it(
    studio: Studio, databases: Databases, dsn: str
) -> None:
    name = await studio.make()
    here = urlsplit(dsn).path.strip("/")
    await studio.context.database.dispose()
    await databases.admin_runs(f"alter database {here} rename to {here}_away")
    stop = asyncio.Event()
    working = asyncio.create_task(studio.worker().run(stop))
    await asyncio.sleep(0.5)  # it has tried by now, or it tries later: both are well
    assert not working.done()
    await databases.admin_runs(f"alter database {here}_away rename to {here}")
    await studio.until(name, lambda view: view.finished_at is not None)
    stop.set()
    await working
