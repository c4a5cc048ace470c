"""The documentary: notes or a script in, a narrated film out."""

from __future__ import annotations

from reelworks.domain.channels import CARD, LOCAL, Need
from reelworks.domain.pipelines import Opening, Pipeline, Plan
from reelworks.domain.services import CPU
from reelworks.domain.stages import Stage
from reelworks.domain.steps import Arg, Document, Output, Ref, StepSpec, Stored
from reelworks.domain.story import Asset, AssetKind, Shot
from reelworks.pipelines.providing import by, clip_seconds
from reelworks.pipelines.publishing import likeness, publish

CARDS = ("intro", "outro")
LEAD_SECONDS, TAIL_SECONDS = 0.3, 0.45
_LETTERS_PER_SECOND = 16.5  # a slow reading; a clip that is short all the same is slowed to fit
_EFFECT_SECONDS = (5.0, 10.0)
_RESEARCH_PROMPTS = ("research",)
_STORY_PROMPTS = ("story", "assets", "motion", "effects", "metadata", "thumbnail")


def research(opening: Opening) -> tuple[StepSpec, ...]:
    args: dict[str, Arg] = {"source": opening.brief.source, "kind": opening.brief.kind.value}
    args |= _prompts(opening, _RESEARCH_PROMPTS)
    made = Output("research", "output", "research.json")
    step = _step(Stage.RESEARCH, "notes", "write_research", args, made)
    return by(opening, Need.WRITE, step), _voice(opening)


def _prompts(opening: Opening, names: tuple[str, ...]) -> dict[str, Arg]:
    """What a model is told goes with the step: whoever runs it, wherever, tells it the same."""
    if opening.channel.providers[Need.WRITE] == LOCAL:
        return {}
    return {"prompts": Document({name: opening.prompts.get(name, "") for name in names})}


def _voice(opening: Opening) -> StepSpec:
    """Is there a voice for the language? Better told now than when the pictures are painted."""
    args: dict[str, Arg] = {
        "research": Ref("research/notes", "research"),
        "voice": opening.channel.voice,
    }
    made = Output("voice", "output", "voice.json")
    return by(opening, Need.SPEECH, _step(Stage.RESEARCH, "voice", "check_voice", args, made))


def story(opening: Opening) -> tuple[StepSpec, ...]:
    args: dict[str, Arg] = {
        "research": Ref("research/notes", "research"),
        "shots": opening.brief.shots,
        "title": opening.brief.title,
        "brand": opening.channel.brand,
        **_prompts(opening, _STORY_PROMPTS),
    }
    made = Output("story", "output", "story.json")
    step = _step(Stage.SCRIPT, "story", "write_story", args, made)
    return (by(opening, Need.WRITE, step),)


def assets(plan: Plan) -> tuple[StepSpec, ...]:
    """The pictures that are shown: a person's own picture or clip needs none."""
    shots = plan.story.shots
    own = {key for s in shots if s.image or s.clip for key in (s.environment, s.character)}
    painted = {k for s in shots if not (s.image or s.clip) for k in (s.environment, s.character)}
    spared = own - painted
    return tuple(_asset(plan, asset) for asset in plan.story.assets if asset.key not in spared)


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
    step = _step(Stage.ASSETS, asset.key, "generate_asset", args, *outputs)
    return by(plan.opening, Need.IMAGE, step)


def composites(plan: Plan) -> tuple[StepSpec, ...]:
    return tuple(
        _own_picture(plan, shot, shot.image) if shot.image else _composite(plan, shot)
        for shot in plan.story.shots
        if not shot.clip
    )


def _own_picture(plan: Plan, shot: Shot, picture: Stored) -> StepSpec:
    made = Output("image", "output", f"assets/composites/{shot.key}.png")
    args: dict[str, Arg] = {"source": picture, "size": _size(plan)}
    return _step(Stage.COMPOSITES, shot.key, "fit_picture", args, made)


