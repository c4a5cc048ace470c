"""A site on a real database, asked in this very process, and a worker whenever one is wanted."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from reelworks.domain.access import Role
from reelworks.doors.api import app, guard
from reelworks.doors.api.limits import Rate
from reelworks.doors.api.site import Site
from reelworks.ops.sealing import Keys, Seal
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.services.access import Person
from tests.orchestrator.conftest import Studio, context

__all__ = ["context"]

HOST = "localhost:8420"
KEY = b"a key that only this test knows, and long enough"
SOURCE = "# Notes\nSome words."


class Asked:
    """A client of the application, and what the test knows of it."""

    def __init__(self, made: FastAPI, studio: Studio, client: httpx.AsyncClient) -> None:
        self.app, self.studio, self.client = made, studio, client

    @property
    def context(self) -> Context:
        return self.studio.context

    @property
    def site(self) -> Site:
        found: Site = self.app.state.site
        return found

    async def ask(self, method: str, path: str, status: int = 200, **more: Any) -> Any:
        """The data of an answer that must have this status."""
        answer = await self.client.request(method, path, **more)
        assert answer.status_code == status, answer.text
        body = answer.json()
        assert body["success"] is (status < 400)
        return body["data"] if status < 400 else body["error"]

    async def make(self, **more: Any) -> str:
        """A small video, by its name."""
        asked = {"channel": "plain", "text": SOURCE, "shots": 2, **more}
        made = await self.ask("POST", "/api/tasks", 201, json=asked)
        return str(made["name"])

    @asynccontextmanager
    async def as_(self, role: Role, name: str = "") -> AsyncIterator[httpx.AsyncClient]:
        """A client that is logged in by token."""
        from reelworks.orchestrator.services import access

        who = name or role.value
        if who not in {user.name for user in await access.users(self.context)}:
            await access.add_user(self.context, who, "correct horse battery", role, "test")
        secret, _ = await access.issue_token(self.context, who, "test", "test")
        async with client_of(self.app, Authorization=f"Bearer {secret}") as client:
            yield client


def client_of(made: FastAPI, **headers: str) -> httpx.AsyncClient:
    # What went wrong inside must be answered, not be raised into the test.
    transport = httpx.ASGITransport(made, raise_app_exceptions=False, client=("127.0.0.1", 5))
    return httpx.AsyncClient(
        transport=transport, base_url=f"http://{HOST}", headers=headers, timeout=60
    )


@pytest.fixture(autouse=True)
def in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests ask more often than people do; the test of the rates sets its own."""
    often = Rate(burst=1e9, per_second=1e9)
    monkeypatch.setattr(guard, "READS", often)
    monkeypatch.setattr(guard, "WRITES", often)
    monkeypatch.setattr(guard, "TOLD", often)


@pytest_asyncio.fixture
async def studio(context: Context, tmp_path: Path) -> Studio:
    source = tmp_path / "notes.md"
    source.write_text(SOURCE)
    return Studio(context, source)


@pytest.fixture
def site(context: Context, tmp_path: Path) -> Site:
    return Site(
        context=context,
        key=KEY,
        seal=Seal(Keys((), tmp_path / "keys" / "secret.keys")),
        hosts=frozenset({HOST}),
        origins=frozenset({f"http://{HOST}"}),
        local=Person("tester", Role.ADMIN),
        version="test",
    )


@pytest_asyncio.fixture
async def asked(site: Site, studio: Studio) -> AsyncIterator[Asked]:
    made = app.create(site)
    async with client_of(made) as client:
        yield Asked(made, studio, client)
