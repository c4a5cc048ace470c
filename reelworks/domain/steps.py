"""A step: one unit of work, what it is told, what it needs, what identifies its result."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from reelworks.domain.money import FREE, Usd
from reelworks.domain.stages import Stage

F = TypeVar("F")


class StepStatus(StrEnum):
    """Where one step stands. Only `advance` and the engine's named statements change it."""

    WAITING = "waiting"  # something it needs is not there yet
    READY = "ready"  # may be released when its `next_at` has come and a slot is free
    RELEASED = "released"  # its id is with the carrier
    RUNNING = "running"  # a worker holds its lease
    DONE = "done"  # its current take has a result
    FAILED = "failed"  # stopped until a person acts
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Ref:
    """A file that another step of the same task makes: the `role` of its current take.

    `optional`: the step may end without this file (a vendor's image has no layers).
    """

    step: str
    role: str
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that a person gave us, kept under its content hash; `suffix` is e.g. `.md`."""

    sha256: str
    suffix: str


@dataclass(frozen=True, slots=True)
class Document:
    """A JSON document handed to the script as a file; refs inside it become absolute paths."""

    value: Arg


Arg = (
    str
    | int
    | float
    | bool
    | None
    | Ref
    | Stored
    | Document
    | Sequence["Arg"]
    | Mapping[str, "Arg"]
)


@dataclass(frozen=True, slots=True)
class Output:
    """A file the script writes: its role, its option, its path below the task's folder."""

    role: str
    option: str
    path: str


# What of a result people look at or listen to: the first of these that it has.
_MAIN = ("film", "image", "clip", "narration", "effect", "music", "segment", "still", "text")


def main_first(files: Mapping[str, F]) -> dict[str, F]:
    """A result's files by role, what people look at or listen to before what lies beside it."""
    rank = {role: number for number, role in enumerate(_MAIN)}
    return dict(sorted(files.items(), key=lambda file: rank.get(file[0], len(rank))))


@dataclass(frozen=True, slots=True)
class StepSpec:
    """A step as a planner states it. `args` names the script's options without their dashes."""

    key: str  # e.g. "assets/character-02"; unique within its task
    stage: Stage
    script: str  # e.g. "generate_asset"; its version is in `domain.scripts`
    service: str  # whose slots and quota it takes: "cpu", "gemini", ...
    args: Mapping[str, Arg]
    outputs: tuple[Output, ...]
    provider: str = "local"
    model: str = ""
    prompt_version: str = ""
    seed: int | None = None  # the film's; None: the script draws nothing by chance
    after: tuple[str, ...] = field(default=())  # needed steps that no argument refers to
    price: Usd = FREE  # what it is expected to cost; reserved before it runs
    units: int = 1  # of its service's daily quota, for each attempt
    askable: bool = False  # its script can find out at the vendor what came of an earlier attempt
    undo: str = ""  # the script that undoes it: ends a vendor's job, takes back what was published

    def needs(self) -> tuple[str, ...]:
        """The keys of the steps that must be done before this one, sorted."""
        return tuple(sorted({ref.step for ref in refs(self.args)} | set(self.after)))


def seed_of_take(seed: int, key: str, take: int) -> int:
    """The seed a script is given: its own for every step and take of a film; 0..2**31-1."""
    digest = hashlib.sha256(f"{seed}:{key}:{take}".encode()).digest()
    return int.from_bytes(digest[:4]) >> 1


def refs(arg: Arg) -> Iterator[Ref]:
    """Every reference inside an argument, in order."""
    match arg:
        case Ref():
            yield arg
        case Document(value):
            yield from refs(value)
        case str() | int() | float() | Stored() | None:
            return
        case Mapping():
            for value in arg.values():
                yield from refs(value)
        case Sequence():
            for value in arg:
                yield from refs(value)


def fingerprint(
    spec: StepSpec, *, script_version: str, inputs: Mapping[Ref, str | None], note: str = ""
) -> str:
    """What a result is a result of: sha256 over everything that can change it, paths left out.

    `inputs` maps every ref of the step to the sha256 of the file it stands for (None: the step
    that could have made it did not). `note` is what a person asked for in this take.
    """
    facts = {
        "script": spec.script,
        "version": script_version,
        "args": _without_paths(spec.args, inputs),
        "provider": spec.provider,
        "model": spec.model,
        "prompt_version": spec.prompt_version,
        "seed": spec.seed,
        "note": note,
    }
    text = json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _without_paths(arg: Arg, inputs: Mapping[Ref, str | None]) -> object:
    match arg:
        case Ref():
            return {"sha256": inputs[arg]}
        case Stored(sha256):
            return {"sha256": sha256}
        case Document(value):
            return {"document": _without_paths(value, inputs)}
        case str() | int() | float() | None:
            return arg
        case Mapping():
            return {key: _without_paths(value, inputs) for key, value in arg.items()}
        case Sequence():
            return [_without_paths(value, inputs) for value in arg]
