"""Notion's post: what lies in the inbox and has not been acted upon."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, text, update

from reelworks.domain.stages import LABEL_READY, Label
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.database import snapshot, transaction
from reelworks.orchestrator.models.notion_inbox import notion_deliveries

Json = Any

_D = notion_deliveries.c
_FOR_PEOPLE = sorted({label.value for label in LABEL_READY.values()} - {Label.CLAIMED.value})
_WAITING = text(
    """
    select exists (select from notion_pages p join tasks t on t.id = p.task_id
      where p.tenant_id = :tenant and t.finished_at is null and t.label = any (:labels))
    """
)


@dataclass(frozen=True, slots=True)
class Letter:
    """That something has happened to a page, by Notion's clock."""

    id: int
    source: str
    kind: str
    page_id: str | None
    at: datetime
    body: Json


async def waiting(context: Context, most: int = 200) -> Sequence[Letter]:
    """What nobody has acted upon, the oldest first."""
    query = (
        select(_D.id, _D.source, _D.kind, _D.page_id, _D.occurred_at, _D.body)
        .where(_D.tenant_id == context.tenant, _D.handled_at.is_(None))
        .order_by(_D.id)
        .limit(most)
    )
    async with snapshot(context.database) as tx:
        return [Letter(*row) for row in await tx.execute(query)]


async def handled(context: Context, letters: Sequence[Letter]) -> None:
    """These have been acted upon, or ask for nothing."""
    its = update(notion_deliveries).where(_D.id.in_([letter.id for letter in letters]))
    async with transaction(context.database) as tx:
        await tx.execute(its.values(handled_at=func.clock_timestamp()))


async def reviews_wait(context: Context) -> bool:
    """Whether a video of the board waits for somebody to look at its results."""
    asked = {"tenant": context.tenant, "labels": _FOR_PEOPLE}
    async with snapshot(context.database) as tx:
        return bool(await tx.scalar(_WAITING, asked))
