"""What KIE's createTask takes for each Kling model, and what it charges: from its own pages.

Schemas as on docs.kie.ai in August 2026. Credits as third parties repeat KIE's price list of 2026:
a credit is half a cent. Not confirmed with a paid account.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

USD_PER_CREDIT = Decimal("0.005")

Link = Annotated[str, Field(pattern=r"^https?://\S+$", max_length=2000)]
Lengths = Literal["5", "10"]


class _Input(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Still(_Input):
    """Kling 2.1 and 2.5: one picture, five or ten seconds."""

    prompt: Annotated[str, Field(min_length=1, max_length=2500)]
    image_url: Link
    duration: Lengths = "5"
    negative_prompt: Annotated[str, Field(max_length=500)] = ""
    cfg_scale: Annotated[float, Field(ge=0, le=1)] = 0.5


class _Still25(_Still):
    tail_image_url: Annotated[str, Field(pattern=r"^(https?://\S+)?$")] = ""


class _Still26(_Input):
    prompt: Annotated[str, Field(min_length=1, max_length=1000)]
    image_urls: Annotated[list[Link], Field(min_length=1, max_length=1)]
    sound: bool
    duration: Lengths


class _Still3(_Input):
    prompt: Annotated[str, Field(min_length=1, max_length=2500)]
    image_urls: Annotated[list[Link], Field(min_length=1, max_length=1)]
    duration: Annotated[str, Field(pattern=r"^([3-9]|1[0-5])$")]
    resolution: Literal["720p", "1080p"] = "720p"


class _Create(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    model: str
    callBackUrl: Link | None = None  # noqa: N815  (the vendor's name)
    input: dict[str, object]


@dataclass(frozen=True, slots=True)
class Order:
    """A task as it was asked for, checked."""

    model: str
    prompt: str
    image: str
    seconds: int
    credits: Decimal
    callback: str | None
    param: str  # as recordInfo repeats it: a JSON string


_SCHEMAS: Mapping[str, type[_Input]] = {
    "kling/v2-1-standard": _Still,
    "kling/v2-1-pro": _Still25,
    "kling/v2-5-turbo-image-to-video-pro": _Still25,
    "kling-2.6/image-to-video": _Still26,
    "kling/v3-turbo-image-to-video": _Still3,
}
_PER_SECOND: Mapping[str, Decimal] = {
    "kling/v2-1-standard": Decimal(5),
    "kling/v2-1-pro": Decimal(10),
    "kling/v2-5-turbo-image-to-video-pro": Decimal("8.4"),
    "kling-2.6/image-to-video": Decimal(11),
    "kling/v3-turbo-image-to-video": Decimal(18),
}


def parsed(body: bytes) -> Order:
    """The task that a body asks for. ValueError says what is wrong, as KIE would."""
    try:
        asked = _Create.model_validate_json(body)
        if asked.model not in _SCHEMAS:
            raise ValueError(f"The model name you specified is not supported: {asked.model}")
        given = _SCHEMAS[asked.model].model_validate(asked.input)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "body"
        raise ValueError(f"{where}: {first['msg']}") from error
    facts = given.model_dump()
    seconds = int(facts["duration"])
    return Order(
        model=asked.model,
        prompt=facts["prompt"],
        image=facts.get("image_url") or facts["image_urls"][0],
        seconds=seconds,
        credits=_PER_SECOND[asked.model] * seconds,
        callback=asked.callBackUrl,
        param=json.dumps({"model": asked.model, "input": json.dumps(asked.input)}),
    )
