"""A day at the board: twelve videos in four channels, and everything that a day can bring.

People work at Notion's stand-in by hand. Its API has an outage, its webhooks are lost, doubled,
shuffled and late, and the office is killed twice. In the evening board and database agree.
"""

from __future__ import annotations

import asyncio
import socket
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from reelworks.doors.notion import setup
from reelworks.doors.notion.client import Account, Line
from reelworks.ops.sealing import new_key
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.models import tables
from reelworks.orchestrator.models.notion_inbox import notion_deliveries
from reelworks.orchestrator.schemas.views import TaskView
from reelworks.orchestrator.services import notion_inbox, notion_rows, status
from reelworks.orchestrator.services.notion_assets import SHOWN
from tests.acceptance.notion_office import LINK, Office, channels, context, seal
from tests.sandbox import board as standin
from tests.sandbox.board import Board

PATIENCE_S = 480.0  # a machine that has other things to do is slow, not wrong
LOOK_S = 0.5
OUTAGE_S = 8.0
REJECTS, CANCELS, RETITLES, HURRIES = {1, 4}, {5}, {0, 8}, {2}  # rows, by their numbers
TROUBLE = {"hooks_lost": 0.25, "hooks_doubled": 0.3, "hooks_shuffled": 0.3, "hooks_late": 0.1}
QUICK = {"hooks_aggregate_s": 0.3, "hooks_after_s": 0.1, "hooks_spread_s": 3, "hooks_late_s": 5}
NAME = "Francis (Notion)"


@dataclass
class Day:
    """What people did, to be compared with what is on record. Keys: a row's number, a stage."""

    at: Board
    office: Office
    made: Context
    rows: list[str] = field(default_factory=list)
    approved: Counter[tuple[int, str]] = field(default_factory=Counter)
    rejected: Counter[int] = field(default_factory=Counter)
    ended: set[int] = field(default_factory=set)

    async def do(self, method: str, path: str, body: object = None) -> Any:
        return await asyncio.to_thread(self.at.people, method, path, body)

    async def row(self, number: int) -> dict[str, Any]:
        return dict((await self.do("GET", f"/rows/{self.rows[number]}"))["cells"])

    async def sets(self, number: int, **cells: object) -> None:
        await self.do("PATCH", f"/rows/{self.rows[number]}", {"cells": cells})

    async def until(self, reached: Callable[[], bool]) -> None:
        ends = monotonic() + PATIENCE_S
        while not reached():
            assert monotonic() < ends, self.situation()
            await asyncio.sleep(0.1)

    def situation(self) -> str:
        rows = self.at.people("GET", "/rows?source=Videos")
        cells = [row["cells"] for row in rows]
        told = [f"{c['Title']}: {c['Status']}; {c['Waits for']} {c['Answer']}" for c in cells]
        return "\n".join([*told, self.office.said.read_text("utf-8")[-3_000:]])


@pytest_asyncio.fixture
async def day(dsn: str, engine: AsyncEngine, tmp_path: Path) -> AsyncIterator[Day]:
    """A board that is set up, its webhooks subscribed, and the office open."""
    with standin.opened(speed=1, requests_per_second=3, **QUICK) as at:
        known = at.sandbox.environment
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        told = {
            "dsn": dsn, "home": str(tmp_path), "port": str(port), "key": new_key(),
            "token": known["NOTION_TOKEN"], "base_url": known["NOTION_BASE_URL"],
        }  # fmt: skip
        office = Office(told, tmp_path / "office.log")
        found = Day(at, office, context(dsn, engine, tmp_path))
        account = Account(told["token"], told["base_url"])
        await setup.setup(Line(found.made, account), at.top(), "francis")
        try:
            office.open()
            await subscribe(found, f"http://127.0.0.1:{port}/webhook/notion")
            yield found
        finally:
            office.kill()


async def subscribe(day: Day, url: str) -> None:
    """As a person does it: arm, subscribe, and enter the token that came."""
    await notion_inbox.arm(day.made, "francis")
    made = await day.do("POST", "/subscriptions", {"url": url})
    ends = monotonic() + PATIENCE_S
    while made["handshake"] != 200:  # the office is still opening
        assert monotonic() < ends, day.situation()
        await asyncio.sleep(0.2)
        made = await day.do("POST", f"/subscriptions/{made['id']}/again")
    known = await notion_inbox.known(day.made, seal(day.office.told))
    await day.do("POST", f"/subscriptions/{made['id']}/verify", {"token": known.token})


