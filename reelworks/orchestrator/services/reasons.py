"""Reasons: why the steps of a video do not go on, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from reelworks.domain.budgets import Hold
from reelworks.domain.services import Health, Service
from reelworks.domain.stages import LABEL_READY, Phase, Stage
from reelworks.domain.steps import StepStatus
from reelworks.domain.tasks import Task
from reelworks.orchestrator.schemas.views import StepView


@dataclass(frozen=True, slots=True)
class Lane:
    """A channel at a service."""

    active: int = 0
    concurrency: int | None = None
    paused: bool = False


def reasons(
    task: Task,
    steps: Sequence[StepView],
    services: Mapping[str, Service],
    lanes: Mapping[str, Lane],
    unseen: Mapping[Stage, int] | None = None,
) -> tuple[str, ...]:
    """What happens and what each part of a video waits for, the most pressing first.

    `services` and `lanes` (of the video's channel) by the name of the service. `unseen`: how many
    things of each stage nobody has approved, for a task that has one step for many that are alike.
    """
    if task.finished():
        return ()
    told = [*_failed(steps), *_reviews(task, unseen)]
    told += _counted(
        _held(step, Hold(step.hold), services)
        for step in steps
        if step.status is StepStatus.READY and step.hold is not None
    )
    return (*told, *moving(steps, services, lanes), *_running(steps))


def moving(
    steps: Sequence[StepView], services: Mapping[str, Service], lanes: Mapping[str, Lane]
) -> tuple[str, ...]:
    """What the steps that could start at any moment wait for."""
    free = [step for step in steps if step.status is StepStatus.READY and step.hold is None]
    return tuple(_counted(_free(step, services, lanes) for step in free))


def _failed(steps: Sequence[StepView]) -> Iterable[str]:
    for step in steps:
        if step.status is StepStatus.FAILED and step.error is not None:
            yield f"stopped at {step.key}: {step.error.message.rstrip('.')}"


def _reviews(task: Task, unseen: Mapping[Stage, int] | None) -> Iterable[str]:
    for stage, phase in task.phases().items():
        if phase is Phase.IN_REVIEW:
            its = unseen or {stage: sum(not step.approved for step in task.of(stage))}
            yield f"waits for you: {LABEL_READY[stage].value} ({_things(its[stage])} to look at)"


def _things(count: int) -> str:
    return "1 thing" if count == 1 else f"{count} things"


def _running(steps: Sequence[StepView]) -> Iterable[str]:
    """One line for all that is in hand."""
    at_work = [step for step in steps if step.status is StepStatus.RUNNING]
    if at_work:
        shown = ", ".join(f"{s.key} at {s.service}" for s in at_work[:3])
        more = f" and {len(at_work) - 3} more" if len(at_work) > 3 else ""
        yield f"works on {shown}{more}"
    if sent := sum(step.status is StepStatus.RELEASED for step in steps):
        yield f"{_steps(sent)} on the way to a worker"


def _counted(said: Iterable[str]) -> Iterable[str]:
    for text, count in Counter(said).items():
        yield text if count == 1 else f"{text} ({_steps(count)})"


def _steps(count: int) -> str:
    return "1 step" if count == 1 else f"{count} steps"


def _held(step: StepView, hold: Hold, services: Mapping[str, Service]) -> str:
    service = services.get(step.service)
    match hold:
        case Hold.TIME:
            if service is not None and service.asleep_until is not None:
                return _asleep(service, service.asleep_until)
            return _later(step)
        case Hold.VIDEO:
            return "waits for money: the video's budget has no room"
        case Hold.CHANNEL:
            return "waits for money: the channel's budget for today has no room"
        case Hold.ALL:
            return "waits for money: the budget of all channels for today has no room"
        case Hold.SPENDING:
            return "waits: spending is stopped (`reelworks spending resume`)"


def _later(step: StepView) -> str:
    why = "" if step.error is None else f": {step.error.message}"
    at = "soon" if step.next_at is None else f"at {_clock(step.next_at)}"
    return f"tries {step.key} again {at}{why}"


def _asleep(service: Service, until: datetime) -> str:
    zone = service.limits.zone
    return f"sleeps until {_clock(until)}: the quota of {service.name} is used up ({zone})"


def _clock(at: datetime) -> str:
    return f"{at.astimezone():%Y-%m-%d %H:%M:%S}"


def _free(step: StepView, services: Mapping[str, Service], lanes: Mapping[str, Lane]) -> str:
    """Why a step that could be released is not."""
    service, lane = services.get(step.service), lanes.get(step.service, Lane())
    if service is None:
        return _no_worker(step.service)
    return _of_service(service) or _of_lane(service, lane) or f"is about to start at {service.name}"


def _no_worker(service: str) -> str:
    return f"waits for a worker for {service}: `reelworks worker` starts one"


def _of_service(service: Service) -> str:
    name, breaker = service.name, service.breaker
    if service.paused:
        return f"waits for {name}, which is paused (`reelworks resume {name}`)"
    if breaker.health is Health.OPEN and breaker.until is not None:
        return f"waits for {name}, which fails for everyone; next try at {_clock(breaker.until)}"
    if breaker.health is Health.HALF_OPEN:
        return f"waits for {name}, which is being tried with one step"
    if service.asleep_until is not None:
        return _asleep(service, service.asleep_until)
    if not service.offered:
        return _no_worker(name)
    if service.active >= service.slots():
        return f"waits for {name}: {service.active} of {service.slots()} busy"
    return ""


def _of_lane(service: Service, lane: Lane) -> str:
    most = service.limits.per_channel if lane.concurrency is None else lane.concurrency
    if lane.paused:
        return f"waits for {service.name}, which is paused for this channel"
    if most is not None and lane.active >= most:
        return f"waits for {service.name}: {lane.active} of {most} of this channel busy"
    return ""
