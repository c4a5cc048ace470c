"""Says what it is told to say, protocol or not, and ends as told."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

PARSER = argparse.ArgumentParser()
PARSER.add_argument("--out", action="append", default=[])
PARSER.add_argument("--error", default="")
PARSER.add_argument("--flood", choices=("out", "error", "line"))
PARSER.add_argument("--exit", type=int, default=0)
PARSER.add_argument("--signal", type=int)


def main(argv: Sequence[str] | None = None) -> int:
    args = PARSER.parse_args(argv)
    for line in args.out:
        sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
    sys.stderr.write(args.error)
    while args.flood:
        if args.flood == "line":
            os.write(1, b"x" * 1000)
        elif args.flood == "out":
            os.write(1, b'{"event": "progress", "done": 0.5}\n')
        else:
            os.write(2, b"x" * 1000)
    if args.signal:
        os.kill(os.getpid(), args.signal)
    return args.exit
