"""Making a film at the command line: ask for it, work on it here, follow it, put it in place."""

from __future__ import annotations

import asyncio
import errno
import os
import re
import shutil
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from enum import Enum
from functools import partial
from pathlib import Path

from rich.live import Live

from reelworks.domain import publishing
from reelworks.domain.errors import BadInput, DiskFull
from reelworks.domain.services import CPU, DEFAULTS
from reelworks.domain.services import usual as usual_limits
from reelworks.domain.steps import StepStatus
from reelworks.doors.cli import show, show_slate
from reelworks.doors.cli.host import Host
from reelworks.doors.cli.progress import Follower, follower
from reelworks.doors.notion import running
from reelworks.ops.files import whole
from reelworks.ops.settings import Settings
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.schemas.views import TaskView
from reelworks.orchestrator.services import films, insight, status, tasks

_LOOK_S = 0.5
_SLATE_S = 1.0
GRACE_S = 6.0  # what a worker's short steps may take to end when it is told to stop
_MOST_SLOTS = 1024
_SERVICE = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_FOR_A_PERSON = ("waits for you", "waits for space", "waits for money", "waits: ", "stopped")
_BESIDE = {"srt": ".srt", "vtt": ".vtt", "transcript": ".txt", "thumbnail": ".jpg"}


class Made(Enum):
    """How a `make` ended."""

    FILM = "film"
    WAITS = "waits"  # for a person
    FAILED = "failed"
    STOPPED = "stopped"


async def make(
    host: Host,
    settings: Settings,
    wish: tasks.Wish,
    output: Path | None,
    who: str,
    *,
    as_json: bool,
) -> Made:
    """Make the film that is wished for, or go on with it; ends when it is there or must wait."""
    _check_output(output)
    async with host.opened(settings) as context:
        name = await tasks.create(context, tasks.brief(context, wish), who)
        with follower(name, settings.cpu_slots, as_json=as_json) as following:
            for warning in context.warnings.get(wish.channel, ()):
                following.warn(warning)
            async with tasks.alone(context, name):
                await films.called_back(context, name, who)
                await _hurry(context, name, who)
                slots = offer(
                    "", "", settings.cpu_slots, publishing.services(context.channels.values())
                )
                async with working(host, context, settings, slots) as stop:
                    view = await _follow(context, name, following, stop)
                    stopped = stop.is_set()
        made = _end(view, name, output, stopped=stopped, as_json=as_json, told=following)
        if made is Made.FILM and output is not None:
            await films.delivered(context, name, _copies(view, output), who)
        return made


async def _hurry(context: Context, name: str, who: str) -> None:
    """Who asks again does not want to wait for the ladder."""
    steps = (await status.status(context, name)).steps
    waiting = [step.key for step in steps if step.status is StepStatus.READY and step.error]
    if waiting:
        await tasks.retry(context, name, waiting, who)


def _check_output(output: Path | None) -> None:
    if output is None:
        return
    if output.suffix.lower() != ".mp4":
        raise BadInput(f"{output} is no name for a film.", remedy="Let it end in .mp4.")
    if output.is_dir():
        raise BadInput(f"{output} is a folder.", remedy="Give the name of the film to write.")
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=output.parent):
            pass
    except OSError as error:
        raise BadInput(
            f"Nothing can be written to {output.parent}: {error.strerror}.",
            remedy="Choose another place with --output.",
        ) from error


@asynccontextmanager
async def working(
    host: Host,
    context: Context,
    settings: Settings,
    slots: Mapping[str, int],
    grace_s: float = 0.0,
) -> AsyncIterator[asyncio.Event]:
    """A worker in this process; yields what stops it: Ctrl-C, a signal, or the end of the block."""
    done = asyncio.Event()
    with told_to_stop() as stop:
        made = host.worker(context, settings, slots, grace_s)
        worker = asyncio.create_task(made.run(done))
        worker.add_done_callback(lambda _: stop.set())
        try:
            yield stop
        finally:
            done.set()
            await worker


