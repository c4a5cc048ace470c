"""Previews: small pictures of the store's files, made by their script when first asked for."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from time import time

import structlog

from reelworks.domain.errors import ReelworksError
from reelworks.domain.steps import Stored
from reelworks.orchestrator.context import Context
from reelworks.workers.tools import Briefing, ScriptEvent, Scripts

log = structlog.get_logger("previews")

_FOLDER = ".previews"
_SHOWN = frozenset({".png", ".jpg", ".jpeg", ".webp", ".mp4", ".mov", ".webm"})
_WIDTHS = (160, 320, 640, 960, 1440, 1920)  # so that nobody fills the disk with the rest
_TIMEOUT_S = 30.0
_AT_ONCE = 2
_KEPT_S = 14 * 86_400.0


class Previews:
    """Kept below the workspace, by content hash and width."""

    def __init__(self, context: Context, scripts: Scripts) -> None:
        self._context, self._scripts = context, scripts
        self._root = context.store.root / _FOLDER
        self._room = asyncio.Semaphore(_AT_ONCE)
        self._making: dict[Path, asyncio.Task[None]] = {}
        self._failed: set[Path] = set()

    async def of(self, stored: Stored, width: int) -> Path | None:
        """A WebP of this width at most; None where the file has no picture. Raises NotFound."""
        if stored.suffix not in _SHOWN:
            return None
        source = self._context.store.path(stored)
        fitting = next((known for known in _WIDTHS if known >= width), _WIDTHS[-1])
        target = self._root / stored.sha256[:2] / f"{stored.sha256}-{fitting}.webp"
        if target.is_file():
            return target
        if target in self._failed:
            return None
        making = self._making.get(target)
        if making is None:
            making = asyncio.create_task(self._make(source, target, fitting))
            self._making[target] = making
            making.add_done_callback(lambda _: self._making.pop(target, None))
        await asyncio.shield(making)
        return target if target.is_file() else None

    async def _make(self, source: Path, target: Path, width: int) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        argv = [f"--source={source}", f"--width={width}", f"--output={target}"]
        async with self._room:
            try:
                await self._scripts.run(
                    "create_preview",
                    argv,
                    cwd=target.parent,
                    env={"PATH": os.environ.get("PATH", os.defpath)},
                    briefing=Briefing(),
                    on_event=_unheard,
                    timeout_s=_TIMEOUT_S,
                )
            except ReelworksError as error:
                self._failed.add(target)
                log.warning("previews_make_failed", file=source.name, reason=str(error))

    def tidy(self) -> None:
        """Old ones go; who needs one again has it made again."""
        for path in self._root.glob("*/*.webp"):
            if path.stat().st_mtime < time() - _KEPT_S:
                path.unlink(missing_ok=True)


@asynccontextmanager
async def opened(context: Context) -> AsyncIterator[Previews]:
    """Ready to make pictures until the end of the block."""
    async with Scripts() as scripts:
        found = Previews(context, scripts)
        await asyncio.to_thread(found.tidy)
        yield found


async def _unheard(event: ScriptEvent) -> None:
    """A preview is quick: nobody waits for its progress."""
