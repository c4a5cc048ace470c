"""Release: choose what may run now, and hand it to the carrier in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import BigInteger, Integer, SmallInteger, column, text
from sqlalchemy.ext.asyncio import AsyncConnection

from reelworks.orchestrator.context import Context
from reelworks.orchestrator.engine.carrier import Delivery

# One service at a time: two releases of the same service would both see the same free slots.
_LOCK = text("select pg_advisory_xact_lock(hashtextextended('release:' || :service, 0))")

# Ready and due steps of one service, as many as it has free slots: by priority, then by fair share
# between channels (who has least in hand first), then who was served longest ago, then oldest.
# Rows that another transaction holds are skipped: that transaction releases them itself.
_RELEASE = text(
    """
    with capacity as (
      select case when coalesce(bool_or(l.paused), false) then 0
                  else coalesce(max(l.concurrency), (
                    select coalesce(sum((w.slots ->> :service)::int), 0) from workers w
                    where w.heartbeat_at > clock_timestamp() - make_interval(secs => :lease_s)))
             end as slots
      from (select 1) one left join limits l on l.service = :service and l.channel_id = '*'
    ),
    active as (
      select channel_id, count(*) as n from steps
      where service = :service and status in ('released', 'running') group by channel_id
    ),
    waiting as (
      select distinct channel_id from steps
      where service = :service and status = 'ready' and next_at <= clock_timestamp()
    ),
    candidate as (
      select j.id, j.priority, w.channel_id, coalesce(a.n, 0) + j.nth as share
      from waiting w
      left join active a using (channel_id)
      left join limits own on own.service = :service and own.channel_id = w.channel_id
      cross join lateral (
        select id, priority, row_number() over (order by priority desc, id) as nth
        from (select id, priority from steps
              where service = :service and channel_id = w.channel_id and status = 'ready'
                and next_at <= clock_timestamp()
              order by priority desc, id
              limit (select slots from capacity)) first
      ) j
      where not coalesce(own.paused, false)
        and coalesce(a.n, 0) + j.nth <= coalesce(own.concurrency, 2147483647)
    ),
    served as (
      select channel_id, max(released_at) as last from steps
      where service = :service and status in ('released', 'running') group by channel_id
    ),
    chosen as (
      select c.id from candidate c left join served s using (channel_id)
      order by c.priority desc, c.share, s.last nulls first, c.id
      limit greatest((select slots from capacity)
                     - (select coalesce(sum(n), 0) from active), 0)
    ),
    free as (
      select id from steps where id in (select id from chosen) and status = 'ready'
      for update skip locked
    )
    update steps set status = 'released', released_at = clock_timestamp(), releases = releases + 1
    from free where steps.id = free.id
    returning steps.id, steps.releases, steps.priority
    """
).columns(column("id", BigInteger), column("releases", Integer), column("priority", SmallInteger))


async def release(context: Context, tx: AsyncConnection, services: Iterable[str]) -> None:
    """Release what each service has room for. Safe to repeat."""
    for service in sorted(set(services)):
        await tx.execute(_LOCK, {"service": service})
        rows = await tx.execute(_RELEASE, {"service": service, "lease_s": context.lease_s})
        deliveries = [Delivery(row.id, row.releases, service, row.priority) for row in rows]
        if deliveries:
            await context.carrier.submit(tx, deliveries)
