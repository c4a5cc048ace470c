"""Settle: what became of a claimed step goes on record, if the lease still is the worker's own."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from reelworks.domain.errors import MachineError, OutcomeUnknown, ReelworksError, ScriptBroken
from reelworks.domain.money import Usd
from reelworks.domain.retry import LOST_LEASES, next_attempt
from reelworks.domain.steps import StepStatus, Stored
from reelworks.domain.tasks import Deferred, Failed
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.database import transaction
from reelworks.orchestrator.engine.claim import Claim, point_at, settled
from reelworks.orchestrator.engine.events import record
from reelworks.orchestrator.engine.transitions import change, lock
from reelworks.orchestrator.models import tables
from reelworks.orchestrator.models.record import Record

Installed = Mapping[str, Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a script made: files by role, still in its working folder."""

    files: Mapping[str, Path]
    facts: Mapping[str, object]
    cost: Usd
    request_id: str | None
    seconds: float


async def settle(context: Context, claimed: Claim, outcome: Outcome, files: Installed) -> bool:
    """Record a result whose files are installed. False: the lease is gone; nothing was changed."""
    async with transaction(context.database) as tx:
        if await _held(tx, claimed) is None:
            return False
        result_id = await _insert_result(tx, claimed, outcome, files)
        await _book(tx, claimed, outcome)
        _link(context, claimed, files)
        await point_at(tx, claimed, result_id)
        facts: dict[str, object] = {
            "key": claimed.spec.key,
            "take": claimed.take,
            "attempt": claimed.attempt,
        }
        facts |= {"seconds": round(outcome.seconds, 3), "cost_usd": str(outcome.cost)}
        facts |= {"warnings": outcome.facts.get("warnings", [])}
        await record(
            tx, claimed.owner, claimed.task_id, "step_settled", facts, step_id=claimed.step_id
        )
        await settled(context, tx, claimed, result_id)
        return True


def install(context: Context, claimed: Claim, outcome: Outcome) -> Installed:
    """Move a script's files into the store: what the result will say of each, by role.

    Under their content hash they overwrite nothing, so a worker whose lease is gone does no harm.
    """
    names = {output.role: output.path for output in claimed.spec.outputs}
    installed: dict[str, dict[str, object]] = {}
    for role, path in outcome.files.items():
        if role not in names:
            raise ScriptBroken(f"{claimed.spec.script} made a file that was not asked for: {role}.")
        size = path.stat().st_size
        stored = context.store.move_in(path)
        installed[role] = {
            "sha256": stored.sha256,
            "suffix": stored.suffix,
            "bytes": size,
            "path": names[role],
        }
    return installed


def _link(context: Context, claimed: Claim, files: Installed) -> None:
    """Readable names, given while the lease is held, so that only its holder can give them."""
    for file in files.values():
        stored = Stored(str(file["sha256"]), str(file["suffix"]))
        context.store.link(stored, claimed.channel, claimed.task, str(file["path"]))


async def _held(tx: AsyncConnection, claimed: Claim) -> Record | None:
    """The step's row, locked, if the lease still is the worker's own."""
    await lock(tx, claimed.task_id)
    t = tables.steps.c
    held = select(tables.steps).where(t.id == claimed.step_id, t.lease == claimed.lease)
    row: Record | None = (await tx.execute(held.with_for_update())).one_or_none()
    return row


async def _insert_result(
    tx: AsyncConnection,
    claimed: Claim,
    outcome: Outcome,
    files: Installed,
) -> int:
    over_all = "\n".join(f"{role} {files[role]['sha256']}" for role in sorted(files))
    added = await tx.execute(
        insert(tables.results)
        .values(
            tenant_id=claimed.tenant,
            channel_id=claimed.channel,
            task_id=claimed.task_id,
            step_id=claimed.step_id,
            take=claimed.take,
            fingerprint=claimed.fingerprint,
            files=files,
            facts=dict(outcome.facts),
            sha256=hashlib.sha256(over_all.encode()).hexdigest(),
            note=claimed.note,
            cost_usd=outcome.cost,
            request_id=outcome.request_id,
            seconds=outcome.seconds,
        )
        .returning(tables.results.c.id)
    )
    return int(added.scalar_one())


async def _book(tx: AsyncConnection, claimed: Claim, outcome: Outcome) -> None:
    """Settle what was reserved; a free step has nothing to book."""
    if not outcome.cost:
        return
    c = tables.costs.c
    await tx.execute(
        update(tables.costs)
        .where(c.step_id == claimed.step_id, c.state == "reserved")
        .values(state="settled", actual_usd=outcome.cost)
    )


async def fail(context: Context, claimed: Claim, error: ReelworksError) -> bool:
    """Record a failed attempt: due again on the ladder, or stopped. False: the lease is gone."""
    async with transaction(context.database) as tx:
        row = await _held(tx, claimed)
        if row is None:
            return False
        if not error.outcome_known and _may_have_bought(row):
            error = _outcome_unknown(claimed.spec.key, str(error))
        await _failed(context, tx, row, error)
        return True


