"""Events: append-only facts about a task."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from reelworks.orchestrator.models import tables


async def record(
    tx: AsyncConnection,
    owner: tuple[str, str],
    task_id: int,
    kind: str,
    facts: Mapping[str, object],
    *,
    step_id: int | None = None,
) -> None:
    """Write one event. `owner` is (tenant, channel)."""
    await tx.execute(
        insert(tables.events).values(
            tenant_id=owner[0],
            channel_id=owner[1],
            task_id=task_id,
            step_id=step_id,
            kind=kind,
            facts=dict(facts),
        )
    )
