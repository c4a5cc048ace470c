"""Who waits for whom: a release waits for nobody's task, or two would wait for each other."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from sqlalchemy import func, select, update

from reelworks.domain.budgets import Hold
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.database import transaction
from reelworks.orchestrator.engine import reconcile
from reelworks.orchestrator.engine.loading import lock
from reelworks.orchestrator.models import tables

if TYPE_CHECKING:
    from uuid import UUID

    from tests.orchestrator.conftest import Studio

STEPS, S = tables.steps, tables.steps.c


async def _ready(studio: Studio, **values: object) -> int:
    """A video whose first step is ready; the id of its task."""
    await studio.make()
    async with transaction(studio.context.database) as tx:
        task_id: int = (await tx.execute(select(tables.tasks.c.id))).scalar_one()
        await tx.execute(update(STEPS).where(S.status == "ready").values(**values))
        return task_id


async def _enlist(context: Context, worker: UUID) -> None:
    await reconcile.enlist(context, worker, 1, {"cpu": 1})


async def _released(context: Context) -> int:
    async with transaction(context.database) as tx:
        query = select(func.count()).where(S.status == "released")
        return int(await tx.scalar(query) or 0)


async def test_a_retry_is_released_while_somebody_settles_a_step_of_its_video(
    studio: Studio,
) -> None:
    context, worker = studio.context, studio.worker()
    task_id = await _ready(studio, hold=Hold.TIME.value, next_at=func.clock_timestamp())
    async with transaction(context.database) as settling:
        await lock(settling, task_id)
        async with asyncio.timeout(10):
            await _enlist(context, worker.id)
            await reconcile.reconcile(context)
            assert await _released(context) == 1


async def test_a_paid_step_is_released_while_somebody_settles_a_step_of_its_video(
    studio: Studio,
) -> None:
    context, worker = studio.context, studio.worker()
    task_id = await _ready(studio, price_usd=1)
    async with transaction(context.database) as settling:
        await lock(settling, task_id)
        async with asyncio.timeout(10):
            await _enlist(context, worker.id)
            assert await _released(context) == 1
