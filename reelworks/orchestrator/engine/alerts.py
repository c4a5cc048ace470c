"""Alerts: what a person must hear of, put on record once."""

from __future__ import annotations

from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from reelworks.orchestrator.models import tables


async def alert(
    tx: AsyncConnection,
    kind: str,
    subject: str,
    message: str,
    *,
    owner: tuple[str, str] = (tables.ANY, tables.ANY),
    task_id: int | None = None,
) -> None:
    """Put an alert on record, unless the same (kind, subject) is. `owner` is (tenant, channel)."""
    await tx.execute(
        upsert(tables.alerts)
        .values(
            tenant_id=owner[0],
            channel_id=owner[1],
            task_id=task_id,
            kind=kind,
            subject=subject,
            message=message,
        )
        .on_conflict_do_nothing()
    )
