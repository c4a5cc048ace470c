"""Pace: how many videos a channel publishes in a day of its place's; the next one waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from reelworks.domain.services import next_reset
from reelworks.domain.stages import Stage
from reelworks.domain.steps import StepSpec
from reelworks.orchestrator.engine import capacity, codec
from reelworks.orchestrator.models import tables

_ALONE = text(
    "select pg_advisory_xact_lock(hashtextextended('pace:' || :tenant || '/' || :channel, 0))"
)

# Other videos of the channel that were published today, or are on their way since today.
_TODAY = text(
    """
    with day as (select date_trunc('day', clock_timestamp() at time zone :zone) at time zone :zone
                 as began)
    select count(*) from steps s, day
    where s.tenant_id = :tenant and s.channel_id = :channel and s.stage = 'publish'
      and s.spec ->> 'askable' = 'true' and not s.undo and s.id <> :step
      and (s.intent_at >= day.began
           or exists (select from results r where r.step_id = s.id and r.made_at >= day.began))
    """
)


@dataclass(frozen=True, slots=True)
class Wait:
    """The step may not go on before `until`, and why."""

    until: datetime
    why: str


async def wait(
    tx: AsyncConnection, owner: tuple[str, str], step_id: int, spec: StepSpec
) -> Wait | None:
    """Why a step that is about to publish must wait; None: it may go on, or publishes nothing."""
    if spec.stage is not Stage.PUBLISH or not spec.askable:
        return None
    most = await _per_day(tx, owner)
    if most is None:
        return None
    about = {"tenant": owner[0], "channel": owner[1]}
    await tx.execute(_ALONE, about)
    zone = await capacity.zone(tx, spec.service)
    done = await tx.scalar(_TODAY, {**about, "zone": zone, "step": step_id})
    if (done or 0) < most:
        return None
    until = next_reset(await capacity.now(tx), zone)
    return Wait(until, f"the channel publishes {most} videos a day, and today's are published.")


async def _per_day(tx: AsyncConnection, owner: tuple[str, str]) -> int | None:
    """As channels.yaml has it now."""
    c = tables.channels.c
    query = select(c.settings).where(c.tenant_id == owner[0], c.channel_id == owner[1])
    youtube = codec.channel_from_json(await tx.scalar(query)).youtube
    return None if youtube is None else youtube.per_day
