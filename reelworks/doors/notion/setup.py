"""Setup: the two databases of the board, made in a page that a person shares, or adopted there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from reelworks.domain.errors import BadAnswer, BadInput, NotFound
from reelworks.domain.stages import LABEL_READY, Label
from reelworks.doors.notion.client import Line
from reelworks.doors.notion.properties import (
    ASSETS,
    CHANNEL,
    STATUS,
    VIDEOS,
    Kind,
    Property,
    declared,
    pieces,
)
from reelworks.doors.notion.reading import bare, is_id
from reelworks.orchestrator.services import notion_board
from reelworks.orchestrator.services.notion_board import Board

Json = Any  # what Notion sends

_PAGES = 20  # of a hundred blocks: where the databases are looked for
_LIMIT = "max_file_upload_size_in_bytes"


@dataclass(frozen=True, slots=True)
class Report:
    """What setup found and made. `wrong`: what a person must mend; `by_hand`: views to make."""

    board: Board
    made: tuple[str, ...]
    adopted: tuple[str, ...]
    added: tuple[str, ...]
    wrong: tuple[str, ...]
    views: tuple[str, ...]
    by_hand: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Database:
    """One of the two, as it is now. `ids`: its properties'."""

    id: str
    source: str
    ids: Mapping[str, str]
    made: bool
    added: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()


def page_id_of(text: str) -> str:
    """The id in a page's address, or the id itself. Raises BadInput."""
    end = bare(text.strip().partition("?")[0].rstrip("/").rpartition("/")[2])
    if not is_id(end[-32:]):  # words of its title may stand before it
        raise BadInput(
            f"{text!r} is no page of Notion's.",
            remedy="Copy the page's link (Share, Copy link) and give that.",
        )
    return end[-32:]


async def setup(line: Line, page: str, actor: str) -> Report:
    """Make what is not there yet, adopt what is. Safe to repeat. Raises what Notion's errors mean.

    Nothing that a person made is changed: missing properties and options are added.
    """
    page_id = page_id_of(page)
    await line.ask("GET", f"pages/{page_id}")
    before = await notion_board.board(line.context)
    start = before if before is not None and before.page_id == page_id else Board(page_id)
    start = await _who(line, start)
    there = await _databases(line, page_id)
    channels = tuple(sorted(line.context.channels))
    videos = await _database(line, start, there, "Videos", VIDEOS, options={CHANNEL: channels})
    start = replace(
        start,
        videos_id=videos.id,
        videos_source=videos.source,
        videos=videos.ids,
        channels=channels,
    )
    assets = await _database(line, start, there, "Assets", ASSETS, options={})
    board = replace(start, assets_id=assets.id, assets_source=assets.source, assets=assets.ids)
    await notion_board.keep(line.context, board, actor)
    views, by_hand = await _views(line, board)
    both = {"Videos": videos, "Assets": assets}
    return Report(
        board,
        made=tuple(name for name, its in both.items() if its.made),
        adopted=tuple(name for name, its in both.items() if not its.made),
        added=tuple(f"{name}: {what}" for name, its in both.items() for what in its.added),
        wrong=tuple(f"{name}: {what}" for name, its in both.items() for what in its.wrong),
        views=views,
        by_hand=by_hand,
    )


async def _who(line: Line, board: Board) -> Board:
    me = await line.ask("GET", "users/me")
    bot = me.get("bot") or {}
    limit = (bot.get("workspace_limits") or {}).get(_LIMIT) or board.upload_bytes
    name = str(bot.get("workspace_name") or "")
    return replace(board, bot_id=bare(str(me["id"])), workspace=name, upload_bytes=int(limit))


async def _databases(line: Line, page_id: str) -> Mapping[str, str]:
    """The databases that lie in the page, by title; of several the first."""
    found: dict[str, str] = {}
    params = {"page_size": "100"}
    for _ in range(_PAGES):
        said = await line.ask("GET", f"blocks/{page_id}/children", params=params)
        for block in said.get("results") or []:
            if block.get("type") == "child_database" and not block.get("in_trash"):
                found.setdefault(str(block["child_database"]["title"]), bare(str(block["id"])))
        if not said.get("has_more"):
            break
        params = {**params, "start_cursor": str(said["next_cursor"])}
    return found


async def _database(
    line: Line,
    board: Board,
    there: Mapping[str, str],
    title: str,
    properties: Sequence[Property],
    *,
    options: Mapping[str, Sequence[str]],
) -> _Database:
    made = title not in there
    if made:
        body = _new(board, title, properties, options)
        database = await line.ask("POST", "databases", body)
    else:
        database = await line.ask("GET", f"databases/{there[title]}")
    sources = database.get("data_sources") or []
    if not sources:
        raise BadAnswer(f"Notion's database {title} has no data source.")
    source = bare(str(sources[0]["id"]))
    known = board.videos if properties is VIDEOS else board.assets
    fit = _Fit(properties, options, board.videos_source, {} if made else known)
    ids, added, wrong = await _fitted(line, source, fit)
    return _Database(bare(str(database["id"])), source, ids, made, added, wrong)


def _new(
    board: Board,
    title: str,
    properties: Sequence[Property],
    options: Mapping[str, Sequence[str]],
) -> Json:
    """A database as Notion is asked to make it."""
    wanted = {
        its.name: declared(its, options.get(its.name, its.options), board.videos_source)
        for its in properties
    }
    return {
        "parent": {"type": "page_id", "page_id": board.page_id},
        "title": pieces(title),
        "is_inline": True,
        "initial_data_source": {"properties": wanted},
    }


