"""Values as a person types and reads them, instead of as the API has them."""

from __future__ import annotations

from collections.abc import Mapping

from reelworks.sandbox.notion import texts
from reelworks.sandbox.notion.workspace import Json, Page, Source, Workspace


def typed(source: Source, given: Mapping[str, Json]) -> dict[str, Json]:
    """What a person types into the cells of a row, as the API would have it."""
    return {name: _typed(source.named(name)["type"], value) for name, value in given.items()}


def read(shown: Mapping[str, Json]) -> dict[str, Json]:
    """What a person reads in the cells of a row that is shown."""
    return {name: _read(value) for name, value in shown.items()}


def text_of(space: Workspace, page: Page) -> list[dict[str, str]]:
    """The comments on a page, as they are read."""
    return [
        {"by": one.created_by.name, "text": texts.plain(one.rich_text), "id": one.id}
        for one in space.comments.values()
        if one.page == page.id and not one.in_trash
    ]


def _typed(kind: str, value: Json) -> dict[str, Json]:
    if isinstance(value, dict):  # as the API has it already
        return {kind: value}
    match kind:
        case "title" | "rich_text":
            return {kind: texts.of(str(value or ""))}
        case "select" | "status":
            return {kind: None if value is None else {"name": value}}
        case "multi_select":
            return {kind: [{"name": one} for one in value or []]}
        case "relation" | "people":
            return {kind: [{"id": one} for one in value or []]}
        case "date":
            return {kind: None if value is None else {"start": value}}
        case "files":
            return {kind: [{"name": one.rpartition("/")[2] or "file", "external": {"url": one}}
                           for one in value]}  # fmt: skip
        case _:
            return {kind: value}


def _read(value: Mapping[str, Json]) -> Json:
    kind = value["type"]
    held = value[kind]
    match kind:
        case "title" | "rich_text":
            return texts.plain(held)
        case "select" | "status":
            return None if held is None else held["name"]
        case "multi_select":
            return [one["name"] for one in held]
        case "relation" | "people":
            return [one["id"] for one in held]
        case "date":
            return None if held is None else held["start"]
        case "files":
            return [{"name": one["name"], "url": one[one["type"]]["url"]} for one in held]
        case "created_by" | "last_edited_by":
            return held["id"]
        case _:
            return held