@contextmanager
def told_to_stop() -> Iterator[asyncio.Event]:
    """What is set by Ctrl-C and by a signal to end, until the end of the block."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    before = {caught: signal.getsignal(caught) for caught in (signal.SIGINT, signal.SIGTERM)}
    for caught in before:
        loop.add_signal_handler(caught, _interrupted, stop)
    try:
        yield stop
    finally:
        for caught, handler in before.items():
            loop.remove_signal_handler(caught)
            signal.signal(caught, handler)


def _interrupted(stop: asyncio.Event) -> None:
    if stop.is_set():  # asked twice: now
        os._exit(130)
    stop.set()


async def _follow(
    context: Context, name: str, following: Follower, stop: asyncio.Event
) -> TaskView:
    """Show what happens until the video is finished, waits for a person, or we are stopped."""
    last = 0
    while True:
        view, fresh = await status.followed(context, name, last)
        last = fresh[-1].id if fresh else last
        following.show(view, fresh)
        if view.finished_at or stop.is_set() or stands(view):
            return view
        await asyncio.sleep(_LOOK_S)


def stands(view: TaskView) -> bool:
    """Only a person can move it on."""
    return view.stands and view.waits_for.startswith(_FOR_A_PERSON)


def _end(
    view: TaskView,
    name: str,
    output: Path | None,
    *,
    stopped: bool,
    as_json: bool,
    told: Follower,
) -> Made:
    if view.finished_at and not view.cancelled:
        film = _put(view, output)
        told.finished(view, film)
        return Made.FILM
    if stopped and not stands(view):
        show.notice("Stopped. Run the same command again to go on.", as_json=as_json)
        return Made.STOPPED
    if view.waits_for.startswith("waits for you"):
        show.waits(view, as_json=as_json)
        return Made.WAITS
    show.failed(view, as_json=as_json)
    return Made.FAILED


def _put(view: TaskView, output: Path | None) -> Path:
    """Put the film where it was wanted, with subtitles, transcript and thumbnail beside it."""
    if output is None:
        return view.folder / "film.mp4"
    try:
        for role, copy in _copies(view, output).items():
            with whole(copy) as partial:
                shutil.copyfile(view.files[role], partial)
    except OSError as error:
        kind = DiskFull if error.errno == errno.ENOSPC else BadInput
        raise kind(
            f"The film cannot be written to {output}: {error.strerror}.",
            remedy=f"It is finished and safe as {view.folder / 'film.mp4'}.",
        ) from error
    return output


def _copies(view: TaskView, output: Path) -> dict[str, Path]:
    """Where each file of the film is put, by role; the film itself last."""
    suffixes = {**_BESIDE, "film": output.suffix}
    return {r: output.with_suffix(suffix) for r, suffix in suffixes.items() if r in view.files}


async def watch(host: Host, settings: Settings, ref: str, *, as_json: bool) -> None:
    """Follow a video that somebody else is making."""
    async with host.opened(settings) as context:
        name = (await status.status(context, ref)).name
        with follower(name, settings.cpu_slots, as_json=as_json) as following:
            await _follow(context, name, following, asyncio.Event())


async def watch_slate(host: Host, settings: Settings, *, as_json: bool) -> None:
    """Follow everything until interrupted; where nothing can stay in place, say what changes."""
    async with host.opened(settings) as context:
        if sys.stdout.isatty() and not as_json:
            with Live(refresh_per_second=4) as live:
                while True:
                    live.update(show_slate.drawn(await insight.slate(context)))
                    await asyncio.sleep(_SLATE_S)
        last = None
        while True:
            view = await insight.slate(context)
            if view != last:
                show_slate.slate(view, as_json=as_json)
                sys.stdout.flush()
            last = view
            await asyncio.sleep(_SLATE_S)


async def work(host: Host, settings: Settings, slots: Mapping[str, int]) -> None:
    """A worker until it is told to stop."""
    async with (
        host.opened(settings) as context,
        working(host, context, settings, slots, grace_s=GRACE_S) as stop,
        running.kept(context, partial(host.previews, context), settings.public_url),
    ):
        offered = ", ".join(f"{count} {service}" for service, count in slots.items())
        show.notice(f"Working: {offered}. Ctrl-C stops, and hands work back.", as_json=False)
        await stop.wait()


def offer(services: str, slots: str, cpu_slots: int, also: Iterable[str] = ()) -> Mapping[str, int]:
    """The slots that a worker offers, from what its command line says. Raises BadInput.

    `also`: services that the channels name, beside those that everybody has.
    """
    known = dict.fromkeys([*DEFAULTS, *sorted(also)])
    usual = {name: usual_limits(name).concurrency or 1 for name in known} | {CPU: cpu_slots}
    names = [name.strip() for name in services.split(",")] if services else list(usual)
    if odd := [name for name in names if not _SERVICE.fullmatch(name)]:
        raise BadInput(f"{odd[0]!r} is no service.", remedy="Write --services cpu,kling.")
    offered = {name: usual.get(name, 1) for name in names}
    for part in slots.split(",") if slots else []:
        name, _, count = part.strip().rpartition("=")
        if not (count.isascii() and count.isdecimal() and 0 < int(count) <= _MOST_SLOTS):
            raise BadInput(f"--slots cannot be {slots!r}.", remedy="Write 4, or cpu=2,kling=4.")
        if name and name not in offered:
            raise BadInput(f"--slots names {name!r}, which this worker does not serve.")
        at = [name] if name else [CPU] if CPU in offered else list(offered)
        offered |= dict.fromkeys(at, int(count))
    return offered
