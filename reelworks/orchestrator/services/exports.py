"""Exports: what a finished film is made of, for an editing program."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import select

from reelworks.domain.errors import NotAllowed
from reelworks.domain.stages import Stage
from reelworks.domain.steps import Arg, Document, Ref, StepSpec, StepStatus
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.database import snapshot
from reelworks.orchestrator.engine import claim, codec
from reelworks.orchestrator.models import tables
from reelworks.orchestrator.services.reviews import files_of
from reelworks.orchestrator.services.tasks import find


@dataclass(frozen=True, slots=True)
class Parts:
    """`manifest` as `assemble_video` was given it, with absolute paths; `files` of the film."""

    task: str
    manifest: object
    files: Mapping[str, Path]


async def parts(context: Context, ref: str) -> Parts:
    """The parts of a finished film. Raises NotAllowed without one, NotFound when cleaned away."""
    s, r = tables.steps.c, tables.results.c
    async with snapshot(context.database) as tx:
        row = await find(context, tx, ref)
        query = (
            select(s.spec, r.files)
            .join(tables.results, r.id == s.result_id)
            .where(s.task_id == row.id, s.stage == Stage.FINAL.value, s.dropped.is_(False))
            .where(s.status == StepStatus.DONE.value)
        )
        film = (await tx.execute(query)).one_or_none()
        if film is None:
            raise NotAllowed(
                f"{row.name} has no finished film to export.",
                remedy=f"`reelworks status {row.name}` says how it stands.",
            )
        spec = _with_clips(codec.spec_from_json(film.spec))
        files = await claim.files_for(tx, row.id, spec)
    told = spec.args["manifest"]
    value = told.value if isinstance(told, Document) else told
    return Parts(row.name, claim.inlined(context, files, value), files_of(context, film.files))


def _with_clips(spec: StepSpec) -> StepSpec:
    """The film's step, each shot of its manifest with the clip that its segment was made of."""
    told = spec.args["manifest"]
    manifest = told.value if isinstance(told, Document) else told
    shots = manifest.get("shots") if isinstance(manifest, Mapping) else None
    if not isinstance(manifest, Mapping) or not isinstance(shots, Sequence):
        return spec
    told = Document({**manifest, "shots": [_with_clip(shot) for shot in shots]})
    return replace(spec, args={**spec.args, "manifest": told})


def _with_clip(shot: Arg) -> Arg:
    if not isinstance(shot, Mapping) or not isinstance(segment := shot.get("segment"), Ref):
        return shot
    name = segment.step.rpartition("/")[2]
    return {**shot, "clip": Ref(f"{Stage.VIDEO.value}/{name}", "clip")}
