"""Capacity: how a service stands as the database has it, and what its limits are counted on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import DateTime, Integer, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from reelworks.domain.services import (
    Breaker,
    Failure,
    Health,
    Limits,
    Service,
    breaker,
    quota_day,
    usual,
)
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.engine.alerts import alert
from reelworks.orchestrator.models.record import Record

_WARN_AT = 0.8  # of a day's quota

# One service at a time: two releases of the same service would both see the same free slots.
# What follows in the transaction is planned once for all parameters, not anew for each: planning
# costs as much as running here, and the indexes that serve one service serve every one.
_LOCK = text(
    "select pg_advisory_xact_lock(hashtextextended('release:' || :name, 0)), "
    "set_config('plan_cache_mode', 'force_generic_plan', true)"
)

# Services' rows, with what is in hand, what workers offer, and what their vendors said last.
# (Whether something went well since the last failure is asked of the index by service and id, as
# a comparison of both: for max(id) the planner may go back through the attempts of all services,
# to the very first where this one has none.)
_READ_ALL = """
    select s.*, clock_timestamp() as now,
      (select coalesce(sum((w.slots ->> s.name)::int), 0) from workers w
       where w.heartbeat_at > clock_timestamp() - make_interval(secs => :lease_s)) as offered,
      (select count(*) from steps
       where service = s.name and status in ('released', 'running')) as active,
      (select count(*) from unnest(s.recent) at
       where at > clock_timestamp() - interval '1 second') as starts,
      (select max(asleep_until) from attempts a
       where a.service = s.name and a.asleep_until > statement_timestamp()
         and a.at > coalesce(s.cleared_at, '-infinity')) as asleep_until,
      coalesce((select s.name is distinct from (
         select service from attempts where outcome = 'done' and (service, id) > (s.name, failed.id)
         order by service, id limit 1)
       from (select max(id) as id from attempts where service = s.name and vendor_fault) failed
       where failed.id is not null), false) as failing
    from services s
    """
READ_ALL = text(_READ_ALL)
READ = text(f"{_READ_ALL} where s.name = :name")

# What the vendor failed since the last time anything went well, oldest first; of a long outage
# how it began, which opened the breaker, and how it goes on, which says until when.
FAILURES = text(
    """
    with failures as not materialized (
      select id, step_id, started_at, at from attempts
      where service = :name and vendor_fault and started_at is not null
        and at > coalesce(:cleared_at, '-infinity')
        and id > coalesce((select case when service = :name then id end from attempts
                           where outcome = 'done' and (service, id) < (:name, 9223372036854775807)
                           order by service desc, id desc limit 1), 0))
    select step_id, started_at, at from (
      (select * from failures order by id limit 100) union
      (select * from failures order by id desc limit 20)) told
    order by id
    """
).bindparams(bindparam("cleared_at", type_=DateTime(timezone=True)))

_ADD = text(
    """
    insert into services (name, concurrency, per_channel, per_second, units_per_day, zone)
    values (:name, :concurrency, :per_channel, :per_second, :units_per_day, :zone)
    on conflict do nothing
    """
)

_COUNT = text(
    """
    update services set
      recent = array(select at from unnest(recent) at
                     where at > clock_timestamp() - interval '1 second')
               || array_fill(clock_timestamp(), array[:steps]),
      units_used = case when units_day = :day then units_used else 0 end + :units,
      units_day = :day
    where name = :name
    """
).bindparams(bindparam("steps", type_=Integer), bindparam("units", type_=Integer))

_REFUND = text(
    """
    update services set units_used = units_used - :units
    where name = :name and units_per_day is not null
      and units_day = :day and units_used >= :units
    """
)


async def lock(tx: AsyncConnection, name: str) -> None:
    """Be the only one to release steps of this service, or to count on it, in this transaction."""
    await tx.execute(_LOCK, {"name": name})


async def read(context: Context, tx: AsyncConnection, name: str) -> Service:
    """The service as it stands now; one that was never heard of gets its usual limits."""
    asked = {"name": name, "lease_s": context.lease_s}
    row = (await tx.execute(READ, asked)).one_or_none()
    if row is None:
        await add(tx, name)
        row = (await tx.execute(READ, asked)).one()
    service = _service(row, await _breaker(context, tx, row))
    await _tell(tx, service)
    return service


async def look(context: Context, tx: AsyncConnection) -> Sequence[Service]:
    """The same of all that are on record, without writing anything."""
    rows = [*await tx.execute(READ_ALL, {"lease_s": context.lease_s})]
    return [_service(row, await _breaker(context, tx, row)) for row in rows]


async def add(tx: AsyncConnection, name: str) -> None:
    """Put a service on record with its usual limits, unless it is."""
    await tx.execute(_ADD, {"name": name, **limits_as_row(usual(name))})


def limits_as_row(limits: Limits) -> dict[str, object]:
    return {
        "concurrency": limits.concurrency,
        "per_channel": limits.per_channel,
        "per_second": limits.per_second,
        "units_per_day": limits.units_per_day,
        "zone": limits.zone,
    }


def limits_of(row: Record) -> Limits:
    return Limits(row.concurrency, row.per_channel, row.per_second, row.units_per_day, row.zone)


def _service(row: Record, found: Breaker) -> Service:
    limits = limits_of(row)
    today = quota_day(row.now, limits.zone)
    return Service(
        row.name,
        limits,
        offered=row.offered,
        active=row.active,
        breaker=found,
        recent=row.starts,
        used_units=row.units_used if row.units_day == today else 0,
        paused=row.paused_at is not None,
        asleep_until=row.asleep_until,
    )


async def _breaker(context: Context, tx: AsyncConnection, row: Record) -> Breaker:
    if not row.failing:
        return breaker([], row.now)
    rows = await tx.execute(FAILURES, {"name": row.name, "cleared_at": row.cleared_at})
    failures = [Failure(*failure) for failure in rows]
    return breaker(failures, row.now, speed=context.speed)


async def count(tx: AsyncConnection, service: Service, released: Sequence[Record]) -> None:
    """Count starts and units, where there is a limit on them."""
    limits = service.limits
    if limits.per_second is None and limits.units_per_day is None:
        return
    at, units = await now(tx), sum(row.units for row in released)
    facts = {"name": service.name, "steps": len(released), "units": units}
    await tx.execute(_COUNT, {**facts, "day": quota_day(at, limits.zone)})
    await _warn(tx, replace(service, used_units=service.used_units + units), at)


async def refund(tx: AsyncConnection, name: str, units: int, at: datetime) -> None:
    """Give back the units of a step that was released at that time and never started."""
    await lock(tx, name)
    day = quota_day(at, await zone(tx, name))
    await tx.execute(_REFUND, {"name": name, "units": units, "day": day})


async def zone(tx: AsyncConnection, name: str) -> str:
    """Where the days of a service's quota begin."""
    found = await tx.scalar(text("select zone from services where name = :name"), {"name": name})
    return str(found or usual(name).zone)


