"""Connecting a channel: its script asks the person, what it hands out is opened and kept here."""

from __future__ import annotations

import contextlib
import os
import tempfile
import threading
from collections.abc import Callable, Iterable, Mapping
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from reelworks.domain import connections
from reelworks.domain.channels import SANDBOX, Channel
from reelworks.domain.connections import Bundle
from reelworks.domain.errors import ReelworksError
from reelworks.ops import sandbox_access, secrets
from reelworks.ops.pasted import lines
from reelworks.ops.sealing import Keys, Seal, keys, new_key
from reelworks.ops.settings import Settings
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.schemas.views import Check, ConnectionView
from reelworks.orchestrator.services import connections as accounts
from reelworks.orchestrator.services.connections import Tokens
from reelworks.wiring.studio import opened, script_env
from reelworks.workers.tools import Briefing, Progress, ScriptEvent, Scripts

_PATIENCE_S = 900.0
_VARIABLES = (
    *("YOUTUBE_CLIENT_ID", "YOUTUBE_CLIENT_SECRET", "YOUTUBE_BASE_URL"),
    *("YOUTUBE_OAUTH_URL", "YOUTUBE_CONSENT_URL"),
)


async def consent(settings: Settings, channel: Channel, tell: Callable[[str], None]) -> Bundle:
    """Have a person allow the channel's uploads; `tell` shows them the page to open.

    What they paste into standard input is taken for the address at which their browser ended.
    """
    key = new_key()
    env = {**script_env(settings), **_client(channel), "REELWORKS_BUNDLE_KEY": key}

    async def heard(event: ScriptEvent) -> None:
        if isinstance(event, Progress) and event.note:
            tell(event.note)
            threading.Thread(target=_paste, args=(event.note,), daemon=True).start()

    with tempfile.TemporaryDirectory() as name:
        bundle = Path(name) / "bundle"
        argv = [f"--channel={channel.id}", f"--output={bundle}"]
        argv += [f"--account={channel.youtube_channel}"] if channel.youtube_channel else []
        async with Scripts() as scripts:
            await scripts.run(
                "youtube_auth",
                argv,
                cwd=Path(name),
                env=env,
                briefing=Briefing(),
                on_event=heard,
                timeout_s=_PATIENCE_S,
            )
        sealed = bundle.read_text()
    return connections.read(Seal(Keys((key,), Path(os.devnull))).open(sealed))


def _client(channel: Channel) -> Mapping[str, str]:
    """Who asks, and where: Google, or for a rehearsal the sandbox."""
    known = secrets.read().values
    if channel.profile == SANDBOX:
        known = sandbox_access.variables(known)
    return {name: known[name] for name in _VARIABLES if known.get(name)}


def _paste(page: str) -> None:
    """Bring what the person pastes to the script's port, as their browser would have."""
    port = urlsplit(parse_qs(urlsplit(page).query)["redirect_uri"][0]).port
    for line in lines():
        query = urlsplit(line).query
        if query:
            with contextlib.suppress(OSError, HTTPException):
                connection = HTTPConnection("127.0.0.1", port, timeout=10)
                connection.request("GET", f"/?{query}")
                connection.getresponse().read()
                connection.close()


async def checks(settings: Settings, channels: Iterable[Channel]) -> tuple[Check, ...]:
    """One check for each channel that publishes: is it connected, is its grant still good?"""
    publishing = [channel for channel in channels if channel.youtube is not None]
    if not publishing:
        return ()
    try:
        async with opened(settings) as context:
            known = {view.channel: view for view in await accounts.listed(context)}
            tokens = Tokens(Seal(keys(settings)))
            return tuple([await _check(context, tokens, c.id, known.get(c.id)) for c in publishing])
    except ReelworksError as error:
        return (Check("youtube", ok=False, found=error.message, remedy=error.remedy),)


async def _check(
    context: Context, tokens: Tokens, channel: str, known: ConnectionView | None
) -> Check:
    name, remedy = f"youtube {channel}", f"`reelworks connect {channel}`."
    if known is None:
        return Check(name, ok=False, found="it is not connected", remedy=remedy)
    try:
        await tokens.access(context, channel)
    except ReelworksError as error:
        return Check(name, ok=False, found=error.message, remedy=error.remedy or remedy)
    return Check(name, ok=True, found=f"connected as {known.account_name} ({known.account_id})")
