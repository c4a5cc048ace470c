"""Feed: events of all videos, in the order of their ids, none of them ever left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, func, select, text

from reelworks.orchestrator.context import Context
from reelworks.orchestrator.database import snapshot
from reelworks.orchestrator.models import tables
from reelworks.orchestrator.models.record import Record
from reelworks.orchestrator.schemas.pages import Fact

_MOST = 500

# Ids are handed out before their transactions end, so that one may appear after a higher one. Who
# writes an event holds this lock from before it has an id until its transaction ends.
_WRITERS = text(
    """
    select virtualtransaction from pg_locks
    where locktype = 'relation' and relation = 'events'::regclass and mode = 'RowExclusiveLock'
      and database = (select oid from pg_database where datname = current_database())
    """
)


@dataclass(slots=True)
class Feed:
    """Reads on from the event `after`.

    Something below `known` is missing; `writers` are those who could still bring it.
    """

    after: int
    known: int = 0
    writers: frozenset[str] = field(default=frozenset())

    async def more(self, context: Context, limit: int = _MOST) -> tuple[Fact, ...]:
        """The events that have come since, as far as nothing before them can still come."""
        if self.writers:  # asked before the events are: who has ended by now is seen
            self.writers &= await _writing(context)
        async with snapshot(context.database) as tx:
            rows = [*await tx.execute(_query().where(_E.id > self.after).limit(limit))]
        sure = self._sure(rows)
        if len(sure) < len(rows) and rows[len(sure)].id - 1 > self.known:
            self.known = rows[-1].id
            self.writers = await _writing(context)
        if sure:
            self.after = sure[-1].id
        return tuple(fact(row) for row in sure if row.tenant_id == context.tenant)

    def _sure(self, rows: Sequence[Record]) -> Sequence[Record]:
        """Those that no missing one can still precede."""
        expected = self.after + 1
        for place, row in enumerate(rows):
            if row.id != expected and (row.id - 1 > self.known or self.writers):
                return rows[:place]
            expected = row.id + 1
        return rows


async def _writing(context: Context) -> frozenset[str]:
    async with snapshot(context.database) as tx:
        return frozenset(await tx.scalars(_WRITERS))


_E = tables.events.c


def _query() -> Select[tuple[Any, ...]]:
    t, s = tables.tasks.c, tables.steps.c
    return (
        select(_E.id, _E.at, _E.kind, _E.tenant_id, _E.channel_id, _E.facts, t.name, s.key)
        .outerjoin(tables.tasks, t.id == _E.task_id)
        .outerjoin(tables.steps, s.id == _E.step_id)
        .order_by(_E.id)
    )


def fact(row: Record) -> Fact:
    """An event as it is told."""
    return Fact(row.id, row.at, row.kind, row.channel_id, row.name, row.key, row.facts)


async def newest(context: Context) -> int:
    """The id of the newest event; 0 when nothing has ever happened."""
    async with snapshot(context.database) as tx:
        return int(await tx.scalar(select(func.max(_E.id))) or 0)


async def page(
    context: Context, *, after: int = 0, limit: int = 100, task_id: int | None = None
) -> tuple[Fact, ...]:
    """Events after this one, oldest first; of one video, if it is named."""
    query = _query().where(_E.id > after, _E.tenant_id == context.tenant)
    if task_id is not None:
        query = query.where(_E.task_id == task_id)
    async with snapshot(context.database) as tx:
        rows = [*await tx.execute(query.limit(max(1, min(limit, _MOST))))]
    return tuple(fact(row) for row in rows)


async def latest(context: Context, task_id: int, count: int) -> tuple[Fact, ...]:
    """The newest events of a video, the newest first."""
    query = _query().order_by(None).order_by(_E.id.desc()).limit(count)
    async with snapshot(context.database) as tx:
        rows = [*await tx.execute(query.where(_E.task_id == task_id))]
    return tuple(fact(row) for row in rows)
