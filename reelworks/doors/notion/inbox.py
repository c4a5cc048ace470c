"""Inbox: what Notion tells us and what we ask it for, both as pages that are read before we act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

import structlog

from reelworks.domain.errors import BadAnswer, NotFound
from reelworks.doors.notion import intake
from reelworks.doors.notion.desk import Desk, Hint
from reelworks.doors.notion.properties import moment
from reelworks.doors.notion.reading import bare, is_id
from reelworks.orchestrator.services import notion_board, notion_post, notion_rows
from reelworks.orchestrator.services.notion_post import Letter

log = structlog.get_logger("notion")

Json = Any  # what Notion sends

# Notion tells the minute of a change, and may be late to list it.
_OVERLAP = timedelta(minutes=2)
_PAGES = 1_000  # of a hundred rows
_OF_THE_SCHEMA = ("data_source.schema_updated", "database.schema_updated")


async def read_post(desk: Desk) -> tuple[int, bool]:
    """Act upon what lies in the inbox; how many pages, and whether the board was rebuilt.

    Each page is read once, however often Notion has told us of it, and in whatever order.
    """
    letters = await notion_post.waiting(desk.context)
    asks = [letter for letter in letters if not _is_ours(desk, letter)]
    rebuilt = any(letter.kind in _OF_THE_SCHEMA for letter in asks)
    by_page: dict[str, list[Letter]] = {}
    for letter in asks:
        if letter.page_id and is_id(letter.page_id) and letter.kind not in _OF_THE_SCHEMA:
            by_page.setdefault(bare(letter.page_id), []).append(letter)
    read = {letter.id for its in by_page.values() for letter in its}
    if rest := [letter for letter in letters if letter.id not in read]:
        await notion_post.handled(desk.context, rest)
    for page_id, its in by_page.items():
        await read_page(desk, page_id, _hint(desk, its))
        await notion_post.handled(desk.context, its)
    return len(by_page), rebuilt


def _is_ours(desk: Desk, letter: Letter) -> bool:
    """Our own writing, told back to us. Nobody else is among its authors."""
    authors = _authors(letter)
    return bool(authors) and all(desk.is_us(author) for author in authors)


def _authors(letter: Letter) -> Sequence[str]:
    body = letter.body if isinstance(letter.body, dict) else {}
    found = body.get("authors")
    if isinstance(found, list):
        return [str(author.get("id") or "") for author in found if isinstance(author, dict)]
    source = body.get("source")
    user = source.get("user_id") if isinstance(source, dict) else None
    return [user] if isinstance(user, str) else []


def _hint(desk: Desk, letters: Sequence[Letter]) -> Hint:
    """Who changed the page last, and when, as far as persons did."""
    for letter in sorted(letters, key=lambda letter: letter.at, reverse=True):
        people = [author for author in _authors(letter) if author and not desk.is_us(author)]
        if people:
            return Hint(people[-1], letter.at)
    return Hint()


async def read_page(desk: Desk, page_id: str, hint: Hint) -> bool:
    """Read a page and act upon it; whether anything was wished."""
    began = monotonic()
    try:
        page = await desk.line.ask("GET", f"pages/{page_id}", hurry=True)
    except NotFound:
        await notion_rows.gone(desk.context, page_id)
        return False
    return await take_page(desk, page, hint, timedelta(seconds=monotonic() - began))


async def take_page(desk: Desk, page: Json, hint: Hint, age: timedelta) -> bool:
    """Act upon a page of either database; others are not ours."""
    parent = page.get("parent") if isinstance(page, dict) else None
    said = parent.get("data_source_id") if isinstance(parent, dict) else None
    source = bare(said) if isinstance(said, str) else ""
    try:
        if source == desk.board.videos_source:
            return await intake.take_in(desk, page, hint, age)
        if source == desk.board.assets_source:
            return await intake.take_in_asset(desk, page, hint)
    except BadAnswer as error:  # it will be no other one when it is asked for again
        log.warning("notion_page_unreadable", reason=error.message)
    return False


async def poll(desk: Desk, which: str) -> int:
    """Read the rows of `videos` or `assets` that have changed since we last asked; how many.

    What cannot be read now is read the next time: the place moves only over what was acted upon.
    """
    source = {"videos": desk.board.videos_source, "assets": desk.board.assets_source}[which]
    since = await notion_board.polled(desk.context, which)
    asked: dict[str, Json] = {
        "sorts": [{"timestamp": "last_edited_time", "direction": "ascending"}],
        "page_size": 100,
    }
    if since is not None:
        after = {"on_or_after": (since - _OVERLAP).isoformat()}
        asked["filter"] = {"timestamp": "last_edited_time", "last_edited_time": after}
    count = 0
    for _ in range(_PAGES):
        began = monotonic()
        said = await desk.line.ask("POST", f"data_sources/{source}/query", asked, hurry=True)
        results = said.get("results") or []
        for page in results:
            age = timedelta(seconds=monotonic() - began)
            await take_page(desk, page, Hint(), age)
        count += len(results)
        if newest := _newest(results):
            await notion_board.move_on(desk.context, which, newest)
        if not said.get("has_more"):
            break
        asked["start_cursor"] = said["next_cursor"]
    _check_complete(said)
    return count


def _check_complete(said: Mapping[str, Json]) -> None:
    """Notion lists at most so many rows for one question: the next poll goes on from there."""
    status = said.get("request_status")
    if isinstance(status, dict) and status.get("type") == "incomplete":
        log.warning("notion_poll_incomplete", reason=str(status.get("incomplete_reason") or ""))


def _newest(results: Sequence[Json]) -> datetime | None:
    pages = [page for page in results if isinstance(page, dict)]
    times = [moment(str(page.get("last_edited_time") or "")) for page in pages]
    return max((datetime.fromisoformat(at) for at in times if at), default=None)
