"""Notion's stand-in in a test: a client of its API, and the people at the board."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from reelworks.sandbox import server
from reelworks.sandbox.server import Sandbox
from reelworks.sandbox.vendor import Desk

NEWEST = "2026-03-11"
UNLIMITED = {"requests_per_second": 1e9, "requests_per_minute": 1e9}
VIDEOS = {
    "Title": {"title": {}},
    "Status": {"status": {"options": [{"name": "Draft"}, {"name": "Queued", "color": "blue"}]}},
    "Channel": {"select": {"options": [{"name": "demo", "color": "green"}]}},
    "Tags": {"multi_select": {}},
    "Topic": {"rich_text": {}},
    "Cost": {"number": {"format": "dollar"}},
    "Link": {"url": {}},
    "Mail": {"email": {}},
    "Phone": {"phone_number": {}},
    "Due": {"date": {}},
    "Sure": {"checkbox": {}},
    "Files": {"files": {}},
    "Who": {"people": {}},
    "Made": {"created_time": {}},
    "Edited": {"last_edited_time": {}},
    "Maker": {"created_by": {}},
    "Editor": {"last_edited_by": {}},
    "Number": {"unique_id": {"prefix": "VID"}},
}


class Board:
    """`ask` is the API with the right key; `people` is the door of the people."""

    def __init__(self, sandbox: Sandbox, version: str = NEWEST) -> None:
        self.sandbox, self.desk = sandbox, sandbox.desks["notion"]
        known = sandbox.environment
        self.url = known["NOTION_BASE_URL"]
        headers = {"Authorization": f"Bearer {known['NOTION_TOKEN']}", "Notion-Version": version}
        self.client = httpx.Client(base_url=f"{self.url}/v1", headers=headers, trust_env=False)
        self.door = httpx.Client(base_url=f"{sandbox.url}/notion", trust_env=False)

    def ask(self, method: str, path: str, body: object = None, *, status: int = 200) -> Any:
        """An answer that must have this status."""
        more = {} if body is None else {"json": body}
        answer = self.client.request(method, path, **more)  # type: ignore[arg-type]
        assert answer.status_code == status, answer.text
        return answer.json()

    def refused(self, method: str, path: str, body: object = None, *, status: int = 400) -> Any:
        return self.ask(method, path, body, status=status)

    def people(self, method: str, path: str, body: object = None, *, status: int = 200) -> Any:
        more = {} if body is None else {"json": body}
        answer = self.door.request(method, path, **more)  # type: ignore[arg-type]
        assert answer.status_code == status, answer.text
        return answer.json()

    def top(self) -> str:
        """The page that is shared with the integration."""
        return str(self.people("GET", "/pages")[0]["id"])

    def database(self, title: str = "Videos", properties: object = None) -> tuple[str, str]:
        """A database and its data source."""
        found = self.ask("POST", "/databases", {
            "parent": {"type": "page_id", "page_id": self.top()},
            "title": [{"text": {"content": title}}],
            "initial_data_source": {"properties": properties or VIDEOS},
        })  # fmt: skip
        return str(found["id"]), str(found["data_sources"][0]["id"])

    def row(self, source: str, **properties: object) -> Any:
        """A row that the integration makes."""
        parent = {"type": "data_source_id", "data_source_id": source}
        return self.ask("POST", "/pages", {"parent": parent, "properties": properties})

    def close(self) -> None:
        self.client.close()
        self.door.close()


def title(text: str) -> dict[str, object]:
    return {"title": [{"text": {"content": text}}]}


@contextmanager
def opened(*, speed: float = 60.0, **dials: float) -> Iterator[Board]:
    """A stand-in of its own, with no limit on how often it is asked unless a dial says so."""
    with server.running(["notion"], speed=speed) as sandbox:
        sandbox.desks["notion"].dials.update({**UNLIMITED, **dials})
        board = Board(sandbox)
        try:
            yield board
        finally:
            board.close()


def fresh(desk: Desk) -> None:
    """Nothing goes wrong any more, and nothing is limited."""
    desk.faults.clear()
    desk.dials.update(UNLIMITED)
