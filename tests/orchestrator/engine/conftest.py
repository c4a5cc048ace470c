"""A person who does the work of scripts by hand."""

from __future__ import annotations

import pytest_asyncio

from reelworks.orchestrator.context import Context
from tests.orchestrator.engine.hand import Hand


@pytest_asyncio.fixture
async def hand(context: Context) -> Hand:
    made = Hand(context)
    await made.enlist()
    return made
