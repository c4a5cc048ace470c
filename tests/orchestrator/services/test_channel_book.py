"""Channels come, rest and go while everything runs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from reelworks.domain.errors import NotAllowed, UnknownChannel
from reelworks.orchestrator.services import channel_book
from tests.orchestrator.conftest import Studio, context

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["context"]


async def test_a_channel_that_rests_starts_nothing_until_it_goes_on(studio: Studio) -> None:
    await channel_book.pause(studio.context, "plain", "mara")
    name, other = await studio.make(), await studio.make(channel="gated")
    async with studio.working():
        rests = await studio.until(name, lambda view: "paused for this channel" in view.waits_for)
        assert all(step.attempt == 0 for step in rests.steps)
        await studio.until(other, lambda view: view.label == "Assets Ready")  # others go on
        await channel_book.resume(studio.context, "plain", "mara")
        await studio.until(name, lambda view: view.finished_at is not None)


async def test_a_channel_is_added_and_retired_while_all_runs(
    studio: Studio, tmp_path: Path
) -> None:
    file = tmp_path / "channels.yaml"
    file.write_text("channels:\n  - id: plain\n", "utf-8")
    here = Studio(replace(studio.context, channels_file=file), studio.source)
    await channel_book.add(here.context, {"id": "tides", "gates": "human", "voice": ""}, "mara")
    assert set(here.context.channels) == {"plain", "tides"}
    name = await here.make(channel="tides")
    await channel_book.retire(here.context, "tides", "mara")
    with pytest.raises(UnknownChannel):
        await here.make(channel="tides", seed=2)
    assert (await here.run(name)).finished_at is None  # its video goes on, to its first gate
    assert (await here.status(name)).waits_for.startswith("waits for you")


async def test_where_no_file_is_known_nothing_is_written(studio: Studio) -> None:
    with pytest.raises(NotAllowed):
        await channel_book.add(studio.context, {"id": "tides"}, "mara")
