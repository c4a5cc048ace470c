"""Whatever happens in whatever order: no step is lost, no limit exceeded, nothing counted twice.

Any interleaving of what the engine, its workers, people and time can do, on a real PostgreSQL.
REELWORKS_PROPERTIES=300 is a longer form.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Coroutine, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ClassVar, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import text

from reelworks.domain.channels import Budget, Channel, Gate
from reelworks.domain.edits import Change, added, changed, dropped, moved
from reelworks.domain.errors import (
    BadInput,
    ContentRefused,
    DiskFull,
    JobFailed,
    NotAllowed,
    OutcomeUnknown,
    OutOfDate,
    QuotaExhausted,
    ReelworksError,
    ScriptBroken,
    ScriptLost,
    VendorUnavailable,
)
from reelworks.domain.money import FREE, usd
from reelworks.domain.stages import Stage
from reelworks.orchestrator import database
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.database import transaction
from reelworks.orchestrator.engine import failing, settle
from reelworks.orchestrator.engine.claim import Claim
from reelworks.orchestrator.engine.money import Hold
from reelworks.orchestrator.engine.pgqueuer_carrier import PgQueuerCarrier
from reelworks.orchestrator.services import edits, reviews, tasks
from reelworks.storage.local import LocalStore
from tests.conftest import Databases
from tests.orchestrator.engine.hand import SERVICES, Hand
from tests.paid.pipeline import PAID, VERSIONS

EXAMPLES = int(os.environ.get("REELWORKS_PROPERTIES", "6"))
STEPS = 40
SLOTS = dict.fromkeys(SERVICES, 3)
CHANNELS = ("open", "gated", "poor")
ERRORS: tuple[Callable[[], ReelworksError], ...] = (
    lambda: VendorUnavailable("busy"),
    lambda: VendorUnavailable("busy", retry_after_s=300),
    lambda: JobFailed("ended"),
    lambda: QuotaExhausted("empty", retry_after_s=600),
    lambda: BadInput("bad"),
    lambda: ContentRefused("no"),
    lambda: OutcomeUnknown("dead"),
    lambda: ScriptLost("killed"),
    lambda: ScriptBroken("bug"),
    lambda: DiskFull("full"),
)
REWRITES: tuple[edits.Rewrite, ...] = (
    lambda story: changed(story, 1, Change(narration="other words")),
    lambda story: added(story, 1, "more words", "a new scene"),
    lambda story: moved(story, 1, len(story.shots)),
    lambda story: dropped(story, 1),
)
Any = TypeVar("Any")


def channels() -> dict[str, Channel]:
    human = {Stage.ASSETS: Gate.HUMAN, Stage.VIDEO: Gate.HUMAN}
    return {
        "open": Channel("open", "Open"),
        "gated": Channel("gated", "Gated", gates={**Channel("x", "x").gates, **human}),
        "poor": Channel(
            "poor", "Poor", budget=Budget(per_video=usd("0.50"), unknown_retry_max=usd("0.03"))
        ),
    }


class Engine(RuleBasedStateMachine):
    """`hands` are claims that somebody holds, valid or long taken from them."""

    databases: ClassVar[Databases]
    loop: ClassVar[asyncio.AbstractEventLoop]

    def __init__(self) -> None:
        super().__init__()
        self.name = f"props_{os.urandom(6).hex()}"
        self.hands: list[Claim] = []
        self.late: list[Claim] = []
        self.videos: list[str] = []
        self.jobs = 0
        self.bought: dict[str, list[str]] = {}
        self.paid = FREE
        self.folder = TemporaryDirectory()
        self.do(self._begin())

    def do(self, work: Coroutine[object, object, Any]) -> Any:
        return self.loop.run_until_complete(work)

    async def _begin(self) -> None:
        await self.databases.create(self.name, template=self.databases.template)
        dsn = self.databases.dsn(self.name)
        context = Context(
            database=database.engine(dsn),
            carrier=PgQueuerCarrier(lambda: database.raw_connect(dsn)),
            store=LocalStore(Path(self.folder.name)),
            pipelines={PAID.name: PAID},
            channels=channels(),
            branding={},
            versions=VERSIONS,
        )
        self.hand = Hand(context)
        await self.hand.enlist(SLOTS)
        for service in SERVICES:
            await self.hand.limit(service, concurrency=3, per_channel=2)

    def teardown(self) -> None:
        self.do(self._end())

    async def _end(self) -> None:
        await self.hand.context.database.dispose()
        await self.databases.drop(self.name)
        self.folder.cleanup()

    # What people ask for.

    @rule(channel=st.sampled_from(CHANNELS), shots=st.integers(1, 2))
    def add(self, channel: str, shots: int) -> None:
        if len(self.videos) < 4:
            title = f"video {len(self.videos)}"
            self.videos.append(self.do(self.hand.make(title, channel, shots=shots)))

    @precondition(lambda self: self.videos)
    @rule(data=st.data())
    def approve(self, data: st.DataObject) -> None:
        self.do(self._approve(data.draw(st.sampled_from(self.videos))))

    async def _approve(self, name: str) -> bool:
        view = await reviews.pending(self.hand.context, name)
        if view is None:
            return False
        shown = {item.key: item.sha256 for item in view.items}
        await reviews.approve(self.hand.context, name, shown, "mara")
        return True

    @precondition(lambda self: self.videos)
    @rule(data=st.data())
    def reject(self, data: st.DataObject) -> None:
        done = self.do(self.hand.steps("done"))
        if done:
            step = data.draw(st.sampled_from([(row.name, row.key) for row in done]))
            self.allowed(reviews.reject(self.hand.context, *step, "another", "mara"))

    @precondition(lambda self: self.videos)
    @rule(data=st.data())
    def retry(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(self.videos))
        self.allowed(tasks.retry(self.hand.context, name, [], "mara"))

    @precondition(lambda self: self.videos)
    @rule(data=st.data(), rewrite=st.sampled_from(REWRITES))
    def edit(self, data: st.DataObject, rewrite: edits.Rewrite) -> None:
        """At any moment, also while what it changes is in somebody's hands."""
        name = data.draw(st.sampled_from(self.videos))
        self.allowed(edits.edit(self.hand.context, name, rewrite, "mara"))

    @precondition(lambda self: len(self.videos) > 2)
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(self.videos))
        self.allowed(tasks.cancel(self.hand.context, name, "mara"))

    def allowed(self, work: Coroutine[object, object, object]) -> None:
        with suppress(BadInput, NotAllowed, OutOfDate):
            self.do(work)

    # What workers do, some of them too late.

    @precondition(lambda self: self.videos)
    @rule(data=st.data(), at_once=st.integers(1, 3))
    def claim(self, data: st.DataObject, at_once: int) -> None:
        released = [row.id for row in self.do(self.hand.steps("released"))]
        if released:
            ids = data.draw(st.lists(st.sampled_from(released), min_size=1, max_size=at_once))
            self.hands += self.do(self._claim_at_once(ids))

    async def _claim_at_once(self, ids: list[int]) -> list[Claim]:
        claims = await asyncio.gather(*(self.hand.take(step_id) for step_id in ids))
        found = [claim for claim in claims if claim is not None]
        assert len({claim.step_id for claim in found}) == len(found), "one step in two hands"
        return found

    @precondition(lambda self: self.hands)
    @rule(data=st.data(), at_once=st.integers(1, 3))
    def settle(self, data: st.DataObject, at_once: int) -> None:
        chosen = data.draw(st.lists(st.sampled_from(self.hands), min_size=1, max_size=at_once,
                                    unique_by=lambda claim: claim.lease))  # fmt: skip
        self.do(self._settle_at_once(chosen))

    async def _settle_at_once(self, claims: list[Claim]) -> None:
        await asyncio.gather(*(self._pay_and_settle(claim) for claim in claims))

    async def _pay_and_settle(self, claim: Claim) -> None:
        """As a script does it: ask what is unsure, intend, order, note the job, deliver."""
        self.hands.remove(claim)
        price = claim.spec.price
        if claim.vendor_job is None and (price > FREE or claim.spec.undo) and claim.spec.outputs:
            answer = await self.hand.intend(claim)
            if isinstance(answer, Hold):
                assert await failing.withhold(self.hand.context, claim, answer)
            if answer is not True:
                return
            if claim.spec.undo and not await self._order(claim):
                return
        if await self.hand.finish(claim, price):
            self.paid = usd(self.paid + price)

    async def _order(self, claim: Claim) -> bool:
        self.jobs += 1
        return await settle.submitted(self.hand.context, claim, f"job-{self.jobs}")

    @precondition(lambda self: self.hands)
    @rule(data=st.data())
    def order_and_go_on(self, data: st.DataObject) -> None:
        """A worker that has ordered and waits for the vendor."""
        claim = data.draw(st.sampled_from(self.hands))
        if claim.spec.undo and claim.vendor_job is None:
            self.do(self._begin_to_pay(claim, order=True))

    @precondition(lambda self: self.hands)
    @rule(data=st.data())
    def begin_to_pay(self, data: st.DataObject) -> None:
        claim = data.draw(st.sampled_from(self.hands))
        if claim.spec.price > FREE:
            self.do(self._begin_to_pay(claim, order=False))

    async def _begin_to_pay(self, claim: Claim, *, order: bool) -> None:
        answer = await self.hand.intend(claim)
        if isinstance(answer, Hold):
            self.hands.remove(claim)
            await failing.withhold(self.hand.context, claim, answer)
        elif answer and order:
            await self._order(claim)

    @precondition(lambda self: self.hands)
    @rule(data=st.data(), error=st.sampled_from(ERRORS))
    def fail(self, data: st.DataObject, error: Callable[[], ReelworksError]) -> None:
        claim = data.draw(st.sampled_from(self.hands))
        self.hands.remove(claim)
        self.do(self.hand.fail(claim, error()))

    @precondition(lambda self: self.hands)
    @rule(data=st.data())
    def give_back(self, data: st.DataObject) -> None:
        claim = data.draw(st.sampled_from(self.hands))
        self.hands.remove(claim)
        self.do(failing.give_back(self.hand.context, claim))

    @rule()
    def lose(self) -> None:
        """Every worker is taken for dead; what they had in hand they still try to bring in."""
        self.late += self.hands
        self.hands = []
        self.do(self._lose())

    async def _lose(self) -> None:
        async with transaction(self.hand.context.database) as tx:
            await tx.execute(text("delete from workers"))
        await self.hand.reconcile()
        await self.hand.enlist(SLOTS)

    @precondition(lambda self: self.late)
    @rule(data=st.data(), deed=st.sampled_from(["settle", "fail", "order", "intend"]))
    def come_too_late(self, data: st.DataObject, deed: str) -> None:
        claim = data.draw(st.sampled_from(self.late))
        held = self.do(self.hand.value("select lease from steps where id = :id", id=claim.step_id))
        assert held != claim.lease
        match deed:
            case "settle":
                assert not self.do(self.hand.finish(claim))
            case "fail":
                assert not self.do(self.hand.fail(claim, BadInput("late")))
            case "intend":
                assert self.do(self.hand.intend(claim)) is False
            case _ if claim.spec.undo:
                assert not self.do(self._order(claim))

    # What the carrier, the operator and time do.

    @rule()
    def empty_carrier(self) -> None:
        self.do(self.hand.set("delete from engine.pgqueuer"))

    @rule()
    def reconcile(self) -> None:
        self.do(self.hand.reconcile())

    @rule()
    def release_at_once(self) -> None:
        async def releases() -> None:
            await asyncio.gather(*(self.hand.release() for _ in range(3)))

        self.do(releases())

    @rule(seconds=st.sampled_from([2, 40, 700, 4000]))
    def pass_time(self, seconds: int) -> None:
        self.do(self.hand.pass_time(timedelta(seconds=seconds)))
        self.do(self.hand.reconcile())

    @rule(service=st.sampled_from(SERVICES), concurrency=st.integers(1, 3),
          per_channel=st.integers(1, 3), paused=st.booleans())  # fmt: skip
    def change_limits(self, service: str, concurrency: int, per_channel: int, paused: bool) -> None:
        self.do(self.hand.limit(service, concurrency=concurrency, per_channel=per_channel))
        self.do(self._pause(service, paused=paused))

    async def _pause(self, service: str, *, paused: bool) -> None:
        sql = "update services set paused_at = case when :on then now() end where name = :service"
        await self.hand.set(sql, service=service, on=paused)

    @rule(stopped=st.booleans())
    def stop_spending(self, stopped: bool) -> None:
        sql = "update tenants set spending_stopped_at = case when :on then now() end"
        self.do(self.hand.set(sql, on=stopped))

    @rule(amount=st.sampled_from(["0.05", "0.60", "5"]))
    def change_budget(self, amount: str) -> None:
        self.do(self.hand.set("update tenants set budget_per_day = cast(:a as numeric)", a=amount))

    # What must always hold.

    @invariant()
    def nothing_is_beyond_a_limit(self) -> None:
        self.do(self._within_slots())

    async def _within_slots(self) -> None:
        over = await self.hand.column(
            "select service || ' ' || count(*) from steps where status in ('released', 'running') "
            "group by service having count(*) > 3"
        )
        assert over == [], "more in hand than there ever were slots"
        leases = await self.hand.value("select count(*) from steps where lease is not null")
        assert leases == await self.hand.value(
            "select count(distinct lease) from steps where status = 'running'"
        )

    @invariant()
    def every_step_stands_for_a_reason(self) -> None:
        """Held for time: a time; held for money: a price; failed: an error; done: a result."""
        wrong = self.do(self.hand.column(
            "select key || ' ' || status from steps where "
            "(status = 'failed' and error is null) or (status = 'done' and result_id is null) or "
            "(status <> 'ready' and hold is not null) or "
            "(status = 'ready' and hold in ('video', 'channel', 'all', 'spending') "
            " and price_usd = 0) or (status = 'running' and worker_id is null)"
        ))  # fmt: skip
        assert wrong == []

    @invariant()
    def a_result_is_there_once_and_money_adds_up(self) -> None:
        twice = self.do(self.hand.column(
            "select count(*) from results group by step_id, fingerprint, take having count(*) > 1"
        ))  # fmt: skip
        assert twice == []
        settled = "select coalesce(sum(actual_usd), 0) from costs where state = 'settled'"
        assert usd(str(self.do(self.hand.value(settled)))) == self.paid
        aside = self.do(self.hand.column(
            "select s.key || ' ' || s.status from costs c join steps s on s.id = c.step_id "
            "where c.state = 'reserved' and s.intent_at is null and s.vendor_job is null "
            "and s.status in ('done', 'ready', 'waiting', 'failed')"
        ))  # fmt: skip
        assert aside == [], "money set aside for what nobody works on"

    @invariant()
    def no_budget_is_reserved_beyond(self) -> None:
        """What was possibly paid by accident counts too, but is not reserved."""
        beyond = self.do(self.hand.column(
            "select t.name from tasks t join channels c using (tenant_id, channel_id) where "
            "(c.settings #>> '{budget,per_video}')::numeric < "
            "(select coalesce(sum(usd), 0) from costs where task_id = t.id and state <> 'unknown')"
        ))  # fmt: skip
        assert beyond == []

    @invariant()
    def nothing_runs_behind_a_gate_without_an_approval_of_what_is_there(self) -> None:
        behind = self.do(self.hand.column(
            "select s.key from steps s "
            "join steps n on n.task_id = s.task_id and n.key = any(s.needs) "
            "join gates g on g.task_id = s.task_id and g.stage = n.stage and g.mode = 'human' "
            "join tasks t on t.id = s.task_id "
            "where s.status in ('ready', 'released', 'running') and not t.cancelled and not s.undo "
            "and not s.dropped "
            "and (n.status <> 'done' or n.approved_id is distinct from n.result_id)"
        ))  # fmt: skip
        assert behind == []


