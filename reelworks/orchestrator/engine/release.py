"""Release: choose what may run now, and hand it to the carrier in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import (
    BigInteger,
    DateTime,
    Integer,
    Numeric,
    SmallInteger,
    Text,
    bindparam,
    column,
    text,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from reelworks.domain.budgets import Hold, Priced, Verdict, within
from reelworks.domain.money import FREE, Usd
from reelworks.domain.services import Service, next_reset, quota_day
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.engine import capacity, money
from reelworks.orchestrator.engine.carrier import Delivery
from reelworks.orchestrator.models.record import Record

# Ready steps of one service, as many as it has free slots: by priority, then by fair share between
# channels (who has least in hand first), then who was served longest ago, then first in first out.
# It visits one channel after the other in the index of what may be released, a few entries each, so
# its cost grows with the channels that have work, not with the queue and not with history.
OFFER = (
    text(
        """
    with recursive waiting as (
      (select tenant_id, channel_id from steps
       where service = :service and status = 'ready' and hold is null
       order by tenant_id, channel_id limit 1)
      union all
      select next.tenant_id, next.channel_id from waiting w cross join lateral (
        select tenant_id, channel_id from steps
        where service = :service and status = 'ready' and hold is null
          and (tenant_id, channel_id) > (w.tenant_id, w.channel_id)
        order by tenant_id, channel_id limit 1) next
    ),
    active as (
      select tenant_id, channel_id, count(*) as n from steps
      where service = :service and status in ('released', 'running')
      group by tenant_id, channel_id
    ),
    candidate as (
      select j.id, j.task_id, j.priority, w.tenant_id, w.channel_id,
             coalesce(a.n, 0) + j.nth as share, l.served_at
      from waiting w
      left join active a using (tenant_id, channel_id)
      left join lanes l on l.service = :service
        and l.tenant_id = w.tenant_id and l.channel_id = w.channel_id
      cross join lateral (
        select id, task_id, priority,
               row_number() over (order by priority desc, task_id, id) as nth
        from (select id, task_id, priority from steps
              where service = :service and tenant_id = w.tenant_id
                and channel_id = w.channel_id and status = 'ready' and hold is null
              order by priority desc, task_id, id limit :free) first
      ) j
      where not coalesce(l.paused, false)
        and coalesce(a.n, 0) + j.nth <= coalesce(l.concurrency, :per_channel, 2147483647)
    ),
    chosen as (
      select * from candidate
      order by priority desc, share, served_at nulls first, task_id, id limit :free
    )
    select s.id, s.task_id, s.tenant_id, s.channel_id, s.key, s.units, s.attempt,
           case when s.intent_at is null and s.vendor_job is null
                then s.price_usd else 0 end as price
    from chosen c join steps s on s.id = c.id
    order by c.priority desc, c.share, c.served_at nulls first, c.task_id, c.id
    """
    )
    .bindparams(bindparam("per_channel", type_=Integer))
    .columns(
        column("id", BigInteger),
        column("task_id", BigInteger),
        column("tenant_id", Text),
        column("channel_id", Text),
        column("key", Text),
        column("units", Integer),
        column("attempt", Integer),
        column("price", Numeric(12, 6)),
    )
)

# Rows that another transaction holds are skipped: that transaction releases them itself.
TAKE = text(
    """
    select id from steps where id = any(:ids) and status = 'ready' and hold is null
    for no key update skip locked
    """
)

RELEASE = text(
    """
    with released as (
      update steps set status = 'released', released_at = clock_timestamp(),
        releases = releases + 1
      where id = any(:ids)
      returning id, releases, priority, service, tenant_id, channel_id
    ),
    served as (
      insert into lanes (service, tenant_id, channel_id, served_at)
      select service, tenant_id, channel_id, clock_timestamp() from released
      group by service, tenant_id, channel_id
      on conflict (service, tenant_id, channel_id) do update set served_at = excluded.served_at
    )
    select id, releases, priority from released
    """
).columns(column("id", BigInteger), column("releases", Integer), column("priority", SmallInteger))

HOLD = text(
    "update steps set hold = :hold, next_at = coalesce(:until, next_at) where id = any(:ids)"
).bindparams(bindparam("until", type_=DateTime(timezone=True)))


async def release(context: Context, tx: AsyncConnection, services: Iterable[str]) -> None:
    """Release what each service has room for. Safe to repeat.

    Every service's lock is taken before the budgets' one, in the same order by everybody.
    """
    names = sorted(set(services))
    for name in names:
        await capacity.lock(tx, name)
    for name in names:
        await _release_service(context, tx, await capacity.read(context, tx, name))


async def _release_service(context: Context, tx: AsyncConnection, service: Service) -> None:
    while free := service.free():
        offered = await _offered(tx, service, free)
        taken = set(await tx.scalars(TAKE, {"ids": [row.id for row in offered]}))
        mine = [row for row in offered if row.id in taken]
        verdict = await _judge(tx, service, mine)
        released = await _release(context, tx, service, mine, verdict)
        service = service.granted(len(released), sum(row.units for row in released))
        if not verdict.held or len(mine) < len(offered):
            return  # all are released, or another transaction has some of them in hand


async def _offered(tx: AsyncConnection, service: Service, free: int) -> Sequence[Record]:
    asked = {"service": service.name, "free": free, "per_channel": service.limits.per_channel}
    return [*await tx.execute(OFFER, asked)]


async def _judge(tx: AsyncConnection, service: Service, offered: Sequence[Record]) -> Verdict:
    """Which of them today's quota and the budgets allow; the others are held and wait."""
    beyond = _beyond(service.units_left(), offered)
    if beyond:
        await _sleep(tx, service, beyond)
    steps = [_priced(row) for row in offered if row.id not in beyond]
    paid = [step for step in steps if step.price > FREE]
    purse = await money.rooms(tx, paid) if paid else money.UNASKED
    verdict = within(purse.left, steps)
    for hold in set(verdict.held.values()):
        await _hold(tx, [step for step, why in verdict.held.items() if why is hold], hold)
    await money.tell_held(tx, verdict.short)
    return replace(verdict, held={**verdict.held, **dict.fromkeys(beyond, Hold.TIME)})


