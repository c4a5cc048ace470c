"""What each command does: open the studio, call one service, hand back what to show."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from reelworks.domain.channels import Channel
from reelworks.domain.errors import NotAllowed
from reelworks.doors.cli.host import Host
from reelworks.ops import channels as channels_file
from reelworks.ops.files import write_whole
from reelworks.ops.settings import Settings
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.schemas.views import Outcomes, PlanView, ReviewView, TaskLine, TaskView
from reelworks.orchestrator.services import insight, plans, reviews, tasks
from reelworks.orchestrator.services import status as statuses
from reelworks.orchestrator.services.priorities import Priority, prioritise


async def plan(host: Host, settings: Settings, wish: tasks.Wish) -> PlanView:
    async with host.opened(settings) as context:
        return await plans.plan(context, tasks.brief(context, wish))


async def queue(
    host: Host, settings: Settings, wish: tasks.Wish, priority: Priority, who: str
) -> str:
    """Set a film going for whatever worker comes; returns its name."""
    async with host.opened(settings) as context:
        name = await tasks.create(context, tasks.brief(context, wish), who)
        return await prioritise(context, name, priority, who)


async def status(host: Host, settings: Settings, task: str) -> TaskView:
    async with host.opened(settings) as context:
        return await statuses.status(context, task)


async def lines(host: Host, settings: Settings) -> tuple[tuple[TaskLine, ...], Outcomes]:
    """All videos, and how those of this week ended."""
    async with host.opened(settings) as context:
        return await tasks.lines(context), await insight.outcomes(context)


async def review(
    host: Host, settings: Settings, task: str
) -> tuple[ReviewView | None, Path | None]:
    """What waits, and its contact sheet. What was shown is kept, for the approval to refer to."""
    async with host.opened(settings) as context:
        view = await reviews.pending(context, task)
        if view is None:
            return None, None
        sheet = await host.contact_sheet(context, view)
        seen = {item.key: item.sha256 for item in view.items}
        write_whole(_seen_file(context, view), json.dumps(seen).encode())
        return view, sheet


async def approve(
    host: Host, settings: Settings, task: str, steps: Sequence[str], who: str
) -> tuple[str, ...]:
    """Approve what was last shown. Raises OutOfDate when it has changed, NotAllowed if unseen."""
    async with host.opened(settings) as context:
        view = await reviews.pending(context, task)
        if view is None:
            raise NotAllowed(
                "Nothing of this video waits for you.",
                remedy="`reelworks status TASK` says how it stands.",
            )
        seen = _seen(context, view)
        keys = [await reviews.key_of(context, task, step) for step in steps] or sorted(seen)
        if unseen := sorted(set(keys) - set(seen)):
            raise NotAllowed(
                f"Not shown to you yet: {', '.join(unseen)}.",
                remedy=f"Look first: `reelworks review {view.task}`.",
            )
        return await reviews.approve(context, task, {key: seen[key] for key in keys}, who)


def _seen(context: Context, view: ReviewView) -> Mapping[str, str]:
    try:
        seen: Mapping[str, str] = json.loads(_seen_file(context, view).read_text())
    except FileNotFoundError:
        raise NotAllowed(
            f"The {view.stage.value} of {view.task} have not been shown to you.",
            remedy=f"Look first: `reelworks review {view.task}`.",
        ) from None
    return seen


def _seen_file(context: Context, view: ReviewView) -> Path:
    folder = context.store.task_folder(view.channel, view.task)
    return folder / "review" / f"{view.stage.value}.seen.json"


async def reject(
    host: Host, settings: Settings, task: str, step: str, *, note: str, who: str
) -> None:
    async with host.opened(settings) as context:
        await reviews.reject(context, task, step, note, who)


async def retry(host: Host, settings: Settings, task: str, steps: Sequence[str], who: str) -> None:
    async with host.opened(settings) as context:
        await tasks.retry(context, task, steps, who)


async def cancel(host: Host, settings: Settings, task: str, who: str) -> None:
    async with host.opened(settings) as context:
        await tasks.cancel(context, task, who)


def channels(settings: Settings) -> tuple[Channel, ...]:
    return channels_file.load(settings.channels)
