"""A person makes a film in a browser: asks, looks, rejects, approves, plays it, takes it home."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from reelworks.orchestrator.services import reviews, tasks
from tests.doors.browser.conftest import notes

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.async_api import Page

    from tests.doors.browser.conftest import Shown

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FIRST = "#thing-assets-environment-01"


async def ask(page: Page, *, shots: int = 1) -> str:
    """Fill in the form for a small film; returns the video's name."""
    await page.goto("/new?channel=careful")
    await page.fill("textarea[name=text]", notes())
    await page.fill("input[name=shots]", str(shots))
    await page.select_option("select[name=size]", "640x360")
    await page.click("button:has-text('Start')")
    await page.wait_for_url("**/videos/*")
    return page.url.rpartition("/")[2].partition("?")[0]


async def test_from_notes_to_a_film_that_is_played_and_saved(shown: Shown, tmp_path: Path) -> None:
    async with shown.page() as page:
        await page.goto("/new")
        await page.fill("textarea[name=text]", notes())
        await page.wait_for_selector("[data-plan] .sum:has-text('Free')")
        name = await ask(page)
        await page.wait_for_selector("#stages >> text=waits for you")  # it has moved by itself
        await page.click("text=Review now")
        await page.wait_for_selector(f"{FIRST} img")
        await page.click(f"{FIRST} summary:has-text('Reject')")
        await page.fill(f"{FIRST} textarea[name=note]", "at night")
        await page.click(f"{FIRST} button:has-text('made again')")
        await page.wait_for_selector(f"{FIRST} .earlier img")  # the earlier take beside ...
        await page.wait_for_selector(f"{FIRST} .media img")  # ... the new one
        assert "at night" in await page.inner_text(f"{FIRST} .earlier")
        await page.click("#verdict button")
        await page.wait_for_selector("#said:has-text('Approved')")
        await page.goto(f"/videos/{name}/room?stage=final")
        await page.wait_for_selector("#verdict button", timeout=180_000)
        await page.click("#verdict button")
        await page.wait_for_selector("#said:has-text('Approved')")
        await page.goto(f"/videos/{name}")
        await plays(page)
        async with page.expect_download() as waiting:
            await page.click("text=Download film")
        film = tmp_path / "film.mp4"
        await (await waiting.value).save_as(film)
        assert film.read_bytes()[4:8] == b"ftyp"


async def plays(page: Page) -> None:
    await page.wait_for_selector("#film video")
    length = await page.evaluate(
        """async () => {
            const film = document.querySelector("#film video");
            film.muted = true;
            await film.play();
            await new Promise((done) => {
                film.ontimeupdate = () => film.currentTime > 0.3 && done();
            });
            return film.duration;
        }"""
    )
    assert length > 3


async def test_by_keyboard_alone_and_by_thumb(shown: Shown) -> None:
    async with shown.page() as page:
        name = await ask(page)
        await page.wait_for_selector("#stages >> text=waits for you")
        await page.goto(f"/videos/{name}/room")
        await page.wait_for_selector(FIRST)
        await page.keyboard.press("j")
        assert await page.get_attribute(".thing.current", "data-key") == "assets/environment-01"
        await page.keyboard.press("r")
        await page.keyboard.type("darker")
        await page.keyboard.press("Control+Enter")
        await page.wait_for_selector("#said:has-text('made again')")
        await page.wait_for_selector(f"{FIRST} form[data-act=approve]")
        await page.keyboard.press("a")
        await page.wait_for_selector(f"{FIRST}.approved, #said:has-text('Approved')")
    async with shown.page(phone=True) as page:
        await page.goto("/")
        await page.click(".nav >> text=Slate")
        await page.wait_for_selector("h1:has-text('Slate')")
        await page.goto(f"/videos/{name}/room?stage=assets")
        for width in await page.evaluate(WIDER_THAN_THE_SCREEN):
            assert width <= 390
        for button in await page.query_selector_all(".decide button:visible, .verdict button"):
            box = await button.bounding_box()
            assert box is None or box["height"] >= 36


WIDER_THAN_THE_SCREEN = "[document.documentElement.scrollWidth]"


async def test_every_page_reads_without_script_and_says_what_each_part_is(shown: Shown) -> None:
    context = shown.context
    async with shown.page() as page:
        name = await ask(page)
        await page.wait_for_selector("#stages >> text=waits for you")
    paths = ("/", "/videos", "/slate", "/new", "/channels", "/people", f"/videos/{name}")
    for path in (*paths, f"/videos/{name}/room"):
        async with shown.page(script=False) as page:
            await page.goto(path)
            assert await page.inner_text("h1")
            assert await nameless(page) == []
    async with shown.page(script=False) as page:  # and a decision is made without it
        await page.goto(f"/videos/{name}/room")
        await page.click("#verdict button")
        assert "Approved" in await page.inner_text("#said")
    assert await reviews.pending(context, name) is None
    await tasks.cancel(context, name, "mara")


async def nameless(page: Page) -> list[Any]:
    """Controls and pictures that a person who cannot see the page would be told nothing of."""
    client = await page.context.new_cdp_session(page)
    tree = await client.send("Accessibility.getFullAXTree")
    told = {"button", "link", "textbox", "combobox", "checkbox", "radio", "image", "searchbox"}
    return [
        node.get("backendDOMNodeId")
        for node in tree["nodes"]
        if not node.get("ignored")
        and node.get("role", {}).get("value") in told
        and not node.get("name", {}).get("value", "").strip()
    ]


async def test_the_board_moves_by_itself(shown: Shown) -> None:
    async with shown.page() as page, shown.page() as other:
        await page.goto("/")
        name = await ask(other)
        await page.wait_for_selector(f"article a[href='/videos/{name}']")
        await page.wait_for_selector("#column-images .s-for_you >> text=Review")
        await tasks.cancel(shown.context, name, "mara")
        async with asyncio.timeout(60):
            while await page.query_selector("#board article"):
                await asyncio.sleep(0.1)
