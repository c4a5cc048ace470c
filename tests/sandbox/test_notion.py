"""Notion's stand-in: what it takes and refuses, as people and programs meet it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from reelworks.sandbox.faults import Fault
from tests.sandbox.board import NEWEST, Board, fresh, opened, title


@pytest.fixture(scope="module")
def up() -> Iterator[Board]:
    with opened() as found:
        yield found


@pytest.fixture(scope="module")
def source(up: Board) -> str:
    return up.database("Videos")[1]


@pytest.fixture
def board(up: Board) -> Iterator[Board]:
    yield up
    fresh(up.desk)


def text(words: str) -> dict[str, object]:
    return {"rich_text": [{"text": {"content": words}}]}


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"Authorization": "Bearer wrong"}, 401, "unauthorized"),
        ({"Authorization": ""}, 401, "unauthorized"),
        ({"Notion-Version": ""}, 400, "validation_error"),
        ({"Notion-Version": "2022-06-28"}, 400, "validation_error"),
    ],
)
def test_key_and_version_come_first(
    board: Board, headers: dict[str, str], status: int, code: str
) -> None:
    answer = board.client.get("/users/me", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_missing_version_has_a_word_of_its_own(board: Board) -> None:
    key = {"Authorization": board.client.headers["Authorization"]}
    answer = httpx.get(f"{board.url}/v1/users/me", headers=key)
    assert (answer.status_code, answer.json()["code"]) == (400, "missing_version")


def test_what_is_not_shared_is_not_found(board: Board) -> None:
    shared = board.people("POST", "/pages", {"title": "Mine"})["id"]
    assert board.ask("GET", f"/pages/{shared}")["properties"]["title"]["title"]
    board.people("POST", f"/pages/{shared}/unshare")
    said = board.refused("GET", f"/pages/{shared}", status=404)
    assert said["code"] == "object_not_found"
    assert "shared with your integration" in said["message"]


def test_a_value_is_shown_as_it_was_written(board: Board, source: str) -> None:
    made = board.row(source, Title=title("A film"), Cost={"number": 3.5}, Topic=text("Light"))
    found = board.ask("GET", f"/pages/{made['id']}")["properties"]
    assert found["Title"]["title"][0]["plain_text"] == "A film"
    assert found["Status"]["status"]["name"] == "Draft"  # the first one is what a new row has
    assert (found["Cost"]["number"], found["Number"]["unique_id"]["prefix"]) == (3.5, "VID")
    only = board.ask("GET", f"/pages/{made['id']}?filter_properties={found['Cost']['id']}")
    assert set(only["properties"]) == {"Cost"}


@pytest.mark.parametrize(
    ("properties", "words"),
    [
        ({"Colour": {"number": 1}}, "Colour is not a property that exists."),
        ({"Title": {"rich_text": []}}, "Title is expected to be title."),
        ({"Status": {"status": {"name": "Lost"}}}, 'Status option "Lost" does not exist.'),
        ({"Channel": {"select": {"name": "a,b"}}}, "commas not allowed"),
        ({"Topic": text("x" * 2001)}, "length should be ≤ `2000`, instead was `2001`"),
        ({"Topic": {"rich_text": [{"text": {"content": "x"}}] * 101}}, "≤ `100`"),
        ({"Topic": {"rich_text": [{"text": {"text": "x"}}]}}, "content should be a string"),
        ({"Cost": {"number": "3"}}, "should be a number"),
        ({"Sure": {"checkbox": "yes"}}, "should be a boolean"),
        ({"Link": {"url": "x" * 2001}}, "length should be ≤ `2000`"),
        ({"Due": {"date": {"start": "soon"}}}, "ISO 8601"),
        ({"Files": {"files": [{"external": {"url": "https://e.com"}}]}}, "name should be defined"),
        ({"Edited": {"last_edited_time": "2026-01-01"}}, "cannot be written"),
        ({"Who": {"people": [{"id": "6b7e9f00-0000-4000-8000-000000000000"}]}}, "find user"),
    ],
)
def test_a_wrong_value_is_refused_in_words_and_nothing_is_written(
    board: Board, source: str, properties: dict[str, object], words: str
) -> None:
    row = board.row(source, Title=title("A film"))
    said = board.refused("PATCH", f"/pages/{row['id']}", {
        "properties": {"Cost": {"number": 7}, **properties}})  # fmt: skip
    assert said["code"] == "validation_error"
    assert words in said["message"]
    found = board.ask("GET", f"/pages/{row['id']}")["properties"]
    assert found["Cost"]["number"] is None


def test_an_option_of_a_select_is_made_by_writing_it(board: Board, source: str) -> None:
    board.row(source, Channel={"select": {"name": "history"}})
    options = board.ask("GET", f"/data_sources/{source}")["properties"]["Channel"]["select"]
    assert [o["name"] for o in options["options"]] == ["demo", "history"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"{", "invalid_json"),
        (b'{"a": NaN}', "invalid_json"),
        (b"[" * 5_000 + b"]" * 5_000, "invalid_json"),
        (b'{"unknown": 1}', "validation_error"),
        (b'{"page_size": 101}', "validation_error"),
        (b'{"page_size": "9"}', "validation_error"),
        (b'{"archived": true}', "validation_error"),  # gone since 2026-03-11
        (b'{"filter": {"and": [{"or": [{"and": []}]}]}}', "validation_error"),
        (b'"' + b"x" * 600_000 + b'"', "validation_error"),
    ],
)
def test_bad_bodies_are_refused(board: Board, source: str, body: bytes, code: str) -> None:
    kind = {"Content-Type": "application/json"}
    answer = board.client.post(f"/data_sources/{source}/query", content=body, headers=kind)
    assert (answer.status_code, answer.json()["code"]) == (400, code)


def test_the_older_version_still_says_archived(board: Board, source: str) -> None:
    row = board.row(source, Title=title("Old"))
    headers = {"Notion-Version": "2025-09-03"}
    body = {"archived": True}
    answer = board.client.patch(f"/pages/{row['id']}", json=body, headers=headers)
    assert answer.json()["in_trash"] is True
    said = board.refused("PATCH", f"/pages/{row['id']}", {"properties": {"Cost": {"number": 1}}})
    assert "unarchive" in said["message"]


@pytest.fixture(scope="module")
def films(up: Board) -> str:
    """A data source with five rows."""
    source = up.database("Films")[1]
    for number, status in enumerate(["Draft", "Queued", "Queued", "Draft", "Queued"]):
        up.row(
            source,
            Title=title(f"Film {number}"),
            Status={"status": {"name": status}},
            Tags={"multi_select": [{"name": "even" if number % 2 == 0 else "odd"}]},
            **({"Cost": {"number": number}} if number else {}),
        )
    return source


def names(found: Any) -> list[str]:
    return [row["properties"]["Title"]["title"][0]["plain_text"][-1] for row in found["results"]]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"property": "Status", "status": {"equals": "Queued"}}, "124"),
        ({"property": "Status", "status": {"does_not_equal": "Queued"}}, "03"),
        ({"property": "Cost", "number": {"greater_than": 2}}, "34"),
        ({"property": "Cost", "number": {"is_empty": True}}, "0"),
        ({"property": "Title", "title": {"ends_with": "m 3"}}, "3"),
        ({"property": "Tags", "multi_select": {"contains": "odd"}}, "13"),
        ({"timestamp": "created_time", "created_time": {"before": "2020-01-01"}}, ""),
        ({"timestamp": "last_edited_time", "last_edited_time": {"on_or_after": "today"}}, "01234"),
        (
            {
                "or": [
                    {"property": "Cost", "number": {"equals": 1}},
                    {
                        "and": [
                            {"property": "Status", "status": {"equals": "Draft"}},
                            {"property": "Cost", "number": {"is_not_empty": True}},
                        ]
                    },
                ]
            },
            "13",
        ),
    ],
)
def test_a_query_filters(board: Board, films: str, condition: object, expected: str) -> None:
    sorts = [{"property": "Title", "direction": "ascending"}]
    asked = {"filter": condition, "sorts": sorts}
    found = board.ask("POST", f"/data_sources/{films}/query", asked)
    assert names(found) == list(expected)
    assert found["request_status"] == {"type": "complete"}


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ({"property": "Colour", "number": {"equals": 1}}, "Could not find property"),
        ({"property": "Status", "select": {"equals": "Queued"}}, "does not match filter"),
        ({"property": "Cost", "number": {"is_like": 1}}, "is_like"),
        ({"property": "Cost", "number": {"equals": 1, "less_than": 2}}, "exactly one"),
    ],
)
def test_a_wrong_filter_is_refused(board: Board, films: str, condition: object, words: str) -> None:
    said = board.refused("POST", f"/data_sources/{films}/query", {"filter": condition})
    assert words in said["message"]


def test_a_long_list_comes_in_parts(board: Board, films: str) -> None:
    sorts = [{"property": "Cost", "direction": "descending"}]
    found, cursor = [], None
    for _ in range(3):
        asked: dict[str, object] = {"page_size": 2, "sorts": sorts}
        part = board.ask("POST", f"/data_sources/{films}/query",
                         {**asked, "start_cursor": cursor} if cursor else asked)  # fmt: skip
        found += names(part)
        cursor = part["next_cursor"]
    assert (found, cursor) == (["4", "3", "2", "1", "0"], None)  # without a value: last
    said = board.refused("POST", f"/data_sources/{films}/query", {"start_cursor": films})
    assert "start_cursor" in said["message"]


def test_a_query_that_is_cut_off_says_so(board: Board, films: str) -> None:
    board.desk.dials["query_rows"] = 2
    found = board.ask("POST", f"/data_sources/{films}/query", {})
    board.desk.dials["query_rows"] = 10_000
    assert len(found["results"]) == 2
    assert found["request_status"]["incomplete_reason"] == "query_result_limit_reached"


def test_times_are_cut_down_to_the_minute(board: Board, source: str) -> None:
    found = board.row(source, Title=title("Now"))["last_edited_time"]
    assert found.endswith(":00.000Z")
    assert abs((datetime.now(UTC) - datetime.fromisoformat(found)).total_seconds()) < 120


def test_a_schema_changes(board: Board) -> None:
    source = board.database("Changing")[1]
    path = f"/data_sources/{source}"
    options = board.ask("GET", path)["properties"]["Status"]["status"]["options"]
    more = [*({"id": o["id"], "name": o["name"]} for o in options), {"name": "Published"}]
    changed = board.ask("PATCH", path, {"properties": {
        "Status": {"status": {"options": more}},
        "Topic": {"name": "Subject"},
        "Mail": None,
        "Story": {"rich_text": {}},
    }})["properties"]  # fmt: skip
    assert [o["name"] for o in changed["Status"]["status"]["options"]][-1] == "Published"
    assert {"Subject", "Story"} <= set(changed)
    assert not {"Topic", "Mail"} & set(changed)
    said = board.refused("PATCH", path, {"properties": {"Title": None}})
    assert "title" in said["message"]
    green = [{"name": "Draft", "color": "green"}]
    said = board.refused("PATCH", path, {"properties": {"Status": {"status": {"options": green}}}})
    assert "Cannot update color" in said["message"]


def test_relations_are_seen_from_both_sides(board: Board, source: str) -> None:
    seen = {"data_source_id": source, "dual_property": {"synced_property_name": "Assets"}}
    assets = board.database("Assets", {"Name": {"title": {}}, "Video": {"relation": seen}})[1]
    video = board.row(source, Title=title("With assets"))
    asset = board.row(assets, Name=title("A lamp"), Video={"relation": [{"id": video["id"]}]})
    found = board.ask("GET", f"/pages/{video['id']}")["properties"]["Assets"]
    assert found["relation"] == [{"id": asset["id"]}]
    board.ask("PATCH", f"/pages/{asset['id']}", {"properties": {"Video": {"relation": []}}})
    assert board.ask("GET", f"/pages/{video['id']}")["properties"]["Assets"]["relation"] == []


def test_comments_are_read_by_both(board: Board, source: str) -> None:
    row = board.row(source, Title=title("Spoken of"))["id"]
    board.ask("POST", "/comments", {"parent": {"page_id": row}, **text("The voice is done.")})
    board.people("POST", f"/rows/{row}/comments", {"text": "Too fast.", "by": "Mara"})
    found = board.ask("GET", f"/comments?block_id={row}")["results"]
    assert [one["rich_text"][0]["plain_text"] for one in found] == [
        "The voice is done.",
        "Too fast.",
    ]
    read = board.people("GET", f"/rows/{row}")["comments"]
    assert [one["by"] for one in read] == ["Reelworks", "Mara"]
    said = board.refused("PATCH", f"/comments/{found[1]['id']}", text("Fine."), status=403)
    assert said["code"] == "restricted_resource"


def test_people_act_by_hand(board: Board, source: str) -> None:
    cells = {"Title": "By hand", "Status": "Queued", "Cost": 2, "Tags": ["one"]}
    asked = {"source": "Videos", "cells": cells, "content": "# Notes\nSome words."}
    row = board.people("POST", "/rows", {**asked, "by": "Mara"})
    found = board.ask("GET", f"/pages/{row['id']}")
    assert found["properties"]["Status"]["status"]["name"] == "Queued"
    people = board.ask("GET", "/users")["results"]
    assert {u["id"]: u["name"] for u in people}[found["created_by"]["id"]] == "Mara"
    assert board.ask("GET", f"/pages/{row['id']}/markdown")["markdown"] == "# Notes\nSome words."
    board.people("PATCH", f"/rows/{row['id']}", {"cells": {"Status": "Draft"}})
    assert row["id"] in {one["id"] for one in board.people("GET", "/rows?source=Videos")}
    assert board.people("GET", f"/rows/{row['id']}")["cells"]["Status"] == "Draft"
    said = board.people("PATCH", f"/rows/{row['id']}", {"cells": {"Nope": 1}}, status=400)
    assert said["message"] == "Nope is not a property that exists."


@pytest.mark.parametrize(
    ("fault", "status", "code", "waits"),
    [
        (Fault.BUSY, 429, "rate_limited", False),
        (Fault.BUSY_WAIT, 429, "rate_limited", True),
        (Fault.QUOTA, 429, "rate_limited", True),
        (Fault.MAINTENANCE, 529, "service_overload", True),
        (Fault.CONFLICT, 409, "conflict_error", False),
        (Fault.BROKEN, 500, "internal_server_error", False),
        (Fault.EXPIRED, 401, "unauthorized", False),
    ],
)
def test_faults_are_told_in_notions_words(
    board: Board, fault: Fault, status: int, code: str, waits: bool
) -> None:
    board.desk.faults.order(fault, "users.me")
    answer = board.client.get("/users/me")
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert ("retry-after" in answer.headers) is waits


def test_an_outage_closes_the_api_but_not_the_people(board: Board, source: str) -> None:
    row = board.row(source, Title=title("Outlasting"))["id"]
    board.desk.faults.out_until = board.desk.clock() + 1e9
    assert board.client.get(f"/pages/{row}").status_code == 502
    board.people("PATCH", f"/rows/{row}", {"cells": {"Status": "Queued"}})
    board.desk.faults.clear()
    found = board.ask("GET", f"/pages/{row}")["properties"]
    assert found["Status"]["status"]["name"] == "Queued"


def test_the_pace_is_counted_and_held() -> None:
    with opened(speed=1, requests_per_second=3) as board:
        answers = [board.client.get("/users/me") for _ in range(4)]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
        refused = answers[-1]
        assert (refused.json()["code"], refused.headers["retry-after"]) == ("rate_limited", "1")
        reason = refused.json()["additional_data"]["rate_limit_reason"]
        assert reason == "public_api_request_rate_limit"
        found = board.people("GET", "/pace")
        assert (found["requests"], found["busiest_second"]) == (4, 4)


def test_a_minute_has_a_limit_of_its_own() -> None:
    with opened(speed=1000, requests_per_minute=5) as board:
        board.desk.hasten(1e-9)  # the minute does not pass
        answers = [board.client.get("/users/me").status_code for _ in range(6)]
        assert answers == [200] * 5 + [429]


@pytest.mark.parametrize(
    "path",
    [
        "/users",
        "/file_uploads",
        "/comments?block_id={}",
        "/views?data_source_id={}",
        "/blocks/{}/children",
    ],
)
def test_lists_have_at_most_a_hundred(board: Board, source: str, path: str) -> None:
    row = board.row(source, Title=title("Listed"))["id"]
    where = path.format(source if "views" in path else row)
    for size in ("0", "101", "many"):
        more = "&" if "?" in where else "?"
        said = board.refused("GET", f"{where}{more}page_size={size}")
        assert "page_size" in said["message"]


def test_what_people_name_and_nobody_has_is_not_found(board: Board) -> None:
    board.people("POST", "/subscriptions/nobody/verify", {"token": "x"}, status=404)
    board.people("GET", "/rows?source=Nowhere", status=400)


def test_unknown_addresses_are_refused(board: Board) -> None:
    assert board.refused("GET", "/nothing")["code"] == "invalid_request_url"
    assert board.refused("GET", "/pages/no-id")["code"] == "validation_error"
    assert NEWEST in board.client.headers["Notion-Version"]
