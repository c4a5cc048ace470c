"""Rooms: everything of a stage side by side, as the person who decides wants to see it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from reelworks.domain.errors import BadInput
from reelworks.domain.money import FREE, Usd
from reelworks.domain.stages import Phase, Stage
from reelworks.domain.steps import StepStatus, Stored
from reelworks.domain.story import Shot, Story
from reelworks.domain.tasks import Task
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.database import snapshot
from reelworks.orchestrator.engine import codec
from reelworks.orchestrator.engine.loading import load
from reelworks.orchestrator.models import tables
from reelworks.orchestrator.models.record import Record
from reelworks.orchestrator.schemas.pages import RoomItem, RoomView, TakeCard
from reelworks.orchestrator.schemas.views import ShotView
from reelworks.orchestrator.services.board import marks_of
from reelworks.orchestrator.services.edits import shot_view
from reelworks.orchestrator.services.reviews import alike, words_of
from reelworks.orchestrator.services.status import steps_of
from reelworks.orchestrator.services.tasks import find

# What a person may write anew where they see it, by stage.
_EDITABLE = {
    Stage.ASSETS: "scene",
    Stage.COMPOSITES: "scene",
    Stage.VIDEO: "motion",
    Stage.AUDIO: "narration",
    Stage.SFX: "sound",
    Stage.ASSEMBLY: "narration",
}
_BESIDE = {  # roles that are shown or heard with a shot, and the stage that makes them
    "image": Stage.COMPOSITES,
    "clip": Stage.VIDEO,
    "narration": Stage.AUDIO,
    "words": Stage.AUDIO,
    "effect": Stage.SFX,
    "segment": Stage.ASSEMBLY,
}


@dataclass(frozen=True, slots=True)
class _Told:
    """A task's story, where it is written, and the files of all its current results by step."""

    story: Story | None
    files: Mapping[str, Mapping[str, Stored]]
    statuses: Mapping[str, str]


async def room(context: Context, ref: str, stage: Stage | None = None) -> RoomView:
    """A stage of a video; none named: the earliest that waits for a person, else the newest made.

    Raises NotFound, BadInput for a stage that this video does not have.
    """
    async with snapshot(context.database) as tx:
        row = await find(context, tx, ref)
        loaded = await load(context, tx, row.id, locked=False)
        task = loaded.task
        shown = _chosen(task) if stage is None else stage
        if shown not in task.stages:
            raise BadInput(f"This video has no stage {shown.value!r}.")
        told = _Told(
            None if row.story is None else codec.story_from_json(row.story),
            await _files(tx, row.id),
            {key: step.status.value for key, step in task.steps.items()},
        )
        items = await _items(tx, row, shown, told)
        like = await alike(tx, row, shown)
    phase = task.phase(shown)
    return RoomView(
        task=row.name,
        channel=row.channel_id,
        title=row.title,
        label=row.label,
        stage=shown,
        phase=phase,
        waits=phase is Phase.IN_REVIEW,
        items=items,
        stages=marks_of(task),
        alike=like,
    )


async def stills(context: Context, task_id: int) -> Mapping[str, Stored]:
    """A picture of each shot, by its name: the finished still, else what it is made of."""
    t = tables.tasks.c
    async with snapshot(context.database) as tx:
        story = await tx.scalar(select(t.story).where(t.id == task_id))
        if story is None:
            return {}
        files = await _files(tx, task_id, (Stage.ASSETS, Stage.COMPOSITES))
    found: dict[str, Stored] = {}
    for shot in codec.story_from_json(story).shots:
        finished, raw = f"composites/{shot.key}", f"assets/{shot.environment}"
        still = next(
            (files[key]["image"] for key in (finished, raw) if "image" in files.get(key, {})), None
        )
        if still is not None:
            found[shot.key] = still
    return found


def _chosen(task: Task) -> Stage:
    phases = task.phases()
    waiting = [stage for stage, phase in phases.items() if phase is Phase.IN_REVIEW]
    done = [
        stage
        for stage in task.stages
        if any(step.status is StepStatus.DONE for step in task.of(stage))
    ]
    return (waiting[:1] or done[-1:] or [task.stages[0]])[0]


async def _files(
    tx: AsyncConnection, task_id: int, stages: Collection[Stage] = tuple(Stage)
) -> Mapping[str, Mapping[str, Stored]]:
    """The files of the current results of these stages, by step and role."""
    s, r = tables.steps.c, tables.results.c
    query = (
        select(s.key, r.files)
        .join(tables.results, r.id == s.result_id)
        .where(s.task_id == task_id, s.dropped.is_(False), r.files_removed_at.is_(None))
        .where(s.stage.in_([stage.value for stage in stages]))
    )
    return {row.key: stored_of(row.files) for row in await tx.execute(query)}


