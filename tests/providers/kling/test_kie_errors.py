"""Every code of KIE's has one meaning, wherever it stands."""

from __future__ import annotations

import httpx
import pytest

from reelworks.domain.errors import (
    BadInput,
    ContentRefused,
    JobFailed,
    KeyRefused,
    NotSupported,
    OutcomeUnknown,
    QuotaExhausted,
    RateLimited,
    ReelworksError,
    VendorUnavailable,
)
from reelworks.providers.kling import kie_errors

CODES = [
    (400, "bad params", BadInput),
    (401, "no access", KeyRefused),
    (402, "Credits insufficient", QuotaExhausted),
    (404, "not found", BadInput),
    (408, "no result for 10 minutes", JobFailed),
    (422, "duration is wrong", BadInput),
    (422, "the prompt was flagged as sensitive", ContentRefused),
    (429, "too fast", RateLimited),
    (455, "maintenance", VendorUnavailable),
    (500, "server error", VendorUnavailable),
    (501, "generation failed", JobFailed),
    (505, "feature disabled", NotSupported),
    (520, "who knows", VendorUnavailable),
]


@pytest.mark.parametrize("status", [200, None], ids=["inside-200", "as-status"])
@pytest.mark.parametrize(("code", "words", "error"), CODES)
def test_a_code_means_the_same_inside_and_outside(
    code: int, words: str, error: type[ReelworksError], status: int | None
) -> None:
    body = {"code": code, "msg": words, "data": None}
    answer = httpx.Response(status or code, json=body)
    with pytest.raises(error) as raised:
        kie_errors.data_of(answer, "the job")
    assert type(raised.value) is error
    assert words in raised.value.message


@pytest.mark.parametrize(
    ("status", "body", "pays", "error"),
    [
        (502, b"<html>Bad Gateway</html>", True, VendorUnavailable),
        (429, b"slow down", True, RateLimited),
        (403, b"<html>blocked</html>", False, KeyRefused),
        (200, b'{"code":200,"msg":"success","data":null}', True, OutcomeUnknown),
        (200, b'{"code":200,"msg":"success","data":null}', False, VendorUnavailable),
        (200, b'{"code":200,"da', True, OutcomeUnknown),
        (200, b"", False, VendorUnavailable),
    ],
)
def test_an_answer_that_is_no_envelope(
    status: int, body: bytes, pays: bool, error: type[ReelworksError]
) -> None:
    with pytest.raises(error) as raised:
        kie_errors.data_of(httpx.Response(status, content=body), "the job", pays=pays)
    assert type(raised.value) is error


def test_the_vendors_word_on_when_to_come_back_is_kept() -> None:
    body = {"code": 429, "msg": "too fast", "data": None}
    with pytest.raises(VendorUnavailable) as raised:
        kie_errors.data_of(httpx.Response(429, json=body, headers={"retry-after": "17"}), "it")
    assert raised.value.retry_after_s == 17


def test_a_failed_job_is_told_from_refused_content() -> None:
    assert isinstance(kie_errors.failed("500", "Internal Error"), JobFailed)
    assert isinstance(kie_errors.failed(None, None), JobFailed)
    assert isinstance(kie_errors.failed("400", "violates the content policy"), ContentRefused)
    assert kie_errors.failed("500", "Internal Error").job_over
    assert kie_errors.failed("400", "content policy").job_over
