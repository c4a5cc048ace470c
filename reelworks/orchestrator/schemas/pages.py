"""What pages and programs look at: videos in a list, a stage side by side, days, people, events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from reelworks.domain.access import Role
from reelworks.domain.money import FREE, Usd
from reelworks.domain.stages import Phase, Stage
from reelworks.domain.steps import StepStatus, Stored
from reelworks.orchestrator.schemas.views import AlikeView, ShotView, StepView


class State(StrEnum):
    """How a video stands, in one word."""

    FOR_YOU = "for_you"  # a person must look
    RUNNING = "running"  # something of it is at work
    WAITING = "waiting"  # for a slot, a time, money
    STOPPED = "stopped"  # on an error
    FINISHED = "finished"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class StageMark:
    """How far a stage is: `done` of `total` steps."""

    stage: Stage
    phase: Phase
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class VideoCard:
    """A video in a list. `stage`: the earliest unfinished one. `poster`: a picture of it."""

    id: int
    name: str
    channel: str
    title: str
    label: str
    state: State
    stage: Stage | None
    stages: tuple[StageMark, ...]
    why: tuple[str, ...]
    priority: int
    created_at: datetime
    finished_at: datetime | None
    cost_usd: Usd = FREE
    poster: Stored | None = None


@dataclass(frozen=True, slots=True)
class VideoPage:
    """A part of a list; `before`: what to ask for the part after it, None at its end."""

    videos: tuple[VideoCard, ...]
    before: int | None


@dataclass(frozen=True, slots=True)
class TakeCard:
    """A result that a step has had. `verdict` and `said`: what a person said of it, "" if nobody.

    `id` tells it from others of the step; `number` counts from 1, as `choose` wants it.
    """

    number: int
    sha256: str
    made_at: datetime
    files: Mapping[str, Stored]
    cost_usd: Usd
    current: bool
    wish: str  # what was asked for when the one before was rejected
    verdict: str
    said: str
    by: str


@dataclass(frozen=True, slots=True)
class RoomItem:
    """One thing to look at, with all that belongs to it.

    `step`: how its making stands. `beside`: other files of its shot, by role. `takes`: newest
    first; the current one among them. `words`: what was asked for. `editable`: which of its shot's
    texts it shows ("narration", "scene", "motion", "sound"), "" when it has none of its own.
    """

    step: StepView
    sha256: str
    files: Mapping[str, Stored]
    words: str
    price_usd: Usd
    takes: tuple[TakeCard, ...]
    shot: ShotView | None
    editable: str
    beside: Mapping[str, Stored]


@dataclass(frozen=True, slots=True)
class RoomView:
    """A stage of a video side by side. `waits`: it waits for a person.

    `alike`: at the end of a video that is published, the others that it is most like.
    """

    task: str
    channel: str
    title: str
    label: str
    stage: Stage
    phase: Phase
    waits: bool
    items: tuple[RoomItem, ...]
    stages: tuple[StageMark, ...]
    alike: tuple[AlikeView, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """An event of any video, or of none (`task` None: about a service, or about all)."""

    id: int
    at: datetime
    kind: str
    channel: str
    task: str | None
    step: str | None
    facts: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Span:
    """When a step ran, its last attempt; `ended_at` None: it is not done."""

    key: str
    stage: Stage
    status: StepStatus
    service: str
    attempt: int
    begun_at: datetime
    ended_at: datetime | None
    seconds: float
    usd: Usd


@dataclass(frozen=True, slots=True)
class DayCost:
    """What a channel spent on a day (UTC)."""

    day: date
    channel: str
    usd: Usd


@dataclass(frozen=True, slots=True)
class UserView:
    id: int
    name: str
    role: Role
    created_at: datetime
    disabled_at: datetime | None


@dataclass(frozen=True, slots=True)
class TokenView:
    """A program's key, but not the key: that is shown once, when it is made."""

    id: int
    name: str
    user: str
    role: Role
    created_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class WebhookView:
    id: int
    url: str
    kinds: tuple[str, ...]
    channel: str
    paused: bool
    created_at: datetime
    created_by: str
    waiting: int
    failing: int


@dataclass(frozen=True, slots=True)
class DeliveryView:
    """One telling of one event. `next_at` None: delivered, or given up."""

    id: int
    event_id: int
    kind: str
    attempt: int
    status: int | None
    error: str
    created_at: datetime
    next_at: datetime | None
    delivered_at: datetime | None
