"""Patience: what must go on record waits for a database that is away."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import TypeVar

from reelworks.domain.errors import DatabaseUnavailable

T = TypeVar("T")

_AGAIN_S = 1.0


async def patiently(doing: Callable[[], Awaitable[T]], *, for_s: float) -> T:
    """Do it as soon as the database can be reached. Raises DatabaseUnavailable after that long."""
    deadline = monotonic() + for_s
    while True:
        try:
            return await doing()
        except DatabaseUnavailable:
            if monotonic() > deadline:
                raise
            await asyncio.sleep(_AGAIN_S)
