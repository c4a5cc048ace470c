"""Callbacks: what vendors tell us unasked, each at its own address; hints, never the truth."""

from __future__ import annotations

import time
from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel

from reelworks.doors.api.answers import RESPONSES, Refused, Success, ok
from reelworks.doors.api.routing import Route, Studio
from reelworks.ops import kie_callback, secrets
from reelworks.orchestrator.services.callbacks import look_now

routes = APIRouter(prefix="/callbacks", tags=["callbacks"], route_class=Route, responses=RESPONSES)

_KEY = "KIE_WEBHOOK_KEY"
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {"type": "object"},
                "example": {"code": 200, "data": {"taskId": "b1c2", "state": "success"}},
            }
        },
    }
}


class Heard(BaseModel):
    """`waited`: a step waits for that job, and looks at it now."""

    waited: bool


@routes.post("/kie", openapi_extra=_BODY)
async def hear_kie(context: Studio, request: Request) -> Success[Heard]:
    """KIE says that a job has ended. Signed by KIE, or refused; what it says is asked of KIE.

    Needs no account: its key (KIE_WEBHOOK_KEY) signs each call in `X-Webhook-Signature`.
    """
    key = secrets.read().values.get(_KEY, "")
    job = kie_callback.job_of(await request.body(), request.headers, key, time.time())
    if job is None:
        raise Refused(403, "KIE did not sign this, or not lately.")
    return ok(Heard(waited=await look_now(context, job)))
