"""Words: how times, money, stages and files are said on a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache

from reelworks.domain.stages import Phase, Stage
from reelworks.domain.steps import Stored
from reelworks.orchestrator.schemas.pages import StageMark

STAGE_WORDS: Mapping[Stage, str] = {
    Stage.RESEARCH: "Research",
    Stage.SCRIPT: "Script",
    Stage.ASSETS: "Images",
    Stage.COMPOSITES: "Composites",
    Stage.VIDEO: "Clips",
    Stage.AUDIO: "Narration",
    Stage.SFX: "Sound",
    Stage.ASSEMBLY: "Assembly",
    Stage.FINAL: "Film",
    Stage.PUBLISH: "Publishing",
}
PHASE_WORDS: Mapping[Phase, str] = {
    Phase.WAITING: "not begun",
    Phase.RUNNING: "in work",
    Phase.IN_REVIEW: "waits for you",
    Phase.APPROVED: "done",
    Phase.FAILED: "stopped",
    Phase.CANCELLED: "cancelled",
}
_PICTURES = {".png", ".jpg", ".jpeg", ".webp"}
_CLIPS = {".mp4", ".mov", ".webm"}
_SOUNDS = {".wav", ".mp3", ".m4a", ".ogg", ".flac"}


def stage_word(stage: Stage) -> str:
    return STAGE_WORDS[stage]


def phase_word(phase: Phase) -> str:
    return PHASE_WORDS[phase]


@lru_cache(maxsize=2_000)
def mark_word(mark: StageMark) -> str:
    """How far a stage is: `Images: in work, 3 of 22`."""
    counted = f", {mark.done} of {mark.total}" if mark.total else ""
    return f"{STAGE_WORDS[mark.stage]}: {PHASE_WORDS[mark.phase]}{counted}"


def how_far(marks: Sequence[StageMark]) -> str:
    """How far a video is, for who does not see the bar: where it stands, and what is behind it."""
    done = sum(mark.phase is Phase.APPROVED for mark in marks)
    now = next((mark for mark in marks if mark.phase is not Phase.APPROVED), None)
    behind = f"{done} of {len(marks)} stages done"
    return behind if now is None else f"{behind}; {mark_word(now)}"


def kind_of(file: Stored) -> str:
    """How a file is shown: picture, clip, sound, or text."""
    for kind, suffixes in (("picture", _PICTURES), ("clip", _CLIPS), ("sound", _SOUNDS)):
        if file.suffix in suffixes:
            return kind
    return "text"


def money(amount: Decimal | None) -> str:
    """US dollars; nothing for nothing, so that free work is not shouted at anybody."""
    if amount is None:
        return "–"
    cents = amount.quantize(Decimal("0.01"))
    if amount and not cents:
        return "under $0.01"
    return f"${cents:,}"


def seconds(count: float) -> str:
    """A span of time, two units at most."""
    whole = round(count)
    if count < 10:
        return f"{count:.1f} s"
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes} min {rest} s" if rest else f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"


def ago(at: datetime, now: datetime | None = None) -> str:
    """How long ago, roughly."""
    past = ((now or datetime.now(UTC)) - at).total_seconds()
    if past < 45:
        return "just now"
    for size, name in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if past >= size * 0.75:
            count = max(1, round(past / size))
            return f"{count} {name}{'' if count == 1 else 's'} ago"
    return "just now"


def clock(at: datetime) -> str:
    """For a title or a table, in UTC."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def sentence(text: str) -> str:
    """Begins with a capital."""
    return text[:1].upper() + text[1:]


def plural(count: int, one: str, many: str = "") -> str:
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def step_word(key: str) -> str:
    """A step's key as a person would say it: `video/shot-07` is Shot 7."""
    name = key.rpartition("/")[2].replace("-", " ").replace("_", " ").strip()
    head, _, number = name.rpartition(" ")
    if head and number.isdecimal():
        return sentence(f"{head} {int(number)}")
    return sentence(name)


def event_word(kind: str) -> str:
    return sentence(kind.replace("_", " "))


def reason(why: str) -> str:
    """Why a video waits, beside its label: what the label says already is left out."""
    if why.startswith("waits for you: "):
        return sentence(why.rpartition("(")[2].rstrip(")"))
    return sentence(why)


def fact_word(name: str, value: object) -> str:
    """A fact of an event, as a person would say it; "" for what tells nothing."""
    match name, value:
        case "seconds", int() | float():
            return seconds(value)
        case "cost_usd" | "usd" | "price_usd", str():
            return money(Decimal(value)) if Decimal(value) else ""
        case "take", int():
            return f"take {value}" if value > 1 else ""
        case "label" | "note" | "message" | "why" | "stage" | "priority", str():
            return value
        case _, str() | int() | float() if value not in ("", 0, False):
            return f"{name.replace('_', ' ')} {value}"
    return ""
