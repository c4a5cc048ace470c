"""Edits: change a video shot by shot, see what that costs first, go back to an earlier take."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from reelworks.domain.advancing import Chosen
from reelworks.domain.edits import Change
from reelworks.domain.errors import NotAllowed, NotFound
from reelworks.domain.money import FREE, Usd
from reelworks.domain.steps import StepStatus, fingerprint
from reelworks.domain.story import Shot, Story
from reelworks.domain.tasks import Task
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.database import snapshot, transaction, translated
from reelworks.orchestrator.engine import claim, codec
from reelworks.orchestrator.engine.events import record
from reelworks.orchestrator.engine.loading import load, lock
from reelworks.orchestrator.engine.planning import plan_story
from reelworks.orchestrator.engine.transitions import change
from reelworks.orchestrator.models import tables
from reelworks.orchestrator.models.record import Record
from reelworks.orchestrator.schemas.views import EditView, ShotView, TakeView
from reelworks.orchestrator.services.reviews import files_of, step_named
from reelworks.orchestrator.services.tasks import find, stored

Rewrite = Callable[[Story], Story]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person wants of a shot; files as they lie on this machine."""

    narration: str | None = None
    scene: str | None = None
    motion: str | None = None
    sound: str | None = None
    image: Path | None = None
    clip: Path | None = None
    recording: Path | None = None


def change_of(context: Context, wanted: Wanted) -> Change:
    """The same with its files kept in the store. Raises BadInput for one that cannot be read."""
    files = (wanted.image, wanted.clip, wanted.recording)
    kept = [None if path is None else stored(context, path) for path in files]
    return Change(wanted.narration, wanted.scene, wanted.motion, wanted.sound, *kept)


async def edit(
    context: Context, ref: str, rewrite: Rewrite, actor: str, *, dry_run: bool = False
) -> EditView:
    """Rewrite a video's story; what depends on the change is made again, and nothing else.

    `dry_run`: only say what would be made again and what that would cost.
    """
    if not dry_run:
        async with transaction(context.database) as tx:
            return await _edit(context, tx, ref, rewrite, actor)
    with translated():
        async with context.database.connect() as never_committed:
            return await _edit(context, never_committed, ref, rewrite, actor)


async def _edit(
    context: Context, tx: AsyncConnection, ref: str, rewrite: Rewrite, actor: str
) -> EditView:
    row = await find(context, tx, ref)
    await lock(tx, row.id)
    loaded = await load(context, tx, row.id)
    after = rewrite(_story(loaded.row, loaded.task))
    if faults := after.faults():
        raise NotAllowed(f"The story cannot be so: {'; '.join(faults)}.")
    facts = {"actor": actor, "shots": len(after.shots)}
    await record(tx, (row.tenant_id, row.channel_id), row.id, "story_edited", facts)
    planned = await plan_story(context, tx, loaded, after)
    now = await change(context, tx, row.id, planned)
    again = [step.key for step in now.steps.values() if step.status is not StepStatus.DONE]
    kept = len(now.steps) - len(again)
    return EditView(row.name, tuple(again), await _price(tx, row.id, again), kept)


def _story(row: Record, task: Task) -> Story:
    if task.cancelled:
        raise NotAllowed("This video was cancelled.", remedy="Make it again under another title.")
    if row.story is None:
        raise NotAllowed(
            "This video has no story yet.", remedy="Wait until it is written, then edit it."
        )
    return codec.story_from_json(row.story)


async def _price(tx: AsyncConnection, task_id: int, keys: Sequence[str]) -> Usd:
    s = tables.steps.c
    query = select(func.sum(s.price_usd)).where(s.task_id == task_id, s.key.in_(keys))
    return Usd(await tx.scalar(query) or FREE)


async def shots(context: Context, ref: str) -> tuple[ShotView, ...]:
    """A video's shots as they stand: what each says and shows, and how far its steps are."""
    async with snapshot(context.database) as tx:
        row = await find(context, tx, ref)
        loaded = await load(context, tx, row.id, locked=False)
        story = _story(loaded.row, loaded.task)
    statuses = {key: step.status.value for key, step in loaded.task.steps.items()}
    return tuple(shot_view(story, shot, statuses) for shot in story.shots)


