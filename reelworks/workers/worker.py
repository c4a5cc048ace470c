"""A worker: claims steps, runs their scripts, settles what comes of them."""

from __future__ import annotations

import asyncio
import errno
import json
import os
import shutil
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from uuid import UUID, uuid4

import structlog

from reelworks.domain.errors import DatabaseUnavailable, DiskFull, ReelworksError, ScriptBroken
from reelworks.ops.files import write_whole
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.engine import reconcile, settle
from reelworks.orchestrator.engine.claim import Claim, claim, order
from reelworks.workers.tools import Briefing, Intent, Progress, ScriptEvent, Scripts, Submitted

log = structlog.get_logger("worker")

_BEAT_PARTS = 4  # heartbeats in a lease
_RECONCILE_S = 2.0
_PROGRESS_S = 1.0
_AGAIN_S = 1.0


@dataclass(slots=True)
class Worker:
    """`slots`: how many steps of each service it runs at once. Runs until `stop` is set."""

    context: Context
    slots: Mapping[str, int]
    script_env: Mapping[str, str]
    script_timeout_s: float = 1800.0
    package: str = "reelworks.scripts"
    id: UUID = field(default_factory=uuid4)
    _running: dict[UUID, asyncio.Task[None]] = field(default_factory=dict)

    async def run(self, stop: asyncio.Event) -> None:
        """Work until told to stop; what is in hand then is handed back."""
        await reconcile.start_over(self.context)
        await reconcile.enlist(self.context, self.id, os.getpid(), self.slots)
        async with Scripts(self.package) as scripts, asyncio.TaskGroup() as group:

            async def handle(step_id: int) -> None:
                await self._handle(scripts, step_id, stop)

            group.create_task(self._beat(stop))
            group.create_task(self._reconcile(stop))
            group.create_task(self._drop_when(stop))
            await self.context.carrier.run(self.slots, handle, stop)
        await reconcile.dismiss(self.context, self.id)

    async def _handle(self, scripts: Scripts, step_id: int, stop: asyncio.Event) -> None:
        if stop.is_set():
            return
        lease = uuid4()
        claimed = await claim(self.context, step_id, lease, self.id)
        if claimed is None:
            return
        task = asyncio.create_task(self._work(scripts, claimed))
        self._running[lease] = task
        try:
            await _ended(task)
            if task.cancelled():
                await settle.give_back(self.context, claimed)
            elif error := task.exception():
                await self._failed(claimed, error)
        finally:
            del self._running[lease]
            shutil.rmtree(_work_folder(self.context, claimed), ignore_errors=True)

    async def _work(self, scripts: Scripts, claimed: Claim) -> None:
        with structlog.contextvars.bound_contextvars(
            channel=claimed.channel, task=claimed.task, step=claimed.spec.key, take=claimed.take
        ):
            started = monotonic()
            outcome = await self._run_script(scripts, claimed, started)
            installed = settle.install(self.context, claimed, outcome)
            if not await self._patiently(
                lambda: settle.settle(self.context, claimed, outcome, installed)
            ):
                log.warning("worker_settle_fenced")
                return
            log.info("worker_step_done", seconds=round(outcome.seconds, 3))

    async def _run_script(self, scripts: Scripts, claimed: Claim, started: float) -> settle.Outcome:
        folder = self.context.store.work_folder(claimed.channel, claimed.task, str(claimed.lease))
        told = order(self.context, claimed, folder)
        for path, document in told.documents.items():
            write_whole(path, json.dumps(document, ensure_ascii=False, indent=1).encode())
        result = await scripts.run(
            claimed.spec.script,
            told.argv,
            cwd=folder,
            env=self.script_env,
            briefing=Briefing(resume=claimed.vendor_job),
            on_event=_Listener(self.context, claimed).heard,
            timeout_s=self.script_timeout_s,
        )
        files = {file.role: Path(file.path) for file in result.files}
        for role, path in files.items():
            if told.outputs.get(role) != path:
                raise ScriptBroken(f"{claimed.spec.script} wrote {role} to {path}, not as told.")
        seconds = monotonic() - started
        return settle.Outcome(files, result.facts, result.cost, result.request_id, seconds)

    async def _failed(self, claimed: Claim, error: BaseException) -> None:
        named = _named(error)
        facts = {"code": named.code, "why": str(named), "details": named.details}
        log.warning("worker_step_failed", step=claimed.spec.key, **facts)
        await self._patiently(lambda: settle.fail(self.context, claimed, named))

    async def _patiently(self, settling: Callable[[], Awaitable[bool]]) -> bool:
        """Settle as soon as the database can be reached, for as long as a lease can last."""
        deadline = monotonic() + self.context.lease_s
        while True:
            try:
                return await settling()
            except DatabaseUnavailable:
                if monotonic() > deadline:
                    raise
                await asyncio.sleep(_AGAIN_S)

    async def _beat(self, stop: asyncio.Event) -> None:
        """Keep our leases alive; a step whose lease is gone is stopped at once."""
        while not await _told(stop, self.context.lease_s / _BEAT_PARTS):
            known = dict(self._running)
            try:
                held = await reconcile.beat(self.context, self.id)
            except DatabaseUnavailable as error:
                log.warning("worker_heartbeat_missed", reason=str(error))
                continue
            if held is None:
                await reconcile.enlist(self.context, self.id, os.getpid(), self.slots)
                continue
            for lease, task in known.items():
                if lease not in held:
                    task.cancel()

    async def _reconcile(self, stop: asyncio.Event) -> None:
        while not await _told(stop, _RECONCILE_S):
            try:
                await reconcile.reconcile(self.context)
            except DatabaseUnavailable as error:
                log.warning("worker_reconcile_failed", reason=str(error))

    async def _drop_when(self, stop: asyncio.Event) -> None:
        await stop.wait()
        for task in list(self._running.values()):
            task.cancel()


