"""The book of channels: one more, one less, one that rests; by whom is on record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from reelworks.domain import publishing
from reelworks.domain.channels import Channel
from reelworks.domain.errors import NotAllowed
from reelworks.domain.services import DEFAULTS
from reelworks.ops import channels_edit
from reelworks.ops.channels import ChannelsFile
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.database import transaction
from reelworks.orchestrator.engine import capacity
from reelworks.orchestrator.engine.events import record
from reelworks.orchestrator.engine.release import release
from reelworks.orchestrator.models import tables
from reelworks.orchestrator.services import configuration
from reelworks.orchestrator.services.tasks import channel_of

Settings = Mapping[str, object]


async def add(context: Context, settings: Settings, actor: str) -> Channel:
    """Write a channel into channels.yaml, as its settings are called there, and use it.

    Its voice is checked before its first video speaks (`check_voice`). Raises BadChannels,
    NotAllowed.
    """
    given = {name: value for name, value in settings.items() if value not in (None, "")}
    await _taken_over(context, channels_edit.add(_file(context), given))
    added = context.channels[str(settings["id"])]
    await _tell(context, "channel_added", added.id, actor)
    return added


async def retire(context: Context, channel: str, actor: str) -> None:
    """Take a channel out of channels.yaml: no more videos. Those under way are finished.

    Raises UnknownChannel, NotAllowed, BadInput for the last one.
    """
    known = channel_of(context, channel)
    await _taken_over(context, channels_edit.remove(_file(context), known.id))
    await _tell(context, "channel_retired", known.id, actor)


async def pause(context: Context, channel: str, actor: str) -> None:
    """Start nothing more of a channel, at any service. What runs goes on. UnknownChannel."""
    known = channel_of(context, channel)
    async with transaction(context.database) as tx:
        names = await _services(context, tx)
        for name in names:
            await capacity.lock(tx, name)
        keys = {"tenant_id": context.tenant, "channel_id": known.id, "paused": True}
        added = upsert(tables.lanes).values([{**keys, "service": name} for name in names])
        where = ["service", "tenant_id", "channel_id"]
        await tx.execute(added.on_conflict_do_update(index_elements=where, set_={"paused": True}))
        await _record(context, tx, "channel_paused", known.id, actor)


async def resume(context: Context, channel: str, actor: str) -> None:
    """Go on with a channel, at every service. Raises UnknownChannel."""
    known = channel_of(context, channel)
    n = tables.lanes.c
    async with transaction(context.database) as tx:
        names = await _services(context, tx)
        for name in names:
            await capacity.lock(tx, name)
        its = (n.tenant_id == context.tenant, n.channel_id == known.id)
        await tx.execute(update(tables.lanes).where(*its).values(paused=False))
        await _record(context, tx, "channel_resumed", known.id, actor)
        await release(context, tx, names)


async def _services(context: Context, tx: AsyncConnection) -> list[str]:
    """Every service that a step could be sent to, in the order in which locks are taken."""
    named = publishing.services(context.channels.values())
    return sorted({*DEFAULTS, *named, *await tx.scalars(select(tables.services.c.name))})


def _file(context: Context) -> Path:
    if context.channels_file is None:
        raise NotAllowed("Nobody knows here where the channels are written.")
    return context.channels_file


async def _taken_over(context: Context, file: ChannelsFile) -> None:
    age = datetime.fromtimestamp(_file(context).stat().st_mtime, UTC)
    await configuration.apply(context, file, age)


async def _tell(context: Context, kind: str, channel: str, actor: str) -> None:
    async with transaction(context.database) as tx:
        await _record(context, tx, kind, channel, actor)


async def _record(
    context: Context, tx: AsyncConnection, kind: str, channel: str, actor: str
) -> None:
    await record(tx, (context.tenant, channel), None, kind, {"actor": actor})
