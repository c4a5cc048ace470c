"""Databases, their data sources, and the query of a data source."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from reelworks.sandbox.notion import filtering, schema, shapes, texts
from reelworks.sandbox.notion.checking import (
    DatabaseChange,
    NewDatabase,
    NewSource,
    Query,
    SourceChange,
    asked,
    trashed,
)
from reelworks.sandbox.notion.errors import Refused
from reelworks.sandbox.notion.workspace import (
    Change,
    Database,
    Json,
    Source,
    User,
    View,
    Workspace,
    made,
)


def routes(door: FastAPI, space: Workspace) -> None:
    @door.post("/v1/databases", name="databases.create")
    async def create(request: Request) -> Response:
        found = made_database(space, await asked(request, NewDatabase), space.bot)
        return JSONResponse(shapes.database(space, found))

    @door.get("/v1/databases/{database_id}", name="databases.retrieve")
    async def retrieve(database_id: str) -> Response:
        return JSONResponse(shapes.database(space, space.database(database_id)))

    @door.patch("/v1/databases/{database_id}", name="databases.update")
    async def update(request: Request, database_id: str) -> Response:
        found = space.database(database_id)
        _change(space, found, await asked(request, DatabaseChange))
        return JSONResponse(shapes.database(space, found))

    _sources(door, space)


def _sources(door: FastAPI, space: Workspace) -> None:
    @door.post("/v1/data_sources", name="dataSources.create")
    async def create(request: Request) -> Response:
        new = await asked(request, NewSource)
        above = space.database(str(new.parent.get("database_id", "")))
        found = made_source(space, above, new.title, new.properties, space.bot)
        return JSONResponse(shapes.source(space, found))

    @door.get("/v1/data_sources/{data_source_id}", name="dataSources.retrieve")
    async def retrieve(data_source_id: str) -> Response:
        return JSONResponse(shapes.source(space, space.source(data_source_id)))

    @door.patch("/v1/data_sources/{data_source_id}", name="dataSources.update")
    async def update(request: Request, data_source_id: str) -> Response:
        found = space.source(data_source_id)
        changed_source(space, found, await asked(request, SourceChange), space.bot)
        return JSONResponse(shapes.source(space, found))

    @door.post("/v1/data_sources/{data_source_id}/query", name="dataSources.query")
    async def query(request: Request, data_source_id: str) -> Response:
        only = request.query_params.getlist("filter_properties")
        found = space.source(data_source_id)
        return JSONResponse(_queried(space, found, await asked(request, Query), only))

    @door.get("/v1/data_sources/{data_source_id}/templates", name="dataSources.listTemplates")
    async def templates(data_source_id: str) -> Response:
        space.source(data_source_id)
        return JSONResponse({"templates": [], "has_more": False, "next_cursor": None})


def made_database(space: Workspace, new: NewDatabase, by: User) -> Database:
    """A database with its first data source. Raises Refused."""
    found = Database(
        **made(_parent(space, new.parent), by),
        title=texts.written("body.title", new.title),
        description=texts.written("body.description", new.description),
        inline=new.is_inline,
        icon=new.icon,
        cover=new.cover,
    )
    space.databases[found.id] = found
    try:
        made_source(space, found, new.title, new.initial_data_source.properties, by)
    except Refused:
        del space.databases[found.id]
        raise
    _tell(space, "database.created", found, by)
    return found


def _parent(space: Workspace, given: Mapping[str, Json]) -> dict[str, Json]:
    if given.get("type") == "workspace":
        raise Refused("Internal integrations cannot create databases at the top of a workspace.")
    if "page_id" not in given or given.get("type", "page_id") != "page_id":
        raise Refused("body failed validation: body.parent.page_id should be defined.")
    return {"type": "page_id", "page_id": space.page(str(given["page_id"])).id}


def made_source(
    space: Workspace, above: Database, title: list[Json], properties: Mapping[str, Json], by: User
) -> Source:
    """A data source with these properties; Notion adds a title where none is asked for."""
    asked_for = dict(properties) or {"Name": {"title": {}}}
    configs = [schema.configured(space, name, one) for name, one in asked_for.items()]
    if [config["type"] for config in configs].count("title") != 1:
        raise Refused("Title is not provided: a data source has exactly one title property.")
    found = Source(
        **made({"type": "database_id", "database_id": above.id}, by),
        database=above.id,
        title=texts.written("body.title", title),
        schema={config["id"]: config for config in configs},
    )
    space.sources[found.id] = found
    above.sources.append(found.id)
    first = View(**made(found.parent, by), database=above.id, source=found.id, name="Default view")
    space.views[first.id] = first
    for config in configs:
        schema.mirror(space, found, config)
    _tell(space, "data_source.created", found, by)
    return found


def changed_source(space: Workspace, found: Source, change: SourceChange, by: User) -> None:
    """Change a data source's title and properties. Raises Refused."""
    before = {id_: (c["name"], repr(c)) for id_, c in found.schema.items()}
    for key, one in change.properties.items():
        schema.updated(space, found, key, one)
    if change.title is not None:
        found.title = texts.written("body.title", change.title)
    if change.icon is not None:
        found.icon = change.icon
    gone = trashed(change)
    found.in_trash = found.in_trash if gone is None else gone
    found.touched(by)
    after = {id_: (c["name"], repr(c)) for id_, c in found.schema.items()}
    if before != after:
        data = {"updated_properties": _differences(before, after)}
        _tell(space, "data_source.schema_updated", found, by, data)


