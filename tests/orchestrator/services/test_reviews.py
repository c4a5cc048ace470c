"""Gates stop a video until a named person has approved exactly what is there."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from reelworks.domain.errors import NotAllowed, NotFound, OutOfDate
from reelworks.domain.stages import Stage
from reelworks.domain.steps import StepStatus
from reelworks.orchestrator.models import tables
from reelworks.orchestrator.schemas.views import ReviewView
from reelworks.orchestrator.services import reviews, status

if TYPE_CHECKING:
    from tests.orchestrator.conftest import Studio


async def waiting(studio: Studio, name: str) -> ReviewView:
    view = await reviews.pending(studio.context, name)
    assert view is not None
    return view


def seen(view: ReviewView) -> dict[str, str]:
    return {item.key: item.sha256 for item in view.items}


async def approve(studio: Studio, name: str) -> None:
    await reviews.approve(studio.context, name, seen(await waiting(studio, name)), "mara")


async def test_nothing_behind_a_gate_starts_before_its_approval(studio: Studio) -> None:
    name = await studio.make(channel="gated")
    view = await studio.run(name)
    assert view.label == "Assets Ready"
    assert view.waits_for == "waits for you: Assets Ready (2 things to look at)"
    assert {step.status for step in view.steps if step.stage is Stage.ASSEMBLY} == {
        StepStatus.WAITING
    }
    await approve(studio, name)
    assert (await studio.run(name)).label == "Final Review"
    await approve(studio, name)
    view = await studio.status(name)
    assert view.label == "Approved"
    happened = await status.events(studio.context, name)
    opened = next(e.id for e in happened if e.kind == "gate_opened")
    behind = [e.id for e in happened if e.kind == "step_started" and "assembly" in str(e.step)]
    assert behind
    assert min(behind) > opened


async def test_the_approval_says_who_and_what(studio: Studio) -> None:
    name = await studio.make(channel="gated")
    await studio.run(name)
    shown = seen(await waiting(studio, name))
    await approve(studio, name)
    r, s = tables.reviews.c, tables.steps.c
    async with studio.context.database.connect() as tx:
        query = select(s.key, r.sha256, r.verdict, r.actor).join(tables.steps, s.id == r.step_id)
        rows = [tuple(row) for row in await tx.execute(query)]
    assert sorted(rows) == [(key, shown[key], "approved", "mara") for key in sorted(shown)]


async def test_a_rejected_image_is_made_again_with_the_note(studio: Studio) -> None:
    name = await studio.make(channel="gated")
    await studio.run(name)
    await reviews.reject(studio.context, name, "shot-1", "darker", "mara")
    view = await studio.run(name)
    assert view.label == "Assets Ready"
    again = {item.key: item for item in (await waiting(studio, name)).items}
    assert (again["assets/1"].take, again["assets/1"].note) == (2, "darker")
    assert again["assets/1"].files["text"].read_text() == "assets/1||darker"
    assert again["assets/2"].take == 1
    assert (await studio.kinds(name, step="assets/2")).count("step_started") == 1


async def test_after_a_rejection_behind_the_gate_only_what_depends_on_it_runs_again(
    studio: Studio,
) -> None:
    name = await studio.make(channel="gated")
    await studio.run(name)
    await approve(studio, name)
    await studio.run(name)
    await reviews.reject(studio.context, name, "assets/1", "closer", "mara")
    await studio.run(name)
    await approve(studio, name)
    view = await studio.run(name)
    assert view.label == "Final Review"
    started = {
        step.key: (await studio.kinds(name, step=step.key)).count("step_started")
        for step in view.steps
    }
    assert started == {
        "script/story": 1,
        "assets/1": 2,
        "assets/2": 1,
        "assembly/1": 2,
        "assembly/2": 1,
        "final/film": 2,
    }


async def test_an_approval_of_something_that_changed_is_refused(studio: Studio) -> None:
    name = await studio.make(channel="gated")
    await studio.run(name)
    old = seen(await waiting(studio, name))
    await reviews.reject(studio.context, name, "assets/1", "darker", "mara")
    await studio.run(name)
    with pytest.raises(OutOfDate, match="assets/1"):
        await reviews.approve(studio.context, name, old, "francis")
    assert not any(item.approved for item in (await waiting(studio, name)).items)


async def test_two_reviewers_at_once_never_both_win(studio: Studio) -> None:
    name = await studio.make(channel="gated")
    await studio.run(name)
    shown = seen(await waiting(studio, name))
    both = await asyncio.gather(
        reviews.reject(studio.context, name, "assets/1", "no", "ines", sha256=shown["assets/1"]),
        reviews.approve(studio.context, name, shown, "mara"),
        return_exceptions=True,
    )
    view = await studio.status(name)
    one = next(step for step in view.steps if step.key == "assets/1")
    assert one.take == 2 or one.approved
    assert sum(isinstance(result, Exception) for result in both) <= 1
    if one.approved:
        assert isinstance(both[0], Exception)


@pytest.mark.parametrize(
    ("key", "note", "error"),
    [
        ("assets/1", "  ", NotAllowed),
        ("assets/9", "x", NotFound),
        ("assembly/1", "x", NotAllowed),
        ("'; drop table steps; --", "x", NotFound),
    ],
)
async def test_a_rejection_that_makes_no_sense_is_refused(
    studio: Studio, key: str, note: str, error: type[Exception]
) -> None:
    name = await studio.make(channel="gated")
    await studio.run(name)
    with pytest.raises(error):
        await reviews.reject(studio.context, name, key, note, "mara")


async def test_nothing_waits_where_gates_are_automatic(studio: Studio) -> None:
    name = await studio.make()
    await studio.run(name)
    assert await reviews.pending(studio.context, name) is None


async def test_a_finished_video_is_unfinished_when_a_part_of_it_is_rejected(
    studio: Studio,
) -> None:
    name = await studio.make()
    assert (await studio.run(name)).finished_at is not None
    await reviews.reject(studio.context, name, "assets/2", "brighter", "mara")
    assert (await studio.status(name)).finished_at is None
    view = await studio.run(name)
    assert view.finished_at is not None
    assert "brighter" in view.files["text"].read_text()
