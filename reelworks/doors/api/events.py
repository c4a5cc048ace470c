"""Events: what happens, as a list to read on in, or live as it happens."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import Header, Query, Request
from pydantic import AfterValidator
from starlette.responses import StreamingResponse

from reelworks.doors.api import shapes
from reelworks.doors.api.answers import Page, Refused, Success
from reelworks.doors.api.asks import clean
from reelworks.doors.api.hub import Hub
from reelworks.doors.api.routing import After, Limit, Studio, Viewer, router
from reelworks.orchestrator.schemas.pages import Fact
from reelworks.orchestrator.services import feed

routes = router("events")

_EXAMPLE = 'id: 41\ndata: {"id": 41, "kind": "label_changed", "task": "lighthouse-9f2c41"}\n\n'
_STREAM: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/event-stream": {"example": _EXAMPLE}}}
}


@routes.get("/events")
async def read_events(
    context: Studio, who: Viewer, after: After = 0, limit: Limit = 100
) -> Success[list[shapes.FactShape]]:
    """What has happened to all videos and to the slate, oldest first."""
    found = await feed.page(context, after=after, limit=limit)
    facts = [shapes.FactShape.model_validate(fact) for fact in found]
    following = str(found[-1].id) if len(found) == limit else None
    return Success(data=facts, page=Page(limit=limit, next=following))


@routes.get("/events/stream", response_class=StreamingResponse, responses=_STREAM)
async def stream(
    request: Request,
    who: Viewer,
    task: Annotated[
        str, Query(max_length=200, description="Only of this video."), AfterValidator(clean)
    ] = "",
    last: Annotated[
        str, Header(alias="Last-Event-ID", max_length=20, description="Go on after this one.")
    ] = "",
) -> StreamingResponse:
    """Events as they happen (server-sent events); each has an id to go on after."""
    hub: Hub = request.app.state.hub
    if hub.full:
        raise Refused(429, "Too many listen already.", headers={"Retry-After": "30"})
    after = int(last) if last.isascii() and last.isdecimal() and len(last) < 19 else None
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(
        _told(hub, after, task), media_type="text/event-stream", headers=headers
    )


async def _told(hub: Hub, after: int | None, task: str) -> AsyncIterator[str]:
    yield "retry: 2000\n\n"
    async for facts in hub.listen(after):
        mine = [fact for fact in facts if not task or fact.task == task]
        yield "".join(_event(fact) for fact in mine) or ": still here\n\n"


def _event(fact: Fact) -> str:
    shape = shapes.FactShape.model_validate(fact)
    data = json.dumps(shape.model_dump(mode="json", exclude_none=True), ensure_ascii=True)
    return f"id: {fact.id}\ndata: {data}\n\n"
