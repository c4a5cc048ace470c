"""Shapes: what the API answers, field by field, with examples."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import PurePath
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer

from reelworks.domain.channels import Gate
from reelworks.domain.stages import Phase, Stage
from reelworks.domain.steps import StepStatus, Stored
from reelworks.orchestrator.schemas.pages import State


def link(file: object) -> str:
    """Where a file of the store is fetched from."""
    if isinstance(file, Stored):
        return f"/media/{file.sha256}{file.suffix}"
    if isinstance(file, PurePath):  # it has the name that the store gave it
        return f"/media/{file.name}"
    return str(file)


def _money(amount: Decimal) -> str:
    return format(amount.quantize(Decimal("0.000001")).normalize(), "f")


Link = Annotated[str, BeforeValidator(link), Field(examples=["/media/9f2c41d0.png"])]
Usd = Annotated[Decimal, PlainSerializer(_money, return_type=str), Field(examples=["3.27"], ge=0)]


class Shape(BaseModel):
    """Made from a view of the services."""

    model_config = ConfigDict(from_attributes=True)


class ErrorShape(Shape):
    code: str = Field(examples=["content_refused"])
    kind: str = Field(examples=["refused"])
    message: str
    remedy: str
    details: str
    attempt: int
    at: datetime
    next_at: datetime | None = None


class StageShape(Shape):
    stage: Stage
    phase: Phase
    gate: Gate | None = None
    done: int = Field(examples=[7])
    total: int = Field(examples=[22])


class StepShape(Shape):
    key: str = Field(examples=["assets/environment-03"])
    stage: Stage
    status: StepStatus
    service: str = Field(examples=["gemini"])
    provider: str = Field(examples=["gemini"])
    take: int
    attempt: int
    progress: float
    approved: bool
    seconds: float | None = None
    cost_usd: Usd
    note: str
    error: ErrorShape | None = None
    hold: str | None = None
    next_at: datetime | None = None


class MarkShape(Shape):
    stage: Stage
    phase: Phase
    done: int
    total: int


class CardShape(Shape):
    """A video in a list."""

    id: int
    name: str = Field(examples=["lighthouse-9f2c41"])
    channel: str = Field(examples=["demo"])
    title: str
    label: str = Field(examples=["Assets Ready"])
    state: State
    stage: Stage | None = None
    stages: list[MarkShape]
    why: list[str] = Field(examples=[["waits for you: Assets Ready (22 things to look at)"]])
    priority: int
    cost_usd: Usd
    created_at: datetime
    finished_at: datetime | None = None
    poster: Link | None = None


class VideoShape(Shape):
    """A video as it stands."""

    id: int
    name: str = Field(examples=["lighthouse-9f2c41"])
    channel: str = Field(examples=["demo"])
    title: str
    label: str = Field(examples=["Final Review"])
    stages: list[StageShape]
    created_at: datetime
    finished_at: datetime | None = None
    cancelled: bool
    cost_usd: Usd
    waits_for: str = Field(examples=["waits for you: Final Review (1 thing to look at)"])
    why: list[str]
    stands: bool
    files: dict[str, Link] = Field(examples=[{"film": "/media/9f2c41d0.mp4"}])
    cleaned_at: datetime | None = None


class ShotShape(Shape):
    number: int
    name: str = Field(examples=["shot-07"])
    chapter: str | None = None
    narration: str
    scene: str
    motion: str
    sound: str
    own: list[str]
    steps: dict[str, str] = Field(examples=[{"video": "done", "audio": "waiting"}])


class TakeShape(Shape):
    number: int
    sha256: str
    made_at: datetime
    files: dict[str, Link]
    cost_usd: Usd
    current: bool
    wish: str
    verdict: str = Field(examples=["rejected"])
    said: str = Field(examples=["darker, at night"])
    by: str = Field(examples=["mara"])


class PlainTakeShape(Shape):
    number: int
    made_at: datetime
    note: str
    files: dict[str, Link]
    cost_usd: Usd
    current: bool


class RoomItemShape(Shape):
    """One thing to look at. `sha256` is what a decision about it must carry."""

    step: StepShape
    sha256: str
    files: dict[str, Link]
    words: str
    price_usd: Usd
    takes: list[TakeShape]
    shot: ShotShape | None = None
    editable: str
    beside: dict[str, Link]


class RoomShape(Shape):
    task: str
    channel: str
    title: str
    label: str
    stage: Stage
    phase: Phase
    waits: bool
    items: list[RoomItemShape]
    stages: list[MarkShape]


class EditShape(Shape):
    """What is made again, its price, and how many steps stay as they are."""

    task: str
    again: list[str]
    price_usd: Usd
    kept: int


class PlanLineShape(Shape):
    stage: Stage
    script: str
    provider: str
    service: str
    steps: int
    done: int
    price_usd: Usd


class PlanShape(Shape):
    task: str | None = None
    lines: list[PlanLineShape]
    price_usd: Usd
    exact: bool
    gates: dict[Stage, Gate]


class FactShape(Shape):
    id: int
    at: datetime
    kind: str = Field(examples=["label_changed"])
    channel: str
    task: str | None = None
    step: str | None = None
    facts: dict[str, Any] = Field(examples=[{"label": "Assets Ready"}])


class KeysShape(Shape):
    """The steps that it was done to."""

    task: str
    keys: list[str]


class NamedShape(Shape):
    task: str = Field(examples=["lighthouse-9f2c41"])


class DoneShape(Shape):
    """One of many: what came of it."""

    task: str
    done: bool
    error: str = ""
    code: str = ""
