"""The board in Notion at the command line: set it up, see how it stands, have it catch up."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer

from reelworks.domain.errors import BadInput, NotFound
from reelworks.doors.cli import show
from reelworks.doors.cli.running import Json, host_of, opened, run_now, who
from reelworks.doors.notion import client, running, setup
from reelworks.doors.notion.client import Account, Line
from reelworks.doors.notion.setup import VIEWS, Report
from reelworks.ops import sealing, settings
from reelworks.ops.sealing import Seal
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.services import notion_board, notion_inbox
from reelworks.orchestrator.services.notion_board import Board, Standing

app = typer.Typer(name="notion", help="The board in Notion.", no_args_is_help=True)


@app.command(name="setup")
def set_up(
    ctx: typer.Context,
    page: Annotated[
        str, typer.Argument(help="The link of a page that you have shared with the integration.")
    ],
) -> None:
    """Make the board in a page of yours, or adopt what is there. Safe to repeat."""
    us = _account()
    _tell(opened(ctx, lambda context: setup.setup(Line(context, us), page, who())))


def _tell(report: Report) -> None:
    for name in report.made:
        show.said(f"Made: the database {name}.")
    for name in report.adopted:
        show.said(f"Adopted: the database {name}.")
    for what in report.added:
        show.said(f"Added: {what}.")
    for what in report.wrong:
        show.said(f"To be mended by you: {what}.")
    if report.views:
        show.said(f"Views: {', '.join(report.views)}.")
    for name in report.by_hand:
        labels = ", ".join(VIEWS[name])
        show.said(f"Make a view {name!r} by hand: Status is any of {labels}.")
    show.said(
        f"The board is set up in {report.board.workspace or 'your workspace'}. It is kept by "
        "`reelworks up`, `serve` or `worker`; docs/notion.md says how rows become videos."
    )


@app.command()
def status(ctx: typer.Context, as_json: Json = False) -> None:
    """Show whether the board is in step, and what keeps it from that."""
    board, standing, told = opened(ctx, _standing)
    if as_json:
        show.json_line({"board": board, "standing": standing, "webhook": told})
        return
    show.said(f"Board: {board.page_id} in {board.workspace or 'your workspace'}.")
    behind = f"{standing.dirty} of {standing.rows} rows are being brought up to date"
    show.said(f"{behind}." if standing.dirty else f"In step: {standing.rows} rows.")
    if standing.behind_since is not None:
        show.said(f"Out of step since {standing.behind_since:%F %T} UTC.")
    for words in standing.errors:
        show.said(f"Notion's last word: {words}")
    show.said(f"Webhook: {told}.")


async def _standing(context: Context) -> tuple[Board, Standing, str]:
    board = await _board(context)
    known = await notion_inbox.known(context, Seal(sealing.keys(settings.read())))
    told = "armed, waiting for Notion's token" if known.armed else "none: the board is polled"
    return board, await notion_board.standing(context), "verified" if known.token else told


async def _board(context: Context) -> Board:
    found = await notion_board.board(context)
    if found is None:
        raise NotFound(
            "No board is set up.",
            remedy="`reelworks notion setup PAGE` makes one (docs/notion.md).",
        )
    return found


@app.command()
def sync(ctx: typer.Context) -> None:
    """Read and write every row again, now."""
    us, given, host = _account(), settings.read(), host_of(ctx)

    async def within() -> bool:
        async with host.opened(given) as context:
            await _board(context)
            pictures = partial(host.previews, context)
            return await running.catch_up(context, pictures, given.public_url, us)

    here = run_now(within())
    show.said("The board is up to date." if here else "The process that keeps the board does it.")


@app.command()
def arm(ctx: typer.Context) -> None:
    """Take the verification token that Notion sends when you make its webhook subscription."""
    until = opened(ctx, lambda context: notion_inbox.arm(context, who()))
    show.said(
        f"Armed until {until:%H:%M} UTC. Make the subscription in Notion now, with the address "
        "https://YOUR-SERVER/webhook/notion; then `reelworks notion token` shows what to paste."
    )


@app.command()
def token(ctx: typer.Context) -> None:
    """Show the verification token, to be pasted into Notion."""
    known = opened(ctx, lambda context: notion_inbox.known(context, _seal()))
    if known.token is None:
        raise NotFound(
            "No token has come.", remedy="`reelworks notion arm`, then make the subscription."
        )
    show.said(known.token)


@app.command()
def forget(ctx: typer.Context) -> None:
    """Forget the verification token: a subscription was made anew."""
    opened(ctx, lambda context: notion_inbox.forget(context, who()))
    show.said("Forgotten. What is signed with it is refused from now on.")


@app.command()
def automation(ctx: typer.Context) -> None:
    """Show what buttons and automations must send in the header X-Reelworks-Secret."""
    show.said(opened(ctx, lambda context: notion_inbox.automation_secret(context, _seal())))


def _seal() -> Seal:
    return Seal(sealing.keys(settings.read()))


def _account() -> Account:
    found = client.account()
    if found is None:
        raise BadInput(
            "NOTION_TOKEN is not set.",
            remedy="Make an integration and copy its secret (docs/notion.md).",
        )
    return found
