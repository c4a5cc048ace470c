"""Starts a child that would outlive it, writes down its own group, and waits."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from reelworks.scripts import protocol

PARSER = protocol.Parser(description=__doc__, example="...")
PARSER.add_argument("--deaf", action="store_true", help="ignore SIGTERM")
PARSER.add_argument("--leave", action="store_true", help="end at once, the child stays")


def work(args: argparse.Namespace, session: protocol.Session) -> protocol.Result:
    if args.deaf:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    subprocess.Popen(["sleep", "1000"])
    Path("group.partial").write_text(str(os.getpgrp()))
    Path("group.partial").rename("group")
    if not args.leave:
        time.sleep(1000)
    return protocol.Result({})


def main(argv: Sequence[str] | None = None) -> int:
    return protocol.run(PARSER, work, argv)
