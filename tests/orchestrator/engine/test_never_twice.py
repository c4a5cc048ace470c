"""What may have been paid is never paid again unasked, whatever was lost on the way."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from reelworks.domain.channels import Budget
from reelworks.domain.errors import (
    BadInput,
    ContentRefused,
    DiskFull,
    JobFailed,
    KeyRefused,
    OutcomeUnknown,
    ReelworksError,
    ScriptBroken,
    UnsafeLink,
    VendorUnavailable,
)
from reelworks.domain.money import usd
from reelworks.orchestrator.database import transaction
from reelworks.orchestrator.engine import failing, reconcile, settle
from reelworks.orchestrator.models import tables
from reelworks.orchestrator.services import reviews, tasks
from reelworks.workers.conversation import Intent, Progress, Submitted
from reelworks.workers.listener import Listener
from tests.orchestrator.engine.hand import Hand
from tests.paid.pipeline import CLIP, IMAGE


async def clip(hand: Hand, title: str = "a") -> str:
    """A video whose clip is the next thing to do."""
    name = await hand.planned(title)
    await hand.finish(await hand.claim("assets/1", name))
    await hand.finish(await hand.claim("composites/1", name))
    return name


async def states(hand: Hand, key: str) -> list[object]:
    query = "select c.state from costs c join steps s on s.id = c.step_id where s.key = :key"
    return await hand.column(f"{query} order by c.id", key=key)


async def due_now(hand: Hand) -> None:
    await hand.pass_time(timedelta(hours=2))
    await hand.reconcile()


async def test_a_step_with_an_intent_but_no_job_asks_the_vendor_first(hand: Hand) -> None:
    name = await clip(hand)
    assert await hand.intend(await hand.claim("video/1", name)) is True
    await hand.lose_all()
    step = await hand.step("video/1", name)
    assert (step.status, step.hold) == ("ready", "time")
    await due_now(hand)
    again = await hand.claim("video/1", name)
    assert again.unsure
    assert await states(hand, "video/1") == ["reserved"]


async def test_a_small_price_is_risked_again_and_counts_as_if_paid(hand: Hand) -> None:
    name = await hand.planned("a")
    await hand.intend(await hand.claim("assets/1", name))
    await hand.lose_all()
    await due_now(hand)
    assert not (await hand.claim("assets/1", name)).unsure
    assert await states(hand, "assets/1") == ["unknown", "reserved"]
    assert await hand.spent() == IMAGE * 2 + usd("0.02")  # and the voice's reservation


async def test_an_answer_that_nobody_can_use_was_paid_for_all_the_same(hand: Hand) -> None:
    name = await hand.planned("a")
    before = await hand.spent()
    claimed = await hand.claim("assets/1", name)
    await hand.intend(claimed)
    refused = ContentRefused("no")
    refused.spent = usd("0.013")
    await hand.fail(claimed, refused)
    assert await states(hand, "assets/1") == ["settled"]
    assert await hand.spent() == before - IMAGE + usd("0.013")
    await tasks.retry(hand.context, name, ["assets/1"], "mara")
    again = await hand.claim("assets/1", name)
    assert await hand.intend(again) is True
    assert await hand.finish(again, IMAGE)
    assert await hand.spent() == before + usd("0.013")


async def test_a_price_that_the_channel_would_not_risk_asks_a_person(hand: Hand) -> None:
    hand.channel("careful", budget=Budget(unknown_retry_max=usd("0.01")))
    name = await hand.planned("a", "careful")
    await hand.intend(await hand.claim("assets/1", name))
    await hand.lose_all()
    step = await hand.step("assets/1", name)
    assert step.status == "failed"
    assert step.error["code"] == "outcome_unknown"
    assert len(await hand.alerts("step_failed")) == 1
    await tasks.retry(hand.context, name, ["assets/1"], "mara")
    assert (await hand.step("assets/1", name)).status == "released"
    assert await states(hand, "assets/1") == ["unknown", "reserved"]


async def test_a_script_that_cannot_say_whether_it_bought_is_believed(hand: Hand) -> None:
    """It sent the order and the line went dead: that is no proof that nothing was bought."""
    hand.channel("careful", budget=Budget(unknown_retry_max=usd("0.01")))
    name = await hand.planned("a", "careful")
    claimed = await hand.claim("assets/1", name)
    await hand.intend(claimed)
    await hand.fail(claimed, OutcomeUnknown("The line went dead."))
    assert (await hand.step("assets/1", name)).intent_at is not None
    assert await states(hand, "assets/1") == ["reserved"]


async def test_a_full_disk_after_the_payment_does_not_make_it_unpaid(hand: Hand) -> None:
    name = await hand.planned("a")
    claimed = await hand.claim("assets/1", name)
    await hand.intend(claimed)
    await hand.fail(claimed, DiskFull("No space left."))
    assert await states(hand, "assets/1") == ["unknown"]


async def test_a_full_disk_before_the_payment_costs_nothing(hand: Hand) -> None:
    name = await hand.planned("a")
    await hand.fail(await hand.claim("assets/1", name), DiskFull("No space left."))
    assert await states(hand, "assets/1") == ["released"]
    assert (await hand.step("assets/1", name)).status == "ready"


@pytest.mark.parametrize(
    ("error", "kept", "booked"),
    [
        (VendorUnavailable("busy"), True, "reserved"),
        (ScriptBroken("a bug of ours"), True, "reserved"),
        (DiskFull("no space"), True, "reserved"),
        (UnsafeLink("its file leads elsewhere"), True, "reserved"),
        (KeyRefused("the key was withdrawn meanwhile"), True, "reserved"),
        (JobFailed("it ended without a result"), False, "released"),
        (ContentRefused("not this"), False, "released"),
        (BadInput("the vendor knows no such job"), False, "unknown"),
    ],
)
async def test_a_job_that_was_bought_is_given_up_only_when_it_is_over(
    hand: Hand, error: ReelworksError, kept: bool, booked: str
) -> None:
    name = await clip(hand)
    claimed = await hand.claim("video/1", name)
    await hand.intend(claimed)
    assert await settle.submitted(hand.context, claimed, "job-1")
    await hand.fail(claimed, error)
    await tasks.retry(hand.context, name, ["video/1"], "mara")
    again = await hand.claim("video/1", name)
    assert again.vendor_job == ("job-1" if kept else None)
    assert await states(hand, "video/1") == ([booked] if kept else [booked, "reserved"])


async def test_a_step_that_kills_its_workers_keeps_the_job_that_was_bought(hand: Hand) -> None:
    name = await clip(hand)
    claimed = await hand.claim("video/1", name)
    await hand.intend(claimed)
    await settle.submitted(hand.context, claimed, "job-1")
    for _ in range(4):
        await hand.lose_all()
        claimed = await hand.claim("video/1", name)
    await hand.lose_all()
    step = await hand.step("video/1", name)
    assert (step.status, step.error["code"]) == ("failed", "machine")
    assert step.vendor_job == "job-1"


async def test_a_late_job_id_is_kept_where_nobody_has_begun_anew(hand: Hand) -> None:
    name = await clip(hand)
    claimed = await hand.claim("video/1", name)
    await hand.intend(claimed)
    await hand.lose_all()
    assert not await settle.submitted(hand.context, claimed, "job-9")
    again = await hand.claim("video/1", name)
    assert again.vendor_job == "job-9"
    assert not again.unsure


async def test_a_late_job_id_that_nobody_can_use_is_told(hand: Hand) -> None:
    name = await clip(hand)
    claimed = await hand.claim("video/1", name)
    await hand.intend(claimed)
    await hand.lose_all()
    await due_now(hand)
    other = await hand.claim("video/1", name)
    await hand.intend(other)
    await settle.submitted(hand.context, other, "job-2")
    assert not await settle.submitted(hand.context, claimed, "job-1")
    assert len(await hand.alerts("job_orphaned")) == 1
    assert (await hand.step("video/1", name)).vendor_job == "job-2"


async def test_a_lost_delivery_of_a_step_that_may_have_been_paid_costs_no_attempt(
    hand: Hand,
) -> None:
    """Only the message was lost. Nobody had begun, so nothing is less known than before."""
    name = await clip(hand)
    await hand.intend(await hand.claim("video/1", name))
    await hand.lose_all()
    await due_now(hand)
    assert (await hand.step("video/1", name)).status == "released"
    await hand.set("truncate engine.pgqueuer")
    await hand.pass_time(timedelta(seconds=30))
    await hand.reconcile()
    step = await hand.step("video/1", name)
    assert (step.status, step.hold, step.attempt) == ("released", None, 1)
    assert (await hand.claim("video/1", name)).unsure


async def test_what_was_bought_for_an_old_picture_is_not_taken_for_the_new_one(
    hand: Hand,
) -> None:
    name = await clip(hand)
    claimed = await hand.claim("video/1", name)
    await hand.intend(claimed)
    await settle.submitted(hand.context, claimed, "job-of-the-old-picture")
    await reviews.reject(hand.context, name, "assets/1", "closer", "mara")
    await hand.finish(await hand.claim("assets/1", name))
    await hand.finish(await hand.claim("composites/1", name))
    again = await hand.claim("video/1", name)
    assert again.vendor_job is None
    assert again.fingerprint != claimed.fingerprint
    assert await states(hand, "video/1") == ["unknown", "reserved"]


async def test_a_worker_that_lost_its_lease_changes_nothing(hand: Hand) -> None:
    name = await hand.planned("a")
    late = await hand.claim("assets/1", name)
    await hand.lose_all()
    current = await hand.claim("assets/1", name)
    assert not await hand.finish(late, words="late")
    assert not await hand.fail(late, BadInput("late"))
    assert not await failing.give_back(hand.context, late)
    assert await hand.intend(late) is False
    assert (await hand.step("assets/1", name)).lease == current.lease
    assert await hand.finish(current, words="in time")
    assert await hand.value("select count(*) from results r join steps s on s.id = r.step_id "
                            "where s.key = 'assets/1'") == 1  # fmt: skip


async def test_two_that_find_the_same_step_lost_take_it_only_once(hand: Hand) -> None:
    """The second one comes when another worker has it in hand already, and leaves it alone."""
    name = await hand.planned("a")
    await hand.claim("assets/1", name)
    async with transaction(hand.context.database) as tx:
        await tx.execute(tables.workers.delete())
    async with transaction(hand.context.database) as tx:
        seen = await reconcile._lost_leases(tx)
    await hand.reconcile()
    await hand.enlist()
    current = await hand.claim("assets/1", name)
    for lost in seen:
        await failing.lose(hand.context, lost)
    assert (await hand.step("assets/1", name)).lease == current.lease


async def test_a_lease_that_its_worker_knows_nothing_of_is_given_back(hand: Hand) -> None:
    """The claim was committed and its answer lost: no worker would ever work on that step."""
    name = await hand.planned("a")
    await hand.claim("assets/1", name)
    held = await reconcile.beat(hand.context, hand.worker)
    assert held is not None
    for lease in held:
        await reconcile.let_go(hand.context, lease)
    step = await hand.step("assets/1", name)
    assert (step.status, step.lease) == ("released", None)


async def test_a_job_id_waits_for_a_database_that_is_away(
    hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The vendor has it and tells it once: it must not be thrown away with the connection."""
    name = await clip(hand)
    listener = Listener(hand.context, await hand.claim("video/1", name))
    away = Away(monkeypatch, 2)
    await listener.heard(Intent("kling", CLIP))
    away.times = 2
    await listener.heard(Submitted("job-3"))
    assert (await hand.step("video/1", name)).vendor_job == "job-3"


