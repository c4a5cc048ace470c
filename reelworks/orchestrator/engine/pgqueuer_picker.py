"""Picking from PgQueuer: only what there is a free hand for here, as soon as there is one."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Mapping
from datetime import timedelta
from time import monotonic

import asyncpg
import structlog
from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver
from pgqueuer.core.qm import QueueManager
from pgqueuer.domain.models import Context, Job, TableChangedEvent, utc_now
from pgqueuer.domain.types import JobId, QueueEntrypoint
from pgqueuer.ports.driver import NotifyCallback

from reelworks.orchestrator.engine.carrier import Handler
from reelworks.orchestrator.engine.pgqueuer_schema import CHANNEL, pgqueuer_queries

log = structlog.get_logger("carrier")

_SOON = timedelta(milliseconds=100)  # a notice may be missed between two looks at the queue
_LATER = timedelta(seconds=5)  # with all hands full there is nothing to look for
_PAUSE_S = 0.025  # between two looks that found nothing: each asks four times


class Hands:
    """The slots of this process and what is in them, however often the connection is lost.

    A hand is taken when a delivery is picked and free when its handler has returned.
    """

    def __init__(self, slots: Mapping[str, int], handle: Handler) -> None:
        self.slots = slots
        self._handle = handle
        self._taken = dict.fromkeys(slots, 0)
        self._tasks: set[asyncio.Task[None]] = set()
        self.wake: NotifyCallback = _nobody  # the picker that works now
        self.told = False  # of something new, since the last look

    def free(self) -> set[str]:
        """The services that can be served here now."""
        return {service for service, count in self.slots.items() if self._taken[service] < count}

    def take(self, service: str) -> None:
        self._taken[service] += 1

    def release(self, service: str) -> None:
        """A hand is free again; whoever waited for it hears of it at once."""
        full = self._taken[service] >= self.slots[service]
        self._taken[service] -= 1
        if full:
            self.wake(_news())

    def begin(self, service: str, step_id: int) -> asyncio.Task[None]:
        """Handle a delivery for which a hand was taken."""
        task = asyncio.create_task(self._work(service, step_id))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _work(self, service: str, step_id: int) -> None:
        try:
            await self._handle(step_id)
        except Exception:
            log.exception("carrier_handler_failed", step_id=step_id)
        finally:
            self.release(service)

    async def empty(self) -> None:
        """Wait until every handler has returned."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def drop(self) -> None:
        """Cancel what is still in hand and wait until it has ended."""
        for task in self._tasks:
            task.cancel()
        await self.empty()


class Picker(QueueManager):
    """Picks over one connection. When that is lost, what is in hand goes on without it."""

    def __init__(self, connection: asyncpg.Connection, hands: Hands) -> None:
        super().__init__(pgqueuer_queries(_Driver(connection, hands)), CHANNEL)
        self._hands = hands
        self._picked: dict[JobId, str] = {}  # a hand is taken, the handler not begun
        self._lost = asyncio.Event()
        self._in_vain = float("-inf")  # the last look that found nothing
        connection.add_termination_listener(lambda _: self._lost.set())
        for service in hands.slots:
            self.entrypoint(service, accepts_context=False)(self._deliver)

    def entrypoints_below_capacity_limits(self) -> set[QueueEntrypoint]:
        """Only those that can be served here: the others' deliveries are for other workers."""
        return {QueueEntrypoint(service) for service in self._hands.free()}

    async def fetch_jobs(
        self,
        batch_size: int,
        global_concurrency_limit: int | None,
        heartbeat_timeout: timedelta,
    ) -> AsyncGenerator[Job, None]:
        """Pick one at a time while there is a free hand."""
        await asyncio.sleep(max(0.0, self._in_vain + _PAUSE_S - monotonic()))
        self._hands.told = False
        while self._hands.free():
            picked = super().fetch_jobs(batch_size, global_concurrency_limit, heartbeat_timeout)
            job = await anext(picked, None)
            await picked.aclose()
            if job is None:
                self._in_vain = monotonic()
                break
            if job.id not in self.job_context:  # else it is picked again, and is in hand already
                self._hands.take(job.entrypoint)
                self._picked[job.id] = job.entrypoint
            yield job
        self.min_dequeue_poll_interval = _SOON if self._hands.free() else _LATER

    def forget_job(self, job_id: JobId, context: Context, task: asyncio.Task[None]) -> None:
        """A delivery that was cancelled before its handler began gives its hand back."""
        super().forget_job(job_id, context, task)
        if service := self._picked.pop(job_id, None):
            self._hands.release(service)

    async def _deliver(self, job: Job) -> None:
        work = self._hands.begin(self._picked.pop(job.id), int(job.payload or b"0"))
        lost = asyncio.create_task(self._lost.wait())
        try:
            await asyncio.wait({work, lost}, return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            work.cancel()
            raise
        finally:
            lost.cancel()


class _Driver(AsyncpgDriver):
    """Hands over the way to wake who listens, so that a free hand needs no round trip to do so.

    Wakes for new deliveries alone, once for all that come between two looks: three notices for each
    step to each worker would have a fleet do nothing but look.
    """

    def __init__(self, connection: asyncpg.Connection, hands: Hands) -> None:
        super().__init__(connection)
        self._hands = hands

    async def add_listener(self, channel: str, callback: NotifyCallback) -> None:
        def heard(notice: str | bytes | bytearray) -> None:
            told = json.loads(notice)
            if told.get("type") == "table_changed_event":
                if told.get("operation") != "insert" or self._hands.told:
                    return
                self._hands.told = True
            callback(notice)

        await super().add_listener(channel, heard)
        self._hands.wake = callback


def _nobody(_: str | bytes | bytearray) -> None:
    """Nobody listens yet; who begins to listen looks first."""


def _news() -> str:
    """What the queue's own notices look like."""
    event = TableChangedEvent(
        channel=CHANNEL,
        sent_at=utc_now(),
        type="table_changed_event",
        operation="update",
        table="pgqueuer",
    )
    return event.model_dump_json(exclude={"received_at"})