def shot_view(story: Story, shot: Shot, statuses: Mapping[str, str]) -> ShotView:
    """A shot as it stands; `statuses` of all steps by key."""
    mine = {k.partition("/")[0]: s for k, s in statuses.items() if k.rpartition("/")[2] == shot.key}
    own = {"image": shot.image, "clip": shot.clip, "recording": shot.recording}
    return ShotView(
        number=shot.number,
        name=shot.key,
        chapter=shot.chapter,
        narration=shot.narration,
        scene=story.asset(shot.environment).prompt,
        motion=shot.motion,
        sound=shot.sound,
        own=tuple(name for name, file in own.items() if file is not None),
        steps=mine,
    )


async def takes(context: Context, ref: str, step: str) -> tuple[TakeView, ...]:
    """Every result that a step has had, the oldest first; numbered from 1."""
    async with snapshot(context.database) as tx:
        row = await find(context, tx, ref)
        found = await _results(tx, row, await step_named(context, tx, row, step))
    return tuple(
        TakeView(
            number,
            result.made_at,
            result.note,
            _there(context, result.files),
            Usd(result.cost_usd),
            current=result.id == result.result_id and result.status == StepStatus.DONE.value,
        )
        for number, result in enumerate(found, 1)
    )


def _there(context: Context, files: Mapping[str, Mapping[str, str]]) -> Mapping[str, Path]:
    try:
        return files_of(context, files)
    except NotFound:  # cleaned away since
        return {}


async def choose(context: Context, ref: str, step: str, number: int, actor: str) -> str:
    """Use an earlier take of a step again; what was made from another one is made anew.

    Only one that was made from the same words and files as the shot has now. Returns the key.
    """
    async with transaction(context.database) as tx:
        row = await find(context, tx, ref)
        await lock(tx, row.id)
        key = await step_named(context, tx, row, step)
        found = await _results(tx, row, key)
        if not 1 <= number <= len(found):
            raise NotFound(f"{key} has no take {number}.", remedy="`reelworks takes` lists them.")
        result = found[number - 1]
        if result.files_removed_at is not None:
            raise NotAllowed(
                "The files of that take were cleaned away.",
                remedy=f'Have it made again: `reelworks reject {row.name} {key} --note "..."`.',
            )
        files_of(context, result.files)
        await _fits(context, tx, row, result)
        approved = await _was_approved(tx, result)
        chosen = {"result_id": result.id, "fingerprint": result.fingerprint, "error": None}
        chosen |= {"approved_id": result.id if approved else None}
        mine = update(tables.steps).where(tables.steps.c.id == result.step_id)
        await tx.execute(mine.values(**chosen, settled_at=func.clock_timestamp()))
        facts = {"key": key, "take": number, "actor": actor}
        owner = (row.tenant_id, row.channel_id)
        await record(tx, owner, row.id, "take_chosen", facts, step_id=result.step_id)
        await change(context, tx, row.id, Chosen(key, approved))
        return key


async def _was_approved(tx: AsyncConnection, result: Record) -> bool:
    r = tables.reviews.c
    newest = select(r.verdict).where(r.result_id == result.id).order_by(r.id.desc()).limit(1)
    return await tx.scalar(newest) == "approved"


async def _results(tx: AsyncConnection, row: Record, key: str) -> list[Record]:
    s, r = tables.steps.c, tables.results.c
    query = (
        select(tables.results, s.result_id, s.status, s.spec)
        .join(tables.steps, s.id == r.step_id)
        .where(s.task_id == row.id, s.key == key)
        .order_by(r.id)
    )
    return [*await tx.execute(query)]


async def _fits(context: Context, tx: AsyncConnection, row: Record, result: Record) -> None:
    """It is a result of what the step says now, but for what a rejection asked for."""
    spec = codec.spec_from_json(result.spec)
    files = await claim.files_for(tx, row.id, spec)
    hashes = {ref: None if file is None else file.sha256 for ref, file in files.items()}
    version = context.versions[spec.script]
    now = fingerprint(spec, script_version=version, inputs=hashes, note=result.note)
    if now != result.fingerprint:
        raise NotAllowed(
            "That take was made from other words or files than the shot has now.",
            remedy="Edit the shot back to what it was: its take is then found again, for nothing.",
        )
