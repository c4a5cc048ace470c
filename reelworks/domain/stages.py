"""Stages, their phases, and the label that the board shows for them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import assert_never


class Stage(StrEnum):
    """What a step is a part of. The order of a task's stages is its pipeline's."""

    RESEARCH = "research"
    SCRIPT = "script"
    ASSETS = "assets"
    COMPOSITES = "composites"
    VIDEO = "video"
    AUDIO = "audio"
    SFX = "sfx"
    ASSEMBLY = "assembly"
    FINAL = "final"
    PUBLISH = "publish"


class Phase(StrEnum):
    """Where a stage of one task stands."""

    WAITING = "waiting"
    RUNNING = "running"
    IN_REVIEW = "in_review"
    APPROVED = "approved"  # every step done and, where a person must look, approved
    FAILED = "failed"
    CANCELLED = "cancelled"


class Label(StrEnum):
    """The words people see. The first 26 are the board's; the rest it has no word for."""

    DRAFT = "Draft"
    QUEUED = "Queued"
    CLAIMED = "Claimed"
    GENERATING_ASSETS = "Generating Assets"
    ASSETS_READY = "Assets Ready"
    ASSETS_APPROVED = "Assets Approved"
    GENERATING_COMPOSITES = "Generating Composites"
    COMPOSITES_READY = "Composites Ready"
    GENERATING_VIDEO = "Generating Video"
    VIDEO_READY = "Video Ready"
    VIDEO_APPROVED = "Video Approved"
    GENERATING_AUDIO = "Generating Audio"
    AUDIO_READY = "Audio Ready"
    AUDIO_APPROVED = "Audio Approved"
    GENERATING_SFX = "Generating SFX"
    SFX_READY = "SFX Ready"
    ASSEMBLING = "Assembling"
    ASSEMBLY_READY = "Assembly Ready"
    FINAL_REVIEW = "Final Review"
    APPROVED = "Approved"
    UPLOADING = "Uploading"
    PUBLISHED = "Published"
    ASSET_ERROR = "Asset Error"
    VIDEO_ERROR = "Video Error"
    AUDIO_ERROR = "Audio Error"
    UPLOAD_ERROR = "Upload Error"
    RESEARCHING = "Researching"
    WRITING = "Writing"
    SCRIPT_READY = "Script Ready"
    SCRIPT_APPROVED = "Script Approved"
    SCRIPT_ERROR = "Script Error"
    ASSEMBLY_ERROR = "Assembly Error"
    CANCELLED = "Cancelled"


def label(phases: Mapping[Stage, Phase], *, published: bool = False) -> Label:
    """The board's word for a started task: that of its earliest unfinished stage.

    `phases` is in pipeline order. An error shows only when nothing else of the task can run.
    """
    if Phase.CANCELLED in phases.values():
        return Label.CANCELLED
    if Phase.RUNNING not in phases.values():
        for stage, phase in phases.items():
            if phase is Phase.FAILED:
                return _ERROR[stage]
    finished: Stage | None = None
    for stage, phase in phases.items():
        if phase is Phase.APPROVED:
            finished = stage
            continue
        return _unfinished(stage, phase, finished)
    return Label.PUBLISHED if published else Label.APPROVED


def _unfinished(stage: Stage, phase: Phase, finished: Stage | None) -> Label:
    match phase:
        case Phase.WAITING:
            return Label.QUEUED if finished is None else _DONE[finished]
        case Phase.RUNNING | Phase.FAILED:
            return _DOING[stage]
        case Phase.IN_REVIEW:
            return LABEL_READY[stage]
        case Phase.APPROVED | Phase.CANCELLED:  # handled by the caller
            return _DONE[stage]
        case _:
            assert_never(phase)


_DOING: Mapping[Stage, Label] = {
    Stage.RESEARCH: Label.RESEARCHING,
    Stage.SCRIPT: Label.WRITING,
    Stage.ASSETS: Label.GENERATING_ASSETS,
    Stage.COMPOSITES: Label.GENERATING_COMPOSITES,
    Stage.VIDEO: Label.GENERATING_VIDEO,
    Stage.AUDIO: Label.GENERATING_AUDIO,
    Stage.SFX: Label.GENERATING_SFX,
    Stage.ASSEMBLY: Label.ASSEMBLING,
    Stage.FINAL: Label.ASSEMBLING,
    Stage.PUBLISH: Label.UPLOADING,
}
LABEL_READY: Mapping[Stage, Label] = {
    Stage.RESEARCH: Label.CLAIMED,
    Stage.SCRIPT: Label.SCRIPT_READY,
    Stage.ASSETS: Label.ASSETS_READY,
    Stage.COMPOSITES: Label.COMPOSITES_READY,
    Stage.VIDEO: Label.VIDEO_READY,
    Stage.AUDIO: Label.AUDIO_READY,
    Stage.SFX: Label.SFX_READY,
    Stage.ASSEMBLY: Label.ASSEMBLY_READY,
    Stage.FINAL: Label.FINAL_REVIEW,
    Stage.PUBLISH: Label.UPLOADING,
}
_DONE: Mapping[Stage, Label] = {
    Stage.RESEARCH: Label.CLAIMED,
    Stage.SCRIPT: Label.SCRIPT_APPROVED,
    Stage.ASSETS: Label.ASSETS_APPROVED,
    Stage.COMPOSITES: Label.COMPOSITES_READY,
    Stage.VIDEO: Label.VIDEO_APPROVED,
    Stage.AUDIO: Label.AUDIO_APPROVED,
    Stage.SFX: Label.SFX_READY,
    Stage.ASSEMBLY: Label.ASSEMBLY_READY,
    Stage.FINAL: Label.APPROVED,
    Stage.PUBLISH: Label.PUBLISHED,
}
_ERROR: Mapping[Stage, Label] = {
    Stage.RESEARCH: Label.SCRIPT_ERROR,
    Stage.SCRIPT: Label.SCRIPT_ERROR,
    Stage.ASSETS: Label.ASSET_ERROR,
    Stage.COMPOSITES: Label.ASSET_ERROR,
    Stage.VIDEO: Label.VIDEO_ERROR,
    Stage.AUDIO: Label.AUDIO_ERROR,
    Stage.SFX: Label.AUDIO_ERROR,
    Stage.ASSEMBLY: Label.ASSEMBLY_ERROR,
    Stage.FINAL: Label.ASSEMBLY_ERROR,
    Stage.PUBLISH: Label.UPLOAD_ERROR,
}
