"""The rates of recovery: what mended itself, what needed a person, and what nobody can say yet."""

from __future__ import annotations

from reelworks.domain.errors import OutcomeUnknown, VendorUnavailable
from reelworks.domain.retry import LADDER
from reelworks.domain.services import CPU
from reelworks.orchestrator.services import insight, tasks
from tests.orchestrator.engine.hand import Hand

DOWN = VendorUnavailable("Down.")


async def rates(hand: Hand) -> tuple[int, int]:
    """Steps that failed in passing and whose fate is decided; those that needed nobody."""
    found = (await insight.slate(hand.context)).outcomes
    return found.transient_failures, found.transient_recovered


async def due(hand: Hand) -> None:
    await hand.set("update steps set next_at = clock_timestamp(), hold = null where hold = 'time'")
    await hand.release("gemini")


async def test_a_step_counts_once_its_fate_is_decided(hand: Hand) -> None:
    name = await hand.planned("a")
    await hand.fail(await hand.claim("assets/1", name), DOWN)
    assert await rates(hand) == (0, 0), "it is tried again: nobody can say yet"
    await due(hand)
    await hand.finish(await hand.claim("assets/1", name))
    assert await rates(hand) == (1, 1)


async def test_a_call_of_unknown_outcome_that_was_made_again_mended_itself(hand: Hand) -> None:
    name = await hand.planned("a")
    claimed = await hand.claim("assets/1", name)
    await hand.intend(claimed)
    await hand.fail(claimed, OutcomeUnknown("No answer."))
    await due(hand)
    await hand.finish(await hand.claim("assets/1", name))
    assert await rates(hand) == (1, 1)


async def test_a_step_that_had_stopped_needed_a_person_though_it_is_done_now(hand: Hand) -> None:
    name = await hand.planned("a")
    for _ in range(len(LADDER) + 1):
        await due(hand)
        await hand.fail(await hand.claim("assets/1", name), DOWN)
    assert await rates(hand) == (1, 0)
    await tasks.retry(hand.context, name, ["assets/1"], "mara")
    await hand.release("gemini")
    await hand.finish(await hand.claim("assets/1", name))
    assert await rates(hand) == (1, 0)


async def test_to_ask_for_a_step_sooner_is_no_help_that_was_needed(hand: Hand) -> None:
    name = await hand.planned("a")
    await hand.fail(await hand.claim("assets/1", name), DOWN)
    await tasks.retry(hand.context, name, [], "mara")
    await hand.release("gemini", CPU)
    for _ in range(20):
        open_steps = await hand.steps("released")
        if not open_steps:
            break
        claimed = await hand.take(open_steps[0].id)
        assert claimed is not None
        await hand.finish(claimed)
        await hand.release()
    found = (await insight.slate(hand.context)).outcomes
    assert (found.recovered, found.needed_a_person, found.failed) == (1, 0, 0)
    assert found.unaided == 1.0
