"""Kling itself, over real HTTP: both ways to sign in, and an earlier order that can be found."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from time import time

import httpx
import jwt
import pytest

from reelworks.domain.errors import (
    BadInput,
    ContentRefused,
    JobFailed,
    KeyRefused,
    OutcomeUnknown,
    QuotaExhausted,
    RateLimited,
    ReelworksError,
    VendorUnavailable,
)
from reelworks.media.probe import probe
from reelworks.ports.clip import ClipRequest
from reelworks.providers import registry
from reelworks.providers.kling import official
from reelworks.sandbox import server
from reelworks.sandbox.faults import Fault
from reelworks.sandbox.kling import fault_in_token
from reelworks.sandbox.server import Sandbox
from tests.providers.asking import Told

PRICE = Decimal("0.21")


@pytest.fixture(scope="module")
def up() -> Iterator[Sandbox]:
    with server.running(["kling"], speed=1000) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(up: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    for name, value in up.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("KLING_API_KEY", raising=False)
    monkeypatch.setenv("KLING_POLL_SECONDS", "0.05")
    up.ledger.charges.clear()
    up.ledger.received.clear()
    up.desks["kling"].dials.update(dollars=1000, concurrent=5, widest=256, clip_s=120)
    yield up
    up.desks["kling"].faults.clear()


def make(picture: Path, clip: Path, told: Told | None = None, seed: int = 1) -> Told:
    told = told or Told()
    asked = ClipRequest(
        image=picture,
        layers=None,
        motion="waves roll in",
        seconds=5,
        width=320,
        height=180,
        fps=30,
        seed=seed,
    )
    spend = registry.clip_maker("kling-official").make(asked, clip, told)
    assert spend.cost == PRICE
    return told


def test_a_clip_is_bought_with_a_signed_token(
    sandbox: Sandbox, picture: Path, tmp_path: Path
) -> None:
    told = make(picture, tmp_path / "clip.mp4", seed=10)
    assert probe(tmp_path / "clip.mp4").seconds >= 5
    assert [event for event, _ in told.said] == ["intent", "submitted"]
    assert told.said[0] == ("intent", "kling-official 0.21")
    assert sandbox.ledger.total() == PRICE


def test_a_clip_is_bought_with_a_key_alone(
    sandbox: Sandbox, picture: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KLING_API_KEY", sandbox.desks["kling"].key)
    monkeypatch.delenv("KLING_SECRET_KEY")
    make(picture, tmp_path / "clip.mp4", seed=20)
    assert sandbox.ledger.total() == PRICE


def test_an_earlier_order_is_found_by_its_mark_and_waited_for(
    sandbox: Sandbox, picture: Path, tmp_path: Path
) -> None:
    sandbox.desks["kling"].faults.order(Fault.RESET, "create")
    with pytest.raises(OutcomeUnknown):
        make(picture, tmp_path / "clip.mp4", seed=30)
    told = make(picture, tmp_path / "clip.mp4", Told(unsure=True), seed=30)
    assert [event for event, _ in told.said] == ["submitted"]
    assert sandbox.ledger.total() == PRICE


def test_an_order_that_never_arrived_is_made_now(
    sandbox: Sandbox, picture: Path, tmp_path: Path
) -> None:
    told = make(picture, tmp_path / "clip.mp4", Told(unsure=True), seed=40)
    assert [event for event, _ in told.said] == ["intent", "submitted"]
    assert sandbox.ledger.total() == PRICE


FAULTS = [
    (Fault.BUSY, RateLimited),
    (Fault.BUSY_WAIT, RateLimited),
    (Fault.QUOTA, QuotaExhausted),
    (Fault.MAINTENANCE, VendorUnavailable),
    (Fault.EXPIRED, KeyRefused),
    (Fault.HTML, VendorUnavailable),
    (Fault.ERROR_IN_OK, VendorUnavailable),
    (Fault.TORN, OutcomeUnknown),
    (Fault.REFUSED, ContentRefused),
    (Fault.JOB_FAILS, JobFailed),
]


@pytest.mark.parametrize(("fault", "error"), FAULTS)
def test_what_goes_wrong_with_an_order(
    sandbox: Sandbox, picture: Path, tmp_path: Path, fault: Fault, error: type[ReelworksError]
) -> None:
    sandbox.desks["kling"].faults.order(fault, "create")
    with pytest.raises(error) as raised:
        make(picture, tmp_path / "clip.mp4", seed=100 + FAULTS.index((fault, error)))
    assert type(raised.value) is error
    assert sandbox.ledger.total() == (PRICE if fault is Fault.TORN else 0)


def test_a_done_job_without_a_link_is_no_clip(
    sandbox: Sandbox, picture: Path, tmp_path: Path
) -> None:
    told = make(picture, tmp_path / "clip.mp4", seed=50)
    sandbox.desks["kling"].faults.order(Fault.EMPTY, "poll", times=9)
    with pytest.raises(VendorUnavailable, match="gives no link"):
        make(picture, tmp_path / "clip.mp4", Told(resume=told.said[-1][1]))


CODES = [
    *((code, KeyRefused) for code in range(1000, 1005)),
    (1101, QuotaExhausted),
    (1102, QuotaExhausted),
    (1200, BadInput),
    (1201, BadInput),
    (1203, BadInput),
    (1301, ContentRefused),
    (1302, RateLimited),
    (1303, RateLimited),
    (5000, VendorUnavailable),
    (5002, VendorUnavailable),
]


@pytest.mark.parametrize(("code", "error"), CODES)
def test_a_code_means(code: int, error: type[ReelworksError]) -> None:
    found = official.error(code, "words (request r1)", "the job")
    assert type(found) is error
    assert str(code) in found.message
    assert "r1" in found.message
    assert found.retry_after_s == (1.0 if error is RateLimited else None)


def test_the_stand_in_checks_a_token_as_the_library_makes_it() -> None:
    secret, now = "s" * 32, time()

    def token(key: str = secret, **changes: object) -> str:
        claims = {"iss": "access", "exp": now + 1800, "nbf": now - 5, **changes}
        return jwt.encode(claims, key, algorithm="HS256")

    assert fault_in_token(token(), "access", secret, now) == 0
    assert fault_in_token(token("t" * 32), "access", secret, now) == 1002
    assert fault_in_token(token(iss="other"), "access", secret, now) == 1002
    assert fault_in_token(token(), "access", secret, now + 1801) == 1004
    assert fault_in_token(token(nbf=now + 60), "access", secret, now) == 1003
    assert fault_in_token("no.token", "access", secret, now) == 1001
    unsigned = jwt.encode({"iss": "access"}, None, algorithm="none")
    assert fault_in_token(unsigned, "access", secret, now) == 1002


def test_who_is_not_signed_in_is_refused(sandbox: Sandbox) -> None:
    url = f"{sandbox.desks['kling'].url}/v1/videos/image2video/1"
    assert httpx.get(url).json()["code"] == 1000
    assert httpx.get(url, headers={"Authorization": "Bearer x"}).status_code == 401


def test_without_a_key_nothing_is_sent(
    sandbox: Sandbox, picture: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KLING_SECRET_KEY")
    with pytest.raises(KeyRefused, match="no key for Kling"):
        make(picture, tmp_path / "clip.mp4", seed=60)
    assert sandbox.ledger.received == []
