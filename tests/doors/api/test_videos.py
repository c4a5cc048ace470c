"""A program drives a video over HTTP from the asking to the film."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from reelworks.orchestrator.services import tasks

if TYPE_CHECKING:
    from tests.doors.api.conftest import Asked


async def seen(asked: Asked, name: str) -> dict[str, str]:
    room = await asked.ask("GET", f"/api/tasks/{name}/review")
    return {item["step"]["key"]: item["sha256"] for item in room["items"]}


async def waits(asked: Asked, name: str, stage: str) -> None:
    """Until that stage waits for a person."""

    async def look() -> bool:
        room = await asked.ask("GET", f"/api/tasks/{name}/review", params={"stage": stage})
        return bool(room["waits"])

    async with asyncio.timeout(60):
        while not await look():
            await asyncio.sleep(0.1)


async def test_a_video_goes_from_notes_to_film(asked: Asked) -> None:
    async with asked.studio.working():
        await from_notes_to_film(asked)


async def from_notes_to_film(asked: Asked) -> None:
    name = await asked.make(channel="gated")
    await waits(asked, name, "assets")
    room = await asked.ask("GET", f"/api/tasks/{name}/review")
    assert room["stage"] == "assets"
    note = {"key": "assets/1", "note": "darker", "sha256": room["items"][0]["sha256"]}
    await asked.ask("POST", f"/api/tasks/{name}/rejections", json={"items": [note]})
    await waits(asked, name, "assets")
    again = await asked.ask("GET", f"/api/tasks/{name}/review")
    first = again["items"][0]
    assert [(t["number"], t["current"], t["said"]) for t in first["takes"]] == [
        (2, True, ""),
        (1, False, "darker"),
    ]
    assert first["takes"][0]["wish"] == "darker"
    for stage in ("assets", "final"):
        await waits(asked, name, stage)
        shown = {"seen": await seen(asked, name)}
        await asked.ask("POST", f"/api/tasks/{name}/approvals", json=shown)
    video = await asked.ask("GET", f"/api/tasks/{name}")
    assert video["label"] == "Approved"
    assert video["finished_at"]
    film = await asked.client.get(video["files"]["text"])
    assert film.text.startswith("final/film")


async def test_an_approval_of_what_has_changed_is_refused_with_what_did(asked: Asked) -> None:
    name = await asked.make(channel="gated")
    async with asked.studio.working():
        await waits(asked, name, "assets")
        old = await seen(asked, name)
        note = {"items": [{"key": "assets/1", "note": "darker"}]}
        await asked.ask("POST", f"/api/tasks/{name}/rejections", json=note)
        await waits(asked, name, "assets")
    error = await asked.ask("POST", f"/api/tasks/{name}/approvals", 409, json={"seen": old})
    now = await seen(asked, name)
    assert error["code"] == "out_of_date"
    assert error["details"]["changed"] == {"assets/1": now["assets/1"]}
    assert (await asked.ask("GET", f"/api/tasks/{name}"))["label"] == "Assets Ready"


async def test_of_two_people_at_once_only_one_decides(asked: Asked) -> None:
    name = await asked.make(channel="gated")
    await asked.studio.run(name)
    shown = {"assets/1": (await seen(asked, name))["assets/1"]}
    no = {"key": "assets/1", "note": "no", "sha256": shown["assets/1"], "approved": False}
    answers = await asyncio.gather(
        *(asked.client.post(f"/api/tasks/{name}/approvals", json={"seen": shown}) for _ in "ab"),
        *(asked.client.post(f"/api/tasks/{name}/rejections", json={"items": [no]}) for _ in "ab"),
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]


async def test_asked_again_under_the_same_key_it_is_made_once(asked: Asked) -> None:
    asks = {"channel": "plain", "text": "# Keys", "shots": 2}
    key = {"Idempotency-Key": "k-1"}
    answers = await asyncio.gather(
        *(asked.client.post("/api/tasks", json=asks, headers=key) for _ in range(3))
    )
    names = {answer.json()["data"]["name"] for answer in answers}
    assert len(names) == 1
    other = {**asks, "text": "# Other keys"}
    error = await asked.ask("POST", "/api/tasks", 409, json=other, headers=key)
    assert "another request" in error["message"]
    assert len(await tasks.lines(asked.context)) == 1


async def test_a_request_that_failed_may_be_sent_again_under_its_key(asked: Asked) -> None:
    key = {"Idempotency-Key": "k-2"}
    asks = {"channel": "nowhere", "text": "# Keys", "shots": 2}
    assert (await asked.ask("POST", "/api/tasks", 422, json=asks, headers=key))["code"] == (
        "unknown_channel"
    )
    await asked.ask("POST", "/api/tasks", 422, json=asks, headers=key)


async def test_lists_come_in_parts_and_are_filtered(asked: Asked) -> None:
    names = [await asked.make(text=f"# Film {n}", seed=n) for n in range(5)]
    found: list[str] = []
    query: dict[str, Any] = {"limit": 2}
    while True:
        answer = (await asked.client.get("/api/tasks", params=query)).json()
        found += [card["name"] for card in answer["data"]]
        if "next" not in answer["page"]:
            break
        query["before"] = answer["page"]["next"]
    assert found == names[::-1]
    await asked.ask("POST", f"/api/tasks/{names[0]}/cancel")
    cancelled = await asked.ask("GET", "/api/tasks", params={"state": "cancelled"})
    assert [card["name"] for card in cancelled] == [names[0]]
    assert await asked.ask("GET", "/api/tasks", params={"channel": "gated"}) == []
    words = await asked.ask("GET", "/api/tasks", params={"q": "film-3"})
    assert [card["name"] for card in words] == [names[3]]
    waiting = await asked.ask("GET", "/api/tasks", params={"state": "waiting"})
    assert {card["state"] for card in waiting} == {"waiting"}
    assert "waits for a worker for cpu" in waiting[0]["why"][0]


async def test_many_are_done_at_once_and_one_that_cannot_be_stops_none(asked: Asked) -> None:
    names = [await asked.make(seed=n) for n in (1, 2)]
    await asked.ask("POST", f"/api/tasks/{names[0]}/cancel")
    asks = {"action": "priority", "priority": "high", "tasks": [*names, "nobody"]}
    done = await asked.ask("POST", "/api/bulk", json=asks)
    assert [(one["task"], one["done"]) for one in done][1:] == [(names[1], True), ("nobody", False)]
    cards = await asked.ask("GET", "/api/tasks")
    assert {card["name"]: card["priority"] for card in cards}[names[1]] == 1


async def test_an_edit_says_its_price_first_and_changes_nothing_then(asked: Asked) -> None:
    name = await asked.make()
    await asked.studio.run(name)
    path = f"/api/tasks/{name}/shots/1"
    words = {"narration": "Other words."}
    told = await asked.ask("PATCH", path, json=words, params={"dry_run": True})
    assert told["again"] == ["assembly/1", "final/film"]
    assert told["price_usd"] == "0"
    assert (await asked.ask("GET", f"/api/tasks/{name}/shots"))[0]["narration"] == "words"
    assert await asked.ask("PATCH", path, json=words) == told
    assert (await asked.ask("GET", f"/api/tasks/{name}/shots"))[0]["narration"] == "Other words."


async def test_nothing_is_null_in_an_answer(asked: Asked) -> None:
    name = await asked.make()
    answer = await asked.client.get(f"/api/tasks/{name}")
    assert "null" not in answer.text
    assert answer.json()["data"]["created_at"].endswith("Z")


async def test_a_video_that_is_not_there_is_said_in_the_envelope(asked: Asked) -> None:
    answer = await asked.client.get("/api/tasks/nowhere")
    error = answer.json()["error"]
    assert answer.status_code == 404
    assert error["code"] == "not_found"
    assert error["request_id"] == answer.headers["X-Request-ID"]
    assert set(error) == {"code", "message", "details", "request_id", "timestamp"}
