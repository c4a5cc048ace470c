"""Hostile input is refused, or kept and shown as what it is: text."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from tests.doors.api.conftest import client_of
from tests.doors.browsing import PAGE, Browser

if TYPE_CHECKING:
    from tests.doors.api.conftest import Asked

TEXTS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'; drop table tasks; --",
    "' or 1=1 --",
    "{{ 7 * 7 }}{% raw %}",
    "${7*7}#{7*7}",
    "../../../etc/passwd",
    "..\\..\\windows\\system32",
    "/etc/shadow",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "\r\nSet-Cookie: a=b\r\n\r\n<h1>x",
    "%00%0d%0a",
    "a\0b",
    "\ud800",
    "\u202egnp.exe",
    "🚢" * 300,
    "x" * 5_000,
    "-rf",
    "--output=/tmp/x",
    "|id;`id`$(id)",
    "%s%n%x",
    "../" * 200,
    "\x1b[31mred",
    "NaN",
    "-1",
    "1e309",
    "true",
    "null",
    "[]",
)
PLACES = ("channel", "text", "title", "name", "kind", "shots", "width", "seed", "priority")
PATHS = (
    ("GET", "/api/tasks/{}"),
    ("GET", "/api/tasks/{}/review"),
    ("GET", "/api/tasks/{}/events"),
    ("GET", "/api/tasks/x/takes/{}"),
    ("GET", "/api/channels/{}"),
    ("GET", "/media/{}"),
    ("GET", "/static/{}"),
    ("GET", "/static/fonts/{}"),
    ("GET", "/videos/{}"),
    ("GET", "/videos/{}/room"),
    ("POST", "/api/services/{}/pause"),
    ("POST", "/api/tasks/{}/cancel"),
)
QUERIES = ("channel", "state", "q", "limit", "before", "after", "stage", "width", "save")


def asks() -> list[tuple[str, str, dict[str, Any]]]:
    """A thousand of them, the same ones every time."""
    chance = random.Random(1)
    found: list[tuple[str, str, dict[str, Any]]] = []
    plain = {"channel": "plain", "text": "# Notes", "shots": 2}
    for text in TEXTS:
        sendable = text.encode("utf-8", "surrogatepass")
        for place in PLACES:
            body = json.dumps({**plain, place: text})
            found.append(("POST", "/api/plan", {"content": body, "headers": JSON}))
        found += [(m, p.format(quote(sendable, safe="")), {}) for m, p in PATHS]
        found += [("GET", f"/api/tasks?{q}={quote(sendable)}", {}) for q in QUERIES]
        found += [("GET", f"/?{q}={quote(sendable)}", {"headers": PAGE}) for q in QUERIES[:3]]
        head = quote(sendable)[:200]
        found += [("GET", "/api/tasks", {"headers": {name: head}}) for name in HEADERS]
    deep = "[" * 100_000
    bodies = (
        deep,
        "{" * 50_000,
        '{"a":' * 20_000,
        "\ufeff{}",
        "",
        "null",
        "[1]",
        "1",
        '{"text":1e999}',
    )
    found += [("POST", "/api/tasks", {"content": body, "headers": JSON}) for body in bodies]
    while len(found) < 1_000:
        junk = bytes(chance.randrange(256) for _ in range(chance.randrange(1, 200)))
        kind = chance.choice(("application/json", "text/plain", "multipart/form-data", "x"))
        path = chance.choice(("/api/tasks", "/api/bulk", "/api/tasks/x/shots/1/files/image"))
        found.append(("POST", path, {"content": junk, "headers": {"Content-Type": kind}}))
    return found


JSON = {"Content-Type": "application/json"}
HEADERS = ("Idempotency-Key", "Last-Event-ID", "Range", "Accept", "If-None-Match", "Cookie")


async def test_a_thousand_hostile_requests_break_nothing(asked: Asked) -> None:
    broken = []
    sent = asks()
    for method, path, more in sent:
        answer = await asked.client.request(method, path, **more)
        if answer.status_code >= 500:
            broken.append((method, path[:80], str(more)[:80], answer.text[:200]))
    assert len(sent) >= 1_000
    assert broken == []


async def test_what_somebody_typed_is_shown_and_does_nothing(asked: Asked) -> None:
    async with client_of(asked.app) as client:
        await shown_as_text(asked, Browser(client))


async def shown_as_text(asked: Asked, page: Browser) -> None:
    for number, text in enumerate(
        text for text in TEXTS if "\0" not in text and text.isprintable()
    ):
        asks = {"channel": "plain", "text": f"# N\n{text}", "title": text[:200], "seed": number}
        name = await asked.make(**asks)
        for path in ("/", f"/videos/{name}", f"/videos/{name}/room"):
            html = await page.read(path)
            assert "<script>alert" not in html
            assert "<img src=x" not in html
            assert "49" not in html.partition("<h1>")[2].partition("</h1>")[0]


async def test_no_page_has_anything_inline_that_runs(asked: Asked) -> None:
    name = await asked.make()
    page = Browser(asked.client)
    paths = ("/", "/videos", "/slate", "/new", "/channels", "/people", f"/videos/{name}", "/login")
    for path in (*paths, f"/videos/{name}/room"):
        html = await page.read(path)
        assert " style=" not in html
        assert "<style" not in html
        assert not [part for part in html.split("<script")[1:] if not part.startswith(" src=")]
        assert " onclick=" not in html


async def test_a_form_of_another_site_changes_nothing(asked: Asked) -> None:
    page = Browser(asked.client)
    await page.read("/slate")
    for fields in ({}, {"csrf": ""}, {"csrf": "0" * 64}):
        answer = await asked.client.post("/spending/stop", data=fields, headers=PAGE)
        assert answer.status_code == 403
    assert "spending_stopped_by" not in await asked.ask("GET", "/api/slate")
    assert "Spending is stopped" in await page.send("/spending/stop")


async def test_after_logging_in_nobody_is_sent_elsewhere(asked: Asked) -> None:
    from reelworks.doors.dashboard.forms import our_path

    for elsewhere in (
        "https://evil.example",
        "//evil.example",
        "/\\evil",
        "javascript:x",
        "/%0d%0aX",
        "",
    ):
        assert our_path(elsewhere) in ("/", "/%0d%0aX")
    assert our_path("/videos/a-1/room?stage=assets") == "/videos/a-1/room?stage=assets"
