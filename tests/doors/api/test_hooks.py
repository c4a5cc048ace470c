"""Webhooks: every event is told once, signed, and again until somebody answers."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, update

from reelworks.domain.errors import UnsafeLink
from reelworks.ops.telling import signature, tell
from reelworks.orchestrator.models.access import deliveries
from reelworks.orchestrator.services.webhooks import Teller

if TYPE_CHECKING:
    from tests.doors.api.conftest import Asked


class Ear:
    """A server that hears what it is told, and answers as it is asked to."""

    def __init__(self) -> None:
        self.heard: list[tuple[dict[str, str], str]] = []
        self.answers: list[int] = []
        ear = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                ear.heard.append((dict(self.headers), body))
                self.send_response(ear.answers.pop(0) if ear.answers else 204)
                self.send_header("Location", "http://127.0.0.1:1/")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()


@pytest.fixture
def ear() -> Iterator[Ear]:
    found = Ear()
    yield found
    found.server.shutdown()


async def told(asked: Asked, teller: Teller) -> int:
    """Until nothing new is due; how many were sent."""
    count = 0
    for _ in range(4):
        count += await teller.run(asked.context)
    return count


def teller_of(asked: Asked) -> Teller:
    return Teller(asked.site.webhook_secret, partial(tell, private=True))


async def add(asked: Asked, url: str, **more: Any) -> dict[str, Any]:
    asked.site.private_webhooks = True
    hook: dict[str, Any] = await asked.ask("POST", "/api/webhooks", 201, json={"url": url, **more})
    return hook


async def test_each_event_is_told_once_and_signed(asked: Asked, ear: Ear) -> None:
    hook = await add(asked, ear.url, kinds=["task_created", "cancel_asked"], channel="plain")
    name = await asked.make()
    await asked.make(channel="gated")
    await asked.ask("POST", f"/api/tasks/{name}/cancel")
    first, second = teller_of(asked), teller_of(asked)  # two servers share the work
    assert await told(asked, first) + await told(asked, second) == 2
    bodies = [json.loads(body) for _, body in ear.heard]
    assert [(body["kind"], body["task"]) for body in bodies] == [
        ("task_created", name),
        ("cancel_asked", name),
    ]
    headers, body = ear.heard[0]
    moment, _, signed = headers["Reelworks-Signature"].partition(",v1=")
    assert signed == signature(hook["secret"], int(moment.removeprefix("t=")), body)
    assert "secret" not in (await asked.ask("GET", "/api/webhooks"))[0]


async def test_what_is_not_taken_is_told_again_and_the_log_says_so(asked: Asked, ear: Ear) -> None:
    hook = await add(asked, ear.url, kinds=["task_created"])
    ear.answers = [500, 302]
    await asked.make()
    teller = teller_of(asked)
    assert await told(asked, teller) == 1
    log = f"/api/webhooks/{hook['id']}/deliveries"
    (one,) = await asked.ask("GET", log)
    assert (one["attempt"], one["status"], one["error"]) == (1, 500, "It answered 500.")
    await due_now(asked)
    assert await told(asked, teller) == 1
    (one,) = await asked.ask("GET", log)
    assert (one["attempt"], one["status"]) == (2, 302)  # a redirect is not followed
    await due_now(asked)
    assert await told(asked, teller) == 1
    (one,) = await asked.ask("GET", log)
    assert (one["attempt"], one["status"], one["error"]) == (3, 204, "")
    assert "next_at" not in one
    await asked.ask("POST", f"/api/deliveries/{one['id']}/again")
    assert await told(asked, teller) == 1
    assert len({body for _, body in ear.heard}) == 1
    assert len(ear.heard) == 4


async def due_now(asked: Asked) -> None:
    async with asked.context.database.begin() as tx:
        await tx.execute(
            update(deliveries)
            .where(deliveries.c.next_at.is_not(None))
            .values(next_at=func.clock_timestamp())
        )


async def test_a_paused_webhook_is_told_later(asked: Asked, ear: Ear) -> None:
    hook = await add(asked, ear.url, kinds=["task_created"])
    where = f"/api/webhooks/{hook['id']}"
    await asked.ask("PATCH", where, json={"paused": True})
    await asked.make()
    teller = teller_of(asked)
    assert await told(asked, teller) == 0
    await asked.ask("PATCH", where, json={"paused": False})
    assert await told(asked, teller) == 1
    await asked.ask("DELETE", where)
    await asked.make(seed=2)
    assert await told(asked, teller) == 0


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/x",
        "ftp://example.com",
        "https://user:word@example.com/",
        "https:///x",
        "javascript:alert(1)",
        "https://example.com/#x",
    ],
)
async def test_an_address_that_is_none_is_refused(asked: Asked, url: str) -> None:
    await asked.ask("POST", "/api/webhooks", 422, json={"url": url})


@pytest.mark.parametrize("host", ["127.0.0.1", "10.0.0.1", "[::1]", "169.254.169.254", "localhost"])
def test_nothing_is_told_to_a_private_address(host: str) -> None:
    with pytest.raises(UnsafeLink):
        tell(f"https://{host}/x", "{}", "secret", {}, private=False)
