"""Settle: what a claimed step says and makes goes on record, while the worker has its lease."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.dml import ReturningInsert

from reelworks.domain.advancing import Deferred
from reelworks.domain.budgets import Hold
from reelworks.domain.errors import ScriptBroken
from reelworks.domain.money import FREE, Usd
from reelworks.domain.services import CPU
from reelworks.domain.steps import StepStatus, Stored
from reelworks.ops.sealing import is_sealed
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.database import transaction
from reelworks.orchestrator.engine import money, pace, uniqueness
from reelworks.orchestrator.engine.alerts import alert
from reelworks.orchestrator.engine.claim import Claim, held, pointing, settled
from reelworks.orchestrator.engine.events import record, recorded
from reelworks.orchestrator.engine.failing import attempt
from reelworks.orchestrator.engine.loading import undone_by
from reelworks.orchestrator.engine.pace import Wait
from reelworks.orchestrator.engine.transitions import change
from reelworks.orchestrator.engine.waking import recovered
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
        row = await held(tx, claimed)
        if row is None:
            return False
        if claimed.spec.service != CPU:
            await recovered(tx, claimed.spec.service)
        result_id = await _keep(tx, row, claimed, outcome, files)
        await _book(tx, row, claimed, outcome)
        _link(context, claimed, files)
        reviewed = row.approved_id is not None
        await settled(context, tx, claimed, result_id, reviewed=reviewed)
        return True


async def _keep(
    tx: AsyncConnection, row: Record, claimed: Claim, outcome: Outcome, files: Installed
) -> int:
    """Write the result, the attempt and the event, and point the step at it: all in one go."""
    made = _result(claimed, outcome, files).cte("made")
    told = recorded(
        claimed.owner,
        claimed.task_id,
        "step_settled",
        _facts(claimed, outcome),
        step_id=claimed.step_id,
    )
    pointed = pointing(claimed, select(made.c.id).scalar_subquery())
    kept = pointed.add_cte(attempt(row, outcome="done").cte("tried"), told.cte("told"))
    return int((await tx.execute(kept.returning(tables.steps.c.result_id))).scalar_one())


def _facts(claimed: Claim, outcome: Outcome) -> Mapping[str, object]:
    return {
        "key": claimed.spec.key,
        "take": claimed.take,
        "attempt": claimed.attempt,
        "seconds": round(outcome.seconds, 3),
        "cost_usd": str(outcome.cost),
        "warnings": outcome.facts.get("warnings", []),
    }


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


def _result(claimed: Claim, outcome: Outcome, files: Installed) -> ReturningInsert[tuple[int]]:
    over_all = "\n".join(f"{role} {files[role]['sha256']}" for role in sorted(files))
    return (
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


async def _book(tx: AsyncConnection, row: Record, claimed: Claim, outcome: Outcome) -> None:
    """Settle what was reserved, by the step itself or by the one that this one undoes."""
    if outcome.cost > FREE or row.price_usd > 0 or row.intent_at is not None:
        await money.settle(tx, claimed.spec.service, claimed.booking(outcome.cost))
    if row.undo:
        await money.free(tx, await undone_by(tx, row))


async def intend(
    context: Context, claimed: Claim, service: str, estimate: Usd
) -> Hold | Wait | bool:
    """Commit that a paid call is about to be made: True, go.

    False: the lease is gone. A hold: there is no money for it now. A wait: the channel has
    published enough for today. Then it must not be made. Raises NotUnique.
    """
    async with transaction(context.database) as tx:
        if await held(tx, claimed) is None:
            return False
        await uniqueness.check(tx, claimed.tenant, claimed.task_id, claimed.spec)
        enough = await pace.wait(tx, claimed.owner, claimed.step_id, claimed.spec)
        if enough is not None:
            return enough
        hold = await money.intend(tx, service, claimed.booking(estimate))
        its = update(tables.steps).where(tables.steps.c.id == claimed.step_id)
        if hold is not None:  # it waits until there is that much, not what the plan took it for
            await tx.execute(its.values(price_usd=estimate))
            return hold
        await tx.execute(its.values(intent_at=func.clock_timestamp()))
        return True


async def submitted(context: Context, claimed: Claim, job: str) -> bool:
    """Commit the vendor's job id the moment it exists. False: the lease is gone.

    An id that comes too late still is worth its money: it is kept where nobody has begun anew.
    """
    async with transaction(context.database) as tx:
        row = await held(tx, claimed)
        if row is not None:
            await _keep_job(tx, claimed, job)
            return True
        await _late(context, tx, claimed, job)
        return False


async def _keep_job(tx: AsyncConnection, claimed: Claim, job: str) -> None:
    await tx.execute(
        update(tables.steps).where(tables.steps.c.id == claimed.step_id).values(vendor_job=job)
    )


async def _late(context: Context, tx: AsyncConnection, claimed: Claim, job: str) -> None:
    s = tables.steps.c
    row = (await tx.execute(select(tables.steps).where(s.id == claimed.step_id))).one_or_none()
    waits = (StepStatus.READY.value, StepStatus.FAILED.value)
    facts = {"key": claimed.spec.key, "take": claimed.take, "job": job}
    if row is not None and row.vendor_job == job:
        return
    free = row is not None and row.vendor_job is None and row.intent_at is not None
    if row is not None and free and row.status in waits and row.take == claimed.take:
        await _keep_job(tx, claimed, job)
        await record(tx, claimed.owner, claimed.task_id, "job_found", facts, step_id=row.id)
        hurry = {"next_at": func.clock_timestamp(), "hold": None, "error": None}
        await tx.execute(update(tables.steps).where(s.id == row.id).values(hurry))
        await change(context, tx, row.task_id, Deferred(row.key), serve=row.service)
        return
    name = "An upload" if is_sealed(job) else f"The job {job}"
    said = f"{name} of {claimed.spec.key} was begun by a worker that had lost its lease."
    await record(tx, claimed.owner, claimed.task_id, "job_orphaned", facts)
    owner, task = claimed.owner, claimed.task_id
    await alert(tx, "job_orphaned", f"{task} {job}", said, owner=owner, task_id=task)


async def progressed(context: Context, claimed: Claim, done: float) -> None:
    """Keep how far a step has come; lost without harm."""
    async with transaction(context.database) as tx:
        t = tables.steps.c
        await tx.execute(
            update(tables.steps)
            .where(t.id == claimed.step_id, t.lease == claimed.lease)
            .values(progress=done)
        )
