"""Events: append-only facts about a task, or about all of them."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Insert, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from reelworks.orchestrator.models import tables


async def record(
    tx: AsyncConnection,
    owner: tuple[str, str],
    task_id: int | None,
    kind: str,
    facts: Mapping[str, object],
    *,
    step_id: int | None = None,
) -> None:
    """Write one event. `owner` is (tenant, channel); `task_id` None: not about one task."""
    await tx.execute(recorded(owner, task_id, kind, facts, step_id=step_id))


def recorded(
    owner: tuple[str, str],
    task_id: int | None,
    kind: str,
    facts: Mapping[str, object],
    *,
    step_id: int | None = None,
) -> Insert:
    """The statement that writes one event, to be a part of a larger one."""
    return insert(tables.events).values(
        tenant_id=owner[0],
        channel_id=owner[1],
        task_id=task_id,
        step_id=step_id,
        kind=kind,
        facts=dict(facts),
    )
