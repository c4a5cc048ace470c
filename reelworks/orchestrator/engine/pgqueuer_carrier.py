"""The carrier on PgQueuer: deliveries are rows of its queue, in the same PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import cast

import asyncpg
import pgqueuer
from pgqueuer.core.qm import QueueManager
from pgqueuer.ports.driver import Driver
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from reelworks.orchestrator.engine.carrier import Delivery, Handler
from reelworks.orchestrator.engine.pgqueuer_picker import Hands, Picker
from reelworks.orchestrator.engine.pgqueuer_schema import SCHEMA, pgqueuer_queries

_HEARTBEAT = timedelta(seconds=15)  # a delivery whose worker is silent this long is made again

_OUTSTANDING = text(
    f"""
    select distinct split_part(dedupe_key, ':', 2)::bigint as step_id from {SCHEMA}.pgqueuer
    where dedupe_key is not null and split_part(dedupe_key, ':', 2)::bigint = any(:ids)
      and (status = 'queued' or heartbeat > clock_timestamp() - make_interval(secs => :fresh_s))
    """  # noqa: S608  (the schema is a constant)
)

Connect = Callable[[], Awaitable[asyncpg.Connection]]


class PgQueuerCarrier:
    """`connect` opens a connection of the carrier's own: it listens, and it dequeues."""

    def __init__(self, connect: Connect) -> None:
        self._connect = connect

    async def submit(self, tx: AsyncConnection, deliveries: Sequence[Delivery]) -> None:
        await pgqueuer_queries(cast(Driver, _InTransaction(tx))).enqueue(
            [delivery.service for delivery in deliveries],
            [str(delivery.step_id).encode() for delivery in deliveries],
            [delivery.priority for delivery in deliveries],
            dedupe_key=[f"step:{delivery.step_id}:{delivery.release}" for delivery in deliveries],
            on_conflict="skip",
        )

    async def run(self, slots: Mapping[str, int], handle: Handler, stop: asyncio.Event) -> None:
        hands = Hands(slots, handle)
        picking = asyncio.create_task(
            pgqueuer.run(
                lambda: self._picker(hands),
                dequeue_timeout=timedelta(seconds=5),
                batch_size=1,
                heartbeat_timeout=_HEARTBEAT,
                restart_on_failure=True,
                restart_delay=timedelta(seconds=1),
                shutdown=stop,
            )
        )
        try:
            await asyncio.wait({picking})
            await hands.empty()
        finally:
            picking.cancel()  # without effect when it has ended
            await hands.drop()  # first, for it waits for what is in hand
            await asyncio.wait({picking})
        picking.result()

    @asynccontextmanager
    async def _picker(self, hands: Hands) -> AsyncIterator[QueueManager]:
        connection = await self._connect()
        # What is lost in a crash, reconcile finds; a pick waits for no disk.
        await connection.execute("set synchronous_commit = off")
        try:
            yield Picker(connection, hands)
        finally:
            await connection.close()

    async def outstanding(self, tx: AsyncConnection, step_ids: Collection[int]) -> frozenset[int]:
        rows = await tx.execute(
            _OUTSTANDING, {"ids": list(step_ids), "fresh_s": _HEARTBEAT.total_seconds()}
        )
        return frozenset(row.step_id for row in rows)

    async def health(self, tx: AsyncConnection) -> str | None:
        found = await tx.scalar(text("select to_regclass(:name)"), {"name": f"{SCHEMA}.pgqueuer"})
        return None if found else "The carrier's tables are missing; run `reelworks doctor`."


class _InTransaction:
    """The part of a driver that enqueuing uses, over a transaction of ours: rolled back with it."""

    def __init__(self, tx: AsyncConnection) -> None:
        self._tx = tx

    async def fetch(self, query: str, *args: object) -> list[dict[str, object]]:
        rows = await self._tx.exec_driver_sql(query, tuple(args))
        return [dict(row) for row in rows.mappings()]

    async def execute(self, query: str, *args: object) -> str:
        return str((await self._tx.exec_driver_sql(query, tuple(args))).rowcount)
