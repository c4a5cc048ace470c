"""What KIE's answers mean. The code that counts is in the body, also when the status is 200."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

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
from reelworks.ops import calls

if TYPE_CHECKING:
    import httpx

OK, NO_CREDIT, NOT_FOUND, NO_RESULT, INVALID, BUSY = 200, 402, 404, 408, 422, 429
MAINTENANCE, FAILED, DISABLED = 455, 501, 505
_KEY_REFUSED = frozenset({401, 403})
_JOB_OVER = frozenset({NO_RESULT, FAILED})
_REFUSALS = re.compile(  # no code says so; these words do
    r"polic(y|ies)|sensitive|flagged|prohibited|nsfw|violat|moderat|copyright|unsafe|inappropriate",
    re.IGNORECASE,
)


def code_of(answer: httpx.Response) -> tuple[int, str, Any]:
    """The code that counts, KIE's words and the data; the status and its page where no JSON is."""
    said = calls.document(answer)
    if not isinstance(said, dict) or not isinstance(said.get("code"), int):
        return answer.status_code, calls.words(answer), None
    return said["code"], str(said.get("msg") or said.get("message") or ""), said.get("data")


def data_of(answer: httpx.Response, what: str, *, pays: bool = False) -> Mapping[str, Any]:
    """The data of a good answer. Raises what a bad one means.

    An answer that is good by its code and has no data is unknown where it `pays`.
    """
    code, words, data = code_of(answer)
    if code == OK and isinstance(data, dict):
        return data
    if code == OK:
        if pays:
            raise OutcomeUnknown(f"KIE answered {what} with nothing: {calls.words(answer)}")
        raise VendorUnavailable(f"KIE answered {what} with nothing: {calls.words(answer)}")
    raise error(code, words, what, retry_after_s=calls.retry_after(answer))


def error(
    code: int, words: str, what: str, *, retry_after_s: float | None = None
) -> ReelworksError:
    """What a code means. An answer with a code bought nothing: the job is named in a good one."""
    said = f"KIE refused {what} ({code}): {words}"
    if code in _KEY_REFUSED:
        return KeyRefused(said, remedy="Correct KIE_API_KEY; kie.ai shows it under API Key.")
    if code == NO_CREDIT:
        return QuotaExhausted(
            said, remedy="Top up at kie.ai, then: reelworks resume kling.", retry_after_s=None
        )
    if code in _JOB_OVER:
        return JobFailed(f"KIE could not make it ({code}): {words}")
    if code == MAINTENANCE:
        return VendorUnavailable(f"KIE is under maintenance: {words}", retry_after_s=retry_after_s)
    if code == DISABLED:
        return NotSupported(said, remedy="Name another model under `models` in channels.yaml.")
    if code == BUSY:
        return RateLimited(said, retry_after_s=retry_after_s)
    if code >= 500:
        return VendorUnavailable(said, retry_after_s=retry_after_s)
    return refusal(words) or BadInput(said, remedy="Change the prompt, the picture or the model.")


def refusal(words: str) -> ContentRefused | None:
    """Kling's refusal of the content, when its words are one."""
    if not _REFUSALS.search(words):
        return None
    return ContentRefused(f"Kling refused it: {words}", remedy="Change the picture or the motion.")


def failed(code: object, words: object) -> ReelworksError:
    """What a job's own failure means: refused content, or a job that came to nothing."""
    said = str(words or "no reason given")
    return refusal(said) or JobFailed(f"Kling could not make it ({code}): {said}")