def _differences(before: Mapping[str, Json], after: Mapping[str, Json]) -> list[dict[str, Json]]:
    told = []
    for id_ in {**before, **after}:
        if before.get(id_) != after.get(id_):
            action = "created" if id_ not in before else "updated" if id_ in after else "deleted"
            name = after.get(id_, before.get(id_))[0]
            told.append({"id": id_, "name": name, "action": action})
    return told


def _change(space: Workspace, found: Database, change: DatabaseChange) -> None:
    if change.parent is not None:
        found.parent = _parent(space, change.parent)
    if change.title is not None:
        found.title = texts.written("body.title", change.title)
    if change.description is not None:
        found.description = texts.written("body.description", change.description)
    found.inline = found.inline if change.is_inline is None else change.is_inline
    found.locked = found.locked if change.is_locked is None else change.is_locked
    found.icon = change.icon or found.icon
    found.cover = change.cover or found.cover
    gone = trashed(change)
    found.in_trash = found.in_trash if gone is None else gone
    found.touched(space.bot)


def _queried(space: Workspace, found: Source, query: Query, only: list[str]) -> dict[str, Json]:
    ids = [found.named(key)["id"] for key in only]
    in_trash = bool(trashed(query))
    rows = [shapes.page(space, page) for page in space.rows(found) if page.in_trash is in_trash]
    if query.filter is not None:
        passes = filtering.passing(found, query.filter)
        rows = [row for row in rows if passes(row)]
    ordered = filtering.ordered(found, rows, query.sorts)
    most = int(space.desk.dials["query_rows"])
    status = {"type": "complete"}
    if len(ordered) > most:
        reason = "query_result_limit_reached"
        status, ordered = {"type": "incomplete", "incomplete_reason": reason}, ordered[:most]
    told = shapes.listed("page_or_data_source", ordered, query.start_cursor, query.page_size)
    told["results"] = [
        shapes.page(space, space.pages[row["id"]], ids) if ids else row for row in told["results"]
    ]
    return {**told, "request_status": status}


def _tell(
    space: Workspace,
    kind: str,
    found: Database | Source,
    by: User,
    data: Mapping[str, Json] | None = None,
) -> None:
    above = {"id": found.parent[found.parent["type"]]}
    above["type"] = found.parent["type"].removesuffix("_id")
    what = "database" if isinstance(found, Database) else "data_source"
    space.changed(Change(kind, (what, found.id), by, {"parent": above, **(data or {})}))
