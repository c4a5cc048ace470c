"""Reviewing: see a stage side by side, and say yes or no to exactly what was seen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import Query

from reelworks.domain.stages import Stage
from reelworks.doors.api import shapes
from reelworks.doors.api.answers import Success, ok
from reelworks.doors.api.asks import Approval, Rejection, Rejections
from reelworks.doors.api.routing import Ref, Reviewer, Studio, Viewer, router
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.services import reviews, rooms

routes = router("reviews")


@routes.get("/tasks/{ref}/review")
async def show_room(
    context: Studio,
    who: Viewer,
    ref: Ref,
    stage: Annotated[Stage | None, Query(description="The one that waits, if left out.")] = None,
) -> Success[shapes.RoomShape]:
    """Everything of a stage, with earlier takes, words, prices and what belongs to each shot."""
    return ok(shapes.RoomShape.model_validate(await rooms.room(context, ref, stage)))


@routes.post("/tasks/{ref}/approvals")
async def approve(
    context: Studio, who: Reviewer, ref: Ref, ask: Approval
) -> Success[shapes.KeysShape]:
    """Approve what was seen. When any of it has changed since, nothing is: 409, with what did."""
    keys = await reviews.approve(context, ref, ask.seen, who.name)
    return ok(shapes.KeysShape(task=ref, keys=list(keys)))


@routes.post("/tasks/{ref}/rejections")
async def reject(
    context: Studio, who: Reviewer, ref: Ref, ask: Rejections
) -> Success[shapes.KeysShape]:
    """Have things made again, each with a note."""
    return ok(shapes.KeysShape(task=ref, keys=await rejected(context, ref, ask.items, who.name)))


async def rejected(context: Context, ref: str, items: Sequence[Rejection], actor: str) -> list[str]:
    """Reject one after the other; returns the keys."""
    for item in items:
        await reviews.reject(
            context,
            ref,
            item.key,
            item.note,
            actor,
            sha256=item.sha256,
            approved=item.approved,
        )
    return [item.key for item in items]
