"""Outbox: rows of Videos are made to say what is true, the newest of it only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic
from typing import Any

from reelworks.domain.errors import NotFound, ReelworksError
from reelworks.doors.notion import intake, reading, showing
from reelworks.doors.notion.desk import Desk, Hint, words_of
from reelworks.doors.notion.properties import STATUS, VIDEOS, Kind, Value, written
from reelworks.orchestrator.services import notion_assets, notion_rows, status
from reelworks.orchestrator.services.notion_rows import Row

Json = Any  # what Notion takes

_KINDS: Mapping[str, Kind] = {its.name: its.kind for its in VIDEOS}


@dataclass(frozen=True, slots=True)
class Draft:
    """What must be written on a row: `changes`, worked out at `looked` by the monotonic clock."""

    row: Row
    changes: Mapping[str, Value]
    settled: bool  # the last that there is to say
    looked: float


async def wanted(desk: Desk, page_id: str) -> Draft | None:
    """What must be written on a row now; None: there is no such row."""
    looked = monotonic()
    row = await notion_rows.find_row(desk.context, page_id)
    if row is None or row.gone:
        return None
    view = None if row.task is None else await status.status(desk.context, row.task)
    stage = None if view is None else showing.waiting_stage(view)
    shown = 0
    if stage is not None and row.task is not None:
        shown = await notion_assets.counts(desk.context, row.task, stage)
    truth = showing.truth(row, view, shown, desk.dashboard)
    settled = row.finished_at is not None and view is not None and view.label == row.label
    return Draft(row, showing.differences(row.known, truth), settled, looked)


async def write(desk: Desk, draft: Draft) -> None:
    """Write the differences, and take in what the answer says of the rest.

    Raises what is to be tried again; the row waits for that, and no other does.
    """
    context, row, changes = desk.context, draft.row, draft.changes
    if not changes:
        age = _since(draft.looked)
        await notion_rows.looked(context, row, age=age, settled=draft.settled)
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
        context, row, known, age=age, looked=_since(draft.looked), settled=draft.settled
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