def _composite(plan: Plan, shot: Shot) -> StepSpec:
    environment, name = f"assets/{shot.environment}", shot.key
    character = None if shot.character is None else Ref(f"assets/{shot.character}", "image")
    args: dict[str, Arg] = {
        "environment": Ref(environment, "image"),
        "environment-layers": Ref(environment, "layers", optional=True),
        "character": character,
        "placement": shot.placement.value,
        "size": _size(plan),
    }
    image = Output("image", "output", f"assets/composites/{name}.png")
    layers = Output("layers", "layers", f"assets/composites/{name}.ora")
    return _step(Stage.COMPOSITES, name, "create_composite", args, image, layers)


def video(plan: Plan) -> tuple[StepSpec, ...]:
    return tuple(
        _own_clip(plan, shot, shot.clip) if shot.clip else _clip(plan, shot)
        for shot in plan.story.shots
    )


def _own_clip(plan: Plan, shot: Shot, clip: Stored) -> StepSpec:
    made = Output("clip", "output", f"videos/{shot.key}.mp4")
    args: dict[str, Arg] = {"source": clip, "size": _size(plan), "fps": plan.opening.brief.fps}
    return _step(Stage.VIDEO, shot.key, "fit_clip", args, made)


def _clip(plan: Plan, shot: Shot) -> StepSpec:
    still, name = f"composites/{shot.key}", shot.key
    args: dict[str, Arg] = {
        "image": Ref(still, "image"),
        "layers": Ref(still, "layers", optional=True),
        "motion": shot.motion,
        "seconds": clip_seconds(plan.opening, _seconds(shot)),
        "size": _size(plan),
        "fps": plan.opening.brief.fps,
    }
    made = Output("clip", "output", f"videos/{name}.mp4")
    step = _step(Stage.VIDEO, name, "generate_video", args, made)
    return by(plan.opening, Need.CLIP, step)


def audio(plan: Plan) -> tuple[StepSpec, ...]:
    return tuple(_narration(plan, shot) for shot in plan.story.shots)


def _narration(plan: Plan, shot: Shot) -> StepSpec:
    sound = Output("narration", "output", f"audio/{shot.key}.wav")
    words = Output("words", "words", f"audio/{shot.key}.words.json")
    if shot.recording:
        own: dict[str, Arg] = {"source": shot.recording, "text": shot.narration}
        return _step(Stage.AUDIO, shot.key, "fit_recording", own, sound, words)
    args: dict[str, Arg] = {
        "text": shot.narration,
        "voice": plan.opening.channel.voice,
        "language": plan.story.language,
    }
    step = _step(Stage.AUDIO, shot.key, "generate_audio", args, sound, words)
    return by(plan.opening, Need.SPEECH, step)


def sfx(plan: Plan) -> tuple[StepSpec, ...]:
    return (*(_effect(plan, shot) for shot in plan.story.shots), _music(plan))


def _effect(plan: Plan, shot: Shot) -> StepSpec:
    least, most = _EFFECT_SECONDS
    name, seconds = shot.key, min(max(_seconds(shot), least), most)
    args: dict[str, Arg] = {"prompt": shot.sound, "seconds": seconds}
    made = Output("effect", "output", f"sfx/{name}.wav")
    step = _step(Stage.SFX, name, "generate_sound_effects", args, made)
    return by(plan.opening, Need.EFFECTS, step)


def _music(plan: Plan) -> StepSpec:
    seconds = sum(_seconds(shot) for shot in plan.story.shots)
    args: dict[str, Arg] = {"prompt": plan.story.music, "seconds": round(seconds, 1)}
    made = Output("music", "output", "sfx/music.wav")
    step = _step(Stage.SFX, "music", "generate_music", args, made)
    return by(plan.opening, Need.MUSIC, step)


def assembly(plan: Plan) -> tuple[StepSpec, ...]:
    shots = tuple(_segment(plan, shot) for shot in plan.story.shots)
    cards = (_card(plan, which) for which in CARDS if _has(plan, which))
    return (*shots, *cards, _still(plan), *likeness(plan))


