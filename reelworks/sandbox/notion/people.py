"""Users and search."""

from __future__ import annotations

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from reelworks.sandbox.notion import shapes, texts, values
from reelworks.sandbox.notion.checking import Search, asked
from reelworks.sandbox.notion.errors import Refused, missing
from reelworks.sandbox.notion.workspace import Json, Page, Workspace, uuid_of


def routes(door: FastAPI, space: Workspace) -> None:
    @door.get("/v1/users/me", name="users.me")
    async def me() -> Response:
        return JSONResponse(shapes.user(space, space.bot))

    @door.get("/v1/users", name="users.list")
    async def listed(request: Request) -> Response:
        query = request.query_params
        found = [shapes.user(space, one) for one in (*space.people.values(), space.bot)]
        return JSONResponse(shapes.part_of("user", found, query))

    @door.get("/v1/users/{user_id}", name="users.retrieve")
    async def retrieve(user_id: str) -> Response:
        known = {space.bot.id: space.bot, **space.people}
        if uuid_of(user_id) not in known:
            raise missing("user", user_id)
        return JSONResponse(shapes.user(space, known[uuid_of(user_id)]))

    @door.post("/v1/search", name="search")
    async def search(request: Request) -> Response:
        return JSONResponse(_found(space, await asked(request, Search)))


def _found(space: Workspace, search: Search) -> dict[str, Json]:
    wanted = search.filter or {}
    if wanted.get("property", "object") != "object" or set(wanted) - {
        "property",
        "value",
        "in_trash",
    }:
        raise Refused("body failed validation: body.filter.property should be `object`.")
    kind = wanted.get("value")
    in_trash = bool(wanted.get("in_trash", False))
    hits: list[tuple[str, dict[str, Json]]] = []
    if kind in (None, "page"):
        hits += [
            (_title(space, page), shapes.page(space, page))
            for page in space.pages.values()
            if page.in_trash is in_trash and _is_seen(space, page)
        ]
    if kind in (None, "data_source"):
        hits += [
            (texts.plain(source.title), shapes.source(space, source))
            for source in space.sources.values()
            if source.in_trash is in_trash
        ]
    word = search.query.casefold()
    found = [shape for title, shape in hits if word in title.casefold()]
    ascending = (search.sort or {}).get("direction") == "ascending"
    found.sort(key=lambda one: str(one["last_edited_time"]), reverse=not ascending)
    told = shapes.listed("page_or_data_source", found, search.start_cursor, search.page_size)
    return {**told, "request_status": {"type": "complete"}}


def _title(space: Workspace, page: Page) -> str:
    if not page.source:
        return page.title
    heading = space.sources[page.source].heading
    shown = values.shown(space, space.sources[page.source], page, frozenset({heading["id"]}))
    return texts.plain(shown[heading["name"]]["title"])


def _is_seen(space: Workspace, page: Page) -> bool:
    try:
        space.page(page.id)
    except Refused:
        return False
    return True
