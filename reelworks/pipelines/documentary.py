"""The documentary: notes or a script in, a narrated film out."""

from __future__ import annotations

from reelworks.domain.channels import Need
from reelworks.domain.stages import Stage
from reelworks.domain.steps import Arg, Document, Output, Ref, StepSpec
from reelworks.domain.story import Asset, AssetKind, Shot
from reelworks.pipelines.pipeline import Opening, Pipeline, Plan

CPU = "cpu"
LEAD_SECONDS, TAIL_SECONDS = 0.3, 0.45
_LETTERS_PER_SECOND = 16.5  # a slow reading; a clip that is short all the same is slowed to fit
_EFFECT_SECONDS = (5.0, 10.0)


def service_of(provider: str) -> str:
    """Whose slots a provider's work takes: our own CPU's, or the vendor's."""
    return CPU if provider == "local" else provider


def research(opening: Opening) -> tuple[StepSpec, ...]:
    args: dict[str, Arg] = {"source": opening.brief.source, "kind": opening.brief.kind.value}
    outputs = (Output("research", "output", "research.json"),)
    spec = _asked(
        opening, Need.WRITE, "research/notes", Stage.RESEARCH, "write_research", args, outputs
    )
    return (spec,)


def story(opening: Opening) -> tuple[StepSpec, ...]:
    args: dict[str, Arg] = {
        "research": Ref("research/notes", "research"),
        "shots": opening.brief.shots,
        "title": opening.brief.title,
        "brand": opening.channel.brand,
    }
    outputs = (Output("story", "output", "story.json"),)
    return (
        _asked(opening, Need.WRITE, "script/story", Stage.SCRIPT, "write_story", args, outputs),
    )


def assets(plan: Plan) -> tuple[StepSpec, ...]:
    return tuple(_asset(plan, asset) for asset in plan.story.assets)


def _asset(plan: Plan, asset: Asset) -> StepSpec:
    folder = f"assets/{asset.kind.value}s"
    outputs = [Output("image", "output", f"{folder}/{asset.key}.png")]
    if asset.kind is AssetKind.ENVIRONMENT:
        outputs.append(Output("layers", "layers", f"{folder}/{asset.key}.ora"))
    args: dict[str, Arg] = {
        "prompt": f"{plan.story.atmosphere.rstrip('. ')}. {asset.prompt}",
        "kind": asset.kind.value,
        "size": _size(plan),
    }
    return _asked(
        plan.opening,
        Need.IMAGE,
        f"assets/{asset.key}",
        Stage.ASSETS,
        "generate_asset",
        args,
        tuple(outputs),
    )


def composites(plan: Plan) -> tuple[StepSpec, ...]:
    return tuple(_composite(plan, shot) for shot in plan.story.shots)


def _composite(plan: Plan, shot: Shot) -> StepSpec:
    environment = f"assets/{shot.environment}"
    name = _name(shot)
    folder = "assets/composites"
    character = None if shot.character is None else Ref(f"assets/{shot.character}", "image")
    return StepSpec(
        key=f"composites/{name}",
        stage=Stage.COMPOSITES,
        script="create_composite",
        service=CPU,
        args={
            "environment": Ref(environment, "image"),
            "environment-layers": Ref(environment, "layers", optional=True),
            "character": character,
            "placement": shot.placement.value,
            "size": _size(plan),
        },
        outputs=(
            Output("image", "output", f"{folder}/{name}.png"),
            Output("layers", "layers", f"{folder}/{name}.ora"),
        ),
    )


def video(plan: Plan) -> tuple[StepSpec, ...]:
    return tuple(_clip(plan, shot) for shot in plan.story.shots)


def _clip(plan: Plan, shot: Shot) -> StepSpec:
    still = f"composites/{_name(shot)}"
    args: dict[str, Arg] = {
        "image": Ref(still, "image"),
        "layers": Ref(still, "layers", optional=True),
        "motion": shot.motion,
        "seconds": _seconds(shot),
        "size": _size(plan),
        "fps": plan.opening.brief.fps,
    }
    outputs = (Output("clip", "output", f"videos/{_name(shot)}.mp4"),)
    key = f"video/{_name(shot)}"
    return _asked(plan.opening, Need.CLIP, key, Stage.VIDEO, "generate_video", args, outputs)


def audio(plan: Plan) -> tuple[StepSpec, ...]:
    return tuple(_narration(plan, shot) for shot in plan.story.shots)


def _narration(plan: Plan, shot: Shot) -> StepSpec:
    args: dict[str, Arg] = {
        "text": shot.narration,
        "voice": plan.opening.channel.voice,
        "language": plan.story.language,
    }
    outputs = (
        Output("narration", "output", f"audio/{_name(shot)}.wav"),
        Output("words", "words", f"audio/{_name(shot)}.words.json"),
    )
    key = f"audio/{_name(shot)}"
    return _asked(plan.opening, Need.SPEECH, key, Stage.AUDIO, "generate_audio", args, outputs)


