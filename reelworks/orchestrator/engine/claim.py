"""Claim: take a lease on a released step, and work out what its script is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import assert_never
from uuid import UUID

from sqlalchemy import ScalarSelect, Update, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from reelworks.domain.advancing import Settled
from reelworks.domain.errors import NotFound
from reelworks.domain.money import Usd
from reelworks.domain.stages import Label
from reelworks.domain.steps import (
    Arg,
    Document,
    Ref,
    StepSpec,
    StepStatus,
    Stored,
    fingerprint,
    refs,
    seed_of_take,
)
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.database import transaction
from reelworks.orchestrator.engine import codec, money
from reelworks.orchestrator.engine.events import record, recorded
from reelworks.orchestrator.engine.loading import lock, lock_of_step
from reelworks.orchestrator.engine.money import Booking
from reelworks.orchestrator.engine.recall import keep_approval, recall
from reelworks.orchestrator.engine.transitions import change
from reelworks.orchestrator.models import tables
from reelworks.orchestrator.models.record import Record

Files = Mapping[Ref, Stored | None]


@dataclass(frozen=True, slots=True)
class Claim:
    """A step in hand. `files` maps its refs to what they stand for now."""

    step_id: int
    task_id: int
    tenant: str
    channel: str
    task: str
    lease: UUID
    attempt: int
    take: int
    note: str
    spec: StepSpec
    fingerprint: str
    files: Files
    vendor_job: str | None
    unsure: bool  # an earlier attempt may have bought this already: ask the vendor first
    started_at: datetime

    @property
    def owner(self) -> tuple[str, str]:
        return self.tenant, self.channel

    def booking(self, price: Usd) -> Booking:
        """What this attempt costs, for whoever pays."""
        return Booking(self.step_id, self.task_id, self.tenant, self.channel, self.attempt, price)


async def claim(context: Context, step_id: int, lease: UUID, worker: UUID) -> Claim | None:
    """Take the step, if it still is released; None when there is nothing (left) to run.

    A step whose result exists already (same fingerprint, same take) is settled here and now.
    """
    async with transaction(context.database) as tx:
        task_id = await lock_of_step(tx, step_id)
        if task_id is None:
            return None
        row = await _take(tx, step_id, lease, worker)
        if row is None:
            return None
        if row.label == Label.QUEUED.value:
            await _relabel(tx, row)
        claimed = await _claimed(context, tx, row)
        if await _reuse(context, tx, claimed) or await recall(context, tx, claimed):
            return None
        await _begin(tx, claimed)
        return claimed


async def _begin(tx: AsyncConnection, claimed: Claim) -> None:
    facts = {"key": claimed.spec.key, "take": claimed.take, "attempt": claimed.attempt}
    told = recorded(claimed.owner, claimed.task_id, "step_started", facts, step_id=claimed.step_id)
    begun = update(tables.steps).where(tables.steps.c.id == claimed.step_id)
    fingerprinted = begun.values(fingerprint=claimed.fingerprint)
    await tx.execute(fingerprinted.add_cte(told.cte("told")))


async def held(tx: AsyncConnection, claimed: Claim) -> Record | None:
    """The step's row, its task locked, if the lease still is the worker's own."""
    await lock(tx, claimed.task_id)
    t = tables.steps.c
    mine = select(tables.steps).where(t.id == claimed.step_id, t.lease == claimed.lease)
    row: Record | None = (await tx.execute(mine.with_for_update(key_share=True))).one_or_none()
    return row


async def _take(tx: AsyncConnection, step_id: int, lease: UUID, worker: UUID) -> Record | None:
    t = tables.steps.c
    its = tables.tasks.c.id == t.task_id
    name = select(tables.tasks.c.name).where(its).scalar_subquery()
    label = select(tables.tasks.c.label).where(its).scalar_subquery()
    taken = (
        update(tables.steps)
        .where(t.id == step_id, t.status == StepStatus.RELEASED.value)
        .values(
            status=StepStatus.RUNNING.value,
            lease=lease,
            worker_id=worker,
            attempt=t.attempt + 1,
            started_at=func.clock_timestamp(),
            progress=0.0,
        )
        .returning(tables.steps, name.label("task"), label.label("label"))
    )
    row: Record | None = (await tx.execute(taken)).one_or_none()
    return row


async def _relabel(tx: AsyncConnection, row: Record) -> None:
    """The first step of a queued video has begun."""
    claimed = Label.CLAIMED.value
    task = update(tables.tasks).where(tables.tasks.c.id == row.task_id)
    await tx.execute(task.values(label=claimed))
    owner = (row.tenant_id, row.channel_id)
    await record(tx, owner, row.task_id, "label_changed", {"label": claimed})


async def _claimed(context: Context, tx: AsyncConnection, row: Record) -> Claim:
    spec = codec.spec_from_json(row.spec)
    files = await files_for(tx, row.task_id, spec)
    hashes = {ref: None if file is None else file.sha256 for ref, file in files.items()}
    version = context.versions[spec.script]
    return Claim(
        step_id=row.id,
        task_id=row.task_id,
        tenant=row.tenant_id,
        channel=row.channel_id,
        task=row.task,
        lease=row.lease,
        attempt=row.attempt,
        take=row.take,
        note=row.note,
        spec=spec,
        fingerprint=fingerprint(spec, script_version=version, inputs=hashes, note=row.note),
        files=files,
        vendor_job=row.vendor_job,
        unsure=row.intent_at is not None and row.vendor_job is None,
        started_at=row.started_at,
    )


async def files_for(tx: AsyncConnection, task_id: int, spec: StepSpec) -> Files:
    """What the step's refs stand for now."""
    wanted = set(refs(spec.args))
    if not wanted:
        return {}
    t = tables.steps.c
    rows = await tx.execute(
        select(t.key, tables.results.c.files)
        .join(tables.results, tables.results.c.id == t.result_id)
        .where(t.task_id == task_id, t.key.in_({ref.step for ref in wanted}))
    )
    made = {row.key: row.files for row in rows}
    return {ref: _stored(made[ref.step].get(ref.role)) for ref in wanted}


