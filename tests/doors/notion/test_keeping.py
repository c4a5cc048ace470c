"""Rows of the board become videos, and say how these stand; what people set there is done."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from sqlalchemy import func, select, update

from reelworks.orchestrator import database
from reelworks.orchestrator.models import tables
from reelworks.orchestrator.models.notion_board import notion_assets
from reelworks.orchestrator.services import notion_rows
from tests.doors.notion.conftest import at, context, francis, hurry

if TYPE_CHECKING:
    from tests.doors.notion.conftest import Francis

__all__ = ["at", "context", "francis", "hurry"]


async def made(francis: Francis) -> int:
    async with francis.context.database.connect() as tx:
        return int(await tx.scalar(select(func.count()).select_from(tables.tasks)) or 0)


async def test_a_queued_row_becomes_a_video_and_says_how_it_stands(francis: Francis) -> None:
    async with francis.kept():
        draft = await francis.writes(Status="Draft", Title="Not yet")
        page = await francis.writes(Channel="plain", Priority="High")
        cells = await francis.until_status(page, "Approved")
    assert await francis.task(page) == (await francis.studio.status(cells["Video"])).name
    assert cells["Cost"] == 0
    assert cells["Queued"]
    assert cells["Finished"]
    assert cells["Answer"] == ""
    assert await made(francis) == 1
    assert (await francis.reads(draft))["Status"] == "Draft"
    await francis.settles()
    async with database.transaction(francis.context.database) as tx:
        await tx.execute(update(notion_assets).values(shown_at=func.clock_timestamp()))
    due = await notion_rows.due(francis.context)  # the row says how much is on the board
    assert [row.page_id for row in due] == [page.replace("-", "")]


async def test_an_unknown_channel_is_refused_on_the_row(francis: Francis) -> None:
    async with francis.kept():
        page = await francis.writes(Channel="nowhere")
        cells = await francis.until_status(page, "Draft")
        assert "no channel 'nowhere'" in cells["Answer"]
        assert "gated, plain" in cells["Answer"]
        await francis.sets(page, Channel="plain", Status="Queued")
        cells = await francis.until_status(page, "Approved")
    assert cells["Answer"] == ""


async def test_what_was_seen_is_approved_and_rejected_with_its_note(francis: Francis) -> None:
    async with francis.kept():
        page = await francis.writes()
        await francis.until(page, lambda cells: "all 2 are on the board" in cells["Waits for"])
        first = next(
            row for row in await francis.rows("Assets") if row["cells"]["Step"] == "assets/1"
        )
        await francis.sets(first["id"], Verdict="Reject")
        await francis.until(first["id"], lambda cells: "Note" in cells["Answer"])
        await francis.sets(first["id"], Note="darker")
        await francis.until(first["id"], lambda cells: cells["Verdict"] == "Rejected")
        await francis.sees(page, "assets/1", "assets/2")
        await francis.until(page, lambda cells: "all 2 are on the board" in cells["Waits for"])
        await francis.in_step(page)
        await francis.sets(page, Status="Assets Approved")
        await francis.until_status(page, "Final Review")
        await francis.until(page, lambda cells: "all 1 are on the board" in cells["Waits for"])
        await francis.in_step(page)  # written by us at that moment, it would be somebody's word
        await francis.sets(page, Action="Approve")
        cells = await francis.until_status(page, "Approved")
    assert cells["Action"] is None
    async with francis.context.database.connect() as tx:
        r = tables.reviews.c
        rows = [*await tx.execute(select(r.verdict, r.note, r.actor).order_by(r.id))]
    assert [tuple(row) for row in rows] == [
        ("rejected", "darker", "Francis (Notion)"),
        *[("approved", "", "Francis (Notion)")] * 3,
    ]


async def test_what_cannot_be_is_answered_and_set_back(francis: Francis) -> None:
    async with francis.kept():
        page = await francis.writes()
        await francis.until(page, lambda cells: "all 2" in cells["Waits for"])
        for wrong in ("Published", "Audio Approved"):
            await francis.sets(page, Status=wrong)
            cells = await francis.until(page, lambda cells: cells["Status"] == "Assets Ready")
            cells = await francis.until(page, lambda cells: cells["Answer"] != "")
            await francis.sets(page, Channel="plain")
            cells = await francis.until(page, lambda cells: cells["Channel"] == "gated")
            assert "stays in its channel" in cells["Answer"]
        await francis.sets(page, Status="Cancelled")
        await francis.until(page, lambda cells: cells["Finished"])
        assert (await francis.studio.status(await francis.task(page))).cancelled


async def test_rows_queued_at_once_are_as_many_videos(francis: Francis) -> None:
    async with francis.kept():
        pages = await asyncio.gather(
            *(francis.writes(Title=f"Row {n}", Channel="plain") for n in range(4))
        )
        for page in pages:
            await francis.until_status(page, "Approved")
    assert await made(francis) == 4
    assert len({await francis.task(page) for page in pages}) == 4