def _segment(plan: Plan, shot: Shot) -> StepSpec:
    name, branding, channel = shot.key, plan.opening.branding, plan.opening.channel
    titled = shot.number == 1 and channel.branding.intro != CARD  # else the card says it
    args: dict[str, Arg] = {
        "clip": Ref(f"video/{name}", "clip"),
        "narration": Ref(f"audio/{name}", "narration"),
        "words": Ref(f"audio/{name}", "words"),
        "size": _size(plan),
        "fps": plan.opening.brief.fps,
        "quality": channel.quality.value,
        "language": plan.story.language,
        "title": plan.story.title if titled else None,
        "watermark": branding.get("watermark"),
        "font": branding.get("font"),
        "captions": channel.captions,
        "colour": channel.branding.colour or None,
        "transition": channel.transition.value,
        "lead": LEAD_SECONDS,
        "tail": TAIL_SECONDS,
    }
    segment = Output("segment", "output", f"segments/{name}.mp4")
    voice = Output("voice", "voice", f"segments/{name}.wav")
    return _step(Stage.ASSEMBLY, name, "render_shot", args, segment, voice)


def _has(plan: Plan, which: str) -> bool:
    return which in plan.opening.branding or _drawn(plan, which)


def _drawn(plan: Plan, which: str) -> bool:
    branding = plan.opening.channel.branding
    return (branding.intro if which == "intro" else branding.outro) == CARD


def _card(plan: Plan, which: str) -> StepSpec:
    """The channel's intro or outro, fitted to the film or drawn for it: a step of its own."""
    branding, channel = plan.opening.branding, plan.opening.channel
    args: dict[str, Arg] = {
        "clip": None if _drawn(plan, which) else branding.get(which),
        "title": plan.story.title if which == "intro" else channel.name,
        "name": channel.name if which == "intro" else None,
        "logo": branding.get("watermark"),
        "font": branding.get("font"),
        "colour": channel.branding.colour or None,
        "language": plan.story.language,
        "size": _size(plan),
        "fps": plan.opening.brief.fps,
        "quality": channel.quality.value,
    }
    segment = Output("segment", "output", f"segments/{which}.mp4")
    sound = Output("sound", "sound", f"segments/{which}.wav")
    return _step(Stage.ASSEMBLY, which, "render_card", args, segment, sound)


def _still(plan: Plan) -> StepSpec:
    """The thumbnail's picture: a step of its own, because no change of the words touches it."""
    clips = [Ref(f"video/{shot.key}", "clip") for shot in plan.story.shots]
    args: dict[str, Arg] = {"parts": Document({"clips": clips}), "size": _size(plan)}
    made = Output("still", "output", "still.png")
    return _step(Stage.ASSEMBLY, "still", "choose_still", args, made)


def final(plan: Plan) -> tuple[StepSpec, ...]:
    outputs = (
        Output("film", "output", "film.mp4"),
        Output("srt", "srt", "film.srt"),
        Output("vtt", "vtt", "film.vtt"),
        Output("transcript", "transcript", "film.txt"),
        Output("thumbnail", "thumbnail", "film.jpg"),
    )
    args: dict[str, Arg] = {"manifest": Document(_manifest(plan))}
    return (_step(Stage.FINAL, "film", "assemble_video", args, *outputs),)


def _manifest(plan: Plan) -> dict[str, Arg]:
    shots: list[Arg] = [
        {
            "number": shot.number,
            "text": shot.narration,
            "chapter": shot.chapter,
            "segment": Ref(f"assembly/{shot.key}", "segment"),
            "narration": Ref(f"audio/{shot.key}", "narration"),
            "voice": Ref(f"assembly/{shot.key}", "voice"),
            "words": Ref(f"audio/{shot.key}", "words"),
            "effect": Ref(f"sfx/{shot.key}", "effect"),
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
        "still": Ref("assembly/still", "still"),
        "shots": shots,
        **({"headline": plan.story.headline} if plan.story.headline else {}),
        **{which: _card_files(which) for which in CARDS if _has(plan, which)},
    }


def _card_files(which: str) -> dict[str, Arg]:
    """Neither file need be there: a clip may be unusable, or silent."""
    step = f"assembly/{which}"
    return {role: Ref(step, role, optional=True) for role in ("segment", "sound")}


def _step(stage: Stage, name: str, script: str, args: dict[str, Arg], *outputs: Output) -> StepSpec:
    """A step of our own work."""
    return StepSpec(f"{stage.value}/{name}", stage, script, CPU, args, outputs)


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
        Stage.PUBLISH: publish,
    },
    publishes_if_asked=True,
)

PIPELINES = {DOCUMENTARY.name: DOCUMENTARY}