def _stored(file: Mapping[str, str] | None) -> Stored | None:
    return None if file is None else Stored(file["sha256"], file["suffix"])


async def _reuse(context: Context, tx: AsyncConnection, claimed: Claim) -> bool:
    r = tables.results.c
    found = await tx.scalar(
        select(r.id).where(
            r.step_id == claimed.step_id,
            r.fingerprint == claimed.fingerprint,
            r.take == claimed.take,
            r.files_removed_at.is_(None),
        )
    )
    if found is None:
        return False
    await tx.execute(pointing(claimed, found))
    await money.free(tx, claimed.step_id)
    facts = {"key": claimed.spec.key, "take": claimed.take, "reused": True}
    await record(tx, claimed.owner, claimed.task_id, "step_reused", facts, step_id=claimed.step_id)
    await settled(context, tx, claimed, found)
    return True


def pointing(claimed: Claim, result_id: int | ScalarSelect[int]) -> Update:
    """The statement that makes a result the step's current one."""
    its = update(tables.steps).where(tables.steps.c.id == claimed.step_id)
    return its.values(
        result_id=result_id,
        fingerprint=claimed.fingerprint,
        settled_at=func.clock_timestamp(),
        error=None,
        intent_at=None,
        vendor_job=None,
        progress=1.0,
    )


async def settled(
    context: Context, tx: AsyncConnection, claimed: Claim, result_id: int, *, reviewed: bool = True
) -> None:
    """Tell the task that the step has this result now. `reviewed`: one of its was approved."""
    approved = reviewed and await _approved(tx, claimed.step_id, result_id)
    event = Settled(claimed.spec.key, approved=approved)
    await change(context, tx, claimed.task_id, event, serve=claimed.spec.service)


async def _approved(tx: AsyncConnection, step_id: int, result_id: int) -> bool:
    await keep_approval(tx, step_id, result_id)
    s = tables.steps.c
    return await tx.scalar(select(s.approved_id).where(s.id == step_id)) == result_id


@dataclass(frozen=True, slots=True)
class Order:
    """What a script is told: its options, and the documents to write before it starts."""

    argv: tuple[str, ...]
    documents: Mapping[Path, object]
    outputs: Mapping[str, Path]


def order(context: Context, claimed: Claim, folder: Path) -> Order:
    """The command line of a claimed step, with its working folder for outputs and documents."""
    spec = claimed.spec
    args: dict[str, Arg] = dict(spec.args)
    if spec.seed is not None:
        args["seed"] = seed_of_take(spec.seed, spec.key, claimed.take)
        args["note"] = claimed.note or None
    documents: dict[Path, object] = {}
    words: list[str] = []
    for name, arg in args.items():
        if isinstance(arg, Document):
            path = folder / f"{name}.json"
            documents[path] = inlined(context, claimed.files, arg.value)
            words.append(f"--{name}={path}")
        else:
            words += _words(name, inlined(context, claimed.files, arg))
    outputs = {output.role: folder / Path(output.path).name for output in spec.outputs}
    words += [f"--{output.option}={outputs[output.role]}" for output in spec.outputs]
    return Order(tuple(words), documents, outputs)


def _words(name: str, value: object) -> list[str]:
    match value:
        case None | False:
            return []
        case True:
            return [f"--{name}"]
        case list():
            return [word for item in value for word in _words(name, item)]
        case _:
            return [f"--{name}={value}"]


def inlined(context: Context, files: Files, arg: Arg) -> object:
    """The argument as plain JSON: refs and stored files become absolute paths."""
    match arg:
        case Ref():
            file = files[arg]
            return None if file is None else str(_made(context, arg, file))
        case Stored():
            return str(context.store.path(arg))
        case Document(value):
            return inlined(context, files, value)
        case str() | int() | float() | None:
            return arg
        case Mapping():
            return {key: inlined(context, files, value) for key, value in arg.items()}
        case Sequence():
            return [inlined(context, files, value) for value in arg]
        case _:
            assert_never(arg)


def _made(context: Context, ref: Ref, file: Stored) -> Path:
    """Where another step's file is. Raises NotFound naming that step."""
    try:
        return context.store.path(file)
    except NotFound as error:
        raise NotFound(
            f"The {ref.role} of {ref.step} is missing from the workspace, though nobody cleaned it "
            f"away: {file.sha256[:12]}{file.suffix}.",
            remedy="Is the disk there? Restore it from a backup, or have it made again: "
            f'`reelworks reject TASK {ref.step} --note "lost"`, then `reelworks retry TASK`.',
        ) from error
