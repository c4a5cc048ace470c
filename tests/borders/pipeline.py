"""A pipeline that buys from every vendor and publishes, and does little else.

Each vendor has two steps: what is killed half-way through one is not killed so often that it is
taken for what kills its workers.
"""

from __future__ import annotations

import json

from reelworks.domain.channels import PROFILES, SANDBOX, Budget, Channel, Need, Privacy, Youtube
from reelworks.domain.money import usd
from reelworks.domain.pipelines import Opening, Pipeline, Plan
from reelworks.domain.stages import Stage
from reelworks.domain.steps import Arg, Output, Ref, StepSpec
from reelworks.pipelines.providing import by
from reelworks.pipelines.publishing import publish
from tests.publishers.studio import CHANNEL
from tests.tiny.pipeline import STORY

PACKAGE = "tests.borders.scripts"
SIZE = "320x180"
SCRIPTS = (
    *("write_research", "generate_asset", "generate_video", "generate_audio", "film"),
    *("publish_youtube", "finish_youtube", "unpublish_youtube"),
)
_PROVIDERS = {**PROFILES["production"], Need.CLIP: "kling"}
_CHANNEL = Channel(
    "borders",
    "Borders",
    profile=SANDBOX,
    providers=_PROVIDERS,
    privacy=Privacy.UNLISTED,
    youtube_channel=CHANNEL,
    youtube=Youtube(per_day=10_000),
    budget=Budget(unknown_retry_max=usd("0.30")),
)
CHANNELS = {_CHANNEL.id: _CHANNEL}


def research(opening: Opening) -> tuple[StepSpec, ...]:
    args: dict[str, Arg] = {"source": opening.brief.source, "kind": "notes"}
    steps = []
    for number in (1, 2):
        made = Output("research", "output", f"research-{number}.json")
        step = StepSpec(
            f"research/{number}",
            Stage.RESEARCH,
            "write_research",
            "cpu",
            {**args, "note": str(number)},
            (made,),
        )
        steps.append(by(opening, Need.WRITE, step))
    return tuple(steps)


def script(opening: Opening) -> tuple[StepSpec, ...]:
    told = {"story": json.dumps({**STORY, "title": "Borders", "description": "About them."})}
    made = (Output("story", "output", "story.json"),)
    return (StepSpec("script/story", Stage.SCRIPT, "film", "cpu", told, made),)


def assets(plan: Plan) -> tuple[StepSpec, ...]:
    return tuple(
        by(
            plan.opening,
            Need.IMAGE,
            StepSpec(
                f"assets/{shot.number}",
                Stage.ASSETS,
                "generate_asset",
                "cpu",
                {
                    "prompt": f"Dawn. A lighthouse {shot.number}",
                    "kind": "environment",
                    "size": SIZE,
                },
                (Output("image", "output", f"assets/{shot.number}.png"),),
            ),
        )
        for shot in plan.story.shots
    )


def video(plan: Plan) -> tuple[StepSpec, ...]:
    return tuple(_clip(plan, shot.number) for shot in plan.story.shots)


def _clip(plan: Plan, number: int) -> StepSpec:
    args: dict[str, Arg] = {
        "image": Ref(f"assets/{number}", "image"),
        "motion": f"waves roll {number}",
        "seconds": 5.0,
        "size": SIZE,
        "fps": 30,
    }
    made = (Output("clip", "output", f"videos/{number}.mp4"),)
    step = StepSpec(f"video/{number}", Stage.VIDEO, "generate_video", "cpu", args, made)
    return by(plan.opening, Need.CLIP, step)


def audio(plan: Plan) -> tuple[StepSpec, ...]:
    return tuple(_voice(plan, shot.number) for shot in plan.story.shots)


def _voice(plan: Plan, number: int) -> StepSpec:
    args: dict[str, Arg] = {"text": f"Ship {number} came home.", "voice": "", "language": "en"}
    made = (
        Output("narration", "output", f"audio/{number}.wav"),
        Output("words", "words", f"audio/{number}.json"),
    )
    step = StepSpec(f"audio/{number}", Stage.AUDIO, "generate_audio", "cpu", args, made)
    return by(plan.opening, Need.SPEECH, step)


def final(plan: Plan) -> tuple[StepSpec, ...]:
    made = (
        Output("film", "output", "film.mp4"),
        Output("srt", "srt", "film.srt"),
        Output("thumbnail", "thumbnail", "film.jpg"),
        Output("transcript", "transcript", "film.txt"),
    )
    return (StepSpec("final/film", Stage.FINAL, "film", "cpu", {}, made),)


BORDERS = Pipeline(
    "documentary",
    opening={Stage.RESEARCH: research, Stage.SCRIPT: script},
    rest={
        Stage.ASSETS: assets,
        Stage.VIDEO: video,
        Stage.AUDIO: audio,
        Stage.FINAL: final,
        Stage.PUBLISH: publish,
    },
    publishes_if_asked=True,
)
