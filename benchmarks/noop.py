"""A script that does nothing, with the imports of one that makes pictures."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import av  # noqa: F401
import cv2  # noqa: F401
import numpy as np  # noqa: F401
from PIL import Image  # noqa: F401

from reelworks.ops.files import write_whole
from reelworks.scripts import protocol

PARSER = protocol.Parser(description=__doc__, example="python -m benchmarks.noop")
PARSER.add_argument("--text", default="", help="what to write, where it is to be written")
PARSER.add_argument("--output", type=Path, help="a file; none: nothing is written")


def work(args: argparse.Namespace, session: protocol.Session) -> protocol.Result:
    """Nothing, or next to it."""
    if args.output is None:
        return protocol.Result({})
    write_whole(args.output, args.text.encode())
    return protocol.Result({"text": args.output})


def main(argv: Sequence[str] | None = None) -> int:
    """Run as every script does."""
    return protocol.run(PARSER, work, argv)


if __name__ == "__main__":
    raise SystemExit(main())
