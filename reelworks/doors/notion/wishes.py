"""Wishes: what a person wants who has changed a row. Pure: what the row said, and says now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from reelworks.domain.stages import Label, Stage
from reelworks.doors.notion.properties import (
    ACTION,
    APPROVE,
    CANCEL,
    CHANNEL,
    NOTE,
    PRIORITY,
    REJECT,
    RETRY,
    STATUS,
    STORY,
    TITLE,
    TOPIC,
    VERDICT,
)
from reelworks.doors.notion.reading import Sheet
from reelworks.orchestrator.services.notion_rows import Row, Values
from reelworks.orchestrator.services.priorities import Priority

APPROVES: Mapping[str, Stage] = {
    Label.SCRIPT_APPROVED.value: Stage.SCRIPT,
    Label.ASSETS_APPROVED.value: Stage.ASSETS,
    Label.VIDEO_APPROVED.value: Stage.VIDEO,
    Label.AUDIO_APPROVED.value: Stage.AUDIO,
    Label.APPROVED.value: Stage.FINAL,
}
_ASLEEP = frozenset({"", Label.DRAFT.value})


@dataclass(frozen=True, slots=True)
class Queue:
    """Make a video of this row."""


@dataclass(frozen=True, slots=True)
class Approve:
    """Everything of a stage that could be seen; None: of the one that waits."""

    stage: Stage | None = None


@dataclass(frozen=True, slots=True)
class Reject:
    """Everything of the stage that waits."""

    note: str


@dataclass(frozen=True, slots=True)
class Retry:
    """What has failed or waits, now."""


@dataclass(frozen=True, slots=True)
class Cancel:
    """Stop the video for good."""


@dataclass(frozen=True, slots=True)
class Reprioritise:
    priority: Priority


@dataclass(frozen=True, slots=True)
class Retitle:
    title: str


@dataclass(frozen=True, slots=True)
class Redirect:
    """Another topic or direction of the story: it is written anew."""

    topic: str
    story: str


@dataclass(frozen=True, slots=True)
class Impossible:
    """Nothing of ours; the words say why."""

    words: str


Wish = Queue | Approve | Reject | Retry | Cancel | Reprioritise | Retitle | Redirect | Impossible


def of(row: Row | None, now: Sheet) -> tuple[Wish, ...]:
    """What a person wants, the most far-reaching last; nothing where nothing has changed."""
    before = Row(now.page_id) if row is None else row
    if before.task is None:
        return tuple(_of_a_draft(before, now))
    return tuple(_of_a_video(before, now))


def changed(known: Values, now: Sheet, name: str) -> bool:
    """A property says something else than when we last knew it; empty is empty."""
    return name in now.values and (now.values[name] or "") != (known.get(name) or "")


def _of_a_draft(row: Row, now: Sheet) -> Iterable[Wish]:
    status = now.text(STATUS)
    if status == Label.QUEUED.value:
        asked = (STATUS, CHANNEL, TITLE, TOPIC, STORY, ACTION)
        if row.intended or any(changed(row.known, now, name) for name in asked):
            yield Queue()
    elif status not in _ASLEEP and changed(row.known, now, STATUS):
        yield Impossible(f"{status} is not for a row that has no video yet: set it to Queued.")
    if now.text(ACTION) and changed(row.known, now, ACTION):
        yield Impossible("There is no video of this row yet: set its Status to Queued first.")


def _of_a_video(row: Row, now: Sheet) -> Iterable[Wish]:
    yield from _of_words(row, now)
    if changed(row.known, now, PRIORITY):
        yield from _of_priority(now.text(PRIORITY))
    if now.text(ACTION) and changed(row.known, now, ACTION):
        yield _of_action(now.text(ACTION), now.text(NOTE))
    status = now.text(STATUS)
    ours = {row.label, *row.sent}
    if changed(row.known, now, STATUS) and status not in ours:
        yield _of_status(status, row.label)


def _of_words(row: Row, now: Sheet) -> Iterable[Wish]:
    def other(name: str) -> bool:
        accepted = row.accepted.get(name) or ""
        return changed(row.known, now, name) and (now.values[name] or "") != accepted

    if other(CHANNEL):
        yield Impossible("A video stays in its channel: make a new row for another one.")
    if other(TITLE):
        yield Retitle(now.text(TITLE))
    if other(TOPIC) or other(STORY):
        yield Redirect(now.text(TOPIC), now.text(STORY))


def _of_priority(said: str) -> Iterable[Wish]:
    try:
        yield Reprioritise(Priority(said.casefold() or Priority.NORMAL.value))
    except ValueError:
        yield Impossible(f"{said[:50]} is no priority: High, Normal or Low.")


def _of_action(action: str, note: str) -> Wish:
    match action:
        case value if value == APPROVE:
            return Approve()
        case value if value == REJECT:
            return Reject(note)
        case value if value == RETRY:
            return Retry()
        case value if value == CANCEL:
            return Cancel()
    return Impossible(f"{action[:50]} is nothing that can be done with a video.")


def _of_status(status: str, label: str) -> Wish:
    if status in APPROVES:
        return Approve(APPROVES[status])
    if status == Label.CANCELLED.value:
        return Cancel()
    if status == Label.QUEUED.value:
        if label.endswith("Error"):
            return Retry()
        return Impossible(f"This video is under way: it is {label}.")
    if status in _ASLEEP:
        return Impossible("This video is under way. Cancelled stops it for good.")
    return Impossible(
        f"{status[:50]} is for us to say: a video is {label} until that is true. Yours are Queued, "
        "the five that end with Approved, and Cancelled."
    )


def of_asset(known: Values, now: Sheet) -> Approve | Reject | Impossible | None:
    """What a person wants of one result, on its own row."""
    verdict = now.text(VERDICT)
    if not changed(known, now, VERDICT):
        return None
    if verdict == APPROVE:
        return Approve()
    if verdict == REJECT:
        return Reject(now.text(NOTE))
    if verdict:
        return Impossible(f"{verdict[:50]} is for us to say. Yours are Approve and Reject.")
    return Impossible("A verdict that is on record stays.") if known.get(VERDICT) else None
