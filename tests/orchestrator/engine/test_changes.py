"""Cancelling and planning again: what was made stays, what was begun outside is undone."""

from __future__ import annotations

import pytest

from reelworks.domain.errors import BadInput
from reelworks.domain.money import usd
from reelworks.orchestrator.database import transaction
from reelworks.orchestrator.engine import codec, settle
from reelworks.orchestrator.engine.claim import Claim
from reelworks.orchestrator.engine.loading import load
from reelworks.orchestrator.engine.planning import plan_story
from reelworks.orchestrator.engine.transitions import change
from reelworks.orchestrator.services import tasks
from tests.orchestrator.engine.hand import Hand
from tests.paid.pipeline import CLIP, IMAGE, VOICE, story


async def clips_begun(hand: Hand, shots: int = 2) -> tuple[str, list[Claim]]:
    """A video whose clips the vendor works on, in the order of their numbers."""
    name = await hand.planned("a", shots=shots)
    claims = []
    for n in range(1, shots + 1):
        await hand.finish(await hand.claim(f"assets/{n}", name), IMAGE)
        await hand.finish(await hand.claim(f"composites/{n}", name))
        claimed = await hand.claim(f"video/{n}", name)
        await hand.intend(claimed)
        await settle.submitted(hand.context, claimed, f"job-{n}")
        claims.append(claimed)
    return name, claims


async def plan(hand: Hand, name: str, shots: int) -> None:
    """The story is changed to so many shots."""
    task_id = (await hand.step("script/story", name)).task_id
    async with transaction(hand.context.database) as tx:
        loaded = await load(hand.context, tx, task_id)
        planned = await plan_story(hand.context, tx, loaded, codec.story_from_json(story(shots)))
        await change(hand.context, tx, task_id, planned)


async def test_a_cancelled_video_undoes_the_last_thing_first(hand: Hand) -> None:
    name, claims = await clips_begun(hand)
    await tasks.cancel(hand.context, name, "mara")
    assert not await hand.finish(claims[0]), "its lease has ended"
    last = await hand.step("undo/video/2", name)
    assert (last.status, last.vendor_job) == ("released", "job-2")
    assert (await hand.step("undo/video/1", name)).status == "waiting"
    undo = await hand.claim("undo/video/2", name)
    assert undo.vendor_job == "job-2"
    await hand.finish(undo)
    assert await hand.spent() == CLIP + 2 * IMAGE
    await hand.finish(await hand.claim("undo/video/1", name))
    assert await hand.spent() == 2 * IMAGE, "what was set aside for clips and voices is free"
    assert await hand.value("select finished_at from tasks") is not None


async def test_what_could_not_be_undone_counts_as_paid(hand: Hand) -> None:
    name, _ = await clips_begun(hand, shots=1)
    await tasks.cancel(hand.context, name, "mara")
    await hand.fail(await hand.claim("undo/video/1", name), BadInput("The vendor says no."))
    assert await hand.spent() == CLIP + IMAGE
    assert len(await hand.alerts("step_failed")) == 1


async def test_a_published_film_is_taken_back_when_its_video_is_cancelled(hand: Hand) -> None:
    name, (clip,) = await clips_begun(hand, shots=1)
    await hand.finish(clip, CLIP)
    await hand.finish(await hand.claim("audio/1", name), VOICE)
    await hand.finish(await hand.claim("final/film", name))
    publication = await hand.claim("publish/youtube", name)
    await hand.intend(publication)
    await settle.submitted(hand.context, publication, "session-1")
    await hand.finish(publication)
    await tasks.cancel(hand.context, name, "mara")
    assert (await hand.step("undo/publish/youtube", name)).status == "released"
    assert await hand.value("select count(*) from steps where undo") == 1


async def test_cancelling_twice_is_cancelling_once(hand: Hand) -> None:
    name, _ = await clips_begun(hand, shots=1)
    for _ in range(2):
        await tasks.cancel(hand.context, name, "mara")
    assert await hand.value("select count(*) from steps where undo") == 1


async def test_what_was_ordered_without_an_id_counts_as_paid_after_a_cancel(hand: Hand) -> None:
    name = await hand.planned("a")
    await hand.intend(await hand.claim("assets/1", name))
    await tasks.cancel(hand.context, name, "mara")
    assert await hand.spent() == IMAGE


async def test_planned_again_unchanged_steps_keep_their_results(hand: Hand) -> None:
    name, (clip,) = await clips_begun(hand, shots=1)
    await hand.finish(clip, CLIP)
    before = {row.key: (row.status, row.result_id) for row in await hand.steps("done")}
    await plan(hand, name, 2)
    after = {row.key: (row.status, row.result_id) for row in await hand.steps("done")}
    assert after == before
    assert (await hand.step("assets/2", name)).status == "released"


async def test_a_dropped_step_is_let_go_and_comes_back_with_its_takes(hand: Hand) -> None:
    name, (_, clip) = await clips_begun(hand, shots=2)
    image = await hand.step("assets/2", name)
    await plan(hand, name, 1)
    dropped = await hand.step("video/2", name)
    assert (dropped.status, dropped.dropped, dropped.vendor_job) == ("cancelled", True, None)
    assert not await hand.finish(clip), "nobody asks for it any more"
    await plan(hand, name, 2)
    back = await hand.step("assets/2", name)
    assert (back.id, back.take, back.dropped) == (image.id, 1, False)
    assert await hand.take(back.id) is None, "what it made is found and used again"
    assert (await hand.step("assets/2", name)).result_id == image.result_id


async def test_the_money_of_a_dropped_order_counts_as_paid(hand: Hand) -> None:
    name, _ = await clips_begun(hand, shots=2)
    await plan(hand, name, 1)
    unknown = await hand.column(
        "select s.key from costs c join steps s on s.id = c.step_id where c.state = 'unknown'"
    )
    assert unknown == ["video/2"]
    assert await hand.value(
        "select count(*) from costs c join steps s on s.id = c.step_id "
        "where c.state = 'reserved' and s.dropped"
    ) == 0  # fmt: skip


@pytest.mark.parametrize("shots", [1, 3])
async def test_a_video_that_was_planned_again_can_end(hand: Hand, shots: int) -> None:
    name, _ = await clips_begun(hand, shots=2)
    await plan(hand, name, shots)
    await hand.lose_all()
    for _ in range(40):
        for row in await hand.steps("released"):
            claimed = await hand.take(row.id)
            if claimed is not None:
                await hand.finish(claimed, usd(0))
    assert await hand.value("select finished_at from tasks") is not None
