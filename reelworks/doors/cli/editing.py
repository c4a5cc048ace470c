"""Commands of the edit loop: a video's shots, changed one by one, and the takes of each step."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from reelworks.domain import edits as rewriting
from reelworks.domain.errors import BadInput
from reelworks.doors.cli import show, show_edits
from reelworks.doors.cli.running import Json, Task, host_of, opened, who
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.schemas.views import EditView
from reelworks.orchestrator.services import edits, exports

Shot = Annotated[int, typer.Argument(help="The shot's number, as `reelworks shots` lists it.")]
Step = Annotated[str, typer.Argument(help="A step such as video/shot-07.")]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Only say what would be made again, and its price.")
]
File = Annotated[Path | None, typer.Option(help="A file of yours, used instead.")]
Words = Annotated[str | None, typer.Option(help="New words.")]


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    for command in (shots, edit, move, add, drop, takes, choose, export):
        app.command()(command)


def shots(ctx: typer.Context, task: Task, as_json: Json = False) -> None:
    """List a video's shots: what each says and shows."""
    show_edits.shots(opened(ctx, lambda context: edits.shots(context, task)), as_json=as_json)


def edit(
    ctx: typer.Context,
    task: Task,
    shot: Shot,
    narration: Words = None,
    scene: Words = None,
    motion: Words = None,
    sound: Words = None,
    image: File = None,
    clip: File = None,
    voice_recording: File = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Change a shot; only what depends on it is made again."""
    wanted = edits.Wanted(narration, scene, motion, sound, image, clip, voice_recording)
    if wanted == edits.Wanted():
        raise BadInput("Nothing is to be changed.", remedy="Give --narration, --scene, --image ...")

    async def work(context: Context) -> EditView:
        change = edits.change_of(context, wanted)
        rewrite = lambda story: rewriting.changed(story, shot, change)  # noqa: E731
        return await edits.edit(context, task, rewrite, who(), dry_run=dry_run)

    _tell(opened(ctx, work), dry_run=dry_run, as_json=as_json)


def move(
    ctx: typer.Context,
    task: Task,
    shot: Shot,
    to: Annotated[int, typer.Argument(help="The place it gets, counted from 1.")],
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Put a shot at another place; its picture and sound stay as they are."""
    _rewrite(
        ctx, task, lambda story: rewriting.moved(story, shot, to), dry_run=dry_run, as_json=as_json
    )


def add(
    ctx: typer.Context,
    task: Task,
    after: Annotated[int, typer.Argument(help="The shot it comes after; 0: the beginning.")],
    narration: Annotated[str, typer.Option(help="What is said.")],
    scene: Annotated[str, typer.Option(help="What is seen.")],
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Add a shot."""
    _rewrite(
        ctx,
        task,
        lambda story: rewriting.added(story, after, narration, scene),
        dry_run=dry_run,
        as_json=as_json,
    )


def drop(
    ctx: typer.Context, task: Task, shot: Shot, dry_run: DryRun = False, as_json: Json = False
) -> None:
    """Leave a shot out. What was made for it is kept, should it come back."""
    _rewrite(
        ctx, task, lambda story: rewriting.dropped(story, shot), dry_run=dry_run, as_json=as_json
    )


def _rewrite(
    ctx: typer.Context, task: str, rewrite: edits.Rewrite, *, dry_run: bool, as_json: bool
) -> None:
    view = opened(ctx, lambda c: edits.edit(c, task, rewrite, who(), dry_run=dry_run))
    _tell(view, dry_run=dry_run, as_json=as_json)


def _tell(view: EditView, *, dry_run: bool, as_json: bool) -> None:
    show_edits.edit(view, dry_run=dry_run, as_json=as_json)


def takes(ctx: typer.Context, task: Task, step: Step, as_json: Json = False) -> None:
    """List everything that was ever made for a step."""
    show_edits.takes(opened(ctx, lambda c: edits.takes(c, task, step)), as_json=as_json)


def choose(
    ctx: typer.Context,
    task: Task,
    step: Step,
    take: Annotated[int, typer.Argument(help="Its number in `reelworks takes`.")],
) -> None:
    """Use an earlier take again; what was made from the other one is made anew."""
    key = opened(ctx, lambda context: edits.choose(context, task, step, take, who()))
    show.said(f"{key} is take {take} again. Go on with `reelworks make` as before.")


def export(
    ctx: typer.Context,
    task: Task,
    folder: Annotated[Path, typer.Argument(help="Where the timeline and its media go.")],
) -> None:
    """Write a finished film as an OpenTimelineIO timeline that editing programs open."""

    async def work(context: Context) -> Path:
        return await host_of(ctx).export(await exports.parts(context, task), folder)

    show.said(str(opened(ctx, work)))
