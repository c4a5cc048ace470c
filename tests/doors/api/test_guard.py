"""Who asks, from where, how much and how often: looked at before anything is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reelworks.domain.access import Role
from reelworks.domain.errors import NotAllowed
from reelworks.doors.api import guard
from reelworks.doors.api.limits import Buckets, Rate
from reelworks.doors.api.site import addresses, check_lock
from reelworks.ops import settings
from reelworks.orchestrator.services import access
from tests.doors.api.conftest import HOST, client_of

if TYPE_CHECKING:
    from tests.doors.api.conftest import Asked

OTHER = {"Origin": "https://evil.example"}
STOP = "/api/spending/stop"


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8420", "localhost", "127.0.0.1:1"])
async def test_another_name_is_not_answered(asked: Asked, host: str) -> None:
    answer = await asked.client.get("/api/tasks", headers={"Host": host})
    assert answer.status_code == 421


async def test_probes_are_answered_whatever_the_name(asked: Asked) -> None:
    for path in ("/health", "/ready"):
        answer = await asked.client.get(path, headers={"Host": "10.0.0.7:8420"})
        assert answer.json()["data"] == {"status": "ok", "version": "test"}


@pytest.mark.parametrize(
    "headers",
    [
        OTHER,
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": f"http://{HOST}"},  # a page of ours would say its token too
        {"Origin": f"http://{HOST}", "X-CSRF-Token": "0" * 64},
        {"Cookie": "rw_visitor=v"},
    ],
)
async def test_another_site_changes_nothing_on_loopback_either(
    asked: Asked, headers: dict[str, str]
) -> None:
    await asked.ask("POST", STOP, 403, headers=headers)
    assert "spending_stopped_by" not in await asked.ask("GET", "/api/slate")


async def test_a_page_of_ours_may_change_things(asked: Asked) -> None:
    token = asked.site.sign("csrf", "v")
    headers = {
        "Origin": f"http://{HOST}",
        "Sec-Fetch-Site": "same-origin",
        "Cookie": "rw_visitor=v",
        "X-CSRF-Token": token,
    }
    slate = await asked.ask("POST", STOP, headers=headers)
    assert slate["spending_stopped_by"] == "tester"


async def test_from_the_first_account_on_everybody_needs_one(asked: Asked) -> None:
    assert (await asked.ask("GET", "/api/me"))["name"] == "tester"
    async with asked.as_(Role.ADMIN, "ines") as ines:
        asked.site._asked = -9.0
        assert (await ines.get("/api/me")).json()["data"] == {"name": "ines", "role": "admin"}
    assert (await asked.ask("GET", "/api/me", 401))["code"] == "not_logged_in"
    wrong = {"Authorization": "Bearer rw_wrong"}
    await asked.ask("GET", "/api/tasks", 401, headers=wrong)


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        (Role.VIEWER, set()),
        (Role.REVIEWER, {"edit"}),
        (Role.OPERATOR, {"edit", "stop"}),
        (Role.ADMIN, {"edit", "stop", "users"}),
    ],
)
async def test_each_role_may_do_so_much(asked: Asked, role: Role, allowed: set[str]) -> None:
    asks = {
        "edit": ("PATCH", "/api/tasks/none/shots/1", {"scene": "x"}),
        "stop": ("POST", STOP, None),
        "users": ("GET", "/api/users", None),
    }
    async with asked.as_(role) as client:
        answers = {
            name: (await client.request(method, path, json=body)).status_code
            for name, (method, path, body) in asks.items()
        }
        assert (await client.get("/api/tasks")).status_code == 200
    assert {name for name, status in answers.items() if status != 403} == allowed


async def test_a_token_that_was_revoked_opens_nothing(asked: Asked) -> None:
    async with asked.as_(Role.OPERATOR) as client:
        (token,) = (await client.get("/api/tokens")).json()["data"]
        assert (await client.delete(f"/api/tokens/{token['id']}")).status_code == 200
        assert (await client.get("/api/tasks")).status_code == 401


async def test_somebody_who_is_kept_out_is_out_at_once(asked: Asked) -> None:
    async with asked.as_(Role.ADMIN, "ines"), asked.as_(Role.REVIEWER) as client:
        await access.change_user(asked.context, "reviewer", "ines", disabled=True)
        assert (await client.get("/api/tasks")).status_code == 401
    with pytest.raises(NotAllowed, match="last admin"):
        await access.change_user(asked.context, "ines", "ines", role=Role.VIEWER)


async def test_a_password_opens_a_session_until_it_is_ended(asked: Asked) -> None:
    context = asked.context
    await access.add_user(context, "mara", "correct horse battery", Role.REVIEWER, "test")
    assert await access.log_in(context, "mara", "wrong horse battery", "::1") is None
    assert await access.log_in(context, "nobody", "correct horse battery", "::1") is None
    cookie = await access.log_in(context, "mara", "correct horse battery", "::1")
    assert cookie
    person = await access.of_session(context, cookie)
    assert person
    assert (person.name, person.role) == ("mara", Role.REVIEWER)
    await access.log_out(context, cookie)
    assert await access.of_session(context, cookie) is None


async def test_too_many_are_told_to_wait(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "READS", Rate(burst=3, per_second=0.5))
    async with client_of(asked.app) as client:
        asked.app.middleware_stack = None  # built anew, with those rates
        answers = [await client.get("/api/me") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert int(answers[-1].headers["Retry-After"]) in (1, 2)


def test_a_bucket_fills_again() -> None:
    now = 0.0
    bucket = Buckets(Rate(burst=2, per_second=0.5), clock=lambda: now)
    assert [bucket.take("a") for _ in range(3)] == [0.0, 0.0, 2.0]
    assert bucket.take("b") == 0.0
    now = 2.0
    assert [bucket.take("a") for _ in range(2)] == [0.0, 2.0]


async def test_a_body_that_is_too_large_is_not_read(asked: Asked) -> None:
    large = {"channel": "plain", "text": "x" * 3_000_000}
    assert (await asked.ask("POST", "/api/tasks", 413, json=large))["code"] == "too_large"


async def test_who_is_not_known_uploads_nothing_large(asked: Asked) -> None:
    await access.add_user(asked.context, "ines", "correct horse battery", Role.ADMIN, "test")
    asked.site._asked = -9.0
    large = {"file": ("film.mp4", b"x" * 3_000_000)}
    answer = await asked.client.post("/login", files=large)
    assert answer.status_code == 413


async def test_every_answer_says_what_a_page_may_do(asked: Asked) -> None:
    for path in ("/api/tasks", "/api/nowhere", "/health"):
        headers = (await asked.client.get(path)).headers
        assert "script-src 'self'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "no-store"


async def test_beyond_loopback_nothing_starts_without_accounts(asked: Asked) -> None:
    context, wide = asked.context, settings.read(host="0.0.0.0")  # noqa: S104
    await check_lock(context, settings.read(host="127.0.0.1"))
    with pytest.raises(NotAllowed, match="no accounts"):
        await check_lock(context, wide)
    await access.add_user(context, "ines", "correct horse battery", Role.ADMIN, "test")
    with pytest.raises(NotAllowed, match="names we do not know"):
        await check_lock(context, wide)
    told = settings.read(host="0.0.0.0", public_url="https://films.example.com")  # noqa: S104
    await check_lock(context, told)


def test_the_names_that_are_ours() -> None:
    hosts, origins = addresses("127.0.0.1", 8420, "https://films.example.com")
    assert hosts == {"127.0.0.1:8420", "localhost:8420", "[::1]:8420", "films.example.com"}
    assert "https://films.example.com" in origins
    assert "http://films.example.com" not in origins
