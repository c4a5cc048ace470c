"""Commands: what a person wishes on the board, done by the same functions as at any other door."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import assert_never

from reelworks.domain.errors import NotAllowed, OutOfDate
from reelworks.domain.stages import Stage
from reelworks.domain.story import Story
from reelworks.doors.notion import queueing
from reelworks.doors.notion.desk import Desk
from reelworks.doors.notion.properties import ACTION, NOTE, STORY, TITLE, TOPIC, VERDICT, Value
from reelworks.doors.notion.reading import Sheet
from reelworks.doors.notion.wishes import (
    Approve,
    Cancel,
    Impossible,
    Queue,
    Redirect,
    Reject,
    Reprioritise,
    Retitle,
    Retry,
    Wish,
)
from reelworks.orchestrator.schemas.views import ReviewView
from reelworks.orchestrator.services import (
    edits,
    notion_assets,
    priorities,
    reviews,
    status,
    tasks,
)
from reelworks.orchestrator.services.notion_rows import Row

_WANTS_A_NOTE = "Write into Note what should be different: then it is rejected."
_TOO_LATE = frozenset({Stage.VIDEO, Stage.AUDIO, Stage.SFX, Stage.ASSEMBLY, Stage.FINAL})


@dataclass(frozen=True, slots=True)
class Asked:
    """Who wants it, on which row; what was shown before `until` could be seen when it was asked."""

    row: Row
    sheet: Sheet
    actor: str
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Done:
    """What came of it. `kept`: properties that stay as the person left them, to be completed."""

    words: str = ""
    accepted: Mapping[str, Value] = field(default_factory=dict)
    kept: frozenset[str] = frozenset()


async def do(desk: Desk, wish: Wish, asked: Asked) -> Done:
    """Do what is wished. Raises what the services raise: BadInput and its kin for a person."""
    context, name = desk.context, asked.row.task or ""
    match wish:
        case Queue():
            accepted = await queueing.queue(desk, asked.sheet, asked.actor)
            return Done(accepted=accepted)
        case Approve(stage):
            return Done(await _approve(desk, asked, stage))
        case Reject(note):
            return await _reject(desk, asked, note)
        case Retry():
            await tasks.retry(context, name, (), asked.actor)
            return Done()
        case Cancel():
            await tasks.cancel(context, name, asked.actor)
            return Done()
        case Reprioritise(priority):
            await priorities.prioritise(context, name, priority, asked.actor)
            return Done()
        case Retitle(title):
            return await _retitle(desk, asked, title)
        case Redirect():
            return await _redirect(desk, asked, wish)
        case Impossible(words):
            raise NotAllowed(words)
        case _:
            assert_never(wish)


async def _approve(desk: Desk, asked: Asked, stage: Stage | None) -> str:
    """Approve what could be seen of the stage that waits; the words name what could not."""
    context, name = desk.context, asked.row.task or ""
    view = await _waiting(desk, asked, stage)
    if view is None:
        return ""
    open_ = {item.key: item.sha256 for item in view.items if not item.approved}
    shown = await notion_assets.seen(context, name, asked.until)
    seen = {key: sha256 for key, sha256 in open_.items() if shown.get(key) == sha256}
    if not seen:
        raise NotAllowed(
            f"Nothing of {view.stage.value} was on the board when you approved it.",
            remedy="Look at it below, and approve it then.",
        )
    try:
        await reviews.approve(context, name, seen, asked.actor)
    except OutOfDate as error:
        if error.changed:
            raise
        return ""  # it was approved already
    if missing := len(open_) - len(seen):
        return (
            f"Approved {len(seen)}. {missing} more were not on the board when you approved: "
            "look at them below, and approve again."
        )
    return ""


async def _waiting(desk: Desk, asked: Asked, stage: Stage | None) -> ReviewView | None:
    """The stage that waits for a person; None when the one that is meant has been approved."""
    name = asked.row.task or ""
    view = await reviews.pending(desk.context, name)
    if view is not None and stage in (None, view.stage):
        return view
    if stage is None:
        raise NotAllowed(f"Nothing waits for you: this video is {asked.row.label}.")
    its = await reviews.stage_items(desk.context, name, stage)
    if its.items and all(item.approved for item in its.items):
        return None
    raise NotAllowed(f"{stage.value.capitalize()} cannot be approved now: it is {asked.row.label}.")


async def _reject(desk: Desk, asked: Asked, note: str) -> Done:
    """Have everything that waits made again."""
    said = note or await comment(desk, asked.sheet.page_id)
    if not said:
        return Done(_WANTS_A_NOTE, kept=frozenset({ACTION}))
    view = await _waiting(desk, asked, None)
    for item in view.items if view is not None else ():
        if not item.approved:
            name = asked.row.task or ""
            await reviews.reject(
                desk.context, name, item.key, said, asked.actor, sha256=item.sha256
            )
    return Done(accepted={NOTE: ""})


async def comment(desk: Desk, page_id: str) -> str:
    """The newest comment of a person on a page; "" where there is none."""
    said = await desk.line.ask("GET", "comments", params={"block_id": page_id}, hurry=True)
    for found in reversed(said.get("results") or []):
        if not desk.is_us(str((found.get("created_by") or {}).get("id") or "")):
            return "".join(
                str(piece.get("plain_text") or "") for piece in found.get("rich_text") or []
            ).strip()
    return ""


async def _retitle(desk: Desk, asked: Asked, title: str) -> Done:
    if not title:
        raise NotAllowed("A video needs a title.")

    def rewrite(story: Story) -> Story:
        return replace(story, title=title)

    await edits.edit(desk.context, asked.row.task or "", rewrite, asked.actor)
    return Done(accepted={TITLE: asked.sheet.values[TITLE]})


async def _redirect(desk: Desk, asked: Asked, wish: Redirect) -> Done:
    """The story is written anew, with the person's words as its note."""
    context, name = desk.context, asked.row.task or ""
    view = await status.status(context, name)
    if any(stage.done for stage in view.stages if stage.stage in _TOO_LATE):
        raise NotAllowed(
            "Clips are made of this story already.",
            remedy="Edit its shots in the dashboard, or make a new row.",
        )
    scripts = [step.key for step in view.steps if step.stage is Stage.SCRIPT]
    items = (await reviews.stage_items(context, name, Stage.SCRIPT)).items
    if not items:
        raise NotAllowed("The story is being written: change it when it is there.")
    said = {"The topic is": wish.topic, "The story's direction is": wish.story}
    note = " ".join(f"{what}: {words}." for what, words in said.items() if words)
    await reviews.reject(context, name, scripts[-1], note or "Another story.", asked.actor)
    return Done(accepted={n: asked.sheet.values.get(n) for n in (TOPIC, STORY)})


async def do_with_asset(
    desk: Desk, asset: notion_assets.Asset, wish: Approve | Reject | Impossible, actor: str
) -> Done:
    """Approve or reject the one result that a row of Assets shows."""
    context = desk.context
    if isinstance(wish, Impossible):
        raise NotAllowed(wish.words)
    if isinstance(wish, Reject):
        note = wish.note or await comment(desk, asset.page_id)
        if not note:
            return Done(_WANTS_A_NOTE, kept=frozenset({VERDICT}))
        await reviews.reject(context, asset.task, asset.key, note, actor, sha256=asset.sha256)
        return Done()
    try:
        await reviews.approve(context, asset.task, {asset.key: asset.sha256}, actor)
    except OutOfDate as error:
        if error.changed:
            raise
    return Done()
