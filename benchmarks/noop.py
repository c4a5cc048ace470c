"""A script that does nothing, with the imports of one that makes pictures."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

import av  # noqa: F401
import cv2  # noqa: F401
import numpy as np  # noqa: F401
from PIL import Image  # noqa: F401

from reelworks.scripts import protocol

PARSER = protocol.Parser(description=__doc__, example="python -m benchmarks.noop")


def work(args: argparse.Namespace, session: protocol.Session) -> protocol.Result:
    """Nothing."""
    return protocol.Result({})


def main(argv: Sequence[str] | None = None) -> int:
    """Run as every script does."""
    return protocol.run(PARSER, work, argv)


if __name__ == "__main__":
    raise SystemExit(main())
