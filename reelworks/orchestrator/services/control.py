"""Control: limits, pauses and spending, changed by a person and in force at once, everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from reelworks.domain.errors import BadInput, NotFound
from reelworks.domain.money import Usd
from reelworks.domain.services import DEFAULTS, Limits, is_zone, usual
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.database import transaction
from reelworks.orchestrator.engine import capacity
from reelworks.orchestrator.engine.events import record
from reelworks.orchestrator.engine.release import release
from reelworks.orchestrator.engine.waking import wake
from reelworks.orchestrator.models import tables

_LARGEST = 1_000_000_000

Setting = int | str | None


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody did, for the record."""

    kind: str
    actor: str
    facts: Mapping[str, object] = field(default_factory=dict)


async def set_limits(
    context: Context, service: str, changes: Mapping[str, Setting], actor: str
) -> Limits:
    """Change some of a service's limits (fields of `Limits`); returns all of them as they are now.

    Raises BadInput for a limit that is none, NotFound for a service that nothing uses.
    """
    for name, value in changes.items():
        _check(name, value)
    async with transaction(context.database) as tx:
        await _known(tx, service)
        s = tables.services.c
        changed = update(tables.services).where(s.name == service).values(**changes)
        row = (await tx.execute(changed.returning(tables.services))).one()
        facts = {"service": service, "changes": dict(changes)}
        await _tell(context, tx, Told("limits_changed", actor, facts))
        await release(context, tx, [service])
        return capacity.limits_of(row)


def _check(name: str, value: Setting) -> None:
    if name == "zone":
        if not is_zone(str(value)):
            raise BadInput(
                f"There is no time zone {value!r}.", remedy="Name one such as America/Los_Angeles."
            )
    elif value is not None and not 0 <= int(value) <= _LARGEST:
        raise BadInput(
            f"{name} cannot be {value}.", remedy=f"Give a number from 0 to {_LARGEST:,}, or none."
        )


async def set_channel_limit(
    context: Context, service: str, channel: str, concurrency: int | None, actor: str
) -> None:
    """How many steps of one channel may be at a service at once; None: as the service says."""
    _check("concurrency", concurrency)
    facts = {"service": service, "concurrency": concurrency}
    told = Told("channel_limit_changed", actor, facts)
    await _set_lane(context, service, channel, told, concurrency=concurrency)


async def pause(context: Context, service: str, actor: str, *, channel: str | None = None) -> None:
    """Start nothing more at a service, or of one channel at it. What runs goes on."""
    told = Told("service_paused", actor, {"service": service})
    if channel is not None:
        await _set_lane(context, service, channel, told, paused=True)
        return
    await _set(context, service, told, paused_at=func.clock_timestamp(), paused_by=actor)


async def resume(context: Context, service: str, actor: str, *, channel: str | None = None) -> None:
    """Go on at a service, also where it failed for everyone or its quota was used up."""
    told = Told("service_resumed", actor, {"service": service})
    if channel is not None:
        await _set_lane(context, service, channel, told, paused=False)
        return
    cleared = func.clock_timestamp()
    await _set(context, service, told, paused_at=None, paused_by=None, cleared_at=cleared)


async def _set(context: Context, service: str, told: Told, **values: object) -> None:
    async with transaction(context.database) as tx:
        await _known(tx, service)
        changed = update(tables.services).where(tables.services.c.name == service)
        await tx.execute(changed.values(**values))
        await _tell(context, tx, told)
        await release(context, tx, [service])


async def _set_lane(
    context: Context, service: str, channel: str, told: Told, **values: object
) -> None:
    if channel not in context.channels:
        known = ", ".join(sorted(context.channels))
        raise NotFound(f"There is no channel {channel!r}.", remedy=f"There are: {known}.")
    async with transaction(context.database) as tx:
        await _known(tx, service)
        keys = {"tenant_id": context.tenant, "channel_id": channel, "service": service}
        added = upsert(tables.lanes).values(**keys, **values)
        await tx.execute(added.on_conflict_do_update(index_elements=[*keys], set_=values))
        await _tell(context, tx, told, channel)
        await release(context, tx, [service])


async def _known(tx: AsyncConnection, service: str) -> None:
    """Hold the service's lock; raises NotFound for a name that is only a slip of the pen."""
    await capacity.lock(tx, service)
    names = {*DEFAULTS, *await tx.scalars(select(tables.services.c.name))}
    if service not in names:
        known = ", ".join(sorted(names))
        raise NotFound(f"Nothing uses a service {service!r}.", remedy=f"There are: {known}.")
    await capacity.add(tx, service)


async def _tell(
    context: Context, tx: AsyncConnection, told: Told, channel: str = tables.ANY
) -> None:
    owner = (context.tenant, channel)
    await record(tx, owner, None, told.kind, {"actor": told.actor, **told.facts})


async def stop_spending(context: Context, actor: str) -> None:
    """From now on nothing is paid for: paid steps wait, and those under way may not pay either."""
    now = func.clock_timestamp()
    async with transaction(context.database) as tx:
        await _set_tenant(context, tx, spending_stopped_at=now, spending_stopped_by=actor)
        await _tell(context, tx, Told("spending_stopped", actor))


async def resume_spending(context: Context, actor: str) -> None:
    """Paid steps may run again, within their budgets."""
    async with transaction(context.database) as tx:
        await _set_tenant(context, tx, spending_stopped_at=None, spending_stopped_by=None)
        await _tell(context, tx, Told("spending_resumed", actor))
        await release(context, tx, await wake(tx))


async def set_daily_budget(context: Context, amount: Usd | None, actor: str) -> None:
    """What all channels together may spend in a day (UTC); None: no ceiling."""
    async with transaction(context.database) as tx:
        await _set_tenant(context, tx, budget_per_day=amount)
        usd = None if amount is None else str(amount)
        await _tell(context, tx, Told("daily_budget_changed", actor, {"usd": usd}))
        await release(context, tx, await wake(tx))


async def _set_tenant(context: Context, tx: AsyncConnection, **values: object) -> None:
    added = upsert(tables.tenants).values(tenant_id=context.tenant, name=context.tenant)
    await tx.execute(added.on_conflict_do_nothing())
    mine = tables.tenants.c.tenant_id == context.tenant
    await tx.execute(update(tables.tenants).where(mine).values(**values))


async def configure(context: Context, limits: Mapping[str, Limits], age: datetime) -> None:
    """Take over the limits of a channels.yaml of this age, unless a newer one was taken over.

    A limit that was changed by command stays until the file says something else than before.
    """
    async with transaction(context.database) as tx:
        s = tables.services.c
        query = select(s.name, s.configured, s.configured_at).where(s.configured.is_not(None))
        before = {row.name: row for row in await tx.execute(query)}
        gone = {name: usual(name) for name in set(before) - set(limits)}
        changed: list[str] = []
        for name, wanted in sorted({**gone, **limits}.items()):
            told = capacity.limits_as_row(wanted)
            known = before.get(name)
            if known is None or (known.configured != told and known.configured_at < age):
                await _configure(tx, name, told, age)
                changed.append(name)
        await release(context, tx, changed)


async def _configure(
    tx: AsyncConnection, name: str, told: Mapping[str, object], age: datetime
) -> None:
    await capacity.lock(tx, name)
    values = {**told, "configured": dict(told), "configured_at": age}
    saved = upsert(tables.services).values(name=name, **values)
    await tx.execute(saved.on_conflict_do_update(index_elements=["name"], set_=values))
