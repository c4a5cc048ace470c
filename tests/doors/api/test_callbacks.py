"""What a vendor tells us unasked wakes who waits, if the vendor signed it; nothing else of it."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from reelworks.domain.access import Role
from reelworks.ops import hints
from reelworks.orchestrator.services import access
from reelworks.sandbox.kie import signature
from tests.doors.api.conftest import client_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.doors.api.conftest import Asked

KEY = "what KIE signs with"


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIE_WEBHOOK_KEY", KEY)


def told(job: str, *, key: str = KEY, age_s: float = 0.0) -> dict[str, object]:
    """A callback as KIE sends it."""
    stamp = str(int(time.time() - age_s))
    headers = {"X-Webhook-Timestamp": stamp, "X-Webhook-Signature": signature(key, job, stamp)}
    return {"content": json.dumps({"code": 200, "data": {"taskId": job}}), "headers": headers}


async def at_work(asked: Asked, job: str) -> Path:
    """A step that waits for this job; its working folder."""
    name = await asked.make()
    async with asked.context.database.begin() as tx:
        lease = await tx.scalar(
            text(
                "update steps set status = 'running', lease = gen_random_uuid(), vendor_job = :job"
                " where id = (select min(id) from steps) returning lease"
            ),
            {"job": job},
        )
    return asked.context.store.work_folder("plain", name, str(lease))


async def test_a_signed_callback_wakes_who_waits_and_changes_nothing(asked: Asked) -> None:
    folder = await at_work(asked, "job-1")
    await access.add_user(asked.context, "ines", "correct horse battery", Role.ADMIN, "test")
    asked.site._asked = -9.0
    async with client_of(asked.app) as kie:  # who has no account here
        answer = await kie.post("/callbacks/kie", **told("job-1"))
        assert answer.json()["data"] == {"waited": True}
        other = await kie.post("/callbacks/kie", **told("job-2"))
        assert other.json()["data"] == {"waited": False}
    assert hints.wait(0, folder)
    assert not hints.wait(0, folder)
    async with asked.context.database.connect() as tx:
        row = (await tx.execute(text("select status, result_id from steps"))).one()
    assert tuple(row) == ("running", None)


@pytest.mark.parametrize(
    "wrong",
    [{"key": "another key"}, {"age_s": 900.0}, {"age_s": -900.0}],
    ids=["not signed by them", "a replay", "from the future"],
)
async def test_what_kie_did_not_sign_lately_is_refused(
    asked: Asked, wrong: dict[str, object]
) -> None:
    folder = await at_work(asked, "job-1")
    answer = await asked.client.post("/callbacks/kie", **told("job-1", **wrong))
    assert answer.status_code == 403
    assert not hints.wait(0, folder)


async def test_without_a_key_nothing_is_good(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KIE_WEBHOOK_KEY")
    answer = await asked.client.post("/callbacks/kie", **told("job-1", key=""))
    assert answer.status_code == 403


def test_a_hint_ends_the_waiting(tmp_path: Path) -> None:
    assert hints.leave(tmp_path)
    began = time.monotonic()
    assert hints.wait(60, tmp_path)
    assert time.monotonic() - began < 30
    assert not hints.leave(tmp_path / "gone")