async def francis(day: Day, number: int) -> None:
    """One row, from its gate to its end: he acts on what he sees there, and only then."""
    acts = {"Assets Ready": looks_at_images, "Final Review": looks_at_film}
    ends = monotonic() + PATIENCE_S
    while (cells := await day.row(number))["Status"] not in ("Published", "Cancelled"):
        assert monotonic() < ends, day.situation()
        act = acts.get(cells["Status"])
        if act is not None and cells["Waits for"].startswith("For you: all"):
            await act(day, number)
        await asyncio.sleep(LOOK_S)
    day.ended.add(number)


async def looks_at_images(day: Day, number: int) -> None:
    if number in CANCELS:
        await day.sets(number, Status="Cancelled")
    elif number in REJECTS and not day.rejected[number]:
        day.rejected[number] += 1
        asset = next(one for one in await assets(day) if its(day, one, number, "assets/1"))
        await day.do("PATCH", f"/rows/{asset['id']}",
                     {"cells": {"Verdict": "Reject", "Note": "darker"}})  # fmt: skip
    else:
        if number in RETITLES:
            await day.sets(number, Title=retitled(number))
        day.approved[number, "assets"] += 1
        await day.sets(number, Status="Assets Approved")
    await away_from(day, number, "Assets Ready")


async def looks_at_film(day: Day, number: int) -> None:
    day.approved[number, "final"] += 1
    await day.sets(number, **({"Action": "Approve"} if number % 2 else {"Status": "Approved"}))
    await away_from(day, number, "Final Review")


async def away_from(day: Day, number: int, word: str) -> None:
    """Until what was set has been understood: the row says something else, or answers."""
    ends = monotonic() + PATIENCE_S
    while True:
        cells = await day.row(number)
        if cells["Answer"] or (cells["Status"] != word and not cells["Action"]):
            return
        if not cells["Waits for"].startswith("For you: all"):
            return
        assert monotonic() < ends, day.situation()
        await asyncio.sleep(LOOK_S)


def retitled(number: int) -> str:
    return f"Another title {number}"


async def assets(day: Day) -> list[dict[str, Any]]:
    return list(await day.do("GET", "/rows?source=Assets"))


def its(day: Day, asset: dict[str, Any], number: int, step: str) -> bool:
    cells = asset["cells"]
    mine = cells["Video"] == [day.rows[number]]
    return mine and cells["Step"] == step and cells["Verdict"] is None


async def troubles(day: Day) -> None:
    """What a day brings, each as soon as the day is far enough along for it to hurt."""
    desk = day.at.desk
    await day.until(lambda: sum(day.approved.values()) >= 2)
    day.office.kill()
    await asyncio.sleep(1)
    day.office.open()
    await day.until(lambda: sum(day.approved.values()) >= 6)
    desk.faults.out_until = desk.clock() + OUTAGE_S
    await day.until(lambda: desk.clock() > desk.faults.out_until)
    await day.until(lambda: len(day.ended) >= 3)
    day.office.kill()
    await asyncio.sleep(1)
    day.office.open()


@pytest.mark.slow
async def test_a_day_at_the_board(day: Day) -> None:
    names = list(channels())
    day.at.desk.dials.update(TROUBLE)
    rows = await asyncio.gather(*(
        day.do("POST", "/rows", {"source": "Videos", "cells": {
            "Title": f"Film {n}", "Channel": names[n % 4], "Topic": f"Words of film {n}.",
            "Priority": "High" if n in HURRIES else "Normal", "Status": "Queued",
        }}) for n in range(12)
    ))  # fmt: skip
    day.rows = [str(row["id"]) for row in rows]
    async with asyncio.TaskGroup() as people:
        people.create_task(troubles(day))
        for number in range(12):
            people.create_task(francis(day, number))
    await agreed(day)
    await check_reviews(day)
    await check_assets(day)
    assert (await day.do("GET", "/pace"))["busiest_second"] <= 3
    await check_inbox(day)


