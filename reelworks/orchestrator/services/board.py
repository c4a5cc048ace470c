"""Board: videos in lists, each with how it stands and why, read in a few statements for all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, Select, func, or_, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from reelworks.domain.channels import Gate
from reelworks.domain.money import FREE, Usd
from reelworks.domain.stages import LABEL_READY, Label, Phase, Stage
from reelworks.domain.steps import StepStatus, Stored
from reelworks.domain.tasks import ACTIVE, Step, Task
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.database import snapshot
from reelworks.orchestrator.models import tables
from reelworks.orchestrator.models.record import Record
from reelworks.orchestrator.schemas.pages import StageMark, State, VideoCard, VideoPage
from reelworks.orchestrator.schemas.views import StepView
from reelworks.orchestrator.services import insight
from reelworks.orchestrator.services.reasons import Lane, reasons
from reelworks.orchestrator.services.status import error_of

_MOST = 200
_FOR_PEOPLE = sorted({label.value for label in LABEL_READY.values()} - {Label.CLAIMED.value})

# The steps of some videos, those alike counted: as many lines as a video has kinds of steps. No
# order and no aggregate that wants one: hashing thousands of steps costs a third of sorting them.
_ALIKE = text(
    """
    select task_id, stage, status, service, hold,
      coalesce(approved_id = result_id, false) as approved,
      count(*) as n, min(next_at) as next_at, min(key) as key, max(progress) as progress,
      cast(min(cast(jsonb_build_object('key', key, 'error', error) as text))
        filter (where error is not null) as jsonb) as failed
    from steps where task_id = any (:ids) and not dropped
    group by task_id, stage, status, service, hold, approved
    """
)

# A picture of each of some videos: the film's thumbnail, else a finished still, else any picture.
_POSTERS = text(
    """
    select t.id, found.file from unnest(cast(:ids as bigint[])) as t(id) cross join lateral (
      select coalesce(r.files -> 'thumbnail', r.files -> 'image') as file
      from steps s join results r on r.id = s.result_id
      where s.task_id = t.id and s.stage in ('final', 'composites', 'assets') and not s.dropped
        and r.files_removed_at is null and r.files ?| array['thumbnail', 'image']
      order by s.stage = 'final' desc, s.stage = 'composites' desc,
        s.key like '%/environment-%' desc, s.id
      limit 1) found
    """
)

_LANES = text(
    """
    select n.channel_id, n.service, n.concurrency, n.paused, (
      select count(*) from steps s where s.service = n.service and s.tenant_id = n.tenant_id
        and s.channel_id = n.channel_id and s.status in ('released', 'running')) as active
    from lanes n where n.tenant_id = :tenant and n.channel_id = any (:channels)
    """
)


@dataclass(frozen=True, slots=True)
class Filter:
    """Which videos are meant; "" is all. `words` are looked for in names and titles."""

    channel: str = ""
    state: State | None = None
    words: str = ""


async def videos(
    context: Context, which: Filter, *, limit: int = 50, before: int | None = None
) -> VideoPage:
    """The newest of those that are meant, and where the next part begins."""
    limit = max(1, min(limit, _MOST))
    async with snapshot(context.database) as tx:
        query = _query(context, which).limit(limit + 1)
        if before is not None:
            query = query.where(tables.tasks.c.id < before)
        rows = [*await tx.execute(query)]
        found = await _cards(context, tx, rows[:limit])
    return VideoPage(found, rows[limit - 1].id if len(rows) > limit else None)


@dataclass(frozen=True, slots=True)
class Overview:
    """Some videos under way, the newest finished ones, and how many there are in each state."""

    open: tuple[VideoCard, ...]
    finished: VideoPage
    counts: Mapping[State, int]


async def overview(
    context: Context, which: Filter, states: Sequence[State], *, most: int, finished: int
) -> Overview:
    """Those under way, the newest `most` of each of these states, and the newest finished ones.

    Those under way come in the order of the states. Where a state is asked for, it is the only one.
    """
    async with snapshot(context.database) as tx:
        rows: dict[int, Record] = {}
        for state in states if which.state is None else (which.state,):
            query = _query(context, replace(which, state=state)).limit(most)
            rows |= {row.id: row for row in await tx.execute(query)}
        done = _query(context, replace(which, state=State.FINISHED)).limit(finished + 1)
        last = [*await tx.execute(done)] if which.state is None else []
        found = await _cards(context, tx, [*rows.values(), *last[:finished]])
        counts = await _tallies(context, tx, which, states)
    open_ = sorted(found[: len(rows)], key=lambda card: (states.index(card.state), -card.id))
    following = last[finished - 1].id if len(last) > finished else None
    return Overview(tuple(open_), VideoPage(found[len(rows) :], following), counts)


async def _tallies(
    context: Context, tx: AsyncConnection, which: Filter, states: Sequence[State]
) -> Mapping[State, int]:
    """How many of those that are meant are in each state, whichever of them is asked for."""
    meant = _meant(context, replace(which, state=None))
    of_each = [func.count().filter(*_in_state(state)).label(state.value) for state in states]
    query = select(*of_each).where(*meant, tables.tasks.c.finished_at.is_(None))
    row = (await tx.execute(query)).one()
    return {state: row[n] for n, state in enumerate(states)}


async def counts(context: Context) -> Mapping[str, int]:
    """How many videos have each label, of those that are not finished; finished under ""."""
    t = tables.tasks.c
    mine = t.tenant_id == context.tenant
    unfinished = select(t.label, func.count()).where(mine, t.finished_at.is_(None))
    async with snapshot(context.database) as tx:
        found = {row[0]: int(row[1]) for row in await tx.execute(unfinished.group_by(t.label))}
        done = select(func.count()).where(mine, t.finished_at.is_not(None))
        return {**found, "": int(await tx.scalar(done) or 0)}


def _query(context: Context, which: Filter) -> Select[tuple[object, ...]]:
    t = tables.tasks.c
    columns = (t.id, t.name, t.channel_id, t.title, t.label, t.pipeline, t.planned, t.priority)
    publishes = t.settings[("channel", "youtube")].astext.is_not(None).label("publishes")
    more = (t.cancelled, t.created_at, t.finished_at, publishes)
    query = select(*columns, *more).where(*_meant(context, which))
    return query.order_by(t.id.desc())


def _meant(context: Context, which: Filter) -> Iterator[ColumnElement[bool]]:
    t = tables.tasks.c
    yield t.tenant_id == context.tenant
    if which.channel:
        yield t.channel_id == which.channel
    if which.words:
        name = t.name.icontains(which.words, autoescape=True)
        yield or_(name, t.title.icontains(which.words, autoescape=True))
    if which.state is not None:
        yield from _in_state(which.state)


def _in_state(state: State) -> Iterable[ColumnElement[bool]]:
    """No video is in two of these."""
    t, s = tables.tasks.c, tables.steps.c
    at_work = select(s.id).where(s.task_id == t.id, s.status.in_(("released", "running"))).exists()
    under_way = t.finished_at.is_(None), t.cancelled.is_(False)
    for_people, failed = t.label.in_(_FOR_PEOPLE), t.label.like("% Error")
    match state:
        case State.FINISHED:
            return t.finished_at.is_not(None), t.cancelled.is_(False)
        case State.CANCELLED:
            return (t.cancelled.is_(True),)
        case State.FOR_YOU:
            return *under_way, for_people
        case State.RUNNING:
            return *under_way, ~for_people, at_work
        case State.STOPPED:
            return *under_way, failed, ~at_work
        case State.WAITING:
            return *under_way, ~for_people, ~failed, ~at_work


async def _cards(
    context: Context, tx: AsyncConnection, rows: Sequence[Record]
) -> tuple[VideoCard, ...]:
    ids = [row.id for row in rows]
    open_ = [row for row in rows if row.finished_at is None]
    alike = _by_task([*await tx.execute(_ALIKE, {"ids": [row.id for row in open_]})])
    gates = await _gates(tx, ids)
    posters = {row.id: row.file for row in await tx.execute(_POSTERS, {"ids": ids})}
    costs = await _costs(tx, ids)
    told = any(some.status in _TOLD for its in alike.values() for some in its)
    services = await insight.services(context, tx) if told else {}
    lanes = await _lanes(context, tx, {row.channel_id for row in open_}) if told else {}
    found = []
    for row in rows:
        its = alike.get(row.id, [])
        task = _task(context, row, its, gates.get(row.id, {}))
        mine = lanes.get(row.channel_id, {})
        why = () if row.finished_at else reasons(task, _steps(its), services, mine, _unseen(its))
        marks = _all_done(task) if row.finished_at else _marks(task, its)
        card = _card(row, _state(row, task, marks), marks, why)
        poster = _poster(posters.get(row.id))
        found.append(replace(card, cost_usd=costs.get(row.id, FREE), poster=poster))
    return tuple(found)


async def lanes_of(context: Context, channels: Iterable[str]) -> Mapping[str, Mapping[str, Lane]]:
    """How each channel stands at each service that it has been to, by channel and service."""
    async with snapshot(context.database) as tx:
        return await _lanes(context, tx, channels)


def _by_task(rows: Iterable[Record]) -> Mapping[int, list[Record]]:
    found: dict[int, list[Record]] = {}
    for row in rows:
        found.setdefault(row.task_id, []).append(row)
    return found


async def _gates(tx: AsyncConnection, ids: Sequence[int]) -> Mapping[int, dict[Stage, Record]]:
    g = tables.gates.c
    found: dict[int, dict[Stage, Record]] = {}
    query = select(g.task_id, g.stage, g.mode, g.passed_at).where(g.task_id.in_(ids))
    for row in await tx.execute(query):
        found.setdefault(row.task_id, {})[Stage(row.stage)] = row
    return found


async def _costs(tx: AsyncConnection, ids: Sequence[int]) -> Mapping[int, Usd]:
    c = tables.costs.c
    paid = select(c.task_id, func.sum(c.usd)).where(c.task_id.in_(ids), c.state != "reserved")
    return {row[0]: Usd(row[1] or FREE) for row in await tx.execute(paid.group_by(c.task_id))}


async def _lanes(
    context: Context, tx: AsyncConnection, channels: Iterable[str]
) -> Mapping[str, Mapping[str, Lane]]:
    found: dict[str, dict[str, Lane]] = {channel: {} for channel in (*channels, *context.channels)}
    asked = {"tenant": context.tenant, "channels": list(found)}
    for row in await tx.execute(_LANES, asked):
        found[row.channel_id][row.service] = Lane(row.active, row.concurrency, row.paused)
    return found


def _task(
    context: Context, row: Record, alike: Sequence[Record], gates: Mapping[Stage, Record]
) -> Task:
    """The task with one step for all that are alike."""
    steps = {
        some.key: Step(some.key, Stage(some.stage), StepStatus(some.status), approved=some.approved)
        for some in alike
    }
    return Task(
        stages=context.pipelines[row.pipeline].stages(publishes=row.publishes),
        gates={stage: Gate(gate.mode) for stage, gate in gates.items()},
        steps=steps,
        planned=frozenset(Stage(stage) for stage in row.planned),
        passed=frozenset(s for s, gate in gates.items() if gate.passed_at is not None),
        cancelled=row.cancelled,
    )


def _unseen(alike: Sequence[Record]) -> Mapping[Stage, int]:
    """How many steps of each stage nobody has approved."""
    found = Counter[Stage]()
    for some in alike:
        found[Stage(some.stage)] += 0 if some.approved else some.n
    return found


def _marks(task: Task, alike: Sequence[Record]) -> tuple[StageMark, ...]:
    """How far each stage is, counted."""
    total, done = Counter[str](), Counter[str]()
    for some in alike:
        total[some.stage] += some.n
        done[some.stage] += some.n if some.status == StepStatus.DONE.value else 0
    phases = task.phases().items()
    return tuple(StageMark(s, p, done[s.value], total[s.value]) for s, p in phases)


def _steps(alike: Iterable[Record]) -> tuple[StepView, ...]:
    """What is not done or waiting, as `reasons` wants it."""
    told = [row for row in alike if row.status in _TOLD]
    return tuple(step for row in told for step in [_step(row)] * row.n)


_TOLD = {status.value for status in (*ACTIVE, StepStatus.FAILED)}


def _step(row: Record) -> StepView:
    failed = row.failed or {"key": row.key, "error": None}
    return StepView(
        key=failed["key"],
        stage=Stage(row.stage),
        status=StepStatus(row.status),
        service=row.service,
        provider="",
        take=1,
        attempt=0,
        progress=row.progress,
        approved=row.approved,
        seconds=None,
        cost_usd=FREE,
        note="",
        error=None if failed["error"] is None else error_of(failed["error"]),
        hold=row.hold,
        next_at=row.next_at if row.hold == "time" else None,
    )


def _poster(file: Mapping[str, str] | None) -> Stored | None:
    return None if file is None else Stored(file["sha256"], file["suffix"])


def _card(
    row: Record,
    state: State,
    marks: tuple[StageMark, ...],
    why: tuple[str, ...],
) -> VideoCard:
    open_ = (m.stage for m in marks if m.phase is not Phase.APPROVED)
    return VideoCard(
        id=row.id,
        name=row.name,
        channel=row.channel_id,
        title=row.title,
        label=row.label,
        state=state,
        stage=None if row.finished_at else next(open_, None),
        stages=marks,
        why=why,
        priority=row.priority,
        created_at=row.created_at,
        finished_at=row.finished_at,
    )


def _state(row: Record, task: Task, marks: Sequence[StageMark]) -> State:
    if row.cancelled:
        return State.CANCELLED
    if row.finished_at is not None:
        return State.FINISHED
    statuses = {step.status for step in task.steps.values()}
    if any(mark.phase is Phase.IN_REVIEW for mark in marks):
        return State.FOR_YOU
    if statuses & {StepStatus.RUNNING, StepStatus.RELEASED}:
        return State.RUNNING
    return State.STOPPED if StepStatus.FAILED in statuses else State.WAITING


def marks_of(task: Task) -> tuple[StageMark, ...]:
    """How far each stage of a task is."""
    return tuple(
        StageMark(stage, phase, sum(s.status is StepStatus.DONE for s in its), len(its))
        for stage, phase in task.phases().items()
        for its in [task.of(stage)]
    )


def _all_done(task: Task) -> tuple[StageMark, ...]:
    phase = Phase.CANCELLED if task.cancelled else Phase.APPROVED
    return tuple(StageMark(stage, phase, 0, 0) for stage in task.stages)
