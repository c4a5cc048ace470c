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
    age = _since(began)
    now = reading.sheet(page, VIDEOS, desk.board.videos)
    # What was not written and is not as we knew it, a person has changed meanwhile.
    theirs = {n: v for n, v in now.values.items() if n not in changes}
    known = {**{n: row.known.get(n) for n in theirs}, **_written(now.values, changes)}
    await notion_rows.confirmed(
        context, row, known, age=age, looked=_since(looked), settled=settled
    )
    if any((known[name] or "") != (value or "") for name, value in theirs.items()):
        await intake.take_in(desk, page, Hint(), age)


def _since(moment: float) -> timedelta:
    return timedelta(seconds=monotonic() - moment)


def _written(said: Mapping[str, Value], changes: Mapping[str, Value]) -> Mapping[str, Value]:
    """What the row says of what was written, by Notion's answer."""
    return {name: said[name] for name in changes if name in said}


async def _patched(desk: Desk, page_id: str, changes: Mapping[str, Value]) -> Json:
    """The page as it is afterwards. A property of another kind than ours is left alone."""
    ids = desk.board.videos
    body = {ids.get(name, name): written(_KINDS[name], value) for name, value in changes.items()}
    return await desk.line.ask("PATCH", f"pages/{page_id}", {"properties": body}, hurry=True)
