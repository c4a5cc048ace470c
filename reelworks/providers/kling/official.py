"""Kling's own service: a key, or an access key whose secret signs short-lived tokens.

Paths and codes as on app.klingai.com's pages for the 1.x to 2.x models; a model is written
NAME or NAME:MODE, as in kling-v2-5-turbo:pro. Not tried against the live service.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from typing import Any

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
from reelworks.ops import calls
from reelworks.providers import accounts
from reelworks.providers.kling.job import Job, Order, seconds_of
from reelworks.providers.kling.kie_errors import refusal

_USUAL = "https://api-singapore.klingai.com"
_PATH = "/v1/videos/image2video"
_TOKEN_S, _SKEW_S = 1800, 5
_NOT_FOUND, _POLICY, _TOO_FAST, _TOO_MANY = 1203, 1301, 1302, 1303
_AUTH, _EMPTY = range(1000, 1005), (1101, 1102)
_DONE = frozenset({"succeed", "succeeded"})  # both spellings are out there
_PROMPT_MOST = 2500


class Official:
    """KLING_API_KEY, or KLING_ACCESS_KEY and KLING_SECRET_KEY; KLING_BASE_URL for another host."""

    name = "Kling"
    pace = "KLING_POLL_SECONDS"
    takes_links = False  # pictures go along with the order

    def order(self, order: Order) -> str:
        name, _, mode = order.model.partition(":")
        body = {
            "model_name": name,
            "mode": mode or "std",
            "image": order.image,
            "prompt": order.prompt[:_PROMPT_MOST],
            "duration": f"{order.seconds:g}",
            "external_task_id": order.mark,
        }
        data = _data(self._call("POST", _PATH, body=body, pays=True), "the job", pays=True)
        job = data.get("task_id")
        if not isinstance(job, str) or not job:
            raise OutcomeUnknown("Kling took the job and named none.")
        return job

    def find(self, order: Order) -> str | None:
        """An earlier attempt's job, by the mark it was ordered with."""
        answer = self._call("GET", f"{_PATH}/{order.mark}")
        said = calls.document(answer)
        if answer.status_code == 404 or (isinstance(said, dict) and said.get("code") == _NOT_FOUND):
            return None
        return str(_data(answer, "the question for a job")["task_id"])

    def look(self, job: str) -> Job:
        data = _data(self._call("GET", f"{_PATH}/{job}"), f"job {job}")
        status, words = data.get("task_status"), str(data.get("task_status_msg") or "")
        if status == "failed":
            raise refusal(words) or JobFailed(f"Kling could not make it: {words or 'no reason'}")
        if status not in _DONE:
            return Job()
        videos = (data.get("task_result") or {}).get("videos") or []
        link = videos[0].get("url") if videos else None
        if not isinstance(link, str):
            raise VendorUnavailable("Kling says that the clip is done, and gives no link to it.")
        return Job(done=True, link=link, ended=seconds_of(data.get("updated_at")))

    def _call(self, method: str, path: str, *, body: object = None, pays: bool = False) -> Any:
        return calls.call(
            self.name,
            method,
            f"{accounts.address('KLING_BASE_URL', _USUAL)}{path}",
            pays=pays,
            headers={"Authorization": f"Bearer {_token()}"},
            body=body,
        )


def _token() -> str:
    """The key itself, or a fresh token signed with the secret. Raises BadInput without either."""
    key = os.environ.get("KLING_API_KEY", "").strip()
    if key:
        return key
    access = accounts.key("KLING_ACCESS_KEY", "Kling")
    secret = accounts.key("KLING_SECRET_KEY", "Kling")
    try:
        import jwt  # noqa: PLC0415  (an extra)
    except ImportError as error:
        raise BadInput(
            "Kling's access and secret key need the package PyJWT.",
            remedy="Install reelworks[kling-official], or use a KLING_API_KEY.",
        ) from error
    now = int(time.time())
    claims = {"iss": access, "exp": now + _TOKEN_S, "nbf": now - _SKEW_S}
    return jwt.encode(claims, secret, algorithm="HS256")


def _data(answer: Any, what: str, *, pays: bool = False) -> Mapping[str, Any]:
    said = calls.document(answer)
    if not isinstance(said, dict) or not isinstance(said.get("code"), int):
        if answer.status_code < 400 and pays:
            raise OutcomeUnknown(f"Kling answered {what} with: {calls.words(answer)}")
        raise calls.unavailable("Kling", answer)
    data = said.get("data")
    if said["code"] == 0 and isinstance(data, dict):
        return data
    if said["code"] == 0:
        raise (OutcomeUnknown if pays else VendorUnavailable)(f"Kling answered {what} with nothing")
    words = f"{said.get('message', '')} (request {said.get('request_id', 'unknown')})"
    raise error(said["code"], words, what, retry_after_s=calls.retry_after(answer))


def error(
    code: int, words: str, what: str, *, retry_after_s: float | None = None
) -> ReelworksError:
    """What a code of Kling's means; with a code, nothing was bought."""
    said = f"Kling refused {what} ({code}): {words}"
    if code in _AUTH:
        return KeyRefused(
            said, remedy="Correct KLING_API_KEY, or KLING_ACCESS_KEY and _SECRET_KEY."
        )
    if code in _EMPTY:
        remedy = "Pay for more at klingai.com, then: reelworks resume kling-official."
        return QuotaExhausted(said, remedy=remedy)
    if code == _POLICY:
        return ContentRefused(said, remedy="Change the picture or the motion.")
    if code in {_TOO_FAST, _TOO_MANY}:
        return RateLimited(said, retry_after_s=retry_after_s or 1.0)
    if code >= 5000:
        return VendorUnavailable(said, retry_after_s=retry_after_s)
    return BadInput(said, remedy="Change the prompt, the picture or the model.")
