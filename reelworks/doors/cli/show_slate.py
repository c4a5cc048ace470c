"""What a person reads about the whole slate."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Group, RenderableType
from rich.text import Text

from reelworks.domain.money import shown
from reelworks.domain.services import Health
from reelworks.doors.cli.show import console, json_line, said, table
from reelworks.orchestrator.schemas.views import (
    ChannelLoad,
    Outcomes,
    ServiceLoad,
    SlateView,
    TaskView,
)


def why(view: TaskView, *, as_json: bool) -> None:
    if as_json:
        json_line({"task": view.name, "label": view.label, "why": view.why})
        return
    said(f"{view.title} ({view.name}): {view.label}")
    if view.finished_at is not None:
        said("It is finished: nothing is left to do.")
    for reason in view.why:
        said(f"- {reason}")


def services(view: SlateView, *, only: str | None, as_json: bool) -> None:
    found = [load for load in view.services if only in (None, load.name)]
    if as_json:
        for load in found:
            json_line(load)
        return
    console().print(_services(found))


def spending(view: SlateView, *, as_json: bool) -> None:
    if as_json:
        json_line(
            {
                "spent_today_usd": view.spent_today_usd,
                "budget_per_day_usd": view.budget_per_day_usd,
                "stopped_by": view.spending_stopped_by,
                "channels": view.channels,
            }
        )
        return
    for line in _money(view):
        said(line)
    console().print(_channels(view.channels))


def slate(view: SlateView, *, as_json: bool) -> None:
    if as_json:
        json_line(view)
        return
    console().print(drawn(view))


def drawn(view: SlateView) -> RenderableType:
    """The whole slate on one screen."""
    parts: list[RenderableType] = [_services(view.services), Text(), _channels(view.channels)]
    parts += [Text(), *(Text(line) for line in [*_money(view), *_outcomes(view.outcomes)])]
    for line in view.for_people:
        parts.append(Text(f"waits for you: {line.name} ({line.label})", style="yellow"))
    for alert in view.alerts[:5]:
        parts.append(Text(f"{alert.at.astimezone():%m-%d %H:%M} {alert.message}", style="red"))
    return Group(*parts)


def _services(found: Iterable[ServiceLoad]) -> RenderableType:
    names = ("service", "limit", "per channel", "busy", "waits", "later", "unpaid", "per s")
    rows = table(*names, "today", "state")
    for load in found:
        limits = load.limits
        today = "" if limits.units_per_day is None else f"{load.used_units}/{limits.units_per_day}"
        most, own, rate = map(_limit, (limits.concurrency, limits.per_channel, limits.per_second))
        busy, counts = f"{load.active}/{load.slots}", (load.waiting, load.later, load.unpaid)
        rows.add_row(load.name, most, own, busy, *map(str, counts), rate, today, _state(load))
    return rows


def _limit(number: int | None) -> str:
    return "" if number is None else str(number)


def _state(load: ServiceLoad) -> str:
    until = "" if load.until is None else f" until {load.until.astimezone():%m-%d %H:%M:%S}"
    if load.paused:
        return "paused"
    if load.health is not Health.CLOSED:
        return f"fails for everyone{until}" if load.health is Health.OPEN else "being tried"
    if until:
        return f"quota used up{until}"
    return "" if load.slots else "no worker"


def _channels(found: Iterable[ChannelLoad]) -> RenderableType:
    rows = table("channel", "in hand", "waits", "share", "spent today", "budget", "")
    for load in found:
        budget = "" if load.budget_per_day_usd is None else shown(load.budget_per_day_usd)
        note = "dominates" if load.dominates else ""
        counts = (str(load.active), str(load.waiting), f"{load.share:.0%}")
        rows.add_row(load.channel, *counts, shown(load.spent_today_usd), budget, note)
    return rows


def _money(view: SlateView) -> Iterable[str]:
    most = "" if view.budget_per_day_usd is None else f" of {shown(view.budget_per_day_usd)}"
    yield f"Spent today (UTC): {shown(view.spent_today_usd)}{most} USD."
    if view.spending_stopped_by is not None:
        yield f"Spending is stopped, by {view.spending_stopped_by}: `reelworks spending resume`."


def outcomes(found: Outcomes, *, as_json: bool) -> None:
    """How the videos of this week ended; beside a list that other programs read, nothing."""
    for line in [] if as_json else _outcomes(found):
        said(line)


def _outcomes(found: Outcomes) -> Iterable[str]:
    counts = (found.clean, found.recovered, found.needed_a_person, found.failed)
    if any(counts):
        yield (
            "This week: {} clean, {} recovered by themselves, {} needed a person, {} failed "
            "({:.0%} unaided).".format(*counts, found.unaided)
        )
    if found.transient_failures:
        yield (
            "Steps that failed in passing and went on by themselves: "
            f"{found.transient_recovered} of {found.transient_failures} ({found.recovery:.1%})."
        )
