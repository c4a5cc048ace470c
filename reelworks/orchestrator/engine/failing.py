"""Failing: what an attempt that went wrong means for its step: later, never, or ask a person."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Insert, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from reelworks.domain.advancing import Deferred, Failed
from reelworks.domain.budgets import Hold
from reelworks.domain.errors import (
    BadInput,
    Busy,
    FailureKind,
    Fault,
    MachineError,
    OutcomeUnknown,
    RateLimited,
    ReelworksError,
)
from reelworks.domain.money import FREE
from reelworks.domain.retry import LADDER, LOST_LEASES, next_attempt
from reelworks.domain.services import Health, next_reset, quota_day
from reelworks.domain.steps import StepStatus
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.database import transaction
from reelworks.orchestrator.engine import capacity, codec, money
from reelworks.orchestrator.engine.alerts import alert
from reelworks.orchestrator.engine.claim import Claim, held
from reelworks.orchestrator.engine.events import record
from reelworks.orchestrator.engine.loading import lock_of_step, undone_by
from reelworks.orchestrator.engine.pace import Wait
from reelworks.orchestrator.engine.transitions import change
from reelworks.orchestrator.models import tables
from reelworks.orchestrator.models.record import Record


async def fail(context: Context, claimed: Claim, error: ReelworksError) -> bool:
    """Record a failed attempt: due again on the ladder, or stopped. False: the lease is gone."""
    async with transaction(context.database) as tx:
        row = await held(tx, claimed)
        if row is None:
            return False
        if not error.outcome_known and _may_have_bought(row):
            await _unknown(context, tx, row, str(error))
        else:
            await _failed(context, tx, row, error)
        return True


async def give_back(context: Context, claimed: Claim) -> bool:
    """A worker that stops returns its step unharmed: due at once, the attempt not counted."""
    async with transaction(context.database) as tx:
        row = await held(tx, claimed)
        if row is None:
            return False
        if _may_have_bought(row):
            await _unknown(context, tx, row, "the worker was stopped after it began to pay.")
            return True
        await _return(context, tx, row)
        return True


async def withhold(context: Context, claimed: Claim, hold: Hold | None) -> bool:
    """The step may not go on now: it waits until it may, no attempt counted.

    None: its channel's lane at the service is paused, so nothing releases it until that resumes.
    """
    async with transaction(context.database) as tx:
        row = await held(tx, claimed)
        if row is None:
            return False
        await _return(context, tx, row, hold=None if hold is None else hold.value)
        return True


async def pace(context: Context, claimed: Claim, wait: Wait) -> bool:
    """The step may not go on before a time; nothing came of it, and no quota was used."""
    async with transaction(context.database) as tx:
        row = await held(tx, claimed)
        if row is None:
            return False
        now = await capacity.now(tx)
        error = Busy(wait.why[:1].upper() + wait.why[1:])
        facts = _facts(error, row, wait.until)
        waits = {"hold": Hold.TIME.value, "next_at": wait.until}
        await _return(context, tx, row, **waits, error={**facts, "at": now.isoformat()})
        await capacity.refund(tx, row.service, row.units, row.released_at)
        return True


@dataclass(frozen=True, slots=True)
class Lost:
    """A released or running step that somebody found lost: `releases` says which time it was."""

    step_id: int
    status: str
    releases: int


async def lose(context: Context, lost: Lost) -> None:
    """Take a step from a worker that is gone; its lease ends, and the step is due at once.

    Nothing happens when somebody else did so before: it may be in other hands by now.
    """
    async with transaction(context.database) as tx:
        task_id = await lock_of_step(tx, lost.step_id)
        if task_id is None:
            return
        query = select(tables.steps).where(tables.steps.c.id == lost.step_id)
        row = (await tx.execute(query)).one()
        if (row.status, row.releases) != (lost.status, lost.releases):
            return
        facts = {"key": row.key, "take": row.take, "attempt": row.attempt}
        await record(tx, _owner(row), task_id, "step_lost", facts, step_id=row.id)
        begun = row.status == StepStatus.RUNNING.value
        if begun and _may_have_bought(row):
            await _unknown(context, tx, row, "its worker was lost after it began to pay.")
        elif begun and row.attempt >= LOST_LEASES:
            await _failed(context, tx, row, _poison(row.attempt))
        else:
            await _undone(tx, row)
            await change(context, tx, task_id, Deferred(row.key), serve=row.service)


async def _return(context: Context, tx: AsyncConnection, row: Record, **values: object) -> None:
    """Put a step back as it was before it was claimed."""
    await _undone(tx, row)
    values = {"attempt": row.attempt - 1, "next_at": func.clock_timestamp(), **values}
    await _set(tx, row.id, **values)
    facts = {"key": row.key, "take": row.take, **({"hold": h} if (h := values.get("hold")) else {})}
    await record(tx, _owner(row), row.task_id, "step_returned", facts, step_id=row.id)
    await change(context, tx, row.task_id, Deferred(row.key), serve=row.service)


async def _undone(tx: AsyncConnection, row: Record) -> None:
    """Nothing came of the release: what was reserved and counted for it is free again."""
    if row.vendor_job is None and row.intent_at is None:
        await money.free(tx, row.id)
    if row.status == StepStatus.RELEASED.value:
        await capacity.refund(tx, row.service, row.units, row.released_at)


async def _failed(
    context: Context, tx: AsyncConnection, row: Record, error: ReelworksError
) -> None:
    now = await capacity.now(tx)
    not_before = await _not_before(tx, row, error, now)
    chance = random.random()  # noqa: S311  (jitter)
    due = next_attempt(
        error.kind,
        attempt=row.attempt,
        now=now,
        chance=chance,
        not_before=not_before,
        speed=context.speed,
    )
    if due is None and await _is_out(context, tx, row, error):
        due = now + LADDER[-1] / context.speed
    if row.vendor_job is None or error.job_over or _given_up(row, error):
        await _set(tx, row.id, vendor_job=None, intent_at=None)
        await _book(tx, row, error)
    asleep = not_before if error.kind is FailureKind.EXHAUSTED else None
    await _attempted(tx, row, error, asleep)
    await _tell(tx, row, error, due, asleep)
    await _later(context, tx, row, error, now=now, due=due)


async def _is_out(
    context: Context, tx: AsyncConnection, row: Record, error: ReelworksError
) -> bool:
    """The vendor fails for everyone: that no step is to blame for, and no person can mend."""
    if error.kind is not FailureKind.TRANSIENT or error.fault is not Fault.VENDOR:
        return False
    return (await capacity.read(context, tx, row.service)).breaker.health is not Health.CLOSED


async def _book(tx: AsyncConnection, row: Record, error: ReelworksError) -> None:
    """A vendor may charge for an answer that nobody can use; else what was reserved is free.

    A job that was bought and is given up for another reason than its own end counts as paid.
    """
    if error.spent == FREE:
        await (money.doubt if _given_up(row, error) else money.free)(tx, row.id)
        return
    owner = _owner(row)
    booking = money.Booking(row.id, row.task_id, *owner, row.attempt, error.spent)
    await money.settle(tx, row.service, booking)


def _given_up(row: Record, error: ReelworksError) -> bool:
    """The vendor will not hear of the job that was bought, so there is nothing to wait for."""
    return row.vendor_job is not None and isinstance(error, BadInput)


async def _later(
    context: Context,
    tx: AsyncConnection,
    row: Record,
    error: ReelworksError,
    *,
    now: datetime,
    due: datetime | None,
) -> None:
    """Keep the error with the step, which is due again then, or stopped (None)."""
    facts = _facts(error, row, due)
    values: dict[str, object] = {"error": {**facts, "at": now.isoformat()}}
    if due is None and row.undo:
        await money.doubt(tx, await undone_by(tx, row))
    if due is not None:
        values |= {"next_at": due, "hold": Hold.TIME.value}
    await _set(tx, row.id, **values)
    kind = "step_failed" if due is None else "step_deferred"
    told = {"key": row.key, "take": row.take, **facts}
    await record(tx, _owner(row), row.task_id, kind, told, step_id=row.id)
    event = Failed(row.key) if due is None else Deferred(row.key)
    await change(context, tx, row.task_id, event, serve=row.service)


def _facts(error: ReelworksError, row: Record, due: datetime | None) -> dict[str, object]:
    """What is kept of an error, with the time when it is tried again."""
    return {
        "code": error.code,
        "kind": error.kind.value,
        "message": error.message,
        "remedy": error.remedy,
        "details": error.details,
        "attempt": row.attempt,
        "next_at": None if due is None else due.isoformat(),
    }


async def _not_before(
    tx: AsyncConnection, row: Record, error: ReelworksError, now: datetime
) -> datetime | None:
    """The vendor's word on when to come back; a quota without one resets at its next midnight."""
    if error.retry_after_s is not None:
        return now + timedelta(seconds=error.retry_after_s)
    if error.kind is FailureKind.EXHAUSTED:
        return next_reset(now, await capacity.zone(tx, row.service))
    return None


