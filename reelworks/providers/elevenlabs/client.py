"""One call to ElevenLabs, and what its refusals mean."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from reelworks.domain.errors import (
    BadAnswer,
    BadInput,
    ContentRefused,
    KeyRefused,
    NotSupported,
    OutcomeUnknown,
    QuotaExhausted,
    RateLimited,
    ReelworksError,
    TooManyAtOnce,
    VendorUnavailable,
)
from reelworks.domain.money import FREE, Usd, usd
from reelworks.ops import calls
from reelworks.providers import accounts

if TYPE_CHECKING:
    import httpx

SERVICE = "elevenlabs"
_NAME, _USUAL = "ElevenLabs", "https://api.elevenlabs.io"
_FORMAT = "mp3_44100_128"  # the best that every plan has
ACCOUNT = "/v1/user/subscription"  # the cheapest call that needs a good key
_TIMEOUT_S = 240.0
_USD_PER_CREDIT = Decimal("0.0001")  # by the price list of 2026: ten cents a thousand
_LONGEST_SLEEP_S = 604_800.0

_NO_QUOTA = frozenset({"quota_exceeded", "insufficient_credits", "payment_required"})
_BUSY = "system_busy"  # of everybody's doing, not of ours
_OWN_SLOTS = frozenset({"too_many_concurrent_requests", "concurrent_limit_exceeded"})
_PLAN = re.compile(r"only_for_|subscription|not_allowed|missing_permissions|upgrade", re.IGNORECASE)
_POLICY = re.compile(
    r"polic(y|ies)|terms.of.service|moderat|against_|violat|bad_prompt|copyright|prohibited",
    re.IGNORECASE,
)


def post(path: str, body: Mapping[str, object]) -> httpx.Response:
    """A call that costs. Returns a good answer; raises what a bad one means.

    OutcomeUnknown when there was no answer: sound is charged when it is made, and has no job that
    one could ask for.
    """
    answer = calls.call(
        _NAME,
        "POST",
        f"{_base()}{path}",
        pays=True,
        timeout_s=_TIMEOUT_S,
        headers=_key(),
        params={"output_format": _FORMAT},
        body={name: value for name, value in body.items() if value is not None},
    )
    return _good(answer)


def get(path: str) -> Any:
    """A question that costs nothing; the JSON of its answer."""
    answer = calls.call(_NAME, "GET", f"{_base()}{path}", headers=_key())
    found = calls.document(_good(answer))
    if found is None:
        raise VendorUnavailable(f"{_NAME} answered with no JSON: {calls.words(answer)}")
    return found


def cost(answer: httpx.Response, expected: Usd) -> Usd:
    """What it cost by ElevenLabs' own account (credits), else what was expected."""
    said = answer.headers.get("character-cost", "").strip()
    if not (said.isascii() and said.isdecimal() and len(said) < 12):
        return expected
    return usd(Decimal(said) * _USD_PER_CREDIT)


def request_id(answer: httpx.Response) -> str | None:
    found: str | None = answer.headers.get("request-id")
    return found


def useless(answer: httpx.Response, why: str) -> ReelworksError:
    """The error for an answer that cannot be used: with what it cost, if that is said.

    An answer that does not say so may have been charged or not.
    """
    said = f"{_NAME} sent {why} (request {request_id(answer) or 'unknown'})."
    if not answer.headers.get("character-cost"):
        remedy = "Look at the usage page of elevenlabs.io; `reelworks retry` buys it (again)."
        return OutcomeUnknown(said, remedy=remedy)
    error = BadAnswer(said, remedy="It is made again.")
    error.spent = cost(answer, FREE)
    return error


def _good(answer: httpx.Response) -> httpx.Response:
    if answer.status_code == 200:
        return answer
    raise error(answer)


def error(answer: httpx.Response) -> ReelworksError:
    """What a refusal means. Its detail may be an object, a list or a text, or be no JSON at all.

    Nothing was made, so nothing was charged.
    """
    word, message = _detail(answer)
    status = answer.status_code
    said = f"{_NAME} refused it ({status} {word}): {message}".replace(" )", ")")
    wait = calls.retry_after(answer)
    if word in _NO_QUOTA or status == 402:
        remedy = "Buy credits or wait for the next month, then: reelworks resume elevenlabs."
        return QuotaExhausted(said, remedy=remedy, retry_after_s=_reset())
    if word in _OWN_SLOTS:
        return TooManyAtOnce(said, retry_after_s=wait)
    if status == 429 and word != _BUSY:
        return RateLimited(said, retry_after_s=wait)
    if status in {408, 409, 425, 429} or status >= 500:
        return VendorUnavailable(said, retry_after_s=wait)
    return _permanent(status, word, message, said)


def _permanent(status: int, word: str, message: str, said: str) -> ReelworksError:
    """A refusal that does not mend itself."""
    if word == "voice_not_found":
        return BadInput(said, remedy="Correct `voice` in channels.yaml: an id of your voice list.")
    if _PLAN.search(word):
        return NotSupported(said, remedy="Choose another plan at elevenlabs.io, or another model.")
    if status in {401, 403} and not _POLICY.search(word):
        return KeyRefused(said, remedy="Correct ELEVENLABS_API_KEY, or its permissions.")
    if _POLICY.search(f"{word} {message}"):
        return ContentRefused(said, remedy="Change the text.")
    return BadInput(said, remedy="Change the text, the voice or the model.")


def _detail(answer: httpx.Response) -> tuple[str, str]:
    """The vendor's word for what is wrong, and its sentence."""
    found = calls.document(answer)
    detail = found.get("detail", found) if isinstance(found, dict) else found
    if isinstance(detail, dict):
        word = str(detail.get("status") or detail.get("code") or detail.get("type") or "")
        return word, str(detail.get("message") or calls.words(answer))
    if isinstance(detail, list):
        return "invalid", "; ".join(_fault(fault) for fault in detail[:3])
    if isinstance(detail, str):
        return "", detail
    return "", calls.words(answer)


def _fault(fault: object) -> str:
    if not isinstance(fault, dict):
        return str(fault)
    where = ".".join(str(part) for part in fault.get("loc", ()))
    return f"{where}: {fault.get('msg', '')}"


def _reset() -> float | None:
    """Seconds until the quota begins anew, as the account says; None when it does not say."""
    answer = calls.call(_NAME, "GET", f"{_base()}{ACCOUNT}", headers=_key())
    account = calls.document(answer)
    found = account.get("next_character_count_reset_unix") if isinstance(account, dict) else None
    if not isinstance(found, int | float):
        return None
    return min(max(float(found) - time.time(), 0.0), _LONGEST_SLEEP_S)


def _base() -> str:
    return accounts.address("ELEVENLABS_BASE_URL", _USUAL)


def _key() -> Mapping[str, str]:
    return {"xi-api-key": accounts.key("ELEVENLABS_API_KEY", _NAME)}
