"""Probes: whether the server lives, and whether it can do its work."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel

from reelworks.domain.errors import DatabaseUnavailable
from reelworks.doors.api.answers import RESPONSES, Success, ok
from reelworks.doors.api.routing import Route
from reelworks.doors.api.site import site_of
from reelworks.orchestrator.database import transaction

routes = APIRouter(
    tags=["probes"], route_class=Route, responses={503: RESPONSES[503], 400: RESPONSES[400]}
)


class Health(BaseModel):
    status: Literal["ok"] = "ok"
    version: str


@routes.get("/health")
async def health(request: Request) -> Success[Health]:
    """The server lives."""
    return ok(Health(version=site_of(request).version))


@routes.get("/ready")
async def ready(request: Request) -> Success[Health]:
    """The server can do its work: the database answers, and what carries the work is sound."""
    site = site_of(request)
    async with transaction(site.context.database) as tx:
        wrong = await site.context.carrier.health(tx)
    if wrong:
        raise DatabaseUnavailable(wrong)
    return ok(Health(version=site.version))
