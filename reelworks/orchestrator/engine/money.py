"""Money: what steps reserve before they run, what they settle after, and what is left to spend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from reelworks.domain.budgets import Account, Hold, Priced, Rooms
from reelworks.domain.money import FREE, Usd, shown
from reelworks.orchestrator.engine.alerts import alert
from reelworks.orchestrator.models import tables

# Budgets of a day begin at midnight UTC. A clock that stands still in a statement can be looked up
# in an index; clock_timestamp() would have every booking of the past read.
TODAY = "date_trunc('day', statement_timestamp(), 'UTC')"

# What is left of the budgets that these videos draw on; null where there is no budget.
ROOMS = text(
    f"""
    select t.id as task_id, t.tenant_id, t.channel_id, n.spending_stopped_at is not null as stopped,
      (c.settings #>> '{{budget,per_video}}')::numeric
        - (select coalesce(sum(usd), 0) from costs where task_id = t.id) as video,
      (c.settings #>> '{{budget,per_day}}')::numeric
        - (select coalesce(sum(usd), 0) from costs
           where tenant_id = t.tenant_id and channel_id = t.channel_id and at >= {TODAY})
        as channel,
      n.budget_per_day
        - (select coalesce(sum(usd), 0) from costs
           where tenant_id = t.tenant_id and at >= {TODAY}) as everything
    from tasks t
    join channels c on c.tenant_id = t.tenant_id and c.channel_id = t.channel_id
    join tenants n on n.tenant_id = t.tenant_id
    where t.id = any(:tasks)
    """  # noqa: S608  (the day is a constant)
)

# Two services may draw on one budget at the same moment: one after the other.
_LOCK = text("select pg_advisory_xact_lock(hashtextextended('budgets', 0))")


@dataclass(frozen=True, slots=True)
class Purse:
    """What is left of each budget that there is, and the budgets of each video."""

    left: Rooms
    accounts: Mapping[int, tuple[Account, ...]]


UNASKED = Purse({}, {})  # for steps that cost nothing


def accounts(tenant: str, channel: str, task_id: int) -> tuple[Account, ...]:
    """The budgets that a step of this video draws on."""
    return (
        Account(Hold.SPENDING, tenant),
        Account(Hold.VIDEO, str(task_id)),
        Account(Hold.CHANNEL, f"{tenant}/{channel}"),
        Account(Hold.ALL, tenant),
    )


async def rooms(tx: AsyncConnection, steps: Sequence[Priced]) -> Purse:
    """What is left for these steps; nobody else reserves until this transaction ends."""
    await tx.execute(_LOCK)
    tasks = {int(account.name) for step in steps for account in step.accounts
             if account.hold is Hold.VIDEO}  # fmt: skip
    return await left(tx, sorted(tasks))


async def left(tx: AsyncConnection, tasks: Sequence[int]) -> Purse:
    """What is left of the budgets that these videos draw on."""
    rows = [*await tx.execute(ROOMS, {"tasks": list(tasks)})]
    found: dict[Account, Usd] = {}
    its = {row.task_id: accounts(row.tenant_id, row.channel_id, row.task_id) for row in rows}
    for row in rows:
        amounts = (FREE if row.stopped else None, row.video, row.channel, row.everything)
        named = zip(its[row.task_id], amounts, strict=True)
        found |= {account: Usd(amount) for account, amount in named if amount is not None}
    return Purse(found, its)


@dataclass(frozen=True, slots=True)
class Booking:
    """A step that is about to cost: whose it is, which attempt, and its price."""

    step_id: int
    task_id: int
    tenant: str
    channel: str
    attempt: int
    price: Usd


async def reserve(tx: AsyncConnection, service: str, bookings: Sequence[Booking]) -> None:
    """Set the price of each step aside."""
    rows = [
        {
            "tenant_id": booking.tenant,
            "channel_id": booking.channel,
            "task_id": booking.task_id,
            "step_id": booking.step_id,
            "service": service,
            "attempt": booking.attempt,
            "estimated_usd": booking.price,
            "state": "reserved",
        }
        for booking in bookings
    ]
    if rows:  # what is reserved already is not reserved twice
        await tx.execute(upsert(tables.costs).on_conflict_do_nothing(), rows)


async def intend(tx: AsyncConnection, service: str, booking: Booking) -> Hold | None:
    """Reserve what a script says it is about to pay; the reason when that may not be paid.

    What was reserved at its release counts as its own.
    """
    await tx.execute(_LOCK)
    purse, before = await left(tx, [booking.task_id]), await reserved(tx, booking.step_id)
    more = Usd(booking.price - (before or FREE))
    for account, room in purse.left.items():
        asked = booking.price if account.hold is Hold.SPENDING else more
        if asked > max(room, FREE):
            return account.hold
    if before is None:
        await reserve(tx, service, [booking])
    else:
        await _close(tx, booking.step_id, estimated_usd=booking.price)
    return None


async def reserved(tx: AsyncConnection, step_id: int) -> Usd | None:
    """What is set aside for a step; None: nothing is."""
    c = tables.costs.c
    amount = await tx.scalar(
        select(c.estimated_usd).where(c.step_id == step_id, c.state == "reserved")
    )
    return None if amount is None else Usd(amount)


async def settle(tx: AsyncConnection, service: str, booking: Booking) -> None:
    """Book what a step really cost, in place of what was reserved; tell when that is too much."""
    before = await reserved(tx, booking.step_id)
    if before is None and booking.price > FREE:
        await reserve(tx, service, [booking])
    await _close(tx, booking.step_id, state="settled", actual_usd=booking.price)
    if booking.price > (before or FREE):
        await _tell_overrun(tx, booking)


async def free(tx: AsyncConnection, step_id: int) -> None:
    """Give back what a step has reserved: nothing was paid."""
    await _close(tx, step_id, state="released")


async def doubt(tx: AsyncConnection, step_id: int) -> None:
    """Nobody knows whether it was paid: it counts as if it had been."""
    await _close(tx, step_id, state="unknown")


async def _close(tx: AsyncConnection, step_id: int, **values: object) -> None:
    c = tables.costs.c
    reserved = update(tables.costs).where(c.step_id == step_id, c.state == "reserved")
    await tx.execute(reserved.values(**values))


async def _tell_overrun(tx: AsyncConnection, booking: Booking) -> None:
    purse = await left(tx, [booking.task_id])
    for account, room in purse.left.items():
        if room < FREE:
            said = (
                f"The budget {_of(account)} is overrun by {shown(Usd(-room))} USD: a step cost "
                "more than it was expected to. No paid step starts on that budget."
            )
            await _alert(tx, "budget_overrun", account, said)


async def tell_held(tx: AsyncConnection, held: Mapping[Account, Usd]) -> None:
    """Say once that a budget has no room for a step that is ready; `held` has the step's price."""
    for account, price in held.items():
        if account.hold is Hold.SPENDING:
            continue  # who stopped it knows
        said = f"The budget {_of(account)} has no room for a step of {shown(price)} USD: it waits."
        await _alert(tx, "budget_reached", account, said)


def _of(account: Account) -> str:
    match account.hold:
        case Hold.VIDEO:
            return f"of video {account.name}"
        case Hold.CHANNEL:
            return f"of channel {account.name.partition('/')[2]} for today"
        case _:
            return "of all channels for today"


async def _alert(tx: AsyncConnection, kind: str, account: Account, said: str) -> None:
    day = (await tx.execute(text(f"select ({TODAY})::date"))).scalar_one()
    subject = f"{account.hold.value} {account.name}"
    is_video = account.hold is Hold.VIDEO
    await alert(tx, kind, subject if is_video else f"{subject} {day}", said)
