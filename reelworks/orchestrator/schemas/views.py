"""What every door reads: one set of views, made by the services, shown by all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from reelworks.domain.channels import Gate
from reelworks.domain.money import Usd
from reelworks.domain.services import Health, Limits
from reelworks.domain.stages import Phase, Stage
from reelworks.domain.steps import StepStatus


@dataclass(frozen=True, slots=True)
class ErrorView:
    """What went wrong with a step, in the words of who said it; `next_at` None: not by itself."""

    code: str
    kind: str
    message: str
    remedy: str
    details: str
    attempt: int
    at: datetime
    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class StepView:
    """`progress` is 0..1 of the running attempt; `seconds` of wall time the result took."""

    key: str
    stage: Stage
    status: StepStatus
    service: str
    provider: str
    take: int
    attempt: int
    progress: float
    approved: bool
    seconds: float | None
    cost_usd: Usd
    note: str
    error: ErrorView | None
    hold: str | None = None  # why it is not offered for release while it is ready
    next_at: datetime | None = None  # when it is due again, where a time holds it


@dataclass(frozen=True, slots=True)
class StageView:
    """`gate` None: no person ever needs to look at this stage. `total` 0: not planned yet."""

    stage: Stage
    phase: Phase
    gate: Gate | None
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class TaskView:
    """A video as it stands. `waits_for`: why nothing (more) happens now, in words; "" if it does.

    `why`: what happens now and what each part waits for, the most pressing first. `stands`: nothing
    of it is at work or about to be. `files` are the film's by role (film, srt, vtt, transcript,
    thumbnail), once it is there. `cleaned_at`: since then what is not needed any more is gone, the
    film too if it is elsewhere.
    """

    id: int
    name: str
    channel: str
    title: str
    label: str
    stages: tuple[StageView, ...]
    steps: tuple[StepView, ...]
    created_at: datetime
    finished_at: datetime | None
    cancelled: bool
    cost_usd: Usd
    waits_for: str
    folder: Path
    files: Mapping[str, Path]
    cleaned_at: datetime | None = None
    why: tuple[str, ...] = ()
    stands: bool = False
    url: str | None = None  # where it was published


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A video in a list."""

    id: int
    name: str
    channel: str
    title: str
    label: str
    created_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class ShotView:
    """A shot: what it says and shows. `own`: what a person gave. `steps`: status by stage."""

    number: int
    name: str
    chapter: str | None
    narration: str
    scene: str
    motion: str
    sound: str
    own: tuple[str, ...]
    steps: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TakeView:
    """A result that a step has had; `note`: what was asked for when the one before was rejected.

    `files` is empty where they were cleaned away.
    """

    number: int
    made_at: datetime
    note: str
    files: Mapping[str, Path]
    cost_usd: Usd
    current: bool


@dataclass(frozen=True, slots=True)
class EditView:
    """What an edit has made again: steps by key, their price, and how many stay as they are."""

    task: str
    again: tuple[str, ...]
    price_usd: Usd
    kept: int


@dataclass(frozen=True, slots=True)
class ServiceLoad:
    """A service: its limits, what it can have in hand, what it has, and how many steps wait.

    `later`: for a time to come; `unpaid`: for money. `until`: when it is tried again, where it
    fails for everyone or its quota is used up.
    """

    name: str
    limits: Limits
    slots: int
    active: int
    waiting: int
    later: int
    unpaid: int
    used_units: int
    paused: bool
    health: Health
    until: datetime | None


@dataclass(frozen=True, slots=True)
class ChannelLoad:
    """A channel's steps that wait and that are in hand; `share` of all that is, 0..1.

    `dominates`: it has most of what is in hand while others wait.
    """

    channel: str
    waiting: int
    active: int
    share: float
    spent_today_usd: Usd
    budget_per_day_usd: Usd | None
    dominates: bool


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Of the videos that ended within a week, and of the steps that failed in passing."""

    clean: int
    recovered: int
    needed_a_person: int
    failed: int
    transient_failures: int
    transient_recovered: int

    @property
    def unaided(self) -> float | None:
        """The part that ended with nobody's help, 0..1; None: none ended."""
        ended = self.clean + self.recovered + self.needed_a_person + self.failed
        return (self.clean + self.recovered) / ended if ended else None

    @property
    def recovery(self) -> float:
        """The part of the steps that failed in passing which went on with nobody's help, 0..1."""
        failures = self.transient_failures
        return self.transient_recovered / failures if failures else 1.0


