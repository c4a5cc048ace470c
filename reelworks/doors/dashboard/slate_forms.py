"""Slate forms: limits, pauses, spending and channels, changed from a page."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from reelworks.domain.access import Role, may
from reelworks.domain.errors import BadInput
from reelworks.domain.money import usd
from reelworks.doors.api.asks import NewLimits
from reelworks.doors.api.routing import Admin, Named, Operator, Studio
from reelworks.doors.dashboard import words
from reelworks.doors.dashboard.forms import Form, Sent, whole
from reelworks.orchestrator.services import channel_book, control

routes = APIRouter(include_in_schema=False)


@routes.post("/services/{name}/{what}")
async def change_service(
    context: Studio, who: Operator, name: Named, what: Named, form: Form
) -> Response:
    """Pause a service, let it go on, or change its limits; of one channel, where one is named."""
    channel = form.text("channel") or None

    async def doing() -> str:
        match what:
            case "pause":
                await control.pause(context, name, who.name, channel=channel)
                return f"{name} is paused{f' for {channel}' if channel else ''}."
            case "resume":
                await control.resume(context, name, who.name, channel=channel)
                return f"{name} goes on{f' for {channel}' if channel else ''}."
            case "limits":
                await control.set_limits(context, name, _limits(form), who.name)
                return f"The limits of {name} are in force."
            case "share" if channel is not None:
                most = whole(form.text("concurrency")) if form.text("concurrency") else None
                await control.set_channel_limit(context, name, channel, most, who.name)
                return f"{channel} has {'no limit of its own' if most is None else most} at {name}."
        raise BadInput(f"{what!r} is not to be done with a service.")

    return await form.done(doing())


def _limits(form: Sent) -> dict[str, control.Setting]:
    """Every limit that the form shows; an empty field is no limit."""
    given = {name: form.text(name) for name in NewLimits.model_fields if name in form.fields}
    zone = given.pop("zone", "")
    limits = {name: whole(text) if text else None for name, text in given.items()}
    return {**limits, **({"zone": zone} if zone else {})}


@routes.post("/channels")
async def add_channel(context: Studio, who: Admin, form: Form) -> Response:
    async def doing() -> str:
        names = ("id", "name", "language", "voice", "brand", "profile", "gates")
        said = {name: form.text(name).strip() for name in names}
        added = await channel_book.add(context, said, who.name)
        return f"{added.name} is there. What else it can have is written in channels.yaml."

    return await form.done(doing(), "/channels")


@routes.post("/channels/{name}/{what}")
async def change_channel(
    context: Studio, who: Operator, name: Named, what: Named, form: Form
) -> Response:
    """Let a channel rest, let it go on, or take it out of channels.yaml."""

    async def doing() -> str:
        match what:
            case "pause":
                await channel_book.pause(context, name, who.name)
                return f"Nothing more of {name} is started."
            case "resume":
                await channel_book.resume(context, name, who.name)
                return f"{name} goes on."
            case "retire" if may(who.role, Role.ADMIN):
                await channel_book.retire(context, name, who.name)
                return f"{name} is retired. What it has made stays."
        raise BadInput(f"{what!r} is not to be done with a channel.")

    return await form.done(doing(), "/channels")


@routes.post("/spending/{what}")
async def spend(context: Studio, who: Operator, what: Named, form: Form) -> Response:
    """Stop every paid step, let them go on, or set what a day may cost."""

    async def doing() -> str:
        match what:
            case "stop":
                await control.stop_spending(context, who.name)
                return "Spending is stopped: nothing is paid for until it is resumed."
            case "resume":
                await control.resume_spending(context, who.name)
                return "Paid steps go on, within their budgets."
            case "budget":
                text = form.text("usd")
                amount = usd(_amount(text)) if text else None
                await control.set_daily_budget(context, amount, who.name)
                return f"A day may cost {words.money(amount)}." if text else "A day has no ceiling."
        raise BadInput(f"{what!r} is not to be done with spending.")

    return await form.done(doing())


def _amount(text: str) -> str:
    whole, _, cents = text.partition(".")
    if not (f"{whole}{cents}".isascii() and f"{whole}{cents}".isdecimal() and len(text) < 12):
        raise BadInput(f"{text!r} is no amount.", remedy="Give US dollars, such as 20.00.")
    return text
