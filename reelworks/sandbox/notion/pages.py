"""Pages, which rows are: made, read, changed, put into the trash and taken out of it."""

from __future__ import annotations

from collections.abc import Mapping
from time import time

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from reelworks.sandbox.notion import blocks, plain, shapes, texts, values
from reelworks.sandbox.notion.checking import NewPage, PageChange, asked, trashed
from reelworks.sandbox.notion.errors import Refused
from reelworks.sandbox.notion.workspace import (
    Change,
    Edit,
    Json,
    Page,
    Source,
    User,
    Workspace,
    made,
)


def routes(door: FastAPI, space: Workspace) -> None:
    @door.post("/v1/pages", name="pages.create")
    async def create(request: Request) -> Response:
        found = made_page(space, await asked(request, NewPage), space.bot)
        return JSONResponse(shapes.page(space, found, _only(space, found, request)))

    @door.get("/v1/pages/{page_id}", name="pages.retrieve")
    async def retrieve(request: Request, page_id: str) -> Response:
        found = space.page(page_id)
        return JSONResponse(shapes.page(space, found, _only(space, found, request)))

    @door.patch("/v1/pages/{page_id}", name="pages.update")
    async def update(request: Request, page_id: str) -> Response:
        found = space.page(page_id)
        changed_page(space, found, await asked(request, PageChange), space.bot)
        return JSONResponse(shapes.page(space, found, _only(space, found, request)))

    @door.get("/v1/pages/{page_id}/markdown", name="pages.retrieveMarkdown")
    async def markdown(page_id: str) -> Response:
        found = space.page(page_id)
        told = {
            "object": "page_markdown",
            "id": found.id,
            "markdown": blocks.markdown(space, found),
        }
        return JSONResponse({**told, "truncated": False, "unknown_block_ids": []})


def made_page(space: Workspace, new: NewPage, by: User) -> Page:
    """A row of a data source, or a page below another one. Raises Refused."""
    source = _source(space, new.parent)
    found = _plain_page(space, new, by) if source is None else _row(space, source, new, by)
    if new.children and new.markdown is not None:
        raise Refused("body failed validation: give children or markdown, not both.")
    content = new.children or blocks.of_markdown(new.markdown or "")
    blocks.append(space, found, content, by)
    space.pages[found.id] = found
    _tell(space, "page.created", found, by)
    return found


def _source(space: Workspace, parent: Mapping[str, Json]) -> Source | None:
    if "data_source_id" in parent:
        return space.source(str(parent["data_source_id"]))
    if "database_id" in parent:  # as it was before there were data sources
        sources = space.database(str(parent["database_id"])).sources
        if len(sources) > 1:
            raise Refused("The database has several data sources: name one.")
        return space.source(sources[0])
    return None


def _plain_page(space: Workspace, new: NewPage, by: User) -> Page:
    if "page_id" not in new.parent:
        raise Refused("body failed validation: body.parent.page_id should be defined.")
    if set(new.properties) - {"title"}:
        raise Refused("A page that is no row has only a title.")
    above = space.page(str(new.parent["page_id"]))
    given = new.properties.get("title", [])
    pieces = given["title"] if isinstance(given, dict) and "title" in given else given
    title = texts.plain(texts.written("body.properties.title", pieces))
    return Page(**made({"type": "page_id", "page_id": above.id}, by), title=title)


def _row(space: Workspace, source: Source, new: NewPage, by: User) -> Page:
    if source.in_trash:
        raise Refused("Can't add to a data source that is in the trash.")
    parent = {
        "type": "data_source_id",
        "data_source_id": source.id,
        "database_id": source.database,
    }
    found = Page(**made(parent, by), source=source.id, icon=new.icon, cover=new.cover)
    for config in source.schema.values():
        if config["type"] == "status":
            found.properties[config["id"]] = config["status"]["groups"][0]["option_ids"][0]
    values.written(space, source, found, new.properties)
    source.rows += 1
    found.number = source.rows
    return found


def changed_page(space: Workspace, found: Page, change: PageChange, by: User) -> None:
    """Change a page, all of it or nothing. Raises Refused."""
    gone = trashed(change)
    if found.in_trash and gone is not False:
        raise Refused(
            "Can't edit block that is archived. You must unarchive the block before editing."
        )
    changed: tuple[str, ...] = ()
    if change.properties:
        changed = _rewritten(space, found, change.properties)
    if change.erase_content:
        found.blocks.clear()
    found.icon = change.icon if "icon" in change.model_fields_set else found.icon
    found.cover = change.cover if "cover" in change.model_fields_set else found.cover
    _move(space, found, gone, change.is_locked, by)
    if changed:
        found.touched(by)
        if found.source:
            shown = values.shown(space, space.sources[found.source], found, frozenset(changed))
            found.history.append(Edit(time(), by, plain.read(shown)))
        _tell(space, "page.properties_updated", found, by, changed)


def _rewritten(space: Workspace, found: Page, properties: Mapping[str, Json]) -> tuple[str, ...]:
    if found.source:
        return values.written(space, space.sources[found.source], found, properties)
    pieces = properties.get("title", {}).get("title")
    found.title = texts.plain(texts.written("body.properties.title.title", pieces))
    return ("title",)


def _move(space: Workspace, found: Page, gone: bool | None, locked: bool | None, by: User) -> None:
    if gone is not None and gone != found.in_trash:
        found.in_trash = gone
        found.touched(by)
        _tell(space, "page.deleted" if gone else "page.undeleted", found, by)
    if locked is not None and locked != found.locked:
        found.locked = locked
        _tell(space, "page.locked" if locked else "page.unlocked", found, by)


def _only(space: Workspace, found: Page, request: Request) -> list[str]:
    keys = request.query_params.getlist("filter_properties")
    if not found.source:
        return keys
    return [space.sources[found.source].named(key)["id"] for key in keys]


def _tell(
    space: Workspace, kind: str, found: Page, by: User, changed: tuple[str, ...] = ()
) -> None:
    data: dict[str, Json] = {"parent": blocks.above(space, found.parent)}
    if kind == "page.properties_updated":
        data["updated_properties"] = list(changed)
    space.changed(Change(kind, ("page", found.id), by, data, found.id, changed))
