"""Reviews: what waits for a person, and what the person says."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from reelworks.domain.advancing import Approved, Rejected
from reelworks.domain.errors import NotAllowed, NotFound, OutOfDate
from reelworks.domain.stages import Phase, Stage
from reelworks.domain.steps import StepStatus, Stored, main_first
from reelworks.domain.tasks import Task
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.database import snapshot, transaction
from reelworks.orchestrator.engine import uniqueness
from reelworks.orchestrator.engine.codec import Json, story_from_json
from reelworks.orchestrator.engine.events import record
from reelworks.orchestrator.engine.loading import lock, read
from reelworks.orchestrator.engine.transitions import change
from reelworks.orchestrator.models import tables
from reelworks.orchestrator.models.record import Record
from reelworks.orchestrator.schemas.views import AlikeView, ReviewItem, ReviewView
from reelworks.orchestrator.services.tasks import find

NOBODY = frozenset({"", "somebody", "nobody", "root", "automatic", "reelworks"})  # as who approves
_WORDS = ("text", "prompt", "motion")  # the arguments that say what was asked for


async def pending(context: Context, ref: str) -> ReviewView | None:
    """The earliest stage of the task that waits for a person; None when none does."""
    async with snapshot(context.database) as tx:
        row = await find(context, tx, ref)
        task = await read(context, tx, row.id)
        for stage, phase in task.phases().items():
            if phase is Phase.IN_REVIEW:
                return await _view(context, tx, row, stage)
    return None


async def stage_items(context: Context, ref: str, stage: Stage) -> ReviewView:
    """Everything that is done in a stage, whether or not somebody must look at it."""
    async with snapshot(context.database) as tx:
        row = await find(context, tx, ref)
        return await _view(context, tx, row, stage)


async def _view(context: Context, tx: AsyncConnection, row: Record, stage: Stage) -> ReviewView:
    results = await _results(tx, row.id, stage=stage)
    items = tuple(_item(context, result) for result in results)
    return ReviewView(row.name, row.channel_id, stage, items, await alike(tx, row, stage))


async def alike(tx: AsyncConnection, row: Record, stage: Stage) -> tuple[AlikeView, ...]:
    """The videos that a finished film is most like; none before there is a film."""
    if stage is not Stage.FINAL:
        return ()
    found = await uniqueness.nearest(tx, row.tenant_id, row.id)
    return tuple(
        AlikeView(n.task, n.title, n.channel, n.alike.words, n.alike.pictures, n.alike.too_alike)
        for n in found
    )


async def _results(
    tx: AsyncConnection,
    task_id: int,
    *,
    stage: Stage | None = None,
    keys: Collection[str] | None = None,
) -> list[Record]:
    """The steps that are done, with their current results."""
    s, r = tables.steps.c, tables.results.c
    query = (
        select(
            s.id, s.key, s.take, s.spec, s.approved_id, r.id.label("result_id"), r.sha256,
            r.files, r.files_removed_at, r.note,
        )
        .join(tables.results, r.id == s.result_id)
        .where(s.task_id == task_id, s.status == StepStatus.DONE.value, s.dropped.is_(False))
        .order_by(s.id)
    )  # fmt: skip
    if stage is not None:
        query = query.where(s.stage == stage.value)
    if keys is not None:
        query = query.where(s.key.in_(keys))
    return [*(await tx.execute(query))]


def words_of(args: Mapping[str, object]) -> str:
    """What a step was asked for, in the words of its arguments; "" where nobody said anything."""
    return next((str(args[name]) for name in _WORDS if name in args), "")


def _item(context: Context, row: Record) -> ReviewItem:
    return ReviewItem(
        key=row.key,
        take=row.take,
        sha256=row.sha256,
        approved=row.approved_id == row.result_id,
        files={} if row.files_removed_at else files_of(context, row.files),
        words=words_of(row.spec["args"]),
        note=row.note,
    )


def files_of(context: Context, files: Mapping[str, Mapping[str, str]]) -> dict[str, Path]:
    """Where a result's files are, by role; what people look at comes first."""
    return {
        role: context.store.path(Stored(file["sha256"], file["suffix"]))
        for role, file in main_first(files).items()
    }


async def approve(
    context: Context, ref: str, seen: Mapping[str, str], actor: str
) -> tuple[str, ...]:
    """Approve results by step key and the hash that was seen; returns the keys newly approved.

    Raises OutOfDate when any of them has changed since, or when somebody else has approved all of
    them: then none is approved. Of two people at once only one is on record for a thing.
    """
    async with transaction(context.database) as tx:
        row = await find(context, tx, ref)
        await lock(tx, row.id)
        if not seen:
            raise NotAllowed("Nothing was named to approve.", remedy="`reelworks review TASK`.")
        results = [r for r in await _seen(tx, row.id, seen) if r.approved_id != r.result_id]
        if not results:
            raise OutOfDate("Somebody has approved this already.", remedy="There is nothing to do.")
        _check_person(row, results, actor)
        for result in results:
            await _review(tx, row, result, verdict="approved", note="", actor=actor)
        keys = frozenset(result.key for result in results)
        await change(context, tx, row.id, Approved(keys))
        return tuple(sorted(keys))


