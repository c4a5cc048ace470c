"""What Notion tells us is on record before it is answered; whoever is not Notion learns nothing."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
import pytest_asyncio
from sqlalchemy import event, select, text

from reelworks.domain.access import Role
from reelworks.doors.api import guard
from reelworks.doors.api.limits import Rate
from reelworks.doors.notion import receiving
from reelworks.orchestrator.models.notion_inbox import notion_deliveries
from reelworks.orchestrator.services import access, notion_inbox
from reelworks.sandbox.notion.hooks import signed
from tests.doors.api.conftest import HOST, client_of

if TYPE_CHECKING:
    import httpx
    from sqlalchemy import Row

    from tests.doors.api.conftest import Asked

TOKEN = "secret_" + "n" * 43
PAGE = "9f2c41aa-1234-4000-8000-000000000000"
WEBHOOK, AUTOMATION = "/webhook/notion", "/webhook/notion/automation"


def told(**more: object) -> dict[str, Any]:
    """An event as Notion tells it."""
    return {
        "id": str(uuid4()),
        "timestamp": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "workspace_id": str(uuid4()),
        "workspace_name": "Studio",
        "subscription_id": str(uuid4()),
        "integration_id": str(uuid4()),
        "authors": [{"id": str(uuid4()), "type": "person"}],
        "attempt_number": 1,
        "api_version": "2026-03-11",
        "type": "page.properties_updated",
        "entity": {"id": PAGE, "type": "page"},
        "data": {"parent": {"id": str(uuid4()), "type": "space"}, "updated_properties": ["a%3A"]},
        **more,
    }


def pressed(**more: object) -> dict[str, Any]:
    """A row as an automation posts it."""
    source = {"type": "automation", "event_id": str(uuid4()), "attempt": 1, **more}
    edited = datetime.now(UTC).isoformat(timespec="milliseconds")
    return {"source": source, "data": {"object": "page", "id": PAGE, "last_edited_time": edited}}


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A person who arms us takes longer to go to Notion than a test does."""
    monkeypatch.setattr(receiving, "_SOON_S", 0.0)


@dataclass
class Notion:
    """Notion as it calls us; `secret` is what automations send."""

    asked: Asked
    client: httpx.AsyncClient
    secret: str

    async def tell(self, body: object, **headers: str) -> httpx.Response:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers.setdefault("X-Notion-Signature", signed(TOKEN, raw))
        return await self.client.post(WEBHOOK, content=raw, headers=headers)

    async def press(self, body: object, **headers: str) -> httpx.Response:
        headers.setdefault("X-Reelworks-Secret", self.secret)
        return await self.client.post(AUTOMATION, content=json.dumps(body), headers=headers)

    async def rows(self) -> list[Row[Any]]:
        async with self.asked.context.database.begin() as tx:
            return [*await tx.execute(select(notion_deliveries).order_by(notion_deliveries.c.id))]


@pytest_asyncio.fixture
async def notion(asked: Asked) -> AsyncIterator[Notion]:
    """A server with an account, where Notion has none; its token is known."""
    await access.add_user(asked.context, "ines", "correct horse battery", Role.ADMIN, "test")
    await notion_inbox.arm(asked.context, "ines")
    await notion_inbox.take_token(asked.context, asked.site.seal, TOKEN)
    secret = await notion_inbox.automation_secret(asked.context, asked.site.seal)
    async with client_of(asked.app) as client:
        yield Notion(asked, client, secret)


async def test_an_event_is_a_row_before_it_is_answered(notion: Notion) -> None:
    body = told()
    answer = await notion.tell(body)
    assert (answer.status_code, answer.json()) == (200, {"success": True, "data": {"new": True}})
    (row,) = await notion.rows()
    raw = json.dumps(body).encode()
    large = {"X-Notion-Signature": signed(TOKEN, raw).upper()}
    assert (await notion.tell(raw, **large)).json()["data"] == {"new": False}
    assert (row.source, row.event_id, row.page_id) == ("webhook", body["id"], PAGE)
    assert (row.kind, row.handled_at) == ("page.properties_updated", None)
    assert row.occurred_at == datetime.fromisoformat(body["timestamp"])
    assert row.body == body


async def test_what_is_told_again_is_taken_once(notion: Notion) -> None:
    body = told()
    answers = [await notion.tell({**body, "attempt_number": n}) for n in (1, 2, 3)]
    assert [one.json()["data"]["new"] for one in answers] == [True, False, False]
    assert len(await notion.rows()) == 1


