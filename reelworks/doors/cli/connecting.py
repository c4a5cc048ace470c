"""Channels' accounts at the command line, and the keys that their tokens are sealed with."""

from __future__ import annotations

from typing import Annotated

import typer

from reelworks.domain.errors import BadInput
from reelworks.doors.cli import show
from reelworks.doors.cli.running import Json, host_of, opened, run_now, who
from reelworks.ops import sealing, settings
from reelworks.ops.sealing import Seal
from reelworks.orchestrator.schemas.views import ConnectionView
from reelworks.orchestrator.services import connections
from reelworks.orchestrator.services.tasks import channel_of

_ACTIONS = ("new", "rotate", "forget")


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    for command in (connect, accounts, secrets):
        app.command()(command)


def connect(
    ctx: typer.Context,
    channel: Annotated[str, typer.Argument(help="A channel of channels.yaml.")],
) -> None:
    """Allow a channel's uploads in the browser; its uploads that wait for that go on."""
    given, host = settings.read(), host_of(ctx)

    async def within() -> str:
        async with host.opened(given) as context:
            asked = channel_of(context, channel)
            bundle = await host.consent(given, asked, _tell)
            seal = Seal(sealing.keys(given))
            await connections.connect(context, seal, channel, bundle, who())
            return f"{bundle.account_name} ({bundle.account_id})"

    show.said(f"Connected: {channel} is {run_now(within())}.")


def _tell(page: str) -> None:
    show.said(f"Open this page and allow everything:\n\n{page}\n")
    show.said("If your browser runs elsewhere, paste the address here at which it ends.")


def secrets(
    ctx: typer.Context,
    what: Annotated[
        str,
        typer.Argument(
            help="new: print a key. rotate: seal everything with a new key; the old ones still "
            "open. forget: drop the old keys."
        ),
    ],
) -> None:
    """Keys that the tokens in the database are sealed with."""
    if what not in _ACTIONS:
        raise BadInput(f"{what!r} is not to be done.", remedy=f"Say {', '.join(_ACTIONS)}.")
    if what == "new":
        show.said(sealing.new_key())
        return
    keys = sealing.keys(settings.read())
    if what == "rotate" and not keys.given:
        keys.add()
    count = opened(ctx, lambda context: connections.reseal(context, Seal(keys)))
    if what == "forget":
        keys.forget()
    show.said(f"{count} secrets are sealed with the newest key.")


def accounts(ctx: typer.Context, as_json: Json = False) -> None:
    """List the channels' accounts, and whether their tokens are good."""
    found = opened(ctx, connections.listed)
    for view in found:
        show.json_line(view) if as_json else show.said(_line(view))
    if not found and not as_json:
        show.said("No channel is connected. `reelworks connect CHANNEL` connects one.")


def _line(view: ConnectionView) -> str:
    state = f"must be connected again: {view.dead_why}" if view.dead_at else "connected"
    since = f"since {view.connected_at:%F} by {view.connected_by}"
    return (
        f"{view.channel}: {view.service} {view.account_name} ({view.account_id}), {state}, {since}"
    )
