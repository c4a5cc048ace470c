"""Hands: how a person works a page, by mouse, by thumb or by keyboard alone."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Protocol

from playwright.async_api import Page

PATIENCE_S = int(os.environ.get("REELWORKS_PATIENCE_S", "180"))
_MOST_TABS = 400


class Hand(Protocol):
    """Works a page; things are named by CSS selectors."""

    name: str
    page: Page

    async def press(self, what: str) -> None:
        """A link, a button, a heading that opens."""

    async def write(self, where: str, text: str) -> None:
        """Into a field, in place of what was there."""

    async def choose(self, where: str, option: str) -> None:
        """The option of a list that begins so."""

    async def reject(self, thing: str, note: str) -> None:
        """One thing in the review room."""

    async def approve_all(self) -> None:
        """Everything that is shown in the review room."""

    async def play(self) -> None:
        """The film on its page."""


class Mouse:
    name = "mouse"

    def __init__(self, page: Page) -> None:
        self.page = page

    async def press(self, what: str) -> None:
        await self.page.click(what)

    async def write(self, where: str, text: str) -> None:
        await self.page.fill(where, text)

    async def choose(self, where: str, option: str) -> None:
        found = self.page.locator(f"{where} option", has_text=option)
        await self.page.select_option(where, await found.first.get_attribute("value") or option)

    async def reject(self, thing: str, note: str) -> None:
        await self.press(f"{thing} details.no > summary")
        await self.write(f"{thing} textarea[name=note]", note)
        await self.press(f"{thing} form[data-act=reject] button")

    async def approve_all(self) -> None:
        await self.press("#verdict button")

    async def play(self) -> None:
        await self.press("#film video")


class Thumb(Mouse):
    name = "thumb"

    async def press(self, what: str) -> None:
        await self.page.tap(what)

    async def play(self) -> None:
        """Where a touch only shows what a film is controlled with, its first button plays it."""
        box = await self.page.locator("#film video").bounding_box()
        assert box is not None
        await self.page.tap("#film video", position={"x": 24, "y": box["height"] - 46})


class Keys:
    """Nothing is clicked: tabs, letters, Enter and the space bar."""

    name = "keys"

    def __init__(self, page: Page) -> None:
        self.page = page

    async def press(self, what: str) -> None:
        await self._reach(what)
        await self.page.keyboard.press("Enter")

    async def write(self, where: str, text: str) -> None:
        await self._reach(where)
        await self.page.keyboard.press("Control+a")
        await self.page.keyboard.insert_text(text)

    async def choose(self, where: str, option: str) -> None:
        await self._reach(where)
        await self.page.keyboard.type(option[:6])

    async def reject(self, thing: str, note: str) -> None:
        await self._come_to(thing)
        await self.page.keyboard.press("r")
        await self.page.keyboard.type(note)
        await self.page.keyboard.press("Control+Enter")

    async def approve_all(self) -> None:
        things = self.page.locator(".thing:not(.approved)")
        while await things.count():
            key = await things.first.get_attribute("data-key")
            await self._come_to(f".thing[data-key='{key}']")
            await self.page.keyboard.press("a")
            await self.page.wait_for_selector(f".thing.approved[data-key='{key}']")

    async def play(self) -> None:
        await self._reach("#film video")
        await self.page.keyboard.press("Space")

    async def _come_to(self, thing: str) -> None:
        """By j and k, as the room has it."""
        for key in ("j", "k"):
            for _ in range(await self.page.locator(".thing").count() + 1):
                if await self.page.locator(f"{thing}.current").count():
                    return
                await self.page.keyboard.press(key)
        raise AssertionError(f"j and k do not lead to {thing}")

    async def _reach(self, what: str) -> None:
        await self.page.wait_for_selector(what)
        for _ in range(_MOST_TABS):
            if await self.page.evaluate("what => document.activeElement?.matches(what)", what):
                return
            await self.page.keyboard.press("Tab")
        raise AssertionError(f"no tab leads to {what}")


async def true(page: Page, what: str) -> None:
    """Wait until it is true in the page (whose policy lets nobody else evaluate anything)."""
    async with asyncio.timeout(PATIENCE_S):
        while not await page.evaluate(what):
            await asyncio.sleep(0.05)


def notes(name: str = "lighthouse") -> str:
    """The notes of an example."""
    path = Path(__file__).parents[3] / "examples" / "notes" / f"{name}.md"
    return path.read_text("utf-8")
