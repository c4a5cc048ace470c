"""Limits, pauses and spending, changed while work goes on."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from reelworks.domain.errors import BadInput, NotFound
from reelworks.domain.money import usd
from reelworks.domain.services import DEFAULTS, Limits
from reelworks.orchestrator.models import tables
from reelworks.orchestrator.services import control, insight, tasks
from reelworks.orchestrator.services.priorities import Priority, prioritise
from tests.orchestrator.conftest import Studio


async def test_a_limit_is_changed_and_taken_away(studio: Studio) -> None:
    changed = await control.set_limits(studio.context, "kling", {"concurrency": 3}, "tester")
    assert changed == Limits(concurrency=3)
    assert (
        await control.set_limits(studio.context, "kling", {"concurrency": None}, "tester")
        == Limits()
    )


@pytest.mark.parametrize(
    "changes", [{"concurrency": -1}, {"per_second": 10**12}, {"zone": "Mars/Base"}, {"zone": ".."}]
)
async def test_a_limit_that_is_none_is_refused(studio: Studio, changes: dict[str, int]) -> None:
    with pytest.raises(BadInput):
        await control.set_limits(studio.context, "kling", changes, "tester")


async def test_a_service_that_nothing_uses_is_a_slip_of_the_pen(studio: Studio) -> None:
    with pytest.raises(NotFound, match="klingg") as refused:
        await control.pause(studio.context, "klingg", "tester")
    assert "kling" in refused.value.remedy


async def test_a_paused_service_starts_nothing_until_it_is_resumed(studio: Studio) -> None:
    await control.pause(studio.context, "cpu", "tester")
    name = await studio.make()
    async with studio.working():
        view = await studio.until(name, lambda found: bool(found.why))
        assert view.why == ("waits for cpu, which is paused (`reelworks resume cpu`)",)
        assert not await studio.kinds(name, step="script/story")
        await control.resume(studio.context, "cpu", "tester")
        await studio.until(name, lambda found: found.finished_at is not None)


async def test_a_channel_is_paused_alone(studio: Studio) -> None:
    await control.pause(studio.context, "cpu", "tester", channel="gated")
    held, free = await studio.make(channel="gated"), await studio.make()
    async with studio.working():
        await studio.until(free, lambda found: found.finished_at is not None)
        assert "paused for this channel" in (await studio.status(held)).why[0]
        await control.resume(studio.context, "cpu", "tester", channel="gated")
        await studio.until(held, lambda found: found.label == "Assets Ready")


async def test_stopped_spending_holds_paid_steps_and_nothing_else(studio: Studio) -> None:
    await control.stop_spending(studio.context, "tester")
    name = await studio.make("assets/1:pay=0.05")
    view = await studio.run(name)
    assert view.waits_for == "waits: spending is stopped (`reelworks spending resume`)"
    assert view.cost_usd == 0
    step = next(step for step in view.steps if step.key == "assets/1")
    assert (step.hold, step.attempt) == ("spending", 0)
    assert (await insight.slate(studio.context)).spending_stopped_by == "tester"
    await control.resume_spending(studio.context, "tester")
    assert (await studio.run(name)).cost_usd == usd("0.05")


async def test_a_daily_budget_of_all_channels_holds_what_it_cannot_pay(studio: Studio) -> None:
    await control.set_daily_budget(studio.context, usd("0.04"), "tester")
    name = await studio.make("assets/1:pay=0.05")
    view = await studio.run(name)
    assert view.waits_for.startswith("waits for money: the budget of all channels")
    await control.set_daily_budget(studio.context, usd("0.05"), "tester")
    assert (await studio.run(name)).label == "Approved"
    slate = await insight.slate(studio.context)
    assert (slate.spent_today_usd, slate.budget_per_day_usd) == (Decimal("0.05"), Decimal("0.05"))


async def test_a_file_gives_limits_and_a_command_stays_until_the_file_changes(
    studio: Studio,
) -> None:
    now = datetime.now(UTC)
    context = studio.context

    async def kling() -> int | None:
        slate = await insight.slate(context)
        return next(load.limits.concurrency for load in slate.services if load.name == "kling")

    await control.configure(context, {"kling": Limits(concurrency=5)}, now)
    assert await kling() == 5
    await control.set_limits(context, "kling", {"concurrency": 2}, "tester")
    await control.configure(context, {"kling": Limits(concurrency=5)}, now + timedelta(1))
    assert await kling() == 2, "the file says nothing new"
    await control.configure(context, {"kling": Limits(concurrency=6)}, now - timedelta(1))
    assert await kling() == 2, "an older file on another machine"
    await control.configure(context, {"kling": Limits(concurrency=6)}, now + timedelta(2))
    assert await kling() == 6
    await control.configure(context, {}, now + timedelta(3))
    assert await kling() == DEFAULTS["kling"].concurrency


async def test_the_slate_counts_outcomes(studio: Studio) -> None:
    clean = await studio.make(seed=1)
    await studio.run(clean)
    helped = await studio.make("assets/1:busy")
    await studio.run(helped)
    slate = await insight.slate(studio.context)
    assert (slate.outcomes.clean, slate.outcomes.failed) == (1, 0)
    assert (slate.outcomes.transient_failures, slate.outcomes.transient_recovered) == (0, 0)
    broken = await studio.make("assets/1:bad")
    await studio.run(broken)
    slate = await insight.slate(studio.context)
    assert slate.outcomes.failed == 1
    assert slate.outcomes.unaided == 0.5
    assert [alert.task for alert in slate.alerts] == [broken]


async def test_a_cancelled_video_has_no_reasons(studio: Studio) -> None:
    name = await studio.make()
    assert "waits for a worker for cpu" in (await studio.status(name)).why[0]
    await tasks.cancel(studio.context, name, "tester")
    view = await studio.status(name)
    assert (view.why, view.waits_for, view.stands) == ((), "", False)


async def test_a_video_of_high_priority_goes_first(studio: Studio) -> None:
    first, second = await studio.make(seed=1), await studio.make(seed=2)
    await prioritise(studio.context, second, Priority.HIGH, "tester")
    stop = asyncio.Event()
    running = asyncio.create_task(studio.worker(slots=1).run(stop))
    await studio.until(first, lambda view: view.finished_at is not None)
    stop.set()
    await running
    ended = [(await studio.status(name)).finished_at for name in (second, first)]
    assert None not in ended
    assert ended == sorted(ended, key=str)


async def test_who_changed_what_for_all_videos_is_on_record(studio: Studio) -> None:
    context = studio.context
    await control.set_limits(context, "kling", {"concurrency": 2}, "mara")
    await control.set_channel_limit(context, "kling", "gated", 1, "mara")
    await control.pause(context, "kling", "francis", channel="gated")
    await control.resume(context, "kling", "ines", channel="gated")
    await control.stop_spending(context, "ines")
    await control.resume_spending(context, "ines")
    await control.set_daily_budget(context, usd("20"), "ines")
    e = tables.events.c
    query = select(e.kind, e.channel_id, e.facts).where(e.task_id.is_(None)).order_by(e.id)
    async with context.database.connect() as tx:
        rows = [tuple(row) for row in await tx.execute(query)]
    assert rows == [
        (
            "limits_changed",
            "*",
            {"actor": "mara", "service": "kling", "changes": {"concurrency": 2}},
        ),
        ("channel_limit_changed", "gated", {"actor": "mara", "service": "kling", "concurrency": 1}),
        ("service_paused", "gated", {"actor": "francis", "service": "kling"}),
        ("service_resumed", "gated", {"actor": "ines", "service": "kling"}),
        ("spending_stopped", "*", {"actor": "ines"}),
        ("spending_resumed", "*", {"actor": "ines"}),
        ("daily_budget_changed", "*", {"actor": "ines", "usd": "20.000000"}),
    ]
