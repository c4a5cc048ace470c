"""Videos: ask for one, see how they stand, move them on; one by one or many at once."""

from __future__ import annotations

import tempfile
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Annotated

from fastapi import Query, Request
from pydantic import AfterValidator

from reelworks.domain.briefs import Brief
from reelworks.domain.errors import BadInput, ReelworksError
from reelworks.doors.api import shapes
from reelworks.doors.api.answers import Page, Success, ok
from reelworks.doors.api.asks import Bulk, BulkAction, NewPriority, NewVideo, Steps, clean
from reelworks.doors.api.routing import (
    After,
    Before,
    Idempotency,
    Limit,
    Operator,
    Ref,
    Studio,
    Viewer,
    router,
)
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.schemas.pages import State
from reelworks.orchestrator.services import board, feed, films, plans, repeats, reviews, tasks
from reelworks.orchestrator.services import status as statuses
from reelworks.orchestrator.services.priorities import Priority, prioritise

routes = router("videos")

Word = Annotated[str, Query(max_length=200), AfterValidator(clean)]


@routes.get("/tasks")
async def list_videos(
    context: Studio,
    who: Viewer,
    channel: Word = "",
    state: State | None = None,
    q: Annotated[Word, Query(description="Words in names and titles.")] = "",
    limit: Limit = 50,
    before: Before = None,
) -> Success[list[shapes.CardShape]]:
    """The newest videos first, with how each stands and why."""
    which = board.Filter(channel, state, q)
    found = await board.videos(context, which, limit=limit, before=before)
    cards = [shapes.CardShape.model_validate(card) for card in found.videos]
    following = None if found.before is None else str(found.before)
    return Success(data=cards, page=Page(limit=limit, next=following))


@routes.post("/tasks", status_code=201)
async def make_video(
    context: Studio,
    who: Operator,
    ask: NewVideo,
    request: Request,
    key: Idempotency = None,
) -> Success[shapes.VideoShape]:
    """Ask for a video and set it going. The same brief asked twice is one video."""

    async def doing() -> Mapping[str, object]:
        return {"task": await make(context, ask, who.name)}

    told = await request.body()
    answer = (
        await doing() if key is None else await repeats.once(context, who.name, key, told, doing)
    )
    return ok(await video_of(context, str(answer["task"])))


async def make(context: Context, ask: NewVideo, actor: str) -> str:
    """Create the video and give it its priority; returns its name."""
    name = await tasks.create(context, brief_of(context, ask), actor)
    if ask.priority is not Priority.NORMAL:
        await prioritise(context, name, ask.priority, actor)
    return name


def brief_of(context: Context, ask: NewVideo) -> Brief:
    """The brief that a request stands for; its text is kept in the store."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / f"{_stem(ask)}.md"
        source.write_text(ask.text, "utf-8", newline="")
        wish = tasks.Wish(
            channel=ask.channel,
            source=source,
            kind=ask.kind,
            title=ask.title,
            shots=ask.shots,
            width=ask.width,
            height=ask.height,
            seed=ask.seed,
        )
        return tasks.brief(context, wish)


def _stem(ask: NewVideo) -> str:
    """A name for a file, whatever somebody typed: the given one, or the text's first heading."""
    first = next((line for line in ask.text.splitlines() if line.strip()), "")
    words = ask.name or (first.lstrip("# ") if first.startswith("#") else "")
    plain = "".join(letter if letter.isalnum() else "-" for letter in words.strip())
    return plain.encode()[:60].decode(errors="ignore").strip("-") or "video"


async def video_of(context: Context, ref: str) -> shapes.VideoShape:
    return shapes.VideoShape.model_validate(await statuses.status(context, ref))


@routes.post("/plan")
async def plan_video(context: Studio, who: Viewer, ask: NewVideo) -> Success[shapes.PlanShape]:
    """What would be done, by whom, and what it would cost. Nothing is made."""
    return ok(shapes.PlanShape.model_validate(await plans.plan(context, brief_of(context, ask))))


