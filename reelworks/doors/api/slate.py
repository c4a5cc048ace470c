"""Slate: services and their limits, channels, money, alerts; changed here and in force at once."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query

from reelworks.domain.money import usd
from reelworks.doors.api import slate_shapes as shapes
from reelworks.doors.api.answers import Success, ok
from reelworks.doors.api.asks import ChannelLimit, DailyBudget, NewChannel, NewLimits, Where
from reelworks.doors.api.routing import Admin, Named, Operator, Studio, Viewer, router
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.services import channel_book, control, insight, spent
from reelworks.orchestrator.services.tasks import channel_of

routes = router("slate")


@routes.get("/slate")
async def show_slate(context: Studio, who: Viewer) -> Success[shapes.SlateShape]:
    """Everything at a glance."""
    return ok(await _slate(context))


async def _slate(context: Context) -> shapes.SlateShape:
    return shapes.SlateShape.model_validate(await insight.slate(context))


@routes.get("/costs")
async def show_costs(
    context: Studio, who: Viewer, days: Annotated[int, Query(ge=1, le=366)] = 30
) -> Success[list[shapes.DayShape]]:
    """What each channel spent on each of the last days (UTC)."""
    return ok([shapes.DayShape.model_validate(d) for d in await spent.by_day(context, days)])


@routes.get("/channels")
async def list_channels(context: Studio, who: Viewer) -> Success[list[shapes.ChannelShape]]:
    """The channels of channels.yaml, and what each lacks."""
    return ok([_channel(context, name) for name in sorted(context.channels)])


@routes.get("/channels/{name}")
async def show_channel(context: Studio, who: Viewer, name: Named) -> Success[shapes.ChannelShape]:
    """One channel."""
    return ok(_channel(context, name))


@routes.post("/channels", status_code=201)
async def add_channel(context: Studio, who: Admin, ask: NewChannel) -> Success[shapes.ChannelShape]:
    """Write a channel into channels.yaml; all that runs takes it over within seconds."""
    added = await channel_book.add(context, ask.model_dump(mode="json"), who.name)
    return ok(_channel(context, added.id))


@routes.delete("/channels/{name}")
async def retire_channel(
    context: Studio, who: Admin, name: Named
) -> Success[list[shapes.ChannelShape]]:
    """Take a channel out of channels.yaml; its videos under way are finished."""
    await channel_book.retire(context, name, who.name)
    return await list_channels(context, who)


@routes.post("/channels/{name}/pause")
async def pause_channel(context: Studio, who: Operator, name: Named) -> Success[shapes.SlateShape]:
    """Start nothing more of a channel, at any service; what runs goes on."""
    await channel_book.pause(context, name, who.name)
    return ok(await _slate(context))


@routes.post("/channels/{name}/resume")
async def resume_channel(context: Studio, who: Operator, name: Named) -> Success[shapes.SlateShape]:
    """Go on with a channel, at every service."""
    await channel_book.resume(context, name, who.name)
    return ok(await _slate(context))


def _channel(context: Context, name: str) -> shapes.ChannelShape:
    found = shapes.ChannelShape.model_validate(channel_of(context, name))
    found.missing = shapes.missing_of(context.warnings, name)
    return found


@routes.patch("/services/{name}")
async def set_limits(
    context: Studio, who: Operator, name: Named, ask: NewLimits
) -> Success[shapes.SlateShape]:
    """Change what a service may be asked for."""
    changes = ask.model_dump(exclude_unset=True)
    await control.set_limits(context, name, changes, who.name)
    return ok(await _slate(context))


@routes.put("/services/{name}/channels/{channel}")
async def set_channel_limit(
    context: Studio, who: Operator, name: Named, channel: Named, ask: ChannelLimit
) -> Success[shapes.SlateShape]:
    """How many steps of one channel may be at a service at once; null: as the service says."""
    await control.set_channel_limit(context, name, channel, ask.concurrency, who.name)
    return ok(await _slate(context))


@routes.post("/services/{name}/pause")
async def pause(
    context: Studio, who: Operator, name: Named, ask: Where
) -> Success[shapes.SlateShape]:
    """Start nothing more at a service; what runs goes on."""
    await control.pause(context, name, who.name, channel=ask.channel)
    return ok(await _slate(context))


@routes.post("/services/{name}/resume")
async def resume(
    context: Studio, who: Operator, name: Named, ask: Where
) -> Success[shapes.SlateShape]:
    """Go on at a service, also where it failed for everyone or its quota was used up."""
    await control.resume(context, name, who.name, channel=ask.channel)
    return ok(await _slate(context))


@routes.post("/spending/stop")
async def stop_spending(context: Studio, who: Operator) -> Success[shapes.SlateShape]:
    """Halt every paid step at once."""
    await control.stop_spending(context, who.name)
    return ok(await _slate(context))


@routes.post("/spending/resume")
async def resume_spending(context: Studio, who: Operator) -> Success[shapes.SlateShape]:
    """Let paid steps go on, within their budgets."""
    await control.resume_spending(context, who.name)
    return ok(await _slate(context))


@routes.put("/spending/budget")
async def set_budget(
    context: Studio, who: Operator, ask: DailyBudget
) -> Success[shapes.SlateShape]:
    """What all channels together may spend in a day."""
    amount = None if ask.usd is None else usd(ask.usd)
    await control.set_daily_budget(context, amount, who.name)
    return ok(await _slate(context))
