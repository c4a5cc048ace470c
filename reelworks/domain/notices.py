"""A notice: one message that tells people of alerts, however many there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

_SHOWN = 20  # alerts told in full; the others are counted
_OF_A_KIND = 5  # ... and of one kind, when there is more than one
_LONGEST = 400  # characters of an alert's own words

_WORDS = {
    "breaker_open": "a service fails for everyone",
    "budget_overrun": "dearer than its budget",
    "budget_reached": "a budget is used up",
    "disconnected": "a channel must be connected again",
    "job_orphaned": "bought without need",
    "notion_out_of_step": "the board in Notion is out of step",
    "quota_exhausted": "a quota is used up",
    "quota_nearly_used": "a quota is nearly used up",
    "rate_limited": "a rate limit was violated",
    "retries_used_up": "retries used up",
    "step_failed": "failed for good",
    "worker_lost": "a worker was lost",
}


@dataclass(frozen=True, slots=True)
class Told:
    """One alert as people read it: `title` and `link` of its video, `channel` unless it is all's.

    `link` is an address where there is a dashboard, else the command that says more.
    """

    kind: str
    message: str
    at: datetime
    channel: str = ""
    title: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """What is sent. `repeat`: its sender was lost, so it may have been told before."""

    id: int
    alerts: tuple[Told, ...]
    repeat: bool = False

    def subject(self) -> str:
        """One line: what it is about."""
        first, count = self.alerts[0], len(self.alerts)
        whose = f" ({first.channel})" if first.channel else ""
        if count == 1:
            return f"Reelworks: {words(first.kind)}{whose}"
        kinds = {alert.kind for alert in self.alerts}
        what = f", {words(first.kind)}" if len(kinds) == 1 else ""
        return f"Reelworks: {count} alerts{what}"

    def lines(self) -> tuple[str, ...]:
        """A line for each alert that is shown, and one that counts the rest by their kinds."""
        chosen = _chosen(self.alerts)
        rest = Counter(a.kind for n, a in enumerate(self.alerts) if n not in chosen)
        lines = [_line(self.alerts[number]) for number in chosen]
        if rest:
            kinds = ", ".join(f"{count} × {words(kind)}" for kind, count in rest.most_common())
            lines.append(f"And {rest.total()} more: {kinds}.")
        if self.repeat:
            lines.append("Perhaps you have read this before: its sender was lost while it sent it.")
        return tuple(lines)


@dataclass(frozen=True, slots=True)
class Pace:
    """How notices are sent: gathered for `gather`, then one in `apart` to each sink.

    `hold`: how long a sender may take; then another one sends it.
    """

    gather: timedelta = timedelta(seconds=10)
    apart: timedelta = timedelta(seconds=60)
    hold: timedelta = timedelta(seconds=60)
    first_wait: timedelta = timedelta(seconds=5)
    longest_wait: timedelta = timedelta(minutes=2)
    old: timedelta = timedelta(days=1)  # what happened before that is told to nobody anew

    def hastened(self, speed: float) -> Pace:
        """So many times faster, as a rehearsal's time passes; a sender may take as long."""
        return replace(
            self,
            gather=self.gather / speed,
            apart=self.apart / speed,
            first_wait=self.first_wait / speed,
            longest_wait=self.longest_wait / speed,
        )

    def wait(self, attempts: int, asked_s: float | None) -> timedelta:
        """How long after the `attempts`th failure (from 1); the receiver's own word if longer."""
        doubled: int = 2 ** min(attempts - 1, 16)
        ours = min(self.first_wait * doubled, self.longest_wait)
        return max(ours, timedelta(seconds=min(asked_s or 0, 3600)))


def words(kind: str) -> str:
    """A kind of alert in words."""
    return _WORDS.get(kind, kind.replace("_", " "))


def _chosen(alerts: Sequence[Told]) -> list[int]:
    """The numbers of those that are shown in full: the first of each kind."""
    if len(alerts) <= _SHOWN:
        return list(range(len(alerts)))
    seen: Counter[str] = Counter()
    chosen: list[int] = []
    for number, alert in enumerate(alerts):
        seen[alert.kind] += 1
        if seen[alert.kind] <= _OF_A_KIND and len(chosen) < _SHOWN:
            chosen.append(number)
    return chosen


def _line(alert: Told) -> str:
    about = ", ".join(part for part in (alert.title, alert.channel) if part)
    said = " ".join(alert.message.split())
    if len(said) > _LONGEST:
        said = f"{said[:_LONGEST]}…"
    parts = [f"{alert.at:%H:%M} {about or words(alert.kind)}: {said}", alert.link]
    return " ".join(part for part in parts if part)
