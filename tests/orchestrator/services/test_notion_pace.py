"""Never more than three requests in any second, whoever sends them and however long they last."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from time import monotonic
from typing import TYPE_CHECKING

import pytest

from reelworks.orchestrator import database
from reelworks.orchestrator.services import notion_pace
from reelworks.orchestrator.services.notion_pace import Slot

if TYPE_CHECKING:
    from reelworks.orchestrator.context import Context

HOLD = timedelta(seconds=30)


async def slot(context: Context, *, hurry: bool = True) -> Slot:
    while True:
        found = await notion_pace.take(context, hold=HOLD, hurry=hurry)
        if isinstance(found, Slot):
            return found
        await asyncio.sleep(max(found, 0.005))


async def test_three_processes_send_three_requests_in_any_second(
    context: Context, dsn: str
) -> None:
    pools = [database.engine(dsn, size=2) for _ in range(3)]
    arrived: list[float] = []

    async def process(mine: Context) -> None:
        for n in range(3):
            held = await slot(mine)
            await asyncio.sleep(0.05 * n)  # on its way
            arrived.append(monotonic())
            await asyncio.sleep(0.05 * (3 - n))  # its answer is
            await notion_pace.give(mine, held)

    await asyncio.gather(*(process(replace(context, database=pool)) for pool in pools))
    for pool in pools:
        await pool.dispose()
    arrived.sort()
    assert len(arrived) == 9
    assert all(later - first > 1.0 for first, later in zip(arrived, arrived[3:], strict=False))


async def test_who_is_in_no_hurry_leaves_a_slot_to_who_is(context: Context) -> None:
    for _ in range(2):
        await slot(context, hurry=False)
    assert not isinstance(await notion_pace.take(context, hold=HOLD, hurry=False), Slot)
    assert isinstance(await notion_pace.take(context, hold=HOLD, hurry=True), Slot)


async def test_nobody_asks_before_notion_lets_us(context: Context) -> None:
    held = await slot(context)
    await notion_pace.close(context, timedelta(seconds=60))
    await notion_pace.give(context, held)
    wait = await notion_pace.take(context, hold=HOLD, hurry=True)
    assert isinstance(wait, float)
    assert 55 < wait <= 60


async def test_a_slot_whose_holder_was_killed_is_free_after_its_time(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(notion_pace.SLOTS):
        found = await notion_pace.take(context, hold=timedelta(seconds=0.2), hurry=True)
        while not isinstance(found, Slot):
            found = await notion_pace.take(context, hold=timedelta(seconds=0.2), hurry=True)
    late = await slot(context)
    await notion_pace.give(context, Slot(late.number, late.lease - 1))  # the old holder wakes up
    again = await notion_pace.take(context, hold=HOLD, hurry=True)
    assert again != Slot(late.number, late.lease + 1)
