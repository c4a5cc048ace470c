"""Auditing: all that is on record of how a video came to be, and of who approved what they saw."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from reelworks.domain.stages import Stage
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.database import snapshot
from reelworks.orchestrator.models import tables
from reelworks.orchestrator.models.record import Record
from reelworks.orchestrator.services.tasks import find

FORMAT = 1
_TOLD = ("task_created", "gate_switched", "gate_opened", "retry_asked", "cancel_asked")
_TOLD_TOO = ("task_finished", "task_cancelled", "film_delivered", "film_safe", "story_edited")
_SAID = ("privacy", "synthetic", "made_for_kids", "schedule", "account", "title", "tags")

Json = dict[str, Any]


async def audit(context: Context, ref: str) -> Json:
    """The record of one video, as JSON. `sha256` is over all the rest of it, written canonically.

    It holds no file and no secret: files are named by their content hashes.
    """
    async with snapshot(context.database) as tx:
        row = await find(context, tx, ref)
        found: Json = {
            "format": FORMAT,
            "video": _video(row),
            "gates": await _gates(tx, row.id),
            "reviews": await _reviews(tx, row.id),
            "results": await _results(tx, row.id),
            "publication": await _publication(tx, row.id),
            "events": await _events(tx, row.id),
        }
    return {**found, "sha256": hashlib.sha256(canonical(found).encode()).hexdigest()}


def canonical(document: Mapping[str, Any]) -> str:
    return json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _video(row: Record) -> Json:
    channel = row.settings["channel"]
    return {
        "name": row.name,
        "title": row.title,
        "tenant": row.tenant_id,
        "channel": row.channel_id,
        "profile": channel["profile"],
        "youtube_channel": channel.get("youtube_channel"),
        "source_sha256": row.brief["source"]["sha256"],
        "source_kind": row.brief["kind"],
        "label": row.label,
        "created_at": _at(row.created_at),
        "finished_at": _at(row.finished_at),
        "cancelled": row.cancelled,
    }


async def _gates(tx: AsyncConnection, task_id: int) -> list[Json]:
    g = tables.gates.c
    rows = await tx.execute(select(g.stage, g.mode, g.passed_at).where(g.task_id == task_id))
    order = [stage.value for stage in Stage]
    found = sorted(rows, key=lambda row: order.index(row.stage))
    return [{"stage": r.stage, "mode": r.mode, "passed_at": _at(r.passed_at)} for r in found]


async def _reviews(tx: AsyncConnection, task_id: int) -> list[Json]:
    """Who said what of which take, by the hash of what they were shown."""
    v, s, r = tables.reviews.c, tables.steps.c, tables.results.c
    query = (
        select(
            *(v.at, v.actor, v.verdict, v.note, v.take, v.sha256, v.result_id),
            *(s.key, s.stage, s.result_id.label("current"), r.files),
        )
        .join(tables.steps, s.id == v.step_id)
        .join(tables.results, r.id == v.result_id)
        .where(v.task_id == task_id)
        .order_by(v.id)
    )
    return [_review(row) for row in await tx.execute(query)]


def _review(row: Record) -> Json:
    return {
        "at": _at(row.at),
        "by": row.actor,
        "verdict": row.verdict,
        "note": row.note,
        "step": row.key,
        "stage": row.stage,
        "take": row.take,
        "seen_sha256": row.sha256,
        "files": _hashes(row.files),
        "still_the_current_take": row.result_id == row.current,
    }


async def _results(tx: AsyncConnection, task_id: int) -> list[Json]:
    """What the video is made of: every current take, who made it and how."""
    s, r = tables.steps.c, tables.results.c
    query = (
        select(s.key, s.take, s.spec, r.fingerprint, r.files, r.sha256, r.cost_usd, r.made_at,
               r.request_id)
        .join(tables.results, r.id == s.result_id)
        .where(s.task_id == task_id, s.dropped.is_(False))
        .order_by(s.id)
    )  # fmt: skip
    return [_result(row) for row in await tx.execute(query)]


def _result(row: Record) -> Json:
    spec = row.spec
    return {
        "step": row.key,
        "take": row.take,
        "script": spec["script"],
        "provider": spec["provider"],
        "model": spec["model"],
        "prompt_version": spec["prompt_version"],
        "fingerprint": row.fingerprint,
        "sha256": row.sha256,
        "files": _hashes(row.files),
        "cost_usd": str(row.cost_usd),
        "request_id": row.request_id,
        "made_at": _at(row.made_at),
    }


async def _publication(tx: AsyncConnection, task_id: int) -> Json | None:
    """Where it is, and what was said of it there: privacy and disclosure above all."""
    s, r = tables.steps.c, tables.results.c
    query = (
        select(s.spec, r.facts)
        .join(tables.results, r.id == s.result_id)
        .where(s.task_id == task_id, s.stage == Stage.PUBLISH.value, s.undo.is_(False))
        .order_by(s.id)
    )
    rows: Sequence[Record] = [*await tx.execute(query)]
    if not rows:
        return None
    details = rows[0].spec["args"].get("details", {}).get("$document", {})
    said = {name: details.get(name) for name in _SAID}
    return {**{k: v for row in rows for k, v in row.facts.items()}, "said": said}


async def _events(tx: AsyncConnection, task_id: int) -> list[Json]:
    e = tables.events.c
    kept = select(e.at, e.kind, e.facts).where(e.task_id == task_id, e.kind.in_(_TOLD + _TOLD_TOO))
    rows = await tx.execute(kept.order_by(e.id))
    return [{"at": _at(row.at), "kind": row.kind, "facts": row.facts} for row in rows]


def _hashes(files: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    return {role: file["sha256"] for role, file in sorted(files.items())}


def _at(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
