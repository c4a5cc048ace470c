"""Gemini's image models: pictures by the local painter, quotas of a minute and of a day."""

from __future__ import annotations

import asyncio
import base64
import io
import re
from collections import deque
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from PIL import Image
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from reelworks.domain.story import AssetKind
from reelworks.ports.image import ImageRequest
from reelworks.sandbox import studio
from reelworks.sandbox.faults import Fault
from reelworks.sandbox.vendor import Desk, Saying, bare_app, fault_of

# US dollars for a picture of each size, as third parties repeat Google's list of 2026. Not
# confirmed with a paid account.
_MODELS: Mapping[str, Mapping[str, Decimal]] = {
    "gemini-3.1-flash-image": {"1K": Decimal("0.067"), "2K": Decimal("0.101")},
    "gemini-3.1-flash-lite-image": {"1K": Decimal("0.0336")},
    "gemini-3-pro-image": {"1K": Decimal("0.134"), "2K": Decimal("0.134")},
}
_SIZES = {  # of a picture of 1K
    "1:1": (1024, 1024),
    "2:3": (832, 1248),
    "3:2": (1248, 832),
    "3:4": (864, 1184),
    "4:3": (1184, 864),
    "9:16": (768, 1344),
    "16:9": (1344, 768),
    "21:9": (1536, 672),
}
_GROUND = re.compile(r"\((#[0-9A-Fa-f]{6})\) background")
_MINUTE_S, _DAY_S = 60.0, 86_400.0
_TYPE = "type.googleapis.com/google.rpc"

