"""Spending: what was paid, for whom and when, beside what it was expected to be."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import text

from reelworks.domain.money import Usd
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.database import snapshot
from reelworks.orchestrator.models.record import Record
from reelworks.orchestrator.schemas.views import CostLine


class By(StrEnum):
    """What costs are told apart by."""

    VIDEO = "video"
    CHANNEL = "channel"
    SERVICE = "service"
    DAY = "day"


_NAMES = {
    By.VIDEO: "t.name",
    By.CHANNEL: "c.channel_id",
    By.SERVICE: "c.service",
    By.DAY: "to_char(c.at at time zone 'UTC', 'YYYY-MM-DD')",
}

# What was settled beside its estimate; what nobody knows counts as if it had been paid; what is
# set aside for work in hand is told apart, and what was set aside and not needed is not told.
_LINES = """
    select {name} as name,
      count(*) filter (where c.state = 'settled') as calls,
      coalesce(sum(c.estimated_usd) filter (where c.state = 'settled'), 0) as estimated,
      coalesce(sum(c.actual_usd) filter (where c.state = 'settled'), 0) as paid,
      coalesce(sum(c.usd) filter (where c.state = 'unknown'), 0) as doubtful,
      coalesce(sum(c.usd) filter (where c.state = 'reserved'), 0) as reserved
    from costs c join tasks t on t.id = c.task_id
    where c.tenant_id = :tenant and c.state <> 'released'
      and (c.estimated_usd > 0 or c.actual_usd > 0)
      and c.at > clock_timestamp() - make_interval(days => :days)
      and (cast(:video as text) is null or t.name = :video)
    group by 1 order by {order}
"""


async def costs(
    context: Context, by: By, *, days: int = 30, video: str | None = None
) -> tuple[CostLine, ...]:
    """Lines of the last so many days: the dearest first, days in their order."""
    order = "1" if by is By.DAY else "coalesce(sum(c.usd), 0) desc, 1"
    query = text(_LINES.format(name=_NAMES[by], order=order))
    asked = {"tenant": context.tenant, "days": days, "video": video}
    async with snapshot(context.database) as tx:
        return tuple(_line(row) for row in await tx.execute(query, asked))


def _line(row: Record) -> CostLine:
    return CostLine(
        name=row.name,
        calls=row.calls,
        estimated_usd=Usd(row.estimated),
        paid_usd=Usd(row.paid),
        doubtful_usd=Usd(row.doubtful),
        reserved_usd=Usd(row.reserved),
    )
