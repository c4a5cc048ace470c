"""Keeping a house in order at the command line: clean, back up, restore."""

from __future__ import annotations

from typing import Annotated

import typer

from reelworks.doors.cli import show
from reelworks.doors.cli.host import Host
from reelworks.doors.cli.running import Json, host_of, run_now, who
from reelworks.ops import settings
from reelworks.ops.settings import Settings
from reelworks.orchestrator.schemas.views import CleanView
from reelworks.orchestrator.services import films, housekeeping

app = typer.Typer()


@app.command()
def clean(
    ctx: typer.Context,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would go.")] = False,
    safe: Annotated[
        str | None, typer.Option(help="A video whose film you have elsewhere: it may go here.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Remove what nobody needs any more: files of videos finished long ago, old log lines."""
    view = run_now(_clean(host_of(ctx), settings.read(), safe, dry_run=dry_run))
    show.cleaned(view, dry_run=dry_run, as_json=as_json)


async def _clean(parts: Host, given: Settings, safe: str | None, *, dry_run: bool) -> CleanView:
    async with parts.opened(given) as context:
        if safe is not None:
            await films.said_safe(context, safe, who())
        return await housekeeping.clean(context, dry_run=dry_run)
