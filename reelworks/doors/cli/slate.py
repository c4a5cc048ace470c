"""Commands for the whole slate: limits, pauses, spending, and why a video does not go on."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Annotated

import typer

from reelworks.domain.errors import BadInput
from reelworks.domain.money import Usd, usd
from reelworks.doors.cli import show, show_slate
from reelworks.doors.cli.running import Json, Task, opened, who
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.services import control, insight, priorities
from reelworks.orchestrator.services import status as statuses

_NONE = "none"
Service = Annotated[str, typer.Argument(help="A service, such as kling.")]
Channel = Annotated[str | None, typer.Option(help="Only for this channel.")]
Limit = Annotated[str | None, typer.Option(help="A number, or none.", metavar="N|none")]


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    for command in (limits, pause, resume, spending, why, prioritise):
        app.command()(command)


def limits(
    ctx: typer.Context,
    service: Annotated[str | None, typer.Argument(help="A service; all if left out.")] = None,
    concurrency: Limit = None,
    per_channel: Limit = None,
    per_second: Limit = None,
    units_per_day: Limit = None,
    zone: Annotated[str | None, typer.Option(help="Where its days begin.")] = None,
    channel: Channel = None,
    as_json: Json = False,
) -> None:
    """Show what services may be asked for, or change it; in force everywhere within seconds."""
    given = {
        "concurrency": concurrency,
        "per_channel": per_channel,
        "per_second": per_second,
        "units_per_day": units_per_day,
    }
    changes: dict[str, control.Setting] = {k: _limit(k, v) for k, v in given.items() if v}
    changes |= {"zone": zone} if zone else {}
    if changes:
        _change(ctx, service, changes, channel)
    view = opened(ctx, insight.slate)
    show_slate.services(view, only=service, as_json=as_json)


def _limit(name: str, text: str) -> int | None:
    if text == _NONE:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        option = name.replace("_", "-")
        raise BadInput(f"--{option} cannot be {text!r}.", remedy="Give a whole number, or none.")
    return int(text)


def _change(
    ctx: typer.Context,
    service: str | None,
    changes: Mapping[str, control.Setting],
    channel: str | None,
) -> None:
    if service is None:
        raise BadInput("Whose limits?", remedy="Name the service: `reelworks limits kling ...`.")
    if channel is None:
        opened(ctx, lambda context: control.set_limits(context, service, changes, who()))
        return
    if set(changes) != {"concurrency"}:
        raise BadInput("A channel has only one limit of its own.", remedy="Give --concurrency.")
    most = changes["concurrency"]
    own = None if most is None else int(most)
    opened(ctx, lambda context: control.set_channel_limit(context, service, channel, own, who()))


def pause(ctx: typer.Context, service: Service, channel: Channel = None) -> None:
    """Start nothing more at a service; what runs goes on."""
    opened(ctx, lambda context: control.pause(context, service, who(), channel=channel))
    where = service if channel is None else f"{service} for {channel}"
    show.said(f"Paused: {where}. Go on with `reelworks resume {service}`.")


def resume(ctx: typer.Context, service: Service, channel: Channel = None) -> None:
    """Go on at a service, also where it failed for everyone or its quota was used up."""
    opened(ctx, lambda context: control.resume(context, service, who(), channel=channel))
    show.said(f"{service} goes on.")


def spending(
    ctx: typer.Context,
    what: Annotated[str, typer.Argument(help="stop, resume, or nothing: only show.")] = "",
    per_day: Annotated[
        str | None, typer.Option(help="Ceiling in USD for all channels together, or none.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Show what was spent; `stop` halts every paid step at once, `resume` lets them go on."""
    actions: Mapping[str, Callable[[Context], Awaitable[None]]] = {
        "stop": lambda context: control.stop_spending(context, who()),
        "resume": lambda context: control.resume_spending(context, who()),
    }
    if what and what not in actions:
        raise BadInput(f"{what!r} is not to be done with spending.", remedy="Say stop or resume.")
    if per_day is not None:
        most = _amount(per_day)
        opened(ctx, lambda context: control.set_daily_budget(context, most, who()))
    if what:
        opened(ctx, actions[what])
    show_slate.spending(opened(ctx, insight.slate), as_json=as_json)


def _amount(text: str) -> Usd | None:
    if text == _NONE:
        return None
    try:
        amount = Decimal(text)
    except InvalidOperation:
        amount = Decimal(-1)
    if not (amount.is_finite() and 0 <= amount <= 1_000_000):
        raise BadInput(f"--per-day cannot be {text!r}.", remedy="Give US dollars, such as 20.00.")
    return usd(amount)


def why(ctx: typer.Context, task: Task, as_json: Json = False) -> None:
    """Say in words what a video does now, and what it waits for."""
    view = opened(ctx, lambda context: statuses.status(context, task))
    show_slate.why(view, as_json=as_json)


def prioritise(
    ctx: typer.Context,
    task: Task,
    priority: Annotated[priorities.Priority, typer.Argument(help="high, normal or low.")],
) -> None:
    """Let a video go before others, or after them, whatever its channel."""
    name = opened(ctx, lambda context: priorities.prioritise(context, task, priority, who()))
    show.said(f"{name} has {priority.value} priority.")
