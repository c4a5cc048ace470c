"""A script that sleeps as long as a vendor would take."""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence

from reelworks.scripts import protocol

PARSER = protocol.Parser(description=__doc__, example="python -m benchmarks.nap --seconds 2")
PARSER.add_argument("--seconds", type=float, required=True, help="how long")
PARSER.add_argument("--after", action="append", default=[], help="what it needs; not looked at")


def work(args: argparse.Namespace, session: protocol.Session) -> protocol.Result:
    """Sleep."""
    time.sleep(args.seconds)
    return protocol.Result({})


def main(argv: Sequence[str] | None = None) -> int:
    """Run as every script does."""
    return protocol.run(PARSER, work, argv)


if __name__ == "__main__":
    raise SystemExit(main())
