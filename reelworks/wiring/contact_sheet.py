"""The contact sheet of a review: laid out by its script, kept in the task's folder."""

from __future__ import annotations

import json
import os
from pathlib import Path

from reelworks.ops.files import write_whole
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.schemas.views import ReviewItem, ReviewView
from reelworks.workers.tools import Briefing, ScriptEvent, Scripts

_TIMEOUT_S = 300.0
_SHOWN = (".png", ".jpg", ".mp4", ".wav")


async def contact_sheet(context: Context, view: ReviewView) -> Path:
    """Write `review/{stage}.jpg` below the task's folder; returns its path."""
    folder = context.store.task_folder(view.channel, view.task) / "review"
    folder.mkdir(exist_ok=True)
    listed, sheet = folder / f"{view.stage.value}.json", folder / f"{view.stage.value}.jpg"
    tiles = [tile for item in view.items for tile in _tiles(item)]
    write_whole(listed, json.dumps(tiles, ensure_ascii=False).encode())
    argv = [f"--tiles={listed}", f"--title={view.task}: {view.stage.value}", f"--output={sheet}"]
    async with Scripts() as scripts:
        await scripts.run(
            "create_contact_sheet",
            argv,
            cwd=folder,
            env={"PATH": os.environ.get("PATH", os.defpath)},
            briefing=Briefing(),
            on_event=_unheard,
            timeout_s=_TIMEOUT_S,
        )
    return sheet


def _tiles(item: ReviewItem) -> list[dict[str, str]]:
    """The first file of the item that can be seen."""
    take = f", take {item.take}" if item.take > 1 else ""
    approved = " (approved)" if item.approved else ""
    name = f"{item.key}{take}{approved}"
    shown = [path for path in item.files.values() if path.suffix in _SHOWN]
    return [{"path": str(path), "name": name, "words": item.words} for path in shown[:1]]


async def _unheard(event: ScriptEvent) -> None:
    """A sheet is quick: nobody waits for its progress."""
