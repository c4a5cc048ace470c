"""What every command is given and does alike: its host, its event loop, who asks."""

from __future__ import annotations

import asyncio
import getpass
from collections.abc import Awaitable, Callable, Coroutine
from typing import Annotated, TypeVar

import typer

from reelworks.doors.cli.host import Host
from reelworks.ops import settings
from reelworks.orchestrator.context import Context

T = TypeVar("T")

Json = Annotated[bool, typer.Option("--json", help="Print JSON, one object per line.")]
Task = Annotated[str, typer.Argument(help="A video's name, the beginning of it, or its number.")]


def host_of(ctx: typer.Context) -> Host:
    host: Host = ctx.obj
    return host


def run_now(coroutine: Coroutine[object, object, T]) -> T:
    """Run a command's coroutine; a group with a single error is that error."""
    try:
        return asyncio.run(coroutine)
    except BaseExceptionGroup as group:
        errors = group.exceptions
        while len(errors) == 1 and isinstance(errors[0], BaseExceptionGroup):
            errors = errors[0].exceptions
        raise errors[0] from group


def opened(ctx: typer.Context, work: Callable[[Context], Awaitable[T]]) -> T:
    """Open the studio, do one thing in it, close it."""

    async def within() -> T:
        async with host_of(ctx).opened(settings.read()) as context:
            return await work(context)

    return run_now(within())


def who() -> str:
    """The person at the keyboard, as this machine knows them."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "somebody"
