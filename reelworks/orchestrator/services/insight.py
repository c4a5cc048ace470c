"""Insight: how the whole slate stands: services, channels, people, money, outcomes, alerts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from reelworks.domain.money import FREE, Usd
from reelworks.domain.services import DEFAULTS, Breaker, Health, Limits, Service
from reelworks.domain.stages import LABEL_READY, Label
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.database import snapshot
from reelworks.orchestrator.engine import capacity, money
from reelworks.orchestrator.models import tables
from reelworks.orchestrator.models.record import Record
from reelworks.orchestrator.schemas.views import (
    AlertView,
    ChannelLoad,
    Outcomes,
    ServiceLoad,
    SlateView,
    TaskLine,
)
from reelworks.orchestrator.services.reasons import Lane
from reelworks.orchestrator.services.tasks import line_columns

_DOMINATES = 0.6  # of what is in hand, while others wait
_SHOWN_ALERTS = 20
_FOR_PEOPLE = sorted({label.value for label in LABEL_READY.values()} - {Label.CLAIMED.value})

# Each part asks an index that holds only such steps, so that history costs nothing.
_QUEUE = text(
    """
    select service, tenant_id, channel_id, sum(waiting)::int as waiting, sum(later)::int as later,
      sum(unpaid)::int as unpaid, sum(active)::int as active
    from (
      select service, tenant_id, channel_id, count(*) as waiting, 0 as later, 0 as unpaid,
        0 as active
      from steps where status = 'ready' and hold is null
      group by service, tenant_id, channel_id
      union all
      select service, tenant_id, channel_id, 0, count(*) filter (where hold = 'time'),
        count(*) filter (where hold <> 'time'), 0
      from steps where status = 'ready' and hold is not null
      group by service, tenant_id, channel_id
      union all
      select service, tenant_id, channel_id, 0, 0, 0, count(*)
      from steps where status in ('released', 'running')
      group by service, tenant_id, channel_id
    ) parts
    where tenant_id = :tenant group by service, tenant_id, channel_id
    """
)

_SPENT = text(
    f"""
    select channel_id, sum(usd) as usd from costs
    where tenant_id = :tenant and at >= {money.TODAY} group by channel_id
    """  # noqa: S608  (the day is a constant)
)

# Of the videos that ended, or that stand still on an error, within a week: who or what it took. A
# person was needed where a step had stopped for good; to be asked for sooner is no help.
_OUTCOMES = text(
    """
    with ended as (
      select t.id, t.cancelled, t.finished_at is null as stands,
        asked.id is not null as helped,
        exists (select from attempts a where a.task_id = t.id and a.outcome <> 'done') as failed
      from tasks t left join lateral (
        select e.id from events e where e.task_id = t.id and e.kind = 'step_failed' limit 1
      ) asked on true
      where t.tenant_id = :tenant
        and (t.finished_at > clock_timestamp() - interval '7 days'
             or (t.finished_at is null and t.label like '% Error'))
    )
    select
      count(*) filter (where not stands and not cancelled and not helped and not failed) as clean,
      count(*) filter (where not stands and not cancelled and not helped and failed) as recovered,
      count(*) filter (where not stands and not cancelled and helped) as needed_a_person,
      count(*) filter (where stands or (cancelled and failed)) as failed
    from ended
    """
)

# Of the steps that failed in passing within a week, or of which nobody knew what came, and whose
# fate is decided: how many went on by themselves. Those that still wait or are at work are neither.
_RECOVERED = text(
    """
    with hit as (
      select distinct a.task_id, a.step_id, a.take from attempts a join tasks t on t.id = a.task_id
      where t.tenant_id = :tenant and outcome in ('transient', 'unknown')
        and at > clock_timestamp() - interval '7 days'
    ), fate as (
      select exists (select from attempts d where d.step_id = hit.step_id and d.take = hit.take
                       and d.outcome = 'done') as done,
        exists (select from events e where e.task_id = hit.task_id and e.kind = 'step_failed'
                  and e.step_id = hit.step_id and e.facts ->> 'take' = hit.take::text) as stopped
      from hit
    )
    select count(*) filter (where done or stopped) as hit,
      count(*) filter (where done and not stopped) as recovered
    from fate
    """
)


async def slate(context: Context) -> SlateView:
    """Everything at a glance, as of one moment."""
    async with snapshot(context.database) as tx:
        mine = {"tenant": context.tenant}
        queue = [*await tx.execute(_QUEUE, mine)]
        spent = {row.channel_id: Usd(row.usd) for row in await tx.execute(_SPENT, mine)}
        found = await services(context, tx)
        tenant = await _tenant(context, tx)
        return SlateView(
            services=tuple(_service(service, queue) for service in found.values()),
            channels=_channels(context, queue, spent),
            for_people=await _for_people(context, tx),
            alerts=await _alerts(tx),
            outcomes=await _outcomes(tx, mine),
            spent_today_usd=Usd(sum(spent.values(), start=FREE)),
            budget_per_day_usd=None if tenant is None else tenant.budget_per_day,
            spending_stopped_by=None if tenant is None else tenant.spending_stopped_by,
        )


async def services(context: Context, tx: AsyncConnection) -> Mapping[str, Service]:
    """Every service that is known, as it stands; one that was never asked has its usual limits."""
    found = {service.name: service for service in await capacity.look(context, tx)}
    idle = {name: _idle(name, limits) for name, limits in DEFAULTS.items() if name not in found}
    return dict(sorted({**found, **idle}.items()))


def _idle(name: str, limits: Limits) -> Service:
    return Service(name, limits, offered=0, active=0, breaker=Breaker(Health.CLOSED))


async def lanes(tx: AsyncConnection, tenant: str, channel: str) -> Mapping[str, Lane]:
    """How a channel stands at each service that served it."""
    n, s = tables.lanes.c, tables.steps.c
    active = (
        select(func.count())
        .where(
            s.service == n.service,
            s.tenant_id == n.tenant_id,
            s.channel_id == n.channel_id,
            s.status.in_(("released", "running")),
        )
        .scalar_subquery()
    )
    query = select(n.service, active.label("active"), n.concurrency, n.paused).where(
        n.tenant_id == tenant, n.channel_id == channel
    )
    rows = await tx.execute(query)
    return {row.service: Lane(row.active, row.concurrency, row.paused) for row in rows}


async def _tenant(context: Context, tx: AsyncConnection) -> Record | None:
    t = tables.tenants
    row: Record | None = (
        await tx.execute(select(t).where(t.c.tenant_id == context.tenant))
    ).one_or_none()
    return row


def _service(service: Service, queue: Sequence[Record]) -> ServiceLoad:
    its = [row for row in queue if row.service == service.name]
    return ServiceLoad(
        name=service.name,
        limits=service.limits,
        slots=service.slots(),
        active=service.active,
        waiting=sum(row.waiting for row in its),
        later=sum(row.later for row in its),
        unpaid=sum(row.unpaid for row in its),
        used_units=service.used_units,
        paused=service.paused,
        health=service.breaker.health,
        until=service.breaker.until or service.asleep_until,
    )


def _channels(
    context: Context, queue: Sequence[Record], spent: Mapping[str, Usd]
) -> tuple[ChannelLoad, ...]:
    names = {*context.channels, *(row.channel_id for row in queue), *spent}
    in_hand = sum(row.active for row in queue)
    found = []
    for name in sorted(names):
        its = [row for row in queue if row.channel_id == name]
        active, waiting = sum(row.active for row in its), sum(row.waiting for row in its)
        others = sum(row.waiting for row in queue) - waiting
        share = active / in_hand if in_hand else 0.0
        budget = context.channels[name].budget.per_day if name in context.channels else None
        dominates = share > _DOMINATES and others > 0 and len(names) > 1
        found.append(
            ChannelLoad(name, waiting, active, share, spent.get(name, FREE), budget, dominates)
        )
    return tuple(found)


async def _for_people(context: Context, tx: AsyncConnection) -> tuple[TaskLine, ...]:
    t = tables.tasks.c
    query = (
        select(*line_columns())
        .where(t.tenant_id == context.tenant, t.label.in_(_FOR_PEOPLE), t.finished_at.is_(None))
        .order_by(t.id)
        .limit(50)
    )
    return tuple(TaskLine(**row) for row in (await tx.execute(query)).mappings())


async def _alerts(tx: AsyncConnection) -> tuple[AlertView, ...]:
    a = tables.alerts.c
    query = select(a.at, a.kind, a.message, tables.tasks.c.name.label("task"), a.channel_id)
    newest = (
        query.outerjoin(tables.tasks, tables.tasks.c.id == a.task_id)
        .order_by(a.id.desc())
        .limit(_SHOWN_ALERTS)
    )
    rows = await tx.execute(newest)
    return tuple(AlertView(row.at, row.kind, row.message, row.task, row.channel_id) for row in rows)


async def outcomes(context: Context) -> Outcomes:
    """How the videos of this week ended, and how many failures mended themselves."""
    async with snapshot(context.database) as tx:
        return await _outcomes(tx, {"tenant": context.tenant})


async def _outcomes(tx: AsyncConnection, mine: Mapping[str, str]) -> Outcomes:
    row = (await tx.execute(_OUTCOMES, mine)).one()
    hit = (await tx.execute(_RECOVERED, mine)).one()
    return Outcomes(
        row.clean, row.recovered, row.needed_a_person, row.failed, hit.hit, hit.recovered
    )
