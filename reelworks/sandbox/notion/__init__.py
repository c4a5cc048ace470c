"""Notion: databases and data sources, pages, comments, file uploads, views, and its webhooks."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import FastAPI, Request, Response
from fastapi.responses import RedirectResponse

from reelworks.sandbox.faults import Fault
from reelworks.sandbox.notion import (
    blocks,
    comments,
    databases,
    files,
    human,
    pages,
    people,
    uploads,
    views,
)
from reelworks.sandbox.notion.entry import Entry
from reelworks.sandbox.notion.errors import Refused, said
from reelworks.sandbox.notion.hooks import Hooks
from reelworks.sandbox.notion.workspace import Workspace, uuid_of
from reelworks.sandbox.vendor import Desk, Saying, bare_app

_PARTS = (databases, pages, blocks, comments, uploads, views, people, files)
_BUSY = "You have been rate limited. Please try again in a few minutes."
_REASON = "rate_limit_reason"
_WORKSPACE_S, _OVERLOAD_S = 120, 5


class _Notion:
    name = "notion"
    dials: Mapping[str, float] = {
        "requests_per_second": 3,
        "requests_per_minute": 180,
        "query_rows": 10_000,  # more than so many are cut off
        "largest_file_mb": 5,  # of a free workspace
        "upload_s": 3_600,  # an upload that nobody attached in that time is gone
        "link_s": 3_600,  # links to files end
        "coarse_times": 1,  # times of pages are cut down to the minute
        "hooks_aggregate_s": 2,  # so long changes of one page are gathered
        "hooks_after_s": 1,
        "hooks_lost": 0,  # the part of events that is never told
        "hooks_doubled": 0,
        "hooks_shuffled": 0,
        "hooks_spread_s": 20,  # how far shuffled ones may lie apart
        "hooks_late": 0,
        "hooks_late_s": 60,
    }

    @property
    def faults(self) -> Mapping[Fault, Saying | None]:
        return {
            Fault.BUSY: lambda *_: said(429, "rate_limited", _BUSY),
            Fault.BUSY_WAIT: lambda desk, _: _busy(desk, 10, "public_api_request_rate_limit"),
            Fault.QUOTA: lambda desk, _: _busy(
                desk, _WORKSPACE_S, "public_api_space_request_rate_limit"
            ),
            Fault.MAINTENANCE: lambda desk, _: said(
                529, "service_overload", "Notion is overloaded.", wait=desk.retry_after(_OVERLOAD_S)
            ),
            Fault.CONFLICT: lambda *_: said(
                409, "conflict_error", "Conflict occurred while saving. Please try again."
            ),
            Fault.BROKEN: lambda *_: said(
                500, "internal_server_error", "Unexpected error occurred."
            ),
            Fault.EXPIRED: lambda *_: said(401, "unauthorized", "API token is invalid."),
            Fault.REFUSED: lambda *_: said(400, "validation_error", "body failed validation."),
            Fault.LINK_GONE: None,  # of a file
        }

    def environment(self, desk: Desk) -> Mapping[str, str]:
        return {"NOTION_TOKEN": desk.key, "NOTION_BASE_URL": desk.url}

    def app(self, desk: Desk) -> FastAPI:
        door, (space, _) = bare_app("Notion"), _kept(desk)
        door.add_exception_handler(Refused, _answer)
        door.add_exception_handler(404, _no_route)
        door.add_exception_handler(405, _no_route)
        for part in _PARTS:
            part.routes(door, space)

        @door.get("/p/{page_id}", name="page.opened")
        async def opened(page_id: str) -> Response:
            """Where a page's own link leads: to what people see of it."""
            page = space.page(uuid_of(page_id), seen=False)
            return RedirectResponse(f"{desk.control}/notion/rows/{page.id}", 302)

        door.add_middleware(Entry, space=space)
        return door

    def people(self, desk: Desk) -> FastAPI:
        return human.app(*_kept(desk))


def _kept(desk: Desk) -> tuple[Workspace, Hooks]:
    """The workspace of this sandbox, one for the API and for the people."""
    if "workspace" not in desk.kept:
        space = Workspace(desk)
        hooks = Hooks(space)
        space.hears.append(hooks)
        desk.kept["workspace"] = (space, hooks)
    found: tuple[Workspace, Hooks] = desk.kept["workspace"]
    return found


def _answer(_: Request, refused: Exception) -> Response:
    return refused.answer() if isinstance(refused, Refused) else Response(status_code=500)


def _no_route(_: Request, __: Exception) -> Response:
    return said(400, "invalid_request_url", "Invalid request URL.")


def _busy(desk: Desk, seconds: float, reason: str) -> Response:
    return said(429, "rate_limited", _BUSY, wait=desk.retry_after(seconds), more={_REASON: reason})


NOTION = _Notion()
