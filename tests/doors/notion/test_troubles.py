"""What goes wrong at Notion, on the way and here: nothing is lost, nothing is done twice."""

from __future__ import annotations

import asyncio
import random
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from reelworks.doors.notion import setup
from reelworks.doors.notion.client import Line
from reelworks.orchestrator.models import tables
from reelworks.orchestrator.models.notion_board import notion_boards
from reelworks.orchestrator.services import notion_board, notion_inbox, tasks
from reelworks.orchestrator.services.notion_inbox import Delivery, Source
from reelworks.sandbox.faults import Fault
from tests.doors.notion.conftest import at, context, francis, hurry

if TYPE_CHECKING:
    import pytest

    from tests.doors.notion.conftest import Francis

__all__ = ["at", "context", "francis", "hurry"]


async def count(francis: Francis) -> int:
    async with francis.context.database.connect() as tx:
        return int(await tx.scalar(select(func.count()).select_from(tables.tasks)) or 0)


async def alerts(francis: Francis) -> list[str]:
    async with francis.context.database.connect() as tx:
        return [*await tx.scalars(select(tables.alerts.c.kind))]


async def until(said: object) -> None:
    """A coroutine function that must come to say yes."""
    async with asyncio.timeout(30):
        while not await said():  # type: ignore[operator]
            await asyncio.sleep(0.05)


async def test_an_outage_costs_the_display_and_heals(
    francis: Francis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notion_board, "LATE", timedelta(seconds=4))
    monkeypatch.setattr("reelworks.doors.notion.running._WATCH_S", 0.2)

    async def behind() -> bool:
        async with francis.context.database.connect() as tx:
            return await tx.scalar(select(notion_boards.c.behind_since)) is not None

    async def told() -> bool:
        return await behind() and await alerts(francis) == ["notion_out_of_step"]

    async def well() -> bool:
        return not await behind()

    async with francis.kept():
        page = await francis.writes()
        await francis.sees(page, "assets/1", "assets/2")
        name = await francis.task(page)
        francis.at.desk.faults.out_until = francis.at.desk.clock() + 1e9
        await tasks.cancel(francis.context, name, "somebody else")
        await until(told)
        francis.at.desk.faults.clear()
        await francis.until_status(page, "Cancelled")
        await until(well)
    assert await alerts(francis) == ["notion_out_of_step"]


async def test_answers_that_are_lost_make_nothing_twice(francis: Francis) -> None:
    faults = francis.at.desk.faults
    faults.rate, faults.seed = 0.3, 7
    faults.kinds = (Fault.RESET, Fault.BUSY_WAIT, Fault.CONFLICT, Fault.BROKEN, Fault.MAINTENANCE)
    async with francis.kept():
        page = await francis.writes(Channel="plain")
        await francis.until_status(page, "Approved")
        faults.clear()
        await until(lambda: _all_shown(francis))
    rows = await francis.rows("Assets")
    assert len(rows) == len({row["cells"]["Result"] for row in rows})
    assert await count(francis) == 1


async def _all_shown(francis: Francis) -> bool:
    steps = [row["cells"]["Step"] for row in await francis.rows("Assets")]
    return {*steps} >= {"script/story", "assets/1", "assets/2", "final/film"}


async def test_killed_over_and_over_it_goes_on_where_it_was(francis: Francis) -> None:
    chance = random.Random(3)
    pages = [await francis.writes(Title=f"Row {n}", Channel="plain") for n in range(3)]
    async with francis.studio.working():
        for _ in range(8):
            await francis.kept_for(chance.uniform(0.05, 0.8))
    async with francis.kept():
        for page in pages:
            await francis.until_status(page, "Approved")
        await until(lambda: _all_shown(francis))
    assert await count(francis) == 3
    rows = await francis.rows("Assets")
    assert len(rows) == len({row["cells"]["Result"] for row in rows})


async def test_two_keepers_are_one(francis: Francis) -> None:
    async with francis.kept(), francis.kept_too():
        page = await francis.writes(Channel="plain")
        await francis.until_status(page, "Approved")
    assert await count(francis) == 1


async def test_whatever_tells_us_a_wish_is_done_once(francis: Francis) -> None:
    page = await francis.writes(Channel="plain", Status="Queued")
    for n in range(5):
        for source in Source:
            body = {"authors": [{"id": francis.person(), "type": "person"}]}
            if source is Source.AUTOMATION:
                body = {"source": {"type": "automation", "user_id": francis.person()}}
            told = Delivery(source, f"event-{n}", page, "page.updated", datetime.now(UTC), body)
            assert await notion_inbox.deliver(francis.context, [told])
    ours = {"authors": [{"id": (await francis.desk()).board.bot_id, "type": "bot"}]}
    mine = Delivery(Source.WEBHOOK, "ours", page, "page.updated", datetime.now(UTC), ours)
    await notion_inbox.deliver(francis.context, [mine])
    async with francis.kept():
        await francis.until_status(page, "Approved")
    assert await count(francis) == 1
    async with francis.context.database.connect() as tx:
        e = tables.events.c
        facts = [*await tx.scalars(select(e.facts).where(e.kind == "task_created"))]
    assert [its["actor"] for its in facts] == ["Francis (Notion)"]


async def test_a_renamed_property_is_the_same_and_a_missing_one_is_named(francis: Francis) -> None:
    change = {"Topic": {"name": "What about"}, "Cost": None}
    await francis.do("PATCH", "/sources/Videos", {"properties": change})
    async with francis.kept():
        row = {"Title": "The tide", "Channel": "plain", "What about": "Moons.", "Status": "Queued"}
        made = await francis.do("POST", "/rows", {"source": "Videos", "cells": row})
        cells = await francis.until_status(made["id"], "Approved")
        assert "Cost is missing" in cells["Answer"]
        line = Line(francis.context, francis.account)
        board = (await francis.desk()).board
        report = await setup.setup(line, board.page_id, "francis")
        assert report.added == ("Videos: Cost",)
        assert report.adopted == ("Videos", "Assets")
        cells = await francis.until(made["id"], lambda cells: cells.get("Cost") == 0)
    assert cells["What about"] == "Moons."


async def test_a_row_that_is_deleted_is_left_alone(francis: Francis) -> None:
    async with francis.kept():
        page = await francis.writes()
        await francis.sees(page, "assets/1", "assets/2")
        name = await francis.task(page)
        await francis.do("PATCH", f"/rows/{page}", {"in_trash": True})
        await tasks.cancel(francis.context, name, "somebody else")
        other = await francis.writes(Title="Another", Channel="plain")
        await francis.until_status(other, "Approved")

        async def in_step() -> bool:
            standing = await notion_board.standing(francis.context)
            return (standing.rows, standing.dirty) == (1, 0)

        await until(in_step)
