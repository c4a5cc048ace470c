"""The people at the board: what they do by hand in Notion, done here by a test or by a person.

Not a part of Notion's API: it answers at the sandbox's own address, below `/notion`.
"""

from __future__ import annotations

from fastapi import FastAPI, Request, Response
from pydantic import BaseModel, ConfigDict

from reelworks.sandbox.notion import blocks, comments, databases, pages, plain, shapes, texts
from reelworks.sandbox.notion.checking import NewPage, PageChange, SourceChange
from reelworks.sandbox.notion.entry import busiest
from reelworks.sandbox.notion.errors import Refused, said
from reelworks.sandbox.notion.hooks import Automation, Hooks, Subscription
from reelworks.sandbox.notion.workspace import Json, Page, Source, Workspace, new_id
from reelworks.sandbox.vendor import bare_app


class _Act(BaseModel):
    """`by`: the name of whoever does it."""

    model_config = ConfigDict(extra="forbid")

    by: str = "Francis"


class Sharing(_Act):
    title: str


class NewRow(_Act):
    """`source`: a data source, by id or by title. Cells as they are typed; `content` below them."""

    source: str
    cells: dict[str, Json] = {}
    content: str = ""


class Cells(_Act):
    cells: dict[str, Json] = {}
    in_trash: bool | None = None


class Words(_Act):
    text: str


class Press(_Act):
    button: str


class Schema(_Act):
    """Properties by name, as the API's own change of a data source has them."""

    properties: dict[str, Json]


class NewSubscription(_Act):
    url: str
    kinds: list[str] = []


class Token(_Act):
    token: str


class NewAutomation(_Act):
    source: str
    url: str
    headers: dict[str, str] = {}
    properties: list[str] = []
    button: str = ""


def app(space: Workspace, hooks: Hooks) -> FastAPI:
    """The door of the people."""
    door = bare_app("People at Notion")
    door.add_exception_handler(Refused, _answer)
    door.add_exception_handler(KeyError, _unknown)
    _rows(door, space)
    _row_by_row(door, space)
    _structure(door, space)
    _pressing(door, space, hooks)
    _subscribing(door, hooks)
    _automating(door, space, hooks)
    _witness(door, space, hooks)
    return door


def _answer(_: Request, refused: Exception) -> Response:
    return refused.answer() if isinstance(refused, Refused) else Response(status_code=500)


def _unknown(_: Request, __: Exception) -> Response:
    return said(404, "object_not_found", "There is no such thing in this workspace.")


def _rows(door: FastAPI, space: Workspace) -> None:
    @door.get("/rows")
    async def rows(source: str) -> list[dict[str, Json]]:
        found = source_of(space, source)
        return [_row(space, page) for page in space.rows(found) if not page.in_trash]

    @door.post("/rows")
    async def add(new: NewRow) -> dict[str, Json]:
        source = source_of(space, new.source)
        parent = {"data_source_id": source.id}
        cells = plain.typed(source, new.cells)
        page = pages.made_page(
            space,
            NewPage(parent=parent, properties=cells, markdown=new.content),
            space.person(new.by),
        )
        return _row(space, page)


def _row_by_row(door: FastAPI, space: Workspace) -> None:
    @door.get("/rows/{page_id}")
    async def row(page_id: str) -> dict[str, Json]:
        return _row(space, space.page(page_id, seen=False))

    @door.get("/rows/{page_id}/history")
    async def history(page_id: str) -> list[dict[str, Json]]:
        """Who wrote what and when; nothing that Notion's API would tell."""
        edits = space.page(page_id, seen=False).history
        return [{"at": e.at, "by": e.by.name, "kind": e.by.kind, "cells": e.cells} for e in edits]

    @door.patch("/rows/{page_id}")
    async def change(page_id: str, change: Cells) -> dict[str, Json]:
        page = space.page(page_id, seen=False)
        cells = plain.typed(space.sources[page.source], change.cells) if page.source else {}
        asked = PageChange(properties=cells, in_trash=change.in_trash)
        pages.changed_page(space, page, asked, space.person(change.by))
        return _row(space, page)

    @door.post("/rows/{page_id}/comments")
    async def comment(page_id: str, words: Words) -> dict[str, Json]:
        page = space.page(page_id, seen=False)
        comments.made_comment(space, page.id, texts.of(words.text), space.person(words.by))
        return _row(space, page)


