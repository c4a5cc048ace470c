"""The stand-in for Gemini, met by the product's own client over real HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import httpx
import pytest

from reelworks.domain.errors import (
    BadAnswer,
    BadInput,
    ContentRefused,
    KeyRefused,
    OutcomeUnknown,
    QuotaExhausted,
    RateLimited,
    ReelworksError,
    VendorUnavailable,
)
from reelworks.domain.story import AssetKind
from reelworks.providers import registry
from reelworks.sandbox import server
from reelworks.sandbox.faults import Fault
from reelworks.sandbox.server import Sandbox
from tests.providers import painters
from tests.providers.hand import Hand


@pytest.fixture(scope="module")
def up() -> Iterator[Sandbox]:
    with server.running(["gemini"], speed=10_000) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(up: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    for name, value in up.environment.items():
        monkeypatch.setenv(name, value)
    up.ledger.charges.clear()
    up.desks["gemini"].dials.update(up.vendors[0].dials, widest=512, requests_per_minute=1e9)
    yield up
    up.desks["gemini"].faults.clear()


@pytest.mark.parametrize(
    "behaviour",
    [
        painters.a_place_is_a_full_picture_of_exactly_its_size,
        painters.a_figure_stands_on_clear_ground,
    ],
    ids=lambda behaviour: behaviour.__name__,  # type: ignore[no-any-return]
)
def test_the_product_paints_with_it(sandbox: Sandbox, behaviour: object, tmp_path: Path) -> None:
    assert callable(behaviour)
    behaviour(registry.image_maker("gemini"), tmp_path)


def make(tmp_path: Path, model: str = "") -> Decimal:
    request = painters.asked(AssetKind.ENVIRONMENT, (320, 180), model=model)
    return registry.image_maker("gemini").make(request, tmp_path / "a.png", None, Hand()).cost


@pytest.mark.parametrize(
    "model", ["", "gemini-3.1-flash-lite-image", "gemini-3.1-flash-image:2K", "gemini-3-pro-image"]
)
def test_its_bill_is_what_the_product_says_it_spent(
    sandbox: Sandbox, tmp_path: Path, model: str
) -> None:
    assert make(tmp_path, model) == sandbox.ledger.total("gemini") > 0


PRICE = Decimal("0.0336")
FAULTS: dict[Fault, type[ReelworksError]] = {
    Fault.BUSY: RateLimited,
    Fault.BUSY_WAIT: RateLimited,
    Fault.QUOTA: QuotaExhausted,
    Fault.EXPIRED: KeyRefused,
    Fault.MAINTENANCE: VendorUnavailable,
    Fault.HTML: VendorUnavailable,
    Fault.REFUSED: ContentRefused,
    Fault.EMPTY: BadAnswer,
    Fault.TORN: OutcomeUnknown,
    Fault.RESET: OutcomeUnknown,
}


@pytest.mark.parametrize(("fault", "kind"), FAULTS.items(), ids=str)
@pytest.mark.parametrize("time", [1, 2])
def test_its_bad_days_are_named(
    sandbox: Sandbox, tmp_path: Path, fault: Fault, kind: type[ReelworksError], time: int
) -> None:
    """Twice: it has two ways of refusing, and two of making nothing."""
    sandbox.desks["gemini"].faults.order(fault, "generate")
    with pytest.raises(ReelworksError) as failed:
        make(tmp_path)
    assert type(failed.value) is kind
    lost = fault in {Fault.TORN, Fault.RESET}  # made and charged, and its answer never came
    assert sandbox.ledger.total("gemini") == (PRICE if lost else failed.value.spent)


def test_a_quota_of_a_minute_is_told_from_one_of_a_day(sandbox: Sandbox, tmp_path: Path) -> None:
    dials = sandbox.desks["gemini"].dials
    dials["requests_per_minute"] = 0
    with pytest.raises(RateLimited) as busy:
        make(tmp_path)
    assert busy.value.retry_after_s is not None
    dials.update(requests_per_minute=1e9, requests_per_day=0)
    with pytest.raises(QuotaExhausted):
        make(tmp_path)


def test_a_model_that_is_gone_is_named(
    sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = "service: gemini, model: gemini-2.5-flash-image, unit: image, usd: 0.039"
    (tmp_path / "prices.yaml").write_text(
        f"prices: [{{{entry}, seen: '2026-11-26', source: a test}}]", "utf-8"
    )
    monkeypatch.setenv("REELWORKS_HOME", str(tmp_path))
    with pytest.raises(BadInput, match="not found") as gone:
        make(tmp_path, "gemini-2.5-flash-image")
    assert "retired" in gone.value.remedy


GOOD = {"contents": [{"role": "user", "parts": [{"text": "a cat"}]}]}
WRONG = {
    "an unknown field": {**GOOD, "content": []},
    "no contents": {"contents": []},
    "an unknown ratio": {**GOOD, "generationConfig": {"imageConfig": {"aspectRatio": "5:1"}}},
    "an unknown size": {**GOOD, "generationConfig": {"imageConfig": {"imageSize": "8K"}}},
    "no picture wanted": {**GOOD, "generationConfig": {"responseModalities": ["TEXT"]}},
    "no text": {"contents": [{"role": "user", "parts": [{"text": ""}]}]},
}


@pytest.mark.parametrize("body", WRONG.values(), ids=WRONG)
def test_requests_are_checked_strictly(sandbox: Sandbox, body: dict[str, object]) -> None:
    desk = sandbox.desks["gemini"]
    url = f"{desk.url}/v1beta/models/gemini-3.1-flash-lite-image:generateContent"
    answer = httpx.post(url, json=body, headers={"x-goog-api-key": desk.key})
    assert answer.status_code == 400
    assert answer.json()["error"]["status"] == "INVALID_ARGUMENT"
    assert sandbox.ledger.charges == []