@dataclass(frozen=True, slots=True)
class _Fit:
    """What a data source must have. `known`: ids of properties that may be called otherwise now."""

    properties: Sequence[Property]
    options: Mapping[str, Sequence[str]]
    videos_source: str
    known: Mapping[str, str]


async def _fitted(
    line: Line, source: str, fit: _Fit
) -> tuple[Mapping[str, str], tuple[str, ...], tuple[str, ...]]:
    """Add what a data source lacks; its properties' ids, what was added, what is wrong."""
    there = await _properties(line, source)
    missing: dict[str, Json] = {}
    wrong: list[str] = []
    for its in fit.properties:
        found = _found(there, its, fit.known)
        wanted = fit.options.get(its.name, its.options)
        if found is None:
            missing[its.name] = declared(its, wanted, fit.videos_source)
        elif found.get("type") != its.kind.value:
            wrong.append(
                f"{its.name} is of the type {found.get('type')}, and must be {its.kind.value}: "
                "rename it, and set up again"
            )
        elif its.kind is Kind.SELECT and (more := _more(found, wanted)):
            missing[str(found["name"])] = more
    if missing:
        said = await line.ask("PATCH", f"data_sources/{source}", {"properties": missing})
        there = said.get("properties") or {}
    return _ids(there, fit.properties, fit.known), tuple(missing), tuple(wrong)


def _found(there: Mapping[str, Json], its: Property, known: Mapping[str, str]) -> Json | None:
    """The property that we know by its id, else by its name; a database has one title."""
    by_id = {str(found.get("id")): found for found in there.values()}
    if known.get(its.name) in by_id:
        return by_id[known[its.name]]
    if its.kind is Kind.TITLE:
        return next((found for found in there.values() if found.get("type") == "title"), None)
    return there.get(its.name)


def _ids(
    there: Mapping[str, Json], properties: Sequence[Property], known: Mapping[str, str]
) -> Mapping[str, str]:
    found = {its.name: _found(there, its, known) for its in properties}
    return {name: str(its["id"]) for name, its in found.items() if its is not None}


def _more(found: Json, wanted: Sequence[str]) -> Json | None:
    """All options with those that are missing; None when none is."""
    there = found["select"].get("options") or []
    names = {option["name"].casefold() for option in there}
    new = [{"name": option} for option in wanted if option.casefold() not in names]
    kept = [{"id": option["id"], "name": option["name"]} for option in there]
    return {"select": {"options": [*kept, *new]}} if new else None


async def offer_channels(line: Line, board: Board) -> None:
    """Let the options of Channel be those of channels.yaml; old ones stay for the rows that
    have them.
    """
    channels = tuple(sorted(line.context.channels))
    if channels == board.channels:
        return
    its = [wanted for wanted in VIDEOS if wanted.name == CHANNEL]
    fit = _Fit(its, {CHANNEL: channels}, board.videos_source, board.videos)
    await _fitted(line, board.videos_source, fit)
    await notion_board.offered(line.context, channels)


async def checked(line: Line) -> str:
    """That the token is good and the board is to be seen, in words. Raises what is wrong."""
    me = await line.ask("GET", "users/me")
    who = f"{me.get('name') or 'the integration'} may come in"
    board = await notion_board.board(line.context)
    if board is None:
        return f"{who}; no board is set up (`reelworks notion setup PAGE`)"
    there = await _properties(line, board.videos_source)
    kinds = {its.name: (_found(there, its, board.videos) or {}).get("type") for its in VIDEOS}
    lacking = [its.name for its in VIDEOS if kinds[its.name] != its.kind.value]
    if lacking:
        raise BadInput(
            f"{who}, but Videos lacks {', '.join(lacking)}.",
            remedy="`reelworks notion setup PAGE` adds what is missing.",
        )
    return f"{who}; the board has all it needs"


async def refreshed(line: Line, board: Board) -> Board:
    """The board with its properties as they are now: somebody may have made one anew."""
    videos = await _properties(line, board.videos_source)
    assets = await _properties(line, board.assets_source)
    found = replace(
        board,
        videos=_ids(videos, VIDEOS, board.videos),
        assets=_ids(assets, ASSETS, board.assets),
    )
    if found != board:
        await notion_board.keep(line.context, found, "reelworks")
    return found


async def _properties(line: Line, source: str) -> Mapping[str, Json]:
    return (await line.ask("GET", f"data_sources/{source}")).get("properties") or {}


_DONE = {Label.DRAFT, Label.PUBLISHED, Label.APPROVED, Label.CANCELLED}
_ERRORS = tuple(label.value for label in Label if label.value.endswith("Error"))
_REVIEWS = tuple(sorted({label.value for label in LABEL_READY.values()} - {Label.CLAIMED.value}))
_BUSY = tuple(
    label.value
    for label in Label
    if label not in _DONE and label.value not in {*_ERRORS, *_REVIEWS}
)
VIEWS = {"In progress": _BUSY, "Needs review": _REVIEWS, "Errors": _ERRORS}


async def _views(line: Line, board: Board) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Views that are there now, and those that a person must make: not every plan lets us."""
    try:
        said = await line.ask("GET", "views", params={"database_id": board.videos_id})
        there = {str(view.get("name")) for view in said.get("results") or []}
        for name, labels in VIEWS.items():
            if name not in there:
                await line.ask("POST", "views", _view(board, name, labels))
    except (BadInput, NotFound):
        return (), tuple(VIEWS)
    return tuple(VIEWS), ()


def _view(board: Board, name: str, labels: Sequence[str]) -> Json:
    any_of = [{"property": STATUS, "select": {"equals": label}} for label in labels]
    return {
        "database_id": board.videos_id,
        "data_source_id": board.videos_source,
        "name": name,
        "type": "table",
        "filter": {"or": any_of},
    }