class _Listener:
    """What a script says, put on record before it may go on."""

    def __init__(self, context: Context, claimed: Claim) -> None:
        self._context, self._claimed = context, claimed
        self._told_at = monotonic()

    async def heard(self, event: ScriptEvent) -> None:
        """Commit an intent or a job id; raises when the lease is gone, so nothing is bought."""
        match event:
            case Intent(service, estimate):
                kept = await settle.intend(self._context, self._claimed, service, estimate)
            case Submitted(job):
                kept = await settle.submitted(self._context, self._claimed, job)
            case Progress(done):
                await self._progress(done)
                return
        if not kept:
            raise asyncio.CancelledError

    async def _progress(self, done: float) -> None:
        if monotonic() - self._told_at >= _PROGRESS_S:
            self._told_at = monotonic()
            await settle.progressed(self._context, self._claimed, done)


def _work_folder(context: Context, claimed: Claim) -> Path:
    folder = context.store.task_folder(claimed.channel, claimed.task)
    return folder / ".work" / str(claimed.lease)


def _named(error: BaseException) -> ReelworksError:
    """The error of ours that this is; what has no name is a bug."""
    if isinstance(error, ReelworksError):
        return error
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return DiskFull(
            f"No space left on the disk for {error.filename or 'the workspace'}.",
            remedy="Free some space and run the same command again; nothing finished is lost.",
        )
    return ScriptBroken(f"{type(error).__name__}: {error}")


async def _ended(task: asyncio.Task[None]) -> None:
    """Wait for a step; when the waiter is cancelled the step is too, never orphaned."""
    try:
        await asyncio.wait([task])
    except asyncio.CancelledError:
        task.cancel()
        await asyncio.wait([task])
        raise


async def _told(stop: asyncio.Event, seconds: float) -> bool:
    """Wait that long, or until told to stop; whether we were told."""
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return False
    return True
