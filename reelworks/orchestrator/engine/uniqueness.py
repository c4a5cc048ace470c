"""Uniqueness: what is published is compared with every earlier video of every channel."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from reelworks.domain.errors import NotUnique
from reelworks.domain.likeness import Likeness, Resemblance, resemblance
from reelworks.domain.stages import Stage
from reelworks.domain.steps import StepSpec

KEY = "assembly/likeness"  # the step that describes a film

_MINE = text(
    """
    select r.facts from steps s join results r on r.id = s.result_id
    where s.task_id = :task and s.key = :key
    """
)
# Videos that were stopped for good and never shown are nobody's any more.
_OTHERS = text(
    """
    select t.id, t.name, t.title, t.channel_id, t.label, r.facts
    from steps s join results r on r.id = s.result_id join tasks t on t.id = s.task_id
    where s.tenant_id = :tenant and s.key = :key and s.task_id <> :task and not t.cancelled
    order by t.id desc
    """
)
_APPROVED = text(
    """
    select exists (
      select from steps s join gates g on g.task_id = s.task_id and g.stage = s.stage
      where s.task_id = :task and s.stage = 'final' and g.mode = 'human'
        and s.approved_id = s.result_id)
    """
)


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another video, and how alike it is."""

    task: str
    title: str
    channel: str
    label: str
    alike: Resemblance


async def nearest(
    tx: AsyncConnection, tenant: str, task_id: int, most: int = 3
) -> tuple[Neighbour, ...]:
    """The videos that are most like this one, the most alike first; none if it is not described."""
    mine = await tx.scalar(_MINE, {"task": task_id, "key": KEY})
    if mine is None:
        return ()
    rows = await tx.execute(_OTHERS, {"tenant": tenant, "task": task_id, "key": KEY})
    found = sorted(_neighbours(likeness(mine), [*rows]), key=lambda n: -n.alike.most)
    return tuple(found[:most])


def _neighbours(mine: Likeness, rows: Sequence[Any]) -> Iterator[Neighbour]:
    for row in rows:
        alike = resemblance(mine, likeness(row.facts))
        yield Neighbour(row.name, row.title, row.channel_id, row.label, alike)


def likeness(facts: Mapping[str, Sequence[str]]) -> Likeness:
    """What `describe_film` told."""
    words = tuple(int(n, 16) for n in facts["words"])
    return Likeness(words, tuple(int(n, 16) for n in facts["pictures"]))


async def check(tx: AsyncConnection, tenant: str, task_id: int, spec: StepSpec) -> None:
    """Raises NotUnique for a step that is about to publish what another video says or shows.

    A person who approved the film was shown what it is most like: then it is their decision.
    """
    if spec.stage is not Stage.PUBLISH or not spec.askable:
        return
    found = await nearest(tx, tenant, task_id, most=1)
    if not found or not found[0].alike.too_alike:
        return
    if await tx.scalar(_APPROVED, {"task": task_id}):
        return
    other = found[0]
    raise NotUnique(
        f"It is too much like {other.title!r} ({other.task}, channel {other.channel}): "
        f"{other.alike.words:.0%} of its words, {other.alike.pictures:.0%} of its pictures.",
        remedy="Change it (`reelworks edit`), or have a person look: with the channel's final gate "
        "at `human`, who approves it decides. Then `reelworks retry VIDEO`.",
    )
