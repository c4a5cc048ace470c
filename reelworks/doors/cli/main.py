"""The command line: what a person types, turned into calls of the services."""

from __future__ import annotations

import errno
import os
from importlib import metadata
from pathlib import Path
from typing import Annotated, NamedTuple

import structlog
import typer

from reelworks.domain import publishing
from reelworks.domain.briefs import SourceKind
from reelworks.domain.channels import Privacy
from reelworks.domain.errors import BadInput, FailureKind, ReelworksError
from reelworks.doors.cli import (
    alerts,
    channels,
    commands,
    connecting,
    editing,
    hooks,
    keeping,
    making,
    notion,
    prompting,
    records,
    sandbox,
    serving,
    show,
    show_slate,
    slate,
    storing,
    users,
)
from reelworks.doors.cli.host import Host
from reelworks.doors.cli.making import Made
from reelworks.doors.cli.running import Json, Task, host_of, run_now, who
from reelworks.ops import logging, settings
from reelworks.ops.redaction import BORDER
from reelworks.ops.secrets import Secrets
from reelworks.ops.settings import LogLevel
from reelworks.orchestrator.services.priorities import Priority
from reelworks.orchestrator.services.tasks import Wish

OK, FAILED, USAGE, BAD_INPUT, BUG, TRY_LATER, STOPPED = 0, 1, 64, 65, 70, 75, 130
_ENDS = {Made.FILM: OK, Made.WAITS: OK, Made.FAILED: FAILED, Made.STOPPED: STOPPED}

