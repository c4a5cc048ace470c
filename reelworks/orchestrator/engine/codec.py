"""Domain values as JSON for the database, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, assert_never

from pydantic import TypeAdapter, ValidationError

from reelworks.domain.briefs import Brief
from reelworks.domain.channels import Channel
from reelworks.domain.errors import ScriptBroken
from reelworks.domain.money import usd
from reelworks.domain.stages import Stage
from reelworks.domain.steps import Arg, Document, Output, Ref, StepSpec, Stored
from reelworks.domain.story import Story

Json = Any  # what the database's JSON columns hold

_BRIEF, _CHANNEL, _STORY = TypeAdapter(Brief), TypeAdapter(Channel), TypeAdapter(Story)


def brief_to_json(brief: Brief) -> Json:
    return _BRIEF.dump_python(brief, mode="json")


def brief_from_json(value: Json) -> Brief:
    return _BRIEF.validate_python(value)


def channel_to_json(channel: Channel) -> Json:
    return _CHANNEL.dump_python(channel, mode="json")


def channel_from_json(value: Json) -> Channel:
    return _CHANNEL.validate_python(value)


def story_to_json(story: Story) -> Json:
    return _STORY.dump_python(story, mode="json")


def story_from_json(value: Json) -> Story:
    """A story as its script told it. Raises ScriptBroken when it is none."""
    try:
        story = _STORY.validate_python(value)
    except ValidationError as error:
        raise ScriptBroken(f"The story is not one: {error}") from error
    if faults := story.faults():
        raise ScriptBroken(f"The story cannot be used: {'; '.join(faults)}.")
    return story


def spec_to_json(spec: StepSpec) -> Json:
    return {
        "key": spec.key,
        "stage": spec.stage.value,
        "script": spec.script,
        "service": spec.service,
        "args": arg_to_json(spec.args),
        "outputs": [[output.role, output.option, output.path] for output in spec.outputs],
        "provider": spec.provider,
        "model": spec.model,
        "prompt_version": spec.prompt_version,
        "seed": spec.seed,
        "after": list(spec.after),
        "price": str(spec.price),
        "units": spec.units,
        "askable": spec.askable,
        "undo": spec.undo,
    }


def spec_from_json(value: Json) -> StepSpec:
    return StepSpec(
        key=value["key"],
        stage=Stage(value["stage"]),
        script=value["script"],
        service=value["service"],
        args={name: arg_from_json(arg) for name, arg in value["args"].items()},
        outputs=tuple(Output(*output) for output in value["outputs"]),
        provider=value["provider"],
        model=value["model"],
        prompt_version=value["prompt_version"],
        seed=value["seed"],
        after=tuple(value["after"]),
        price=usd(value.get("price", 0)),  # steps of before prices are free
        units=value.get("units", 1),
        askable=value.get("askable", False),
        undo=value.get("undo", ""),
    )


def arg_to_json(arg: Arg) -> Json:
    match arg:
        case Ref(step, role, optional):
            return {"$ref": [step, role, optional]}
        case Stored(sha256, suffix):
            return {"$stored": [sha256, suffix]}
        case Document(value):
            return {"$document": arg_to_json(value)}
        case str() | int() | float() | None:
            return arg
        case Mapping():
            return {key: arg_to_json(value) for key, value in arg.items()}
        case Sequence():
            return [arg_to_json(value) for value in arg]
        case _:
            assert_never(arg)


def arg_from_json(value: Json) -> Arg:
    match value:
        case {"$ref": [step, role, optional]}:
            return Ref(step, role, optional)
        case {"$stored": [sha256, suffix]}:
            return Stored(sha256, suffix)
        case {"$document": inner}:
            return Document(arg_from_json(inner))
        case dict():
            return {key: arg_from_json(inner) for key, inner in value.items()}
        case list():
            return [arg_from_json(inner) for inner in value]
        case _:
            scalar: str | int | float | bool | None = value
            return scalar
