"""Waking: what was held back is offered for release again when its time or its money has come."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Numeric, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from reelworks.domain.budgets import Hold
from reelworks.domain.errors import RateLimited, TooManyAtOnce, UploadLimit
from reelworks.domain.money import Usd
from reelworks.domain.services import OPENS_AFTER
from reelworks.orchestrator.engine import money

_MONEY = [Hold.VIDEO.value, Hold.CHANNEL.value, Hold.ALL.value, Hold.SPENDING.value]

# Steps whose time has come. Rows that another transaction holds are found the next time. The clock
# of the statement stands still, so the index is read up to it and no further.
DUE = text(
    """
    with due as (
      select id from steps
      where status = 'ready' and hold = 'time' and next_at <= statement_timestamp()
      order by next_at limit 1000 for no key update skip locked
    )
    update steps set hold = null from due where steps.id = due.id returning steps.service
    """
)

# The videos that have steps which wait for money.
WAITING = text(
    """
    select distinct task_id from steps
    where status = 'ready' and hold is not null and hold = any(:holds) limit 500
    """
)

AFFORDED = text(
    """
    with able as (
      select id from steps
      where task_id = :task and status = 'ready' and hold = any(:holds)
        and price_usd <= coalesce(:room, price_usd)
      order by id limit 20 for no key update skip locked
    )
    update steps set hold = null from able where steps.id = able.id returning steps.service
    """
).bindparams(bindparam("room", type_=Numeric(12, 6)))


# What a vendor's outage put off begins anew as soon as it answers again; who was told by the vendor
# when to come back waits until then. It was an outage when its breaker has been open: `failures` in
# a row (domain.services).
RECOVERED = text(
    """
    update steps set hold = null, attempt = 0, next_at = clock_timestamp()
    where service = :name and status = 'ready' and (hold is null or hold = 'time')
      and error ->> 'kind' = 'transient' and error ->> 'code' <> all(:told)
      and (select count(*) from (
             select from attempts where service = :name and vendor_fault
               and id > coalesce((select max(id) from attempts
                                  where service = :name and outcome = 'done'), 0)
             limit :failures) since) >= :failures
    """
)
_TOLD = [RateLimited.code, TooManyAtOnce.code, UploadLimit.code]


async def recovered(tx: AsyncConnection, service: str) -> None:
    """Something went well at a service: if it failed for everyone until now, that is over.

    To be called before that is on record.
    """
    asked = {"name": service, "told": _TOLD, "failures": OPENS_AFTER}
    await tx.execute(RECOVERED, asked)


async def wake(tx: AsyncConnection) -> set[str]:
    """Offer what may run again; returns the services that have something new to release."""
    services = set(await tx.scalars(DUE))
    tasks = [*await tx.scalars(WAITING, {"holds": _MONEY})]
    if tasks:
        services |= await _afforded(tx, tasks)
    return services


async def _afforded(tx: AsyncConnection, tasks: Sequence[int]) -> set[str]:
    purse = await money.left(tx, tasks)
    services: set[str] = set()
    for task in tasks:
        room = _least(purse, task)
        asked = {"task": task, "holds": _MONEY, "room": room}
        services |= set(await tx.scalars(AFFORDED, asked))
    return services


def _least(purse: money.Purse, task: int) -> Usd | None:
    """The tightest of a video's budgets; None: it has none."""
    rooms = [purse.left[account] for account in purse.accounts[task] if account in purse.left]
    return min(rooms, default=None)
