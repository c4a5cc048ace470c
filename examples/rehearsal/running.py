"""The rehearsal itself: channels connected, films queued, finals approved, until all is told."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import inf
from pathlib import Path
from time import monotonic

import httpx
from sqlalchemy import text

from examples.rehearsal.place import Place, account
from examples.rehearsal.wishes import Outage, Rehearsal
from reelworks.domain.steps import StepStatus
from reelworks.ops import sealing
from reelworks.ops.sealing import Seal
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.database import snapshot
from reelworks.orchestrator.schemas.views import TaskView
from reelworks.orchestrator.services import connections, reviews, status, tasks
from reelworks.wiring import connecting

APPROVER = "Ines Okafor"
_LOOK_S = 0.5
_NARROWEST = 512  # of a picture that is no preview
_TELL_S = 15.0
SERVICES = {  # of the product's, by the stand-in that they ask
    "openai": ["openai"],
    "gemini": ["gemini"],
    "kie": ["kling"],
    "elevenlabs": ["elevenlabs"],
    "youtube": ["youtube", "youtube-data"],
}

Tell = Callable[[str], None]


@dataclass
class Course:
    """How it went: the films, the moments (s from the beginning), and what a person was asked."""

    names: Sequence[str] = ()
    seconds: float = 0.0
    out_s: tuple[float, float] | None = None  # when the outage began and ended
    before_return: Sequence[str] = ()  # what was not done when a vendor that was down came back
    stuck: dict[str, Sequence[str]] = field(default_factory=dict)  # videos that need a person


def aloud(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


async def run(wanted: Rehearsal, place: Place, context: Context, tell: Tell = aloud) -> Course:
    """From the first consent to the last alert. Ends early when nothing goes on by itself."""
    began, course = monotonic(), Course()
    await _connect(wanted, place, context)
    tell(f"{wanted.channels} channels are connected.")
    width = int(wanted.size.partition("x")[0])
    for desk in place.sandbox.desks.values():
        desk.faults.rate = wanted.faults
        if "widest" in desk.dials:  # a little wider than the film: pictures cost our own time
            desk.dials["widest"] = min(desk.dials["widest"], max(width * 1.05, _NARROWEST))
    if wanted.outage is not None and wanted.outage.seconds is None:
        place.sandbox.desks[wanted.outage.vendor].faults.out_until = inf
    place.start_worker()
    course.names = [await _queued(context, wanted, film) for film in wanted.films()]
    tell(f"{len(course.names)} films are queued; {wanted.faults:.0%} of all calls go wrong.")
    await _until_published(wanted, place, context, course, began=began, tell=tell)
    await _until_told(place, context)
    place.stop_workers()
    course.seconds = monotonic() - began
    return course


async def _connect(wanted: Rehearsal, place: Place, context: Context) -> None:
    """Every channel's consent, as a person gives it in their browser."""
    given = place.settings
    seal = Seal(sealing.keys(given))
    for name in wanted.channel_names():
        hint = account(name)

        def allow(page: str, hint: str = hint) -> None:
            httpx.get(f"{page}&login_hint={hint}", follow_redirects=True).raise_for_status()

        bundle = await connecting.consent(given, context.channels[name], allow)
        await connections.connect(context, seal, name, bundle, APPROVER)


async def _queued(context: Context, wanted: Rehearsal, film: tuple[str, Path, int]) -> str:
    channel, notes, seed = film
    width, height = map(int, wanted.size.split("x"))
    wish = tasks.Wish(
        channel=channel,
        source=notes,
        shots=wanted.shots,
        width=width,
        height=height,
        seed=seed,
    )
    return await tasks.create(context, tasks.brief(context, wish), APPROVER)


async def _until_published(
    wanted: Rehearsal, place: Place, context: Context, course: Course, *, began: float, tell: Tell
) -> None:
    told = -_TELL_S
    while True:
        views = [await status.status(context, name) for name in course.names]
        for view in views:
            await _approve(context, view)
        now = monotonic() - began
        await _outage(wanted.outage, place, context, course, now=now, views=views)
        if now - told >= _TELL_S:
            told = now
            tell(f"{now:5.0f} s  {_standing(views)}")
        course.stuck = {view.name: view.why for view in views if _is_stuck(view)}
        over = [view.finished_at is not None or view.name in course.stuck for view in views]
        if all(over) or now > wanted.patience_s:
            return
        await asyncio.sleep(_LOOK_S)


def _standing(views: Sequence[TaskView]) -> str:
    done = sum(step.status is StepStatus.DONE for view in views for step in view.steps)
    steps = sum(len(view.steps) for view in views)
    labels = ", ".join(sorted({view.label for view in views}))
    return f"{done} of {steps} steps are done ({labels})"


def _is_stuck(view: TaskView) -> bool:
    """Nothing of it goes on unless a person helps, and approving is not what it waits for."""
    failed = any(step.status is StepStatus.FAILED for step in view.steps)
    return view.stands and failed and view.finished_at is None


async def _approve(context: Context, view: TaskView) -> None:
    """The final gate is passed by a person with a name, who approves what was shown."""
    if view.label != "Final Review":
        return
    shown = await reviews.pending(context, view.name)
    if shown is not None:
        seen = {item.key: item.sha256 for item in shown.items}
        await reviews.approve(context, view.name, seen, APPROVER)


async def _outage(
    outage: Outage | None,
    place: Place,
    context: Context,
    course: Course,
    *,
    now: float,
    views: Sequence[TaskView],
) -> None:
    """It begins with the vendor's first request; or it was there before, and ends at last."""
    if outage is None:
        return
    desk = place.sandbox.desks[outage.vendor]
    if outage.seconds is None:
        if course.out_s is None and await _rest_is_done(context, SERVICES[outage.vendor]):
            course.before_return = [view.label for view in views]
            course.out_s = (0.0, now)
            desk.faults.out_until = 0.0
    elif course.out_s is None and place.sandbox.ledger.calls(outage.vendor):
        desk.faults.out_until = desk.clock() + outage.seconds
        course.out_s = (now, now + outage.seconds / desk.speed)


async def _rest_is_done(context: Context, services: Sequence[str]) -> bool:
    """Nothing is left that could go on without these services."""
    query = text(
        "select count(*) filter (where service <> all(:services)) = 0 and count(*) > 0 from steps "
        "where status in ('ready', 'released', 'running')"
    )
    async with snapshot(context.database) as tx:
        return bool(await tx.scalar(query, {"services": [*services]}))


async def _until_told(place: Place, context: Context) -> None:
    """Until every alert on record has been sent; the far side is well by now."""
    for desk in place.sandbox.desks.values():
        desk.faults.clear()
    query = text("select count(*) from alerts where sent_at is null")
    async with asyncio.timeout(180):
        while True:
            async with snapshot(context.database) as tx:
                if not await tx.scalar(query):
                    return
            await asyncio.sleep(_LOOK_S)
