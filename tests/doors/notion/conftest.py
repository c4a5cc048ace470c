"""A board at Notion's stand-in, the people at it, and a keeper of it in this very process."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from reelworks.doors.notion import running, setup
from reelworks.doors.notion.client import Account, Line
from reelworks.doors.notion.desk import Desk, NoPreviews
from reelworks.doors.notion.properties import STATUS
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.services import (
    notion_assets,
    notion_board,
    notion_pace,
    notion_rows,
    reviews,
)
from tests.orchestrator.conftest import Studio, context
from tests.sandbox import board as standin
from tests.sandbox.board import Board

__all__ = ["context"]

PATIENCE_S = 30.0
ROW = {"Title": "The tide", "Channel": "gated", "Topic": "Why it comes.", "Status": "Queued"}


class Francis:
    """Who sits at the board; `studio` makes what he asks for."""

    def __init__(self, at: Board, studio: Studio, account: Account) -> None:
        self.at, self.studio, self.account = at, studio, account

    @property
    def context(self) -> Context:
        return self.studio.context

    async def do(self, method: str, path: str, body: object = None) -> Any:
        return await asyncio.to_thread(self.at.people, method, path, body)

    async def writes(self, **cells: object) -> str:
        """A new row, by its id."""
        row = await self.do("POST", "/rows", {"source": "Videos", "cells": {**ROW, **cells}})
        return str(row["id"])

    async def sets(self, page: str, by: str = "Francis", **cells: object) -> None:
        await self.do("PATCH", f"/rows/{page}", {"cells": cells, "by": by})

    async def reads(self, page: str) -> dict[str, Any]:
        return dict((await self.do("GET", f"/rows/{page}"))["cells"])

    async def rows(self, source: str) -> list[dict[str, Any]]:
        return list(await self.do("GET", f"/rows?source={source}"))

    async def until(self, page: str, said: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The row, as soon as it says so."""
        ends = time.monotonic() + PATIENCE_S
        while not said(cells := await self.reads(page)):
            assert time.monotonic() < ends, "\n".join(f"{n}: {v}" for n, v in cells.items())
            await asyncio.sleep(0.05)
        return cells

    async def until_status(self, page: str, status: str) -> dict[str, Any]:
        return await self.until(page, lambda cells: cells[STATUS] == status)

    async def sees(self, page: str, *keys: str) -> None:
        """These results are on the board, and the row has been found unchanged since."""
        ends = time.monotonic() + PATIENCE_S
        while True:
            row = await notion_rows.find_row(self.context, page.replace("-", ""))
            if row is not None and row.task is not None:
                view = await reviews.pending(self.context, row.task)
                shown = await notion_assets.seen(self.context, row.task, row.seen_until)
                items = view.items if view is not None else ()
                current = {i.key for i in items if shown.get(i.key) == i.sha256}
                if current >= {*keys}:
                    return
            assert time.monotonic() < ends
            await asyncio.sleep(0.05)

    async def settles(self) -> None:
        """Every row says what is true, and nothing is left to be shown."""
        async with self.kept_too():
            ends = time.monotonic() + PATIENCE_S
            while await notion_rows.due(self.context) or await notion_assets.due(self.context):
                assert time.monotonic() < ends
                await asyncio.sleep(0.1)

    async def in_step(self, page: str) -> None:
        """The row says what is true, and nothing is on its way to it."""
        ends = time.monotonic() + PATIENCE_S
        while page.replace("-", "") in [row.page_id for row in await notion_rows.due(self.context)]:
            assert time.monotonic() < ends
            await asyncio.sleep(0.05)

    async def task(self, page: str) -> str:
        row = await notion_rows.find_row(self.context, page.replace("-", ""))
        assert row is not None
        assert row.task is not None
        return row.task

    async def desk(self) -> Desk:
        found = await notion_board.board(self.context)
        assert found is not None
        return Desk(Line(self.context, self.account), found)

    def person(self) -> str:
        """Who Francis is to Notion."""
        row = self.at.ask("GET", "/users?page_size=100")
        return str(next(user["id"] for user in row["results"] if user.get("name") == "Francis"))

    @asynccontextmanager
    async def kept(self) -> AsyncIterator[None]:
        """The board is kept meanwhile, and a worker makes what is asked for."""
        async with self.kept_too(), self.studio.working():
            yield

    @asynccontextmanager
    async def kept_too(self) -> AsyncIterator[None]:
        """The board is kept, here or by somebody else."""
        stop = asyncio.Event()
        keeping = asyncio.create_task(self._keep(stop))
        try:
            yield
        finally:
            stop.set()
            await keeping

    async def kept_for(self, seconds: float) -> None:
        """The board is kept so long, and then the keeper is no more, whatever it was at."""
        keeping = asyncio.create_task(self._keep(asyncio.Event()))
        await asyncio.sleep(seconds)
        keeping.cancel()
        await asyncio.wait([keeping])

    async def _keep(self, stop: asyncio.Event) -> None:
        await running.keep(self.context, _no_pictures, "", stop, lambda: self.account)


@asynccontextmanager
async def _no_pictures() -> AsyncIterator[NoPreviews]:
    yield NoPreviews()


@pytest.fixture(scope="module")
def at() -> Iterator[Board]:
    with standin.opened(coarse_times=0) as found:
        yield found


@pytest.fixture
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Notion's pace is not what these tests are about."""
    monkeypatch.setattr(notion_pace, "REST", timedelta())
    monkeypatch.setattr(running, "_STAND_BY_S", 0.2)


@pytest_asyncio.fixture
async def francis(at: Board, context: Context, tmp_path: Path, hurry: None) -> Francis:
    source = tmp_path / "notes.md"
    source.write_text("# Notes\nSome words.")
    standin.fresh(at.desk)
    known = at.sandbox.environment
    account = Account(known["NOTION_TOKEN"], known["NOTION_BASE_URL"], poll_s=0.3)
    found = Francis(at, Studio(context, source), account)
    page = await found.do("POST", "/pages", {"title": "Studio"})
    for old in await _sources(at):
        await asyncio.to_thread(at.ask, "PATCH", f"/data_sources/{old}", {"in_trash": True})
    await setup.setup(Line(context, account), page["id"], "francis")
    return found


async def _sources(at: Board) -> list[str]:
    """Those of tests before: people name data sources by their titles."""
    body = {"filter": {"property": "object", "value": "data_source"}}
    said = await asyncio.to_thread(at.ask, "POST", "/search", body)
    return [found["id"] for found in said["results"]]
