"""The engine on a real database with real scripts: what runs, what is kept, what runs again."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from reelworks.domain.steps import StepStatus
from reelworks.orchestrator.engine import reconcile
from reelworks.orchestrator.models import tables
from reelworks.orchestrator.schemas.views import TaskView
from reelworks.orchestrator.services import tasks

if TYPE_CHECKING:
    from tests.orchestrator.conftest import Studio


def _runs(view: TaskView, key: str) -> bool:
    return any(step.key == key and step.status is StepStatus.RUNNING for step in view.steps)


async def test_a_video_is_made_from_beginning_to_end(studio: Studio) -> None:
    view = await studio.run(await studio.make())
    assert view.label == "Approved"
    assert view.finished_at is not None
    assert view.title == "Tiny"
    film = view.files["text"].read_text()
    assert film == "final/film|||assembly/1|words||assets/1|||assembly/2|words||assets/2||"
    link = view.folder / "final" / "film.txt"
    assert link.read_text() == film
    assert not [*(view.folder / ".work").iterdir()]


async def test_the_same_brief_is_the_same_video_and_nothing_runs_again(studio: Studio) -> None:
    name = await studio.make()
    await studio.run(name)
    before = await studio.kinds(name)
    assert await studio.make() == name
    view = await studio.run(name)
    assert view.label == "Approved"
    assert await studio.kinds(name) == before


async def test_every_step_ran_once(studio: Studio) -> None:
    name = await studio.make()
    view = await studio.run(name)
    for step in view.steps:
        kinds = await studio.kinds(name, step=step.key)
        assert kinds.count("step_started") == 1
        assert kinds.count("step_settled") == 1


async def test_a_busy_vendor_is_tried_again_on_the_ladder(studio: Studio) -> None:
    name = await studio.make("assets/1:busy")
    view = await studio.run(name)
    step = next(step for step in view.steps if step.key == "assets/1")
    assert step.status is StepStatus.READY
    assert step.error is not None
    assert step.error.next_at is not None
    wait = (step.error.next_at - step.error.at).total_seconds()
    assert 59 < wait < 73
    assert view.waits_for.startswith("tries assets/1 again at")
    assert next(s for s in view.steps if s.key == "assembly/2").status is StepStatus.DONE


async def test_a_bad_input_stops_its_step_and_retry_tries_it_again(studio: Studio) -> None:
    name = await studio.make("assets/1:bad")
    view = await studio.run(name)
    assert view.label == "Asset Error"
    assert view.waits_for.startswith("stopped at assets/1")
    await tasks.retry(studio.context, name, [], "tester")
    again = await studio.run(name)
    kinds = await studio.kinds(name, step="assets/1")
    assert kinds.count("step_started") == 2
    assert again.label == "Asset Error"


async def test_a_script_that_dies_is_tried_again(studio: Studio) -> None:
    view = await studio.run(await studio.make("assets/1:die"))
    step = next(step for step in view.steps if step.key == "assets/1")
    assert step.error is not None
    assert step.error.kind == "transient"


async def test_a_paid_step_is_on_record_before_and_after(studio: Studio) -> None:
    view = await studio.run(await studio.make("assets/1:pay=0.05"))
    assert str(view.cost_usd) == "0.050000"
    assert view.label == "Approved"


async def test_stopping_hands_work_back_and_the_next_worker_takes_it(studio: Studio) -> None:
    name = await studio.make("assets/1:sleep=2")
    async with studio.working():
        await studio.until(name, lambda view: _runs(view, "assets/1"))
    step = next(s for s in (await studio.status(name)).steps if s.key == "assets/1")
    assert step.status in (StepStatus.READY, StepStatus.RELEASED)
    assert step.attempt == 0
    assert (await studio.run(name)).label == "Approved"
    assert "step_returned" in await studio.kinds(name, step="assets/1")


async def test_cancel_stops_what_runs(studio: Studio) -> None:
    name = await studio.make("assets/1:sleep=60")
    async with studio.working() as worker:
        await studio.until(name, lambda view: _runs(view, "assets/1"))
        await tasks.cancel(studio.context, name, "tester")
        async with asyncio.timeout(10):
            while worker._running:
                await asyncio.sleep(0.05)
    view = await studio.status(name)
    assert view.label == "Cancelled"
    assert view.cancelled


async def test_a_worker_that_vanished_is_replaced(studio: Studio) -> None:
    """Its process is gone from this host: the next reconcile ends its leases at once."""
    name = await studio.make("assets/1:sleep=1")
    worker, stop = studio.worker(), asyncio.Event()
    running = asyncio.create_task(worker.run(stop))
    await studio.until(name, lambda view: _runs(view, "assets/1"))
    running.cancel()
    await asyncio.wait([running])
    await reconcile.dismiss(studio.context, worker.id)
    assert (await studio.run(name)).label == "Approved"


async def test_files_are_kept_once_and_linked_by_name(studio: Studio) -> None:
    first = await studio.run(await studio.make(seed=1))
    second = await studio.run(await studio.make(seed=2))
    one, two = (view.folder / "final" / "film.txt" for view in (first, second))
    assert one.read_bytes() == two.read_bytes()
    assert one.stat().st_ino == two.stat().st_ino, "the same bytes are stored once"
    assert Path(first.folder) != Path(second.folder)


async def test_a_payment_of_unknown_outcome_asks_a_person_and_buys_nothing_again(
    studio: Studio,
) -> None:
    name = await studio.make("assets/1:pay-and-die=0.50")
    view = await studio.run(name)
    step = next(step for step in view.steps if step.key == "assets/1")
    assert step.status is StepStatus.FAILED
    assert step.error is not None
    assert step.error.code == "outcome_unknown"
    assert (await studio.kinds(name, step="assets/1")).count("step_started") == 1


async def test_a_job_that_the_vendor_has_is_waited_for_not_bought_again(studio: Studio) -> None:
    name = await studio.make("assets/1:submit-and-die")
    await studio.run(name)
    await tasks.retry(studio.context, name, ["assets/1"], "tester")
    view = await studio.run(name)
    assert view.label == "Approved"
    async with studio.context.database.connect() as tx:
        bought = (await tx.execute(select(tables.costs.c.state))).scalars().all()
        told = (await tx.execute(select(tables.results.c.request_id))).scalars().all()
    assert bought == ["settled"]
    assert "job-7" in told


async def test_a_payment_that_was_refused_is_not_booked(studio: Studio) -> None:
    name = await studio.make("assets/1:pay-and-refuse")
    view = await studio.run(name)
    step = next(step for step in view.steps if step.key == "assets/1")
    assert step.error is not None
    assert step.error.code == "bad_input"
    async with studio.context.database.connect() as tx:
        booked = (await tx.execute(select(tables.costs.c.state))).scalars().all()
    assert booked == ["released"]


async def test_a_worker_taken_for_dead_enlists_again_and_leaves_its_old_step_alone(
    studio: Studio,
) -> None:
    name = await studio.make("assets/1:sleep=3")
    async with studio.working() as worker:
        await studio.until(name, lambda view: _runs(view, "assets/1"))
        await reconcile.dismiss(studio.context, worker.id)
        view = await studio.until(name, lambda found: found.finished_at is not None)
    assert view.label == "Approved"
    kinds = await studio.kinds(name, step="assets/1")
    assert kinds.count("step_settled") == 1


async def test_retry_skips_the_wait(studio: Studio) -> None:
    name = await studio.make("assets/1:busy")
    await studio.run(name)
    async with studio.working():
        await tasks.retry(studio.context, name, ["assets/1"], "tester")
        async with asyncio.timeout(20):
            while (await studio.kinds(name, step="assets/1")).count("step_deferred") < 2:
                await asyncio.sleep(0.05)
