"""Every action is one function, whichever door it is asked at, and who asked is on record."""

from __future__ import annotations

import ast
import asyncio
import getpass
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from reelworks.domain.access import Role
from reelworks.doors.cli.main import app as cli
from reelworks.orchestrator import database
from reelworks.orchestrator.models import tables
from reelworks.orchestrator.services import access, webhooks
from tests.architecture.source import PACKAGE
from tests.doors.api.conftest import asked, client_of, context, in_a_hurry, site, studio
from tests.doors.browsing import Browser

if TYPE_CHECKING:
    from pathlib import Path

    import httpx

    from reelworks.ops.settings import Settings
    from reelworks.orchestrator.context import Context
    from tests.doors.api.conftest import Asked

__all__ = ["asked", "context", "in_a_hurry", "site", "studio"]

# What is on record after each action. Each of these words stands in one function of the services.
ACTIONS = (
    "task_created", "priority_changed", "step_rejected", "take_chosen", "step_approved",
    "story_edited", "retry_asked", "film_safe", "cancel_asked",
    "limits_changed", "channel_limit_changed", "service_paused", "service_resumed",
    "spending_stopped", "spending_resumed", "daily_budget_changed",
    "user_added", "user_changed", "token_issued", "token_revoked",
    "channel_added", "channel_paused", "channel_resumed", "channel_retired",
    "webhook_added", "webhook_changed", "webhook_tested", "redelivery_asked", "webhook_removed",
)  # fmt: skip
# Actions that one door alone has, and why.
ALONE = {
    "film_delivered": "`reelworks make --output` puts the film where this machine can see it",
    "notion_set_up": "whoever has this machine and Notion's token joins the two",
    "notion_armed": "whoever has this machine opens the door to Notion for ten minutes",
    "notion_token_forgotten": "the same",
    "notion_token_taken": "it comes from Notion",
    "logged_in": "a session belongs to pages",
    "gate_switched": "it comes from channels.yaml",
}
NOWHERE = "http://127.0.0.1:1/hook"
RECORDS = "engine.events import record"  # others only read what happened
NOTES = "# A film of {0}\n\nSome words of {0}."

Say = Callable[..., Awaitable[object]]


class Host:
    """The command line's studio, in a loop of its own, on this test's database."""

    def __init__(self, found: Context, dsn: str) -> None:
        self._found, self._dsn = found, dsn

    @asynccontextmanager
    async def opened(self, _: Settings) -> AsyncIterator[Context]:
        pool = database.engine(self._dsn)
        yield replace(self._found, database=pool)
        await pool.dispose()

    async def contact_sheet(self, *_: object) -> Path:
        return self._found.store.root


@pytest.mark.parametrize("kind", ACTIONS)
def test_each_action_is_done_in_one_place(kind: str) -> None:
    where = {
        path.relative_to(PACKAGE).as_posix()
        for path in (PACKAGE / "orchestrator").rglob("*.py")
        if RECORDS in path.read_text("utf-8")
        and (
            f'"{kind}"' in path.read_text("utf-8")
            or (kind.startswith("step_") and 'f"step_{verdict}"' in path.read_text("utf-8"))
        )
    }
    assert len([path for path in where if path.startswith("orchestrator/services")]) == 1


def test_no_action_is_left_out() -> None:
    """Whatever a service puts on record with who did it is in one of the two lists."""
    found = {
        word
        for path in (PACKAGE / "orchestrator" / "services").rglob("*.py")
        if '"actor"' in path.read_text("utf-8")
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call) and ast.unparse(call.func) in RECORDING
        for word in map(_word, call.args)
        if word and re.fullmatch(r"[a-z]+(_[a-z]+)+", word)
    }
    found |= {"step_approved", "step_rejected", "film_delivered", "film_safe"}  # made or named
    assert found == {*ACTIONS, *ALONE}


RECORDING = {"record", "recorded", "_record", "_tell", "_told", "Told"}


def _word(part: ast.expr) -> str:
    return str(part.value) if isinstance(part, ast.Constant) else ""


