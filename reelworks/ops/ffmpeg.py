"""FFmpeg from the imageio-ffmpeg wheel: where it is, and how we always call it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from reelworks.ops import programs


@lru_cache(maxsize=1)
def executable() -> Path:
    """The FFmpeg binary; a path of its own wins through IMAGEIO_FFMPEG_EXE.

    The wheel's own finder starts what it finds, to see whether it runs, and hands it our whole
    environment, keys included: it is asked only where the wheel has brought no binary.
    """
    wheel = find_spec("imageio_ffmpeg")
    folders = (wheel.submodule_search_locations or ()) if wheel is not None else ()
    brought = [path for folder in folders for path in Path(folder).glob("binaries/ffmpeg-*")]
    if brought and not os.environ.get("IMAGEIO_FFMPEG_EXE"):
        return brought[0]
    from imageio_ffmpeg import get_ffmpeg_exe  # noqa: PLC0415  (slow to import, not always needed)

    return Path(get_ffmpeg_exe())


def command(args: Sequence[str | Path]) -> list[str]:
    """The full command line: quiet, overwriting, reading files and pipes only.

    `-protocol_whitelist` is an input option: callers put `*INPUT` before each `-i`.
    """
    return [
        str(word)
        for word in (executable(), "-hide_banner", "-nostdin", "-y", "-loglevel", "error", *args)
    ]


INPUT = ("-protocol_whitelist", "file,pipe")


def run(args: Sequence[str | Path], *, timeout_s: float = 900) -> programs.Finished:
    """Run FFmpeg to its end. Raises ProgramFailed, DiskFull, TimedOut."""
    return programs.run(command(args), timeout_s=timeout_s)
