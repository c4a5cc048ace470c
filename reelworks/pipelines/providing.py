"""Who does a step, with which model and at what price: the channel says, the table prices."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import replace

from reelworks.domain.channels import LOCAL, SANDBOX, Need
from reelworks.domain.errors import BadInput
from reelworks.domain.money import FREE, Usd
from reelworks.domain.pipelines import Opening
from reelworks.domain.prices import Unit, Usage
from reelworks.domain.services import CPU
from reelworks.domain.steps import Document, StepSpec

# What a language model reads and writes, in tokens, before anybody has counted: prompts and notes
# of a few pages; an answer, with what a model thinks before it answers.
_RESEARCH_TOKENS: Usage = {Unit.INPUT_TOKEN: 6_000, Unit.OUTPUT_TOKEN: 6_000}
_NOTHING: Usage = {}  # no model is asked to read a finished script
_STORY_TOKENS = (9_000, 6_000, 250)  # read; written; written for each shot
_USUAL_SHOTS = 18

_ASKABLE = frozenset({"kling-official"})  # knows an order by our own mark, answered or not


def by(opening: Opening, need: Need, step: StepSpec) -> StepSpec:
    """The same step done by a provider: the channel says which."""
    provider = opening.channel.providers[need]
    named = replace(step, args={**step.args, "provider": provider}, seed=opening.brief.seed)
    if provider == LOCAL:
        return replace(named, provider=provider, service=service_of(provider))
    model = opening.channel.model(need)
    told = replace(named, args={**named.args, "model": model}, model=model)
    return replace(
        told,
        provider=_at(opening, provider),
        service=service_of(provider),
        prompt_version=_prompt_version(step),
        askable=provider in _ASKABLE,
        price=_price(opening, provider, told),
    )


def service_of(provider: str) -> str:
    """Whose slots a provider's work takes: our own CPU's, or the vendor's."""
    return CPU if provider == LOCAL else provider


def clip_seconds(opening: Opening, wanted: float) -> float:
    """How long a clip to ask for: vendors sell them in few lengths."""
    provider = opening.channel.providers[Need.CLIP]
    if provider == LOCAL:
        return wanted
    return opening.prices.clip_seconds(provider, opening.channel.model(Need.CLIP), wanted)


def _at(opening: Opening, provider: str) -> str:
    """What a stand-in made never passes for what its vendor made: their names differ."""
    return f"{SANDBOX}-{provider}" if opening.channel.profile == SANDBOX else provider


def _prompt_version(step: StepSpec) -> str:
    """The prompts of a step in short; they are in its arguments as they are."""
    prompts = step.args.get("prompts")
    if not isinstance(prompts, Document):
        return ""
    text = json.dumps(prompts.value, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _price(opening: Opening, provider: str, step: StepSpec) -> Usd:
    """What the step is expected to cost.

    A model that nobody has priced costs nothing here, and its script refuses to buy.
    """
    prices = opening.prices
    try:
        if step.script == "generate_video":
            return prices.clip(provider, step.model, _number(step, "seconds"))
        usage = _USAGE.get(step.script)
        return FREE if usage is None else prices.cost(provider, step.model, usage(step))
    except BadInput:
        return FREE


def _number(step: StepSpec, name: str) -> float:
    value = step.args[name]
    assert isinstance(value, int | float)  # noqa: S101  (the planner's own)
    return float(value)


def _story_tokens(step: StepSpec) -> Usage:
    read, written, each = _STORY_TOKENS
    shots = _number(step, "shots") or _USUAL_SHOTS
    return {Unit.INPUT_TOKEN: read, Unit.OUTPUT_TOKEN: written + each * shots}


_USAGE: Mapping[str, Callable[[StepSpec], Usage]] = {
    "write_research": lambda s: _NOTHING if s.args["kind"] == "script" else _RESEARCH_TOKENS,
    "write_story": _story_tokens,
    "generate_asset": lambda _: {Unit.IMAGE: 1},
    "generate_audio": lambda step: {Unit.CHARACTER: len(str(step.args["text"]))},
    "generate_sound_effects": lambda step: {Unit.SECOND: _number(step, "seconds")},
    "generate_music": lambda step: {Unit.SECOND: _number(step, "seconds")},
}
