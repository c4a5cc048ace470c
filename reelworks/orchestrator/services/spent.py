"""Spent: what was paid, by day and channel."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Date, cast, func, select

from reelworks.domain.money import Usd
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.database import snapshot
from reelworks.orchestrator.models import tables
from reelworks.orchestrator.schemas.pages import DayCost


async def by_day(context: Context, days: int) -> tuple[DayCost, ...]:
    """What each channel spent on each of the last days (UTC), oldest first; only where it did."""
    c = tables.costs.c
    day = cast(func.timezone("UTC", c.at), Date).label("day")
    today = func.date_trunc("day", func.clock_timestamp(), "UTC")
    since = today - timedelta(days=days - 1)
    query = (
        select(day, c.channel_id, func.sum(c.usd).label("usd"))
        .where(c.tenant_id == context.tenant, c.at >= since, c.state != "reserved")
        .group_by(day, c.channel_id)
        .order_by(day, c.channel_id)
    )
    async with snapshot(context.database) as tx:
        rows = [*await tx.execute(query)]
    return tuple(DayCost(row.day, row.channel_id, Usd(row.usd)) for row in rows)