def _structure(door: FastAPI, space: Workspace) -> None:
    @door.get("/pages")
    async def tops() -> list[dict[str, Json]]:
        found = (page for page in space.pages.values() if not page.source)
        return [{"id": page.id, "title": page.title} for page in found]

    @door.post("/pages")
    async def share(new: Sharing) -> dict[str, str]:
        return {"id": space.new_page(new.title, space.person(new.by)).id}

    @door.post("/pages/{page_id}/{verb}")
    async def sharing(page_id: str, verb: str) -> dict[str, str]:
        page = space.page(page_id, seen=False)
        if verb not in ("share", "unshare"):
            raise Refused("Pages are shared and unshared.")
        (space.unshared.discard if verb == "share" else space.unshared.add)(page.id)
        return {"id": page.id}

    @door.patch("/sources/{source}")
    async def schema(source: str, change: Schema) -> dict[str, Json]:
        found = source_of(space, source)
        asked = SourceChange(properties=change.properties)
        databases.changed_source(space, found, asked, space.person(change.by))
        return shapes.source(space, found)


def _pressing(door: FastAPI, space: Workspace, hooks: Hooks) -> None:
    @door.post("/rows/{page_id}/press")
    async def press(page_id: str, what: Press) -> dict[str, int]:
        page = space.page(page_id, seen=False)
        return {"automations": hooks.press(page, what.button, space.person(what.by))}


def _subscribing(door: FastAPI, hooks: Hooks) -> None:
    @door.get("/subscriptions")
    async def listed() -> list[dict[str, Json]]:
        return [_subscription(one) for one in hooks.subscriptions.values()]

    @door.post("/subscriptions")
    async def subscribe(new: NewSubscription) -> dict[str, Json]:
        return _subscription(await hooks.subscribe(new.url, frozenset(new.kinds)))

    @door.post("/subscriptions/{id_}/again")
    async def again(id_: str) -> dict[str, Json]:
        await hooks.shake_hands(hooks.subscriptions[id_])
        return _subscription(hooks.subscriptions[id_])

    @door.post("/subscriptions/{id_}/verify")
    async def verify(id_: str, token: Token) -> dict[str, Json]:
        return _subscription(hooks.verify(id_, token.token))

    @door.delete("/subscriptions/{id_}")
    async def remove(id_: str) -> dict[str, Json]:
        return _subscription(hooks.subscriptions.pop(id_))


def _automating(door: FastAPI, space: Workspace, hooks: Hooks) -> None:
    @door.post("/automations")
    async def add(new: NewAutomation) -> dict[str, Json]:
        found = Automation(
            new_id(),
            new.url,
            new.headers,
            source_of(space, new.source).id,
            frozenset(new.properties),
            new.button,
        )
        hooks.automations[found.id] = found
        return {"id": found.id, "paused": found.paused}

    @door.get("/automations/{id_}")
    async def automation(id_: str) -> dict[str, Json]:
        found = hooks.automations[id_]
        return {"id": found.id, "paused": found.paused}


def _witness(door: FastAPI, space: Workspace, hooks: Hooks) -> None:
    @door.get("/deliveries")
    async def deliveries() -> list[dict[str, Json]]:
        return [
            {"number": e.number, "body": e.body, "fate": e.fate, "log": e.log} for e in hooks.events
        ]

    @door.get("/pace")
    async def pace() -> dict[str, int]:
        """How fast the API was asked, at its fastest."""
        asked = list(space.arrivals)
        most = {"busiest_second": busiest(asked, 1.0), "busiest_minute": busiest(asked, 60.0)}
        return {"requests": len(asked), **most}


def source_of(space: Workspace, given: str) -> Source:
    """A data source by its title or its id. Raises Refused."""
    for source in space.sources.values():
        if given == texts.plain(source.title) and not source.in_trash:
            return source
    return space.source(given)


def _row(space: Workspace, page: Page) -> dict[str, Json]:
    shown = shapes.page(space, page)
    return {
        "id": page.id,
        "url": shown["url"],
        "in_trash": page.in_trash,
        "cells": plain.read(shown["properties"]),
        "comments": plain.text_of(space, page),
        "content": blocks.markdown(space, page),
    }


def _subscription(found: Subscription) -> dict[str, Json]:
    shown = {"id": found.id, "url": found.url, "token": found.token}
    return {**shown, "handshake": found.handshake, "verified": found.verified}