def stored_of(files: Mapping[str, Mapping[str, str]]) -> Mapping[str, Stored]:
    """A result's files by role, as they are called in the store."""
    return {role: Stored(file["sha256"], file["suffix"]) for role, file in files.items()}


async def _items(
    tx: AsyncConnection, row: Record, stage: Stage, told: _Told
) -> tuple[RoomItem, ...]:
    steps = [step for step in await steps_of(tx, row.id) if step.stage is stage]
    specs = await _specs(tx, row.id, stage)
    takes = await _takes(tx, row.id, stage)
    found = []
    for step in steps:
        its = takes.get(step.key, ())
        now = next((take for take in its if take.current), None)
        shot = _shot_of(told.story, step.key)
        found.append(
            RoomItem(
                step=step,
                sha256="" if now is None else now.sha256,
                files={} if now is None else now.files,
                words=words_of(specs[step.key].args),
                price_usd=Usd(specs[step.key].price_usd),
                takes=its,
                shot=None if shot is None else _view(told, shot),
                editable=_EDITABLE.get(stage, "") if shot is not None else "",
                beside={} if shot is None else _beside(told, shot),
            )
        )
    return tuple(found)


async def _specs(tx: AsyncConnection, task_id: int, stage: Stage) -> Mapping[str, Record]:
    s = tables.steps.c
    query = select(s.key, s.spec["args"].label("args"), s.price_usd).where(
        s.task_id == task_id, s.stage == stage.value
    )
    return {row.key: row for row in await tx.execute(query)}


async def _takes(
    tx: AsyncConnection, task_id: int, stage: Stage
) -> Mapping[str, tuple[TakeCard, ...]]:
    """What was made for each step, the newest first, with the newest word on it."""
    s, r, v = tables.steps.c, tables.results.c, tables.reviews.c
    said = (
        select(v.verdict, v.note, v.actor)
        .where(v.result_id == r.id)
        .order_by(v.id.desc())
        .limit(1)
        .lateral("said")
    )
    current = ((r.id == s.result_id) & (s.status == StepStatus.DONE.value)).label("current")
    number = func.row_number().over(partition_by=r.step_id, order_by=r.id).label("number")
    query = (
        select(
            s.key, number, r.sha256, r.made_at, r.files, r.files_removed_at, r.cost_usd,
            r.note.label("wish"), current, said.c.verdict, said.c.note.label("said"), said.c.actor,
        )
        .join(tables.steps, s.id == r.step_id)
        .outerjoin(said, true())
        .where(s.task_id == task_id, s.stage == stage.value, s.dropped.is_(False))
        .order_by(r.id.desc())
    )  # fmt: skip
    found: dict[str, list[TakeCard]] = {}
    for row in await tx.execute(query):
        found.setdefault(row.key, []).append(_take(row))
    return {key: tuple(its) for key, its in found.items()}


def _take(row: Record) -> TakeCard:
    return TakeCard(
        number=row.number,
        sha256=row.sha256,
        made_at=row.made_at,
        files={} if row.files_removed_at else stored_of(row.files),
        cost_usd=Usd(row.cost_usd or FREE),
        current=row.current,
        wish=row.wish,
        verdict=row.verdict or "",
        said=row.said or "",
        by=row.actor or "",
    )


def _shot_of(story: Story | None, key: str) -> Shot | None:
    """The first shot that a step is for: by its own name, or by the picture that it shows."""
    if story is None:
        return None
    name = key.rpartition("/")[2]
    return next((s for s in story.shots if name in (s.key, s.environment)), None)


def _view(told: _Told, shot: Shot) -> ShotView:
    assert told.story is not None  # noqa: S101  (a shot comes from a story)
    return shot_view(told.story, shot, told.statuses)


def _beside(told: _Told, shot: Shot) -> Mapping[str, Stored]:
    keys: Collection[tuple[str, str]] = [
        (role, f"{stage.value}/{shot.key}") for role, stage in _BESIDE.items()
    ]
    found = {role: told.files.get(key, {}).get(role) for role, key in keys}
    return {role: file for role, file in found.items() if file is not None}


def stages_to_show(view: RoomView) -> Sequence[Stage]:
    """The stages of which something is made already."""
    return [mark.stage for mark in view.stages if mark.done]