async def test_every_door_reaches_every_action_and_says_who(
    asked: Asked, dsn: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REELWORKS_SERVER_KEY", "k" * 48)
    monkeypatch.setenv("REELWORKS_PRIVATE_WEBHOOKS", "true")
    asked.site.private_webhooks = True
    file = tmp_path / "channels.yaml"
    gates = "{assets: human, final: human}"
    file.write_text(f"channels:\n  - id: plain\n  - id: gated\n    gates: {gates}\n")
    found = replace(asked.context, channels_file=file)
    asked.studio.context = asked.site.context = found
    async with asked.studio.working():
        await by_command_line(asked, dsn, tmp_path)
        async with asked.as_(Role.ADMIN, "program") as program:
            await by_api(asked, program)
        await by_page(asked)
    assert await on_record(asked) == {
        (kind, who) for kind in ACTIONS for who in (getpass.getuser(), "program", "person")
    }


async def on_record(asked: Asked) -> set[tuple[str, str]]:
    e = tables.events.c
    async with asked.context.database.connect() as tx:
        rows = await tx.execute(select(e.kind, e.facts).where(e.kind.in_(ACTIONS)))
        return {(row.kind, row.facts["actor"]) for row in rows if row.facts["actor"] != "test"}


async def until(asked: Asked, name: str, label: str) -> None:
    await asked.studio.until(name, lambda view: view.label == label)


async def by_command_line(asked: Asked, dsn: str, folder: Path) -> None:
    host = Host(asked.context, dsn)

    async def say(*words: str, given: str = "") -> str:
        def run() -> str:
            ended = CliRunner().invoke(cli, words, obj=host, input=given, catch_exceptions=False)
            assert ended.exit_code == 0, ended.output
            return ended.output

        return await asyncio.to_thread(run)

    notes = folder / "cli.md"
    notes.write_text(NOTES.format("commands"))
    made = await say("queue", str(notes), "--channel", "gated", "--shots", "2")
    name = made.split()[1].rstrip(".")
    other = (await say("queue", str(notes), "--channel", "plain", "--seed", "5")).split()[1]
    await say("cancel", other.rstrip("."))
    await until(asked, name, "Assets Ready")
    await say("reject", name, "assets/1", "--note", "darker")
    await until(asked, name, "Assets Ready")
    await say("choose", name, "assets/1", "1")
    await say("retry", name)
    await say("prioritise", name, "high")
    await until(asked, name, "Assets Ready")
    await say("review", name)
    await say("approve", name)
    await until(asked, name, "Final Review")
    await say("edit", name, "1", "--narration", "Other words.")
    await until(asked, name, "Final Review")
    await say("review", name)
    await say("approve", name)
    await say("clean", "--safe", name, "--dry-run")
    await say("limits", "kling", "--concurrency", "3")
    await say("limits", "kling", "--channel", "plain", "--concurrency", "1")
    await say("pause", "kling")
    await say("resume", "kling")
    await say("spending", "stop")
    await say("spending", "resume", "--per-day", "20")
    await say("users", "add", "one", given="a long password\n")
    await say("users", "change", "one", "--role", "viewer")
    await say("users", "token", "one")
    await say("users", "revoke", str((await access.tokens(asked.context, "one"))[0].id))
    await say("channels", "add", "one", "--name", "One", "--gates", "human")
    await say("channels", "pause", "one")
    await say("channels", "resume", "one")
    await say("channels", "retire", "one")
    await say("webhooks", "add", NOWHERE)
    (hook,) = await webhooks.webhooks(asked.context)
    await say("webhooks", "pause", str(hook.id))
    await say("webhooks", "resume", str(hook.id))
    assert "No answer" in await say("webhooks", "test", str(hook.id))
    (told, *_) = await webhooks.deliveries(asked.context, hook.id)
    await say("webhooks", "again", str(told.id))
    await say("webhooks", "remove", str(hook.id))


async def by_api(asked: Asked, program: httpx.AsyncClient) -> None:
    async def say(method: str, path: str, body: object = None) -> object:
        answer = await program.request(method, f"/api{path}", json=body)
        assert answer.status_code < 300, answer.text
        return answer.json()["data"]

    async def seen(name: str) -> dict[str, str]:
        room = (await program.get(f"/api/tasks/{name}/review")).json()["data"]
        return {item["step"]["key"]: item["sha256"] for item in room["items"]}

    asks = {"channel": "gated", "text": NOTES.format("programs"), "shots": 2}
    name = (await program.post("/api/tasks", json=asks)).json()["data"]["name"]
    other = (await program.post("/api/tasks", json={**asks, "seed": 5})).json()["data"]["name"]
    at = f"/tasks/{name}"
    await say("POST", f"/tasks/{other}/cancel")
    await until(asked, name, "Assets Ready")
    await say("POST", f"{at}/rejections", {"items": [{"key": "assets/1", "note": "darker"}]})
    await until(asked, name, "Assets Ready")
    await say("PUT", f"{at}/takes/1/assets/1")
    await say("POST", f"{at}/retry", {})
    await say("PUT", f"{at}/priority", {"priority": "high"})
    await until(asked, name, "Assets Ready")
    await say("POST", f"{at}/approvals", {"seen": await seen(name)})
    await until(asked, name, "Final Review")
    await say("PATCH", f"{at}/shots/1", {"narration": "Other words."})
    await until(asked, name, "Final Review")
    await say("POST", f"{at}/approvals", {"seen": await seen(name)})
    await say("POST", f"{at}/safe")
    await say("PATCH", "/services/kling", {"concurrency": 2})
    await say("PUT", "/services/kling/channels/plain", {"concurrency": 2})
    await say("POST", "/services/kling/pause", {})
    await say("POST", "/services/kling/resume", {})
    await say("POST", "/spending/stop")
    await say("POST", "/spending/resume")
    await say("PUT", "/spending/budget", {"usd": "20"})
    two = {"name": "two", "password": "a long password", "role": "viewer"}
    await say("POST", "/users", two)
    await say("PATCH", "/users/two", {"role": "reviewer"})
    token = await say("POST", "/tokens", {"name": "mine"})
    assert isinstance(token, dict)
    await say("DELETE", f"/tokens/{token['id']}")
    await say("POST", "/channels", {"id": "two"})
    await say("POST", "/channels/two/pause")
    await say("POST", "/channels/two/resume")
    await say("DELETE", "/channels/two")
    hook = await say("POST", "/webhooks", {"url": NOWHERE})
    assert isinstance(hook, dict)
    where = f"/webhooks/{hook['id']}"
    await say("PATCH", where, {"paused": True})
    await say("POST", f"{where}/test")
    log = await say("GET", f"{where}/deliveries")
    assert isinstance(log, list)
    await say("POST", f"/deliveries/{log[0]['id']}/again")
    await say("DELETE", where)


async def by_page(asked: Asked) -> None:
    await access.add_user(asked.context, "person", "correct horse battery", Role.ADMIN, "test")
    asked.site._asked = -9.0
    async with client_of(asked.app) as client:
        page = Browser(client)
        await page.read("/login")
        await page.send("/login", name="person", password="correct horse battery", next="/new")
        await on_pages(asked, page)


async def on_pages(asked: Asked, page: Browser) -> None:
    asks = {"channel": "gated", "text": NOTES.format("pages"), "shots": "2", "kind": "notes"}
    await page.read("/new")
    await page.send("/new", **asks, seed="5")
    other = page.html.partition('data-live="')[2].partition('"')[0]
    await page.send(f"/videos/{other}/cancel")
    await page.read("/new")
    await page.send("/new", **asks)
    name = page.html.partition('data-live="')[2].partition('"')[0]
    at, room = f"/videos/{name}", f"/videos/{name}/room"
    await page.send(f"{at}/priority", priority="high")
    await until(asked, name, "Assets Ready")
    await page.read(room)
    first = Browser(page.client)
    first.html = page.html.partition('data-key="assets/1"')[2]
    await first.send(f"{at}/reject", note="darker", key="assets/1", sha256="", approved="no")
    await until(asked, name, "Assets Ready")
    await page.read(room)
    assert "is take 1 again" in await page.send(f"{at}/choose", key="assets/1", take="1")
    await page.read(at)
    await page.send(f"{at}/retry")
    await until(asked, name, "Assets Ready")
    await page.read(room)
    assert "Approved: 2 things" in await page.send(f"{at}/approve")
    await until(asked, name, "Final Review")
    await page.read(at)
    assert "Changed." in await page.send(f"{at}/shots/1/edit", narration="Other words.")
    await until(asked, name, "Final Review")
    await page.read(room)
    await page.send(f"{at}/approve")
    await page.read(at)
    await page.read("/slate")
    await page.send("/services/kling/limits", concurrency="1")
    await page.send("/services/kling/pause")
    await page.send("/services/kling/resume")
    await page.send("/spending/stop")
    await page.send("/spending/resume")
    await page.send("/spending/budget", usd="20.00")
    await page.read("/channels")
    await page.send("/services/cpu/share", channel="plain", concurrency="2")
    await page.read(at)
    await page.send(f"{at}/safe")
    await page.read("/people")
    await page.send("/people", name="three", password="a long password", role="viewer")
    await page.send("/people/three/role", role="reviewer")
    await page.send("/tokens", name="mine", user="three")
    (token,) = await access.tokens(asked.context, "three")
    await page.send(f"/tokens/{token.id}/revoke")
    await page.read("/channels")
    await page.send("/channels", id="three", gates="human")
    await page.send("/channels/three/pause")
    await page.send("/channels/three/resume")
    await page.send("/channels/three/retire")
    await page.read("/people")
    await page.send("/webhooks", url=NOWHERE)
    (hook,) = await webhooks.webhooks(asked.context)
    await page.send(f"/webhooks/{hook.id}/pause")
    await page.send(f"/webhooks/{hook.id}/test")
    (told,) = await webhooks.deliveries(asked.context, hook.id)
    await page.send(f"/deliveries/{told.id}/again")
    await page.send(f"/webhooks/{hook.id}/remove")