@dataclass(frozen=True, slots=True)
class AlertView:
    """`sent_at`: when it was first told anywhere. `unsent`: why it is not told yet, by sink."""

    at: datetime
    kind: str
    message: str
    task: str | None
    channel: str
    sent_at: datetime | None = None
    unsent: str | None = None


@dataclass(frozen=True, slots=True)
class CostLine:
    """What was paid for one video, channel, service or day, beside what it was expected to be.

    `doubtful`: nobody knows whether it was paid. `reserved`: set aside for work in hand.
    """

    name: str
    calls: int
    estimated_usd: Usd
    paid_usd: Usd
    doubtful_usd: Usd
    reserved_usd: Usd

    @property
    def error(self) -> float | None:
        """How far the estimate was off, as a part of it; None without an estimate."""
        if not self.estimated_usd:
            return None
        return float((self.paid_usd - self.estimated_usd) / self.estimated_usd)


@dataclass(frozen=True, slots=True)
class ConnectionView:
    """A channel's account at a service. `dead_at`: a person must connect it again."""

    channel: str
    service: str
    account_id: str
    account_name: str
    connected_by: str
    connected_at: datetime
    expires_at: datetime
    dead_at: datetime | None
    dead_why: str


@dataclass(frozen=True, slots=True)
class SlateView:
    """How everything stands."""

    services: tuple[ServiceLoad, ...]
    channels: tuple[ChannelLoad, ...]
    for_people: tuple[TaskLine, ...]
    alerts: tuple[AlertView, ...]
    outcomes: Outcomes
    spent_today_usd: Usd
    budget_per_day_usd: Usd | None
    spending_stopped_by: str | None


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """One result to look at. `sha256` is what an approval of it must carry."""

    key: str
    take: int
    sha256: str
    approved: bool
    files: Mapping[str, Path]
    words: str  # what was asked for: a prompt, a narration
    note: str  # what was wished for when the take before was rejected


@dataclass(frozen=True, slots=True)
class ReviewView:
    """What waits for a person: a stage of a task, and everything made in it.

    `alike`: at the final review of a film that is published, the videos that it is most like.
    """

    task: str
    channel: str
    stage: Stage
    items: tuple[ReviewItem, ...]
    alike: tuple[AlikeView, ...] = ()


@dataclass(frozen=True, slots=True)
class AlikeView:
    """Another video that a film is like: the part of its words and of its pictures, 0 to 1."""

    task: str
    title: str
    channel: str
    words: float
    pictures: float
    too_alike: bool


@dataclass(frozen=True, slots=True)
class PlanLine:
    """Steps of one kind: how many, who does them, how many are there already, what is to pay."""

    stage: Stage
    script: str
    provider: str
    model: str  # "" where the provider has no choice of them
    service: str
    steps: int
    done: int
    price_usd: Usd  # of the steps that are not there yet


@dataclass(frozen=True, slots=True)
class PlanView:
    """`exact` False: the story is not written, so the number of images is what is usual.

    `budget_usd` is what may be spent on the video; None: there is no such budget.
    """

    task: str | None
    lines: tuple[PlanLine, ...]
    price_usd: Usd
    exact: bool
    gates: Mapping[Stage, Gate]
    budget_usd: Usd | None = None


@dataclass(frozen=True, slots=True)
class EventView:
    id: int
    at: datetime
    kind: str
    step: str | None
    facts: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that a run needs: whether it is there, what was found, what to do if not.

    `warning`: it is there, and a person should see to it soon.
    """

    name: str
    ok: bool
    found: str
    remedy: str = ""
    warning: str = ""


@dataclass(frozen=True, slots=True)
class CleanView:
    """What went, or would go: videos cleaned, files and their bytes, lines of the database.

    `notes`: what stays although it is old, and why.
    """

    videos: tuple[str, ...] = ()
    files: int = 0
    bytes: int = 0
    events: int = 0
    log_lines: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BackupView:
    """What was backed up or restored. `missing`: files that were lost before the backup was made.

    `kept`: files of the person's that were there already and were left as they are.
    """

    place: Path
    made_at: str
    videos: int
    files: int
    bytes: int
    missing: tuple[str, ...] = ()
    kept: tuple[Path, ...] = ()
