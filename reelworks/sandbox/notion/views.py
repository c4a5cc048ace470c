"""Views of a database: how people look at its rows."""

from __future__ import annotations

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from reelworks.sandbox.notion import filtering, shapes
from reelworks.sandbox.notion.checking import NewView, ViewChange, asked
from reelworks.sandbox.notion.errors import Refused, missing
from reelworks.sandbox.notion.workspace import Change, Json, Source, View, Workspace, made, uuid_of


def routes(door: FastAPI, space: Workspace) -> None:
    @door.post("/v1/views", name="views.create")
    async def create(request: Request) -> Response:
        found = _made(space, await asked(request, NewView))
        _tell(space, "view.created", found, {"view_type": found.type})
        return JSONResponse(shapes.view(space, found))

    @door.get("/v1/views", name="views.list")
    async def listed(request: Request) -> Response:
        query = request.query_params
        keys = {uuid_of(query[key]) for key in ("database_id", "data_source_id") if key in query}
        if not keys:
            raise Refused("query failed validation: give database_id or data_source_id.")
        found = [
            {"object": "view", "id": view.id}
            for view in space.views.values()
            if keys <= {view.database, view.source}
        ]
        return JSONResponse(shapes.part_of("view", found, query))

    _single(door, space)


def _single(door: FastAPI, space: Workspace) -> None:
    @door.get("/v1/views/{view_id}", name="views.retrieve")
    async def retrieve(view_id: str) -> Response:
        return JSONResponse(shapes.view(space, _view(space, view_id)))

    @door.patch("/v1/views/{view_id}", name="views.update")
    async def update(request: Request, view_id: str) -> Response:
        found, change = _view(space, view_id), await asked(request, ViewChange)
        given = change.model_dump(include=change.model_fields_set)
        _check(space.sources[found.source], found.type, given)
        for name, value in given.items():
            setattr(found, name, value)
        found.touched(space.bot)
        told = {"name", "filter", "sorts", "configuration"} & set(given)
        _tell(space, "view.updated", found, {"updated_fields": sorted(told)})
        return JSONResponse(shapes.view(space, found))

    @door.delete("/v1/views/{view_id}", name="views.delete")
    async def delete(view_id: str) -> Response:
        found = _view(space, view_id)
        if sum(view.database == found.database for view in space.views.values()) == 1:
            raise Refused("The last view of a database cannot be deleted.")
        del space.views[found.id]
        _tell(space, "view.deleted", found, {})
        told = {"object": "view", "id": found.id, "parent": found.parent, "type": found.type}
        return JSONResponse(told)


def _made(space: Workspace, new: NewView) -> View:
    source = space.source(new.data_source_id)
    database = space.database(new.database_id or source.database)
    _check(source, new.type, new.model_dump(exclude_none=True))
    found = View(
        **made({"type": "database_id", "database_id": database.id}, space.bot),
        database=database.id,
        source=source.id,
        name=new.name,
        type=new.type,
        filter=new.filter,
        sorts=new.sorts,
        quick_filters=new.quick_filters,
        configuration=new.configuration,
    )
    space.views[found.id] = found
    return found


def _check(source: Source, kind: str, given: dict[str, Json]) -> None:
    """Filters and sorts are those of a query; a board is grouped by a property. Raises Refused."""
    if given.get("filter"):
        filtering.passing(source, given["filter"])
    filtering.ordered(source, [], given.get("sorts") or [])
    configuration = given.get("configuration")
    if configuration is None:
        return
    if configuration.get("type") != kind:
        raise Refused("body failed validation: body.configuration.type should be the view's type.")
    group = configuration.get("group_by")
    if kind == "board" and group is None:
        raise Refused("body failed validation: body.configuration.group_by should be defined.")
    for one in (group, *(configuration.get("properties") or [])):
        if one is not None:
            source.named(str(one.get("property_id", "")))


def _view(space: Workspace, given: str) -> View:
    found = space.views.get(uuid_of(given))
    if found is None:
        raise missing("view", given)
    return found


def _tell(space: Workspace, kind: str, found: View, data: dict[str, Json]) -> None:
    parent = {"id": found.database, "type": "database"}
    told = {"parent": parent, **data}
    space.changed(Change(kind, ("view", found.id), space.bot, told))
