"""Properties: what the rows of Videos and Assets have, and how Notion writes and reads each.

`Status` is a select: options of Notion's own kind `status` cannot be made through its API.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from math import isfinite
from typing import Any, assert_never

from reelworks.domain.stages import Label, Stage

Json = Any  # what Notion sends and takes
Value = str | float | None  # "" and None: empty

LONGEST_TEXT = 2_000  # characters of one piece of text
_PIECES = 90  # Notion takes a hundred
_LONGEST_READ = 200_000


class Kind(StrEnum):
    """Notion's word for a type of property."""

    TITLE = "title"
    TEXT = "rich_text"
    SELECT = "select"
    NUMBER = "number"
    URL = "url"
    DATE = "date"
    FILES = "files"
    RELATION = "relation"


@dataclass(frozen=True, slots=True)
class Property:
    """`options` of a select; `form` of a number. `ours`: people do not write there."""

    name: str
    kind: Kind
    options: tuple[str, ...] = ()
    form: str = "number"
    ours: bool = True


TITLE, CHANNEL, TOPIC, STORY = "Title", "Channel", "Topic", "Story direction"
PRIORITY, STATUS, ACTION, NOTE = "Priority", "Status", "Action", "Note"
ANSWER, WAITS, ERRORS, COST = "Answer", "Waits for", "Error log", "Cost"
URL, QUEUED, FINISHED, PREVIEW, VIDEO = "YouTube URL", "Queued", "Finished", "Preview", "Video"
NAME, STAGE, STEP, TAKE, VERDICT = "Name", "Stage", "Step", "Take", "Verdict"
WORDS, LINK, RESULT = "Words", "Link", "Result"

APPROVE, REJECT, RETRY, CANCEL = "Approve", "Reject", "Retry", "Cancel"
APPROVED, REJECTED, REPLACED = "Approved", "Rejected", "Replaced"
PRIORITIES = ("High", "Normal", "Low")

VIDEOS: tuple[Property, ...] = (
    Property(TITLE, Kind.TITLE, ours=False),
    Property(CHANNEL, Kind.SELECT, ours=False),  # its options are those of channels.yaml
    Property(TOPIC, Kind.TEXT, ours=False),
    Property(STORY, Kind.TEXT, ours=False),
    Property(PRIORITY, Kind.SELECT, PRIORITIES, ours=False),
    Property(STATUS, Kind.SELECT, tuple(label.value for label in Label), ours=False),
    Property(ACTION, Kind.SELECT, (APPROVE, REJECT, RETRY, CANCEL), ours=False),
    Property(NOTE, Kind.TEXT, ours=False),
    Property(ANSWER, Kind.TEXT),
    Property(WAITS, Kind.TEXT),
    Property(ERRORS, Kind.TEXT),
    Property(COST, Kind.NUMBER, form="dollar"),
    Property(URL, Kind.URL),
    Property(QUEUED, Kind.DATE),
    Property(FINISHED, Kind.DATE),
    Property(PREVIEW, Kind.FILES),
    Property(VIDEO, Kind.TEXT),
)
ASSETS: tuple[Property, ...] = (
    Property(NAME, Kind.TITLE),
    Property(VIDEO, Kind.RELATION),
    Property(STAGE, Kind.SELECT, tuple(stage.value for stage in Stage)),
    Property(STEP, Kind.TEXT),
    Property(TAKE, Kind.NUMBER),
    Property(VERDICT, Kind.SELECT, (APPROVE, REJECT, APPROVED, REJECTED, REPLACED), ours=False),
    Property(NOTE, Kind.TEXT, ours=False),
    Property(ANSWER, Kind.TEXT),
    Property(WORDS, Kind.TEXT),
    Property(PREVIEW, Kind.FILES),
    Property(LINK, Kind.URL),
    Property(RESULT, Kind.NUMBER),
)


def declared(its: Property, options: Sequence[str], videos_source: str) -> Json:
    """A property as Notion is asked to make it."""
    match its.kind:
        case Kind.SELECT:
            return {"select": {"options": [{"name": option} for option in options]}}
        case Kind.NUMBER:
            return {"number": {"format": its.form}}
        case Kind.RELATION:
            to = {"data_source_id": videos_source, "type": "dual_property"}
            return {"relation": {**to, "dual_property": {"synced_property_name": "Assets"}}}
        case Kind.TITLE | Kind.TEXT | Kind.URL | Kind.DATE | Kind.FILES:
            return {its.kind.value: {}}
        case _:
            assert_never(its.kind)


def written(kind: Kind, value: Value) -> Json:
    """A value as Notion takes it; files and relations are written where they are made."""
    match kind:
        case Kind.TITLE | Kind.TEXT:
            return {kind.value: pieces(str(value or ""))}
        case Kind.SELECT:
            return {"select": {"name": str(value)} if value else None}
        case Kind.NUMBER:
            return {"number": value if isinstance(value, int | float) else None}
        case Kind.URL:
            return {"url": value or None}
        case Kind.DATE:
            return {"date": {"start": value} if value else None}
        case Kind.FILES | Kind.RELATION:
            return {kind.value: []}
        case _:
            assert_never(kind)


def pieces(text: str) -> Json:
    """A text in pieces that Notion takes; what is longer than all of them is cut, and says so."""
    most = LONGEST_TEXT * _PIECES
    if len(text) > most:
        text = f"{text[: most - 1]}…"
    cut = [text[at : at + LONGEST_TEXT] for at in range(0, len(text), LONGEST_TEXT)]
    return [{"type": "text", "text": {"content": piece}} for piece in cut]


def value_of(kind: Kind, found: Json) -> Value:
    """What a property of a page says; empty where it is not as Notion writes it."""
    said = found.get(kind.value)
    match kind:
        case Kind.TITLE | Kind.TEXT:
            return clean("".join(_plain(piece) for piece in _list(said)))
        case Kind.SELECT:
            return clean(str(_dict(said).get("name") or ""))
        case Kind.NUMBER:
            return _number(said)
        case Kind.URL:
            return clean(str(said or ""))
        case Kind.DATE:
            return moment(str(_dict(said).get("start") or ""))
        case Kind.FILES | Kind.RELATION:
            return float(len(_list(said)))
        case _:
            assert_never(kind)


def clean(text: str) -> str:
    """What a database can hold: no zero bytes, no halves of characters, not without end."""
    return text[:_LONGEST_READ].replace("\0", "").encode(errors="replace").decode()


def moment(text: str) -> str:
    """A date or time in one spelling; "" for one that cannot be read."""
    try:
        at = datetime.fromisoformat(text)
        at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError):
        return ""
    return at.replace(microsecond=0).isoformat()


def _number(said: Json) -> float | None:
    try:
        value = float(said)
    except (TypeError, ValueError, OverflowError):
        return None
    return value if isfinite(value) else None  # JSON that is stored knows no others


def _plain(piece: Json) -> str:
    its = _dict(piece)
    return str(its.get("plain_text") or _dict(its.get("text")).get("content") or "")


def _list(value: Json) -> Sequence[Json]:
    return value if isinstance(value, list) else []


def _dict(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, dict) else {}
