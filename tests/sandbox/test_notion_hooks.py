"""Webhooks of Notion's stand-in: signed, gathered, tried again; late, twice or never on demand."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic, sleep
from typing import Any

import pytest

from reelworks.sandbox.notion import hooks
from tests.sandbox.board import Board, opened, title

PATIENCE_S = 30.0


@dataclass
class Receiver:
    """An address that is told; `status` is how it answers."""

    server: ThreadingHTTPServer
    status: int = 200
    came: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}/webhook/notion"

    def bodies(self) -> list[Any]:
        return [json.loads(body) for _, body in list(self.came)]

    def events(self) -> list[Any]:
        return [body for body in self.bodies() if "entity" in body]

    def until(self, count: int) -> list[Any]:
        deadline = monotonic() + PATIENCE_S
        while len(self.events()) < count:
            assert monotonic() < deadline, self.events()
            sleep(0.005)
        return self.events()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.came.append((dict(self.headers.items()), body))
            self.send_response(found.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing is said."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found = Receiver(server)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield found
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def up() -> Iterator[Board]:
    with opened(speed=1_000) as found:
        found.database("Videos")
        yield found


@pytest.fixture
def board(up: Board) -> Iterator[Board]:
    yield up
    for one in up.people("GET", "/subscriptions"):
        up.people("DELETE", f"/subscriptions/{one['id']}")
    up.desk.dials.update(dict.fromkeys(("hooks_lost", "hooks_doubled", "hooks_shuffled"), 0))


def subscribed(board: Board, receiver: Receiver, *kinds: str) -> str:
    """The token of a subscription that a person has verified."""
    found = board.people("POST", "/subscriptions", {"url": receiver.url, "kinds": kinds})
    board.people("POST", f"/subscriptions/{found['id']}/verify", {"token": found["token"]})
    return str(found["token"])


def row(board: Board, words: str = "A film") -> str:
    cells = {"Title": words}
    return str(board.people("POST", "/rows", {"source": "Videos", "cells": cells})["id"])


def test_the_handshake_is_unsigned_and_nothing_is_told_before_it(
    board: Board, receiver: Receiver
) -> None:
    found = board.people("POST", "/subscriptions", {"url": receiver.url})
    ((headers, body),) = receiver.came
    assert json.loads(body) == {"verification_token": found["token"]}
    assert "X-Notion-Signature" not in headers
    assert (found["handshake"], found["verified"]) == (200, False)
    path = f"/subscriptions/{found['id']}/verify"
    assert "token" in board.people("POST", path, {"token": "secret_other"}, status=400)["message"]
    row(board, "Before")
    board.people("POST", path, {"token": found["token"]})
    after = row(board, "After")
    assert receiver.until(1)[0]["entity"] == {"id": after, "type": "page"}


def test_a_telling_is_signed_over_its_bytes(board: Board, receiver: Receiver) -> None:
    token = subscribed(board, receiver)
    row(board, "Über 🎬")
    receiver.until(1)
    headers, body = receiver.came[-1]
    assert headers["X-Notion-Signature"] == hooks.signed(token, body)


def test_who_did_it_is_told(board: Board, receiver: Receiver) -> None:
    subscribed(board, receiver, "page.properties_updated")
    page = row(board)
    board.people("PATCH", f"/rows/{page}", {"cells": {"Status": "Queued"}})
    board.ask("PATCH", f"/pages/{page}", {"properties": {"Cost": {"number": 1}}})
    told = receiver.until(2)
    assert sorted(one["authors"][0]["type"] for one in told) == ["bot", "person"]
    assert {one["type"] for one in told} == {"page.properties_updated"}


def test_what_one_person_changes_within_a_short_time_is_told_once(
    board: Board, receiver: Receiver
) -> None:
    subscribed(board, receiver, "page.properties_updated", "page.deleted")
    board.desk.dials["hooks_aggregate_s"] = 1_000_000
    page = row(board)
    for cells in ({"Cost": 1}, {"Cost": 2}, {"Sure": True}):
        board.people("PATCH", f"/rows/{page}", {"cells": cells})
    board.desk.dials["hooks_aggregate_s"] = 2
    board.people("PATCH", f"/rows/{page}", {"in_trash": True})
    assert [one["type"] for one in receiver.until(1)] == ["page.deleted"]  # the other still waits
    found = [event["body"] for event in board.people("GET", "/deliveries")]
    (waits,) = [
        e for e in found if e["type"] == "page.properties_updated" and e["entity"]["id"] == page
    ]
    assert len(waits["data"]["updated_properties"]) == 2


def test_what_is_not_taken_is_sent_again(board: Board, receiver: Receiver) -> None:
    board.desk.hasten(100_000)
    subscribed(board, receiver, "page.created")
    receiver.status = 503
    row(board)
    told = receiver.until(3)
    receiver.status = 200
    assert [one["attempt_number"] for one in told[:3]] == [1, 2, 3]
    assert len({one["id"] for one in told}) == 1
    board.desk.hasten(1_000)


@pytest.mark.parametrize(("fate", "times"), [("lost", 0), ("doubled", 2)])
def test_tellings_are_lost_and_doubled_on_demand(
    board: Board, receiver: Receiver, fate: str, times: int
) -> None:
    subscribed(board, receiver, "page.created")
    board.desk.dials[f"hooks_{fate}"] = 1
    page = row(board, fate)
    if times:
        receiver.until(times)
    board.desk.dials[f"hooks_{fate}"] = 0
    last = row(board, "the last one")
    deadline = monotonic() + PATIENCE_S
    while last not in {one["entity"]["id"] for one in receiver.events()}:
        assert monotonic() < deadline
        sleep(0.005)
    mine = [one for one in receiver.events() if one["entity"]["id"] == page]
    assert len(mine) == times
    assert len({one["id"] for one in mine}) == min(times, 1)


def test_shuffled_tellings_come_in_another_order(board: Board, receiver: Receiver) -> None:
    board.desk.hasten(100)
    subscribed(board, receiver, "page.created")
    board.desk.dials["hooks_shuffled"] = 1
    pages = [row(board, str(number)) for number in range(12)]
    came = [one["entity"]["id"] for one in receiver.until(12)]
    board.desk.hasten(1_000)
    assert sorted(came) == sorted(pages)
    assert came != pages


def test_an_automation_posts_the_row_with_its_headers(board: Board, receiver: Receiver) -> None:
    board.people("POST", "/automations", {
        "source": "Videos", "url": receiver.url, "headers": {"X-Secret": "rwn_1"},
        "properties": ["Status"]})  # fmt: skip
    page = row(board)
    board.people("PATCH", f"/rows/{page}", {"cells": {"Cost": 1}})
    board.people("PATCH", f"/rows/{page}", {"cells": {"Status": "Queued"}})
    deadline = monotonic() + PATIENCE_S
    while not receiver.came:
        assert monotonic() < deadline
        sleep(0.005)
    ((headers, body),) = receiver.came
    told = json.loads(body)
    assert (headers["X-Secret"], "X-Notion-Signature" in headers) == ("rwn_1", False)
    assert (told["source"]["type"], told["source"]["attempt"]) == ("automation", 1)
    assert told["data"]["id"] == page
    assert told["data"]["properties"]["Status"]["status"]["name"] == "Queued"


def test_a_button_that_nobody_hears_pauses(board: Board, receiver: Receiver) -> None:
    board.desk.hasten(10_000)
    receiver.status = 500
    made = board.people("POST", "/automations", {
        "source": "Videos", "url": receiver.url, "button": "Retry"})  # fmt: skip
    page = row(board)
    assert board.people("POST", f"/rows/{page}/press", {"button": "Retry"}) == {"automations": 1}
    deadline = monotonic() + PATIENCE_S
    while not board.people("GET", f"/automations/{made['id']}")["paused"]:
        assert monotonic() < deadline
        sleep(0.005)
    assert [body["source"]["attempt"] for body in receiver.bodies()] == [1, 2, 3]
    assert len({body["source"]["event_id"] for body in receiver.bodies()}) == 1
    board.desk.hasten(1_000)


def test_what_is_made_over_the_api_is_told_too(board: Board, receiver: Receiver) -> None:
    subscribed(board, receiver)
    source = board.people("GET", "/rows?source=Videos") and board.ask("POST", "/search", {
        "filter": {"property": "object", "value": "data_source"}})["results"][0]["id"]  # fmt: skip
    page = board.row(source, Title=title("By program"))["id"]
    board.ask("POST", "/comments", {
        "parent": {"page_id": page}, "rich_text": [{"text": {"content": "Done."}}]})  # fmt: skip
    told = {one["type"]: one for one in receiver.until(2)}
    assert told["page.created"]["authors"][0]["type"] == "bot"
    assert told["comment.created"]["data"]["page_id"] == page