@routes.get("/tasks/{ref}")
async def show_video(context: Studio, who: Viewer, ref: Ref) -> Success[shapes.VideoShape]:
    """A video as it stands."""
    return ok(await video_of(context, ref))


@routes.get("/tasks/{ref}/steps")
async def list_steps(context: Studio, who: Viewer, ref: Ref) -> Success[list[shapes.StepShape]]:
    """Every step of a video, in the order of its plan."""
    view = await statuses.status(context, ref)
    return ok([shapes.StepShape.model_validate(step) for step in view.steps])


@routes.get("/tasks/{ref}/events")
async def list_events(
    context: Studio, who: Viewer, ref: Ref, after: After = 0, limit: Limit = 100
) -> Success[list[shapes.FactShape]]:
    """What has happened to a video, oldest first."""
    task_id = await tasks.task_id_of(context, ref)
    found = await feed.page(context, after=after, limit=limit, task_id=task_id)
    facts = [shapes.FactShape.model_validate(fact) for fact in found]
    following = str(found[-1].id) if len(found) == limit else None
    return Success(data=facts, page=Page(limit=limit, next=following))


@routes.post("/tasks/{ref}/retry")
async def retry_video(
    context: Studio, who: Operator, ref: Ref, ask: Steps
) -> Success[shapes.VideoShape]:
    """Try steps again now, whatever their ladder says."""
    await tasks.retry(context, ref, ask.steps, who.name)
    return ok(await video_of(context, ref))


@routes.post("/tasks/{ref}/cancel")
async def cancel_video(context: Studio, who: Operator, ref: Ref) -> Success[shapes.VideoShape]:
    """Stop a video for good; what was begun outside is undone."""
    await tasks.cancel(context, ref, who.name)
    return ok(await video_of(context, ref))


@routes.put("/tasks/{ref}/priority")
async def set_priority(
    context: Studio, who: Operator, ref: Ref, ask: NewPriority
) -> Success[shapes.NamedShape]:
    """Let a video go before others, or after them."""
    return ok(shapes.NamedShape(task=await prioritise(context, ref, ask.priority, who.name)))


@routes.post("/tasks/{ref}/safe")
async def said_safe(context: Studio, who: Operator, ref: Ref) -> Success[shapes.NamedShape]:
    """Say that you have the film elsewhere: its files here may go when they are old."""
    return ok(shapes.NamedShape(task=await films.said_safe(context, ref, who.name)))


@routes.post("/tasks/{ref}/recall")
async def recall_film(context: Studio, who: Operator, ref: Ref) -> Success[shapes.VideoShape]:
    """Have a finished film made again whose files were cleaned away."""
    await films.called_back(context, ref, who.name)
    return ok(await video_of(context, ref))


@routes.post("/bulk")
async def do_to_many(context: Studio, who: Operator, ask: Bulk) -> Success[list[shapes.DoneShape]]:
    """The same for many videos; what cannot be done to one does not stop the others."""
    doing = _of_one(context, ask, who.name)
    return ok([await _tried(task, doing) for task in dict.fromkeys(ask.tasks)])


def _of_one(context: Context, ask: Bulk, actor: str) -> Callable[[str], Awaitable[object]]:
    match ask.action:
        case BulkAction.RETRY:
            return lambda task: tasks.retry(context, task, (), actor)
        case BulkAction.CANCEL:
            return lambda task: tasks.cancel(context, task, actor)
        case BulkAction.APPROVE:
            return lambda task: reviews.approve(context, task, ask.seen.get(task, {}), actor)
        case BulkAction.PRIORITY:
            if (priority := ask.priority) is None:
                raise BadInput("Which priority?", remedy="Give priority: high, normal or low.")
            return lambda task: prioritise(context, task, priority, actor)


async def _tried(task: str, doing: Callable[[str], Awaitable[object]]) -> shapes.DoneShape:
    try:
        await doing(task)
    except ReelworksError as error:
        return shapes.DoneShape(task=task, done=False, error=str(error), code=error.code)
    return shapes.DoneShape(task=task, done=True)
