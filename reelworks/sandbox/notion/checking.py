"""What may be sent to each route; unknown fields are refused, for the real API passes over them."""

from __future__ import annotations

import json
from typing import Annotated, Literal, TypeVar

from fastapi import Request
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from reelworks.sandbox.notion.errors import Refused
from reelworks.sandbox.notion.workspace import Json

NEWEST, VERSIONS = "2026-03-11", ("2025-09-03", "2026-03-11")
_LARGEST = 500 * 1024
_MOST_DEEP = 100

M = TypeVar("M", bound=BaseModel)
Size = Annotated[int, Field(ge=1, le=100)]
Object = dict[str, Json]
Pieces = list[Json]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Trashable(_Strict):
    in_trash: bool | None = None
    archived: bool | None = None  # as `in_trash` was called before 2026-03-11


class NewPage(_Strict):
    parent: Object
    properties: Object = {}
    children: Annotated[list[Object], Field(max_length=100)] | None = None
    markdown: str | None = None
    icon: Json = None
    cover: Json = None
    position: Json = None


class PageChange(Trashable):
    properties: Object = {}
    icon: Json = None
    cover: Json = None
    is_locked: bool | None = None
    erase_content: bool = False
    is_archived: bool | None = None


class Query(Trashable):
    sorts: list[Object] = []
    filter: Object | None = None
    start_cursor: str | None = None
    page_size: Size = 100
    result_type: Literal["page", "data_source"] = "page"


class First(_Strict):
    properties: Object = {}


class NewDatabase(_Strict):
    parent: Object
    title: Pieces = []
    description: Pieces = []
    is_inline: bool = False
    initial_data_source: First = First()
    icon: Json = None
    cover: Json = None


class DatabaseChange(Trashable):
    parent: Object | None = None
    title: Pieces | None = None
    description: Pieces | None = None
    is_inline: bool | None = None
    is_locked: bool | None = None
    icon: Json = None
    cover: Json = None


class NewSource(_Strict):
    parent: Object
    properties: Object
    title: Pieces = []
    icon: Json = None


class SourceChange(Trashable):
    title: Pieces | None = None
    icon: Json = None
    properties: Object = {}
    parent: Object | None = None


class NewComment(_Strict):
    parent: Object | None = None
    discussion_id: str | None = None
    rich_text: Pieces | None = None
    markdown: str | None = None
    attachments: Annotated[list[Object], Field(max_length=3)] = []
    display_name: Object | None = None


class CommentChange(_Strict):
    rich_text: Pieces | None = None
    markdown: str | None = None


class NewUpload(_Strict):
    mode: Literal["single_part", "multi_part", "external_url"] = "single_part"
    filename: Annotated[str, Field(min_length=1, max_length=900)] | None = None
    content_type: str | None = None
    number_of_parts: Annotated[int, Field(ge=1, le=10_000)] | None = None
    external_url: str | None = None


class Search(_Strict):
    query: str = ""
    sort: Object | None = None
    filter: Object | None = None
    start_cursor: str | None = None
    page_size: Size = 100


class MoreBlocks(_Strict):
    children: Annotated[list[Object], Field(min_length=1, max_length=100)]
    after: str | None = None  # as `position` was called before 2026-03-11
    position: Object | None = None


class NewView(_Strict):
    data_source_id: str
    name: str
    type: Literal["table", "board", "list", "calendar", "timeline", "gallery", "form", "chart",
                  "map", "dashboard"]  # fmt: skip
    database_id: str | None = None
    filter: Object | None = None
    sorts: list[Object] | None = None
    quick_filters: Object | None = None
    configuration: Object | None = None
    position: Object | None = None


class ViewChange(_Strict):
    name: str | None = None
    filter: Object | None = None
    sorts: list[Object] | None = None
    quick_filters: Object | None = None
    configuration: Object | None = None


async def asked(request: Request, model: type[M]) -> M:
    """The body of a request, checked. Raises Refused."""
    if request.headers.get("content-type", "").partition(";")[0] != "application/json":
        raise Refused("Content-Type should be application/json.", code="invalid_request")
    body = await request.body()
    if len(body) > _LARGEST:
        raise Refused("body failed validation: the body is larger than 500 KB.")
    try:
        found = json.loads(body or b"{}", parse_constant=_none)
        _check_depth(found)
    except (ValueError, RecursionError):
        raise Refused("Error parsing JSON body.", code="invalid_json") from None
    old = version_of(request) != NEWEST
    for name in () if old else ("archived", "after"):
        if isinstance(found, dict) and name in found:
            raise Refused(f"body failed validation: body.{name} is not known since {NEWEST}.")
    try:
        return model.model_validate(found)
    except ValidationError as error:
        raise Refused(f"body failed validation: {_first(error)}") from error


def version_of(request: Request) -> str:
    return request.headers.get("notion-version", "")


def trashed(change: Trashable) -> bool | None:
    """Whether something is put into the trash or taken out of it; None: neither."""
    return change.archived if change.in_trash is None else change.in_trash


def _none(_: str) -> Json:
    raise ValueError("no number")


def _check_depth(value: Json, deep: int = 0) -> None:
    if deep > _MOST_DEEP:
        raise ValueError("too deep")
    if isinstance(value, (dict, list)):
        for one in value.values() if isinstance(value, dict) else value:
            _check_depth(one, deep + 1)


def _first(error: ValidationError) -> str:
    found = error.errors()[0]
    where = ".".join(str(part) for part in ("body", *found["loc"]))
    if found["type"] == "extra_forbidden":
        return f"{where} should be not present, instead was `{json.dumps(found['input'])[:60]}`."
    return f"{where}: {found['msg']}."
