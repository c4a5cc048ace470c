"""What a killed worker leaves in working folders is cleared away by the next one."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from uuid import uuid4

from reelworks.domain.stages import Stage
from reelworks.orchestrator.engine import reconcile

if TYPE_CHECKING:
    from reelworks.orchestrator.schemas.views import TaskView
    from tests.orchestrator.conftest import Studio


async def test_a_start_clears_what_a_killed_worker_left(studio: Studio) -> None:
    name = await studio.make()
    left = studio.context.store.work_folder("plain", name, str(uuid4()))
    (left / "half.mp4").write_bytes(b"half")
    await studio.run(name)
    assert studio.context.store.work_folders() == []


async def test_a_start_leaves_alone_what_another_worker_has_in_hand(studio: Studio) -> None:
    name = await studio.make("assets/1:sleep=2")
    async with studio.working():
        await studio.until(name, lambda view: _statuses(view) == {"1": "running", "2": "done"})
        async with asyncio.timeout(5):
            while len(folders := studio.context.store.work_folders()) != 1:
                await asyncio.sleep(0.02)
        await reconcile.start_over(studio.context)
        assert studio.context.store.work_folders() == folders
        await studio.until(name, lambda view: view.finished_at is not None)


def _statuses(view: TaskView) -> dict[str, str]:
    assets = (step for step in view.steps if step.stage is Stage.ASSETS)
    return {step.key.removeprefix("assets/"): step.status.value for step in assets}