async def _failed(
    context: Context, tx: AsyncConnection, row: Record, error: ReelworksError
) -> None:
    due = next_attempt(
        error.kind,
        attempt=row.attempt,
        now=datetime.now(UTC),
        chance=random.random(),  # noqa: S311  (jitter)
    )
    facts = {
        "code": error.code,
        "kind": error.kind.value,
        "message": error.message,
        "remedy": error.remedy,
        "details": error.details,
        "attempt": row.attempt,
        "next_at": None if due is None else due.isoformat(),
    }
    await _set_error(tx, row.id, facts, due)
    if error.outcome_known:
        await _release_reservation(tx, row.id)
    kind = "step_failed" if due is None else "step_deferred"
    told = {"key": row.key, "take": row.take, **facts}
    await record(tx, (row.tenant_id, row.channel_id), row.task_id, kind, told, step_id=row.id)
    event = Failed(row.key) if due is None else Deferred(row.key)
    await change(context, tx, row.task_id, event, serve=row.service)


def _may_have_bought(row: Record) -> bool:
    """The intent to pay is on record, and no job of the vendor's that one could ask about."""
    return row.intent_at is not None and row.vendor_job is None


def _outcome_unknown(key: str, why: str) -> OutcomeUnknown:
    return OutcomeUnknown(
        f"{key} may or may not have been bought: {why}",
        remedy="Look at the vendor's account; `reelworks retry` pays (again).",
    )


async def _release_reservation(tx: AsyncConnection, step_id: int) -> None:
    c = tables.costs.c
    await tx.execute(
        update(tables.costs)
        .where(c.step_id == step_id, c.state == "reserved")
        .values(state="released")
    )
    s = tables.steps.c
    await tx.execute(
        update(tables.steps).where(s.id == step_id, s.vendor_job.is_(None)).values(intent_at=None)
    )


async def _set_error(
    tx: AsyncConnection, step_id: int, facts: Mapping[str, object], due: datetime | None
) -> None:
    values: dict[str, object] = {"error": {**facts, "at": datetime.now(UTC).isoformat()}}
    if due is not None:
        values["next_at"] = due
    await tx.execute(update(tables.steps).where(tables.steps.c.id == step_id).values(values))


async def give_back(context: Context, claimed: Claim) -> bool:
    """A worker that stops returns its step unharmed: due at once, the attempt not counted."""
    async with transaction(context.database) as tx:
        row = await _held(tx, claimed)
        if row is None:
            return False
        if _may_have_bought(row):
            unknown = _outcome_unknown(row.key, "the worker was stopped after it began to pay.")
            await _failed(context, tx, row, unknown)
            return True
        await tx.execute(
            update(tables.steps)
            .where(tables.steps.c.id == row.id)
            .values(attempt=tables.steps.c.attempt - 1, next_at=func.clock_timestamp())
        )
        facts = {"key": row.key, "take": row.take}
        await record(tx, claimed.owner, row.task_id, "step_returned", facts, step_id=row.id)
        await change(context, tx, row.task_id, Deferred(row.key), serve=row.service)
        return True


async def lose(context: Context, step_id: int) -> None:
    """Take a step from a worker that is gone; its lease ends, and the step is due at once."""
    async with transaction(context.database) as tx:
        t = tables.steps.c
        task_id = await tx.scalar(select(t.task_id).where(t.id == step_id))
        if task_id is None:
            return
        await lock(tx, task_id)
        row = (await tx.execute(select(tables.steps).where(t.id == step_id))).one()
        if row.status not in (StepStatus.RUNNING.value, StepStatus.RELEASED.value):
            return
        facts = {"key": row.key, "take": row.take, "attempt": row.attempt}
        owner = (row.tenant_id, row.channel_id)
        await record(tx, owner, task_id, "step_lost", facts, step_id=step_id)
        if _may_have_bought(row):
            unknown = _outcome_unknown(row.key, "its worker was lost after it began to pay.")
            await _failed(context, tx, row, unknown)
        elif row.status == StepStatus.RUNNING.value and row.attempt >= LOST_LEASES:
            await _failed(context, tx, row, _poison(row.attempt))
        else:
            await change(context, tx, task_id, Deferred(row.key), serve=row.service)


def _poison(attempts: int) -> MachineError:
    return MachineError(
        f"{attempts} workers were lost while they ran this step.",
        remedy="Look at memory and logs, then `reelworks retry`.",
    )


async def intend(context: Context, claimed: Claim, service: str, estimate: Decimal) -> bool:
    """Commit that a paid call is about to be made. False: the lease is gone, so do not make it."""
    async with transaction(context.database) as tx:
        if await _held(tx, claimed) is None:
            return False
        await tx.execute(
            update(tables.steps)
            .where(tables.steps.c.id == claimed.step_id)
            .values(intent_at=func.clock_timestamp())
        )
        await tx.execute(
            insert(tables.costs).values(
                tenant_id=claimed.tenant,
                channel_id=claimed.channel,
                task_id=claimed.task_id,
                step_id=claimed.step_id,
                service=service,
                attempt=claimed.attempt,
                estimated_usd=estimate,
                state="reserved",
            )
        )
        return True


async def submitted(context: Context, claimed: Claim, job: str) -> bool:
    """Commit the vendor's job id the moment it exists."""
    async with transaction(context.database) as tx:
        if await _held(tx, claimed) is None:
            return False
        await tx.execute(
            update(tables.steps).where(tables.steps.c.id == claimed.step_id).values(vendor_job=job)
        )
        return True


async def progressed(context: Context, claimed: Claim, done: float) -> None:
    """Keep how far a step has come; lost without harm."""
    async with transaction(context.database) as tx:
        t = tables.steps.c
        await tx.execute(
            update(tables.steps)
            .where(t.id == claimed.step_id, t.lease == claimed.lease)
            .values(progress=done)
        )
