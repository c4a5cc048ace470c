"""What a person reads at the command line; as JSON for programs."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from enum import Enum
from pathlib import Path, PurePath

from rich.console import Console
from rich.table import Table
from rich.text import Text

from reelworks.domain.channels import Channel, Gate
from reelworks.domain.money import shown
from reelworks.domain.steps import StepStatus
from reelworks.orchestrator.schemas.views import (
    BackupView,
    Check,
    CleanView,
    PlanView,
    ReviewView,
    TaskLine,
    TaskView,
)


def error(message: str) -> None:
    """One error, to standard error, never with a trace."""
    sys.stderr.write(f"reelworks: {message}\n")


def said(message: str) -> None:
    sys.stdout.write(f"{message}\n")


def notice(message: str, *, as_json: bool) -> None:
    """A word that is not a result: to standard error, and not at all among JSON lines."""
    if not as_json:
        sys.stderr.write(f"{message}\n")


def waits(view: TaskView, *, as_json: bool) -> None:
    if as_json:
        json_line({"event": "waits", "task": view.name, "label": view.label, "for": view.waits_for})
        return
    said(f"{view.waits_for[:1].upper()}{view.waits_for[1:]}.")
    said(f"Look:    reelworks review {view.name}")
    said(f"Approve: reelworks approve {view.name}")
    said(f'Reject:  reelworks reject {view.name} SHOT --note "what should be different"')


def failed(view: TaskView, *, as_json: bool) -> None:
    if as_json:
        errors = {step.key: _plain(step.error) for step in view.steps if step.error}
        json_line({"event": "failed", "task": view.name, "label": view.label, "errors": errors})
        return
    error(f"{view.name}: {view.label}; {view.waits_for}.")
    for step in view.steps:
        if step.status is not StepStatus.DONE and step.error:
            error(f"{step.key}: {step.error.message} {step.error.remedy}".rstrip())
    if any(step.status is StepStatus.FAILED for step in view.steps):
        error(f"When it is mended: reelworks retry {view.name}, then the same command again.")


def plan(view: PlanView, *, as_json: bool) -> None:
    if as_json:
        json_line(view)
        return
    rows = table("stage", "what", "by", "steps", "there", "USD")
    for line in view.lines:
        there = str(line.done) if line.done else ""
        price = shown(line.price_usd)
        by = f"{line.provider} {line.model}".rstrip()
        rows.add_row(line.stage.value, line.script, by, str(line.steps), there, price)
    console().print(rows)
    gates = [stage.value for stage, gate in view.gates.items() if gate is Gate.HUMAN]
    if view.budget_usd is not None and view.price_usd > view.budget_usd:
        said(f"More than its budget of {shown(view.budget_usd)} USD: it would wait for money.")
    said(f"To pay: {_money(view)} USD{'' if view.exact else ' (before the story is written)'}.")
    said(f"Stops for you at: {', '.join(gates) or 'nothing; all gates are automatic'}.")
    said(f"Video: {view.task}" if view.task else "Not begun; `reelworks make` begins it.")


def _money(view: PlanView) -> str:
    return str(view.price_usd.quantize(Decimal("0.01")))


def lines(found: Sequence[TaskLine], *, as_json: bool) -> None:
    if as_json:
        for line in found:
            json_line(line)
        return
    if not found:
        said("No videos yet. `reelworks make NOTES` makes one.")
        return
    rows = table("video", "channel", "title", "status", "begun")
    for line in found:
        begun = f"{line.created_at.astimezone():%Y-%m-%d %H:%M}"
        rows.add_row(line.name, line.channel, Text(line.title), line.label, begun)
    console().print(rows)


def status(view: TaskView, *, steps: bool, as_json: bool) -> None:
    if as_json:
        json_line(view)
        return
    said(f"{view.title} ({view.name}, channel {view.channel})")
    said(f"{view.label}{'; ' + view.waits_for if view.waits_for else ''}")
    rows = table("stage", "", "gate", "done")
    for stage in view.stages:
        gate = "" if stage.gate is None else stage.gate.value
        phase = stage.phase.value.replace("_", " ")
        rows.add_row(stage.stage.value, phase, gate, f"{stage.done}/{stage.total}")
    console().print(rows)
    if steps:
        _steps(view)
    for step in view.steps:
        if step.error and step.status is not StepStatus.DONE:
            said(f"{step.key}: {step.error.message} {step.error.remedy}".rstrip())
    if view.url:
        said(f"Published: {view.url}")
    said(f"Spent: {shown(view.cost_usd)} USD.  Files: {view.folder}")
    if view.cleaned_at and view.finished_at:
        said(_cleaned(view, view.cleaned_at))


def _cleaned(view: TaskView, at: datetime) -> str:
    what = "All but the film was" if view.files else "Its files were"
    again = "" if view.files else " `reelworks make` as before makes them again."
    return f"{what} cleaned away on {at.astimezone():%Y-%m-%d}.{again}"


def _steps(view: TaskView) -> None:
    rows = table("step", "status", "take", "attempt", "by", "seconds", "USD")
    for step in view.steps:
        seconds = "" if step.seconds is None else f"{step.seconds:.1f}"
        numbers = (str(step.take), str(step.attempt), step.provider, seconds)
        rows.add_row(step.key, step.status.value, *numbers, shown(step.cost_usd))
    console().print(rows)


def review(view: ReviewView | None, sheet: Path | None, *, as_json: bool) -> None:
    if as_json:
        json_line({"review": view, "sheet": sheet})
        return
    if view is None:
        said("Nothing of this video waits for you.")
        return
    rows = table("step", "take", "", "words", "file")
    for item in view.items:
        words = f"{item.words} [{item.note}]" if item.note else item.words
        file = str(next(iter(item.files.values()), ""))
        mark = "approved" if item.approved else ""
        rows.add_row(item.key, str(item.take), mark, Text(words), Text(file, overflow="fold"))
    console().print(rows)
    for other in view.alike:
        mark = "Too much like" if other.too_alike else "Like"
        parts = f"{other.words:.0%} of its words, {other.pictures:.0%} of its pictures"
        said(f"{mark} {other.title} ({other.task}, channel {other.channel}): {parts}")
    said(f"{view.stage.value} of {view.task}: look at them all on one sheet: {sheet}")
    said(f"Then: reelworks approve {view.task}   or: reelworks reject {view.task} SHOT --note ...")


def channels(found: Sequence[Channel], *, as_json: bool) -> None:
    if as_json:
        for channel in found:
            json_line(channel)
        return
    rows = table("channel", "name", "language", "profile", "shots", "a person decides at")
    for channel in found:
        gates = [stage.value for stage, gate in channel.gates.items() if gate is Gate.HUMAN]
        row = (channel.id, Text(channel.name), channel.language, channel.profile)
        rows.add_row(*row, str(channel.shots), ", ".join(gates) or "-")
    console().print(rows)


def checks(found: Sequence[Check], *, as_json: bool) -> None:
    if as_json:
        for check in found:
            json_line(check)
        return
    for check in found:
        said(f"{'ok     ' if check.ok else 'MISSING'} {check.name}: {check.found}")
        if told := check.warning if check.ok else check.remedy:
            said(f"        {told}")


def cleaned(view: CleanView, *, dry_run: bool, as_json: bool) -> None:
    if as_json:
        json_line(view)
        return
    would = "Would remove" if dry_run else "Removed"
    said(f"{would} {_many(view.files, 'file')} ({size(view.bytes)}).")
    if view.videos:
        said(f"Videos cleaned: {', '.join(view.videos)}.")
    if view.events or view.log_lines:
        events, lines = _many(view.events, "old event"), _many(view.log_lines, "old log line")
        said(f"{would} {events} and {lines} of the database.")
    for note in view.notes:
        said(note)


def backed_up(view: BackupView, *, as_json: bool) -> None:
    if as_json:
        json_line(view)
        return
    said(f"Backed up {_held(view)}: {view.place}")
    _missing(view)


def restored(view: BackupView, *, as_json: bool) -> None:
    if as_json:
        json_line(view)
        return
    said(f"Restored {_held(view)}, as of {view.made_at}: {view.place}")
    for path in view.kept:
        said(f"{path} was there already and stays as it is.")
    _missing(view)
    said("`reelworks status` lists them; `reelworks make` or `reelworks worker` goes on.")


def _held(view: BackupView) -> str:
    videos, files = _many(view.videos, "video"), _many(view.files, "file")
    return f"{videos} ({files}, {size(view.bytes)})"


def _missing(view: BackupView) -> None:
    if view.missing:
        said(
            f"{_many(len(view.missing), 'file')} could not be backed up, for they were lost before "
            f"(the first: {view.missing[0]}). What needs them says so when it runs."
        )


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def size(count: float) -> str:
    """Bytes for people."""
    for unit in ("bytes", "kB", "MB", "GB"):
        if count < 1000:
            return f"{count:.0f} {unit}" if unit in ("bytes", "kB") else f"{count:.1f} {unit}"
        count /= 1000
    return f"{count:.1f} TB"


def console() -> Console:
    """As wide as the terminal; elsewhere wide enough that nothing is cut."""
    return Console() if sys.stdout.isatty() else Console(width=200)


def table(*columns: str) -> Table:
    """An empty table without lines."""
    made = Table(box=None, padding=(0, 2), pad_edge=False)
    for column in columns:
        made.add_column(column, header_style="dim")
    return made


def json_line(value: object) -> None:
    """A line of JSON, for programs."""
    sys.stdout.write(json.dumps(_plain(value), ensure_ascii=False) + "\n")


def _plain(value: object) -> object:
    """A view as plain JSON: times in ISO 8601, money as text, absent things left out."""
    match value:
        case datetime():
            return value.isoformat()
        case Enum():
            return value.value
        case Decimal() | PurePath():
            return str(value)
        case Mapping():
            return {str(_plain(key)): _plain(found) for key, found in value.items()}
        case list() | tuple():
            return [_plain(found) for found in value]
        case _ if dataclasses.is_dataclass(value) and not isinstance(value, type):
            fields = {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
            return {name: _plain(found) for name, found in fields.items() if found is not None}
        case _:
            return value
