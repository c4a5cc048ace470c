"""A video changed shot by shot: what is made again, what is kept, what is found again."""

from __future__ import annotations

import pytest

from reelworks.domain import edits as rewriting
from reelworks.domain.edits import Change
from reelworks.domain.errors import NotAllowed, NotFound
from reelworks.domain.story import Story
from reelworks.orchestrator.services import edits, reviews, tasks
from tests.orchestrator.conftest import Studio


async def said(studio: Studio, name: str) -> str:
    return (await studio.status(name)).files["text"].read_text()


async def started(studio: Studio, name: str) -> list[str | None]:
    """The steps that ran, in order."""
    return [e.step for e in await studio.events(name) if e.kind == "step_started"]


def narration(number: int, text: str) -> edits.Rewrite:
    return lambda story: rewriting.changed(story, number, Change(narration=text))


async def test_one_changed_narration_remakes_its_segment_and_the_film(studio: Studio) -> None:
    name = await studio.make()
    await studio.run(name)
    before = await started(studio, name)
    looked = await edits.edit(studio.context, name, narration(2, "else"), "t", dry_run=True)
    assert set(looked.again) == {"assembly/2", "final/film"}
    assert (await studio.status(name)).finished_at is not None, "only looked"
    view = await edits.edit(studio.context, name, narration(2, "else"), "t")
    assert (view.again, view.price_usd, view.kept) == (looked.again, 0, 4)
    await studio.run(name)
    assert (await started(studio, name))[len(before) :] == ["assembly/2", "final/film"]
    assert "else" in await said(studio, name)


async def test_edited_back_everything_is_found_again(studio: Studio) -> None:
    name = await studio.make()
    await studio.run(name)
    first = await said(studio, name)
    await edits.edit(studio.context, name, narration(1, "else"), "t")
    await studio.run(name)
    ran = await started(studio, name)
    await edits.edit(studio.context, name, narration(1, "words"), "t")
    await studio.run(name)
    assert await said(studio, name) == first
    assert await started(studio, name) == ran, "nothing ran again"


async def test_a_moved_shot_remakes_only_the_film(studio: Studio) -> None:
    name = await studio.make()
    await studio.run(name)
    view = await edits.edit(studio.context, name, lambda s: rewriting.moved(s, 2, 1), "t")
    assert view.again == ("final/film",)
    listed = await edits.shots(studio.context, name)
    assert [(shot.number, shot.name) for shot in listed] == [(1, "2"), (2, "1")]


async def test_a_shot_is_dropped_and_another_added(studio: Studio) -> None:
    name = await studio.make()
    await studio.run(name)
    await edits.edit(studio.context, name, lambda s: rewriting.dropped(s, 2), "t")
    assert (await studio.run(name)).finished_at is not None
    assert [shot.name for shot in await edits.shots(studio.context, name)] == ["1"]
    await edits.edit(studio.context, name, lambda s: rewriting.added(s, 1, "new", "x"), "t")
    assert (await studio.run(name)).finished_at is not None
    assert "new" in await said(studio, name)


async def test_an_approved_picture_that_is_edited_needs_approval_again(studio: Studio) -> None:
    name = await studio.make(channel="gated")
    await studio.run(name)
    view = await reviews.pending(studio.context, name)
    assert view is not None
    await reviews.approve(studio.context, name, {i.key: i.sha256 for i in view.items}, "t")
    await studio.run(name)

    def repaint(story: Story) -> Story:
        return rewriting.changed(story, 1, Change(scene="night"))

    await edits.edit(studio.context, name, repaint, "t")
    stands = await studio.run(name)
    assert stands.label == "Assets Ready"
    again = await reviews.pending(studio.context, name)
    assert again is not None
    approved = {item.key: item.approved for item in again.items}
    assert approved == {"assets/1": False, "assets/2": True}


async def test_an_earlier_take_is_chosen_and_its_film_found_again(studio: Studio) -> None:
    name = await studio.make()
    await studio.run(name)
    first = await said(studio, name)
    await reviews.reject(studio.context, name, "assets/1", "darker", "t")
    await studio.run(name)
    assert "darker" in await said(studio, name)
    found = await edits.takes(studio.context, name, "assets/1")
    told = [(take.number, take.note, take.current) for take in found]
    assert told == [(1, "", False), (2, "darker", True)]
    ran = await started(studio, name)
    assert await edits.choose(studio.context, name, "assets/1", 1, "t") == "assets/1"
    await studio.run(name)
    assert await said(studio, name) == first
    assert await started(studio, name) == ran, "all of it was there"
    with pytest.raises(NotFound, match="no take 3"):
        await edits.choose(studio.context, name, "assets/1", 3, "t")


async def test_a_take_of_other_words_is_not_chosen(studio: Studio) -> None:
    name = await studio.make()
    await studio.run(name)
    await edits.edit(studio.context, name, narration(1, "else"), "t")
    await studio.run(name)
    with pytest.raises(NotAllowed, match="other words"):
        await edits.choose(studio.context, name, "assembly/1", 1, "t")


async def test_nothing_is_edited_before_there_is_a_story_or_after_the_end(studio: Studio) -> None:
    name = await studio.make()
    with pytest.raises(NotAllowed, match="no story yet"):
        await edits.edit(studio.context, name, narration(1, "x"), "t")
    await studio.run(name)
    await tasks.cancel(studio.context, name, "t")
    with pytest.raises(NotAllowed, match="cancelled"):
        await edits.shots(studio.context, name)
