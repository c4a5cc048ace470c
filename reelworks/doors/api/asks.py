"""Asks: what a request may say, checked before anything is done with it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from reelworks.domain.access import Role
from reelworks.domain.briefs import SourceKind
from reelworks.domain.channels import Gate
from reelworks.orchestrator.services.priorities import Priority

BIGGEST_ID = 2**63 - 1
MOST_AT_ONCE = 200


def clean(text: str) -> str:
    """What a database and a file can hold: no zero bytes, no halves of characters."""
    if "\0" in text:
        raise ValueError("it has a zero byte in it")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("it is not Unicode text") from None
    return text


Clean = AfterValidator(clean)
Text = Annotated[str, StringConstraints(max_length=2_000), Clean]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200), Clean]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Limit = Annotated[int | None, Field(ge=0, le=1_000_000_000)]
Amount = Annotated[Decimal, Field(ge=0, le=1_000_000, max_digits=12, decimal_places=6)]


class Ask(BaseModel):
    """Unknown fields are a mistake: better told than passed over."""

    model_config = ConfigDict(extra="forbid")


class NewVideo(Ask):
    """A video to be made of notes, or of a finished script."""

    channel: Name = Field(examples=["demo"])
    text: Annotated[str, StringConstraints(min_length=1, max_length=1_000_000), Clean] = Field(
        examples=["# The lighthouse\n\nIn 1823 Fresnel built a lens of glass rings..."]
    )
    kind: SourceKind = SourceKind.NOTES
    name: Annotated[str, StringConstraints(max_length=80), Clean] = Field(
        default="", examples=["lighthouse"], description="What it is called while it has no title."
    )
    title: Annotated[str, StringConstraints(max_length=200), Clean] = ""
    shots: Annotated[int, Field(ge=0, le=60)] | None = Field(default=None, examples=[18])
    width: int = Field(default=1920, ge=64, le=4096)
    height: int = Field(default=1080, ge=64, le=4096)
    seed: int = Field(default=1, ge=0, le=2**31 - 1)
    priority: Priority = Priority.NORMAL


class Approval(Ask):
    """`seen`: the sha256 of each result that was looked at, by step."""

    seen: Mapping[Name, Sha256] = Field(
        min_length=1,
        max_length=500,
        examples=[{"assets/environment-03": "0" * 64}],
    )


class Rejection(Ask):
    """`sha256`, `approved`: what was seen of it; it is refused when that has changed."""

    key: Name = Field(examples=["assets/environment-03"])
    note: Annotated[str, StringConstraints(min_length=1, max_length=2_000), Clean] = Field(
        examples=["darker, at night"]
    )
    sha256: Sha256 | None = None
    approved: bool | None = None


class Rejections(Ask):
    items: Annotated[list[Rejection], Field(min_length=1, max_length=MOST_AT_ONCE)]


class Steps(Ask):
    """Only these steps; all that failed or wait when left out."""

    steps: Annotated[list[Name], Field(max_length=500)] = Field(
        default_factory=list, examples=[["video/shot-07"]]
    )


class NewPriority(Ask):
    priority: Priority = Field(examples=["high"])


class ShotEdit(Ask):
    """What to change of a shot; what is left out stays."""

    narration: Text | None = Field(default=None, examples=["The light was seen for twenty miles."])
    scene: Text | None = None
    motion: Text | None = None
    sound: Text | None = None


class NewShot(Ask):
    after: int = Field(ge=0, le=60, description="The shot it comes after; 0: the beginning.")
    narration: Text = Field(examples=["The light was seen for twenty miles."])
    scene: Text = Field(examples=["a lighthouse far away at night"])


class NewPlace(Ask):
    to: int = Field(ge=1, le=60, examples=[3])


class BulkAction(StrEnum):
    RETRY = "retry"
    CANCEL = "cancel"
    PRIORITY = "priority"
    APPROVE = "approve"


class Bulk(Ask):
    """One action for many videos. `priority` for priority, `seen` (by video) for approve."""

    action: BulkAction = Field(examples=["retry"])
    tasks: Annotated[list[Name], Field(min_length=1, max_length=MOST_AT_ONCE)] = Field(
        examples=[["lighthouse-9f2c41"]]
    )
    priority: Priority | None = None
    seen: Mapping[Name, Mapping[Name, Sha256]] = Field(default_factory=dict, max_length=200)


class NewLimits(Ask):
    """Only what is given changes; null takes a limit away."""

    concurrency: Limit = Field(default=None, examples=[4])
    per_channel: Limit = None
    per_second: Limit = None
    units_per_day: Limit = None
    zone: Annotated[str, StringConstraints(min_length=1, max_length=64), Clean] = "UTC"


class ChannelLimit(Ask):
    concurrency: Limit = Field(examples=[2])


class NewChannel(Ask):
    """What is left out is as `docs/channels.md` says; everything else is set in the file."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")] = Field(
        examples=["tides"]
    )
    name: Annotated[str, StringConstraints(max_length=100), Clean] = ""
    language: Annotated[str, StringConstraints(max_length=20), Clean] = Field(
        default="", examples=["en"]
    )
    voice: Annotated[str, StringConstraints(max_length=200), Clean] = ""
    brand: Text = Field(default="", examples=["calm painterly documentary, soft light"])
    profile: Annotated[str, StringConstraints(max_length=20), Clean] = Field(
        default="", examples=["draft"]
    )
    gates: Gate | None = None


class Where(Ask):
    """`channel`: only this channel at the service."""

    channel: Name | None = Field(default=None, examples=["demo"])


class DailyBudget(Ask):
    """What all channels together may spend in a day (UTC); null: no ceiling."""

    usd: Amount | None = Field(examples=["20.00"])


class NewUser(Ask):
    name: Name = Field(examples=["mara"])
    password: Annotated[str, StringConstraints(min_length=10, max_length=200), Clean]
    role: Role


class UserChange(Ask):
    role: Role | None = Field(default=None, examples=["operator"])
    password: Annotated[str, StringConstraints(min_length=10, max_length=200), Clean] | None = None
    disabled: bool | None = None


class NewToken(Ask):
    """A key for a program of one's own; `role`: less than one's own, if it needs less."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=100), Clean] = Field(
        examples=["n8n"]
    )
    role: Role | None = None


class WebhookChange(Ask):
    paused: bool = Field(examples=[True])


class NewWebhook(Ask):
    """`kinds` of event to be told of; none: all. `channel`: only of this one."""

    url: Annotated[str, StringConstraints(min_length=8, max_length=2_000), Clean] = Field(
        examples=["https://hooks.example.com/reelworks"]
    )
    kinds: Annotated[list[Name], Field(max_length=50)] = Field(
        default_factory=list, examples=[["label_changed", "task_finished"]]
    )
    channel: Name | None = None
