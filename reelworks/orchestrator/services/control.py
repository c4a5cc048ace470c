"""Control: limits, pauses and spending, changed by a person and in force at once, everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from reelworks.domain.errors import BadInput, NotFound
from reelworks.domain.money import Usd
from reelworks.domain.services import DEFAULTS, Limits, is_zone
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.database import transaction
from reelworks.orchestrator.engine import capacity
from reelworks.orchestrator.engine.release import release
from reelworks.orchestrator.engine.waking import wake
from reelworks.orchestrator.models import tables

_LARGEST = 1_000_000_000

Setting = int | str | None


async def set_limits(context: Context, service: str, changes: Mapping[str, Setting]) -> Limits:
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
    context: Context, service: str, channel: str, concurrency: int | None
) -> None:
    """How many steps of one channel may be at a service at once; None: as the service says."""
    _check("concurrency", concurrency)
    await _set_lane(context, service, channel, concurrency=concurrency)


async def pause(context: Context, service: str, actor: str, *, channel: str | None = None) -> None:
    """Start nothing more at a service, or of one channel at it. What runs goes on."""
    if channel is not None:
        await _set_lane(context, service, channel, paused=True)
        return
    await _set(context, service, paused_at=func.clock_timestamp(), paused_by=actor)


async def resume(context: Context, service: str, *, channel: str | None = None) -> None:
    """Go on at a service, also where it failed for everyone or its quota was used up."""
    if channel is not None:
        await _set_lane(context, service, channel, paused=False)
        return
    cleared = func.clock_timestamp()
    await _set(context, service, paused_at=None, paused_by=None, cleared_at=cleared)


async def _set(context: Context, service: str, **values: object) -> None:
    async with transaction(context.database) as tx:
        await _known(tx, service)
        changed = update(tables.services).where(tables.services.c.name == service)
        await tx.execute(changed.values(**values))
        await release(context, tx, [service])


async def _set_lane(context: Context, service: str, channel: str, **values: object) -> None:
    if channel not in context.channels:
        known = ", ".join(sorted(context.channels))
        raise NotFound(f"There is no channel {channel!r}.", remedy=f"There are: {known}.")
    async with transaction(context.database) as tx:
        await _known(tx, service)
        keys = {"tenant_id": context.tenant, "channel_id": channel, "service": service}
        added = upsert(tables.lanes).values(**keys, **values)
        await tx.execute(added.on_conflict_do_update(index_elements=[*keys], set_=values))
        await release(context, tx, [service])


async def _known(tx: AsyncConnection, service: str) -> None:
    """Hold the service's lock; raises NotFound for a name that is only a slip of the pen."""
    await capacity.lock(tx, service)
    names = {*DEFAULTS, *await tx.scalars(select(tables.services.c.name))}
    if service not in names:
        known = ", ".join(sorted(names))
        raise NotFound(f"Nothing uses a service {service!r}.", remedy=f"There are: {known}.")
    await capacity.add(tx, service)


async def stop_spending(context: Context, actor: str) -> None:
    """From now on nothing is paid for: paid steps wait, and those under way may not pay either."""
    now = func.clock_timestamp()
    async with transaction(context.database) as tx:
        await _set_tenant(context, tx, spending_stopped_at=now, spending_stopped_by=actor)


async def resume_spending(context: Context) -> None:
    """Paid steps may run again, within their budgets."""
    async with transaction(context.database) as tx:
        await _set_tenant(context, tx, spending_stopped_at=None, spending_stopped_by=None)
        await release(context, tx, await wake(tx))


async def set_daily_budget(context: Context, amount: Usd | None) -> None:
    """What all channels together may spend in a day (UTC); None: no ceiling."""
    async with transaction(context.database) as tx:
        await _set_tenant(context, tx, budget_per_day=amount)
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
        gone = {name: DEFAULTS.get(name, Limits()) for name in set(before) - set(limits)}
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
