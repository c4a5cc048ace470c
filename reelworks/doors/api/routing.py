"""Routing: how every call of the API is declared alike, and what many of them are given."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Path, Query
from fastapi.routing import APIRoute
from pydantic import AfterValidator, StringConstraints
from starlette.requests import HTTPConnection

from reelworks.domain.access import Role
from reelworks.doors.api.answers import RESPONSES
from reelworks.doors.api.asks import BIGGEST_ID, clean
from reelworks.doors.api.guard import needs
from reelworks.doors.api.site import site_of
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.services.access import Person


class Route(APIRoute):
    """Nulls are left out of answers."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        options["response_model_exclude_none"] = True
        super().__init__(path, endpoint, **options)


def router(tag: str) -> APIRouter:
    """Calls that belong together."""
    return APIRouter(prefix="/api", tags=[tag], route_class=Route, responses=RESPONSES)


async def context_of(connection: HTTPConnection) -> Context:
    """Not a plain function: those are called in a thread, which costs more than most answers."""
    return site_of(connection).context


Studio = Annotated[Context, Depends(context_of)]
Viewer = Annotated[Person, Depends(needs(Role.VIEWER))]
Reviewer = Annotated[Person, Depends(needs(Role.REVIEWER))]
Operator = Annotated[Person, Depends(needs(Role.OPERATOR))]
Admin = Annotated[Person, Depends(needs(Role.ADMIN))]

_SHORT = StringConstraints(min_length=1, max_length=200)
Ref = Annotated[
    str,
    _SHORT,
    AfterValidator(clean),
    Path(description="A video's name, the beginning of it, or its number."),
]
Key = Annotated[str, _SHORT, AfterValidator(clean), Path(description="A step's key.")]
Named = Annotated[str, _SHORT, AfterValidator(clean), Path()]
ShotNumber = Annotated[int, Path(ge=1, le=60)]
Id = Annotated[int, Path(ge=1, le=BIGGEST_ID)]
Limit = Annotated[int, Query(ge=1, le=200, description="How many at most.")]
Before = Annotated[
    int | None, Query(ge=1, le=BIGGEST_ID, description="`page.next` of the part before.")
]
After = Annotated[int, Query(ge=0, le=BIGGEST_ID, description="`page.next` of the part before.")]
DryRun = Annotated[
    bool, Query(description="Only say what would be made again, and what that would cost.")
]
Idempotency = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        description="Sent again under the same key, a request is answered as before, done once.",
    ),
]