def sfx(plan: Plan) -> tuple[StepSpec, ...]:
    return (*(_effect(plan, shot) for shot in plan.story.shots), _music(plan))


def _effect(plan: Plan, shot: Shot) -> StepSpec:
    least, most = _EFFECT_SECONDS
    args: dict[str, Arg] = {
        "prompt": shot.sound,
        "seconds": min(max(_seconds(shot), least), most),
    }
    outputs = (Output("effect", "output", f"sfx/{_name(shot)}.wav"),)
    key, script = f"sfx/{_name(shot)}", "generate_sound_effects"
    return _asked(plan.opening, Need.EFFECTS, key, Stage.SFX, script, args, outputs)


def _music(plan: Plan) -> StepSpec:
    seconds = sum(_seconds(shot) for shot in plan.story.shots)
    args: dict[str, Arg] = {"prompt": plan.story.music, "seconds": round(seconds, 1)}
    outputs = (Output("music", "output", "sfx/music.wav"),)
    return _asked(plan.opening, Need.MUSIC, "sfx/music", Stage.SFX, "generate_music", args, outputs)


def assembly(plan: Plan) -> tuple[StepSpec, ...]:
    return tuple(_segment(plan, shot) for shot in plan.story.shots)


def _segment(plan: Plan, shot: Shot) -> StepSpec:
    name = _name(shot)
    branding = plan.opening.branding
    return StepSpec(
        key=f"assembly/{name}",
        stage=Stage.ASSEMBLY,
        script="render_shot",
        service=CPU,
        args={
            "clip": Ref(f"video/{name}", "clip"),
            "narration": Ref(f"audio/{name}", "narration"),
            "words": Ref(f"audio/{name}", "words"),
            "size": _size(plan),
            "fps": plan.opening.brief.fps,
            "quality": plan.opening.channel.quality.value,
            "language": plan.story.language,
            "title": plan.story.title if shot.number == 1 else None,
            "watermark": branding.get("watermark"),
            "font": branding.get("font"),
            "lead": LEAD_SECONDS,
            "tail": TAIL_SECONDS,
        },
        outputs=(Output("segment", "output", f"segments/{name}.mp4"),),
    )


def final(plan: Plan) -> tuple[StepSpec, ...]:
    outputs = (
        Output("film", "output", "film.mp4"),
        Output("srt", "srt", "film.srt"),
        Output("vtt", "vtt", "film.vtt"),
        Output("transcript", "transcript", "film.txt"),
        Output("thumbnail", "thumbnail", "film.jpg"),
    )
    spec = StepSpec(
        key="final/film",
        stage=Stage.FINAL,
        script="assemble_video",
        service=CPU,
        args={"manifest": Document(_manifest(plan))},
        outputs=outputs,
    )
    return (spec,)


def _manifest(plan: Plan) -> dict[str, Arg]:
    shots: list[Arg] = [
        {
            "number": shot.number,
            "text": shot.narration,
            "chapter": shot.chapter,
            "segment": Ref(f"assembly/{_name(shot)}", "segment"),
            "narration": Ref(f"audio/{_name(shot)}", "narration"),
            "words": Ref(f"audio/{_name(shot)}", "words"),
            "effect": Ref(f"sfx/{_name(shot)}", "effect"),
        }
        for shot in plan.story.shots
    ]
    return {
        "title": plan.story.title,
        "language": plan.story.language,
        "fps": plan.opening.brief.fps,
        "size": _size(plan),
        "lead": LEAD_SECONDS,
        "tail": TAIL_SECONDS,
        "music": Ref("sfx/music", "music"),
        "shots": shots,
    }


def _asked(
    opening: Opening,
    need: Need,
    key: str,
    stage: Stage,
    script: str,
    args: dict[str, Arg],
    outputs: tuple[Output, ...],
) -> StepSpec:
    """A step whose work a provider does: the channel says which."""
    provider = opening.channel.providers[need]
    return StepSpec(
        key=key,
        stage=stage,
        script=script,
        service=service_of(provider),
        args={**args, "provider": provider},
        outputs=outputs,
        provider=provider,
        seed=opening.brief.seed,
    )


def _name(shot: Shot) -> str:
    return f"shot-{shot.number:02}"


def _size(plan: Plan) -> str:
    return f"{plan.opening.brief.width}x{plan.opening.brief.height}"


def _seconds(shot: Shot) -> float:
    """How long the shot will be, guessed before anybody has spoken it."""
    speech = len(shot.narration) / _LETTERS_PER_SECOND
    return round(LEAD_SECONDS + speech + TAIL_SECONDS, 1)


DOCUMENTARY = Pipeline(
    name="documentary",
    opening={Stage.RESEARCH: research, Stage.SCRIPT: story},
    rest={
        Stage.ASSETS: assets,
        Stage.COMPOSITES: composites,
        Stage.VIDEO: video,
        Stage.AUDIO: audio,
        Stage.SFX: sfx,
        Stage.ASSEMBLY: assembly,
        Stage.FINAL: final,
    },
)

PIPELINES = {DOCUMENTARY.name: DOCUMENTARY}
