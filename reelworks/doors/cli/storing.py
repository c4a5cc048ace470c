"""Films in a bucket at the command line: store what is due, links, and how long they stay."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import typer

from reelworks.domain.errors import BadInput
from reelworks.doors.cli import show
from reelworks.doors.cli.running import Json, opened
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.services import storing
from reelworks.storage.s3 import Bucket

_ALL = 100_000


def register(app: typer.Typer) -> None:
    """Add this command to the program."""
    app.command()(storage)


def storage(
    ctx: typer.Context,
    video: Annotated[str | None, typer.Argument(help="A video: links to its files.")] = None,
    channel: Annotated[str | None, typer.Option(help="Whose films --expire-days is about.")] = None,
    expire_days: Annotated[
        int | None, typer.Option(help="Let the bucket remove them after so long; 0: keep them.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Store finished films of channels with `storage: s3` now; or show links to a stored one."""
    if video is not None:
        _links(opened(ctx, lambda context: storing.links(context, video)), as_json=as_json)
        return
    if expire_days is not None:
        opened(ctx, lambda context: _expire(context, channel, expire_days))
    stored = opened(ctx, lambda context: storing.run(context, _ALL))
    rules = opened(ctx, _rules)
    if as_json:
        show.json_line({"stored": stored, "rules": rules})
        return
    show.said(f"Stored: {stored} {'film' if stored == 1 else 'films'}.")
    for rule in rules:
        show.said(f"Rule of the bucket: {rule}")


def _links(found: Mapping[str, str], *, as_json: bool) -> None:
    if as_json:
        show.json_line(dict(found))
        return
    for role, link in found.items():
        show.said(f"{role}: {link}")


async def _expire(context: Context, channel: str | None, days: int) -> None:
    if channel not in context.channels:
        raise BadInput("Whose films?", remedy="Name a channel: --channel NAME.")
    if not 0 <= days <= 36_500:
        raise BadInput(f"{days} is no number of days.")
    _bucket(context).expire(f"{channel}/", days)


async def _rules(context: Context) -> tuple[str, ...]:
    return () if context.bucket is None else context.bucket.expiries()


def _bucket(context: Context) -> Bucket:
    if context.bucket is None:
        raise BadInput(
            "There is no bucket.", remedy="Set REELWORKS_S3_BUCKET and the others of .env.example."
        )
    return context.bucket
