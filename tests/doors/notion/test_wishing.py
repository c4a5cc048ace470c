"""What people set on rows of videos under way, and what of it counts."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image
from sqlalchemy import select

from reelworks.doors.notion import assets, running, setup, uploading
from reelworks.doors.notion.client import Line
from reelworks.doors.notion.properties import PREVIEW, RESULT, VERDICT
from reelworks.orchestrator.models import tables
from reelworks.orchestrator.services import notion_assets, status
from tests.doors.notion.conftest import at, context, francis, hurry

if TYPE_CHECKING:
    import pytest

    from tests.doors.notion.conftest import Francis

__all__ = ["at", "context", "francis", "hurry"]

MB = 2**20


async def story_of(francis: Francis, page: str) -> dict[str, Any]:
    t = tables.tasks.c
    async with francis.context.database.connect() as tx:
        query = select(t.story).where(t.name == await francis.task(page))
        return dict(await tx.scalar(query))


async def test_nobody_approves_what_they_could_not_see(
    francis: Francis, monkeypatch: pytest.MonkeyPatch
) -> None:
    shows = running.Keeper.exhibit

    async def nothing(_: running.Keeper) -> bool:
        return False

    monkeypatch.setattr(running.Keeper, "exhibit", nothing)
    async with francis.kept():
        page = await francis.writes()
        cells = await francis.until_status(page, "Assets Ready")
        await francis.until(page, lambda cells: "0 of 2" in cells["Waits for"])
        await francis.sets(page, Status="Assets Approved")
        cells = await francis.until(page, lambda cells: cells["Answer"] != "")
        assert "Nothing of assets was on the board" in cells["Answer"]
        await francis.until_status(page, "Assets Ready")
        monkeypatch.setattr(running.Keeper, "exhibit", shows)
        await francis.sees(page, "assets/1", "assets/2")
        await francis.sets(page, Status="Assets Approved")
        await francis.until_status(page, "Final Review")
        await francis.until(page, lambda cells: cells["Answer"] == "")


async def test_title_topic_and_priority_may_be_edited_while_that_makes_sense(
    francis: Francis,
) -> None:
    async with francis.kept():
        page = await francis.writes()
        await francis.sees(page, "assets/1", "assets/2")
        await francis.sets(page, Title="The ebb", Priority="Low")

        async def retitled() -> None:
            while (await story_of(francis, page))["title"] != "The ebb":
                await asyncio.sleep(0.05)

        await asyncio.wait_for(retitled(), 30)
        await francis.sets(page, Topic="Why it goes.")
        name = await francis.task(page)

        async def rewritten() -> None:
            while True:
                view = await status.status(francis.context, name)
                story = next(step for step in view.steps if step.key == "script/story")
                again = story.take == 2 and "Why it goes" in story.note
                if again and view.label == "Assets Ready":
                    return
                await asyncio.sleep(0.05)

        await asyncio.wait_for(rewritten(), 30)
        await francis.sees(page, "assets/1", "assets/2")
        await francis.in_step(page)
        await francis.sets(page, Status="Assets Approved")
        await francis.until_status(page, "Final Review")
        await francis.sets(page, **{"Story direction": "Backwards"})
        cells = await francis.until(page, lambda cells: cells["Story direction"] == "")
        assert "made of this story already" in cells["Answer"]
        assert (cells["Title"], cells["Topic"], cells["Priority"]) == (
            "The ebb", "Why it goes.", "Low",
        )  # fmt: skip
        async with francis.context.database.connect() as tx:
            priority = await tx.scalar(select(tables.tasks.c.priority))
        assert priority == -1


async def test_a_comment_is_the_note_of_a_rejection(francis: Francis) -> None:
    async with francis.kept():
        page = await francis.writes()
        await francis.sees(page, "assets/1", "assets/2")
        await francis.do("POST", f"/rows/{page}/comments", {"text": "All of it at night, please."})
        await francis.sets(page, Action="Reject")
        await francis.until(page, lambda cells: cells["Action"] is None)
        await francis.sees(page, "assets/1", "assets/2")

        async def both_rejected() -> None:
            while [r["cells"][VERDICT] for r in await francis.rows("Assets")].count("Rejected") < 2:
                await asyncio.sleep(0.05)

        await asyncio.wait_for(both_rejected(), 30)
    async with francis.context.database.connect() as tx:
        r = tables.reviews.c
        notes = [*await tx.scalars(select(r.note).where(r.verdict == "rejected"))]
    assert notes == ["All of it at night, please."] * 2


async def test_setup_adopts_adds_and_says_what_is_wrong(francis: Francis) -> None:
    top = (await francis.do("POST", "/pages", {"title": "Old board"}))["id"]
    body = {
        "parent": {"type": "page_id", "page_id": top},
        "title": [{"text": {"content": "Videos"}}],
        "initial_data_source": {"properties": {
            "Name": {"title": {}}, "Topic": {"number": {}},
            "Channel": {"select": {"options": [{"name": "plain"}]}},
        }},
    }  # fmt: skip
    await asyncio.to_thread(francis.at.ask, "POST", "/databases", body)
    line = Line(francis.context, francis.account)
    report = await setup.setup(line, f"https://www.notion.so/Old-{top.replace('-', '')}", "ines")
    assert (report.made, report.adopted) == (("Assets",), ("Videos",))
    assert len(report.wrong) == 1
    assert "Topic is of the type number, and must be rich_text" in report.wrong[0]
    assert {"Videos: Status", "Videos: Channel"} <= set(report.added)
    assert report.board.videos["Title"] == "title"
    again = await setup.setup(line, top, "ines")
    assert (again.made, again.added) == ((), ())
    source = await asyncio.to_thread(
        francis.at.ask, "GET", f"/data_sources/{again.board.videos_source}"
    )
    options = source["properties"]["Channel"]["select"]["options"]
    assert {option["name"] for option in options} == {"plain", "gated"}
    francis.context.channels["new"] = replace(francis.context.channels["plain"], id="new")
    await setup.offer_channels(line, again.board)
    source = await asyncio.to_thread(
        francis.at.ask, "GET", f"/data_sources/{again.board.videos_source}"
    )
    options = source["properties"]["Channel"]["select"]["options"]
    assert {option["name"] for option in options} == {"plain", "gated", "new"}


async def test_a_large_file_goes_in_parts_and_one_that_is_too_large_is_told(
    francis: Francis, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    async with francis.kept():
        page = await francis.writes()
        await francis.sees(page, "assets/1", "assets/2")
        rows = await francis.rows("Assets")
        row = next(row for row in rows if row["cells"]["Step"] == "assets/1")
        asset = await notion_assets.find_asset(francis.context, row["id"].replace("-", ""))
    assert asset is not None
    monkeypatch.setattr(uploading, "_WHOLE_BYTES", 6 * MB)
    monkeypatch.setattr(uploading, "_PART_BYTES", 5 * MB)
    francis.at.desk.dials["largest_file_mb"] = 100
    clip = tmp_path / "clip.mp4"
    clip.write_bytes(bytes(range(256)) * 4 * 1024 * 11)
    desk = await francis.desk()
    id_ = await uploading.upload(desk, asset, uploading.File(clip, "clip.mp4"))
    said = await asyncio.to_thread(francis.at.ask, "GET", f"/file_uploads/{id_}")
    assert said["status"] == "uploaded"
    assert said["content_length"] == 11 * MB
    desk.board = replace(desk.board, upload_bytes=1)
    await assets.show(desk, replace(asset, page_id="", begun=False, upload={}))
    found = await francis.rows("Assets")
    told = [row["cells"] for row in found if row["cells"][RESULT] == asset.result_id]
    told = [cells for cells in told if not cells[PREVIEW] and "larger than" in cells["Answer"]]
    assert len(told) == 1
    assert f"reelworks review {asset.task}" in told[0]["Answer"]
    far = datetime.now(UTC) + timedelta(days=1)
    assert asset.key not in await notion_assets.seen(francis.context, asset.task, far)


async def test_a_films_thumbnail_is_on_the_row_of_its_video(
    francis: Francis, tmp_path: Path
) -> None:
    async with francis.kept():
        page = await francis.writes(Channel="plain")
        await francis.until_status(page, "Approved")

        async def film() -> notion_assets.Asset:
            while True:
                for row in await francis.rows("Assets"):
                    id_ = row["id"].replace("-", "")
                    asset = await notion_assets.find_asset(francis.context, id_)
                    if asset is not None and asset.key == "final/film":
                        return asset
                await asyncio.sleep(0.05)

        asset = await asyncio.wait_for(film(), 30)
    picture = tmp_path / "thumbnail.png"
    Image.new("RGB", (64, 36), "navy").save(picture)
    files = {**asset.files, "thumbnail": francis.context.store.put(picture)}
    desk = await francis.desk()
    await assets.show(desk, replace(asset, files=files, page_id="", begun=True, upload={}))
    cells = await francis.reads(page)
    assert [file["name"] for file in cells[PREVIEW]] == [f"{asset.task}-take-1.png"]
    films = [r for r in await francis.rows("Assets") if r["cells"]["Step"] == "final/film"]
    assert len(films) == 1