class Ending(Engine):
    """After any storm: workers that work, time that passes and a willing person end every video."""

    def teardown(self) -> None:
        try:
            self.do(self._make_an_end())
        finally:
            super().teardown()

    async def _make_an_end(self) -> None:
        self.late += self.hands
        self.hands = []
        await self._all_clear()
        for _ in range(80):
            if await self._unfinished() == 0:
                return
            await self._one_round()
        raise AssertionError(f"it does not end: {await self._left()}")

    async def _all_clear(self) -> None:
        await self.hand.set("update services set paused_at = null, concurrency = 3")
        await self.hand.set("update tenants set spending_stopped_at = null, budget_per_day = null")
        await self.hand.set("update channels set settings = settings - 'budget' || "
                            "'{\"budget\": {}}'::jsonb")  # fmt: skip
        await self._lose()

    async def _one_round(self) -> None:
        await self.hand.pass_time(timedelta(hours=2))
        await self.hand.set("update workers set heartbeat_at = clock_timestamp()")
        await self.hand.reconcile()
        for row in await self.hand.steps("released"):
            claim = await self.hand.take(row.id)
            if claim is not None:
                self.hands.append(claim)
                await self._pay_and_settle(claim)
        for name in self.videos:
            failed = await self.hand.value(
                "select count(*) from steps s join tasks t on t.id = s.task_id "
                "where t.name = :name and s.status = 'failed'", name=name
            )  # fmt: skip
            if failed:
                keys = await self.hand.column(
                    "select key from steps s join tasks t on t.id = s.task_id "
                    "where t.name = :name and s.status = 'failed'", name=name
                )  # fmt: skip
                await tasks.retry(self.hand.context, name, [str(key) for key in keys], "mara")
            await self._approve(name)

    async def _unfinished(self) -> int:
        return int(str(await self.hand.value(
            "select count(*) from tasks where finished_at is null"
        )))  # fmt: skip

    async def _left(self) -> list[object]:
        return await self.hand.column(
            "select t.name || ' ' || s.key || ' ' || s.status || ' ' || coalesce(s.hold, '') "
            "from steps s join tasks t on t.id = s.task_id "
            "where t.finished_at is null and s.status <> 'done'"
        )


@pytest.fixture
def machine(databases: Databases) -> Iterator[type[Engine]]:
    Engine.databases = databases
    Engine.loop = asyncio.new_event_loop()
    yield Ending
    Engine.loop.close()


def test_whatever_happens_nothing_is_lost_and_nothing_exceeded(machine: type[Engine]) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
