"""Put two pictures side by side: `image` (PNG)."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from reelworks.media.split import split_screen
from reelworks.scripts import protocol

PARSER = protocol.Parser(
    description=__doc__ or "",
    example="python -m reelworks.scripts.create_split_screen --left before.png --right after.png "
    "--size 1920x1080 --output split.png",
)
PARSER.add_argument("--left", type=Path, required=True, help="a picture of any size")
PARSER.add_argument("--right", type=Path, required=True, help="a picture of any size")
PARSER.add_argument("--size", type=protocol.size, required=True, help="WIDTHxHEIGHT in pixels")
PARSER.add_argument("--output", type=Path, required=True, help="the split screen, PNG")


def work(args: argparse.Namespace, session: protocol.Session) -> protocol.Result:
    split_screen(args.left, args.right, args.size, args.output)
    return protocol.Result({"image": args.output})


def main(argv: Sequence[str] | None = None) -> int:
    return protocol.run(PARSER, work, argv)


if __name__ == "__main__":
    raise SystemExit(main())
