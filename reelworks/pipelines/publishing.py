"""Publishing: the steps that bring a finished film to its channel's audience."""

from __future__ import annotations

from reelworks.domain.channels import SANDBOX, Youtube
from reelworks.domain.connections import YOUTUBE
from reelworks.domain.pipelines import Plan
from reelworks.domain.publishing import DATA, UPLOADS, service
from reelworks.domain.services import CPU
from reelworks.domain.stages import Stage
from reelworks.domain.steps import Arg, Document, Output, Ref, StepSpec

# What a video costs of its project's other quota: status, thumbnail, captions (list and insert),
# playlist (look and insert).
_READ, _THUMBNAIL, _CAPTIONS, _PLAYLIST = 5, 50, 450, 51


def likeness(plan: Plan) -> tuple[StepSpec, ...]:
    """What a film that is published is compared with all others by; shown at its final review.

    Its shots alone count: that two films of a channel begin and end alike is as it should be.
    """
    if plan.opening.channel.youtube is None:
        return ()
    shots = plan.story.shots
    parts: dict[str, Arg] = {
        "segments": [Ref(f"assembly/{shot.key}", "segment") for shot in shots],
        "texts": [shot.narration for shot in shots],
    }
    made = (Output("likeness", "output", "publish/likeness.json"),)
    args: dict[str, Arg] = {"parts": Document(parts)}
    return (StepSpec("assembly/likeness", Stage.ASSEMBLY, "describe_film", CPU, args, made),)


def publish(plan: Plan) -> tuple[StepSpec, ...]:
    """Nothing for a channel that does not publish; its films stay where they are."""
    youtube = plan.opening.channel.youtube
    return () if youtube is None else (_upload(plan, youtube), _finish(plan, youtube))


def _upload(plan: Plan, youtube: Youtube) -> StepSpec:
    provider = _provider(plan)
    return StepSpec(
        "publish/video",
        Stage.PUBLISH,
        "publish_youtube",
        service(UPLOADS, youtube.project),
        {
            "film": Ref("final/film", "film"),
            "details": Document(_details(plan, youtube)),
            "provider": provider,
        },
        (Output("publication", "output", "publish/video.json"),),
        provider=provider,
        seed=plan.opening.brief.seed,  # another take is another upload
        askable=True,
        undo="unpublish_youtube",
    )


def _details(plan: Plan, youtube: Youtube) -> dict[str, Arg]:
    channel, brief = plan.opening.channel, plan.opening.brief
    return {
        "task": brief.hash(),
        "account": channel.youtube_channel,
        "title": plan.story.title,
        "description": plan.story.description,
        "template": youtube.description,
        "tags": [*youtube.tags, *plan.story.tags],  # as many as YouTube takes, the channel's first
        "category": youtube.category,
        "language": plan.story.language,
        "privacy": (brief.privacy or channel.privacy).value,
        "made_for_kids": youtube.made_for_kids,
        "synthetic": youtube.synthetic,
        "notify": youtube.notify,
        "schedule": "" if brief.privacy else youtube.schedule,
        "words": {"channel": channel.name},
    }


def _finish(plan: Plan, youtube: Youtube) -> StepSpec:
    provider = _provider(plan)
    captions = _CAPTIONS + (_PLAYLIST if youtube.playlist else 0)
    return StepSpec(
        "publish/finish",
        Stage.PUBLISH,
        "finish_youtube",
        service(DATA, youtube.project),
        {
            "publication": Ref("publish/video", "publication"),
            "thumbnail": Ref("final/film", "thumbnail"),
            "captions": Ref("final/film", "srt"),
            "language": plan.story.language,
            "playlist": youtube.playlist or None,
            "provider": provider,
        },
        (Output("finished", "output", "publish/finished.json"),),
        provider=provider,
        units=_READ + _THUMBNAIL + captions,
    )


def _provider(plan: Plan) -> str:
    """What a stand-in shows never passes for what YouTube shows."""
    return f"{SANDBOX}-{YOUTUBE}" if plan.opening.channel.profile == SANDBOX else YOUTUBE
