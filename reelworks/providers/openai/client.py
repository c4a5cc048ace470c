"""Chat completions over plain HTTP: one question, one answer, every failure named once.

Wire: POST {base}/chat/completions; services.md section 10 and OpenAI's published specification.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from reelworks.domain.errors import (
    BadInput,
    KeyRefused,
    QuotaExhausted,
    RateLimited,
    ReelworksError,
    VendorUnavailable,
)
from reelworks.ops.calls import call, clipped, document, retry_after, words
from reelworks.providers import accounts

if TYPE_CHECKING:
    import httpx

KEY, ADDRESS = "OPENAI_API_KEY", "OPENAI_BASE_URL"
USUAL_ADDRESS = "https://api.openai.com/v1"
_SERVER = "The language model's server"
TIMEOUT_S = 600.0  # a model that thinks first is silent for minutes

_DURATION = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h)")
_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}
_FORMAT = re.compile(r"response_format|json_schema|json_object|structured output", re.IGNORECASE)
_OVERFULL = re.compile(
    r"context_length_exceeded|maximum context length|context window", re.IGNORECASE
)
_UNPAID = re.compile(r"insufficient_quota|billing|credit balance|no credits", re.IGNORECASE)

Message = Mapping[str, str]


class FormatUnsupported(Exception):
    """The server does not know this way of asking for JSON."""


class _Said(BaseModel):
    model_config = ConfigDict(extra="ignore")


class _Message(_Said):
    content: str | list[dict[str, Any]] | None = None
    refusal: str | None = None


class _Choice(_Said):
    message: _Message = Field(default_factory=_Message)
    finish_reason: str | None = None


class _Usage(_Said):
    prompt_tokens: int = Field(default=0, ge=0)
    completion_tokens: int = Field(default=0, ge=0)


class _Completion(_Said):
    choices: list[_Choice] = Field(min_length=1)
    usage: _Usage | None = None


class _Fault(_Said):
    message: str = ""
    type: str | None = None
    param: str | None = None
    code: str | int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A model's words and the tokens it counted (0: it did not say).

    `refusal` is why it will not answer; `whole` is False when it ran out of room.
    """

    text: str
    read: int
    written: int
    request_id: str | None
    whole: bool = True
    refusal: str = ""


class Chat:
    """The server that the environment names."""

    def __init__(self, model: str) -> None:
        if not model:
            raise BadInput("No model is named to write with.", remedy="Set `models: {write: ...}`.")
        self._model = model
        self._address, self._headers = _address()

    def ask(self, messages: Sequence[Message], response_format: Mapping[str, Any] | None) -> Answer:
        """One completion. Raises FormatUnsupported, and what is the matter by our names."""
        body: dict[str, Any] = {"model": self._model, "stream": False, "messages": [*messages]}
        if response_format is not None:
            body["response_format"] = response_format
        url = f"{self._address}/chat/completions"
        headers = self._headers
        reply = call(
            _SERVER, "POST", url, pays=True, timeout_s=TIMEOUT_S, headers=headers, body=body
        )
        fault = _fault(reply)
        if fault is not None or not reply.is_success:
            raise _named(reply, fault or _Fault(message=words(reply)), self._model)
        return _answer(reply)


def models() -> tuple[str, frozenset[str]]:
    """Where the server is, and the models that it lists, which costs nothing. Raises like `ask`."""
    address, headers = _address()
    reply = call(_SERVER, "GET", f"{address}/models", timeout_s=20, headers=headers)
    if not reply.is_success:
        raise _named(reply, _fault(reply) or _Fault(message=words(reply)), "")
    told = document(reply)
    listed = told.get("data") if isinstance(told, dict) else None
    names = [one.get("id") for one in listed or [] if isinstance(one, dict)]
    return address, frozenset(str(name).removeprefix("models/") for name in names if name)


def _address() -> tuple[str, Mapping[str, str]]:
    address, key = accounts.address(ADDRESS, USUAL_ADDRESS), os.environ.get(KEY)
    if not key and address == USUAL_ADDRESS:
        raise KeyRefused(f"{KEY} is not set.", remedy="docs/production.md says how to get a key.")
    return address, {"Authorization": f"Bearer {key}"} if key else {}


