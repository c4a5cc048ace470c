"""Timeline: when each step of a video ran, and where its time and money went."""

from __future__ import annotations

from sqlalchemy import func, select

from reelworks.domain.money import FREE, Usd
from reelworks.domain.stages import Stage
from reelworks.domain.steps import StepStatus
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.database import snapshot
from reelworks.orchestrator.models import tables
from reelworks.orchestrator.schemas.pages import Span
from reelworks.orchestrator.services.tasks import find


async def spans(context: Context, ref: str) -> tuple[Span, ...]:
    """Every step that has begun, in the order in which they did."""
    s, r, c = tables.steps.c, tables.results.c, tables.costs.c
    mine = (c.task_id == s.task_id, c.step_id == s.id, c.state != "reserved")
    paid = select(func.sum(c.usd)).where(*mine).scalar_subquery()
    async with snapshot(context.database) as tx:
        row = await find(context, tx, ref)
        query = (
            select(
                s.key, s.stage, s.status, s.service, s.attempt, s.started_at, s.settled_at,
                r.seconds, paid.label("usd"),
            )
            .outerjoin(tables.results, r.id == s.result_id)
            .where(s.task_id == row.id, s.dropped.is_(False), s.started_at.is_not(None))
            .order_by(s.started_at)
        )  # fmt: skip
        return tuple(
            Span(
                key=found.key,
                stage=Stage(found.stage),
                status=StepStatus(found.status),
                service=found.service,
                attempt=found.attempt,
                begun_at=found.started_at,
                ended_at=found.settled_at if found.status == StepStatus.DONE.value else None,
                seconds=found.seconds or 0.0,
                usd=Usd(found.usd or FREE),
            )
            for found in await tx.execute(query)
        )
