"""The worker's side of what a script says: lines in, events and one result out."""

from __future__ import annotations

import signal
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal, assert_never

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from reelworks.domain.errors import (
    ContentRefused,
    FailureKind,
    OutcomeUnknown,
    QuotaExhausted,
    ReelworksError,
    ScriptBroken,
    ScriptLost,
    VendorUnavailable,
)
from reelworks.domain.money import Usd, usd


@dataclass(frozen=True, slots=True)
class Intent:
    """The script is about to pay or publish and waits for our word."""

    service: str
    estimate: Usd


@dataclass(frozen=True, slots=True)
class Submitted:
    """The vendor gave this job id; the script waits until it is on record, sealed if `secret`."""

    job: str
    secret: bool = False


@dataclass(frozen=True, slots=True)
class TokenAsked:
    """The script wants a token of the channel's account; `refused`: the last one is no good."""

    service: str
    refused: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """`done` is 0..1."""

    done: float
    note: str


ScriptEvent = Intent | Submitted | TokenAsked | Progress


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A file that a script wrote, as it said; tools has checked where it lies and its size."""

    role: str
    path: Path
    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Made:
    """A script's result, by its own account."""

    files: tuple[MadeFile, ...]
    facts: Mapping[str, object]
    cost: Usd
    request_id: str | None


@dataclass(frozen=True, slots=True)
class Ended:
    """How a script's process ended: exit code (minus the signal), CPU seconds of its whole tree."""

    code: int
    cpu_s: float


class Violation(Exception):
    """The script broke its protocol; the text says how."""


class _Said(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Intent(_Said):
    event: Literal["intent"]
    service: str
    estimate_usd: Annotated[Decimal, Field(ge=0)]


class _Submitted(_Said):
    event: Literal["submitted"]
    job: str
    secret: bool = False


class _Token(_Said):
    event: Literal["token"]
    service: str
    refused: bool = False


class _Progress(_Said):
    event: Literal["progress"]
    done: Annotated[float, Field(ge=0, le=1)]
    note: str = ""


class _File(_Said):
    role: str
    path: str
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    bytes: Annotated[int, Field(ge=0)]


class Reported(_Said):
    """A script's error as it stands in its result."""

    code: str
    kind: FailureKind
    message: str
    remedy: str = ""
    retry_after_s: Annotated[float, Field(ge=0, le=604_800)] | None = None


class _Result(_Said):
    event: Literal["result"]
    files: tuple[_File, ...] = ()
    facts: dict[str, object] = {}
    cost_usd: Annotated[Decimal, Field(ge=0)] = Decimal(0)
    request_id: str | None = None
    error: Reported | None = None


_LINE: TypeAdapter[_Intent | _Submitted | _Token | _Progress | _Result] = TypeAdapter(
    Annotated[_Intent | _Submitted | _Token | _Progress | _Result, Field(discriminator="event")]
)
_SHOWN = 200  # characters of a wrong line that an error repeats


def parse(line: bytes, cwd: Path) -> ScriptEvent | Made | ReelworksError:
    """What one line says; paths are relative to `cwd`. Raises Violation."""
    try:
        said = _LINE.validate_json(line)
    except ValidationError as error:
        shown = line[:_SHOWN].decode(errors="replace").strip()
        raise Violation(f"it wrote {shown!r} where only events may be") from error
    match said:
        case _Intent():
            return Intent(said.service, usd(said.estimate_usd))
        case _Submitted():
            return Submitted(said.job, said.secret)
        case _Token():
            return TokenAsked(said.service, said.refused)
        case _Progress():
            return Progress(said.done, said.note)
        case _Result():
            return _made(said, cwd) if said.error is None else _failed(said)
        case _:
            assert_never(said)


def _made(said: _Result, cwd: Path) -> Made:
    files = tuple(MadeFile(f.role, cwd / f.path, f.sha256, f.bytes) for f in said.files)
    if len({file.role for file in files}) != len(files):
        raise Violation("two of its files have the same role")
    return Made(files, said.facts, usd(said.cost_usd), said.request_id)


def _failed(said: _Result) -> ReelworksError:
    assert said.error is not None  # noqa: S101  (the caller has looked)
    error = rebuilt(said.error)
    error.spent = usd(said.cost_usd)
    return error


def rebuilt(said: Reported) -> ReelworksError:
    """The error that a script reported, as the class it was; an unknown code goes by its kind."""
    error = _classes().get(said.code, _by_kind(said.kind))
    found = error(said.message, remedy=said.remedy)
    found.retry_after_s = said.retry_after_s
    return found


def _classes() -> dict[str, type[ReelworksError]]:
    found: dict[str, type[ReelworksError]] = {}
    fresh = [ReelworksError]
    while fresh:
        error = fresh.pop()
        found[error.code] = error
        fresh += error.__subclasses__()
    return found


def _by_kind(kind: FailureKind) -> type[ReelworksError]:
    match kind:
        case FailureKind.TRANSIENT:
            return VendorUnavailable
        case FailureKind.EXHAUSTED:
            return QuotaExhausted
        case FailureKind.REFUSED:
            return ContentRefused
        case FailureKind.UNKNOWN:
            return OutcomeUnknown
        case FailureKind.PERMANENT:
            return ReelworksError
        case _:
            assert_never(kind)


def judge(script: str, said: Made | ReelworksError | None, end: Ended, last_words: str) -> Made:
    """What came of a script that has ended by itself. Raises what went wrong."""
    match said:
        case Made() if end.code == 0:
            return said
        case ScriptBroken() if end.code > 0:
            raise broken(script, said.message, last_words)
        case ReelworksError() if end.code > 0:
            raise said
    if end.code == -signal.SIGKILL:
        raise ScriptLost(
            f"{script} was killed from outside, perhaps because memory ran out.",
            remedy="It is tried again.",
        )
    if end.code < 0:
        raise broken(script, f"it crashed ({signal.Signals(-end.code).name})", last_words)
    told = "no result" if said is None else "an error" if end.code == 0 else "a result"
    raise broken(script, f"exit code {end.code} with {told}", last_words)


def broken(script: str, how: str, last_words: str) -> ScriptBroken:
    """The error for a script that is at fault itself."""
    return ScriptBroken(
        f"{script} is broken: {how}.", remedy="This is a bug; report it.", details=last_words
    )
