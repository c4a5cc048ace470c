"""Pruning: lines of the database that only grow go when they are old, a bounded part at a time."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Integer, Interval, bindparam, func, or_, select, text, update
from sqlalchemy.sql.elements import ColumnElement, TextClause

from reelworks.domain.retention import PASSING_EVENTS
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.database import transaction
from reelworks.orchestrator.engine.pgqueuer_schema import SCHEMA, pgqueuer_settings
from reelworks.orchestrator.models import tables

_LINES = 5_000  # in one transaction: locks are short, and other work is not held up
_LOG = f"{SCHEMA}.{pgqueuer_settings().queue_table_log}"
_STATISTICS = f"{SCHEMA}.{pgqueuer_settings().statistics_table}"


def _bound(statement: str) -> TextClause:
    return text(statement).bindparams(
        bindparam("lines", type_=Integer), bindparam("age", type_=Interval)
    )


# PgQueuer writes a line for whatever becomes of a delivery, and never removes one.
_OLD = "created < clock_timestamp() - cast(:age as interval)"
_OLD_LOG = _bound(
    f"""
    delete from {_LOG} where id in (
      select id from {_LOG} where {_OLD} order by created limit :lines)
    """  # noqa: S608  (the names are constants)
)
_COUNT_LOG = text(f"select count(*) from {_LOG} where {_OLD}")  # noqa: S608  (the same)

# No index has their time, but their ids grow with it: only the first of them are looked at.
_OLD_STATISTICS = _bound(
    f"""
    delete from {_STATISTICS} where id in (
      select id from (select id, created from {_STATISTICS} order by id limit :lines) oldest
      where {_OLD})
    """  # noqa: S608  (the same)
)

_OLD_ALERTS = _bound(
    """
    delete from alerts where id in (
      select id from alerts where at < clock_timestamp() - cast(:age as interval)
      order by at limit :lines)
    """
)
_EMPTY_NOTICES = _bound(
    """
    delete from notices where id in (
      select id from notices n where made_at < clock_timestamp() - cast(:age as interval)
        and not exists (select from told t where t.notice_id = n.id) limit :lines)
    """
)

_PASSING = text(
    """
    delete from events where id in (
      select id from events where task_id = :task_id and kind = any (:kinds) limit :lines)
    """
)

# Attempts that went well, but for each service's last: its circuit breaker counts from that one.
_WENT_WELL = text(
    """
    delete from attempts where id in (
      select a.id from steps s join attempts a on a.step_id = s.id
      where s.task_id = :task_id and a.outcome = 'done'
        and exists (select from attempts later where later.outcome = 'done'
                      and later.service = a.service and later.id > a.id)
      limit :lines)
    """
)


async def carrier_log(context: Context, *, most: int) -> int:
    """Remove old lines of the carrier's log and statistics; how many, at most about `most`."""
    age = context.retention.carrier_log
    if age is None:
        return 0
    gone = 0
    for statement in (_OLD_LOG, _OLD_STATISTICS):
        while gone < most:
            async with transaction(context.database) as tx:
                done = await tx.execute(statement, {"age": age, "lines": _LINES})
            gone += done.rowcount
            if done.rowcount < _LINES:
                break
    return gone


async def alerts(context: Context) -> int:
    """Remove alerts as old as events that may go, and the notices that told of them; how many."""
    age = context.retention.events
    if age is None:
        return 0
    async with transaction(context.database) as tx:
        gone = await tx.execute(_OLD_ALERTS, {"age": age, "lines": _LINES})
        await tx.execute(_EMPTY_NOTICES, {"age": age, "lines": _LINES})
    return gone.rowcount


async def old_log_lines(context: Context) -> int:
    """How many lines of the carrier's log are old enough to go."""
    age = context.retention.carrier_log
    if age is None:
        return 0
    async with transaction(context.database) as tx:
        return int(await tx.scalar(_COUNT_LOG, {"age": age}) or 0)


async def events(context: Context, *, most: int) -> int:
    """Remove the passing events of videos that ended long ago; how many, at most about `most`.

    With them go the attempts that went well. What went wrong stays.
    """
    gone = 0
    while gone < most and (task_id := await _next(context)) is not None:
        async with transaction(context.database) as tx:
            asked = {"task_id": task_id, "kinds": sorted(PASSING_EVENTS), "lines": _LINES}
            done = (await tx.execute(_PASSING, asked)).rowcount
            attempts = (await tx.execute(_WENT_WELL, asked)).rowcount
            if max(done, attempts) < _LINES:
                pruned = update(tables.tasks).where(tables.tasks.c.id == task_id)
                await tx.execute(pruned.values(pruned_at=func.clock_timestamp()))
        gone += done
    return gone


async def _next(context: Context) -> int | None:
    """The video that ended first of those whose events are due."""
    age = context.retention.events
    if age is None:
        return None
    t = tables.tasks.c
    query = select(t.id).where(_ended(age)).order_by(t.finished_at).limit(1)
    async with transaction(context.database) as tx:
        found: int | None = await tx.scalar(query)
        return found


def _ended(age: timedelta) -> ColumnElement[bool]:
    """Ended that long ago, and not pruned since."""
    t = tables.tasks.c
    since = or_(t.pruned_at.is_(None), t.pruned_at < t.finished_at)
    old: ColumnElement[bool] = t.finished_at < func.clock_timestamp() - age
    return t.finished_at.is_not(None) & old & since


async def passing_events(context: Context) -> int:
    """How many events are due to go."""
    age = context.retention.events
    if age is None:
        return 0
    e = tables.events.c
    due = select(tables.tasks.c.id).where(_ended(age))
    count = select(func.count()).select_from(tables.events)
    async with transaction(context.database) as tx:
        query = count.where(e.task_id.in_(due), e.kind.in_(PASSING_EVENTS))
        return int(await tx.scalar(query) or 0)
