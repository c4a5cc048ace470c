"""Pages as nobody should write them: each is read, none is stuck, and who must act is told."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from reelworks.domain.errors import BadAnswer
from reelworks.doors.notion import reading, showing, wishes
from reelworks.doors.notion.client import Account, Line
from reelworks.doors.notion.desk import Desk, Hint
from reelworks.doors.notion.inbox import take_page
from reelworks.doors.notion.properties import ASSETS, STATUS, VIDEOS, Kind, declared, written
from reelworks.orchestrator.services import notion_board, notion_rows
from reelworks.orchestrator.services.notion_board import Board
from reelworks.orchestrator.services.notion_rows import Row
from tests.orchestrator.conftest import context

if TYPE_CHECKING:
    from reelworks.orchestrator.context import Context

__all__ = ["context"]

PAGES = 10_000
SOURCE = "5" * 32
ODD: tuple[Any, ...] = (
    None, "", "x" * 5_000, "\0", "\ud800", 0, -1, 1e400, float("nan"), True, [], {}, [[]], [{}],
    {"type": "title"}, {"title": None}, {"id": 3}, {"start": "0001-01-01T00:00:00+14:00"},
    {"name": {"name": []}}, [None] * 50, {"select": {"name": "x" * 3_000}}, "2026-99-99",
)  # fmt: skip
WORDS = ("Queued", "Queued", "Queued", "Draft", "Assets Approved", "Cancelled", "", "nonsense",
         "Approve", "Reject", "High", "plain", "gated", "The tide", "x" * 300)  # fmt: skip


def value(chance: random.Random, kind: Kind) -> Any:
    """Of a property: mostly as Notion has it."""
    if chance.random() < 0.2:
        return chance.choice(ODD)
    text = chance.choice(WORDS)
    match kind:
        case Kind.NUMBER:
            return chance.choice((0, 1.5, None))
        case Kind.FILES | Kind.RELATION:
            return []
        case Kind.DATE:
            return chance.choice((None, {"start": "2026-11-26"}))
    said = written(kind, text)[kind.value]
    for piece in said if isinstance(said, list) else []:
        piece["plain_text"] = piece["text"]["content"]
    return said


def page(chance: random.Random, number: int) -> Any:
    if chance.random() < 0.02:
        return chance.choice(ODD)
    properties: dict[str, Any] = {}
    for its in VIDEOS:
        if chance.random() < 0.05:
            continue
        kind = chance.choice([*Kind]) if chance.random() < 0.05 else its.kind
        name = f"{its.name} 2" if chance.random() < 0.05 else its.name
        said = {"id": its.name, "type": kind.value, kind.value: value(chance, kind)}
        properties[name] = said if chance.random() < 0.98 else chance.choice(ODD)
    found: dict[str, Any] = {
        "object": "page",
        "id": f"{number:032x}",
        "parent": {"type": "data_source_id", "data_source_id": SOURCE},
        "last_edited_by": {"object": "user", "id": "f" * 32},
        "last_edited_time": "2026-11-26T22:00:00.000Z",
        "in_trash": chance.random() < 0.02,
        "properties": properties,
    }
    if chance.random() < 0.1:
        found[chance.choice([*found])] = chance.choice(ODD)
    return found


def test_ten_thousand_odd_pages_are_read_and_answered() -> None:
    chance = random.Random(20261126)
    read = wished = 0
    linked = Row("a", task="a-video", label="Assets Ready", accepted={"Title": "The tide"})
    for number in range(PAGES):
        try:
            sheet = reading.sheet(page(chance, number), VIDEOS, {})
        except BadAnswer:
            continue
        read += 1
        for row in (None, linked):
            wished += len(wishes.of(row, sheet))
        changes = showing.differences(sheet.values, {STATUS: "Assets Ready"})
        assert set(changes) <= set(sheet.values)
        assert {*sheet.values} | {*sheet.faults} == {its.name for its in VIDEOS}
    assert read > PAGES * 0.9
    assert wished > PAGES


async def test_odd_pages_leave_no_row_without_an_end(context: Context) -> None:
    """Whoever asked for a video has one, or a word on the row and the row is set back."""
    chance = random.Random(7)
    board = Board("0" * 32, videos_source=SOURCE, assets_source="6" * 32)
    await notion_board.keep(context, board, "test")
    desk = Desk(_Nobody(context, Account("")), board)
    asked = 0
    for number in range(300):
        found = page(chance, number)
        await take_page(desk, found, Hint(), timedelta())
        try:
            sheet = reading.sheet(found, VIDEOS, {})
        except BadAnswer:
            continue
        if sheet.text(STATUS) != "Queued" or sheet.source != SOURCE or sheet.gone:
            continue
        asked += 1
        row = await notion_rows.find_row(context, sheet.page_id)
        assert row is not None
        assert row.task or row.answer, sheet
        truth = showing.truth(row, None, 0, "")
        assert row.task or showing.differences(row.known, truth)[STATUS] == "Draft"
    assert asked > 10


class _Nobody(Line):
    """A Notion that has nothing more to say."""

    async def ask(self, method: str, path: str, body: object = None, **_: Any) -> Any:
        return {"results": []}


def test_what_is_written_is_what_notion_takes() -> None:
    for its in (*VIDEOS, *ASSETS):
        assert set(declared(its, its.options, SOURCE)) == {its.kind.value}
        assert set(written(its.kind, "" if its.kind is not Kind.NUMBER else 1.0)) == {
            its.kind.value
        }
    huge = written(Kind.TEXT, "x" * 1_000_000)["rich_text"]
    assert len(huge) <= 100
    assert all(len(piece["text"]["content"]) <= 2_000 for piece in huge)
