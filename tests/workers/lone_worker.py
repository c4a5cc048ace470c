"""A worker process that runs one script, to be killed by a test."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from reelworks.workers.tools import Briefing, ScriptEvent, Scripts


async def ignore(event: ScriptEvent) -> None:
    pass


async def main(folder: Path, *argv: str) -> None:
    async with Scripts("tiny_scripts") as scripts:
        await scripts.run(
            "linger",
            argv,
            cwd=folder,
            env=dict(os.environ),
            briefing=Briefing(),
            on_event=ignore,
            timeout_s=60,
        )


asyncio.run(main(Path(sys.argv[1]), *sys.argv[2:]))
