"""Outbox: rows of Videos are made to say what is true, the newest of it only."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from time import monotonic
from typing import Any

from reelworks.domain.errors import NotFound, ReelworksError
from reelworks.doors.notion import intake, reading, showing
from reelworks.doors.notion.desk import Desk, Hint, words_of
from reelworks.doors.notion.properties import STATUS, VIDEOS, Kind, Value, written
from reelworks.orchestrator.schemas.views import TaskView
from reelworks.orchestrator.services import notion_assets, notion_rows, status
from reelworks.orchestrator.services.notion_rows import Row

Json = Any  # what Notion takes

_KINDS: Mapping[str, Kind] = {its.name: its.kind for its in VIDEOS}


async def wanted(desk: Desk, row: Row) -> tuple[Mapping[str, Value], TaskView | None]:
    """What must be written on a row, and how its video stands."""
    view = None if row.task is None else await status.status(desk.context, row.task)
    stage = None if view is None else showing.waiting_stage(view)
    shown = 0
    if stage is not None and row.task is not None:
        shown = await notion_assets.counts(desk.context, row.task, stage)
    truth = showing.truth(row, view, shown, desk.dashboard)
    return showing.differences(row.known, truth), view


async def write(
    desk: Desk,
    row: Row,
    changes: Mapping[str, Value],
    view: TaskView | None,
    *,
    looked: float,
) -> None:
    """Write the differences, and take in what the answer says of the rest.

    `looked`: when they were worked out, by the monotonic clock. Raises what is to be tried again;
    the row waits for that, and no other does.
    """
    context = desk.context
    settled = row.finished_at is not None and view is not None and view.label == row.label
    if not changes:
        await notion_rows.looked(context, row, age=_since(looked), settled=settled)
        return
    if STATUS in changes:
        await notion_rows.sending(context, row.page_id, str(changes[STATUS]))
    began = monotonic()
    try:
        page = await _patched(desk, row.page_id, changes)
    except NotFound:
        await notion_rows.gone(context, row.page_id)
        return
    except ReelworksError as error:
        await notion_rows.failed(context, row, words_of(error))
        raise
    age, (known, theirs) = _since(began), _told(desk, row, page, changes)
    await notion_rows.confirmed(
        context, row, known, age=age, looked=_since(looked), settled=settled
    )
    if theirs:
        await intake.take_in(desk, page, Hint(), age)


def _told(
    desk: Desk, row: Row, page: Json, changes: Mapping[str, Value]
) -> tuple[Mapping[str, Value], bool]:
    """What we know of the row now, and whether a person has changed something meanwhile.

    That is whatever was not written by us and is not as we knew it.
    """
    now = reading.sheet(page, VIDEOS, desk.board.videos).values
    before = {name: row.known.get(name) for name in now if name not in changes}
    ours = {name: now[name] for name in changes if name in now}
    theirs = any((before[name] or "") != (now[name] or "") for name in before)
    return {**before, **ours}, theirs


def _since(moment: float) -> timedelta:
    return timedelta(seconds=monotonic() - moment)


async def _patched(desk: Desk, page_id: str, changes: Mapping[str, Value]) -> Json:
    """The page as it is afterwards. A property of another kind than ours is left alone."""
    ids = desk.board.videos
    body = {ids.get(name, name): written(_KINDS[name], value) for name, value in changes.items()}
    return await desk.line.ask("PATCH", f"pages/{page_id}", {"properties": body}, hurry=True)