app = typer.Typer(
    name="reelworks",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

Notes = Annotated[Path, typer.Argument(help="Your notes (Markdown or text), or a script.")]
Channel = Annotated[str, typer.Option(help="A channel of channels.yaml.")]
Shots = Annotated[int | None, typer.Option(help="How many shots; the channel's if left out.")]
Size = Annotated[str, typer.Option(help="Picture size, WIDTHxHEIGHT.")]
Seed = Annotated[int, typer.Option(help="Another seed gives another film of the same notes.")]
Script = Annotated[bool, typer.Option("--script", help="Use the text word for word.")]
PrivacyOption = Annotated[
    Privacy | None, typer.Option("--privacy", help="Who sees it; as its channel says if left out.")
]
Title = Annotated[str, typer.Option(help="The film's title; chosen from the notes if left out.")]


class Asked(NamedTuple):
    """The options that say which film is meant."""

    channel: str
    shots: int | None
    size: str
    seed: int
    title: str
    script: bool
    privacy: Privacy | None = None


def _say_version(asked: bool) -> None:
    if asked:
        show.said(f"Reelworks {metadata.version('reelworks')}")
        raise typer.Exit


@app.callback()
def reelworks(
    version: Annotated[
        bool,
        typer.Option(
            "--version", is_eager=True, callback=_say_version, help="Say which version this is."
        ),
    ] = False,
) -> None:
    """Notes in, finished films out."""


@app.command()
def make(
    ctx: typer.Context,
    notes: Notes,
    channel: Channel = "demo",
    shots: Shots = None,
    size: Size = "1920x1080",
    seed: Seed = 1,
    title: Title = "",
    script: Script = False,
    privacy: PrivacyOption = None,
    output: Annotated[Path | None, typer.Option(help="Where to put the film (.mp4).")] = None,
    as_json: Json = False,
) -> None:
    """Make a film, or go on with it where it stopped."""
    wish = _wish(notes, Asked(channel, shots, size, seed, title, script, privacy))
    made = run_now(making.make(host_of(ctx), settings.read(), wish, output, who(), as_json=as_json))
    raise typer.Exit(_ENDS[made])


@app.command()
def queue(
    ctx: typer.Context,
    notes: Notes,
    channel: Channel = "demo",
    shots: Shots = None,
    size: Size = "1920x1080",
    seed: Seed = 1,
    title: Title = "",
    script: Script = False,
    privacy: PrivacyOption = None,
    priority: Annotated[Priority, typer.Option(help="Who goes first.")] = Priority.NORMAL,
) -> None:
    """Hand a film to the workers (`reelworks worker`) and return at once."""
    wish = _wish(notes, Asked(channel, shots, size, seed, title, script, privacy))
    name = run_now(commands.queue(host_of(ctx), settings.read(), wish, priority, who()))
    show.said(f"Queued: {name}. `reelworks status {name} --watch` follows it.")


@app.command()
def plan(
    ctx: typer.Context,
    notes: Notes,
    channel: Channel = "demo",
    shots: Shots = None,
    size: Size = "1920x1080",
    seed: Seed = 1,
    title: Title = "",
    script: Script = False,
    as_json: Json = False,
) -> None:
    """Show what would be done, by whom, and what it would cost. Nothing is made."""
    wish = _wish(notes, Asked(channel, shots, size, seed, title, script))
    show.plan(run_now(commands.plan(host_of(ctx), settings.read(), wish)), as_json=as_json)


@app.command()
def status(
    ctx: typer.Context,
    task: Annotated[str | None, typer.Argument(help="A video; all of them if left out.")] = None,
    steps: Annotated[bool, typer.Option("--steps", help="List every step.")] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Follow it live; the whole slate if no video is named.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Show how a video stands, or list them all."""
    if task is None and watch:
        run_now(making.watch_slate(host_of(ctx), settings.read(), as_json=as_json))
    elif task is None:
        found, ended = run_now(commands.lines(host_of(ctx), settings.read()))
        show.lines(found, as_json=as_json)
        show_slate.outcomes(ended, as_json=as_json)
    elif watch:
        run_now(making.watch(host_of(ctx), settings.read(), task, as_json=as_json))
    else:
        view = run_now(commands.status(host_of(ctx), settings.read(), task))
        show.status(view, steps=steps, as_json=as_json)


@app.command()
def review(ctx: typer.Context, task: Task, as_json: Json = False) -> None:
    """Show what waits for you: files, and a contact sheet of them all."""
    show.review(*run_now(commands.review(host_of(ctx), settings.read(), task)), as_json=as_json)


@app.command()
def approve(
    ctx: typer.Context,
    task: Task,
    steps: Annotated[
        list[str] | None, typer.Argument(help="Only these; everything shown if left out.")
    ] = None,
    by: Annotated[str, typer.Option(help="Who approves it; you, if left out.")] = "",
) -> None:
    """Approve what `review` showed last."""
    name = by.strip() or who()
    keys = run_now(commands.approve(host_of(ctx), settings.read(), task, steps or [], name))
    show.said(f"Approved: {', '.join(keys)}. Go on with `reelworks make` as before.")


@app.command()
def reject(
    ctx: typer.Context,
    task: Task,
    step: Annotated[
        str, typer.Argument(help="A shot's number, or a step such as assets/environment-03.")
    ],
    note: Annotated[str, typer.Option(help="What should be different.")] = "",
) -> None:
    """Have something made again, with a note."""
    run_now(commands.reject(host_of(ctx), settings.read(), task, step, note=note, who=who()))
    show.said("Noted. It is made again as the next take when `reelworks make` goes on.")


@app.command()
def retry(
    ctx: typer.Context,
    task: Task,
    steps: Annotated[list[str] | None, typer.Argument(help="Only these steps.")] = None,
) -> None:
    """Try failed or waiting steps again now."""
    run_now(commands.retry(host_of(ctx), settings.read(), task, steps or [], who()))
    show.said("They are due now. Go on with `reelworks make` as before.")


@app.command()
def cancel(ctx: typer.Context, task: Task) -> None:
    """Stop a video for good; finished files stay."""
    run_now(commands.cancel(host_of(ctx), settings.read(), task, who()))
    show.said("Cancelled.")


@app.command()
def worker(
    ctx: typer.Context,
    services: Annotated[
        str, typer.Option(help="Only for these, separated by commas; all if left out.")
    ] = "",
    slots: Annotated[
        str, typer.Option(help="Steps at once: a number for our own CPU, or cpu=2,kling=4.")
    ] = "",
) -> None:
    """Work on whatever is due, until stopped; any number of workers, on any machines."""
    given = settings.read()
    also = publishing.services(commands.channels(given))
    offer = making.offer(services, slots, given.cpu_slots, also)
    run_now(making.work(host_of(ctx), given, offer))


@app.command()
def doctor(ctx: typer.Context, as_json: Json = False) -> None:
    """Check everything a run needs, and say what is missing."""
    checks = run_now(host_of(ctx).checks(settings.read()))
    show.checks(checks, as_json=as_json)
    raise typer.Exit(OK if all(check.ok for check in checks) else FAILED)


app.registered_commands += keeping.app.registered_commands
slate.register(app)
alerts.register(app)
connecting.register(app)
records.register(app)
editing.register(app)
prompting.register(app)
serving.register(app)
app.add_typer(users.app)
app.add_typer(hooks.app)
app.add_typer(channels.app)
app.add_typer(notion.app)
app.add_typer(sandbox.app)
storing.register(app)


def run(host: Host) -> int:
    """The whole program: parse, do, and say errors in one sentence. Returns the exit code."""
    try:
        logging.configure(level=_log_level(), secrets=_hidden())
        app(obj=host)
    except SystemExit as end:  # how the parser ends, with 2 for a wrong command line
        code = end.code if isinstance(end.code, int) else FAILED
        return USAGE if code == 2 else code
    except KeyboardInterrupt:
        show.error("Stopped. Run the same command again to go on.")
        return STOPPED
    except ReelworksError as error:
        show.error(str(BORDER.error(error)))
        return _exit_code(error)
    except OSError as error:
        return _machine(error)
    except Exception as error:  # the last border: a person gets one sentence, the log the trace
        structlog.get_logger("cli").error("cli_command_crashed", exc_info=error)
        said = BORDER.text(f"{type(error).__name__}: {error}")
        show.error(f"This is a bug of ours: {said}")
        return BUG
    return OK


def _machine(error: OSError) -> int:
    """Say what the machine lacks."""
    if error.errno == errno.ENOSPC:
        show.error(
            "No space left on the disk. Free some and run the same command again; "
            "nothing finished is lost."
        )
        return TRY_LATER
    show.error(f"{error.strerror or error}: {error.filename or ''}".strip(": "))
    return FAILED


def _hidden() -> frozenset[str]:
    """What no line may show; settings that are wrong are told by the command that needs them."""
    try:
        return settings.secret_values(settings.read(), os.environ)
    except BadInput:
        return Secrets(os.environ).hidden()


def _log_level() -> LogLevel:
    """Quiet for people, unless they ask."""
    asked = os.environ.get("REELWORKS_LOG_LEVEL")
    return settings.read().log_level if asked else LogLevel.ERROR


def _exit_code(error: ReelworksError) -> int:
    if isinstance(error, BadInput):
        return BAD_INPUT
    return TRY_LATER if error.kind is FailureKind.TRANSIENT else FAILED


def _wish(notes: Path, asked: Asked) -> Wish:
    width, _, height = asked.size.partition("x")
    if not (width.isdecimal() and height.isdecimal() and len(asked.size) < 12):
        raise BadInput(f"{asked.size!r} is no size.", remedy="Write it as 1920x1080.")
    return Wish(
        channel=asked.channel,
        source=notes,
        kind=SourceKind.SCRIPT if asked.script else SourceKind.NOTES,
        title=asked.title,
        shots=asked.shots,
        width=int(width),
        height=int(height),
        seed=asked.seed,
        privacy=asked.privacy,
    )