def _answer(reply: httpx.Response) -> Answer:
    try:
        said = _Completion.model_validate(document(reply))
    except ValidationError as error:
        raise VendorUnavailable(
            f"{_SERVER} answered with no completion: {words(reply)}",
            remedy="It is tried again.",
        ) from error
    choice, usage = said.choices[0], said.usage or _Usage()
    filtered = "its content filter stopped it" if choice.finish_reason == "content_filter" else ""
    return Answer(
        text=_text(choice.message.content),
        read=usage.prompt_tokens,
        written=usage.completion_tokens,
        request_id=reply.headers.get("x-request-id"),
        whole=choice.finish_reason != "length",
        refusal=clipped(choice.message.refusal or filtered),
    )


def _text(content: str | list[dict[str, Any]] | None) -> str:
    """The words; some servers send them in parts."""
    if isinstance(content, list):
        return "".join(str(part.get("text", "")) for part in content)
    return content or ""


def _fault(reply: httpx.Response) -> _Fault | None:
    """The error in an answer, whatever its status; some servers put one into a 200."""
    body = document(reply)
    if isinstance(body, list) and body:  # Gemini's own way
        body = body[0]
    told = body.get("error") if isinstance(body, dict) else None
    if isinstance(told, str):
        return _Fault(message=told)
    try:
        return _Fault.model_validate(told) if isinstance(told, dict) else None
    except ValidationError:
        return _Fault(message=words(reply))


def _named(reply: httpx.Response, fault: _Fault, model: str) -> ReelworksError | FormatUnsupported:
    """What the server's refusal is, by our names."""
    status = _status(reply, fault)
    told = f"{fault.code or ''} {fault.type or ''} {fault.message}"
    said = f"{_SERVER} said {status}: {clipped(fault.message) or words(reply)}"
    if status in {401, 403}:
        return KeyRefused(said, remedy=f"Check {KEY}, and that it may use {model or 'models'}.")
    if status == 402 or (status == 429 and _UNPAID.search(told)):
        return QuotaExhausted(said, remedy="Add credit to the account, then `reelworks retry`.")
    if status == 429:
        return RateLimited(said, remedy="It is tried again.", retry_after_s=_wait(reply))
    if status in {408, 409} or status >= 500 or reply.is_success:
        return VendorUnavailable(said, remedy="It is tried again.", retry_after_s=_wait(reply))
    if status in {400, 422} and (fault.param == "response_format" or _FORMAT.search(told)):
        return FormatUnsupported(said)
    return BadInput(said, remedy=_remedy(status, told, model))


def _remedy(status: int, told: str, model: str) -> str:
    if _OVERFULL.search(told):
        return "Shorten the notes, or name a model that reads more under `models: {write: ...}`."
    if status == 404:
        return f"Is there a model {model!r} at {ADDRESS}? Name another under `models`."
    return "Correct what it says, then `reelworks retry`."


def _status(reply: httpx.Response, fault: _Fault) -> int:
    """Of the error itself: a 200 may carry a 429 inside."""
    if not reply.is_success:
        return reply.status_code
    if isinstance(fault.code, int) and 400 <= fault.code < 600:
        return fault.code
    words = f"{fault.code or ''} {fault.type or ''}"
    known = {"rate_limit": 429, "insufficient_quota": 429, "invalid_api_key": 401, "auth": 401}
    return next((status for word, status in known.items() if word in words), 502)


def _wait(reply: httpx.Response) -> float | None:
    """When to come back, by the longest of what the headers say."""
    found = [retry_after(reply)]
    for name in ("x-ratelimit-reset-requests", "x-ratelimit-reset-tokens"):
        parts = _DURATION.findall(reply.headers.get(name, ""))
        found.append(sum(float(n) * _SECONDS[unit] for n, unit in parts) or None)
    return max((wait for wait in found if wait is not None), default=None)
