"""Alerts at the command line: what a person must hear of, and whether it arrived."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import typer
from rich.text import Text

from reelworks.domain.errors import BadInput
from reelworks.doors.cli import show
from reelworks.doors.cli.running import Json, opened
from reelworks.ops import settings, sinks
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.schemas.views import AlertView
from reelworks.orchestrator.services import notifying
from reelworks.orchestrator.services.notifying import Desk

_TEST = "This is a test: alerts arrive here."


def register(app: typer.Typer) -> None:
    """Add this command to the program."""
    app.command()(alerts)


def alerts(
    ctx: typer.Context,
    test: Annotated[bool, typer.Option("--test", help="Send one now, to see it arrive.")] = False,
    as_json: Json = False,
) -> None:
    """List the newest alerts, and whether they were sent."""
    given = settings.read()
    if test:
        opened(ctx, lambda context: _send(context, sinks.configured(given), given.public_url))
    found = opened(ctx, notifying.recent)
    if as_json:
        for alert in found:
            show.json_line(alert)
        return
    for alert in reversed(found):
        show.console().print(_line(alert), soft_wrap=True)


async def _send(context: Context, receivers: Mapping[str, sinks.Sink], dashboard: str) -> None:
    if not receivers:
        raise BadInput(
            "Alerts are sent nowhere.",
            remedy="Set REELWORKS_ALERT_WEBHOOK, or REELWORKS_ALERT_EMAIL and REELWORKS_SMTP_URL.",
        )
    await notifying.announce(context, _TEST)
    await notifying.run(context, Desk(receivers, dashboard, notifying.AT_ONCE))


def _line(alert: AlertView) -> Text:
    if alert.unsent:
        state = f"not sent yet ({alert.unsent})"
    else:
        state = "not sent" if alert.sent_at is None else f"sent {alert.sent_at:%H:%M}"
    whose = alert.task or ("" if alert.channel == "*" else alert.channel)
    about = " ".join(part for part in (alert.kind, whose) if part)
    return Text(f"{alert.at:%F %H:%M} {about}: {alert.message} [{state}]")
