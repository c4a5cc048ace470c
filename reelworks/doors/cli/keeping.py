"""Keeping a house in order at the command line: clean, back up, restore."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from reelworks.doors.cli import show
from reelworks.doors.cli.host import Host
from reelworks.doors.cli.running import Json, host_of, run_now, who
from reelworks.ops import channels as channels_file
from reelworks.ops import settings
from reelworks.ops.settings import Settings
from reelworks.orchestrator.schemas.views import BackupView, CleanView
from reelworks.orchestrator.services import backup as backups
from reelworks.orchestrator.services import films, housekeeping
from reelworks.orchestrator.services import restore as restores

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
    """Remove what nobody needs any more. By itself it happens every hour that a worker runs."""
    view = run_now(_clean(host_of(ctx), settings.read(), safe, dry_run=dry_run))
    show.cleaned(view, dry_run=dry_run, as_json=as_json)


async def _clean(parts: Host, given: Settings, safe: str | None, *, dry_run: bool) -> CleanView:
    async with parts.opened(given) as context:
        if safe is not None:
            await films.said_safe(context, safe, who())
        return await housekeeping.clean(context, dry_run=dry_run)


@app.command()
def backup(
    ctx: typer.Context,
    target: Annotated[Path, typer.Argument(help="A folder, or a file whose name ends in .tar.")],
    as_json: Json = False,
) -> None:
    """Back up database and files, while work goes on."""
    show.backed_up(run_now(_backup(host_of(ctx), settings.read(), target)), as_json=as_json)


async def _backup(parts: Host, given: Settings, target: Path) -> BackupView:
    async with parts.opened(given) as context:
        return await backups.backup(context, target, channels_file.belongings(given.channels))


@app.command()
def restore(
    ctx: typer.Context,
    source: Annotated[Path, typer.Argument(help="What `reelworks backup` made.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Give up the videos that are here for the backup's.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Bring a backup back; what was being made goes on."""
    view = run_now(_restore(host_of(ctx), settings.read(), source, replace=replace))
    show.restored(view, as_json=as_json)


async def _restore(parts: Host, given: Settings, source: Path, *, replace: bool) -> BackupView:
    async with parts.opened(given) as context:
        return await restores.restore(context, source, given.home, replace=replace)
