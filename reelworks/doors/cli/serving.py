"""Commands that serve: `up` for everything on one machine, `serve` for the server alone."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial
from importlib.metadata import version
from typing import Annotated

import structlog
import typer

from reelworks.domain import publishing
from reelworks.domain.errors import ReelworksError
from reelworks.doors.cli import making, show
from reelworks.doors.cli.host import Chore, Host
from reelworks.doors.cli.running import host_of, run_now, who
from reelworks.doors.notion import running
from reelworks.ops import channels, settings
from reelworks.ops.server_key import server_key
from reelworks.ops.settings import Settings
from reelworks.ops.telling import tell
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.services.webhooks import Teller

log = structlog.get_logger("serving")

_UPKEEP_S = 2.0

HostName = Annotated[
    str | None, typer.Option("--host", help="Where to listen; 127.0.0.1 if left out.")
]
Port = Annotated[int | None, typer.Option(help="The port; 8420 if left out, 0: a free one.")]
PublicUrl = Annotated[
    str | None, typer.Option(help="What people type, such as https://reelworks.example.com.")
]
Slots = Annotated[str, typer.Option(help="Steps at once: a number for our own CPU, or cpu=2.")]


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    for command in (up, serve):
        app.command()(command)


def up(
    ctx: typer.Context,
    host: HostName = None,
    port: Port = None,
    public_url: PublicUrl = None,
    slots: Slots = "",
) -> None:
    """Start everything on this machine: database, server with dashboard, worker."""
    given = _settings(host, port, public_url)
    run_now(
        _up(
            host_of(ctx),
            given,
            making.offer(
                "", slots, given.cpu_slots, publishing.services(channels.load(given.channels))
            ),
        )
    )


def serve(
    ctx: typer.Context, host: HostName = None, port: Port = None, public_url: PublicUrl = None
) -> None:
    """Start the server with the dashboard; the work is done by `reelworks worker`."""
    run_now(_serve(host_of(ctx), _settings(host, port, public_url)))


def _settings(host: str | None, port: int | None, public_url: str | None) -> Settings:
    given = {"host": host, "port": port, "public_url": public_url}
    return settings.read(**{name: value for name, value in given.items() if value is not None})


async def _up(host: Host, given: Settings, slots: Mapping[str, int]) -> None:
    async with (
        host.opened(given) as context,
        making.working(host, context, given, slots, making.GRACE_S) as stop,
    ):
        await _answer(host, context, given, stop)


async def _serve(host: Host, given: Settings) -> None:
    async with host.opened(given) as context:
        with making.told_to_stop() as stop:
            await _answer(host, context, given, stop)


async def _answer(host: Host, context: Context, given: Settings, stop: asyncio.Event) -> None:
    """Answer until told to stop, then let what is under way end."""
    # A web server takes half a second to import, and most commands need none.
    from reelworks.doors.api import server, site  # noqa: PLC0415

    await site.check_lock(context, given)
    with server.listening(given.host, given.port) as listener:
        port = listener.getsockname()[1]
        async with host.previews(context) as previews:
            key, release = server_key(given), version("reelworks")
            made = site.made(context, given, port, key, who(), release, previews)
            teller = Teller(made.webhook_secret, partial(tell, private=given.private_webhooks))
            chores: list[Chore] = [*host.upkeep(context, given), partial(teller.run, context)]
            pictures, link = partial(host.previews, context), given.public_url
            async with _kept_up(chores, stop), running.kept(context, pictures, link):
                _tell(given, port)
                await server.answer(made, listener, stop, proxied=given.proxied)


def _tell(given: Settings, port: int) -> None:
    """Where to look, once anybody could."""
    name = f"[{given.host}]" if ":" in given.host else given.host
    show.said(f"Reelworks is up: {given.public_url or f'http://{name}:{port}'}")
    sys.stdout.flush()
    show.notice("Ctrl-C stops it, and hands work back.", as_json=False)


@asynccontextmanager
async def _kept_up(chores: Sequence[Chore], stop: asyncio.Event) -> AsyncIterator[None]:
    """Beside the answering: channels.yaml is followed, webhooks are told."""
    keeping = asyncio.create_task(_keep_up(chores, stop))
    try:
        yield
    finally:
        keeping.cancel()
        await asyncio.wait([keeping])


async def _keep_up(chores: Sequence[Chore], stop: asyncio.Event) -> None:
    while not stop.is_set():
        for chore in chores:
            try:
                await chore()
            except (ReelworksError, OSError) as error:
                log.warning("serving_upkeep_failed", reason=str(error))
        await asyncio.sleep(_UPKEEP_S)
