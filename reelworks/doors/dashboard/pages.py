"""Pages: everything a person looks at; each can be read without JavaScript."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import AfterValidator
from starlette.responses import Response

from reelworks.domain.channels import PROFILES, Gate, Need
from reelworks.domain.errors import NotAllowed, NotFound, ReelworksError
from reelworks.domain.services import CPU
from reelworks.domain.stages import Stage
from reelworks.domain.steps import StepStatus
from reelworks.doors.api.asks import clean
from reelworks.doors.api.routing import Before, Ref, Studio, Viewer
from reelworks.doors.dashboard import charts, showing, words
from reelworks.doors.dashboard.asking import SIZES
from reelworks.doors.dashboard.view import page
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.schemas.pages import RoomView, State
from reelworks.orchestrator.schemas.views import ShotView, SlateView, TaskView
from reelworks.orchestrator.services import board, edits, feed, insight, rooms, spent, timeline
from reelworks.orchestrator.services import status as statuses

routes = APIRouter(include_in_schema=False)

_SHOWN_EVENTS, _SHOWN_STATE, _FINISHED, _DAYS = 60, 30, 8, 30
Word = Annotated[str, Query(max_length=200), AfterValidator(clean)]

# What stands beside each other on the board.
COLUMNS: Sequence[tuple[str, frozenset[Stage]]] = (
    ("Script", frozenset({Stage.RESEARCH, Stage.SCRIPT})),
    ("Images", frozenset({Stage.ASSETS, Stage.COMPOSITES})),
    ("Clips", frozenset({Stage.VIDEO})),
    ("Sound", frozenset({Stage.AUDIO, Stage.SFX})),
    ("Film", frozenset({Stage.ASSEMBLY, Stage.FINAL, Stage.PUBLISH})),
)
_OPEN = (State.FOR_YOU, State.RUNNING, State.WAITING, State.STOPPED)


@routes.get("/")
async def show_board(
    request: Request,
    context: Studio,
    who: Viewer,
    channel: Word = "",
    state: State | None = None,
    q: Word = "",
) -> Response:
    """Videos by stage: what happens, what waits for whom, and why."""
    which = board.Filter(channel, state, q)
    if state in (State.FINISHED, State.CANCELLED):
        return await show_list(request, context, who, channel, state, q)
    found = await board.overview(context, which, _OPEN, most=_SHOWN_STATE, finished=_FINISHED)
    facts = {
        "columns": [(name, [c for c in found.open if c.stage in its]) for name, its in COLUMNS],
        "shown": len(found.open),
        "finished": found.finished.videos,
        "more": found.finished.before is not None,
        "counts": found.counts,
        **_filters(context, which),
    }
    return page(request, "board.html", facts)


def _filters(context: Context, which: board.Filter) -> Mapping[str, object]:
    return {"channels": sorted(context.channels), "which": which, "states": list(State)}


@routes.get("/videos")
async def show_list(
    request: Request,
    context: Studio,
    who: Viewer,
    channel: Word = "",
    state: State | None = None,
    q: Word = "",
    before: Before = None,
) -> Response:
    """All videos, the newest first, part by part."""
    which = board.Filter(channel, state, q)
    found = await board.videos(context, which, limit=48, before=before)
    facts = {"videos": found.videos, "following": found.before, **_filters(context, which)}
    return page(request, "list.html", facts)


@routes.get("/videos/{ref}")
async def show_video(request: Request, context: Studio, who: Viewer, ref: Ref) -> Response:
    """A video: its film, shots, where time and money went, errors, and what happened."""
    view = await statuses.status(context, ref)
    spans = await timeline.spans(context, view.name)
    shots = await _shots(context, view)
    events = await feed.latest(context, view.id, _SHOWN_EVENTS)
    facts = {
        "video": view,
        "film": {role: path.name for role, path in view.files.items()},
        "errors": [
            step for step in view.steps if step.error and step.status is not StepStatus.DONE
        ],
        "shots": shots,
        "chart": charts.timeline(spans, words.STAGE_WORDS),
        "went": showing.went(spans),
        "events": [showing.happened(event) for event in events],
        "stills": await rooms.stills(context, view.id) if shots else {},
    }
    return page(request, "video.html", facts)


async def _shots(context: Context, view: TaskView) -> Sequence[ShotView]:
    try:
        return await edits.shots(context, view.name)
    except NotAllowed:  # it has no story yet, or was cancelled
        return ()


@routes.get("/videos/{ref}/room")
async def show_room(
    request: Request, context: Studio, who: Viewer, ref: Ref, stage: Stage | None = None
) -> Response:
    """A stage side by side, to be decided on."""
    view = await rooms.room(context, ref, stage)
    items = await asyncio.to_thread(showing.items, context, view)
    story = await edits.shots(context, view.task) if _is_story(view) else ()
    marks = [mark for mark in view.stages if mark.total]
    facts = {"room": view, "items": items, "story": story, "marks": marks}
    return page(request, "room.html", facts)


def _is_story(view: RoomView) -> bool:
    return view.stage is Stage.SCRIPT and any(item.sha256 for item in view.items)


@routes.get("/slate")
async def show_slate(request: Request, context: Studio, who: Viewer) -> Response:
    """Everything at a glance: services, channels, money, rates, alerts."""
    view = await insight.slate(context)
    days = await spent.by_day(context, _DAYS)
    facts = {
        "slate": view,
        "chart": charts.costs(days, datetime.now(UTC).date(), _DAYS),
        "spent": sum((day.usd for day in days), Decimal(0)),
        "bottleneck": _bottleneck(view),
        "days": _DAYS,
    }
    return page(request, "slate.html", facts)


def _bottleneck(view: SlateView) -> str:
    """What everything waits for most, in a sentence; "" when nothing waits."""
    busiest = max(view.services, key=lambda service: service.waiting, default=None)
    if busiest is None or not busiest.waiting:
        return ""
    waits = words.plural(busiest.waiting, "step waits", "steps wait")
    if not busiest.slots:
        return f"{waits} for {busiest.name}, which no worker serves."
    return f"{waits} for {busiest.name}: {busiest.active} of {busiest.slots} slots busy."


@routes.get("/new")
async def show_new(request: Request, context: Studio, who: Viewer, channel: Word = "") -> Response:
    """Ask for a video: notes or a script in, plan and price beside it."""
    facts = {
        "channels": [context.channels[name] for name in sorted(context.channels)],
        "chosen": channel,
        "sizes": SIZES,
    }
    return page(request, "new.html", facts)


@routes.get("/channels")
async def show_channels(request: Request, context: Studio, who: Viewer) -> Response:
    """What is configured, what is missing, budgets, pauses."""
    view = await insight.slate(context)
    lanes = await board.lanes_of(context, sorted(context.channels))
    facts: dict[str, Any] = {
        "channels": [context.channels[name] for name in sorted(context.channels)],
        "loads": {load.channel: load for load in view.channels},
        "missing": context.warnings,
        "lanes": lanes,
        "services": {name: _services(context, name) for name in context.channels},
        "human": Gate.HUMAN,
        "profiles": list(PROFILES),
        "stopped_by": view.spending_stopped_by,
    }
    return page(request, "channels.html", facts)


def _services(context: Context, name: str) -> Sequence[str]:
    """Whose slots a channel's videos take."""
    providers = context.channels[name].providers
    used = {providers[need] for need in Need if need in providers}
    return sorted({CPU if provider == "local" else provider for provider in used} | {CPU})


def sorry(request: Request, status: int, error: Exception, message: str) -> Response:
    """A page that says what went wrong."""
    remedy = error.remedy if isinstance(error, ReelworksError) else ""
    missing = isinstance(error, NotFound) or status == 404
    facts = {"status": status, "message": message, "remedy": remedy, "missing": missing}
    return page(request, "error.html", facts, status=status)
