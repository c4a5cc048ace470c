"""How every command runs: its coroutine to the end, for the person at the keyboard."""

from __future__ import annotations

import asyncio
import getpass
from collections.abc import Coroutine
from typing import TypeVar

import typer

from reelworks.doors.cli.host import Host

T = TypeVar("T")


def host(ctx: typer.Context) -> Host:
    found: Host = ctx.obj
    return found


def run(coroutine: Coroutine[object, object, T]) -> T:
    """Run a command's coroutine; a group with a single error is that error."""
    try:
        return asyncio.run(coroutine)
    except BaseExceptionGroup as group:
        errors = group.exceptions
        while len(errors) == 1 and isinstance(errors[0], BaseExceptionGroup):
            errors = errors[0].exceptions
        raise errors[0] from group


def who() -> str:
    """The person at the keyboard, as this machine knows them."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "somebody"
