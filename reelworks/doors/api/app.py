"""The application: everything that is answered over HTTP, put together."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from reelworks.domain.errors import ReelworksError
from reelworks.doors.api import (
    callbacks,
    events,
    hooks,
    media,
    metrics,
    people,
    probes,
    reviewing,
    shots,
    slate,
    tasks,
)
from reelworks.doors.api.answers import Refused, answer_for
from reelworks.doors.api.guard import Guard
from reelworks.doors.api.hub import Hub
from reelworks.doors.api.site import Site
from reelworks.doors.dashboard import doorway, forms, pages, slate_forms
from reelworks.doors.dashboard import people as people_page
from reelworks.doors.notion import receiving

_ABOUT = """\
Everything that Reelworks does, over HTTP.

Answers come in one envelope: `{"success": true, "data": ...}`, or
`{"success": false, "error": {"code", "message", "details", "request_id", "timestamp"}}`.
Times are ISO 8601, money is US dollars as a decimal string, nulls are left out.
While nobody has an account, whoever sits at the machine may do everything; after that a
program sends `Authorization: Bearer rw_...`.
"""
_PARTS = (tasks, shots, reviewing, slate, events, people, hooks, media, probes, metrics, callbacks)
_PAGES = (doorway, pages, people_page, forms, slate_forms)


def create(site: Site) -> FastAPI:
    """The application that answers for this site."""
    app = FastAPI(
        title="Reelworks",
        version=site.version,
        description=_ABOUT,
        openapi_url="/api/openapi.json",
        docs_url=None,  # those pages load scripts from elsewhere
        redoc_url=None,
        lifespan=_alive,
    )
    app.state.site, app.state.hub = site, Hub(site.context)
    app.state.sorry = pages.sorry
    for part in (*_PARTS, receiving, *_PAGES):
        app.include_router(part.routes)
    app.add_middleware(Guard)
    for kind in (ReelworksError, Refused, RequestValidationError, HTTPException):
        app.add_exception_handler(kind, _answered)
    return app


def settle() -> None:
    """Keep what was loaded at the start out of later collections of garbage.

    It never goes, and to look through it all would hold up a request now and then for longer than
    most requests take.
    """
    gc.collect()
    gc.freeze()


@asynccontextmanager
async def _alive(app: FastAPI) -> AsyncIterator[None]:
    """What goes on while the server does."""
    settle()
    stop = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(app.state.hub.run(stop))
        yield
        stop.set()


async def _answered(request: Request, error: Exception) -> Response:
    return answer_for(request, error)
