"""Every page, light, dark and on a phone: nothing in anybody's way; what moves and sounds works.

With REELWORKS_PICTURES=FOLDER a picture of each is kept there (`make screenshots`).
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe

from reelworks.orchestrator.services import edits
from tests.doors.browser import scene
from tests.doors.browser.hands import Keys, true
from tests.doors.browser.scene import Scene

if TYPE_CHECKING:
    from playwright.async_api import Page

    from tests.doors.browser.conftest import Shown

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]

PAGES = {
    "board": "/",
    "videos": "/videos",
    "video": "/videos/{film}",
    "video-under-way": "/videos/{waits}",
    "video-stopped": "/videos/{stopped}",
    "room-script": "/videos/{film}/room?stage=script",
    "room-images": "/videos/{waits}/room",
    "room-clips": "/videos/{film}/room?stage=video",
    "room-narration": "/videos/{film}/room?stage=audio",
    "room-film": "/videos/{film}/room?stage=final",
    "slate": "/slate",
    "new-video": "/new",
    "channels": "/channels",
    "people": "/people",
    "login": "/login",
    "missing": "/videos/nowhere",
}
BAD = {"serious", "critical"}
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
KEPT = os.environ.get("REELWORKS_PICTURES", "")
LOADED = """[...document.images].every((one) => {
  const box = one.getBoundingClientRect();
  return !one.checkVisibility() || box.top > innerHeight || (one.complete && one.naturalWidth > 0);
})"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def found(shown: Shown) -> AsyncIterator[Scene]:
    larger = {"shots": 5, "width": 1280, "height": 720} if KEPT else {}
    yield await scene.built(shown, **larger)


async def opened(page: Page, found: Scene, name: str) -> None:
    await page.goto(PAGES[name].format(**asdict(found)))
    await true(page, LOADED)
    await page.evaluate(Axe().axe_script)


async def in_the_way(page: Page, **options: Any) -> Sequence[str]:
    """What would keep somebody from using the page as it is now."""
    told = await page.evaluate("(options) => axe.run(options)", options)
    return [
        f"{one['id']}: {[node['target'] for node in one['nodes'][:4]]}"
        for one in told["violations"]
        if one["impact"] in BAD
    ]


async def keep(page: Page, name: str) -> None:
    """A picture of it, where pictures are wanted."""
    if KEPT:
        path = Path(KEPT) / f"{name}.jpg"
        await page.screenshot(path=path, type="jpeg", quality=68, scale="css")


async def test_nothing_is_in_anybodys_way(shown: Shown, found: Scene) -> None:
    wrong: dict[str, Sequence[str]] = {}
    async with shown.page(excused="404") as page:
        for name in PAGES:
            await page.emulate_media(color_scheme="light", reduced_motion="reduce")
            await opened(page, found, name)
            wrong[name] = await in_the_way(page)
            await keep(page, name)
            await page.emulate_media(color_scheme="dark", reduced_motion="reduce")  # at once
            wrong[f"{name} in the dark"] = await in_the_way(page, **CONTRAST)
            await keep(page, f"{name}-dark")
    assert {name: its for name, its in wrong.items() if its} == {}


async def test_nothing_is_in_anybodys_way_on_a_phone(shown: Shown, found: Scene) -> None:
    wrong: dict[str, Sequence[str]] = {}
    async with shown.page(phone=True, excused="404") as page:
        for name in PAGES:
            await opened(page, found, name)
            wrong[name] = await in_the_way(page)
            width, screen = await page.evaluate(
                "[document.documentElement.scrollWidth, innerWidth]"
            )
            assert width <= screen, name
            await keep(page, f"{name}-phone")
    assert {name: its for name, its in wrong.items() if its} == {}


async def test_every_page_reads_without_script(shown: Shown, found: Scene) -> None:
    async with shown.page(script=False, excused="404") as page:
        for name, path in PAGES.items():
            await page.goto(path.format(**asdict(found)))
            assert await page.inner_text("h1"), name
            for hidden in await page.query_selector_all(".no-script"):
                assert await hidden.is_visible(), name  # what stands in for a script


async def test_a_clip_plays_with_its_narration_where_somebody_points(
    shown: Shown, found: Scene
) -> None:
    async with shown.page() as page:
        await page.goto(f"/videos/{found.film}/room?stage=video")
        await page.click("h1")  # a browser lets nothing sound before somebody has touched the page
        first = ".thing[data-key='video/shot-01']"
        await page.hover(f"{first} .media video")
        await page.wait_for_selector(f"{first} [data-words] .now")
        await page.wait_for_selector(f"{first} .wave .heard")
        told = await page.evaluate(IN_TIME, first)
        assert told["clip"] > 0
        assert told["from"] - 0.5 <= told["clip"] <= told["to"] + 0.5  # the word that is heard
        await page.hover("h1")
        await true(page, f'document.querySelector("{first} video").paused')
        assert not await page.locator(".now").count()


IN_TIME = """(first) => {
  const thing = document.querySelector(first), word = thing.querySelector(".now");
  return { clip: thing.querySelector("video").currentTime,
    from: Number(word?.dataset.from ?? -9), to: Number(word?.dataset.to ?? 99) };
}"""


async def test_the_space_bar_plays_a_narration_and_its_words_are_lit(
    shown: Shown, found: Scene
) -> None:
    async with shown.page() as page:
        await page.goto(f"/videos/{found.film}/room?stage=audio")
        await page.keyboard.press("j")
        await page.keyboard.press("Space")
        await page.wait_for_selector(".thing.current [data-words] .now")
        lit = await page.inner_text(".thing.current [data-words] .now")
        assert lit in await page.inner_text(".thing.current [data-words]")
        await page.keyboard.press("Space")
        await page.wait_for_selector(".thing.current .now", state="detached")


async def test_words_are_edited_in_place_and_the_price_comes_first(
    shown: Shown, found: Scene
) -> None:
    async with shown.page() as page:
        await page.goto(f"/videos/{found.waits}/room")
        hand, last = Keys(page), "#thing-assets-environment-02"
        await hand._come_to(last)
        await page.keyboard.press("e")
        field = f"{last} textarea[name=scene]"
        await hand.write(field, "a stone quay at night, lamps on wet ground")
        await hand.press(f"{last} button[name=look]")
        await page.wait_for_selector(f"{last} [data-price]:has-text('free')")
        before = await edits.shots(shown.context, found.waits)
        assert all("stone quay" not in shot.scene for shot in before)  # nothing has changed yet
        await hand.press(f"{last} .edit button.primary")
        await page.wait_for_selector("#said:has-text('Changed.')")
        await page.wait_for_selector(f"{last} .prompt:has-text('stone quay')")
        await page.wait_for_selector(f"{last} .earlier img")  # the picture before, beside ...
        await page.wait_for_selector(f"{last} .media img")  # ... the new one