KINDS: tuple[tuple[dict[str, object], str | None], ...] = (
    ({"type": "comment.created", "entity": {"id": str(uuid4()), "type": "comment"},
      "data": {"page_id": PAGE}}, PAGE),
    ({"type": "data_source.schema_updated",
      "entity": {"id": str(uuid4()), "type": "data_source"}, "data": {}}, None),
    ({"type": "file_upload.created", "entity": {"type": "file_upload", "id": str(uuid4())},
      "data": None}, None),
    ({"type": "an.event.of.2030", "entity": None}, None),
    ({"entity": {"id": PAGE.replace("-", ""), "type": "page"}}, PAGE),
)  # fmt: skip


async def test_events_of_every_kind_are_taken(notion: Notion) -> None:
    for more, _ in KINDS:
        assert (await notion.tell(told(**more))).status_code == 200
    assert [row.page_id for row in await notion.rows()] == [page for _, page in KINDS]


async def test_a_button_is_known_by_its_secret(notion: Notion) -> None:
    body = pressed()
    assert (await notion.press(body)).json()["data"] == {"new": True}
    again = {**body, "source": {**body["source"], "attempt": 2}}
    assert (await notion.press(again)).json()["data"] == {"new": False}
    (row,) = await notion.rows()
    assert (row.source, row.page_id, row.kind) == ("automation", PAGE, "automation")
    for secret in ("", "wrong", notion.secret[:-1], notion.secret + "a"):
        answer = await notion.press(pressed(), **{"X-Reelworks-Secret": secret})
        assert answer.status_code == 403
    assert len(await notion.rows()) == 1


def forgeries(body: bytes) -> dict[str, dict[str, Any]]:
    """Calls that do not come from Notion, each wrong in its own way."""
    right = signed(TOKEN, body)
    other = "0" if right[-1] != "0" else "1"
    signatures = {
        "other key": signed("secret_other", body),
        "other body": signed(TOKEN, body + b" "),
        "last digit": right[:-1] + other,
        "first digit": "sha256=" + ("0" if right[7] != "0" else "1") + right[8:],
        "too short": right[:-1],
        "too long": right + "0",
        "no prefix": right.removeprefix("sha256="),
        "no hex": "sha256=" + "z" * 64,
        "empty": "",
        "not ascii": "sha256=\u00fc",
    }
    found: dict[str, dict[str, Any]] = {
        name: {"content": body, "headers": {"X-Notion-Signature": one.encode()}}
        for name, one in signatures.items()
    }
    found["none"] = {"content": body}
    found["no json"] = {"content": b"{", "headers": {"X-Notion-Signature": right}}
    found["a token"] = {"content": json.dumps({"verification_token": TOKEN}).encode()}
    return found


async def test_whoever_is_not_notion_gets_one_answer_after_the_same_work(notion: Notion) -> None:
    body = json.dumps(told()).encode()
    await notion.tell(told())  # the token has been read
    answers, work = [], Counter[str]()
    for name, call in forgeries(body).items():
        with counted(notion.asked) as statements:
            answer = await notion.client.post(WEBHOOK, **call)
        said = answer.json()["error"]
        kept = {key: said[key] for key in ("code", "message")}
        answers.append((answer.status_code, str(kept), sorted(answer.headers)))
        work[name] = len(statements)
    assert len({str(one) for one in answers}) == 1
    assert answers[0][0] == 403
    assert set(work.values()) == {0}
    assert len(await notion.rows()) == 1


@contextmanager
def counted(asked: Asked) -> Iterator[list[str]]:
    """The statements that the database is asked meanwhile."""
    found: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        found.append(statement)

    engine = asked.context.database.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    yield found
    event.remove(engine, "before_cursor_execute", note)


@asynccontextmanager
async def fresh(asked: Asked) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(asked.app) as client:
        yield client


async def handshake(asked: Asked, token: str = TOKEN, **more: object) -> int:
    async with fresh(asked) as client:
        answer = await client.post(WEBHOOK, json={"verification_token": token, **more})
        return answer.status_code


async def test_the_token_is_taken_only_while_armed(asked: Asked) -> None:
    assert await handshake(asked) == 403
    await notion_inbox.arm(asked.context, "francis")
    assert await handshake(asked, "short") == 403
    assert await handshake(asked, "secret_ with a space in it") == 403
    assert await handshake(asked, more="fields") == 403
    assert await handshake(asked) == 200
    assert await handshake(asked, "secret_" + "o" * 43) == 403  # never replaced
    known = await notion_inbox.known(asked.context, asked.site.seal)
    assert known.token == TOKEN


async def test_while_there_is_no_token_the_database_is_not_asked_for_every_call(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "_SOON_S", 60.0)
    with counted(asked) as statements:
        for _ in range(5):
            assert await handshake(asked) == 403
    assert len([one for one in statements if "notion_arming" in one]) == 1


