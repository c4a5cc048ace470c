"""Every refusal of ElevenLabs' has one meaning, in whichever form it comes."""

from __future__ import annotations

import httpx
import pytest

from reelworks.domain.errors import (
    BadInput,
    ContentRefused,
    KeyRefused,
    NotSupported,
    RateLimited,
    ReelworksError,
    TooManyAtOnce,
    VendorUnavailable,
)
from reelworks.domain.money import usd
from reelworks.providers.elevenlabs import client


def told(word: str, message: str = "because") -> dict[str, object]:
    return {"detail": {"status": word, "message": message}}


def newer(code: str) -> dict[str, object]:
    return {"detail": {"type": "error", "code": code, "message": "because", "request_id": "r"}}


INVALID = {"detail": [{"loc": ["body", "text"], "msg": "field required", "type": "missing"}]}
REFUSALS = [
    (400, told("max_character_limit_exceeded"), BadInput),
    (400, told("voice_not_found"), BadInput),
    (404, told("voice_not_found"), BadInput),
    (401, told("invalid_api_key"), KeyRefused),
    (401, told("detected_unusual_activity"), KeyRefused),
    (403, told("only_for_creator+"), NotSupported),
    (401, told("missing_permissions"), NotSupported),
    (403, told("output_format_not_allowed"), NotSupported),
    (400, told("content_against_policy"), ContentRefused),
    (403, told("content_against_policy"), ContentRefused),
    (400, told("bad_prompt", "names a copyrighted artist"), ContentRefused),
    (422, INVALID, BadInput),
    (422, {"detail": "Unprocessable"}, BadInput),
    (429, told("too_many_concurrent_requests"), TooManyAtOnce),
    (429, newer("concurrent_limit_exceeded"), TooManyAtOnce),
    (429, told("system_busy"), VendorUnavailable),
    (429, {"detail": "slow down"}, RateLimited),
    (409, told("already_running"), VendorUnavailable),
    (500, told("internal_server_error"), VendorUnavailable),
    (503, {}, VendorUnavailable),
]


@pytest.mark.parametrize(("status", "body", "error"), REFUSALS)
def test_a_refusal_means(status: int, body: dict[str, object], error: type[ReelworksError]) -> None:
    found = client.error(httpx.Response(status, json=body, headers={"retry-after": "9"}))
    assert type(found) is error
    assert str(status) in found.message
    kept = status == 429 or status >= 500 or status == 409
    assert found.retry_after_s == (9 if kept else None)


@pytest.mark.parametrize(
    ("status", "error"),
    [(502, VendorUnavailable), (429, RateLimited), (403, KeyRefused), (404, BadInput)],
)
def test_a_page_where_json_was_expected(status: int, error: type[ReelworksError]) -> None:
    found = client.error(httpx.Response(status, html="<html><h1>Bad Gateway</h1></html>"))
    assert type(found) is error
    assert "Bad Gateway" in found.message


def test_every_fault_of_a_validation_is_said() -> None:
    assert "body.text: field required" in client.error(httpx.Response(422, json=INVALID)).message


@pytest.mark.parametrize(
    ("header", "cost"),
    [("24", "0.0024"), ("0", "0"), (None, "0.5"), ("", "0.5"), ("-1", "0.5"), ("1e9", "0.5")],
)
def test_the_cost_is_the_vendors_own_word(header: str | None, cost: str) -> None:
    headers = {} if header is None else {"character-cost": header}
    assert client.cost(httpx.Response(200, headers=headers), usd("0.5")) == usd(cost)
