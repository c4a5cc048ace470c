"""Configuration: a channels.yaml taken over into the database, at the start and when it changes."""

from __future__ import annotations

from datetime import datetime

from reelworks.domain.channels import Channel
from reelworks.ops.channels import ChannelsFile
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.database import transaction
from reelworks.orchestrator.services import control
from reelworks.orchestrator.services.tasks import keep_channel


async def apply(context: Context, file: ChannelsFile, age: datetime) -> None:
    """Use these channels from now on, and the limits unless a newer file gave others.

    Budgets count at once, for the videos that are under way too.
    """
    context.channels.clear()
    context.channels.update({channel.id: channel for channel in file.channels})
    await _keep(context, file.channels)
    await control.configure(context, file.limits, age)


async def _keep(context: Context, channels: tuple[Channel, ...]) -> None:
    async with transaction(context.database) as tx:
        for channel in channels:
            await keep_channel(context, tx, channel)
