"""Ten thousand bodies that Notion could never have sent, all of them signed: nothing breaks."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from reelworks.orchestrator.models.notion_inbox import notion_deliveries
from reelworks.orchestrator.services import notion_inbox
from reelworks.sandbox.notion.hooks import signed
from tests.doors.api.test_notion_webhook import AUTOMATION, TOKEN, WEBHOOK, pressed, told

if TYPE_CHECKING:
    from fastapi import FastAPI

    from tests.doors.api.conftest import Asked

BODIES = 10_000
AT_ONCE = 50
ODD: tuple[object, ...] = (
    *(None, True, 0, -1, 10**40, 1.5, "", "x", "\0", "\ud800", "🎬" * 50, "x" * 20_000, [], {}),
    *([1, [2]], {"a": {"b": 1}}, "2026-11-20T12:00:00Z", "9999-12-31T23:59:59-23:59", "secret_a"),
)
RAW = (b"", b"{", b"nul", b"\xff\xfe{", b'{"id":1e999}', b"[" * 2_000, b'"' + b"x" * 9_000 + b'"')


def odd(chance: Random) -> bytes:
    """A body that was right once: something is missing, renamed, of another type, huge or deep."""
    if chance.random() < 0.02:
        return chance.choice(RAW)
    body: Any = told() if chance.random() < 0.7 else pressed()
    for _ in range(chance.randint(1, 4)):
        spoil(chance, body)
    return json.dumps(body).encode()


def spoil(chance: Random, value: dict[str, Any]) -> None:
    """Change something, here or deeper."""
    if not value:
        return
    key = chance.choice(sorted(value))
    if isinstance(value[key], dict) and chance.random() < 0.6:
        spoil(chance, value[key])
        return
    match chance.randrange(4):
        case 0:
            del value[key]
        case 1:
            value[f"{key}{chance.choice('sX_')}"] = value.pop(key)
        case 2:
            value[key] = chance.choice(ODD)
        case _:
            value[key] = nested(chance, value[key])


def nested(chance: Random, value: object) -> object:
    for _ in range(chance.choice((1, 3, 200))):
        value = [value] if chance.random() < 0.5 else {"a": value}
    return value


async def post(app: FastAPI, path: str, body: bytes, secret: tuple[bytes, bytes]) -> int:
    """The status of an answer; straight into the application, as ten thousand are many."""
    statuses: list[int] = []

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        statuses.extend([message["status"]] if "status" in message else [])

    length = str(len(body)).encode()
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST",
        "scheme": "http", "path": path, "raw_path": path.encode(), "query_string": b"",
        "root_path": "", "client": ("127.0.0.1", 5), "server": ("127.0.0.1", 8420), "state": {},
        "headers": [(b"host", b"localhost:8420"), (b"content-length", length), secret],
    }  # fmt: skip
    await app(scope, receive, send)
    return statuses[0]


@pytest.mark.slow
async def test_ten_thousand_odd_bodies_break_nothing(asked: Asked) -> None:
    context, seal, chance = asked.context, asked.site.seal, Random(7)
    await notion_inbox.arm(context, "tester")
    await notion_inbox.take_token(context, seal, TOKEN)
    secret = (b"x-reelworks-secret", (await notion_inbox.automation_secret(context, seal)).encode())
    heard: Counter[int] = Counter()

    async def one(body: bytes) -> None:
        path = AUTOMATION if b'"source"' in body else WEBHOOK
        signature = (b"x-notion-signature", signed(TOKEN, body).encode())
        proof = secret if path == AUTOMATION else signature
        heard[await post(asked.app, path, body, proof)] += 1

    for _ in range(BODIES // AT_ONCE):
        await asyncio.gather(*(one(odd(chance)) for _ in range(AT_ONCE)))
    assert set(heard) == {200, 422}
    assert min(heard.values()) > BODIES / 20  # both are common, or they were not odd enough
    async with context.database.begin() as tx:
        rows = await tx.scalar(select(func.count()).select_from(notion_deliveries))
    assert rows is not None
    assert heard[200] * 0.5 < rows <= heard[200]  # odd ids may be the same one