async def test_a_database_that_is_away_stops_no_script_that_only_tells_how_far_it_is(
    hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = await clip(hand)
    listener = Listener(hand.context, await hand.claim("video/1", name))
    listener._told_at -= 10
    away = Away(monkeypatch, 1)
    await listener.heard(Progress(0.5, ""))
    assert away.times == 0


class Away:
    """The database does not answer for the first few transactions."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, times: int) -> None:
        self.times = times
        really = AsyncEngine.begin

        def begin(pool: AsyncEngine) -> object:
            if self.times:
                self.times -= 1
                raise ConnectionResetError
            return really(pool)

        monkeypatch.setattr(AsyncEngine, "begin", begin)


async def test_a_person_who_has_looked_may_have_a_doubtful_thing_made_anew(hand: Hand) -> None:
    """The vendor's job cannot be told of any more: the next take is another job, and is paid."""
    name = await clip(hand)
    claimed = await hand.claim("video/1", name)
    await hand.intend(claimed)
    assert await settle.submitted(hand.context, claimed, "job-1")
    await hand.fail(claimed, OutcomeUnknown("Nobody knows."))
    assert (await hand.step("video/1", name)).status == "failed"
    await reviews.reject(hand.context, name, "video/1", "it is not there", "mara")
    again = await hand.claim("video/1", name)
    assert (again.take, again.vendor_job, again.unsure) == (2, None, False)
    assert await hand.intend(again) is True
    assert await states(hand, "video/1") == ["unknown", "reserved"]
    told = "select facts ->> 'actor' from events where kind = 'step_rejected'"
    assert await hand.column(told) == ["mara"]
