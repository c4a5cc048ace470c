"""Commands for channels: list them, one more, one less, one that rests."""

from __future__ import annotations

from typing import Annotated

import typer

from reelworks.domain.channels import PROFILES, Gate
from reelworks.domain.errors import BadInput
from reelworks.doors.cli import commands, show
from reelworks.doors.cli.running import Json, opened, who
from reelworks.ops import settings
from reelworks.orchestrator.services import channel_book

app = typer.Typer(name="channels", invoke_without_command=True, help="The channels there are.")

Id = Annotated[str, typer.Argument(help="Its id in channels.yaml.")]


@app.callback()
def channels(ctx: typer.Context, as_json: Json = False) -> None:
    """List the channels of channels.yaml; or change them."""
    if ctx.invoked_subcommand is None:
        show.channels(commands.channels(settings.read()), as_json=as_json)


@app.command()
def add(
    ctx: typer.Context,
    channel: Id,
    name: Annotated[str, typer.Option(help="What people see.")] = "",
    language: Annotated[str, typer.Option(help="Such as en or pt-BR.")] = "",
    voice: Annotated[str, typer.Option(help="The speech provider's name for a voice.")] = "",
    brand: Annotated[str, typer.Option(help="Its style in words.")] = "",
    profile: Annotated[str, typer.Option(help=f"One of {', '.join(PROFILES)}.")] = "",
    gates: Annotated[Gate | None, typer.Option(help="Who lets stages pass.")] = None,
) -> None:
    """Write a channel into channels.yaml; all that runs takes it over within seconds."""
    if profile and profile not in PROFILES:
        raise BadInput(f"There is no profile {profile!r}.", remedy=f"Use {', '.join(PROFILES)}.")
    said = {
        "id": channel,
        "name": name,
        "language": language,
        "voice": voice,
        "brand": brand,
        "profile": profile,
        "gates": None if gates is None else gates.value,
    }
    opened(ctx, lambda context: channel_book.add(context, said, who()))
    show.said(f"Added: {channel}. docs/channels.md lists what else a channel can have.")


@app.command()
def retire(ctx: typer.Context, channel: Id) -> None:
    """Take a channel out of channels.yaml; its videos under way are finished."""
    opened(ctx, lambda context: channel_book.retire(context, channel, who()))
    show.said(f"Retired: {channel}. What it has made stays.")


@app.command()
def pause(ctx: typer.Context, channel: Id) -> None:
    """Start nothing more of a channel; what runs goes on."""
    opened(ctx, lambda context: channel_book.pause(context, channel, who()))
    show.said(f"Paused: {channel}. Go on with `reelworks channels resume {channel}`.")


@app.command()
def resume(ctx: typer.Context, channel: Id) -> None:
    """Go on with a channel."""
    opened(ctx, lambda context: channel_book.resume(context, channel, who()))
    show.said(f"{channel} goes on.")
