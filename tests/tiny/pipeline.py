"""A pipeline as small as one can be: a story of two shots, an image and a segment of each, a film.

What a step does on its way is written in the brief's title as `key:deed` words, such as
`assets/1:busy`.
"""

from __future__ import annotations

import json

from reelworks.domain.pipelines import Opening, Pipeline, Plan
from reelworks.domain.stages import Stage
from reelworks.domain.steps import Arg, Document, Output, Ref, StepSpec
from reelworks.domain.story import Shot

PACKAGE = "tests.tiny.scripts"
VERSIONS = {"write": "1"}
SHOTS = ("1", "2")

STORY = {
    "title": "Tiny",
    "description": "",
    "language": "en",
    "atmosphere": "",
    "music": "",
    "assets": [{"key": n, "kind": "environment", "prompt": ""} for n in SHOTS],
    "shots": [
        {
            "number": n,
            "name": str(n),
            "narration": "words",
            "environment": str(n),
            "motion": "",
            "sound": "",
        }
        for n in (1, 2)
    ],
}


def step(opening: Opening, stage: Stage, name: str, **args: Arg) -> StepSpec:
    key = f"{stage.value}/{name}"
    deeds = dict(word.split(":", 1) for word in opening.brief.title.split() if ":" in word)
    return StepSpec(
        key,
        stage,
        "write",
        "cpu",
        {"text": key, "does": deeds.get(key), **args},
        (Output("text", "output", f"{stage.value}/{name}.txt"),),
        seed=opening.brief.seed,
    )


def script(opening: Opening) -> tuple[StepSpec, ...]:
    source = opening.brief.source
    return (step(opening, Stage.SCRIPT, "story", source=source, story=json.dumps(STORY)),)


def assets(plan: Plan) -> tuple[StepSpec, ...]:
    return tuple(
        step(plan.opening, Stage.ASSETS, asset.key, words=asset.prompt or None)
        for asset in plan.story.assets
    )


def assembly(plan: Plan) -> tuple[StepSpec, ...]:
    return tuple(_segment(plan, shot) for shot in plan.story.shots)


def _segment(plan: Plan, shot: Shot) -> StepSpec:
    source: list[Arg] = [Ref(f"assets/{shot.environment}", "text")]
    return step(plan.opening, Stage.ASSEMBLY, shot.key, source=source, words=shot.narration)


def final(plan: Plan) -> tuple[StepSpec, ...]:
    parts: list[Arg] = [Ref(f"assembly/{shot.key}", "text") for shot in plan.story.shots]
    return (step(plan.opening, Stage.FINAL, "film", manifest=Document({"parts": parts})),)


TINY = Pipeline(
    "documentary",
    opening={Stage.SCRIPT: script},
    rest={Stage.ASSETS: assets, Stage.ASSEMBLY: assembly, Stage.FINAL: final},
)
