"""Listening: what a script says is put on record before the script may go on."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from time import monotonic

from reelworks.domain.budgets import Hold
from reelworks.domain.errors import DatabaseUnavailable, Disconnected, ScriptBroken
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.engine import settle
from reelworks.orchestrator.engine.claim import Claim
from reelworks.orchestrator.engine.pace import Wait
from reelworks.orchestrator.services.connections import Tokens
from reelworks.workers.patience import patiently
from reelworks.workers.tools import Intent, Progress, ScriptEvent, Submitted, TokenAsked

_PROGRESS_S = 1.0
_PATIENCE_S = 600.0  # the script waits for its go; a job id is told once


class Withheld(Exception):
    """A script may not go on now; it waits for `hold` to end, or (None) for its lane to resume."""

    def __init__(self, hold: Hold | Wait | None) -> None:
        why = hold.why if isinstance(hold, Wait) else hold
        super().__init__(f"It may not go on now: {why or 'its lane is paused'}.")
        self.hold = hold


class Listener:
    """Hears one claimed step's script. `paying`: between its intent and the vendor's job id."""

    def __init__(self, context: Context, claimed: Claim, tokens: Tokens | None = None) -> None:
        self._context, self._claimed, self._tokens = context, claimed, tokens
        self._given = ""  # the token that the script was given last
        self._told_at = monotonic()
        self.paying = False
        self.waits_for_vendor = claimed.vendor_job is not None

    async def heard(self, event: ScriptEvent) -> str | None:
        """Commit an intent or a job id. Raises when it may not pay, or the lease is gone.

        Returns the answer where the script asked for something.
        """
        context, claimed = self._context, self._claimed
        match event:
            case Intent(service, estimate):
                answer = await patiently(
                    lambda: settle.intend(context, claimed, service, estimate), for_s=_PATIENCE_S
                )
                if isinstance(answer, Hold | Wait):
                    raise Withheld(answer)
                self.paying = kept = answer
            case Submitted():
                job = self._kept(event)
                kept = await patiently(
                    lambda: settle.submitted(context, claimed, job), for_s=_PATIENCE_S
                )
                self.paying, self.waits_for_vendor = False, True
            case TokenAsked(service, refused):
                return await self._token(service, refused=refused)
            case Progress(done):
                await self._progress(done)
                return None
        if not kept:
            raise asyncio.CancelledError
        return None

    async def _token(self, service: str, *, refused: bool) -> str:
        """A token as the script reads it. Withheld: a person must connect the channel first."""
        if self._tokens is None:
            raise ScriptBroken(f"A token of {service} was asked for where there is none.")
        old = self._given if refused else ""
        try:
            access = await self._tokens.access(
                self._context, self._claimed.channel, service, refused=old
            )
        except Disconnected as error:
            raise Withheld(None) from error
        self._given = access.token
        return json.dumps({"token": access.token, "expires_at": access.expires_at.isoformat()})

    def _kept(self, event: Submitted) -> str:
        """The job id as it goes on record."""
        if not event.secret:
            return event.job
        if self._tokens is None:
            raise ScriptBroken("A secret job id was told where nothing can seal it.")
        return self._tokens.seal.seal(event.job)

    async def _progress(self, done: float) -> None:
        if monotonic() - self._told_at >= _PROGRESS_S:
            self._told_at = monotonic()
            with suppress(DatabaseUnavailable):  # it is told again
                await settle.progressed(self._context, self._claimed, done)
