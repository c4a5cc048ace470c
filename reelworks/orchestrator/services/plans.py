"""Plans: what would run, who would do it, and what it would cost, before anything does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from sqlalchemy import select

from reelworks.domain.briefs import Brief
from reelworks.domain.money import FREE, Usd
from reelworks.domain.pipelines import Opening, Plan
from reelworks.domain.stages import Stage
from reelworks.domain.steps import StepSpec, StepStatus
from reelworks.domain.story import Asset, AssetKind, Shot, Story
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.database import snapshot
from reelworks.orchestrator.engine import codec
from reelworks.orchestrator.models import tables
from reelworks.orchestrator.models.record import Record
from reelworks.orchestrator.schemas.views import PlanLine, PlanView
from reelworks.orchestrator.services.tasks import channel_of

_USUAL_SHOTS, _USUAL_CHARACTERS = 18, 4  # 22 images for 18 shots
_TYPICAL_NARRATION = "x" * 80


async def plan(context: Context, asked: Brief) -> PlanView:
    """The plan for a brief: of its task where there is one, else what is usual. Changes nothing."""
    channel = channel_of(context, asked.channel)
    task, rows = await _known(context, asked)
    exact = task is not None and task.story is not None
    planned = [codec.spec_from_json(row.spec) for row in rows]
    done = {
        spec.key
        for spec, row in zip(planned, rows, strict=True)
        if row.status == StepStatus.DONE.value
    }
    specs = planned if exact else usual(context, asked)
    lines = tuple(_lines(specs, done))
    price = Usd(sum((line.price_usd for line in lines), start=FREE))
    name = None if task is None else task.name
    return PlanView(name, lines, price, exact, channel.gates, channel.budget.per_video)


async def _known(context: Context, asked: Brief) -> tuple[Record | None, list[Record]]:
    """The task that this brief has become, with its steps; (None, []) when it has not."""
    t, s = tables.tasks.c, tables.steps.c
    same = select(t.id, t.name, t.story).where(
        t.tenant_id == context.tenant,
        t.channel_id == asked.channel,
        t.brief_hash == asked.hash(),
    )
    async with snapshot(context.database) as tx:
        task: Record | None = (await tx.execute(same)).one_or_none()
        if task is None:
            return None, []
        query = (
            select(s.spec, s.status)
            .where(s.task_id == task.id, s.dropped.is_(False))
            .order_by(s.id)
        )
        rows: list[Record] = [*(await tx.execute(query))]
        return task, rows


def usual(context: Context, asked: Brief) -> Sequence[StepSpec]:
    """The steps of a usual story with this many shots, for a price before it is written."""
    channel = channel_of(context, asked.channel)
    pipeline = context.pipelines[channel.pipeline]
    opening = Opening(asked, channel, {}, context.prices, context.prompts)
    story = usual_story(asked.shots or _USUAL_SHOTS)
    return (*pipeline.plan_opening(opening), *pipeline.plan_rest(Plan(opening, story)))


def usual_story(shots: int) -> Story:
    characters = max(1, round(shots * _USUAL_CHARACTERS / _USUAL_SHOTS))
    numbers = range(1, shots + 1)
    environments = [Asset(f"environment-{n:02}", AssetKind.ENVIRONMENT, "") for n in numbers]
    subjects = [
        Asset(f"character-{n:02}", AssetKind.CHARACTER, "") for n in range(1, characters + 1)
    ]
    told = [Shot(n, _TYPICAL_NARRATION, f"environment-{n:02}", "", "") for n in numbers]
    return Story("", "", "en", "", "", (*environments, *subjects), tuple(told))


def _lines(specs: Sequence[StepSpec], done: set[str]) -> Iterable[PlanLine]:
    """One line for each kind of step, in the order of the pipeline."""
    counts = Counter(_kind(spec) for spec in specs)
    ready = Counter(_kind(spec) for spec in specs if spec.key in done)
    for kind, steps in counts.items():
        to_come = (s.price for s in specs if _kind(s) == kind and s.key not in done)
        to_pay = Usd(sum(to_come, start=FREE))
        yield PlanLine(*kind, steps, ready[kind], to_pay)


def _kind(spec: StepSpec) -> tuple[Stage, str, str, str, str]:
    return spec.stage, spec.script, spec.provider, spec.model, spec.service
