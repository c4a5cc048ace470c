"""A language model behind chat completions: what it writes comes from the local writer."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from reelworks.sandbox import llm_answers
from reelworks.sandbox.faults import Fault
from reelworks.sandbox.vendor import Desk, Saying, bare_app, fault_of

# US dollars for a million tokens read and written, as several price trackers of 2026 repeat
# OpenAI's list. Not confirmed with a paid account.
_MODELS: Mapping[str, tuple[Decimal, Decimal]] = {
    "gpt-5-mini": (Decimal("0.25"), Decimal("2.00")),
    "gpt-5.2": (Decimal("1.75"), Decimal("14.00")),
}
_MILLION, _MICRO = Decimal(1_000_000), Decimal("0.000001")
_LETTERS_PER_TOKEN = 4
_REFUSAL = "I'm sorry, but I can't help with that."


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Message(_Strict):
    role: Literal["system", "user", "assistant"]
    content: Annotated[str, Field(min_length=1)]


class _Schema(_Strict):
    name: Annotated[str, Field(pattern=r"^[a-zA-Z0-9_-]{1,64}$")]
    schema_: Annotated[dict[str, Any], Field(alias="schema")]
    strict: bool = False


class _AsSchema(_Strict):
    type: Literal["json_schema"]
    json_schema: _Schema


class _AsObject(_Strict):
    type: Literal["json_object", "text"]


class _Asked(_Strict):
    model: str
    messages: Annotated[list[_Message], Field(min_length=1)]
    stream: Literal[False] = False
    response_format: Annotated[_AsSchema | _AsObject | None, Field(discriminator="type")] = None


class _Llm:
    name = "openai"
    dials: Mapping[str, float] = {
        "credit_usd": 100,
        "context_tokens": 128_000,
        "room_tokens": 32_000,  # for an answer
        "answer_s": 20,  # how long it thinks
    }

    @property
    def faults(self) -> Mapping[Fault, Saying | None]:
        return {
            Fault.BUSY: lambda *_: _busy({}),
            Fault.BUSY_WAIT: lambda desk, _: _busy({"Retry-After": desk.retry_after(20)}),
            Fault.QUOTA: lambda *_: _unpaid(),
            Fault.EXPIRED: lambda *_: _wrong_key(),
            Fault.MAINTENANCE: lambda *_: _error(503, "The server is overloaded", "server_error"),
            Fault.ERROR_IN_OK: lambda *_: _error(200, "Upstream error", "server_error"),
            Fault.REFUSED: None,
            Fault.EMPTY: None,
            Fault.PARTIAL: None,  # it has no room for its answer
        }

    def environment(self, desk: Desk) -> Mapping[str, str]:
        return {"OPENAI_API_KEY": desk.key, "OPENAI_BASE_URL": f"{desk.url}/v1"}

    def app(self, desk: Desk) -> FastAPI:
        door = bare_app("OpenAI")

        @door.post("/v1/chat/completions", name="completion")
        async def complete(request: Request) -> Response:
            if refusal := _refusal(desk, request):
                return refusal
            try:
                asked = _Asked.model_validate_json(await request.body())
            except ValidationError as error:
                return _invalid(error)
            return await _completed(desk, asked, fault_of(request))

        @door.get("/v1/models", name="models")
        async def models(request: Request) -> Response:
            listed = [{"id": model, "object": "model", "owned_by": "sandbox"} for model in _MODELS]
            body = {"object": "list", "data": listed}
            return _refusal(desk, request) or JSONResponse(body)

        return door


def _refusal(desk: Desk, request: Request) -> Response | None:
    good = request.headers.get("authorization") == f"Bearer {desk.key}"
    return None if good else _wrong_key()


async def _completed(desk: Desk, asked: _Asked, fault: Fault | None) -> Response:
    """The answer, paid for; or why there is none, for nothing."""
    read = sum(len(message.content) for message in asked.messages) // _LETTERS_PER_TOKEN
    if wrong := _not_possible(desk, asked, read):
        return wrong
    question = next(m.content for m in asked.messages if m.role == "user")
    await desk.wait(desk.dials["answer_s"])
    text = await asyncio.to_thread(llm_answers.answer, question)
    message, finish = _message(desk, text, fault)
    written = max(1, len(str(message["content"] or _REFUSAL)) // _LETTERS_PER_TOKEN)
    if not _paid(desk, asked, read, written):
        return _unpaid()
    number = desk.number()
    body = {
        "id": f"chatcmpl-{number:08}",
        "object": "chat.completion",
        "created": 1_764_000_000 + number,
        "model": asked.model,
        "choices": [{"index": 0, "message": message, "finish_reason": finish}],
        "usage": {
            "prompt_tokens": read,
            "completion_tokens": written,
            "total_tokens": read + written,
        },
    }
    return JSONResponse(body, headers={"x-request-id": f"req_{number:08}"})


def _not_possible(desk: Desk, asked: _Asked, read: int) -> Response | None:
    """Why a question cannot be answered at all."""
    if asked.model not in _MODELS:
        words = f"The model `{asked.model}` does not exist or you do not have access to it."
        return _error(404, words, "invalid_request_error", code="model_not_found")
    form = asked.response_format
    schema = form.json_schema if isinstance(form, _AsSchema) else None
    if schema is not None and schema.strict and (wrong := loose(schema.schema_)):
        words = f"Invalid schema for response_format '{schema.name}': {wrong}"
        return _error(400, words, "invalid_request_error", param="response_format")
    if read > desk.dials["context_tokens"]:
        words = f"This model's maximum context length is {desk.dials['context_tokens']:.0f} tokens."
        return _error(400, words, "invalid_request_error", code="context_length_exceeded")
    return None


def _message(desk: Desk, text: str, fault: Fault | None) -> tuple[dict[str, object], str]:
    """What is said, and how it ends."""
    message: dict[str, object] = {"role": "assistant", "content": text, "refusal": None}
    room = int(desk.dials["room_tokens"]) * _LETTERS_PER_TOKEN
    if fault is Fault.REFUSED:
        return message | {"content": None, "refusal": _REFUSAL}, "stop"
    if fault is Fault.EMPTY:
        return message | {"content": ""}, "stop"
    if fault is Fault.PARTIAL or len(text) > room:
        return message | {"content": text[: min(len(text) // 2, room)]}, "length"
    return message, "stop"


def _paid(desk: Desk, asked: _Asked, read: int, written: int) -> bool:
    """Take what a call costs off the credit, rounded once, and write it on the bill."""
    in_, out = _MODELS[asked.model]
    usd = ((read * in_ + written * out) / _MILLION).quantize(_MICRO)
    if not desk.take("credit_usd", float(usd)):
        return False
    about, job = asked.messages[-1].content, str(desk.number())
    desk.charge("completion", Decimal(read + written), "token", usd, job=job, about=about)
    return True


def loose(schema: object, at: str = "the schema") -> str:
    """What a strict schema may not leave open; "" when it leaves nothing."""
    if isinstance(schema, list):
        return next(filter(None, (loose(one, at) for one in schema)), "")
    if not isinstance(schema, dict):
        return ""
    properties = schema.get("properties")
    if isinstance(properties, dict):
        if schema.get("additionalProperties") is not False:
            return f"{at}: 'additionalProperties' is required to be supplied and to be false."
        if sorted(schema.get("required", [])) != sorted(properties):
            return f"{at}: 'required' must list every key in properties."
        inner = {**schema, **{f"{at}.{name}": value for name, value in properties.items()}}
        del inner["properties"]
        return next(filter(None, (loose(value, str(key)) for key, value in inner.items())), "")
    return next(filter(None, (loose(value, str(key)) for key, value in schema.items())), "")


def _invalid(error: ValidationError) -> Response:
    first = error.errors(include_url=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    return _error(400, f"{where}: {first['msg']}", "invalid_request_error", param=where)


def _busy(headers: Mapping[str, str]) -> Response:
    words = "Rate limit reached for requests. Please try again."
    return _error(429, words, "requests", code="rate_limit_exceeded", headers=headers)


def _unpaid() -> Response:
    words = "You exceeded your current quota, please check your plan and billing details."
    return _error(429, words, "insufficient_quota", code="insufficient_quota")


def _wrong_key() -> Response:
    words = "Incorrect API key provided."
    return _error(401, words, "invalid_request_error", code="invalid_api_key")


def _error(
    status: int,
    message: str,
    kind: str,
    *,
    code: str | None = None,
    param: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    body = {"error": {"message": message, "type": kind, "param": param, "code": code}}
    return JSONResponse(body, status, dict(headers or {}))


LLM = _Llm()