async def agreed(day: Day) -> None:
    """Board and database say the same of every row, and there is a video for each, once."""
    async with day.made.database.connect() as tx:
        count = await tx.scalar(select(func.count()).select_from(tables.tasks))
    assert count == 12
    views = [await view_of(day, number) for number in range(12)]
    assert len({view.name for view in views}) == 12
    for number, view in enumerate(views):
        ends = monotonic() + PATIENCE_S
        while (said := told(await day.row(number))) != (true := truth(view)):
            assert monotonic() < ends, f"{said}\n{true}\n{day.situation()}"
            await asyncio.sleep(LOOK_S)
        assert (view.label == "Cancelled") is (number in CANCELS)
        title = retitled(number) if number in RETITLES else f"Film {number}"
        assert view.title == title
        assert view.url == (None if view.cancelled else LINK + title.lower().replace(" ", "-"))


async def view_of(day: Day, number: int) -> TaskView:
    row = await notion_rows.find_row(day.made, day.rows[number].replace("-", ""))
    assert row is not None
    assert row.task is not None
    return await status.status(day.made, row.task)


def told(cells: dict[str, Any]) -> dict[str, object]:
    shown = {name: cells[name] for name in ("Title", "Status", "Waits for", "Error log")}
    shown |= {"YouTube URL": cells["YouTube URL"] or "", "Cost": cells["Cost"]}
    return {**shown, "Finished": bool(cells["Finished"]), "Action": cells["Action"]}


def truth(view: TaskView) -> dict[str, object]:
    shown: dict[str, object] = {"Title": view.title, "Status": view.label, "Waits for": ""}
    shown |= {"Error log": "", "YouTube URL": view.url or "", "Cost": float(view.cost_usd)}
    return {**shown, "Finished": view.finished_at is not None, "Action": None}


async def check_reviews(day: Day) -> None:
    """What is on record is what people did on the board: nothing less, and nothing else."""
    r, s, t = tables.reviews.c, tables.steps.c, tables.tasks.c
    query = (
        select(r.verdict, r.note, r.actor, s.stage, t.name)
        .join(tables.steps, s.id == r.step_id)
        .join(tables.tasks, t.id == s.task_id)
    )
    async with day.made.database.connect() as tx:
        found = [*await tx.execute(query)]
    numbers = {(await view_of(day, number)).name: number for number in range(12)}
    assert {row.actor for row in found} == {NAME}
    approved = {(numbers[row.name], row.stage) for row in found if row.verdict == "approved"}
    assert approved == set(day.approved)
    rejected = [(numbers[row.name], row.note) for row in found if row.verdict == "rejected"]
    assert sorted(rejected) == [(number, "darker") for number in sorted(REJECTS)]


async def check_assets(day: Day) -> None:
    """Each result that there is to see has one row, at its own video."""
    r, s, t = tables.results.c, tables.steps.c, tables.tasks.c
    stages = [stage.value for stage in SHOWN]
    query = (
        select(t.name, s.key, r.take)
        .join(tables.steps, s.id == r.step_id)
        .join(tables.tasks, t.id == s.task_id)
        .where(s.stage.in_(stages))
    )
    async with day.made.database.connect() as tx:
        there = Counter((row.name, row.key, int(row.take)) for row in await tx.execute(query))
    names = {day.rows[number]: (await view_of(day, number)).name for number in range(12)}
    assert set(there.values()) == {1}
    ends = monotonic() + PATIENCE_S
    while (shown := _shown(await assets(day), names)) != there:
        assert monotonic() < ends, f"{there - shown}\n{shown - there}\n{day.situation()}"
        assert shown <= there  # never two rows of one result
        await asyncio.sleep(LOOK_S)


def _shown(found: list[dict[str, Any]], names: dict[str, str]) -> Counter[tuple[str, str, int]]:
    """Videos, steps and takes of the rows of Assets; a new row may be without them for a moment."""
    cells = [asset["cells"] for asset in found if asset["cells"]["Video"]]
    return Counter((names[c["Video"][0]], c["Step"], int(c["Take"])) for c in cells)


async def check_inbox(day: Day) -> None:
    """The day had its troubles, and nothing of it is left undone."""
    fates = Counter(fate for e in await day.do("GET", "/deliveries") for fate in e["fate"])
    assert all(fates[fate] for fate in ("lost", "doubled", "shuffled")), fates
    unhandled = select(func.count()).where(notion_deliveries.c.handled_at.is_(None))

    async def count() -> int:
        async with day.made.database.connect() as tx:
            return int(await tx.scalar(unhandled) or 0)

    await _none_left(count)


async def _none_left(count: Callable[[], Awaitable[int]]) -> None:
    ends = monotonic() + PATIENCE_S
    while left := await count():
        assert monotonic() < ends, left
        await asyncio.sleep(LOOK_S)
