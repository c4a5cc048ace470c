"""The board counts what it does not show, and no video twice."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from reelworks.orchestrator.schemas.pages import State
from reelworks.orchestrator.services import board, tasks
from reelworks.orchestrator.services.board import Filter

if TYPE_CHECKING:
    from tests.orchestrator.conftest import Studio

OPEN = (State.FOR_YOU, State.RUNNING, State.WAITING, State.STOPPED)


async def test_more_than_fits_is_counted(studio: Studio) -> None:
    names = [await studio.make(title, channel="gated") for title in ("One", "Two", "Three")]
    names += [await studio.make(title) for title in ("Four", "Five")]
    await tasks.cancel(studio.context, await studio.make("Six"), "tester")
    for name in names:
        await studio.run(name)
    found = await board.overview(studio.context, Filter(), OPEN, most=2, finished=1)
    assert [card.name for card in found.open] == [names[2], names[1]]
    assert found.counts == {**dict.fromkeys(OPEN, 0), State.FOR_YOU: 3}
    assert [card.name for card in found.finished.videos] == [names[4]]
    assert found.finished.before is not None


async def test_the_counts_are_of_what_is_meant_whichever_state_is_asked_for(
    studio: Studio,
) -> None:
    await studio.run(await studio.make("One", channel="gated"))
    waits = await studio.make("Two")
    which = Filter(state=State.WAITING)
    for meant, for_you in ((which, 1), (replace(which, channel="plain"), 0)):
        found = await board.overview(studio.context, meant, OPEN, most=9, finished=9)
        assert [card.name for card in found.open] == [waits]
        assert found.finished.videos == ()
        assert (found.counts[State.FOR_YOU], found.counts[State.WAITING]) == (for_you, 1)