def _check_person(task: Record, results: Sequence[Record], actor: str) -> None:
    """What production shows the world, a named person has approved. Raises NotAllowed."""
    channel = task.settings["channel"]
    shown = channel["profile"] == "production" and channel.get("youtube") is not None
    final = any(result.spec["stage"] == Stage.FINAL.value for result in results)
    if shown and final and actor.strip().lower() in NOBODY:
        raise NotAllowed(
            f"{actor or 'Nobody'} is nobody in particular: {task.name} is about to be published.",
            remedy='Say who approves it: `reelworks approve VIDEO --by "Ines"`.',
        )


async def reject(
    context: Context,
    ref: str,
    key: str,
    note: str,
    actor: str,
    *,
    sha256: str | None = None,
    approved: bool | None = None,
) -> None:
    """Ask for another take of a step, and say why.

    `sha256`, `approved`: what was seen, if it was shown. Raises OutOfDate when that has changed.
    """
    if not note.strip():
        raise NotAllowed(
            "A rejection needs a note: what should be different?", remedy='--note "..."'
        )
    async with transaction(context.database) as tx:
        row = await find(context, tx, ref)
        await lock(tx, row.id)
        if sha256 is not None:
            (seen,) = await _seen(tx, row.id, {key: sha256})
            _same_verdict(seen, approved)
        event = Rejected(await step_named(context, tx, row, key), note.strip())
        results = await _results(tx, row.id, keys=[event.key])
        for result in results:
            await _review(tx, row, result, verdict="rejected", note=event.note, actor=actor)
        if not results:  # it failed: there is nothing to look at, but a person wants another take
            facts = {"key": event.key, "actor": actor, "note": event.note}
            owner = (row.tenant_id, row.channel_id)
            await record(tx, owner, row.id, "step_rejected", facts)
        await change(context, tx, row.id, event)


async def key_of(context: Context, ref: str, name: str) -> str:
    """The key of the step that a person means by a name or a shot's number. Raises NotFound."""
    async with snapshot(context.database) as tx:
        return await step_named(context, tx, await find(context, tx, ref), name)


async def step_named(context: Context, tx: AsyncConnection, row: Record, name: str) -> str:
    """The step a person means: its key, the end of its key, or the shot that it is for."""
    task = await read(context, tx, row.id)
    if name in task.steps:
        return name
    named = _named(task, _ends(row.story, name))
    if len(named) == 1:
        return named[0]
    if not named:
        raise NotFound(
            f"This video has no step {name!r}.",
            remedy="`reelworks status TASK --steps` lists them.",
        )
    raise NotFound(
        f"{name!r} could be several steps: {', '.join(named)}.", remedy="Write the whole key."
    )


def _ends(story: Json, name: str) -> set[str]:
    """What keys may end with; a shot's number also stands for the image that it is made from."""
    number = name.removeprefix("shot-").removeprefix("shot")
    if story is None or not (number.isascii() and number.isdecimal() and len(number) < 4):
        return {name}
    meant = [shot for shot in story_from_json(story).shots if shot.number == int(number)]
    return {name, *(end for shot in meant for end in (shot.key, shot.environment))}


def _named(task: Task, ends: set[str]) -> list[str]:
    keys = [key for key in task.steps if key.rpartition("/")[2] in ends]
    in_review = [key for key in keys if task.phase(task.steps[key].stage) is Phase.IN_REVIEW]
    return in_review or keys


async def _seen(tx: AsyncConnection, task_id: int, seen: Mapping[str, str]) -> list[Record]:
    results = await _results(tx, task_id, keys=list(seen))
    now = {result.key: result.sha256 for result in results}
    changed = sorted(key for key, sha256 in seen.items() if now.get(key) != sha256)
    if changed:
        raise OutOfDate(
            f"Changed since you looked: {', '.join(changed)}.",
            changed={key: now.get(key) for key in changed},
            remedy="Look at them again and then decide.",
        )
    return results


def _same_verdict(result: Record, seen: bool | None) -> None:
    """Nobody rejects by accident what somebody else approves at the same moment, nor twice."""
    approved = result.approved_id == result.result_id
    if seen is not None and approved is not seen:
        raise OutOfDate(
            f"{result.key} was approved since you looked.",
            changed={result.key: result.sha256},
            remedy="Look at it again and then decide.",
        )


async def _review(
    tx: AsyncConnection,
    task: Record,
    result: Record,
    *,
    verdict: str,
    note: str,
    actor: str,
) -> None:
    owner = {"tenant_id": task.tenant_id, "channel_id": task.channel_id}
    await tx.execute(
        insert(tables.reviews).values(
            task_id=task.id,
            step_id=result.id,
            result_id=result.result_id,
            take=result.take,
            sha256=result.sha256,
            verdict=verdict,
            note=note,
            actor=actor,
            **owner,
        )
    )
    facts = {"key": result.key, "take": result.take, "actor": actor, "note": note}
    who = (task.tenant_id, task.channel_id)
    await record(tx, who, task.id, f"step_{verdict}", facts, step_id=result.id)
