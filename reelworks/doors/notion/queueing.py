"""Queueing: a row becomes a video, once, however often and by however many that is tried."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Mapping
from pathlib import Path

from reelworks.domain.briefs import Brief
from reelworks.domain.errors import BadInput, NotAllowed, NotFound, UnknownChannel
from reelworks.doors.notion.desk import Desk
from reelworks.doors.notion.properties import (
    CHANNEL,
    PRIORITY,
    STORY,
    TITLE,
    TOPIC,
    Value,
    clean,
)
from reelworks.doors.notion.reading import Sheet
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.services import notion_rows, tasks
from reelworks.orchestrator.services.priorities import Priority, prioritise
from reelworks.orchestrator.services.tasks import Wish

_LONGEST_TITLE = 200
ACCEPTED = (TITLE, CHANNEL, TOPIC, STORY)


async def queue(desk: Desk, sheet: Sheet, actor: str) -> Mapping[str, Value]:
    """Make the row's video; returns what of the row is in force now. Raises BadInput.

    The brief is put down before the video is made, so that a second try, here or elsewhere,
    makes the same one.
    """
    context, page = desk.context, sheet.page_id
    priority = _priority(sheet)
    row = await notion_rows.find_row(context, page)
    body = "" if row is not None and row.intended else await _body(desk, page)
    brief = await notion_rows.intend(context, page, await _brief(context, sheet, body))
    try:
        name = await tasks.create(context, brief, actor)
        other = await notion_rows.link(context, page, name)
    except BadInput:
        await notion_rows.think_again(context, page)
        raise
    if other:
        await notion_rows.think_again(context, page)
        raise NotAllowed(
            "The very same video is on another row already.",
            remedy="Give this one another title or topic.",
        )
    if priority is not Priority.NORMAL:
        await prioritise(context, name, priority, actor)
    said = {wanted: sheet.values.get(wanted) for wanted in ACCEPTED}
    return {**said, **({} if sheet.text(TITLE) == brief.title else {TITLE: brief.title})}


def _priority(sheet: Sheet) -> Priority:
    said = sheet.text(PRIORITY)
    try:
        return Priority(said.casefold() or Priority.NORMAL.value)
    except ValueError:
        raise BadInput(f"{said[:50]} is no priority: High, Normal or Low.") from None


async def _brief(context: Context, sheet: Sheet, body: str) -> Brief:
    """What the row asks for. Raises BadInput, in words for the row."""
    for needed in (TITLE, CHANNEL):
        if fault := sheet.faults.get(needed):
            raise BadInput(fault, remedy="`reelworks notion setup` says how to mend the board.")
    title, said = sheet.text(TITLE), sheet.text(CHANNEL)
    if not title:
        raise BadInput("This row has no title.", remedy="Give it one, and queue it again.")
    if len(title) > _LONGEST_TITLE:
        raise BadInput(
            f"The title has {len(title)} characters; it may have {_LONGEST_TITLE}.",
            remedy="Shorten it, and queue it again.",
        )
    channel = _channel(context, said)
    notes = [f"# {title}", sheet.text(TOPIC), sheet.text(STORY), body]
    text = "\n\n".join(part for part in notes if part)
    return await asyncio.to_thread(_stored, context, channel, title, text)


def _channel(context: Context, said: str) -> str:
    """By id or by name, as people write it. Raises UnknownChannel."""
    wanted = said.casefold()
    for channel in context.channels.values():
        if wanted in (channel.id.casefold(), channel.name.casefold()):
            return channel.id
    known = ", ".join(sorted(context.channels))
    if not said:
        raise UnknownChannel("This row has no channel.", remedy=f"Choose one of: {known}.")
    raise UnknownChannel(
        f"There is no channel {said[:80]!r} in channels.yaml.", remedy=f"Choose one of: {known}."
    )


def _stored(context: Context, channel: str, title: str, text: str) -> Brief:
    """The brief, its notes kept in the store."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "notion.md"
        source.write_text(f"{text}\n", "utf-8", newline="")
        return tasks.brief(context, Wish(channel=channel, source=source, title=title))


async def _body(desk: Desk, page: str) -> str:
    """What is written in the page itself: notes. "" where Notion cannot say that as a text."""
    try:
        said = await desk.line.ask("GET", f"pages/{page}/markdown", hurry=True)
    except (BadInput, NotFound):
        return ""
    return clean(str(said.get("markdown") or "")).strip()
