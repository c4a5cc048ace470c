"""A film's timeline for an editing program: written by its script, media beside it."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

from reelworks.domain.errors import BadInput
from reelworks.orchestrator.services.exports import Parts
from reelworks.workers.tools import Briefing, ScriptEvent, Scripts

_TIMEOUT_S = 900.0


async def export(parts: Parts, folder: Path) -> Path:
    """Write `folder/{task}.otio` and its media; returns its path. Raises BadInput, DiskFull."""
    folder = _ready(folder)
    timeline = folder / f"{parts.task}.otio"
    with tempfile.TemporaryDirectory() as scratch:
        manifest = Path(scratch) / "manifest.json"
        manifest.write_text(json.dumps(parts.manifest, ensure_ascii=False), "utf-8")
        argv = [f"--manifest={manifest}", f"--output={timeline}"]
        given = {"film": "--film", "srt": "--srt"}
        argv += [f"{option}={parts.files[r]}" for r, option in given.items() if r in parts.files]
        async with Scripts() as scripts:
            await scripts.run(
                "export_timeline",
                argv,
                cwd=folder,
                env={"PATH": os.environ.get("PATH", os.defpath)},
                briefing=Briefing(),
                on_event=_unheard,
                timeout_s=_TIMEOUT_S,
            )
    return timeline


def _ready(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(
            f"{folder} cannot be written to: {error.strerror}.", remedy="Choose another folder."
        ) from error
    return folder.resolve()


async def _unheard(event: ScriptEvent) -> None:
    """Copying files is quick: nobody waits for its progress."""
