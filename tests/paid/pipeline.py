"""A pipeline that buys from every kind of vendor: images, clips by job id, voices, a publication.

A shot is an image, a composite, a clip, a voice and an effect; `rest` plans as many as the story
has. Eighteen of them make a video of the size that real ones have.
"""

from __future__ import annotations

import json
from dataclasses import replace

from reelworks.domain.money import Usd, usd
from reelworks.domain.pipelines import Opening, Pipeline, Plan
from reelworks.domain.stages import Stage
from reelworks.domain.steps import Arg, Output, Ref, StepSpec

PACKAGE = "tests.paid.scripts"
VERSIONS = {"call": "1", "recall": "1"}
FREE = usd(0)
IMAGE, CLIP, VOICE = usd("0.04"), usd("0.35"), usd("0.02")


def story(shots: int) -> dict[str, object]:
    """A story of so many shots, as its script would tell it."""
    return {
        "title": "Paid",
        "description": "",
        "language": "en",
        "atmosphere": "",
        "music": "",
        "assets": [
            {"key": str(n), "kind": "environment", "prompt": ""} for n in range(1, shots + 1)
        ],
        "shots": [
            {"number": n, "narration": "words", "environment": str(n), "motion": "", "sound": ""}
            for n in range(1, shots + 1)
        ],
    }


def _step(
    opening: Opening,
    stage: Stage,
    name: str,
    service: str,
    *sources: str,
    price: Usd = FREE,
    askable: bool = False,
    undo: str = "",
    units: int = 1,
    **args: Arg,
) -> StepSpec:
    key = f"{stage.value}/{name}"
    told: dict[str, Arg] = {
        "name": f"{opening.brief.channel}/{opening.brief.title}/{key}",
        "service": service,
        "source": [Ref(source, "text") for source in sources],
        **args,
    }
    return StepSpec(
        key,
        stage,
        "call",
        service,
        told,
        (Output("text", "output", f"{stage.value}/{name}.txt"),),
        seed=opening.brief.seed,
        price=price,
        askable=askable,
        undo=undo,
        units=units,
    )


def script(opening: Opening) -> tuple[StepSpec, ...]:
    told = json.dumps(story(opening.brief.shots))
    return (_step(opening, Stage.SCRIPT, "story", "cpu", story=told),)


def assets(plan: Plan) -> tuple[StepSpec, ...]:
    return _each(plan, Stage.ASSETS, "gemini", price=IMAGE)


def composites(plan: Plan) -> tuple[StepSpec, ...]:
    return _each(plan, Stage.COMPOSITES, "cpu", of="assets")


def video(plan: Plan) -> tuple[StepSpec, ...]:
    return _each(
        plan, Stage.VIDEO, "kling", of="composites", price=CLIP, askable=True, undo="recall"
    )


def audio(plan: Plan) -> tuple[StepSpec, ...]:
    """What a shot says is read: other words are another recording."""
    spoken = _each(plan, Stage.AUDIO, "elevenlabs", price=VOICE)
    shots = plan.story.shots
    return tuple(
        replace(step, args={**step.args, "text": shot.narration})
        for step, shot in zip(spoken, shots, strict=True)
    )


def final(plan: Plan) -> tuple[StepSpec, ...]:
    parts = [f"{stage}/{n}" for n in _shots(plan) for stage in ("video", "audio")]
    return (_step(plan.opening, Stage.FINAL, "film", "cpu", *parts),)


def publish(plan: Plan) -> tuple[StepSpec, ...]:
    opening = plan.opening
    return (
        _step(
            opening, Stage.PUBLISH, "youtube", "youtube", "final/film", askable=True, undo="recall"
        ),
    )


def _shots(plan: Plan) -> list[str]:
    return [str(shot.number) for shot in plan.story.shots]


def _each(
    plan: Plan,
    stage: Stage,
    service: str,
    *,
    of: str = "",
    price: Usd = FREE,
    askable: bool = False,
    undo: str = "",
) -> tuple[StepSpec, ...]:
    return tuple(
        _step(
            plan.opening,
            stage,
            n,
            service,
            *([f"{of}/{n}"] if of else []),
            price=price,
            askable=askable,
            undo=undo,
        )
        for n in _shots(plan)
    )


PAID = Pipeline(
    "documentary",
    opening={Stage.SCRIPT: script},
    rest={
        Stage.ASSETS: assets,
        Stage.COMPOSITES: composites,
        Stage.VIDEO: video,
        Stage.AUDIO: audio,
        Stage.FINAL: final,
        Stage.PUBLISH: publish,
    },
)