async def test_being_armed_ends(asked: Asked) -> None:
    await notion_inbox.arm(asked.context, "francis")
    async with asked.context.database.begin() as tx:
        await tx.execute(text("update notion_arming set armed_until = clock_timestamp()"))
    assert await handshake(asked) == 403


async def test_a_browser_page_cannot_send_a_token(asked: Asked) -> None:
    await notion_inbox.arm(asked.context, "francis")
    async with fresh(asked) as client:
        for headers in ({"Origin": "https://evil.example.com"}, {"Sec-Fetch-Site": "cross-site"}):
            answer = await client.post(WEBHOOK, json={"verification_token": TOKEN}, headers=headers)
            assert answer.status_code == 403
    assert (await notion_inbox.known(asked.context, asked.site.seal)).token is None


async def test_a_forgotten_token_opens_nothing_soon_after(
    notion: Notion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "_FRESH_S", 0.0)
    assert (await notion.tell(told())).status_code == 200
    await notion_inbox.forget(notion.asked.context, "francis")
    assert (await notion.tell(told())).status_code == 403


UNREADABLE = (
    (b"", "not JSON"),
    (b"\xff\xfe", "not JSON"),
    (b'{"id": NaN}', "not JSON"),
    (b'{"id": 1e999}', "a number that is none"),
    (b'{"id": %s}' % (b"9" * 5_000), "not JSON"),
    (b"[]", "not an object"),
    (b'"text"', "not an object"),
    (b'{"a":' * 100 + b"1" + b"}" * 100, "nested"),
    (b"[" * 100_000 + b"]" * 100_000, "not JSON"),
    (json.dumps(told(id=7)).encode(), "id is not a text"),
    (json.dumps(told(id="x" * 201)).encode(), "id is not a text"),
    (json.dumps(told(type=None)).encode(), "type is not a text"),
    (json.dumps(told(timestamp="soon")).encode(), "timestamp is not a time"),
    (json.dumps(told(timestamp="2026-11-20T12:00:00")).encode(), "timestamp is not a time"),
    (json.dumps(told(timestamp="0001-01-01T00:00:00+14:00")).encode(), "timestamp is not"),
    (json.dumps(told(timestamp=7)).encode(), "timestamp is not a time"),
    (json.dumps(told(entity={"type": "page", "id": "x"})).encode(), "entity.id is not an id"),
    (json.dumps(told(entity=None, data={"page_id": 7})).encode(), "data.page_id is not an id"),
)


async def test_what_notion_signed_and_nobody_can_read_is_refused_in_words(notion: Notion) -> None:
    for body, words in UNREADABLE:
        answer = await notion.tell(body)
        assert (answer.status_code, answer.json()["error"]["code"]) == (422, "bad_input"), words
        assert words in answer.json()["error"]["message"]
    assert await notion.rows() == []


async def test_what_happened_long_ago_is_told_too_late(notion: Notion) -> None:
    long_ago = (datetime.now(UTC) - timedelta(days=8)).isoformat()
    assert (await notion.tell(told(timestamp=long_ago))).status_code == 422
    yesterday = (datetime.now(UTC) - timedelta(days=1)).isoformat()
    assert (await notion.tell(told(timestamp=yesterday))).status_code == 200


async def test_what_a_database_cannot_hold_is_replaced(notion: Notion) -> None:
    body = b'{"words": "a\\u0000b \\ud800 c", "\\u0000": 1,' + json.dumps(told()).encode()[1:]
    assert (await notion.tell(body)).status_code == 200
    (row,) = await notion.rows()
    assert (row.body["words"], row.body["\ufffd"]) == ("a\ufffdb ? c", 1)


async def test_large_bodies_are_not_read(notion: Notion) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b"x" * 100_000

    for content in (b"x" * 1_000_001, endless()):
        answer = await notion.client.post(WEBHOOK, content=content)
        assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")


async def test_it_is_reached_by_any_name_but_not_asked_for_pages(notion: Notion) -> None:
    """A tunnel has a name of its own; the signature is what counts."""
    assert (await notion.tell(told(), Host="tunnel.example.com")).status_code == 200
    assert (await notion.client.get("/api/tasks", headers={"Host": HOST})).status_code == 401
    assert (await notion.client.get(WEBHOOK)).status_code == 405


async def test_a_flood_of_forgeries_does_not_shut_out_people(
    notion: Notion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "TOLD", Rate(burst=3, per_second=0.001))
    from reelworks.doors.api import app

    made = app.create(notion.asked.site)
    async with client_of(made) as client:
        answers = [await client.post(WEBHOOK, content=b"{}") for _ in range(5)]
        assert [one.status_code for one in answers] == [403, 403, 403, 429, 429]
        assert (await client.get("/health")).status_code == 200
        login = await client.get("/login", headers={"Accept": "text/html"})
        assert login.status_code == 200