async def _sleep(tx: AsyncConnection, service: Service, steps: Sequence[int]) -> None:
    """Today's quota has no units for these steps: they wait for tomorrow's."""
    now, zone = await capacity.now(tx), service.limits.zone
    until = next_reset(now, zone)
    await _hold(tx, steps, Hold.TIME, until)
    await capacity.tell_exhausted(tx, service.name, until, quota_day(now, zone))


def _beyond(left: int | None, offered: Sequence[Record]) -> list[int]:
    """The steps that today's quota has no units for."""
    beyond = []
    for row in offered:
        if left is not None and row.units > left:
            beyond.append(row.id)
        elif left is not None:
            left -= row.units
    return beyond


def _priced(row: Record) -> Priced:
    return Priced(
        row.id, Usd(row.price), money.accounts(row.tenant_id, row.channel_id, row.task_id)
    )


def _booking(row: Record) -> money.Booking:
    price = Usd(row.price)
    return money.Booking(row.id, row.task_id, row.tenant_id, row.channel_id, row.attempt + 1, price)


async def _hold(
    tx: AsyncConnection, ids: Sequence[int], hold: Hold, until: datetime | None = None
) -> None:
    await tx.execute(HOLD, {"ids": list(ids), "hold": hold.value, "until": until})


async def _release(
    context: Context,
    tx: AsyncConnection,
    service: Service,
    offered: Sequence[Record],
    verdict: Verdict,
) -> Sequence[Record]:
    """Release the granted steps, whose turn it was: reserve their prices, submit their ids."""
    if not verdict.granted:
        return []
    rows = [*await tx.execute(RELEASE, {"ids": list(verdict.granted)})]
    released = [row for row in offered if row.id in set(verdict.granted)]
    await money.reserve(tx, service.name, [_booking(r) for r in released if r.price > FREE])
    await capacity.count(tx, service, released)
    deliveries = [Delivery(row.id, row.releases, service.name, row.priority) for row in rows]
    await context.carrier.submit(tx, deliveries)
    return released
