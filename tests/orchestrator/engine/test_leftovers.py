"""What a killed worker leaves in working folders is cleared away by the next one."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from uuid import uuid4

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
    name = await studio.make("assets/1:sleep=6")
    async with studio.working():
        await studio.until(name, _only_the_first_image_is_in_hand)
        async with asyncio.timeout(5):
            while len(folders := studio.context.store.work_folders()) != 1:
                await asyncio.sleep(0.02)
        await reconcile.start_over(studio.context)
        assert studio.context.store.work_folders() == folders
        await studio.until(name, lambda view: view.finished_at is not None)


def _only_the_first_image_is_in_hand(view: TaskView) -> bool:
    """Everything that does not need it is done, so nothing else begins or ends for a while."""
    statuses = {step.key: step.status.value for step in view.steps}
    return statuses.get("assets/1") == "running" and statuses.get("assembly/2") == "done"
