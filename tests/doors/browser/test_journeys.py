"""A person makes a film in a browser: asks, looks, rejects, approves, plays it, takes it home."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from reelworks.orchestrator.services import tasks
from tests.doors.browser.hands import Keys, Mouse, Thumb, notes, true
from tests.doors.browser.scene import begun, until

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.async_api import Page

    from tests.doors.browser.conftest import Shown
    from tests.doors.browser.hands import Hand

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]

FIRST = "#thing-assets-environment-01"
NEW = {"mouse": ".who a.primary", "thumb": ".nav a.only-small", "keys": ".who a.primary"}
TOO_WIDE = "[document.documentElement.scrollWidth, innerWidth]"


async def ask(hand: Hand, seed: int) -> str:
    """Fill in the form for a small film; returns the video's name."""
    page = hand.page
    await hand.choose("select[name=channel]", "Lights")
    await hand.write("textarea[name=text]", notes())
    await hand.write("input[name=shots]", "1")
    await hand.choose("select[name=size]", "640x360")
    await hand.write("input[name=seed]", str(seed))
    await page.wait_for_selector("[data-plan] .sum:has-text('Free')")  # the price comes first
    await hand.press("#new button.big")
    await page.wait_for_url("**/videos/*")
    return page.url.rpartition("/")[2].partition("?")[0]


async def journey(hand: Hand, seed: int, folder: Path) -> str:
    """From notes to a film that is played and taken home; returns its name."""
    page = hand.page
    await page.goto("/")
    await hand.press(NEW[hand.name])
    name = await ask(hand, seed)
    await hand.press("#stages a.you")  # it has moved by itself
    await page.wait_for_selector(f"{FIRST} .media img")
    await hand.reject(FIRST, "at night")
    await page.wait_for_selector(f"{FIRST} .earlier img")  # the earlier take beside ...
    await page.wait_for_selector(f"{FIRST} .media img")  # ... the new one
    assert "at night" in await page.inner_text(f"{FIRST} .earlier")
    await fits(page)
    await hand.approve_all()
    await hand.press("#verdict a[href]")  # nothing is left to decide: to the video
    await hand.press("#stages a.you")  # until its film waits
    await page.wait_for_selector(".room.stage-final .media video")
    await fits(page)
    await hand.approve_all()
    await hand.press("#verdict a[href]")
    await page.wait_for_selector("#film a[download]")
    await plays(hand)
    async with page.expect_download() as waiting:
        await hand.press("#film a.button[download]")
    film = folder / f"{hand.name}.mp4"
    await (await waiting.value).save_as(film)
    assert film.read_bytes()[4:8] == b"ftyp"
    return name


async def fits(page: Page) -> None:
    """Nothing sticks out, and on a phone what is decided with is large enough for a thumb."""
    width, screen = await page.evaluate(TOO_WIDE)
    assert width <= screen
    if screen < 500:
        for button in await page.query_selector_all(".decide button:visible, .verdict button"):
            box = await button.bounding_box()
            assert box is None or box["height"] >= 44


async def plays(hand: Hand) -> None:
    page = hand.page
    await true(page, "document.querySelector('#film video').readyState > 0")
    await hand.play()
    await true(page, "document.querySelector('#film video').currentTime > 0.3")
    assert await page.evaluate("document.querySelector('#film video').duration") > 3


async def test_from_notes_to_a_film_that_is_played_and_saved(shown: Shown, tmp_path: Path) -> None:
    async with shown.page() as page:
        shown.films.append(await journey(Mouse(page), 1, tmp_path))


async def test_the_same_with_a_thumb_on_a_phone(shown: Shown, tmp_path: Path) -> None:
    async with shown.page(phone=True) as page:
        await journey(Thumb(page), 2, tmp_path)


async def test_the_same_by_keyboard_alone(shown: Shown, tmp_path: Path) -> None:
    async with shown.page() as page:
        await journey(Keys(page), 3, tmp_path)


async def test_the_board_moves_by_itself(shown: Shown) -> None:
    async with shown.page() as page:
        await page.goto("/")
        name = await begun(shown, 4)
        await page.wait_for_selector(f"article a[href='/videos/{name}']")
        await page.wait_for_selector("#column-images .s-for_you >> text=Review")
        await tasks.cancel(shown.context, name, "mara")
        await page.wait_for_selector(f"#board article a[href='/videos/{name}']", state="detached")


async def test_who_looked_too_long_ago_is_told_what_has_changed(shown: Shown) -> None:
    name = await begun(shown, 5)
    await until(shown, name, "Assets Ready")
    async with shown.page(script=False) as late, shown.page() as page:
        await late.goto(f"/videos/{name}/room")
        await page.goto(f"/videos/{name}/room")
        await Mouse(page).reject(FIRST, "darker")
        await page.wait_for_selector(f"{FIRST} .earlier img")
        await page.wait_for_selector(f"{FIRST} form[data-act=approve]")
        await late.click("#verdict button")  # what this page still shows is the first take
        said = await late.inner_text("#said")
        assert "Changed since you looked: assets/environment-01" in said
        assert not await late.locator(f"{FIRST}.approved").count()
        assert "darker" in await late.inner_text(f"{FIRST} .earlier")  # and sees it now
    await tasks.cancel(shown.context, name, "mara")


async def test_of_two_reviewers_at_once_one_decides(shown: Shown) -> None:
    name = await begun(shown, 6)
    await until(shown, name, "Assets Ready")
    async with shown.page(script=False) as one, shown.page(script=False) as other:
        for page in (one, other):
            await page.goto(f"/videos/{name}/room")
        await asyncio.gather(*(page.click("#verdict button") for page in (one, other)))
        said = sorted([await page.inner_text("#said") for page in (one, other)])
        assert said[0].startswith("Approved:")
        assert said[1].startswith("Somebody has approved this already.")
    await tasks.cancel(shown.context, name, "mara")