async def now(tx: AsyncConnection) -> datetime:
    """The database's clock: the only one that all machines share."""
    at: datetime = (await tx.execute(text("select clock_timestamp()"))).scalar_one()
    return at


async def _warn(tx: AsyncConnection, service: Service, at: datetime) -> None:
    most = service.limits.units_per_day
    if most is not None and service.used_units >= most * _WARN_AT:
        day = quota_day(at, service.limits.zone)
        said = f"{service.name} has used {service.used_units} of {most} units of its daily quota."
        await alert(tx, "quota_nearly_used", f"{service.name} {day}", said)


async def tell_exhausted(tx: AsyncConnection, name: str, until: datetime, day: str) -> None:
    """Say once a day that a service's quota is used up."""
    said = f"The daily quota of {name} is used up; what needs it sleeps until {until:%F %H:%M %Z}."
    await alert(tx, "quota_exhausted", f"{name} {day}", said)


async def tell_rate_limited(tx: AsyncConnection, name: str, words: str) -> None:
    """Say once an hour that a service was asked more often than it allows."""
    hour = f"{await now(tx):%F %H}"
    said = (
        f"{name} says that it is asked too often: {words} What it refused is tried again; "
        f"`reelworks limits {name} --per-second` keeps below its limit."
    )
    await alert(tx, "rate_limited", f"{name} {hour}", said)


async def _tell(tx: AsyncConnection, service: Service) -> None:
    found = service.breaker
    if found.health is Health.OPEN and found.since is not None:
        said = (
            f"{service.name} fails for everyone since {found.since:%F %H:%M:%S %Z}: it is paused, "
            "tried again by itself, and goes on when it answers. Everything else goes on."
        )
        await alert(tx, "breaker_open", f"{service.name} {found.since.isoformat()}", said)
