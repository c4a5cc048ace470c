"""A worker: claims steps, runs their scripts, settles what comes of them."""

from __future__ import annotations

import asyncio
import errno
import json
import os
import shutil
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from uuid import UUID, uuid4

import structlog

from reelworks.domain.channels import LOCAL
from reelworks.domain.errors import DatabaseUnavailable, DiskFull, ReelworksError, ScriptBroken
from reelworks.ops.files import write_whole
from reelworks.ops.redaction import BORDER
from reelworks.ops.sealing import is_sealed
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.engine import failing, reconcile, settle
from reelworks.orchestrator.engine.claim import Claim, claim, order
from reelworks.orchestrator.engine.pace import Wait
from reelworks.orchestrator.services.connections import Tokens
from reelworks.workers.listener import Listener, Withheld
from reelworks.workers.patience import patiently
from reelworks.workers.tools import Briefing, Scripts

log = structlog.get_logger("worker")

_BEAT_PARTS = 4  # heartbeats in a lease
_RECONCILE_S = 1.0
_CHORES_S = 2.0
_START_S = 60.0  # how long a worker that starts waits for a database that is away
_KEEP_S = 600.0  # how long a result waits for a database that is away

Chore = Callable[[], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class _Running:
    """A step in hand: the task that works on it, and what its script has said so far."""

    task: asyncio.Task[None]
    listener: Listener


@dataclass(slots=True)
class Worker:
    """`slots`: how many steps of each service it runs at once. Runs until `stop` is set.

    `vendor_env`: what a provider's scripts are told beside `script_env`, their key above all.
    `grace_s`: how long a step that does not wait for a vendor may go on after that. `chores` are
    done every second or so, each for itself, beside the work. `tokens` speak for the channels.
    """

    context: Context
    slots: Mapping[str, int]
    script_env: Mapping[str, str]
    vendor_env: Callable[[str], Mapping[str, str]] = lambda _: {}
    script_timeout_s: float = 1800.0
    package: str = "reelworks.scripts"
    grace_s: float = 0.0
    chores: Sequence[Chore] = ()
    tokens: Tokens | None = None
    id: UUID = field(default_factory=uuid4)
    _running: dict[UUID, _Running] = field(default_factory=dict)
    _claiming: set[UUID] = field(default_factory=set)

    async def run(self, stop: asyncio.Event) -> None:
        """Work until told to stop; what is in hand then is ended soon, or handed back."""
        await patiently(self._begin, for_s=_START_S)
        async with Scripts(self.package) as scripts, asyncio.TaskGroup() as group:

            async def handle(step_id: int) -> None:
                await self._handle(scripts, step_id, stop)

            group.create_task(self._beat(stop))
            group.create_task(self._reconcile(stop))
            for chore in self.chores:
                group.create_task(self._do(chore, stop))
            group.create_task(self._drop_when(stop))
            await self.context.carrier.run(self.slots, handle, stop)
        with suppress(DatabaseUnavailable):  # its silence will tell
            await reconcile.dismiss(self.context, self.id)

    async def _begin(self) -> None:
        await reconcile.start_over(self.context)
        await self._enlist()

    async def _handle(self, scripts: Scripts, step_id: int, stop: asyncio.Event) -> None:
        if stop.is_set():
            return
        lease = uuid4()
        self._claiming.add(lease)
        try:
            claimed = await claim(self.context, step_id, lease, self.id)
            if claimed is None:
                return
            listener = Listener(self.context, claimed, self.tokens)
            task = asyncio.create_task(self._work(scripts, claimed, listener))
            self._running[lease] = _Running(task, listener)
        finally:
            self._claiming.discard(lease)
        await self._see_through(claimed, task)

    async def _see_through(self, claimed: Claim, task: asyncio.Task[None]) -> None:
        try:
            await _ended(task)
            if task.cancelled():
                await self._patiently(lambda: failing.give_back(self.context, claimed))
            elif error := task.exception():
                await self._failed(claimed, error)
        finally:
            del self._running[claimed.lease]
            shutil.rmtree(_work_folder(self.context, claimed), ignore_errors=True)

    async def _work(self, scripts: Scripts, claimed: Claim, listener: Listener) -> None:
        with structlog.contextvars.bound_contextvars(
            channel=claimed.channel, task=claimed.task, step=claimed.spec.key, take=claimed.take
        ):
            started = monotonic()
            outcome = await self._run_script(scripts, claimed, listener, started)
            installed = settle.install(self.context, claimed, outcome)
            if not await patiently(
                lambda: settle.settle(self.context, claimed, outcome, installed), for_s=_KEEP_S
            ):
                log.warning("worker_settle_fenced")
                return
            log.info("worker_step_done", seconds=round(outcome.seconds, 3))

    async def _run_script(
        self, scripts: Scripts, claimed: Claim, listener: Listener, started: float
    ) -> settle.Outcome:
        folder = self.context.store.work_folder(claimed.channel, claimed.task, str(claimed.lease))
        told = order(self.context, claimed, folder)
        for path, document in told.documents.items():
            write_whole(path, json.dumps(document, ensure_ascii=False, indent=1).encode())
        result = await scripts.run(
            claimed.spec.script,
            told.argv,
            cwd=folder,
            env={**self.script_env, **await self._vendor_env(claimed.spec.provider)},
            briefing=Briefing(resume=self._job(claimed.vendor_job), unsure=claimed.unsure),
            on_event=listener.heard,
            timeout_s=self.script_timeout_s,
        )
        files = {file.role: Path(file.path) for file in result.files}
        for role, path in files.items():
            if told.outputs.get(role) != path:
                raise ScriptBroken(f"{claimed.spec.script} wrote {role} to {path}, not as told.")
        seconds = monotonic() - started
        return settle.Outcome(files, result.facts, result.cost, result.request_id, seconds)

    async def _vendor_env(self, provider: str) -> Mapping[str, str]:
        """Read anew for every step, so that a new key needs no restart."""
        return {} if provider == LOCAL else await asyncio.to_thread(self.vendor_env, provider)

    def _job(self, kept: str | None) -> str | None:
        """A vendor's job as its script knows it: what was sealed is opened. Raises BadInput."""
        if kept is None or not is_sealed(kept) or self.tokens is None:
            return kept
        return self.tokens.seal.open(kept)

    async def _failed(self, claimed: Claim, error: BaseException) -> None:
        if isinstance(error, Withheld):
            hold = error.hold
            if isinstance(hold, Wait):
                await self._patiently(lambda: failing.pace(self.context, claimed, hold))
            else:
                await self._patiently(lambda: failing.withhold(self.context, claimed, hold))
            return
        named = BORDER.error(_named(error))
        facts = {"code": named.code, "why": str(named), "details": named.details}
        log.warning("worker_step_failed", step=claimed.spec.key, **facts)
        await self._patiently(lambda: failing.fail(self.context, claimed, named))

    async def _patiently(self, settling: Callable[[], Awaitable[bool]]) -> bool:
        """Settle as soon as the database can be reached, for as long as a lease can last."""
        return await patiently(settling, for_s=self.context.lease_s)

    async def _enlist(self) -> None:
        await reconcile.enlist(self.context, self.id, os.getpid(), self.slots)

    async def _beat(self, stop: asyncio.Event) -> None:
        """Keep our leases alive; a step whose lease is gone is stopped at once.

        Only a step that just pays may hear the vendor's answer first: a job id that comes too late
        still is worth its money.
        """
        while not await _told(stop, self.context.lease_s / _BEAT_PARTS):
            known, claiming = dict(self._running), set(self._claiming)
            try:
                held = await reconcile.beat(self.context, self.id)
                if held is None:  # taken for dead: all that was in hand is somebody else's
                    await self._enlist()
                for lease in (held or frozenset()) - known.keys() - claiming - self._running.keys():
                    await reconcile.let_go(self.context, lease)
            except DatabaseUnavailable as error:
                log.warning("worker_heartbeat_missed", reason=str(error))
                continue
            for lease, running in known.items():
                if lease not in (held or ()) and not running.listener.paying:
                    running.task.cancel()

    async def _reconcile(self, stop: asyncio.Event) -> None:
        while not await _told(stop, _RECONCILE_S):
            try:
                await reconcile.reconcile(self.context)
            except DatabaseUnavailable as error:
                log.warning("worker_reconcile_failed", reason=str(error))

    async def _do(self, chore: Chore, stop: asyncio.Event) -> None:
        """A chore that cannot be done now is done later; nothing else waits for it."""
        while not await _told(stop, _CHORES_S):
            try:
                await chore()
            except (ReelworksError, OSError) as error:
                log.warning("worker_chore_failed", reason=str(error))

    async def _drop_when(self, stop: asyncio.Event) -> None:
        """Hand long waits back at once; let the rest end, if that is soon.

        A step between its intent and the vendor's answer is let go on in any case: stopped there,
        nobody would know whether it was bought.
        """
        await stop.wait()
        deadline = monotonic() + self.grace_s
        latest = monotonic() + _PAYING_GRACE_S
        while self._running:
            for running in list(self._running.values()):
                due = latest if running.listener.paying else deadline
                if running.listener.waits_for_vendor or monotonic() >= due:
                    running.task.cancel()
            await asyncio.sleep(_LOOK_S)


_PAYING_GRACE_S = 7.0
_LOOK_S = 0.1


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