Ratio = Literal["1:1", "2:3", "3:2", "3:4", "4:3", "9:16", "16:9", "21:9"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Part(_Strict):
    text: Annotated[str, Field(min_length=1, max_length=32_000)]


class _Content(_Strict):
    role: Literal["user"] = "user"
    parts: Annotated[list[_Part], Field(min_length=1)]


class _ImageConfig(_Strict):
    aspectRatio: Ratio = "1:1"  # noqa: N815  (the vendor's name)
    imageSize: Literal["1K", "2K", "4K"] = "1K"  # noqa: N815


class _Config(_Strict):
    responseModalities: list[Literal["TEXT", "IMAGE"]] = ["TEXT", "IMAGE"]  # noqa: N815
    imageConfig: _ImageConfig = Field(default_factory=_ImageConfig)  # noqa: N815


class _Asked(_Strict):
    contents: Annotated[list[_Content], Field(min_length=1, max_length=1)]
    generationConfig: _Config = Field(default_factory=_Config)  # noqa: N815


class _Gemini:
    name = "gemini"
    dials: Mapping[str, float] = {
        "requests_per_minute": 60,
        "requests_per_day": 5_000,
        "answer_s": 12,  # how long a picture takes
        "widest": 1344,  # of a picture, in pixels; the vendor has no such dial
    }

    @property
    def faults(self) -> Mapping[Fault, Saying | None]:
        return {
            Fault.BUSY: lambda *_: _error(429, "Resource has been exhausted.", _EXHAUSTED),
            Fault.BUSY_WAIT: lambda desk, _: _of_a_minute(desk, 28),
            Fault.QUOTA: lambda *_: _of_a_day(),
            Fault.MAINTENANCE: lambda *_: _error(503, "The model is overloaded.", "UNAVAILABLE"),
            Fault.EXPIRED: lambda *_: _wrong_key(),
            Fault.REFUSED: None,
            Fault.EMPTY: None,
        }

    def environment(self, desk: Desk) -> Mapping[str, str]:
        return {"GEMINI_API_KEY": desk.key, "GEMINI_BASE_URL": desk.url}

    def app(self, desk: Desk) -> FastAPI:
        door, office = bare_app("Gemini"), _Office(desk)

        @door.post("/v1beta/models/{model}:generateContent", name="generate")
        @door.post("/v1/models/{model}:generateContent", name="generate")
        async def generate(request: Request, model: str) -> Response:
            refusal = office.refusal(request, model)
            return refusal or await office.generate(request, model)

        @door.get("/v1beta/models/{model}", name="model")
        @door.get("/v1/models/{model}", name="model")
        async def about(request: Request, model: str) -> Response:
            body = {"name": f"models/{model}", "supportedGenerationMethods": ["generateContent"]}
            return office.refusal(request, model) or JSONResponse(body)

        return door


class _Office:
    """Takes prompts and paints them, as often as its quotas allow."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._taken: deque[float] = deque()  # the vendor's seconds of the last day

    def refusal(self, request: Request, model: str) -> Response | None:
        if request.headers.get("x-goog-api-key") != self.desk.key:
            return _wrong_key()
        if model not in _MODELS:
            words = f"models/{model} is not found for API version v1beta."
            return _error(404, words, "NOT_FOUND")
        return None

    async def generate(self, request: Request, model: str) -> Response:
        try:
            asked = _Asked.model_validate_json(await request.body())
        except ValidationError as error:
            return _invalid(error)
        config = asked.generationConfig
        price = _MODELS[model].get(config.imageConfig.imageSize)
        if price is None or "IMAGE" not in config.responseModalities:
            return _error(400, "The model does not make such images.", "INVALID_ARGUMENT")
        if refusal := self._over_quota():
            return refusal
        await self.desk.wait(self.desk.dials["answer_s"])
        text = "\n\n".join(part.text for part in asked.contents[0].parts)
        fault = fault_of(request)
        if fault is Fault.REFUSED:
            return _refused(self.desk.number())
        if fault is Fault.EMPTY:
            return _no_picture(self.desk.number())
        picture = await asyncio.to_thread(self._painted, text, config.imageConfig)
        self.desk.charge(model, Decimal(1), "image", price, job=str(self.desk.number()), about=text)
        return _said(self.desk.number(), [{"text": "Here is your image."}, _inline(picture)])

    def _over_quota(self) -> Response | None:
        now, dials = self.desk.clock(), self.desk.dials
        while self._taken and self._taken[0] <= now - _DAY_S:
            self._taken.popleft()
        if len(self._taken) >= dials["requests_per_day"]:
            return _of_a_day()
        lately = sum(at > now - _MINUTE_S for at in self._taken)
        if lately >= dials["requests_per_minute"]:
            return _of_a_minute(self.desk, 28)
        self._taken.append(now)
        return None

    def _painted(self, text: str, config: _ImageConfig) -> bytes:
        """A JPEG of what the prompt says; a figure on the ground that it asks for."""
        width, height = _SIZES[config.aspectRatio]
        scale = min(1.0, self.desk.dials["widest"] / max(width, height))
        size = (round(width * scale / 2) * 2, round(height * scale / 2) * 2)
        ground = _GROUND.search(text)
        kind = AssetKind.ENVIRONMENT if ground is None else AssetKind.CHARACTER
        prompt, _, _ = text.rpartition("\n\n")
        target = self.desk.folder / f"{self.desk.number()}.png"
        studio.picture(ImageRequest(prompt or text, kind, *size, seed=1), target)
        return _jpeg(target, "#000000" if ground is None else ground[1])


def _jpeg(painted: Path, ground: str) -> bytes:
    content = io.BytesIO()
    with Image.open(painted) as picture:
        figure = picture.convert("RGBA")
        whole = Image.new("RGB", figure.size, ground)
        whole.paste(figure, mask=figure)
    whole.save(content, "JPEG", quality=92, subsampling=0)
    painted.unlink()
    return content.getvalue()


def _inline(picture: bytes) -> dict[str, object]:
    data = base64.b64encode(picture).decode()
    return {"inlineData": {"mimeType": "image/jpeg", "data": data}}


def _said(number: int, parts: list[dict[str, object]], finish: str = "STOP") -> Response:
    content: dict[str, object] = {"role": "model", "parts": parts} if parts else {}
    candidate = {"content": content, "finishReason": finish, "index": 0}
    return JSONResponse({"candidates": [candidate], "responseId": f"sandbox-{number:08}"})


def _refused(number: int) -> Response:
    """The prompt or the picture: one as often as the other."""
    if number % 2:
        return JSONResponse({"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}})
    return _said(number, [], "IMAGE_SAFETY")


def _no_picture(number: int) -> Response:
    if number % 2:
        return _said(number, [{"text": "I can describe the picture for you instead."}])
    return _said(number, [], "NO_IMAGE")


_EXHAUSTED = "RESOURCE_EXHAUSTED"


def _of_a_minute(desk: Desk, seconds: float) -> Response:
    wait = desk.retry_after(seconds)
    violation = {
        "quotaId": "GenerateRequestsPerMinutePerProjectPerModel",
        "quotaValue": str(max(1, int(desk.dials["requests_per_minute"]))),
    }
    details: list[Mapping[str, object]] = [
        {"@type": f"{_TYPE}.QuotaFailure", "violations": [violation]},
        {"@type": f"{_TYPE}.RetryInfo", "retryDelay": f"{wait}s"},
    ]
    return _error(429, f"Quota exceeded. Please retry in {wait}s.", _EXHAUSTED, details)


def _of_a_day() -> Response:
    violation = {"quotaId": "GenerateRequestsPerDayPerProjectPerModel", "quotaValue": "5000"}
    details = [{"@type": f"{_TYPE}.QuotaFailure", "violations": [violation]}]
    return _error(429, "You exceeded your current quota.", _EXHAUSTED, details)


def _wrong_key() -> Response:
    details = [{"@type": f"{_TYPE}.ErrorInfo", "reason": "API_KEY_INVALID"}]
    words = "API key not valid. Please pass a valid API key."
    return _error(400, words, "INVALID_ARGUMENT", details)


def _invalid(error: ValidationError) -> Response:
    first = error.errors(include_url=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    words = f'Invalid JSON payload received. At "{where}": {first["msg"]}'
    return _error(400, words, "INVALID_ARGUMENT")


def _error(
    code: int, message: str, status: str, details: Sequence[Mapping[str, object]] = ()
) -> Response:
    error = {"code": code, "message": message, "status": status, "details": [*details]}
    return JSONResponse({"error": error}, code)


GEMINI = _Gemini()
