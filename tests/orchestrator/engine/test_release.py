"""Release: who goes first, and what limits, pauses, breakers, quotas and budgets hold back."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from reelworks.domain.channels import Budget
from reelworks.domain.errors import (
    BadInput,
    QuotaExhausted,
    RateLimited,
    ScriptLost,
    VendorUnavailable,
)
from reelworks.domain.money import usd
from reelworks.domain.services import next_reset
from reelworks.orchestrator.database import transaction
from reelworks.orchestrator.engine import failing, settle
from reelworks.orchestrator.engine.loading import lock
from reelworks.orchestrator.engine.money import Hold
from reelworks.orchestrator.services import tasks
from tests.orchestrator.engine.hand import Hand

IMAGES = 6


async def images(hand: Hand, title: str, channel: str = "plain", shots: int = IMAGES) -> str:
    """A video with so many images to make; none is released, for gemini has no slots yet."""
    await hand.limit("gemini", concurrency=0)
    if channel not in hand.context.channels:
        hand.channel(channel)
    return await hand.planned(title, channel, shots=shots)


async def grant(hand: Hand, **limits: object) -> list[tuple[str, str]]:
    """Open gemini and tell (channel, video) of each step in the order of their release."""
    await hand.limit("gemini", **{"concurrency": 100, **limits})
    await hand.release("gemini")
    return [(row.channel_id, row.name) for row in await hand.steps("released", service="gemini")]


async def one_by_one(hand: Hand, count: int) -> list[str]:
    """The channels that a single slot serves, one after the other."""
    await hand.limit("gemini", concurrency=1)
    served = []
    await hand.release("gemini")
    for _ in range(count):
        (row,) = await hand.steps("released", service="gemini")
        served.append(row.channel_id)
        claimed = await hand.take(row.id)
        assert claimed is not None
        await hand.finish(claimed)
    return served


async def released(hand: Hand, service: str = "gemini") -> int:
    return len(await hand.steps("released", "running", service=service))


async def test_first_in_first_out_within_a_channel(hand: Hand) -> None:
    first = await images(hand, "first", shots=2)
    second = await images(hand, "second", shots=2)
    await hand.limit("gemini", concurrency=1)
    served = []
    await hand.release("gemini")
    for _ in range(4):
        (row,) = await hand.steps("released", service="gemini")
        served.append(row.name)
        await hand.finish(await hand.claim(row.key, row.name))
    assert served == [first, first, second, second]


async def test_high_priority_goes_first_whatever_the_channel(hand: Hand) -> None:
    await images(hand, "many")
    await images(hand, "urgent", "other", shots=2)
    await hand.set("update steps set priority = 1 where channel_id = 'other'")
    assert await one_by_one(hand, 3) == ["other", "other", "plain"]


async def test_channels_take_turns_however_much_one_of_them_asks_for(hand: Hand) -> None:
    await images(hand, "many", shots=10)
    for channel in ("b", "c"):
        await images(hand, channel, channel, shots=2)
    served = await one_by_one(hand, 6)
    assert Counter(served) == {"plain": 2, "b": 2, "c": 2}
    assert set(served[:3]) == {"plain", "b", "c"} == set(served[3:])


async def test_free_slots_go_to_whoever_has_least_in_hand(hand: Hand) -> None:
    await images(hand, "many", shots=10)
    await hand.limit("gemini", concurrency=4)
    await hand.release("gemini")
    await images_for_late_comer(hand)
    await hand.limit("gemini", concurrency=8)
    await hand.release("gemini")
    rows = await hand.steps("released", service="gemini")
    assert Counter(row.channel_id for row in rows) == {"plain": 4, "late": 4}


async def images_for_late_comer(hand: Hand) -> None:
    hand.channel("late")
    await hand.planned("late", "late", shots=10)


async def test_a_service_never_has_more_in_hand_than_its_slots(hand: Hand) -> None:
    await images(hand, "a")
    await images(hand, "b", "other")
    assert len(await grant(hand, concurrency=5)) == 5
    await hand.release("gemini")
    assert await released(hand) == 5


async def test_a_lowered_limit_takes_nothing_away_and_a_raised_one_is_used_at_once(
    hand: Hand,
) -> None:
    await images(hand, "a")
    await grant(hand, concurrency=4)
    assert len(await grant(hand, concurrency=2)) == 4
    assert len(await grant(hand, concurrency=6)) == 6


async def test_a_channel_never_has_more_in_hand_than_its_share(hand: Hand) -> None:
    await images(hand, "a")
    await images(hand, "b", "other")
    found = Counter(channel for channel, _ in await grant(hand, per_channel=2))
    assert found == {"plain": 2, "other": 2}


async def test_a_lane_has_a_limit_of_its_own_and_can_be_closed(hand: Hand) -> None:
    for channel in ("narrow", "closed"):
        await images(hand, channel, channel)
    await images(hand, "a")
    await hand.lane("gemini", "narrow", concurrency=1)
    await hand.lane("gemini", "closed", paused=True)
    assert Counter(channel for channel, _ in await grant(hand)) == {"narrow": 1, "plain": IMAGES}


async def test_workers_that_are_gone_offer_nothing(hand: Hand) -> None:
    await images(hand, "a")
    await hand.set("delete from workers")
    await hand.enlist({"gemini": 2})
    await hand.enlist({"gemini": 1, "cpu": 4})
    assert len(await grant(hand)) == 3
    (row, *_) = await hand.steps("released", service="gemini")
    await hand.set("update workers set heartbeat_at = heartbeat_at - interval '2 hours'")
    await hand.finish(await hand.claim(row.key, row.name))
    await hand.release("gemini")
    assert await released(hand) == 2


async def test_no_more_starts_in_a_second_than_the_vendor_allows(hand: Hand) -> None:
    await images(hand, "a")
    assert len(await grant(hand, per_second=2)) == 2
    await hand.release("gemini")
    assert await released(hand) == 2
    await hand.pass_time(timedelta(seconds=1.1))
    await hand.release("gemini")
    assert await released(hand) == 4


async def test_a_paused_service_starts_nothing_and_others_go_on(hand: Hand) -> None:
    await images(hand, "a")
    await hand.limit("gemini", paused_at=datetime.now(UTC))
    assert await grant(hand) == []
    assert await released(hand, "elevenlabs") == IMAGES


async def test_the_days_units_are_not_exceeded_and_the_rest_sleeps_until_the_reset(
    hand: Hand,
) -> None:
    await images(hand, "a")
    found = await grant(hand, units_per_day=4, zone="America/Los_Angeles")
    assert len(found) == 4
    waiting = await hand.steps("ready", service="gemini")
    reset = next_reset(datetime.now(UTC), "America/Los_Angeles")
    assert {(row.hold, row.next_at) for row in waiting} == {("time", reset)}
    assert len(await hand.alerts("quota_exhausted")) == 1
    assert len(await hand.alerts("quota_nearly_used")) == 1
    await hand.reconcile()
    assert await released(hand) == 4
    await hand.set("update services set units_day = 'yesterday'")
    await hand.pass_time(timedelta(days=1))
    await hand.set("update workers set heartbeat_at = clock_timestamp()")
    await hand.reconcile()
    assert await released(hand) == IMAGES


async def test_units_of_a_step_that_never_started_are_given_back(hand: Hand) -> None:
    await images(hand, "a", shots=2)
    await grant(hand, units_per_day=10)
    await hand.set("truncate engine.pgqueuer")
    await hand.set("update steps set released_at = released_at - interval '20 s' "
                   "where status = 'released'")  # fmt: skip
    await hand.limit("gemini", concurrency=0)
    await hand.reconcile()
    assert await hand.value("select units_used from services where name = 'gemini'") == 0


async def test_a_vendors_used_up_quota_sends_its_service_to_sleep_and_no_other(hand: Hand) -> None:
    name = await images(hand, "a")
    await grant(hand, concurrency=2)
    keys = [row.key for row in await hand.steps("released", service="gemini")]
    for key in keys:
        claimed = await hand.claim(key, name)
        await hand.fail(claimed, QuotaExhausted("No more today.", retry_after_s=7200))
    assert await released(hand) == 0
    assert len(await hand.alerts("quota_exhausted")) == 1
    assert await released(hand, "elevenlabs") == IMAGES
    await hand.pass_time(timedelta(hours=2, minutes=1))
    await hand.set("update workers set heartbeat_at = clock_timestamp()")
    await hand.limit("gemini", concurrency=IMAGES)
    await hand.reconcile()
    assert await released(hand) == IMAGES


async def test_a_retry_after_that_is_longer_than_the_ladder_is_obeyed(hand: Hand) -> None:
    name = await hand.planned("a")
    claimed = await hand.claim("assets/1", name)
    await hand.fail(claimed, VendorUnavailable("Busy.", retry_after_s=600))
    step = await hand.step("assets/1", name)
    wait = (step.next_at - datetime.now(UTC)).total_seconds()
    assert 590 < wait <= 600
    assert (step.status, step.hold) == ("ready", "time")


async def fail_in_a_row(hand: Hand, count: int) -> None:
    for row in (await hand.steps("released", service="gemini"))[:count]:
        claimed = await hand.take(row.id)
        assert claimed is not None
        await hand.fail(claimed, VendorUnavailable("Down."))


async def test_a_service_that_fails_for_everyone_is_paused_probed_and_resumed(hand: Hand) -> None:
    await images(hand, "a", shots=12)
    await grant(hand, concurrency=5)
    await fail_in_a_row(hand, 5)
    assert await released(hand) == 4, "what was released before it opened"
    await fail_in_a_row(hand, 4)
    assert await released(hand) == 0, "the breaker is open"
    assert await released(hand, "elevenlabs") == 6
    assert len(await hand.alerts("breaker_open")) == 1
    await hand.pass_time(timedelta(seconds=31))
    await hand.set("update workers set heartbeat_at = clock_timestamp()")
    await hand.reconcile()
    assert await released(hand) == 1, "one may try"
    await fail_in_a_row(hand, 1)
    await hand.pass_time(timedelta(seconds=31))
    await hand.reconcile()
    assert await released(hand) == 0, "it waits twice as long"
    await hand.pass_time(timedelta(seconds=31))
    await hand.reconcile()
    (probe,) = await hand.steps("released", service="gemini")
    claimed = await hand.take(probe.id)
    assert claimed is not None
    await hand.finish(claimed)
    assert await released(hand) == 5, "it answers, so all goes on"


async def test_an_outage_of_days_is_still_probed_only_every_ten_minutes(hand: Hand) -> None:
    await images(hand, "a", shots=12)
    await grant(hand, concurrency=5)
    await fail_in_a_row(hand, 5)
    await fail_in_a_row(hand, 4)
    await hand.set(
        "insert into attempts (tenant_id, channel_id, task_id, step_id, service, take, attempt, "
        "outcome, vendor_fault, started_at, at) "
        "select a.tenant_id, a.channel_id, a.task_id, a.step_id, a.service, 1, 1, a.outcome, true, "
        "       a.started_at + n * interval '11 minutes', a.at + n * interval '11 minutes' "
        "from generate_series(1, 300) n, (select * from attempts where vendor_fault limit 1) a"
    )
    await hand.pass_time(timedelta(minutes=11 * 300 + 5))
    await hand.set("update workers set heartbeat_at = clock_timestamp()")
    await hand.reconcile()
    assert await released(hand) == 0, "the last try was five minutes ago"
    await hand.pass_time(timedelta(minutes=6))
    await hand.reconcile()
    assert await released(hand) == 1, "one may try"


async def test_an_outage_of_a_day_needs_no_person_and_all_goes_on_once_it_is_over(
    hand: Hand,
) -> None:
    await images(hand, "a", shots=5)
    await grant(hand, concurrency=5)
    await fail_in_a_row(hand, 5)
    for _ in range(30):
        await hand.pass_time(timedelta(minutes=75))
        await hand.set("update workers set heartbeat_at = clock_timestamp()")
        await hand.reconcile()
        assert await released(hand) == 1, "one may try"
        await fail_in_a_row(hand, 1)
    tries = await hand.column("select attempt from steps where service = 'gemini'")
    assert max(map(int, map(str, tries))) > 5
    assert await hand.steps("failed") == []
    assert await hand.alerts("retries_used_up") == []

    await hand.pass_time(timedelta(minutes=15))
    await hand.set("update workers set heartbeat_at = clock_timestamp()")
    await hand.reconcile()
    (probe,) = await hand.steps("released", service="gemini")
    claimed = await hand.take(probe.id)
    assert claimed is not None
    await hand.finish(claimed)
    assert await released(hand) == 4, "nobody waits for a ladder that the outage put up"
    assert {row.attempt for row in await hand.steps("released", service="gemini")} == {0}


async def test_who_was_told_to_wait_waits_though_the_outage_is_over(hand: Hand) -> None:
    await images(hand, "a", shots=7)
    await grant(hand, concurrency=7)
    (polite, *_, probe) = await hand.steps("released", service="gemini")
    claimed = await hand.take(polite.id)
    assert claimed is not None
    await hand.fail(claimed, RateLimited("Slowly.", retry_after_s=3600))
    await fail_in_a_row(hand, 5)
    claimed = await hand.take(probe.id)
    assert claimed is not None
    await hand.finish(claimed)
    assert await released(hand) == 5
    assert (await hand.step(polite.key)).hold == "time"


async def test_one_step_that_always_fails_stops_no_service(hand: Hand) -> None:
    name = await images(hand, "a", shots=1)
    await grant(hand)
    for _ in range(4):
        await hand.fail(await hand.claim("assets/1", name), VendorUnavailable("Down."))
        await tasks.retry(hand.context, name, ["assets/1"], "mara")
    assert await released(hand) == 1


async def test_a_videos_budget_is_never_reserved_beyond(hand: Hand) -> None:
    hand.channel("poor", budget=Budget(per_video=usd("0.10")))
    await hand.limit("elevenlabs", concurrency=0)
    await images(hand, "a", "poor")
    await images(hand, "b")
    found = Counter(channel for channel, _ in await grant(hand))
    assert found == {"poor": 2, "plain": IMAGES}
    assert await hand.column("select distinct hold from steps where hold is not null") == ["video"]
    assert len(await hand.alerts("budget_reached")) == 1


async def test_what_a_step_did_not_cost_is_there_for_others(hand: Hand) -> None:
    hand.channel("poor", budget=Budget(per_video=usd("0.10")))
    await hand.limit("elevenlabs", concurrency=0)
    name = await images(hand, "a", "poor")
    await grant(hand)
    for row in await hand.steps("released", service="gemini"):
        await hand.finish(await hand.claim(row.key, name), usd("0.01"))
    await hand.reconcile()
    assert await released(hand) == 2
    assert await hand.spent() == usd("0.10")


async def test_an_overrun_is_told_and_nothing_paid_starts_on_that_budget(hand: Hand) -> None:
    hand.channel("poor", budget=Budget(per_day=usd("0.10")))
    await hand.limit("elevenlabs", concurrency=0)
    name = await images(hand, "a", "poor")
    await grant(hand)
    row, *_ = await hand.steps("released", service="gemini")
    await hand.finish(await hand.claim(row.key, name), usd("0.30"))
    assert len(await hand.alerts("budget_overrun")) == 1
    await hand.reconcile()
    assert await released(hand) == 1
    other = await images(hand, "b")
    assert other
    await hand.limit("gemini", concurrency=100)
    await hand.reconcile()
    assert await released(hand) == 1 + IMAGES


async def test_the_budget_of_all_channels_is_kept_and_a_new_day_begins_anew(hand: Hand) -> None:
    await hand.limit("elevenlabs", concurrency=0)
    await images(hand, "a")
    await images(hand, "b", "other")
    await hand.set("update tenants set budget_per_day = 0.20")
    assert len(await grant(hand)) == 5
    assert await hand.spent() == usd("0.20")
    await hand.set("update costs set at = at - interval '1 day'")
    await hand.reconcile()
    assert await released(hand) == 10


async def test_spending_stop_holds_what_costs_and_nothing_else(hand: Hand) -> None:
    await images(hand, "a")
    await hand.set("update tenants set spending_stopped_at = clock_timestamp()")
    assert await grant(hand) == []
    name = await hand.make("b")
    assert (await hand.step("script/story", name)).status == "released"
    await hand.set("update tenants set spending_stopped_at = null")
    await hand.reconcile()
    assert await released(hand) == IMAGES


async def test_spending_stop_reaches_a_step_between_its_release_and_its_payment(
    hand: Hand,
) -> None:
    name = await hand.planned("a")
    claimed = await hand.claim("assets/1", name)
    await hand.set("update tenants set spending_stopped_at = clock_timestamp()")
    assert await hand.intend(claimed) is Hold.SPENDING
    assert (await hand.step("assets/1", name)).intent_at is None


async def test_a_script_that_asks_for_more_than_there_is_waits_for_as_much(hand: Hand) -> None:
    """Not started again and again for the price that the plan took it for."""
    hand.channel("poor", budget=Budget(per_video=usd("0.10")))
    await hand.limit("elevenlabs", concurrency=0)
    name = await hand.planned("a", "poor")
    claimed = await hand.claim("assets/1", name)
    hold = await settle.intend(hand.context, claimed, "gemini", usd("0.50"))
    assert hold is Hold.VIDEO
    assert await failing.withhold(hand.context, claimed, hold)
    await hand.reconcile()
    step = await hand.step("assets/1", name)
    assert (step.status, step.hold, step.attempt) == ("ready", "video", 0)
    hand.channel("poor", budget=Budget(per_video=usd("0.60")))
    await hand.make("b", "poor")
    await hand.reconcile()
    assert (await hand.step("assets/1", name)).status == "released"


async def test_a_failure_before_any_payment_leaves_nothing_reserved_twice(hand: Hand) -> None:
    name = await hand.planned("a")
    await hand.fail(await hand.claim("assets/1", name), ScriptLost("killed"))
    await tasks.retry(hand.context, name, ["assets/1"], "mara")
    assert (await hand.step("assets/1", name)).status == "released"
    query = "select count(*) from costs where service = 'gemini' and state = 'reserved'"
    assert await hand.value(query) == 1


async def test_release_does_not_spin_on_what_another_transaction_holds(hand: Hand) -> None:
    """That one may be waiting for the lock of this very service: neither would ever end."""
    hand.channel("poor", budget=Budget(per_video=usd("0.01")))
    name = await images(hand, "a", "poor", shots=1)
    await hand.limit("gemini", concurrency=4)
    async with transaction(hand.context.database) as other:
        await other.execute(text("select 1 from steps where key = 'assets/1' for update"))
        await asyncio.wait_for(hand.release("gemini"), 5)
    await hand.release("gemini")
    assert (await hand.step("assets/1", name)).hold == "video"


async def test_release_waits_for_no_video_that_another_transaction_changes(hand: Hand) -> None:
    name = await images(hand, "a", shots=1)
    await hand.limit("gemini", concurrency=4)
    task_id = (await hand.step("assets/1", name)).task_id
    async with transaction(hand.context.database) as other:
        await lock(other, task_id)
        await asyncio.wait_for(hand.release("gemini"), 5)
    assert await released(hand) == 1
    assert await hand.spent() > usd(0)


async def test_a_permanent_failure_frees_its_slot_at_once(hand: Hand) -> None:
    name = await images(hand, "a", shots=2)
    await grant(hand, concurrency=1)
    (row,) = await hand.steps("released", service="gemini")
    await hand.fail(await hand.claim(row.key, name), BadInput("No."))
    assert await released(hand) == 1
    assert len(await hand.alerts("step_failed")) == 1


@pytest.mark.parametrize("at_once", [4])
async def test_many_who_release_at_once_exceed_nothing(hand: Hand, at_once: int) -> None:
    hand.channel("poor", budget=Budget(per_day=usd("0.12")))
    await hand.limit("elevenlabs", concurrency=0)
    await images(hand, "a", "poor")
    await images(hand, "b")
    await hand.limit("gemini", concurrency=5, per_channel=4)
    await asyncio.gather(*(hand.release("gemini") for _ in range(at_once)))
    found = Counter(row.channel_id for row in await hand.steps("released", service="gemini"))
    assert found.total() == 5
    assert found["poor"] <= 3
