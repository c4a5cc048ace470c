"""Commands for webhooks: who is told of what happens, and how the telling went."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Annotated

import typer

from reelworks.doors.cli import show
from reelworks.doors.cli.running import Json, opened, who
from reelworks.ops import settings
from reelworks.ops.server_key import server_key, webhook_secret
from reelworks.ops.telling import tell
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.schemas.pages import DeliveryView, WebhookView
from reelworks.orchestrator.services import webhooks
from reelworks.orchestrator.services.tasks import channel_of

app = typer.Typer(name="webhooks", help="Who is told of what happens.", no_args_is_help=True)

Number = Annotated[int, typer.Argument(help="Its number.", min=1)]


@app.command()
def add(
    ctx: typer.Context,
    url: Annotated[str, typer.Argument(help="Where to tell it: https://host/path.")],
    kind: Annotated[
        list[str] | None, typer.Option(help="Only this kind of event; may be repeated.")
    ] = None,
    channel: Annotated[str | None, typer.Option(help="Only of this channel.")] = None,
) -> None:
    """Tell somebody of what happens from now on; prints the secret that signs it, this once."""
    given = settings.read()
    secret = partial(webhook_secret, server_key(given))

    async def doing(context: Context) -> tuple[str, WebhookView]:
        own = None if channel is None else channel_of(context, channel).id
        private = given.private_webhooks
        return await webhooks.add(
            context, url, kind or [], own, who(), secret=secret, private=private
        )

    said, view = opened(ctx, doing)
    show.notice(f"Webhook {view.id}. What signs its messages is shown this once:", as_json=False)
    show.said(said)


@app.command(name="list")
def list_them(ctx: typer.Context, as_json: Json = False) -> None:
    """List who is told, and how much of it waits or fails."""
    _hooks(opened(ctx, webhooks.webhooks), as_json=as_json)


@app.command()
def pause(ctx: typer.Context, number: Number) -> None:
    """Keep what happens for later."""
    opened(ctx, lambda context: webhooks.pause(context, number, who(), paused=True))
    show.said(f"Paused: `reelworks webhooks resume {number}` tells what was kept.")


@app.command()
def resume(ctx: typer.Context, number: Number) -> None:
    """Tell what was kept, and go on."""
    opened(ctx, lambda context: webhooks.pause(context, number, who(), paused=False))
    show.said("It goes on.")


@app.command()
def remove(ctx: typer.Context, number: Number) -> None:
    """Tell nobody there any more; its log goes too."""
    opened(ctx, lambda context: webhooks.remove(context, number, who()))
    show.said("Removed.")


@app.command()
def deliveries(
    ctx: typer.Context,
    number: Number,
    limit: Annotated[int, typer.Option(min=1, max=200, help="How many at most.")] = 20,
    as_json: Json = False,
) -> None:
    """Show what was told, the newest first, and how it went."""
    found = opened(ctx, lambda context: webhooks.deliveries(context, number, limit=limit))
    _deliveries(found, as_json=as_json)


@app.command()
def again(
    ctx: typer.Context, delivery: Annotated[int, typer.Argument(help="A delivery's number.")]
) -> None:
    """Send something again."""
    opened(ctx, lambda context: webhooks.redeliver(context, delivery, who()))
    show.said("It is sent again by the server (`reelworks up`, `reelworks serve`).")


@app.command(name="test")
def try_out(ctx: typer.Context, number: Number, as_json: Json = False) -> None:
    """Tell something there now that is only a test, and show what came of it."""
    given = settings.read()
    post = partial(tell, private=given.private_webhooks)
    teller = webhooks.Teller(partial(webhook_secret, server_key(given)), post)

    async def doing(context: Context) -> Sequence[DeliveryView]:
        sent = await webhooks.test(context, number, who())
        await teller.run(context)
        found = await webhooks.deliveries(context, number, limit=200)
        return [one for one in found if one.id == sent]

    _deliveries(opened(ctx, doing), as_json=as_json)


def _hooks(found: Sequence[WebhookView], *, as_json: bool) -> None:
    if as_json:
        for hook in found:
            show.json_line(hook)
        return
    rows = show.table("number", "address", "of", "waiting", "failed", "")
    for hook in found:
        of = ", ".join(hook.kinds) or "everything"
        paused = "paused" if hook.paused else ""
        rows.add_row(str(hook.id), hook.url, of, str(hook.waiting), str(hook.failing), paused)
    show.console().print(rows)


def _deliveries(found: Sequence[DeliveryView], *, as_json: bool) -> None:
    if as_json:
        for one in found:
            show.json_line(one)
        return
    rows = show.table("number", "at", "event", "attempt", "answer", "")
    for one in found:
        answer = "-" if one.status is None else str(one.status)
        rows.add_row(
            str(one.id), f"{one.created_at:%Y-%m-%d %H:%M}", one.kind, str(one.attempt), answer,
            "taken" if one.delivered_at else one.error or "on its way",
        )  # fmt: skip
    show.console().print(rows)
