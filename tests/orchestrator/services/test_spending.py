"""Costs, told apart four ways, beside what they were expected to be."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert, select, text

from reelworks.domain.money import usd
from reelworks.orchestrator.database import transaction
from reelworks.orchestrator.models import tables
from reelworks.orchestrator.services import spending, tasks
from reelworks.orchestrator.services.spending import By

if TYPE_CHECKING:
    from reelworks.orchestrator.context import Context
    from tests.orchestrator.conftest import Studio

ROWS = (  # service, estimated, actual, state, days ago
    ("gemini", "0.10", "0.12", "settled", 0),
    ("gemini", "0.10", "0.10", "settled", 1),
    ("kling", "0.35", "0.25", "settled", 0),
    ("kling", "0.35", None, "unknown", 0),
    ("kling", "0.35", None, "reserved", 0),
    ("kling", "0.35", None, "released", 0),
    ("openai", "1.00", "1.00", "settled", 40),
)


async def booked(studio: Studio, name: str) -> None:
    context, s = studio.context, tables.steps.c
    task = await tasks.task_id_of(context, name)
    async with transaction(context.database) as tx:
        step = await tx.scalar(select(s.id).where(s.task_id == task))
        for service, estimated, actual, state, days in ROWS:
            owner = {"tenant_id": "default", "channel_id": "plain", "task_id": task}
            booking = {"step_id": step, "service": service, "attempt": 1, "state": state}
            money = {"estimated_usd": usd(estimated), "actual_usd": actual and Decimal(actual)}
            added = insert(tables.costs).values(**owner, **booking, **money)
            row = await tx.scalar(added.returning(tables.costs.c.id))
            ago = "update costs set at = at - make_interval(days => :days) where id = :id"
            await tx.execute(text(ago), {"days": days, "id": row})


async def told(context: Context, by: By) -> dict[str, tuple[str, ...]]:
    lines = await spending.costs(context, by)
    amounts = {
        line.name: (line.estimated_usd, line.paid_usd, line.doubtful_usd, line.reserved_usd)
        for line in lines
    }
    return {name: tuple(f"{a:.2f}" for a in found) for name, found in amounts.items()}


async def test_costs_are_told_by_service_the_dearest_first(studio: Studio) -> None:
    await booked(studio, await studio.make())
    found = await told(studio.context, By.SERVICE)
    assert found == {
        "kling": ("0.35", "0.25", "0.35", "0.35"),
        "gemini": ("0.20", "0.22", "0.00", "0.00"),
    }
    assert [*found] == ["kling", "gemini"]


async def test_the_estimates_error_is_shown(studio: Studio) -> None:
    await booked(studio, await studio.make())
    lines = {line.name: line for line in await spending.costs(studio.context, By.SERVICE)}
    assert lines["gemini"].error == pytest.approx(0.1)
    assert lines["kling"].error == pytest.approx(-10 / 35)


async def test_costs_are_told_by_video_channel_and_day(studio: Studio) -> None:
    name = await studio.make()
    await booked(studio, name)
    together = ("0.55", "0.47", "0.35", "0.35")
    assert await told(studio.context, By.VIDEO) == {name: together}
    assert await told(studio.context, By.CHANNEL) == {"plain": together}
    days = await told(studio.context, By.DAY)
    assert [*days] == sorted(days)
    assert [paid for _, paid, _, _ in days.values()] == ["0.10", "0.37"]


async def test_older_ones_are_told_when_they_are_asked_for(studio: Studio) -> None:
    await booked(studio, await studio.make())
    lines = await spending.costs(studio.context, By.SERVICE, days=60)
    assert {line.name for line in lines} == {"kling", "gemini", "openai"}