async def _unknown(context: Context, tx: AsyncConnection, row: Record, why: str) -> None:
    """A paid call went out and nobody knows what came of it.

    Where the vendor can be asked, the next attempt asks first. A small price is risked again, and
    booked as if it had been paid. Otherwise a person is asked.
    """
    now = await capacity.now(tx)
    error = OutcomeUnknown(
        f"{row.key} may or may not have been bought: {why}",
        remedy="Look at the vendor's account; `reelworks retry` pays (again).",
    )
    due = next_attempt(
        FailureKind.TRANSIENT, attempt=row.attempt, now=now, chance=0.0, speed=context.speed
    )
    if not row.spec.get("askable", False):
        if due is not None and await _may_risk(tx, row):
            await money.doubt(tx, row.id)
            await _set(tx, row.id, intent_at=None)
        else:
            due = None
    await _attempted(tx, row, error, None)
    await _tell(tx, row, error, due, None)
    await _later(context, tx, row, error, now=now, due=due)


async def _may_risk(tx: AsyncConnection, row: Record) -> bool:
    """The channel would rather pay this little twice than be asked."""
    reserved = await money.reserved(tx, row.id)
    c = tables.channels.c
    settings = await tx.scalar(
        select(c.settings).where(c.tenant_id == row.tenant_id, c.channel_id == row.channel_id)
    )
    most = codec.channel_from_json(settings).budget.unknown_retry_max
    return reserved is not None and reserved <= most


