"""Following a video: live bars on a terminal, plain lines elsewhere, JSON lines on demand."""

from __future__ import annotations

import json
import sys
import time
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console, Group
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from reelworks.domain.stages import Phase
from reelworks.domain.steps import StepStatus
from reelworks.doors.cli.timing import Times, left_seconds, phase_times
from reelworks.orchestrator.schemas.views import EventView, StageView, TaskView

_COLOURS = {
    Phase.WAITING: "dim",
    Phase.RUNNING: "cyan",
    Phase.IN_REVIEW: "yellow",
    Phase.APPROVED: "green",
    Phase.FAILED: "red",
    Phase.CANCELLED: "red",
}


class Follower(ABC):
    """Shows a video as it moves; told every event once."""

    def __init__(self, name: str, slots: int) -> None:
        self.name, self._slots = name, slots
        self._events: list[EventView] = []
        self._began = time.monotonic()
        self._warned: set[str] = set()

    def show(self, view: TaskView, fresh: Sequence[EventView]) -> None:
        self._events += fresh
        for event in fresh:
            for warning in _warnings(event):
                self.warn(warning)
        self._show(view, fresh)

    def warn(self, warning: str) -> None:
        """Say once what the film goes on without."""
        if warning not in self._warned:
            self._warned.add(warning)
            self._warn(warning)

    def _warn(self, warning: str) -> None:
        sys.stderr.write(f"reelworks: {warning}\n")

    @abstractmethod
    def _show(self, view: TaskView, fresh: Sequence[EventView]) -> None:
        """Show the video as it stands now, and what has happened since the last time."""

    @abstractmethod
    def finished(self, view: TaskView, film: Path) -> None:
        """Say how long each stage took, and where the film is: the last line."""

    def _times(self) -> Sequence[Times]:
        return phase_times(self._events)

    def _elapsed(self) -> float:
        return time.monotonic() - self._began


class LiveFollower(Follower):
    """Bars that stay in place."""

    def __init__(self, name: str, slots: int, console: Console) -> None:
        super().__init__(name, slots)
        self._console = console
        self._live = Live(console=console, refresh_per_second=4, transient=True)

    def __enter__(self) -> LiveFollower:
        self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._live.stop()

    def _show(self, view: TaskView, fresh: Sequence[EventView]) -> None:
        table = Table.grid(padding=(0, 2))
        for stage in view.stages:
            if stage.total or stage.phase is not Phase.APPROVED:
                table.add_row(*_row(stage))
        running = [_running(step.key, step.progress) for step in view.steps
                   if step.status is StepStatus.RUNNING]  # fmt: skip
        left = left_seconds(view, self._slots)
        clock = f"{_clock(self._elapsed())} gone" + (f", about {_clock(left)} left" if left else "")
        head = Text.assemble((view.title, "bold"), "  ", (view.label, "cyan"), "  ", (clock, "dim"))
        foot = Text(view.waits_for or "  ".join(running), style="dim", overflow="ellipsis")
        self._live.update(Group(head, table, foot))

    def _warn(self, warning: str) -> None:
        self._console.print(Text(warning, style="yellow"))

    def finished(self, view: TaskView, film: Path) -> None:
        self._live.stop()
        _print_times(self._times(), self._elapsed(), self._console)
        self._console.print(str(film), style="bold", soft_wrap=True, highlight=False, markup=False)


class PlainFollower(Follower):
    """A line for everything that ends."""

    def _show(self, view: TaskView, fresh: Sequence[EventView]) -> None:
        stages = {stage.stage.value: stage for stage in view.stages}
        ended = Counter(_stage_of(event) for event in fresh if event.kind == "step_settled")
        for event in fresh:
            stage = stages.get(_stage_of(event))
            if event.kind == "step_settled" and stage is not None:
                ended[stage.stage.value] -= 1  # so many of it ended after this one
            after = ended[_stage_of(event)]
            if line := _line(event, stage, after):
                sys.stdout.write(f"{self._elapsed():7.1f} s  {line}\n")
        sys.stdout.flush()

    def finished(self, view: TaskView, film: Path) -> None:
        _print_times(self._times(), self._elapsed(), Console(file=sys.stdout, width=100))
        sys.stdout.write(f"{film}\n")


class JsonFollower(Follower):
    """Every event as one JSON object."""

    def _show(self, view: TaskView, fresh: Sequence[EventView]) -> None:
        for event in fresh:
            self._say(
                {
                    "event": event.kind,
                    "at": event.at.isoformat(),
                    "step": event.step,
                    **event.facts,
                }
            )

    def finished(self, view: TaskView, film: Path) -> None:
        stages = {found.stage: round(found.wall_s, 3) for found in self._times()}
        self._say({"event": "film", "task": view.name, "path": str(film), "stages_s": stages})

    @staticmethod
    def _say(value: object) -> None:
        sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
        sys.stdout.flush()


@contextmanager
def follower(name: str, slots: int, *, as_json: bool) -> Iterator[Follower]:
    """The follower that suits where we print to."""
    if as_json:
        yield JsonFollower(name, slots)
    elif sys.stdout.isatty():
        with LiveFollower(name, slots, Console()) as live:
            yield live
    else:
        yield PlainFollower(name, slots)


def _warnings(event: EventView) -> Sequence[str]:
    found = event.facts.get("warnings", ())
    return [str(warning) for warning in found] if isinstance(found, list) else ()


def _row(stage: StageView) -> tuple[Text, ProgressBar, Text, Text]:
    colour = _COLOURS[stage.phase]
    bar = ProgressBar(total=max(stage.total, 1), completed=stage.done, width=28)
    counts = f"{stage.done}/{stage.total}" if stage.total else ""
    gate = " (you decide)" if stage.phase is Phase.IN_REVIEW else ""
    word = stage.phase.value.replace("_", " ") + gate
    done = "done" if stage.phase is Phase.APPROVED else word
    return Text(stage.stage.value, style=colour), bar, Text(counts), Text(done, style=colour)


def _running(key: str, progress: float) -> str:
    return f"{key} {progress:.0%}" if progress else key


def _stage_of(event: EventView) -> str:
    return str(event.step).partition("/")[0]


def _line(event: EventView, stage: StageView | None, after: int) -> str:
    """What is said of an event; `after`: how many steps of its stage have ended since."""
    facts = event.facts
    match event.kind:
        case "step_settled":
            count = "" if stage is None else f"  ({stage.done - after}/{stage.total})"
            return f"{event.step} done in {facts['seconds']} s{count}"
        case "step_failed" | "step_deferred":
            later = f", again at {facts['next_at']}" if facts.get("next_at") else ""
            return f"{event.step} failed: {facts['message']}{later}"
        case "step_reused" | "step_lost" | "step_returned":
            return f"{event.step} {event.kind.removeprefix('step_')}"
        case "label_changed":
            return f"-- {facts['label']}"
        case _:
            return ""


def _print_times(times: Sequence[Times], elapsed: float, console: Console) -> None:
    table = Table.grid(padding=(0, 2))
    for found in times:
        work = f"{found.work_s:.1f} s of work in {found.steps} steps"
        table.add_row(found.stage, f"{found.wall_s:6.1f} s", work)
    table.add_row("all", f"{elapsed:6.1f} s", "from the command to the film")
    console.print(table)


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02}"
