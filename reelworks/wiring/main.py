"""The program `reelworks`."""

from __future__ import annotations

import gc
import os
import signal
import sys
from types import FrameType

_STOPPED = 130  # what a shell says for Ctrl-C


def main() -> int:
    """Run the command line; returns its exit code.

    Who is told to stop says so in one sentence, from the first moment on: so nothing heavy is
    imported before that can be caught.
    """
    signal.signal(signal.SIGTERM, _told_to_stop)
    try:
        gc.disable()  # nothing that is imported is garbage; looking takes a tenth of the start
        from reelworks.doors.cli.main import run  # noqa: PLC0415
        from reelworks.wiring.host import Host  # noqa: PLC0415

        gc.freeze()
        gc.enable()
        return run(Host())
    except KeyboardInterrupt:
        sys.stderr.write("Stopped. Run the same command again to go on.\n")
        sys.stderr.flush()
        os._exit(_STOPPED)  # interrupted in an import, Python itself may end with another code


def _told_to_stop(_number: int, frame: FrameType | None) -> None:
    """As Ctrl-C does it; also where a shell has started us deaf to that, as it does with `&`."""
    interrupted = signal.getsignal(signal.SIGINT)
    if not callable(interrupted):
        raise KeyboardInterrupt
    interrupted(signal.SIGINT, frame)