async def _attempted(
    tx: AsyncConnection, row: Record, error: ReelworksError, asleep: datetime | None
) -> None:
    """Put the attempt on record; what the vendor did wrong counts for its circuit breaker."""
    transient = error.kind is FailureKind.TRANSIENT
    await tx.execute(
        attempt(
            row,
            outcome=error.kind.value,
            code=error.code,
            vendor_fault=transient and error.fault is Fault.VENDOR,
            asleep_until=asleep,
        )
    )


def attempt(row: Record, **outcome: object) -> Insert:
    """The statement that puts on record how an attempt of a step ended."""
    about = {
        "tenant_id": row.tenant_id,
        "channel_id": row.channel_id,
        "task_id": row.task_id,
        "step_id": row.id,
        "service": row.service,
        "take": row.take,
        "attempt": row.attempt,
        "started_at": row.started_at,
    }
    return insert(tables.attempts).values(**about, **outcome)


async def _tell(
    tx: AsyncConnection,
    row: Record,
    error: ReelworksError,
    due: datetime | None,
    asleep: datetime | None,
) -> None:
    """Let a person hear of what will not mend itself, and of a quota that is used up."""
    if asleep is not None:
        day = quota_day(await capacity.now(tx), await capacity.zone(tx, row.service))
        await capacity.tell_exhausted(tx, row.service, asleep, day)
    if isinstance(error, RateLimited):
        await capacity.tell_rate_limited(tx, row.service, str(error))
    if due is None:
        kind = "retries_used_up" if error.kind is FailureKind.TRANSIENT else "step_failed"
        subject = f"{row.task_id} {row.key} take {row.take} attempt {row.attempt} {row.releases}"
        said = f"{row.key} has failed: {error}"
        await alert(tx, kind, subject, said, owner=_owner(row), task_id=row.task_id)


async def _set(tx: AsyncConnection, step_id: int, **values: object) -> None:
    await tx.execute(update(tables.steps).where(tables.steps.c.id == step_id).values(**values))


def _may_have_bought(row: Record) -> bool:
    """The intent to pay is on record, and no job of the vendor's that one could wait for."""
    return row.intent_at is not None and row.vendor_job is None


def _owner(row: Record) -> tuple[str, str]:
    return row.tenant_id, row.channel_id


def _poison(attempts: int) -> MachineError:
    return MachineError(
        f"{attempts} workers were lost while they ran this step.",
        remedy="Look at memory and logs, then `reelworks retry`.",
    )
