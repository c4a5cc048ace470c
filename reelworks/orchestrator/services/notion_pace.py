"""Notion's pace: never more than three requests in any second, over all processes.

A request holds one of three slots, and the slot rests for a second after the answer is there.
So however long a request is on its way, no second at Notion ever sees a fourth one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Interval, bindparam, text

from reelworks.orchestrator.context import Context
from reelworks.orchestrator.database import transaction

SLOTS = 3
REST = timedelta(seconds=1.02)  # a second, and what the clocks of two machines drift in it

_ADD = text(
    f"""
    insert into notion_slots (tenant_id, number) select :tenant, generate_series(1, {SLOTS})
    on conflict do nothing
    """
)

# Who is in no hurry leaves one slot to those who are.
_TAKE = text(
    """
    with free as (
      select number from notion_slots
      where tenant_id = :tenant and free_at <= clock_timestamp()
        and closed_until <= clock_timestamp()
        and (select count(*) from notion_slots
             where tenant_id = :tenant and free_at <= clock_timestamp()) > :left
      order by free_at limit 1 for update skip locked)
    update notion_slots s set free_at = clock_timestamp() + :hold, lease = lease + 1
    from free where s.tenant_id = :tenant and s.number = free.number
    returning s.number, s.lease
    """
).bindparams(bindparam("hold", type_=Interval))

_WAIT = text(
    """
    select extract(epoch from
      (array_agg(greatest(free_at, closed_until) order by greatest(free_at, closed_until)))
      [1 + :left] - clock_timestamp())
    from notion_slots where tenant_id = :tenant
    """
)

_GIVE = text(
    """
    update notion_slots set free_at = clock_timestamp() + :rest
    where tenant_id = :tenant and number = :number and lease = :lease
    """
).bindparams(bindparam("rest", type_=Interval))

_CLOSE = text(
    """
    update notion_slots set closed_until = greatest(closed_until, clock_timestamp() + :wait)
    where tenant_id = :tenant
    """
).bindparams(bindparam("wait", type_=Interval))


@dataclass(frozen=True, slots=True)
class Slot:
    """The right to send one request."""

    number: int
    lease: int


async def take(context: Context, *, hold: timedelta, hurry: bool) -> Slot | float:
    """A slot for a request that ends within `hold`; or the seconds after which to ask again."""
    mine = {"tenant": context.tenant, "left": 0 if hurry else 1}
    async with transaction(context.database) as tx:
        found = (await tx.execute(_TAKE, {**mine, "hold": hold})).one_or_none()
        if found is not None:
            return Slot(found.number, found.lease)
        wait = await tx.scalar(_WAIT, mine)
        if wait is None:
            await tx.execute(_ADD, {"tenant": context.tenant})
    return 0.0 if wait is None else float(wait)


async def give(context: Context, slot: Slot) -> None:
    """The answer is there: the slot rests, then it is free."""
    its = {"tenant": context.tenant, "number": slot.number, "lease": slot.lease, "rest": REST}
    async with transaction(context.database) as tx:
        await tx.execute(_GIVE, its)


async def close(context: Context, wait: timedelta) -> None:
    """Notion has asked us to stay away for so long: everybody does."""
    async with transaction(context.database) as tx:
        await tx.execute(_CLOSE, {"tenant": context.tenant, "wait": wait})
