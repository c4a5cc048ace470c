"""Listening: what a script says is put on record before the script may go on."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from time import monotonic

from reelworks.domain.budgets import Hold
from reelworks.domain.errors import DatabaseUnavailable
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.engine import settle
from reelworks.orchestrator.engine.claim import Claim
from reelworks.workers.patience import patiently
from reelworks.workers.tools import Intent, Progress, ScriptEvent, Submitted

_PROGRESS_S = 1.0
_PATIENCE_S = 600.0  # the script waits for its go; a job id is told once


class Withheld(Exception):
    """A script may not pay now; it did nothing and waits for `hold` to end."""

    def __init__(self, hold: Hold) -> None:
        super().__init__(f"It may not pay now: {hold.value}.")
        self.hold = hold


class Listener:
    """Hears one claimed step's script. `paying`: between its intent and the vendor's job id."""

    def __init__(self, context: Context, claimed: Claim) -> None:
        self._context, self._claimed = context, claimed
        self._told_at = monotonic()
        self.paying = False
        self.waits_for_vendor = claimed.vendor_job is not None

    async def heard(self, event: ScriptEvent) -> None:
        """Commit an intent or a job id. Raises when it may not pay, or the lease is gone."""
        context, claimed = self._context, self._claimed
        match event:
            case Intent(service, estimate):
                answer = await patiently(
                    lambda: settle.intend(context, claimed, service, estimate), for_s=_PATIENCE_S
                )
                if isinstance(answer, Hold):
                    raise Withheld(answer)
                self.paying = kept = answer
            case Submitted(job):
                kept = await patiently(
                    lambda: settle.submitted(context, claimed, job), for_s=_PATIENCE_S
                )
                self.paying, self.waits_for_vendor = False, True
            case Progress(done):
                await self._progress(done)
                return
        if not kept:
            raise asyncio.CancelledError

    async def _progress(self, done: float) -> None:
        if monotonic() - self._told_at >= _PROGRESS_S:
            self._told_at = monotonic()
            with suppress(DatabaseUnavailable):  # it is told again
                await settle.progressed(self._context, self._claimed, done)
